"""Words and dates that no notebook writes."""

import pytest

from lib.build.report import document, verdicts, wording
from lib.claims import VERDICTS


@pytest.mark.parametrize(("interval", "english", "spanish"), [
    ("2014/2022", "2014–2022", "2014–2022"), ("2022", "2022", "2022"), ("see notes", "see notes", "see notes"),
    ("2020-01/2025-11", "January 2020 – November 2025", "enero de 2020 – noviembre de 2025")])
def test_periods_read_as_dates(interval, english, spanish):
    with document.speaking("en"):
        assert wording.period(interval) == english
    with document.speaking("es"):
        assert wording.period(interval) == spanish


def test_every_verdict_has_its_look():
    assert set(verdicts.VERDICTS) == set(VERDICTS)
    assert {tone for tone, _ in verdicts.VERDICTS.values()} == set(verdicts.INK)
    assert len({path for _, path in verdicts.VERDICTS.values()}) == len(VERDICTS), "each symbol its own"


def luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", sorted({*verdicts.INK.values(), "#4a5764", "#1a635c", "#8f3c0c"}))
def test_words_in_print_have_contrast_on_white_and_on_the_panel(ink):
    for paper in ("#ffffff", "#f3f6f8"):
        assert (luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5


def test_speaking_gives_back_the_language_also_after_an_error():
    from lib import language
    before = language.current()
    with pytest.raises(ValueError, match="x"), document.speaking("es"):
        raise ValueError("x")
    assert language.current() == before

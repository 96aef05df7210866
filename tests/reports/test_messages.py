"""Words and dates that no notebook writes."""

import pytest

from lib import language
from lib.claims import VERDICTS
from lib.publishing.report import messages, parser, verdicts
from lib.publishing.report.pdf import exporter as pdf
from tests.reports import sample
from tests.reports.pdf_audit import Audit


@pytest.mark.parametrize(
    ("interval", "english", "spanish"),
    [
        ("2014/2022", "2014–2022", "2014–2022"),
        ("2022", "2022", "2022"),
        ("see notes", "see notes", "see notes"),
        ("2020-01/2025-11", "January 2020 – November 2025", "enero de 2020 – noviembre de 2025"),
    ],
)
def test_periods_read_as_dates(interval, english, spanish):
    with language.speaking("en"):
        assert messages.period(interval) == english
    with language.speaking("es"):
        assert messages.period(interval) == spanish


def test_every_verdict_has_its_look():
    assert set(verdicts.VERDICTS) == set(VERDICTS)
    assert {tone for tone, _ in verdicts.VERDICTS.values()} == set(verdicts.INK)
    assert len({path for _, path in verdicts.VERDICTS.values()}) == len(VERDICTS), (
        "each symbol its own"
    )


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ink", sorted({*verdicts.INK.values(), "#4a5764", "#1a635c", "#8f3c0c"}))
def test_words_in_print_have_contrast_on_white_and_on_the_panel(ink):
    for paper in ("#ffffff", "#f3f6f8"):
        assert (luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5


def test_speaking_gives_back_the_language_also_after_an_error():
    from lib import language

    before = language.current()
    with pytest.raises(ValueError, match="x"), language.speaking("es"):
        raise ValueError("x")
    assert language.current() == before


def test_a_report_cites_its_address_once_there_is_one(monkeypatch):
    built = parser.read(sample.notebook())
    assert "http" not in messages.citation(built)
    assert messages.address(built) == ""
    monkeypatch.setattr(
        messages,
        "published",
        lambda: {"url": "https://x.org/e", "repository-code": "https://x.org/r"},
    )
    assert messages.citation(built).endswith(" https://x.org/e/en/01-sample.html")
    assert any("https://x.org/r" in line for line in messages.about())
    links = Audit(pdf.export(sample.notebook())).links
    assert "https://x.org/e/en/01-sample.html#finding-conviction-rate" in links


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("url: https://x.org/e/", {"url": "https://x.org/e"}),
        ("url: javascript:alert(1)", {}),
        ("title: x", {}),
        ("repository-code: 'https://x.org/\"><script>'", {}),
    ],
)
def test_only_a_web_address_is_an_address(tmp_path, monkeypatch, stated, read):
    (tmp_path / "CITATION.cff").write_text(stated, "utf-8")
    monkeypatch.setattr(messages.paths, "ROOT", tmp_path)
    assert messages.published.__wrapped__() == read

"""The look of the series: what differs without colour, what can be read on white, the typeface."""

import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from lib import charts
from lib.charts import theme
from tests.unit.charts.sample import CODES, draw, several


def test_groups_differ_without_colour():
    looks = [theme.group_style(i) for i in range(16)]
    assert {look[0] for look in looks} == set(charts.COLOURS)
    assert len({look[:2] for look in looks}) == 16  # a colour never comes back with the same marker
    assert len({look[1:] for look in looks[:4]}) == 4


@pytest.mark.parametrize(
    ("form", "artists", "trait"),
    [
        (
            charts.lines,
            lambda ax: [line for line in ax.lines if len(line.get_xdata()) > 1],
            lambda line: line.get_marker(),
        ),
        (charts.bars, lambda ax: ax.patches, lambda bar: bar.get_hatch()),
    ],
    ids=["markers", "hatches"],
)
def test_four_series_have_four_looks(form, artists, trait):
    ax = draw(form, several(CODES[:4]))
    assert len({trait(artist) for artist in artists(ax)}) == 4


@pytest.mark.parametrize("tone", [*charts.TONES, charts.INK, charts.MUTE])
def test_words_have_contrast_on_white(tone):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(tone)]
    assert 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05) >= 4.5


def test_a_typeface_of_the_series_is_used():
    assert Text(text="a").get_fontname() == "Source Sans 3"

"""Forms with a row a case, by the properties of what they draw."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from lib import charts
from tests.unit.charts.sample import (
    CASES,
    TERMS,
    draw,
)


def test_a_funnel_shows_values_ranges_and_what_is_not_known():
    ax = draw(charts.funnel, CASES["funnel"][1])
    assert [bar.get_width() for bar in ax.patches] == [6425, 967, 0, 0]
    assert [t.get_text() for t in ax.texts] == ["6,425", "900 to 999", "3 to 90", "not known"]
    assert ax.get_xlim()[0] == 0


def ranges(ax):
    """Ends of the horizontal ranges that are drawn."""
    segments = [
        s for c in ax.collections if isinstance(c, LineCollection) for s in c.get_segments()
    ]
    return [(s[0][0], s[1][0]) for s in segments if len(s) and np.isfinite(s).all()]


def test_an_interval_needs_no_ends_and_no_value():
    ax = draw(charts.intervals, {"label": ["ECU", "PER"], "value": [1, 2]})
    assert ranges(ax) == []
    ax = draw(charts.intervals, {"label": ["ECU", "PER"], "low": [1, 2], "high": [3, 4]})
    assert ranges(ax) == [(1, 3), (2, 4)]


def test_an_open_end_is_an_arrow_at_the_edge():
    ax = draw(
        charts.intervals,
        {"label": ["ECU", "PER", "COL"], "low": [1, None, None], "high": [None, 2, None]},
    )
    left, right = ax.get_xlim()
    assert ranges(ax) == [(1, right), (left, 2)]
    arrows = {
        line.get_marker(): line.get_xdata()[0] for line in ax.lines if line.get_marker() in "<>"
    }
    assert arrows == {">": right, "<": left}


def test_a_reference_beyond_the_data_is_on_the_scale():
    low, high = draw(charts.intervals, {"label": ["ECU"], "value": [5]}, reference=50).get_xlim()
    assert low <= 50 <= high


def test_a_cell_of_a_grid_is_as_dark_as_its_value():
    ax = draw(charts.grid, TERMS)
    assert {to_hex(cell.get_facecolor()) for cell in ax.patches} == {charts.COLOURS[0].lower()}
    shades = [cell.get_alpha() for cell in ax.patches]
    assert len(shades) == 5  # a missing value has no cell
    assert [shades[i] for i in (0, 3, 1, 4, 2)] == sorted(shades)
    assert "nan" not in "".join(t.get_text() for t in ax.texts)

"""Forms with an upright scale, by the properties of what they draw."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from lib import charts
from tests.unit.charts.sample import (
    CODES,
    YEARS,
    draw,
)


def test_a_gap_breaks_a_line_and_a_lone_point_keeps_a_marker():
    value = [1.0, None, 3, None, *range(16)]
    line = draw(charts.lines, {"x": YEARS, "value": value}).lines[0]
    assert np.isnan(line.get_ydata()[[1, 3]]).all()
    assert {0, 2} <= set(np.flatnonzero(line.get_markevery()))


def test_a_suspect_value_is_hollow_and_not_joined():
    ax = draw(charts.lines, {"x": [1, 2, 3], "value": [1, 9, 3], "suspect": [False, True, None]})
    joined, alone = ax.lines[:2]
    assert np.isnan(joined.get_ydata()[1])
    assert alone.get_ydata().tolist() == [9]
    assert alone.get_markerfacecolor() == "white"


def test_lines_follow_x_whatever_the_order_of_the_rows():
    line = draw(charts.lines, {"x": [3, 1, 2], "value": [30, 10, 20]}).lines[0]
    assert line.get_xydata().tolist() == [[1, 10], [2, 20], [3, 30]]


def test_a_band_spans_low_to_high():
    ax = draw(charts.lines, {"x": [1, 2], "value": [2, 3], "low": [1, 2], "high": [4, 5]})
    band = (
        next(c for c in ax.collections if isinstance(c, PolyCollection))
        .get_paths()[0]
        .vertices[:, 1]
    )
    assert (band.min(), band.max()) == (1, 5)


def test_bars_below_zero_are_stacked_downwards_apart():
    ax = draw(
        charts.bars, {"x": [1] * 4, "series": CODES[:4], "value": [2, -1, 3, -4]}, stacked=True
    )
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [
        (0, 2),
        (0, -1),
        (2, 3),
        (-1, -4),
    ]


def test_a_missing_bar_says_so_and_an_absent_row_does_not():
    ax = draw(charts.bars, {"x": [1, 2, 1], "series": ["ECU", "ECU", "PER"], "value": [1, None, 3]})
    assert [t.get_text() for t in ax.texts] == ["n/a"]


def test_a_mark_stands_before_the_bar_of_its_year_or_between():
    ax = draw(
        charts.bars,
        {"x": [2019, 2020, 2021], "value": [1, 2, 3]},
        marks=[(2020, "a"), (2020.5, "b")],
    )
    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == ":"] == [0.5, 1.0]
    assert ax.get_xlim()[1] < 3


def test_a_year_without_data_keeps_its_place_among_the_bars():
    ax = draw(charts.bars, {"x": [2019, 2022], "value": [1, 3]})
    assert [t.get_text() for t in ax.get_xticklabels()] == ["2019", "2020", "2021", "2022"]
    assert [bar.get_height() for bar in ax.patches] == [1, 0, 0, 3]


def test_shares_fill_the_scale_and_more_than_the_whole_is_not_cut_off():
    parts = {"x": [1, 1], "series": ["ECU", "PER"], "value": [0.4, 0.6]}
    assert draw(charts.shares, parts).get_ylim() == (0, 1)
    assert draw(charts.shares, parts | {"value": [0.6, 0.6]}).get_ylim()[1] > 1.19


def test_a_histogram_counts_all_but_the_utmost_draws():
    sample = np.append(np.random.default_rng(1).normal(size=5000), [1e6, np.nan])
    ax = draw(charts.histogram, {"value": sample})
    assert len(ax.patches) == 40
    assert sum(bar.get_height() for bar in ax.patches) == pytest.approx(5001 * 0.998, abs=2)
    assert len(draw(charts.histogram, {"value": [3, 3, 3]}).patches) == 1

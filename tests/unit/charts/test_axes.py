"""Ticks, legends and scales by what a reader finds on the axes."""

import re
from itertools import pairwise

import pytest

from lib import charts, language
from lib.charts import axes, layout
from lib.display import NARROW, WIDE
from tests.unit.charts.sample import (
    CASES,
    YEARS,
    draw,
    ticks,
)


def test_ticks_differ_and_are_at_least_two(page):
    name, _, ax = page
    for axis in (ax.xaxis, ax.yaxis):
        shown = ticks(axis)
        assert len(set(shown)) == len(shown)
        assert len(shown) >= 2 or name == "route_map" or (name == "histogram" and axis is ax.yaxis)


@pytest.mark.parametrize("form", ["lines", "bars", "intervals"])
def test_a_legend_on_a_phone_names_every_group(form):
    function, data, options = CASES[form]
    column = "group" if form == "intervals" else "series"
    ax = draw(function, data, NARROW, **options)
    shown = [t.get_text().replace("\n", " ") for t in ax.get_legend().get_texts()]
    assert shown == [layout.label(code) for code in dict.fromkeys(data[column])]


def test_a_scale_starts_at_zero_unless_something_lies_below():
    assert draw(charts.intervals, {"label": ["ECU"], "value": [5]}).get_xlim()[0] == 0
    assert (
        draw(
            charts.intervals, {"label": ["ECU"], "value": [5], "low": [-1], "high": [6]}
        ).get_xlim()[0]
        < -1
    )
    assert draw(charts.lines, {"x": [1, 2], "value": [5, 6]}).get_ylim()[0] == 0
    assert draw(charts.lines, {"x": [1, 2], "value": [5, 6]}, zero=False).get_ylim()[0] > 4
    assert draw(charts.lines, {"x": [1, 2], "value": [-5, 6]}).get_ylim()[0] < -5
    assert draw(charts.bars, {"x": [1, 2], "value": [-5, 6]}).get_ylim()[0] < -5


def test_years_are_whole_and_have_no_thousands():
    shown = ticks(draw(charts.lines, {"x": YEARS, "value": range(20)}).xaxis)
    assert all(re.fullmatch(r"20\d\d", year) for year in shown)
    gaps = {int(b) - int(a) for a, b in pairwise(shown)}
    assert gaps <= {1, 2, 5, 10}
    assert "2012" in ticks(draw(charts.lines, {"x": [2010.5, 2013.75], "value": [1, 2]}).xaxis)
    assert "1,500" in ticks(draw(charts.lines, {"x": [1000, 2500], "value": [1, 2]}).xaxis)
    assert (
        ticks(draw(charts.lines, {"x": [0.0, 1.0], "value": [1, 2]}, xunit="pct").xaxis)[-1]
        == "100%"
    )


@pytest.mark.parametrize(("low", "high"), [(20, 50), (70, 230), (1, 9e6), (0.01, 0.5)])
def test_a_log_scale_of_any_length_has_ticks(low, high):
    for width in (WIDE, NARROW):
        ax = draw(
            charts.intervals, {"label": ["ECU", "PER"], "value": [low, high]}, width, log=True
        )
        assert 2 <= len(ticks(ax.xaxis)) <= 8


def test_numbers_are_those_of_the_language():
    try:
        language.set_language("es")
        assert "1.500" in ticks(draw(charts.intervals, {"label": ["ECU"], "value": [1800]}).xaxis)
    finally:
        language.set_language("en")


def test_the_numbers_of_an_axis_are_written_once_while_a_page_is_laid_out(monkeypatch):
    written = []
    write = axes.format_values
    monkeypatch.setattr(
        axes, "format_values", lambda numbers, unit: written.append(numbers) or write(numbers, unit)
    )
    ax = draw(charts.lines, {"x": YEARS, "value": [1000 * year for year in YEARS]}, unit="usd")
    at_ticks = [list(axis.get_majorticklocs()) for axis in (ax.xaxis, ax.yaxis)]
    assert [written.count(places) for places in at_ticks] == [1, 1]


def test_other_ticks_have_other_numbers():
    ax = draw(charts.lines, {"x": YEARS, "value": YEARS}, unit="n")
    formatter = ax.yaxis.get_major_formatter()
    before = formatter.format_ticks(list(ax.yaxis.get_majorticklocs()))
    assert formatter.format_ticks([0, 5, 10]) == ["0", "5", "10"]
    assert formatter.format_ticks(list(ax.yaxis.get_majorticklocs())) == before


def test_a_number_alone_is_written_as_those_beside_it():
    ax = draw(charts.lines, {"x": YEARS, "value": [x * 1e6 for x in range(len(YEARS))]}, unit="usd")
    formatter = ax.yaxis.get_major_formatter()
    places = list(ax.yaxis.get_majorticklocs())
    assert [formatter(place, 0) for place in places] == formatter.format_ticks(places)
    assert formatter.format_ticks([]) == []

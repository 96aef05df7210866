"""Figures: two drawings of one chart, on pages as high as they need to be."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from lib import charts, display, tables
from lib.display import figures
from lib.errors import NotebookError
from tests.unit.display.sample import FIGURE, ROWS, last

SVGS = ("image/svg+xml", display.NARROW_SVG)


def test_a_figure_comes_for_a_page_and_a_phone_with_its_words_as_text(shown):
    display.figure(charts.intervals, ROWS, **FIGURE)
    report, data = last(shown, "figure")
    assert report["title"] == "Few cases: 15.1%"
    assert report["alt"] == "Three dots, the lowest at 15.1% (14.2% to 15.9%)."
    widths = {
        mime: float(re.search(r'width="([\d.]+)pt"', svg)[1]) / 72
        for mime, svg in data.items()
        if "svg" in mime
    }
    assert widths == pytest.approx({"image/svg+xml": 6.9, display.NARROW_SVG: 3.7})
    words = [re.findall(r"<text[^>]*>([^<]*)</text>", data[svg]) for svg in SVGS]
    assert all({"Ecuador", "Peru"} <= set(found) for found in words), words
    assert all("style" not in data[svg] for svg in SVGS)
    assert pd.read_csv(io.StringIO(data["text/csv"]))["value"].tolist() == [0.1, 0.2, 0.3]
    assert [kind for kind, _ in shown[:-1]] == [{"kind": "caption"}]


def test_a_drawing_has_equal_bytes_each_time(shown):
    for _ in range(2):
        display.figure(charts.intervals, ROWS, **FIGURE)
    assert shown[-1][1] == shown[-3][1]


def test_rows_of_data_name_the_sources_of_a_figure(shown):
    some = list(tables.references())[:2]
    display.figure(charts.intervals, ROWS.assign(source=[some[1], some[0], some[1]]), **FIGURE)
    report, _ = last(shown, "figure")
    assert report["references"] == [some[1], some[0]]
    assert report["source"].split(", ")[0] == tables.references()[some[1]].who.split(", ")[0]


def test_a_drawing_that_is_too_heavy_is_refused(shown):
    heavy = pd.DataFrame(
        {"x": np.arange(9000) / 7, "value": np.random.default_rng(1).normal(size=9000)}
    )
    with pytest.raises(
        NotebookError, match=r"figure a-figure: its drawing has [\d,]+ bytes, over 60,000"
    ):
        display.figure(charts.lines, heavy, **FIGURE)


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_a_page_grows_with_its_rows(shown, rows):
    data = pd.DataFrame({"label": ["ECU"] * rows, "value": range(1, rows + 1)})
    display.figure(charts.intervals, data, **FIGURE)
    tall = float(re.search(r'height="([\d.]+)pt"', shown[-1][1]["image/svg+xml"])[1]) / 72
    assert 0.25 * rows < tall < 0.35 * rows + 1


def test_a_height_that_is_given_is_kept_on_the_page(shown):
    display.figure(charts.intervals, ROWS, **FIGURE, height=5)
    assert 'height="360pt"' in shown[-1][1]["image/svg+xml"]
    assert 'height="360pt"' not in shown[-1][1][display.NARROW_SVG]


def test_figures_can_be_drawn_by_another_function(shown):
    asked = []

    def no_picture(chart):
        asked.append(chart.id)
        return dict.fromkeys(SVGS, f"<svg>{chart.id}</svg>")

    with figures.drawing(no_picture):
        display.figure(charts.intervals, ROWS, **FIGURE)
    _, data = last(shown, "figure")
    assert asked == ["a-figure"]
    assert [data[svg] for svg in SVGS] == ["<svg>a-figure</svg>"] * 2
    display.figure(charts.intervals, ROWS, **FIGURE)
    assert len(asked) == 1  # drawn as ever again

"""Chart forms by the properties of what they draw, and their words by where they stand on the finished page."""

import re
from itertools import combinations, pairwise, product

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from lib import language
from lib.charts import forms as charts
from lib.display import outputs as display
from lib.language import catalogue

LONG = "Complaints to the prosecutor that name money laundering as the main offence"
CODES = ["ECU", "PER", "COL", "BRA", "BOL", "MEX"]
YEARS = list(range(2005, 2025))


@pytest.fixture(autouse=True, scope="module")
def _look():
    """The look of the series, and a label for every code: itself, unless the series has one."""
    known = catalogue._labels(charts.paths.data())
    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context():
        patch.setattr(charts, "label", lambda code: known.get(code, code))
        charts.theme()
        yield


def draw(form, data, width=display.WIDE, height=None, **options):
    """Axes of a form on a finished page."""
    picture = Figure(figsize=(width, 4))
    ax = form(pd.DataFrame(data), picture.subplots(), **options)
    display._fit(picture, ax, height)
    picture.draw_without_rendering()  # a legend lays out its words when it is drawn
    return ax


def several(codes=CODES, slope=5.0):
    """Lines of several series that end close to one another, on the same years."""
    return {
        "x": YEARS * len(codes),
        "series": [c for c in codes for _ in YEARS],
        "value": [
            50 + slope * i * (1 + k / 100) for k, _ in enumerate(codes) for i in range(len(YEARS))
        ],
    }


MARKS = [
    (2014, "a break in the series"),
    (2015, "new method"),
    (2024, "the state of emergency is declared"),
]
TERMS = {
    "row": ["ECU"] * 3 + [LONG] * 3,
    "column": ["Venezuela", "Moderate", LONG] * 2,
    "value": [0, 0.5, 1, 0.3, None, 0.9],
    "text": ["ME", "low", "", None, "x", "12"],
}
MAP = pd.DataFrame(
    {
        "kind": ["place"] * 3 + ["route"] * 2,
        "label": ["ECU", "PAN", "BEL", None, None],
        "lon": [-79.9, -79.9, 4.4, -79.9, -79.9],
        "lat": [-2.2, 9.3, 51.3, -2.2, 9.3],
        "to_lon": [np.nan] * 3 + [-79.9, 4.4],
        "to_lat": [np.nan] * 3 + [9.3, 51.3],
        "group": ["ECU", "PAN", "BEL", None, None],
    }
)
#: Every form with data that have been trouble: long words, gaps, open ranges, large sums, many groups.
CASES = {
    "funnel": (
        charts.funnel,
        {
            "stage": [LONG, "ECU", "PER", "COL"],
            "value": [6425, 967, None, None],
            "low": [None, 900, 3, None],
            "high": [None, 999, 90, None],
        },
        {"xlabel": LONG},
    ),
    "funnel of money": (
        charts.funnel,
        {"stage": ["ECU", LONG], "value": [3.5e9, 9.3e7]},
        {"unit": "usd"},
    ),
    "intervals": (
        charts.intervals,
        {
            "label": [*CODES, LONG],
            "value": range(1, 8),
            "low": range(7),
            "high": range(2, 9),
            "group": [*CODES, LONG],
        },
        {"reference": 8, "reference_label": LONG},
    ),
    "intervals open": (
        charts.intervals,
        {"label": CODES[:4], "low": [0.1, None, 0.3, None], "high": [None, 0.2, 0.4, None]},
        {"unit": "pct"},
    ),
    "intervals log": (
        charts.intervals,
        {"label": CODES[:2], "low": [1e6, 3e8], "high": [1e8, 5e9]},
        {"unit": "usd", "log": True},
    ),
    "intervals negative": (
        charts.intervals,
        {"label": CODES[:2], "value": [-0.4, 0.3]},
        {"unit": "pct", "reference": 0},
    ),
    "lines": (charts.lines, several(), {"marks": MARKS, "ylabel": LONG + " " + LONG}),
    "lines that end late": (charts.lines, several(slope=-2.4), {"unit": "usd"}),
    "lines log": (
        charts.lines,
        {
            "x": YEARS,
            "value": np.geomspace(2, 9e6, 20),
            "low": np.geomspace(1, 8e6, 20),
            "high": np.geomspace(3, 1e7, 20),
        },
        {"log": True, "unit": "usd"},
    ),
    "bars": (charts.bars, several(CODES[:2]), {"marks": MARKS, "unit": "usd", "ylabel": LONG}),
    "bars stacked": (charts.bars, several(), {"stacked": True}),
    "bars by category": (
        charts.bars,
        {
            "category": CODES[:3],
            "value": [1, None, -3],
            "low": [0, None, -4],
            "high": [2, None, -2],
        },
        {},
    ),
    "bars by month": (
        charts.bars,
        {"x": [f"2023-{m:02}" for m in range(1, 13)], "value": range(12)},
        {"marks": [("2023-06", "an event")]},
    ),
    "shares": (
        charts.shares,
        {"x": YEARS[:4] * 2, "series": ["ECU"] * 4 + [LONG] * 4, "value": [0.3] * 4 + [0.7] * 4},
        {},
    ),
    "grid": (charts.grid, TERMS, {"xlabel": LONG}),
    "histogram": (
        charts.histogram,
        {"value": np.random.default_rng(1).lognormal(20, 1, 3000)},
        {"unit": "usd", "log": True, "reference": 9e9, "reference_label": LONG},
    ),
    "route_map": (charts.route_map, MAP, {}),
}


@pytest.fixture(
    scope="module",
    params=product(CASES, (display.WIDE, display.NARROW)),
    ids="{0[0]}, {0[1]} in".format,
)
def page(request):
    """Each case on its page: what it is, the width, the axes."""
    name, width = request.param
    form, data, options = CASES[name]
    return name, width, draw(form, data, width, **options)


def tick_words(axis):
    """Words of the ticks in view; matplotlib keeps some beyond, which it does not draw."""
    low, high = sorted(axis.get_view_interval())
    return [
        t for t in axis.get_ticklabels() if low <= t.get_position()[axis.axis_name == "y"] <= high
    ]


def ticks(axis):
    return [t.get_text() for t in tick_words(axis)]


def words(ax):
    """Every word that is drawn, with its box on the page."""
    legend = ax.get_legend().findobj(Text) if ax.get_legend() else []
    texts = (
        *tick_words(ax.xaxis),
        *tick_words(ax.yaxis),
        ax.xaxis.label,
        ax.yaxis.label,
        *ax.texts,
        *legend,
    )
    return [
        (t, Text.get_window_extent(t)) for t in texts if t.get_text().strip() and t.get_visible()
    ]


# --- the finished page


def test_no_word_leaves_the_page(page):
    _, width, ax = page
    edge = ax.figure.bbox
    outside = [
        (t.get_text(), box)
        for t, box in words(ax)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > edge.x1 or box.y1 > edge.y1
    ]
    assert outside == []
    assert ax.figure.get_figwidth() == width


def test_no_word_lies_on_another(page):
    """One pixel is forgiven, for the rounding of boxes. Cells of a grid may be narrower than their words on a phone."""
    _, width, ax = page
    shown = [
        (t, box.padded(-1))
        for t, box in words(ax)
        if t.get_label() != "cell" or width == display.WIDE
    ]
    assert [
        (a.get_text(), b.get_text())
        for (a, first), (b, second) in combinations(shown, 2)
        if first.overlaps(second)
    ] == []


def test_type_is_never_smaller_than_nine_pixels_on_a_small_phone(page):
    """The picture for a phone, 3.7 in = 355 px, has at least 288 px there: a screen of 320 without its margins."""
    smallest = min(t.get_fontsize() for t, _ in words(page[2]))
    assert smallest * 96 / 72 * 288 / 355 >= 9


def test_axes_keep_room_for_the_data(page):
    assert page[2].get_position().width > 0.35
    assert page[2].bbox.height > 40


def test_ticks_differ_and_are_at_least_two(page):
    name, _, ax = page
    for axis in (ax.xaxis, ax.yaxis):
        shown = ticks(axis)
        assert len(set(shown)) == len(shown)
        assert len(shown) >= 2 or name == "route_map" or (name == "histogram" and axis is ax.yaxis)


def test_a_word_measures_what_its_outline_takes_in_the_svg(page):
    ax = page[2]
    for text, _ in words(ax):
        outline = TextPath(
            (0, 0), max(text.get_text().split("\n"), key=len), prop=text.get_fontproperties()
        )
        flat = abs(text.get_rotation()) < 1
        measured = (
            Text.get_window_extent(text).width if flat else Text.get_window_extent(text).height
        )
        assert outline.get_extents().width <= measured * 72 / ax.figure.dpi + 0.5, text.get_text()


def test_words_that_leave_the_page_would_be_seen():
    ax = charts.funnel(pd.DataFrame(CASES["funnel"][1]), Figure(figsize=(3, 2)).subplots())
    assert min(box.x0 for _, box in words(ax)) < 0  # before the page is fitted


def test_marks_that_lie_close_stand_one_over_the_other():
    ax = draw(charts.lines, several(), marks=MARKS)
    at = {t.get_text(): box for t, box in words(ax) if t.get_label() == "mark"}
    assert at["a break in the series"].y0 >= at["new method"].y1
    assert all(box.y0 >= ax.bbox.y1 for box in at.values())


def test_names_of_lines_stand_in_the_order_of_their_ends():
    ax = draw(charts.lines, several())
    ends = sorted(
        ((box.y0 + box.y1) / 2, t.xy[1]) for t, box in words(ax) if t.get_label() == "end"
    )
    assert len(ends) == len(CODES)
    assert [value for _, value in ends] == sorted(value for _, value in ends)


def test_lines_that_end_apart_keep_their_names_beside_them():
    ax = draw(
        charts.lines, {"x": [1, 2] * 2, "series": ["ECU"] * 2 + ["PER"] * 2, "value": [0, 1, 9, 9]}
    )
    for text, box in words(ax):
        if text.get_label() == "end":
            assert (box.y0 + box.y1) / 2 == pytest.approx(ax.transData.transform(text.xy)[1], abs=2)


# --- black and white


def test_groups_differ_without_colour():
    looks = [charts._group_style(i) for i in range(16)]
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


@pytest.mark.parametrize("form", ["lines", "bars", "intervals"])
def test_a_legend_on_a_phone_names_every_group(form):
    function, data, options = CASES[form]
    column = "group" if form == "intervals" else "series"
    ax = draw(function, data, display.NARROW, **options)
    shown = [t.get_text().replace("\n", " ") for t in ax.get_legend().get_texts()]
    assert shown == [charts.label(code) for code in dict.fromkeys(data[column])]


# --- what is drawn


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


def test_a_reference_beyond_the_data_is_on_the_scale():
    low, high = draw(charts.intervals, {"label": ["ECU"], "value": [5]}, reference=50).get_xlim()
    assert low <= 50 <= high


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


def test_a_cell_of_a_grid_is_as_dark_as_its_value():
    ax = draw(charts.grid, TERMS)
    shades = [sum(to_rgb(to_hex(cell.get_facecolor()))) for cell in ax.patches]
    assert len(shades) == 5  # a missing value has no cell
    assert [shades[i] for i in (0, 3, 1, 4, 2)] == sorted(shades, reverse=True)
    assert "nan" not in "".join(t.get_text() for t in ax.texts)


def test_a_histogram_counts_all_but_the_utmost_draws():
    sample = np.append(np.random.default_rng(1).normal(size=5000), [1e6, np.nan])
    ax = draw(charts.histogram, {"value": sample})
    assert len(ax.patches) == 40
    assert sum(bar.get_height() for bar in ax.patches) == pytest.approx(5001 * 0.998, abs=2)
    assert len(draw(charts.histogram, {"value": [3, 3, 3]}).patches) == 1


def test_every_route_is_drawn_on_the_map():
    ax = draw(charts.route_map, MAP)
    assert sum(t.get_text() == "" for t in ax.texts) == 2
    assert ax.get_aspect() == 1
    assert not any("km" in t.get_text() for t in ax.texts)


def test_a_map_gives_the_distances_it_has():
    shown = [
        t.get_text()
        for t in draw(charts.route_map, MAP.assign(km=[1550, None, None, None, None])).texts
    ]
    assert sum("1,550 km" in text for text in shown) == 1 == sum("km" in text for text in shown)


# --- ticks


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
    for width in (display.WIDE, display.NARROW):
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


def test_a_typeface_of_the_series_is_used():
    assert Text(text="a").get_fontname() == "Source Sans 3"

"""Words by where they stand on the finished page."""

from itertools import combinations, pairwise

import pandas as pd
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from lib import charts
from lib.charts import layout
from lib.display import WIDE
from tests.unit.charts.sample import CASES, CODES, MARKS, draw, several, words


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
        (t, box.padded(-1)) for t, box in words(ax) if t.get_label() != "cell" or width == WIDE
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


GAP = 2  # pixels between two names


def names(values):
    """Where the axes are, from 0 to 10, and the names of lines with these values, from below."""
    codes = ["ECU", "PER", "COL"]
    data = pd.DataFrame(
        {
            "x": [1, 2] * len(codes),
            "series": [code for code in codes for _ in range(2)],
            "value": [value for value in values for _ in range(2)],
        }
    )
    ax = Figure(figsize=(6, 4)).subplots()
    charts.lines(data, ax)
    ax.set_ylim(0, 10)
    charts.place_labels(ax)
    ax.figure.draw_without_rendering()
    # the extent of the words alone: that of an annotation has its line to the end in it, too
    boxes = [Text.get_window_extent(text) for text in ax.texts if text.get_label() == "end"]
    return ax.bbox, sorted(boxes, key=lambda box: box.y0)


def test_names_of_lines_that_end_at_zero_are_stacked_from_the_foot_of_the_axes():
    axes, boxes = names([0, 0, 0])
    assert boxes[0].y0 == pytest.approx(axes.y0 + GAP / 2)
    for below, above in pairwise(boxes):
        assert above.y0 - below.y1 == pytest.approx(GAP)


def test_names_of_lines_that_end_at_the_top_are_stacked_up_to_it():
    axes, boxes = names([10, 10, 10])
    assert boxes[-1].y1 == pytest.approx(axes.y1 - GAP / 2)
    for below, above in pairwise(boxes):
        assert above.y0 - below.y1 == pytest.approx(GAP)


def test_names_of_lines_that_end_together_move_apart_evenly_around_them():
    axes, boxes = names([5, 5, 5])
    middle = (boxes[1].y0 + boxes[1].y1) / 2
    assert middle == pytest.approx((axes.y0 + axes.y1) / 2)
    for below, above in pairwise(boxes):
        assert above.y0 - below.y1 == pytest.approx(GAP)


def test_what_measures_words_is_the_same_for_all_figures_of_a_style():
    assert layout._measuring(100) is layout._measuring(100)
    assert layout._measuring(72) is not layout._measuring(100)
    with rc_context({"text.hinting": "force_autohint"}):
        hinted = layout._measuring(100)
    with rc_context({"font.family": ["DejaVu Sans"]}):
        other_type = layout._measuring(100)
    assert layout._measuring(100) not in (hinted, other_type)


def test_words_measured_with_others_fill_the_same_room():
    """A page comes out the same whatever was laid out before it."""
    first = draw(charts.lines, several(), marks=MARKS)
    draw(charts.funnel, CASES["funnel"][1], width=3)
    again = draw(charts.lines, several(), marks=MARKS)
    assert again.get_position().bounds == first.get_position().bounds
    assert [box.bounds for _, box in words(again)] == [box.bounds for _, box in words(first)]


def test_ticks_are_found_as_matplotlib_finds_them(page, monkeypatch):
    """`_hold_ticks` rests on two private methods: without it the page is the same, and each is asked what it was."""
    name, width, held = page
    form, data, options = CASES[name]
    asked = []
    monkeypatch.setattr(layout, "_hold_ticks", asked.append)
    free = draw(form, data, width, **options)
    assert len(asked) == 2
    assert free.get_position().bounds == held.get_position().bounds
    assert [(t.get_text(), box.bounds) for t, box in words(free)] == [
        (t.get_text(), box.bounds) for t, box in words(held)
    ]


@pytest.mark.parametrize("name", ["_update_ticks", "_get_ticklabel_bboxes"])
def test_matplotlib_has_the_private_methods_that_are_held(name):
    axis = Figure().subplots().xaxis
    assert callable(getattr(axis, name))
    assert name not in vars(axis)
    layout._hold_ticks(axis)
    assert name in vars(axis)

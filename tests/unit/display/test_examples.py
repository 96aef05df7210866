"""What a reader sees of sums, names and sources: examples at the edge of each rule."""

from itertools import pairwise

import matplotlib
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from lib import charts, language, tables
from lib.display import outputs as display


@pytest.fixture
def spanish():
    language.set_language("es")
    yield
    language.set_language("en")


def plain(text):
    """The text with spaces where it has no-break spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- sums of money


@pytest.mark.parametrize(
    ("sum_usd", "shown"),
    [
        (999.4e6, "USD 999 millones"),
        (1000e6, "USD 1.000 millones"),
        (2554e6, "USD 2.550 millones"),
        (2555.5e6, "USD 2.560 millones"),
        (-2554e6, "−USD 2.550 millones"),
        (25_549e6, "USD 25.500 millones"),
        (255_490e6, "USD 255.000 millones"),
    ],
)
def test_thousands_of_millions_claim_three_digits_and_no_more(spanish, sum_usd, shown):
    """Spanish counts them in millions, where English has billions and a decimal point."""
    assert plain(language.format_value(sum_usd, "usd")) == shown


def test_a_sum_whose_decimals_are_asked_for_keeps_its_digits(spanish):
    assert plain(language.format_value(2554.3e6, "usd.1")) == "USD 2.554,3 millones"


def test_dollars_that_are_not_millions_keep_their_digits(spanish):
    assert plain(language.format_value(2554, "usd")) == "USD 2.554"


def test_trillions_in_english_claim_three_digits_too():
    assert plain(language.format_value(2554e9, "usd")) == "USD 2,550 billion"


@pytest.mark.parametrize(
    ("sum_usd", "shown"),
    [
        (1e6, "USD 1 millón"),
        (-1e6, "−USD 1 millón"),
        (1.5e6, "USD 1,5 millones"),
        (2e6, "USD 2 millones"),
    ],
)
def test_only_one_million_is_singular(spanish, sum_usd, shown):
    assert plain(language.format_value(sum_usd, "usd")) == shown


# --- names at the ends of lines

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
    with matplotlib.rc_context():
        charts.theme()
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


# --- sources under a figure


def sources_of(number):
    """Sources of as many publishers as told, each by another one, and the publishers' names."""
    publishers = {}
    for source, reference in tables.references().items():
        name = reference["author"][0].get("literal")
        if name and name not in publishers.values():
            publishers[source] = name
        if len(publishers) == number:
            break
    return list(publishers), list(publishers.values())


def test_four_publishers_are_all_named():
    sources, publishers = sources_of(4)
    assert display._publishers(sources) == ", ".join(publishers)


def test_of_five_publishers_four_are_named_and_one_is_counted():
    sources, publishers = sources_of(5)
    assert display._publishers(sources) == ", ".join(publishers[:4]) + " and 1 more"


def test_of_seven_publishers_three_are_counted():
    sources, publishers = sources_of(7)
    assert display._publishers(sources) == ", ".join(publishers[:4]) + " and 3 more"


def test_a_publisher_of_two_sources_is_named_once():
    (first, second), (name, other) = sources_of(2)
    assert display._publishers([first, second, first]) == f"{name}, {other}"

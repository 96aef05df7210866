"""Sentences for laundering: worked by hand on tables of a few rows."""

import pandas as pd
import pytest

from lib import laundering

EXACT = {"rel": 1e-12}


def near(expected):
    return pytest.approx(expected, **EXACT)


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def test_the_months_to_expect_run_from_the_lowest_share_and_term_to_the_highest():
    months = laundering.expected_months([0.02, 0.01, 0.05], (2, 5))

    assert triple(months)[::2] == near((0.01 * 2 * 12, 0.05 * 5 * 12))
    assert (months.value, months.kind) == (None, "structural")
    assert months.method == "rival shares times sentences"


def bands(*rows):
    """Penalty bands: name, shortest and longest sentence in years."""
    return table("band min_years max_years", *rows)


# A mean that prints as 5 in whole years is at least 4.5 where it was rounded, and below 6 where it
# was cut off. Two sentences then make at least 2 * 4.5 = 9 years together, and less than 2 * 6.


@pytest.mark.parametrize(("longest", "possible"), [(4.49, False), (4.5, True), (4.51, True)])
def test_sentences_can_come_from_a_band_whose_longest_reach_the_lowest_sum(longest, possible):
    pairs = laundering.band_sets(bands(("short", 1.0, longest)), 5.0, 2, unit=1.0)

    assert pairs == ([("short", "short")] if possible else [])


@pytest.mark.parametrize(("shortest", "possible"), [(5.99, True), (6.0, False), (6.01, False)])
def test_sentences_can_come_from_a_band_whose_shortest_stay_below_the_highest_sum(
    shortest, possible
):
    pairs = laundering.band_sets(bands(("long", shortest, 9.0)), 5.0, 2, unit=1.0)

    assert pairs == ([("long", "long")] if possible else [])


def test_sentences_come_from_bands_in_the_order_of_the_table_and_may_share_one():
    three = bands(("short", 1.0, 3.0), ("middle", 3.0, 6.0), ("long", 9.0, 13.0))

    pairs = laundering.band_sets(three, 5.0, 2, unit=1.0)

    # Two short ones make at most 6 years, not 9; a middle and a long one at least 12, too many.
    assert pairs == [("short", "middle"), ("short", "long"), ("middle", "middle")]


def test_a_mean_is_printed_to_a_tenth_of_a_year_unless_told():
    four = bands(("below", 1, 5.449), ("low", 1, 5.451), ("high", 5.599, 9), ("above", 5.601, 9))

    # 5.5 may be rounded from 5.45 or cut off from just below 5.6.
    assert laundering.band_sets(four, 5.5, 1) == [("low",), ("high",)]

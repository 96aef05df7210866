"""Prisoners against convictions: worked by hand."""

import pytest

from lib import justice
from lib.estimates import Estimate, exact

EXACT = 1e-9
#: Months of the sentences that a conviction may bring: (low, base, high) of each input.
SENTENCES = {
    "abbreviated": (0.5, 0.5, 0.5),
    "at_minimum": (0.5, 0.5, 0.5),
    "minimum_months": (12.0, 24.0, 24.0),
    "other_months": (24.0, 24.0, 48.0),
    "ordinary_months": (24.0, 24.0, 60.0),
}


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def test_the_mean_sentence_weighs_the_proceedings_it_may_come_from():
    # 80 in 100 are abbreviated: half of those get 20 months and half 40, on average 30; the others 100.
    # 0.8 x 30 + 0.2 x 100 = 44
    assert justice.months_per_conviction(0.8, 0.5, 20, 40, 100) == near(44)


def test_places_that_are_filled_are_arrivals_times_years():
    # 1,000 prisoners, 600 of them sentenced, 100 convictions a year of one person each: six years.
    stay = justice.stay_needed(exact(1000), exact(0.6), exact(100), exact(1))

    assert stay.numbers == near((6, 6, 6))
    assert stay.kind == "scenario"


def test_the_stay_is_shortest_where_fewest_are_held_and_most_convicted():
    stay = justice.stay_needed(
        Estimate(1000, 900, 1200, "structural"),
        Estimate(0.6, 0.5, 0.8, "structural"),
        Estimate(100, 100, 300, "scenario"),
        Estimate(1, 1, 1.5, "structural"),
    )

    # 900 x 0.5 / (300 x 1.5) = 1, 1000 x 0.6 / 100 = 6, 1200 x 0.8 / 100 = 9.6
    assert stay.numbers == near((6, 1, 9.6))


def test_convictions_that_keep_the_places_filled():
    # 600 sentenced prisoners who stay two years: 300 a year, 1,200 in four.
    held, sentenced, one = exact(1000), exact(0.6), exact(1)
    two_years = dict.fromkeys(SENTENCES, (24.0, 24.0, 24.0)) | {
        "abbreviated": (0.5, 0.5, 0.5),
        "at_minimum": (0.5, 0.5, 0.5),
    }

    assert justice.convictions_needed(held, sentenced, one, two_years, 4).numbers == near(
        (1200, 1200, 1200)
    )


def test_most_convictions_are_needed_where_sentences_are_shortest():
    needed = justice.convictions_needed(
        exact(1000), exact(0.6), Estimate(1, 1, 2, "structural"), SENTENCES, 4
    )

    # Shortest: half at (12 + 24) / 2 = 18 and half at 24 are 21 months: 600 x 12 / 21 x 4 = 1,371.
    assert needed.high == near(600 * 12 / 21 * 4)
    # Longest: half at (24 + 48) / 2 = 36 and half at 60 are 48 months, of two persons each: 300.
    assert needed.low == near(600 * 12 / 48 * 4 / 2)
    assert needed.value == near(600 * 12 / 24 * 4)


def test_a_range_that_is_open_on_a_side_is_refused():
    with pytest.raises(ValueError, match="not known on every side"):
        justice.stay_needed(
            Estimate(None, 10, None, "structural"), exact(0.5), exact(100), exact(1)
        )

"""Sentences: worked by hand on tables of a few rows."""

from statistics import NormalDist

import pandas as pd
import pytest

from lib import justice
from lib.estimates import Estimate
from lib.justice import Timing

EXACT = 1e-9
NORMAL = NormalDist()


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def from_rounding(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, "rounding")


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


def test_the_floor_is_the_lowest_term_in_months_over_the_divisor():
    bands = pd.DataFrame(
        {"band": ["low", "middle", "high"], "min_years": [1, 5, 10], "max_years": [3, 10, 13]}
    )
    floors = justice.floors(bands, divisor=3, cap_years=10, months=24)

    assert list(floors.columns) == [*bands.columns, "floor_months", "eligible", "floors_needed"]
    assert floors["floor_months"].tolist() == near([12 / 3, 60 / 3, 120 / 3])
    assert floors["floors_needed"].tolist() == near([24 / 4, 24 / 20, 24 / 40])


def test_a_term_of_just_the_cap_is_still_eligible():
    bands = pd.DataFrame({"min_years": [5, 5], "max_years": [10, 10.01]})

    assert justice.floors(bands, 3, 10, 24)["eligible"].tolist() == [True, False]


def test_the_share_of_sentences_outlasted_is_that_of_longer_processes():
    # 20 months is the median, so half last longer. 24 is one spread of 1.2 above it, and half a
    # spread of 1.44, as 1.44 is 1.2 twice over.
    share = justice.nothing_left(Timing(20.0, 1.6, "2022-12"), (1.2, 1.44), (20, 24))

    assert share.value is None
    assert share.low == near(1 - NORMAL.cdf(1))
    assert share.high == 0.5
    assert (share.kind, share.method) == ("scenario", "length and sentence unrelated")


def test_the_inputs_of_the_sanction_are_low_base_and_high_with_a_geometric_base_for_months():
    inputs = justice.sanction_inputs(
        from_rounding(0.2, 0.1, 0.3),
        from_rounding(0.85, 0.80, 0.90),
        from_rounding(0.5, 0.4, 0.6),
        band=(4, 9),
        other=(1, 16),
        ordinary=(9, 25),
    )

    assert inputs == {
        "conviction": (0.1, 0.2, 0.3),
        "abbreviated": (0.80, 0.85, 0.90),
        "at_minimum": (0.4, 0.5, 0.6),
        "minimum_months": (4, 6.0, 9),  # root of 36
        "other_months": (1, 4.0, 16),  # root of 16
        "ordinary_months": (9, 15.0, 25),  # root of 225
    }


def test_the_sanction_is_the_chance_of_a_conviction_times_its_months():
    # Abbreviated: 0.25 x 20 + 0.75 x 40 = 35 months. Convicted: 0.8 x 35 + 0.2 x 100 = 48.
    assert justice.sanction(0.1, 0.8, 0.25, 20, 40, 100) == near(0.1 * 48)


# Two inputs have a range: conviction, and the months of an ordinary sentence. The abbreviated half
# gets 0.5 x 20 + 0.5 x 40 = 30 months.
SANCTION_INPUTS = {
    "conviction": (0.1, 0.2, 0.4),
    "abbreviated": (0.5, 0.5, 0.5),
    "at_minimum": (0.5, 0.5, 0.5),
    "minimum_months": (20, 20, 20),
    "other_months": (40, 40, 40),
    "ordinary_months": (50, 70, 130),
}


def test_the_sanction_has_its_base_and_the_ends_of_all_its_corners():
    bounds = justice.sanction_bounds(SANCTION_INPUTS)

    assert bounds.value == near(0.2 * (0.5 * 30 + 0.5 * 70))
    assert bounds.low == near(0.1 * (0.5 * 30 + 0.5 * 50))
    assert bounds.high == near(0.4 * (0.5 * 30 + 0.5 * 130))
    assert bounds.kind == "scenario"


def test_the_sanction_grows_by_as_much_as_convictions_do():
    bounds = justice.sanction_bounds(SANCTION_INPUTS, "conviction", 0.1)

    assert ends(bounds) == near((0.1, 0.1, 0.1))


def test_an_input_that_does_not_grow_changes_no_sanction():
    assert ends(justice.sanction_bounds(SANCTION_INPUTS, "conviction")) == (0, 0, 0)


def test_the_sanction_falls_when_more_proceedings_are_abbreviated_and_abbreviated_is_milder():
    bounds = justice.sanction_bounds(SANCTION_INPUTS, "abbreviated", 0.2)

    # Of a half, 0.2 more is 0.6: 0.6 x 30 + 0.4 x ordinary, against half of each
    def change(ordinary: float) -> float:
        return (0.6 * 30 + 0.4 * ordinary) / (0.5 * 30 + 0.5 * ordinary) - 1

    assert bounds.value == near(change(70))
    assert bounds.low == near(change(130))
    assert bounds.high == near(change(50))


def test_swings_of_the_sanction_by_hand():
    swings = justice.sanction_swings(SANCTION_INPUTS)
    ranges = swings.set_index("label")[["low", "high"]]

    # Base 0.2 x 50 = 10; convictions from 0.1 to 0.4 of 50 months; ordinary sentences of 50 to 130
    # months give 0.2 x 40 to 0.2 x 80.
    assert swings["value"].tolist() == near([10.0] * 6)
    assert swings["label"].tolist() == [
        "stage_conviction",
        "stage_ordinary_months",
        "stage_abbreviated",
        "stage_at_minimum",
        "stage_minimum_months",
        "stage_other_months",
    ]
    assert ranges.loc["stage_conviction"].tolist() == near([5.0, 20.0])
    assert ranges.loc["stage_ordinary_months"].tolist() == near([8.0, 16.0])
    assert ranges.loc["stage_abbreviated"].tolist() == near([10.0, 10.0])

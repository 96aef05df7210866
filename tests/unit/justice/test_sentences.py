"""Sentences: the truth lies in the ranges, wrong input is named."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import justice
from lib.estimates import Estimate, rounding
from lib.justice import Timing

TIMING = Timing(21.0, 1.6, "2022-12")


def test_floors_follow_the_third_and_the_cap():
    bands = pd.DataFrame({"band": ["a", "b"], "min_years": [5, 10], "max_years": [7, 13]})
    found = justice.floors(bands, 3, 10, 24)
    assert found["floor_months"].tolist() == [20, 40]
    assert found["eligible"].tolist() == [True, False]
    assert found["floors_needed"].tolist() == [1.2, 0.6]


def test_more_sentences_are_outlasted_by_a_longer_process():
    short, long = (
        justice.nothing_left(TIMING._replace(median=m), (1.3, 2.2), (20, 24)) for m in (15, 30)
    )
    assert 0 <= short.low < short.high < long.high <= 1
    assert short.value is None


def inputs(conviction=(0.15, 0.4)):
    return justice.sanction_inputs(
        Estimate(conviction[0], *conviction, "scenario"),
        rounding(0.85, 0.01),
        Estimate(0.5, 0.45, 0.55, "rounding"),
        (20, 24),
        (1, 84),
        (2, 156),
    )


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_the_sanction_bounds_hold_every_point_inside_the_ranges(place):
    ends = inputs()
    point = [low + p * (high - low) for p, (low, _, high) in zip(place, ends.values(), strict=True)]
    found = justice.sanction_bounds(ends)
    assert found.low - 1e-9 <= justice.sanction(*point) <= found.high + 1e-9


def test_swings_of_the_sanction():
    table = justice.sanction_swings(inputs()).set_index("label")
    assert (table["high"] - table["low"]).is_monotonic_decreasing
    assert (
        (table["low"] <= table["value"] + 1e-12) & (table["value"] <= table["high"] + 1e-12)
    ).all()
    assert justice.sanction_bounds(inputs()).high > table["high"].max()


@given(
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
    st.sampled_from(sorted(inputs())),
    st.sampled_from([-0.1, 0.1]),
)
def test_no_point_inside_the_ranges_reacts_more_than_the_corners(place, name, growth):
    ends = inputs()
    point = {
        key: low + p * (high - low)
        for p, (key, (low, _, high)) in zip(place, ends.items(), strict=True)
    }
    found = justice.sanction_bounds(ends, name, growth)
    moved = (
        justice.sanction(**{**point, name: point[name] * (1 + growth)}) / justice.sanction(**point)
        - 1
    )
    assert found.low - 1e-9 <= moved <= found.high + 1e-9


def test_convictions_move_the_sanction_in_proportion_and_pleas_either_way():
    by_rate, by_pleas = (
        justice.sanction_bounds(inputs(), name, x)
        for name, x in (("conviction", 0.1), ("abbreviated", -0.1))
    )
    assert [by_rate.low, by_rate.high] == pytest.approx([0.1, 0.1])
    assert by_pleas.low < 0 < by_pleas.high

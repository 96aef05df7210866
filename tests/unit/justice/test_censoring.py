"""Convictions still to come: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import justice
from lib.justice import Timing
from lib.periods import month

TIMING = Timing(21.0, 1.6, "2022-12")
LATEST = "2024-06"


shares = st.floats(0.02, 0.98)


timings = st.builds(
    Timing,
    st.floats(4, 60),
    st.floats(1.1, 3.0),
    st.sampled_from(["2022-12", "2023-05", LATEST]),
    st.sampled_from(sorted(justice.OPENINGS)),
)


def cohort(eventual: float, timing: Timing, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Months to a conviction (inf where there is none) and months from opening to the count, of simulated cases."""
    rng = np.random.default_rng(seed)
    weights = np.linspace(1, justice.OPENINGS[timing.openings], 48)
    opened = rng.choice(48, size, p=weights / weights.sum()) + rng.uniform(size=size)
    months = rng.lognormal(np.log(timing.median), np.log(timing.spread), size)
    months[rng.uniform(size=size) > eventual] = np.inf
    window = month(timing.counted_until) + 1 - month("2019-01")
    return months, window - opened


@pytest.mark.parametrize("seed", range(8))
def test_bounds_and_model_recover_the_eventual_share_of_simulated_cohorts(seed):
    eventual = 0.1 + 0.1 * seed
    timing = Timing(
        15 + 3 * seed, 1.3 + 0.1 * seed, "2022-12", ["even", "rising", "falling"][seed % 3]
    )
    months, elapsed = cohort(eventual, timing, 60_000, seed)
    counted = float((months <= elapsed).mean())
    assert counted <= eventual <= 1  # the bounds without assumptions
    assert justice.eventual_rate(counted, timing) == pytest.approx(eventual, abs=0.025)
    wrong = timing._replace(median=timing.median / 2)  # the check can fail
    assert justice.eventual_rate(counted, wrong) < 0.9 * eventual


@pytest.mark.parametrize("openings", sorted(justice.OPENINGS))
@pytest.mark.parametrize("median", [14.0, 24.0])
def test_the_median_of_finished_cases_is_corrected_for_those_still_open(openings, median):
    real = Timing(median, 1.5, "2022-12", openings)
    months, elapsed = cohort(1.0, real, 200_000, 3)
    seen = real._replace(median=float(np.median(months[months <= elapsed])))
    assert seen.median < median
    assert justice.true_median(seen) == pytest.approx(median, rel=0.05)


#: What is not known of the article's cases, in its corners and its middle: spread, last month counted, openings.
UNKNOWN = [
    (spread, counted, openings)
    for spread in (1.3, 1.6, 2.2)
    for counted in ("2022-12", "2023-09", LATEST)
    for openings in ("falling", "even", "rising")
]


@pytest.mark.parametrize(("spread", "counted", "openings"), UNKNOWN)
def test_observed_as_the_source_did_the_model_shows_its_premise_and_gives_the_share_back(
    spread, counted, openings
):
    premise = Timing(21.0, spread, counted, openings)
    all_cases = justice.of_all_cases(premise)
    months, elapsed = cohort(0.3, all_cases, 200_000, 11)
    finished = months <= elapsed

    # half a month: about four standard errors of the median of some twenty thousand finished cases
    assert np.median(months[finished]) == pytest.approx(21.0, abs=0.5)
    # 0.02: as many of the share, divided by what is finished, at worst a fifth
    assert justice.eventual_if_seen(finished.mean(), premise) == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(
    ("spread", "counted", "openings"), [case for case in UNKNOWN if case[1] == "2022-12"]
)
def test_had_all_cases_the_median_that_is_seen_the_finished_would_show_a_shorter_one(
    spread, counted, openings
):
    as_in_edition_2026_11 = Timing(21.0, spread, counted, openings)
    months, elapsed = cohort(1.0, as_in_edition_2026_11, 200_000, 11)

    # some 20 months where lengths hardly vary, hardly 14 where they vary widely
    assert 13 < np.median(months[months <= elapsed]) < 20.2


def test_quick_guilty_pleas_leave_hardly_any_conviction_to_come():
    rate = 967 / 6425
    quick = justice.eventual_bounds(rate, Timing(3.0, 1.6, "2022-12"), LATEST)
    slow = justice.eventual_range(rate, TIMING, LATEST, 2000)

    assert rate <= quick.low < quick.high < 0.17
    assert quick.high < slow.low  # the two biases do not meet


def test_a_median_that_no_length_can_produce_has_no_correction():
    assert justice.true_median(Timing(48.0, 1.2, "2022-12")) is None  # older than the oldest case


@given(timings, shares)
def test_later_counts_and_shorter_cases_leave_less_to_come(timing, rate):
    base = justice.eventual_rate(rate, timing)
    assert rate - 1e-12 <= base <= 1
    later = timing._replace(counted_until="2025-12")
    assert justice.eventual_rate(rate, later) <= base + 1e-12
    assert justice.eventual_rate(rate, timing._replace(median=timing.median * 1.3)) >= base - 1e-12


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"openings": "even-ish"}, "known: even, rising, falling"),
        ({"median": 0.0}, "must be positive"),
        ({"spread": 1.0}, "above 1"),
        ({"counted_until": "2022"}, "is a year; a month is due"),
    ],
)
def test_a_timing_that_means_nothing_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        justice.finished_share(TIMING._replace(**change))


def test_every_parameter_of_the_range_has_an_effect_and_a_seed_repeats_it():
    base = justice.eventual_range(0.15, TIMING, LATEST, 2000, 1)
    assert base == justice.eventual_range(0.15, TIMING, LATEST, 2000, 1)
    others = [
        justice.eventual_range(0.15, TIMING._replace(**change), LATEST, 2000, 1)
        for change in ({"median": 30.0}, {"spread": 2.0}, {"counted_until": "2023-12"})
    ]
    others += [
        justice.eventual_range(0.15, TIMING, *rest)
        for rest in ((LATEST, 3000, 1), (LATEST, 2000, 2), ("2023-01", 2000, 1))
    ]
    assert base not in others
    assert 0.15 < base.low < base.value < base.high < 1
    assert base.kind == "scenario"


@pytest.mark.parametrize(
    "change",
    [{"median": 30.0}, {"spread": 2.0}, {"counted_until": "2023-12"}, {"openings": "rising"}],
)
def test_every_field_of_the_timing_moves_the_share_and_its_swings(change):
    other = TIMING._replace(**change)
    assert justice.eventual_rate(0.15, other) != justice.eventual_rate(0.15, TIMING)
    assert justice.eventual_if_seen(0.15, other) != justice.eventual_if_seen(0.15, TIMING)
    assert not justice.eventual_swings(0.15, other, LATEST).equals(
        justice.eventual_swings(0.15, TIMING, LATEST)
    )


@pytest.mark.parametrize("openings", sorted(justice.OPENINGS))
@pytest.mark.parametrize(
    ("counted", "median"), [("2023-06", 26.0), ("2023-12", 24.0), ("2024-03", 23.0)]
)
def test_the_range_holds_the_truth_when_only_finished_cases_are_seen(counted, median, openings):
    real = Timing(median, 1.7, counted, openings)
    months, elapsed = cohort(0.3, real, 100_000, 5)
    done = months <= elapsed
    seen = Timing(
        float(np.median(months[done])), 1.6, "2022-12"
    )  # the month of the count and its course are not known
    found = justice.eventual_range(float(done.mean()), seen, LATEST, 4000)
    assert seen.median < median
    assert found.low < 0.3 < found.high
    assert not found.holds(float(done.mean()))  # what was counted is not what comes


def test_a_later_count_misses_fewer_long_cases():
    medians = [
        justice.true_median(TIMING._replace(counted_until=month))
        for month in justice.months("2022-12", LATEST)
    ]
    assert medians == sorted(medians, reverse=True)
    assert medians[-1] > TIMING.median


def test_the_range_lies_between_the_swings_of_its_inputs_taken_together():
    swings = justice.eventual_swings(0.15, TIMING, LATEST)
    assert list(swings.columns) == ["label", "value", "low", "high"]
    assert (swings["high"] - swings["low"]).is_monotonic_decreasing
    found = justice.eventual_range(0.15, TIMING, LATEST, 2000)
    assert found.low < swings["value"].iloc[0] < found.high


def test_the_curve_starts_near_the_rate_and_rises():
    curve = justice.eventual_curve(0.15, TIMING, {"early": "2022-12", "late": LATEST})
    for _, part in curve.groupby("series"):
        assert part["value"].is_monotonic_increasing
    assert curve["value"].between(0.15, 1).all()

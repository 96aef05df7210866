"""Convictions still to come: worked by hand on tables of a few rows."""

from math import log
from statistics import NormalDist

import numpy as np
import pytest

from lib import justice
from lib.estimates import Estimate
from lib.justice import Timing, censoring
from lib.periods import month

EXACT = 1e-9
NORMAL = NormalDist()


# Every case lasts 24 months, give or take nothing: then a cohort has either finished or not, and what
# has finished can be counted on one's fingers.
SHARP = Timing(24.0, 1 + 1e-9, "2022-12")


# The sum of 0/47, 1/47, ... 23/47: how far the weights of the first 24 of 48 months have moved.
FIRST_HALF = 276 / 47


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def test_a_cohort_is_opened_in_the_middle_of_its_month():
    elapsed, _ = censoring._cohort(SHARP)

    # From mid January 2019 to the end of December 2022 pass 48 months less a half, from mid
    # December 2022 a half.
    assert elapsed.tolist() == [48 - n - 0.5 for n in range(48)]


def test_a_later_count_finds_every_cohort_older_by_as_much():
    elapsed, _ = censoring._cohort(SHARP._replace(counted_until="2023-03"))

    assert elapsed.tolist() == [51 - n - 0.5 for n in range(48)]


def test_a_cohort_opened_after_the_count_has_had_no_time():
    elapsed, _ = censoring._cohort(SHARP._replace(counted_until="2019-02"))

    assert elapsed.tolist() == [1.5, 0.5] + [0.0] * 46


@pytest.mark.parametrize(
    ("openings", "first", "last"),
    [
        ("even", 1 / 48, 1 / 48),  # 48 equal parts
        ("rising", 1 / 72, 2 / 72),  # from 1 to 2, on average 1.5, so 72 parts
        ("falling", 1 / 36, 0.5 / 36),  # from 1 to 0.5, on average 0.75, so 36 parts
    ],
)
def test_the_weights_of_the_cohorts_follow_the_course_of_openings(openings, first, last):
    _, weights = censoring._cohort(SHARP._replace(openings=openings))

    assert len(weights) == 48
    assert weights[0] == near(first)
    assert weights[1] == near(first + (last - first) / 47)
    assert weights[-1] == near(last)
    assert weights.sum() == near(1)


def test_a_timing_has_even_openings_unless_it_says_otherwise():
    assert SHARP.openings == "even"


def test_an_unknown_course_of_openings_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'odd' not known; known: even, rising, falling"):
        censoring._cohort(SHARP._replace(openings="odd"))


def test_half_of_the_cases_are_over_at_the_median_and_84_in_100_a_spread_later():
    timing = Timing(20.0, 1.5, "2022-12")

    assert censoring.duration_cdf(20.0, timing) == 0.5
    assert censoring.duration_cdf(20.0 * 1.5, timing) == near(NORMAL.cdf(1))
    assert censoring.duration_cdf(20.0 / 1.5, timing) == near(NORMAL.cdf(-1))
    assert censoring.duration_cdf(20.0 * 1.5**2, timing) == near(NORMAL.cdf(2))


def test_no_case_is_over_as_soon_as_it_is_opened():
    # A billionth of a month stands for none, whose logarithm does not exist. Were the spread a
    # billion, that would be one spread below a median of one month.
    assert censoring.duration_cdf(0.0, Timing(1.0, 1e9, "2022-12")) == near(NORMAL.cdf(-1))
    assert censoring.duration_cdf(0.0, Timing(21.0, 1.6, "2022-12")) < 1e-100


@pytest.mark.parametrize(("median", "spread"), [(0.0, 1.6), (-1.0, 1.6), (21.0, 1.0), (21.0, 0.5)])
def test_a_length_must_be_above_nought_and_its_spread_above_one(median, spread):
    with pytest.raises(ValueError, match="must be positive and spread"):
        censoring.duration_cdf(12.0, Timing(median, spread, "2022-12"))


def test_a_length_of_days_and_a_spread_of_a_hundredth_are_allowed():
    assert censoring.duration_cdf(0.5, Timing(0.5, 1.01, "2022-12")) == 0.5


@pytest.mark.parametrize(
    ("openings", "finished"),
    [
        ("even", 24 / 48),
        ("rising", (24 + FIRST_HALF) / 72),  # weights 1 + n/47 for n = 0 ... 23, of 72
        ("falling", (24 - FIRST_HALF / 2) / 36),  # weights 1 - n/94 for n = 0 ... 23, of 36
    ],
)
def test_of_cases_that_last_24_months_those_of_the_first_24_months_are_finished(openings, finished):
    assert justice.finished_share(SHARP._replace(openings=openings)) == near(finished)


def test_a_count_six_months_later_finds_six_more_cohorts_finished():
    assert justice.finished_share(SHARP._replace(counted_until="2023-06")) == near(30 / 48)


def test_the_finished_share_is_the_mean_over_the_cohorts():
    timing = Timing(21.0, 1.6, "2022-12")
    over = [NORMAL.cdf(log((n + 0.5) / 21.0) / log(1.6)) for n in range(48)]

    assert justice.finished_share(timing) == near(sum(over) / 48)


def test_the_eventual_rate_is_the_counted_one_over_the_share_that_is_finished():
    assert justice.eventual_rate(0.15, SHARP) == near(0.15 / (24 / 48))


def test_the_eventual_rate_is_at_most_one():
    assert justice.eventual_rate(0.5, SHARP) == near(1)
    assert justice.eventual_rate(0.6, SHARP) == 1


def test_where_nothing_can_be_finished_anything_may_come():
    longer_than_all = SHARP._replace(median=60.0)

    assert justice.finished_share(longer_than_all) == 0
    assert justice.eventual_rate(0.15, longer_than_all) == 1


def share_of_finished_within(seen: float, median: float, timing: Timing) -> float:
    """Of the cases finished at the count, the share that lasted at most `seen` months."""
    z = log(timing.spread)
    late = month(timing.counted_until) - month("2022-12")
    elapsed = [n + 0.5 + late for n in range(48)]
    finished = [NORMAL.cdf(log(months / median) / z) for months in elapsed]
    within = [NORMAL.cdf(log(min(months, seen) / median) / z) for months in elapsed]
    return sum(within) / sum(finished)


@pytest.mark.parametrize(
    "timing",
    [
        Timing(21.0, 1.6, "2022-12"),
        Timing(30.0, 1.6, "2022-12"),  # nearly twice as long
        Timing(40.0, 1.6, "2022-12"),  # more than six times
        Timing(12.0, 2.2, "2024-06"),
    ],
)
def test_with_the_true_median_half_of_the_finished_lasted_no_longer_than_the_median_seen(timing):
    median = justice.true_median(timing)

    assert median > timing.median
    assert share_of_finished_within(timing.median, median, timing) == near(0.5)


def test_cases_that_all_last_the_same_hide_none_that_last_longer():
    assert justice.true_median(SHARP) == near(24)


def test_the_true_median_is_sought_up_to_sixteen_times_the_median_seen():
    within, beyond = Timing(24.0, 5.0, "2024-06"), Timing(24.25, 5.0, "2024-06")

    # Half of the finished would be as short as seen if cases lasted 15 to 16 times as long, ...
    assert share_of_finished_within(24.0, 15 * 24.0, within) > 0.5
    assert share_of_finished_within(24.0, 16 * 24.0, within) < 0.5
    assert 15 * 24.0 < justice.true_median(within) < 16 * 24.0
    # ... and if 16 to 17 times: that is no longer a correction.
    assert share_of_finished_within(24.25, 16 * 24.25, beyond) > 0.5
    assert share_of_finished_within(24.25, 17 * 24.25, beyond) < 0.5
    assert justice.true_median(beyond) is None


def test_a_length_that_no_case_can_have_reached_is_too_long():
    timing = Timing(40.0, 1.005, "2022-12")

    # No case has had more than 47.5 months: at 60, the first length that is tried, none has ended.
    assert justice.finished_share(timing._replace(median=60.0)) == 0
    median = justice.true_median(timing)
    assert 40.0 < median < 41.0
    assert share_of_finished_within(40.0, median, timing) == pytest.approx(0.5, abs=1e-9)
    # Where all that was seen is within the median anyway, no length is too long.
    assert justice.true_median(timing._replace(median=48.0)) is None


def test_the_curve_has_the_eventual_share_of_every_median_and_date():
    curve = justice.eventual_curve(
        0.15, SHARP, {"late": "2023-06", "early": "2022-12"}, medians=[12, 36]
    )

    # Cases of m whole months are finished where a cohort is at least m and a half months old:
    # 48 - m of 48 cohorts at the end of 2022, six more half a year later.
    assert list(curve.columns) == ["x", "value", "series"]
    assert curve["series"].tolist() == ["late", "late", "early", "early"]
    assert curve["x"].tolist() == [12, 36, 12, 36]
    assert curve["value"].tolist() == near(
        [0.15 / (42 / 48), 0.15 / (18 / 48), 0.15 / (36 / 48), 0.15 / (12 / 48)]
    )


def test_the_curve_runs_from_half_a_year_to_two_and_a_half():
    curve = justice.eventual_curve(0.15, SHARP, {"early": "2022-12"})

    assert curve["x"].tolist() == list(range(6, 31))
    assert curve["value"].iloc[0] == near(0.15 / (42 / 48))
    assert curve["value"].iloc[-1] == near(0.15 / (18 / 48))


def test_the_curve_keeps_the_median_seen():
    timing = Timing(21.0, 1.6, "2022-12")
    curve = justice.eventual_curve(0.15, timing, {"early": "2022-12"}, medians=[21])

    median = justice.true_median(timing)
    assert share_of_finished_within(21.0, median, timing) == near(0.5)
    finished = justice.finished_share(timing._replace(median=median))
    assert curve["value"].tolist() == near([0.15 / finished])


def test_the_spread_reaches_half_its_excess_down_and_twice_its_excess_up():
    timing = Timing(21.0, 1.6, "2022-12")
    inputs = justice.eventual_inputs(timing, "2024-06")

    assert list(inputs) == ["spread", "counted_until", "openings"]
    assert inputs["spread"] == near((1 + 0.6 / 2, 1 + 0.6 * 2))
    assert inputs["counted_until"] == ("2022-12", "2024-06")
    assert inputs["openings"] == ("falling", "rising")


def test_of_all_cases_half_of_the_finished_last_no_longer_than_the_median_seen():
    seen = Timing(21.0, 1.6, "2022-12")
    all_cases = justice.of_all_cases(seen)

    assert all_cases == seen._replace(median=all_cases.median)
    assert share_of_finished_within(21.0, all_cases.median, seen) == near(0.5)
    assert justice.eventual_if_seen(0.15, seen) == near(0.15 / justice.finished_share(all_cases))


def test_where_no_median_fits_all_cases_last_sixteen_times_as_long_and_anything_may_come():
    seen = Timing(48.0, 1.2, "2022-12")

    assert justice.true_median(seen) is None
    assert justice.of_all_cases(seen).median == 16 * 48.0
    assert justice.eventual_if_seen(0.15, seen) == 1


def test_the_bounds_for_known_lengths_are_those_of_the_corners():
    # Cases of 24 months, all alike: finished are 24 of 48 cohorts at the end of 2022 and 42 in June 2024. With rising
    # openings the weights of the first n cohorts sum to n + n(n - 1)/2/47 of 72, with falling ones to
    # n - n(n - 1)/4/47 of 36: the most is to come early with rising ones, the least late with falling ones.
    estimate = justice.eventual_bounds(0.15, SHARP, "2024-06")

    assert estimate.high == near(0.15 / ((24 + 276 / 47) / 72))
    assert estimate.low == near(0.15 / ((42 - 861 / 94) / 36))
    assert (estimate.value, estimate.kind, estimate.level) == (None, "scenario", None)


def test_convictions_of_two_paces_are_weighed_by_their_part_of_those_counted():
    estimate = justice.eventual_with_pleas(
        Estimate(0.85, 0.8, 0.9, "rounding"),
        Estimate(None, 0.2, 0.3, "scenario"),
        Estimate(0.5, 0.4, 0.6, "scenario"),
    )

    # Least: nine in ten quick, 0.9 x 0.2 + 0.1 x 0.4; most: eight in ten, 0.8 x 0.3 + 0.2 x 0.6.
    assert estimate.low == near(0.22)
    assert estimate.high == near(0.36)
    assert (estimate.value, estimate.kind) == (None, "scenario")


def test_swings_of_the_eventual_share_by_hand():
    swings = justice.eventual_swings(0.15, SHARP, "2024-06").set_index("label")

    assert swings["value"].tolist() == near([0.15 / (24 / 48)] * 3)
    # 18 months later 18 more cohorts are finished: a lower share in the end.
    assert swings.loc["input_counted_until", "low"] == near(0.15 / (42 / 48))
    assert swings.loc["input_counted_until", "high"] == near(0.15 / (24 / 48))
    # With falling openings more cases are old, and finished, than with rising ones.
    assert swings.loc["input_openings", "low"] == near(0.15 / ((24 - FIRST_HALF / 2) / 36))
    assert swings.loc["input_openings", "high"] == near(0.15 / ((24 + FIRST_HALF) / 72))
    # Cases that all last the same give the spread no room.
    assert swings.loc["input_spread", ["low", "high"]].tolist() == near([0.3, 0.3])


def test_the_date_of_the_count_matters_more_than_the_course_of_openings():
    # From 0.15 x 48/42 to 0.15 x 48/24 is 0.129; from 0.15 x 36/21.1 to 0.15 x 72/29.9 is 0.105.
    swings = justice.eventual_swings(0.15, SHARP, "2024-06")

    assert swings["label"].tolist()[:2] == ["input_counted_until", "input_openings"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_eventual_range_draws_every_month_of_counting_with_every_course_of_openings(seed):
    draws = 400
    estimate = justice.eventual_range(0.15, SHARP, "2023-01", draws, seed)

    # As all cases last 24 months, only month and course count. A month later the 25th cohort has
    # finished too, of weight 1 + 24/47, or 1 - 12/47 with falling openings.
    finished = [
        24 / 48,
        (24 + FIRST_HALF) / 72,
        (24 - FIRST_HALF / 2) / 36,
        25 / 48,
        (25 + FIRST_HALF + 24 / 47) / 72,
        (25 - FIRST_HALF / 2 - 12 / 47) / 36,
    ]
    rng = np.random.default_rng(seed)
    rng.uniform(size=draws)  # the spread, which does not matter here
    rates = [0.15 / finished[cell] for cell in rng.integers(6, size=draws)]

    assert (estimate.low, estimate.value, estimate.high) == near(
        tuple(np.quantile(rates, [0.05, 0.5, 0.95]))
    )
    assert (estimate.kind, estimate.level) == ("scenario", 0.9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_eventual_range_is_that_of_its_draws_one_by_one(seed):
    timing, draws = Timing(21.0, 1.6, "2022-12"), 60
    estimate = justice.eventual_range(0.15, timing, "2023-01", draws, seed)

    # The spread lies between 1.3 and 2.2, cut in sixteenths. The median of all cases is known at their ends and in
    # between follows a straight line.
    cells = [
        timing._replace(counted_until=month, openings=course)
        for month in ("2022-12", "2023-01")
        for course in ("even", "rising", "falling")
    ]
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 16, draws)
    chosen = rng.integers(6, size=draws)
    rates = []
    for place, cell in zip(places, chosen, strict=True):
        step = int(place)
        below = justice.true_median(cells[cell]._replace(spread=1.3 + 0.9 * step / 16))
        above = justice.true_median(cells[cell]._replace(spread=1.3 + 0.9 * (step + 1) / 16))
        median = below + (place - step) * (above - below)
        drawn = cells[cell]._replace(median=median, spread=1.3 + 0.9 * place / 16)
        rates.append(0.15 / justice.finished_share(drawn))

    assert (estimate.low, estimate.value, estimate.high) == near(
        tuple(np.quantile(rates, [0.05, 0.5, 0.95]))
    )


def test_the_eventual_range_ends_at_one():
    # A third of the draws have rising openings, with which 0.5 / 0.415 would come.
    estimate = justice.eventual_range(0.5, SHARP, "2022-12", 500, 1)

    assert estimate.high == 1


def test_the_eventual_range_has_twenty_thousand_draws_from_seed_one():
    as_told = justice.eventual_range(0.15, SHARP, "2022-12", draws=20_000, seed=1)
    timing = Timing(21.0, 1.6, "2022-12")

    assert justice.eventual_range(0.15, SHARP, "2022-12") == as_told
    assert justice.eventual_range(0.15, timing, "2022-12") == justice.eventual_range(
        0.15, timing, "2022-12", draws=20_000, seed=1
    )

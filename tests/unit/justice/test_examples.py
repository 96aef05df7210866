"""Worked examples of lib.justice: small made-up inputs, with the arithmetic written out beside them."""

from math import hypot, log, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from lib import justice
from lib.estimates import Estimate
from lib.justice import Timing, censoring

EXACT = 1e-9
NORMAL = NormalDist()

# Every case lasts 24 months, give or take nothing: then a cohort has either finished or not, and what
# has finished can be counted on one's fingers.
SHARP = Timing(24.0, 1 + 1e-9, "2022-12")
# The sum of 0/47, 1/47, ... 23/47: how far the weights of the first 24 of 48 months have moved.
FIRST_HALF = 276 / 47


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def wilson(part: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Ends of the score interval as Wilson (1927) has them."""
    z = NORMAL.inv_cdf((1 + level) / 2)
    rate = part / whole
    middle = rate + z**2 / (2 * whole)
    half = z * sqrt(rate * (1 - rate) / whole + z**2 / (4 * whole**2))
    return (middle - half) / (1 + z**2 / whole), (middle + half) / (1 + z**2 / whole)


def stage_counts(investigations: int, convictions: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"stage": ["investigations", "convictions"], "cases": [investigations, convictions]}
    )


def from_rounding(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, "rounding")


# pick


def test_pick_gives_the_value_of_the_column_where_the_key_is_the_code():
    table = pd.DataFrame({"fact": ["a", "b"], "value": [1, 2], "year": [2020, 2021]})

    assert justice.pick(table, "b") == 2
    assert justice.pick(table, "b", column="year") == 2021
    assert justice.pick(table, 2020, key="year") == 1


def test_pick_refuses_a_code_that_stands_twice_or_never():
    table = pd.DataFrame({"fact": ["b", "a", "a"], "value": [1, 2, 3]})

    with pytest.raises(KeyError, match="'a' stands 2 times; fact has: a, b"):
        justice.pick(table, "a")
    with pytest.raises(KeyError, match="'c' stands 0 times; fact has: a, b"):
        justice.pick(table, "c")


# conviction_rate


def test_the_conviction_rate_is_convictions_over_investigations_with_the_wilson_interval():
    rate = justice.conviction_rate(stage_counts(investigations=400, convictions=60))
    low, high = wilson(60, 400)

    assert rate.value == 60 / 400
    assert rate.low == near(low)
    assert rate.high == near(high)
    assert (rate.kind, rate.level) == ("sampling", 0.95)


def test_the_conviction_rate_takes_another_confidence():
    rate = justice.conviction_rate(stage_counts(400, 60), 0.8)

    assert (rate.low, rate.high) == near(wilson(60, 400, 0.8))
    assert rate.level == 0.8


# stages


def test_the_stages_are_the_counts_times_their_shares_in_whole_cases():
    stages = justice.stages(
        stage_counts(investigations=1000, convictions=200),
        abbreviated=from_rounding(0.85, 0.843, 0.862),
        minimum=from_rounding(0.50, 0.45, 0.55),
    )

    assert list(stages.columns) == ["stage", "value", "low", "high"]
    assert stages.to_numpy().tolist() == [
        ["investigations", 1000, 1000, 1000],
        ["convictions", 200, 200, 200],
        # 200 x 0.85 = 170; 200 x 0.843 = 168.6, at least 169; 200 x 0.862 = 172.4, at most 172
        ["abbreviated", 170, 169, 172],
        # 170 x 0.5 = 85; 169 x 0.45 = 76.05, at least 77; 172 x 0.55 = 94.6, at most 94
        ["minimum", 85, 77, 94],
    ]


def test_a_stage_that_is_whole_stays_whole_where_the_computer_is_a_hair_off():
    assert 100 * 0.55 > 55  # 55.00000000000001, of which the next whole case is 56
    assert 100 * 0.29 < 29  # 28.999999999999996, of which the last whole case is 28

    def only(share: float) -> Estimate:
        return from_rounding(share, share, share)

    counts = stage_counts(1000, 100)
    above = justice.stages(counts, only(0.55), only(1.0)).set_index("stage")
    below = justice.stages(counts, only(0.29), only(1.0)).set_index("stage")

    assert above.loc["abbreviated"].tolist() == [55, 55, 55]
    assert below.loc["abbreviated"].tolist() == [29, 29, 29]
    assert above.loc["minimum"].tolist() == [55, 55, 55]


def test_a_stage_is_rounded_only_when_it_is_shown():
    stages = justice.stages(
        stage_counts(100, 10),
        abbreviated=from_rounding(0.25, 0.2, 0.3),
        minimum=from_rounding(0.6, 0.5, 0.7),
    ).set_index("stage")

    # 10 x 0.25 = 2.5 cases, shown as 2; 2.5 x 0.6 = 1.5, shown as 2, where 2 x 0.6 = 1.2 would be 1
    assert stages["value"].tolist() == [100, 10, 2, 2]


# _month, months


def test_months_are_counted_from_january_of_the_year_nought():
    assert censoring._month("0000-01") == 0
    assert censoring._month("0001-02") == 12 + 1
    assert censoring._month("2022-12") == 2022 * 12 + 11


def test_a_span_of_months_holds_both_its_ends():
    assert justice.months("2022-11", "2023-02") == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert justice.months("2022-09", "2022-10") == ["2022-09", "2022-10"]
    assert justice.months("2022-09", "2022-09") == ["2022-09"]


# _cohort


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


# _over


def test_half_of_the_cases_are_over_at_the_median_and_84_in_100_a_spread_later():
    timing = Timing(20.0, 1.5, "2022-12")

    assert censoring._duration_cdf(20.0, timing) == 0.5
    assert censoring._duration_cdf(20.0 * 1.5, timing) == near(NORMAL.cdf(1))
    assert censoring._duration_cdf(20.0 / 1.5, timing) == near(NORMAL.cdf(-1))
    assert censoring._duration_cdf(20.0 * 1.5**2, timing) == near(NORMAL.cdf(2))


def test_no_case_is_over_as_soon_as_it_is_opened():
    # A billionth of a month stands for none, whose logarithm does not exist. Were the spread a
    # billion, that would be one spread below a median of one month.
    assert censoring._duration_cdf(0.0, Timing(1.0, 1e9, "2022-12")) == near(NORMAL.cdf(-1))
    assert censoring._duration_cdf(0.0, Timing(21.0, 1.6, "2022-12")) < 1e-100


@pytest.mark.parametrize(("median", "spread"), [(0.0, 1.6), (-1.0, 1.6), (21.0, 1.0), (21.0, 0.5)])
def test_a_length_must_be_above_nought_and_its_spread_above_one(median, spread):
    with pytest.raises(ValueError, match="must be positive and spread"):
        censoring._duration_cdf(12.0, Timing(median, spread, "2022-12"))


def test_a_length_of_days_and_a_spread_of_a_hundredth_are_allowed():
    assert censoring._duration_cdf(0.5, Timing(0.5, 1.01, "2022-12")) == 0.5


# finished_share


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


# eventual_rate


def test_the_eventual_rate_is_the_counted_one_over_the_share_that_is_finished():
    assert justice.eventual_rate(0.15, SHARP) == near(0.15 / (24 / 48))


def test_the_eventual_rate_is_at_most_one():
    assert justice.eventual_rate(0.5, SHARP) == near(1)
    assert justice.eventual_rate(0.6, SHARP) == 1


def test_where_nothing_can_be_finished_anything_may_come():
    longer_than_all = SHARP._replace(median=60.0)

    assert justice.finished_share(longer_than_all) == 0
    assert justice.eventual_rate(0.15, longer_than_all) == 1


# true_median


def share_of_finished_within(seen: float, median: float, timing: Timing) -> float:
    """Of the cases finished at the count, the share that lasted at most `seen` months."""
    z = log(timing.spread)
    late = censoring._month(timing.counted_until) - censoring._month("2022-12")
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


# eventual_curve


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


def test_the_curve_runs_from_half_a_year_to_four_years():
    curve = justice.eventual_curve(0.15, SHARP, {"early": "2022-12"})

    assert curve["x"].tolist() == list(range(6, 49))
    assert curve["value"].iloc[0] == near(0.15 / (42 / 48))
    assert curve["value"].iloc[-1] == 1  # no cohort is 48 months old


# eventual_inputs


def test_the_spread_reaches_half_its_excess_down_and_twice_its_excess_up():
    timing = Timing(21.0, 1.6, "2022-12")
    inputs = justice.eventual_inputs(timing, "2024-06")

    assert list(inputs) == ["median", "spread", "counted_until", "openings"]
    assert inputs["spread"] == near((1 + 0.6 / 2, 1 + 0.6 * 2))
    assert inputs["counted_until"] == ("2022-12", "2024-06")
    assert inputs["openings"] == ("falling", "rising")


def test_the_median_reaches_from_the_one_seen_to_the_true_one():
    timing = Timing(21.0, 1.6, "2022-12")
    seen, true = justice.eventual_inputs(timing, "2024-06")["median"]

    assert seen == 21.0
    assert share_of_finished_within(21.0, true, timing) == near(0.5)


def test_where_no_true_median_fits_the_median_reaches_to_twice_the_one_seen():
    timing = Timing(48.0, 1.2, "2022-12")

    assert justice.true_median(timing) is None
    assert justice.eventual_inputs(timing, "2024-06")["median"] == (48.0, 96.0)


# _swings


def test_swings_move_one_input_at_a_time_and_stand_widest_first():
    swings = censoring._swings(
        base={"length": 2, "width": 3},
        inputs={"width": (3, 5), "length": (1, 4)},
        of=lambda length, width: length * width,
        prefix="side_",
    )

    # Base 2 x 3 = 6. Length: 1 x 3 to 4 x 3. Width: 2 x 3 to 2 x 5.
    assert list(swings.columns) == ["label", "value", "low", "high"]
    assert swings.to_numpy().tolist() == [["side_length", 6, 3, 12], ["side_width", 6, 6, 10]]
    assert swings.index.tolist() == [0, 1]


def test_a_swing_holds_the_base_and_equal_swings_keep_the_order_of_the_inputs():
    swings = censoring._swings(
        base={"b": 1, "a": 1, "c": 1},
        inputs={"b": (3, 2), "a": (0, -1), "c": (4, 4)},
        of=lambda a, b, c: a + b + c,
        prefix="",
    )

    # Base 3. b alone gives 5 and 4, a alone 2 and 1, c alone 6.
    assert swings.to_numpy().tolist() == [["c", 3, 3, 6], ["b", 3, 3, 5], ["a", 3, 1, 3]]


# eventual_swings


def test_swings_of_the_eventual_share_by_hand():
    swings = justice.eventual_swings(0.15, SHARP, "2024-06").set_index("label")

    assert swings["value"].tolist() == near([0.15 / (24 / 48)] * 4)
    # 18 months later 18 more cohorts are finished: a lower share in the end.
    assert swings.loc["input_counted_until", "low"] == near(0.15 / (42 / 48))
    assert swings.loc["input_counted_until", "high"] == near(0.15 / (24 / 48))
    # With falling openings more cases are old, and finished, than with rising ones.
    assert swings.loc["input_openings", "low"] == near(0.15 / ((24 - FIRST_HALF / 2) / 36))
    assert swings.loc["input_openings", "high"] == near(0.15 / ((24 + FIRST_HALF) / 72))
    # Cases that all last the same give neither median nor spread any room.
    assert swings.loc["input_median", ["low", "high"]].tolist() == near([0.3, 0.3])
    assert swings.loc["input_spread", ["low", "high"]].tolist() == near([0.3, 0.3])


def test_the_date_of_the_count_matters_more_than_the_course_of_openings():
    # From 0.15 x 48/42 to 0.15 x 48/24 is 0.129; from 0.15 x 36/21.1 to 0.15 x 72/29.9 is 0.105.
    swings = justice.eventual_swings(0.15, SHARP, "2024-06")

    assert swings["label"].tolist()[:2] == ["input_counted_until", "input_openings"]


# eventual_range


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

    # The spread lies between 1.3 and 2.2, cut in eighths. The longest median is known at their
    # ends and in between follows a straight line; the median lies evenly between 21 and that.
    cells = [
        timing._replace(counted_until=month, openings=course)
        for month in ("2022-12", "2023-01")
        for course in ("even", "rising", "falling")
    ]
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 8, draws)
    chosen = rng.integers(6, size=draws)
    parts = rng.uniform(size=draws)
    rates = []
    for place, cell, part in zip(places, chosen, parts, strict=True):
        step = int(place)
        below = justice.true_median(cells[cell]._replace(spread=1.3 + 0.9 * step / 8))
        above = justice.true_median(cells[cell]._replace(spread=1.3 + 0.9 * (step + 1) / 8))
        longest = below + (place - step) * (above - below)
        median = 21.0 + part * (longest - 21.0)
        drawn = cells[cell]._replace(median=median, spread=1.3 + 0.9 * place / 8)
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


# paces


def test_a_pace_is_cases_per_twelve_months_from_the_first_month_to_the_last():
    counts = pd.DataFrame(
        {
            "period_start": ["2020", "2019", "2021-03", "2021-11"],
            "period_end": ["2020", "2022", "2021-03", "2022-02"],
            "cases": [30, 967, 5, 10],
        }
    )
    paces = justice.paces(counts)

    # 30 in 12 months; 967 in 48; 5 in 1; 10 in November to February, 4
    assert paces["per_year"].tolist() == near([30.0, 967 / 4, 5 * 12.0, 10 * 3.0])
    assert list(paces.columns) == ["period_start", "period_end", "cases", "per_year"]


def test_a_pace_has_a_year_end_with_december_and_start_with_january():
    counts = pd.DataFrame(
        {"period_start": ["2021-07", "2021"], "period_end": ["2021", "2021-06"], "cases": [6, 6]}
    )

    assert justice.paces(counts)["per_year"].tolist() == [12.0, 12.0]


# universe


def test_the_universe_has_the_middle_and_the_ends_of_each_count_a_year():
    article = pd.DataFrame(
        {
            "stage": ["investigations", "convictions"],
            "period_start": ["2019", "2019"],
            "period_end": ["2022", "2022"],
            "cases": [400, 40],
        }
    )
    rivals = pd.DataFrame(
        {
            "iso3": ["ECU", "ECU", "ECU", "ECU", "COL"],
            "series": ["police", "police", "police", "courts", "courts"],
            "period_start": ["2020", "2021", "2022-01", "2021", "2021"],
            "period_end": ["2020", "2021", "2022-06", "2021", "2021"],
            "cases": [70, 90, 150, 50, 9999],
        }
    )
    universe = justice.universe(article, rivals)

    # The police: 70, 90 and 150 in half a year. Colombia's courts stay out.
    assert list(universe.columns) == ["label", "value", "low", "high"]
    assert universe.to_numpy().tolist() == [
        ["article_investigations", 100, 100, 100],
        ["police", 90, 70, 300],
        ["courts", 50, 50, 50],
        ["article_convictions", 10, 10, 10],
    ]
    assert universe.index.tolist() == [0, 1, 2, 3]


# abbreviated_of_convictions


def test_the_abbreviated_share_of_convictions_leaves_out_the_other_outcomes():
    share = justice.abbreviated_of_convictions(
        abbreviated=from_rounding(0.60, 0.55, 0.65), ordinary=from_rounding(0.20, 0.15, 0.25)
    )

    # Lowest where the abbreviated are fewest and the ordinary most
    assert share.value == near(0.60 / 0.80)
    assert share.low == near(0.55 / (0.55 + 0.25))
    assert share.high == near(0.65 / (0.65 + 0.15))
    assert (share.kind, share.method) == ("rounding", "rounding of the two shares")


# provenance


HALF = from_rounding(0.5, 0.45, 0.55)


def two_studies(article: dict | None = None, earlier: dict | None = None) -> pd.DataFrame:
    """The studies' table, with what the example states otherwise in either."""
    common = {"band_share": 40, "band_low": 20, "band_high": 24, "process_length": 21}
    stated = {
        "study_article": {**common, "abbreviated_share": 85, **(article or {})},
        "study_earlier": {
            **common,
            "abbreviated_of_outcomes": 60,
            "ordinary_of_outcomes": 20,
            **(earlier or {}),
        },
    }
    rows = [
        (study, measure, value)
        for study, measures in stated.items()
        for measure, value in measures.items()
    ]
    return pd.DataFrame(rows, columns=["study", "measure", "value"])


def provenance(article: dict | None = None, earlier: dict | None = None) -> pd.DataFrame:
    return justice.provenance(two_studies(article, earlier), HALF).set_index("label")


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


def test_provenance_has_a_row_for_each_statistic_with_its_format():
    table = justice.provenance(two_studies(), HALF)

    assert list(table.columns) == ["label", "article", "earlier", "spec", "agree"]
    assert table[["label", "spec"]].to_numpy().tolist() == [
        ["abbreviated_share", "pct"],
        ["band_share", "pct"],
        ["band_share_other_base", "pct"],
        ["band_low", "n.1"],
        ["band_high", "n.1"],
        ["process_length", "n.1"],
    ]


def test_the_article_may_have_cut_its_percentage_off_and_the_earlier_study_has_rounded():
    table = provenance()

    # The article's 85% is 84.5% to 86%. The earlier study's 60% of outcomes is 59.5% to 60.5%, its
    # 20% is 19.5% to 20.5%, and its share of a band, 40%, is 39.5% to 40.5%.
    assert ends(table.loc["abbreviated_share", "article"]) == near((0.845, 0.85, 0.86))
    assert ends(table.loc["abbreviated_share", "earlier"]) == near(
        (0.595 / (0.595 + 0.205), 0.6 / 0.8, 0.605 / (0.605 + 0.195))
    )
    assert ends(table.loc["band_share", "earlier"]) == near((0.395, 0.40, 0.405))


def test_the_share_of_the_band_is_half_in_the_article_on_either_base():
    table = provenance()

    assert table.loc["band_share", "article"] == HALF
    assert table.loc["band_share_other_base", "article"] == HALF


def test_the_share_of_the_band_on_the_other_base_is_divided_by_the_share_of_convictions():
    other = provenance().loc["band_share_other_base", "earlier"]
    low, high = 0.595 / (0.595 + 0.205), 0.605 / (0.605 + 0.195)

    # Lowest where the band has the lowest share and the base the highest
    assert ends(other) == near((0.395 / high, 0.40 / 0.75, 0.405 / low))
    assert other.kind == "rounding"


def test_months_in_both_studies_are_rounded_to_half_a_month_either_way():
    table = provenance(article={"band_low": 19}, earlier={"band_low": 23})

    assert ends(table.loc["band_low", "article"]) == (18.5, 19.0, 19.5)
    assert ends(table.loc["band_low", "earlier"]) == (22.5, 23.0, 23.5)


@pytest.mark.parametrize(
    ("article", "earlier", "agree"),
    [
        (21, 21, "agree_yes"),
        (20, 21, "agree_yes"),  # up to 20.5, and from 20.5: they touch
        (21, 20, "agree_yes"),
        (19, 21, "agree_no"),  # the article's range ends before the earlier one begins
        (21, 19, "agree_no"),  # and begins after it has ended
    ],
)
def test_two_statistics_agree_where_their_ranges_meet_from_either_side(article, earlier, agree):
    table = provenance({"process_length": article}, {"process_length": earlier})

    assert table.loc["process_length", "agree"] == agree


def test_every_statistic_is_judged_by_its_own_ranges():
    agree = provenance(earlier={"band_high": 30})["agree"]

    # 84.5% to 86% lies above 75.6%; 45% to 55% above 40.5%, but holds 40% / 75% = 53.3%
    assert agree.to_dict() == {
        "abbreviated_share": "agree_no",
        "band_share": "agree_no",
        "band_share_other_base": "agree_yes",
        "band_low": "agree_yes",
        "band_high": "agree_no",
        "process_length": "agree_yes",
    }


# floors


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


# nothing_left


def test_the_share_of_sentences_outlasted_is_that_of_longer_processes():
    # 20 months is the median, so half last longer. 24 is one spread of 1.2 above it, and half a
    # spread of 1.44, as 1.44 is 1.2 twice over.
    share = justice.nothing_left(Timing(20.0, 1.6, "2022-12"), (1.2, 1.44), (20, 24))

    assert share.value is None
    assert share.low == near(1 - NORMAL.cdf(1))
    assert share.high == 0.5
    assert (share.kind, share.method) == ("scenario", "length and sentence unrelated")


# sanction_inputs, sanction, sanction_bounds, sanction_swings


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


# _shares, abbreviated_by_case, clearance


def test_shares_stand_beside_the_counts_they_are_made_of():
    counts = pd.DataFrame({"part": [3, 0], "whole": [12, 5]}, index=["some", "none"])
    shares = censoring._shares(counts, 0.9)

    assert list(shares.columns) == ["label", "value", "low", "high", "part", "whole"]
    assert shares["label"].tolist() == ["some", "none"]
    assert shares["value"].tolist() == [3 / 12, 0.0]
    assert shares.loc[0, ["low", "high"]].tolist() == near(wilson(3, 12, 0.9))
    assert shares.loc[1, "low"] == 0.0
    assert shares.loc[1, "high"] == near(wilson(0, 5, 0.9)[1])
    assert shares["part"].tolist() == [3, 0]
    assert shares["whole"].tolist() == [12, 5]


OUTCOMES = pd.DataFrame(
    [
        ("case_a", "outcome_abbreviated", 3),
        ("case_a", "outcome_abbreviated", 1),
        ("case_a", "outcome_trial", 6),
        ("case_a", "outcome_acquitted", 50),
        ("case_b", "outcome_trial", 5),
        ("case_c", "outcome_abbreviated", 99),
    ],
    columns=["case", "outcome", "persons"],
)


def test_the_abbreviated_share_is_of_those_convicted_in_the_cases_asked_for():
    shares = justice.abbreviated_by_case(OUTCOMES, ["case_b", "case_a"])

    # Case a: 3 + 1 of 4 + 6. Case b: none of 5. Together 4 of 15. The acquitted count nowhere.
    assert shares["label"].tolist() == ["case_b", "case_a", "case_all"]
    assert shares["abbreviated"].tolist() == [0, 4, 4]
    assert shares["convicted"].tolist() == [5, 10, 15]
    assert shares["value"].tolist() == near([0.0, 4 / 10, 4 / 15])
    assert shares.loc[2, ["low", "high"]].tolist() == near(wilson(4, 15, 0.95))


def test_the_abbreviated_share_takes_another_confidence():
    shares = justice.abbreviated_by_case(OUTCOMES, ["case_a"], 0.8)

    assert shares.loc[0, ["low", "high"]].tolist() == near(wilson(4, 10, 0.8))


PROVINCES = pd.DataFrame(
    {
        "province": ["whole_country", "guayas", "manabi"],
        "cleared": [100, 30, 60],
        "homicides": [1000, 600, 300],
    }
)


def test_the_rest_of_the_country_is_the_whole_less_the_provinces_and_the_lowest_comes_first():
    clearance = justice.clearance(PROVINCES)

    # The rest: 100 - 30 - 60 cleared of 1000 - 600 - 300
    assert clearance["label"].tolist() == ["guayas", "whole_country", "rest_of_country", "manabi"]
    assert clearance["cleared"].tolist() == [30, 100, 10, 60]
    assert clearance["homicides"].tolist() == [600, 1000, 100, 300]
    assert clearance["value"].tolist() == near([0.05, 0.10, 0.10, 0.20])
    assert clearance.index.tolist() == [0, 1, 2, 3]
    assert clearance.loc[0, ["low", "high"]].tolist() == near(wilson(30, 600, 0.95))


def test_clearance_takes_another_confidence():
    clearance = justice.clearance(PROVINCES, 0.8)

    assert clearance.loc[0, ["low", "high"]].tolist() == near(wilson(30, 600, 0.8))


# index_change


SCORES = pd.DataFrame(
    {
        "iso3": ["ECU", "ECU", "ECU", "PER", "PER"],
        "year": [2023, 2022, 2021, 2021, 2023],
        "estimate": [-0.9, 9.0, -0.4, 5.0, 7.0],
        "standard_error": [0.4, 9.0, 0.3, 0.1, 0.1],
    }
)


def test_the_change_of_an_index_is_the_end_less_the_start_with_both_errors():
    change = justice.index_change(SCORES, "ECU", 2021, 2023)
    half = NORMAL.inv_cdf(0.95) * 0.5  # errors of 0.3 and 0.4 make one of 0.5

    assert change.value == near(-0.9 - -0.4)
    assert change.low == near(-0.5 - half)
    assert change.high == near(-0.5 + half)
    assert (change.kind, change.level) == ("sampling", 0.9)


def test_the_change_of_an_index_is_of_one_country_and_takes_another_confidence():
    change = justice.index_change(SCORES, "PER", 2021, 2023, 0.8)
    half = NORMAL.inv_cdf(0.9) * hypot(0.1, 0.1)

    assert ends(change) == near((2.0 - half, 2.0, 2.0 + half))


# occupancy


STOCK = pd.DataFrame(
    {
        "as_of": ["2021", "2022-03", "2023-12-26"],
        "inmates": [30, 40, 50],
        "places": [20, 40, 100],
        "unsentenced": [15, 10, 20],
    }
)


def test_a_stock_of_a_year_lies_in_its_middle_and_one_of_a_month_in_the_middle_of_that():
    x = justice.occupancy(STOCK)["x"]

    # March: two and a half months of twelve have gone by; December: eleven and a half
    assert x.tolist() == near([2021.5, 2022 + 2.5 / 12, 2023 + 11.5 / 12])


def test_occupancy_is_prisoners_per_place_and_the_shortfall_the_places_that_lack():
    occupancy = justice.occupancy(STOCK)

    assert list(occupancy.columns) == [
        *STOCK.columns,
        "x",
        "occupancy",
        "shortfall",
        "unsentenced_share",
    ]
    assert occupancy["occupancy"].tolist() == near([30 / 20, 40 / 40, 50 / 100])
    assert occupancy["shortfall"].tolist() == [30 - 20, 0, 50 - 100]
    assert occupancy["unsentenced_share"].tolist() == near([15 / 30, 10 / 40, 20 / 50])


# death_rates


def test_the_death_rate_spans_fewest_deaths_of_most_inmates_to_most_deaths_of_fewest_inmates():
    deaths = pd.DataFrame(
        {"year": [2021, 2021, 2020], "violent": [300.0, 320.0, 50.0], "suspect": [False] * 3}
    )
    stock = pd.DataFrame(
        {
            "as_of": ["2020", "2021-06", "2021-12-31"],
            "inmates": [25_000, 32_000, 40_000],
            "suspect": [False] * 3,
        }
    )
    rates = justice.death_rates(deaths, stock)

    assert list(rates.columns) == ["x", "value", "low", "high"]
    assert rates["x"].tolist() == [2020, 2021]
    # One count of each: 50 per 25 thousand
    assert rates.loc[0, ["value", "low", "high"]].tolist() == near([2.0, 2.0, 2.0])
    # 300 per 40 thousand, to 320 per 32 thousand; the middle of 7.5 and 10
    assert rates.loc[1, ["value", "low", "high"]].tolist() == near([8.75, 7.5, 10.0])


def test_the_death_rate_leaves_out_counts_in_doubt_and_counts_that_lack():
    deaths = pd.DataFrame(
        {
            "year": [2021, 2021, 2021, 2022, 2023],
            "violent": [300.0, 1.0, None, 7.0, None],
            "suspect": [False, True, False, True, False],
        }
    )
    stock = pd.DataFrame(
        {
            "as_of": ["2021-01", "2021-06", "2022", "2023"],
            "inmates": [40_000, 10_000, 30_000, 30_000],
            "suspect": [False, True, False, False],
        }
    )
    rates = justice.death_rates(deaths, stock)

    # Of 2021 stay 300 deaths and 40 thousand inmates; of 2022 and 2023 no deaths
    assert rates["x"].tolist() == [2021]
    assert rates.loc[0, ["value", "low", "high"]].tolist() == near([7.5, 7.5, 7.5])


# forces


def test_the_shares_of_the_force_have_the_first_headcount_as_base_and_the_others_as_ends():
    table = pd.DataFrame(
        [
            ("departures", "2022", 9_999),
            ("departures", "2023", 1_000),
            ("departures", "2024", 3_000),
            ("requests", "2024", 2_000),
            ("headcount_law", "2023", 40_000),
            ("headcount_press", "2023", 50_000),
            ("headcount_survey", "2023", 25_000),
        ],
        columns=["measure", "period_start", "persons"],
    )
    forces = justice.forces(table, claimed=0.07, rise=4.0)
    ranges = forces.set_index("label")[["value", "low", "high"]]

    assert list(forces.columns) == ["label", "value", "low", "high"]
    assert forces["label"].tolist() == [
        "share_claimed",
        "share_requests",
        "share_departures_2023",
        "share_departures_2024",
        "share_implied_2023",
    ]
    # 7% may have been cut off: 6.5% to 8%
    assert ranges.loc["share_claimed"].tolist() == near([0.07, 0.065, 0.08])
    # Of 40 thousand, with 50 and 25 thousand as the ends
    assert ranges.loc["share_requests"].tolist() == near([0.05, 0.04, 0.08])
    assert ranges.loc["share_departures_2023"].tolist() == near([0.025, 0.02, 0.04])
    assert ranges.loc["share_departures_2024"].tolist() == near([0.075, 0.06, 0.12])
    # A rise of 400% to 7% began at a fifth of it
    assert ranges.loc["share_implied_2023"].tolist() == near([0.014, 0.013, 0.016])

"""The laundering functions on tables small enough to be computed by hand."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from lib import laundering
from lib.estimates import Estimate
from lib.laundering import counts

EXACT = {"rel": 1e-12}
CLOSE = {"rel": 1e-9}  # where SciPy finds the quantile of a distribution by iteration
TAIL = 0.025  # beyond each end of an interval of 95%


def near(expected):
    return pytest.approx(expected, **EXACT)


def close(expected):
    return pytest.approx(expected, **CLOSE)


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def dated(*rows):
    """Rival counts: name, convictions, first and last month."""
    return table("rival convictions period_start period_end", *rows)


# --- rows


def test_estimates_become_rows_of_a_chart_and_a_missing_value_stays_missing():
    estimates = [Estimate(2, 1, 3, "scenario"), Estimate(None, 4, 5, "identification")]

    chart = laundering.rows(iter(["a", "b"]), estimates, group=["x", "y"])

    assert chart.columns.tolist() == ["label", "value", "low", "high", "group"]
    assert values(chart)[0] == ("a", 2, 1, 3, "x")
    assert pd.isna(chart.loc[1, "value"])
    assert values(chart[["label", "low", "high", "group"]])[1] == ("b", 4, 5, "y")


# --- windows of time


def test_a_window_runs_from_its_first_month_to_the_month_after_its_last():
    spans = dated(("year", 1, "2020", "2020"), ("months", 1, "2020-03", "2021-02"))

    _, first, after = counts._windows(spans)

    # Months since year 0: January 2020 is 2020 * 12, March two later.
    assert first.tolist() == [2020 * 12, 2020 * 12 + 2]
    # A bare year ends with its December; February 2021 ends where March 2021 begins.
    assert after.tolist() == [2021 * 12, 2021 * 12 + 2]


def test_a_window_with_one_end_unknown_is_left_out():
    spans = dated(
        ("no end", 1, "2020", None),
        ("no start", 2, None, "2020"),
        ("both", 3, "2020", "2020"),
    )

    known, first, after = counts._windows(spans)

    assert values(known) == [("both", 3, "2020", "2020")]
    assert known.columns.tolist() == spans.columns.tolist()
    assert known.index.tolist() == [0]
    assert len(first) == len(after) == 1


def test_months_are_counted_with_both_the_first_and_the_last():
    spans = dated(
        ("one", 1, "2020-05", "2020-05"),
        ("year", 1, "2020", "2020"),
        ("long", 1, "2019-11", "2021"),
    )

    # November and December of 2019, then two years.
    assert laundering.months(spans).to_dict() == {"one": 1, "year": 12, "long": 2 + 24}


# --- rival counts

RIVALS = table(
    "rival convictions cases period_start period_end universe source",
    ("none", 0, 4, "2020", "2021", "reports", "s1"),
    ("undated", 3, 3, None, None, "cases", "s2"),
    ("no cases", 0, None, "2020-01", "2020-06", "none", "s3"),
)


def test_counts_with_cases_are_shares_with_exact_intervals():
    shares = laundering.rivals(RIVALS, "case")

    assert shares.columns.tolist() == ["label", "value", "low", "high", "group", "source"]
    assert shares["label"].tolist() == ["none", "undated"]
    assert shares["value"].tolist() == [0 / 4, 3 / 3]
    # None of n: the highest share p that leaves (1 - p)^n a chance of 2.5%.
    # All of n: the mirror image.
    assert shares["low"].tolist() == close([0, TAIL ** (1 / 3)])
    assert shares["high"].tolist() == close([1 - TAIL ** (1 / 4), 1])
    assert shares["group"].tolist() == ["reports", "cases"]
    assert shares["source"].tolist() == ["s1", "s2"]


def test_counts_with_dates_are_paces_a_year_with_exact_intervals():
    paces = laundering.rivals(RIVALS.assign(convictions=[0, 3, 1]), "year", level=0.9)

    assert paces["label"].tolist() == ["none", "no cases"]
    # None in two years; one in half a year.
    assert paces["value"].tolist() == near([0, 1 / 0.5])
    # No event: exp(-2 * high) = 5%. One event: 1 - exp(-0.5 * low) = 5%.
    assert paces["high"][0] == close(-math.log(0.05) / 2)
    assert paces["low"].tolist() == close([0, -math.log(0.95) / 0.5])
    assert paces["group"].tolist() == ["reports", "none"]
    assert paces["source"].tolist() == ["s1", "s3"]


def test_the_interval_of_a_rival_count_is_of_95_percent_unless_asked():
    wide = laundering.rivals(RIVALS, "case")["high"][0]
    narrow = laundering.rivals(RIVALS, "case", level=0.8)["high"][0]

    assert wide == close(1 - 0.025 ** (1 / 4))
    assert narrow == close(1 - 0.1 ** (1 / 4))


# --- the calendar of counts


def test_the_calendar_has_a_cell_for_each_count_and_year_the_longest_window_first():
    spans = dated(("short", 6, "2020", "2020"), ("long", 4, "2019-07", "2021-06"))

    grid = laundering.calendar(spans)

    assert grid.columns.tolist() == ["row", "column", "value", "text"]
    # Six in 12 months are the fastest pace; four in 24 months are a third of it.
    third = (4 / 24) / (6 / 12)
    assert values(grid[:3]) == [
        ("long", 19, near(third), ""),
        ("long", 20, near(third), "4"),  # the middle one of three years
        ("long", 21, near(third), ""),
    ]
    assert grid["row"].tolist()[3:] == ["short"] * 3
    assert grid["text"].tolist()[3:] == ["", "6", ""]
    assert grid["value"].isna().tolist()[3:] == [True, False, True]
    assert grid["value"][4] == 1


def test_the_calendar_ends_with_the_last_month_of_the_last_window():
    december = laundering.calendar(dated(("a", 1, "2019-12", "2020-12")))
    january = laundering.calendar(dated(("a", 1, "2020-01", "2021-01")))

    assert december["column"].tolist() == [19, 20]
    assert january["column"].tolist() == [20, 21]
    assert december["value"].notna().all() and january["value"].notna().all()


def test_a_window_from_january_to_december_has_no_value_in_the_years_beside_it():
    spans = dated(
        ("before", 1, "2019", "2019"),
        ("mid", 1, "2020-01", "2020-12"),
        ("after", 1, "2021", "2021"),
    )

    covered = laundering.calendar(spans).dropna()

    assert values(covered[["row", "column"]]) == [("before", 19), ("mid", 20), ("after", 21)]


def test_the_count_stands_in_the_later_of_two_middle_years():
    grid = laundering.calendar(dated(("a", 8, "2018", "2021")))

    assert grid["text"].tolist() == ["", "", "8", ""]


# --- which counts agree


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("2020", "2021", 5), ("2020", "2020", 6), True),  # both begin together
        (("2020", "2021", 5), ("2021", "2021", 6), True),  # both end together
        (("2020", "2020", 6), ("2020", "2021", 5), True),  # the part is named first
        (("2020", "2020", 6), ("2020", "2020", 5), True),  # the same window, two counts
        (("2020", "2021", 5), ("2020", "2020", 5), False),  # nothing happened in the other year
        (("2020", "2021", 5), ("2021", "2022", 6), False),  # neither holds the other
        (
            ("2020-02", "2021", 5),
            ("2020-01", "2021", 6),
            False,
        ),  # the larger begins a month earlier
        (("2020", "2021-11", 5), ("2020", "2021-12", 6), False),  # the larger ends a month later
    ],
)
def test_counts_clash_where_a_part_is_above_its_whole(one, other, clash):
    (start, end, events), (other_start, other_end, other_events) = one, other
    spans = dated(("one", events, start, end), ("other", other_events, other_start, other_end))

    pairs = laundering.clashes(spans)

    assert pairs.columns.tolist() == ["row", "column", "clash"]
    assert values(pairs) == [("other", "one", clash)]


def test_every_pair_of_counts_stands_once_with_the_later_as_its_row():
    spans = dated(("a", 1, "2020", "2020"), ("b", 1, "2021", "2021"), ("c", 1, "2022", "2022"))

    pairs = laundering.clashes(spans)

    assert values(pairs[["row", "column"]]) == [("b", "a"), ("c", "a"), ("c", "b")]


@pytest.mark.parametrize(("whole", "possible"), [(2, False), (3, True), (4, False)])
def test_two_years_without_a_gap_give_the_sum_of_their_counts(whole, possible):
    spans = dated(
        ("both", whole, "2020", "2021"),
        ("first", 1, "2020", "2020"),
        ("second", 2, "2021", "2021"),
    )

    assert laundering.feasible(spans) is possible


def test_a_month_that_only_one_count_covers_takes_up_the_difference():
    spans = dated(("year", 5, "2020", "2020"), ("to november", 2, "2020-01", "2020-11"))

    assert laundering.feasible(spans)
    assert not laundering.feasible(spans.assign(convictions=[2, 5]))


def test_the_largest_sets_that_agree_are_named_in_the_order_of_the_table():
    spans = dated(
        ("both", 3, "2020", "2021"),
        ("first", 1, "2020", "2020"),
        ("second", 2, "2021", "2021"),
        ("rival", 4, "2021", "2021"),  # above "both", and not "second"
    )

    assert laundering.agreeing(spans) == [("both", "first", "second")]
    assert laundering.agreeing(spans[:3]) == [("both", "first", "second")]


def test_counts_that_all_contradict_each_other_agree_with_themselves_alone():
    spans = dated(("a", 1, "2020", "2020"), ("b", 2, "2020", "2020"))

    assert laundering.agreeing(spans) == [("a",), ("b",)]
    assert laundering.agreeing(spans[:0]) == []


# --- shares under a prior


def test_a_posterior_adds_the_cases_to_those_that_the_prior_is_worth():
    shares = laundering.posteriors(0, 9, {"even": (1, 1), "hopeful": (1, 10)})

    assert shares["label"].tolist() == ["even", "hopeful"]
    assert shares["worth"].tolist() == [1, 1]
    assert shares["others"].tolist() == [1, 10]
    # Beta(1, n) has the quantile 1 - (1 - q)^(1/n); n is that of the prior and the nine cases.
    assert shares["value"].tolist() == close([1 - 0.5 ** (1 / 10), 1 - 0.5 ** (1 / 19)])
    assert shares["low"].tolist() == close([1 - (1 - TAIL) ** (1 / 10), 1 - (1 - TAIL) ** (1 / 19)])
    assert shares["high"].tolist() == close([1 - TAIL ** (1 / 10), 1 - TAIL ** (1 / 19)])
    assert triple(shares["after"][1]) == tuple(shares.loc[1, ["low", "value", "high"]])


def test_a_prior_stands_as_it_is_without_a_case():
    before = laundering.posteriors(9, 9, {"even": (1, 1), "hopeful": (1, 10)}, level=0.8)["before"]

    assert triple(before[0]) == close((0.1, 0.5, 0.9))  # every share is as likely
    # Beta(1, 10) has the quantile 1 - (1 - q)^(1/10).
    ends = 1 - 0.9 ** (1 / 10), 1 - 0.1 ** (1 / 10)
    assert triple(before[1]) == close((ends[0], 1 - 0.5 ** (1 / 10), ends[1]))


def test_convictions_in_every_case_are_the_mirror_image_of_none():
    after = laundering.posteriors(9, 9, {"even": (1, 1)}, level=0.8)["after"][0]

    # Beta(1 + 9, 1) has the quantile q^(1/10).
    assert triple(after) == close((0.1 ** (1 / 10), 0.5 ** (1 / 10), 0.9 ** (1 / 10)))


def test_a_past_study_lends_its_convictions_and_its_other_cases_at_their_weight():
    priors = laundering.borrowed((12, 73), [0.0, 0.5, 1.0])

    assert priors == {
        0.0: (0.5, 0.5),
        0.5: (0.5 + 6, 0.5 + 30.5),  # 61 cases without a conviction
        1.0: (0.5 + 12, 0.5 + 61),
    }
    assert laundering.borrowed((12, 73), [0.5], prior=(1, 9)) == {0.5: (1 + 6, 9 + 30.5)}


# --- reports old enough


def test_reports_that_have_had_their_time_are_the_base_of_the_upper_end():
    eventual = laundering.matured(0, 100, window=32, process=8)

    # Those of the first 24 of 32 months, three in four of 100, have had their eight months.
    assert triple(eventual) == close((0, 0, 1 - TAIL ** (1 / 75)))
    assert (eventual.kind, eventual.level) == ("identification", 0.95)
    assert eventual.method == "exact limits: all reports, old reports"


def test_the_number_of_old_reports_is_rounded_to_the_nearest():
    up = laundering.matured(0, 13, window=4, process=1)  # 9.75 old reports
    down = laundering.matured(0, 11, window=4, process=1)  # 8.25

    assert up.high == close(1 - TAIL ** (1 / 10))
    assert down.high == close(1 - TAIL ** (1 / 8))


def test_as_many_convictions_as_old_reports_are_a_share_of_all():
    eventual = laundering.matured(1, 2, window=32, process=16)

    # One old report. The lower end is that of one in two: 1 - (1 - low)^2 = 2.5%.
    assert triple(eventual) == close((1 - (1 - TAIL) ** (1 / 2), 1, 1))


def test_the_level_moves_both_ends_of_the_eventual_share():
    low_end = laundering.matured(1, 2, window=32, process=16, level=0.8).low
    high_end = laundering.matured(0, 100, window=32, process=8, level=0.8).high

    assert low_end == close(1 - 0.9 ** (1 / 2))
    assert high_end == close(1 - 0.1 ** (1 / 75))


@pytest.mark.parametrize(
    ("convictions", "cases", "process"),
    [
        (0, 100, 32),  # no report is older than the whole window
        (0, 100, 40),  # a process may last longer than the window: none is old, not fewer than none
        (2, 4, 24),  # one old report, two convictions
    ],
)
def test_without_old_reports_enough_the_eventual_share_has_no_value_and_may_be_all(
    convictions, cases, process
):
    eventual = laundering.matured(convictions, cases, window=32, process=process)

    assert (eventual.value, eventual.high) == (None, 1.0)


# --- paces of stages


def test_the_pace_of_a_stage_runs_from_its_slowest_to_its_fastest_span():
    stages = table(
        "stage cases period_start period_end",
        ("reports", 6, "2020-01", "2020-06"),  # 12 a year
        ("reports", 30, "2019", "2021"),  # 10 a year
        ("cases", 9, "2020-01", "2021-06"),  # 6 a year, in one year and a half
        ("cases", 99, None, "2021"),
    )

    paces = laundering.pace(stages)

    assert paces.columns.tolist() == ["label", "low", "high", "value"]
    assert paces["label"].tolist() == ["reports", "cases"]
    assert paces["low"].tolist() == near([10, 6])
    assert paces["high"].tolist() == near([12, 6])
    assert pd.isna(paces["value"][0])
    assert paces["value"][1] == near(6)


# --- sums over years

GDP = table(
    "iso3 year vintage gdp_usd",
    ("ECU", 2019, "new", 1000.0),
    ("ECU", 2020, "new", 100.0),
    ("ECU", 2021, "new", 300.0),
    ("ECU", 2022, "new", 5000.0),
    ("ECU", 2020, "old", 7.0),
    ("PER", 2020, "new", 9.0),
)


def test_a_sum_over_years_takes_the_first_and_the_last_of_one_country_and_release():
    assert laundering.over_years(GDP, "gdp_usd", "ECU", 2020, 2021, "new") == 100 + 300
    assert laundering.over_years(GDP, "gdp_usd", "ECU", 2020, 2020, "old") == 7
    # Without a release named, all rows count, so that each year may have but one.
    assert laundering.over_years(GDP, "gdp_usd", "PER", 2020, 2020) == 9
    assert laundering.over_years(GDP, "gdp_usd", "ECU", 2021, 2022) == 300 + 5000


def test_a_sum_over_years_refuses_a_year_with_two_values_or_with_none():
    with pytest.raises(ValueError, match="ECU 2020-2021: 3 values of gdp_usd for 2 years"):
        laundering.over_years(GDP, "gdp_usd", "ECU", 2020, 2021)
    with pytest.raises(ValueError, match="ECU 2021-2023: 2 values of gdp_usd for 3 years"):
        laundering.over_years(GDP, "gdp_usd", "ECU", 2021, 2023, "new")
    with pytest.raises(ValueError, match="COL 2020-2020: 0 values of gdp_usd for 1 years"):
        laundering.over_years(GDP, "gdp_usd", "COL", 2020, 2020, "new")


def product_shares(*rows):
    columns = "estimate iso3 year_start year_end low_usd high_usd low_pct high_pct source"
    return laundering.product_shares(table(columns, *rows), GDP, "new")


NONE = math.nan


def test_dollars_are_divided_by_the_mean_product_of_their_years():
    shares = product_shares(
        ("range", "ECU", 2020, 2021, 10.0, 30.0, NONE, NONE, "s1"),
        ("point", "ECU", 2020, 2020, 5.0, 5.0, NONE, NONE, "s2"),
    )

    assert shares.columns.tolist() == ["label", "low", "high", "source", "value"]
    assert shares["label"].tolist() == ["range", "point"]
    # The mean of 100 and 300 is 200.
    assert shares["low"].tolist() == near([10 / 200, 5 / 100])
    assert shares["high"].tolist() == near([30 / 200, 5 / 100])
    assert pd.isna(shares["value"][0])
    assert shares["value"][1] == near(5 / 100)
    assert shares["source"].tolist() == ["s1", "s2"]


def test_one_sum_for_two_years_is_read_as_a_yearly_mean_and_as_a_total():
    shares = product_shares(("sum", "ECU", 2020, 2021, 20.0, 20.0, NONE, NONE, "s"))

    assert shares["label"].tolist() == ["sum_mean", "sum_total"]
    assert shares["value"].tolist() == near([20 / 200, 20 / 2 / 200])
    assert shares["low"].tolist() == shares["high"].tolist() == shares["value"].tolist()


def test_a_share_stated_in_percent_needs_no_dollars():
    shares = product_shares(("percent", "ECU", 2020, 2020, NONE, NONE, 2.0, 5.0, "s"))

    assert values(shares[["label", "low", "high"]]) == [("percent", near(0.02), near(0.05))]


def test_an_amount_of_which_only_the_least_is_stated_has_it_as_its_value():
    shares = product_shares(("least", "ECU", 2020, 2020, 4.0, NONE, NONE, NONE, "s"))

    assert shares["value"][0] == near(4 / 100)
    assert pd.isna(shares["high"][0])


# --- dollars laundered in a year

RANGES = {
    "residual": 3e9,
    "crime": (0.4, 1.0),
    "generic": (0.02, 0.05),
    "products": (100e9, 120e9),
    "tonnes": (200.0, 800.0),
    "per_gram": (1.0, 4.0),
    "drugs": (0.3, 0.7),
}
POINTS = {
    "residual": 3e9,
    "crime": (0.5, 0.5),
    "generic": (0.02, 0.02),
    "products": (100e9,),
    "tonnes": (300.0, 300.0),
    "per_gram": (2.0, 2.0),
    "drugs": (0.4, 0.4),
}


def test_inputs_without_a_range_give_each_method_its_one_amount():
    _, draws = laundering.laundered(**POINTS, draws=50)

    assert draws["method_residual"].to_numpy() == near(np.full(50, 3e9 * 0.5))
    assert draws["method_generic"].to_numpy() == near(np.full(50, 0.02 * 100e9))
    # 300 tonnes of a million grams at two dollars are the four tenths that drugs make of the whole.
    assert draws["method_cocaine"].to_numpy() == near(np.full(50, 300 * 1e6 * 2 / 0.4))


@pytest.mark.parametrize(
    ("weights", "amount_usd"),
    [
        ((1, 0, 0), 3e9 * 0.5),
        ((0, 1, 0), 0.02 * 100e9),
        ((0, 0, 5), 300 * 1e6 * 2 / 0.4),
    ],
)
def test_a_method_with_all_the_weight_is_the_result(weights, amount_usd):
    result, draws = laundering.laundered(**POINTS, weights=weights, draws=50)

    assert triple(result) == near((amount_usd, amount_usd, amount_usd))
    assert (draws["method"] == weights.index(max(weights))).all()
    assert (result.kind, result.level) == ("scenario", 0.9)
    assert result.method == "Monte Carlo, methods and ranges"


def test_factors_are_drawn_evenly_in_logs_and_fractions_evenly():
    result, draws = laundering.laundered(**RANGES, weights=(1, 0, 3), draws=500, seed=7, level=0.8)

    rng = np.random.default_rng(7)
    generic = np.exp(rng.uniform(math.log(0.02), math.log(0.05), 500))
    tonnes = np.exp(rng.uniform(math.log(200), math.log(800), 500))
    per_gram = np.exp(rng.uniform(math.log(1), math.log(4), 500))
    crime = rng.uniform(0.4, 1.0, 500)
    drugs = rng.uniform(0.3, 0.7, 500)
    product = rng.choice([100e9, 120e9], 500)
    method = rng.choice(3, 500, p=[1 / 4, 0, 3 / 4])
    residual_usd = 3e9 * crime
    generic_usd = generic * product
    cocaine_usd = tonnes * 1e6 * per_gram / drugs
    usd = np.where(method == 0, residual_usd, cocaine_usd)
    expected = {
        "driver_residual": crime,
        "driver_generic": generic,
        "driver_product": product,
        "driver_tonnes": tonnes,
        "driver_price": per_gram,
        "driver_drug_share": drugs,
        "method": method,
        "usd": usd,
        "method_residual": residual_usd,
        "method_generic": generic_usd,
        "method_cocaine": cocaine_usd,
    }
    assert draws.columns.tolist() == list(expected)
    for name, column in expected.items():
        assert draws[name].to_numpy() == near(column), name
    assert triple(result) == near(tuple(np.quantile(usd, [0.1, 0.5, 0.9])))


def test_unless_asked_the_methods_weigh_the_same_in_twenty_thousand_draws():
    result, draws = laundering.laundered(**POINTS)

    rng = np.random.default_rng(1)
    for _ in range(5):
        rng.uniform(size=20_000)
    rng.choice([1.0], 20_000)
    assert draws["method"].tolist() == rng.choice(3, 20_000, p=[1 / 3, 1 / 3, 1 / 3]).tolist()
    assert result.level == 0.9


@pytest.mark.parametrize("name", ["crime", "generic", "tonnes", "per_gram", "drugs"])
@pytest.mark.parametrize("ends", [(0.6, 0.5), (0.0, 0.5), (-0.1, 0.5)])
def test_a_range_that_falls_or_does_not_begin_above_zero_is_refused(name, ends):
    refusal = f"{ends[0]} to {ends[1]} is not a range of positive numbers"

    with pytest.raises(ValueError, match=refusal):
        laundering.laundered(**{**POINTS, name: ends}, draws=10)


# --- Monte Carlo error


def test_the_error_of_a_quantile_is_half_the_distance_of_the_order_statistics_around_it():
    hundred = np.arange(100.0)  # its quantile q is 99 q

    # Median: sqrt(0.5 * 0.5 / 100) = 0.05, so half the way from the quantile 0.45 to 0.55.
    assert laundering.quantile_error(hundred) == near(99 * 0.10 / 2)
    # Nine tenths: sqrt(0.9 * 0.1 / 100) = 0.03.
    assert laundering.quantile_error(hundred, 0.9) == near(99 * 0.06 / 2)


def test_the_error_of_a_quantile_does_not_look_beyond_the_sample():
    four = np.array([0.0, 1.0, 2.0, 3.0])  # its quantile q is 3 q

    # sqrt(0.9 * 0.1 / 4) = 0.15: from 0.75 to 1.05, which ends at 1; and its mirror image.
    assert laundering.quantile_error(four, 0.9) == near(3 * (1 - 0.75) / 2)
    assert laundering.quantile_error(four, 0.1) == near(3 * (0.25 - 0) / 2)


# --- what moves the result

E2 = math.exp(2)


def draws_of_two_sizes():
    """Ten draws of one dollar, then ten of e^2. Their logs have the mean 1 and the variance 1."""
    return pd.DataFrame(
        {
            "driver_idle": [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
            "driver_x": range(20),
            "driver_turned": range(20, 0, -1),
            "method_residual": range(20),  # not a driver
            "method": [1] * 5 + [0] * 10 + [2] * 5,
            "usd": [1.0] * 10 + [E2] * 10,
        }
    )


def test_a_tornado_has_the_mean_of_the_lowest_and_the_highest_tenth_of_each_driver():
    bars = laundering.tornado(draws_of_two_sizes())

    assert bars.columns.tolist() == ["label", "value", "low", "high", "explained"]
    # The widest first; of bars as wide as each other, the methods, then the order of the columns.
    assert bars["label"].tolist() == ["driver_method", "driver_x", "driver_turned", "driver_idle"]
    assert bars.index.tolist() == [0, 1, 2, 3]
    assert bars["value"].isna().all()
    # Each tenth of the idle driver holds one draw of either size.
    assert bars["low"].tolist() == near([1, 1, 1, (1 + E2) / 2])
    assert bars["high"].tolist() == near([E2, E2, E2, (1 + E2) / 2])


def test_a_driver_explains_the_part_of_the_variance_that_lies_between_its_tenths():
    explained = laundering.tornado(draws_of_two_sizes()).set_index("label")["explained"]

    # Methods: five draws with the mean log 0, ten with 1, five with 2, around 1.
    assert explained["driver_method"] == near((5 * 1 + 10 * 0 + 5 * 1) / 20 / 1)
    assert explained["driver_x"] == near(1)
    assert explained["driver_turned"] == near(1)
    assert explained["driver_idle"] == pytest.approx(0, abs=1e-12)


def test_a_method_is_a_group_of_its_own_however_seldom_it_is_drawn():
    # One draw in forty each: both lie in the lowest tenth of the methods' numbers.
    draws = pd.DataFrame({"method": [0, 1] + [2] * 38, "usd": [1.0, 9.0] + [3.0] * 38})

    bars = laundering.tornado(draws)

    assert values(bars[["label", "low", "high"]]) == [("driver_method", near(1), near(9))]
    assert bars["explained"][0] == near(1)


def test_a_tenth_of_twenty_draws_holds_two():
    usd = np.arange(1.0, 21.0)
    draws = pd.DataFrame({"driver_x": usd * 100, "method": 0, "usd": usd})

    bars = laundering.tornado(draws).set_index("label")

    assert bars.loc["driver_x", ["low", "high"]].tolist() == near([(1 + 2) / 2, (19 + 20) / 2])
    mean = sum(math.log(x) for x in usd) / 20
    pairs = [(math.log(x) + math.log(x + 1)) / 2 for x in usd[::2]]
    between = sum((pair - mean) ** 2 for pair in pairs) / 10
    whole = sum((math.log(x) - mean) ** 2 for x in usd) / 20
    assert bars.loc["driver_x", "explained"] == near(between / whole)
    assert bars.loc["driver_method", ["low", "high"]].tolist() == near([10.5, 10.5])


def test_draws_of_the_same_value_fall_into_the_same_tenth():
    draws = pd.DataFrame(
        {
            "driver_coin": [0] * 10 + [1] * 10,  # ranks 5.5 and 15.5 of 20: third and eighth tenth
            "method": 0,
            "usd": [2.0] * 10 + [6.0] * 10,
        }
    )

    bars = laundering.tornado(draws)

    assert values(bars[["label", "low", "high"]])[0] == ("driver_coin", near(2), near(6))


# --- tonnes, months of prison


def test_the_needed_tonnes_are_the_drug_part_of_the_amount_over_dollars_a_tonne():
    tonnes = laundering.needed_tonnes(3.6e9, 2.0, (0.3, 0.7))

    # A tonne of a million grams at two dollars brings two million.
    assert triple(tonnes)[::2] == near((3.6e9 * 0.3 / 2e6, 3.6e9 * 0.7 / 2e6))
    assert (tonnes.value, tonnes.kind) == (None, "identification")
    assert tonnes.method == "amount over dollars a gram"


def test_the_months_to_expect_run_from_the_lowest_share_and_term_to_the_highest():
    months = laundering.expected_months([0.02, 0.01, 0.05], (2, 5))

    assert triple(months)[::2] == near((0.01 * 2 * 12, 0.05 * 5 * 12))
    assert (months.value, months.kind) == (None, "structural")
    assert months.method == "rival shares times sentences"


# --- ratio of two rates


def test_yearly_counts_that_vary_more_than_chance_widen_the_ratio():
    ratio = laundering.conviction_ratio((30, 10), (2.0, 1.0), yearly=[[10, 20]])

    # Around their mean of 15: (25 + 25) / 15, on one degree of freedom. Then t is tan(pi * 0.475).
    dispersion = 50 / 15
    t = math.tan(math.pi * 0.475)
    half = t * math.sqrt(dispersion * (1 / 30 + 1 / 10))
    rate_ratio = (30 / 2) / (10 / 1)
    ends = rate_ratio * math.exp(-half), rate_ratio * math.exp(half)
    assert triple(ratio) == close((ends[0], rate_ratio, ends[1]))
    assert (ratio.kind, ratio.level) == ("sampling", 0.95)
    assert ratio.method == "log interval, overdispersed counts"


def test_both_lists_of_yearly_counts_say_how_far_they_vary():
    ratio = laundering.conviction_ratio((30, 12), (1.0, 1.0), level=0.8, yearly=[[10, 20], [4, 8]])

    # (25 + 25) / 15 and (4 + 4) / 6, on two degrees of freedom.
    # There the quantile p of t is (2p - 1) / sqrt(2p (1 - p)); here p is 0.9.
    dispersion = (50 / 15 + 8 / 6) / 2
    t = (2 * 0.9 - 1) / math.sqrt(2 * 0.9 * 0.1)
    half = t * math.sqrt(dispersion * (1 / 30 + 1 / 12))
    assert triple(ratio) == close((2.5 * math.exp(-half), 2.5, 2.5 * math.exp(half)))


@pytest.mark.parametrize(
    "yearly",
    [
        [],
        [[9]],  # one year says nothing of how years vary
        [[5, 5]],
        [[1, 3]],  # (1 + 1) / 2 = 1: as much as chance alone
    ],
)
def test_yearly_counts_that_vary_no_more_than_chance_leave_the_exact_interval(yearly):
    ratio = laundering.conviction_ratio((0, 1), (2.0, 1.0), yearly=yearly)

    assert (ratio.value, ratio.low) == (0, 0)
    # The one event was in the second place: the highest chance p of the first has 1 - p = 2.5%.
    # The ratio is its odds, over twice the time.
    assert ratio.high == close((1 - TAIL) / TAIL / 2)
    assert ratio.method == "exact conditional Poisson interval"


def test_twice_the_dispersion_of_chance_is_more_than_chance():
    ratio = laundering.conviction_ratio((8, 8), (1.0, 1.0), yearly=[[2, 6]])  # (4 + 4) / 4 = 2

    half = math.tan(math.pi * 0.475) * math.sqrt(2 * (1 / 8 + 1 / 8))
    assert triple(ratio) == close((math.exp(-half), 1, math.exp(half)))


# --- recorded offences

OFFENCES = table(
    "iso3 year rate_per_100k",
    ("LOW", 2020, 0.1),
    ("MID", 2022, 8.0),  # rows of a country need not stand in the order of its years
    ("MID", 2020, 1.0),
    ("MID", 2021, 2.0),
    ("TOP", 2020, 12.0),
    ("TOP", 2021, 6.0),
    ("TOP", 2022, 3.0),
    ("TOP", 2023, 0.0),
    ("NIL", 2020, 0.0),
)


def test_each_country_has_the_median_lowest_and_highest_of_its_rates_above_zero():
    spread = laundering.spread(OFFENCES)

    columns = ["label", "value", "low", "high", "to_median", "jump", "outlier"]
    assert spread.columns.tolist() == columns
    assert values(spread[["label", "value", "low", "high"]]) == [
        ("TOP", 6, 3, 12),
        ("MID", 2, 1, 8),
        ("LOW", 0.1, 0.1, 0.1),
    ]
    # The middle one of the three medians is 2.
    assert spread["to_median"].tolist() == near([6 / 2, 2 / 2, 0.1 / 2])


def test_the_largest_jump_is_a_factor_between_years_that_follow_up_or_down():
    jump = laundering.spread(OFFENCES).set_index("label")["jump"]

    assert jump["MID"] == near(8 / 2)
    assert jump["TOP"] == near(12 / 6)
    assert jump["LOW"] == 1  # one year, no jump


def test_an_outlier_is_beyond_the_factor_not_at_it_on_either_side():
    outlier = laundering.spread(OFFENCES).set_index("label")["outlier"]
    stricter = laundering.spread(OFFENCES, ratio=2.9).set_index("label")["outlier"]

    assert outlier.to_dict() == {"TOP": False, "MID": False, "LOW": True}
    assert stricter.to_dict() == {"TOP": True, "MID": False, "LOW": True}


def test_unless_asked_an_outlier_is_more_than_three_times_the_median():
    rates = table("iso3 year rate_per_100k", ("A", 2020, 1.0), ("B", 2020, 2.0), ("C", 2020, 6.2))

    outlier = laundering.spread(rates).set_index("label")["outlier"]

    assert outlier.to_dict() == {"A": False, "B": False, "C": True}  # 6.2 / 2 = 3.1


# --- ratings

RATED = table(
    "iso3 outcome rating",
    ("ECU", "io7", "ME"),
    ("AAA", "io7", "LE"),
    ("BBB", "io7", "SE"),
    ("CCC", "io7", "HE"),
    ("DDD", "io7", "HE"),
    ("ECU", "io6", "SE"),
    ("AAA", "io6", "SE"),
    ("BBB", "io6", "SE"),
    ("CCC", "io6", "ME"),
)


def test_a_standing_counts_the_other_countries_below_beside_and_above():
    standing = laundering.standing(RATED, "ECU")

    assert standing.columns.tolist() == ["outcome", "below", "equal", "above"]
    # Outcomes in the order of the table. A country that is not rated on one is not counted in it.
    assert values(standing) == [("io7", 1, 0, 3), ("io6", 1, 2, 0)]


# --- ratings and outcomes


def better_rated_is_higher(ratings, outcome, countries):
    """Part of the pairs rated apart whose better rated country is higher; a tie is half."""
    points = []
    for one, other in combinations(countries, 2):
        if ratings[one] != ratings[other]:
            better, worse = (one, other) if ratings[one] > ratings[other] else (other, one)
            gap = outcome[better] - outcome[worse]
            points.append(1 if gap > 0 else 0.5 if gap == 0 else 0)
    return sum(points) / len(points) if points else None


def bootstrap(ratings, outcome, draws, seed):
    """The same for countries drawn with replacement, where any two of them are rated apart."""
    size = len(ratings)
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), draws)
    parts = [better_rated_is_higher(ratings, outcome, np.repeat(range(size), row)) for row in times]
    return [part for part in parts if part is not None]


STEPS = [0, 0, 1, 2]


def test_concordance_is_the_part_of_pairs_rated_apart_that_go_the_same_way():
    # Five pairs are rated apart; only the second and third country (rated 0 and 1, with 3 and 2) go
    # against each other.
    assert laundering.concordance(STEPS, [1, 3, 2, 4], draws=20).value == near(4 / 5)
    # With 2 for both they are tied, which is half.
    assert laundering.concordance(STEPS, [1, 2, 2, 4], draws=20).value == near(4.5 / 5)


def test_the_range_of_a_concordance_comes_from_countries_drawn_again():
    outcome = [1, 3, 2, 4]

    estimate = laundering.concordance(STEPS, outcome, level=0.8, draws=300, seed=5)

    drawn = bootstrap(STEPS, outcome, 300, 5)
    assert 200 < len(drawn) < 300  # some draws have no pair rated apart, and say nothing
    assert triple(estimate) == near((np.quantile(drawn, 0.1), 4 / 5, np.quantile(drawn, 0.9)))
    assert (estimate.kind, estimate.level) == ("sampling", 0.8)
    assert estimate.method == "bootstrap over countries"


def test_unless_asked_a_concordance_has_a_range_of_95_percent_from_1999_draws():
    ratings = [0, 1, 2, 0, 1, 2, 1]
    outcome = [1, 3, 2, 5, 4, 9, 7]

    estimate = laundering.concordance(ratings, outcome)

    drawn = bootstrap(ratings, outcome, 1999, 1)
    assert (estimate.low, estimate.high) == near(tuple(np.quantile(drawn, [0.025, 0.975])))


@pytest.mark.parametrize(
    ("outcome", "point", "level"),
    [
        ([1, 3, 2, 4], 4 / 5, 0.02),
        ([4, 2, 3, 1], 1 / 5, 0.02),
    ],
)
def test_a_narrow_range_of_a_concordance_is_stretched_to_hold_its_value(outcome, point, level):
    estimate = laundering.concordance(STEPS, outcome, level=level, draws=300)

    drawn = bootstrap(STEPS, outcome, 300, 1)
    middle = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    assert not middle[0] <= point <= middle[1]
    assert triple(estimate) == near((min(middle[0], point), point, max(middle[1], point)))


def test_two_countries_rated_apart_are_wholly_concordant_or_wholly_not():
    # A draw with one of them twice says nothing; all others repeat the data.
    assert triple(laundering.concordance([0, 3], [5, 6], draws=50)) == (1, 1, 1)
    assert triple(laundering.concordance([0, 3], [6, 5], draws=50)) == (0, 0, 0)


def test_each_outcome_has_its_concordance_over_the_countries_that_are_measured():
    ratings = table(
        "iso3 outcome rating",
        ("A", "io7", "LE"),
        ("B", "io7", "LE"),
        ("C", "io7", "ME"),
        ("D", "io7", "SE"),
        ("X", "io7", "HE"),  # not measured
        ("A", "io6", "HE"),
        ("B", "io6", "SE"),
        ("C", "io6", "LE"),
        ("D", "io6", "ME"),
    )
    measured = pd.Series({"D": 4.0, "C": 2.0, "B": 3.0, "A": 1.0})

    chart = laundering.concordances(ratings, measured, level=0.8, seed=3)

    assert chart.columns.tolist() == ["label", "value", "low", "high", "estimate"]
    assert chart["label"].tolist() == ["io7", "io6"]
    # io6 is rated 3 2 0 1 where 1 3 2 4 are measured.
    # Of six pairs, only B and C, and C and D go the same way.
    assert chart["value"].tolist() == near([4 / 5, 2 / 6])
    drawn = bootstrap(STEPS, [1, 3, 2, 4], 1999, 3)
    assert (chart["low"][0], chart["high"][0]) == near(tuple(np.quantile(drawn, [0.1, 0.9])))
    assert triple(chart["estimate"][1]) == tuple(chart.loc[1, ["low", "value", "high"]])


def test_the_concordances_of_several_outcomes_are_of_95_percent_unless_asked():
    steps = ["LE", "LE", "ME", "SE"]
    ratings = pd.DataFrame({"iso3": [*"ABCD"], "outcome": "io7", "rating": steps})
    measured = pd.Series({"A": 1.0, "B": 3.0, "C": 2.0, "D": 4.0})

    estimate = laundering.concordances(ratings, measured)["estimate"][0]

    drawn = bootstrap(STEPS, [1, 3, 2, 4], 1999, 1)
    assert triple(estimate) == near((np.quantile(drawn, 0.025), 4 / 5, np.quantile(drawn, 0.975)))
    assert estimate.level == 0.95


# --- bands of penalties


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

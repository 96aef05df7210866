"""Other countries: worked by hand on tables of a few rows."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from lib import laundering

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


def test_countries_that_are_all_rated_alike_are_no_evidence():
    with pytest.raises(ValueError, match="no two countries are rated apart"):
        laundering.concordance([1, 1, 1], [0.2, 0.4, 0.6])


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


# --- neighbouring choices


def test_a_ratio_is_taken_to_every_span_of_at_least_two_years_before():
    yearly = pd.Series({2015: 10, 2016: 20, 2017: 60, 2020: 12, 2021: 18})

    ratios = laundering.ratio_over_baselines(yearly, (2020, 2021))

    # 15 over the means 15 (2015-16), 40 (2016-17) and 30 (2015-17)
    assert (ratios.low, ratios.value, ratios.high) == (15 / 40, None, 1.0)
    assert ratios.kind == "structural"


def test_a_single_year_before_can_be_a_span_too():
    yearly = pd.Series({2015: 10, 2016: 20, 2017: 60, 2020: 12, 2021: 18})

    ratios = laundering.ratio_over_baselines(yearly, (2020, 2021), shortest=1)

    # the year 2017 alone is above every mean, 2015 alone below
    assert (ratios.low, ratios.high) == (15 / 60, 15 / 10)


def test_leaving_one_country_out_gives_the_lowest_and_the_highest_chance():
    ratings = pd.Series({"A": 0, "B": 1, "C": 1, "X": 2})
    outcome = pd.Series({"A": 1.0, "B": 2.0, "C": 0.5})  # X has no outcome

    chances = laundering.leave_one_out(ratings, outcome)

    # A-B agrees, A-C does not: without B 0, without C 1; without A none is apart, which says nothing.
    assert (chances.low, chances.high) == (0.0, 1.0)

"""How much is laundered: worked by hand on tables of a few rows."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib import estimates, laundering

EXACT = {"rel": 1e-12}


def near(expected):
    return pytest.approx(expected, **EXACT)


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


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


def test_the_needed_tonnes_are_the_drug_part_of_the_amount_over_dollars_a_tonne():
    tonnes = laundering.needed_tonnes(3.6e9, 2.0, (0.3, 0.7))

    # A tonne of a million grams at two dollars brings two million.
    assert triple(tonnes)[::2] == near((3.6e9 * 0.3 / 2e6, 3.6e9 * 0.7 / 2e6))
    assert (tonnes.value, tonnes.kind) == (None, "identification")
    assert tonnes.method == "amount over dollars a gram"


# --- digits that the simulation bears, and neighbours


def test_a_range_is_told_in_steps_of_two_simulation_errors():
    sample = np.arange(1000.0)  # its quantile q is 999 q
    estimate = laundering.laundered(**POINTS, draws=50)[0]
    wide = replace(estimate, value=500.0, low=49.95, high=949.05)

    # sqrt(0.05 * 0.95 / 1000) = 0.00689: an error of 6.9, so that a step is 100, the first power of ten above 13.8.
    told = laundering.range_to_error(wide, sample)

    # The low end would be nought; its one digit is told.
    assert (told.low, told.value, told.high) == (50.0, None, 900.0)
    assert (told.kind, told.level) == ("scenario", 0.9)


def test_a_range_without_simulation_error_keeps_its_digits():
    estimate, draws = laundering.laundered(**POINTS, draws=50)

    told = laundering.range_to_error(replace(estimate, low=1.0, high=9e9), np.full(50, 3.0))

    assert (told.low, told.value, told.high) == (1.0, None, 9e9)
    assert draws["usd"].nunique() <= 3


def test_a_range_without_a_level_has_no_simulation_error():
    with pytest.raises(ValueError, match="two ends and a level"):
        laundering.range_to_error(estimates.bounds(1, 2), np.arange(9.0))


def test_ten_seeds_tell_the_same_range():
    """The digits that are published do not depend on the seed."""
    told = set()
    for seed in range(1, 11):
        estimate, draws = laundering.laundered(**RANGES, draws=100_000, seed=seed)
        span = laundering.range_to_error(estimate, draws["usd"].to_numpy())
        told.add((span.low, span.high))
    lows, highs = zip(*told, strict=True)

    assert max(lows) - min(lows) <= 1e8
    assert max(highs) - min(highs) <= 1e8


def test_without_a_method_the_others_weigh_as_they_did():
    inputs = {**POINTS, "draws": 400}

    without = laundering.without_each(inputs, (1, 1, 0))

    residual, generic, cocaine = 3e9 * 0.5, 0.02 * 100e9, 300 * 1e6 * 2 / 0.4
    assert list(without) == list(laundering.METHODS)
    assert without["method_residual"].ends == near((generic, generic))
    assert without["method_generic"].ends == near((residual, residual))
    assert without["method_cocaine"].low == near(cocaine)  # both are 1.5 thousand millions
    # Where no other weighs, the others weigh the same.
    alone = laundering.without_each(inputs, (0, 1, 0))
    assert alone["method_generic"].ends == near((residual, cocaine))


def test_a_neighbouring_range_moves_both_ends_by_a_factor_and_fractions_end_at_one():
    inputs = {**POINTS, "crime": (0.5, 0.9), "draws": 2000}

    moved = laundering.neighbours(inputs, (1, 0, 0)).set_index("label")

    assert moved.index.tolist()[0] == "driver_residual"
    # Wider: 0.4 to 1, not 1.125; the lowest and highest twentieth lie within. Narrower: 0.625 to 0.72.
    wider = moved.loc["driver_residual", "wider"]
    narrower = moved.loc["driver_residual", "narrower"]
    assert 3e9 * 0.4 < wider.low < narrower.low < narrower.high < wider.high <= 3e9
    assert narrower.low >= 3e9 * 0.62
    # An input that no method uses moves nothing.
    assert moved.loc["driver_tonnes", "wider"] == moved.loc["driver_tonnes", "narrower"]


def test_a_range_too_narrow_to_be_narrowed_becomes_its_middle():
    moved = laundering.neighbours({**POINTS, "draws": 50}, (1, 0, 0)).set_index("label")

    assert moved.loc["driver_residual", "narrower"].ends == near((3e9 * 0.5, 3e9 * 0.5))

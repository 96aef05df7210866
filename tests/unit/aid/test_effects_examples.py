"""Examples of `lib.aid.effects` on tables small enough to be computed by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from lib import aid
from lib.estimates import Estimate

EXACT = {"rel": 1e-12}

CLOSE = {"rel": 1e-9}  # where a projection or a sum of many floats stands between input and output


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def test_the_panel_sets_logs_of_homicide_beside_logs_of_aid_of_another_year():
    homicides = table(
        "iso3 year homicide_rate_per_100k",
        ("ECU", 2001, 10.0),
        ("ECU", 2002, 0.0),  # no log
        ("ECU", 2003, 0.5),
        ("ECU", 2004, 8.0),  # no aid two years before
        ("PER", 2001, 2.0),
    )
    given = table(
        "iso3 fiscal_year per_head_usd",
        ("ECU", 1999, 3.0),
        ("ECU", 2000, 4.0),
        ("ECU", 2001, -1.0),  # money taken back is not aid below none
        ("PER", 1999, 0.0),
    )
    panel = aid.panel(given, homicides, -2)
    y_ecuador, x_ecuador = math.log(10), math.log(1 + 3)
    assert list(panel.columns) == ["iso3", "year", "y", "x"]
    assert values(panel) == [
        ("ECU", 2001, pytest.approx(y_ecuador, **EXACT), pytest.approx(x_ecuador, **EXACT)),
        ("ECU", 2003, pytest.approx(math.log(0.5), **EXACT), 0.0),
        ("PER", 2001, pytest.approx(math.log(2), **EXACT), 0.0),
    ]


def panel_of(x, y, years):
    """A panel in which each country moves by its `x` and `y` a year, from a level of its own."""
    level = 3.0 * np.arange(len(x))
    parts = [
        pd.DataFrame(
            {
                "iso3": [f"C{i:02d}" for i in range(len(x))],
                "year": 2000 + year,
                "x": level + year * x,
                "y": year * y - level,
            }
        )
        for year in range(years)
    ]
    return pd.concat(parts, ignore_index=True)


def quantile_of_t2(probability):
    """Student's t with two degrees of freedom has a formula."""
    return (2 * probability - 1) / math.sqrt(2 * probability * (1 - probability))


def test_the_slope_within_three_countries_and_three_years():
    """What countries and years have in common leaves the steps, less their mean.

    Steps of x: 0, 2, 4, less their mean -2, 0, 2. Of y: 0, 3, 3, less their mean -2, 1, 1.
    Slope: (4 + 0 + 2) / (4 + 0 + 4) = 3/4. Left over: -2 + 3/2, 1, 1 - 3/2 = -1/2, 1, -1/2.
    The years lie at -1, 0 and 1 from their middle: sums over them are twice those of the steps.
    """
    panel = panel_of(np.array([0.0, 2.0, 4.0]), np.array([0.0, 3.0, 3.0]), years=3)
    fit = aid.within_effect(panel)

    squares = (4 + 0 + 4) * 2
    scores = (-2 * -0.5 * 2, 0 * 1 * 2, 2 * -0.5 * 2)
    # 9 rows; 6 parameters: the slope, 3 countries, and 2 years beside the first
    adjustment = 3 / (3 - 1) * (9 - 1) / (9 - 6)
    error = math.sqrt(adjustment * sum(score**2 for score in scores)) / squares

    reach = quantile_of_t2(0.975) * error
    assert triple(fit["effect"]) == pytest.approx((0.75 - reach, 0.75, 0.75 + reach), **CLOSE)
    assert fit["detectable"] == pytest.approx(reach + quantile_of_t2(0.8) * error, **CLOSE)
    assert (fit["rows"], fit["countries"]) == (9, 3)

    effect = fit["effect"]
    assert (effect.kind, effect.level, effect.method) == ("sampling", 0.95, "two-way fixed effects")

    narrow = aid.within_effect(panel, 0.5)["effect"]
    assert narrow.high - narrow.value == pytest.approx(quantile_of_t2(0.75) * error, **CLOSE)
    assert narrow.level == 0.5


def wild_bootstrap(x, y, draws, seed):
    """Share of draws whose t is as far from zero as ours, on the steps of the countries."""
    x, y = x - x.mean(), y - y.mean()

    def t_value(step):
        slope = x @ step / (x @ x)
        left_over = step - x * slope
        # but for a factor that is the same in every draw
        return slope / math.sqrt(((x * left_over) ** 2).sum())

    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(len(x), draws))
    drawn = np.abs([t_value(y * sign - (y * sign).mean()) for sign in signs.T])
    ours = abs(t_value(y))
    # a draw that turns all or none ties with ours, and the last bit would decide
    assert not np.isclose(drawn, ours, rtol=1e-9).any()
    return (drawn > ours).mean()


@pytest.mark.parametrize("sample", [1, 2, 3])
def test_the_wild_bootstrap_turns_the_sign_of_whole_countries(sample):
    rng = np.random.default_rng(sample)
    x = rng.normal(size=16)
    y = 0.2 * x + rng.normal(size=16)
    panel = panel_of(x, y, years=2)

    assert aid.within_effect(panel, draws=999)["p"] == wild_bootstrap(x, y, 999, 1)
    assert aid.within_effect(panel, draws=200, seed=5)["p"] == wild_bootstrap(x, y, 200, 5)


def test_a_slope_of_one_doubles_with_aid_and_a_slope_of_minus_one_halves():
    doubled = aid.percent_of_doubling(Estimate(1.0, -1.0, 2.0, "sampling", 0.9, "made up"))
    # 2^-1 - 1, 2^1 - 1, 2^2 - 1
    assert doubled == Estimate(1.0, -0.5, 3.0, "sampling", 0.9, "made up")


@pytest.mark.parametrize("seed", range(1, 6))
def test_draws_that_turn_all_countries_or_none_count_as_far_from_none_as_the_data(seed):
    """Their t is ours but for rounding, so of three countries about a quarter of the draws tie."""
    # Steps that lie almost on a line: with only some signs turned, none lie as close to one.
    x = np.array([0.0, 1.0, 5.0])
    y = np.array([0.1, 0.9, 5.2])
    fit = aid.within_effect(panel_of(x, y, years=3), draws=200, seed=seed)

    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(3, 200))
    alike = np.abs(signs.sum(axis=0)) == 3
    assert fit["p"] == alike.mean()


def test_each_country_is_left_out_in_turn():
    rng = np.random.default_rng(7)
    panel = panel_of(rng.normal(size=8), rng.normal(size=8), years=2)
    alone = aid.leave_one_out(panel, 0.9)
    assert alone["iso3"].tolist() == sorted(panel["iso3"].unique())

    first = alone.iloc[0]
    others = panel[panel["iso3"] != first["iso3"]]
    slope = aid.within_effect(others, 0.9, draws=9)["effect"]
    due = aid.percent_of_doubling(slope)
    assert (first["value"], first["low"], first["high"]) == due.numbers

"""How much is laundered: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import laundering, paths
from lib.publishing.pipeline.notebooks import read
from lib.publishing.pipeline.parameters import declared
from lib.tables import load

BASE = {
    "residual": 3.5e9,
    "crime": (0.4, 1.0),
    "generic": (0.02, 0.05),
    "products": (107e9, 106e9),
    "tonnes": (200.0, 800.0),
    "per_gram": (0.9, 4.2),
    "drugs": (0.3, 0.7),
}


@pytest.fixture(scope="module")
def base():
    return laundering.laundered(**BASE, draws=8000)


def test_one_sum_for_ten_years_has_two_readings_ten_times_apart():
    gdp = pd.DataFrame({"iso3": "ECU", "year": range(2007, 2017), "gdp_usd": 1e9})
    row = {"iso3": "ECU", "source": "x", "low_pct": np.nan, "high_pct": np.nan}
    table = pd.DataFrame(
        [
            {
                "estimate": "a",
                "year_start": 2007,
                "year_end": 2016,
                "low_usd": 2e7,
                "high_usd": 2e7,
                **row,
            },
            {
                "estimate": "b",
                "year_start": 2009,
                "year_end": 2010,
                "low_usd": 1e7,
                "high_usd": 3e7,
                **row,
            },
        ]
    )
    found = laundering.product_shares(table, gdp, "").set_index("label")
    assert found["value"].tolist() == pytest.approx([0.02, 0.002, np.nan], nan_ok=True)
    assert found.loc["b", ["low", "high"]].tolist() == pytest.approx([0.01, 0.03])


# --- Monte Carlo


def test_two_seeds_agree_within_their_monte_carlo_error():
    (first, one), (second, two) = (
        laundering.laundered(**BASE, seed=s, draws=20_000) for s in (1, 2)
    )
    for q, end in ((0.05, "low"), (0.5, "value"), (0.95, "high")):
        a, b = getattr(first, end), getattr(second, end)
        error = np.hypot(
            laundering.quantile_error(one["usd"], q), laundering.quantile_error(two["usd"], q)
        )
        assert a != b
        assert abs(a - b) < 4 * error


def test_monte_carlo_error_is_right_for_a_known_quantile():
    """Standard error of a normal median is 1.2533 over the root of n."""
    samples = np.random.default_rng(3).normal(size=(400, 1000))
    claimed = np.mean([laundering.quantile_error(s) for s in samples])
    assert claimed == pytest.approx(np.median(samples, axis=1).std(), rel=0.12)
    assert claimed == pytest.approx(1.2533 / np.sqrt(1000), rel=0.12)


def test_same_seed_gives_same_bytes(base):
    again = laundering.laundered(**BASE, draws=8000)
    assert again[0] == base[0]
    pd.testing.assert_frame_equal(again[1], base[1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("crime", (0.8, 1.0)),
        ("generic", (0.04, 0.05)),
        ("tonnes", (700.0, 800.0)),
        ("per_gram", (4.0, 4.2)),
        ("drugs", (0.3, 0.31)),
        ("residual", 5e9),
        ("products", (200e9,)),
        ("weights", (0.0, 1.0, 0.0)),
    ],
)
def test_every_input_moves_the_result(base, name, value):
    moved, _ = laundering.laundered(**{**BASE, name: value}, draws=8000)
    assert moved.value > base[0].value * 1.02


def test_one_method_alone_stays_in_its_range():
    only, draws = laundering.laundered(**BASE, weights=(1, 0, 0), draws=4000)
    assert (draws["method"] == 0).all()
    assert draws["usd"].min() >= 0.4 * 3.5e9
    assert draws["usd"].max() <= 3.5e9
    assert only.value == pytest.approx(0.7 * 3.5e9, rel=0.03)


def test_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not a range of positive numbers"):
        laundering.laundered(**{**BASE, "tonnes": (800.0, 200.0)})


def test_tornado_finds_the_driver_that_was_put_in():
    rng = np.random.default_rng(5)
    x, idle = rng.uniform(1, 10, 5000), rng.uniform(0, 1, 5000)
    draws = pd.DataFrame(
        {"driver_x": x, "driver_idle": idle, "method": rng.integers(0, 2, 5000), "usd": x}
    )
    found = laundering.tornado(draws).set_index("label")
    assert found.index[0] == "driver_x"
    assert found.loc["driver_x", "explained"] > 0.95
    assert found.loc["driver_idle", "explained"] < 0.01


def test_tornado_weighs_a_driver_by_the_method_that_uses_it():
    """A median would jump to where the first method piles up its draws; the mean moves by its third."""
    rng = np.random.default_rng(6)
    method, x = rng.integers(0, 3, 30_000), rng.uniform(1, 2, 30_000)
    usd = np.choose(method, [x, rng.uniform(0.1, 9, 30_000), rng.uniform(0.1, 9, 30_000)])
    found = laundering.tornado(
        pd.DataFrame({"driver_x": x, "method": method, "usd": usd})
    ).set_index("label")
    assert found.loc["driver_x", "high"] - found.loc["driver_x", "low"] == pytest.approx(
        0.9 / 3, abs=0.15
    )


@given(st.floats(1e8, 1e10), st.floats(0.1, 50), st.floats(0.05, 0.9))
def test_the_needed_tonnes_at_their_price_make_the_part_of_the_amount(amount, price, part):
    tonnes = laundering.needed_tonnes(amount, price, (part / 2, part))
    assert tonnes.high * laundering.GRAMS * price == pytest.approx(part * amount)
    assert tonnes.low == pytest.approx(tonnes.high / 2)


def test_a_missing_year_is_an_error_not_a_smaller_sum():
    table = pd.DataFrame({"iso3": ["ECU"] * 2, "year": [2017, 2019], "population": [1, 1]})
    with pytest.raises(ValueError, match="2 values of population for 3 years"):
        laundering.over_years(table, "population", "ECU", 2017, 2019)


# --- the notebook's ranges


def test_default_ranges_come_from_the_tables():
    """Defaults are literals in the notebook; where they restate a table, they must not drift from it."""
    notebook = read(paths.NOTEBOOKS / "02-money-laundering.ipynb")
    default = {name: p.default for name, p in declared(notebook, "02").items()}
    world = load("laundering/world_shares").set_index("measure").loc["world_imf_range"]
    assert (default["generic_low"] * 100, default["generic_high"] * 100) == (
        world["low_pct"],
        world["high_pct"],
    )
    passing = load("cocaine/transit_estimates").query("measure == 'transit_t'")["value"]
    assert (default["tonnes_low"], default["tonnes_high"]) == (passing.min(), passing.max())
    prices = (
        load("cocaine/wholesale_prices")
        .query("year == 2021 and level == 'wholesale'")
        .set_index("iso3")
    )
    assert default["returned_low"] == pytest.approx(
        prices["price_usd_g"]["ECU"] - prices["price_usd_g"]["COL"]
    )
    europe = load("cocaine/price_averages").query(
        "area == 'western_europe' and level == 'wholesale' and year == 2021"
    )
    assert default["returned_high"] == pytest.approx(europe["price_usd_g"].iloc[0] / 10, abs=0.005)
    band = load("laundering/penalty_bands").set_index("band").loc["band_no_association"]
    assert (default["sentence_low"], default["sentence_high"]) == (
        band["min_years"],
        band["max_years"],
    )

"""Constant prices and exchange: what must hold for every amount, and what must raise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import money
from lib.tables import load

YEARS = range(2000, 2011)
levels = st.lists(st.floats(0.1, 1e3), min_size=len(YEARS), max_size=len(YEARS))
amounts = st.floats(-1e12, 1e12)
years = st.sampled_from(YEARS)


def made(values, basis="fiscal"):
    return money.Prices("test prices", basis, dict(zip(YEARS, values, strict=True)))


@given(levels, amounts, years, years)
def test_constant_and_back_is_the_same_amount(values, amount, year, base):
    there = money.constant(amount, year, prices=made(values), base=base, basis="fiscal")
    back = money.current(there, year, prices=made(values), base=base, basis="fiscal")
    assert back == pytest.approx(amount, rel=1e-9, abs=1e-9)


@given(levels, st.floats(1, 1e9), years, st.floats(1.01, 10))
def test_dearer_base_year_means_more_dollars(values, amount, base, rise):
    year = 2000 if base != 2000 else 2001
    dearer = dict(zip(YEARS, values, strict=True)) | {base: values[base - 2000] * rise}
    before = money.constant(amount, year, prices=made(values), base=base, basis="fiscal")
    after = money.constant(amount, year, prices=made(dearer.values()), base=base, basis="fiscal")
    assert after > before


@given(levels, amounts, years)
def test_amount_of_the_base_year_is_unchanged(values, amount, base):
    assert money.constant(
        amount, base, prices=made(values), base=base, basis="fiscal"
    ) == pytest.approx(amount)


@given(levels, years, years, years)
def test_factors_chain(values, first, second, third):
    prices = made(values)
    through = prices.factor(first, second, "fiscal") * prices.factor(second, third, "fiscal")
    assert through == pytest.approx(prices.factor(first, third, "fiscal"))


@pytest.mark.parametrize(("prices", "amounts_in"), [("fiscal", "calendar"), ("calendar", "fiscal")])
def test_fiscal_and_calendar_years_never_mix(prices, amounts_in):
    with pytest.raises(ValueError, match="do not mix"):
        money.constant(1.0, 2000, prices=made([1.0] * 11, prices), base=2001, basis=amounts_in)


def test_year_without_prices_raises_and_says_what_there_is():
    with pytest.raises(ValueError, match="2000 to 2010"):
        made([1.0] * 11).factor([1999, 2000], 2001, "fiscal")


@pytest.mark.parametrize("bad", [{}, {2000: 0.0}, {2000: -1.0}, {2000: float("nan")}])
def test_prices_must_be_positive(bad):
    with pytest.raises(ValueError, match=r"not positive|no levels"):
        money.Prices("bad", "fiscal", bad)


def test_unknown_kind_of_year_raises():
    with pytest.raises(ValueError, match="calendar, fiscal"):
        money.Prices("bad", "school", {2000: 1.0})


def test_index_keeps_the_two_kinds_of_year_apart():
    table = load("common/us_prices")
    fiscal, calendar = (
        money.from_index(table, basis, "consumer prices") for basis in ("fiscal", "calendar")
    )
    assert fiscal.level[2024] != calendar.level[2024]


def test_multipliers_reproduce_published_constant_dollars():
    table = pd.DataFrame({"series": "x", "fiscal_year": [2000, 2001], "multiplier": [2.0, 1.0]})
    prices = money.from_multipliers(table, "x", "x")
    moved = money.constant([10.0, 10.0], [2000, 2001], prices=prices, base=2001, basis="fiscal")
    assert np.allclose(moved, [20.0, 10.0])


def test_exchange_needs_a_rate_of_that_year():
    rates = pd.DataFrame({"year": [2024], "usd_per_eur": [1.25]})
    assert money.to_dollars(4, 2024, rates) == 5
    with pytest.raises(ValueError, match="no exchange rate for 2023"):
        money.to_dollars(4, 2023, rates)

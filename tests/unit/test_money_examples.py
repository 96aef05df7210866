"""Constant prices and exchange: examples small enough to be computed by hand."""

import numpy as np
import pandas as pd
import pytest

from lib import money
from lib.errors import NotebookError

EXACT = {"rel": 1e-12}

# Prices double from 2000 to 2001, and rise by a quarter from 2001 to 2002.
FISCAL = money.Prices("made-up prices", "fiscal", {2000: 40.0, 2001: 80.0, 2002: 100.0})


# --- a price level


def test_a_price_level_keeps_its_years_whole_and_its_levels_as_floats():
    prices = money.Prices("made-up prices", "calendar", {np.int64(2000): np.int64(3)})
    assert dict(prices.level) == {2000: 3.0}
    assert [type(year) for year in prices.level] == [int]
    assert [type(level) for level in prices.level.values()] == [float]


def test_a_price_level_cannot_be_changed_afterwards():
    given = {2000: 1.0}
    prices = money.Prices("made-up prices", "fiscal", given)
    given[2000] = 5.0
    assert prices.level[2000] == 1.0
    with pytest.raises(TypeError):
        prices.level[2000] = 5.0


@pytest.mark.parametrize("basis", ["calendar", "fiscal"])
def test_years_are_calendar_or_fiscal(basis):
    assert money.Prices("made-up prices", basis, {2000: 1.0}).basis == basis


@pytest.mark.parametrize("level", [0.0, -1.0, float("nan"), float("inf")])
def test_a_level_that_is_no_positive_number_is_named_by_its_year(level):
    with pytest.raises(ValueError, match=r"levels of \[2001\] are not positive"):
        money.Prices("made-up prices", "fiscal", {2000: 1.0, 2001: level})


def test_prices_without_a_year_are_refused_as_such():
    with pytest.raises(ValueError, match="made-up prices: no levels"):
        money.Prices("made-up prices", "fiscal", {})


# --- the factor between two years


def test_the_factor_is_the_level_of_the_base_over_the_level_of_the_year():
    factors = FISCAL.factor([2000, 2001, 2002], 2002, "fiscal")
    # 100 / 40, 100 / 80, 100 / 100
    assert factors.tolist() == pytest.approx([2.5, 1.25, 1.0], **EXACT)


def test_factors_keep_the_order_of_their_years_and_may_repeat():
    factors = FISCAL.factor([2001, 2000, 2001], 2000, "fiscal")
    # 40 / 80, 40 / 40, 40 / 80
    assert factors.tolist() == pytest.approx([0.5, 1.0, 0.5], **EXACT)


def test_one_year_gives_one_number_and_a_list_of_one_year_a_list():
    alone = FISCAL.factor(2000, 2001, "fiscal")
    listed = FISCAL.factor([2000], 2001, "fiscal")
    assert np.ndim(alone) == 0
    assert alone == pytest.approx(80 / 40, **EXACT)
    assert np.shape(listed) == (1,)
    assert listed[0] == pytest.approx(80 / 40, **EXACT)


def test_a_year_without_a_level_is_named_and_so_is_what_there_is():
    with pytest.raises(ValueError, match=r"no price level for \[1999\]; it covers 2000 to 2002"):
        FISCAL.factor([1999, 2000], 2001, "fiscal")


def test_a_base_year_without_a_level_is_named_too():
    with pytest.raises(ValueError, match=r"no price level for \[2003\]"):
        FISCAL.factor([2000], 2003, "fiscal")


def test_of_many_years_without_a_level_the_first_five_are_named():
    with pytest.raises(ValueError, match=r"\[1990, 1991, 1992, 1993, 1994\];"):
        FISCAL.factor(range(1990, 1999), 2000, "fiscal")


# --- where prices come from


def test_an_index_gives_the_rows_of_its_kind_of_year():
    table = pd.DataFrame(
        {
            "year": [2000, 2000, 2001, 2001],
            "basis": ["calendar", "fiscal", "calendar", "fiscal"],
            "index": [50.0, 48.0, 60.0, 54.0],
        }
    )
    calendar = money.from_index(table, "calendar", "consumer prices")
    fiscal = money.from_index(table, "fiscal", "consumer prices")

    assert dict(calendar.level) == {2000: 50.0, 2001: 60.0}
    assert dict(fiscal.level) == {2000: 48.0, 2001: 54.0}
    assert (fiscal.name, fiscal.basis) == ("consumer prices", "fiscal")


def test_a_multiplier_of_two_is_a_level_of_a_half():
    table = pd.DataFrame(
        {
            "series": ["ours", "ours", "other"],
            "fiscal_year": [2000, 2001, 2000],
            "multiplier": [2.0, 1.25, 9.0],
        }
    )
    prices = money.from_multipliers(table, "ours", "published multipliers")

    assert dict(prices.level) == pytest.approx({2000: 1 / 2, 2001: 1 / 1.25}, **EXACT)
    assert (prices.name, prices.basis) == ("published multipliers", "fiscal")


# --- amounts


def test_constant_dollars_are_amounts_times_their_factor():
    amounts = money.constant([10, 20], [2000, 2001], prices=FISCAL, base=2002, basis="fiscal")
    assert amounts.tolist() == pytest.approx([10 * 100 / 40, 20 * 100 / 80], **EXACT)


def test_current_dollars_are_amounts_over_their_factor():
    amounts = money.current([25, 25], [2000, 2001], prices=FISCAL, base=2002, basis="fiscal")
    assert amounts.tolist() == pytest.approx([25 * 40 / 100, 25 * 80 / 100], **EXACT)


def test_one_amount_in_one_year_stays_one_amount():
    there = money.constant(10, 2000, prices=FISCAL, base=2002, basis="fiscal")
    assert np.ndim(there) == 0
    assert there == pytest.approx(10 * 100 / 40, **EXACT)

    back = money.current(25, 2000, prices=FISCAL, base=2002, basis="fiscal")
    assert np.ndim(back) == 0
    assert back == pytest.approx(25 * 40 / 100, **EXACT)


def test_euros_become_dollars_at_the_rate_of_their_own_year():
    rates = pd.DataFrame({"year": [2022, 2023], "usd_per_eur": [1.05, 1.1]})
    assert money.to_dollars(200, 2022, rates) == pytest.approx(200 * 1.05, **EXACT)
    assert money.to_dollars(200, 2023, rates) == pytest.approx(200 * 1.1, **EXACT)


def test_a_year_without_a_rate_is_named_and_so_is_what_there_is():
    rates = pd.DataFrame({"year": [2021, 2022, 2023], "usd_per_eur": [1.2, 1.05, 1.1]})
    with pytest.raises(ValueError, match="no exchange rate for 2024; known: 2021 to 2023"):
        money.to_dollars(200, 2024, rates)


PRICES_OF_DOLLARS = money.Prices("index", "calendar", {2008: 200.0, 2024: 300.0})


def test_dollars_of_two_years_never_mix():
    package, cost = money.Dollars(900.0, 2024), money.Dollars(3.0, 2008)
    for mix in (
        lambda: package / cost,
        lambda: package + cost,
        lambda: package - cost,
        lambda: package > cost,
        lambda: cost < package,
        lambda: money.amounts(package, cost),
    ):
        with pytest.raises(
            NotebookError, match=r"dollars of calendar 20\d\d meet dollars"
        ) as error:
            mix()
        assert "\n" not in str(error.value)


def test_dollars_of_a_fiscal_year_never_meet_those_of_the_calendar_year():
    with pytest.raises(NotebookError, match="fiscal 2024 meet dollars of calendar 2024"):
        money.Dollars(1.0, 2024, "fiscal") / money.Dollars(1.0, 2024)
    with pytest.raises(ValueError, match="do not mix"):
        money.Dollars(1.0, 2024, "fiscal").of(2008, PRICES_OF_DOLLARS)


def test_a_number_without_a_year_is_no_sum_of_money():
    with pytest.raises(NotebookError, match="does not say of which year"):
        money.amounts(money.Dollars(1.0, 2024), 2.0)
    with pytest.raises(ValueError, match="no sum of money"):
        money.Dollars(float("nan"), 2024)
    with pytest.raises(ValueError, match="unknown kind of year 'school'"):
        money.Dollars(1.0, 2024, "school")


def test_dollars_of_one_year_count_as_numbers_do():
    package = money.Dollars(900.0, 2024)
    cost = money.Dollars(3.0, 2008).of(2024, PRICES_OF_DOLLARS)
    assert cost == money.Dollars(4.5, 2024)  # prices rose from 200 to 300
    assert package / cost == 200.0
    assert package + cost == money.Dollars(904.5, 2024)
    assert package - cost == money.Dollars(895.5, 2024)
    assert package * 2 == 2 * package == money.Dollars(1800.0, 2024)
    assert package.per(5) == money.Dollars(180.0, 2024)
    assert cost < package and package > cost and not package < cost
    assert money.amounts(package, cost) == (900.0, 4.5)

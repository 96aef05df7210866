"""Properties of `lib.aid.programme`: coverage by simulation, sums that hold, and wrong input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import aid, money
from lib.errors import NotebookError
from lib.tables import load


@settings(max_examples=20)
@given(st.floats(1e6, 1e9), st.floats(1e4, 1e6), st.floats(1.1, 5))
def test_what_money_buys_lies_between_the_two_costs(amount, cost, ratio):
    costs = [money.Dollars(each, 2024) for each in (cost * ratio, cost)]
    found = aid.bought(money.Dollars(amount, 2024), costs)
    assert amount / (cost * ratio) <= found.low <= found.value <= found.high <= amount / cost


def test_dearer_crime_needs_fewer_homicides_averted():
    amount, product = money.Dollars(1e8, 2023), money.Dollars(1e11, 2023)
    cheap, _ = aid.homicides_to_repay(amount, product, 8000, (0.01, 0.02), (0.5, 1.0))
    dear, draws = aid.homicides_to_repay(amount, product, 8000, (0.04, 0.05), (0.5, 1.0))
    assert dear.high < cheap.low
    assert draws["value"].between(1e8 * 8000 / 1e11 / 0.05, 1e8 * 8000 / 1e11 / 0.02).all()


@given(st.floats(0.1, 100), st.integers(1, 20), st.floats(0, 1))
def test_plan_adds_up(per_head, years, share):
    table = aid.plan(per_head, 18e6, years, share, ["a", "b", "c"])
    assert table["share"].sum() == pytest.approx(1)
    assert table["total_usd"].sum() == pytest.approx(per_head * 18e6 * years)


@pytest.mark.parametrize("wrong", [{"years": 0}, {"justice_share": 1.5}, {"reforms": ["a"]}])
def test_plan_refuses_what_makes_no_plan(wrong):
    right = {
        "per_head_usd": 1.0,
        "population": 1.0,
        "years": 1,
        "justice_share": 0.5,
        "reforms": ["a", "b"],
    }
    with pytest.raises(ValueError, match="a plan needs"):
        aid.plan(**right | wrong)


def test_dollars_of_two_years_buy_nothing():
    package = money.Dollars(93.4e6, 2024)
    with pytest.raises(NotebookError, match="dollars of calendar 2024 meet dollars of calendar"):
        aid.bought(package, [money.Dollars(175_000, 2008)])
    with pytest.raises(
        NotebookError, match="dollars of calendar 2024 meet dollars of calendar 2023"
    ):
        aid.homicides_to_repay(package, money.Dollars(1e11, 2023), 1, (0.1, 0.1), (1, 1))


def test_the_package_buys_fewer_kilograms_in_its_own_dollars():
    """Hand: prices rose by 1.457 from 2008 to 2024; 93.4 million over 175,000 x 1.457 and 267,450 x 1.457."""
    consumer = money.from_index(load("common/us_prices"), "calendar", "consumer prices")
    package = money.Dollars(93.4e6, 2024)
    costs = [money.Dollars(cost, 2008).of(2024, consumer) for cost in (175_000, 267_450)]
    most, fewest = (package / cost for cost in costs)
    assert (round(most), round(fewest)) == (366, 240)
    middle = aid.bought(package, costs)
    assert middle.value == pytest.approx((most * fewest) ** 0.5)
    assert 290 < middle.value < 310  # and not the 432 of dollars that were mixed

"""Properties of `lib.aid.programme`: coverage by simulation, sums that hold, and wrong input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import aid


@settings(max_examples=20)
@given(st.floats(1e6, 1e9), st.floats(1e4, 1e6), st.floats(1.1, 5))
def test_what_money_buys_lies_between_the_two_costs(amount, cost, ratio):
    found = aid.bought(amount, (cost * ratio, cost))
    assert amount / (cost * ratio) <= found.low <= found.value <= found.high <= amount / cost


def test_dearer_crime_needs_fewer_homicides_averted():
    cheap, _ = aid.homicides_to_repay(1e8, 1e11, 8000, (0.01, 0.02), (0.5, 1.0))
    dear, draws = aid.homicides_to_repay(1e8, 1e11, 8000, (0.04, 0.05), (0.5, 1.0))
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

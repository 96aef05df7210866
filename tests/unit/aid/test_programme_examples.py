"""Examples of `lib.aid.programme` on tables small enough to be computed by hand."""

import math

import numpy as np
import pytest

from lib import aid

EXACT = {"rel": 1e-12}

CLOSE = {"rel": 1e-9}  # where a projection or a sum of many floats stands between input and output


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def test_money_buys_its_amount_over_the_cost():
    bought = aid.bought(1000.0, (8.0, 8.0))
    assert triple(bought) == pytest.approx([1000 / 8] * 3, **CLOSE)
    assert (bought.kind, bought.level) == ("scenario", 0.9)


@pytest.mark.parametrize("cost", [(2.0, 8.0), (8.0, 2.0)])
def test_costs_are_drawn_evenly_in_ratio_between_the_two(cost):
    # 20,000 draws with seed 1: log of the cost between log 2 and log 8
    draws = np.random.default_rng(1).uniform(math.log(2), math.log(8), 20_000)
    expected = np.quantile(1000 / np.exp(draws), [0.05, 0.5, 0.95])
    assert triple(aid.bought(1000.0, cost)) == pytest.approx(tuple(expected), **CLOSE)

    draws = np.random.default_rng(4).uniform(math.log(2), math.log(8), 20_000)
    expected = np.quantile(1000 / np.exp(draws), [0.25, 0.5, 0.75])
    bought = aid.bought(1000.0, cost, 0.5, 4)
    assert triple(bought) == pytest.approx(tuple(expected), **CLOSE)
    assert bought.level == 0.5


def test_homicides_that_repay_a_sum_where_every_figure_is_one_number():
    estimate, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.04, 0.04), (0.5, 0.5))
    # crime costs 4% of a thousand million, half of it moves with 500 homicides: 40,000 dollars each
    assert triple(estimate) == pytest.approx([6e6 / 40_000] * 3, **CLOSE)
    assert (estimate.kind, estimate.level) == ("scenario", 0.9)
    assert list(draws.columns) == ["value"]
    assert len(draws) == 20_000


def test_cost_of_crime_is_drawn_before_the_part_that_moves_with_homicides():
    rng = np.random.default_rng(1)
    cost = rng.uniform(0.02, 0.04, 20_000)
    linked = rng.uniform(0.5, 1.0, 20_000)
    expected = 6e6 / (1e9 * cost * linked / 500)

    estimate, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.02, 0.04), (0.5, 1.0))
    assert draws["value"].to_numpy() == pytest.approx(expected, **CLOSE)
    ends = np.quantile(expected, [0.05, 0.5, 0.95])
    assert triple(estimate) == pytest.approx(tuple(ends), **CLOSE)

    narrow, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.02, 0.04), (0.5, 1.0), 0.5, 4)
    ends = np.quantile(draws["value"], [0.25, 0.5, 0.75])
    assert triple(narrow) == pytest.approx(tuple(ends), **CLOSE)
    assert draws["value"][0] != pytest.approx(expected[0])
    assert narrow.level == 0.5


def test_a_plan_gives_justice_its_share_and_the_others_the_rest_evenly():
    plan = aid.plan(3.0, 100.0, 4, 0.4, ["justice", "police", "prisons", "prevention"])
    # 300 a year; 0.6 in three parts
    assert plan["reform"].tolist() == ["justice", "police", "prisons", "prevention"]
    assert plan["share"].tolist() == pytest.approx([0.4, 0.2, 0.2, 0.2], **EXACT)
    assert plan["yearly_usd"].tolist() == pytest.approx([120, 60, 60, 60], **EXACT)
    assert plan["total_usd"].tolist() == pytest.approx([480, 240, 240, 240], **EXACT)


@pytest.mark.parametrize("justice_share", [0, 1])
def test_a_plan_may_give_justice_nothing_or_all(justice_share):
    plan = aid.plan(3.0, 100.0, 1, justice_share, ["justice", "police"])
    assert plan["share"].tolist() == [justice_share, 1 - justice_share]
    assert plan["total_usd"].tolist() == [300 * justice_share, 300 * (1 - justice_share)]


@pytest.mark.parametrize(
    ("years", "justice_share", "reforms"),
    [
        (0, 0.5, ["justice", "police"]),
        (1, -0.01, ["justice", "police"]),
        (1, 1.01, ["justice", "police"]),
        (1, 0.5, ["justice"]),
    ],
)
def test_what_is_no_plan_is_refused(years, justice_share, reforms):
    with pytest.raises(ValueError, match="a plan needs a share between 0 and 1, a year or more"):
        aid.plan(3.0, 100.0, years, justice_share, reforms)

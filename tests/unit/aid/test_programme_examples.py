"""Examples of `lib.aid.programme` on tables small enough to be computed by hand."""

import numpy as np
import pytest

from lib import aid, money

EXACT = {"rel": 1e-12}

CLOSE = {"rel": 1e-9}  # where a projection or a sum of many floats stands between input and output


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def of_2024(*numbers):
    """Dollars of one year."""
    return [money.Dollars(number, 2024) for number in numbers]


def test_money_buys_its_amount_over_the_cost():
    (amount,) = of_2024(1000.0)
    bought = aid.bought(amount, of_2024(8.0))
    assert triple(bought) == pytest.approx([1000 / 8] * 3, **CLOSE)
    assert (bought.kind, bought.level) == ("scenario", 0.9)


@pytest.mark.parametrize("costs", [(2.0, 8.0), (8.0, 2.0), (4.0, 8.0, 2.0)])
def test_costs_are_spread_evenly_in_ratio_between_least_and_most(costs):
    (amount,) = of_2024(1000.0)
    # from 2 to 8 is a factor of 4; the twentieth part of the way is a factor of 4^0.05
    fewest, middle, most = 500 / 4**0.95, 500 / 4**0.5, 500 / 4**0.05
    assert triple(aid.bought(amount, of_2024(*costs))) == pytest.approx((fewest, middle, most))

    bought = aid.bought(amount, of_2024(*costs), 0.5)
    assert triple(bought) == pytest.approx((500 / 4**0.75, 250, 500 / 4**0.25))
    assert bought.level == 0.5


def test_homicides_that_repay_a_sum_where_every_figure_is_one_number():
    amount, product = of_2024(6e6, 1e9)
    estimate, shown = aid.homicides_to_repay(amount, product, 500, (0.04, 0.04), (0.5, 0.5))
    # crime costs 4% of a thousand million, half of it moves with 500 homicides: 40,000 dollars each
    assert triple(estimate) == pytest.approx([6e6 / 40_000] * 3, **CLOSE)
    assert (estimate.kind, estimate.level) == ("scenario", 0.9)
    assert list(shown.columns) == ["value"]
    assert len(shown) == 10_000


def test_both_ranges_of_the_homicides_are_spread_evenly():
    amount, product = of_2024(6e6, 1e9)
    # 3 over cost and link; draws of another kind come as near as their number lets them
    rng = np.random.default_rng(1)
    drawn = 3 / rng.uniform(0.02, 0.04, 400_000) / rng.uniform(0.5, 1.0, 400_000)

    estimate, shown = aid.homicides_to_repay(amount, product, 500, (0.02, 0.04), (0.5, 1.0))
    assert triple(estimate) == pytest.approx(np.quantile(drawn, [0.05, 0.5, 0.95]), rel=0.005)
    assert shown["value"].between(3 / 0.04, 3 / 0.02 / 0.5).all()
    assert shown["value"].median() == pytest.approx(estimate.value, rel=0.02)

    narrow, _ = aid.homicides_to_repay(amount, product, 500, (0.02, 0.04), (0.5, 1.0), 0.5)
    assert triple(narrow) == pytest.approx(np.quantile(drawn, [0.25, 0.5, 0.75]), rel=0.005)
    assert narrow.level == 0.5


def test_both_ranges_of_the_homicides_may_be_spread_by_ratio():
    amount, product = of_2024(6e6, 1e9)
    by_ratio, _ = aid.homicides_to_repay(
        amount, product, 500, (0.02, 0.08), (0.25, 1.0), spread="ratio"
    )
    # 3 over the middles by ratio, 0.04 and 0.5; the sum of two even logarithms has its 5% at sqrt(0.1) of a side
    tail = 4 ** (1 - 0.1**0.5)
    assert triple(by_ratio) == pytest.approx((150 / tail, 150, 150 * tail), rel=0.005)


def test_months_of_a_term_run_to_the_september_of_the_fiscal_year():
    # 12 months of 2024 and 9 of 2025, of five years
    assert aid.part_of_term("2024-01", 2025, 5) == (21, 60)
    assert aid.part_of_term("2024-09", 2024, 1) == (1, 12)


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

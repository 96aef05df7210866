"""Examples of `lib.cocaine.violence` worked by hand: made-up figures small enough to check with a pencil."""

import math

import pandas as pd
import pytest

from lib import cocaine


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def homicides():
    rows = [
        ("guayas", 2022, 1, 6),
        ("guayas", 2022, 2, 4),
        ("guayas", 2023, 1, 30),
        ("manabi", 2022, 1, 3),
        ("manabi", 2022, 2, 3),
        ("manabi", 2023, 1, 10),
        ("azuay", 2022, 1, 1),
        ("azuay", 2022, 2, 3),
        ("azuay", 2023, 1, 0),
    ]
    return pd.DataFrame(rows, columns=["province", "year", "month", "homicides"])


def test_a_group_of_provinces_has_its_homicides_and_its_share_of_the_year():
    table = cocaine.group_share(homicides(), ["guayas", "azuay"])

    # 2022: 6 + 4 + 1 + 3 = 14 of 20. 2023: 30 + 0 of 40.
    assert list(table.columns) == ["year", "group", "homicides", "share"]
    assert table["year"].tolist() == [2022, 2023]
    assert table["group"].tolist() == [14, 30]
    assert table["homicides"].tolist() == [20, 40]
    assert table["share"].tolist() == exactly([14 / 20, 30 / 40])


def test_a_group_of_provinces_can_be_counted_by_month():
    table = cocaine.group_share(homicides(), ["manabi"], by=("year", "month"))

    assert list(table.columns) == ["year", "month", "group", "homicides", "share"]
    assert table["month"].tolist() == [1, 2, 1]
    assert table["share"].tolist() == exactly([3 / 10, 3 / 10, 10 / 40])


def test_all_unknown_provinces_are_named_in_order_and_so_are_the_known():
    message = "^no province loja, quito; known: azuay, guayas, manabi$"
    with pytest.raises(ValueError, match=message):
        cocaine.group_share(homicides(), ["quito", "guayas", "loja"])


def test_a_rate_is_per_hundred_thousand_and_its_quotient_is_over_the_rate_of_the_country():
    people = pd.DataFrame(
        {
            "province": ["manabi", "azuay", "guayas", "guayas"],
            "year": [2022, 2022, 2022, 2023],
            "population": [200_000, 400_000, 200_000, 999_999],
            "source": ["a", "b", "c", "d"],
        }
    )

    table = cocaine.rates(homicides(), people, 2022)

    # The country: 20 homicides among 800,000, which are 2.5 per 100,000.
    assert list(table.columns) == ["province", "population", "homicides", "rate", "quotient"]
    assert table["province"].tolist() == ["guayas", "manabi", "azuay"]
    assert table["population"].tolist() == [200_000, 200_000, 400_000]
    assert table["homicides"].tolist() == [10, 6, 4]
    assert table["rate"].tolist() == exactly([5, 3, 1])
    assert table["quotient"].tolist() == exactly([5 / 2.5, 3 / 2.5, 1 / 2.5])


def test_a_year_without_population_has_no_rates():
    people = pd.DataFrame({"province": ["guayas"], "year": [2021], "population": [200_000]})

    with pytest.raises(ValueError, match="no population of 2022"):
        cocaine.rates(homicides(), people, 2022)


def breaks_below_and_not_above(counts, strength):
    """Breaks of segments of two months at least, just under and just over a strength."""
    under = cocaine.breakpoints(counts, least=2, strength=strength * (1 - 1e-9))
    over = cocaine.breakpoints(counts, least=2, strength=strength * (1 + 1e-9))
    return under, over


def test_a_break_is_found_as_long_as_it_gains_more_than_it_costs():
    # A segment of total T in m months costs 2 (T - T ln(T / m)). One segment: T = 4, m = 4, cost 8.
    # Two segments: 0, and 2 (4 - 4 ln 2) = 8 - 8 ln 2. The gain is 8 ln 2.
    # Steps: 0 over 0, 4 over 2, 0 over 4. Their mean is 2/3, so the dispersion is taken as 1.
    # A break costs strength x 1 x ln 4 = strength x 2 ln 2.
    assert breaks_below_and_not_above([0, 0, 2, 2], strength=8 / 2) == ([2], [])


def test_counts_that_scatter_more_than_poisson_pay_more_for_a_break():
    # One segment: 2 (16 - 16 ln 4). Two: 2 (16 - 16 ln 8). The gain is 32 ln 2.
    # Steps: 0, 64 / 8 and 0: the dispersion is 8/3. A break costs strength x 8/3 x 2 ln 2.
    assert breaks_below_and_not_above([0, 0, 8, 8], strength=32 / (8 / 3 * 2)) == ([2], [])


def test_a_step_between_months_is_measured_over_their_sum_and_at_least_over_one():
    # Steps: 0 over 0 is taken as 0 over 1, then 1 / 1, 64 / 10 and 0: the dispersion is 7.4 / 4.
    # One segment: 19 in 5 months. Two: 1 in 3 and 18 in 2 months; other breaks gain less.
    gain = 2 * (18 * math.log(18 / 2) + 1 * math.log(1 / 3) - 19 * math.log(19 / 5))
    cost = 7.4 / 4 * math.log(5)

    assert breaks_below_and_not_above([0, 0, 1, 9, 9], strength=gain / cost) == ([3], [])


def test_half_of_twice_the_least_length_can_be_a_segment_and_one_month_less_cannot():
    counts = [0] * 12 + [9] * 12

    assert cocaine.breakpoints(counts) == [12]
    assert cocaine.breakpoints(counts, least=13) == []
    assert cocaine.breakpoints(counts[1:]) == []


def test_counts_shorter_than_one_segment_have_no_break():
    assert cocaine.breakpoints([0, 50, 0]) == []


def test_a_break_waits_until_the_first_segment_is_twelve_months_long():
    counts = [0] * 11 + [9] * 13

    assert cocaine.breakpoints(counts, least=11) == [11]
    assert cocaine.breakpoints(counts) == [12]


def test_a_last_segment_is_twelve_months_long_too():
    counts = [0] * 13 + [9] * 11

    assert cocaine.breakpoints(counts, least=11) == [13]
    assert cocaine.breakpoints(counts) == [12]


def test_breaks_stand_from_the_first_to_the_last():
    counts = [0] * 12 + [9] * 12 + [0] * 12 + [30] * 12

    assert cocaine.breakpoints(counts) == [12, 24, 36]


def test_a_break_costs_three_times_the_logarithm_of_the_length_unless_told_otherwise():
    # 12 months each of total T and nothing: the gain of a break is 2 T ln 2. Ones and zeros in turn
    # step by 1 / 1 in 11 of 12 months, less than Poisson: the dispersion is 1.
    # The cost is 3 ln 24 = 9.53, the gain 2 x 6 ln 2 = 8.32 and 2 x 7 ln 2 = 9.70.
    six = [0, 1] * 6 + [0] * 12
    seven = [0, 1] * 5 + [1, 1] + [0] * 12

    assert cocaine.breakpoints(six) == []
    assert cocaine.breakpoints(seven) == [12]
    assert cocaine.breakpoints(six, strength=2.6) == [12]

"""Institutions: worked by hand on tables of a few rows."""

from math import hypot
from statistics import NormalDist

import pandas as pd
import pytest

from lib import justice
from lib.estimates import Estimate

EXACT = 1e-9
NORMAL = NormalDist()


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


SCORES = pd.DataFrame(
    {
        "iso3": ["ECU", "ECU", "ECU", "PER", "PER"],
        "year": [2023, 2022, 2021, 2021, 2023],
        "estimate": [-0.9, 9.0, -0.4, 5.0, 7.0],
        "standard_error": [0.4, 9.0, 0.3, 0.1, 0.1],
    }
)


def test_the_change_of_an_index_is_the_end_less_the_start_with_both_errors():
    change = justice.index_change(SCORES, "ECU", 2021, 2023)
    half = NORMAL.inv_cdf(0.95) * 0.5  # errors of 0.3 and 0.4 make one of 0.5

    assert change.value == near(-0.9 - -0.4)
    assert change.low == near(-0.5 - half)
    assert change.high == near(-0.5 + half)
    assert (change.kind, change.level) == ("structural", 0.9)


def test_the_change_of_an_index_is_of_one_country():
    change = justice.index_change(SCORES, "PER", 2021, 2023)
    half = NORMAL.inv_cdf(0.95) * hypot(0.1, 0.1)

    assert ends(change) == near((2.0 - half, 2.0, 2.0 + half))


STOCK = pd.DataFrame(
    {
        "as_of": ["2021", "2022-03", "2023-12-26"],
        "inmates": [30, 40, 50],
        "places": [20, 40, 100],
        "unsentenced": [15, 10, 20],
    }
)


def test_a_stock_of_a_year_lies_in_its_middle_and_one_of_a_month_in_the_middle_of_that():
    x = justice.occupancy(STOCK)["x"]

    # March: two and a half months of twelve have gone by; December: eleven and a half
    assert x.tolist() == near([2021.5, 2022 + 2.5 / 12, 2023 + 11.5 / 12])


def test_occupancy_is_prisoners_per_place_and_the_shortfall_the_places_that_lack():
    occupancy = justice.occupancy(STOCK)

    assert list(occupancy.columns) == [
        *STOCK.columns,
        "x",
        "occupancy",
        "shortfall",
        "unsentenced_share",
    ]
    assert occupancy["occupancy"].tolist() == near([30 / 20, 40 / 40, 50 / 100])
    assert occupancy["shortfall"].tolist() == [30 - 20, 0, 50 - 100]
    assert occupancy["unsentenced_share"].tolist() == near([15 / 30, 10 / 40, 20 / 50])


def test_the_death_rate_spans_fewest_deaths_of_most_inmates_to_most_deaths_of_fewest_inmates():
    deaths = pd.DataFrame(
        {"year": [2021, 2021, 2020], "violent": [300.0, 320.0, 50.0], "suspect": [False] * 3}
    )
    stock = pd.DataFrame(
        {
            "as_of": ["2020", "2021-06", "2021-12-31"],
            "inmates": [25_000, 32_000, 40_000],
            "suspect": [False] * 3,
        }
    )
    rates = justice.death_rates(deaths, stock)

    assert list(rates.columns) == ["x", "value", "low", "high"]
    assert rates["x"].tolist() == [2020, 2021]
    # One count of each: 50 per 25 thousand
    assert rates.loc[0, ["value", "low", "high"]].tolist() == near([2.0, 2.0, 2.0])
    # 300 per 40 thousand, to 320 per 32 thousand; the middle of 7.5 and 10
    assert rates.loc[1, ["value", "low", "high"]].tolist() == near([8.75, 7.5, 10.0])


def test_the_death_rate_leaves_out_counts_in_doubt_and_counts_that_lack():
    deaths = pd.DataFrame(
        {
            "year": [2021, 2021, 2021, 2022, 2023],
            "violent": [300.0, 1.0, None, 7.0, None],
            "suspect": [False, True, False, True, False],
        }
    )
    stock = pd.DataFrame(
        {
            "as_of": ["2021-01", "2021-06", "2022", "2023"],
            "inmates": [40_000, 10_000, 30_000, 30_000],
            "suspect": [False, True, False, False],
        }
    )
    rates = justice.death_rates(deaths, stock)

    # Of 2021 stay 300 deaths and 40 thousand inmates; of 2022 and 2023 no deaths
    assert rates["x"].tolist() == [2021]
    assert rates.loc[0, ["value", "low", "high"]].tolist() == near([7.5, 7.5, 7.5])


def test_the_rate_of_all_deaths_is_that_of_their_own_column():
    deaths = pd.DataFrame(
        {"year": [2025], "violent": [200.0], "total": [1200.0], "suspect": [False]}
    )
    stock = pd.DataFrame({"as_of": ["2025-12"], "inmates": [40_000], "suspect": [False]})

    assert justice.death_rates(deaths, stock, "total")["value"].tolist() == near([30.0])
    assert justice.death_rates(deaths, stock)["value"].tolist() == near([5.0])


def test_the_shares_of_the_force_have_the_first_headcount_as_base_and_the_others_as_ends():
    table = pd.DataFrame(
        [
            ("departures", "2022", 9_999),
            ("departures", "2023", 1_000),
            ("departures", "2024", 3_000),
            ("requests", "2024", 2_000),
            ("headcount_law", "2023", 40_000),
            ("headcount_press", "2023", 50_000),
            ("headcount_survey", "2023", 25_000),
        ],
        columns=["measure", "period_start", "persons"],
    )
    forces = justice.forces(table, claimed=0.07, rise=4.0)
    ranges = forces.set_index("label")[["value", "low", "high"]]

    assert list(forces.columns) == ["label", "value", "low", "high"]
    assert forces["label"].tolist() == [
        "share_claimed",
        "share_requests",
        "share_departures_2023",
        "share_departures_2024",
        "share_implied_2023",
    ]
    # 7% may have been cut off: 6.5% to 8%
    assert ranges.loc["share_claimed"].tolist() == near([0.07, 0.065, 0.08])
    # Of 40 thousand, with 50 and 25 thousand as the ends
    assert ranges.loc["share_requests"].tolist() == near([0.05, 0.04, 0.08])
    assert ranges.loc["share_departures_2023"].tolist() == near([0.025, 0.02, 0.04])
    assert ranges.loc["share_departures_2024"].tolist() == near([0.075, 0.06, 0.12])
    # A rise of 400% to 7% began at a fifth of it
    assert ranges.loc["share_implied_2023"].tolist() == near([0.014, 0.013, 0.016])

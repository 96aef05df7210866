"""Attrition: worked by hand on tables of a few rows."""

from math import sqrt
from statistics import NormalDist

import pandas as pd
import pytest

from lib import justice
from lib.estimates import Estimate
from lib.justice import attrition

EXACT = 1e-9
NORMAL = NormalDist()


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def wilson(part: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Ends of the score interval as Wilson (1927) has them."""
    z = NORMAL.inv_cdf((1 + level) / 2)
    rate = part / whole
    middle = rate + z**2 / (2 * whole)
    half = z * sqrt(rate * (1 - rate) / whole + z**2 / (4 * whole**2))
    return (middle - half) / (1 + z**2 / whole), (middle + half) / (1 + z**2 / whole)


def stage_counts(investigations: int, convictions: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"stage": ["investigations", "convictions"], "cases": [investigations, convictions]}
    )


def from_rounding(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, "rounding")


def test_the_conviction_rate_is_convictions_over_investigations_with_the_wilson_interval():
    rate = justice.conviction_rate(stage_counts(investigations=400, convictions=60))
    low, high = wilson(60, 400)

    assert rate.value == 60 / 400
    assert rate.low == near(low)
    assert rate.high == near(high)
    assert (rate.kind, rate.level) == ("sampling", 0.95)


def test_the_conviction_rate_takes_another_confidence():
    rate = justice.conviction_rate(stage_counts(400, 60), 0.8)

    assert (rate.low, rate.high) == near(wilson(60, 400, 0.8))
    assert rate.level == 0.8


def test_the_stages_are_the_counts_times_their_shares_in_whole_cases():
    stages = justice.stages(
        stage_counts(investigations=1000, convictions=200),
        abbreviated=from_rounding(0.85, 0.843, 0.862),
        minimum=from_rounding(0.50, 0.45, 0.55),
    )

    assert list(stages.columns) == ["stage", "value", "low", "high"]
    assert stages.to_numpy().tolist() == [
        ["investigations", 1000, 1000, 1000],
        ["convictions", 200, 200, 200],
        # 200 x 0.85 = 170; 200 x 0.843 = 168.6, at least 169; 200 x 0.862 = 172.4, at most 172
        ["abbreviated", 170, 169, 172],
        # 170 x 0.5 = 85; 169 x 0.45 = 76.05, at least 77; 172 x 0.55 = 94.6, at most 94
        ["minimum", 85, 77, 94],
    ]


def test_a_stage_that_is_whole_stays_whole_where_the_computer_is_a_hair_off():
    assert 100 * 0.55 > 55  # 55.00000000000001, of which the next whole case is 56
    assert 100 * 0.29 < 29  # 28.999999999999996, of which the last whole case is 28

    def only(share: float) -> Estimate:
        return from_rounding(share, share, share)

    counts = stage_counts(1000, 100)
    above = justice.stages(counts, only(0.55), only(1.0)).set_index("stage")
    below = justice.stages(counts, only(0.29), only(1.0)).set_index("stage")

    assert above.loc["abbreviated"].tolist() == [55, 55, 55]
    assert below.loc["abbreviated"].tolist() == [29, 29, 29]
    assert above.loc["minimum"].tolist() == [55, 55, 55]


def test_a_stage_is_rounded_only_when_it_is_shown():
    stages = justice.stages(
        stage_counts(100, 10),
        abbreviated=from_rounding(0.25, 0.2, 0.3),
        minimum=from_rounding(0.6, 0.5, 0.7),
    ).set_index("stage")

    # 10 x 0.25 = 2.5 cases, shown as 2; 2.5 x 0.6 = 1.5, shown as 2, where 2 x 0.6 = 1.2 would be 1
    assert stages["value"].tolist() == [100, 10, 2, 2]


def test_a_pace_is_cases_per_twelve_months_from_the_first_month_to_the_last():
    counts = pd.DataFrame(
        {
            "period_start": ["2020", "2019", "2021-03", "2021-11"],
            "period_end": ["2020", "2022", "2021-03", "2022-02"],
            "cases": [30, 967, 5, 10],
        }
    )
    paces = justice.paces(counts)

    # 30 in 12 months; 967 in 48; 5 in 1; 10 in November to February, 4
    assert paces["per_year"].tolist() == near([30.0, 967 / 4, 5 * 12.0, 10 * 3.0])
    assert list(paces.columns) == ["period_start", "period_end", "cases", "per_year"]


def test_a_pace_has_a_year_end_with_december_and_start_with_january():
    counts = pd.DataFrame(
        {"period_start": ["2021-07", "2021"], "period_end": ["2021", "2021-06"], "cases": [6, 6]}
    )

    assert justice.paces(counts)["per_year"].tolist() == [12.0, 12.0]


def test_the_universe_has_the_middle_and_the_ends_of_each_count_a_year():
    article = pd.DataFrame(
        {
            "stage": ["investigations", "convictions"],
            "period_start": ["2019", "2019"],
            "period_end": ["2022", "2022"],
            "cases": [400, 40],
        }
    )
    rivals = pd.DataFrame(
        {
            "iso3": ["ECU", "ECU", "ECU", "ECU", "COL"],
            "series": ["police", "police", "police", "courts", "courts"],
            "period_start": ["2020", "2021", "2022-01", "2021", "2021"],
            "period_end": ["2020", "2021", "2022-06", "2021", "2021"],
            "cases": [70, 90, 150, 50, 9999],
        }
    )
    universe = justice.universe(article, rivals)

    # The police: 70, 90 and 150 in half a year. Colombia's courts stay out.
    assert list(universe.columns) == ["label", "value", "low", "high"]
    assert universe.to_numpy().tolist() == [
        ["article_investigations", 100, 100, 100],
        ["police", 90, 70, 300],
        ["courts", 50, 50, 50],
        ["article_convictions", 10, 10, 10],
    ]
    assert universe.index.tolist() == [0, 1, 2, 3]


def test_shares_stand_beside_the_counts_they_are_made_of():
    counts = pd.DataFrame({"part": [3, 0], "whole": [12, 5]}, index=["some", "none"])
    shares = attrition.shares(counts, 0.9)

    assert list(shares.columns) == ["label", "value", "low", "high", "part", "whole"]
    assert shares["label"].tolist() == ["some", "none"]
    assert shares["value"].tolist() == [3 / 12, 0.0]
    assert shares.loc[0, ["low", "high"]].tolist() == near(wilson(3, 12, 0.9))
    assert shares.loc[1, "low"] == 0.0
    assert shares.loc[1, "high"] == near(wilson(0, 5, 0.9)[1])
    assert shares["part"].tolist() == [3, 0]
    assert shares["whole"].tolist() == [12, 5]


PROVINCES = pd.DataFrame(
    {
        "province": ["whole_country", "guayas", "manabi"],
        "cleared": [100, 30, 60],
        "homicides": [1000, 600, 300],
    }
)


def test_the_rest_of_the_country_is_the_whole_less_the_provinces_and_the_lowest_comes_first():
    clearance = justice.clearance(PROVINCES)

    # The rest: 100 - 30 - 60 cleared of 1000 - 600 - 300
    assert clearance["label"].tolist() == ["guayas", "whole_country", "rest_of_country", "manabi"]
    assert clearance["cleared"].tolist() == [30, 100, 10, 60]
    assert clearance["homicides"].tolist() == [600, 1000, 100, 300]
    assert clearance["value"].tolist() == near([0.05, 0.10, 0.10, 0.20])
    assert clearance.index.tolist() == [0, 1, 2, 3]
    assert clearance.loc[0, ["low", "high"]].tolist() == near(wilson(30, 600, 0.95))


def test_clearance_takes_another_confidence():
    clearance = justice.clearance(PROVINCES, 0.8)

    assert clearance.loc[0, ["low", "high"]].tolist() == near(wilson(30, 600, 0.8))


def test_a_share_of_homicides_follows_from_its_counts_and_is_as_printed_where_they_lack():
    history = pd.DataFrame(
        {
            "period_end": ["2015-10", "2018-12"],
            "rule": ["rule_solved", "rule_not_stated"],
            "cleared": [50, None],
            "homicides": [200, None],
            "share_pct": [99.0, 30.0],
        }
    )
    table = attrition.clearance_by_rule(history)

    # 50 of 200 whatever is printed beside them; 30 percent where nothing else is told
    assert table["share"].tolist() == near([0.25, 0.3])
    assert table["year"].tolist() == ["2015", "2018"]

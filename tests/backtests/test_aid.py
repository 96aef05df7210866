"""Our derived figures against figures that another party published: value, tolerance, its reason and the source."""

import pytest

from lib import aid, money
from lib.tables import load

prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "ForeignAssistance.gov")
sectors, accounts, totals = (
    load("aid/us_sectors"),
    load("aid/us_accounts"),
    load("aid/us_country_years"),
)
series = aid.group_series(load("aid/us_security_groups"), accounts, prices, 2025)
security = aid.security(series)
rates = load("common/exchange_rates")
greenbook = money.from_multipliers(load("aid/us_deflators"), "greenbook_2020", "Greenbook")
consumer = money.from_index(load("common/us_prices"), "fiscal", "consumer prices")


def nominal(iso3, first, last, table=security):
    rows = table[(table["iso3"] == iso3) & table["fiscal_year"].between(first, last)]
    return (rows["value_usd"] / prices.factor(rows["fiscal_year"], 2025, "fiscal")).sum()


def all_purposes(iso3, first, last):
    return nominal(iso3, first, last, series)


def disbursed(iso3, year):
    rows = sectors[(sectors["iso3"] == iso3) & (sectors["measure"] == "disbursements")]
    return rows.loc[rows["fiscal_year"] == year, "value_usd"].sum()


def planned(iso3, first, last):
    rows = totals[(totals["iso3"] == iso3) & (totals["measure"] == "planned")]
    return rows.loc[rows["fiscal_year"].between(first, last), "value_usd"].sum()


CASES = {
    "US disbursements to Ecuador, fiscal year 2023": (
        lambda: disbursed("ECU", 2023),
        245.495e6,
        0.005,
        "sum of sectors against the press's total; later revision",
        "Expreso 2025",
    ),
    "US net aid to Ecuador 2022 without the block": (
        lambda: disbursed("ECU", 2022) - aid.security_block(sectors, measure="disbursements")[2022],
        74.7e6,
        0.20,
        "DAC counts net and calendar years, and leaves out military aid",
        "OECD DAC through World Bank",
    ),
    "All US assistance to Colombia, fiscal years 2000-2003": (
        lambda: all_purposes("COL", 2000, 2003),
        2556e6,
        0.05,
        "the research service counts fewer accounts",
        "CRS RS21213",
    ),
    "All US assistance to Colombia, fiscal years 1989-1999": (
        lambda: all_purposes("COL", 1989, 1999),
        1000e6,
        0.06,
        "stated as just over",
        "CRS RS21213",
    ),
    "Colombia, security money of fiscal year 2000": (
        lambda: nominal("COL", 2000, 2000),
        1024e6,
        0.01,
        "supplemental of 860 plus 164 million allocated before",
        "CRS RS21213 and RL30541",
    ),
    "Colombia, support of Plan Colombia 2000-2008": (
        lambda: nominal("COL", 2000, 2008),
        6000e6,
        0.03,
        "stated as over; includes some economic aid",
        "GAO-09-71",
    ),
    "Colombia, army and police, fiscal years 1997-1999": (
        lambda: nominal("COL", 1997, 1999),
        506.9e6,
        0.06,
        "their table leaves out some accounts",
        "Center for International Policy 2007",
    ),
    "Colombia, army and police, fiscal years 2004-2005": (
        lambda: nominal("COL", 2004, 2005),
        1211.6e6,
        0.10,
        "their table leaves out some accounts",
        "Center for International Policy 2007",
    ),
    "Mexico, Mérida appropriations 2008-2021": (
        lambda: planned("MEX", 2008, 2021),
        3300e6,
        0.06,
        "stated as roughly; ours holds all programmes",
        "CRS IF10578",
    ),
    "Ecuador, security assistance in fiscal year 2013": (
        lambda: nominal("ECU", 2013, 2013),
        7e6,
        0.20,
        "rounded to a million; the press names no accounts",
        "Associated Press 2014",
    ),
    "200 million euros in dollars": (
        lambda: money.to_dollars(200e6, 2023, rates),
        220e6,
        0.03,
        "stated as more than, rounded",
        "CF Sharp 2023",
    ),
    "Dollars per euro 2024": (
        lambda: money.to_dollars(1, 2024, rates),
        1.0824,
        0.002,
        "central banks fix at different hours",
        "European Central Bank, mean of 2024",
    ),
    "Deflator 2000 to 2020 against the Greenbook's own": (
        lambda: prices.factor(2000, 2020, "fiscal"),
        greenbook.factor(2000, 2020, "fiscal"),
        0.01,
        "two files of one agency with different base years",
        "USAID Greenbook",
    ),
    "Inflation 2000 to 2020 against consumer prices": (
        lambda: prices.factor(2000, 2020, "fiscal"),
        consumer.factor(2000, 2020, "fiscal"),
        0.06,
        "a deflator of government spending and one of consumption",
        "US Bureau of Labor Statistics",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_backtest(case):
    ours, theirs, tolerance, reason, source = CASES[case]
    assert ours() == pytest.approx(theirs, rel=tolerance), f"{case}: {source} ({reason})"


def test_a_backtest_can_fail():
    assert disbursed("ECU", 2022) != pytest.approx(74.7e6, rel=0.20)

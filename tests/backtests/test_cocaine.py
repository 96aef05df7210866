"""Our figures against those of another party: one row each, with the tolerance and why it is what it is."""

from dataclasses import dataclass

import pytest

from lib import cocaine
from lib.tables import load

EU = [
    "AUT",
    "BEL",
    "BGR",
    "HRV",
    "CYP",
    "CZE",
    "DNK",
    "EST",
    "FIN",
    "FRA",
    "DEU",
    "GRC",
    "HUN",
    "IRL",
    "ITA",
    "LVA",
    "LTU",
    "LUX",
    "MLT",
    "NLD",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "ESP",
    "SWE",
]


@dataclass(frozen=True)
class Backtest:
    """A published value, how far ours may lie from it (relative), and the reason of that distance."""

    published: float
    tolerance: float
    reason: str
    source: str


def seized_t(year, *countries):
    rows = load("cocaine/seizures").query("year == @year")
    rows = rows[rows["iso3"].isin(countries)] if countries else rows
    return rows["seized_kg"].sum() / 1000


def andean_area(year, *series):
    area = load("cocaine/coca_area")
    return sum(
        cocaine.yearly(area, "area_ha", iso3=iso, series=s)[year]
        for iso, s in zip(("COL", "PER", "BOL"), series, strict=True)
    )


def growth(series, first, last):
    return 100 * (series[last] / series[first] - 1)


def colombia():
    return cocaine.yearly(load("cocaine/coca_area"), "area_ha", iso3="COL", series="simci")


def output(iso3):
    return cocaine.yearly(
        load("cocaine/potential_output"), "output_t", iso3=iso3, series="unodc", edition="latest"
    )


def antwerp():
    rows = load("cocaine/port_seizures").query("port == 'antwerp' and is_main")
    return rows.set_index("year")["seized_t"]


def homicides(year):
    return load("cocaine/homicides").query("year == @year")["homicides"].sum()


def homicide_rate(year):
    people = load("common/population").query("iso3 == 'ECU'").set_index("year")["population"]
    return 1e5 * homicides(year) / people[year]


def tumbes_share():
    rows = (
        load("cocaine/arms")
        .query("measure == 'ammunition' and period == '2023'")
        .set_index("place")["count"]
    )
    return 100 * rows["tumbes"] / rows[["tumbes", "rest_of_peru"]].sum()


def wholesale_mean(reported_only=False):
    rows = load("cocaine/wholesale_prices").query(
        "level == 'wholesale' and year == 2023 and edition == 'wdr2025'"
    )
    rows = rows[~rows["is_unodc_estimate"].astype(bool)] if reported_only else rows
    return rows["price_usd_g"].mean()


ROUND = "rounded to the unit"
LATER = "an earlier edition; countries reported more since"
CASES = {
    "world seizures 2023": (lambda: seized_t(2023), Backtest(2275, 0.001, ROUND, "WDR 2025")),
    "world seizures 2020": (lambda: seized_t(2020), Backtest(1424, 0.01, LATER, "WDR 2022")),
    "world seizures, growth 2019-23": (
        lambda: growth({y: seized_t(y) for y in (2019, 2023)}, 2019, 2023),
        Backtest(68, 0.03, LATER, "WDR 2025"),
    ),
    "European Union seizures 2020": (
        lambda: seized_t(2020, *EU),
        Backtest(211, 0.05, LATER, "EUDA"),
    ),
    "European Union seizures 2021": (
        lambda: seized_t(2021, *EU),
        Backtest(303, 0.05, LATER, "EUDA"),
    ),
    "European Union seizures 2023": (
        lambda: seized_t(2023, *EU),
        Backtest(419, 0.05, LATER, "EUDA"),
    ),
    "Belgium 2023": (lambda: seized_t(2023, "BEL"), Backtest(123, 0.005, ROUND, "EUDA")),
    "Spain 2023": (
        lambda: seized_t(2023, "ESP"),
        Backtest(117.713, 0.01, "consolidated by another body", "CITCO"),
    ),
    "Netherlands 2023": (lambda: seized_t(2023, "NLD"), Backtest(59, 0.01, ROUND, "EUDA")),
    "Germany 2023": (lambda: seized_t(2023, "DEU"), Backtest(43, 0.012, ROUND, "dpa")),
    "Portugal 2023": (lambda: seized_t(2023, "PRT"), Backtest(22, 0.025, ROUND, "EUDA")),
    "Ecuador 2023": (
        lambda: seized_t(2023, "ECU"),
        Backtest(195, 0.04, 'the text says "over"', "InSight Crime"),
    ),
    "Ecuador, percent of world seizures 2020": (
        lambda: (
            100
            * cocaine.world_share(load("cocaine/seizures"), "ECU")
            .set_index("year")
            .loc[2020, "share"]
        ),
        Backtest(6.6, 0.03, LATER, "WDR 2022"),
    ),
    "Peru 2019, paste and hydrochloride": (
        lambda: seized_t(2019, "PER"),
        Backtest(41, 0.012, ROUND, "Dirandro"),
    ),
    "Peru 2020, paste and hydrochloride": (
        lambda: seized_t(2020, "PER"),
        Backtest(38, 0.013, ROUND, "Dirandro"),
    ),
    "Andean area 2022": (
        lambda: andean_area(2022, "simci", "devida", "unodc"),
        Backtest(355_000, 0.002, ROUND, "WDR 2024"),
    ),
    "Andean area 2015": (
        lambda: andean_area(2015, "simci", "unodc", "unodc"),
        Backtest(156_500, 0.002, ROUND, "WDR 2017"),
    ),
    "Andean area 2009": (
        lambda: andean_area(2009, "unodc_first", "unodc_first", "unodc_first"),
        Backtest(158_800, 0.001, "sum of first editions", "WDR 2010"),
    ),
    "Colombia area, growth 2021": (
        lambda: growth(colombia(), 2020, 2021),
        Backtest(43, 0.02, ROUND, "press"),
    ),
    "Colombia area, growth 2022": (
        lambda: growth(colombia(), 2021, 2022),
        Backtest(13, 0.04, ROUND, "EFE"),
    ),
    "Colombia output, growth 2022": (
        lambda: growth(output("COL"), 2021, 2022),
        Backtest(24, 0.01, ROUND, "EFE"),
    ),
    "world output, growth 2022": (
        lambda: growth(output("WLD"), 2021, 2022),
        Backtest(20, 0.025, ROUND, "WDR 2024"),
    ),
    "Andean area, growth 2022": (
        lambda: growth(
            {
                2021: andean_area(2021, "simci", "devida", "unodc"),
                2022: andean_area(2022, "simci", "devida", "unodc"),
            },
            2021,
            2022,
        ),
        Backtest(12, 0.05, "rounded to the unit, which is a twelfth of it", "WDR 2024"),
    ),
    "Colombia area, growth 2023": (
        lambda: growth(colombia(), 2022, 2023),
        Backtest(10, 0.05, ROUND, "EFE"),
    ),
    "Colombia output, growth 2023": (
        lambda: growth(output("COL"), 2022, 2023),
        Backtest(53, 0.01, ROUND, "EFE"),
    ),
    "world output, growth 2023": (
        lambda: growth(output("WLD"), 2022, 2023),
        Backtest(34, 0.02, ROUND, "WDR 2025"),
    ),
    "Antwerp, growth 2018": (
        lambda: growth(antwerp(), 2017, 2018),
        Backtest(22, 0.03, ROUND, "Belgian customs, AFP"),
    ),
    "Ecuador homicide rate 2023": (
        lambda: homicide_rate(2023),
        Backtest(45.7, 0.01, "another population", "UNODC"),
    ),
    "Tumbes, percent of ammunition": (
        tumbes_share,
        Backtest(92, 0.01, ROUND, "Peruvian police, El Comercio"),
    ),
    "wholesale mean of 17 countries": (
        wholesale_mean,
        Backtest(40.505, 0.001, ROUND, "UNODC annex 8.3, its mean"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_our_figure_agrees_with_the_published_one(name):
    ours, theirs = CASES[name]
    assert ours() == pytest.approx(theirs.published, rel=theirs.tolerance), (
        theirs.reason,
        theirs.source,
    )


@pytest.mark.parametrize("name", CASES)
def test_the_tolerance_would_catch_an_error_of_a_tenth(name):
    ours, theirs = CASES[name]
    assert ours() * 1.1 != pytest.approx(theirs.published, rel=theirs.tolerance)


@pytest.mark.parametrize(
    ("year", "published", "source"),
    [(2023, 8248, "Ministry of the Interior"), (2024, 7063, "Ministry of the Interior")],
)
def test_homicides_of_all_provinces_are_the_national_count(year, published, source):
    assert homicides(year) == published, source

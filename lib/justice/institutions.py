"""Institutions: an index of the rule of law, prisons, the armed forces.

Belongs here: figures on those who carry a reform, as tables state them. Does not: cases and their course.
"""

import pandas as pd

from lib.estimates import Estimate, change, rounding
from lib.frames import pick
from lib.periods import middle_year

#: A rate of deaths is told per so many prisoners.
PRISONERS = 1000


def index_change(
    scores: pd.DataFrame,
    iso3: str,
    start: int,
    end: int,
) -> Estimate:
    """Change of an index with published standard errors, from one year to another: `lib.estimates.change`.

    Parameters
    ----------
    scores : ``iso3``, ``year``, ``estimate`` and ``standard_error``, in the unit of the index
    """
    country = scores[scores["iso3"] == iso3].set_index("year")
    measured = country[["estimate", "standard_error"]]
    before = tuple(measured.loc[start])
    after = tuple(measured.loc[end])
    return change(before, after)


def occupancy(stock: pd.DataFrame) -> pd.DataFrame:
    """`stock` with what it says of the prisons.

    Parameters
    ----------
    stock : ``as_of`` (a year, a month or a day), ``inmates``, ``places`` and ``unsentenced``

    Returns
    -------
    DataFrame : `stock` with x (decimal year), occupancy (prisoners per place), shortfall (places that lack) and
        unsentenced_share
    """
    held = stock["inmates"]
    places = stock["places"]
    return stock.assign(
        x=stock["as_of"].map(middle_year),
        occupancy=held / places,
        shortfall=held - places,
        unsentenced_share=stock["unsentenced"] / held,
    )


def death_rates(deaths: pd.DataFrame, stock: pd.DataFrame, column: str = "violent") -> pd.DataFrame:
    """Deaths per 1,000 prisoners by year, over rival counts not in doubt.

    Parameters
    ----------
    deaths : ``year``, ``suspect`` and a count (missing where not told)
    stock : ``as_of``, ``inmates``, ``suspect``
    column : the count: ``violent``, or ``total`` for all causes

    Returns
    -------
    DataFrame : x (year), value (the middle), low (fewest deaths, most prisoners), high
    """
    trusted_deaths = deaths[~deaths["suspect"]]
    counted = trusted_deaths.dropna(subset=[column])
    trusted_stock = stock[~stock["suspect"]]
    year_of_stock = trusted_stock["as_of"].str[:4]
    rows = []
    for year, rivals in counted.groupby("year"):
        inmates = trusted_stock.loc[year_of_stock == str(year), "inmates"]
        dead = rivals[column]
        low = dead.min() / inmates.max() * PRISONERS
        high = dead.max() / inmates.min() * PRISONERS
        middle = (low + high) / 2
        rows.append((year, middle, low, high))
    return pd.DataFrame(rows, columns=["x", "value", "low", "high"])


def forces(table: pd.DataFrame, claimed: float, rise: float) -> pd.DataFrame:
    """Shares of the force that the sources and the article's two numbers give.

    Parameters
    ----------
    table : ``measure`` (``requests``, ``departures``, ``headcount...``), ``period_start`` and ``persons``
    claimed : the share of the force that the article states
    rise : by how much departures rose, as the article states it: 4.1 where they became 5.1 times as many

    Returns
    -------
    DataFrame : label, value (of the first headcount), low, high (of the largest and the smallest), as fractions; the
        share that the article claims, and the one of the year before that its rise implies
    """
    headcounts = table.loc[table["measure"].str.startswith("headcount"), "persons"]
    departures = table[table["measure"] == "departures"].set_index("period_start")["persons"]
    counts = {
        "requests": pick(table, "requests", "measure", "persons"),
        "departures_2023": departures["2023"],
        "departures_2024": departures["2024"],
    }
    stated, stated_low, stated_high = rounding(claimed, 0.01).numbers
    times = 1 + rise
    rows = [("share_claimed", stated, stated_low, stated_high)]
    for code, persons in counts.items():
        value = persons / headcounts.iloc[0]
        low = persons / headcounts.max()
        high = persons / headcounts.min()
        rows.append(("share_" + code, value, low, high))
    rows.append(("share_implied_2023", stated / times, stated_low / times, stated_high / times))
    return pd.DataFrame(rows, columns=["label", "value", "low", "high"])

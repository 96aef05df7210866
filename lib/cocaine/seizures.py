"""Seizures as totals: of countries in the world, and of ports.

Belongs here: what uses sums by country, port, year or kind. Does not: single cases, which `cases` has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def world_share(
    seizures: pd.DataFrame,
    iso3: str,
    without: Sequence[str] = (),
) -> pd.DataFrame:
    """What one country seized, beside the sum of all countries, by year.

    Parameters
    ----------
    seizures : ``iso3``, ``year``, ``seized_kg``
    without : countries that count neither in the sum nor in the ranks

    Returns
    -------
    DataFrame : ``year``, ``seized_kg``, ``world_kg``, ``share`` (a fraction), ``rank`` (1 seized most; equals share
        the better rank)
    """
    left_out = seizures["iso3"].isin(list(without))
    counted = seizures[~left_out]

    by_year = counted.groupby("year")["seized_kg"]
    world_kg = by_year.transform("sum")
    ranks = by_year.rank(ascending=False, method="min")
    table = counted.assign(
        world_kg=world_kg,
        share=counted["seized_kg"] / world_kg,
        rank=ranks.astype(int),
    )

    of_country = table[table["iso3"] == iso3]
    columns = ["year", "seized_kg", "world_kg", "share", "rank"]
    return of_country[columns].reset_index(drop=True)


def leave_one_out(
    seizures: pd.DataFrame,
    first: int,
    last: int,
) -> pd.DataFrame:
    """Growth of the total from `first` to `last` without each country in turn, of those in both years.

    Parameters
    ----------
    seizures : ``iso3``, ``year``, ``seized_kg``

    Returns
    -------
    DataFrame : ``iso3`` of the country left out, ``growth`` (a fraction), from the smallest to the largest
    """
    by_country = seizures.pivot_table("seized_kg", "iso3", "year")
    both_years = by_country[[first, last]].dropna()
    total_without = both_years.sum() - both_years
    times = total_without[last] / total_without[first]
    growth = (times - 1).rename("growth")
    return growth.sort_values().reset_index()


def yearly_changes(seizures: pd.DataFrame, least_kg: float) -> pd.DataFrame:
    """Changes of what a country seized from one year to the next, where it seizes much.

    The mean of both years decides what is much: to ask it of one of them would choose by the change itself.

    Parameters
    ----------
    seizures : ``iso3``, ``year``, ``seized_kg``, ``is_suspect``; a suspect value has no change on either side
    least_kg : least mean of the two years

    Returns
    -------
    DataFrame : ``iso3``, ``year`` (the later), ``change`` (a fraction)
    """
    sound = seizures[~seizures["is_suspect"].astype(bool)]
    ordered = sound.sort_values(["iso3", "year"])
    of_country = ordered.groupby("iso3")
    year_before = of_country["year"].shift()
    kg_before = of_country["seized_kg"].shift()
    kg = ordered["seized_kg"]

    follows = ordered["year"] - year_before == 1
    is_much = (kg + kg_before) / 2 >= least_kg
    changes = ordered.assign(change=kg / kg_before - 1)
    counted = changes[follows & is_much]
    columns = ["iso3", "year", "change"]
    return counted[columns].reset_index(drop=True)


def compositions(table: pd.DataFrame) -> pd.DataFrame:
    """Rows as shares of their sum, how concentrated each is, and how far it moved from the row before.

    Parameters
    ----------
    table : one row a period, one column a part; every part is known and positive

    Returns
    -------
    DataFrame : the shares (fractions); ``hhi``, the sum of their squares (1/n if equal); ``moved``, Aitchison's
        distance to the row before, which sees relative change alone, and is missing in the first row

    Raises
    ------
    ValueError : a part that is missing or not positive: it has no ratio to the others

    Source: Aitchison (1986), The Statistical Analysis of Compositional Data.
    """
    positive = (table > 0).all(axis=1)
    if not positive.all():
        rows = ", ".join(map(str, table.index[~positive]))
        raise ValueError(f"a part is missing or not positive in: {rows}")

    sums = table.sum(axis=1)
    shares = table.div(sums, axis=0)
    concentration = (shares**2).sum(axis=1)

    logs = np.log(shares)
    centred = logs.sub(logs.mean(axis=1), axis=0)
    squared_steps = centred.diff() ** 2
    distance = np.sqrt(squared_steps.sum(axis=1, min_count=1))
    return shares.assign(hhi=concentration, moved=distance)


def peaks(seizures: pd.DataFrame, years: int) -> pd.DataFrame:
    """The record of each port and its last figure; the first of equal records counts.

    Parameters
    ----------
    seizures : ``port``, ``year``, ``seized_t`` and ``is_main``: one main figure a port and year; a year whose main
        figure is missing does not count
    years : from so many known years on a record is ``testable``

    Returns
    -------
    DataFrame : ``port``, ``years`` (number known), ``record`` and ``last`` (years), ``record_t`` and ``last_t``
        (tonnes), ``testable``
    """
    main = seizures[seizures["is_main"]]
    # `last` of a group passes over what is missing: a year and a weight of different rows could meet.
    known = main.dropna(subset=["seized_t"])
    ordered = known.sort_values(["port", "year"])

    ports = ordered.groupby("port")
    known_years = ports.size()
    highest = ports["seized_t"].idxmax()
    record = ordered.loc[highest].set_index("port")
    table = pd.DataFrame(
        {
            "years": known_years,
            "record": record["year"],
            "record_t": record["seized_t"],
            "last": ports["year"].last(),
            "last_t": ports["seized_t"].last(),
            "testable": known_years >= years,
        }
    )
    return table.reset_index()

"""Seizures as totals: of countries in the world, and of ports.

Belongs here: what uses sums by country, port, year or kind. Does not: single cases, which `cases` has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def world_share(seizures: pd.DataFrame, iso3: str, without: Sequence[str] = ()) -> pd.DataFrame:
    """Weight (kg), share of the sum of countries and rank of one country by year, `without` some."""
    rows = seizures[~seizures["iso3"].isin(list(without))]
    by_year = rows.groupby("year")["seized_kg"]
    ranks = by_year.rank(ascending=False, method="min").astype(int)
    table = rows.assign(rank=ranks, world_kg=by_year.transform("sum"))
    table = table[table["iso3"] == iso3].assign(share=lambda t: t["seized_kg"] / t["world_kg"])
    return table[["year", "seized_kg", "world_kg", "share", "rank"]].reset_index(drop=True)


def leave_one_out(seizures: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Growth of the total from `first` to `last` without each country in turn, of those in both years."""
    wide = seizures.pivot_table("seized_kg", "iso3", "year")[[first, last]].dropna()
    left = wide.sum() - wide
    return (left[last] / left[first] - 1).rename("growth").sort_values().reset_index()


def compositions(table: pd.DataFrame) -> pd.DataFrame:
    """Rows as shares of their sum, with ``hhi`` (sum of squared shares; 1/n if equal) and ``moved``.

    ``moved``: Aitchison distance to the row before, which sees relative change alone (Aitchison 1986).
    """
    shares = table.div(table.sum(axis=1), axis=0)
    centred = np.log(shares).sub(np.log(shares).mean(axis=1), axis=0)
    return shares.assign(
        hhi=(shares**2).sum(axis=1), moved=np.sqrt((centred.diff() ** 2).sum(axis=1, min_count=1))
    )


def peaks(seizures: pd.DataFrame, years: int) -> pd.DataFrame:
    """Year and weight (t) of each port's record and of its last figure; ``testable`` from `years` on."""
    main = seizures[seizures["is_main"]].sort_values(["port", "year"])
    ports = main.groupby("port")
    record = main.loc[ports["seized_t"].idxmax()].set_index("port")
    return pd.DataFrame(
        {
            "years": ports.size(),
            "record": record["year"],
            "record_t": record["seized_t"],
            "last": ports["year"].last(),
            "last_t": ports["seized_t"].last(),
            "testable": ports.size() >= years,
        }
    ).reset_index()

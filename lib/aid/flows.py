"""What was promised, obligated and paid, by year and purpose; with and without a doubtful block.

Belongs here: sums of money of complete years. Does not: a year that is still filling up, which `releases` has.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from lib import money
from lib.estimates import Estimate

BLOCK_SECTOR = "Stabilization Operations and Security Sector Reform"
BLOCK_YEARS = (2022, 2023)
SECURITY = ("aid_military", "aid_counternarcotics")
SPLICE = 2001  # first year of the comparable groups; the accounts of the Greenbook carry the years before


def estimate_rows(estimates: Mapping[str, Estimate], name: str = "label") -> pd.DataFrame:
    """One row for each estimate, its code in the column `name`: what the chart forms take."""
    return pd.DataFrame(
        [
            {name: code, "value": e.value, "low": e.low, "high": e.high}
            for code, e in estimates.items()
        ]
    )


def security_block(
    sectors: pd.DataFrame, iso3: str = "ECU", measure: str = "obligations"
) -> pd.Series:
    """The unexplained military financing by fiscal year, in current dollars: its whole sector."""
    rows = sectors[
        (sectors["iso3"] == iso3)
        & (sectors["measure"] == measure)
        & (sectors["sector"] == BLOCK_SECTOR)
        & sectors["fiscal_year"].isin(BLOCK_YEARS)
    ]
    return rows.groupby("fiscal_year")["value_usd"].sum()


def both_versions(
    values: pd.DataFrame, block: pd.Series, column: str = "value_usd"
) -> pd.DataFrame:
    """The rows twice, as `version` with_block and without_block; `block` by fiscal year, same money."""
    less = values.assign(version="without_block")
    less[column] = less[column] - less["fiscal_year"].map(block).fillna(0)
    return pd.concat([values.assign(version="with_block"), less], ignore_index=True)


def split_block(series: pd.DataFrame, block: pd.Series, iso3: str = "ECU") -> pd.DataFrame:
    """One country's groups with the block taken out of military and shown as its own group, ``aid_block``."""
    own = series[series["iso3"] == iso3].copy()
    military = own["account_group"] == "aid_military"
    own.loc[military, "value_usd"] -= own.loc[military, "fiscal_year"].map(block).fillna(0)
    apart = block.rename("value_usd").reset_index().assign(iso3=iso3, account_group="aid_block")
    return pd.concat([own, apart], ignore_index=True)


def group_series(
    groups: pd.DataFrame, accounts: pd.DataFrame, prices: money.Prices, base: int
) -> pd.DataFrame:
    """Obligations by country, year and group in dollars of `base`: accounts before `SPLICE`, groups from it.

    Development, humanitarian and other security accounts become ``aid_other``, as in the grouped file.
    """
    old = accounts[accounts["fiscal_year"] < SPLICE]
    old = old.assign(value_usd=old["value_usd"] * prices.factor(old["fiscal_year"], base, "fiscal"))
    old["account_group"] = old["account_group"].where(
        old["account_group"].isin(SECURITY), "aid_other"
    )
    new = groups.assign(value_usd=groups["value_usd_2025"] * prices.factor(2025, base, "fiscal"))
    both = pd.concat([old, new], ignore_index=True)
    return both.groupby(["iso3", "fiscal_year", "account_group"], as_index=False)["value_usd"].sum()


def security(series: pd.DataFrame) -> pd.DataFrame:
    """Military and counternarcotics obligations together, by country and fiscal year."""
    rows = series[series["account_group"].isin(SECURITY)]
    return rows.groupby(["iso3", "fiscal_year"], as_index=False)["value_usd"].sum()


def per_head(values: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Adds `per_head_usd`: each fiscal year over the population of the calendar year of the same number.

    Years after a country's last population take that one: the growth of one year is under two percent.
    """
    people = (
        population.pivot_table(index="year", columns="iso3", values="population")
        .reindex(range(population["year"].min(), values["fiscal_year"].max() + 1))
        .ffill()
    )
    found = (
        people.rename_axis("fiscal_year").reset_index().melt("fiscal_year", value_name="population")
    )
    merged = values.merge(found, on=["iso3", "fiscal_year"], how="inner")
    return merged.assign(per_head_usd=merged["value_usd"] / merged["population"])


def regimes(series: pd.DataFrame, breaks: Sequence[int], first: int, last: int) -> pd.DataFrame:
    """Mean yearly `value_usd` between named breaks (first years of a new regime), for each `version`."""
    rows = [
        {
            "version": version,
            "start": a,
            "end": b - 1,
            "value_usd": part.loc[inside, "value_usd"].mean(),
        }
        for version, part in series.groupby("version", sort=False)
        for a, b in pairwise([first, *breaks, last + 1])
        if (inside := part["fiscal_year"].between(a, b - 1)).any()
    ]
    return pd.DataFrame(rows)


def event_time(
    values: pd.DataFrame, starts: Mapping[str, int], before: int, after: int
) -> pd.DataFrame:
    """`per_head_usd` by years since the start of each country's programme: columns iso3, x, value."""
    moved = values[values["iso3"].isin(starts)].assign(
        x=lambda d: d["fiscal_year"] - d["iso3"].map(starts)
    )
    kept = moved[moved["x"].between(-before, after)].sort_values(["iso3", "x"])
    return kept.rename(columns={"per_head_usd": "value"})[["iso3", "x", "value", "fiscal_year"]]


def share_of_years(
    part: pd.DataFrame,
    whole: pd.DataFrame,
    iso3: str,
    measure: str,
    years: tuple[int, int],
    level: float,
    *,
    missing_is_zero: bool = True,
    draws: int = 4000,
    seed: int = 1,
) -> Estimate:
    """Sum of `part` over sum of `whole` for a country and measure in fiscal years, with a bootstrap over years.

    With `missing_is_zero` a year without a `part` row counts as none of it, else it is left out. Years, not
    dollars, are what chance could have drawn otherwise.
    """
    sides = [
        rows[
            (rows["iso3"] == iso3)
            & (rows["measure"] == measure)
            & rows["fiscal_year"].between(*years)
        ].set_index("fiscal_year")["value_usd"]
        for rows in (whole, part)
    ]
    joined = pd.DataFrame({"whole": sides[0], "part": sides[1].reindex(sides[0].index)})
    joined = joined.fillna({"part": 0.0}) if missing_is_zero else joined.dropna()
    if joined.empty or joined["whole"].sum() <= 0:
        raise ValueError(f"nothing to divide for {iso3}, {measure}, in {years[0]} to {years[1]}")
    pick = np.random.default_rng(seed).integers(len(joined), size=(draws, len(joined)))
    ratios = np.divide(*(joined[name].to_numpy()[pick].sum(axis=1) for name in ("part", "whole")))
    point = joined["part"].sum() / joined["whole"].sum()
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        point, min(low, point), max(high, point), "sampling", level, "bootstrap over years"
    )

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
#: First year of the comparable groups; the accounts of the Greenbook carry the years before.
SPLICE = 2001
#: Dollars of the grouped file.
GROUPS_BASE = 2025


def security_block(
    sectors: pd.DataFrame,
    iso3: str = "ECU",
    measure: str = "obligations",
) -> pd.Series:
    """The unexplained military financing: its whole sector in its two years.

    Parameters
    ----------
    sectors : ``iso3``, ``measure``, ``sector``, ``fiscal_year``, ``value_usd``

    Returns
    -------
    Series : by fiscal year, in the money of the table (current US dollars)
    """
    in_sector = sectors["sector"] == BLOCK_SECTOR
    in_years = sectors["fiscal_year"].isin(BLOCK_YEARS)
    of_country = sectors["iso3"] == iso3
    of_measure = sectors["measure"] == measure
    rows = sectors[in_sector & in_years & of_country & of_measure]
    return rows.groupby("fiscal_year")["value_usd"].sum()


def both_versions(
    values: pd.DataFrame,
    block: pd.Series,
    column: str = "value_usd",
) -> pd.DataFrame:
    """The rows twice, with the block and without it.

    Parameters
    ----------
    values : ``fiscal_year`` and the money in `column`
    block : by fiscal year, in the same money

    Returns
    -------
    DataFrame : the rows, and the ``version``: first all with_block, then all without_block
    """
    block_of_year = values["fiscal_year"].map(block).fillna(0)
    complete = values.assign(version="with_block")
    less = values.assign(version="without_block")
    less[column] = less[column] - block_of_year
    _refuse_negative_rest(less.loc[block_of_year > 0, column])
    return pd.concat([complete, less], ignore_index=True)


def block_in_military(
    series: pd.DataFrame,
    block: pd.Series,
    iso3: str = "ECU",
) -> pd.Series:
    """The part of the block that military aid can hold: no more than all of it.

    The block is a whole sector, and a little of that sector stands outside military aid: taken out whole, it would
    leave less than nothing. How military aid looks without the block is shown with this part; the least that a country
    had for security is what both kinds together leave without the whole block.

    Parameters
    ----------
    series : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd``, as of `group_series`
    block : by ``fiscal_year``, in the same money

    Returns
    -------
    Series : by ``fiscal_year``
    """
    of_country = series["iso3"] == iso3
    is_military = series["account_group"] == "aid_military"
    military = series[of_country & is_military].set_index("fiscal_year")["value_usd"]
    most = military.reindex(block.index).fillna(0).clip(lower=0)
    return block.clip(upper=most)


def _refuse_negative_rest(rest: pd.Series) -> None:
    """Parts of a sum are no less than nothing.

    Raises
    ------
    ValueError : something is left that is negative
    """
    if (rest < 0).any():
        raise ValueError(
            f"without the block {rest.min():.0f} is left: it is larger than what it is taken from"
        )


def split_block(
    series: pd.DataFrame,
    block: pd.Series,
    iso3: str = "ECU",
) -> pd.DataFrame:
    """One country's groups with the block taken out of military aid and shown as a group, ``aid_block``.

    Parameters
    ----------
    series : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd``, as of `group_series`
    block : by ``fiscal_year``, in the same money, as of `block_in_military`

    Raises
    ------
    ValueError : the block is larger than military aid
    """
    groups = series[series["iso3"] == iso3].copy()
    military = groups["account_group"] == "aid_military"
    years = groups.loc[military, "fiscal_year"]
    block_of_year = years.map(block).fillna(0)
    groups.loc[military, "value_usd"] -= block_of_year
    _refuse_negative_rest(groups.loc[block_of_year.index[block_of_year > 0], "value_usd"])

    by_year = block.rename("value_usd").reset_index()
    apart = by_year.assign(iso3=iso3, account_group="aid_block")
    return pd.concat([groups, apart], ignore_index=True)


def group_series(
    groups: pd.DataFrame,
    accounts: pd.DataFrame,
    prices: money.Prices,
    base: int,
) -> pd.DataFrame:
    """Obligations by country, year and group: accounts before `SPLICE`, groups from it.

    Development, humanitarian and other security accounts become ``aid_other``, as in the grouped file.

    Parameters
    ----------
    groups : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd_2025``
    accounts : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd`` (current US dollars)
    base : the fiscal year whose dollars come out

    Returns
    -------
    DataFrame : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd``
    """
    before = accounts[accounts["fiscal_year"] < SPLICE]
    group = before["account_group"]
    factor = prices.factor(before["fiscal_year"], base, "fiscal")
    old = before.assign(
        account_group=group.where(group.isin(SECURITY), "aid_other"),
        value_usd=before["value_usd"] * factor,
    )

    factor = prices.factor(GROUPS_BASE, base, "fiscal")
    new = groups.assign(value_usd=groups["value_usd_2025"] * factor)

    both = pd.concat([old, new], ignore_index=True)
    keys = ["iso3", "fiscal_year", "account_group"]
    return both.groupby(keys, as_index=False)["value_usd"].sum()


def security(series: pd.DataFrame) -> pd.DataFrame:
    """Military and counternarcotics obligations together.

    Parameters
    ----------
    series : ``iso3``, ``fiscal_year``, ``account_group``, ``value_usd``, as of `group_series`

    Returns
    -------
    DataFrame : ``iso3``, ``fiscal_year``, ``value_usd``
    """
    rows = series[series["account_group"].isin(SECURITY)]
    keys = ["iso3", "fiscal_year"]
    return rows.groupby(keys, as_index=False)["value_usd"].sum()


def per_head(values: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Money per inhabitant: each fiscal year over the population of the calendar year of the same number.

    A year without a population takes the last one before it: the growth of one year is under two percent.

    Parameters
    ----------
    values : ``iso3``, ``fiscal_year``, ``value_usd``
    population : ``iso3``, ``year``, ``population``

    Returns
    -------
    DataFrame : the rows of countries and years in the range of the populations, with ``population`` and
        ``per_head_usd``, both missing before a country's first population
    """
    by_country = population.pivot_table(index="year", columns="iso3", values="population")
    first = population["year"].min()
    last = values["fiscal_year"].max()
    carried_on = by_country.reindex(range(first, last + 1)).ffill()

    by_year = carried_on.rename_axis("fiscal_year").reset_index()
    people = by_year.melt("fiscal_year", value_name="population")
    merged = values.merge(people, on=["iso3", "fiscal_year"], how="inner")
    return merged.assign(per_head_usd=merged["value_usd"] / merged["population"])


def regimes(
    series: pd.DataFrame,
    breaks: Sequence[int],
    first: int,
    last: int,
) -> pd.DataFrame:
    """Mean yearly money between named breaks, for each version.

    Parameters
    ----------
    series : ``version``, ``fiscal_year``, ``value_usd``
    breaks : first years of a new regime, rising
    first, last : first year of the first regime, last year of the last

    Returns
    -------
    DataFrame : ``version``, ``start``, ``end``, ``value_usd``; a regime without a year has no row
    """
    starts = [first, *breaks, last + 1]
    rows = []
    for version, values in series.groupby("version", sort=False):
        for start, next_start in pairwise(starts):
            end = next_start - 1
            inside = values["fiscal_year"].between(start, end)
            if not inside.any():
                continue
            rows.append(
                {
                    "version": version,
                    "start": start,
                    "end": end,
                    "value_usd": values.loc[inside, "value_usd"].mean(),
                }
            )
    return pd.DataFrame(rows)


def sector_share(
    sectors: pd.DataFrame,
    sector: str,
    iso3: str,
    years: tuple[int, int],
    measure: str = "obligations",
) -> tuple[float, float]:
    """Money of one sector and of all sectors of a country in a window of fiscal years.

    Two countries are compared with the same `years`: a country that lacks one of them has no share.

    Parameters
    ----------
    sectors : ``iso3``, ``measure``, ``sector``, ``fiscal_year``, ``value_usd``
    years : first and last fiscal year

    Returns
    -------
    tuple : sum of the sector, sum of all sectors

    Raises
    ------
    ValueError : a year of the window that the table lacks for the country
    """
    first, last = years
    of_country = sectors["iso3"] == iso3
    of_measure = sectors["measure"] == measure
    rows = sectors[of_country & of_measure & sectors["fiscal_year"].between(first, last)]
    missing = sorted(set(range(first, last + 1)) - set(rows["fiscal_year"]))
    if missing:
        raise ValueError(f"{iso3} has no {measure} in {missing}: windows must be the same")
    in_sector = rows["sector"] == sector
    return rows.loc[in_sector, "value_usd"].sum(), rows["value_usd"].sum()


def event_time(
    values: pd.DataFrame,
    starts: Mapping[str, int],
    before: int,
    after: int,
) -> pd.DataFrame:
    """Money per inhabitant by years since the start of each country's programme.

    Parameters
    ----------
    values : ``iso3``, ``fiscal_year``, ``per_head_usd``
    starts : country -> fiscal year in which its programme starts; others do not count
    before, after : number of years on either side

    Returns
    -------
    DataFrame : ``iso3``, ``x`` (0 in the year of the start), ``value``, ``fiscal_year``
    """
    with_programme = values[values["iso3"].isin(starts)]
    start = with_programme["iso3"].map(starts)
    shifted = with_programme.assign(x=with_programme["fiscal_year"] - start)

    near = shifted["x"].between(-before, after)
    ordered = shifted[near].sort_values(["iso3", "x"])
    named = ordered.rename(columns={"per_head_usd": "value"})
    return named[["iso3", "x", "value", "fiscal_year"]]


def share_of_years(
    part: pd.DataFrame,
    whole: pd.DataFrame,
    iso3: str,
    measure: str,
    years: tuple[int, int],
    level: float,
    *,
    draws: int = 200_000,
    seed: int = 1,
) -> Estimate:
    """Sum of `part` over sum of `whole` for a country and measure, with a bootstrap over years.

    Years, not dollars, are what chance could have drawn otherwise. A year of `whole` without a `part` row has none of
    it; where a missing row says nothing, leave its year out of `whole`.

    Parameters
    ----------
    part, whole : ``iso3``, ``measure``, ``fiscal_year``, ``value_usd``, one row a year
    years : first and last fiscal year
    level : of the range, which always holds the share itself
    draws : so many that another seed moves an end by less than a tenth of a percentage point, which is printed

    Raises
    ------
    ValueError : no year to divide, or a whole that does not sum to more than nothing
    """
    whole_by_year = _by_year(whole, iso3, measure, years)
    part_by_year = _by_year(part, iso3, measure, years)
    table = pd.DataFrame(
        {
            "whole": whole_by_year,
            "part": part_by_year.reindex(whole_by_year.index),
        }
    )
    table = table.fillna({"part": 0.0})
    if table.empty or table["whole"].sum() <= 0:
        first, last = years
        raise ValueError(f"nothing to divide for {iso3}, {measure}, in {first} to {last}")
    share = table["part"].sum() / table["whole"].sum()

    rng = np.random.default_rng(seed)
    size = len(table)
    drawn_years = rng.integers(size, size=(draws, size))
    drawn_part = table["part"].to_numpy()[drawn_years]
    drawn_whole = table["whole"].to_numpy()[drawn_years]
    shares = drawn_part.sum(axis=1) / drawn_whole.sum(axis=1)

    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        share,
        min(low, share),
        max(high, share),
        "sampling",
        level,
        "bootstrap over years",
    )


def _by_year(
    rows: pd.DataFrame,
    iso3: str,
    measure: str,
    years: tuple[int, int],
) -> pd.Series:
    """Dollars of one country and measure by fiscal year."""
    of_country = rows["iso3"] == iso3
    of_measure = rows["measure"] == measure
    in_years = rows["fiscal_year"].between(*years)
    chosen = rows[of_country & of_measure & in_years]
    return chosen.set_index("fiscal_year")["value_usd"]

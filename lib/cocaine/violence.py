"""Homicides by province: shares, rates, and the months in which their level changes.

Belongs here: counts of homicides, by place and month. Does not: flows of drugs.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

#: Rates are per so many inhabitants.
INHABITANTS = 1e5


def group_share(
    homicides: pd.DataFrame,
    provinces: Sequence[str],
    by: Sequence[str] = ("year",),
) -> pd.DataFrame:
    """Homicides of a group of provinces and their share of the country.

    Parameters
    ----------
    homicides : ``province``, ``homicides`` and the columns of `by`
    by : columns of the period

    Returns
    -------
    DataFrame : the columns of `by`, ``group``, ``homicides`` (of the country), ``share`` (a fraction)

    Raises
    ------
    ValueError : a province that the table does not have; the message lists those that it has
    """
    known = set(homicides["province"])
    unknown = set(provinces) - known
    if unknown:
        missing = ", ".join(sorted(unknown))
        names = ", ".join(sorted(known))
        raise ValueError(f"no province {missing}; known: {names}")

    in_group = homicides["province"].isin(list(provinces))
    of_group = homicides["homicides"].where(in_group, 0)
    periods = homicides.assign(group=of_group).groupby(list(by))
    sums = periods[["group", "homicides"]].sum()
    sums["share"] = sums["group"] / sums["homicides"]
    return sums.reset_index()


def rates(
    homicides: pd.DataFrame,
    population: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Homicide rates of provinces in a year, and how they compare with the country's.

    Parameters
    ----------
    homicides : ``province``, ``year``, ``homicides``
    population : ``province``, ``year``, ``population``, one row a province and year

    Returns
    -------
    DataFrame : ``province``, ``population``, ``homicides``, ``rate`` (per 100,000), ``quotient`` (rate over that of
        the country); highest rate first

    Raises
    ------
    ValueError : a year without population
    """
    if year not in set(population["year"]):
        raise ValueError(f"no population of {year}")
    of_year = homicides[homicides["year"] == year]
    counts = of_year.groupby("province")["homicides"].sum()
    people = population[population["year"] == year].set_index("province")[["population"]]
    table = people.join(counts)

    rate = table["homicides"] / table["population"]
    rate_of_country = counts.sum() / table["population"].sum()
    with_rates = table.assign(
        rate=rate * INHABITANTS,
        quotient=rate / rate_of_country,
    )
    highest_first = with_rates.sort_values("rate", ascending=False)
    return highest_first.reset_index()


def breakpoints(
    counts: Sequence[int],
    least: int = 12,
    strength: float = 3.0,
) -> list[int]:
    """Months in which a monthly count changes its level: an exact optimal partition with Poisson costs.

    Each change costs ``strength * dispersion * log(n)``, the dispersion being that of steps between months, so
    that clustered counts do not break at every wave.

    Parameters
    ----------
    counts : one a month
    least : shortest segment, in months
    strength : of the penalty; more gives fewer changes

    Returns
    -------
    list : positions in `counts` at which a new level begins, rising

    Source: Killick, Fearnhead and Eckley (2012), Journal of the American Statistical Association 107(500).
    """
    monthly = np.asarray(counts, dtype=float)
    length = len(monthly)
    if length < 2 * least:
        return []
    dispersion = _dispersion(monthly)
    penalty = strength * dispersion * np.log(length)
    sums = np.zeros(length + 1)
    sums[1:] = np.cumsum(monthly)

    # The cheapest partition of the months up to each end: its cost, and where its last segment starts.
    lowest_cost = np.full(length + 1, np.inf)
    lowest_cost[0] = 0.0
    last_start = [0] * (length + 1)
    for end in range(least, length + 1):
        starts = np.array([0, *range(least, end - least + 1)])
        totals = sums[end] - sums[starts]
        months = end - starts
        costs = lowest_cost[starts] + _poisson_cost(totals, months)
        cheapest = int(np.argmin(costs))
        lowest_cost[end] = costs[cheapest] + penalty
        last_start[end] = int(starts[cheapest])

    breaks = []
    start = last_start[length]
    while start:
        breaks.append(start)
        start = last_start[start]
    return breaks[::-1]


def _dispersion(monthly: np.ndarray) -> float:
    """Mean squared step between months over the sum of both: 1 for Poisson counts, and taken as no less."""
    steps = np.diff(monthly)
    sums = monthly[1:] + monthly[:-1]
    ratios = steps**2 / np.maximum(sums, 1.0)
    return max(1.0, float(np.mean(ratios)))


def _poisson_cost(totals: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Twice the negative log likelihood of segments with a level each, but for what all partitions share."""
    levels = totals / months
    return 2 * (totals - special.xlogy(totals, levels))

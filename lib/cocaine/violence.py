"""Homicides by province: shares, rates, and the months in which their level changes.

Belongs here: counts of homicides, by place and month. Does not: flows of drugs.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special


def group_share(
    homicides: pd.DataFrame, provinces: Sequence[str], by: Sequence[str] = ("year",)
) -> pd.DataFrame:
    """Homicides of a group of provinces and their share of the country; ValueError for an unknown province."""
    if unknown := sorted(set(provinces) - (known := set(homicides["province"]))):
        raise ValueError(f"no province {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    inside = homicides["homicides"].where(homicides["province"].isin(list(provinces)), 0)
    sums = homicides.assign(group=inside).groupby(list(by))[["group", "homicides"]].sum()
    return sums.assign(share=sums["group"] / sums["homicides"]).reset_index()


def rates(homicides: pd.DataFrame, population: pd.DataFrame, year: int) -> pd.DataFrame:
    """Homicides per 100,000 and location quotient (rate over the country's) by province in a year."""
    counts = homicides[homicides["year"] == year].groupby("province")["homicides"].sum()
    table = population.set_index("province")[["population"]].join(counts)
    rate = table["homicides"] / table["population"]
    quotient = rate / (counts.sum() / table["population"].sum())
    return (
        table.assign(rate=rate * 1e5, quotient=quotient)
        .sort_values("rate", ascending=False)
        .reset_index()
    )


def breakpoints(counts: Sequence[int], least: int = 12, strength: float = 3.0) -> list[int]:
    """Positions where a monthly count changes its level for at least `least` months: exact optimal partition.

    Poisson cost; each change costs ``strength * dispersion * log(n)``, the dispersion being that of steps
    between months, so that clustered counts do not break at every wave (Killick, Fearnhead and Eckley 2012).
    """
    x = np.asarray(counts, dtype=float)
    sums, n = np.concatenate([[0.0], np.cumsum(x)]), len(x)
    spread = max(1.0, float(np.mean(np.diff(x) ** 2 / np.maximum(x[1:] + x[:-1], 1.0))))
    best, before = [0.0] + [np.inf] * n, [0] * (n + 1)
    for end in range(least, n + 1):
        starts = np.array([0, *range(least, end - least + 1)])
        total, months = sums[end] - sums[starts], end - starts
        costs = np.array(best)[starts] + 2 * (total - special.xlogy(total, total / months))
        at = int(np.argmin(costs))
        best[end], before[end] = costs[at] + strength * spread * np.log(n), int(starts[at])
    found = [before[n]]
    while found[-1]:
        found.append(before[found[-1]])
    return found[::-1][1:]

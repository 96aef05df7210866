"""Rival counts of convictions: shares and paces, the windows they cover, which of them can be true together.

Belongs here: what is counted, and its dates. Counts with different denominators stand beside each other; nothing here
divides one by another. Does not: what a prior adds (`lib.laundering.priors`). Windows are months.
"""

from itertools import combinations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from lib.estimates import (
    Estimate,
    count,
    share,
)
from lib.periods import windows


def rows(labels, estimates: list[Estimate], **columns) -> pd.DataFrame:
    """Estimates as a table for a chart: label, value, low, high."""
    ends = {name: [getattr(e, name) for e in estimates] for name in ("value", "low", "high")}
    return pd.DataFrame({"label": list(labels), **ends, **columns})


def rivals(counts: pd.DataFrame, per: str, level: float = 0.95) -> pd.DataFrame:
    """Each count as a share of its denominator (`per` case) or a pace (`per` year), with an interval.

    Exact intervals (Clopper and Pearson 1934; Garwood 1936): label, value, low, high, group, source.
    """
    if per == "case":
        known = counts.dropna(subset=["cases"])
        pairs = zip(known["convictions"], known["cases"], strict=True)
        parts = [share(int(k), int(n), level, "beta") for k, n in pairs]
    else:
        known, first, after = windows(counts)
        pairs = zip(known["convictions"], after - first, strict=True)
        parts = [count(int(k), m / 12, level) for k, m in pairs]
    return rows(
        known["rival"], parts, group=known["universe"].tolist(), source=known["source"].tolist()
    )


def months(table: pd.DataFrame) -> pd.Series:
    """Length in months of each window whose ends are known, by the first column of the table."""
    known, first, after = windows(table)
    return pd.Series(after - first, index=known.iloc[:, 0])


def calendar(counts: pd.DataFrame) -> pd.DataFrame:
    """Years that each dated count covers, for a grid: row, column, value (pace over the fastest), text (the count).

    Longest window first; the count stands in the middle of its window, and years outside it have no value. A
    column is the year in its century: four digits do not fit on a phone.
    """
    known, first, after = windows(counts)
    pace, years = (
        known["convictions"] / (after - first),
        range(first.min() // 12, (after.max() - 1) // 12 + 1),
    )
    found = []
    for i in np.argsort(first - after, kind="stable"):
        inside = [y for y in years if first[i] < (y + 1) * 12 and y * 12 < after[i]]
        found += [
            (
                known["rival"][i],
                y % 100,
                pace[i] / pace.max() if y in inside else np.nan,
                f"{known['convictions'][i]:.0f}" if y == inside[len(inside) // 2] else "",
            )
            for y in years
        ]
    return pd.DataFrame(found, columns=["row", "column", "value", "text"])


def clashes(counts: pd.DataFrame) -> pd.DataFrame:
    """Pairs of dated counts that cannot count the same thing (row, column, clash): a part above the whole."""
    known, first, after = windows(counts)
    events, names, found = known["convictions"].to_numpy(), known["rival"].tolist(), []
    for i, j in combinations(range(len(known)), 2):
        clash = any(
            first[a] <= first[b] and after[b] <= after[a] and events[b] > events[a]
            for a, b in ((i, j), (j, i))
        )
        found.append((names[j], names[i], clash))
    return pd.DataFrame(found, columns=["row", "column", "clash"])


def feasible(counts: pd.DataFrame) -> bool:
    """True where one series of convictions by month can give every dated count: a linear programme.

    Its matrix has consecutive ones: a solution in fractions means one in whole ones (Fulkerson, Gross 1965).
    """
    known, first, after = windows(counts)
    cuts = np.unique(np.concatenate([first, after]))
    inside = (cuts[None, :-1] >= first[:, None]) & (cuts[None, 1:] <= after[:, None])
    return linprog(
        np.zeros(len(cuts) - 1), A_eq=inside.astype(float), b_eq=known["convictions"]
    ).success


def agreeing(counts: pd.DataFrame) -> list[tuple[str, ...]]:
    """The largest sets of dated counts that one series of convictions can satisfy together."""
    known, *_ = windows(counts)
    for size in range(len(known), 0, -1):
        sets = [
            s for s in map(list, combinations(range(len(known)), size)) if feasible(known.iloc[s])
        ]
        if sets:
            return [tuple(known["rival"].iloc[s]) for s in sets]
    return []


def pace(stages: pd.DataFrame) -> pd.DataFrame:
    """Reports or cases a year at each stage, lowest to highest span stated: label, low, high; value where one."""
    known, first, after = windows(stages)
    yearly = (known["cases"] / ((after - first) / 12)).groupby(known["stage"], sort=False)
    table = yearly.agg(low="min", high="max").rename_axis("label").reset_index()
    return table.assign(value=table["low"].where(table["low"] == table["high"]))

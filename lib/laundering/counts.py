"""Rival counts of convictions: shares and paces, the windows they cover, which of them can be true together.

Belongs here: what is counted, and its dates. Counts with different denominators stand beside each other; nothing here
divides one by another. Does not: what a prior adds (`lib.laundering.priors`). Windows are months.

A table of counts has a row for each: ``rival`` (its code), ``convictions``, ``period_start`` and ``period_end`` (each a
year or a month, missing where not known), ``cases`` (its denominator, if it has one), ``universe``, ``source``.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from lib.estimates import Estimate, count, share
from lib.frames import estimate_rows
from lib.periods import YEAR, Windows, windows


def rows(labels: Iterable[str], estimates: Iterable[Estimate], **columns: Any) -> pd.DataFrame:
    """Estimates under their labels as a table for a chart: as `lib.frames.estimate_rows`."""
    return estimate_rows(zip(labels, estimates, strict=True), **columns)


def _shares(counts: pd.DataFrame, level: float) -> list[Estimate]:
    """Convictions over cases, with exact limits."""
    estimates = []
    for convictions, cases in zip(counts["convictions"], counts["cases"], strict=True):
        estimates.append(share(int(convictions), int(cases), level, "beta"))
    return estimates


def _paces(spans: Windows, level: float) -> list[Estimate]:
    """Convictions a year of the window, with exact limits."""
    years = (spans.after - spans.first) / YEAR
    estimates = []
    for convictions, exposure in zip(spans.rows["convictions"], years, strict=True):
        estimates.append(count(int(convictions), exposure, level))
    return estimates


def rivals(counts: pd.DataFrame, per: str, level: float = 0.95) -> pd.DataFrame:
    """Each count as a share of its denominator (`per` case) or a pace (`per` year), with an interval.

    Exact intervals (Clopper and Pearson 1934; Garwood 1936). Counts without a denominator, or without dates, are left
    out.

    Returns
    -------
    DataFrame : label, value, low, high (fractions, or convictions a year), group (the universe), source
    """
    if per == "case":
        known = counts.dropna(subset=["cases"])
        estimates = _shares(known, level)
    else:
        spans = windows(counts)
        known = spans.rows
        estimates = _paces(spans, level)
    return rows(
        known["rival"],
        estimates,
        group=known["universe"].tolist(),
        source=known["source"].tolist(),
    )


def months(table: pd.DataFrame) -> pd.Series:
    """Length in months of each window whose ends are known, by the first column of the table."""
    spans = windows(table)
    labels = spans.rows.iloc[:, 0]
    return pd.Series(spans.after - spans.first, index=labels)


def calendar(counts: pd.DataFrame) -> pd.DataFrame:
    """Years that each dated count covers, for a grid: the longest window first.

    Returns
    -------
    DataFrame : row (the rival), column (the year in its century: four digits do not fit on a phone), value (its pace
        over the fastest; missing in years outside the window), text (the count, in the middle of its window)
    """
    spans = windows(counts)
    convictions = spans.rows["convictions"]
    length = spans.after - spans.first
    pace = convictions / length
    relative_pace = pace / pace.max()

    first_year = spans.first // YEAR
    last_year = (spans.after - 1) // YEAR
    years = range(first_year.min(), last_year.max() + 1)

    cells = []
    for place in np.argsort(-length, kind="stable"):
        rival = spans.rows["rival"][place]
        covered = range(first_year[place], last_year[place] + 1)
        middle = covered[len(covered) // 2]
        for year in years:
            value = relative_pace[place] if year in covered else np.nan
            text = f"{convictions[place]:.0f}" if year == middle else ""
            cells.append((rival, year % 100, value, text))
    return pd.DataFrame(cells, columns=["row", "column", "value", "text"])


def clashes(counts: pd.DataFrame) -> pd.DataFrame:
    """Pairs of dated counts that cannot count the same thing, because a part is above its whole.

    Returns
    -------
    DataFrame : row (the later in the table), column (the earlier), clash
    """
    spans = windows(counts)
    convictions = spans.rows["convictions"].to_numpy()
    names = spans.rows["rival"].tolist()

    def is_above(part: int, whole: int) -> bool:
        """True where one window lies in the other and counts more."""
        starts_inside = spans.first[whole] <= spans.first[part]
        ends_inside = spans.after[part] <= spans.after[whole]
        return starts_inside and ends_inside and convictions[part] > convictions[whole]

    cells = []
    for one, other in combinations(range(len(names)), 2):
        clash = is_above(one, other) or is_above(other, one)
        cells.append((names[other], names[one], bool(clash)))
    return pd.DataFrame(cells, columns=["row", "column", "clash"])


def _windows_by_piece(spans: Windows) -> np.ndarray:
    """Whether each window (rows) covers each piece of time (columns) between two ends of windows that follow."""
    cuts = np.unique(np.concatenate([spans.first, spans.after]))
    starts = cuts[None, :-1]
    ends = cuts[None, 1:]
    begun = starts >= spans.first[:, None]
    not_over = ends <= spans.after[:, None]
    return (begun & not_over).astype(float)


def _has_solution(covers: np.ndarray, convictions: np.ndarray) -> bool:
    """True where the pieces of time can hold convictions, none below nought, that sum to each count."""
    pieces = covers.shape[1]
    anything = np.zeros(pieces)
    return linprog(anything, A_eq=covers, b_eq=convictions).success


def feasible(counts: pd.DataFrame) -> bool:
    """True where one series of convictions by month can give every dated count: a linear programme.

    Its matrix has consecutive ones: a solution in fractions means one in whole ones (Fulkerson, Gross 1965).
    """
    spans = windows(counts)
    return _has_solution(_windows_by_piece(spans), spans.rows["convictions"])


def agreeing(counts: pd.DataFrame) -> list[tuple[str, ...]]:
    """The largest sets of dated counts that one series of convictions can satisfy together.

    Examples
    --------
    A year cannot hold fewer convictions than one of its months; it may hold more than another year.

    >>> counts = pd.DataFrame(
    ...     {
    ...         "rival": ["year", "month", "another_year"],
    ...         "convictions": [3, 5, 1],
    ...         "period_start": ["2020", "2020-03", "2021"],
    ...         "period_end": ["2020", "2020-03", "2021"],
    ...     }
    ... )
    >>> agreeing(counts)
    [('year', 'another_year'), ('month', 'another_year')]
    >>> feasible(counts)
    False
    """
    spans = windows(counts)
    names = spans.rows["rival"]
    covers = _windows_by_piece(spans)
    convictions = spans.rows["convictions"].to_numpy()
    for size in range(len(names), 0, -1):
        sets = []
        for places in combinations(range(len(names)), size):
            members = list(places)
            if _has_solution(covers[members], convictions[members]):
                sets.append(tuple(names.iloc[members]))
        if sets:
            return sets
    return []


def most_without_one(sets: list[tuple[str, ...]]) -> int:
    """How many counts still agree when one is left out, whichever that is: the fewest.

    Parameters
    ----------
    sets : of `agreeing`; one count fewer agree where one of them stands in every set

    Examples
    --------
    >>> most_without_one([("a", "b"), ("a", "c")]), most_without_one([("a", "b"), ("c", "d")])
    (1, 2)
    """
    in_every_set = set(sets[0]).intersection(*sets)
    return len(sets[0]) - bool(in_every_set)


def pace(stages: pd.DataFrame) -> pd.DataFrame:
    """Reports or cases a year at each stage.

    Parameters
    ----------
    stages : ``stage``, ``cases`` and the window of each count

    Returns
    -------
    DataFrame : label (the stage), low and high (of the spans stated, cases a year), value where there is just one
    """
    spans = windows(stages)
    years = (spans.after - spans.first) / YEAR
    yearly = spans.rows["cases"] / years
    by_stage = yearly.groupby(spans.rows["stage"], sort=False)
    table = by_stage.agg(low="min", high="max").rename_axis("label").reset_index()
    one_figure = table["low"] == table["high"]
    return table.assign(value=table["low"].where(one_figure))

"""Attrition: of the cases opened, how many end in a conviction, and who counts how many a year.

Belongs here: stages of the funnel, paces of rival counts, homicides cleared, shares of counts by code. Does not:
convictions still to come (`lib.justice.censoring`), what a conviction brings (`lib.justice.sentences`).
"""

import numpy as np
import pandas as pd

from lib.estimates import Estimate, share
from lib.frames import estimate_rows, pick
from lib.periods import YEAR, first_month, last_month

#: What floating point may be off where a product is a whole case.
WHOLE = 1e-9


def conviction_rate(cases: pd.DataFrame, confidence: float = 0.95) -> Estimate:
    """Convictions counted per investigation opened, with the interval if chance alone varied (Wilson 1927).

    Parameters
    ----------
    cases : ``stage``, with a row ``investigations`` and a row ``convictions``, and ``cases``

    Raises
    ------
    KeyError : a stage that does not stand there once
    ValueError : more convictions than investigations
    """
    convicted = pick(cases, "convictions", "stage", "cases")
    opened = pick(cases, "investigations", "stage", "cases")
    return share(convicted, opened, confidence)


def stages(cases: pd.DataFrame, abbreviated: Estimate, minimum: Estimate) -> pd.DataFrame:
    """Stages of the funnel with the whole cases that the rounded shares allow.

    Parameters
    ----------
    cases : as in `conviction_rate`
    abbreviated : share of the convictions that came in an abbreviated proceeding
    minimum : share of these that got the lowest sentence

    Returns
    -------
    DataFrame : stage, value, low, high in cases; counts have no range
    """
    opened = pick(cases, "investigations", "stage", "cases")
    convicted = pick(cases, "convictions", "stage", "cases")
    rows = [
        ("investigations", opened, opened, opened),
        ("convictions", convicted, convicted, convicted),
    ]
    value = low = high = convicted
    for stage, part in (("abbreviated", abbreviated), ("minimum", minimum)):
        value = value * part.value
        low = int(np.ceil(low * part.low - WHOLE))
        high = int(high * part.high + WHOLE)
        # rounded for the reader alone: the next stage starts from the product
        rows.append((stage, round(value), low, high))
    return pd.DataFrame(rows, columns=["stage", "value", "low", "high"])


def paces(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` with `per_year`: cases per twelve months of the span, both its ends included.

    Parameters
    ----------
    counts : ``period_start`` and ``period_end``, each a year or a month, and ``cases``

    Examples
    --------
    >>> counts = pd.DataFrame({"period_start": ["2020"], "period_end": ["2021-06"], "cases": [36]})
    >>> paces(counts)["per_year"].tolist()
    [24.0]
    """
    first = counts["period_start"].map(first_month)
    last = counts["period_end"].map(last_month)
    months = last - first + 1
    return counts.assign(per_year=counts["cases"] * YEAR / months)


def universe(cases: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Ecuador's drug cases a year by who counts them, with the article's.

    Parameters
    ----------
    cases : the article's, by ``stage``, as `paces` takes them
    counts : those of others, by ``series`` and ``iso3``, as `paces` takes them

    Returns
    -------
    DataFrame : label, value (the median of a series), low, high in cases a year, highest first
    """
    ecuador = counts[counts["iso3"] == "ECU"]
    by_series = paces(ecuador).groupby("series")["per_year"]
    others = by_series.agg(value="median", low="min", high="max")

    article = paces(cases)["per_year"]
    article.index = "article_" + cases["stage"]
    article_rows = pd.DataFrame({"value": article, "low": article, "high": article})

    table = pd.concat([others, article_rows])
    table = table.rename_axis("label").reset_index()
    return table.sort_values("value", ascending=False, ignore_index=True)


def shares(counts: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Counts by code (two columns, the part and the whole) as shares with an interval.

    Returns
    -------
    DataFrame : label, value, low, high as fractions, then both counts under their names
    """
    estimates = []
    for part, whole in counts.itertuples(index=False):
        estimates.append(share(int(part), int(whole), confidence))
    table = estimate_rows(zip(counts.index, estimates, strict=True))
    return pd.concat([table, counts.reset_index(drop=True)], axis=1)


def clearance(table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Homicides cleared per homicide by province, with all other provinces as one, lowest first.

    Parameters
    ----------
    table : ``province`` (one of them ``whole_country``), ``cleared``, ``homicides``

    Returns
    -------
    DataFrame : as `shares`
    """
    counts = table.set_index("province")[["cleared", "homicides"]]
    country = counts.loc["whole_country"]
    named = counts.sum() - country
    counts.loc["rest_of_country"] = country - named
    by_province = shares(counts.astype(int), confidence)
    return by_province.sort_values("value", ignore_index=True)


def clearance_by_rule(history: pd.DataFrame) -> pd.DataFrame:
    """Shares of homicides called solved, as counted where both counts are told, else as printed.

    Parameters
    ----------
    history : ``period_end``, ``rule``, ``cleared``, ``homicides`` and ``share_pct``, each of the last three missing
        where it is not told

    Returns
    -------
    DataFrame : `history` with year and share, as a fraction
    """
    counted = history["cleared"] / history["homicides"]
    printed = history["share_pct"] / 100
    return history.assign(
        year=history["period_end"].str[:4],
        share=counted.fillna(printed).astype(float),
    )

"""Attrition: of the cases opened, how many end in a conviction, and who counts how many a year.

Belongs here: stages of the funnel, paces of rival counts, homicides cleared, shares of counts by code. Does not:
convictions still to come (`lib.justice.censoring`), what a conviction brings (`lib.justice.sentences`).
"""

import numpy as np
import pandas as pd

from lib.estimates import Estimate, share
from lib.frames import pick
from lib.periods import month


def conviction_rate(cases: pd.DataFrame, confidence: float = 0.95) -> Estimate:
    """Convictions counted per investigation opened, with the interval if chance alone varied (Wilson 1927)."""
    return share(
        *(pick(cases, stage, "stage", "cases") for stage in ("convictions", "investigations")),
        confidence,
    )


def stages(cases: pd.DataFrame, abbreviated: Estimate, minimum: Estimate) -> pd.DataFrame:
    """Stages of the funnel with the whole cases that the rounded shares allow: stage, value, low, high."""
    counted = [
        (stage, *[pick(cases, stage, "stage", "cases")] * 3)
        for stage in ("investigations", "convictions")
    ]
    found, (value, low, high) = list(counted), counted[1][1:]
    for stage, part in (("abbreviated", abbreviated), ("minimum", minimum)):
        value, low, high = (
            value * part.value,
            int(np.ceil(low * part.low - 1e-9)),
            int(high * part.high + 1e-9),
        )
        found.append((stage, round(value), low, high))
    return pd.DataFrame(found, columns=["stage", "value", "low", "high"])


def paces(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` (series, period_start, period_end, cases) with `per_year`: cases per twelve months of the span."""
    spans = [
        month(f"{end}-12"[:7]) - month(f"{start}-01"[:7]) + 1
        for start, end in zip(counts["period_start"], counts["period_end"], strict=True)
    ]
    return counts.assign(per_year=counts["cases"] * 12 / np.array(spans))


def universe(cases: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Ecuador's drug cases a year by who counts them, with the article's: label, value (median), low, high."""
    pace = paces(counts[counts["iso3"] == "ECU"]).groupby("series")["per_year"]
    found = pace.agg(value="median", low="min", high="max")
    own = paces(cases).set_index("article_" + cases["stage"])["per_year"]
    table = pd.concat([found, pd.DataFrame(dict.fromkeys(found.columns, own))])
    return (
        table.rename_axis("label")
        .reset_index()
        .sort_values("value", ascending=False, ignore_index=True)
    )


def shares(counts: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Counts (part, whole) by code as label, value, low, high and both counts under their names."""
    found = [
        share(int(part), int(whole), confidence) for part, whole in counts.itertuples(index=False)
    ]
    table = pd.DataFrame(
        [(s.value, s.low, s.high) for s in found], columns=["value", "low", "high"]
    )
    return pd.concat(
        [pd.Series(counts.index, name="label"), table, counts.reset_index(drop=True)], axis=1
    )


def clearance(table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Homicides cleared per homicide by province, with all other provinces as one: as `shares`, lowest first."""
    counts = table.set_index("province")[["cleared", "homicides"]]
    counts.loc["rest_of_country"] = 2 * counts.loc["whole_country"] - counts.sum()
    return shares(counts.astype(int), confidence).sort_values("value", ignore_index=True)

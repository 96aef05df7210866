"""Other countries: rates of convictions and offences, ratings of effectiveness, and whether these go together.

Belongs here: Ecuador beside others. Does not: what Ecuador itself counts (`lib.laundering.counts`).
"""

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimates import Estimate, rate_ratio
from lib.frames import estimate_rows

RATINGS = {"LE": 0, "ME": 1, "SE": 2, "HE": 3}


def conviction_ratio(
    events: tuple[int, int], exposures: tuple[float, float], level: float = 0.95, yearly=()
) -> Estimate:
    """Ratio of two rates, exact for Poisson counts; dispersion of `yearly` counts (a list a rate) widens it.

    It is estimated from few years: hence the t distribution (McCullagh and Nelder 1989, section 6.2).
    """
    exact, free = rate_ratio(events, exposures, level), sum(len(y) - 1 for y in yearly)
    phi = (
        sum(((np.array(y) - np.mean(y)) ** 2 / np.mean(y)).sum() for y in yearly) / free
        if free
        else 1.0
    )
    if phi <= 1:
        return exact
    half = stats.t.ppf((1 + level) / 2, free) * np.sqrt(phi * sum(1 / e for e in events))
    ends = exact.value * np.exp(-half), exact.value * np.exp(half)
    return Estimate(
        exact.value, *ends, "sampling", level, method="log interval, overdispersed counts"
    )


def spread(offences: pd.DataFrame, ratio: float = 3.0) -> pd.DataFrame:
    """Median, lowest and highest recorded rate of each country, highest first, zeros left out.

    `to_median`: over the median country; `outlier`: that is beyond `ratio`; `jump`: largest factor in a row.
    """
    known = offences[offences["rate_per_100k"] > 0].sort_values(["iso3", "year"])
    rates = known.groupby("iso3")["rate_per_100k"]
    table = rates.agg(value="median", low="min", high="max")
    table["to_median"] = table["value"] / table["value"].median()
    table["jump"] = rates.agg(lambda r: float(np.exp(np.abs(np.diff(np.log(r))).max(initial=0))))
    table["outlier"] = np.abs(np.log(table["to_median"])) > np.log(ratio)
    return table.sort_values("value", ascending=False).rename_axis("label").reset_index()


def standing(ratings: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """How many other countries are rated below, equal to and above `iso3`: outcome, below, equal, above."""
    ranked = ratings.assign(rank=ratings["rating"].map(RATINGS))
    wide = ranked.pivot_table("rank", "iso3", "outcome")
    gap = np.sign(wide.drop(index=iso3) - wide.loc[iso3])[list(dict.fromkeys(ratings["outcome"]))]
    counts = {
        name: (gap == sign).sum() for name, sign in {"below": -1, "equal": 0, "above": 1}.items()
    }
    return pd.DataFrame(counts).rename_axis("outcome").reset_index()


def concordance(
    ratings, outcome, level: float = 0.95, draws: int = 1999, seed: int = 1
) -> Estimate:
    """Chance that of two countries rated apart the better rated has the higher outcome; half: no relation.

    The c index, from the D of Somers (1962); percentile bootstrap over countries.
    """
    apart, other = (
        np.sign(np.subtract.outer(v, v)) for v in (np.asarray(ratings), np.asarray(outcome))
    )
    n = len(apart)
    again = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), draws)
    weights = np.vstack(
        [np.ones(n), again]
    )  # how often each country is drawn; the first row is the data
    agree, pairs = (((weights @ m) * weights).sum(axis=1) for m in (apart * other, np.abs(apart)))
    point, *others = (
        agree[pairs > 0] / pairs[pairs > 0] + 1
    ) / 2  # a draw without a pair apart says nothing
    low, high = np.quantile(others, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        point,
        min(low, point),
        max(high, point),
        "sampling",
        level,
        method="bootstrap over countries",
    )


def concordances(
    ratings: pd.DataFrame, outcome: pd.Series, level: float = 0.95, seed: int = 1
) -> pd.DataFrame:
    """`concordance` of each of the outcomes that are rated with one yardstick by country: label to high, estimate."""
    steps = ratings[ratings["iso3"].isin(outcome.index)].assign(
        step=lambda t: t["rating"].map(RATINGS)
    )
    parts = dict(list(steps.groupby("outcome", sort=False)))
    found = [concordance(p["step"], outcome[p["iso3"]], level, seed=seed) for p in parts.values()]
    return estimate_rows(zip(parts, found, strict=True), estimate=found)

"""Other countries: rates of convictions and offences, ratings of effectiveness, and whether these go together.

Belongs here: Ecuador beside others. Does not: what Ecuador itself counts (`lib.laundering.counts`).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimates import Estimate, envelope, rate_ratio
from lib.frames import estimate_rows

#: Ratings of effectiveness, low to high, as ranks.
RATINGS = {"LE": 0, "ME": 1, "SE": 2, "HE": 3}


def _dispersion(yearly: Sequence[Sequence[int]]) -> tuple[float, int]:
    """Variance of yearly counts over their mean, pooled over rates, and its degrees of freedom."""
    squares = 0
    degrees = 0
    for counts in yearly:
        mean = np.mean(counts)
        distance = np.array(counts) - mean
        squares += (distance**2 / mean).sum()
        degrees += len(counts) - 1
    if not degrees:
        return 1.0, 0
    return squares / degrees, degrees


def conviction_ratio(
    events: tuple[int, int],
    exposures: tuple[float, float],
    level: float = 0.95,
    yearly: Sequence[Sequence[int]] = (),
) -> Estimate:
    """Ratio of two rates, exact for Poisson counts; dispersion of `yearly` counts widens it.

    It is estimated from few years: hence the t distribution (McCullagh and Nelder 1989, section 6.2).

    Parameters
    ----------
    events, exposures : of the one rate and the other
    yearly : counts by year, a list for each rate that has them
    """
    exact = rate_ratio(events, exposures, level)
    dispersion, degrees = _dispersion(yearly)
    if dispersion <= 1:
        return exact
    variance = dispersion * sum(1 / number for number in events)  # of the log ratio
    quantile = stats.t.ppf((1 + level) / 2, degrees)
    half = quantile * np.sqrt(variance)
    return Estimate(
        exact.value,
        exact.value * np.exp(-half),
        exact.value * np.exp(half),
        "sampling",
        level,
        method="log interval, overdispersed counts",
    )


def ratio_over_baselines(
    yearly: pd.Series,
    after: tuple[int, int],
    shortest: int = 2,
) -> Estimate:
    """Mean of the years `after` over the mean of each span of years before them: the lowest and highest ratio.

    Parameters
    ----------
    yearly : counts by year, in order
    after : first and last year that is compared
    shortest : years that a span before has at least
    """
    later = yearly.loc[after[0] : after[1]].mean()
    before = yearly.loc[: after[0] - 1]
    ratios = []
    for start in range(len(before)):
        means = [before.iloc[start:end].mean() for end in range(start + shortest, len(before) + 1)]
        ratios += [float(later / mean) for mean in means]
    return envelope(ratios, method="every earlier span of years")


def _largest_jump(rates: pd.Series) -> float:
    """Largest factor between two rates in a row, up or down; one where there is only one rate."""
    steps = np.abs(np.diff(np.log(rates)))
    return float(np.exp(steps.max(initial=0)))


def spread(offences: pd.DataFrame, ratio: float = 3.0) -> pd.DataFrame:
    """Median, lowest and highest recorded rate of each country, highest first, zeros left out.

    Parameters
    ----------
    offences : ``iso3``, ``year``, ``rate_per_100k``
    ratio : an outlier is further from the median country than this factor, up or down

    Returns
    -------
    DataFrame : label, value (the median), low, high per 100,000, to_median (over the median country), jump (largest
        factor in a row), outlier
    """
    above_zero = offences[offences["rate_per_100k"] > 0]
    by_country = above_zero.sort_values(["iso3", "year"]).groupby("iso3")["rate_per_100k"]
    table = by_country.agg(value="median", low="min", high="max")
    table["to_median"] = table["value"] / table["value"].median()
    table["jump"] = by_country.agg(_largest_jump)
    distance = np.abs(np.log(table["to_median"]))
    table["outlier"] = distance > np.log(ratio)
    table = table.sort_values("value", ascending=False)
    return table.rename_axis("label").reset_index()


def standing(ratings: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """How many other countries are rated below, equal to and above `iso3`.

    Parameters
    ----------
    ratings : ``iso3``, ``outcome``, ``rating`` (a key of `RATINGS`)

    Returns
    -------
    DataFrame : outcome (in the order of `ratings`), below, equal, above
    """
    ranked = ratings.assign(rank=ratings["rating"].map(RATINGS))
    ranks = ranked.pivot_table("rank", "iso3", "outcome")
    outcomes = ratings["outcome"].unique()
    others = ranks.drop(index=iso3)
    ours = ranks.loc[iso3]
    difference = np.sign(others - ours)[outcomes]
    counts = pd.DataFrame(
        {
            "below": (difference == -1).sum(),
            "equal": (difference == 0).sum(),
            "above": (difference == 1).sum(),
        }
    )
    return counts.rename_axis("outcome").reset_index()


def _pairwise_signs(values: Sequence[float]) -> np.ndarray:
    """For each two countries whether the first is above (1), beside (0) or below (-1) the second."""
    ranks = np.asarray(values)
    return np.sign(np.subtract.outer(ranks, ranks))


def _weighted_pairs(pairs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum over all pairs of countries, each as often as both are drawn, for each row of weights."""
    return ((weights @ pairs) * weights).sum(axis=1)


def concordance(
    ratings: Sequence[int],
    outcome: Sequence[float],
    level: float = 0.95,
    draws: int = 19_999,
    seed: int = 1,
) -> Estimate:
    """Chance that of two countries rated apart the better rated has the higher outcome; half: no relation.

    The c index, from the D of Somers (1962); percentile bootstrap over countries.

    Parameters
    ----------
    ratings, outcome : a rank and a number for each country, in the same order

    Raises
    ------
    ValueError : all countries are rated alike
    """
    apart = _pairwise_signs(ratings)
    if not apart.any():
        raise ValueError("no two countries are rated apart: nothing to compare")
    other = _pairwise_signs(outcome)
    countries = len(apart)
    rng = np.random.default_rng(seed)
    alike = np.full(countries, 1 / countries)
    resampled = rng.multinomial(countries, alike, draws)
    # how often each country is drawn; the first row is the data
    weights = np.vstack([np.ones(countries), resampled])

    agreement = _weighted_pairs(apart * other, weights)
    rated_apart = _weighted_pairs(np.abs(apart), weights)
    says_something = rated_apart > 0  # a draw without a pair apart does not
    somers_d = agreement[says_something] / rated_apart[says_something]
    indices = (somers_d + 1) / 2

    point = indices[0]
    tail = (1 - level) / 2
    upper = (1 + level) / 2
    low, high = np.quantile(indices[1:], [tail, upper])
    return Estimate(
        point,
        min(low, point),
        max(high, point),
        "sampling",
        level,
        method="bootstrap over countries",
    )


def leave_one_out(ratings: pd.Series, outcome: pd.Series) -> Estimate:
    """The chance of `concordance` with each country left out in turn: the lowest and the highest.

    Parameters
    ----------
    ratings, outcome : ranks and yardstick, both by country
    """
    countries = outcome.index.intersection(ratings.index)
    chances = []
    for country in countries:
        others = countries.drop(country)
        apart = _pairwise_signs(ratings[others])
        if not apart.any():  # the others are rated alike: no chance to speak of
            continue
        agreement = (apart * _pairwise_signs(outcome[others])).sum()
        somers_d = agreement / np.abs(apart).sum()
        chances.append(float(somers_d + 1) / 2)
    return envelope(chances, method="each country left out in turn")


def concordances(
    ratings: pd.DataFrame,
    outcome: pd.Series,
    level: float = 0.95,
    seed: int = 1,
) -> pd.DataFrame:
    """`concordance` of each of the outcomes that are rated with one yardstick by country.

    Parameters
    ----------
    ratings : as in `standing`
    outcome : the yardstick by country; ratings of countries without it are left out

    Returns
    -------
    DataFrame : label (the outcome rated), value, low, high, estimate
    """
    measured = ratings[ratings["iso3"].isin(outcome.index)]
    estimates = {}
    for code, rated in measured.groupby("outcome", sort=False):
        ranks = rated["rating"].map(RATINGS)
        yardstick = outcome[rated["iso3"]]
        estimates[code] = concordance(ranks, yardstick, level, seed=seed)
    return estimate_rows(estimates, estimate=list(estimates.values()))

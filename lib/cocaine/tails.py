"""How unequal single seizures are: Hill's index, a lognormal seen from a floor up, and which of two laws fits.

Belongs here: distributions of the weight of a case. Does not: what follows for a total or a share.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

#: Most steps of the optimiser: from 1 to 100 kg up, our cases take 40 to 140.
MOST_STEPS = 2000


def hill(
    kg: ArrayLike,
    ks: ArrayLike,
    level: float = 0.95,
) -> pd.DataFrame:
    """Hill's tail index of the k largest cases for each k: one over their mean log excess above the next case.

    Parameters
    ----------
    kg : weights of the cases, in any unit
    ks : numbers of cases, each from 1 to one less than there are
    level : of the asymptotic range

    Returns
    -------
    DataFrame : ``k``, ``alpha``, ``low``, ``high``

    Raises
    ------
    ValueError : a k below 1, or without a next case

    Examples
    --------
    >>> hill([1, 10, 100], [1])["alpha"].round(3).tolist()  # one over the logarithm of ten
    [0.434]

    Source: Hill (1975), Annals of Statistics 3(5).
    """
    counts = np.asarray(ks)
    weights = np.asarray(kg, dtype=float)
    if counts.min() < 1 or counts.max() >= len(weights):
        raise ValueError(f"k is from 1 to {len(weights) - 1}, one less than there are cases")
    largest_first = np.sort(np.log(weights))[::-1]

    mean_of_k_largest = np.cumsum(largest_first)[counts - 1] / counts
    next_case = largest_first[counts]
    alpha = 1 / (mean_of_k_largest - next_case)

    normal_quantile = stats.norm.ppf((1 + level) / 2)
    relative_error = normal_quantile / np.sqrt(counts)
    return pd.DataFrame(
        {
            "k": counts,
            "alpha": alpha,
            "low": alpha * (1 - relative_error),
            "high": alpha * (1 + relative_error),
        }
    )


def lognormal_fit(kg: ArrayLike, floor: float) -> tuple[float, float]:
    """Mean and spread of the log weights of a lognormal that is seen from `floor` up; maximum likelihood.

    Parameters
    ----------
    kg : weights of the cases, all from `floor` up
    floor : the smallest weight seen, above 0 kg

    Raises
    ------
    ValueError : a floor that is not positive, cases that all weigh the same, or a likelihood without a maximum
    """
    if not floor > 0:
        raise ValueError(f"a floor of {floor} kg is not positive; leave it out where there is none")
    logs = np.log(np.asarray(kg, dtype=float))
    if len(logs) == 0 or np.ptp(logs) == 0:
        raise ValueError("a lognormal needs cases of different weights")
    log_floor = np.log(floor)

    def loss(parameters: np.ndarray) -> float:
        mean = parameters[0]
        spread = np.exp(parameters[1])
        log_share_seen = stats.norm.logsf(log_floor, mean, spread)
        log_densities = stats.norm.logpdf(logs, mean, spread)
        return len(logs) * log_share_seen - log_densities.sum()

    start = (logs.mean(), np.log(logs.std()))
    best, _, steps, _, failure = optimize.fmin(
        loss,
        start,
        maxiter=MOST_STEPS,
        full_output=True,
        disp=False,
    )
    if failure:
        raise ValueError(
            f"the lognormal of {len(logs)} cases from {floor} kg up was not found in {steps} steps"
        )
    mean, log_spread = best
    return float(mean), float(np.exp(log_spread))


def lognormal_draw(
    rng: np.random.Generator,
    size: int,
    fit: tuple[float, float],
    floor: float,
) -> np.ndarray:
    """Random weights from `floor` up of the lognormal of `lognormal_fit`.

    Parameters
    ----------
    fit : mean and spread of the log weights
    floor : smallest weight drawn, in the unit of the fit

    Returns
    -------
    array of `size` weights
    """
    mean, spread = fit
    share_below = special.ndtr((np.log(floor) - mean) / spread)
    share_seen = 1 - share_below
    levels = share_below + share_seen * rng.random(size)
    logs = mean + spread * special.ndtri(levels)
    return np.exp(logs)


def tail_choice(kg: Sequence[float], floor: float) -> tuple[float, float]:
    """Lognormal against power law from `floor` up: Vuong's z, above 0 for the lognormal, and its two-sided p.

    Parameters
    ----------
    kg : weights of the cases; those below `floor` do not count

    Source: Clauset, Shalizi and Newman (2009), SIAM Review 51(4), section 5.2.
    """
    weights = np.asarray(kg, dtype=float)
    tail = weights[weights >= floor]
    logs = np.log(tail)
    log_floor = np.log(floor)

    mean, spread = lognormal_fit(tail, floor)
    log_share_seen = stats.norm.logsf(log_floor, mean, spread)
    of_lognormal = stats.norm.logpdf(logs, mean, spread) - log_share_seen

    # A power law's log weight exceeds that of the floor by an exponential amount: the log of its
    # density is -log(mean) - excess / mean, which is taken off here.
    excess = logs - log_floor
    mean_excess = excess.mean()
    gain = of_lognormal + np.log(mean_excess) + excess / mean_excess

    error = np.sqrt(len(gain)) * gain.std()
    z = float(gain.sum() / error)
    p = float(2 * stats.norm.sf(abs(z)))
    return z, p


def hill_rival(
    kg: Sequence[float],
    ks: Sequence[int],
    floor: float,
    draws: int = 400,
    seed: int = 1,
    level: float = 0.9,
) -> pd.DataFrame:
    """Where Hill's index would lie were cases from `floor` up lognormal.

    Parameters
    ----------
    kg : weights of the cases; those below `floor` do not count
    ks : numbers of largest cases, as in `hill`
    draws : simulated samples of as many cases as there are
    level : of the range

    Returns
    -------
    DataFrame : ``k``, ``alpha`` (the median of the samples), ``low``, ``high``
    """
    weights = np.asarray(kg)
    tail = weights[weights >= floor]
    fit = lognormal_fit(tail, floor)

    rng = np.random.default_rng(seed)
    curves = []
    for _ in range(draws):
        sample = lognormal_draw(rng, len(tail), fit, floor)
        curves.append(hill(sample, ks)["alpha"])

    levels = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, middle, high = np.quantile(np.array(curves), levels, axis=0)
    return pd.DataFrame(
        {
            "k": list(ks),
            "alpha": middle,
            "low": low,
            "high": high,
        }
    )

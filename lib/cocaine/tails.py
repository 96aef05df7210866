"""How unequal single seizures are: Hill's index, a lognormal seen from a floor up, and which of two laws fits.

Belongs here: distributions of the weight of a case. Does not: what follows for a total or a share.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, special, stats


def hill(kg: Sequence[float], ks: Sequence[int], level: float = 0.95) -> pd.DataFrame:
    """Hill's tail index ``alpha`` of the k largest cases for each k, with its asymptotic range (Hill 1975)."""
    logs, ks = np.sort(np.log(np.asarray(kg, dtype=float)))[::-1], np.asarray(ks)
    alpha = 1 / (np.cumsum(logs)[ks - 1] / ks - logs[ks])
    spread = stats.norm.ppf((1 + level) / 2) / np.sqrt(ks)
    return pd.DataFrame(
        {"k": ks, "alpha": alpha, "low": alpha * (1 - spread), "high": alpha * (1 + spread)}
    )


def lognormal_fit(kg: Sequence[float], floor: float) -> tuple[float, float]:
    """Mean and spread of the log weights (kg) of a lognormal seen from `floor` up; maximum likelihood."""
    logs, cut = np.log(np.asarray(kg, dtype=float)), np.log(floor)

    def loss(theta):
        mean, sd = theta[0], np.exp(theta[1])
        return len(logs) * stats.norm.logsf(cut, mean, sd) - stats.norm.logpdf(logs, mean, sd).sum()

    mean, log_sd = optimize.fmin(loss, (logs.mean(), np.log(logs.std())), maxiter=2000, disp=False)
    return float(mean), float(np.exp(log_sd))


def lognormal_draw(
    rng: np.random.Generator, size: int, fit: tuple[float, float], floor: float
) -> np.ndarray:
    """Weights (kg) from `floor` up of the lognormal of `lognormal_fit`."""
    hidden = special.ndtr((np.log(floor) - fit[0]) / fit[1])
    return np.exp(fit[0] + fit[1] * special.ndtri(hidden + (1 - hidden) * rng.random(size)))


def tail_choice(kg: Sequence[float], floor: float) -> tuple[float, float]:
    """Lognormal against power law from `floor` (kg) up: Vuong's z, above 0 for the lognormal, and its p (Clauset,
    Shalizi and Newman 2009, SIAM Review 51(4), section 5.2)."""
    logs = np.log(np.asarray(kg, dtype=float)[np.asarray(kg) >= floor])
    (mean, sd), over = lognormal_fit(np.exp(logs), floor), logs - np.log(floor)
    lognormal = stats.norm.logpdf(logs, mean, sd) - stats.norm.logsf(np.log(floor), mean, sd)
    gain = lognormal + np.log(over.mean()) + over / over.mean()
    z = float(gain.sum() / (np.sqrt(len(gain)) * gain.std()))
    return z, float(2 * stats.norm.sf(abs(z)))


def hill_rival(
    kg: Sequence[float],
    ks: Sequence[int],
    floor: float,
    draws: int = 400,
    seed: int = 1,
    level: float = 0.9,
) -> pd.DataFrame:
    """Where Hill's index would lie were cases from `floor` up lognormal: median and range of draws by k."""
    tail, rng = np.asarray(kg)[np.asarray(kg) >= floor], np.random.default_rng(seed)
    fit = lognormal_fit(tail, floor)
    paths = np.array(
        [hill(lognormal_draw(rng, len(tail), fit, floor), ks)["alpha"] for _ in range(draws)]
    )
    low, middle, high = np.quantile(paths, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return pd.DataFrame({"k": list(ks), "alpha": middle, "low": low, "high": high})

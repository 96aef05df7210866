"""The share convicted, under priors: what few cases say together with what was thought before.

Belongs here: Beta priors, a past study that is borrowed, reports too young to be judged. Does not: the counts
(`lib.laundering.counts`).
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from lib.estimates import Estimate, share, share_posterior
from lib.frames import estimate_rows


def posteriors(
    convictions: int,
    cases: int,
    priors: Mapping[str, tuple[float, float]],
    level: float = 0.95,
) -> pd.DataFrame:
    """Share convicted under each Beta prior.

    Parameters
    ----------
    priors : code -> convictions and other cases that the prior is worth

    Returns
    -------
    DataFrame : label, value, low, high (of the posterior), worth and others (cases that the prior is worth), before
        and after (estimates without and with the data)
    """
    worth = []
    others = []
    before = []
    after = []
    for prior in priors.values():
        convictions_worth, others_worth = prior
        worth.append(convictions_worth)
        others.append(others_worth)
        before.append(share_posterior(0, 0, prior, level))
        after.append(share_posterior(convictions, cases, prior, level))
    return estimate_rows(
        zip(priors, after, strict=True),
        worth=worth,
        others=others,
        before=before,
        after=after,
    )


def borrowed(
    past: tuple[int, int],
    weights: Iterable[float],
    prior: tuple[float, float] = (0.5, 0.5),
) -> dict[float, tuple]:
    """Power priors: a past study at each weight (Ibrahim and Chen 2000).

    Parameters
    ----------
    past : convictions and cases of the study
    weights : what a case of it counts, from 0 to 1
    prior : what stands before either study
    """
    convictions, cases = past
    convictions_prior, others_prior = prior
    priors = {}
    for weight in weights:
        priors[weight] = (
            convictions_prior + weight * convictions,
            others_prior + weight * (cases - convictions),
        )
    return priors


def old_enough(cases: int, window: float, process: float) -> int:
    """Cases that are at least `process` months old when a window of `window` months ends, if they arrive evenly.

    Examples
    --------
    Of a hundred in 32 months, those of the first 24 are eight months old or more.

    >>> old_enough(100, window=32, process=8)
    75
    """
    return round(cases * max(0.0, 1 - process / window))


def matured(
    convictions: int,
    cases: int,
    window: float,
    process: float,
    level: float = 0.95,
) -> Estimate:
    """Share convicted among the cases old enough, if every conviction is of one of these.

    Where none is old enough, or fewer than there are convictions, nothing is known of the share.

    Parameters
    ----------
    convictions : as counted when the window ends
    cases, window, process : as in `old_enough`
    level : of the exact interval
    """
    old = old_enough(cases, window, process)
    if old == 0 or old < convictions:
        return Estimate(None, 0.0, 1.0, "identification", level, method="too few are old enough")
    return share(convictions, old, level, "beta")

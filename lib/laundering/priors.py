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


def matured(
    convictions: int,
    cases: int,
    window: float,
    process: float,
    level: float = 0.95,
) -> Estimate:
    """Share convicted among reports old enough, if they arrive evenly over `window` and take `process` (months).

    The range runs from the lower end of the plain share to the upper end of the share among old reports; where
    too few are old enough, nothing is known of that end.
    """
    of_all = share(convictions, cases, level, "beta")
    old_enough = max(0.0, 1 - process / window)
    old = round(cases * old_enough)
    value: float | None = None
    high: float | None = 1.0
    if old > 0 and old >= convictions:
        of_old = share(convictions, old, level, "beta")
        value = of_old.value
        high = of_old.high
    return Estimate(
        value,
        of_all.low,
        high,
        "identification",
        level,
        method="exact limits: all reports, old reports",
    )

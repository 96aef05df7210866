"""The share convicted, under priors: what few cases say together with what was thought before.

Belongs here: Beta priors, a past study that is borrowed, reports too young to be judged. Does not: the counts
(`lib.laundering.counts`).
"""

from operator import attrgetter

import pandas as pd

from lib.estimates import (
    Estimate,
    share,
    share_posterior,
)
from lib.frames import estimate_rows


def posteriors(convictions: int, cases: int, priors: dict, level: float = 0.95) -> pd.DataFrame:
    """Share under each Beta prior: label, value, low, high; cases it is `worth`, `others`; `before` and `after`."""
    before = [share_posterior(0, 0, p, level) for p in priors.values()]
    after = [share_posterior(convictions, cases, p, level) for p in priors.values()]
    worth, others = zip(*priors.values(), strict=True)
    return estimate_rows(
        zip(priors, after, strict=True), worth=worth, others=others, before=before, after=after
    )


def borrowed(
    past: tuple[int, int], weights, prior: tuple[float, float] = (0.5, 0.5)
) -> dict[float, tuple]:
    """Power priors: a `past` study (convictions, cases) at each weight (Ibrahim and Chen 2000)."""
    return {w: (prior[0] + w * past[0], prior[1] + w * (past[1] - past[0])) for w in weights}


def matured(
    convictions: int, cases: int, window: float, process: float, level: float = 0.95
) -> Estimate:
    """Share convicted among reports old enough, if they arrive evenly over `window` and take `process`.

    The range runs from the lower end of the plain share to the upper end of the share among old reports; where
    too few are old enough, nothing is known of that end.
    """
    old, whole = (
        round(cases * max(0.0, 1 - process / window)),
        share(convictions, cases, level, "beta"),
    )
    known = old >= convictions and old > 0
    value, high = (
        attrgetter("value", "high")(share(convictions, old, level, "beta"))
        if known
        else (None, 1.0)
    )
    return Estimate(
        value,
        whole.low,
        high,
        "identification",
        level,
        method="exact limits: all reports, old reports",
    )

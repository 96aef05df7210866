"""What aid is followed by: homicide rates on aid per head, with country and year effects.

Belongs here: our own estimates. Does not: those of others, which `studies` has.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimates import Estimate


def panel(aid: pd.DataFrame, homicides: pd.DataFrame, offset: int) -> pd.DataFrame:
    """Log homicide rate of calendar year t beside log(1 + aid per head) of fiscal year t + `offset`."""
    rates = homicides[homicides["homicide_rate_per_100k"] > 0]
    joined = rates.assign(fiscal_year=rates["year"] + offset).merge(aid, on=["iso3", "fiscal_year"])
    return pd.DataFrame(
        {
            "iso3": joined["iso3"],
            "year": joined["year"],
            "y": np.log(joined["homicide_rate_per_100k"]),
            "x": np.log1p(joined["per_head_usd"].clip(lower=0)),
        }
    )


def within_effect(data: pd.DataFrame, level: float = 0.95, draws: int = 999, seed: int = 1) -> dict:
    """Slope of y on x with country and year effects; errors clustered by country.

    Returns `effect` (Estimate, t interval, clusters - 1 degrees), `p` (wild cluster bootstrap with the null
    imposed: Cameron, Gelbach and Miller 2008) and `detectable`, the smallest slope found four times in five.
    """
    basis = np.linalg.svd(
        pd.get_dummies(data[["iso3", "year"]].astype(str), dtype=float), full_matrices=False
    )
    span = basis[0][:, basis[1] > 1e-9 * basis[1][0]]

    def clean(v):  # the projection of Frisch, Waugh and Lovell
        return v - span @ (span.T @ v)

    x, y = clean(data["x"].to_numpy()), clean(data["y"].to_numpy())
    member = pd.get_dummies(data["iso3"], dtype=float).to_numpy()
    groups, (n, k) = member.shape[1], (len(data), span.shape[1] + 1)
    adjust = groups / (groups - 1) * (n - 1) / (n - k)

    def fit(outcome):
        slope = x @ outcome / (x @ x)
        score = member.T @ (x[:, None] * (outcome - np.outer(x, slope)))
        return slope, np.sqrt(adjust * (score**2).sum(axis=0)) / (x @ x)

    slope, error = (float(v[0]) for v in fit(y[:, None]))
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(groups, draws))
    drawn, drawn_error = fit(clean(y[:, None] * (member @ signs)))
    reach = stats.t.ppf((1 + level) / 2, groups - 1) * error
    effect = Estimate(
        slope, slope - reach, slope + reach, "sampling", level, "two-way fixed effects"
    )
    return {
        "effect": effect,
        "p": float((np.abs(drawn / drawn_error) >= abs(slope / error)).mean()),
        "detectable": reach + stats.t.ppf(0.8, groups - 1) * error,
        "rows": n,
        "countries": groups,
    }


def percent_of_doubling(effect: Estimate) -> Estimate:
    """Relative change of the outcome when one plus aid per head doubles, from a slope between logs."""
    return replace(
        effect, **{end: 2 ** getattr(effect, end) - 1 for end in ("value", "low", "high")}
    )

"""What money buys, what repays it, and the cost of a programme.

Belongs here: sums to come, from assumptions that a reader may change. Does not: money that was counted.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.estimates import Estimate, monte_carlo


def bought(
    amount_usd: float, cost: tuple[float, float], level: float = 0.9, seed: int = 1
) -> Estimate:
    """Units that `amount_usd` buys where one costs between two published figures, all ratios alike."""
    return monte_carlo(
        lambda rng, n: amount_usd / np.exp(rng.uniform(*np.log(sorted(cost)), n)),
        level=level,
        seed=seed,
    )[0]


def homicides_to_repay(
    amount_usd: float,
    gdp_usd: float,
    homicides: float,
    crime_cost: tuple[float, float],
    linked: tuple[float, float],
    level: float = 0.9,
    seed: int = 1,
) -> tuple[Estimate, pd.DataFrame]:
    """Homicides averted that repay `amount_usd`, and the draws (column value).

    `crime_cost`: cost of crime as a fraction of GDP; `linked`: the fraction of it that moves with homicides; uniform.
    """

    def model(rng, n):
        return (
            amount_usd * homicides / gdp_usd / rng.uniform(*crime_cost, n) / rng.uniform(*linked, n)
        )

    estimate, draws = monte_carlo(model, level=level, seed=seed)
    return estimate, pd.DataFrame({"value": draws})


def plan(
    per_head_usd: float, population: float, years: int, justice_share: float, reforms: Sequence[str]
) -> pd.DataFrame:
    """Cost of a programme at `per_head_usd` a year: columns reform, share, yearly_usd, total_usd.

    The first of `reforms` is justice with `justice_share`; the others share the rest evenly: no source weighs them.
    """
    if not 0 <= justice_share <= 1 or years < 1 or len(reforms) < 2:
        raise ValueError(
            "a plan needs a share between 0 and 1, a year or more, and two reforms or more"
        )
    shares = [justice_share, *[(1 - justice_share) / (len(reforms) - 1)] * (len(reforms) - 1)]
    yearly = per_head_usd * population
    return pd.DataFrame(
        {
            "reform": list(reforms),
            "share": shares,
            "yearly_usd": [s * yearly for s in shares],
            "total_usd": [s * yearly * years for s in shares],
        }
    )

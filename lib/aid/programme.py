"""What money buys, what repays it, and the cost of a programme.

Belongs here: sums to come, from assumptions that a reader may change. Does not: money that was counted.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.estimates import Estimate, monte_carlo


def bought(
    amount_usd: float,
    cost: tuple[float, float],
    level: float = 0.9,
    seed: int = 1,
) -> Estimate:
    """Units that a sum buys where one costs between two published figures, drawn evenly by their ratio.

    Parameters
    ----------
    cost : US dollars for a unit, in either order
    level : of the range
    """

    def units(rng: np.random.Generator, size: int) -> np.ndarray:
        log_low, log_high = np.log(sorted(cost))
        log_cost = rng.uniform(log_low, log_high, size)
        return amount_usd / np.exp(log_cost)

    estimate, _ = monte_carlo(units, level=level, seed=seed)
    return estimate


def homicides_to_repay(
    amount_usd: float,
    gdp_usd: float,
    homicides: float,
    crime_cost: tuple[float, float],
    linked: tuple[float, float],
    level: float = 0.9,
    seed: int = 1,
) -> tuple[Estimate, pd.DataFrame]:
    """Homicides averted that repay a sum.

    Parameters
    ----------
    amount_usd, gdp_usd : of the same dollars
    homicides : of the year of the gross domestic product
    crime_cost : cost of crime as a fraction of that product, from and to; drawn evenly
    linked : fraction of the cost that moves with homicides, from and to; drawn evenly
    level : of the range

    Returns
    -------
    Estimate in homicides, and its draws (column ``value``)
    """
    homicides_of_sum = (
        amount_usd * homicides / gdp_usd
    )  # if a homicide cost its part of the product

    def averted(rng: np.random.Generator, size: int) -> np.ndarray:
        cost_of_crime = rng.uniform(*crime_cost, size)
        linked_to_homicides = rng.uniform(*linked, size)
        return homicides_of_sum / cost_of_crime / linked_to_homicides

    estimate, draws = monte_carlo(averted, level=level, seed=seed)
    return estimate, pd.DataFrame({"value": draws})


def plan(
    per_head_usd: float,
    population: float,
    years: int,
    justice_share: float,
    reforms: Sequence[str],
) -> pd.DataFrame:
    """Cost of a programme, and of each of its reforms.

    The first of `reforms` is justice; the others share the rest evenly, because no source weighs them.

    Parameters
    ----------
    per_head_usd : a year and inhabitant
    justice_share : fraction for the first of `reforms`

    Returns
    -------
    DataFrame : ``reform``, ``share`` (a fraction), ``yearly_usd``, ``total_usd``

    Raises
    ------
    ValueError : a share outside 0 to 1, less than a year, or fewer than two reforms
    """
    share_is_possible = 0 <= justice_share <= 1
    if not share_is_possible or years < 1 or len(reforms) < 2:
        raise ValueError(
            "a plan needs a share between 0 and 1, a year or more, and two reforms or more"
        )

    others = len(reforms) - 1
    share_of_others = (1 - justice_share) / others
    table = pd.DataFrame(
        {
            "reform": list(reforms),
            "share": [justice_share] + [share_of_others] * others,
        }
    )
    yearly = table["share"] * (per_head_usd * population)
    return table.assign(
        yearly_usd=yearly,
        total_usd=yearly * years,
    )

"""What money buys, what repays it, and the cost of a programme.

Belongs here: sums to come, from assumptions that a reader may change. Does not: money that was counted.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib import periods
from lib.estimates import Estimate
from lib.money import Dollars, amounts

#: The month in which a fiscal year of the United States ends.
FISCAL_END = 9

#: Cells of each side of the grid over two stated ranges.
GRID = 1000


def bought(
    amount: Dollars,
    costs: Sequence[Dollars],
    level: float = 0.9,
) -> Estimate:
    """Units that a sum buys where one costs between the least and the most of published figures.

    The cost is spread evenly by ratio between the two; the quantiles of that are exact, nothing is drawn.

    Parameters
    ----------
    amount, costs : of the same dollars; a cost is that of a unit
    level : of the range

    Raises
    ------
    NotebookError : dollars of two years
    """
    total, *unit_costs = amounts(amount, *costs)
    least, most = min(unit_costs), max(unit_costs)
    tail = (1 - level) / 2

    def units(quantile: float) -> float:
        return total / least * (least / most) ** quantile

    return Estimate(
        units(0.5),
        units(1 - tail),
        units(tail),
        "scenario",
        level,
        "evenly by ratio over the stated costs",
    )


def homicides_to_repay(
    amount: Dollars,
    gdp: Dollars,
    homicides: float,
    crime_cost: tuple[float, float],
    linked: tuple[float, float],
    level: float = 0.9,
    *,
    spread: str = "even",
) -> tuple[Estimate, pd.DataFrame]:
    """Homicides averted that repay a sum.

    Both ranges are spread on a grid of `GRID` times `GRID` middles, so that no seed moves a printed digit.

    Parameters
    ----------
    amount, gdp : of the same dollars
    homicides : of the year of the gross domestic product
    crime_cost : cost of crime as a fraction of that product, from and to
    linked : fraction of the cost that moves with homicides, from and to
    level : of the range
    spread : even (every value of a range counts alike) or ratio (every ratio does: from 1 to 2 as from 2 to 4)

    Returns
    -------
    Estimate in homicides, and every hundredth of the grid in an order of chance (column ``value``)

    Raises
    ------
    NotebookError : dollars of two years
    """
    # What the sum would repay if a homicide cost its part of the whole product.
    homicides_of_sum = amount / gdp * homicides
    cost_of_crime = _middles(crime_cost, spread)
    linked_to_homicides = _middles(linked, spread)
    averted = homicides_of_sum / np.outer(cost_of_crime, linked_to_homicides).ravel()

    tail = (1 - level) / 2
    low, middle, high = np.quantile(averted, [tail, 0.5, 1 - tail])
    found = float(middle), float(low), float(high)
    if spread == "ratio":
        estimate = Estimate(
            *found, "scenario", level, method="evenly by ratio over the stated ranges"
        )
    else:
        estimate = Estimate(*found, "scenario", level, method="evenly over the stated ranges")
    shown = np.random.default_rng(1).permutation(averted)[: averted.size // 100]
    return estimate, pd.DataFrame({"value": shown})


def _middles(ends: tuple[float, float], spread: str) -> np.ndarray:
    """Middles of `GRID` parts between two ends, of equal width or of equal ratio."""
    low, high = ends
    part = (np.arange(GRID) + 0.5) / GRID
    if spread == "ratio":
        return low * (high / low) ** part
    return low + (high - low) * part


def part_of_term(begun: str, last_fiscal_year: int, years: int) -> tuple[int, int]:
    """Months of a term that had passed when a fiscal year ended, and all its months.

    Parameters
    ----------
    begun : the first month, ``2024-01`` or so, which counts whole
    last_fiscal_year : the one at whose end, in September, months are counted
    years : length of the term

    Examples
    --------
    >>> part_of_term("2024-01", 2025, 5)
    (21, 60)
    """
    end = periods.month(f"{last_fiscal_year}-{FISCAL_END:02d}")
    passed = end - periods.month(begun) + 1
    return passed, years * periods.YEAR


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

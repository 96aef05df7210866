"""Prices along the way, and the profit that they allow.

Belongs here: what is in dollars. Does not: weights seized or produced.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.estimates import Estimate, monte_carlo

GRAMS_OF_TONNE = 1e6
GRAMS_OF_KG = 1e3
MONTHS = 12


def ladder(
    points: pd.DataFrame, prices: pd.DataFrame, usd_per_eur: pd.Series, leaf_kg: tuple[float, float]
) -> pd.DataFrame:
    """Lowest and highest price of each stage on the way, in US dollars per kilogram of cocaine.

    Parameters
    ----------
    points : ``stage``, ``year``, ``currency`` (USD or EUR), ``price_low_kg``, ``price_high_kg``; that of the stage
        ``leaf`` is for a kilogram of leaf
    prices : ``stage``, ``price_usd_g``; rows without a stage do not count
    usd_per_eur : dollars for a euro, by year
    leaf_kg : kilograms of leaf for one of cocaine, from and to

    Returns
    -------
    DataFrame : ``label`` (the stage), ``low``, ``high``; cheapest first, by the geometric middle

    Raises
    ------
    ValueError : a currency that is neither, or a year of prices in euros without a rate
    """
    dollars = _dollars_of(points, usd_per_eur)
    is_leaf = points["stage"] == "leaf"
    leaf_low, leaf_high = leaf_kg
    per_kg = pd.DataFrame(
        {
            "stage": points["stage"],
            "low": points["price_low_kg"] * dollars * np.where(is_leaf, leaf_low, 1),
            "high": points["price_high_kg"] * dollars * np.where(is_leaf, leaf_high, 1),
        }
    )

    price_usd_kg = prices["price_usd_g"] * GRAMS_OF_KG
    per_gram = pd.DataFrame(
        {
            "stage": prices["stage"],
            "low": price_usd_kg,
            "high": price_usd_kg,
        }
    )

    stages = pd.concat([per_kg, per_gram]).groupby("stage")
    ends = stages.agg({"low": "min", "high": "max"})
    by_middle = (ends["low"] * ends["high"]).sort_values()
    return ends.loc[by_middle.index].rename_axis("label").reset_index()


def _dollars_of(points: pd.DataFrame, usd_per_eur: pd.Series) -> pd.Series:
    """Dollars for one unit of the currency of each point."""
    in_euros = points["currency"] == "EUR"
    in_dollars = points["currency"] == "USD"
    others = points.loc[~in_euros & ~in_dollars, "currency"]
    if len(others):
        codes = sorted(set(others.fillna("(missing)")))
        raise ValueError(f"prices in {', '.join(codes)}; known: EUR, USD")

    rates = points["year"].map(usd_per_eur)
    without_rate = points.loc[in_euros & rates.isna(), "year"]
    if len(without_rate):
        years = ", ".join(map(str, sorted(set(without_rate))))
        raise ValueError(f"prices in euros of {years}, and no rate for them")
    return rates.where(in_euros, 1.0)


def needed_price(
    profit_usd: float, tonnes: float, losses: Sequence[float], costs: Sequence[float]
) -> pd.DataFrame:
    """Price at which the tonnes shipped give a profit, for each share lost and share spent.

    Parameters
    ----------
    tonnes : shipped, before losses
    losses : fractions of the weight that do not arrive
    costs : fractions of the revenue that are spent

    Returns
    -------
    DataFrame : ``loss``, ``cost``, ``price_usd_g`` (US dollars per gram)
    """
    grams = tonnes * GRAMS_OF_TONNE
    rows = []
    for loss in losses:
        for cost in costs:
            price = profit_usd / (grams * (1 - loss) * (1 - cost))
            rows.append((loss, cost, price))
    return pd.DataFrame(rows, columns=["loss", "cost", "price_usd_g"])


def profit_model(
    tonnes_month: float,
    price_usd_g: Sequence[float],
    loss: Sequence[float],
    cost: Sequence[float],
    draws: int = 20_000,
    seed: int = 1,
) -> tuple[Estimate, pd.DataFrame]:
    """Yearly profit: a scenario of prices, losses and costs that a reader may change.

    Parameters
    ----------
    tonnes_month : shipped a month
    price_usd_g : lowest and highest price, US dollars per gram; drawn evenly by its logarithm
    loss, cost : from and to, fractions of the weight and of the revenue; drawn evenly

    Returns
    -------
    Estimate in US dollars, and its draws (column ``value``)
    """
    grams = tonnes_month * (MONTHS * GRAMS_OF_TONNE)

    def profit(rng: np.random.Generator, size: int) -> np.ndarray:
        log_low, log_high = np.log(price_usd_g)
        price = np.exp(rng.uniform(log_low, log_high, size))
        lost = rng.uniform(loss[0], loss[1], size)
        spent = rng.uniform(cost[0], cost[1], size)
        return grams * price * (1 - lost) * (1 - spent)

    estimate, sample = monte_carlo(
        profit,
        draws=draws,
        seed=seed,
        method="Monte Carlo over price, losses and costs",
    )
    return estimate, pd.DataFrame({"value": sample})

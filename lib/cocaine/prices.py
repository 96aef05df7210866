"""Prices along the way, and the profit that they allow.

Belongs here: what is in dollars. Does not: weights seized or produced.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.estimates import Estimate, monte_carlo


def ladder(
    points: pd.DataFrame, prices: pd.DataFrame, usd_per_eur: pd.Series, leaf_kg: tuple[float, float]
) -> pd.DataFrame:
    """Lowest and highest price (USD per kg of cocaine) by ``stage``, cheapest first: label, low, high.

    `points` are per kg, `prices` per gram, `usd_per_eur` by year; `leaf_kg`: leaf for a kilogram, from and to.
    """
    leaf = points["stage"] == "leaf"
    rate = points["year"].map(usd_per_eur).where(points["currency"] == "EUR", 1.0)
    single = points.assign(
        low=points["price_low_kg"] * rate * np.where(leaf, leaf_kg[0], 1),
        high=points["price_high_kg"] * rate * np.where(leaf, leaf_kg[1], 1),
    )
    prices = prices.assign(low=prices["price_usd_g"] * 1e3, high=prices["price_usd_g"] * 1e3)
    ends = pd.concat([single, prices]).groupby("stage").agg({"low": "min", "high": "max"})
    return (
        ends.loc[(ends["low"] * ends["high"]).sort_values().index]
        .rename_axis("label")
        .reset_index()
    )


def needed_price(
    profit_usd: float, tonnes: float, losses: Sequence[float], costs: Sequence[float]
) -> pd.DataFrame:
    """Price (USD per gram) at which `tonnes` shipped give a profit, for each share lost and share spent."""
    rows = [(a, b, profit_usd / (tonnes * 1e6 * (1 - a) * (1 - b))) for a in losses for b in costs]
    return pd.DataFrame(rows, columns=["loss", "cost", "price_usd_g"])


def profit_model(
    tonnes_month: float,
    price_usd_g: Sequence[float],
    loss: Sequence[float],
    cost: Sequence[float],
    draws: int = 20_000,
    seed: int = 1,
) -> tuple[Estimate, pd.DataFrame]:
    """Yearly profit (USD) and its draws: price log-uniform, shares lost and spent uniform; a scenario."""

    def model(rng, size):
        price = np.exp(rng.uniform(*np.log(price_usd_g), size))
        return (
            tonnes_month
            * 12e6
            * price
            * (1 - rng.uniform(*loss, size))
            * (1 - rng.uniform(*cost, size))
        )

    found, sample = monte_carlo(
        model, draws=draws, seed=seed, method="Monte Carlo over price, losses and costs"
    )
    return found, pd.DataFrame({"value": sample})

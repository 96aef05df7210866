"""How much is laundered: earlier estimates as a share of product, and a model of methods and their ranges.

Belongs here: dollars, tonnes and what moves them. Does not: sentences and ratings. Shares are fractions.
"""

import numpy as np
import pandas as pd

from lib.estimates import (
    Estimate,
    bounds,
    monte_carlo,
)

METHODS = ("method_residual", "method_generic", "method_cocaine")


GRAMS = 1e6  # in a tonne


def over_years(
    table: pd.DataFrame, column: str, iso3: str, start: int, end: int, vintage: str = ""
) -> float:
    """Sum of `column` over years of one country and release; ValueError where a year has no value, or two."""
    part = table[(table["iso3"] == iso3) & table["year"].between(start, end)]
    part = part[part["vintage"] == vintage] if vintage else part
    if sorted(part["year"]) != list(range(start, end + 1)):
        raise ValueError(
            f"{iso3} {start}-{end}: {len(part)} values of {column} for {end - start + 1} years"
        )
    return float(part[column].sum())


def product_shares(estimates: pd.DataFrame, gdp: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Dollars a year over the mean product of their years: label, value, low, high, source.

    A span of several years with one sum gets two rows: read as a yearly mean, and as the total of the span.
    """
    found = []
    for row in estimates.itertuples():
        years = row.year_end - row.year_start + 1
        product = (
            over_years(gdp, "gdp_usd", row.iso3, row.year_start, row.year_end, vintage) / years
        )
        ends = np.array([row.low_usd, row.high_usd]) / product
        low, high = np.array([row.low_pct, row.high_pct]) / 100 if np.isnan(row.low_usd) else ends
        readings = {"_mean": 1, "_total": years} if years > 1 and low == high else {"": 1}
        found += [
            (row.estimate + name, low / n, high / n, row.source) for name, n in readings.items()
        ]
    table = pd.DataFrame(found, columns=["label", "low", "high", "source"])
    return table.assign(value=table["low"].where(~(table["high"] > table["low"])))


def laundered(
    residual: float,
    crime: tuple,
    generic: tuple,
    products: tuple,
    tonnes: tuple,
    per_gram: tuple,
    drugs: tuple,
    weights: tuple = (1, 1, 1),
    draws: int = 20_000,
    seed: int = 1,
    level: float = 0.9,
) -> tuple[Estimate, pd.DataFrame]:
    """Dollars laundered in a year over what methods and ranges (low, high) allow, and the draws behind it.

    `residual`: the bank-money estimate in dollars, `crime` its criminal part; `generic`: share of product,
    `products` rival values of it in dollars; `tonnes`: cocaine, `per_gram` dollars that return, `drugs` their
    part in all laundering; `weights`: of the `METHODS`. Factors are drawn evenly in logs, fractions evenly;
    the draws hold each driver, each method alone, `method` (its place in `METHODS`) and `usd`.
    """
    for low, high in (crime, generic, tonnes, per_gram, drugs):
        if not 0 < low <= high:
            raise ValueError(f"{low} to {high} is not a range of positive numbers")
    kept: dict[str, np.ndarray] = {}

    def model(rng: np.random.Generator, n: int) -> np.ndarray:
        share_, tons, grams = (
            np.exp(rng.uniform(*np.log(r), n)) for r in (generic, tonnes, per_gram)
        )
        part, drug, total = rng.uniform(*crime, n), rng.uniform(*drugs, n), rng.choice(products, n)
        alone = residual * part, share_ * total, tons * GRAMS * grams / drug
        method = rng.choice(len(METHODS), n, p=np.array(weights) / sum(weights))
        kept.update(
            driver_residual=part,
            driver_generic=share_,
            driver_product=total,
            driver_tonnes=tons,
            driver_price=grams,
            driver_drug_share=drug,
            method=method,
            usd=np.choose(method, alone),
            **dict(zip(METHODS, alone, strict=True)),
        )
        return kept["usd"]

    result = monte_carlo(
        model, draws=draws, seed=seed, level=level, method="Monte Carlo, methods and ranges"
    )
    return result[0], pd.DataFrame(kept)


def quantile_error(sample: np.ndarray, q: float = 0.5) -> float:
    """Monte Carlo standard error of a quantile, from order statistics: no assumption on the shape."""
    half = np.sqrt(q * (1 - q) / len(sample))
    return float(np.diff(np.quantile(sample, np.clip([q - half, q + half], 0, 1)))[0]) / 2


def tornado(draws: pd.DataFrame) -> pd.DataFrame:
    """Mean result in the lowest and highest tenth of each driver (method: each method), widest first.

    Means, because the median of a mixture jumps to where one method piles up its draws. `explained`: part of the
    variance of the log result that lies between the groups (correlation ratio).
    """
    result, found = np.log(draws["usd"]), []
    for name in ["method", *[c for c in draws if c.startswith("driver_")]]:
        cells = draws[name] if name == "method" else np.ceil(draws[name].rank(pct=True) * 10)
        groups, means = result.groupby(cells), draws["usd"].groupby(cells).mean()
        ends = sorted(means if name == "method" else means.iloc[[0, -1]])
        part = float(
            (groups.size() / len(draws) * (groups.mean() - result.mean()) ** 2).sum()
            / result.var(ddof=0)
        )
        found.append(
            ("driver_method" if name == "method" else name, np.nan, ends[0], ends[-1], part)
        )
    table = pd.DataFrame(found, columns=["label", "value", "low", "high", "explained"])
    return table.iloc[np.argsort(-table["high"] / table["low"], kind="stable")].reset_index(
        drop=True
    )


def needed_tonnes(amount: float, per_gram: float, drugs: tuple[float, float]) -> Estimate:
    """Tonnes of cocaine whose `per_gram` dollars make the drug part (low to high) of `amount`."""
    return bounds(
        *(amount * part / per_gram / GRAMS for part in drugs), method="amount over dollars a gram"
    )

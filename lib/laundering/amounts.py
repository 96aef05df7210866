"""How much is laundered: earlier estimates as a share of product, and a model of methods and their ranges.

Belongs here: dollars, tonnes and what moves them. Does not: sentences and ratings. Shares are fractions.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from lib.estimates import Estimate, bounds, monte_carlo

#: Ways to arrive at an amount, in the order of their weights.
METHODS = ("method_residual", "method_generic", "method_cocaine")
#: Grams in a tonne.
GRAMS = 1e6
#: Draws of a driver are cut into so many groups of equal size.
TENTHS = 10


def over_years(
    table: pd.DataFrame,
    column: str,
    iso3: str,
    start: int,
    end: int,
    vintage: str = "",
) -> float:
    """Sum of `column` over years of one country and release.

    Parameters
    ----------
    table : ``iso3``, ``year``, `column`, and ``vintage`` where releases differ
    start, end : first and last year
    vintage : the release; none where the table has only one

    Raises
    ------
    ValueError : a year has no value, or two
    """
    of_country = table[table["iso3"] == iso3]
    rows = of_country[of_country["year"].between(start, end)]
    if vintage:
        rows = rows[rows["vintage"] == vintage]
    years = list(range(start, end + 1))
    if sorted(rows["year"]) != years:
        raise ValueError(
            f"{iso3} {start}-{end}: {len(rows)} values of {column} for {len(years)} years"
        )
    return float(rows[column].sum())


def _share_of_product(row: Any, product: float) -> tuple[float, float]:
    """Ends of one estimate as fractions: of its dollars over `product`, or as stated where it has none."""
    if np.isnan(row.low_usd):
        return row.low_pct / 100, row.high_pct / 100
    return row.low_usd / product, row.high_usd / product


def product_shares(estimates: pd.DataFrame, gdp: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Dollars a year over the mean product of their years.

    A span of several years with one sum gets two rows: read as a yearly mean, and as the total of the span.

    Parameters
    ----------
    estimates : ``estimate``, ``iso3``, ``year_start``, ``year_end``, ``low_usd`` and ``high_usd``, or ``low_pct`` and
        ``high_pct`` where no dollars are stated, ``source``
    gdp : ``iso3``, ``year``, ``gdp_usd``, ``vintage``

    Returns
    -------
    DataFrame : label, low, high, source, value (fractions; where both ends are one, or only the low one is stated)
    """
    rows = []
    for row in estimates.itertuples():
        years = row.year_end - row.year_start + 1
        total = over_years(gdp, "gdp_usd", row.iso3, row.year_start, row.year_end, vintage)
        low, high = _share_of_product(row, total / years)
        if years > 1 and low == high:
            yearly = low / years
            rows.append((row.estimate + "_mean", low, high, row.source))
            rows.append((row.estimate + "_total", yearly, yearly, row.source))
        else:
            rows.append((row.estimate, low, high, row.source))
    table = pd.DataFrame(rows, columns=["label", "low", "high", "source"])
    has_range = table["high"] > table["low"]
    return table.assign(value=table["low"].where(~has_range))


def _draw_evenly_in_logs(
    rng: np.random.Generator,
    ends: tuple[float, float],
    size: int,
) -> np.ndarray:
    """Draws between two positive ends, of which a doubling is as likely at either."""
    low, high = np.log(ends)
    return np.exp(rng.uniform(low, high, size))


def laundered(  # noqa: PLR0913 - each range of the model has its name, as the notebook states it
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

    Factors are drawn evenly in logs, fractions evenly.

    Parameters
    ----------
    residual : the bank-money estimate in dollars
    crime : its criminal part
    generic : laundered share of the product
    products : rival values of the product in dollars
    tonnes : cocaine that passes
    per_gram : dollars a gram that return
    drugs : their part in all laundering
    weights : of the `METHODS`

    Returns
    -------
    tuple : the estimate, and its draws: each driver, each method alone, ``method`` (its place in `METHODS`), ``usd``

    Raises
    ------
    ValueError : a range whose ends are not positive, or in the wrong order
    """
    for low, high in (crime, generic, tonnes, per_gram, drugs):
        if not 0 < low <= high:
            raise ValueError(f"{low} to {high} is not a range of positive numbers")
    kept: dict[str, np.ndarray] = {}

    def model(rng: np.random.Generator, size: int) -> np.ndarray:
        """Dollars of each draw; what they come from is kept."""
        product_share = _draw_evenly_in_logs(rng, generic, size)
        tonnes_passed = _draw_evenly_in_logs(rng, tonnes, size)
        usd_per_gram = _draw_evenly_in_logs(rng, per_gram, size)
        criminal_part = rng.uniform(crime[0], crime[1], size)
        drug_part = rng.uniform(drugs[0], drugs[1], size)
        product = rng.choice(products, size)

        drug_money = tonnes_passed * GRAMS * usd_per_gram
        usd_by_method = (
            residual * criminal_part,
            product_share * product,
            drug_money / drug_part,
        )
        chances = np.array(weights) / sum(weights)
        method = rng.choice(len(METHODS), size, p=chances)
        usd = np.choose(method, usd_by_method)

        kept.update(
            driver_residual=criminal_part,
            driver_generic=product_share,
            driver_product=product,
            driver_tonnes=tonnes_passed,
            driver_price=usd_per_gram,
            driver_drug_share=drug_part,
            method=method,
            usd=usd,
        )
        kept.update(zip(METHODS, usd_by_method, strict=True))
        return usd

    estimate, _ = monte_carlo(
        model,
        draws=draws,
        seed=seed,
        level=level,
        method="Monte Carlo, methods and ranges",
    )
    return estimate, pd.DataFrame(kept)


def quantile_error(sample: np.ndarray, q: float = 0.5) -> float:
    """Monte Carlo standard error of a quantile, from order statistics: no assumption on the shape."""
    variance_of_rank = q * (1 - q) / len(sample)
    error_of_rank = np.sqrt(variance_of_rank)
    levels = np.clip([q - error_of_rank, q + error_of_rank], 0, 1)
    below, above = np.quantile(sample, levels)
    return float(above - below) / 2


def range_to_error(estimate: Estimate, sample: np.ndarray) -> Estimate:
    """The range of a Monte Carlo estimate in steps that its simulation error bears, and no middle.

    The step of each end is a power of ten, at least two errors wide, so that another seed seldom moves a digit; one
    digit is always told. The middle of a mixture of methods says where one of them piles up its draws, not what is
    likely.

    Parameters
    ----------
    estimate : of `laundered`, with its level
    sample : the draws behind it
    """
    if estimate.level is None or estimate.low is None or estimate.high is None:
        raise ValueError("a Monte Carlo range has two ends and a level")
    tail = (1 - estimate.level) / 2
    return replace(
        estimate,
        value=None,
        low=_to_error(estimate.low, quantile_error(sample, tail)),
        high=_to_error(estimate.high, quantile_error(sample, 1 - tail)),
    )


def _to_error(number: float, error: float) -> float:
    """A positive number rounded to the first power of ten that is two errors wide, or to its one digit."""
    if not error:
        return number
    of_error = np.ceil(np.log10(2 * error))
    of_first_digit = np.floor(np.log10(number))
    step = 10.0 ** min(of_error, of_first_digit)
    return float(np.round(number / step) * step)


#: A neighbouring range begins so many times lower and ends as many times higher, or the other way round.
NEIGHBOUR = 1.25
#: Inputs of `laundered` that are ranges, and the code of each; fractions end at one.
_RANGES = {
    "crime": "driver_residual",
    "generic": "driver_generic",
    "tonnes": "driver_tonnes",
    "per_gram": "driver_price",
    "drugs": "driver_drug_share",
}
_FRACTIONS = ("crime", "generic", "drugs")


def _neighbour(name: str, ends: tuple[float, float], factor: float) -> tuple[float, float]:
    """A range whose ends are `factor` further apart on either side; narrower where it is below one."""
    low = ends[0] / factor
    high = ends[1] * factor
    if name in _FRACTIONS:
        high = min(high, 1.0)
    middle = float(np.sqrt(ends[0] * ends[1]))
    return (low, high) if low <= high else (middle, middle)


def neighbours(inputs: dict[str, Any], weights: tuple) -> pd.DataFrame:
    """The range of `laundered` with each of its ranges narrower and wider, the others as they are.

    Parameters
    ----------
    inputs : of `laundered`
    weights : of the `METHODS`

    Returns
    -------
    DataFrame : label (the driver), narrower, wider (estimates without a middle)
    """
    cells = []
    for name, driver in _RANGES.items():
        spans = []
        for factor in (1 / NEIGHBOUR, NEIGHBOUR):
            moved = inputs | {name: _neighbour(name, inputs[name], factor)}
            estimate, draws = laundered(**moved, weights=weights)
            spans.append(range_to_error(estimate, draws["usd"].to_numpy()))
        cells.append((driver, *spans))
    return pd.DataFrame(cells, columns=["label", "narrower", "wider"])


def without_each(inputs: dict[str, Any], weights: tuple) -> dict[str, Estimate]:
    """The range of `laundered` without each of the `METHODS`: the others as they weigh, alike where none does."""
    ranges = {}
    for place, method in enumerate(METHODS):
        others = [float(other != place) for other in range(len(METHODS))]
        weighed = [weight * kept for weight, kept in zip(weights, others, strict=True)]
        left = weighed if any(weighed) else others
        estimate, draws = laundered(**inputs, weights=tuple(left))
        ranges[method] = range_to_error(estimate, draws["usd"].to_numpy())
    return ranges


def _explained(result: pd.Series, group: pd.Series) -> float:
    """Part of the variance of `result` that lies between the groups (correlation ratio)."""
    groups = result.groupby(group)
    weight = groups.size() / len(result)
    distance = groups.mean() - result.mean()
    between = (weight * distance**2).sum()
    return float(between / result.var(ddof=0))


def tornado(draws: pd.DataFrame) -> pd.DataFrame:
    """Mean result in the lowest and highest tenth of each driver (method: each method), widest first.

    Means, because the median of a mixture jumps to where one method piles up its draws.

    Parameters
    ----------
    draws : as from `laundered`

    Returns
    -------
    DataFrame : label, value (missing: there is no base), low, high in dollars, explained: part of the variance of the
        log result that lies between the groups
    """
    usd = draws["usd"]
    log_usd = np.log(usd)
    means = usd.groupby(draws["method"]).mean()
    explained = _explained(log_usd, draws["method"])
    rows = [("driver_method", np.nan, means.min(), means.max(), explained)]

    for name in draws.filter(regex="^driver_"):
        tenth = np.ceil(draws[name].rank(pct=True) * TENTHS)
        means = usd.groupby(tenth).mean()
        low, high = sorted(means.iloc[[0, -1]])
        explained = _explained(log_usd, tenth)
        rows.append((name, np.nan, low, high, explained))

    table = pd.DataFrame(rows, columns=["label", "value", "low", "high", "explained"])
    factor = table["high"] / table["low"]
    widest_first = np.argsort(-factor, kind="stable")
    return table.iloc[widest_first].reset_index(drop=True)


def needed_tonnes(amount: float, per_gram: float, drugs: tuple[float, float]) -> Estimate:
    """Tonnes of cocaine whose `per_gram` dollars make the drug part (low to high) of `amount`."""
    low_part, high_part = drugs
    return bounds(
        amount * low_part / per_gram / GRAMS,
        amount * high_part / per_gram / GRAMS,
        method="amount over dollars a gram",
    )

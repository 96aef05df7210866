"""Money laundering: rival counts of convictions, how much is laundered, comparators, ratings and sentences.

Tables in, tables or Estimates out; codes, not labels. Shares are fractions, amounts dollars, windows months.
Counts with different denominators stand beside each other; nothing here divides one by another.
"""

from itertools import combinations, combinations_with_replacement
from operator import attrgetter

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import linprog

from lib.estimates import (
    Estimate,
    bounds,
    count,
    envelope,
    monte_carlo,
    rate_ratio,
    share,
    share_posterior,
)

RATINGS = {"LE": 0, "ME": 1, "SE": 2, "HE": 3}
METHODS = ("method_residual", "method_generic", "method_cocaine")
GRAMS = 1e6  # in a tonne


def rows(labels, estimates: list[Estimate], **columns) -> pd.DataFrame:
    """Estimates as a table for a chart: label, value, low, high."""
    ends = {name: [getattr(e, name) for e in estimates] for name in ("value", "low", "high")}
    return pd.DataFrame({"label": list(labels), **ends, **columns})


def _windows(table: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows with both ends known, their first month and the month after the last; a bare year is all of it."""
    known = table.dropna(subset=["period_start", "period_end"]).reset_index(drop=True)
    first = [
        int(s[:4]) * 12 + (int(s[5:7]) - 1 if len(s) > 4 else 0) for s in known["period_start"]
    ]
    after = [int(e[:4]) * 12 + (int(e[5:7]) if len(e) > 4 else 12) for e in known["period_end"]]
    return known, np.array(first), np.array(after)


def rivals(counts: pd.DataFrame, per: str, level: float = 0.95) -> pd.DataFrame:
    """Each count as a share of its denominator (`per` case) or a pace (`per` year), with an interval.

    Exact intervals (Clopper and Pearson 1934; Garwood 1936): label, value, low, high, group, source.
    """
    if per == "case":
        known = counts.dropna(subset=["cases"])
        pairs = zip(known["convictions"], known["cases"], strict=True)
        parts = [share(int(k), int(n), level, "beta") for k, n in pairs]
    else:
        known, first, after = _windows(counts)
        pairs = zip(known["convictions"], after - first, strict=True)
        parts = [count(int(k), m / 12, level) for k, m in pairs]
    return rows(
        known["rival"], parts, group=known["universe"].tolist(), source=known["source"].tolist()
    )


def months(table: pd.DataFrame) -> pd.Series:
    """Length in months of each window whose ends are known, by the first column of the table."""
    known, first, after = _windows(table)
    return pd.Series(after - first, index=known.iloc[:, 0])


def calendar(counts: pd.DataFrame) -> pd.DataFrame:
    """Years that each dated count covers, for a grid: row, column, value (pace over the fastest), text (the count).

    Longest window first; the count stands in the middle of its window, and years outside it have no value. A
    column is the year in its century: four digits do not fit on a phone.
    """
    known, first, after = _windows(counts)
    pace, years = (
        known["convictions"] / (after - first),
        range(first.min() // 12, (after.max() - 1) // 12 + 1),
    )
    found = []
    for i in np.argsort(first - after, kind="stable"):
        inside = [y for y in years if first[i] < (y + 1) * 12 and y * 12 < after[i]]
        found += [
            (
                known["rival"][i],
                y % 100,
                pace[i] / pace.max() if y in inside else np.nan,
                f"{known['convictions'][i]:.0f}" if y == inside[len(inside) // 2] else "",
            )
            for y in years
        ]
    return pd.DataFrame(found, columns=["row", "column", "value", "text"])


def clashes(counts: pd.DataFrame) -> pd.DataFrame:
    """Pairs of dated counts that cannot count the same thing (row, column, clash): a part above the whole."""
    known, first, after = _windows(counts)
    events, names, found = known["convictions"].to_numpy(), known["rival"].tolist(), []
    for i, j in combinations(range(len(known)), 2):
        clash = any(
            first[a] <= first[b] and after[b] <= after[a] and events[b] > events[a]
            for a, b in ((i, j), (j, i))
        )
        found.append((names[j], names[i], clash))
    return pd.DataFrame(found, columns=["row", "column", "clash"])


def feasible(counts: pd.DataFrame) -> bool:
    """True where one series of convictions by month can give every dated count: a linear programme.

    Its matrix has consecutive ones: a solution in fractions means one in whole ones (Fulkerson, Gross 1965).
    """
    known, first, after = _windows(counts)
    cuts = np.unique(np.concatenate([first, after]))
    inside = (cuts[None, :-1] >= first[:, None]) & (cuts[None, 1:] <= after[:, None])
    return linprog(
        np.zeros(len(cuts) - 1), A_eq=inside.astype(float), b_eq=known["convictions"]
    ).success


def agreeing(counts: pd.DataFrame) -> list[tuple[str, ...]]:
    """The largest sets of dated counts that one series of convictions can satisfy together."""
    known, *_ = _windows(counts)
    for size in range(len(known), 0, -1):
        sets = [
            s for s in map(list, combinations(range(len(known)), size)) if feasible(known.iloc[s])
        ]
        if sets:
            return [tuple(known["rival"].iloc[s]) for s in sets]
    return []


def posteriors(convictions: int, cases: int, priors: dict, level: float = 0.95) -> pd.DataFrame:
    """Share under each Beta prior: label, value, low, high; cases it is `worth`, `others`; `before` and `after`."""
    before = [share_posterior(0, 0, p, level) for p in priors.values()]
    after = [share_posterior(convictions, cases, p, level) for p in priors.values()]
    worth, others = zip(*priors.values(), strict=True)
    return rows(priors, after, worth=worth, others=others, before=before, after=after)


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


def pace(stages: pd.DataFrame) -> pd.DataFrame:
    """Reports or cases a year at each stage, lowest to highest span stated: label, low, high; value where one."""
    known, first, after = _windows(stages)
    yearly = (known["cases"] / ((after - first) / 12)).groupby(known["stage"], sort=False)
    table = yearly.agg(low="min", high="max").rename_axis("label").reset_index()
    return table.assign(value=table["low"].where(table["low"] == table["high"]))


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


def expected_months(shares, years: tuple[float, float]) -> Estimate:
    """Prison months that one report or case can expect: each rival share times both ends of `years`."""
    return envelope(
        [p * y * 12 for p in shares for y in years], method="rival shares times sentences"
    )


def conviction_ratio(
    events: tuple[int, int], exposures: tuple[float, float], level: float = 0.95, yearly=()
) -> Estimate:
    """Ratio of two rates, exact for Poisson counts; dispersion of `yearly` counts (a list a rate) widens it.

    It is estimated from few years: hence the t distribution (McCullagh and Nelder 1989, section 6.2).
    """
    exact, free = rate_ratio(events, exposures, level), sum(len(y) - 1 for y in yearly)
    phi = (
        sum(((np.array(y) - np.mean(y)) ** 2 / np.mean(y)).sum() for y in yearly) / free
        if free
        else 1.0
    )
    if phi <= 1:
        return exact
    half = stats.t.ppf((1 + level) / 2, free) * np.sqrt(phi * sum(1 / e for e in events))
    ends = exact.value * np.exp(-half), exact.value * np.exp(half)
    return Estimate(
        exact.value, *ends, "sampling", level, method="log interval, overdispersed counts"
    )


def spread(offences: pd.DataFrame, ratio: float = 3.0) -> pd.DataFrame:
    """Median, lowest and highest recorded rate of each country, highest first, zeros left out.

    `to_median`: over the median country; `outlier`: that is beyond `ratio`; `jump`: largest factor in a row.
    """
    known = offences[offences["rate_per_100k"] > 0].sort_values(["iso3", "year"])
    rates = known.groupby("iso3")["rate_per_100k"]
    table = rates.agg(value="median", low="min", high="max")
    table["to_median"] = table["value"] / table["value"].median()
    table["jump"] = rates.agg(lambda r: float(np.exp(np.abs(np.diff(np.log(r))).max(initial=0))))
    table["outlier"] = np.abs(np.log(table["to_median"])) > np.log(ratio)
    return table.sort_values("value", ascending=False).rename_axis("label").reset_index()


def standing(ratings: pd.DataFrame, iso3: str) -> pd.DataFrame:
    """How many other countries are rated below, equal to and above `iso3`: outcome, below, equal, above."""
    ranked = ratings.assign(rank=ratings["rating"].map(RATINGS))
    wide = ranked.pivot_table("rank", "iso3", "outcome")
    gap = np.sign(wide.drop(index=iso3) - wide.loc[iso3])[list(dict.fromkeys(ratings["outcome"]))]
    counts = {
        name: (gap == sign).sum() for name, sign in {"below": -1, "equal": 0, "above": 1}.items()
    }
    return pd.DataFrame(counts).rename_axis("outcome").reset_index()


def concordance(
    ratings, outcome, level: float = 0.95, draws: int = 1999, seed: int = 1
) -> Estimate:
    """Chance that of two countries rated apart the better rated has the higher outcome; half: no relation.

    The c index, from the D of Somers (1962); percentile bootstrap over countries.
    """
    apart, other = (
        np.sign(np.subtract.outer(v, v)) for v in (np.asarray(ratings), np.asarray(outcome))
    )
    n = len(apart)
    again = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), draws)
    weights = np.vstack(
        [np.ones(n), again]
    )  # how often each country is drawn; the first row is the data
    agree, pairs = (((weights @ m) * weights).sum(axis=1) for m in (apart * other, np.abs(apart)))
    point, *others = (
        agree[pairs > 0] / pairs[pairs > 0] + 1
    ) / 2  # a draw without a pair apart says nothing
    low, high = np.quantile(others, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        point,
        min(low, point),
        max(high, point),
        "sampling",
        level,
        method="bootstrap over countries",
    )


def concordances(
    ratings: pd.DataFrame, outcome: pd.Series, level: float = 0.95, seed: int = 1
) -> pd.DataFrame:
    """`concordance` of each of the outcomes that are rated with one yardstick by country: label to high, estimate."""
    steps = ratings[ratings["iso3"].isin(outcome.index)].assign(
        step=lambda t: t["rating"].map(RATINGS)
    )
    parts = dict(list(steps.groupby("outcome", sort=False)))
    found = [concordance(p["step"], outcome[p["iso3"]], level, seed=seed) for p in parts.values()]
    return rows(parts, found, estimate=found)


def band_sets(
    bands: pd.DataFrame, mean: float, number: int, unit: float = 0.1
) -> list[tuple[str, ...]]:
    """Bands that `number` sentences can come from, if their mean prints as `mean` (rounded or cut)."""
    known = bands[["band", "min_years", "max_years"]].itertuples(index=False)
    low, high = number * (mean - unit / 2), number * (mean + unit)
    return [
        tuple(b[0] for b in s)
        for s in combinations_with_replacement(known, number)
        if sum(b[1] for b in s) < high and sum(b[2] for b in s) >= low
    ]

"""International aid: levels with and without a doubtful block, comparison, nowcast, shares, effects, a plan.

Pure functions: tables and parameters in, tables or Estimates out. Years of US assistance are US fiscal years;
what stands in calendar years says so. Money is in dollars of the year that the column or the caller states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from lib import money
from lib.estimates import Estimate, monte_carlo

BLOCK_SECTOR = "Stabilization Operations and Security Sector Reform"
BLOCK_YEARS = (2022, 2023)
SECURITY = ("aid_military", "aid_counternarcotics")
DIRECTIONS = ("intended", "no_effect", "mixed", "opposite", "disputed", "not_measured")
SPLICE = 2001  # first year of the comparable groups; the accounts of the Greenbook carry the years before


def estimate_rows(estimates: Mapping[str, Estimate], name: str = "label") -> pd.DataFrame:
    """One row for each estimate, its code in the column `name`: what the chart forms take."""
    return pd.DataFrame(
        [
            {name: code, "value": e.value, "low": e.low, "high": e.high}
            for code, e in estimates.items()
        ]
    )


def security_block(
    sectors: pd.DataFrame, iso3: str = "ECU", measure: str = "obligations"
) -> pd.Series:
    """The unexplained military financing by fiscal year, in current dollars: its whole sector."""
    rows = sectors[
        (sectors["iso3"] == iso3)
        & (sectors["measure"] == measure)
        & (sectors["sector"] == BLOCK_SECTOR)
        & sectors["fiscal_year"].isin(BLOCK_YEARS)
    ]
    return rows.groupby("fiscal_year")["value_usd"].sum()


def both_versions(
    values: pd.DataFrame, block: pd.Series, column: str = "value_usd"
) -> pd.DataFrame:
    """The rows twice, as `version` with_block and without_block; `block` by fiscal year, same money."""
    less = values.assign(version="without_block")
    less[column] = less[column] - less["fiscal_year"].map(block).fillna(0)
    return pd.concat([values.assign(version="with_block"), less], ignore_index=True)


def split_block(series: pd.DataFrame, block: pd.Series, iso3: str = "ECU") -> pd.DataFrame:
    """One country's groups with the block taken out of military and shown as its own group, ``aid_block``."""
    own = series[series["iso3"] == iso3].copy()
    military = own["account_group"] == "aid_military"
    own.loc[military, "value_usd"] -= own.loc[military, "fiscal_year"].map(block).fillna(0)
    apart = block.rename("value_usd").reset_index().assign(iso3=iso3, account_group="aid_block")
    return pd.concat([own, apart], ignore_index=True)


def group_series(
    groups: pd.DataFrame, accounts: pd.DataFrame, prices: money.Prices, base: int
) -> pd.DataFrame:
    """Obligations by country, year and group in dollars of `base`: accounts before `SPLICE`, groups from it.

    Development, humanitarian and other security accounts become ``aid_other``, as in the grouped file.
    """
    old = accounts[accounts["fiscal_year"] < SPLICE]
    old = old.assign(value_usd=old["value_usd"] * prices.factor(old["fiscal_year"], base, "fiscal"))
    old["account_group"] = old["account_group"].where(
        old["account_group"].isin(SECURITY), "aid_other"
    )
    new = groups.assign(value_usd=groups["value_usd_2025"] * prices.factor(2025, base, "fiscal"))
    both = pd.concat([old, new], ignore_index=True)
    return both.groupby(["iso3", "fiscal_year", "account_group"], as_index=False)["value_usd"].sum()


def security(series: pd.DataFrame) -> pd.DataFrame:
    """Military and counternarcotics obligations together, by country and fiscal year."""
    rows = series[series["account_group"].isin(SECURITY)]
    return rows.groupby(["iso3", "fiscal_year"], as_index=False)["value_usd"].sum()


def per_head(values: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Adds `per_head_usd`: each fiscal year over the population of the calendar year of the same number.

    Years after a country's last population take that one: the growth of one year is under two percent.
    """
    people = (
        population.pivot_table(index="year", columns="iso3", values="population")
        .reindex(range(population["year"].min(), values["fiscal_year"].max() + 1))
        .ffill()
    )
    found = (
        people.rename_axis("fiscal_year").reset_index().melt("fiscal_year", value_name="population")
    )
    merged = values.merge(found, on=["iso3", "fiscal_year"], how="inner")
    return merged.assign(per_head_usd=merged["value_usd"] / merged["population"])


def regimes(series: pd.DataFrame, breaks: Sequence[int], first: int, last: int) -> pd.DataFrame:
    """Mean yearly `value_usd` between named breaks (first years of a new regime), for each `version`."""
    rows = [
        {
            "version": version,
            "start": a,
            "end": b - 1,
            "value_usd": part.loc[inside, "value_usd"].mean(),
        }
        for version, part in series.groupby("version", sort=False)
        for a, b in pairwise([first, *breaks, last + 1])
        if (inside := part["fiscal_year"].between(a, b - 1)).any()
    ]
    return pd.DataFrame(rows)


def event_time(
    values: pd.DataFrame, starts: Mapping[str, int], before: int, after: int
) -> pd.DataFrame:
    """`per_head_usd` by years since the start of each country's programme: columns iso3, x, value."""
    moved = values[values["iso3"].isin(starts)].assign(
        x=lambda d: d["fiscal_year"] - d["iso3"].map(starts)
    )
    kept = moved[moved["x"].between(-before, after)].sort_values(["iso3", "x"])
    return kept.rename(columns={"per_head_usd": "value"})[["iso3", "x", "value", "fiscal_year"]]


def completeness(
    releases: pd.DataFrame,
    reference: str,
    leave_out: Sequence[str] = (),
    *,
    age: int = 0,
    floor_usd: float = 1e6,
) -> pd.DataFrame:
    """What a release showed, as a share of what the `reference` release gives for its newest year.

    With `age` 0 the figure shown is that of the newest year itself (how full it was); with 1 that of the year before
    (last year as a forecast). Keeps countries with `floor_usd` or more in the reference and a positive figure.
    """
    final = releases[releases["release"] == reference].set_index(["iso3", "fiscal_year"])[
        "value_usd"
    ]
    early = releases[
        (releases["fiscal_year"] == releases["newest_year"] - age)
        & ~releases["release"].isin([reference, *leave_out])
    ]
    joined = early.join(final.rename("final"), on=["iso3", "newest_year"])
    joined = joined[(joined["final"] >= floor_usd) & (joined["value_usd"] > 0)]
    return joined.assign(share=joined["value_usd"] / joined["final"])[
        ["release", "iso3", "newest_year", "value_usd", "final", "share"]
    ].reset_index(drop=True)


def filling(
    releases: pd.DataFrame, reference: str, months: int, floor_usd: float = 1e6
) -> pd.DataFrame:
    """Middle share of the later figure by fiscal year (`series`) and months since it ended (`x`), as `value`.

    Every dated release before the `reference`, whose own newest year is not final; countries as in `completeness`.
    """
    last = releases[releases["release"] == reference]
    final = last.loc[
        last["fiscal_year"] < last["newest_year"], ["iso3", "fiscal_year", "value_usd"]
    ]
    dated = releases[releases["released"] < last["released"].iloc[0]]
    joined = dated.merge(final, on=["iso3", "fiscal_year"], suffixes=("", "_final"))
    date = joined["released"].str.split("-", expand=True).astype(int)
    joined["x"] = (
        (date[0] - joined["fiscal_year"]) * 12 + date[1] - 9
    )  # fiscal years end with September
    joined = joined[
        joined["x"].between(0, months)
        & (joined["value_usd_final"] >= floor_usd)
        & (joined["value_usd"] > 0)
    ]
    shares = joined.assign(
        value=joined["value_usd"] / joined["value_usd_final"], series=joined["fiscal_year"]
    )
    return shares.groupby(["series", "x"], as_index=False)["value"].median()


def quantile(shares: pd.DataFrame, level: float) -> float:
    """Quantile of completeness where every release weighs the same and every country the same within it.

    It is the limit of drawing a release, then a country: countries of one release are not independent.
    """
    ordered = shares.sort_values("share")
    weight = 1 / ordered.groupby("release")["share"].transform("size")
    return float(
        ordered["share"].iloc[np.searchsorted(np.cumsum(weight) / weight.sum(), level - 1e-12)]
    )


def nowcast(shown: float, shares: pd.DataFrame, level: float, at_least: float = 0.0) -> Estimate:
    """What the newest year will be once complete: `shown` over `shares`, with a prediction interval.

    `at_least` is what the release already shows for that year: paid money stays paid.
    """
    tail = (1 - level) / 2
    low, mid, high = (max(shown / quantile(shares, q), at_least) for q in (1 - tail, 0.5, tail))
    return Estimate(mid, low, high, "scenario", level, "earlier releases, drawn before countries")


def forecasts(
    releases: pd.DataFrame,
    iso3: str,
    names: Sequence[str],
    full: pd.DataFrame,
    last_year: pd.DataFrame,
    level: float,
    block: pd.Series,
) -> pd.DataFrame:
    """The newest year of each release in `names` by both rules: columns fiscal_year, rule, forecast (Estimate).

    Only shares of earlier fiscal years count. Where last year holds the `block`, a third row starts without it.
    """
    rows = []
    for name in names:
        own = releases[(releases["iso3"] == iso3) & (releases["release"] == name)]
        year, shown = own["newest_year"].iloc[0], own.set_index("fiscal_year")["value_usd"]
        lag, last = (shares[shares["newest_year"] < year] for shares in (full, last_year))
        starts = {"from_last_year": shown[year - 1]}
        if year - 1 in block:
            starts["from_last_year_bare"] = shown[year - 1] - block[year - 1]
        made = {"scaled_by_lag": nowcast(shown[year], lag, level)} | {
            rule: nowcast(start, last, level, shown[year]) for rule, start in starts.items()
        }
        rows += [(year, rule, estimate) for rule, estimate in made.items()]
    return pd.DataFrame(rows, columns=["fiscal_year", "rule", "forecast"])


def coverage_by_release(shares: pd.DataFrame, levels: Sequence[float]) -> pd.DataFrame:
    """How often intervals from the other releases held the later figure, release by release.

    Columns release, year (its newest), level, covered (a fraction of countries), countries, error: the median
    distance of the middle forecast from the later figure, as a factor minus one.
    """
    rows = []
    for release, held in shares.groupby("release"):
        others = shares[shares["release"] != release]
        for level in levels:
            ends = [quantile(others, (1 + sign * level) / 2) for sign in (-1, 1)]
            inside, miss = (
                held["share"].between(*ends),
                np.log(held["share"] / quantile(others, 0.5)).abs(),
            )
            rows.append(
                {
                    "release": release,
                    "year": held["newest_year"].iloc[0],
                    "level": level,
                    "covered": inside.mean(),
                    "countries": len(held),
                    "error": float(np.exp(miss.median()) - 1),
                }
            )
    return pd.DataFrame(rows)


def share_of_years(
    part: pd.DataFrame,
    whole: pd.DataFrame,
    iso3: str,
    measure: str,
    years: tuple[int, int],
    level: float,
    *,
    missing_is_zero: bool = True,
    draws: int = 4000,
    seed: int = 1,
) -> Estimate:
    """Sum of `part` over sum of `whole` for a country and measure in fiscal years, with a bootstrap over years.

    With `missing_is_zero` a year without a `part` row counts as none of it, else it is left out. Years, not
    dollars, are what chance could have drawn otherwise.
    """
    sides = [
        rows[
            (rows["iso3"] == iso3)
            & (rows["measure"] == measure)
            & rows["fiscal_year"].between(*years)
        ].set_index("fiscal_year")["value_usd"]
        for rows in (whole, part)
    ]
    joined = pd.DataFrame({"whole": sides[0], "part": sides[1].reindex(sides[0].index)})
    joined = joined.fillna({"part": 0.0}) if missing_is_zero else joined.dropna()
    if joined.empty or joined["whole"].sum() <= 0:
        raise ValueError(f"nothing to divide for {iso3}, {measure}, in {years[0]} to {years[1]}")
    pick = np.random.default_rng(seed).integers(len(joined), size=(draws, len(joined)))
    ratios = np.divide(*(joined[name].to_numpy()[pick].sum(axis=1) for name in ("part", "whole")))
    point = joined["part"].sum() / joined["whole"].sum()
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        point, min(low, point), max(high, point), "sampling", level, "bootstrap over years"
    )


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


def harvest(studies: pd.DataFrame) -> pd.DataFrame:
    """Estimates by field, then by design, and direction: row, column, value (of the most), text; no pooling."""
    counts = pd.concat(
        [
            pd.crosstab(studies[by].rename("row"), studies["direction"])
            for by in ("domain", "design")
        ]
    )
    long = (
        counts.reindex(columns=list(DIRECTIONS), fill_value=0)
        .fillna(0)
        .astype(int)
        .reset_index()
        .melt("row", var_name="column", value_name="estimates")
    )
    return long.assign(
        value=long["estimates"] / long["estimates"].max(), text=long["estimates"].astype(str)
    )


def version_drift(studies: pd.DataFrame) -> pd.DataFrame:
    """Estimates with two versions: pair, earlier, published, change (a fraction of the earlier)."""
    paired = studies[studies["pair"].notna()].assign(
        mid=lambda d: (d["value_low"] + d["value_high"]) / 2
    )
    wide = paired.pivot_table(index="pair", columns="version", values="mid").reset_index()
    return wide.assign(change=wide["published"] / wide["earlier"] - 1)


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

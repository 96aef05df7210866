"""How full the newest year of a release is, and what it will be once complete.

Belongs here: what compares releases of one series. Does not: the money of complete years, which `flows` has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.estimates import Estimate


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

"""How full the newest year of a release is, and what it will be once complete.

Belongs here: what compares releases of one series. Does not: the money of complete years, which `flows` has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib import periods
from lib.estimates import Estimate

#: A US fiscal year ends with September.
LAST_MONTH_OF_FISCAL_YEAR = 9
#: Below this a country's money is too small for its share to say anything.
FLOOR_USD = 1e6


def completeness(
    releases: pd.DataFrame,
    reference: str,
    leave_out: Sequence[str] = (),
    *,
    age: int = 0,
    floor_usd: float = FLOOR_USD,
) -> pd.DataFrame:
    """What a release showed, as a share of what the `reference` release gives for its newest year.

    Parameters
    ----------
    releases : ``release``, ``newest_year``, ``iso3``, ``fiscal_year``, ``value_usd``
    leave_out : releases that do not count
    age : 0 takes the figure shown for the newest year itself (how full it was), 1 that of the year before (last
        year as a forecast)
    floor_usd : least sum in the reference; the figure shown is positive

    Returns
    -------
    DataFrame : ``release``, ``iso3``, ``newest_year``, ``value_usd`` (shown), ``final``, ``share`` (a fraction)
    """
    last = releases[releases["release"] == reference]
    final = last.set_index(["iso3", "fiscal_year"])["value_usd"]

    not_compared = releases["release"].isin([reference, *leave_out])
    of_age = releases["fiscal_year"] == releases["newest_year"] - age
    shown = releases[of_age & ~not_compared]

    joined = shown.join(final.rename("final"), on=["iso3", "newest_year"])
    large_enough = joined["final"] >= floor_usd
    something_shown = joined["value_usd"] > 0
    kept = joined[large_enough & something_shown]

    table = kept.assign(share=kept["value_usd"] / kept["final"])
    columns = ["release", "iso3", "newest_year", "value_usd", "final", "share"]
    return table[columns].reset_index(drop=True)


def filling(
    releases: pd.DataFrame,
    reference: str,
    months: int,
    floor_usd: float = FLOOR_USD,
) -> pd.DataFrame:
    """How a fiscal year fills up: middle share of its later figure by months since it ended.

    Every dated release before the `reference`, whose own newest year is not final; countries as in `completeness`.

    Parameters
    ----------
    releases : ``release``, ``released`` (a month, or missing), ``newest_year``, ``iso3``, ``fiscal_year``,
        ``value_usd``
    months : up to so many after the year ended, in September

    Returns
    -------
    DataFrame : ``series`` (the fiscal year), ``x`` (months since it ended), ``value`` (a fraction)
    """
    last = releases[releases["release"] == reference]
    is_final = last["fiscal_year"] < last["newest_year"]
    final = last.loc[is_final, ["iso3", "fiscal_year", "value_usd"]]

    earlier = releases[releases["released"] < last["released"].iloc[0]]
    joined = earlier.merge(final, on=["iso3", "fiscal_year"], suffixes=("", "_final"))
    released = joined["released"].map(periods.month)
    ended = periods.month_number(joined["fiscal_year"], LAST_MONTH_OF_FISCAL_YEAR)
    shares = joined.assign(
        series=joined["fiscal_year"],
        x=released - ended,
        value=joined["value_usd"] / joined["value_usd_final"],
    )

    in_time = shares["x"].between(0, months)
    large_enough = shares["value_usd_final"] >= floor_usd
    something_shown = shares["value_usd"] > 0
    kept = shares[in_time & large_enough & something_shown]
    return kept.groupby(["series", "x"], as_index=False)["value"].median()


def quantile(shares: pd.DataFrame, level: float) -> float:
    """Quantile of completeness where every release weighs the same and every country the same within it.

    It is the limit of drawing a release, then a country: countries of one release are not independent.

    Parameters
    ----------
    shares : ``release``, ``share``, as of `completeness`

    Returns
    -------
    float : the smallest share at which the weights reach `level`
    """
    ordered = shares.sort_values("share")
    countries = ordered.groupby("release")["share"].transform("size")
    weight = 1 / countries
    reached = np.cumsum(weight) / weight.sum()
    place = np.searchsorted(reached, level - 1e-12)  # a sum of weights may miss a level by rounding
    return float(ordered["share"].iloc[place])


def nowcast(
    shown: float,
    shares: pd.DataFrame,
    level: float,
    at_least: float = 0.0,
) -> Estimate:
    """What the newest year will be once complete: `shown` over `shares`, with a prediction interval.

    Parameters
    ----------
    shown : the figure of a release, in any money
    shares : ``release``, ``share``, as of `completeness`
    level : of the interval
    at_least : what the release already shows for that year, in the same money: paid money stays paid
    """
    tail = (1 - level) / 2
    low = shown / quantile(shares, 1 - tail)  # the fuller it was, the less is to come
    middle = shown / quantile(shares, 0.5)
    high = shown / quantile(shares, tail)
    return Estimate(
        max(middle, at_least),
        max(low, at_least),
        max(high, at_least),
        "scenario",
        level,
        "earlier releases, drawn before countries",
    )


def forecasts(
    releases: pd.DataFrame,
    iso3: str,
    names: Sequence[str],
    full: pd.DataFrame,
    last_year: pd.DataFrame,
    level: float,
    block: pd.Series,
) -> pd.DataFrame:
    """The newest year of each release in `names` by both rules; only shares of earlier fiscal years count.

    Parameters
    ----------
    releases : ``release``, ``newest_year``, ``iso3``, ``fiscal_year``, ``value_usd``
    full, last_year : of `completeness`, at the ages 0 and 1
    level : of the intervals
    block : by fiscal year, in the same money; where last year holds it, a third row starts without it

    Returns
    -------
    DataFrame : ``fiscal_year``, ``rule`` (scaled_by_lag, from_last_year, from_last_year_bare), ``forecast`` (Estimate)
    """
    of_country = releases[releases["iso3"] == iso3]
    rows = []
    for name in names:
        release = of_country[of_country["release"] == name]
        year = release["newest_year"].iloc[0]
        by_year = release.set_index("fiscal_year")["value_usd"]
        shown = by_year[year]
        shown_last_year = by_year[year - 1]

        known_full = full[full["newest_year"] < year]
        scaled = nowcast(shown, known_full, level)
        rows.append((year, "scaled_by_lag", scaled))

        known_last_year = last_year[last_year["newest_year"] < year]
        carried_on = nowcast(shown_last_year, known_last_year, level, shown)
        rows.append((year, "from_last_year", carried_on))

        if year - 1 in block:
            without_block = shown_last_year - block[year - 1]
            bare = nowcast(without_block, known_last_year, level, shown)
            rows.append((year, "from_last_year_bare", bare))
    return pd.DataFrame(rows, columns=["fiscal_year", "rule", "forecast"])


def coverage_by_release(shares: pd.DataFrame, levels: Sequence[float]) -> pd.DataFrame:
    """How often intervals from the other releases held the later figure, release by release.

    Parameters
    ----------
    shares : ``release``, ``newest_year``, ``share``, as of `completeness`
    levels : of the intervals

    Returns
    -------
    DataFrame : ``release``, ``year`` (its newest), ``level``, ``covered`` (a fraction of countries), ``countries``
        (number), ``error``: the median distance of the middle forecast from the later figure, as a factor minus one
    """
    rows = []
    for release, left_out in shares.groupby("release"):
        others = shares[shares["release"] != release]
        distance = np.log(left_out["share"] / quantile(others, 0.5)).abs()
        error = np.exp(distance.median()) - 1
        for level in levels:
            low = quantile(others, (1 - level) / 2)
            high = quantile(others, (1 + level) / 2)
            inside = left_out["share"].between(low, high)
            rows.append(
                {
                    "release": release,
                    "year": left_out["newest_year"].iloc[0],
                    "level": level,
                    "covered": inside.mean(),
                    "countries": len(left_out),
                    "error": float(error),
                }
            )
    return pd.DataFrame(rows)

"""Coca area and cocaine output: what changed, by which factor, in whose figures, and when.

Belongs here: figures by country and year, before the drug moves. Does not: seizures, prices.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

#: A change of logarithms below this is rounding: the product stayed what it was.
SAME_PRODUCT = 1e-12


def decompose(first: pd.Series, last: pd.Series) -> pd.Series:
    """Change of a product, split among its factors without a rest (LMDI).

    Each factor gets its own change in logarithms times the logarithmic mean of the product before and after.

    Parameters
    ----------
    first, last : positive factors under the same names, such as area and output per hectare

    Returns
    -------
    Series : the part of each factor, in the unit of the product; the parts sum to its change

    Raises
    ------
    ValueError : a factor that is not positive, or a name that only one of the two has

    Source: Ang (2005), Energy Policy 33(7).
    """
    all_positive = (first > 0).all() and (last > 0).all()
    same_names = set(first.index) == set(last.index)
    if not all_positive or not same_names:
        raise ValueError("factors must be positive and have the same names")

    before = first.prod()
    after = last.prod()
    log_changes = np.log(last / first.reindex(last.index))
    log_change = log_changes.sum()

    if abs(log_change) < SAME_PRODUCT:
        return log_changes * before  # the logarithmic mean of two equal numbers is that number
    logarithmic_mean = (after - before) / log_change
    return log_changes * logarithmic_mean


def output_parts(
    area_ha: pd.Series, output_t: pd.Series, spans: Iterable[tuple[int, int]]
) -> pd.DataFrame:
    """Change of output over each span of years, split into area and output per hectare by `decompose`.

    Parameters
    ----------
    area_ha, output_t : by year, hectares and tonnes
    spans : first and last year of each

    Returns
    -------
    DataFrame : ``start``, ``end``, ``change_t``, ``area_t``, ``productivity_t`` (tonnes) and ``area_share``, the
        fraction of the change that is due to area
    """
    rows = []
    for start, end in spans:
        parts = decompose(
            _factors(area_ha[start], output_t[start]),
            _factors(area_ha[end], output_t[end]),
        )
        rows.append(
            {
                "start": start,
                "end": end,
                "change_t": output_t[end] - output_t[start],
                "area_t": parts["area"],
                "productivity_t": parts["productivity"],
                "area_share": parts["area"] / parts.sum(),
            }
        )
    return pd.DataFrame(rows)


def _factors(area_ha: float, output_t: float) -> pd.Series:
    return pd.Series(
        {
            "area": area_ha,
            "productivity": output_t / area_ha,
        }
    )


def source_gap(frame: pd.DataFrame, value: str, first: str, second: str) -> pd.DataFrame:
    """Two series of one quantity beside each other, where both are known.

    Parameters
    ----------
    frame : ``iso3``, ``year``, ``series`` and the column `value`
    first, second : codes of the two series

    Returns
    -------
    DataFrame : ``iso3``, ``year``, the two series, ``ratio`` (`second` over `first`) and ``same_way``: whether both
        rose or both fell since the year before. It is missing where that year is not known, and where neither
        moved: then there is no direction to agree on
    """
    wide = frame.pivot_table(value, ["iso3", "year"], "series")
    known = wide[[first, second]].dropna().reset_index()

    steps = known.groupby("iso3")[["year", first, second]].diff()
    direction = np.sign(steps[first])
    other_direction = np.sign(steps[second])
    agree = (direction == other_direction).astype("boolean")

    from_the_year_before = steps["year"] == 1
    some_moved = (direction != 0) | (other_direction != 0)
    same_way = agree.where(from_the_year_before & some_moved)

    gap = known.assign(
        ratio=known[second] / known[first],
        same_way=same_way,
    )
    return gap.rename_axis(columns=None)


def growth_by_series(area: pd.DataFrame, iso3: str, series: Sequence[str]) -> pd.DataFrame:
    """Growth of the area from one year to the next, each series on its own.

    Parameters
    ----------
    area : ``iso3``, ``year``, ``series``, ``area_ha``
    series : codes; a year of a series that has no year before it has no growth

    Returns
    -------
    DataFrame : ``series``, ``year``, ``growth`` (a fraction), years rising within a series
    """
    parts = []
    for code in series:
        rows = area[(area["iso3"] == iso3) & (area["series"] == code)].sort_values("year")
        growth = rows["area_ha"].pct_change()
        from_the_year_before = rows["year"].diff() == 1
        with_growth = rows.assign(growth=growth)[from_the_year_before]
        parts.append(with_growth[["series", "year", "growth"]])
    return pd.concat(parts, ignore_index=True)


def placebo_dates(area: pd.Series, window: int) -> pd.DataFrame:
    """How the growth of each year's next years differs from that of its last years, the event's year among them.

    Parameters
    ----------
    area : by year, every year once, rising
    window : number of years on either side; the year itself is left out

    Returns
    -------
    DataFrame : ``year``; ``change``, mean yearly log growth after it less that before it; ``rank_share``, the
        fraction of all years with a change at least as large: the one-sided placebo p of that year
    """
    growth = np.log(area).diff()
    years = area.index[window + 1 : len(area) - window]

    changes = []
    for year in years:
        growth_after = growth.loc[year + 1 : year + window].mean()
        growth_before = growth.loc[year - window : year - 1].mean()
        changes.append(growth_after - growth_before)

    all_changes = np.array(changes)
    rank_shares = []
    for change in changes:
        at_least_as_large = all_changes >= change
        rank_shares.append(at_least_as_large.mean())

    return pd.DataFrame(
        {
            "year": list(years),
            "change": changes,
            "rank_share": rank_shares,
        }
    )

"""Coca area and cocaine output: what changed, by which factor, in whose figures, and when.

Belongs here: figures by country and year, before the drug moves. Does not: seizures, prices.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.estimates import Estimate, bounds


def decompose(first: pd.Series, last: pd.Series) -> pd.Series:
    """Change of a product, split among its factors without a rest (LMDI, Ang 2005, Energy Policy 33(7)).

    `first` and `last` hold positive factors under the same names, such as area and output per hectare.
    The parts are in the unit of the product and sum to its change.
    """
    if min(first.min(), last.min()) <= 0 or set(first.index) != set(last.index):
        raise ValueError("factors must be positive and have the same names")
    before, after, steps = first.prod(), last.prod(), np.log(last / first.reindex(last.index))
    same = abs(steps.sum()) < 1e-12  # the logarithmic mean of two equal numbers is that number
    return steps * (before if same else (after - before) / steps.sum())


def output_parts(
    area_ha: pd.Series, output_t: pd.Series, spans: Iterable[tuple[int, int]]
) -> pd.DataFrame:
    """Change of output (t) over each span of years, split into area and output per hectare by `decompose`."""
    rows = []
    for start, end in spans:
        parts = decompose(
            *(
                pd.Series({"area": area_ha[year], "productivity": output_t[year] / area_ha[year]})
                for year in (start, end)
            )
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


def source_gap(frame: pd.DataFrame, value: str, first: str, second: str) -> pd.DataFrame:
    """Two series of one quantity (columns iso3, year, series): `second` over `first`, where both are known.

    ``same_way``: both moved in one direction since the year before; missing where that year is not known.
    """
    wide = (
        frame.pivot_table(value, ["iso3", "year"], "series")[[first, second]].dropna().reset_index()
    )
    steps = wide.groupby("iso3")[["year", first, second]].diff()
    same = (
        (np.sign(steps[first]) == np.sign(steps[second]))
        .astype("boolean")
        .where(steps["year"] == 1)
    )
    return wide.assign(ratio=wide[second] / wide[first], same_way=same).rename_axis(columns=None)


def rise_before(area: pd.Series, start: int, end: int, event_year: int) -> Estimate:
    """Share of the rise from `start` to `end` that came before an event inside `event_year`.

    The counts are of 31 December, so the growth of the event's own year lies on an unknown side: bounds.
    """
    sides = [
        (area[year] - area[start]) / (area[end] - area[start])
        for year in (event_year - 1, event_year)
    ]
    return bounds(min(sides), max(sides), method="growth of the event's own year on either side")


def placebo_dates(area: pd.Series, window: int) -> pd.DataFrame:
    """Mean yearly log growth in the `window` years after each year less that before it, itself left out.

    ``rank_share``: share of all years with a change at least as large, the one-sided placebo p of that year.
    """
    growth = np.log(area).diff()
    rows = [
        (
            year,
            growth.loc[year + 1 : year + window].mean()
            - growth.loc[year - window : year - 1].mean(),
        )
        for year in area.index[window + 1 : len(area) - window]
    ]
    frame = pd.DataFrame(rows, columns=["year", "change"])
    return frame.assign(rank_share=[(frame["change"] >= value).mean() for value in frame["change"]])

"""Values by year, and what charts take: series under one another, lines that break where a year is missing.

Belongs here: what only selects or arranges rows. Does not: a figure computed from them.
"""

import numpy as np
import pandas as pd

from lib.estimates import Estimate


def stack(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables under one another, each named in the column ``series``."""
    return pd.concat(frames, names=["series"]).reset_index("series").reset_index(drop=True)


def spans(estimates: dict[str, Estimate]) -> pd.DataFrame:
    """Estimates as rows: ``label``, ``value``, ``low``, ``high``."""
    return pd.DataFrame(
        [(name, e.value, e.low, e.high) for name, e in estimates.items()],
        columns=["label", "value", "low", "high"],
    )


def gapped(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows, and an empty one for each year ``x`` inside a ``series`` that has none: there its line breaks."""
    parts = [
        part.set_index("x").reindex(range(part["x"].min(), part["x"].max() + 1)).assign(series=name)
        for name, part in frame.groupby("series", sort=False)
    ]
    return pd.concat(parts).rename_axis("x").reset_index()


def yearly(frame: pd.DataFrame, value: str, **where: str) -> pd.Series:
    """Column `value` by year of the rows that match `where`; ValueError if none does or a year is twice."""
    rows = frame.loc[np.logical_and.reduce([frame[name] == code for name, code in where.items()])]
    if rows.empty or rows["year"].duplicated().any():
        raise ValueError(f"{where}: {'a year stands twice' if len(rows) else 'no rows'}")
    return rows.set_index("year")[value].sort_index()

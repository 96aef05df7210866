"""Values by year, and what charts take: tables under one another, lines that break where a year is missing.

Belongs here: what only selects or arranges rows. Does not: a figure computed from them.
"""

import pandas as pd


def stack(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables under one another, each named in the column ``series``.

    Parameters
    ----------
    frames : name of the series -> its table; columns may differ, what one lacks is missing there

    Returns
    -------
    DataFrame : ``series``, then the columns of the tables; rows are numbered anew
    """
    stacked = pd.concat(frames, names=["series"])
    with_names = stacked.reset_index("series")
    return with_names.reset_index(drop=True)


def gapped(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows, and an empty one for each year inside a series that has none: there its line breaks.

    Parameters
    ----------
    frame : ``series`` and ``x``, a year that stands once in its series; other columns come along

    Returns
    -------
    DataFrame : the same columns, ``x`` first; the series in their order, years rising
    """
    parts = []
    for name, rows in frame.groupby("series", sort=False):
        first = rows["x"].min()
        last = rows["x"].max()
        by_year = rows.set_index("x")
        every_year = by_year.reindex(range(first, last + 1))
        every_year["series"] = name
        parts.append(every_year)
    stacked = pd.concat(parts)
    return stacked.rename_axis("x").reset_index()


def yearly(
    frame: pd.DataFrame,
    value: str,
    **where: str,
) -> pd.Series:
    """Column `value` by year of the rows that match all of `where`, years rising.

    Parameters
    ----------
    frame : ``year``, `value` and the columns named in `where`
    where : column=code, such as ``iso3="COL"``

    Raises
    ------
    ValueError : no row matches, or a year stands twice among those that do

    Examples
    --------
    >>> area = pd.DataFrame({"year": [2021, 2020], "iso3": "COL", "area_ha": [204, 143]})
    >>> yearly(area, "area_ha", iso3="COL").to_dict()
    {2020: 143, 2021: 204}
    """
    matches = pd.Series(True, index=frame.index)
    for column, code in where.items():
        matches &= frame[column] == code
    rows = frame[matches]

    if rows.empty:
        raise ValueError(f"{where}: no rows")
    if rows["year"].duplicated().any():
        raise ValueError(f"{where}: a year stands twice")

    by_year = rows.set_index("year")
    series = by_year[value]
    return series.sort_index()

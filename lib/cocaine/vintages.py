"""Homicides as files of different dates count them: an error undone, the latest count, what is still missing.

Belongs here: what comes of several vintages of one series. Does not: provinces, shares and rates, which
`violence` has.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lib.errors import DataError
from lib.estimates import Estimate

MONTHS_OF_YEAR = 12
#: What the columns of a table by month are, whatever the vintage.
BY_MONTH = ["province", "year", "month", "homicides"]


def undo_exchanges(
    homicides: pd.DataFrame,
    corrections: pd.DataFrame,
    another_copy: pd.DataFrame,
) -> pd.DataFrame:
    """The table with the provinces of each correction renamed, as long as its file still has the error.

    Parameters
    ----------
    homicides : ``vintage``, ``province``, ``year``, ``month``, ``homicides``
    corrections : ``vintage``, ``province`` (as the file has it), ``belongs_to``, ``first_year``, ``last_year``
    another_copy : ``province``, ``year``, ``homicides`` by another producer, which tells whether the error stands

    Returns
    -------
    DataFrame : the same rows and columns

    Raises
    ------
    DataError : a correction after which the file lies no nearer to the other copy: its error has been mended, and
        the correction would make one
    """
    corrected = homicides.copy()
    for row in corrections.itertuples():
        wrong = (
            (homicides["vintage"] == row.vintage)
            & (homicides["province"] == row.province)
            & homicides["year"].between(row.first_year, row.last_year)
        )
        by_year = homicides[wrong].groupby("year")["homicides"].sum()
        if not _nearer(by_year, row.belongs_to, row.province, another_copy):
            raise DataError(
                "cocaine/homicides",
                f"the file of {row.vintage} no longer has {row.belongs_to} under the name {row.province}",
                "Take that row out of data/cocaine/homicide_corrections.csv.",
            )
        corrected.loc[wrong, "province"] = row.belongs_to
    return corrected


def _nearer(by_year: pd.Series, right: str, wrong: str, another_copy: pd.DataFrame) -> bool:
    """Whether counts by year fit the province `right` of another copy better than the province `wrong`."""
    table = another_copy.pivot_table("homicides", "year", "province")
    known = table.reindex(by_year.index)
    distance_right = (known[right] - by_year).abs().sum()
    distance_wrong = (known[wrong] - by_year).abs().sum()
    return bool(distance_right < distance_wrong)


def latest(homicides: pd.DataFrame) -> pd.DataFrame:
    """Of each province and month the count of the newest file that has it.

    Parameters
    ----------
    homicides : ``vintage`` (sorts by date), ``province``, ``year``, ``month``, ``homicides``

    Returns
    -------
    DataFrame : ``province``, ``year``, ``month``, ``homicides``, in that order
    """
    newest_last = homicides.sort_values("vintage")
    newest = newest_last.drop_duplicates(["province", "year", "month"], keep="last")
    ordered = newest.sort_values(["province", "year", "month"])
    return ordered[BY_MONTH].reset_index(drop=True)


def registration(revisions: pd.DataFrame) -> pd.DataFrame:
    """How much a month rose after the file that first held it, by its distance from the end of that file.

    Parameters
    ----------
    revisions : ``month`` and ``first_file_to`` (YYYY-MM), ``homicides_first``, ``homicides_later``

    Returns
    -------
    DataFrame : ``months_before_end`` (0 is the last month of a file), ``low``, ``high`` (fractions of the first
        count, over the files), ``files``; the last month first
    """
    distance = _month_number(revisions["first_file_to"]) - _month_number(revisions["month"])
    rise = revisions["homicides_later"] / revisions["homicides_first"] - 1
    pairs = pd.DataFrame({"months_before_end": distance, "rise": rise})
    by_distance = pairs.groupby("months_before_end")["rise"]
    table = by_distance.agg(low="min", high="max", files="size")
    return table.reset_index()


def _month_number(months: pd.Series) -> pd.Series:
    """Months since the year 0, so that they can be subtracted."""
    parts = months.str.split("-", expand=True).astype(int)
    return parts[0] * MONTHS_OF_YEAR + parts[1]


def once_registered(counts: Sequence[int], rises: pd.DataFrame) -> Estimate:
    """What the last months of a file may come to, if each rises as that month of earlier files did.

    Parameters
    ----------
    counts : one a month, the last one being the last of the file
    rises : of `registration`; every distance from 0 to one less than there are counts

    Returns
    -------
    Estimate : a range without a point, in the unit of the counts; a scenario, since a few files are no law

    Raises
    ------
    ValueError : a month at a distance from the end that no earlier file shows
    """
    monthly = np.asarray(counts, dtype=float)
    by_distance = rises.set_index("months_before_end")
    distances = range(len(monthly) - 1, -1, -1)
    missing = [distance for distance in distances if distance not in by_distance.index]
    if missing:
        raise ValueError(f"no earlier file shows months {missing} before its end")

    at = by_distance.loc[list(distances)]
    low = (monthly * (1 + at["low"].to_numpy())).sum()
    high = (monthly * (1 + at["high"].to_numpy())).sum()
    return Estimate(None, low, high, "scenario", method="months rise as those of earlier files did")


def month_by_month(homicides: pd.DataFrame) -> Mapping[tuple[int, int], int]:
    """National counts by year and month.

    Parameters
    ----------
    homicides : ``year``, ``month``, ``homicides``
    """
    sums = homicides.groupby(["year", "month"])["homicides"].sum()
    return {(int(year), int(month)): int(count) for (year, month), count in sums.items()}

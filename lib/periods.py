"""Months as numbers, and the windows of time between them.

Belongs here: the one arithmetic of months, on text as tables hold it: ``2022``, ``2022-12``, ``2022-12-31``. A month
is a number: those since January of the year nought, so that a difference of two is a length. Does not: what happened
in a window, fiscal years of a country, prices by year (`lib.money`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:  # the tables come in; nothing here makes one
    import pandas as pd

#: Months of a year.
YEAR = 12
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d)(?:-\d\d)?)?", re.ASCII)


class Windows(NamedTuple):
    """Spans of whole months.

    `rows`: the rows of a table whose two ends are known, numbered anew; `first`: first month of each; `after`: the
    month after the last of each, so that ``after - first`` is the length in months.
    """

    rows: pd.DataFrame
    first: np.ndarray
    after: np.ndarray


def month_number(year: Any, month: Any) -> Any:
    """Months since January of the year nought; numbers, arrays and columns alike.

    Parameters
    ----------
    year : one or many
    month : 1 to 12, as many

    Examples
    --------
    >>> month_number(2023, 1) - month_number(2022, 12)
    1
    """
    return year * YEAR + month - 1


def _year_and_month(period: str) -> tuple[int, int | None]:
    """Year and month that a text states; None where it is a bare year."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is not a year, a month or a day, such as 2022-12")
    year, month = match.groups()
    if month is None:
        return int(year), None
    if not 1 <= int(month) <= YEAR:
        raise ValueError(f"{period!r}: no month {month}")
    return int(year), int(month)


def month(text: str) -> int:
    """Number of a month, ``2022-12``.

    Raises
    ------
    ValueError : a bare year, or no date at all

    Examples
    --------
    >>> month("2023-03") - month("2022-12")
    3
    """
    year, month_of_year = _year_and_month(text)
    if month_of_year is None:
        raise ValueError(f"{text!r} is a year; a month is due, such as 2022-12")
    return month_number(year, month_of_year)


def first_month(period: str) -> int:
    """Number of the first month of a year, a month or a day: January of a bare year.

    Raises
    ------
    ValueError : no date

    Examples
    --------
    >>> first_month("2022") == month("2022-01")
    True
    """
    year, month_of_year = _year_and_month(period)
    return month_number(year, month_of_year or 1)


def last_month(period: str) -> int:
    """Number of the last month of a year, a month or a day: December of a bare year.

    Raises
    ------
    ValueError : no date

    Examples
    --------
    >>> last_month("2022") == month("2022-12")
    True
    """
    year, month_of_year = _year_and_month(period)
    return month_number(year, month_of_year or YEAR)


def months(first: str, last: str) -> list[str]:
    """The months from `first` to `last`, both ``2022-12`` or so, in order.

    Raises
    ------
    ValueError : a bare year, or no date at all

    Examples
    --------
    >>> months("2022-11", "2023-01")
    ['2022-11', '2022-12', '2023-01']
    """
    texts = []
    for number in range(month(first), month(last) + 1):
        year, months_before = divmod(number, YEAR)
        texts.append(f"{year}-{months_before + 1:02d}")
    return texts


def middle_year(period: str) -> float:
    """Middle of a year, a month or the month of a day, as a decimal year.

    Raises
    ------
    ValueError : no date

    Examples
    --------
    >>> middle_year("2022"), middle_year("2022-03")
    (2022.5, 2022.2083333333333)
    """
    year, month_of_year = _year_and_month(period)
    if month_of_year is None:
        return year + 0.5
    return year + (month_of_year - 0.5) / YEAR


def windows(table: pd.DataFrame) -> Windows:
    """The span of each row from its `period_start` to its `period_end`; rows without either are left out.

    Parameters
    ----------
    table : ``period_start`` and ``period_end`` as text, each a year, a month or a day

    Raises
    ------
    ValueError : an end that is no date

    Examples
    --------
    >>> import pandas as pd
    >>> spans = windows(pd.DataFrame({"period_start": ["2022", None], "period_end": ["2023-03", "2024"]}))
    >>> (spans.after - spans.first).tolist()
    [15]
    """
    ends = ["period_start", "period_end"]
    dated = table.dropna(subset=ends)
    known = dated.reset_index(drop=True)
    first = [first_month(start) for start in known["period_start"]]
    last = [last_month(end) for end in known["period_end"]]
    after = np.array(last) + 1
    return Windows(known, np.array(first), after)

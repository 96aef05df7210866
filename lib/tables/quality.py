"""What a table holds and how far to trust it: warnings, coverage, sources, and the grade that follows from them.

Belongs here: what is said about a table as a whole. Does not: what is wrong with a cell (`lib.tables.reader`), and
how sure we are of a finding (`lib.claims`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from lib.tables.datapackage import resource
from lib.tables.form import WarningCode
from lib.tables.reader import read

if TYPE_CHECKING:
    import pandas as pd

#: Usage warnings that a table may carry; the words a reader sees stand in ``data/labels.csv``.
WARNINGS: tuple[str, ...] = get_args(WarningCode)
#: Of a figure: counted by whoever keeps the record, measured by a published method, told by a party, or estimated.
STATUS = ("documented", "measured", "reported", "estimated")
#: Lowest first.
GRADES = ("low", "medium", "high")
#: Warnings on how well the figures are known.
_OF_DOUBT = {
    "estimated_values",
    "impossible_values_flagged",
    "no_method",
    "press_quoted",
    "suspect_value",
}
#: Warnings that the figures answer another question than ours.
_OF_ANOTHER_QUESTION = {"definition_differs", "scope_unclear"}
#: Warnings that the figures answer a part of it.
_OF_A_PART = {
    "break_in_series",
    "double_counting",
    "incomplete_coverage",
    "incomplete_period",
    "revised_later",
    "rival_figures",
    "small_numbers",
}
#: Statuses of a record, and of what is as good as one.
_WELL_KNOWN = ("documented", "measured")
#: Share of well known rows from which the quality of a table is high, and below which it is low.
_MOSTLY_DOCUMENTED = 0.9
_HARDLY_DOCUMENTED = 0.5


@dataclass(frozen=True)
class Coverage:
    """What a table holds and how far to trust it: title, period, rows, share by status, warnings, source ids."""

    name: str
    title: str
    description: str
    period: str
    rows: int
    status: dict[str, int]
    warnings: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    licence: str


def coverage(name: str) -> Coverage:
    """What the table `name` covers, from its descriptor and its rows.

    Raises
    ------
    DataError : unknown table, or a file that breaks its schema
    """
    item = resource(name)
    frame = read(item)
    warnings = [(warning.code, warning.note) for warning in item.warnings]
    return Coverage(
        name=name,
        title=item.title,
        description=item.description,
        period=item.period,
        rows=len(frame),
        status=_rows_by_status(frame),
        warnings=tuple(warnings),
        sources=sources([name]),
        licence=item.licenses[0].title,
    )


def _rows_by_status(frame: pd.DataFrame) -> dict[str, int]:
    if "status" not in frame:
        return {}
    counts = frame["status"].value_counts()
    return {status: int(counts[status]) for status in STATUS if status in counts}


def sources(tables: list[str]) -> tuple[str, ...]:
    """Reference ids behind the tables, those with most rows first, ties in alphabetical order.

    Raises
    ------
    DataError : unknown table, or a file that breaks its schema
    """
    rows_of: dict[str, int] = {}
    for name in tables:
        frame = read(resource(name))
        if "source" not in frame:
            continue
        for source, rows in frame["source"].value_counts().items():
            rows_of[source] = rows_of.get(source, 0) + int(rows)
    return tuple(sorted(rows_of, key=lambda source: (-rows_of[source], source)))


def cited(frame: pd.DataFrame, *keys: str) -> list[str]:
    """Sources of the rows whose first column is one of `keys`: what a finding rests on, where that is not the table.

    Raises
    ------
    KeyError : a key that no row has
    """
    codes = frame.iloc[:, 0]
    absent = set(keys) - set(codes)
    if absent:
        raise KeyError(f"no row {', '.join(sorted(absent))}")
    return frame.loc[codes.isin(keys), "source"].drop_duplicates().tolist()


def grade(name: str) -> tuple[str, str, str]:
    """Rating of a table, how well its figures are known (quality) and how well they fit the question (suitability).

    Quality: high where nine rows in ten are documented by whoever counted, or measured by a published method, and no
    warning casts doubt on them, low where fewer than half are and one does. Suitability: low where the definition is
    another's or unclear, high where no warning limits what the table covers. Medium is the rest. Rating: red if both
    are low, amber if one is.

    Returns
    -------
    rating (green, amber or red), quality, suitability (both of `GRADES`)

    Raises
    ------
    DataError : unknown table, or a file that breaks its schema
    """
    item = resource(name)
    warned = {warning.code for warning in item.warnings}
    quality = _quality(_share_documented(read(item)), doubted=bool(warned & _OF_DOUBT))
    suitability = _suitability(warned)

    times_low = (quality, suitability).count("low")
    rating = ("green", "amber", "red")[times_low]
    return rating, quality, suitability


def _share_documented(frame: pd.DataFrame) -> float:
    """Share of rows that are a record or a measurement; a table without a status is a record as a whole."""
    if "status" not in frame:
        return 1.0
    return float(frame["status"].isin(_WELL_KNOWN).mean())


def _quality(share_documented: float, *, doubted: bool) -> str:
    if share_documented >= _MOSTLY_DOCUMENTED and not doubted:
        return "high"
    if share_documented < _HARDLY_DOCUMENTED and doubted:
        return "low"
    return "medium"


def _suitability(warned: set[str]) -> str:
    if warned & _OF_ANOTHER_QUESTION:
        return "low"
    if warned & _OF_A_PART:
        return "medium"
    return "high"

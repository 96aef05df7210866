"""Tables: rows of data with formatted cells.

Belongs here: headings, cells, and where a row leads. Not: the tables of the data package, which are `lib.tables`.
"""

import html
import sys
from collections.abc import Sequence
from typing import Any

import pandas as pd

from lib import records
from lib.display.exhibits import csv, head, show_caption
from lib.display.outputs import emit
from lib.display.sentences import values_of
from lib.errors import NotebookError
from lib.language import format_value, translate

#: Column -> its heading and the format of its cells.
Columns = dict[str, tuple[str, str]]

#: Before the name of a column that holds each row's format.
_BY_ROW = "@"
#: Formats of words; all others are numbers, which stand at the right.
_WORDS = ("label", "text")


def table(  # noqa: PLR0913 - what a notebook says of an output, each by its name
    data: pd.DataFrame,
    /,
    *,
    id: str,
    title: str,
    subtitle: str,
    columns: Columns,
    note: str = "",
    links: str | None = None,
    spoken: str | None = None,
    tables: list[str],
    holds: bool = True,
    **values: Any,
) -> None:
    """A table of `data`.

    Parameters
    ----------
    title, subtitle, note : templates; the title states the finding, the subtitle measure, place, period, unit
    columns : column of `data` -> its heading and format, in order; the first names the rows. A format ``@other`` takes
        each row's format from the column `other`. Cells may be Estimates
    tables : names of the tables behind it, which this notebook has loaded
    links : the column that says where a row leads, such as ``01-judicial-outcomes.html#finding-x``
    spoken : the column with the language of each row's last cell, where that is a text by itself
    holds : the condition under which the title is true

    Raises
    ------
    NotebookError : an id, table, column or template that cannot be published; HoldsError : a title that is not true
    """
    named = values_of([title, subtitle, note], values, sys._getframe(1).f_globals)
    above_and_below = head(
        id,
        title=title,
        subtitle=subtitle,
        note=note,
        tables=tables,
        data=data,
        holds=holds,
        values=named,
    )
    _check_columns(id, data, columns, links, spoken)
    record = records.Table(
        **above_and_below,
        columns=[_heading(name, *column) for name, column in columns.items()],
        rows=[_cells(row, columns) for row in data.to_dict("records")],
        links=_targets(data[links]) if links else [],
        spoken=list(data[spoken]) if spoken else [],
    )
    show_caption(record)
    emit(
        record,
        {
            "text/html": _html(record.columns, record.rows),
            "text/csv": csv(data[list(columns)]),
            "text/plain": record.title,
        },
    )


def _check_columns(
    id: str, data: pd.DataFrame, columns: Columns, links: str | None, spoken: str | None
) -> None:
    formats = [form.removeprefix(_BY_ROW) for _, form in columns.values() if form[:1] == _BY_ROW]
    others = [name for name in (links, spoken) if name]
    missing = [name for name in (*columns, *formats, *others) if name not in data]
    if missing:
        problem = f"no column {missing}"
    elif data.empty:
        problem = "has no rows"
    else:
        return
    raise NotebookError(f"table {id}", problem, f"Columns: {', '.join(data.columns)}")


def _heading(name: str, words: str, form: str) -> records.Column:
    align: records.Align = "left" if form in _WORDS else "right"
    return records.Column(name=name, label=translate(words), align=align)


def _targets(column: pd.Series) -> list[str | None]:
    """Where each row leads; None for a gap."""
    return [target if isinstance(target, str) else None for target in column]


def _cells(row: dict, columns: Columns) -> list[str]:
    return [_cell(row, name, form) for name, (_, form) in columns.items()]


def _cell(row: dict, name: str, form: str) -> str:
    if form.startswith(_BY_ROW):
        form = row[form.removeprefix(_BY_ROW)]
    return format_value(row[name], form)


def _html(headings: list[records.Column], rows: list[list[str]]) -> str:
    """The table as JupyterLab shows it; every cell is text."""
    aligns = ["left", *(heading.align for heading in headings[1:])]  # the first heads its row
    top = _html_row([heading.label for heading in headings], aligns, "th")
    body = "".join(_html_row(row, aligns, "td") for row in rows)
    return f"<table><thead>{top}</thead><tbody>{body}</tbody></table>"


def _html_row(cells: list[str], aligns: Sequence[str], tag: str) -> str:
    inside = [
        f'<{tag} style="text-align: {align}">{html.escape(cell)}</{tag}>'
        for cell, align in zip(cells, aligns, strict=True)
    ]
    return f"<tr>{''.join(inside)}</tr>"

"""What figures and tables have in common: a head, a caption in JupyterLab, their data as CSV.

Belongs here: what a reader finds around both. Not: the drawing, or the cells.
"""

from typing import TypedDict

import pandas as pd

from lib import language, records
from lib.display.outputs import emit
from lib.display.sentences import fill, sentence
from lib.display.sources import check_tables, publishers, sources_of
from lib.estimates import Estimate

_ENDS = ("value", "low", "high")


class Head(TypedDict):
    """The fields that the records of figures and tables share."""

    id: str
    title: str
    subtitle: str
    note: str
    tables: list[str]
    references: list[str]
    source: str
    holds: bool


def head(
    id: str,
    *,
    title: str,
    subtitle: str,
    note: str,
    tables: list[str],
    data: pd.DataFrame,
    holds: bool,
    values: dict,
) -> Head:
    """What the record holds of what stands above and below a figure or a table.

    Raises
    ------
    NotebookError : a table that was not loaded, a template that cannot be filled; HoldsError : a title that is not true
    """
    check_tables(id, tables)
    sources = sources_of(tables, data)
    return {
        "id": id,
        "title": sentence(title, values, holds),
        "subtitle": fill(subtitle, values),
        "note": fill(note, values),
        "tables": list(tables),
        "references": list(sources),
        "source": publishers(sources),
        "holds": bool(holds),
    }


def show_caption(exhibit: records.Exhibit) -> None:
    """Title and subtitle for JupyterLab; exporters make their own."""
    title = language.escape(exhibit.title)
    subtitle = language.escape(exhibit.subtitle)
    emit(
        records.Caption(),
        {"text/markdown": f"**{title}**  \n{subtitle}", "text/plain": exhibit.title},
    )


def csv(data: pd.DataFrame) -> str:
    """The data behind an output; an Estimate becomes three columns."""
    columns = {}
    for name in data.columns:
        cells = list(data[name])
        if any(isinstance(cell, Estimate) for cell in cells):
            for end in _ENDS:
                columns[f"{name}_{end}"] = [getattr(cell, end, None) for cell in cells]
        else:
            columns[name] = cells
    flat = pd.DataFrame(columns)
    return flat.to_csv(index=False, lineterminator="\n", float_format="%.10g")

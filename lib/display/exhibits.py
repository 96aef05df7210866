"""What figures and tables have in common: a head, a caption in JupyterLab, their data as CSV.

Belongs here: what a reader finds around both. Not: the drawing, or the cells.
"""

import pandas as pd

from lib import language
from lib.display.outputs import emit
from lib.display.sentences import fill, sentence
from lib.display.sources import check_tables, publishers, sources_of
from lib.estimates import Estimate

_ENDS = ("value", "low", "high")


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
) -> dict:
    """The record of what stands above and below a figure or a table.

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


def show_caption(record: dict) -> None:
    """Title and subtitle for JupyterLab; exporters make their own."""
    title = language.escape(record["title"])
    subtitle = language.escape(record["subtitle"])
    emit(
        {"kind": "caption"},
        {"text/markdown": f"**{title}**  \n{subtitle}", "text/plain": record["title"]},
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

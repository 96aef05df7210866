"""Outputs: what each is, the check that it passes, the way to the notebook; and those that are words alone.

Belongs here: `emit`, through which every output goes, and the calls that show no data of a topic: `start`, `text`,
`coverage`. Not: figures, tables, findings, which have files of their own.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from IPython.display import display as show_in_notebook

from lib import charts, language, paths, records, tables
from lib.display.assumed import assumed
from lib.display.sentences import sentence, values_of
from lib.display.sources import check_tables, publishers
from lib.errors import NotebookError
from lib.language import translate

#: Takes an output: its contents by media type, and its metadata, whose ``report`` is the record.
Handler = Callable[[dict, dict], None]

_handler: ContextVar[Handler | None] = ContextVar("handler", default=None)


@contextmanager
def listening(handler: Handler) -> Iterator[None]:
    """Hand each output to a handler, not to the notebook.

    For whoever runs cells without Jupyter: a test, or a run in one process. Outputs are checked as ever. Where two
    listen, the inner one hears.

    Parameters
    ----------
    handler : called with the bundle (media type -> content) and the metadata (``{"report": record}``) of each output

    Examples
    --------
    >>> with listening(lambda bundle, metadata: print(metadata["report"]["kind"], bundle["text/plain"])):
    ...     text("Nothing else.")
    text Nothing else.
    """
    token = _handler.set(handler)
    try:
        yield
    finally:
        _handler.reset(token)


def emit(record: records.Output, bundle: dict) -> None:
    """Check the record of an output, then hand the output to the notebook.

    Parameters
    ----------
    record : goes into ``metadata.report``; exporters, ledger and ``findings.json`` read it
    bundle : media type -> content; the first that it can show is what JupyterLab shows

    Raises
    ------
    NotebookError : a record that does not fit
    """
    try:
        metadata = {"report": records.checked(record)}
    except records.RecordError as error:
        output = f"{records.kind_of(record)} {getattr(record, 'id', '')}".strip()
        raise NotebookError(output, str(error)) from None
    handler = _handler.get()
    if handler is None:
        show_in_notebook(bundle, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]
    else:
        handler(bundle, metadata)


def start(language_code: str = "en") -> None:
    """Set the language and the look, and begin the record of loaded tables: the first call of a notebook.

    Raises
    ------
    UsageError : a language that the series does not have
    """
    language.set_language(language_code)
    charts.set_theme()
    tables.forget()
    record = records.Start(
        # What the series has no language for has been refused by `set_language`, and again by the check of records.
        language=cast("records.Language", language_code),
        assumed=assumed(sys._getframe(1).f_globals),
    )
    emit(record, {"text/plain": _note_on_language()})


def _note_on_language() -> str:
    """A line for whoever opens the notebook in another language: a run translates the narrative, JupyterLab cannot."""
    if language.current() == "en" or paths.in_a_run():
        return ""
    return translate(
        "Outputs are in this language; cells of text are translated in the reports alone."
    )


def text(template: str, /, *, holds: bool = True, **values: Any) -> None:
    """Markdown with filled values: names of the notebook, or what is given as a keyword.

    Parameters
    ----------
    template : lines of a paragraph are joined; a blank line begins the next
    holds : the condition under which the sentence is true; false stops a run with default parameters

    Raises
    ------
    NotebookError : a template that cannot be filled; HoldsError : a sentence that is not true
    """
    named = values_of([template], values, sys._getframe(1).f_globals)
    markdown = sentence(template, named, holds, markdown=True)
    emit(
        records.Text(markdown=markdown, holds=bool(holds)),
        {"text/markdown": markdown, "text/plain": markdown},
    )


def coverage(*names: str) -> None:
    """What the tables cover and how far to trust them: period, rows, status, warnings, sources.

    Raises
    ------
    NotebookError : a table that this notebook has not loaded
    """
    check_tables("coverage", list(names))
    entries = [_coverage_of(name) for name in names]
    words = "\n".join(_coverage_line(entry) for entry in entries)
    emit(records.Coverage(tables=entries), {"text/markdown": words, "text/plain": words})


def _coverage_of(name: str) -> records.CoveredTable:
    table = tables.coverage(name)
    warnings = [
        records.Caution(code=code, label=language.label(code), note=translate(note))
        for code, note in table.warnings
    ]
    return records.CoveredTable(
        name=table.name,
        title=translate(table.title),
        description=translate(table.description),
        period=table.period,
        rows=table.rows,
        status=table.status,
        warnings=warnings,
        references=list(table.sources),
        source=publishers(table.sources),
        licence=translate(table.licence),
    )


def _coverage_line(entry: records.CoveredTable) -> str:
    notes = " ".join(warning.note for warning in entry.warnings)
    return f"- **{entry.title}** ({entry.period}): {notes}"

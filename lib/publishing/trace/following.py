"""One finding with all that it rests on: statements, rows, sources, assumptions.

Belongs here: putting it together. Does not: the search for rows (`lib.publishing.trace.rows`), and how it is printed
(`lib.publishing.trace.words`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from lib import files, paths, strict_csv, tables
from lib.errors import NotebookError, SeriesError, UsageError, did_you_mean
from lib.publishing.pipeline import cells, config, dependencies, publish
from lib.publishing.pipeline.config import Options, SeriesConfig
from lib.publishing.trace import rows, slices
from lib.publishing.trace.slices import Slice

#: Seconds that the search for rows may take, in all.
SECONDS = 55.0
#: What is compared in a trial: what a reader is told of the number.
_TOLD = (
    "sentence",
    "value",
    "low",
    "high",
    "uncertainty",
    "verdict",
    "because",
    "values",
    "holds",
)
#: Names of the folders, below the staging folder of the reports, where results are kept.
_KEPT = "trace"


@dataclass(frozen=True)
class Line:
    """A row of a table as it stands in its file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class TableTrace:
    """The rows of a table that move a finding; `lines` is None where they could not be told apart in time."""

    name: str
    file: Path
    size: int
    key: tuple[str, ...]
    lines: tuple[Line, ...] | None


@dataclass(frozen=True)
class Trace:
    """A finding and what it rests on.

    Parameters
    ----------
    record : of the finding, as the notebook shows it in English
    calls : the statements that make its value, with the number of their cell
    tables : what the statements load
    kept : whether the rows are those of an earlier search on the same content
    """

    notebook: str
    record: dict[str, Any]
    calls: tuple[tuple[int, str], ...]
    tables: tuple[TableTrace, ...]
    kept: bool


def follow(asked: str, out: Path, seconds: float = SECONDS) -> Trace:
    """Trace a finding at the default parameters; no earlier run is needed.

    Parameters
    ----------
    asked : the id of a finding, or ``notebook#id``
    out : the folder of reports in whose staging folder results are kept
    seconds : that the search for rows may take

    Raises
    ------
    UsageError : no finding, or more than one, has this id; SeriesError : the notebook does not run
    """
    series = config.prepare(Options())
    notebook, identifier = _chosen(asked, series)
    part = slices.of_finding(series.notebooks[notebook], identifier)
    if part is None:  # an id that is not written out
        raise UsageError(f"./run trace {asked}", "the id of this finding is computed")
    parameters = {
        "language": "en",
        **series.parameters(notebook),
    }
    with _findings_before(notebook, series):
        evaluate = _evaluation(part, parameters)
        record = _record(part, parameters, f"{notebook}#{identifier}")
        names = tables.loaded()
        key = _content(series, notebook, part, parameters, names)
        positions, kept = _positions(key, names, evaluate, out, seconds)
    return Trace(
        notebook=notebook,
        record=record,
        calls=tuple((step.cell, step.source) for step in part.calls),
        tables=tuple(_table(name, positions[name]) for name in names),
        kept=kept,
    )


def _chosen(asked: str, series: SeriesConfig) -> tuple[str, str]:
    """Notebook and id of the finding that is meant."""
    wanted_notebook, sign, identifier = asked.rpartition("#")
    ids = {name: slices.identifiers(series.notebooks[name]) for name in series.names}
    matching = [
        name
        for name in series.names
        if identifier in ids[name] and (not sign or name == wanted_notebook)
    ]
    if len(matching) == 1:
        return matching[0], identifier
    if matching:
        both = " or ".join(f"{name}#{identifier}" for name in matching)
        raise UsageError(
            f"./run trace {asked}", "more than one finding has this id", f"Say {both}."
        )
    known = sorted({known_id for of_notebook in ids.values() for known_id in of_notebook})
    hint = did_you_mean(identifier, known, "Ids stand under each finding.")
    raise UsageError(f"./run trace {asked}", "no finding has this id", hint)


def _record(part: Slice, parameters: dict, where: str) -> dict[str, Any]:
    try:
        return cells.shown_by(part.statements, parameters)[-1]
    except SeriesError:
        raise
    except Exception as error:  # whatever a cell raises
        raise NotebookError(where, f"{type(error).__name__}: {str(error)[:200]}") from error


def _evaluation(part: Slice, parameters: dict) -> Callable[[], object]:
    def evaluate() -> object:
        record = cells.shown_by(part.statements, parameters)[-1]
        return [record[name] for name in _TOLD]

    return evaluate


# The rows, searched or kept


def _positions(
    key: str, names: tuple[str, ...], evaluate: rows.Evaluate, out: Path, seconds: float
) -> tuple[dict[str, list[int] | None], bool]:
    """Table -> positions of its rows that move the finding, and whether they were kept from an earlier search."""
    with _kept_in(out) as folder:
        file = folder / f"{key}.json" if folder else None
        if file and file.is_file():
            return json.loads(file.read_text("utf-8")), True
        positions = rows.moving_by_table(names, evaluate, rows.Deadline.after(seconds))
        if file and None not in positions.values():
            files.write_text(file, json.dumps(positions))
        return positions, False


@contextmanager
def _kept_in(out: Path) -> Iterator[Path | None]:
    """The folder of results, held for this search; None where a run holds it or it cannot be written."""
    work = out / ".work"
    with ExitStack() as held:
        try:
            publish.check_target(out)
            held.enter_context(publish.locked(work))
        except SeriesError:
            yield None
            return
        folder = work / _KEPT
        folder.mkdir(exist_ok=True)
        yield folder


def _content(
    series: SeriesConfig, notebook: str, part: Slice, parameters: dict, names: tuple[str, ...]
) -> str:
    """A key that changes where anything changes on which the rows depend."""
    outline = series.notebooks[notebook]
    library = dependencies.closure(
        {*dependencies.modules(outline, notebook), "lib.publishing.trace.rows"}
    )
    data = [paths.data() / tables.resource(name).path for name in names]
    data += [paths.data() / "references.json", paths.data() / "claims.csv", *paths.findings()]
    content = {
        "code": [step.source for step in part.steps],
        "parameters": parameters,
        "library": [files.digest(file) for file in library],
        "data": [files.digest(file) for file in data],
        "tables": [msgspec.to_builtins(tables.resource(name)) for name in names],
    }
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _table(name: str, positions: list[int] | None) -> TableTrace:
    descriptor = tables.resource(name)
    file = paths.data() / descriptor.path
    header, lines = strict_csv.read(file)
    return TableTrace(
        name=name,
        file=file,
        size=len(lines),
        key=tuple(descriptor.schema.key),
        lines=None if positions is None else tuple(_line(header, lines[n]) for n in positions),
    )


def _line(header: list[str], numbered: tuple[int, list[str]]) -> Line:
    number, row = numbered
    return Line(number, dict(zip(header, row, strict=True)))


# A notebook that reads the findings of others


@contextmanager
def _findings_before(notebook: str, series: SeriesConfig) -> Iterator[None]:
    """For the ledger: the findings of the notebooks before it, made here; nothing for the others."""
    if notebook != series.ledger:
        yield
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        earlier = [
            _write_findings(name, series, Path(folder))
            for name in series.names[: series.names.index(notebook)]
        ]
        before = dict(os.environ)
        os.environ.update(paths.environment_of(all_defaults=False, findings=earlier))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _write_findings(name: str, series: SeriesConfig, folder: Path) -> Path:
    """Run a whole notebook without drawing, and keep its findings as a run would."""
    statements = [step.statement for step in slices.steps(series.notebooks[name])]
    parameters = {"language": "en", **series.parameters(name)}
    shown = cells.shown_by(statements, parameters)
    findings = [{**record, "notebook": name} for record in shown if record["kind"] == "finding"]
    file = folder / f"{name}.json"
    files.write_text(file, json.dumps(findings))
    return file

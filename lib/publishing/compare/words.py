"""A comparison as text for a terminal, as Markdown for a pull request, and as JSON.

Belongs here: how differences are written. Does not: finding them (`lib.publishing.compare.differences`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from lib.printable import parted, piece
from lib.publishing.compare.differences import Comparison, FileChange, OutputChange, ValueChange
from lib.publishing.compare.rows import RowChange

#: Rows of a table that are told one by one; of more the number is told.
_ROWS = 20
#: Characters of a cell or sentence that are told; of longer ones what stands around the place where they part.
_WIDTH = 90


@dataclass(frozen=True)
class _Heading:
    text: str


@dataclass(frozen=True)
class _Line:
    """One difference: where it is and what it is, and whether it belongs to the line before it."""

    where: str
    what: str
    is_part: bool = False


_Parts = Iterator[_Heading | _Line]


def as_text(comparison: Comparison) -> str:
    """For a terminal: a heading a kind of difference, a line a difference."""
    lines = []
    for part in _parts(comparison):
        if isinstance(part, _Heading):
            lines += ["", part.text]
        else:
            indent = "    " if part.is_part else "  "
            lines.append(f"{indent}{part.where}: {part.what}" if part.what else indent + part.where)
    return "\n".join(lines).strip()


def as_markdown(comparison: Comparison) -> str:
    """For a pull request: headings and lists; what comes from data is written as it is, and is no markup."""
    lines = []
    for part in _parts(comparison):
        if isinstance(part, _Heading):
            lines += ["", f"### {_escaped(part.text)}", ""]
        else:
            indent = "  " if part.is_part else ""
            what = f": {_escaped(part.what)}" if part.what else ""
            lines.append(f"{indent}- {_code(part.where)}{what}")
    return "\n".join(lines).strip()


def as_json(comparison: Comparison) -> str:
    """Everything, in the names of the classes; no row and no text is cut."""
    content = {"differs": comparison.differs, **asdict(comparison)}
    return json.dumps(content, indent=1, ensure_ascii=False, default=str)


def _parts(comparison: Comparison) -> _Parts:
    yield _Heading(f"{comparison.before} and {comparison.after}: {_summary(comparison)}")
    for note in comparison.notes:
        yield _Line(note, "")
    yield from _of_files("Tables and registers", comparison.tables)
    yield from _of_files("Code", comparison.code)
    yield from _of_values("Parameters", comparison.parameters)
    yield from _of_values("Versions", comparison.versions)
    yield from _of_outputs(comparison.outputs)


def _summary(comparison: Comparison) -> str:
    if not comparison.differs:
        return "no difference"
    counted = (
        (len(comparison.tables), "table or register", "tables and registers"),
        (len(comparison.code), "file of code", "files of code"),
        (len(comparison.parameters), "parameter", "parameters"),
        (len(comparison.versions), "version", "versions"),
        (len(comparison.outputs), "output", "outputs"),
    )
    words = [f"{n} {one if n == 1 else many}" for n, one, many in counted if n]
    return "they differ in " + ", ".join(words)


def _of_files(heading: str, changes: tuple[FileChange, ...]) -> _Parts:
    if changes:
        yield _Heading(heading)
    for change in changes:
        count = "" if change.rows is None else f", {_counted(change.rows)}"
        yield _Line(change.name, change.how + count)
        for row in (change.rows or ())[:_ROWS]:
            yield _Line(f"line {row.line}", _row(row), is_part=True)
        left = len(change.rows or ()) - _ROWS
        if left > 0:
            yield _Line(f"and {left} rows more", "", is_part=True)


def _counted(rows: tuple[RowChange, ...]) -> str:
    return f"{len(rows)} row" if len(rows) == 1 else f"{len(rows)} rows"


def _row(row: RowChange) -> str:
    key = ", ".join(part for part in row.key if part)
    if row.before is None or row.after is None:
        cells = row.after if row.before is None else row.before
        sign = "new" if row.before is None else "gone"
        return (
            f"{sign}: {piece(', '.join(cell for cell in (cells or {}).values() if cell), _WIDTH)}"
        )
    cells_changed = [
        f"{name} {piece(row.before[name], _WIDTH)!r} -> {piece(row.after[name], _WIDTH)!r}"
        for name in row.after
    ]
    return f"{key}: {'; '.join(cells_changed)}"


def _of_values(heading: str, changes: tuple[ValueChange, ...]) -> _Parts:
    if changes:
        yield _Heading(heading)
    for change in changes:
        yield _Line(change.name, f"{change.before} -> {change.after}")


def _of_outputs(changes: tuple[OutputChange, ...]) -> _Parts:
    if changes:
        yield _Heading("What is published")
    for change in changes:
        kind = "" if change.kind == "finding" else f" ({change.kind})"
        if change.how != "changed":
            yield _Line(f"{change.place}{kind}", f"{change.how}: {piece(change.sentence, _WIDTH)}")
            continue
        yield _Line(f"{change.place}{kind}", ", ".join(column.name for column in change.columns))
        for column in change.columns:
            yield _Line(column.name, _from_to(column), is_part=True)


def _from_to(change: ValueChange) -> str:
    before, after = parted(str(change.before), str(change.after), _WIDTH)
    return f"{before or '-'} -> {after or '-'}"


def _escaped(text: str) -> str:
    """Text as Markdown shows it, whatever it holds."""
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return text


def _code(text: str) -> str:
    """Text as code; a backtick in it cannot end it."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"

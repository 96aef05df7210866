"""A trace as text for a terminal.

Belongs here: words and their order. Does not: what is in a trace (`lib.publishing.trace.following`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lib import paths, tables
from lib.language import render
from lib.language.templates import fields
from lib.publishing.site import editions
from lib.publishing.trace.following import Line, TableTrace, Trace

#: Lines of a table that are printed whole; of more, ranges and the span of each key.
_WHOLE = 12
_NAMED = 6
_INDENT = "  "


def text(trace: Trace) -> str:
    """Value, verdict and certainty, then calls, rows, sources, assumptions, and changes since the last edition."""
    parts = [
        f"{trace.notebook}#{trace.record['id']}",
        *_indented(_head(trace)),
        "calls, in order",
        *_indented(f"cell {cell}: {source}" for cell, source in trace.calls),
        "rows that move it"
        + (" (found in an earlier trace of the same content)" if trace.kept else ""),
        *_indented(line for table in trace.tables for line in _of_table(table)),
        "sources",
        *_indented(_sources(trace)),
        "assumptions",
        *_indented(_assumptions(trace)),
        "changes since the first edition",
        *_indented(_changes(trace)),
    ]
    return "\n".join(parts)


def _indented(lines: object) -> list[str]:
    indented = [_INDENT + line for line in lines]  # type: ignore[attr-defined]
    return indented or [_INDENT + "none"]


def _head(trace: Trace) -> Iterator[str]:
    record = trace.record
    yield record["sentence"]
    if record["text"]:
        yield f"value: {record['text']}, {record['unit']}"
    kind = record["uncertainty"]
    yield f"range: {kind}" if kind else "range: none"
    if record["method"]:
        yield f"method: {record['method']}"
    if record["verdict"]:
        reason = f"; {record['because']}" if record["because"] else ""
        yield f"verdict on {record['claim'] or 'a statement'}: {record['verdict']}{reason}"
    if record.get("certainty"):
        yield f"certainty: {record['certainty']}. {record['certainty_why']}"
    if not record["holds"]:
        yield "it does not hold with these data"


def _of_table(table: TableTrace) -> Iterator[str]:
    name = paths.relative(table.file)
    if table.lines is None:
        yield f"{name}: the whole table ({table.size} rows could not be told apart in time)"
    elif not table.lines:
        yield f"{name}: none of {table.size}"
    elif len(table.lines) <= _WHOLE:
        for line in table.lines:
            yield f"{name}:{line.number}  {', '.join(cell for cell in line.cells.values() if cell)}"
    else:
        yield f"{name}: {len(table.lines)} of {table.size}, lines {_ranges(table.lines)}"
        spans = "; ".join(_span(key, table.lines) for key in table.key)
        if spans:
            yield _INDENT + spans


def _ranges(lines: tuple[Line, ...]) -> str:
    """Line numbers as ranges: ``2-5, 9``; the first few, where there are many."""
    ranges = []
    numbered = enumerate(line.number for line in lines)
    for _, members in groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in members]
        first, last = numbers[0], numbers[-1]
        ranges.append(f"{first}" if first == last else f"{first}-{last}")
    more = f", and {len(ranges) - _WHOLE} more ranges" if len(ranges) > _WHOLE else ""
    return ", ".join(ranges[:_WHOLE]) + more


def _span(key: str, lines: tuple[Line, ...]) -> str:
    """What a key column holds in these lines: its values, or the first, the last and how many."""
    values = sorted({line.cells[key] for line in lines}, key=_in_order)
    if len(values) <= _NAMED:
        return f"{key}: {', '.join(values)}"
    return f"{key}: {values[0]} to {values[-1]} ({len(values)})"


def _in_order(value: str) -> tuple[int, float, str]:
    """Numbers by their size, before words."""
    return (0, float(value), "") if value.isdigit() else (1, 0.0, value)


def _sources(trace: Trace) -> Iterator[str]:
    """Sources of the rows that move the finding, then what it cites beside them, counted where there are many."""
    cells = [line.cells.get("source", "") for table in trace.tables for line in table.lines or ()]
    of_rows = [identifier for identifier in dict.fromkeys(cells) if identifier]
    yield from map(_source, of_rows)
    cited = [identifier for identifier in trace.record["references"] if identifier not in of_rows]
    if len(cited) <= _NAMED:
        yield from (f"{_source(identifier)} (cited)" for identifier in cited)
    else:
        yield f"and {len(cited)} more that its tables cite, of which no row moves it"


def _source(identifier: str) -> str:
    item = tables.references().get(identifier)
    if item is None:
        return f"{identifier}: not in data/references.json"
    authors = [person.name for person in item.author]
    parts = [", ".join(authors), item.title, item.url or item.doi]
    return f"{identifier}: " + ". ".join(part for part in parts if part)


def _assumptions(trace: Trace) -> Iterator[str]:
    known = tables.assumptions()
    for identifier in trace.record["assumptions"]:
        row = known.get(identifier)
        if row is None:
            yield f"{identifier}: not in docs/assumptions.md"
            continue
        values = {
            field.name: trace.record["assumed"].get(field.name) for field in fields(row.assumption)
        }
        yield f"{identifier} ({row.rating}): {render(row.assumption, values)}"


def _changes(trace: Trace) -> Iterator[str]:
    """What an edition has declared of the finding, the newest last."""
    declared, _ = editions.changes()
    key = editions.Key(trace.notebook, trace.record["id"])
    for change in declared:
        if change.key == key:
            yield f"{change.edition}, {' and '.join(change.kinds)}: {change.why['en']}"

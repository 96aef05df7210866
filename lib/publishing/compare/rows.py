"""Two versions of a table or register: which rows came, went, and changed in which cells.

Belongs here: rows matched by their key. Does not: which files are compared (`lib.publishing.compare.differences`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lib import files


@dataclass(frozen=True)
class RowChange:
    """A row that two versions do not share.

    Parameters
    ----------
    key : its cells that say which row it is
    line : in the later file; in the earlier one where the row has gone
    before, after : the cells that differ, by column; the whole row where it came or went, and None on the other side
    """

    key: tuple[str, ...]
    line: int
    before: dict[str, str] | None
    after: dict[str, str] | None


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def changed(before: Path, after: Path, key: Sequence[str]) -> list[RowChange]:
    """Rows that differ, in the order of the later file, then those that have gone.

    Parameters
    ----------
    before, after : two versions of a CSV file, or of a JSON list of items with an ``id``
    key : columns that tell rows apart; without any, the first column, where it does
    """
    earlier, later = _rows(before), _rows(after)
    columns = _key(key, earlier, later)
    old, new = _by_key(earlier, columns), _by_key(later, columns)
    changes = []
    for identity, row in new.items():
        match = old.get(identity)
        if match is None:
            changes.append(RowChange(identity[:-1], row.line, None, row.cells))
        elif match.cells != row.cells:
            differing = _differing(match.cells, row.cells)
            changes.append(
                RowChange(
                    identity[:-1],
                    row.line,
                    {name: match.cells.get(name, "") for name in differing},
                    {name: row.cells.get(name, "") for name in differing},
                )
            )
    gone = [identity for identity in old if identity not in new]
    changes += [
        RowChange(identity[:-1], old[identity].line, old[identity].cells, None) for identity in gone
    ]
    return changes


def _rows(file: Path) -> list[_Row]:
    text = files.read_text(file)
    if file.suffix == ".json":
        return _items(json.loads(text))
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    return [_Row(reader.line_num, dict(zip(header, row, strict=False))) for row in reader]


def _items(content: object) -> list[_Row]:
    """The items of a register in JSON, each part as text; what has no items is one row."""
    items = content if isinstance(content, list) else [content]
    return [
        _Row(number, {str(name): _text(part) for name, part in item.items()})
        for number, item in enumerate(items, 1)
        if isinstance(item, dict)
    ]


def _text(part: object) -> str:
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)


def _key(asked: Sequence[str], *versions: list[_Row]) -> list[str]:
    """Columns by which rows are matched: those asked for, else ``id`` or the first, else all."""
    names = list(versions[-1][0].cells) if versions[-1] else []
    candidates = [list(asked)] if asked else [["id"], names[:1]]
    for columns in candidates:
        if columns and all(_tells_apart(columns, rows) for rows in versions):
            return columns
    return names


def _tells_apart(columns: list[str], rows: list[_Row]) -> bool:
    keys = [tuple(row.cells.get(name) for name in columns) for row in rows]
    return len(set(keys)) == len(keys) and all(None not in key for key in keys)


def _by_key(rows: list[_Row], columns: list[str]) -> dict[tuple[str, ...], _Row]:
    """Key and how often it stood before -> row, so that rows without a key of their own are not lost."""
    seen: dict[tuple[str, ...], int] = {}
    by_key = {}
    for row in rows:
        key = tuple(row.cells.get(name, "") for name in columns)
        seen[key] = seen.get(key, 0) + 1
        by_key[(*key, str(seen[key]))] = row
    return by_key


def _differing(before: dict[str, str], after: dict[str, str]) -> Iterable[str]:
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if before.get(name, "") != after.get(name, "")]

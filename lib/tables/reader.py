"""Reads a table of the data package, strictly.

Everything is read as text first and converted by the schema of the table: nothing is guessed, so Namibia's ``NA``,
a shifted column or a day-first date cannot slip in. All failures of a file come in one message. A table is read and
checked once a process, and again where it has changed; each caller has a copy of its own.

Belongs here: from a CSV file to a DataFrame, and which tables this process has loaded. Does not: how far a table
can be trusted (`lib.tables.quality`), and what its descriptor says (`lib.tables.datapackage`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib import paths, strict_csv
from lib.errors import DataError, in_one_message
from lib.printable import printable, quoted, shortened
from lib.tables.datapackage import resource
from lib.tables.form import (
    LARGEST_INTEGER,
    MOST_DIGITS,
    PATTERNS,
    Field,
    Resource,
    Schema,
)
from lib.tables.kept import Stamp, stamp
from lib.tables.registers import Reference, references

# pandas is imported where a table is read: a run with nothing to do asks for descriptions alone.
if TYPE_CHECKING:
    import pandas as pd

#: Characters of a header that a message repeats.
_LONGEST_HEADER = 300
#: Characters of a number or a key that a message repeats.
_MOST_SHOWN = 80
#: Other alphabets have digits of their own, which are not meant.
_PATTERNS = {kind: re.compile(pattern, re.ASCII) for kind, pattern in PATTERNS.items()}
_BOOLEANS = {"true": True, "false": False}
#: Type of a field -> that of its column, where no cell is empty.
_WHOLE_DTYPES = {
    "integer": "int64",
    "year": "int64",
    "number": "float64",
    "boolean": "bool",
    "date": "datetime64[s]",
}
#: The same where some cell is empty and the type of above has no gap.
_DTYPES_WITH_GAPS = _WHOLE_DTYPES | {"integer": "Int64", "year": "Int64", "boolean": "boolean"}
_loaded: list[str] = []


@dataclass(frozen=True)
class _Checked:
    """A table that has passed, and all that its passing rests on."""

    stamp: Stamp
    descriptor: Resource
    references: dict[str, Reference]
    frame: pd.DataFrame

    def still_holds(
        self, now: Stamp | None, descriptor: Resource, references: dict[str, Reference]
    ) -> bool:
        """Whether file, descriptor and references are as they were."""
        return (
            now is not None
            and self.stamp == now
            and self.references is references
            and self.descriptor == descriptor
        )


_checked: dict[Path, _Checked] = {}
_instead: dict[Path, pd.DataFrame] = {}


def load(name: str) -> pd.DataFrame:
    """The table `name`, for instance ``"cocaine/coca_area"``, checked against its schema and noted as used.

    Raises
    ------
    DataError : unknown table, or a file that breaks its schema; up to eight failures with their line numbers
    """
    frame = read(resource(name))
    if name not in _loaded:
        _loaded.append(name)
    return frame


@contextmanager
def instead(name: str, frame: pd.DataFrame) -> Iterator[None]:
    """Have `read` give other rows for a table, for whoever asks what moves a number; nothing is checked or written.

    Raises
    ------
    DataError : unknown table
    """
    file = paths.data() / resource(name).path
    _instead[file] = frame
    try:
        yield
    finally:
        del _instead[file]


def loaded() -> tuple[str, ...]:
    """Names of the tables that this process has loaded, in order."""
    return tuple(_loaded)


def forget() -> None:
    """Start a new record of loaded tables (a notebook's first act)."""
    _loaded.clear()


def read(descriptor: Resource) -> pd.DataFrame:
    """A table read by its descriptor: text first, exact header, declared missing values, keys and ranges.

    A file that has not changed is not read again; what one caller does to the table, no other sees.

    Parameters
    ----------
    descriptor : what the data package says of the table; its path and schema are used

    Returns
    -------
    DataFrame : a column for each field of the schema, in its order and of its type; empty cells are missing

    Raises
    ------
    DataError : no such file, or one that breaks its schema; up to eight failures with their line numbers
    """
    file = paths.data() / descriptor.path
    if file in _instead:
        return _copy(_instead[file])
    has_sources = any(field.name == "source" for field in descriptor.schema.fields)
    known = references() if has_sources else {}
    before = stamp(file)
    earlier = _checked.get(file)
    if earlier is not None and earlier.still_holds(before, descriptor, known):
        return _copy(earlier.frame)

    frame = _read(file, descriptor.schema, known)
    if before is not None:
        _checked[file] = _Checked(before, descriptor, known, frame)
    return _copy(frame)


def _copy(frame: pd.DataFrame) -> pd.DataFrame:
    """The same values, written anew where somebody changes them: pandas copies on write."""
    return frame.copy(deep=False)


def _read(file: Path, schema: Schema, known: dict[str, Reference]) -> pd.DataFrame:
    import pandas as pd

    header, rows = strict_csv.read(file, "Restore it, or check --data.")
    _check_header(file, header, schema.fields)

    missing = set(schema.missing_values)
    failures: list[str] = []
    columns = {}
    for position, field in enumerate(schema.fields):
        cells = [(line, None if row[position] in missing else row[position]) for line, row in rows]
        columns[field.name] = _column(field, cells, known, failures)
    frame = pd.DataFrame(columns)
    failures += _doubled_keys(schema, frame, [line for line, _ in rows])

    if failures:
        raise DataError(paths.relative(file), in_one_message(failures))
    return frame


def _check_header(file: Path, header: list[str], fields: list[Field]) -> None:
    declared = [field.name for field in fields]
    if header != declared:
        raise DataError(
            paths.relative(file),
            f"header is {_listed(header)}, expected {_listed(declared)}",
            "Restore the columns that data/datapackage.json declares.",
        )


def _listed(names: list[str]) -> str:
    return printable(shortened(str(names), _LONGEST_HEADER))


def _column(
    field: Field,
    cells: list[tuple[int, str | None]],
    known: dict[str, Reference],
    failures: list[str],
) -> pd.Series:
    """Values of one field; what is wrong with a cell is added to `failures`, with its line.

    Parameters
    ----------
    known : the references that a cell of the field ``source`` may name
    """
    import pandas as pd

    required = field.constraints.required
    values = []
    for line, text in cells:
        if text is None:
            value = None
            complaints = ["empty, but required"] if required else []
        else:
            value = _value(field, text)
            complaints = list(_complaints(field, text, value, known))
        failures += [f"line {line}, {field.name}: {complaint}" for complaint in complaints]
        values.append(value)

    dtypes = _DTYPES_WITH_GAPS if None in values else _WHOLE_DTYPES
    return pd.Series(values, dtype=dtypes.get(field.type, "str"))


def _complaints(field: Field, text: str, value: Any, known: dict[str, Reference]) -> Iterator[str]:
    """What is wrong with a cell that is not empty: its form alone, or else what else there is."""
    allowed = [str(code) for code in field.constraints.enum or ()]
    if value is None:
        yield f"{quoted(text)} is not a valid {field.type}"
    elif allowed and text not in allowed:
        yield f"{quoted(text)} is not one of {shortened(', '.join(allowed), _LONGEST_HEADER)}"
    elif field.name == "source" and text not in known:
        yield f"{quoted(text)} is not in data/references.json"
    else:
        yield from _beyond_limits(field, text, value)


def _beyond_limits(field: Field, text: str, value: Any) -> Iterator[str]:
    lowest, highest = field.constraints.minimum, field.constraints.maximum
    if lowest is not None and value < _convert(field.type, str(lowest)):
        yield f"{shortened(text, _MOST_SHOWN)} is beyond the minimum {lowest}"
    if highest is not None and value > _convert(field.type, str(highest)):
        yield f"{shortened(text, _MOST_SHOWN)} is beyond the maximum {highest}"


def _value(field: Field, text: str) -> Any:
    """The value of a cell, or None where it has not the form of its type or the pattern of its field."""
    if not _PATTERNS[field.type].fullmatch(text):
        return None
    if field.type != "string" and len(text) > MOST_DIGITS:
        return None
    pattern = field.constraints.pattern
    if pattern and not re.fullmatch(pattern, text):
        return None
    return _convert(field.type, text)


def _convert(kind: str, text: str) -> Any:
    """A text of the right form as a value of its type; None where there is no such number or day."""
    if kind in ("integer", "year"):
        return _integer(text)
    if kind == "number":
        return _finite(text)
    if kind == "boolean":
        return _BOOLEANS[text]
    if kind == "date":
        return _day(text)
    return text


def _integer(text: str) -> int | None:
    number = int(text)
    return number if abs(number) < LARGEST_INTEGER else None


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _day(text: str) -> pd.Timestamp | None:
    import pandas as pd

    day = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
    return None if day is pd.NaT else day


def _doubled_keys(schema: Schema, frame: pd.DataFrame, lines: list[int]) -> list[str]:
    """Rows whose key stands further up already."""
    if not schema.key:
        return []

    keys = frame[schema.key]
    doubled = keys.duplicated(keep="first")
    return [
        f"line {lines[row]}: key ({_key(keys.iloc[row])}) stands twice"
        for row in keys.index[doubled]
    ]


def _key(cells: pd.Series) -> str:
    return printable(shortened(", ".join(map(str, cells)), _MOST_SHOWN))

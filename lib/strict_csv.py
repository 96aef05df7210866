"""CSV read as text, strictly: UTF-8, rows as long as the header, nothing guessed.

Belongs here: from a file to cells. Does not: what a cell may hold, which whoever reads the file knows.
"""

import csv
import io
from pathlib import Path
from typing import TypeVar

import msgspec

from lib import files, paths, typed
from lib.errors import DataError, in_one_message
from lib.printable import CONTROLS, printable, quoted, shortened

Row = TypeVar("Row", bound=typed.Entry)

#: Lines that one message names.
_MOST = 8
#: Characters of a header that a message repeats.
_LONGEST_HEADER = 300
_LONGEST_COMPLAINT = 120


def read(file: Path, hint: str = "") -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row with the number of its last line; all rows as long as the header.

    Parameters
    ----------
    file : UTF-8, with a header
    hint : what to do where it is missing

    Raises
    ------
    DataError : missing, no regular file, not UTF-8 or CSV, without rows, or with rows of another length
    """
    where = paths.relative(file)
    try:
        reader = csv.reader(io.StringIO(files.read_text(file), newline=""), strict=True)
        header = next(reader, [])
        rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise DataError(where, "no such file", hint) from None
    except OSError as error:
        raise DataError(where, f"not readable: {error.strerror or error}") from None
    except (ValueError, csv.Error) as error:
        complaint = printable(str(error)[:_LONGEST_COMPLAINT])
        raise DataError(where, f"not readable as UTF-8 CSV: {complaint}") from None

    if not rows:
        raise DataError(where, "holds no rows")
    uneven = [line for line, row in rows if len(row) != len(header)]
    if uneven:
        raise DataError(where, f"lines {uneven[:_MOST]} do not have {len(header)} cells")
    return header, rows


def records(file: Path, kind: type[Row], key: str = "") -> list[Row]:
    """The rows of a small register as records of a class, whose fields are its columns in their order.

    Parameters
    ----------
    kind : a class of `lib.typed`; all its fields are texts
    key : a column whose cells stand once

    Raises
    ------
    DataError : see `read`; another header, cells that a field does not take, a character that acts, a key that stands
        twice; up to eight, with their lines
    """
    header, rows = read(file)
    where = paths.relative(file)
    columns = list(kind.__struct_fields__)
    if header != columns:
        raise DataError(where, f"header is {_listed(header)}, expected {columns}")
    problems = []
    seen = set()
    for line, row in rows:
        cells = dict(zip(columns, row, strict=True))
        problems += [
            f"line {line}, {name}: {quoted(cell)} holds a control character"
            for name, cell in cells.items()
            if CONTROLS.search(cell)
        ]
        problems += typed.problems(cells, kind, f"line {line}")
        if key and cells[key] in seen:
            problems.append(f"line {line}: {key} {quoted(cells[key])} stands twice")
        seen.add(cells.get(key))
    if problems:
        raise DataError(where, in_one_message(problems))
    return [msgspec.convert(dict(zip(columns, row, strict=True)), kind) for _, row in rows]


def _listed(header: list[str]) -> str:
    return printable(shortened(str(header), _LONGEST_HEADER))

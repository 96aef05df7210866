"""CSV read as text, strictly: UTF-8, rows as long as the header, nothing guessed.

Belongs here: from a file to cells. Does not: what a cell may hold, which whoever reads the file knows.
"""

import csv
import io
from pathlib import Path

from lib import files, paths
from lib.errors import DataError
from lib.printable import CONTROLS, printable, quoted

#: Lines that one message names.
_MOST = 8
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


def records(
    file: Path, columns: tuple[str, ...], *, longest: int, key: str | None = None
) -> list[dict[str, str]]:
    """The rows of a small register, by column: each column there once, no text that acts or is endless.

    Parameters
    ----------
    columns : the header, in its order
    longest : characters that a cell may have
    key : a column whose cells stand once and are not empty

    Raises
    ------
    DataError : see `read`; another header, or rows that break these rules; up to eight, with their lines
    """
    header, rows = read(file)
    where = paths.relative(file)
    if header != list(columns):
        raise DataError(where, f"header is {header}, expected {list(columns)}")
    problems = []
    seen = set()
    for line, row in rows:
        record = dict(zip(columns, row, strict=True))
        for name, cell in record.items():
            if len(cell) > longest:
                problems.append(f"line {line}, {name}: {len(cell):,} characters, over {longest}")
            elif CONTROLS.search(cell):
                problems.append(f"line {line}, {name}: {quoted(cell)} holds a control character")
        if key and (not record[key] or record[key] in seen):
            what = "stands twice" if record[key] else "is empty"
            problems.append(f"line {line}: {key} {quoted(record[key])} {what}")
        seen.add(record.get(key or ""))
    if problems:
        more = f"\n  and {len(problems) - _MOST} more" if len(problems) > _MOST else ""
        raise DataError(where, "; ".join(problems[:_MOST]) + more)
    return [dict(zip(columns, row, strict=True)) for _, row in rows]

"""CSV for whoever opens it in a spreadsheet: no cell is read as a formula, and numbers stay numbers.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``. Such a cell gets an apostrophe before it, which
spreadsheets take for "this is text". A cell of nothing but digits, signs, points, slashes and spaces names no function
and no other cell: it stays as it is, so ``-0.6`` is a number for every reader.

Belongs here: what every published CSV is written by. Does not: which rows and columns there are.
"""

import csv
import io
import re
from collections.abc import Iterable

from lib.printable import printable

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}")
_NUMBERS = re.compile(r"[-+]?\d[-+\d.eE/ ]*")


def cell(value: object) -> object:
    """A cell as it is published; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    shown = printable(value)
    is_formula = shown.startswith(_STARTS) and not _NUMBERS.fullmatch(shown)
    return f"'{shown}" if is_formula else shown


def text(rows: Iterable[Iterable[object]]) -> str:
    """Rows, the header first, as the text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue()


def guarded(written: str) -> str:
    """A CSV text with its cells as they are published; the same text where none needed it."""
    rows = list(csv.reader(io.StringIO(written, newline="")))
    if all(value == cell(value) for row in rows for value in row):
        return written
    return text(rows)

"""Fits a table to the page: smaller type, then a page on its side, then a clear refusal; never clipped text."""

import re
from dataclasses import dataclass
from math import ceil

from lib.publishing.report.pdf.inline import array, call, content, measure, prose, string

#: Widths of the text on A4 upright and on its side, in points, and the type sizes that are tried in turn.
PAGES = ((False, 481.0), (True, 728.0))
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
_GUTTER = 10.0
_LONGEST_NUMBER = 130.0
#: Where a line may end; a no-break space keeps a number with its unit.
_BREAK = re.compile(r"[ \n\t\u200b]+")
#: Letters beyond which a row may break over two pages.
_LONG_CELL = 1500


class TableError(ValueError):
    """A table that fits no page."""


@dataclass(frozen=True)
class Fit:
    """Type size in points, whether the page lies on its side, and the widths of the columns in points."""

    size: float
    sideways: bool
    widths: list[float]


def fit(header: list[str], rows: list[list[str]], aligns: list[str]) -> Fit:
    """The largest type at which every word of every column fits.

    Parameters
    ----------
    header, rows : plain text of the cells
    aligns : ``left`` or ``right`` for each column; right-aligned cells are numbers, which stay in one line

    Raises
    ------
    TableError : too wide even on its side in the smallest type
    """
    for sideways, width in PAGES:
        for size in SIZES:
            columns = [[row[i] for row in rows] for i in range(len(header))]
            least = [
                _least(head, column, align, size)
                for head, column, align in zip(header, columns, aligns, strict=True)
            ]
            if sum(least) <= width:
                cells = [[measure(cell, size) + _GUTTER for cell in row] for row in [header, *rows]]
                return Fit(size, sideways, _share(least, cells, width))
    raise TableError(
        f"has {len(header)} columns, too wide for a page on its side in {SIZES[-1]:g}-point type"
    )


def _least(head: str, column: list[str], align: str, size: float) -> float:
    """Width below which a word, or a number, would break."""
    words = max(
        (measure(word, size) for cell in [head, *column] for word in _BREAK.split(cell)),
        default=0.0,
    )
    whole = max((measure(cell, size) for cell in column), default=0.0)
    return _GUTTER + (max(words, whole) if align == "right" and whole <= _LONGEST_NUMBER else words)


def _share(least: list[float], cells: list[list[float]], width: float) -> list[float]:
    """Widths that make the table short: between shares by what each column wants, and equal shares of the room.

    ``cells`` holds the width of each cell in one line, by row. Long sentences want so much that a share by want alone
    leaves a column of numbers broken over lines; equal shares alone leave the sentences too little.
    """
    most = [max(column) for column in zip(*cells, strict=True)]
    wanted = [max(wide - narrow, 0.0) for wide, narrow in zip(most, least, strict=True)]
    spare = width - sum(least)
    by_want = [want * min(1.0, spare / (sum(wanted) or 1.0)) for want in wanted]
    equal = _level(wanted, spare)
    tried = [
        [
            narrow + mix * b + (1 - mix) * a
            for narrow, a, b in zip(least, by_want, equal, strict=True)
        ]
        for mix in (1.0, 0.75, 0.5, 0.25, 0.0)
    ]
    best = min(tried, key=lambda widths: _lines(cells, widths))
    return [round(wide * width / sum(best), 2) for wide in best]


def _level(wanted: list[float], room: float) -> list[float]:
    """What each gets when all are filled at one pace and none gets more than it wants."""
    given, open_ = [0.0] * len(wanted), sorted(range(len(wanted)), key=lambda i: wanted[i])
    for done, i in enumerate(open_):
        given[i] = min(wanted[i], room / (len(wanted) - done))
        room -= given[i]
    return given


def _lines(cells: list[list[float]], widths: list[float]) -> int:
    """Lines that the rows take, about: a line ends before its last word, so it holds a little less than its width."""
    return sum(
        max(
            1 if cell <= wide else ceil(1.08 * cell / (wide - _GUTTER))
            for cell, wide in zip(row, widths, strict=True)
        )
        for row in cells
    )


def table(
    header: list[str],
    rows: list[list[str]],
    aligns: list[str],
    inks: list[list[str]] | None = None,
    spoken: list[str] | None = None,
) -> tuple[str, bool]:
    """Typst code of a table of plain text, and whether it needs a page on its side.

    `inks`: colours of cells; `spoken`: the language of each row's last cell.
    """
    found = fit(header, rows, aligns)
    inks = inks or [[""] * len(header) for _ in rows]
    cells = [
        content([_inked(cell, ink)])
        for row, colours in zip(rows, inks, strict=True)
        for cell, ink in zip(row, colours, strict=True)
    ]
    for row, code in enumerate(spoken or []):
        last = (row + 1) * len(header) - 1
        cells[last] = call("text", cells[last], lang=string(code))
    whole = (
        "true"
        if max((len(cell) for row in rows for cell in row), default=0) < _LONG_CELL
        else "false"
    )
    code = call(
        "grid-of",
        array([f"{width}pt" for width in found.widths]),
        array(aligns),
        f"{found.size}pt",
        whole,
        array([content([prose(cell)]) for cell in header]),
        array(cells),
    )
    return code, found.sideways


def _inked(cell: str, ink: str) -> str:
    return (
        call("text", prose(cell), fill=call("rgb", string(ink)), weight="600")
        if ink
        else prose(cell)
    )

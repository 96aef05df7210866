"""Fits a table to the page: smaller type, then a page on its side, then a clear refusal; never clipped text."""

from dataclasses import dataclass

from lib.build.report.pdf_text import array, call, content, measure, prose, string

#: Widths of the text on A4 upright and on its side, in points, and the type sizes that are tried in turn.
PAGES = ((False, 481.0), (True, 728.0))
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
_GUTTER = 10.0
_LONGEST_NUMBER = 130.0


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
            least = [_least(head, column, align, size)
                     for head, column, align in zip(header, columns, aligns, strict=True)]
            most = [max(measure(cell, size) for cell in [head, *column]) + _GUTTER
                    for head, column in zip(header, columns, strict=True)]
            if sum(least) <= width:
                return Fit(size, sideways, _share(least, most, width))
    raise TableError(f"has {len(header)} columns, too wide for a page on its side in {SIZES[-1]:g}-point type")


def _least(head: str, column: list[str], align: str, size: float) -> float:
    """Width below which a word, or a number, would break."""
    words = max((measure(word, size) for cell in [head, *column] for word in cell.split()), default=0.0)
    whole = max((measure(cell, size) for cell in column), default=0.0)
    return _GUTTER + (max(words, whole) if align == "right" and whole <= _LONGEST_NUMBER else words)


def _share(least: list[float], most: list[float], width: float) -> list[float]:
    """Room beyond the least goes to the columns that want it; what is left after that, to all by their width."""
    wanted = [max(wide - narrow, 0.0) for wide, narrow in zip(most, least, strict=True)]
    spare = width - sum(least)
    part = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [narrow + part * want for narrow, want in zip(least, wanted, strict=True)]
    return [round(wide * width / sum(widths), 2) for wide in widths]


def table(header: list[str], rows: list[list[str]], aligns: list[str],
          inks: list[list[str]] | None = None) -> tuple[str, bool]:
    """Typst code of a table of plain text, and whether it needs a page on its side; `inks`: colours of cells."""
    found = fit(header, rows, aligns)
    inks = inks or [[""] * len(header) for _ in rows]
    cells = [content([_inked(cell, ink)]) for row, colours in zip(rows, inks, strict=True)
             for cell, ink in zip(row, colours, strict=True)]
    code = call("grid-of", array([f"{width}pt" for width in found.widths]), array(aligns), f"{found.size}pt",
                array([content([prose(cell)]) for cell in header]), array(cells))
    return code, found.sideways


def _inked(cell: str, ink: str) -> str:
    return call("text", prose(cell), fill=call("rgb", string(ink)), weight="600") if ink else prose(cell)

"""The two registers that tables and findings refer to by id: references and assumptions, as typed records.

Belongs here: reading a register as it stands. Does not: how a reference is printed (`lib.publishing.report`), and
whether everything in a register is used (`lib.publishing.checks`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from lib import files, paths, strict_json, typed
from lib.errors import DataError, in_one_message
from lib.printable import CONTROLS, printable, quoted
from lib.tables.form import Text, Words
from lib.tables.kept import kept
from lib.typed import Entry, Unique

# References: data/references.json, in the words of CSL-JSON

ReferenceId = Annotated[
    str,
    Meta(pattern=r"\A[\w:./-]+\Z", max_length=100, description="a word to cite it by, as [@word]"),
]
#: These two may be empty.
WebAddress = Annotated[
    str,
    Meta(pattern=r"\A((?i:https?)://\S+)?\Z", max_length=2000, description="an address of the web"),
]
Doi = Annotated[
    str,
    Meta(pattern=r"\A(10\.\S+)?\Z", max_length=300, description="a DOI, as 10.1000/182"),
]
#: A volume, an issue or pages.
Numbered = str | int | float
#: Earlier than this nothing was issued that the series cites; a year of two digits is a slip.
_EARLIEST_YEAR = 1800
_LATEST_YEAR = 2100
_LAST_MONTH, _LAST_DAY = 12, 31


class Person(
    Entry,
    frozen=True,
    kw_only=True,
    rename={"non_dropping_particle": "non-dropping-particle"},
):
    """An author or editor: an institution by its name as it stands, or a person by family and given names."""

    literal: Words = ""
    family: Words = ""
    given: Words = ""
    non_dropping_particle: Words = ""

    @property
    def name(self) -> str:
        """What a short line calls them."""
        return self.literal.strip() or self.family.strip()

    def breaches(self) -> Iterator[tuple[str, str]]:
        """Somebody without a name."""
        if not self.name:
            yield "", "has no name: give it 'literal', or 'family' and 'given'"


class Issued(Entry, frozen=True, kw_only=True, rename={"date_parts": "date-parts"}):
    """When something was published: ``[[2024, 6]]``; empty where nobody says."""

    date_parts: Annotated[
        list[list[int]], Meta(description="a list of dates in parts, as [[2024, 6]]")
    ] = field(default_factory=list)

    @property
    def year(self) -> int | None:
        """The year, where it is known."""
        return self.date_parts[0][0] if self.date_parts and self.date_parts[0] else None

    def breaches(self) -> Iterator[tuple[str, str]]:
        """Dates that there are not."""
        for parts in self.date_parts:
            if not _is_date(parts):
                yield "date-parts", f"{quoted(parts)} is no year, month and day"


def _is_date(parts: list[int]) -> bool:
    """Whether parts are a year, or a year and a month, or a day; an empty date says nothing."""
    ranges = ((_EARLIEST_YEAR, _LATEST_YEAR), (1, _LAST_MONTH), (1, _LAST_DAY))
    if len(parts) > len(ranges):
        return False
    return all(low <= part <= high for part, (low, high) in zip(parts, ranges, strict=False))


People = Annotated[list[Person], Meta(description="a list of names")]


class Reference(
    Entry,
    frozen=True,
    kw_only=True,
    rename={"container_title": "container-title", "url": "URL", "doi": "DOI"},
):
    """Something that tables and findings cite."""

    id: ReferenceId
    type: Text
    title: Text
    author: People = field(default_factory=list)
    editor: People = field(default_factory=list)
    issued: Issued = Issued()
    container_title: Words = ""
    publisher: Words = ""
    volume: Numbered = ""
    issue: Numbered = ""
    page: Numbered = ""
    url: WebAddress = ""
    doi: Doi = ""
    license: Words = ""
    note: Words = ""

    @property
    def people(self) -> list[Person]:
        """The authors; the editors where there are none."""
        return self.author or self.editor

    @property
    def who(self) -> str:
        """Whoever stands first, for a short line."""
        return self.people[0].name if self.people else self.publisher

    def breaches(self) -> Iterator[tuple[str, str]]:
        """A text that nobody answers for."""
        if not self.who:
            yield "author", "has no author, editor or publisher"


References = Annotated[list[Reference], Meta(description="a list of references"), Unique("id")]


@kept
def _references(file: Path) -> dict[str, Reference]:
    items = typed.read(
        strict_json.read(file),
        References,
        paths.relative(file),
        "Each item is a reference in CSL-JSON: see those beside it.",
    )
    return {item.id: item for item in items}


def references() -> dict[str, Reference]:
    """Reference id -> item of ``data/references.json``, the same object until the file changes.

    Raises
    ------
    DataError : missing, not JSON, an item without an id of its own or with parts of another form; up to eight problems
    """
    return _references(paths.data() / "references.json")


# Assumptions: docs/assumptions.md, a table in Markdown

#: A cell ends at a vertical bar, but for one behind a backslash, which is part of the text.
_CELL_END = re.compile(r"(?<!\\)\|")
#: The line below the header of a table.
_RULE = re.compile(r"\|[\s|:-]+")
Level = Literal["low", "medium", "high"]


class Assumption(Entry, frozen=True, kw_only=True):
    """What a result takes for granted: in English, with the quality of what is behind it and its impact."""

    id: Annotated[str, Meta(pattern=r"\AA[0-9]+\Z", description="A and a number")]
    assumption: Text
    quality: Level
    impact: Level
    rating: Literal["red", "amber", "green"]
    why: Text

    @property
    def texts(self) -> tuple[str, ...]:
        """What a reader is told of it in words."""
        return (self.assumption, self.quality, self.impact, self.rating, self.why)


_COLUMNS = Assumption.__struct_fields__


def assumptions() -> dict[str, Assumption]:
    """Assumption id -> its row of ``docs/assumptions.md`` as it stands there.

    The register is the table whose header begins with ``id``. Without the file there are none.

    Raises
    ------
    DataError : not a regular file, not UTF-8, a control character, another header, or rows of another form; up to eight
        problems with their lines
    """
    file = paths.DOCS / "assumptions.md"
    if not file.exists():
        return {}

    header: list[str] = []
    rows: dict[str, Assumption] = {}
    problems: list[str] = []
    for number, line in enumerate(_lines(file), 1):
        if not line.startswith("|"):
            header = []
            continue
        cells = _cells(line)
        if cells[0].lower() == "id":
            header = [name.lower() for name in cells]
            wrong = _problems_of_header(header, f"line {number}")
            problems += wrong
            header = [] if wrong else header
        elif header and not _RULE.fullmatch(line.strip()):
            row = dict(zip(header, cells, strict=False))
            wrong = _problems_of_row(row, cells, header, rows, f"line {number}")
            problems += wrong
            if not wrong:
                rows[row["id"]] = msgspec.convert(row, Assumption)
    if problems:
        raise DataError(paths.relative(file), in_one_message(problems))
    return rows


def _problems_of_header(header: list[str], place: str) -> list[str]:
    if sorted(header) == sorted(_COLUMNS):
        return []
    return [f"{place}: header is {quoted(header)}, expected {', '.join(_COLUMNS)}"]


def _problems_of_row(
    row: dict[str, str], cells: list[str], header: list[str], known: dict, place: str
) -> list[str]:
    if len(cells) != len(header):
        return [f"{place}: has {len(cells)} cells, not {len(header)}; a bar in a text is \\|"]
    if row["id"] in known:
        return [f"{place}: {quoted(row['id'])} stands twice"]
    return typed.problems(row, Assumption, place)


def _lines(file: Path) -> list[str]:
    try:
        lines = files.read_text(file).split("\n")
    except OSError as error:
        raise DataError(paths.relative(file), f"not readable: {error.strerror or error}") from None
    except ValueError as error:
        raise DataError(paths.relative(file), f"not readable as UTF-8: {error}") from None
    acts = [
        f"line {number}: holds the control character {printable(match[0])}"
        for number, line in enumerate(lines, 1)
        if (match := CONTROLS.search(line))
    ]
    if acts:
        raise DataError(paths.relative(file), in_one_message(acts))
    return lines


def _cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table, without the marks of bold text."""
    inside = line.strip().strip("|")
    return [cell.strip().strip("*").replace(r"\|", "|") for cell in _CELL_END.split(inside)]

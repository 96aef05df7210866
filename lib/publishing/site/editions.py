"""What editions published, and what has changed since: kept records, declared changes, and how the two differ.

``data/editions/<edition>/`` holds the approved record of an edition as it was published and is never edited.
``data/editions/changes.csv`` says of each row that has changed since in which edition, of which kind, and why. Belongs
here: reading both, and which rows differ. Does not: what readers are shown of it (`lib.publishing.site.corrections`),
and whether a change is missing its line (`lib.publishing.checks.corrections`).
"""

import csv
import io
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lib import files, paths
from lib.errors import DataError
from lib.printable import CONTROLS, quoted

#: The folder below ``data/``, and its register of changes.
FOLDER = "editions"
CHANGES = "changes.csv"
COLUMNS = ("edition", "id", "kind", "why_en", "why_es")
#: Why a row changed: an edition said it wrongly, the sources say more, or it is computed in another way.
KINDS = ("correction", "data", "method")
#: Columns of a record in which a difference is a change; changed words alone are none.
NUMBERS = ("value", "low", "high", "inner")
WORDS = ("unit", "uncertainty", "verdict", "because_en", "because_es")
#: Kinds of rows that come and go with the words of a notebook: a line for them is allowed, and not asked for.
OF_WORDS = ("text",)
#: Relative. Records keep nine significant digits; processors and releases of libraries differ after that.
TOLERANCE = 1e-8
_LONGEST = 600
#: What a row of a record needs for all this.
_NEEDED = ("kind", "id", *NUMBERS, *WORDS, "sentence_en", "sentence_es")


class Key(NamedTuple):
    """A row of the record by its notebook and id; a finding and a figure of one id are one entry for readers."""

    notebook: str
    id: str

    def __str__(self) -> str:
        return f"{self.notebook}#{self.id}"


#: Rows of a record, by notebook, kind and id.
Record = dict[tuple[str, str, str], dict[str, str]]


@dataclass(frozen=True)
class Change:
    """A line of the register: what changed with which edition, of which kinds, and why, by language."""

    edition: str
    key: Key
    kinds: tuple[str, ...]
    why: dict[str, str]
    line: int


@dataclass(frozen=True)
class Difference:
    """A row that two records do not share: as it was and as it is, None where it is new or gone, and what differs."""

    kind: str
    before: dict[str, str] | None
    after: dict[str, str] | None
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """From one edition to the next: its name, the rows before and those after."""

    edition: str
    before: Record
    after: Record


# Reading


def folder() -> Path:
    """The folder of the kept records."""
    return paths.data() / FOLDER


def kept() -> list[str]:
    """Names of the editions whose record is kept, the oldest first."""
    if not folder().is_dir():  # another series has published none
        return []
    return sorted(file.name for file in folder().iterdir() if file.is_dir())


def published(edition: str) -> Record:
    """The record of an edition as it was published.

    Raises
    ------
    DataError : a file that is not readable, or lacks a column
    """
    return as_record((file.stem, rows(file)) for file in sorted((folder() / edition).glob("*.csv")))


def as_record(by_notebook: Iterable[tuple[str, list[dict[str, str]]]]) -> Record:
    """Rows of several notebooks as one record."""
    return {
        (notebook, row["kind"], row["id"]): row
        for notebook, of_notebook in by_notebook
        for row in of_notebook
    }


def rows(file: Path, needed: Iterable[str] = _NEEDED) -> list[dict[str, str]]:
    """The rows of one kept file, whose columns may be fewer or more than those of today's record.

    Parameters
    ----------
    needed : columns that it must have

    Raises
    ------
    DataError : not readable, a row of another length, or a column that is missing
    """
    where = paths.relative(file)
    try:
        reader = csv.DictReader(io.StringIO(files.read_text(file), newline=""), strict=True)
        read = list(reader)
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(where, f"not readable: {error}") from None
    lacking = [name for name in needed if name not in (reader.fieldnames or ())]
    if lacking:
        raise DataError(where, f"lacks the column {', '.join(lacking)}")
    if any(None in row or None in row.values() for row in read):
        raise DataError(where, "has a row with more or fewer cells than columns")
    return read


def changes() -> tuple[list[Change], list[str]]:
    """The lines of the register that can be read, and what is wrong with the others, a line each."""
    file = folder() / CHANGES
    where = paths.relative(file)
    try:
        reader = csv.reader(io.StringIO(files.read_text(file), newline=""), strict=True)
        lines = [(reader.line_num, cells) for cells in reader]
    except (OSError, ValueError, csv.Error) as error:
        return [], [f"{where}: not readable: {error}"]
    if not lines or tuple(lines[0][1]) != COLUMNS:
        return [], [f"{where}: its header is not {','.join(COLUMNS)}"]
    readable = []
    problems = []
    for number, cells in lines[1:]:
        wrong = _fault(cells)
        if wrong:
            problems.append(f"{where}, line {number}: {wrong}")
        else:
            readable.append(_change(number, cells))
    return readable, problems


def _fault(cells: list[str]) -> str | None:
    """What is wrong with the form of a line; None where nothing is."""
    if len(cells) != len(COLUMNS):
        return f"has {len(cells)} cells, not {len(COLUMNS)}"
    for name, cell in zip(COLUMNS, cells, strict=True):
        if not cell.strip():
            return f"{name} is empty"
        if len(cell) > _LONGEST:
            return f"{name} has {len(cell)} characters, over {_LONGEST}"
        if CONTROLS.search(cell):
            return f"{name} {quoted(cell)} holds a control character"
    _, identifier, kind, *_ = cells
    if identifier.count("#") != 1:
        return f"id {quoted(identifier)} is not notebook#id"
    kinds = kind.split("+")
    unknown = [word for word in kinds if word not in KINDS]
    if unknown or len(set(kinds)) != len(kinds):
        known = ", ".join(KINDS)
        return f"kind {quoted(kind)} is not of {known}, joined by + where several"
    return None


def _change(number: int, cells: list[str]) -> Change:
    edition, identifier, kind, why_en, why_es = cells
    notebook, _, of_notebook = identifier.partition("#")
    return Change(
        edition=edition,
        key=Key(notebook, of_notebook),
        kinds=tuple(word for word in KINDS if word in kind.split("+")),
        why={"en": why_en, "es": why_es},
        line=number,
    )


# Comparing


def steps(current: Record, name: str) -> list[Step]:
    """The way from the oldest kept record over the others to the current one.

    Parameters
    ----------
    current : the record as it is now
    name : of the edition that it will be, see `in_work`
    """
    records = {edition: published(edition) for edition in kept()}
    records[name] = current
    names = list(records)
    return [
        Step(after, records[before], records[after]) for before, after in itertools.pairwise(names)
    ]


def in_work(declared: Iterable[Change]) -> str:
    """The edition after the newest that is kept, as the register names it; empty where it names none."""
    newest = max(kept(), default="")
    named = max((change.edition for change in declared), default="")
    return named if named > newest else ""


def differences(step: Step) -> dict[Key, list[Difference]]:
    """Rows that changed with an edition, by their key."""
    by_key: dict[Key, list[Difference]] = {}
    for place in [*step.before, *(place for place in step.after if place not in step.before)]:
        notebook, kind, identifier = place
        before, after = step.before.get(place), step.after.get(place)
        columns = _columns_that_differ(before, after)
        if columns or before is None or after is None:
            difference = Difference(kind, before, after, columns)
            by_key.setdefault(Key(notebook, identifier), []).append(difference)
    return by_key


def is_due(differing: list[Difference]) -> bool:
    """Whether a change must be declared: all but a paragraph that came or went, and words alone of a figure or table.

    A line for these is allowed: codes of a table are words too.
    """
    return any(_is_due(row) for row in differing)


def _is_due(row: Difference) -> bool:
    if row.before is None or row.after is None:
        return row.kind not in OF_WORDS
    if row.columns != ("inner",):
        return True
    before, after = (_numbers_inside(cells["inner"]) for cells in (row.before, row.after))
    return not same("inner", before, after)


def _numbers_inside(inner: str) -> str:
    """The numbers of a row's data without the fingerprint of its words."""
    return " ".join(token for token in inner.split() if not token.startswith("#"))


def _columns_that_differ(
    before: dict[str, str] | None, after: dict[str, str] | None
) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    return tuple(name for name in (*NUMBERS, *WORDS) if not same(name, before[name], after[name]))


def same(column: str, before: str, after: str) -> bool:
    """Whether two cells of a record say the same; numbers are equal within `TOLERANCE`."""
    if before == after:
        return True
    if column not in NUMBERS:
        return False
    ours, theirs = (text.replace("/", " / ").split(" ") for text in (before, after))
    return len(ours) == len(theirs) and all(map(_close, ours, theirs))


def _close(before: str, after: str) -> bool:
    try:
        return math.isclose(float(before), float(after), rel_tol=TOLERANCE)
    except ValueError:  # a word, or no number at all
        return before == after

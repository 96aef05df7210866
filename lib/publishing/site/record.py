"""The rows of what a set publishes: findings, figures, tables and texts, each with its numbers and its words.

A run writes them beside its reports (``record/<notebook>.csv``); those that somebody has approved stand in
``tests/approved``. Names of variables are no part of a row and neither is the place of an output in its notebook: code
may change its form and a section may move without a word of the record changing.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lib import files
from lib.errors import NotebookError
from lib.language.markdown import ANCHOR
from lib.publishing.report import spreadsheet
from lib.records import (
    Exhibit,
    Figure,
    Finding,
    RecordError,
    Shown,
    ShownNumber,
    Table,
    Text,
    kind_of,
    read_output,
)

if TYPE_CHECKING:  # a second of imports, which a run with nothing to do must not pay
    from nbformat import NotebookNode

#: What each language has a column of.
WORDS = ("sentence", "because")
#: What a row says of itself; `grade` is ``key`` for a finding that its notebook leads with, else empty.
FIELDS = (
    "kind",
    "id",
    "grade",
    "value",
    "low",
    "high",
    "unit",
    "uncertainty",
    "verdict",
    "certainty",
)
#: Kinds in the order of the file: findings are what a reader of a change looks for first.
KINDS = ("finding", "figure", "table", "text")


def columns(languages: tuple[str, ...]) -> list[str]:
    """Columns of a file with the words of these languages."""
    return [*FIELDS, *(f"{word}_{code}" for word in WORDS for code in languages), "inner"]


def rows(notebooks: dict[str, NotebookNode], name: str) -> list[dict[str, str]]:
    """What one notebook publishes, by kind and id.

    Parameters
    ----------
    notebooks : language -> the notebook as executed in it; numbers are those of the first
    name : of the notebook, for errors

    Raises
    ------
    NotebookError : the languages do not show the same outputs
    """
    outputs = {code: list(_outputs(notebook, name)) for code, notebook in notebooks.items()}
    first, *others = outputs.values()
    keys = [output.key for output in first]
    if any([output.key for output in other] != keys for other in others):
        raise NotebookError(
            name,
            "shows other outputs in one language than in another",
            "An output must not depend on the parameter 'language'.",
        )
    published = []
    for place, output in enumerate(first):
        kind, identifier = output.key
        words = {code: _words(outputs[code][place].record) for code in outputs}
        row = {
            "kind": kind,
            "id": identifier,
            **_numbers(output.record),
            "inner": _inner(output.record, output.data),
        }
        row |= {f"{word}_{code}": said[word] for code, said in words.items() for word in WORDS}
        published.append(row)
    return sorted(published, key=order)


def order(row: dict[str, str]) -> tuple:
    """The place of a row in its file: by kind, then by id, ``text-10`` after ``text-9``."""
    parts = re.split(r"(\d+)", row["id"])
    return KINDS.index(row["kind"]), [int(part) if part.isdigit() else part for part in parts]


@dataclass(frozen=True)
class _Published:
    """An output that a row is made of: what it is called, its record, and its data as CSV."""

    key: tuple[str, str]
    record: Text | Exhibit | Finding
    data: str = ""


def _outputs(notebook: NotebookNode, name: str) -> Iterator[_Published]:
    """What a notebook publishes, in its order. A text has no id: it is the n-th of its section."""
    section, texts = "opening", 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for anchor in ANCHOR.findall(cell.source):
                section, texts = anchor, 0
        for output in cell.get("outputs", []):
            if "report" not in output.get("metadata", {}):
                continue
            record = _record(output.metadata["report"], name)
            if isinstance(record, Text):
                texts += 1
                yield _Published(("text", f"{section}-{texts}"), record)
            elif isinstance(record, Finding | Exhibit):
                key = (kind_of(record), record.id)
                yield _Published(key, record, output["data"].get("text/csv", ""))


def _record(content: dict, name: str) -> Shown:
    try:
        return read_output(content)
    except RecordError as error:
        raise NotebookError(name, f"holds an output of another form: {error}") from None


def _numbers(record: Text | Exhibit | Finding) -> dict[str, str]:
    """What a finding says in numbers and by its grades; empty for what is no finding."""
    if not isinstance(record, Finding):
        return dict.fromkeys(FIELDS[2:], "")
    return {
        "grade": "key" if record.key else "",
        "value": number(record.value),
        "low": number(record.low),
        "high": number(record.high),
        "unit": record.unit,
        "uncertainty": record.uncertainty or "",
        "verdict": record.verdict or "",
        "certainty": record.certainty or "",
    }


def number(value: float | None) -> str:
    """Nine significant digits: what processors and releases of libraries agree on; empty where nothing is known."""
    return "" if value is None else f"{value:.9g}"


def _words(record: Text | Exhibit | Finding) -> dict[str, str]:
    """The words of an output; of a table its cells too, as a fingerprint."""
    because = record.because if isinstance(record, Finding) else ""
    return {
        "sentence": " | ".join(fold(part) for part in _parts(record) if part),
        "because": fold(because),
    }


def _parts(record: Text | Exhibit | Finding) -> list[str]:
    match record:
        case Text():
            return [record.markdown]
        case Finding():
            return [record.sentence]
        case Figure():
            return [record.title, record.subtitle, record.alt, record.note]
        case Table():
            cells = [column.label for column in record.columns]
            cells += [cell for row in record.rows for cell in row]
            return [record.title, record.subtitle, record.note, f"cells #{_fingerprint(cells)}"]
        case _:
            return [record.title, record.subtitle, record.note]


def fold(text: str) -> str:
    """White space folded; a no-break space is meant, and stays."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _fingerprint(texts: list[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:8]


def _inner(record: Text | Exhibit | Finding, data: str) -> str:
    """The numbers inside an output, without their names.

    Of a finding each number of its sentence in order of appearance: ``0.15``, or ``0.15/0.14/0.16`` with its range.
    Of a figure or table its data: rows, then for each column of numbers the sum of their sizes, that sum weighted by
    row and how many are negative; for the columns of words one fingerprint.
    """
    if isinstance(record, Finding):
        return " ".join(_with_range(record.numbers[name]) for name in record.shown)
    return _data(data) if data else ""


def _with_range(shown: ShownNumber) -> str:
    point, low, high = number(shown.value), number(shown.low), number(shown.high)
    return point if point == low == high else f"{point}/{low}/{high}"


def _data(text: str) -> str:
    _, *body = csv.reader(io.StringIO(text))
    parts = [str(len(body))]
    words: list[str] = []
    for column in zip(*body, strict=True):
        numbers = _as_numbers(column)
        if numbers is None:
            words += column
            continue
        total = sum(abs(x) for x in numbers)
        weighted = sum(row * abs(x) for row, x in enumerate(numbers, 1))
        parts.append(f"{number(total)}/{number(weighted)}/{sum(x < 0 for x in numbers)}")
    return " ".join([*parts, *([f"#{_fingerprint(words)}"] if words else [])])


def _as_numbers(column: tuple[str, ...]) -> list[float] | None:
    """A column of numbers, an empty cell as zero; None where a cell is a word."""
    try:
        return [float(cell) if cell else 0.0 for cell in column]
    except ValueError:
        return None


def as_csv(published: list[dict[str, str]], languages: tuple[str, ...]) -> str:
    """Rows as the text of a file, one line a row."""
    header = columns(languages)
    return spreadsheet.text([header, *([row[name] for name in header] for row in published)])


def write(finished: dict[str, Path], name: str, target: Path) -> None:
    """Write the rows of one notebook, executed in each language, to a file."""
    import nbformat

    notebooks = {code: nbformat.read(file, as_version=4) for code, file in finished.items()}
    files.write_text(target, as_csv(rows(notebooks, name), tuple(notebooks)))

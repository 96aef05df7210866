"""The two registers that tables and findings refer to by id: references and assumptions.

Belongs here: reading a register as it stands. Does not: how a reference is printed (`lib.publishing.report`), and
whether everything in a register is used (`lib.publishing.checks`).
"""

import re
from pathlib import Path
from typing import Any

from lib import files, paths, strict_json
from lib.errors import DataError
from lib.printable import CONTROLS, printable, quoted
from lib.tables.kept import kept

#: A cell ends at a vertical bar, but for one behind a backslash, which is part of the text.
_CELL_END = re.compile(r"(?<!\\)\|")
_ASSUMPTION = re.compile(r"A\d+")
#: What can be cited, as ``[@id]``.
_REFERENCE = re.compile(r"[\w:./-]+")
#: What a reference says in words.
_TEXTS = ("type", "title", "URL", "DOI", "publisher", "container-title", "note")
_LONGEST_TEXT = 5000
#: Problems that one message lists; of more it gives the number.
_MOST = 8


@kept
def _references(file: Path) -> dict[str, dict]:
    items = strict_json.read(file)
    problems = _problems_of_references(items)
    if problems:
        more = f"\n  and {len(problems) - _MOST} more" if len(problems) > _MOST else ""
        what = "; ".join(problems[:_MOST]) + more
        raise DataError(paths.relative(file), f"not readable as CSL-JSON: {what}")
    return {item["id"]: item for item in items}


def _problems_of_references(items: Any) -> list[str]:
    """What is wrong with the register as a whole and with each item, by its place."""
    if not isinstance(items, list):
        return ["is no list of references"]
    problems = []
    seen = set()
    for number, item in enumerate(items):
        identifier = item.get("id") if isinstance(item, dict) else None
        if not isinstance(identifier, str) or not _REFERENCE.fullmatch(identifier):
            problems.append(f"[{number}].id: is {quoted(identifier)}, no word to cite it by")
            continue
        place = f"[{number}] ({quoted(identifier)})"
        if identifier in seen:
            problems.append(f"{place}: stands twice")
        seen.add(identifier)
        problems += [f"{place}.{problem}" for problem in _problems_of_reference(item)]
    return problems


def _problems_of_reference(item: dict) -> list[str]:
    problems = []
    for key in _TEXTS:
        value = item.get(key, "")
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            problems.append(f"{key}: is {quoted(value)}, not a text of at most {_LONGEST_TEXT}")
    problems += [
        f"{key}: is {quoted(item[key])}, neither text nor number"
        for key in ("volume", "issue", "page")
        if not isinstance(item.get(key, ""), str | int | float)
    ]
    for key in ("author", "editor"):
        people = item.get(key, [])
        if not isinstance(people, list) or not all(map(_is_named, people)):
            problems.append(f"{key}: is {quoted(people)}, no list of names")
    if not _is_issued(item.get("issued", {})):
        problems.append(f"issued: is {quoted(item['issued'])}, no date in parts")
    return problems


def _is_named(person: Any) -> bool:
    """Whether an author has a name, and names alone."""
    if not isinstance(person, dict) or not all(isinstance(part, str) for part in person.values()):
        return False
    return bool((person.get("literal") or person.get("family") or "").strip())


def _is_issued(issued: Any) -> bool:
    """Whether it is a date in parts, as ``{"date-parts": [[2024, 6]]}``; it may be empty."""
    if not isinstance(issued, dict):
        return False
    dates = issued.get("date-parts", [])
    return isinstance(dates, list) and all(
        isinstance(date, list) and all(type(part) is int for part in date) for date in dates
    )


def references() -> dict[str, dict]:
    """Reference id -> CSL-JSON item of ``data/references.json``, the same object until the file changes.

    Raises
    ------
    DataError : missing, not JSON, an item without an id of its own or with parts of another form; up to eight problems
    """
    return _references(paths.data() / "references.json")


def assumptions() -> dict[str, dict[str, str]]:
    """Assumption id -> its row of ``docs/assumptions.md`` as it stands there, in English.

    A row is a line of a Markdown table whose header starts with ``ID``; its keys are the header in small letters.
    A line with more or fewer cells than the header is left out. Without the file there are none.

    Raises
    ------
    DataError : not a regular file, not UTF-8, or a control character in it, with its line
    """
    file = paths.DOCS / "assumptions.md"
    if not file.exists():
        return {}

    rows: dict[str, dict[str, str]] = {}
    header: list[str] = []
    for line in _lines(file):
        if not line.startswith("|"):
            continue
        cells = _cells(line)
        identifier = cells[0]
        if identifier.lower() == "id":
            header = [name.lower() for name in cells]
        elif _ASSUMPTION.fullmatch(identifier) and len(cells) == len(header):
            rows[identifier] = dict(zip(header, cells, strict=True))
    return rows


def _lines(file: Path) -> list[str]:
    try:
        lines = files.read_text(file).split("\n")
    except (OSError, ValueError) as error:
        raise DataError(paths.relative(file), f"not readable: {error}") from None
    for number, line in enumerate(lines, 1):
        acts = CONTROLS.search(line)
        if acts:
            what = f"holds the control character {printable(acts[0])}"
            raise DataError(f"{paths.relative(file)}, line {number}", what)
    return lines


def _cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table, without the marks of bold text."""
    inside = line.strip().strip("|")
    return [cell.strip().strip("*").replace(r"\|", "|") for cell in _CELL_END.split(inside)]

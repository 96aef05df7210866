"""The two registers that tables and findings refer to by id: references and assumptions.

Belongs here: reading a register as it stands. Does not: how a reference is printed (`lib.publishing.report`), and
whether everything in a register is used (`lib.publishing.checks`).
"""

import json
import re
from pathlib import Path

from lib import paths
from lib.errors import DataError
from lib.tables.kept import kept

#: A cell ends at a vertical bar, but for one behind a backslash, which is part of the text.
_CELL_END = re.compile(r"(?<!\\)\|")
_ASSUMPTION = re.compile(r"A\d+")


@kept
def _references(file: Path) -> dict[str, dict]:
    try:
        items = json.loads(file.read_text("utf-8"))
        return {item["id"]: item for item in items}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(paths.relative(file), f"not readable as CSL-JSON: {error}") from None


def references() -> dict[str, dict]:
    """Reference id -> CSL-JSON item of ``data/references.json``, the same object until the file changes.

    Raises
    ------
    DataError : missing, not JSON, or an item without an id
    """
    return _references(paths.data() / "references.json")


def assumptions() -> dict[str, dict[str, str]]:
    """Assumption id -> its row of ``docs/assumptions.md`` as it stands there, in English.

    A row is a line of a Markdown table whose header starts with ``ID``; its keys are the header in small letters.
    A line with more or fewer cells than the header is left out. Without the file there are none.
    """
    file = paths.DOCS / "assumptions.md"
    if not file.exists():
        return {}

    rows: dict[str, dict[str, str]] = {}
    header: list[str] = []
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = _cells(line)
        identifier = cells[0]
        if identifier.lower() == "id":
            header = [name.lower() for name in cells]
        elif _ASSUMPTION.fullmatch(identifier) and len(cells) == len(header):
            rows[identifier] = dict(zip(header, cells, strict=True))
    return rows


def _cells(line: str) -> list[str]:
    """The cells of a line of a Markdown table, without the marks of bold text."""
    inside = line.strip().strip("|")
    return [cell.strip().strip("*").replace(r"\|", "|") for cell in _CELL_END.split(inside)]

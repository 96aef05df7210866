"""Reads the tables of the data package, strictly, and answers what a table covers and where it comes from.

Everything is read as text first and converted by the schema of the table: nothing is guessed, so Namibia's ``NA``,
a shifted column or a day-first date cannot slip in. All failures of a file come in one message.
"""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lib import paths
from lib.errors import DataError
from lib.frames import rows as rows  # notebooks take them from here, with `load`
from lib.frames import stack as stack

if (
    TYPE_CHECKING
):  # pandas is imported where a table is read: a run with nothing to do asks for descriptions alone
    import pandas as pd

#: Usage warnings that a table may carry (closed list); the words a reader sees stand in ``data/labels.csv``.
WARNINGS = (
    "break_in_series",
    "definition_differs",
    "derived_here",
    "double_counting",
    "estimated_values",
    "impossible_values_flagged",
    "incomplete_coverage",
    "incomplete_period",
    "press_quoted",
    "revised_later",
    "rival_figures",
    "rounded_in_source",
    "scope_unclear",
    "small_numbers",
    "suspect_value",
)
STATUS = ("documented", "reported", "estimated")
GRADES = ("low", "medium", "high")
#: Warnings on how well figures are known, of another question than ours, and of a part of it; see `grade`.
_DOUBT = {"estimated_values", "impossible_values_flagged", "press_quoted", "suspect_value"}
_ANOTHER = {"definition_differs", "scope_unclear"}
_PART = {
    "break_in_series",
    "double_counting",
    "incomplete_coverage",
    "incomplete_period",
    "revised_later",
    "rival_figures",
    "small_numbers",
}
_MAX_FAILURES = 8
_TRUE = {"true": True, "false": False}
_PATTERNS = {
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?",
    "year": r"\d{4}",
    "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "boolean": "true|false",
    "string": r"[^\x00-\x08\x0b-\x1f]*",
}
_loaded: list[str] = []


@dataclass(frozen=True)
class Coverage:
    """What a table holds and how far to trust it: title, period, rows, share by status, warnings, source ids."""

    name: str
    title: str
    description: str
    period: str
    rows: int
    status: dict[str, int]
    warnings: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    licence: str


@cache
def _package(folder: str) -> dict:
    file = paths.Path(folder) / "datapackage.json"
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise DataError(
            paths.relative(file), "no such file", "The data folder needs a datapackage.json."
        ) from None
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(paths.relative(file), f"not readable as JSON: {error}") from None


def package() -> dict:
    """The data package descriptor (Data Package v2)."""
    return _package(str(paths.data()))


@cache
def _references(folder: str) -> dict[str, dict]:
    file = paths.Path(folder) / "references.json"
    try:
        return {item["id"]: item for item in json.loads(file.read_text("utf-8"))}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(paths.relative(file), f"not readable as CSL-JSON: {error}") from None


def references() -> dict[str, dict]:
    """Reference id -> CSL-JSON item."""
    return _references(str(paths.data()))


def names() -> list[str]:
    """Names of all tables, in the order of the data package."""
    return [resource["name"] for resource in package()["resources"]]


def resource(name: str) -> dict:
    """Descriptor of a table.

    Raises
    ------
    DataError : no table of that name; the message lists the nearest ones
    """
    for item in package()["resources"]:
        if item["name"] == name:
            return item
    topic = name.split("/")[0]
    near = [n for n in names() if n.startswith(topic + "/")] or names()
    raise DataError(f"table {name!r}", "not in data/datapackage.json", f"Known: {', '.join(near)}")


def load(name: str) -> pd.DataFrame:
    """The table `name`, for instance ``"cocaine/coca_area"``, checked against its schema and noted as used.

    Raises
    ------
    DataError : unknown table, or a file that breaks its schema; up to eight failures with their line numbers
    """
    descriptor = resource(name)
    frame = read(descriptor)
    if name not in _loaded:
        _loaded.append(name)
    return frame


def cited(frame: pd.DataFrame, *keys: str) -> list[str]:
    """Sources of the rows whose first column is one of `keys`: what a finding rests on, where that is not the table."""
    found = frame[frame.iloc[:, 0].isin(keys)]
    if missing := set(keys) - set(found.iloc[:, 0]):
        raise KeyError(f"no row {', '.join(sorted(missing))}")
    return list(dict.fromkeys(found["source"]))


def loaded() -> tuple[str, ...]:
    """Names of the tables that this process has loaded, in order."""
    return tuple(_loaded)


def forget() -> None:
    """Start a new record of loaded tables (a notebook's first act)."""
    _loaded.clear()


def read(descriptor: dict) -> pd.DataFrame:
    """A table read by its descriptor: text first, exact header, declared missing values, keys and ranges."""
    file = paths.data() / descriptor["path"]
    header, rows = _cells(file)
    fields = descriptor["schema"]["fields"]
    expected = [field["name"] for field in fields]
    if header != expected:
        raise DataError(
            paths.relative(file),
            f"header is {header}, expected {expected}",
            "Restore the columns that data/datapackage.json declares.",
        )
    missing = set(descriptor["schema"].get("missingValues", [""]))
    failures: list[str] = []
    columns = {}
    for position, field in enumerate(fields):
        cells = [(line, None if row[position] in missing else row[position]) for line, row in rows]
        columns[field["name"]] = _column(field, cells, failures)
    failures += _keys(descriptor["schema"], columns, rows)
    if failures:
        more = (
            f"\n  and {len(failures) - _MAX_FAILURES} more" if len(failures) > _MAX_FAILURES else ""
        )
        raise DataError(paths.relative(file), "; ".join(failures[:_MAX_FAILURES]) + more)
    import pandas as pd

    return pd.DataFrame(columns)


def _cells(file) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        with open(file, encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise DataError(
            paths.relative(file), "no such file", "Restore it, or check --data."
        ) from None
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise DataError(paths.relative(file), f"not readable as UTF-8 CSV: {error}") from None
    short = [line for line, row in rows if len(row) != len(header)]
    if short or not rows:
        what = f"lines {short[:8]} do not have {len(header)} cells" if short else "holds no rows"
        raise DataError(paths.relative(file), what)
    return header, rows


def _column(field: dict, cells: list, failures: list[str]) -> pd.Series:
    name, kind, limits = field["name"], field["type"], field.get("constraints", {})
    pattern = re.compile(_PATTERNS[kind], re.ASCII)  # other alphabets have digits of their own
    allowed, own = limits.get("enum"), limits.get("pattern")
    values = []
    for line, text in cells:
        where = f"line {line}, {name}:"
        value = None
        if text is None:
            if limits.get("required"):
                failures.append(f"{where} empty, but required")
        elif not pattern.fullmatch(text) or (own and not re.fullmatch(own, text)):
            failures.append(f"{where} {text!r} is not a valid {kind}")
        elif allowed and text not in map(str, allowed):
            failures.append(f"{where} {text!r} is not one of {', '.join(map(str, allowed))}")
        elif name == "source" and text not in references():
            failures.append(f"{where} {text!r} is not in data/references.json")
        else:
            value = _convert(kind, text)
            if value is None:
                failures.append(f"{where} {text!r} is not a valid {kind}")
            for end, bad in (("minimum", lambda v, m: v < m), ("maximum", lambda v, m: v > m)):
                if (
                    value is not None
                    and end in limits
                    and bad(value, _convert(kind, str(limits[end])))
                ):
                    failures.append(f"{where} {text} is beyond the {end} {limits[end]}")
        values.append(value)
    import pandas as pd

    return pd.Series(values, dtype=_dtype(kind, values))


def _convert(kind: str, text: str):
    if kind in ("integer", "year"):
        return number if abs(number := int(text)) < 2**63 else None
    if kind == "number":
        return number if math.isfinite(number := float(text)) else None
    if kind == "boolean":
        return _TRUE[text]
    if kind == "date":
        import pandas as pd

        stamp = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
        return None if stamp is pd.NaT else stamp
    return text


def _dtype(kind: str, values: list) -> str:
    whole = None not in values
    return {
        "integer": "int64" if whole else "Int64",
        "year": "int64" if whole else "Int64",
        "number": "float64",
        "boolean": "bool" if whole else "boolean",
        "date": "datetime64[s]",
    }.get(kind, "str")


def _keys(schema: dict, columns: dict, rows: list) -> list[str]:
    key = schema.get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    if not key:
        return []
    import pandas as pd

    frame = pd.DataFrame({name: columns[name] for name in key})
    doubled = frame.duplicated(keep="first")
    return [
        f"line {rows[i][0]}: key ({', '.join(map(str, frame.iloc[i]))}) stands twice"
        for i in doubled[doubled].index
    ]


def coverage(name: str) -> Coverage:
    """What the table `name` covers, from its descriptor and its rows."""
    item = resource(name)
    frame = read(item)
    status = frame["status"].value_counts() if "status" in frame else {}
    warnings = tuple((w["code"], w["note"]) for w in item.get("warnings", []))
    return Coverage(
        name,
        item["title"],
        item["description"],
        item["period"],
        len(frame),
        {s: int(status[s]) for s in STATUS if s in status},
        warnings,
        sources([name]),
        item["licenses"][0]["title"],
    )


def sources(tables: list[str]) -> tuple[str, ...]:
    """Reference ids behind the tables, those with most rows first, ties in alphabetical order."""
    counts: dict[str, int] = {}
    for name in tables:
        frame = read(resource(name))
        for source, number in frame["source"].value_counts().items() if "source" in frame else ():
            counts[source] = counts.get(source, 0) + int(number)
    return tuple(sorted(counts, key=lambda source: (-counts[source], source)))


def grade(name: str) -> tuple[str, str, str]:
    """Rating of a table, how well its figures are known (quality) and how well they fit the question (suitability).

    Quality: high where nine rows in ten are documented by whoever counted and no warning casts doubt on them, low
    where fewer than half are and one does. Suitability: low where the definition is another's or unclear, high where
    no warning limits what the table covers. Medium is the rest. Rating: red if both are low, amber if one is.
    """
    item = resource(name)
    frame, warned = read(item), {w["code"] for w in item["warnings"]}
    share = float((frame["status"] == "documented").mean()) if "status" in frame else 1.0
    doubted = bool(warned & _DOUBT)
    quality = (
        "high" if share >= 0.9 and not doubted else "low" if share < 0.5 and doubted else "medium"
    )
    suitability = "low" if warned & _ANOTHER else "medium" if warned & _PART else "high"
    return ("green", "amber", "red")[(quality, suitability).count("low")], quality, suitability


def assumptions() -> dict[str, dict[str, str]]:
    """Assumption id -> its row of ``docs/assumptions.md`` as it stands there, in English."""
    file = paths.DOCS / "assumptions.md"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    found, header = {}, []
    for line in (line for line in lines if line.startswith("|")):
        row = [
            c.strip().strip("*").replace(r"\|", "|")
            for c in re.split(r"(?<!\\)\|", line.strip().strip("|"))
        ]
        if row[0].lower() == "id":
            header = [name.lower() for name in row]
        elif re.fullmatch(r"A\d+", row[0]) and len(row) == len(header):
            found[row[0]] = dict(zip(header, row, strict=True))
    return found

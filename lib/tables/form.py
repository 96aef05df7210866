"""The form of a data package: what must stand in ``datapackage.json`` before anything reads a table by it.

Every rule gives a line for each breach, with its place in the file, so that all of them are told at once.

Belongs here: the shape and types of a descriptor, and that its paths stay inside the data folder. Does not: what a
table holds (`lib.tables.reader`), and the descriptors that people write (`lib.tables.descriptors`).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from lib.printable import quoted

#: Type of a field -> what its cells must look like, in whole.
PATTERNS = {
    "integer": r"[+-]?\d+",
    "number": r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?",
    "year": r"\d{4}",
    "yearmonth": r"\d{4}-(0[1-9]|1[0-2])",
    "date": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "boolean": "true|false",
    "string": "[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]*",
}
#: What a field may demand of its cells.
CONSTRAINTS = ("required", "enum", "pattern", "minimum", "maximum")
#: Table -> columns that the series reads by name, with their types.
_READ_BY_NAME = {
    "claims": {
        "claim": "string",
        "value": "number",
        "unit": "string",
        "qualifier": "string",
        "last_digit": "number",
    },
    "glossary": {"term_en": "string", "term_es": "string", "meaning_en": "string"},
    "scorecard": {"front": "string", "notebook": "string", "finding": "string"},
    "settlement": {
        "claim": "string",
        "holder": "string",
        "document": "string",
        "language": "string",
        "request": "string",
    },
}
#: Types whose values have an order that a bound can stand in.
_ORDERED = ("integer", "number", "year", "yearmonth", "date")
#: A text of the package is at most so long: it is shown to readers.
_LONGEST_TEXT = 5000
_LONGEST_PATTERN = 200
_NAME = re.compile(r"[\w-]+(/[\w-]+)*")
#: A repeat of what repeats without end, which can take for ever on a short cell.
_REPEATED_REPEAT = re.compile(r"[*+}]\??\)(?:[*+]|\{\d*,)")

Problems = Iterator[str]


def problems(package: Any) -> list[str]:
    """What is wrong with a data package; each line begins with its place, as ``resources[2].path``."""
    if not isinstance(package, dict):
        return ["is no mapping of names to values"]
    lines: list[str] = []
    for key in ("version", "evidence_as_of"):
        lines += _text(package, key, key)
    for key in ("name", "title", "description", "created"):
        lines += _text(package, key, key, required=False)
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return [*lines, "resources: is no list of tables"]
    for number, resource in enumerate(resources):
        lines += _resource(resource, f"resources[{number}]")
    lines += _twice(resources, "name", "resources")
    lines += _twice(resources, "path", "resources")
    return lines


def _resource(resource: Any, place: str) -> Problems:
    if not isinstance(resource, dict):
        yield f"{place}: is no mapping"
        return
    yield from _text(resource, "name", f"{place}.name")
    name = resource.get("name")
    if isinstance(name, str):
        place = f"{place} ({quoted(name)})"
        if name and not _NAME.fullmatch(name):
            yield f"{place}.name: is not words of letters, digits, - and _ between slashes"
    yield from _path(resource.get("path"), f"{place}.path")
    for key in ("title", "description", "period"):
        yield from _text({key: None} | resource, key, f"{place}.{key}", required=False)
    yield from _entries({"licenses": None} | resource, "licenses", place, ("title",), at_least=1)
    yield from _entries(resource, "warnings", place, ("code", "note"))
    yield from _entries(resource, "sources", place, ("title",))
    yield from schema(resource.get("schema"), f"{place}.schema")
    yield from _columns(name, resource.get("schema"), f"{place}.schema.fields")


def _path(path: Any, place: str) -> Problems:
    if not isinstance(path, str) or not path.strip():
        yield f"{place}: is {quoted(path)}, not the path of a file"
        return
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or "\\" in path or ":" in path:
        yield f"{place}: {quoted(path)} lies outside the data folder"
    elif not path.endswith(".csv"):
        yield f"{place}: {quoted(path)} is no CSV file"


def schema(content: Any, place: str) -> Problems:
    """What is wrong with the schema of a table; each line begins with its place, below `place`."""
    if not isinstance(content, dict):
        yield f"{place}: is no mapping with fields"
        return
    fields = content.get("fields")
    if not isinstance(fields, list) or not fields:
        yield f"{place}.fields: is no list of fields"
        return
    for number, field in enumerate(fields):
        yield from _field(field, f"{place}.fields[{number}]")
    yield from _twice(fields, "name", f"{place}.fields")
    missing = content.get("missingValues", [""])
    if not isinstance(missing, list) or not all(isinstance(text, str) for text in missing):
        yield f"{place}.missingValues: is no list of texts"
    yield from _key(content.get("primaryKey", []), fields, f"{place}.primaryKey")


def _columns(name: Any, content: Any, place: str) -> Problems:
    """Columns that the series itself reads, whatever its notebooks do."""
    needed = _READ_BY_NAME.get(name, {}) if isinstance(name, str) else {}
    fields = content.get("fields") if isinstance(content, dict) else None
    if not needed or not isinstance(fields, list):
        return
    types = {
        field["name"]: field.get("type")
        for field in fields
        if isinstance(field, dict) and isinstance(field.get("name"), str)
    }
    for column, kind in needed.items():
        if types.get(column) != kind:
            yield f"{place}: {quoted(name)} needs a column {column} of type {kind}"


def _key(key: Any, fields: list, place: str) -> Problems:
    names = [field.get("name") for field in fields if isinstance(field, dict)]
    parts = [key] if isinstance(key, str) else key
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        yield f"{place}: is {quoted(key)}, not a list of fields"
        return
    for part in parts:
        if part not in names:
            yield f"{place}: {quoted(part)} is no field"
    if len(set(parts)) < len(parts):
        yield f"{place}: names a field twice"


def _field(field: Any, place: str) -> Problems:
    if not isinstance(field, dict):
        yield f"{place}: is no mapping"
        return
    yield from _text(field, "name", f"{place}.name")
    if isinstance(field.get("name"), str):
        place = f"{place} ({quoted(field['name'])})"
    for key in ("title", "description", "unit"):
        yield from _text(field, key, f"{place}.{key}", required=False)
    kind = field.get("type")
    if not isinstance(kind, str) or kind not in PATTERNS:
        yield f"{place}.type: unknown type {quoted(kind)}; known: {', '.join(PATTERNS)}"
        return
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        yield f"{place}.constraints: is no mapping"
        return
    for key, value in constraints.items():
        if key not in CONSTRAINTS:
            yield f"{place}.constraints: unknown {quoted(key)}; known: {', '.join(CONSTRAINTS)}"
        else:
            yield from _CHECKS[key](value, kind, f"{place}.constraints.{key}")


def _required(value: Any, kind: str, place: str) -> Problems:
    if not isinstance(value, bool):
        yield f"{place}: is {quoted(value)}, neither true nor false"


def _enum(value: Any, kind: str, place: str) -> Problems:
    """Codes are compared with cells as they are written; YAML may have read one as a number."""
    if not isinstance(value, list) or not value:
        yield f"{place}: is no list of codes"
        return
    for code in value:
        is_code = isinstance(code, str | int | float) and not isinstance(code, bool)
        if not is_code or not re.fullmatch(PATTERNS[kind], str(code), re.ASCII):
            yield f"{place}: {quoted(code)} is not a valid {kind}"


def _pattern(value: Any, kind: str, place: str) -> Problems:
    if kind != "string":
        yield f"{place}: stands at a {kind}; only a string has a pattern"
    elif not isinstance(value, str) or not value or len(value) > _LONGEST_PATTERN:
        yield f"{place}: is {quoted(value)}, not a pattern of at most {_LONGEST_PATTERN} characters"
    elif _REPEATED_REPEAT.search(value):
        yield f"{place}: {quoted(value)} repeats what repeats, which can take for ever"
    else:
        try:
            re.compile(value)
        except (re.error, OverflowError, RecursionError) as error:
            yield f"{place}: {quoted(value)} is no pattern: {error}"


def _bound(value: Any, kind: str, place: str) -> Problems:
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    if kind not in _ORDERED:
        yield f"{place}: stands at a {kind}, which has no order"
    elif not is_plain or not re.fullmatch(PATTERNS[kind], str(value), re.ASCII):
        yield f"{place}: is {quoted(value)}, not a valid {kind}"


_CHECKS: dict[str, Callable[[Any, str, str], Problems]] = {
    "required": _required,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _bound,
    "maximum": _bound,
}


def _text(content: dict, key: str, place: str, *, required: bool = True) -> Problems:
    if key not in content and not required:
        return
    value = content.get(key)
    if not isinstance(value, str) or (required and not value.strip()):
        yield f"{place}: is {quoted(value)}, not a text"
    elif len(value) > _LONGEST_TEXT:
        yield f"{place}: has {len(value):,} characters, over {_LONGEST_TEXT:,}"


def _entries(
    content: dict, key: str, place: str, required: tuple[str, ...], *, at_least: int = 0
) -> Problems:
    """A list of mappings of texts; it may be missing, but where it stands it has so many."""
    if key not in content:
        return
    entries = content[key]
    if not isinstance(entries, list) or len(entries) < at_least:
        yield f"{place}.{key}: is no list of at least {at_least} entries"
        return
    for number, entry in enumerate(entries):
        here = f"{place}.{key}[{number}]"
        if not isinstance(entry, dict):
            yield f"{here}: is no mapping"
            continue
        for name in required:
            yield from _text({name: None} | entry, name, f"{here}.{name}", required=False)


def _twice(entries: list, key: str, place: str) -> Problems:
    values = [entry.get(key) for entry in entries if isinstance(entry, dict)]
    texts = [value for value in values if isinstance(value, str)]
    for text in dict.fromkeys(texts):
        if texts.count(text) > 1:
            yield f"{place}: {key} {quoted(text)} stands twice"

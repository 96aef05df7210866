"""Puts ``data/datapackage.json`` together: the package's own descriptor, and the one that stands beside each table.

``data/justice/case_counts.yml`` describes ``data/justice/case_counts.csv``, ``data/datapackage.yml`` the whole. What
the files tell by themselves is not written twice: a table's name and path, its size and hash, and its sources, which
are those of its rows.

Belongs here: from descriptors to the package, and what is wrong with one. Does not: reading a table by it
(`lib.tables.reader`). No run reads YAML: ``./run check --write`` writes the JSON that runs read.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from lib import files, paths, strict_csv, strict_yaml
from lib.errors import DataError
from lib.tables import form
from lib.tables.datapackage import FILE, reread
from lib.tables.form import CONSTRAINTS, PATTERNS
from lib.tables.registers import references

#: The descriptor of the package as a whole.
OWN = "datapackage.yml"
#: Tables that no resource describes: what a reader calls the codes of all the others.
APART = ("labels.csv",)
#: A folder that holds no data of the world: what editions published, and what changed since (`lib.publishing.checks`).
RECORDS = "editions"
#: What the descriptor of the package says, in the order in which it is written; `folders` is their order.
_OF_PACKAGE = ("name", "title", "description", "version", "created", "licenses", "evidence_as_of")
#: What a table's descriptor says. The names are those of the Data Package standard.
_OF_TABLE = ("title", "description", "period", "licenses", "warnings", "primaryKey", "fields")
_OF_FIELD = ("name", "type", "title")
_OF_FIELD_AT_WILL = ("description", "unit", "constraints")
_OF_WARNING = ("code", "note")
_OF_WARNING_AT_WILL = ("where",)
_OF_LICENCE = ("name", "title")
_OF_LICENCE_AT_WILL = ("path",)


def problems() -> list[str]:
    """Tables without a descriptor and the reverse, descriptors that say too little or too much, a stale package.

    Each line names the file and what to do.
    """
    return _faults() or _stale()


def write() -> bool:
    """Bring ``data/datapackage.json`` up to date.

    Returns
    -------
    False where it was, or where a descriptor is faulty, which `problems` tells

    Raises
    ------
    OSError : it cannot be written
    """
    if _faults():
        return False
    written = files.write_text(paths.data() / FILE, _text(build()))
    reread()
    return written


def build() -> dict:
    """The data package as the descriptors and tables have it now (Data Package v2).

    Raises
    ------
    DataError : a descriptor that is missing, not readable or not complete; a table that is not readable
    """
    folder = paths.data()
    described = _of_package(folder / OWN)
    order = described.pop("folders")
    tables = sorted(_tables(), key=lambda table: _place(table, order))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        **described,
        "resources": [_resource(table) for table in tables],
    }


def _text(package: dict) -> str:
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _tables() -> list[Path]:
    """Tables that a descriptor has to describe."""
    folder = paths.data()
    apart = {folder / name for name in APART}
    records = folder / RECORDS
    return sorted(
        file for file in folder.rglob("*.csv") if file not in apart and records not in file.parents
    )


def _descriptors() -> list[Path]:
    folder = paths.data()
    return sorted(file for file in folder.rglob("*.yml") if file != folder / OWN)


def _place(table: Path, order: list[str]) -> tuple[int, int, str]:
    """Sorts folders as the package names them, then others, and the tables outside any folder last."""
    name = table.relative_to(paths.data()).as_posix()
    folder, slash, _ = name.rpartition("/")
    named = order.index(folder) if folder in order else len(order)
    return (0 if slash else 1, named, name)


# --- From one descriptor to a resource


def _of_package(file: Path) -> dict:
    content = _mapping(file)
    where = paths.relative(file)
    _check_keys(where, content, (*_OF_PACKAGE, "folders"))
    _check_texts(where, content, set(_OF_PACKAGE) - {"licenses"})
    licences = _entries(file, content, "licenses", _OF_LICENCE, _OF_LICENCE_AT_WILL)
    if not isinstance(content["folders"], list):
        raise DataError(where, "folders is no list of names", "For instance [common, justice].")
    return _ordered(content, _OF_PACKAGE) | {"licenses": licences, "folders": content["folders"]}


def _resource(table: Path) -> dict:
    """A table's resource in the data package, in the order of keys that the file has always had."""
    described = _of_table(table.with_suffix(".yml"))
    _check_places(table, described["warnings"])
    path = table.relative_to(paths.data())
    return {
        "name": path.with_suffix("").as_posix(),
        "type": "table",
        "path": path.as_posix(),
        "title": described["title"],
        "description": described["description"],
        "period": described["period"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.stat().st_size,
        "hash": f"sha256:{files.digest(table)}",
        "licenses": described["licenses"],
        "sources": _sources(table),
        "warnings": described["warnings"],
        "schema": {
            "fields": described["fields"],
            "missingValues": [""],
            "primaryKey": described["primaryKey"],
        },
    }


def _of_table(file: Path) -> dict:
    content = _mapping(file)
    where = paths.relative(file)
    _check_keys(where, content, _OF_TABLE)
    _check_texts(where, content, {"title", "description", "period"})
    licences = _entries(file, content, "licenses", _OF_LICENCE, _OF_LICENCE_AT_WILL)
    warnings = _entries(file, content, "warnings", _OF_WARNING, _OF_WARNING_AT_WILL)
    fields = _entries(file, content, "fields", _OF_FIELD, _OF_FIELD_AT_WILL)
    if not fields or not licences:
        raise DataError(where, "needs at least one field and one licence")
    fields = [_field(where, field) for field in fields]
    _check_key(where, content["primaryKey"], fields)
    schema = {"fields": fields, "primaryKey": content["primaryKey"]}
    problems = list(form.schema(schema, "schema"))
    if problems:
        raise DataError(where, "; ".join(problems))
    return content | {"licenses": licences, "warnings": warnings, "fields": fields}


def _field(where: str, field: dict) -> dict:
    where = f"{where}, field {field['name']!r}"
    if field["type"] not in PATTERNS:
        raise DataError(where, f"unknown type {field['type']!r}", f"Known: {', '.join(PATTERNS)}")
    if "constraints" not in field:
        return field
    constraints = field["constraints"]
    if not isinstance(constraints, dict):
        raise DataError(where, "its constraints are no mapping", "For instance {required: true}.")
    _check_keys(where, constraints, (), CONSTRAINTS)
    return field | {"constraints": _ordered(constraints, CONSTRAINTS)}


def _check_places(table: Path, warnings: list[dict]) -> None:
    """See that each warning which says ``where`` names columns of the table, and values that stand in them."""
    header, rows = strict_csv.read(table)
    where = paths.relative(table.with_suffix(".yml"))
    for warning in warnings:
        for column, values in warning.get("where", {}).items():
            if column not in header:
                raise DataError(
                    where,
                    f"warning {warning['code']}: {column!r} is no column",
                    f"Columns: {', '.join(header)}",
                )
            place = header.index(column)
            known = {row[place] for _, row in rows}
            absent = [str(value) for value in values if str(value) not in known]
            if absent:
                raise DataError(
                    where,
                    f"warning {warning['code']}: no row has {column} {', '.join(absent)}",
                    "Correct where, or the table.",
                )


def _sources(table: Path) -> list[dict]:
    """The references that the rows name, in the order of their ids: title, address where there is one, id."""
    known = references()
    sources = []
    for identifier in _source_ids(table):
        if identifier not in known:
            raise DataError(
                paths.relative(table),
                f"{identifier!r} is not in data/references.json",
                "Add it there, or correct the row.",
            )
        reference = known[identifier]
        author = (reference.get("author") or [{"literal": "Anonymous"}])[0]
        who = author.get("literal") or author.get("family")
        source = {"title": f"{who}: {reference.get('title', '')}"}
        if "URL" in reference:
            source["path"] = reference["URL"]
        sources.append(source | {"id": identifier})
    return sources


def _source_ids(table: Path) -> list[str]:
    header, rows = strict_csv.read(table)
    if "source" not in header:
        return []
    place = header.index("source")
    return sorted({row[place] for _, row in rows if row[place]})


# --- What is wrong with one


def _faults() -> list[str]:
    """What stands in the way of a package."""
    readings: list[tuple[Callable[[Path], dict], Path]] = [(_of_package, paths.data() / OWN)]
    lines = []
    for table in _tables():
        descriptor = table.with_suffix(".yml")
        if descriptor.exists():
            readings.append((_resource, table))
        else:
            lines.append(
                f"{paths.relative(table)}: has no descriptor; "
                f"describe it in {paths.relative(descriptor)}, then ./run check --write"
            )
    for descriptor in _descriptors():
        table = descriptor.with_suffix(".csv")
        if not table.exists():
            lines.append(
                f"{paths.relative(descriptor)}: describes no table; "
                f"add {paths.relative(table)}, or remove it"
            )
    return lines + _errors_of(readings)


def _errors_of(readings: Iterable[tuple[Callable[[Path], dict], Path]]) -> list[str]:
    errors = []
    for reading, file in readings:
        try:
            reading(file)
        except DataError as error:
            errors.append(str(error))
        except OSError as error:
            errors.append(f"{paths.relative(file)}: not readable: {error.strerror or error}")
    return errors


def _stale() -> list[str]:
    """What ``datapackage.json`` has otherwise than the tables and descriptors; they are in order."""
    file = paths.data() / FILE
    where = paths.relative(file)
    renew = "./run check --write renews it"
    expected = build()
    try:
        text = files.read_text(file) if file.exists() else ""
    except (OSError, ValueError):
        text = ""
    if text == _text(expected):
        return []
    try:
        written = json.loads(text)
        resources = {item["name"]: item for item in written["resources"]}
    except (ValueError, KeyError, TypeError):
        return [f"{where}: missing or not readable; {renew}"]

    changed = [
        item["name"] for item in expected["resources"] if item != resources.get(item["name"])
    ]
    gone = sorted(resources.keys() - {item["name"] for item in expected["resources"]})
    lines = [f"{where}: stale for {name}; {renew}" for name in [*changed, *gone]]
    return lines or [f"{where}: stale; {renew}"]


def _mapping(file: Path) -> dict:
    content = strict_yaml.read(file)
    if not isinstance(content, dict):
        raise DataError(paths.relative(file), "is no mapping of names to values")
    return content


def _check_keys(
    where: str, content: dict, required: tuple[str, ...], at_will: tuple[str, ...] = ()
) -> None:
    missing = [key for key in required if key not in content]
    unknown = [str(key) for key in content if key not in (*required, *at_will)]
    known = f"Known: {', '.join((*required, *at_will))}"
    if missing:
        raise DataError(where, f"lacks {', '.join(missing)}", known)
    if unknown:
        raise DataError(where, f"unknown {', '.join(unknown)}", known)


def _check_texts(where: str, content: dict, keys: Iterable[str]) -> None:
    for key in sorted(keys):
        value = content[key]
        if not isinstance(value, str) or not value.strip():
            raise DataError(
                where,
                f"{key} is {value!r}, not a text",
                "A text that looks like a number has quotes.",
            )


def _entries(
    file: Path, content: dict, key: str, required: tuple[str, ...], at_will: tuple[str, ...]
) -> list[dict]:
    """A list of mappings, each with what it must have and may have, in that order."""
    where = paths.relative(file)
    entries = content[key]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise DataError(where, f"{key} is no list of mappings", "Write [] where there are none.")
    for number, entry in enumerate(entries, 1):
        place = f"{where}, {key} {number}"
        _check_keys(place, entry, required, at_will)
        _check_texts(place, entry, entry.keys() - {"constraints", "where"})
    return [_ordered(entry, (*required, *at_will)) for entry in entries]


def _ordered(content: dict, keys: tuple[str, ...]) -> dict:
    return {key: content[key] for key in keys if key in content}


def _check_key(where: str, key: object, fields: list[dict]) -> None:
    names = [field["name"] for field in fields]
    if not isinstance(key, list) or not key or any(name not in names for name in key):
        raise DataError(where, "primaryKey is no list of fields", f"Fields: {', '.join(names)}")

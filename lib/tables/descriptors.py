"""Puts ``data/datapackage.json`` together: the package's own descriptor, and the one that stands beside each table.

``data/justice/case_counts.yml`` describes ``data/justice/case_counts.csv``, ``data/datapackage.yml`` the whole. What
the files tell by themselves is not written twice: a table's name and path, its size and hash, and its sources, which
are those of its rows.

Belongs here: from descriptors to the package, and what is wrong with one. Does not: reading a table by it
(`lib.tables.reader`). No run reads YAML: ``./run check --write`` writes the JSON that runs read.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from lib import files, paths, strict_csv, strict_yaml, typed
from lib.errors import DataError, in_one_message
from lib.printable import quoted
from lib.tables.datapackage import FILE, reread
from lib.tables.form import Field, Month, Text, Values, WarningCode, Words, breaches_of_key
from lib.tables.registers import references
from lib.typed import Entry, Unique

#: The descriptor of the package as a whole.
OWN = "datapackage.yml"
#: Tables that no resource describes: what a reader calls the codes of all the others.
APART = ("labels.csv", "checked.csv")
#: A folder that holds no data of the world: what editions published, and what changed since (`lib.publishing.checks`).
RECORDS = "editions"
#: A register that describes no table: whom to ask for newer data (`lib.tables.watched`).
SOURCES = "sources.yml"
#: What may be wrong with a text in YAML, and how to write lists and mappings.
_HINT = "See the descriptors beside it; a text that looks like a number has quotes."

Sentence = Annotated[
    str,
    Meta(
        pattern=r"\A[A-Z0-9](.|\n)*\.\Z",
        max_length=5000,
        description="a sentence: a capital or digit first, a full stop last",
    ),
]


class DescribedWarning(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A warning that a table carries, with a sentence on why."""

    code: WarningCode
    note: Sentence
    #: Column -> the values in it whose rows the warning concerns; all rows where nothing is said.
    where: dict[str, Values] | None = None


class DescribedLicence(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A licence by its name, and its address where it has one."""

    name: Text
    title: Text
    path: Words = ""


class DescribedField(Field, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column, with the title that a reader sees."""

    title: Text


Licences = Annotated[
    list[DescribedLicence], Meta(min_length=1, description="a list of at least 1 licence")
]


class TableDescriptor(Entry, frozen=True, kw_only=True, rename={"primary_key": "primaryKey"}):
    """What a person says of a table; the names are those of the Data Package standard."""

    title: Text
    description: Text
    period: Text
    licenses: Licences
    warnings: Annotated[
        list[DescribedWarning],
        Meta(description="a list of mappings; write [] where there are none"),
        Unique("code"),
    ]
    primary_key: Annotated[list[str], Meta(min_length=1, description="a list of fields"), Unique()]
    fields: Annotated[
        list[DescribedField], Meta(min_length=1, description="a list of fields"), Unique("name")
    ]

    def breaches(self) -> Iterator[tuple[str, str]]:
        """A key of no fields."""
        yield from breaches_of_key(self.primary_key, [field.name for field in self.fields])


class PackageDescriptor(Entry, frozen=True, kw_only=True):
    """What a person says of the package as a whole; ``folders`` is their order."""

    name: Text
    title: Text
    description: Text
    version: Text
    created: Annotated[
        str,
        Meta(
            pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z",
            description="a date and time, as 2026-01-31T00:00:00Z",
        ),
    ]
    licenses: Licences
    evidence_as_of: Month
    folders: Annotated[
        list[str], Meta(description="a list of names, as [common, justice]"), Unique()
    ]


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
    tables = sorted(_tables(), key=lambda table: _place(table, described.folders))
    of_package = msgspec.to_builtins(described)
    del of_package["folders"]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        **of_package,
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
    others = {folder / OWN, folder / SOURCES}
    return sorted(file for file in folder.rglob("*.yml") if file not in others)


def _place(table: Path, order: list[str]) -> tuple[int, int, str]:
    """Sorts folders as the package names them, then others, and the tables outside any folder last."""
    name = table.relative_to(paths.data()).as_posix()
    folder, slash, _ = name.rpartition("/")
    named = order.index(folder) if folder in order else len(order)
    return (0 if slash else 1, named, name)


# --- From one descriptor to a resource


def _of_package(file: Path) -> PackageDescriptor:
    return typed.read(strict_yaml.read(file), PackageDescriptor, paths.relative(file), _HINT)


def _of_table(file: Path) -> TableDescriptor:
    return typed.read(strict_yaml.read(file), TableDescriptor, paths.relative(file), _HINT)


def _resource(table: Path) -> dict:
    """A table's resource in the data package, in the order of keys that the file has always had."""
    described = _of_table(table.with_suffix(".yml"))
    _check_places(table, described.warnings)
    path = table.relative_to(paths.data())
    return {
        "name": path.with_suffix("").as_posix(),
        "type": "table",
        "path": path.as_posix(),
        "title": described.title,
        "description": described.description,
        "period": described.period,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.stat().st_size,
        "hash": f"sha256:{files.digest(table)}",
        "licenses": msgspec.to_builtins(described.licenses),
        "sources": _sources(table),
        "warnings": msgspec.to_builtins(described.warnings),
        "schema": {
            "fields": msgspec.to_builtins(described.fields),
            "missingValues": [""],
            "primaryKey": described.primary_key,
        },
    }


def _check_places(table: Path, warnings: list[DescribedWarning]) -> None:
    """See that each warning which says ``where`` names columns of the table, and values that stand in them."""
    header, rows = strict_csv.read(table)
    problems = []
    for warning in warnings:
        for column, values in (warning.where or {}).items():
            if column not in header:
                problems.append(
                    f"warning {warning.code}: {quoted(column)} is no column; columns: {', '.join(header)}"
                )
                continue
            place = header.index(column)
            known = {row[place] for _, row in rows}
            absent = [str(value) for value in values if str(value) not in known]
            if absent:
                problems.append(f"warning {warning.code}: no row has {column} {', '.join(absent)}")
    if problems:
        where = paths.relative(table.with_suffix(".yml"))
        raise DataError(where, in_one_message(problems), "Correct where, or the table.")


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
        source = {"title": f"{reference.who}: {reference.title}"}
        if reference.url:
            source["path"] = reference.url
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
    readings: list[tuple[Callable[[Path], object], Path]] = [(_of_package, paths.data() / OWN)]
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
    # A register of references that does not read is told once, not by every table.
    return list(dict.fromkeys(lines + _errors_of(readings)))


def _errors_of(readings: Iterable[tuple[Callable[[Path], object], Path]]) -> list[str]:
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

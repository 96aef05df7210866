"""The data dictionary: what every table holds, its fields with their units, whom it is from and how far to trust it.

Written of the descriptors and the rows, once for the repository (``docs/data-dictionary.md``) and once as a page of the
set, in each language. Titles of fields are English; a page in another language says so to whoever reads it aloud.
Belongs here: what an entry says. Does not: how a page is laid out (`lib.publishing.report.html`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lib import tables
from lib.language import label, speaking, translate
from lib.language.markdown import escape
from lib.tables.form import Field, Resource, Warned

#: Codes of a field that are named; of more the number is told.
_CODES = 12
#: Columns that say in which release of its publisher a row stands.
_RELEASE = ("vintage", "release")


@dataclass(frozen=True)
class FieldEntry:
    """A column: its name and type, its title in English, its unit and what else is said of it."""

    name: str
    type: str
    title: str
    unit: str
    description: str
    codes: str
    is_key: bool

    @property
    def about(self) -> str:
        """Title, unit, description and codes, as far as there are any: in English."""
        parts = (self.title, self.unit, self.description, self.codes)
        return "; ".join(part for part in parts if part)


@dataclass(frozen=True)
class WarningEntry:
    """A warning: its word, what it says, and which rows it concerns."""

    label: str
    note: str
    where: str


@dataclass(frozen=True)
class SourceEntry:
    """Whom rows are from: author, title, year, address."""

    text: str
    url: str


@dataclass(frozen=True)
class TableEntry:
    """A table as a reader needs it before the first row."""

    name: str
    title: str
    description: str
    period: str
    rows: int
    status: str
    licence: str
    releases: str
    warnings: tuple[WarningEntry, ...]
    fields: tuple[FieldEntry, ...]
    sources: tuple[SourceEntry, ...]

    @property
    def anchor(self) -> str:
        """The place of the table on its page."""
        return "table-" + self.name.replace("/", "-").replace("_", "-")


def entries(language: str) -> list[TableEntry]:
    """Every table of the data package, in its order, in one language.

    Raises
    ------
    DataError : a table that breaks its schema
    """
    with speaking(language):
        return [_entry(tables.resource(name)) for name in tables.names()]


def _entry(item: Resource) -> TableEntry:
    known = tables.coverage(item.name)
    status = [f"{label(word)} {count}" for word, count in known.status.items()]
    return TableEntry(
        name=item.name,
        title=translate(item.title),
        description=translate(item.description) if item.description else "",
        period=item.period,
        rows=known.rows,
        status=", ".join(status),
        licence=translate(known.licence),
        releases=_releases(item),
        warnings=tuple(_warning(warned) for warned in item.warnings),
        fields=tuple(_field(field, item.schema.key) for field in item.schema.fields),
        sources=tuple(_source(identifier) for identifier in known.sources),
    )


def _releases(item: Resource) -> str:
    """The releases that a table holds, in order; empty where it holds one alone."""
    names = [field.name for field in item.schema.fields if field.name in _RELEASE]
    if not names:
        return ""
    column = tables.read(item)[names[0]].dropna()
    return ", ".join(sorted({str(value) for value in column}))


def _warning(warned: Warned) -> WarningEntry:
    rows = [
        f"{column}: {', '.join(map(str, values))}"
        for column, values in (warned.where or {}).items()
    ]
    return WarningEntry(
        label=label(warned.code), note=translate(warned.note), where="; ".join(rows)
    )


def _field(field: Field, key: list[str]) -> FieldEntry:
    return FieldEntry(
        name=field.name,
        type=field.type,
        title=field.title,
        unit=field.unit,
        description=field.description,
        codes=_codes(field),
        is_key=field.name in key,
    )


def _codes(field: Field) -> str:
    """The codes that a field may hold."""
    codes = [str(code) for code in field.constraints.enum or ()]
    if len(codes) <= _CODES:
        return ", ".join(codes)
    return f"{', '.join(codes[:_CODES])}, ... ({len(codes)})"


def _source(identifier: str) -> SourceEntry:
    item = tables.references().get(identifier)
    if item is None:
        return SourceEntry(identifier, "")
    year = item.issued.year
    parts = [", ".join(person.name for person in item.author), item.title, str(year or "")]
    return SourceEntry(". ".join(part for part in parts if part), item.url)


def words() -> dict[str, str]:
    """What stands before the parts of an entry, in the language in use."""
    return {
        "period": translate("Period"),
        "rows": translate("Rows"),
        "releases": translate("Releases"),
        "licence": translate("Licence"),
        "warnings": translate("Warnings"),
        "fields": translate("Fields"),
        "key": translate("key"),
        "sources": translate("Sources"),
    }


# As Markdown, for the repository


def markdown(language: str) -> str:
    """The dictionary as a page of the repository, in one language; who the sources are stands on the page of a set."""
    every = entries(language)
    with speaking(language):
        parts = [f"# {translate('Data dictionary')}", about()]
        parts += [part for entry in every for part in _as_markdown(entry)]
    return "\n\n".join(parts) + "\n"


def about() -> str:
    """What stands above the tables."""
    return translate(
        "What every table of the series holds: one row one figure, each with its source. Missing stays missing. "
        "Names of fields are those of the files; their titles are in English."
    )


def _as_markdown(entry: TableEntry) -> Iterator[str]:
    yield f"## {escape(entry.title)}"
    yield escape(entry.description)
    facts = [
        f"`data/{entry.name}.csv`",
        f"{translate('Period')}: {entry.period}",
        f"{translate('Rows')}: {entry.rows}",
        f"{translate('Status')}: {entry.status}" if entry.status else "",
        f"{translate('Releases')}: {escape(entry.releases)}" if entry.releases else "",
        f"{translate('Licence')}: {escape(entry.licence)}",
        f"{translate('Sources')}: {len(entry.sources)}" if entry.sources else "",
    ]
    yield "\n".join(f"- {fact}" for fact in facts if fact)
    if entry.warnings:
        yield f"**{translate('Warnings')}**"
        yield "\n".join(f"- {_warning_in_words(warning)}" for warning in entry.warnings)
    yield f"**{translate('Fields')}**"
    yield "\n".join(f"- {_field_in_words(field)}" for field in entry.fields)


def _warning_in_words(warning: WarningEntry) -> str:
    where = f" ({escape(warning.where)})" if warning.where else ""
    return f"*{escape(warning.label)}*: {escape(warning.note)}{where}"


def _field_in_words(field: FieldEntry) -> str:
    key = f", {translate('key')}" if field.is_key else ""
    words = f": {escape(field.about)}" if field.about else ""
    return f"`{field.name}` ({field.type}{key}){words}"

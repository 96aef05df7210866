"""The form of a data package: what must stand in ``datapackage.json`` before anything reads a table by it.

Types say what stands where; `breaches` says what no type does. All problems are told at once, each with its place.

Belongs here: the shape and types of a descriptor, and that its paths stay inside the data folder. Does not: what a
table holds (`lib.tables.reader`), and the descriptors that people write (`lib.tables.descriptors`).
"""

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from lib import typed
from lib.printable import quoted
from lib.typed import Entry, Unique

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
#: Digits beyond which no number is read: Python would refuse, or take its time.
MOST_DIGITS = 400
#: What does not fit into this many bits would be read as another number.
LARGEST_INTEGER = 2**63
#: Types whose values have an order that a bound can stand in.
_ORDERED = ("integer", "number", "year", "yearmonth", "date")
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
#: A repeat of what repeats without end, which can take for ever on a short cell.
_REPEATED_REPEAT = re.compile(r"[*+}]\??\)(?:[*+]|\{\d*,)")

# What a text of the package may be; it is shown to readers.

Words = Annotated[str, Meta(max_length=5000, description="a text of at most 5,000 characters")]
Text = Annotated[
    str,
    Meta(pattern=r"\S", max_length=5000, description="a text of 1 to 5,000 characters"),
]
Month = Annotated[
    str, Meta(pattern=r"\A\d{4}-(0[1-9]|1[0-2])\Z", description="a month, as 2026-01")
]
TableName = Annotated[
    str,
    Meta(
        pattern=r"\A[\w-]+(/[\w-]+)*\Z",
        max_length=200,
        description="words of letters, digits, - and _ between slashes",
    ),
]
TablePath = Annotated[
    str,
    Meta(
        pattern=r"\A(?!/)(?!(.*/)?\.\.(/|\Z))[^\\:]*[^\\:/]\.csv\Z",
        max_length=200,
        description="the path of a CSV file inside the data folder",
    ),
]
#: Usage warnings that a table may carry (closed list); the words a reader sees stand in ``data/labels.csv``.
WarningCode = Literal[
    "break_in_series",
    "definition_differs",
    "derived_here",
    "double_counting",
    "estimated_values",
    "impossible_values_flagged",
    "incomplete_coverage",
    "incomplete_period",
    "no_method",
    "press_quoted",
    "revised_later",
    "rival_figures",
    "rounded_in_source",
    "scope_unclear",
    "small_numbers",
    "suspect_value",
]
FieldType = Literal["integer", "number", "year", "yearmonth", "date", "boolean", "string"]
Pattern = Annotated[
    str,
    Meta(min_length=1, max_length=200, description="a pattern of 1 to 200 characters"),
]
#: Codes are compared with cells as they are written; YAML may have read one as a number.
Codes = Annotated[list[str | int | float], Meta(min_length=1, description="a list of codes")]
Bound = str | int | float
#: Values of a column as YAML reads them; cells are compared with their text.
Values = Annotated[list[str | int | float], Meta(min_length=1, description="a list of values")]


class Constraints(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """What a field demands of its cells."""

    required: bool = False
    enum: Codes | None = None
    pattern: Pattern | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None


class Field(Entry, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=False):
    """A column of a table."""

    name: Text
    type: FieldType
    title: Words = ""
    description: Words = ""
    unit: Words = ""
    constraints: Constraints = Constraints()

    def breaches(self) -> Iterator[tuple[str, str]]:
        """Constraints that do not go with the type of the field."""
        limits = self.constraints
        for code in limits.enum or ():
            if not self._is_valid(code):
                yield "constraints.enum", f"{quoted(code)} is not a valid {self.type}"
        if limits.pattern is not None:
            yield from self._breaches_of_pattern(limits.pattern)
        for name, bound in (("minimum", limits.minimum), ("maximum", limits.maximum)):
            place = f"constraints.{name}"
            if bound is None:
                continue
            if self.type not in _ORDERED:
                yield place, f"stands at a {self.type}, which has no order"
            elif not self._is_valid(bound):
                yield place, f"is {quoted(bound)}, not a valid {self.type}"

    def _is_valid(self, value: Bound) -> bool:
        """Whether a cell of that text would be read."""
        text = str(value)
        if not re.fullmatch(PATTERNS[self.type], text, re.ASCII):
            return False
        return self.type == "string" or _is_within_reach(self.type, text)

    def _breaches_of_pattern(self, pattern: str) -> Iterator[tuple[str, str]]:
        place = "constraints.pattern"
        if self.type != "string":
            yield place, f"stands at a {self.type}; only a string has a pattern"
        elif _REPEATED_REPEAT.search(pattern):
            yield place, f"{quoted(pattern)} repeats what repeats, which can take for ever"
        else:
            try:
                re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                yield place, f"{quoted(pattern)} is no pattern: {error}"


def _is_within_reach(kind: FieldType, text: str) -> bool:
    """Whether there is such a number or day: ``1e999`` and the 30th of February only look like one."""
    if len(text) > MOST_DIGITS:
        return False
    if kind in ("integer", "year"):
        return abs(int(text)) < LARGEST_INTEGER
    if kind == "number":
        return math.isfinite(float(text))
    if kind == "date":
        return _is_day(text)
    return True


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Schema(
    Entry,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=False,
    rename={"missing_values": "missingValues", "primary_key": "primaryKey"},
):
    """The columns of a table in their order, and which of them tell its rows apart."""

    fields: Annotated[
        list[Field], Meta(min_length=1, description="a list of fields"), Unique("name")
    ]
    missing_values: Annotated[list[str], Meta(description="a list of texts")] = field(
        default_factory=lambda: [""]
    )
    primary_key: Annotated[str | list[str], Meta(description="a list of fields")] = field(
        default_factory=list
    )

    @property
    def key(self) -> list[str]:
        """Names of the fields that tell rows apart; empty where nothing says so."""
        return [self.primary_key] if isinstance(self.primary_key, str) else self.primary_key

    def breaches(self) -> Iterator[tuple[str, str]]:
        """A key of no fields."""
        names = [field.name for field in self.fields]
        yield from breaches_of_key(self.key, names)


def breaches_of_key(key: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    """Parts of a key that are no fields, or stand twice."""
    for part in key:
        if part not in names:
            yield "primaryKey", f"{quoted(part)} is no field; fields: {', '.join(names)}"
    if len(set(key)) < len(key):
        yield "primaryKey", "names a field twice"


class Warned(Entry, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A usage warning that a table carries."""

    code: Words
    note: Words
    #: Column -> the values in it whose rows the warning concerns; all rows where nothing is said.
    where: dict[str, Values] | None = None


class Licence(Entry, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=False):
    """A licence: its title, and its name or address where it has one."""

    title: Words
    name: Words = ""
    path: Words = ""


class Source(Entry, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A reference that rows of the table name."""

    title: Words


Licences = Annotated[list[Licence], Meta(min_length=1, description="a list of at least 1 licence")]


class Resource(Entry, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """A table of the package: where it lies, what it is, and what its columns hold."""

    name: TableName
    path: TablePath
    title: Words
    description: Words
    period: Words
    licenses: Licences
    warnings: list[Warned] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    schema: Schema

    def breaches(self) -> Iterator[tuple[str, str]]:
        """Columns that are missing although the series itself reads them, whatever its notebooks do."""
        types = {field.name: field.type for field in self.schema.fields}
        for column, kind in _READ_BY_NAME.get(self.name, {}).items():
            if types.get(column) != kind:
                yield (
                    "schema.fields",
                    f"{quoted(self.name)} needs a column {column} of type {kind}",
                )


class Package(Entry, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """The data package as a whole."""

    version: Text
    evidence_as_of: Month
    name: Words = ""
    title: Words = ""
    description: Words = ""
    created: Words = ""
    resources: Annotated[
        list[Resource],
        Meta(min_length=1, description="a list of tables"),
        Unique("name"),
        Unique("path"),
    ]


def problems(package: Any) -> list[str]:
    """What is wrong with a data package; each line begins with its place, as ``resources[2] ('a/b').path``."""
    return typed.problems(package, Package)

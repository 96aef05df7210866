"""The records of outputs: what a notebook says in ``metadata.report``, and the files of findings made of it.

Each kind of record is a class; types and limits of its fields stand here and nowhere else. `lib.display` builds
records, exporters, site and ledger read them, and ``lib/report.schema.json``, for readers elsewhere, is written from
them. Belongs here: the form of what is recorded. Not: whether it is true, or how it looks.
"""

import json
import numbers
import re
from copy import deepcopy
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

import msgspec
from msgspec import Meta, Struct, field

#: Letters, digits and single hyphens: it becomes an address.
Id = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Meta(min_length=1)]
Title = Annotated[str, Meta(min_length=1, max_length=160)]
#: Read aloud where the chart cannot be seen: it says what the chart shows.
AltText = Annotated[str, Meta(min_length=20)]
Tables = Annotated[list[str], Meta(min_length=1)]
Assumption = Annotated[str, Meta(pattern="^A[0-9]+$")]
ClaimId = Annotated[str, Meta(pattern="^[JSLRA][0-9]{2}$")]
#: Where a row of a table leads: a place in another report of the set.
Link = Annotated[str, Meta(pattern=r"^[0-9a-z-]+\.html#[a-z0-9-]+$")]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
#: One text a language.
ByLanguage = Annotated[dict[str, Words], Meta(min_length=1)]

# A count stays a whole number: as `float` alone it would be read back as 967.0.
Number = int | float
Language = Literal["en", "es"]
Align = Literal["left", "right"]
Uncertainty = Literal["exact", "rounding", "sampling", "identification", "structural", "scenario"]
Verdict = Literal[
    "internally inconsistent",
    "contradicted",
    "not comparable",
    "reproduced",
    "consistent",
    "traced",
    "not verifiable",
]
Since = Literal["unchanged", "revised", "reversed"]
#: How sure we are that a sentence, with its range, is true; lowest first.
Certainty = Literal["very low", "low", "moderate", "high"]
#: By which a person moves the certainty of a finding.
Step = Literal["up", "down"]


#: Parameters that texts of assumptions name, with the values of the run.
Assumed = Annotated[
    dict[str, Number | str],
    Meta(description="Parameters that texts of assumptions name, with the values of the run"),
]

CheckedIn = Annotated[
    str | None,
    Meta(description="Month in which a person last looked at the verdict, as 2026-12"),
]
RestsOn = Annotated[
    dict[str, dict[str, list[str]]],
    Meta(
        description="Tables with the headline number: column -> values of its rows, empty for all"
    ),
]


# Outputs


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every record is: complete, closed, and never changed."""


class Output(Record, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """The record of an output; ``kind`` says of which."""


class Start(Output, frozen=True, kw_only=True, tag="start", omit_defaults=True):
    """The first output of a notebook: in which language, and with which parameters it ran."""

    language: Language
    parameters: dict[str, Any] = {}
    #: Names of the parameters that are not at their defaults.
    changed: list[str] = []
    assumed: Assumed = {}


class Text(Output, frozen=True, kw_only=True, tag="text"):
    """A paragraph or more."""

    markdown: Words
    #: Whether it is true with the parameters of the run.
    holds: bool


class Caption(Output, frozen=True, kw_only=True, tag="caption"):
    """What stands above a figure or table in JupyterLab, and in no report."""


class Exhibit(Output, frozen=True, kw_only=True):
    """What figures and tables have in common."""

    id: Id
    title: Title
    subtitle: Words
    note: str
    tables: Tables
    references: list[str]
    source: str
    holds: bool


class Figure(Exhibit, frozen=True, kw_only=True, tag="figure"):
    """A chart; its drawings are the data of the output."""

    alt: AltText


class Column(Record, frozen=True, kw_only=True):
    """The heading of a column."""

    name: str
    label: str
    align: Align


class Table(Exhibit, frozen=True, kw_only=True, tag="table", omit_defaults=True):
    """A table of formatted cells; its data are those of the output."""

    columns: Annotated[list[Column], Meta(min_length=2)]
    rows: Annotated[list[list[str]], Meta(min_length=1)]
    #: Where each row leads; empty without links.
    links: list[Link | None] = []
    #: The language of each row's last cell; empty where it is that of the report.
    spoken: list[Language] = []


class ShownNumber(Record, frozen=True, kw_only=True):
    """A number as a sentence shows it: point, range, and the format in which it is written."""

    value: Number | None
    low: Number | None
    high: Number | None
    uncertainty: Uncertainty
    level: Number | None
    spec: str


ShownNumbers = Annotated[
    dict[str, ShownNumber],
    Meta(description="Every number that the sentence shows, by the name it has in the notebook"),
]
NamesShown = Annotated[
    list[str],
    Meta(description="Names in `values`, in the order in which the sentence shows them"),
]


class Finding(Output, frozen=True, kw_only=True, tag="finding"):
    """A result: a sentence, its value with the kind of its range, and what it rests on."""

    id: Id
    markdown: Words
    sentence: Words
    value: Number | None
    low: Number | None
    high: Number | None
    uncertainty: Uncertainty | None
    level: Number | None
    method: str
    unit: Words
    tables: Tables
    references: list[str]
    assumptions: list[Assumption]
    claim: ClaimId | None
    verdict: Verdict | None
    verdict_label: str | None
    because: str
    since: Since
    since_label: str
    holds: bool
    #: The value as its sentence writes it, range included.
    text: str
    numbers: ShownNumbers = field(name="values", default_factory=dict)
    shown: NamesShown = []
    assumed: Assumed = {}
    #: Whether it is one of the few that its notebook leads with.
    key: bool = False
    rests_on: RestsOn = {}
    #: What gives the same independently: id of a source, or ``method`` where it is another method.
    backed_by: str | None = None
    #: Whether it rests on what a search found.
    search: bool = False
    #: The step by which a person has moved its certainty.
    moved: Step | None = None
    #: None where it counts our own verdicts.
    certainty: Certainty | None = None
    certainty_label: str | None = None
    #: How the certainty came about, in sentences.
    certainty_why: str = ""
    checked_in: CheckedIn = None


class Caution(Struct, frozen=True, kw_only=True):
    """A warning that a table carries."""

    code: str
    label: str
    note: str


class CoveredTable(Record, frozen=True, kw_only=True):
    """What a table covers, and how far to trust it."""

    name: Words
    title: Words
    description: str
    period: Words
    rows: Annotated[int, Meta(ge=1)]
    #: Status of a row -> how many rows have it.
    status: dict[str, int]
    warnings: list[Caution]
    references: list[str]
    source: str
    licence: str


class Coverage(Output, frozen=True, kw_only=True, tag="coverage"):
    """The tables that a notebook rests on."""

    tables: Annotated[list[CoveredTable], Meta(min_length=1)]


class Error(Output, frozen=True, kw_only=True, tag="error"):
    """An error of the series, on its way from a cell to the run; no report holds one."""

    where: str
    what: str
    do: str
    exit_code: int


#: The kinds that an executed notebook shows.
Shown = Start | Text | Caption | Figure | Table | Finding | Coverage


KINDS: tuple[str, ...] = tuple(str(kind.__struct_config__.tag) for kind in get_args(Shown))


# Files of findings


class NotebookFinding(Finding, frozen=True, kw_only=True, tag="finding"):
    """A finding in one language, as a run keeps it: with the name of its notebook."""

    notebook: Words


class SeriesFinding(Struct, frozen=True, kw_only=True):
    """A finding in one language, as the notebooks after its own read it, from whichever file."""

    id: str
    notebook: str
    sentence: str
    uncertainty: Uncertainty | None
    text: str
    method: str
    unit: str
    tables: list[str]
    references: list[str]
    assumptions: list[str]
    claim: str | None
    verdict: Verdict | None
    because: str
    since: Since
    numbers: dict[str, ShownNumber] = field(name="values", default_factory=dict)
    assumed: dict[str, Number | str] = {}
    certainty: Certainty | None = None
    certainty_why: str = ""


class FiledFinding(Record, frozen=True, kw_only=True):
    """A finding in ``findings.json``: its numbers once, its words in every language."""

    id: Id
    notebook: Words
    sentence: ByLanguage
    value: Number | None
    low: Number | None
    high: Number | None
    uncertainty: Uncertainty | None
    level: Number | None
    unit: ByLanguage
    text: dict[str, Any]
    method: dict[str, Any]
    because: dict[str, Any]
    tables: Tables
    references: list[str]
    assumptions: list[str]
    claim: str | None
    verdict: Verdict | None
    since: Since
    holds: bool
    numbers: ShownNumbers = field(name="values")
    shown: NamesShown
    assumed: Assumed = {}
    key: bool = False
    rests_on: RestsOn = {}
    backed_by: str | None = None
    search: bool = False
    moved: Step | None = None
    certainty: Certainty | None = None
    certainty_why: dict[str, Any] = {}
    checked_in: CheckedIn = None


class FindingsFile(Record, frozen=True, kw_only=True):
    """``findings.json``: what was run on what, and every finding."""

    edition: Words
    evidence_as_of: Words
    parameters_note: str
    data_hash: Sha256
    languages: list[str]
    findings: Annotated[list[FiledFinding], Meta(min_length=1)]


# Reading and writing


class RecordError(ValueError):
    """A record that has not the form of its kind: where in it, and what is wrong."""

    def __init__(self, place: str, what: str) -> None:
        self.place = place
        self.what = what
        super().__init__(f"{place}: {what}" if place else what)


T = TypeVar("T")
_LONGEST_VALUE = 60
_PATH = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[(\.\.\.)\]")
#: How msgspec begins -> how it is said here, after the value that is wrong.
_SAID = (
    (re.compile(r"Expected `str` matching regex (.*)"), r"does not match \1"),
    (re.compile(r"Expected `\w+` of length >= (\d+)"), r"is too short: at least \1"),
    (re.compile(r"Expected `\w+` of length <= (\d+)"), r"is too long: at most \1"),
    (re.compile(r"Expected `(.*)`, got `(.*)`"), r"is \2, not \1"),
    (re.compile(r"Expected `int` >= (\d+)"), r"is less than \1"),
    (re.compile(r"Invalid (enum )?value .*"), "is not known"),
)


def read(content: object, kind: type[T]) -> T:
    """The record in plain dicts and lists, as JSON gives them.

    Parameters
    ----------
    kind : a class of this module, or ``list[...]`` of one

    Raises
    ------
    RecordError : the first place where it has not that form
    """
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise _as_record_error(str(error), content, kind) from None


def read_output(content: object) -> Shown:
    """The record of an output of whichever kind it says it is.

    Raises
    ------
    RecordError : the first place where it has not the form of that kind, or a kind that no report shows
    """
    return read(content, cast("type[Shown]", Shown))


def checked(record: Struct, *, order: Literal["sorted"] | None = None) -> dict[str, Any]:
    """A record as plain dicts and lists, for JSON, once it is known to have the form of its kind.

    Parameters
    ----------
    order : ``sorted`` for fields and keys in alphabetical order; by default as they were declared and given

    Raises
    ------
    RecordError : the first place where it has not; nothing checks a record while it is built
    """
    content: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_plain, order=order)
    read(content, type(record))
    return content


def kind_of(record: Output) -> str:
    """What an output says it is, such as ``finding``."""
    return str(record.__struct_config__.tag)


def _plain(value: object) -> object:
    """Numbers and words of numpy and pandas, as Python's own."""
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError


def _as_record_error(message: str, content: object, kind: Any) -> RecordError:
    """What msgspec says, with the place in dots and the value that stands there."""
    match = _PATH.search(message)
    steps = _steps(match[1], message, content, kind) if match else []
    place = ".".join(map(str, steps))
    what = message[: match.start()] if match else message
    for pattern, said in _SAID:
        if pattern.match(what):
            value = _shortened(_at(content, steps))
            return RecordError(place, f"{value} {pattern.sub(said, what)}")
    return RecordError(place, what.replace("`", "'"))


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + " ..."


def _steps(path: str, message: str, content: object, kind: Any) -> list[str | int]:
    """The keys and positions of a path; msgspec leaves keys of a mapping out (``[...]``), so they are looked for."""
    steps: list[str | int] = []
    for name, position, is_left_out in _STEP.findall(path):
        if is_left_out:
            steps.append(_failing_key(steps, message, content, kind))
        else:
            steps.append(int(position) if position else name)
    return steps


def _failing_key(steps: list[str | int], message: str, content: object, kind: Any) -> str:
    """The first key of the mapping at these steps whose entry, left alone there, has the same message come."""
    for key, entry in _at(content, steps).items():
        alone = deepcopy(content)
        mapping = _at(alone, steps)
        mapping.clear()
        mapping[key] = entry
        try:
            msgspec.convert(alone, kind)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return str(key)
    return "?"


def _at(content: Any, steps: list[str | int]) -> Any:
    for step in steps:
        content = content[step]
    return content


# The schema, for readers elsewhere


#: Classes that the schema names, and all that they hold.
_PUBLISHED = (
    FindingsFile,
    FiledFinding,
    Start,
    Text,
    Caption,
    Figure,
    Table,
    Finding,
    Coverage,
    Error,
)
#: Where a class stands in the schema, before its name.
_PLACE = "#/$defs/"
_REFERENCE = re.compile(rf'"{re.escape(_PLACE)}(\w+)"')


def schema() -> str:
    """JSON Schema of ``metadata.report`` and of the files of findings, as text."""
    _, components = msgspec.json.schema_components(_PUBLISHED, ref_template=_PLACE + "{name}")
    kinds = [{"$ref": _PLACE + kind.__name__} for kind in get_args(Shown)]
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Output metadata of the series: metadata.report",
        "description": "Written by ./run check --write from lib/records.py: what lib.display records at the cell, and "
        "what the exporters, the ledger and findings.json read.",
        "oneOf": kinds,
        "$defs": {_snake_case(name): component for name, component in components.items()},
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    return _REFERENCE.sub(lambda match: f'"{_PLACE}{_snake_case(match[1])}"', text)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()

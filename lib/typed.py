"""The content of a file as typed records, or all that is wrong with it at once, each problem with its place.

A record is a class of msgspec, whose fields say what may stand in them. msgspec itself stops at the first breach; who
mends a file wants to see them all. Here every part is tried by itself.

Belongs here: from plain content (mappings, lists, texts, numbers) to records. Does not: reading a file
(`lib.strict_csv` and its neighbours), and the classes, which stand with whoever reads that file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo, fields

from lib.errors import DataError, SeriesError, in_one_message
from lib.printable import printable, quoted

T = TypeVar("T")

_UNIONS = (UnionType, Union)


@dataclass(frozen=True)
class Unique:
    """Marks a list whose entries have a key each of its own: ``Annotated[list[Field], Unique("name")]``.

    An entry is called by its key in the place of a problem. Without a key, the entries themselves differ.
    """

    key: str = ""


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record with rules that no type says: a class overrides `breaches`."""

    def breaches(self) -> Iterator[tuple[str, str]]:
        """What is wrong between its fields, each by itself in order: the place below it, and the problem."""
        yield from ()


def read(
    content: object, kind: type[T], where: str, do: str = "", error: type[SeriesError] = DataError
) -> T:
    """The content of a file as a record.

    Parameters
    ----------
    content : mappings, lists, texts and numbers, as a reader of JSON or YAML gives them
    kind : a class of records, or a list of one
    where : the file, for the error
    do : what to do, for the error
    error : what is raised

    Raises
    ------
    SeriesError : up to eight problems, each with its place in the file
    """
    lines = problems(content, kind)
    if lines:
        raise error(where, in_one_message(lines), do)
    return msgspec.convert(content, kind)


def problems(content: object, kind: Any, place: str = "") -> list[str]:
    """All that is wrong with content, each line with its place; none where `kind` can be made of it.

    Parameters
    ----------
    content : mappings, lists, texts and numbers
    kind : a class of records, or a type made of lists, mappings and classes
    place : where the content stands, such as ``line 2``; what is wrong with a field is told as ``line 2, name``

    Examples
    --------
    >>> class Town(Entry, frozen=True, kw_only=True):
    ...     name: Annotated[str, Meta(min_length=1, description="a name")]
    ...     people: Annotated[int, Meta(ge=0, description="a count")]
    >>> problems({"name": "Quito", "people": 1_763_275}, Town)
    []
    >>> for line in problems([{"name": "", "people": 2.5}, {"people": 3, "river": ""}], list[Town]):
    ...     print(line)
    [0].name: is '', not a name
    [0].people: is 2.5, not a count
    [1]: unknown 'river'; known: name, people
    [1].name: is missing; it has to be a name
    """
    return [
        ": ".join(filter(None, [", ".join(filter(None, [place, below])), what]))
        for below, what in _problems(content, kind, "")
    ]


def _problems(content: Any, kind: Any, place: str) -> Iterator[tuple[str, str]]:
    if content is None and _may_be_none(kind):
        return
    part = _with_parts(kind)
    if part is None:
        yield from _of_value(content, kind, place)
    elif get_origin(part.bare) is list:
        yield from _of_list(content, part, place)
    elif get_origin(part.bare) is dict:
        yield from _of_mapping(content, part, place)
    else:
        yield from _of_record(content, part.bare, place)


def _of_value(content: Any, kind: Any, place: str) -> Iterator[tuple[str, str]]:
    try:
        msgspec.convert(content, kind)
    except msgspec.ValidationError:
        yield place, f"is {quoted(content)}, not {_words(kind)}"


def _of_record(content: Any, kind: type[Struct], place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(content, dict):
        yield place, f"is {quoted(content)}, not a mapping of names to values"
        return
    record = _converted(content, kind)
    if record is None:
        yield from _of_fields(content, kind, place)
        return
    # Every value is of its type: what is left to ask is rules, of the record and of its parts.
    within = [
        problem
        for field in _fields_with_parts(kind)
        if field.encode_name in content
        for problem in _of_field(content, field, place)
    ]
    yield from within
    if not within and isinstance(record, Entry):
        for below, what in record.breaches():
            yield ".".join(filter(None, [place, below])), what


def _converted(content: dict, kind: type[Struct]) -> Struct | None:
    """The record, as far as types go; None where they are not met."""
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError:
        return None


def _of_fields(content: dict, kind: type[Struct], place: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the fields of a record, and which of its keys are none."""
    known = {field.encode_name: field for field in fields(kind)}
    unknown = [key for key in content if key not in known]
    if unknown and kind.__struct_config__.forbid_unknown_fields:
        names = ", ".join(quoted(key) for key in unknown)
        yield place, f"unknown {names}; known: {', '.join(known)}"
    for name, field in known.items():
        if name in content:
            yield from _of_field(content, field, place)
        elif field.required:
            yield f"{place}.{name}".strip("."), f"is missing; it has to be {_words(field.type)}"


def _of_field(content: dict, field: FieldInfo, place: str) -> Iterator[tuple[str, str]]:
    name = field.encode_name
    yield from _problems(content[name], field.type, f"{place}.{name}" if place else name)


def _of_list(content: Any, part: "_Part", place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(content, list) or len(content) < part.shortest:
        yield place, f"is {quoted(content)}, not {_words(part.kind)}"
        return
    called = next((mark for mark in part.uniques if mark.key), None)
    (of_entry,) = get_args(part.bare)
    for number, entry in enumerate(content):
        name = _key(entry, called) if called else None
        named = f" ({quoted(name)})" if name else ""
        yield from _problems(entry, of_entry, f"{place}[{number}]{named}")
    for unique in part.uniques:
        yield from _doubled(content, unique, place)


def _doubled(content: list, unique: Unique, place: str) -> Iterator[tuple[str, str]]:
    counts = Counter(_key(entry, unique) for entry in content)
    for key, count in counts.items():
        if key is not None and count > 1:
            yield place, f"{unique.key} {quoted(key)} stands twice".strip()


def _of_mapping(content: Any, part: "_Part", place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(content, dict):
        yield place, f"is {quoted(content)}, not {_words(part.kind)}"
        return
    of_key, of_value = get_args(part.bare)
    for key, value in content.items():
        yield from _of_value(key, of_key, f"{place}, a key".strip(", "))
        yield from _problems(value, of_value, f"{place} {printable(str(key))}".strip())


def _key(entry: Any, unique: Unique) -> str | None:
    """What an entry is told from others by; None where it has no such text."""
    if unique.key:
        entry = entry.get(unique.key) if isinstance(entry, dict) else None
    return entry if isinstance(entry, str) else None


# What a type says


@dataclass(frozen=True)
class _Part:
    """A type that has parts of its own: with its marks, bare, and what the marks ask for."""

    kind: Any
    bare: Any
    uniques: tuple[Unique, ...]
    shortest: int


@cache
def _with_parts(kind: Any) -> _Part | None:
    """The one part of a type that has parts: of ``Town | None`` the class. None of what is a single value."""
    bare, _ = _unwrapped(kind)
    alternatives = get_args(bare) if get_origin(bare) in _UNIONS else (kind,)
    somethings = [part for part in alternatives if part is not NoneType]
    if len(somethings) > 1:
        return None
    (part,) = somethings
    bare, marks = _unwrapped(part)
    is_record = isinstance(bare, type) and issubclass(bare, Struct)
    if not is_record and get_origin(bare) not in (list, dict):
        return None
    lengths = [mark.min_length for mark in marks if isinstance(mark, Meta) and mark.min_length]
    uniques = tuple(mark for mark in marks if isinstance(mark, Unique))
    return _Part(part, bare, uniques, max(lengths, default=0))


@cache
def _fields_with_parts(kind: type[Struct]) -> tuple[FieldInfo, ...]:
    """The fields of a class that have parts, which may have rules of their own."""
    return tuple(field for field in fields(kind) if _with_parts(field.type))


@cache
def _may_be_none(kind: Any) -> bool:
    bare, _ = _unwrapped(kind)
    return get_origin(bare) in _UNIONS and NoneType in get_args(bare)


def _unwrapped(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its marks, and these: of ``Annotated[list[str], Unique()]`` the list and ``(Unique(),)``."""
    if get_origin(kind) is Annotated:
        bare, *marks = get_args(kind)
        return bare, tuple(marks)
    return kind, ()


def _words(kind: Any) -> str:
    """What a type asks for, in words: those of its description where it has one."""
    bare, marks = _unwrapped(kind)
    for mark in reversed(marks):
        if isinstance(mark, Meta) and mark.description:
            return mark.description
    if get_origin(bare) in _UNIONS:
        return " or ".join(_words(part) for part in get_args(bare) if part is not NoneType)
    return _PLAIN.get(get_origin(bare) or bare) or _of_literal(bare)


#: Types without a description, in words.
_PLAIN = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a mapping",
}


def _of_literal(kind: Any) -> str:
    """The words that may stand there; of a class, that it is a mapping."""
    allowed = [str(word) for word in get_args(kind)]
    return f"one of {', '.join(allowed)}" if allowed else "a mapping of names to values"

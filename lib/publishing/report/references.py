"""What a report cites: bibliographic references (CSL-JSON) and assumptions, as a reader sees them.

Short on purpose: one citation style, no engine.
"""

import re
from collections.abc import Mapping

from msgspec.structs import asdict

from lib import tables
from lib.language import render, translate
from lib.tables import Person, Reference

_MAX_AUTHORS = 6
#: Kinds of publication whose title is part of a larger one, which then stands in italics.
_PARTS = (
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "chapter",
    "paper-conference",
)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
#: A note that says where a reference was read.
_PLACE = re.compile(r"(Read in a public copy|Read at):? (.*)", re.DOTALL)


def runs(item: Reference) -> list[tuple[str, str]]:
    """Runs ``(kind, text)`` of one reference: ``text``, ``emphasis`` or ``link``.

    Author (year). *Title*. Publisher. Link. Note. The title of an article stands upright, its journal in italics.
    """
    authors = _authors(item.people)
    publisher = item.publisher
    lead = authors or publisher
    found = [("text", f"{lead} ({_year(item)}). " if lead else "")]
    container = item.container_title
    title = item.title.rstrip(".")
    found.append(("text" if item.type in _PARTS and container else "emphasis", title))
    found.append(("text", ". " if lead else f" ({_year(item)}). "))
    found += _container(item, container)
    if publisher and publisher != lead:
        found.append(("text", f"{publisher}. "))
    link = _link(item)
    found += link
    if item.note:
        found += [("text", " \N{MIDDLE DOT} " if link else ""), *_note(item.note)]
    return [run for run in found if run[1]]


def spans(numbers: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as runs of at least three neighbours (first, last) and single ones (n, n)."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [
        pair
        for first, last in found
        for pair in (
            [(first, last)] if last - first > 1 else [(n, n) for n in range(first, last + 1)]
        )
    ]


def _container(item: Reference, container: str) -> list[tuple[str, str]]:
    if not container:
        return []
    volume = str(item.volume) + (f"({item.issue})" if item.issue else "")
    pages = str(item.page).replace("-", "\N{EN DASH}")
    rest = "".join(f", {part}" for part in (volume, pages) if part)
    return [("emphasis", container), ("text", f"{rest}. ")]


def _link(item: Reference) -> list[tuple[str, str]]:
    if item.doi:
        return [("link", "https://doi.org/" + item.doi)]
    return [("link", item.url)] if _WEB.fullmatch(item.url) else []


def _note(note: str) -> list[tuple[str, str]]:
    """A note in the reader's language: what stands before the first colon or link is translated."""
    match = _PLACE.fullmatch(note)
    if not match:
        return [("text", translate(note))]
    words = {
        "Read in a public copy": translate("Read in a public copy"),
        "Read at": translate("Read at"),
    }[match[1]]
    return [("text", f"{words}: "), ("link" if _WEB.fullmatch(match[2]) else "text", match[2])]


def _authors(people: list[Person]) -> str:
    names = [_name(person) for person in people[:_MAX_AUTHORS]]
    return ", ".join(names) + (" et al." if len(people) > _MAX_AUTHORS else "")


def _name(person: Person) -> str:
    if person.literal:
        return person.literal
    initials = " ".join(f"{part[0]}." for part in person.given.split())
    return " ".join(filter(None, [person.non_dropping_particle, person.family, initials]))


def _year(item: Reference) -> str:
    year = item.issued.year
    return translate("no date") if year is None else str(year)


def assumptions() -> dict[str, dict[str, str]]:
    """Assumption id -> assumption and why, as sentences, quality, impact and rating, in the language in use.

    Places for values are left; see `filled`.
    """
    found = {
        key: {name: translate(cell) for name, cell in asdict(row).items()}
        for key, row in tables.assumptions().items()
    }
    return {
        key: row | {name: _sentence(row[name]) for name in ("assumption", "why")}
        for key, row in found.items()
    }


def filled(assumption: dict[str, str], values: Mapping) -> dict[str, str]:
    """An assumption with the values of the notebook that cites it in its places.

    Raises
    ------
    NotebookError : a place without a value
    """
    return {name: render(cell, values) for name, cell in assumption.items()}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "?", "!")) else ".")


def note_words(item: Reference) -> str:
    """What a translator sees of a reference's note: nothing where it is only a place."""
    return "" if _PLACE.fullmatch(item.note) else item.note

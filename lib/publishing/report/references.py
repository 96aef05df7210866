"""What a report cites: bibliographic references (CSL-JSON) and assumptions, as a reader sees them.

Short on purpose: one citation style, no engine.
"""

import re
from collections.abc import Mapping

from lib import tables
from lib.language import render, translate

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


def runs(item: dict) -> list[tuple[str, str]]:
    """Runs ``(kind, text)`` of one reference: ``text``, ``emphasis`` or ``link``.

    Author (year). *Title*. Publisher. Link. Note. The title of an article stands upright, its journal in italics.
    """
    authors = _authors(item.get("author") or item.get("editor") or [])
    publisher = item.get("publisher", "")
    lead = authors or publisher
    found = [("text", f"{lead} ({_year(item)}). " if lead else "")]
    container = item.get("container-title", "")
    title = item.get("title", "").rstrip(".")
    found.append(("text" if item.get("type") in _PARTS and container else "emphasis", title))
    found.append(("text", ". " if lead else f" ({_year(item)}). "))
    found += _container(item, container)
    if publisher and publisher != lead:
        found.append(("text", f"{publisher}. "))
    link = _link(item)
    found += link
    if item.get("note"):
        found += [("text", " \N{MIDDLE DOT} " if link else ""), *_note(item["note"])]
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


def _container(item: dict, container: str) -> list[tuple[str, str]]:
    if not container:
        return []
    volume = str(item.get("volume", "")) + (f"({item['issue']})" if item.get("issue") else "")
    pages = str(item.get("page", "")).replace("-", "\N{EN DASH}")
    rest = "".join(f", {part}" for part in (volume, pages) if part)
    return [("emphasis", container), ("text", f"{rest}. ")]


def _link(item: dict) -> list[tuple[str, str]]:
    if item.get("DOI"):
        return [("link", "https://doi.org/" + item["DOI"])]
    url = item.get("URL", "")
    return [("link", url)] if _WEB.fullmatch(url) else []


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


def _authors(people: list[dict]) -> str:
    names = [_name(person) for person in people[:_MAX_AUTHORS]]
    return ", ".join(names) + (" et al." if len(people) > _MAX_AUTHORS else "")


def _name(person: dict) -> str:
    if person.get("literal"):
        return person["literal"]
    initials = " ".join(f"{part[0]}." for part in person.get("given", "").split())
    return " ".join(
        filter(None, [person.get("non-dropping-particle"), person.get("family"), initials])
    )


def _year(item: dict) -> str:
    parts = item.get("issued", {}).get("date-parts") or [[]]
    return str(parts[0][0]) if parts[0] else translate("no date")


def assumptions() -> dict[str, dict[str, str]]:
    """Assumption id -> assumption and why, as sentences, quality, impact and rating, in the language in use.

    Places for values are left; see `filled`.
    """
    found = {
        key: {name: translate(cell) for name, cell in row.items()}
        for key, row in tables.assumptions().items()
    }
    return {
        key: row | {name: _sentence(row[name]) for name in ("assumption", "why") if name in row}
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


def note_words(item: dict) -> str:
    """What a translator sees of a reference's note: nothing where it is only a place."""
    note = item.get("note", "")
    return "" if _PLACE.fullmatch(note) else note

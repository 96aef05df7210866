"""The Spanish catalogues held against the texts of the series: untranslated, stale, misplaced; and their files.

There is one catalogue for each notebook, with what stands in that notebook alone, and ``lib.po`` for everything else.
So a changed sentence of a notebook runs that notebook, and two people who translate two notebooks change two files.
"""

import datetime
import io
from collections import Counter
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from lib import files, paths
from lib.errors import NotebookError
from lib.language import LOCALES, SPECS, catalogue, templates
from lib.publishing.checks import extract

LANGUAGE = "es"
#: A fixed date: a catalogue that changes with the clock would show a change where there is none.
_DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_HEADER = """\
# Spanish translations of Ecuador's security crisis: the evidence.
#
# {about}
#
# A text has one home. What one notebook alone says stands in the catalogue of its name.
# What two notebooks say, or a notebook and anything else, stands in lib.po.
# Translate here, and leave the filing to ./run check --write: it adds new texts,
# moves those whose home has changed, and drops stale ones."""
_ABOUT_LIBRARY = "Texts of code, data and docs, and those of more than one notebook."
_ABOUT_NOTEBOOK = "Texts that stand in notebooks/{name}.ipynb alone."
#: Places of a text that a catalogue names.
_PLACES = 3
#: Characters of a text that a problem shows.
_SHOWN = 90


def home(places: list[str]) -> str:
    """Name of the catalogue that a text belongs to.

    Parameters
    ----------
    places : where the text is met, as `extract.messages` lists them
    """
    where = places[0]
    in_one_notebook = len(places) == 1 and where.startswith(extract.IN_NOTEBOOKS)
    if not in_one_notebook:
        return catalogue.LIBRARY
    return where.removeprefix(extract.IN_NOTEBOOKS).removesuffix(".ipynb")


def translations() -> dict[str, str]:
    """Text -> translation over all catalogues; what readers see in English is left out."""
    merged: dict[str, str] = {}
    for file in reversed(catalogue.files(LANGUAGE)):
        merged |= catalogue.read(file, LANGUAGE)
    return merged


def entries() -> dict[str, dict[str, Message]]:
    """Text -> name of a catalogue -> its entry there, untranslated ones too."""
    by_text: dict[str, dict[str, Message]] = {}
    for file in catalogue.files(LANGUAGE):
        for entry in catalogue.entries(file, LANGUAGE):
            by_text.setdefault(str(entry.id), {})[file.stem] = entry
    return by_text


def problems() -> list[str]:
    """One line for each text that is untranslated, stale, misplaced, or translated in two ways or with other places."""
    held = entries()
    used = extract.messages()
    lines = []
    for text, places in used.items():
        if not any(entry.string for entry in held.get(text, {}).values()):
            lines.append(f"{places[0]}: untranslated: {_short(text)}")
    for text, by_name in held.items():
        if text in used:
            lines += _problems_of(text, by_name, home(used[text]))
        else:
            lines += [f"{_where(name)}: stale: {_short(text)}" for name in by_name]
    return lines


def _problems_of(text: str, by_name: dict[str, Message], home_of_text: str) -> list[str]:
    """What is wrong with the entries of a text that the series uses."""
    lines = []
    for name, entry in by_name.items():
        where = _where(name)
        if entry.string and entry.fuzzy:
            lines.append(f"{where}: fuzzy, so that readers see English: {_short(text)}")
        difference = _difference(text, str(entry.string)) if entry.string else ""
        if difference:
            lines.append(
                f"{where}: the translation {difference}: {_short(text)}{_said(name, text)}"
            )
        if name != home_of_text and not _differ(by_name):
            lines.append(f"{where}: belongs in {home_of_text}.po: {_short(text)}")
    if _differ(by_name):
        first, *others = by_name
        also = ", ".join(f"{name}.po" for name in others)
        lines.append(f"{_where(first)}: translated otherwise in {also}, keep one: {_short(text)}")
    return lines


def _said(name: str, text: str) -> str:
    """Where a notebook says a text of its catalogue, to be added to a problem; empty for other catalogues."""
    notebook = paths.NOTEBOOKS / f"{name}.ipynb"
    if not notebook.exists():
        return ""
    place = extract.where_said(nbformat.read(notebook, as_version=4), text)
    return f", said in {paths.relative(notebook)}, {place}" if place else ""


def _differ(by_name: dict[str, Message]) -> bool:
    return len({entry.string for entry in by_name.values() if entry.string}) > 1


def _where(name: str) -> str:
    return paths.relative(_file(name))


def _file(name: str) -> Path:
    return paths.LOCALE / LANGUAGE / "LC_MESSAGES" / f"{name}.po"


def _short(text: str) -> str:
    return repr(text[:_SHOWN])


def placeholders(text: str) -> Counter[str]:
    """Placeholders of a template, names and formats, each as often as it stands there; a translator keeps all."""
    try:
        fields = templates.fields(text)
    except NotebookError:
        return Counter(["an unreadable placeholder"])
    return Counter(
        f"{{{field.name}:{field.spec}}}" if field.spec else f"{{{field.name}}}"
        for field in fields
        if not field.spec or SPECS.fullmatch(field.spec)
    )


def _difference(text: str, translation: str) -> str:
    """What a translation lacks of its original and what it adds; empty where it keeps every placeholder."""
    due = placeholders(text)
    kept = placeholders(translation)
    lacking = [f"lacks {field}" for field in due - kept]
    added = [f"adds {field}" for field in kept - due]
    return ", ".join(lacking + added)


def write(extra: dict[str, str] | None = None) -> None:
    """Write the catalogues anew: every text in its home, in alphabetical order, with the translation it has.

    A text with two translations stays where it is in both, for a person to choose; see `problems`.

    Parameters
    ----------
    extra : text -> translation, to use before those that the files have
    """
    held = entries()
    homes = {text: (home(places), places) for text, places in extract.messages().items()}
    new = {catalogue.LIBRARY: _empty(catalogue.LIBRARY)}
    for text, (home_of_text, places) in sorted(homes.items()):
        by_name = held.get(text, {})
        if extra and text in extra:
            by_name = {home_of_text: Message(text, extra[text])}
        if not _differ(by_name):
            by_name = {home_of_text: _one_of(text, by_name, home_of_text)}
        for name, entry in by_name.items():
            new.setdefault(name, _empty(name)).add(
                text,
                entry.string,
                locations=[(place, None) for place in places[:_PLACES]],  # type: ignore[misc]
                flags=entry.flags,
                user_comments=entry.user_comments,
            )
    for name, messages in new.items():
        stream = io.BytesIO()
        write_po(stream, messages, width=110, sort_output=True)
        files.write_bytes(_file(name), stream.getvalue())
    for file in catalogue.files(LANGUAGE):
        if file.stem not in new:  # of a notebook that is gone; what is still said has moved
            file.unlink()


def _one_of(text: str, by_name: dict[str, Message], home_of_text: str) -> Message:
    """The entry to keep of a text with one translation: that at home before one elsewhere."""
    at_home_first = sorted(by_name, key=lambda name: name != home_of_text)
    translated = [by_name[name] for name in at_home_first if by_name[name].string]
    return translated[0] if translated else Message(text, "")


def _empty(name: str) -> Catalog:
    is_library = name == catalogue.LIBRARY
    about = _ABOUT_LIBRARY if is_library else _ABOUT_NOTEBOOK.format(name=name)
    return Catalog(
        locale=LOCALES[LANGUAGE],
        header_comment=_HEADER.format(about=about),
        project="Ecuador's security crisis: the evidence",
        version="2026.11",
        copyright_holder="The contributors",
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="The contributors",
        language_team=LANGUAGE,
        fuzzy=False,
    )

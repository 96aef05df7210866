"""The Spanish catalogue held against the texts of the series: what is untranslated, what is stale, and its file."""

import datetime
import io
import os

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from lib import paths
from lib.language import LOCALES, SPECS
from lib.publishing.checks import extract

FILE = paths.LOCALE / "es" / "LC_MESSAGES" / "lib.po"
#: A fixed date: a catalogue that changes with the clock would show a change where there is none.
_DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def translations() -> dict[str, str]:
    """Text -> translation, as the file has them; untranslated texts are left out."""
    if not FILE.exists():
        return {}
    with open(FILE, "rb") as stream:
        return {m.id: m.string for m in read_po(stream, locale=LOCALES["es"]) if m.id and m.string}


def problems() -> list[str]:
    """One line for each text that is untranslated, stale, or whose translation has other placeholders."""
    known, used = translations(), extract.messages()
    lines = [
        f"{places[0]}: untranslated: {text[:90]!r}"
        for text, places in used.items()
        if text not in known
    ]
    lines += [f"{paths.relative(FILE)}: stale: {text[:90]!r}" for text in known if text not in used]
    lines += [
        f"{paths.relative(FILE)}: placeholders differ: {text[:90]!r}"
        for text, said in known.items()
        if text in used and placeholders(text) != placeholders(said)
    ]
    return lines


def placeholders(text: str) -> set[str]:
    """Placeholders of a template, formats included; a translator must keep each."""
    from string import Formatter

    try:
        return {
            f"{name}:{spec}"
            for _, name, spec, _ in Formatter().parse(text)
            if name and (not spec or SPECS.fullmatch(spec))
        }
    except ValueError:
        return {"unreadable"}


def write(extra: dict[str, str] | None = None) -> None:
    """Write the catalogue anew: every text of the series in alphabetical order, with the translation it has."""
    known = {**translations(), **(extra or {})}
    catalogue = Catalog(
        locale=LOCALES["es"],
        project="Ecuador's security crisis: the evidence",
        version="2026.11",
        copyright_holder="The contributors",
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="The contributors",
        language_team="es",
        fuzzy=False,
    )
    for text, places in sorted(extract.messages().items()):
        catalogue.add(text, known.get(text, ""), locations=[(place, None) for place in places[:3]])
    stream = io.BytesIO()
    write_po(stream, catalogue, width=110, sort_output=True)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    partial = FILE.with_suffix(".partial")
    partial.write_bytes(stream.getvalue())
    os.replace(partial, FILE)

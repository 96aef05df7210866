"""The language in use, and what is said in it: translations of our texts, and words for the codes of the data.

The language is a context variable: each thread has its own, and none waits for another. Catalogues are gettext files,
one for the texts of the library and one for each notebook. What a number looks like, and what fills a template, stand
beside this module.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from lib import paths, strict_csv, typed
from lib.errors import DataError, NotebookError, UsageError, did_you_mean
from lib.files import read_bytes
from lib.printable import printable

if TYPE_CHECKING:
    from babel.messages.catalog import Message

#: Languages of the series, and the locale whose numbers and dates each of them writes.
LOCALES = {"en": "en_GB", "es": "es_EC"}
#: Name of the catalogue with every text that is not of one notebook alone.
LIBRARY = "lib"
_LONGEST_COMPLAINT = 120
#: A new thread begins in English, whatever the thread that started it speaks.
_language: ContextVar[str] = ContextVar("language", default="en")


def current() -> str:
    """The language in use, ``en`` or ``es``.

    Examples
    --------
    >>> with speaking("es"):
    ...     current()
    'es'
    """
    return _language.get()


def set_language(code: str) -> None:
    """Set the language of everything said from now on, as the first call of a notebook does.

    Parameters
    ----------
    code : ``en`` or ``es``

    Raises
    ------
    UsageError : a language that the series does not have
    """
    _language.set(_known(code))


@contextlib.contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything inside the block in one language; afterwards the one before is in use again.

    Parameters
    ----------
    code : ``en`` or ``es``

    Raises
    ------
    UsageError : a language that the series does not have
    """
    before = _language.set(_known(code))
    try:
        yield
    finally:
        _language.reset(before)


def _known(code: str) -> str:
    if code not in LOCALES:
        known = ", ".join(LOCALES)
        raise UsageError(f"language {code!r}", "not a language of the series", f"Known: {known}")
    return code


def files(language: str, notebook: str | None = None) -> list[Path]:
    """Catalogues of a language that are there, the library's first.

    Parameters
    ----------
    language : ``en`` or ``es``; English has none, as our texts are written in it
    notebook : name of a notebook, to have only what its cells say; all catalogues by default
    """
    folder = paths.LOCALE / language / "LC_MESSAGES"
    library = folder / f"{LIBRARY}.po"
    if notebook is None:
        others = sorted(file for file in folder.glob("*.po") if file != library)
    else:
        others = [folder / f"{notebook}.po"]
    return [file for file in (library, *others) if file.exists()]


def read(file: Path, language: str) -> dict[str, str]:
    """Text -> translation, as one catalogue has them.

    What is untranslated is left out, and so is what is marked fuzzy: nobody has read that translation since its text
    changed.

    Raises
    ------
    DataError : see `entries`
    """
    # None of ours has a plural, so that both are single texts.
    return {
        str(entry.id): str(entry.string)
        for entry in entries(file, language)
        if entry.string and not entry.fuzzy
    }


def entries(file: Path, language: str) -> list[Message]:
    """What stands in one catalogue, without its header.

    Raises
    ------
    DataError : no regular file, not UTF-8, or no catalogue, with the line where there is one
    """
    from babel.messages.pofile import PoFileError, read_po  # not needed where all is English

    where = paths.relative(file)
    try:
        messages = read_po(
            io.BytesIO(read_bytes(file)), locale=LOCALES[language], abort_invalid=True
        )
        return [entry for entry in messages if entry.id]
    except OSError as error:
        raise DataError(where, f"not readable: {error.strerror or error}") from None
    except PoFileError as error:
        line = f", line {error.lineno}" if error.lineno is not None else ""
        raise DataError(f"{where}{line}", f"not readable: {printable(str(error))}") from None
    except (ValueError, LookupError) as error:
        complaint = printable(str(error)[:_LONGEST_COMPLAINT])
        raise DataError(where, f"not readable as a catalogue in UTF-8: {complaint}") from None


@cache
def _translations(language: str) -> dict[str, str]:
    """All catalogues of a language in one; a text stands in one of them, which ``./run check`` sees to."""
    merged: dict[str, str] = {}
    for file in reversed(files(language)):  # where two differ, the library's holds
        merged |= read(file, language)
    return merged


def translate(message: str) -> str:
    """The message in the language in use; English where no catalogue has it.

    Examples
    --------
    >>> with speaking("es"):
    ...     translate("not known")
    'no se conoce'
    """
    return _translations(current()).get(message, message)


#: It stands beside an axis, or in a cell.
LabelText = Annotated[
    str, Meta(pattern=r"\S", max_length=300, description="a text of 1 to 300 characters")
]


class Label(typed.Entry, frozen=True, kw_only=True):
    """A row of ``data/labels.csv``: a code of the data, what a reader sees for it, and where it is used."""

    code: LabelText
    label: LabelText
    used_for: Annotated[str, Meta(max_length=300, description="a text of at most 300 characters")]


def labels() -> dict[str, str]:
    """Code of the data -> the word for it in English, as ``data/labels.csv`` has it.

    Raises
    ------
    DataError : that file is missing or not of its form; up to eight problems with their lines
    """
    return _labels(paths.data())


@cache
def _labels(folder: Path) -> dict[str, str]:
    rows = strict_csv.records(folder / "labels.csv", Label, "code")
    return {row.code: row.label for row in rows}


def label(code: str) -> str:
    """The word that a reader sees for a code of the data.

    Raises
    ------
    NotebookError : a code that ``data/labels.csv`` does not have
    DataError : that file is missing or not of its form
    """
    known = labels()
    if code not in known:
        hint = did_you_mean(str(code), known, "Add it to data/labels.csv.")
        raise NotebookError("data/labels.csv", f"no label for the code {code!r}", hint)
    return translate(known[code])

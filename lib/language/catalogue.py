"""The language in use, and what is said in it: translations of our texts, and words for the codes of the data.

The language is a context variable: each thread has its own, and none waits for another. Catalogues are gettext files,
one for the texts of the library and one for each notebook. What a number looks like, and what fills a template, stand
beside this module.
"""

import contextlib
import difflib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from lib import paths, strict_csv
from lib.errors import NotebookError, UsageError

#: Languages of the series, and the locale whose numbers and dates each of them writes.
LOCALES = {"en": "en_GB", "es": "es_EC"}
#: Name of the catalogue with every text that is not of one notebook alone.
LIBRARY = "lib"
#: Characters that a label may have: it stands beside an axis, or in a cell.
_LONGEST_LABEL = 300
#: A new thread begins in English, whatever the thread that started it speaks.
_language: ContextVar[str] = ContextVar("language", default="en")


def current() -> str:
    """The language in use, ``en`` or ``es``."""
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
    """
    from babel.messages.pofile import read_po  # not needed where all is English

    with open(file, "rb") as stream:
        messages = read_po(stream, locale=LOCALES[language])
    # None of ours has a plural, so that both are single texts.
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


@cache
def _translations(language: str) -> dict[str, str]:
    """All catalogues of a language in one; a text stands in one of them, which ``./run check`` sees to."""
    merged: dict[str, str] = {}
    for file in reversed(files(language)):  # where two differ, the library's holds
        merged |= read(file, language)
    return merged


def translate(message: str) -> str:
    """The message in the language in use; English where no catalogue has it."""
    return _translations(current()).get(message, message)


@cache
def _labels(folder: Path) -> dict[str, str]:
    rows = strict_csv.records(
        folder / "labels.csv", ("code", "label", "used_for"), longest=_LONGEST_LABEL, key="code"
    )
    return {row["code"]: row["label"] for row in rows}


def label(code: str) -> str:
    """The word that a reader sees for a code of the data.

    Raises
    ------
    NotebookError : a code that ``data/labels.csv`` does not have
    DataError : that file is missing or not of its form
    """
    labels = _labels(paths.data())
    if code not in labels:
        near = difflib.get_close_matches(str(code), labels, 3)
        hint = f"Did you mean {', '.join(near)}?" if near else "Add it to data/labels.csv."
        raise NotebookError("data/labels.csv", f"no label for the code {code!r}", hint)
    return translate(labels[code])

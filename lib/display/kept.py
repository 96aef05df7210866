"""Drawings that a run keeps beside its reports, so that a figure whose data and words did not change is not drawn anew.

Belongs here: what a drawing depends on, and the files that hold drawings. Not: drawing. A drawing is found by the
content of all that it depends on; what cannot be named that way is drawn each time.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lib import files, language, paths
from lib.language import catalogue

#: Files kept in a folder; the ones that were used longest ago go first. A set of reports needs some 150.
MOST = 600
#: Of the library, what has a part in a drawing: a test compares it with what the forms import.
SOURCES = (
    "charts/*.py",
    "charts/fonts/*.ttf",
    "language/*.py",
    "display/figures.py",
    "display/vector.py",
    "display/kept.py",
    "estimates.py",
)
_PACKAGES = ("matplotlib", "numpy", "pandas", "scipy", "seaborn", "babel")
#: Values that are written so that two of them are equal where what is written is.
_PLAIN = (str, int, float, bool, type(None), np.generic, pd.Timestamp, pd.Period, type(pd.NA))


def drawn(
    form: Callable, data: pd.DataFrame, asked: dict[str, Any], draw: Callable[[], dict[str, str]]
) -> dict[str, str]:
    """Drawings by media type: those that are kept, or new ones, which are kept from then on.

    Parameters
    ----------
    form : of `lib.charts`
    asked : what else the drawing depends on: id, height, options, style
    draw : draws anew
    """
    folder = paths.drawings()
    name = key(form, data, asked) if folder else None
    if folder is None or name is None:
        return draw()
    file = folder / f"{name}.json"
    kept = _read(file)
    if kept is not None:
        return kept
    drawings = draw()
    # What is kept saves time and nothing else: a folder that takes no more is told by what has to be written.
    with contextlib.suppress(OSError):
        files.write_text(file, json.dumps(drawings))
        _clear(folder)
    return drawings


def key(form: Callable, data: pd.DataFrame, asked: dict[str, Any]) -> str | None:
    """The name of a drawing, by the content of all that it depends on; None where that has no name."""
    if not form.__module__.startswith("lib.charts"):
        return None  # of a notebook or a test: its code is in no file that we know
    columns = {str(name): data[name].tolist() for name in data.columns}
    try:
        values = _written(
            [columns, data.index.tolist(), [str(kind) for kind in data.dtypes], asked]
        )
    except TypeError:
        return None
    words = _words_of([columns, asked])
    parts = (form.__module__, form.__qualname__, values, words, _surroundings(language.current()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _written(value: Any) -> str:
    """A value in full, so that two that are written alike draw alike.

    Raises
    ------
    TypeError : a value of a kind that is not known to be written in full
    """
    if isinstance(value, _PLAIN):
        return f"{type(value).__name__} {value!r}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        pairs = [f"{_written(name)}: {_written(entry)}" for name, entry in value.items()]
        return f"{{{', '.join(pairs)}}}"
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return f"{type(value).__name__} {_written(parts)}"
    raise TypeError(type(value).__name__)


def _words_of(value: Any) -> list[tuple[str, str]]:
    """What a reader may see for each text in a value: the word for it as a code, and its translation."""
    if isinstance(value, str):
        return [(language.translate(language.labels().get(value, "")), language.translate(value))]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        return [words for entry in value for words in _words_of(entry)]
    return []


@cache
def _surroundings(code: str) -> str:
    """What all drawings in a language depend on: code that draws, typefaces, words of the charts, releases."""
    sources = [file for pattern in SOURCES for file in sorted((paths.ROOT / "lib").glob(pattern))]
    library = [file for file in catalogue.files(code) if file.stem == catalogue.LIBRARY]
    digests = [files.digest(file) for file in (*sources, *library)]
    releases = [f"{package} {version(package)}" for package in _PACKAGES]
    return repr((code, digests, releases, sys.version_info[:2]))


def _read(file: Path) -> dict[str, str] | None:
    """What a file keeps; None where it is missing or damaged."""
    try:
        kept = json.loads(files.read_text(file))
        is_whole = isinstance(kept, dict) and all(isinstance(svg, str) for svg in kept.values())
        os.utime(file)  # used just now
    except (OSError, ValueError):
        return None
    return kept if is_whole and kept else None


def _clear(folder: Path) -> None:
    """Remove what was used longest ago, where there is too much."""
    kept = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
    for file in kept[: max(len(kept) - MOST, 0)]:
        file.unlink(missing_ok=True)

"""What an output rests on: tables that this notebook has loaded, the sources of its rows, their publishers.

Belongs here: what is checked and said of an output's origin. Not: what a source or a table is, which is `lib.tables`.
"""

from collections.abc import Iterable

import pandas as pd

from lib import tables
from lib.errors import NotebookError
from lib.language import translate

#: So many publishers are named under an output; of the others it says how many they are.
MOST_PUBLISHERS = 4


def references() -> dict:
    """Id -> reference, as ``data/references.json`` has it."""
    return tables.references()


def check_tables(output: str, names: list[str]) -> None:
    """See that an output names tables, and that this notebook has loaded them.

    Raises
    ------
    NotebookError : no table, or one that was not loaded
    """
    if not names:
        problem = "names no table"
    elif unknown := [name for name in names if name not in tables.loaded()]:
        problem = f"tables {unknown} were not loaded here"
    else:
        return
    raise NotebookError(f"output {output!r}", problem, f"Loaded: {', '.join(tables.loaded())}")


def sources_of(names: list[str], data: pd.DataFrame | None = None) -> tuple[str, ...]:
    """Ids of the sources of the rows shown where the data carry them, else of the tables; each once."""
    if data is not None and "source" in data:
        return tuple(dict.fromkeys(id for id in data["source"] if isinstance(id, str)))
    return tables.sources(names)


def publishers(sources: Iterable[str]) -> str:
    """Who published the sources, for the line under an output."""
    names = list(dict.fromkeys(references()[id].who for id in sources))
    named = ", ".join(names[:MOST_PUBLISHERS])
    others = len(names) - MOST_PUBLISHERS
    if others <= 0:
        return named
    return translate("{names} and {n} more").format(names=named, n=others)

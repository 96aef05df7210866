"""Whether ``docs/data-dictionary.md`` is that of the tables; ``./run check --write`` writes it, in each language.

Belongs here: writing and comparing. Does not: what it says (`lib.publishing.site.dictionary`).
"""

from pathlib import Path

from lib import files, paths
from lib.errors import DataError
from lib.language import LOCALES
from lib.publishing.report import changelog
from lib.publishing.site import dictionary


def _pages() -> dict[Path, str]:
    return {
        paths.DOCS / changelog.file_name("data-dictionary", code): dictionary.markdown(code)
        for code in LOCALES
    }


def problems() -> list[str]:
    """A line for each page that is not that of the tables; a table that cannot be read is told elsewhere."""
    try:
        pages = _pages()
    except DataError:
        return []
    return [
        f"{paths.relative(file)} is stale; ./run check --write writes it"
        for file, text in pages.items()
        if not file.exists() or files.read_text(file) != text
    ]


def write() -> None:
    """Write the pages; where a table cannot be read they stay as they are."""
    try:
        pages = _pages()
    except DataError:
        return
    for file, text in pages.items():
        files.write_text(file, text)

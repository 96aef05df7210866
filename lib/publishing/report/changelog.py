"""What the repository says of its editions, for readers of a report: what changed, what was corrected.

The changelog is Markdown in English, whose blocks are translated; corrections are written in each language.
"""

import re
from pathlib import Path

from lib import files, language, paths
from lib.errors import DataError
from lib.publishing.report import markdown

#: A link to a file of the repository: a reader of a report has no such file, so its words stay alone.
_LOCAL = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")


def newest() -> tuple[str, str]:
    """Name and Markdown of the newest edition in ``CHANGELOG.md``; both empty where there is none."""
    _, *sections = re.split(r"^## ", _read(paths.ROOT / "CHANGELOG.md"), flags=re.MULTILINE)
    name, _, body = (sections[0] if sections else "").partition("\n")
    return name.strip(), body.strip()


def corrections() -> str:
    """Markdown of the page of corrections in the language in use, below its title."""
    return _in_use("corrections")


def news() -> str:
    """Markdown of the page of what is new in the language in use, below its title; empty where there is none."""
    return _in_use("whats-new")


def _in_use(page: str) -> str:
    name = file_name(page, language.current())
    return _read(paths.DOCS / name).partition("\n")[2].strip()


def file_name(page: str, code: str) -> str:
    """Name below ``docs/`` of a page that is written in each language: ``corrections.md``, ``corrections.es.md``."""
    return f"{page}.md" if code == "en" else f"{page}.{code}.md"


def blocks(source: str) -> list[str]:
    """What a translator sees of `source`: its blocks, without links to files."""
    without_links = _LOCAL.sub(r"\1", source)
    return [language.joined(text) for _, text, _ in language.blocks(without_links) if text]


def tokens(source: str) -> list[dict]:
    """`source` in the language in use, as tokens for a writer."""
    return (
        markdown.parse(language.translate_markdown(_LOCAL.sub(r"\1", source)))[0] if source else []
    )


def as_it_is(source: str) -> list[dict]:
    """`source`, which is in the language in use already, as tokens for a writer."""
    return markdown.parse(_LOCAL.sub(r"\1", source))[0] if source else []


def _read(file: Path) -> str:
    """The text of a file; empty where there is none.

    Raises
    ------
    DataError : no regular file, or not UTF-8
    """
    try:
        return files.read_text(file) if file.exists() else ""
    except OSError as error:
        where = paths.relative(file)
        raise DataError(where, f"not readable: {error.strerror or error}") from None
    except ValueError as error:
        raise DataError(paths.relative(file), f"not readable as UTF-8: {error}") from None

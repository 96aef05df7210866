"""What ``data/datapackage.json`` says: which tables there are, in which order, and the descriptor of each.

Belongs here: looking a descriptor up. Does not: how that file is put together from the descriptors beside the tables
(`lib.tables.descriptors`), and the rows of a table (`lib.tables.reader`).
"""

from functools import cache
from pathlib import Path

from lib import paths, strict_json
from lib.errors import DataError
from lib.tables import form

FILE = "datapackage.json"
#: Problems that one message lists; of more it gives the number.
_MOST = 8


@cache
def _read(folder: Path) -> dict:
    file = folder / FILE
    content = strict_json.read(file, f"The data folder needs a {FILE}.")
    problems = form.problems(content)
    if problems:
        more = f"\n  and {len(problems) - _MOST} more" if len(problems) > _MOST else ""
        raise DataError(paths.relative(file), "; ".join(problems[:_MOST]) + more)
    return content


def package() -> dict:
    """The data package descriptor (Data Package v2).

    Raises
    ------
    DataError : the data folder has none, it is not JSON, or not of the form of a data package; up to eight problems
    """
    return _read(paths.data())


def reread() -> None:
    """Read the descriptor anew where it is asked for next: it was written in this process."""
    _read.cache_clear()


def names() -> list[str]:
    """Names of all tables, in the order of the data package."""
    return [item["name"] for item in package()["resources"]]


def resource(name: str) -> dict:
    """Descriptor of a table.

    Raises
    ------
    DataError : no table of that name; the message lists the nearest ones
    """
    for item in package()["resources"]:
        if item["name"] == name:
            return item

    topic = name.split("/")[0]
    of_topic = [known for known in names() if known.startswith(f"{topic}/")]
    nearest = of_topic or names()
    raise DataError(f"table {name!r}", f"not in data/{FILE}", f"Known: {', '.join(nearest)}")

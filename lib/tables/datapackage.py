"""What ``data/datapackage.json`` says: which tables there are, in which order, and the descriptor of each.

Belongs here: looking a descriptor up. Does not: how that file is put together from the descriptors beside the tables
(`lib.tables.descriptors`), and the rows of a table (`lib.tables.reader`).
"""

from functools import cache
from pathlib import Path

from lib import paths, strict_json, typed
from lib.errors import DataError
from lib.tables.form import Package, Resource

FILE = "datapackage.json"


@cache
def _read(folder: Path) -> Package:
    file = folder / FILE
    content = strict_json.read(file, f"The data folder needs a {FILE}.")
    return typed.read(
        content,
        Package,
        paths.relative(file),
        "./run check --write makes it of the descriptors beside the tables.",
    )


def package() -> Package:
    """What the data package says of itself and of its tables (Data Package v2).

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
    return [item.name for item in package().resources]


def resource(name: str) -> Resource:
    """What the data package says of a table.

    Raises
    ------
    DataError : no table of that name; the message lists the nearest ones
    """
    for item in package().resources:
        if item.name == name:
            return item

    topic = name.split("/")[0]
    of_topic = [known for known in names() if known.startswith(f"{topic}/")]
    nearest = of_topic or names()
    raise DataError(f"table {name!r}", f"not in data/{FILE}", f"Known: {', '.join(nearest)}")

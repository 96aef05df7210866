"""Whether ``data/sources.yml`` fits the tables and references, and which releases are older than usual.

Belongs here: what ``./run check`` says of it. Does not: the register and its arithmetic (`lib.tables.watched`).
"""

import datetime

from lib import tables
from lib.errors import DataError
from lib.tables import watched


def problems() -> list[str]:
    """References and tables that are not there, and series of which a table holds no row."""
    where = f"data/{watched.FILE}"
    try:
        series = watched.watched()
    except DataError as error:
        return [str(error)]
    references, names = tables.references(), tables.names()
    lines = []
    for entry in series:
        place = f"{where}: {entry.publisher}, {entry.series}"
        unknown = [name for name in entry.references if name not in references]
        lines += [f"{place}: {name} is not in data/references.json" for name in unknown]
        for name in entry.feeds:
            if name not in names:
                lines.append(f"{place}: {name} is no table; correct 'feeds'")
            elif not set(entry.references) & set(tables.sources([name])):
                lines.append(f"{place}: {name} has no row of it; correct 'feeds' or 'references'")
    return lines


def overdue(today: datetime.date | None = None) -> list[str]:
    """A line for each release that is older than its publisher's usual rhythm.

    Parameters
    ----------
    today : by default that of the clock; no report is made here
    """
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    try:
        series = watched.watched()
    except DataError:
        return []
    return [
        f"look for a newer release: {entry.publisher}, {entry.series}: {entry.release} "
        f"(usually one in {entry.every_months} months; due by {entry.due()}): {entry.address}"
        for entry in series
        if entry.due() < day
    ]

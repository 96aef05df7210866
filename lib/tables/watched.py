"""Publishers that release anew: what the series holds of each, and how often they publish (``data/sources.yml``).

Belongs here: reading that register, and when a release is older than its publisher's usual rhythm. Does not: today's
date, which whoever asks knows; a report never does.
"""

import calendar
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from lib import paths, strict_yaml, typed
from lib.tables import descriptors
from lib.tables.form import TableName, Text
from lib.typed import Entry, Unique

FILE = descriptors.SOURCES
_MONTHS = 12
#: A year, a month or a day, as far as a publisher says it.
Moment = Annotated[
    str,
    Meta(
        pattern=r"\A\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z",
        description="a year, month or day, as 2026-07",
    ),
]
Address = Annotated[
    str, Meta(pattern=r"\Ahttps?://\S+\Z", max_length=2000, description="an address of the web")
]
Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z", description="a sha256 in hex")]
Months = Annotated[int, Meta(ge=1, le=120, description="months between two releases, 1 to 120")]


class Watched(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A series that its publisher releases anew.

    Parameters
    ----------
    release : its name, as the publisher or the file says it
    released : when; the end of it counts
    every_months : that usually pass between two releases
    references : ids of what we hold of it, the newest first
    feeds : names of the tables with rows of it
    sha256 : of the publisher's own file, where it was kept
    """

    publisher: Text
    series: Text
    address: Address
    release: Text
    released: Moment
    every_months: Months
    references: Annotated[list[str], Meta(min_length=1), Unique()]
    feeds: Annotated[list[TableName], Meta(min_length=1), Unique()]
    sha256: Sha256 | None = None

    def breaches(self) -> Iterator[tuple[str, str]]:
        """A day that the calendar does not have."""
        try:
            self.due()
        except ValueError:
            yield "released", f"{self.released} is no day of the calendar"

    def due(self) -> datetime.date:
        """The last day of the month in which the next release is usually there.

        Examples
        --------
        >>> from lib.tables.watched import Watched
        >>> Watched(
        ...     publisher="A", series="b", address="https://example.org", release="One",
        ...     released="2026-07", every_months=3, references=["r"], feeds=["a/b"],
        ... ).due()
        datetime.date(2026, 10, 31)
        """
        year, *rest = (int(part) for part in self.released.split("-"))
        month = rest[0] if rest else _MONTHS
        if rest[1:]:
            datetime.date(year, month, rest[1])
        years, month_before = divmod(month - 1 + self.every_months, _MONTHS)
        year, month = year + years, month_before + 1
        return datetime.date(year, month, calendar.monthrange(year, month)[1])


def watched() -> list[Watched]:
    """The series of ``data/sources.yml``, in its order; none where the data folder has no such file.

    Raises
    ------
    DataError : not YAML, or not of this form; up to eight problems
    """
    file: Path = paths.data() / FILE
    if not file.exists():
        return []
    content = strict_yaml.read(file)
    return typed.read(content, list[Watched], paths.relative(file))

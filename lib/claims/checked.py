"""When a person last looked at a verdict: ``data/checked.csv``.

Belongs here: reading that register. Does not: whether what a verdict rests on has changed since
(`lib.publishing.checks.affirmed`), which takes the code of the notebooks.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from lib import paths, strict_csv, typed

FILE = "checked.csv"
#: Eight digits of a hash for what a verdict rests on: its tables, the rule with the claim, the sentence.
Rests = Annotated[str, Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$")]


class Check(typed.Entry, frozen=True, kw_only=True):
    """A line of the register: which finding, on which day, and what it rested on then."""

    id: Annotated[str, Meta(pattern="^[0-9a-z-]+#[0-9a-z-]+$")]
    checked_on: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    hash: Rests


@cache
def _read(file: Path) -> dict[str, Check]:
    if not file.exists():
        return {}
    return {check.id: check for check in strict_csv.records(file, Check, key="id")}


def checks() -> dict[str, Check]:
    """``notebook#finding`` -> its line; none where the data folder has no register.

    Raises
    ------
    DataError : the register is not of its form
    """
    return _read(paths.data() / FILE)


def reread() -> None:
    """Read the register anew where it is asked for next: it was written in this process."""
    _read.cache_clear()


def month_checked(finding: str) -> str | None:
    """The month in which a person last looked at the verdict of a finding, as ``2026-12``.

    Parameters
    ----------
    finding : its id, which it shares with no finding of another notebook that has a verdict
    """
    for identifier, check in checks().items():
        if identifier.partition("#")[2] == finding:
            return check.checked_on[:7]
    return None

"""The errors that a user can meet. Each says in one to three lines: where, what is wrong, what to do.

Every class carries the exit code of the command contract, so that the command line never guesses.
"""

import difflib
from collections.abc import Iterable

from lib.printable import shortened

#: Characters that one part of a message may have: whoever reads it has a terminal.
_LONGEST = 2000
#: Problems that one message lists; of more it gives the number.
_MOST_LISTED = 8


class SeriesError(Exception):
    """Something that a user can mend."""

    exit_code = 2

    def __init__(self, where: str, what: str, do: str = "") -> None:
        self.where = shortened(str(where), _LONGEST)
        self.what = shortened(what, _LONGEST)
        self.do = shortened(do, _LONGEST)
        super().__init__(
            "\n".join(filter(None, [f"{self.where}: {self.what}", self.do and f"  {self.do}"]))
        )

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.where, self.what, self.do)


class UsageError(SeriesError):
    """A command, parameter or option that the series does not know."""


class DataError(SeriesError):
    """A table, data package or reference that is missing or malformed."""


class NotebookError(SeriesError):
    """A notebook that lacks the form that the series needs, or whose output is not valid."""


class ExecutionError(SeriesError):
    """A cell of a notebook failed."""

    exit_code = 1


class HoldsError(SeriesError):
    """A sentence states something that the default parameters do not bear out."""

    exit_code = 1


class KernelError(SeriesError):
    """The kernel died, or a cell ran longer than its limit."""

    exit_code = 3


class WriteError(SeriesError):
    """A report could not be written."""

    exit_code = 4


def in_one_message(problems: list[str]) -> str:
    """Problems of one file as the text of one error: the first eight, and how many more there are.

    >>> in_one_message(["line 2: empty", "line 7: empty"])
    'line 2: empty; line 7: empty'
    """
    text = "; ".join(problems[:_MOST_LISTED])
    left = len(problems) - _MOST_LISTED
    return f"{text}\n  and {left} more" if left > 0 else text


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that is not known: those that are near, or something else where none is.

    Examples
    --------
    >>> did_you_mean("sizures", ["seizures", "ports"], "See the list.")
    'Did you mean seizures?'
    >>> did_you_mean("coca", ["seizures", "ports"], "See the list.")
    'See the list.'
    """
    near = difflib.get_close_matches(word, list(known), 3)
    return f"Did you mean {', '.join(near)}?" if near else otherwise

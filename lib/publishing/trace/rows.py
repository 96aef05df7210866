"""The rows of a table that move a finding, found by changing them.

Each trial changes some rows and runs the statements of the finding again. All trials of a table happen in one fork:
what they leave in memory is gone with it. Rows are changed together, and a group that moves the finding is halved until
single rows are left. A change is one to two percent of each number, of another size for each row, so that what is
changed above and below a fraction line does not cancel; where that moves nothing the rows are left out, which tells
rows that are only counted.

Belongs here: trials, and the search among them. Does not: which statements are run (`lib.publishing.trace.slices`).
"""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, NoReturn

import numpy as np

from lib import tables
from lib.tables import reader

if TYPE_CHECKING:
    import pandas as pd

#: A trial: the positions of some rows -> whether changing them moves the finding. None where it could not be run.
Trial = Callable[[Sequence[int]], bool | None]
#: Runs the statements of a finding and returns what is compared, as plain values.
Evaluate = Callable[[], object]
#: Columns that say which row it is, not what it holds; changing them would ask for another row.
_WHEN = ("year", "month", "fiscal_year", "vintage")
#: Size of a change: between this share of a number and twice as much.
_CHANGE = 0.01
_SEED = 1
#: Rows of a group that are tried alone before it is halved: where each moves the finding, all will be tried alone.
_SAMPLE = 4
#: Tables that are searched side by side.
_AT_ONCE = max(os.cpu_count() or 1, 1)


class OutOfTimeError(Exception):
    """The search would take longer than it may."""


@dataclass(frozen=True)
class Deadline:
    """The moment after which no trial begins."""

    ends: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def check(self) -> None:
        """Say when it has passed.

        Raises
        ------
        OutOfTimeError : it has
        """
        if time.monotonic() > self.ends:
            raise OutOfTimeError


def moving_by_table(
    names: Sequence[str], evaluate: Evaluate, deadline: Deadline
) -> dict[str, list[int] | None]:
    """Table -> positions of its rows that move what `evaluate` returns, in order; None where time ran out.

    Parameters
    ----------
    names : of the tables, searched side by side
    evaluate : loads the tables
    deadline : when to give up
    """
    positions: dict[str, list[int] | None] = {}
    waiting = list(names)
    running: dict[int, tuple[str, IO[str]]] = {}
    while waiting or running:
        while waiting and len(running) < _AT_ONCE:
            table = waiting.pop(0)
            child, answer = _begin(table, evaluate, deadline)
            running[child] = (table, answer)
        child, (table, answer) = next(iter(running.items()))
        positions[table] = _answer_of(child, answer)
        del running[child]
    return {name: positions[name] for name in names}


def _begin(table: str, evaluate: Evaluate, deadline: Deadline) -> tuple[int, IO[str]]:
    """Start the search of a table in a fork: its process, and where its answer comes."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _search_and_end(table, evaluate, deadline, writing)
    os.close(writing)
    return child, os.fdopen(reading, encoding="utf-8")


def _answer_of(child: int, answer: IO[str]) -> list[int] | None:
    with answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def _search_and_end(table: str, evaluate: Evaluate, deadline: Deadline, writing: int) -> NoReturn:
    """In the fork: search, send the positions, and end without a word; nothing is sent where time runs out."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        with warnings.catch_warnings(), os.fdopen(writing, "w", encoding="utf-8") as answer:
            warnings.simplefilter("ignore")  # of tables that are not whole
            answer.write(json.dumps(search(table, evaluate, deadline)))
    except BaseException:
        pass  # an empty answer says that the search did not end
    finally:
        os._exit(0)


def search(table: str, evaluate: Evaluate, deadline: Deadline) -> list[int]:
    """Positions of the rows of one table, searched in this process, whose memory the statements may change.

    Raises
    ------
    OutOfTimeError : the rows could not be told apart in time
    """
    descriptor = tables.resource(table)
    frame = tables.read(descriptor)
    baseline = _comparable(evaluate())
    fixed = {*_WHEN, *descriptor.schema.key}

    def moves_with(altered: pd.DataFrame) -> bool | None:
        try:
            with reader.instead(table, altered):
                return _comparable(evaluate()) != baseline
        except Exception:  # whatever a statement raises with a table that is not whole
            return None

    def changed(positions: Sequence[int]) -> bool | None:
        return moves_with(change(frame, positions, fixed))

    def left_out(positions: Sequence[int]) -> bool | None:
        return moves_with(frame.drop(index=frame.index[list(positions)]).reset_index(drop=True))

    everything = list(range(len(frame)))
    by_value = set(halved(everything, changed, deadline))
    others = [position for position in everything if position not in by_value]
    by_presence = set(halved(others, left_out, deadline))
    return sorted(by_value | by_presence)


def change(frame: pd.DataFrame, positions: Sequence[int], fixed: set[str]) -> pd.DataFrame:
    """A copy with the numbers of some rows changed: by one to two percent, and whole numbers by at least one.

    Parameters
    ----------
    positions : of the rows
    fixed : columns that stay as they are
    """
    altered = frame.copy()
    sizes = np.random.default_rng(_SEED).uniform(_CHANGE, 2 * _CHANGE, len(frame))
    chosen = np.zeros(len(frame), dtype=bool)
    chosen[list(positions)] = True
    for name in frame.columns:
        column = frame[name]
        if name in fixed or column.dtype.kind not in "iuf":
            continue
        steps = column.abs() * sizes
        if column.dtype.kind == "f":
            steps = steps.where(steps != 0, sizes)
        else:
            steps = steps.round().clip(lower=1).astype(column.dtype)
        altered[name] = column.where(~chosen, column + steps)
    return altered


def halved(positions: Sequence[int], trial: Trial, deadline: Deadline) -> Iterator[int]:
    """Positions that move the finding alone, by halving groups that do.

    A trial that fails says nothing of its group, so that its halves are tried, too; a single row that makes the
    statements fail is needed by one of them, but not known to move the number.

    Raises
    ------
    OutOfTimeError : the deadline passed
    """
    waiting = [list(positions)] if positions else []
    while waiting:
        group = waiting.pop()
        deadline.check()
        moved = trial(group)
        if len(group) == 1 or moved is False:
            if moved:
                yield group[0]
            continue
        parts = _parts(group, trial) if moved else _halves(group)
        waiting += reversed(parts)


def _parts(group: list[int], trial: Trial) -> list[list[int]]:
    """The halves of a group; or each row alone, where a few that were tried all moved the finding."""
    step = max(len(group) // _SAMPLE, 1)
    sample = group[::step]
    if len(group) > 2 * _SAMPLE and all(trial([position]) for position in sample):
        return [[position] for position in group]
    return _halves(group)


def _halves(group: list[int]) -> list[list[int]]:
    middle = len(group) // 2
    return [group[:middle], group[middle:]]


def _comparable(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)

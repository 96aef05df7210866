"""How sure we are that the sentence of a finding, with its range, is true: a rule of four lines, with its reasons.

*Start* by what the headline number is: high for a record kept by whoever counted; moderate for a survey by a published
method, or a count told by the press or by a party; low for one model or experts' scores; very low for a statement
without a method. *Down* one step, two at most, where it counts another thing or only a part, where rival, few or
doubtful cases could move it out of its range, where a red assumption carries it, where it rests on what a search found;
a doubt that the range already holds is not counted. *Up* one step where an independent producer or method gives the
same. A person may move it one step, and says why.

Belongs here: the rule and its words. Does not: how well a table is known as a whole (`lib.tables.quality`), and whether
a number of the article stands (`lib.claims.verdicts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from lib import tables
from lib.errors import NotebookError
from lib.language import label, translate
from lib.records import Certainty, Step, Verdict

if TYPE_CHECKING:
    import pandas as pd

#: Lowest first.
LEVELS: tuple[Certainty, ...] = get_args(Certainty)
#: What a reader is told of each.
CERTAINTY_LABELS: dict[Certainty, str] = {
    "high": "high certainty",
    "moderate": "moderate certainty",
    "low": "low certainty",
    "very low": "very low certainty",
}
#: How ``backed_by`` begins where not another source but another method gives the same.
BY_METHOD = "method: "
#: The steps by which a person may move a certainty.
STEPS: tuple[Step, ...] = get_args(Step)
#: Table -> column -> values: the rows that hold a headline number. No columns stand for the whole table.
Rows = dict[str, dict[str, list[str]]]

#: A figure is told without a method where a warning says so, whatever the status of its row.
_WITHOUT_METHOD = "no_method"
#: What the headline number is -> where it starts.
_START: dict[str, Certainty] = {
    "documented": "high",
    "measured": "moderate",
    "reported": "moderate",
    "estimated": "low",
    _WITHOUT_METHOD: "very low",
}
#: Best known first.
_KINDS = list(_START)
_ANOTHER_THING = {
    "break_in_series",
    "definition_differs",
    "double_counting",
    "incomplete_coverage",
    "incomplete_period",
    "scope_unclear",
}
_RIVALS_OR_FEW = {
    "impossible_values_flagged",
    "rival_figures",
    "small_numbers",
    "suspect_value",
}
#: Kind of range -> the doubts that it already holds. A bound holds what is counted and who counted it; the span of
#: rivals, and the play of chance, hold rivals and small numbers but not another definition.
_HELD: dict[str | None, set[str]] = {
    "identification": _ANOTHER_THING | _RIVALS_OR_FEW,
    "structural": _RIVALS_OR_FEW,
    "sampling": _RIVALS_OR_FEW,
}
#: Assumptions that say of a count what a warning on its scope says: "taken as stated". Counted with it, once.
_SAID_BY_A_WARNING = {"A1", "A20"}
_MOST_STEPS_DOWN = 2


@dataclass(frozen=True)
class Support:
    """What a finding says of the ground it stands on.

    `backed_by`: id of a source, or None; `method`: words for the other method that gives the same.
    """

    rests_on: Rows
    uncertainty: str | None = None
    assumptions: list[str] = field(default_factory=list)
    verdict: Verdict | None = None
    backed_by: str | None = None
    method: str = ""
    search: bool = False
    moved: Step | None = None
    why_moved: str = ""


@dataclass(frozen=True)
class Judged:
    """A certainty, and the sentences that say how it came about."""

    level: Certainty
    why: str


def certainty(identifier: str, support: Support) -> Judged | None:
    """How sure we are of a finding; None where it counts our own verdicts or requests, which no table of a topic holds.

    Parameters
    ----------
    identifier : of the finding, for errors

    Raises
    ------
    NotebookError : rows that a table does not have; a backing by who produced the headline number
    """
    if not any(_is_of_a_topic(name) for name in support.rests_on):
        return None
    frames = {name: _rows(identifier, name, where) for name, where in support.rests_on.items()}
    warned = {name: _warnings(name, where) for name, where in support.rests_on.items()}
    kinds = [
        _kind(frames[name], warned[name], is_whole=not where)
        for name, where in support.rests_on.items()
    ]
    kind = max(kinds, key=_KINDS.index)
    downs = _steps_down(set().union(*warned.values()), support)
    ups = _steps_up(identifier, frames, support)

    steps = len(ups) - min(len(downs), _MOST_STEPS_DOWN)
    steps += {"up": 1, "down": -1, None: 0}[support.moved]
    start = LEVELS.index(_START[kind])
    level = LEVELS[min(max(start + steps, 0), len(LEVELS) - 1)]
    return Judged(level, " ".join([_said_of(kind), *downs, *_limit(downs), *ups, *_by_us(support)]))


def meets(where: dict[str, list[str]], rows: dict[str, list[str]]) -> bool:
    """Whether a warning that says ``where`` concerns some rows: not where both name a column and no value in common.

    A warning without ``where`` concerns the whole table, and so does a finding that names no rows.
    """
    named_by_both = where.keys() & rows.keys()
    return all(set(where[column]) & set(rows[column]) for column in named_by_both)


def rows_of(rests_on: str | list[str] | dict[str, dict[str, Any]]) -> Rows:
    """The argument ``rests_on`` of a finding in one form: table -> column -> values, as the file writes them."""
    if isinstance(rests_on, str):
        return {rests_on: {}}
    if isinstance(rests_on, list):
        return {name: {} for name in rests_on}
    return {
        name: {column: _as_written(values) for column, values in where.items()}
        for name, where in rests_on.items()
    }


def _as_written(values: Any) -> list[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        return [str(values)]
    return [str(value) for value in values]


def _is_of_a_topic(table: str) -> bool:
    return "/" in table


# What the headline number is


def _rows(identifier: str, table: str, where: dict[str, list[str]]) -> pd.DataFrame:
    """The rows of a table that the finding names; all where it names none."""
    frame = tables.read(tables.resource(table))
    for column, values in where.items():
        if column not in frame:
            raise NotebookError(
                f"finding {identifier}",
                f"rests_on names {column!r}, no column of {table}",
                f"Columns: {', '.join(frame)}",
            )
        frame = frame[frame[column].astype(str).isin(values)]
    if frame.empty:
        raise NotebookError(
            f"finding {identifier}",
            f"rests_on names rows that {table} does not have: {where}",
            "Correct the values, or leave them out for the whole table.",
        )
    return frame


def _warnings(table: str, rows: dict[str, list[str]]) -> set[str]:
    """Codes of the warnings of a table that concern some of its rows."""
    return {
        warning.code
        for warning in tables.resource(table).warnings
        if meets(rows_of({table: warning.where or {}})[table], rows)
    }


def _kind(frame: pd.DataFrame, warned: set[str], *, is_whole: bool) -> str:
    """What the rows are: of a whole table what most of them are, of named rows the least well known.

    What the press tells of a record is told, whatever its row says.
    """
    if _WITHOUT_METHOD in warned:
        return _WITHOUT_METHOD
    if "status" not in frame:
        return "documented"
    counts = frame["status"].value_counts()
    likely = counts[counts == counts.max()] if is_whole else counts
    kind = max((str(status) for status in likely.index), key=_KINDS.index)
    return "reported" if kind == "documented" and "press_quoted" in warned else kind


def _said_of(kind: str) -> str:
    return {
        "documented": translate("A record kept by whoever counted: high at first."),
        "measured": translate("A survey by a published method: moderate at first."),
        "reported": translate("A count told by the press or by a party: moderate at first."),
        "estimated": translate("One model, or scores given by experts: low at first."),
        _WITHOUT_METHOD: translate("A statement without a method: very low at first."),
    }[kind]


# Down


def _steps_down(warned: set[str], support: Support) -> list[str]:
    """One sentence for each reason to be less sure."""
    counted = warned - _HELD.get(support.uncertainty, set())
    known = tables.assumptions()
    red = [name for name in support.assumptions if name in known and known[name].rating == "red"]
    as_stated = [name for name in red if name in _SAID_BY_A_WARNING]
    carrying = [name for name in red if name not in _SAID_BY_A_WARNING]

    another_thing = [*_labels(counted & _ANOTHER_THING), *as_stated]
    rivals_or_few = _labels(counted & _RIVALS_OR_FEW)
    sentences = []
    if another_thing:
        sentence = translate("Down, for it counts another thing or only a part ({what}).")
        sentences.append(sentence.format(what=", ".join(another_thing)))
    if rivals_or_few:
        sentence = translate(
            "Down, for rival, few or doubtful cases could move it out of its range ({what})."
        )
        sentences.append(sentence.format(what=", ".join(rivals_or_few)))
    if carrying:
        sentence = translate("Down, for a red assumption carries it ({what}).")
        sentences.append(sentence.format(what=", ".join(carrying)))
    if support.search:
        sentences.append(translate("Down, for it rests on what our search found."))
    return sentences


def _labels(codes: set[str]) -> list[str]:
    return [label(code) for code in sorted(codes)]


def _limit(downs: list[str]) -> list[str]:
    if len(downs) <= _MOST_STEPS_DOWN:
        return []
    return [translate("That counts as two steps, the most there are.")]


# Up


def _steps_up(identifier: str, frames: dict[str, pd.DataFrame], support: Support) -> list[str]:
    """The one sentence that says who or what else gives the same; none where nothing does."""
    if support.method:
        return [
            translate("Up, for another method gives the same: {which}.").format(
                which=support.method
            )
        ]
    if support.backed_by:
        _check_independence(identifier, frames, support.backed_by)
        who = ", ".join(sorted(_producers(support.backed_by)))
        return [translate("Up, for an independent source gives the same: {who}.").format(who=who)]
    if support.verdict == "reproduced":
        return [translate("Up, for another producer of data gives the article's number.")]
    return []


def _check_independence(identifier: str, frames: dict[str, pd.DataFrame], backed_by: str) -> None:
    """Refuse a backing by somebody who produced the headline number."""
    own = {
        producer
        for frame in frames.values()
        if "source" in frame
        for source in frame["source"].unique()
        for producer in _producers(str(source))
    }
    shared = own & _producers(backed_by)
    if shared:
        raise NotebookError(
            f"finding {identifier}",
            f"backed_by={backed_by!r} is of {', '.join(sorted(shared))}, who produced the number itself",
            "Name an independent source, name the rows in rests_on=, or leave it out.",
        )


def _producers(reference: str) -> set[str]:
    return {author.name for author in tables.references()[reference].author}


# By us


def _by_us(support: Support) -> list[str]:
    if support.moved is None:
        return []
    words = {
        "up": translate("Moved up by us: {why}"),
        "down": translate("Moved down by us: {why}"),
    }
    return [words[support.moved].format(why=support.why_moved)]

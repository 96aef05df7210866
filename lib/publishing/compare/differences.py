"""How two sets differ: inputs, parameters, code, and what they publish.

Belongs here: finding what differs. Does not: printing it (`lib.publishing.compare.words`).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from lib.publishing.compare import rows
from lib.publishing.compare.rows import RowChange
from lib.publishing.compare.sets import ReportSet
from lib.publishing.site import editions

#: Columns of a record that readers see, in the order in which they are told.
COLUMNS = (
    "value",
    "low",
    "high",
    "inner",
    "unit",
    "uncertainty",
    "verdict",
    "certainty",
    "grade",
    "sentence_en",
    "sentence_es",
    "because_en",
    "because_es",
)
#: Columns that the record did not have from the beginning.
_LATER = ("certainty", "grade")
#: What is written of the tables by ``./run check --write``: told by the tables themselves.
_DERIVED = "data/datapackage.json"


@dataclass(frozen=True)
class FileChange:
    """A table or register that differs: how, and which rows where copies of both are kept.

    Parameters
    ----------
    how : ``changed``, ``added`` or ``removed``
    rows : that differ; None where a copy is missing
    """

    name: str
    how: str
    rows: tuple[RowChange, ...] | None = None


@dataclass(frozen=True)
class ValueChange:
    """A value by its name, before and after; None where it is not there."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class OutputChange:
    """A finding, figure, table or text that differs: each column that does, before and after.

    Parameters
    ----------
    how : ``changed``, ``added`` or ``removed``
    sentence : of the later set, in its first language; of the earlier one where it has gone
    """

    place: str
    kind: str
    how: str
    sentence: str
    columns: tuple[ValueChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Everything in which two sets differ; `notes` says what could not be compared."""

    before: str
    after: str
    tables: tuple[FileChange, ...] = ()
    code: tuple[FileChange, ...] = ()
    parameters: tuple[ValueChange, ...] = ()
    versions: tuple[ValueChange, ...] = ()
    outputs: tuple[OutputChange, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def differs(self) -> bool:
        """Whether the sets differ in what they were made from or in what they publish."""
        return any((self.tables, self.code, self.parameters, self.versions, self.outputs))


def compare(before: ReportSet, after: ReportSet) -> Comparison:
    """How two sets differ. What one of them has not kept is not compared, and a note says so."""
    notes = []
    made_from: dict[str, tuple] = {}
    if before.inputs is None or after.inputs is None:
        kept = [report_set.name for report_set in (before, after) if report_set.inputs is None]
        notes.append(
            f"{' and '.join(kept)}: an edition keeps its record alone; inputs are not compared"
        )
    else:
        changes = _files(before, after)
        is_data = {change.name: change.name.startswith("data/") for change in changes}
        made_from["tables"] = tuple(
            change for change in changes if is_data[change.name] and change.name != _DERIVED
        )
        made_from["code"] = tuple(change for change in changes if not is_data[change.name])
        made_from["parameters"] = _values(_flat(before.parameters), _flat(after.parameters))
        made_from["versions"] = _values(dict(before.versions), dict(after.versions))
    unknown = _columns_without_a_word(before, after)
    notes += [f"{name} stands in one of them alone; it is not compared" for name in unknown]
    return Comparison(
        before=before.name,
        after=after.name,
        **made_from,
        outputs=tuple(_outputs(before, after, unknown)),
        notes=tuple(notes),
    )


def _flat(parameters: object) -> dict[str, object]:
    """``notebook: parameter`` -> value."""
    assert isinstance(parameters, dict)
    return {
        f"{notebook}: {name}": value
        for notebook, values in parameters.items()
        for name, value in values.items()
    }


def _values(before: dict[str, object], after: dict[str, object]) -> tuple[ValueChange, ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        ValueChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


# What the sets were made from


def _files(before: ReportSet, after: ReportSet) -> list[FileChange]:
    old, new = dict(before.inputs or {}), dict(after.inputs or {})
    keys = _keys(before, after)
    changes = []
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        how = "changed" if name in old and name in new else "added" if name in new else "removed"
        changes.append(FileChange(name, how, _rows(name, before, after, keys.get(name, ()))))
    return changes


def _rows(
    name: str, before: ReportSet, after: ReportSet, key: tuple[str, ...]
) -> tuple[RowChange, ...] | None:
    """Rows of a table that differ; None where it is none, or a set has no copy of it."""
    copies = [_copy(report_set, name) for report_set in (before, after)]
    if not name.startswith("data/") or name == _DERIVED or None in copies:
        return None
    earlier, later = copies
    assert earlier is not None
    assert later is not None
    return tuple(rows.changed(earlier, later, key))


def _copy(report_set: ReportSet, name: str) -> Path | None:
    if report_set.folder is None:
        return None
    file = report_set.folder / name
    return file if file.is_file() else None


def _keys(*sets: ReportSet) -> dict[str, tuple[str, ...]]:
    """File of a table -> the columns of its key, as the later set describes it."""
    keys = {}
    for report_set in sets:
        package = _copy(report_set, _DERIVED)
        for resource in json.loads(package.read_text("utf-8"))["resources"] if package else []:
            key = resource["schema"].get("primaryKey", [])
            keys[f"data/{resource['path']}"] = (key,) if isinstance(key, str) else tuple(key)
    return keys


# What the sets publish


def _columns_without_a_word(*sets: ReportSet) -> list[str]:
    """Columns that one set fills and the other does not have at all, as an edition from before they existed."""
    filled = [
        {name for row in report_set.record.values() for name in COLUMNS if row.get(name)}
        for report_set in sets
    ]
    return [name for name in _LATER if sum(name in names for names in filled) == 1]


def _outputs(
    before: ReportSet, after: ReportSet, not_compared: Collection[str]
) -> list[OutputChange]:
    places = [*before.record, *(place for place in after.record if place not in before.record)]
    changes = []
    for place in places:
        notebook, kind, identifier = place
        old, new = before.record.get(place), after.record.get(place)
        named = f"{notebook}#{identifier}"
        sentence = _sentence(new or old or {})
        if old is None or new is None:
            how = "added" if old is None else "removed"
            changes.append(OutputChange(named, kind, how, sentence))
            continue
        columns = _columns(old, new, not_compared) + (
            _holds(named, before, after) if kind == "finding" else ()
        )
        if columns:
            changes.append(OutputChange(named, kind, "changed", sentence, columns))
    return changes


def _sentence(row: dict[str, str]) -> str:
    """What a row says, in the first language that it has."""
    return next((words for name, words in row.items() if name.startswith("sentence_")), "")


def _columns(
    old: dict[str, str], new: dict[str, str], not_compared: Collection[str]
) -> tuple[ValueChange, ...]:
    shared = [name for name in COLUMNS if name in old and name in new and name not in not_compared]
    return tuple(
        ValueChange(name, old[name], new[name])
        for name in shared
        if not editions.same(name, old[name], new[name])
    )


def _holds(place: str, before: ReportSet, after: ReportSet) -> tuple[ValueChange, ...]:
    """Whether the sentence holds, where that differs; an edition published only such as do."""
    old, new = (report_set.holds.get(place, True) for report_set in (before, after))
    return () if old == new else (ValueChange("holds", old, new),)

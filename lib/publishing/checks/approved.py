"""The approved record: the numbers and words that somebody has looked at, one file a notebook in ``tests/approved``.

CI compares each run with it. Nothing but ``./run approve`` writes it, and only from a run of the series as it stands.
"""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

from lib import files, paths
from lib.errors import DataError, UsageError, did_you_mean
from lib.language import LOCALES
from lib.printable import parted, printable
from lib.publishing.pipeline import config
from lib.publishing.site import editions, record
from lib.publishing.site.manifest import place

FOLDER = paths.ROOT / "tests" / "approved"
LANGUAGES = tuple(LOCALES)
_KEY = ("kind", "id")
_WIDTH = 44  # of a cell of the table that shows differences


@dataclass(frozen=True)
class Difference:
    """One cell in which a run is not what was approved; a row that came or went has the column ``row``."""

    notebook: str
    kind: str
    id: str
    column: str
    approved: str
    now: str


# Reading


def file_of(notebook: str, folder: Path | None = None) -> Path:
    """The approved file of a notebook."""
    return (folder or FOLDER) / f"{notebook}.csv"


def read(file: Path) -> list[dict[str, str]]:
    """Rows of an approved file, or of one that a run has written.

    Raises
    ------
    DataError : missing, not UTF-8, other columns, or a row that stands twice
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise DataError(
            paths.relative(file), f"not readable: {error}", "./run approve writes it."
        ) from None
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames != record.columns(LANGUAGES):
        raise DataError(
            paths.relative(file), "has other columns than the record", "./run approve writes it."
        )
    rows = list(reader)
    keys = [_key(row) for row in rows]
    doubled = [key for key in keys if keys.count(key) > 1]
    if doubled or any(None in row or None in row.values() for row in rows):
        what = (
            f"{' '.join(doubled[0])} stands twice"
            if doubled
            else "has a row with more or fewer cells than columns"
        )
        raise DataError(paths.relative(file), what, "./run approve writes it.")
    return rows


def findings() -> list[dict]:
    """Approved findings of all notebooks, in the form that the README reads: sentence by language, and what it is."""
    return [
        {
            "notebook": notebook,
            "id": row["id"],
            "sentence": {code: row[f"sentence_{code}"] for code in LANGUAGES},
            "uncertainty": row["uncertainty"] or None,
            "verdict": row["verdict"] or None,
            "certainty": row["certainty"] or None,
        }
        for notebook in config.configuration().notebooks
        for row in read(file_of(notebook))
        if row["kind"] == "finding"
    ]


def _key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEY)


# Comparing


def compare(
    notebook: str, approved: list[dict[str, str]], now: list[dict[str, str]]
) -> list[Difference]:
    """Cells that differ, rows that are missing and rows that are new; numbers are equal as `editions.same` says."""
    before, after = ({_key(row): row for row in rows} for rows in (approved, now))
    differing = []
    for key in [*before, *(key for key in after if key not in before)]:
        kind, identifier = key
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            words = [row["sentence_en"] if row else "" for row in (old, new)]
            differing.append(
                Difference(notebook, kind, identifier, "row", words[0] or "-", words[1] or "-")
            )
            continue
        differing += [
            Difference(notebook, kind, identifier, column, old[column], new[column])
            for column in old
            if not editions.same(column, old[column], new[column])
        ]
    return differing


def differences(folder: Path) -> list[Difference]:
    """All differences between the approved record and what a run has left in ``folder/record``."""
    return [
        difference
        for notebook in config.configuration().notebooks
        for difference in compare(notebook, _approved(notebook), read(_recorded(notebook, folder)))
    ]


def _approved(notebook: str) -> list[dict[str, str]]:
    file = file_of(notebook)
    return read(file) if file.exists() else []


def _recorded(notebook: str, folder: Path) -> Path:
    return folder / "record" / f"{notebook}.csv"


def table(differing: list[Difference]) -> str:
    """Differences as a table for a terminal, one line a cell: where, which column, approved, now."""
    head = ("finding, figure, table or text", "column", "approved", "now")
    lines = [
        head,
        *(
            (
                f"{d.notebook}#{d.id}" + ("" if d.kind == "finding" else f" ({d.kind})"),
                d.column,
                *map(_shown, parted(d.approved, d.now, _WIDTH)),
            )
            for d in differing
        ),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]
        ).rstrip()
        for line in lines
    )


def _shown(text: str) -> str:
    """A text in one cell of the table, whatever it holds."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


# Approving


def approve(wanted: list[str], out: Path) -> int:
    """Print how the last run differs from the record, and take it over: all of it, or the rows of some ids.

    Parameters
    ----------
    wanted : ids, or ``notebook#id``; none stands for all
    out : the folder of the run

    Returns
    -------
    The number of cells that differed and were taken over

    Raises
    ------
    UsageError : the run is not one of the whole series as it stands, with its own parameters; an id that nothing has
    """
    reason = unfit(out)
    if reason:
        raise UsageError(
            "./run approve", reason, "Run ./run reports, look at the pages, then approve."
        )
    differing = differences(out)
    if wanted:
        keys = _asked(wanted, out)
        differing = [d for d in differing if (d.notebook, d.id) in keys]
    if not differing:
        print("nothing to approve: the run is what was approved")
        return 0
    print(printable(table(differing)))
    for notebook in dict.fromkeys(d.notebook for d in differing):
        _take(notebook, {(d.kind, d.id) for d in differing if d.notebook == notebook}, out)
    rows = {(d.notebook, d.kind, d.id) for d in differing}
    print(f"approved: {len(differing)} cells in {len(rows)} rows. README: ./run check --write")
    return len(differing)


def _asked(wanted: list[str], out: Path) -> set[tuple[str, str]]:
    """The rows that are meant: (notebook, id)."""
    known = {
        (notebook, row["id"])
        for notebook in config.configuration().notebooks
        for row in (*_approved(notebook), *read(_recorded(notebook, out)))
    }
    chosen = set()
    for text in wanted:
        notebook, sign, identifier = text.rpartition("#")
        match = {key for key in known if key[1] == identifier and (not sign or key[0] == notebook)}
        if not match:
            ids = sorted({key[1] for key in known})
            hint = did_you_mean(identifier, ids, "Ids stand in reports/findings.json.")
            raise UsageError(f"./run approve {text}", "no output has this id", hint)
        chosen |= match
    return chosen


def _take(notebook: str, keys: set[tuple[str, str]], out: Path) -> None:
    """Write the rows of these keys as the run has them, the others as they were approved."""
    now = {_key(row): row for row in read(_recorded(notebook, out))}
    old = {_key(row): row for row in _approved(notebook)}
    merged = {key: row for key, row in old.items() if key not in keys or key in now}
    merged |= {key: row for key, row in now.items() if key in keys}
    rows = sorted(merged.values(), key=record.order)
    FOLDER.mkdir(parents=True, exist_ok=True)
    files.write_text(file_of(notebook), record.as_csv(rows, LANGUAGES))


def unfit(out: Path) -> str | None:
    """Why the set in a folder cannot be approved; None where it is a run of the series as it stands."""
    try:
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return f"{paths.relative(out)} holds no finished run"
    if manifest.get("parameters_note"):
        return f"the last run had other parameters: {manifest['parameters_note']}"
    missing = [code for code in LANGUAGES if code not in manifest["languages"]]
    if missing:
        return f"the last run lacks the language {', '.join(missing)}"
    if list(manifest["parameters"]) != config.configuration().notebooks:
        return "the last run had other notebooks than series.yml names"
    changed = [
        name for name, digest in manifest["inputs"].items() if _digest(place(name)) != digest
    ]
    if changed:
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        return f"the last run is stale: it had another {changed[0]}{more}"
    touched = [
        name
        for name, digest in manifest["outputs"].items()
        if name.startswith("record/") and _digest(out / name) != digest
    ]
    return f"{touched[0]} was changed after the run" if touched else None


def _digest(file: Path) -> str | None:
    return files.digest(file) if file.is_file() else None


# Checking without a run


def problems() -> list[str]:
    """Files of the record that are missing, broken or of no notebook; rows in which the last run differs from it."""
    names = config.configuration().notebooks
    lines = [
        f"{paths.relative(file)}: no notebook of series.yml has this name"
        for file in sorted(FOLDER.glob("*.csv"))
        if file.stem not in names
    ]
    for name in names:
        try:
            read(file_of(name))
        except DataError as error:
            lines.append(str(error))
    if not lines and unfit(paths.REPORTS) is None:
        rows = {f"{d.notebook}#{d.id}": d for d in differences(paths.REPORTS)}
        lines += [
            f"{name}: the last run differs from the approved record; ./run approve shows how"
            for name in rows
        ]
    return lines

"""A set of reports as it is compared: its record, and what it was made from.

Belongs here: reading a set from its folder, or an edition from ``data/editions``. Does not: comparing
(`lib.publishing.compare.differences`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib import paths, records
from lib.errors import UsageError
from lib.publishing.pipeline import publish
from lib.publishing.pipeline.tasks import KEPT_INPUTS
from lib.publishing.site import editions
from lib.publishing.site.editions import Record

#: Columns that the record of every run has, whatever its languages.
_NEEDED = ("kind", "id", *editions.NUMBERS)


@dataclass(frozen=True)
class ReportSet:
    """What a run or an edition has published, and from what.

    Parameters
    ----------
    name : as it was asked for
    record : rows by notebook, kind and id
    holds : ``notebook#id`` of a finding -> whether its sentence holds
    parameters : notebook -> parameter -> value; None where none are kept
    inputs : name of a file -> digest of its content; None where none are kept
    versions : of Python and packages
    folder : where copies of the tables and registers stand; None where there are none
    """

    name: str
    record: Record
    holds: Mapping[str, bool] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Any]] | None = None
    inputs: Mapping[str, str] | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


def read(asked: str) -> ReportSet:
    """The set of a folder, or the record of an edition.

    Parameters
    ----------
    asked : path of a folder, or the name of an edition, such as ``2026.11``

    Raises
    ------
    UsageError : neither, or a set that is not whole; DataError : a record that cannot be read
    """
    if asked in editions.kept():
        return ReportSet(name=asked, record=editions.published(asked))
    folder = Path(asked)
    manifest = publish.manifest_in(folder)
    if manifest is None:
        known = ", ".join(editions.kept())
        raise UsageError(
            f"./run diff {asked}",
            "is no folder of a finished run, and no edition",
            f"Run ./run reports --out {asked}; editions: {known}.",
        )
    return _of_folder(asked, folder, manifest)


def _of_folder(asked: str, folder: Path, manifest: Mapping[str, Any]) -> ReportSet:
    files_of_record = sorted((folder / "record").glob("*.csv"))
    by_notebook = [(file.stem, editions.rows(file, _NEEDED)) for file in files_of_record]
    inputs = folder / KEPT_INPUTS
    return ReportSet(
        name=asked,
        record=editions.as_record(by_notebook),
        holds=_holds(folder / "findings.json"),
        parameters=manifest.get("parameters", {}),
        inputs=manifest.get("inputs", {}),
        versions=manifest.get("versions", {}),
        folder=inputs if inputs.is_dir() else None,
    )


def _holds(file: Path) -> dict[str, bool]:
    try:
        run = records.read(json.loads(file.read_text("utf-8")), records.FindingsFile)
    except (OSError, ValueError) as error:
        raise UsageError(
            paths.relative(file), f"not readable: {error}", "Run ./run reports there again."
        ) from None
    return {f"{finding.notebook}#{finding.id}": finding.holds for finding in run.findings}

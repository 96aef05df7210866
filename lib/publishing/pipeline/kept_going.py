"""What a run that keeps going tells at its end: sentences that do not hold, and notebooks that failed.

Belongs here: where such a run may write, and what it says. Does not: the warning that readers see before a sentence
(`lib.display.sentences`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import shorten

from lib import paths
from lib.errors import SeriesError, UsageError
from lib.language import LOCALES
from lib.publishing.pipeline import publish
from lib.publishing.pipeline.notebooks import Job

#: In the manifest: that the set was made by a run that kept going.
MARK = "kept_going"
#: Characters of a sentence that are printed.
_WIDTH = 200


def check_target(out: Path) -> None:
    """Make sure that a run that keeps going takes no place of a set that holds.

    Raises
    ------
    UsageError : the folder of the reports, or one that holds a set of another run
    """
    if out.resolve() == paths.REPORTS.resolve():
        raise UsageError(
            "--keep-going",
            "would put sentences that do not hold where readers look",
            "Give a folder of its own, for instance --out scratch/later.",
        )
    manifest = publish.manifest_in(out)
    if manifest is not None and not manifest.get(MARK):
        raise UsageError(
            f"--keep-going --out {paths.relative(out)}",
            "holds a set whose sentences hold",
            "Give a folder of its own.",
        )


def explained(errors: Iterable[SeriesError]) -> list[str]:
    """A text for each failure, in whichever order they came, once whatever the languages."""
    return sorted({_in_any_language(str(error)) for error in errors})


def not_run(skipped: Iterable[str]) -> list[str]:
    """A line for each notebook that did not run because another failed."""
    return [f"{name}: not run, it reads what another leaves" for name in sorted(set(skipped))]


def _in_any_language(text: str) -> str:
    """An error without the language of its run: a cell that fails in one fails in each."""
    head, *rest = text.splitlines()
    for code in LOCALES:
        head = head.replace(f" [{code}]", "")
    return "\n".join([head, *rest])


def what_is_other(jobs: Iterable[Job]) -> str:
    """What may make sentences false: ``parameters``, ``data``, or both of them in words."""
    told = {job.environment[paths.DEFAULTS] for job in jobs}
    if told == {"data"}:
        return "data"
    return "parameters" if told == {"parameters"} else "data and parameters"


def false_sentences(job: Job) -> Iterator[str]:
    """A line for each output of an executed notebook whose condition is false: notebook, cell, id, words."""
    notebook = json.loads(job.executed.read_text("utf-8"))
    for number, cell in enumerate(notebook["cells"], 1):
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("report", {})
            if record.get("holds", True):
                continue
            name = f"{record['kind']} {record['id']}" if "id" in record else record["kind"]
            words = record.get("sentence") or record.get("title") or record["markdown"]
            yield f"{job.name}, cell {number}, {name}: {shorten(words, _WIDTH, placeholder=' ...')}"

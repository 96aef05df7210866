"""The same notebooks without Jupyter: their cells one after the other in this process, then the export.

This is what a run is measured against: no kernel, no papermill, no doit, no second process. It leaves the same records,
which a test compares with those of a run.
"""

import json
import os
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lib import language
from lib.display import figures, outputs
from lib.publishing.pipeline import validate
from lib.publishing.pipeline.config import Options, prepare
from lib.publishing.pipeline.notebooks import Job, read, translated
from lib.publishing.pipeline.tasks import TaskGraph
from lib.publishing.site import reports


def run(
    out: Path, only: list[str] | None = None, languages: tuple[str, ...] = ("en", "es")
) -> dict[str, float]:
    """Run notebooks and write their HTML below ``out/.work``; seconds by part.

    Parameters
    ----------
    only : names of notebooks; all by default. The ledger needs the findings of the others
    """
    options = Options(languages=languages, formats=("html",), out=out)
    plan = TaskGraph(prepare(options), options, out / ".work")
    spent: Counter = Counter()
    with figures.drawing(_timed(figures.draw, _PARTS[1], spent)):
        for code in languages:
            for name in only or plan.series.names:
                _one(plan.job(name, code), plan, spent)
    return {name: spent[name] for name in sorted(spent, key=list(_PARTS).index)}


_PARTS = (
    "cells of all notebooks, both languages",
    "  of these, drawing figures",
    "records, checked and written",
    "HTML of all reports",
)


def _one(job: Job, plan: TaskGraph, spent: Counter) -> None:
    os.environ.update(job.environment)
    notebook = _timed(executed, _PARTS[0], spent)(job)
    _timed(validate.keep, _PARTS[2], spent)(notebook, job)
    _timed(plan.finish, _PARTS[2], spent)(job)
    _timed(reports.export, _PARTS[3], spent)(job.report, "html")


def _timed(call, part: str, spent: Counter):
    def timed(*arguments, **named):
        began = time.perf_counter()
        try:
            return call(*arguments, **named)
        finally:
            spent[part] += time.perf_counter() - began  # type: ignore[assignment]

    return timed


def executed(job: Job) -> NotebookNode:
    """A notebook whose cells have been run here, with their outputs."""
    notebook = translated(read(job.source), job.language)
    names: dict = {}
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, 1):
        cell.outputs = []
        cell.execution_count = number
        with outputs.listening(partial(_keep, cell)):
            exec(compile(cell.source, f"{job.name}, cell {number}", "exec"), names)  # noqa: S102 - as a kernel would
        if "parameters" in cell.metadata.get("tags", []):
            names.update(job.overrides, language=job.language)
    return notebook


def _keep(cell: NotebookNode, bundle: dict, metadata: dict) -> None:
    output = nbformat.v4.new_output("display_data", data=bundle, metadata=metadata)
    cell.outputs.append(output)


def export(file: Path, form: str) -> float:
    """Seconds that the export of an executed notebook takes; what it makes is dropped."""
    from lib.publishing.report.html import exporter as html
    from lib.publishing.report.pdf import exporter as pdf

    notebook = nbformat.read(file, as_version=4)
    with language.speaking(file.parent.name):
        began = time.perf_counter()
        (pdf if form == "pdf" else html).export(notebook)
        return time.perf_counter() - began


if __name__ == "__main__":
    json.dump(run(Path(sys.argv[1]), sys.argv[2:]), sys.stdout)

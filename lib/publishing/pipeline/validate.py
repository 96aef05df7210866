"""What an executed notebook leaves: its record and its findings, once it is known to be whole.

A run counts only if every cell ran, erred in nothing and showed what it says it shows. The executed notebook is the
record: what papermill adds about time and place is taken out, so that equal inputs give equal bytes.
"""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lib import files
from lib.errors import ExecutionError, NotebookError
from lib.publishing.pipeline.notebooks import Job
from lib.records import Finding, RecordError, Shown, Start, read_output

#: Calls that must leave an output -> the type of data that it holds.
_SHOWN = {"figure": "image/svg+xml", "table": "text/html"}


def keep(notebook: NotebookNode, job: Job) -> None:
    """Check an executed notebook, then write it and its findings.

    Raises
    ------
    ExecutionError, NotebookError : it is not whole; nothing is written
    """
    scrub(notebook)
    check(notebook, _where(job))
    _note_parameters(notebook, job)
    findings = _findings(notebook, job)
    write(notebook, job.executed)
    text = json.dumps(findings, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    files.write_text(job.findings, text)


def write(notebook: NotebookNode, file: Path) -> None:
    """Write a notebook as it is."""
    files.write_text(file, nbformat.writes(notebook) + "\n")


def check(notebook: NotebookNode, where: str) -> None:
    """Every cell ran, none erred or warned, and every figure and table that the code shows is there.

    Raises
    ------
    ExecutionError : the first cell that breaks this
    """
    for number, cell in enumerate(notebook.cells, 1):
        problem = _problem(cell) if cell.cell_type == "code" and cell.source.strip() else None
        if problem:
            raise ExecutionError(f"{where}, cell {number}", *problem)


def _problem(cell: NotebookNode) -> tuple[str, str] | None:
    for output in cell.outputs:
        if output.output_type == "error":
            return (
                f"{output.ename}: {output.evalue}",
                "A notebook runs to its end; remove what stops it.",
            )
        if output.output_type == "stream" and output.name == "stderr":
            lines = output.text.strip().splitlines() or ["an empty line"]
            return (
                f"wrote to stderr: {lines[0][:200]}",
                "Mend what it warns of: a warning is an error here.",
            )
        if "report" not in output.get("metadata", {}):
            words = str(
                output.get("text") or output.get("data", {}).get("text/plain") or output.output_type
            )
            return (
                f"shows what is no part of a report: {words.strip()[:60]}",
                "Use text, figure, table or finding.",
            )
    if cell.execution_count is None:
        return "never ran", "Something before it ended the run."
    for name, kind in _SHOWN.items():
        due, there = _calls(cell.source, name), sum(_shows(o, name, kind) for o in cell.outputs)
        if there < due:
            return (
                f"{there} of {due} {name}s came out",
                "Run the cell alone: the drawing has vanished.",
            )
    return None


def _calls(source: str, name: str) -> int:
    """Calls of `name` that stand as statements of their own, so that each runs once."""
    return sum(
        isinstance(s, ast.Expr)
        and isinstance(s.value, ast.Call)
        and isinstance(s.value.func, ast.Name)
        and s.value.func.id == name
        for s in ast.parse(source).body
    )


def _shows(output: NotebookNode, name: str, kind: str) -> bool:
    data = output.get("data", {}).get(kind, "")
    return output.metadata["report"].get("kind") == name and len(data) > 0


def scrub(notebook: NotebookNode) -> None:
    """Take out times and paths; the id that papermill gives to the cell of injected parameters is random."""
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    for key in ("papermill", "widgets"):
        notebook.metadata.pop(key, None)
    notebook.metadata["language_info"] = {"name": "python"}


def _note_parameters(notebook: NotebookNode, job: Job) -> None:
    """Write into the record of `start` with which values the notebook ran, and which of them are not defaults."""
    for report, record in _reports(notebook, job):
        if isinstance(record, Start):
            report["parameters"] = job.parameters
            report["changed"] = sorted(k for k in job.overrides if k in job.parameters)


def _findings(notebook: NotebookNode, job: Job) -> list[dict]:
    """Findings in the order of the notebook, each once."""
    findings = [
        (report, record)
        for report, record in _reports(notebook, job)
        if isinstance(record, Finding)
    ]
    times = Counter(record.id for _, record in findings)
    doubled = sorted(identifier for identifier, count in times.items() if count > 1)
    if doubled:
        raise NotebookError(_where(job), f"finding ids stand twice: {', '.join(doubled)}")
    return [{**report, "notebook": job.name} for report, _ in findings]


def _reports(notebook: NotebookNode, job: Job) -> Iterator[tuple[dict, Shown]]:
    """Each record as it stands in the notebook, and as what it is.

    Raises
    ------
    NotebookError : one that has not the form of its kind
    """
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            report = output.metadata.get("report")
            if report is None:
                continue
            try:
                yield report, read_output(report)
            except RecordError as error:
                where = f"{_where(job)}, cell {number}"
                raise NotebookError(where, f"an output of another form: {error}") from None


def _where(job: Job) -> str:
    return f"{job.name} [{job.language}]"

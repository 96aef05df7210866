"""Runs one notebook in one language: translate its Markdown, execute it with papermill, check it, take its findings.

A run counts only if every cell ran, erred in nothing and showed what it says it shows. The executed notebook is the
record: what papermill adds about time and place is taken out, so that equal inputs give equal bytes.
"""

import ast
import json
import logging
import shutil
import time

from lib.build import kernels  # before anything that imports jsonschema: see there

import nbformat  # isort: skip
import papermill  # isort: skip
from nbclient.exceptions import CellTimeoutError, DeadKernelError  # isort: skip
from nbformat import NotebookNode  # isort: skip
from papermill.clientwrap import PapermillNotebookClient  # isort: skip
from papermill.engines import NBClientEngine, papermill_engines  # isort: skip
from papermill.exceptions import PapermillExecutionError  # isort: skip

from lib.build.notebooks import Job, read, translated
from lib.errors import ExecutionError, KernelError, NotebookError, SeriesError

MAX_CELL, MAX_NOTEBOOK = 5_000_000, 30_000_000  # characters of output: above, something runs away
START_SECONDS = 60
#: Errors of the library that a cell may raise -> the exit code that the run then has.
_CODES = {c.__name__: c.exit_code for c in SeriesError.__subclasses__()}
#: Calls that must leave an output -> the type of data that it holds.
_SHOWN = {"figure": "image/svg+xml", "table": "text/html"}
for _name in ("papermill", "traitlets", "nbclient", "asyncio"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class _Client(PapermillNotebookClient):
    """papermill's client with limits on time and output; it keeps what has run when something fails."""

    def __init__(self, nb_man, job: Job, **kwargs) -> None:
        super().__init__(nb_man, km=kernels.Manager(connection_file=str(job.desk / "connection.json")), **kwargs)
        self.job, self.ends = job, time.monotonic() + job.limit
        self.written: dict[int, int] = {}
        self.current = 0
        self.timeout_func = self._seconds
        self.force_raise_errors = True  # a tag must not excuse an error
        self.shutdown_kernel = "immediate"
        self.interrupt_on_timeout = False

    def _seconds(self, cell: NotebookNode) -> float:
        """Seconds that a cell may take: its own limit, or what is left for the notebook."""
        self.current = self.nb.cells.index(cell)
        return max(min(self.job.timeout, self.ends - time.monotonic()), 0.01)

    @property
    def too_much(self) -> int | None:
        """Index of the cell whose output went over a limit."""
        over = [i for i, size in self.written.items() if size > MAX_CELL]
        return over[0] if over else self.current if sum(self.written.values()) > MAX_NOTEBOOK else None

    def process_message(self, msg, cell, cell_index):
        """Take a message of the kernel; end the kernel when its output runs away."""
        content = msg["content"]
        size = len(content.get("text") or "") + sum(len(str(v)) for v in (content.get("data") or {}).values())
        if size:
            if self.too_much is not None:
                return None
            self.written[cell_index] = self.written.get(cell_index, 0) + size
            if self.too_much is not None:
                self.km.provisioner.process.kill()
        return super().process_message(msg, cell, cell_index)


class _Engine(NBClientEngine):
    """papermill's own engine with the client above; `seen` receives the client, for what it knows of a failure."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, job=None, seen=None, **kwargs):
        seen.append(_Client(nb_man, job, kernel_name=kernel_name, startup_timeout=START_SECONDS,
                            log=logging.getLogger("papermill"), extra_arguments=["--IPKernelApp.log_level=50"]))
        with open(job.desk / "kernel.log", "wb") as log:
            return seen[0].execute(env={**kernels.environment(job.desk), **job.environment}, cwd=str(job.desk),
                                   stdout=log, stderr=log, cleanup_kc=True)


papermill_engines.register("series", _Engine)


def run(job: Job) -> None:
    """Execute the notebook of a job and write its record and findings.

    Raises
    ------
    ExecutionError, NotebookError, KernelError : with notebook, language and cell; the failed notebook is kept
    """
    for folder in (job.executed.parent, job.findings.parent):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(job.desk, ignore_errors=True)
    kernels.furnish(job.desk)
    job.failed.unlink(missing_ok=True)
    seen: list[_Client] = []
    try:
        notebook = _execute(job, seen)
        _scrub(notebook)
        check(notebook, f"{job.name} [{job.language}]")
        _note_parameters(notebook, job)
        findings = _findings(notebook, job)
    except SeriesError:
        if seen:
            _scrub(seen[0].nb)
            _write(seen[0].nb, job.failed)
        raise
    _write(notebook, job.executed)
    text = json.dumps(findings, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    job.findings.write_text(text, "utf-8")
    shutil.rmtree(job.desk, ignore_errors=True)


def _write(notebook: NotebookNode, file) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(nbformat.writes(notebook) + "\n", "utf-8")


def _execute(job: Job, seen: list[_Client]) -> NotebookNode:
    where = f"{job.name} [{job.language}]"
    source = translated(read(job.source), job.language)
    source.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    try:
        return papermill.execute_notebook(
            source, None, {"language": job.language, **job.values}, engine_name="series", kernel_name="python3",
            language="python", progress_bar=False, request_save_on_cell_execute=False, autosave_cell_every=0,
            job=job, seen=seen)
    except PapermillExecutionError as error:
        raise _cell_error(where, error) from None
    except CellTimeoutError:
        raise _late(where, seen[0]) from None
    except DeadKernelError:
        raise _dead(where, seen[0]) from None
    except RuntimeError as error:  # jupyter_client: the kernel did not start, or died before its first answer
        raise KernelError(where, f"the kernel did not start: {str(error).splitlines()[0][:120]}",
                          f"See {job.desk / 'kernel.log'}") from None


def _late(where: str, client: _Client) -> KernelError:
    job, cell = client.job, client.current + 1
    if client.ends - time.monotonic() < 0.1:
        return KernelError(f"{where}, cell {cell}", f"the notebook ran longer than {job.limit} s",
                           "Raise --notebook-timeout, or mend the notebook.")
    return KernelError(f"{where}, cell {cell}", f"the cell ran longer than {job.timeout} s",
                       "Raise --timeout, or mend the cell.")


def _dead(where: str, client: _Client) -> SeriesError:
    if client.too_much is not None:
        return ExecutionError(f"{where}, cell {client.too_much + 1}",
                              f"wrote over {MAX_CELL / 1e6:.0f} MB, or the notebook over {MAX_NOTEBOOK / 1e6:.0f} MB",
                              "Show less: a figure, a table or a summary.")
    return KernelError(f"{where}, cell {client.current + 1}", "the kernel died",
                       "Most often it ran out of memory; else the cell ended it.")


def _cell_error(where: str, error: PapermillExecutionError) -> ExecutionError:
    """The error of a cell, in the words of the library where the library raised it."""
    message = error.evalue.strip().splitlines() or [""]
    failure = ExecutionError(f"{where}, cell {error.cell_index + 1}", f"{error.ename}: {message[0][:300]}",
                             " ".join(message[1:])[:300].strip())
    failure.exit_code = _CODES.get(error.ename, 1)
    return failure


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
            return f"{output.ename}: {output.evalue}", "A notebook runs to its end; remove what stops it."
        if output.output_type == "stream" and output.name == "stderr":
            lines = output.text.strip().splitlines() or ["an empty line"]
            return f"wrote to stderr: {lines[0][:200]}", "Mend what it warns of: a warning is an error here."
        if "report" not in output.get("metadata", {}):
            words = str(output.get("text") or output.get("data", {}).get("text/plain") or output.output_type)
            return f"shows what is no part of a report: {words.strip()[:60]}", "Use text, figure, table or finding."
    if cell.execution_count is None:
        return "never ran", "Something before it ended the run."
    for name, kind in _SHOWN.items():
        due, there = _calls(cell.source, name), sum(_shows(o, name, kind) for o in cell.outputs)
        if there < due:
            return f"{there} of {due} {name}s came out", "Run the cell alone: the drawing has vanished."
    return None


def _calls(source: str, name: str) -> int:
    """Calls of `name` that stand as statements of their own, so that each runs once."""
    return sum(isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and isinstance(s.value.func, ast.Name)
               and s.value.func.id == name for s in ast.parse(source).body)


def _shows(output: NotebookNode, name: str, kind: str) -> bool:
    data = output.get("data", {}).get(kind, "")
    return output.get("metadata", {}).get("report", {}).get("kind") == name and len(data) > 0


def _scrub(notebook: NotebookNode) -> None:
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
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            report = output.get("metadata", {}).get("report", {})
            if report.get("kind") == "start":
                report["parameters"] = job.parameters
                report["changed"] = sorted(k for k in job.values if k in job.parameters)


def _findings(notebook: NotebookNode, job: Job) -> list[dict]:
    """Findings in the order of the notebook, each once."""
    found = [o.metadata["report"] for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs
             if o.get("metadata", {}).get("report", {}).get("kind") == "finding"]
    ids = [f["id"] for f in found]
    doubled = {i for i in ids if ids.count(i) > 1}
    if doubled:
        raise NotebookError(f"{job.name} [{job.language}]", f"finding ids stand twice: {', '.join(sorted(doubled))}")
    return [{**f, "notebook": job.name} for f in found]

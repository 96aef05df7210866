"""Runs one notebook in one language with papermill: its kernel, its limits, and what to say where it fails."""

import logging
import shutil
import time

from lib.publishing.pipeline import kernels  # before anything that imports jsonschema: see there

import papermill  # isort: skip
from nbclient.exceptions import CellTimeoutError, DeadKernelError  # isort: skip
from nbformat import NotebookNode  # isort: skip
from papermill.clientwrap import PapermillNotebookClient  # isort: skip
from papermill.engines import NBClientEngine, papermill_engines  # isort: skip
from papermill.exceptions import PapermillExecutionError  # isort: skip

from lib.errors import ExecutionError, KernelError, SeriesError
from lib.publishing.pipeline import failures, validate
from lib.publishing.pipeline.notebooks import Job, read, translated
from lib.records import Error

MAX_CELL, MAX_NOTEBOOK = 5_000_000, 30_000_000  # characters of output: above, something runs away
START_SECONDS = 60
START_ATTEMPTS = 3  # where another process has taken a port
for _name in ("papermill", "traitlets", "nbclient", "asyncio"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class _Client(PapermillNotebookClient):
    """papermill's client with limits on time and output; it keeps what has run when something fails."""

    def __init__(self, nb_man, job: Job, **kwargs) -> None:
        super().__init__(
            nb_man,
            km=kernels.Manager(
                connection_file=str(job.workdir / "connection.json"),
                **kernels.address(job.workdir),
            ),
            **kwargs,
        )
        self.job, self.ends = job, time.monotonic() + job.notebook_timeout
        self.written: dict[int, int] = {}
        self.current = 0
        #: The parts of the error that a cell has raised, where it is one of the series.
        self.failure: Error | None = None
        self.timeout_func = self._seconds
        self.force_raise_errors = True  # a tag must not excuse an error
        self.shutdown_kernel = "immediate"
        self.interrupt_on_timeout = False

    def _seconds(self, cell: NotebookNode) -> float:
        """Seconds that a cell may take: its own limit, or what is left for the notebook."""
        self.current = self.nb.cells.index(cell)
        return max(min(self.job.cell_timeout, self.ends - time.monotonic()), 0.01)

    @property
    def too_much(self) -> int | None:
        """Index of the cell whose output went over a limit."""
        over = [i for i, size in self.written.items() if size > MAX_CELL]
        return (
            over[0] if over else self.current if sum(self.written.values()) > MAX_NOTEBOOK else None
        )

    def process_message(self, msg, cell, cell_index):
        """Take a message of the kernel; end the kernel when its output runs away."""
        content = msg["content"]
        failure = failures.from_message(content)
        if failure is not None:  # for the run; the notebook that is kept shows the traceback
            self.failure = failure
            return None
        size = len(content.get("text") or "") + sum(
            len(str(v)) for v in (content.get("data") or {}).values()
        )
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
        seen.append(
            _Client(
                nb_man,
                job,
                kernel_name=kernel_name,
                startup_timeout=START_SECONDS,
                log=logging.getLogger("papermill"),
                extra_arguments=["--IPKernelApp.log_level=50"],
            )
        )
        with open(job.workdir / kernels.LOG, "wb") as log:
            return seen[0].execute(
                env={**kernels.environment(job.workdir), **job.environment},
                cwd=str(job.workdir),
                stdout=log,
                stderr=log,
                cleanup_kc=True,
            )


papermill_engines.register("series", _Engine)


def run(job: Job) -> None:
    """Execute the notebook of a job and write its record and findings.

    Raises
    ------
    ExecutionError, NotebookError, KernelError : with notebook, language and cell; the failed notebook is kept
    """
    shutil.rmtree(job.workdir, ignore_errors=True)
    kernels.create_workdir(job.workdir)
    job.failed.unlink(missing_ok=True)
    seen: list[_Client] = []
    try:
        validate.keep(_execute(job, seen), job)
    except SeriesError:
        if seen:
            validate.scrub(seen[0].nb)
            validate.write(seen[0].nb, job.failed)
        raise
    shutil.rmtree(job.workdir, ignore_errors=True)


def _execute(job: Job, seen: list[_Client]) -> NotebookNode:
    """The executed notebook; another kernel is tried where a process of others took the port of the first."""
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            return _execute_once(job, seen)
        except _PortTaken as error:
            if attempt == START_ATTEMPTS:
                raise KernelError(error.where, error.what, error.do) from None
            seen.clear()
    raise AssertionError("the last attempt returns or raises")


class _PortTaken(KernelError):
    """Another process listens on a port that was free when it was chosen."""


def _execute_once(job: Job, seen: list[_Client]) -> NotebookNode:
    where = f"{job.name} [{job.language}]"
    source = translated(read(job.source), job.language)
    source.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    try:
        return papermill.execute_notebook(
            source,
            None,
            {"language": job.language, **job.overrides},
            engine_name="series",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            job=job,
            seen=seen,
        )
    except PapermillExecutionError as error:
        raise _cell_error(where, error, seen[0]) from None
    except CellTimeoutError:
        raise _late(where, seen[0]) from None
    except DeadKernelError:
        raise _dead(where, seen[0]) from None
    except (
        RuntimeError
    ) as error:  # jupyter_client: the kernel did not start, or died before its first answer
        raise _not_started(where, job, str(error)) from None


def _not_started(where: str, job: Job, words: str) -> KernelError:
    """What to say of a kernel that did not start: what it said last itself, which is the cause."""
    log = job.workdir / kernels.LOG
    try:
        lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    except OSError:
        lines = []
    said = [line for line in lines if line]
    kind = _PortTaken if any("Address already in use" in line for line in said) else KernelError
    reason = said[-1] if said else words.strip().splitlines()[0]
    return kind(where, f"the kernel did not start: {reason[:200]}", f"See {log}")


def _late(where: str, client: _Client) -> KernelError:
    job, cell = client.job, client.current + 1
    if client.ends - time.monotonic() < 0.1:
        return KernelError(
            f"{where}, cell {cell}",
            f"the notebook ran longer than {job.notebook_timeout} s",
            "Raise --notebook-timeout, or mend the notebook.",
        )
    return KernelError(
        f"{where}, cell {cell}",
        f"the cell ran longer than {job.cell_timeout} s",
        "Raise --timeout, or mend the cell.",
    )


def _dead(where: str, client: _Client) -> SeriesError:
    if client.too_much is not None:
        return ExecutionError(
            f"{where}, cell {client.too_much + 1}",
            f"wrote over {MAX_CELL / 1e6:.0f} MB, or the notebook over {MAX_NOTEBOOK / 1e6:.0f} MB",
            "Show less: a figure, a table or a summary.",
        )
    return KernelError(
        f"{where}, cell {client.current + 1}",
        "the kernel died",
        "Most often it ran out of memory; else the cell ended it.",
    )


def _cell_error(where: str, error: PapermillExecutionError, client: _Client) -> ExecutionError:
    """The error of a cell, in the words of the series where the series raised it."""
    place = f"{where}, cell {error.cell_index + 1}"
    if client.failure is not None:
        return failures.as_error(place, client.failure)
    message = error.evalue.strip().splitlines() or [""]
    rest = " ".join(message[1:])
    return ExecutionError(place, f"{error.ename}: {message[0][:300]}", rest[:300].strip())

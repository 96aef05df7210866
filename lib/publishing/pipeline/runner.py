"""Runs the steps of the series and promotes what they made. The only module that uses doit.

Every step is a doit task that runs only where the content of what it depends on, or of what it made, has changed.
Results are made in a staging folder and promoted as one set, so that ledger, findings and reports always belong to one
run. What has nothing to do imports nothing heavy: papermill, nbformat and pandas come in with the steps that need them.
"""

import contextlib
import errno
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from doit.control import TaskControl
from doit.dependency import Dependency, FileChangedChecker
from doit.exceptions import TaskFailed, UnmetDependency
from doit.runner import MThreadRunner
from doit.task import Stream, dict_to_task

from lib import files, paths, tables
from lib.errors import ExecutionError, HoldsError, NotebookError, SeriesError, WriteError
from lib.language import labels
from lib.printable import printable
from lib.publishing.pipeline import dependencies, kept_going, limits, publish
from lib.publishing.pipeline.config import Options, prepare
from lib.publishing.pipeline.tasks import Task, TaskGraph
from lib.publishing.site import manifest

#: Tables that pages and the ledger read, whatever cells load.
_READ_FOR_PAGES = {"claims", "glossary", "scorecard", "settlement"}
_REASONS = 4  # that --explain names
#: What the system says where a folder takes no more, as opposed to a defect of ours.
_CANNOT_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


def run(options: Options) -> Path:
    """Run the series and promote its reports; returns the index of the set.

    Raises
    ------
    SeriesError : the first thing that failed; the last good set is as it was
    """
    started = time.monotonic()
    limits.check(options.jobs)
    publish.check_target(options.out)
    if options.keep_going:
        kept_going.check_target(options.out)
    series = prepare(options)
    work = options.out / ".work"
    with publish.locked(work), _stopping() as hold:
        publish.check_completeness(options.out, options.languages, options.formats)
        plan = TaskGraph(series, options, work)
        try:
            _execute(plan)
            staged = plan.staged()
        except OSError as error:
            raise _unwritable(error) from error
        hold.append("promotion")  # it takes a blink; a signal waits for its end
        changed = publish.publish(staged, options.out)
    index = options.out / "index.html"
    if not options.quiet:
        print(
            f"{paths.relative(index)}: {changed} files changed, {time.monotonic() - started:.1f} s"
        )
    if options.keep_going:
        _tell_what_does_not_hold(plan, index)
    return index


def _tell_what_does_not_hold(plan: TaskGraph, index: Path) -> None:
    """List the sentences that do not hold, each once whatever the languages; nothing where all do.

    Raises
    ------
    HoldsError : there is one
    """
    jobs = [plan.job(name, plan.languages[0]) for name in plan.series.names]
    lines = [line for job in jobs for line in kept_going.false_sentences(job)]
    if not lines:
        return
    for line in lines:
        print(printable(line), file=sys.stderr)
    count = f"{len(lines)} sentences do" if lines[1:] else "1 sentence does"
    raise HoldsError(
        paths.relative(index),
        f"{count} not hold with these {kept_going.what_is_other(jobs)}",
        "Each is listed above, and marked on its page.",
    )


def _unwritable(error: OSError) -> SeriesError:
    if error.errno in _CANNOT_WRITE:
        return WriteError(
            str(error.filename or "the output folder"),
            f"cannot be written: {error.strerror}",
            "Free the space or the permission, or give another --out.",
        )
    return NotebookError("the run", f"{type(error).__name__}: {error}", "See it whole: --debug")


@contextlib.contextmanager
def _stopping() -> Iterator[list]:
    """End the run at once when it is told to stop: kernels first. Nothing needs to be undone, see `promotion`.

    Raising an exception would not do: it waits for threads, and they wait for a cell that may never end.
    """
    hold: list = []

    def stop(number: int, frame) -> None:
        if hold:
            hold.append(number)
            return
        _end_kernels()
        os.write(2, b"\nstopped: the last good reports are as they were; run again to go on\n")
        os._exit(128 + number)

    numbers = [s for s in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", None)) if s]
    before = {}
    with contextlib.suppress(
        ValueError
    ):  # not the main thread: whoever runs us there looks after signals
        before = {n: signal.signal(n, stop) for n in numbers}
    try:
        yield hold
    finally:
        _end_kernels()
        for number, handler in before.items():
            signal.signal(number, handler)
    if hold[1:]:
        raise SystemExit(128 + hold[1])


def _end_kernels() -> None:
    module = sys.modules.get("lib.publishing.pipeline.kernels")
    if module:
        module.end_all()


def _execute(plan: TaskGraph) -> None:
    """Run every step that is not up to date; raise the first error."""
    options = plan.options
    errors: list[SeriesError] = []
    shutil.rmtree(plan.work / "failed", ignore_errors=True)
    control = TaskControl([dict_to_task(_task(step, errors)) for step in plan.steps()])
    control.process(None)
    manager = _Manager(_Database, str(plan.work / "doit.json"), checker_cls=_Content)
    if options.force or any(
        manager.get_status(task, control.tasks).status != "up-to-date"
        for task in control.tasks.values()
        if task.name.startswith("execute ")
    ):
        _warm_up(plan)
    reporter = _Reporter(options, manager)
    runner = MThreadRunner(
        manager, reporter, options.keep_going, options.force, Stream(0), options.jobs
    )
    code = runner.run_all(control.task_dispatcher())
    if errors:
        publish.keep_failed(sorted((plan.work / "failed").rglob("*.ipynb")), options.out)
        raise _explained(errors, reporter.skipped) if options.keep_going else errors[0]
    if code:
        raise NotebookError(
            "the series", "a step failed outside the notebooks", "See the lines above."
        )


def _read_registers() -> None:
    """What cells and pages look things up in, read before any kernel starts: a fault is told now, not after minutes.

    Raises
    ------
    DataError : a register that is missing or not of its form
    """
    labels()
    tables.references()
    tables.assumptions()


def _explained(errors: list[SeriesError], skipped: list[str]) -> SeriesError:
    """One error for all that failed, once each is explained."""
    failures = kept_going.explained(errors)
    is_one = not failures[1:]
    for line in [*([] if is_one else failures), *kept_going.not_run(skipped)]:
        print(printable(line), file=sys.stderr)
    if is_one:
        return errors[0]
    return ExecutionError(
        "the run",
        "more than one notebook failed; nothing was published",
        "Each is explained above.",
    )


def _warm_up(plan: TaskGraph) -> None:
    """Import what kernels need: in a process to fork them from, and here what executes them; read every table.

    Raises
    ------
    DataError : a table that breaks its schema, or a register that is not of its form
    """
    from lib.publishing.pipeline import kernels

    _read_registers()
    if plan.options.kernels == "warm":
        library = set().union(*plan.library.values())
        kernels.warm_up(plan.work / "kernels", dependencies.packages(library))
    for name in sorted(set().union(*plan.tables.values(), _READ_FOR_PAGES & set(tables.names()))):
        tables.read(tables.resource(name))
    from lib.publishing.pipeline import execute  # noqa: F401


def _task(step: Task, errors: list[SeriesError]) -> dict:
    """A step as a task of doit, which keeps with its success what it depended on and what it made."""
    key = json.loads(json.dumps(step.key, default=str))

    def same_key(task, values):
        return values.get("key") == key

    def same_results(task, values):
        return values.get("results") == step.results()

    def guarded():
        try:
            step.action()
            return {"key": key, "results": step.results()}
        except SeriesError as error:
            errors.append(error)
        except OSError as error:
            errors.append(_unwritable(error))
        except Exception as error:  # a defect of ours: shown as one line, whole with --debug
            errors.append(
                NotebookError(
                    step.name, f"{type(error).__name__}: {str(error)[:200]}", "Whole: --debug"
                )
            )
            errors[-1].__cause__ = error
        return TaskFailed(step.name)

    return {
        "name": step.name,
        "actions": [guarded],
        "file_dep": [str(p) for p in step.inputs],
        "meta": {"key": key},
        "targets": [str(p) for p in step.targets],
        "uptodate": [same_key, same_results],
        # doit would swap sys.stdout for each task; two threads would take each other's.
        "io": {"capture": False},
    }


class _Content(FileChangedChecker):
    """A file has changed where its content has, whatever its time says."""

    def check_modified(self, file_path, file_stat, state):
        return files.digest(Path(file_path)) != state

    def get_state(self, dep, current_state):
        state = files.digest(Path(dep))
        return None if state == current_state else state


class _Database:
    """doit's record of what has been done: one JSON file, which a run killed at any time leaves whole.

    A file that cannot be read (of another program, or of a disk that was full) is as good as none: every step runs.
    The methods are those that doit asks of a database.
    """

    def __init__(self, name: str, codec, *, module_name=None) -> None:
        self.file, self.name, self.codec = Path(name), name, codec
        self.values: dict[str, dict] = self._read()

    def _read(self) -> dict[str, dict]:
        try:
            values = self.codec.decode(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}

    def dump(self) -> None:
        """Write the file."""
        files.write_text(self.file, self.codec.encode(self.values))

    def set(self, task_id: str, dependency: str, value) -> None:
        """Keep a value of a task."""
        self.values.setdefault(task_id, {})[dependency] = value

    def get(self, task_id: str, dependency: str):
        """A value of a task, or None."""
        return self.values.get(task_id, {}).get(dependency)

    def in_(self, task_id: str) -> bool:
        """Whether anything is kept of a task."""
        return task_id in self.values

    def remove(self, task_id: str) -> None:
        """Forget a task."""
        self.values.pop(task_id, None)

    def remove_all(self) -> None:
        """Forget every task."""
        self.values = {}


class _Manager(Dependency):
    """Writes each success at once, so that a run that was killed goes on where it stood."""

    def save_success(self, task, result_hash=None):
        super().save_success(task, result_hash)
        self.backend.dump()


class _Reporter:
    """One line a step: what ran and how long; with ``--explain`` why."""

    def __init__(self, options: Options, manager: Dependency) -> None:
        self.options, self.manager = options, manager
        self.begun: dict[str, float] = {}
        #: Notebooks that did not run, because a step that they need has failed.
        self.skipped: list[str] = []

    def _say(self, line: str) -> None:
        if not self.options.quiet:
            print(printable(line), flush=True)

    def execute_task(self, task) -> None:
        """Note the time; say why."""
        self.begun[task.name] = time.monotonic()
        if self.options.explain:
            reasons = self._reasons(task)
            more = f"; and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
            self._say(f"{task.name}  because {'; '.join(reasons[:_REASONS])}{more}")

    def _reasons(self, task) -> list[str]:
        """What has changed since the step ran last, in words."""
        if not self.manager.backend.in_(task.name):
            return ["it has not run before"]
        reasons = self.manager.get_status(task, None, get_log=True).reasons
        old, new = self.manager.get_values(task.name).get("key", {}), task.meta["key"]
        keys = sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k))
        changed_files = {
            "changed": reasons["changed_file_dep"],
            "is new": reasons["added_file_dep"],
            "is no longer used": reasons["removed_file_dep"],
            "is missing": reasons["missing_target"],
        }
        new_files = set(changed_files["is new"])
        words = [f"{key} changed" for key in keys]
        for what, names in changed_files.items():
            for file in sorted(names):
                is_told = what == "changed" and file in new_files
                words += [] if is_told else [f"{self._named(file)} {what}"]
        if words:
            return words
        return ["--force asks for it" if self.options.force else "its result was changed by hand"]

    @staticmethod
    def _named(file: str) -> str:
        inside = file.partition("/.work/")[2]
        return inside or manifest.named(Path(file))

    def skip_uptodate(self, task) -> None:
        """Name a step that has nothing to do."""
        if self.options.explain:
            self._say(f"{task.name}  up to date")

    def add_success(self, task) -> None:
        """Say how long a step took."""
        self._say(f"{task.name}  {time.monotonic() - self.begun[task.name]:.1f} s")

    def add_failure(self, task, fail) -> None:
        """Say that a step failed; its error comes last."""
        if isinstance(fail, UnmetDependency):
            kind, _, rest = task.name.partition(" ")
            if kind == "execute":
                self.skipped.append(rest.split()[0])
            return
        self._say(f"{task.name}  failed")

    def runtime_error(self, msg: str) -> None:
        """Say what doit itself has against the tasks."""
        print(printable(msg), file=sys.stderr)

    def cleanup_error(self, exception) -> None:
        """Part of doit's interface: no task here cleans up."""

    def _nothing(self, *args) -> None:
        """Part of doit's interface that says nothing here."""

    initialize = get_status = skip_ignore = teardown_task = complete_run = _nothing

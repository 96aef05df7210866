"""The command line, ``python -m lib``, which ``./run`` calls inside the environment: arguments and exit codes.

The one place that prints an error. What a command does stands in the module that it calls; nothing is computed here.
"""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from lib import paths
from lib.errors import SeriesError, UsageError
from lib.printable import printable
from lib.publishing.pipeline import limits


class _Parser(argparse.ArgumentParser):
    """Errors in the form of the series, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(self.prog, message, f"See {self.prog} --help.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="./run", description="Ecuador's security crisis: the evidence.")
    parser.add_argument("--debug", action="store_true", help="show the full traceback of an error")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_Parser
    )
    reports = commands.add_parser("reports", help="run the notebooks and write the reports")
    reports.add_argument(
        "notebooks", nargs="*", metavar="NOTEBOOK", help="those that -p and --scenario speak of"
    )
    reports.add_argument("-p", dest="overrides", action="append", default=[], metavar="NAME=VALUE")
    reports.add_argument(
        "--scenario", metavar="NAME", help="a named set of parameters of series.yml"
    )
    reports.add_argument("--language", choices=("en", "es", "all"), default="all")
    reports.add_argument("--format", default="html,pdf", metavar="html,pdf")
    reports.add_argument("--data", metavar="DIR", help="another data folder")
    reports.add_argument("--out", metavar="DIR", default=str(paths.REPORTS))
    reports.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="notebooks at a time (default 2)"
    )
    reports.add_argument(
        "--kernels", choices=("warm", "stock"), default="warm", help="forked kernels, or new ones"
    )
    reports.add_argument("--force", action="store_true", help="run every step again")
    reports.add_argument(
        "--explain", action="store_true", help="say why each step runs, or that it need not"
    )
    reports.add_argument(
        "--keep-going",
        action="store_true",
        help="mark sentences that do not hold instead of stopping at the first; needs --out",
    )
    reports.add_argument(
        "--timeout",
        type=int,
        default=limits.CELL_SECONDS,
        metavar="S",
        help="seconds that a cell may take",
    )
    reports.add_argument(
        "--notebook-timeout",
        type=int,
        default=limits.NOTEBOOK_SECONDS,
        metavar="S",
        help="seconds for a notebook",
    )
    reports.add_argument("--quiet", action="store_true")
    reports.add_argument(
        "--list-parameters", action="store_true", help="names, types, defaults and help, then stop"
    )
    check = commands.add_parser("check", help="check data, texts, notebooks and README")
    check.add_argument("--write", action="store_true", help="bring what is derived up to date")
    _add_questions(commands)
    for name, words in (
        ("test", "run the tests"),
        ("lab", "open JupyterLab"),
        ("bench", "measure the series"),
        ("clean", "remove generated reports and staging"),
    ):
        subcommand = commands.add_parser(name, help=words, add_help=name != "test")
        if name == "bench":
            subcommand.add_argument(
                "--rounds", type=int, default=3, metavar="N", help="how often each pair takes turns"
            )
            subcommand.add_argument(
                "--write", action="store_true", help="keep the figures in docs/performance.md"
            )
        if name == "clean":
            subcommand.add_argument("--out", metavar="DIR", default=str(paths.REPORTS))
    return parser


def _add_questions(commands: Any) -> None:
    """The commands that ask something of a run, or of one number."""
    approve = commands.add_parser("approve", help="take the last run into the approved record")
    approve.add_argument(
        "ids", nargs="*", metavar="ID", help="rows to approve, ID or NOTEBOOK#ID; all by default"
    )
    approve.add_argument(
        "--out", metavar="DIR", default=str(paths.REPORTS), help="the folder of the run"
    )
    diff = commands.add_parser("diff", help="compare two sets of reports, or a set and an edition")
    diff.add_argument("before", metavar="A", help="the folder of a run, or an edition as 2026.11")
    diff.add_argument("after", metavar="B", help="the same")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="for a pull request")
    form.add_argument("--json", action="store_true", help="everything, for a program")
    affirm = commands.add_parser("affirm", help="write that you have looked at verdicts today")
    affirm.add_argument("ids", nargs="*", metavar="ID", help="findings or claims, such as J02")
    trace = commands.add_parser("trace", help="follow one number to its rows and sources")
    trace.add_argument("finding", metavar="FINDING", help="the id of a finding, or NOTEBOOK#ID")
    trace.add_argument("--data", metavar="DIR", help="another data folder")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _open_closed_streams()
    # A terminal that lacks a letter gets its code, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with _until_the_reader_leaves():
        return _run(arguments)


def _open_closed_streams() -> None:
    """Open the null device where standard input, output or errors are closed, as a daemon's may be.

    Else the next file that is opened, a report perhaps, would stand where others print.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            os.set_inheritable(opened, True)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


class _UntilClosed:
    """A stream that falls silent when its reader has left, as that of ``./run reports | head -1``.

    What a command does and its exit code must not hang on who reads its progress.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or do nothing where nobody reads."""
        with self._silenced():
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, or do nothing where nobody reads."""
        with self._silenced():
            self._stream.flush()

    @contextlib.contextmanager
    def _silenced(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            # What is still in the buffer goes there, too, at the end of the process.
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self._stream.fileno())
            os.close(null)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _until_the_reader_leaves() -> Iterator[None]:
    output, errors = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _UntilClosed(output), _UntilClosed(errors)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = output, errors


def _run(arguments: list[str]) -> int:
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]  # wherever it stands
    try:
        options, rest = _parser().parse_known_args(arguments)
        if rest and options.command not in ("test", "lab"):
            raise UsageError(
                "./run " + options.command,
                f"unknown argument {rest[0]}",
                f"See ./run {options.command} --help.",
            )
        return COMMANDS[options.command](options, rest)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except Exception as error:
        if debug:
            raise
        code, words = _exit_code_and_message(error)
        print(f"error: {printable(words)}", file=sys.stderr)
        return code


def _exit_code_and_message(error: Exception) -> tuple[int, str]:
    """Exit code and words for an error; what is neither the user's nor the machine's is a defect of ours."""
    if isinstance(error, SeriesError):
        return error.exit_code, str(error)
    if isinstance(error, MemoryError):
        return (
            3,
            "the machine: there is not enough memory\n  Free some, or raise the limit: ulimit -v.",
        )
    if isinstance(error, OSError):
        return 4, f"{error.filename or 'the system'}: {error.strerror or error}"
    return (
        1,
        f"{type(error).__name__}: {str(error)[:200]}\n  A defect of the series: see it whole with --debug.",
    )


def _reports(options: argparse.Namespace, rest: list[str]) -> int:
    if options.data:
        paths.use_data(Path(options.data))
    from lib.publishing.pipeline import config

    if options.list_parameters:
        for line in config.listed_parameters(options.notebooks):
            print(printable(line))
        return 0
    formats = tuple(options.format.split(","))
    if not set(formats) <= set(config.FORMATS):
        raise UsageError(
            f"--format {options.format}", "not known", f"Known: {','.join(config.FORMATS)}"
        )
    if min(options.jobs, options.timeout, options.notebook_timeout) < 1:
        raise UsageError("./run reports", "--jobs, --timeout and --notebook-timeout are at least 1")
    languages = ("en", "es") if options.language == "all" else (options.language,)
    from lib.publishing.pipeline import runner

    runner.run(
        config.Options(
            notebooks=options.notebooks,
            overrides=config.pairs(options.overrides),
            scenario=options.scenario,
            languages=languages,
            formats=formats,
            out=Path(options.out).resolve(),
            jobs=options.jobs,
            kernels=options.kernels,
            force=options.force,
            explain=options.explain,
            quiet=options.quiet,
            keep_going=options.keep_going,
            cell_timeout=options.timeout,
            notebook_timeout=options.notebook_timeout,
        )
    )
    return 0


def _check(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.checks import run

    return run.run(write=options.write)


def _approve(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.checks import approved

    approved.approve(options.ids, Path(options.out).resolve())
    return 0


def _diff(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.compare import differences, sets, words

    comparison = differences.compare(sets.read(options.before), sets.read(options.after))
    write = (
        words.as_json if options.json else words.as_markdown if options.markdown else words.as_text
    )
    print(printable(write(comparison)))
    return 1 if comparison.differs else 0


def _affirm(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.checks import affirmed

    for finding in affirmed.affirm(options.ids):
        print(printable(f"checked: {finding}"))
    return 0


def _trace(options: argparse.Namespace, rest: list[str]) -> int:
    if options.data:
        paths.use_data(Path(options.data))
    from lib.publishing.trace import following, words

    print(printable(words.text(following.follow(options.finding, paths.REPORTS))))
    return 0


def _test(options: argparse.Namespace, rest: list[str]) -> int:
    browser = "--browser" in rest
    rest = [r for r in rest if r != "--browser"]
    if browser:
        _check_browser_tools()
        _install_html_checker()
    marks = [] if browser else ["-m", "not browser"]
    if rest:
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *marks, *rest], cwd=paths.ROOT, check=False
        ).returncode
    else:
        from lib.publishing.checks import suite

        code = suite.run(marks)
    if not browser:
        print("The browser checks were not asked for: ./run test --browser")
    return code


def _check_browser_tools() -> None:
    """What the browser checks need of the system is there.

    Raises
    ------
    UsageError : a program is missing
    """
    import shutil

    needed = {
        "chromium": ("chromium", "chromium-browser"),
        "java": ("java",),
        "npm": ("npm",),
    }
    packages = {"java": "default-jre-headless"}
    for name, programs in needed.items():
        if not any(map(shutil.which, programs)):
            hint = f"On Debian: apt-get install {packages.get(name, name)}"
            raise UsageError("./run test --browser", f"{name} is missing", hint)


def _install_html_checker() -> None:
    """Get the Nu HTML checker as its lock names it, unless it is there; nothing of it runs meanwhile.

    Raises
    ------
    UsageError : npm does not get it
    """
    folder = paths.ROOT / "tests" / "browser"
    lock = (folder / "package-lock.json").read_text("utf-8")
    stamp = folder / "node_modules" / "lock"
    if stamp.is_file() and stamp.read_text("utf-8") == lock:
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise UsageError("./run test --browser", f"npm failed: {said[:200]}", "Is there a network?")
    stamp.write_text(lock, "utf-8")


def _lab(options: argparse.Namespace, rest: list[str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "jupyterlab", *rest], cwd=paths.ROOT, check=False
    ).returncode


def _bench(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.checks import bench

    if options.rounds < 1:
        raise UsageError("./run bench", "--rounds is at least 1")
    return bench.run(options.rounds, write=options.write)


def _clean(options: argparse.Namespace, rest: list[str]) -> int:
    from lib.publishing.pipeline import publish

    publish.clean(Path(options.out).resolve())
    return 0


COMMANDS = {
    "reports": _reports,
    "check": _check,
    "approve": _approve,
    "diff": _diff,
    "affirm": _affirm,
    "trace": _trace,
    "test": _test,
    "lab": _lab,
    "bench": _bench,
    "clean": _clean,
}

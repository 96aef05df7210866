"""``./run bench``: what the series costs, as ratios of whole processes that take turns.

Nothing here is a test, and no time is asserted anywhere: a figure is worth as much as the machine was quiet. With
``--write`` the figures become the record in ``docs/performance.md``.
"""

import asyncio
import contextlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from lib import paths
from lib.errors import ExecutionError
from lib.printable import printable
from lib.publishing.checks import baseline
from lib.publishing.pipeline.config import configuration
from lib.publishing.site import manifest

RECORD = paths.DOCS / "performance.md"
BEGIN, END = "<!-- figures: written by ./run bench --write -->", "<!-- end of figures -->"
LANGUAGES = ("en", "es")
#: A notebook to edit, and a table that it alone loads.
NOTEBOOK, TABLE = "04-international-aid", "aid/pledges.csv"
_PYTHON = [sys.executable, "-P", "-m"]
_SAMPLE = 0.05  # seconds between two looks at the memory in use
#: A kernel is started and ended this often for a median.
_KERNELS = 5


def run(rounds: int, *, write: bool = False) -> int:
    """Measure and print; with `write` into the record too."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        lines = list(_report(Path(folder), rounds))
    if write:
        before, _, rest = RECORD.read_text("utf-8").partition(BEGIN)
        RECORD.write_text(
            f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.partition(END)[2]}", "utf-8"
        )
    return 0


def _report(folder: Path, rounds: int) -> Iterator[str]:
    """The lines of the record, each printed as soon as it is known."""
    for section in (_machine, _ratios, _seconds, _where):
        for line in section(folder, rounds):
            print(printable(line), flush=True)
            yield line


def _machine(folder: Path, rounds: int) -> Iterator[str]:
    versions = ", ".join(f"{name} {number}" for name, number in manifest.versions().items())
    memory = psutil.virtual_memory().total / 2**30
    yield (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB; {versions}; "
        f"{rounds} rounds, median (lowest to highest); the loop, which takes minutes, once."
    )


# Ratios: two commands take turns, so that what else the machine does meets both


def _ratios(folder: Path, rounds: int) -> Iterator[str]:
    ours = _reports(folder / "ours", "--format", "html")
    yield from (
        "",
        "| pair | ratio | goal | seconds of the first | of the second |",
        "|---|---|---|---|---|",
    )
    alone = [*_PYTHON, "lib.publishing.checks.baseline", str(folder / "plain")]
    yield _pair(
        "whole job to HTML, both languages : the same cells in one plain process",
        "1.05",
        rounds,
        _fresh(folder / "ours", ours),
        _fresh(folder / "plain", alone),
    )
    yield _pair(
        "whole job to HTML, both languages : papermill and nbconvert in a loop",
        "0.25",
        1,
        _fresh(folder / "ours", ours),
        lambda: _loop(folder / "loop", folder / "ours"),
    )
    home = shutil.copytree(paths.NOTEBOOKS, folder / "home" / "notebooks").parent
    shutil.copy(paths.ROOT / "series.yml", home)
    edited = _reports(folder / "edited", "--format", "html")
    _time(edited, **paths.environment_of_series(home))

    def run_with_notebook_edited() -> float:
        _edit_notebook(home)
        return _time(edited, **paths.environment_of_series(home))

    yield _pair(
        "one notebook edited : that notebook in one plain process",
        "1.3",
        rounds,
        run_with_notebook_edited,
        _fresh(folder / "plain", [*alone, NOTEBOOK]),
    )
    data = shutil.copytree(paths.ROOT / "data", folder / "data")
    from_other_data = _reports(folder / "edited", "--format", "html", "--data", str(data))
    _time(from_other_data)

    def run_with_table_edited() -> float:
        _edit_table(data / TABLE)
        return _time(from_other_data)

    yield _pair(
        "one table edited : the notebook that loads it in one plain process",
        "",
        rounds,
        run_with_table_edited,
        _fresh(folder / "plain", [*alone, NOTEBOOK]),
    )


def _pair(
    name: str, goal: str, rounds: int, first: Callable[[], float], second: Callable[[], float]
) -> str:
    """A row of the table: the ratio of each round, whose first and second change places."""
    times: list[tuple[float, float]] = []
    for number in range(rounds):
        one, two = (first(), second()) if number % 2 == 0 else (second(), first())[::-1]
        times.append((one, two))
    ratios = [one / two for one, two in times]
    sides = [_spread(side, 1) for side in zip(*times, strict=True)]
    return f"| {name} | {_spread(ratios, 2)} | {goal and '<= ' + goal} | {' | '.join(sides)} |"


def _spread(values, digits: int) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _reports(out: Path, *arguments: str) -> list[str]:
    return [*_PYTHON, "lib", "reports", "--out", str(out), *arguments]


def _time(command: list[str], **environment: str) -> float:
    """Seconds of a command.

    Raises
    ------
    ExecutionError : it failed; with the last words that it said
    """
    began = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise ExecutionError(
            "./run bench", f"{' '.join(command[3:])[:120]} failed", f"It said: {said[-1][:200]}"
        )
    return time.perf_counter() - began


def _fresh(out: Path, command: list[str]) -> Callable[[], float]:
    """The command, each time into a folder that is not there."""

    def timed() -> float:
        shutil.rmtree(out, ignore_errors=True)
        return _time(command)

    return timed


def _loop(out: Path, finished: Path) -> float:
    """The stock command lines, one notebook and language after the other; `finished` gives the ledger its findings."""
    total = 0.0
    names = configuration().notebooks
    for code in LANGUAGES:
        (out / code).mkdir(parents=True, exist_ok=True)
        for place, name in enumerate(names):
            made = str(out / code / f"{name}.ipynb")
            source = str(paths.NOTEBOOKS / f"{name}.ipynb")
            findings = finished / ".work" / "findings" / code
            told = paths.environment_of(
                all_defaults=True, findings=[findings / f"{n}.json" for n in names[:place]]
            )
            total += _time(
                [*_PYTHON, "papermill", source, made, "-p", "language", code, "--no-progress-bar"],
                **told,
            )
            total += _time([*_PYTHON, "nbconvert", "--to", "html", "--log-level", "ERROR", made])
    return total


def _edit_notebook(home: Path) -> None:
    """Add a comment to the last code cell."""
    file = home / "notebooks" / f"{NOTEBOOK}.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    [*_, cell] = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    cell["source"] = ["# edited\n", *cell["source"]]
    file.write_text(json.dumps(notebook), "utf-8")


def _edit_table(file: Path) -> None:
    """Make the note of the first row, which stands last, longer by a letter."""
    head, row, rest = file.read_text("utf-8").split("\n", 2)
    file.write_text("\n".join([head, row + "x", rest]), "utf-8")


# Seconds and megabytes, of single processes


def _seconds(folder: Path, rounds: int) -> Iterator[str]:
    everything = _reports(folder / "all")
    _time(everything)
    start = [_time([*_PYTHON, "lib", "reports", "--help"]) for _ in range(rounds)]
    idle = [_time(everything) for _ in range(rounds)]
    work = [a - b for a, b in zip(idle, start, strict=True)]
    yield from ("", "| single figures | value | goal |", "|---|---|---|")
    yield f"| nothing to do, whole process, s | {_spread(idle, 2)} | |"
    yield f"| nothing to do, beyond the start of Python and of the command line, s | {_spread(work, 2)} | <= 0.5 |"
    for form, goal in (("pdf", "<= 0.5"), ("html", "")):
        name, times = _slowest_export(folder / "all", form, rounds)
        yield f"| slowest warm {form.upper()} of a report ({name}), s | {_spread(times, 2)} | {goal} |"
    shutil.rmtree(folder / "ours", ignore_errors=True)
    yield f"| memory of all processes of a whole job at its peak, MB | {_peak(_reports(folder / 'ours')):.0f} | |"


def _slowest_export(out: Path, form: str, rounds: int) -> tuple[str, list[float]]:
    """Name and seconds of the report that takes longest to write, once its writer is warm."""
    found = {}
    for file in sorted((out / "notebooks").rglob("*.ipynb")):
        baseline.export(file, form)
        found[f"{file.stem} {file.parent.name}"] = [
            baseline.export(file, form) for _ in range(rounds)
        ]
    return max(found.items(), key=lambda item: statistics.median(item[1]))


def _peak(command: list[str]) -> float:
    """Megabytes of a command and its descendants together at their peak; memory that they share counts once."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        used = 0
        with contextlib.suppress(psutil.Error):
            for one in (process, *process.children(recursive=True)):
                with contextlib.suppress(psutil.Error):  # it has ended between two looks
                    found = one.memory_full_info()
                    used += getattr(found, "pss", found.uss)
        most = max(most, used)
        time.sleep(_SAMPLE)
    return most / 1e6


# Where the time goes


def _where(folder: Path, rounds: int) -> Iterator[str]:
    """Parts of a whole job; those of cells and exports are of one plain process, so they overlap on two cores."""
    yield from ("", "| part of a whole job | seconds |", "|---|---|")
    for name, code in (
        ("start of Python", "pass"),
        ("import of papermill and what it brings", "lib.publishing.pipeline.execute"),
        ("import of what the notebooks use, once, beside the former", "lib.display"),
    ):
        command = [sys.executable, "-P", "-c", code if code == "pass" else f"import {code}"]
        yield f"| {name} | {_spread([_time(command) for _ in range(rounds)], 2)} |"
    for warm in (False, True):
        ready, ended = asyncio.run(_kernel(folder / "kernel", warm=warm))
        word = "forked from a warm process" if warm else "stock"
        yield f"| a kernel until it has the library, {word} | {_spread(ready, 2)} |"
        yield f"| its end | {_spread(ended, 2)} |"
    done = subprocess.run(
        [*_PYTHON, "lib.publishing.checks.baseline", str(folder / "plain")],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    for name, seconds in json.loads(done.stdout).items():
        yield f"| {name} | {seconds:.1f} |"


async def _kernel(folder: Path, *, warm: bool) -> tuple[list[float], list[float]]:
    """Seconds until a kernel has imported the library, and until it has ended, several times."""
    from lib.publishing.pipeline import kernels

    if warm:
        kernels.warm_up(folder, ["lib.display"])
    kernels.create_workdir(folder)
    ready, ended = [], []
    for number in range(_KERNELS + 1):
        manager = kernels.Manager(connection_file=str(folder / f"{warm}-{number}.json"))
        began = time.perf_counter()
        await manager.start_kernel(
            env=kernels.environment(folder),
            cwd=str(folder),
            extra_arguments=["--IPKernelApp.log_level=50"],
        )
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        await client.execute("from lib import display", reply=True, timeout=60)
        ready.append(time.perf_counter() - began)
        began = time.perf_counter()
        client.stop_channels()
        await manager.shutdown_kernel(now=True)
        ended.append(time.perf_counter() - began)
    kernels.end_all()
    return ready[1:], ended[1:]  # the first waits for the imports

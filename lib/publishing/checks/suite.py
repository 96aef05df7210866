"""The whole suite in two processes side by side: one that runs notebooks and browsers, and one that computes.

Most of the first is waiting for kernels, pages and typesetters; most of the second is one processor at work. Belongs
here: what each runs, and one closing line for both. Does not: which tests are left out (`lib.cli`).
"""

import re
import subprocess
import sys
import tempfile
import time
from collections import Counter

from lib import paths
from lib.printable import printable

#: Tests of notebooks that run their cells in one process: one processor's work, and no report.
COMPUTING = (
    "tests/notebooks/test_parameter_ends.py",
    "tests/notebooks/test_simulation_error.py",
    "tests/notebooks/test_justice_sentences.py",
    "tests/notebooks/test_laundering_sentences.py",
    "tests/notebooks/test_aid_parameters.py",
    "tests/notebooks/test_cocaine_parameters.py",
)
#: What each process runs; what prints as it goes comes first.
WATCHED = ("tests/browser", "tests/faults", "tests/notebooks")
BESIDE = ("tests/unit", "tests/data", "tests/backtests", "tests/reports")
_COUNT = re.compile(r"(\d+) (failed|passed|skipped|deselected|xfailed|xpassed|errors?|warnings?)\b")
_CLOSING = re.compile(r" in \d+(\.\d+)?s")
#: In the order of pytest.
_ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error")


def run(marks: list[str]) -> int:
    """Run every test; print what both processes say, and a closing line for the two together last.

    Parameters
    ----------
    marks : options of pytest that leave tests out

    Returns
    -------
    The exit code of the process that failed; 0 where neither did
    """
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", *marks]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said_beside:
        beside = subprocess.Popen(
            [*command, "-q", *BESIDE, *COMPUTING],
            cwd=paths.ROOT,
            stdout=said_beside,
            stderr=subprocess.STDOUT,
        )
        try:
            watched = subprocess.Popen(
                [*command, *WATCHED, *(f"--ignore={file}" for file in COMPUTING)],
                cwd=paths.ROOT,
                stdout=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            lines = _shown(watched)
            codes = [watched.wait(), beside.wait()]
        finally:
            beside.kill()
        said_beside.seek(0)
        others = said_beside.read().splitlines()
    for line in others:
        print(printable(line))
    print(closing([*lines, *others], time.monotonic() - began), flush=True)
    return next((code for code in codes if code), 0)


def _shown(process: subprocess.Popen[str]) -> list[str]:
    """Print what a process says as it comes; its last lines."""
    lines: list[str] = []
    assert process.stdout is not None
    with process.stdout as said:
        for line in said:
            print(printable(line.rstrip("\n")), flush=True)
            lines = [*lines[-20:], line]
    return lines


def closing(lines: list[str], seconds: float) -> str:
    """One closing line, in the form of pytest, for all those in a text.

    Examples
    --------
    >>> closing(["= 2 failed, 3 passed in 1.20s =", "4 passed, 1 warning in 0.10s"], 1.5)
    '=== 2 failed, 7 passed, 1 warning in 1.50s ==='
    """
    counts: Counter[str] = Counter()
    for line in lines:
        if _CLOSING.search(line):
            for number, word in _COUNT.findall(line):
                counts[word.rstrip("s") if word in ("errors", "warnings") else word] += int(number)
    parts = [
        f"{counts[word]} {word}{'s' if word in ('error', 'warning') and counts[word] > 1 else ''}"
        for word in _ORDER
        if counts[word]
    ]
    return f"=== {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s ==="

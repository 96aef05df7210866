"""What a cell can do wrong: the run fails with the exit code of the contract, and keeps the notebook to look at."""

import json

import pytest

pytestmark = pytest.mark.slow
#: Holds the interpreter's lock for ever: no other thread of the kernel runs, no Python handler is called.
HOLD = "sum(__import__('itertools').repeat(1))"
FIGURE = (
    'figure(charts.lines, rows([[1, 1.0, "ECU"], [2, 2.0, "ECU"]], ["x", "value", "series"]), id="late", '
    'title="A", subtitle="B", alt="A line, made up for a test.", tables=["made/counts"]{})'
)


def failed(tiny, done, code, words, cell=8):
    assert done.code == code, done.output + done.error
    assert 1 <= len(done.error.splitlines()) <= 3, done.error
    assert "Traceback" not in done.error
    assert all(word in done.error for word in ["02-second", *words]), done.error
    kept = json.loads((tiny.out / "02-second.failed.ipynb").read_text("utf-8"))
    assert len(kept["cells"]) >= cell
    assert kept["cells"][2]["cell_type"] == "code"


FAULTS = {
    "an error": (["1 / 0"], 1, ["cell 8", "ZeroDivisionError"]),
    "an error of many lines": (
        ["raise KeyError('\\n'.join('abcdefgh'))"],
        1,
        ["cell 8", "KeyError"],
    ),
    "an exit at the end": (["import sys; sys.exit(0)"], 1, ["cell 8", "SystemExit"]),
    "an exit before the end": (["import sys; sys.exit(0)", "1;"], 1, ["cell 8", "SystemExit"]),
    "an interrupt": (["raise KeyboardInterrupt"], 1, ["cell 8", "KeyboardInterrupt"]),
    "the kernel ends": (["import os; os._exit(0)"], 3, ["cell 8", "the kernel died", "memory"]),
    "the kernel is killed": (
        ["import os; os.kill(os.getpid(), 9)"],
        3,
        ["cell 8", "the kernel died", "memory"],
    ),
    "the kernel crashes": (
        ["import ctypes; ctypes.string_at(0);"],
        3,
        ["cell 8", "the kernel died"],
    ),
    "a word on stderr": (
        ["import sys; print('careful', file=sys.stderr)"],
        1,
        ["cell 8", "stderr: careful"],
    ),
    "a warning": (
        ["import warnings; warnings.warn('careful')"],
        1,
        ["cell 8", "stderr", "careful"],
    ),
    "a word past Python": (
        ["import os; os.write(2, b'careful\\n');"],
        1,
        ["cell 8", "stderr", "careful"],
    ),
    "endless output": (["while True: print('word ' * 1000)"], 1, ["cell 8", "5 MB"]),
    "one huge output": (
        ["from IPython.display import display", "display('x' * 6_000_000)"],
        1,
        ["cell 9", "5 MB"],
    ),
    "a stray word": (["print('stray')"], 1, ["cell 8", "stray"]),
    "a stray value": (["part"], 1, ["cell 8", "Estimate"]),
    "a figure that vanished": (
        ["figure = lambda *a, **k: None", FIGURE.format("")],
        1,
        ["cell 9", "0 of 1 figures"],
    ),
    "a letter without a glyph": (
        [FIGURE.format(', options={"xlabel": "\\u4e2d"}')],
        1,
        ["cell 8", "Glyph"],
    ),
    "a sentence that is false": (
        ["text('Always {part:pct}.', part=part, holds=part.low > 2)"],
        1,
        ["does not hold"],
    ),
    "a value that is missing": (["text('{none:pct}')"], 2, ["cell 8", "no value for {none}"]),
    "a finding twice": (
        [
            "finding('same', 'A {part:pct}.', value='part', part=part, unit='share', tables=['made/counts'])"
        ]
        * 2,
        2,
        ["same", "twice"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cell(tiny, fault):
    cells, code, words = FAULTS[fault]
    tiny.cells("02-second", *cells)
    failed(tiny, tiny.run(), code, words)


@pytest.mark.parametrize("kernels", ["warm", "stock"])
def test_an_error_of_the_series_comes_out_in_its_own_words(tiny, kernels):
    cell = "from lib.errors import DataError\nraise DataError('a.csv', 'no rows', 'Add one.')"
    tiny.cells("02-second", cell)
    done = tiny.run("--kernels", kernels)
    failed(tiny, done, 2, ["cell 8: a.csv: no rows", "Add one."])
    assert "DataError" not in done.error
    kept = json.loads((tiny.out / "02-second.failed.ipynb").read_text("utf-8"))
    shown = [output["output_type"] for cell in kept["cells"] for output in cell.get("outputs", [])]
    assert shown[-1] == "error", "the traceback is there to look at"


def test_a_tag_excuses_no_error(tiny):
    tiny.cells("02-second", "1 / 0", tags=("raises-exception",))
    failed(tiny, tiny.run(), 1, ["cell 8", "ZeroDivisionError"])


def test_a_tag_skips_no_cell(tiny):
    tiny.cells("02-second", "1;", tags=("skip-execution",))
    failed(tiny, tiny.run(), 1, ["cell 8", "never ran"])


@pytest.mark.parametrize(
    ("cell", "kernels", "seconds"),
    [("while True: pass", "warm", 3), (HOLD, "warm", 3), (HOLD, "stock", 6)],
    ids=["endless", "held", "held, stock"],
)
def test_a_cell_that_does_not_end(tiny, cell, kernels, seconds):
    tiny.cells("02-second", cell)
    done = tiny.run("--timeout", str(seconds), "--kernels", kernels)
    failed(tiny, done, 3, ["cell 8", f"longer than {seconds} s", "--timeout"])


def test_a_notebook_that_does_not_end(tiny):
    tiny.cells("02-second", *["__import__('time').sleep(1)"] * 9)
    failed(tiny, tiny.run("--notebook-timeout", "4"), 3, ["notebook ran longer than 4 s"])

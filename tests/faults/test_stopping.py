"""Stopped, killed, or run twice at once: nothing is left behind, and a next run gives what an undisturbed one does."""

import random
import signal
import time

import pytest

from tests.faults.test_cells import HOLD
from tests.faults.tiny import SIGNALS, stop, wait_for

pytestmark = pytest.mark.slow


def _in_a_cell(tiny, process):
    """Wait until two kernels run and their notebooks hang."""
    wait_for(lambda: process.poll() is not None or len(list(tiny.home.glob("*.hangs"))) == 2)
    assert process.poll() is None, process.communicate()


@pytest.fixture
def hanging(tiny):
    """Two notebooks whose last cell says that it has begun, then never lets go of the interpreter."""
    for name in ("01-first", "02-second"):
        mark = tiny.home / f"{name}.hangs"
        tiny.cells(name, f"open({str(mark)!r}, 'w').close()", HOLD)
    yield tiny
    for mark in tiny.home.glob("*.hangs"):
        mark.unlink()


@pytest.mark.parametrize(
    ("name", "kernels"), [("SIGTERM", "warm"), ("SIGINT", "stock"), ("SIGHUP", "warm")]
)
def test_a_signal_ends_the_run_and_its_kernels(hanging, name, kernels):
    process = hanging.begin("--jobs", "2", "--kernels", kernels)
    _in_a_cell(hanging, process)
    code, error, seconds = stop(process, SIGNALS[name])
    assert code == 128 + SIGNALS[name]
    assert seconds < 10
    assert len(error.strip().splitlines()) == 1 and "stopped" in error
    assert hanging.wait_for_no_kernel(3) == []


@pytest.mark.parametrize("kernels", ["warm", "stock"])
def test_a_killed_run_leaves_no_kernel(hanging, kernels):
    process = hanging.begin("--jobs", "2", "--kernels", kernels)
    _in_a_cell(hanging, process)
    stop(process, signal.SIGKILL)
    assert hanging.wait_for_no_kernel(5) == []


def test_a_second_run_is_turned_away(hanging):
    process = hanging.begin("--jobs", "2")
    _in_a_cell(hanging, process)
    done = hanging.run()
    assert (
        done.code == 2
        and "another run is writing" in done.error
        and len(done.error.splitlines()) <= 3
    )
    assert process.poll() is None
    stop(process, signal.SIGTERM)


def test_a_run_killed_at_any_moment_is_made_good(tiny):
    """Ten moments, from the first import to the promotion; each run has other work to do than the last."""
    before, dice = tiny.promoted(), random.Random(1)
    sets = [before]
    for number in range(10):
        process = tiny.begin("-p", f"size={4 + number % 2}", "--jobs", "2")
        time.sleep(dice.uniform(0.1, 4.5))
        stop(process, list(SIGNALS.values())[number % len(SIGNALS)])
        # The process that kernels are forked from may be in the middle of its imports: it ends after them.
        assert tiny.wait_for_no_kernel(30) == []
        assert tiny.temporary_files() == []
        if number % 5 == 4:
            done = tiny.run()
            assert done.code == 0, done.error
            sets.append(tiny.promoted())
    differing = {
        name
        for found in sets
        for name in found.keys() | before.keys()
        if found.get(name) != before.get(name)
    }
    assert not differing


@pytest.mark.parametrize(
    "place",
    [
        "doit.json",
        "executed/en/01-first.ipynb",
        "site/en/02-second.html",
        "findings/en/01-first.json",
        "site/en/data/01-first-rise.csv",
    ],
)
def test_a_damaged_staging_folder_is_made_good(tiny, place):
    file = tiny.out / ".work" / place
    file.write_bytes(file.read_bytes()[:100] + b"{")
    assert tiny.run().code == 0


def test_a_damaged_report_is_made_good(tiny):
    before = tiny.promoted()
    (tiny.out / "en" / "01-first.html").write_text("lost", "utf-8")
    (tiny.out / "en" / "index.html").unlink()
    (tiny.out / "en" / ".index.html.partial").write_text("half", "utf-8")
    assert tiny.run().code == 0
    assert tiny.promoted() == before

"""What is said of a cell that failed, by what is known of it; runs themselves stand with the fault tests."""

import time
from types import SimpleNamespace

import pytest
from papermill.exceptions import PapermillExecutionError

from lib.errors import DataError, ExecutionError, KernelError
from lib.publishing.pipeline import execute, failures, kernels

WHERE = "01-a [en]"


def client(**changes):
    """What `execute` asks of its client after a failure in the third cell."""
    job = SimpleNamespace(cell_timeout=5, notebook_timeout=60)
    known = {
        "job": job,
        "current": 2,
        "ends": time.monotonic() + 60,
        "too_much": None,
        "failure": None,
    }
    return SimpleNamespace(**known | changes)


def raised(name, words):
    return PapermillExecutionError(
        cell_index=2, exec_count=3, source="", ename=name, evalue=words, traceback=[]
    )


def test_an_error_of_the_series_keeps_its_words_and_its_exit_code():
    parts = failures.record(DataError("a.csv", "no rows", "Add one."))
    error = execute._cell_error(WHERE, raised("DataError", "other words"), client(failure=parts))
    assert str(error) == "01-a [en], cell 3: a.csv: no rows\n  Add one."
    assert error.exit_code == 2


def test_an_error_of_that_name_without_data_is_any_other():
    """A class that a notebook made itself and called DataError is none of ours."""
    error = execute._cell_error(WHERE, raised("DataError", "mine"), client())
    assert str(error) == "01-a [en], cell 3: DataError: mine"
    assert error.exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "01-a [en], cell 3: KeyError: "),
        ("one\ntwo\nthree", "01-a [en], cell 3: KeyError: one\n  two three"),
        ("x" * 999, "01-a [en], cell 3: KeyError: " + "x" * 300),
    ],
)
def test_other_errors_are_told_in_two_short_lines(words, said):
    error = execute._cell_error(WHERE, raised("KeyError", words), client())
    assert isinstance(error, ExecutionError)
    assert str(error) == said


def test_a_late_cell_and_a_late_notebook_are_told_apart():
    assert "the cell ran longer than 5 s" in str(execute._late(WHERE, client()))
    late = execute._late(WHERE, client(ends=time.monotonic()))
    assert "cell 3: the notebook ran longer than 60 s" in str(late)
    assert late.exit_code == 3


def test_a_kernel_that_died_and_one_that_was_ended_for_its_output_are_told_apart():
    died = execute._dead(WHERE, client())
    assert isinstance(died, KernelError) and "cell 3: the kernel died" in str(died)
    ended = execute._dead(WHERE, client(too_much=0))
    assert isinstance(ended, ExecutionError) and "cell 1: wrote over 5 MB" in str(ended)


@pytest.mark.parametrize(
    ("log", "words", "port_taken"),
    [
        (None, "Kernel didn't respond in 60 seconds", False),
        ("", "Kernel didn't respond in 60 seconds", False),
        ("Traceback:\n  x\nMemoryError: no room\n\n", "MemoryError: no room", False),
        (
            "zmq.error.ZMQError: Address already in use (addr='tcp')\n",
            "zmq.error.ZMQError: Address",
            True,
        ),
        ("x" * 999, "x" * 200, False),
    ],
)
def test_a_kernel_that_did_not_start_is_told_in_its_last_words(tmp_path, log, words, port_taken):
    job = SimpleNamespace(workdir=tmp_path)
    if log is not None:
        (tmp_path / kernels.LOG).write_text(log, "utf-8")
    error = execute._not_started(WHERE, job, "Kernel didn't respond in 60 seconds\nmore")
    assert f"the kernel did not start: {words}" in str(error)
    assert "x" * 201 not in str(error)
    assert str(tmp_path / kernels.LOG) in str(error)
    assert error.exit_code == 3
    assert isinstance(error, execute._PortTaken) == port_taken

"""``./run check`` prints the problems, counts them, and first renews what is derived where it is asked to."""

import pytest

from lib.publishing.checks import run


@pytest.fixture
def checks(monkeypatch):
    """So many problems, and a writer that mends them all."""

    def put(*lines):
        problems = list(lines)
        monkeypatch.setattr(run, "CHECKS", (lambda: list(problems), lambda: []))
        monkeypatch.setattr(run, "WRITERS", (problems.clear,))
        monkeypatch.setattr(run, "NOTES", ())

    return put


def test_no_problem_is_said_and_is_no_failure(checks, capsys):
    checks()
    assert run.run() == 0
    assert capsys.readouterr().out == "no problems\n"


def test_problems_are_printed_and_counted_and_the_first_forty_are_enough(checks, capsys):
    checks(*(f"file {number}: wrong" for number in range(1, 43)))
    assert run.run() == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "file 1: wrong" and lines[39] == "file 40: wrong"
    assert lines[40:] == ["and 2 more", "42 problems; ./run check --write mends what is derived"]


def test_what_is_derived_is_renewed_before_it_is_checked(checks, capsys):
    checks("a file: stale")
    assert run.run(write=True) == 0
    assert capsys.readouterr().out == "no problems\n"


def test_a_note_is_printed_and_is_no_failure(checks, monkeypatch, capsys):
    checks()
    monkeypatch.setattr(run, "NOTES", (lambda: ["stale: a verdict"],))
    assert run.run() == 0
    assert capsys.readouterr().out == "stale: a verdict\nno problems\n"

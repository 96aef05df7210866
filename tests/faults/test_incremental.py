"""What runs again: the steps whose inputs have other content, and no more; with the reason for each."""

import os
import subprocess
import sys

import pytest

from tests.faults.tiny import ROW

pytestmark = pytest.mark.slow
IDLE = """
import sys
from lib.cli import main
code = main(sys.argv[1:])
heavy = sorted({"papermill", "nbformat", "nbconvert", "pandas", "matplotlib", "IPython"} & set(sys.modules))
print(code, *heavy, file=sys.stderr)
"""


@pytest.fixture
def settled(tiny):
    """The series after a run of its own: what a test before this one broke and mended has run again."""
    assert tiny.run().code == 0
    return tiny


def executed(done):
    """Notebooks that ran, by name."""
    assert done.code == 0, done.output + done.error
    return [
        line.split()[1]
        for line in done.output.splitlines()
        if line.startswith("execute ") and line.endswith(" s")
    ]


def test_a_run_with_nothing_to_do_imports_nothing_heavy(settled):
    done = subprocess.run(
        [sys.executable, "-P", "-c", IDLE, *settled.command()[4:]],
        env=settled.surroundings(),
        cwd=settled.home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.split() == ["0"]
    assert "0 files changed" in done.stdout


def test_a_new_time_is_no_change(settled):
    for file in [*settled.home.rglob("*.csv"), *settled.home.rglob("*.ipynb")]:
        os.utime(file, (1, 1))
    assert executed(settled.run()) == []


def test_a_changed_table_runs_the_notebooks_that_load_it(settled):
    file = settled.home / "data" / "made" / "other.csv"
    file.write_text(file.read_text("utf-8").replace(ROW, ROW.replace("6", "7")), "utf-8")
    done = settled.run("--explain")
    assert executed(done) == ["02-second", "03-ledger"]  # the ledger shows the log of all data
    assert "execute 02-second en  because data/made/other.csv changed" in done.output
    assert "execute 01-first en  up to date" in done.output
    settled.restore()


def test_changed_findings_run_the_ledger(settled):
    file = settled.home / "notebooks" / "01-first.ipynb"
    file.write_text(
        file.read_text("utf-8").replace("The part is {part:pct}.", "It is {part:pct}."), "utf-8"
    )
    done = settled.run("--explain")
    assert executed(done) == ["01-first", "03-ledger"]
    assert "execute 01-first en  because notebooks/01-first.ipynb changed" in done.output
    assert "execute 03-ledger en  because findings/en/01-first.json changed" in done.output
    settled.restore()


def test_an_edited_sentence_runs_its_notebook_alone_and_makes_its_pages_alone(settled):
    file = settled.home / "notebooks" / "02-second.ipynb"
    text = file.read_text("utf-8")
    file.write_text(text.replace("The rest of {part:pct}.", "What is left of {part:pct}."), "utf-8")
    done = settled.run()
    assert executed(done) == ["02-second"]
    exported = [line for line in done.output.splitlines() if line.startswith(("html ", "pdf "))]
    assert {line.split()[1] for line in exported} == {"02-second"}
    settled.restore()


def test_an_edited_sentence_draws_nothing(settled):
    """The words of the first notebook change, and its one figure does not: its drawing is found."""
    folder = settled.out / ".work" / "drawings"
    used = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.json")}
    assert used
    file = settled.home / "notebooks" / "01-first.ipynb"
    text = file.read_text("utf-8")
    file.write_text(text.replace('text(\\"The part is', 'text(\\"So the part is'), "utf-8")
    assert executed(settled.run()) == ["01-first"]
    again = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.json")}
    assert set(again) == set(used)
    # Others may lie there, of runs before this one that had another table or parameter.
    assert any(again[name] > used[name] for name in used)
    settled.restore()


def test_a_parameter_names_itself_as_the_reason(settled):
    done = settled.run("02-second", "-p", "size=4", "--explain")
    assert executed(done) == ["02-second", "03-ledger"]
    assert "execute 02-second en  because parameter size changed" in done.output
    settled.restore()


def test_force_runs_everything_to_the_same_end(settled):
    done = settled.run("--force", "--explain")
    assert executed(done) == ["01-first", "02-second", "03-ledger"]
    assert "because --force asks for it" in done.output

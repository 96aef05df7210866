"""A run that keeps going: what does not hold and what fails is told, all of it, and no good set is touched."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace

import nbformat
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def elsewhere(tiny, tmp_path):
    """The tiny series, to be run into a folder of its own."""
    return replace(tiny, out=tmp_path / "later")


def halve(tiny):
    """Data in which no part is left: the sentence of 01 turns false."""
    table = tiny.home / "data" / "made" / "counts.csv"
    lines = table.read_text("utf-8").splitlines()
    cells = [line.split(",") for line in lines[1:]]
    table.write_text(
        "\n".join([lines[0], *(",".join([row[0], "0", *row[2:]]) for row in cells)]) + "\n", "utf-8"
    )


def test_false_sentences_are_listed_and_the_pages_say_so(tiny, elsewhere):
    halve(tiny)
    strict = elsewhere.run()
    assert strict.code == 1
    assert "does not hold with the default parameters" in strict.error
    assert not (elsewhere.out / "index.html").exists()

    done = elsewhere.run("--keep-going")
    assert done.code == 1, done.output + done.error
    assert (
        "01-first, cell 7, finding part: Does not hold with these data: The part is" in done.error
    )
    assert "1 sentence does not hold with these data" in done.error
    page = (elsewhere.out / "en" / "01-first.html").read_text("utf-8")
    assert "Does not hold with these data:" in page
    assert "run on where a sentence does not hold" in page
    manifest = json.loads((elsewhere.out / "manifest.json").read_text("utf-8"))
    assert manifest["kept_going"]


def test_where_parameters_are_others_they_are_named(elsewhere):
    notebook = elsewhere.home / "notebooks" / "01-first.ipynb"
    made = nbformat.read(notebook, as_version=4)
    made.cells[-1].source = made.cells[-1].source.replace("part.low > 0.1", "confidence > 0.9")
    nbformat.write(made, notebook)
    done = elsewhere.run("--keep-going", "01-first", "-p", "confidence=0.5")
    assert done.code == 1, done.output + done.error
    assert (
        "Does not hold with these data and parameters:" in done.error
    )  # the data are not the repository's


def test_where_everything_holds_it_ends_well(elsewhere):
    done = elsewhere.run("--keep-going")
    assert done.code == 0, done.output + done.error


def test_every_notebook_that_fails_is_explained(elsewhere):
    elsewhere.cells("01-first", "1 / 0")
    elsewhere.cells("02-second", "raise KeyError('a name')")
    done = elsewhere.run("--keep-going")
    assert done.code == 1
    assert "ZeroDivisionError" in done.error
    assert "a name" in done.error
    assert "03-ledger: not run, it reads what another leaves" in done.error
    assert "nothing was published" in done.error
    assert not (elsewhere.out / "index.html").exists()
    kept = sorted(file.name for file in elsewhere.out.glob("*.failed.ipynb"))
    assert kept == ["01-first.failed.ipynb", "02-second.failed.ipynb"]


def test_a_single_failure_is_told_as_ever(elsewhere):
    elsewhere.cells("02-second", "1 / 0")
    done = elsewhere.run("--keep-going")
    assert done.code == 1
    first, *error = done.error.splitlines()
    assert first == "03-ledger: not run, it reads what another leaves"
    assert error[0].startswith("error: 02-second")


def test_it_takes_no_place_of_a_good_set(tiny):
    done = tiny.run("--keep-going")
    assert done.code == 2
    assert "holds a set whose sentences hold" in done.error


def test_a_good_run_may_follow_in_its_folder(elsewhere, tiny):
    halve(tiny)
    assert elsewhere.run("--keep-going").code == 1
    from tests.faults.tiny import write

    write(tiny.home)
    assert elsewhere.run().code == 0
    assert "kept_going" not in json.loads((elsewhere.out / "manifest.json").read_text("utf-8"))


def diff(tiny, *arguments):
    return subprocess.run(
        [sys.executable, "-P", "-m", "lib", "diff", *map(str, arguments)],
        env=tiny.surroundings(),
        cwd=tiny.home,
        capture_output=True,
        text=True,
        check=False,
    )


def test_three_rows_changed_are_told_with_what_they_move_and_nothing_else(tiny, elsewhere):
    table = tiny.home / "data" / "made" / "counts.csv"
    lines = table.read_text("utf-8").splitlines()
    for place in (1, 2, 3):
        year, part, *rest = lines[place].split(",")
        lines[place] = ",".join([year, str(int(part) + 1), *rest])
    table.write_text("\n".join(lines) + "\n", "utf-8")
    assert elsewhere.run().code == 0

    done = diff(tiny, tiny.out, elsewhere.out)
    assert done.returncode == 1
    assert "data/made/counts.csv: changed, 3 rows" in done.stdout
    assert [
        line.strip().split(":")[0] for line in done.stdout.splitlines() if "part '" in line
    ] == [
        "line 2",
        "line 3",
        "line 4",
    ]
    assert "01-first#part: value, low, high, inner, sentence_en" in done.stdout
    assert "rise" not in done.stdout  # the figure shows other numbers
    assert "made/other" not in done.stdout

    content = json.loads(diff(tiny, tiny.out, elsewhere.out, "--json").stdout)
    changed = {output["place"]: output["kind"] for output in content["outputs"]}
    assert set(changed) == {"01-first#part", "01-first#opening-1", "02-second#opening-1"}
    markdown = diff(tiny, tiny.out, elsewhere.out, "--markdown").stdout
    assert "- `data/made/counts.csv`: changed, 3 rows" in markdown


def test_a_set_keeps_its_inputs_and_equals_itself(tiny):
    kept = tiny.out / "inputs" / "data"
    assert (kept / "made" / "counts.csv").read_bytes() == (
        tiny.home / "data" / "made" / "counts.csv"
    ).read_bytes()
    assert (kept / "references.json").is_file()
    done = diff(tiny, tiny.out, tiny.out)
    assert done.returncode == 0
    assert "no difference" in done.stdout


def test_what_is_no_set_is_refused(tiny, tmp_path):
    done = diff(tiny, tiny.out, tmp_path)
    assert done.returncode == 2
    assert "no folder of a finished run, and no edition" in done.stderr


def test_a_set_without_its_findings_is_refused(tiny, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(tiny.out, copy, ignore=shutil.ignore_patterns(".work"))
    (copy / "findings.json").unlink()
    done = diff(tiny, tiny.out, copy)
    assert done.returncode == 2
    assert "findings.json" in done.stderr

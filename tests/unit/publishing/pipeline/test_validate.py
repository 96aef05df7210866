"""An executed notebook counts only if it is whole; what it leaves has no time and no place."""

import copy
import json
from pathlib import Path

import nbformat
import pytest

from lib.errors import ExecutionError, NotebookError
from lib.publishing.pipeline import validate
from lib.publishing.pipeline.notebooks import Job

new = nbformat.v4.new_output


def shown(kind, data=None, **record):
    return new(
        "display_data",
        data={"text/plain": "", **(data or {})},
        metadata={"report": {"kind": kind, **record}},
    )


def cell(source, *outputs, count=1):
    return nbformat.v4.new_code_cell(
        source, id="a-cell", outputs=list(outputs), execution_count=count
    )


def executed(*cells):
    title = nbformat.v4.new_markdown_cell("# Title", id="title")
    cells = [copy.deepcopy(cell) for cell in cells]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return nbformat.v4.new_notebook(cells=[title, *cells])


DRAWN = shown("figure", {"image/svg+xml": "<svg/>"}, id="f")


@pytest.mark.parametrize(
    "whole",
    [
        cell("x = 1"),
        cell("", count=None),
        cell("text('A')", shown("text")),
        cell("figure(1)", DRAWN),
        cell("for i in range(2):\n    figure(i)", DRAWN),
    ],
)
def test_a_whole_notebook_passes(whole):
    validate.check(executed(whole), "01-a [en]")


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (cell("x = 1", count=None), "never ran"),
        (
            cell("1 / 0", new("error", ename="ZeroDivisionError", evalue="no")),
            "ZeroDivisionError: no",
        ),
        (cell("x", new("stream", name="stderr", text="careful\nmore")), "wrote to stderr: careful"),
        (cell("x", new("stream", name="stderr", text=" ")), "wrote to stderr: an empty line"),
        (cell("x", new("stream", name="stdout", text="stray")), "no part of a report: stray"),
        (cell("x", new("execute_result", data={"text/plain": "3"})), "no part of a report: 3"),
        (cell("figure(1)"), "0 of 1 figures came out"),
        (cell("figure(1)\nfigure(2)", DRAWN), "1 of 2 figures came out"),
        (cell("figure(1)", shown("figure", {"image/svg+xml": ""})), "0 of 1 figures came out"),
        (cell("table(1)", DRAWN), "0 of 1 tables came out"),
    ],
)
def test_a_broken_one_is_refused_with_its_cell(broken, complaint):
    with pytest.raises(ExecutionError) as error:
        validate.check(executed(cell("y = 1"), broken), "01-a [en]")
    assert complaint in str(error.value)
    assert str(error.value).startswith("01-a [en], cell 3: ")


@pytest.fixture
def job(tmp_path):
    return Job(
        name="01-a",
        source=Path("01-a.ipynb"),
        language="en",
        overrides={"size": 4, "language": "en"},
        work=tmp_path,
        environment={},
        parameters={"size": 4, "word": "plain"},
    )


def test_what_is_kept_says_with_which_values_it_ran(job):
    validate.keep(executed(cell("start()", shown("start", language="en"))), job)
    record = json.loads(job.executed.read_text("utf-8"))["cells"][1]["outputs"][0]["metadata"][
        "report"
    ]
    assert record["parameters"] == {"size": 4, "word": "plain"}
    assert record["changed"] == ["size"]


#: A whole finding, but for its id.
FINDING = {
    "markdown": "It is 15%.",
    "sentence": "It is 15%.",
    "value": 0.15,
    "low": None,
    "high": None,
    "uncertainty": "exact",
    "level": None,
    "method": "",
    "unit": "share",
    "tables": ["claims"],
    "references": [],
    "assumptions": [],
    "claim": None,
    "verdict": None,
    "verdict_label": None,
    "because": "",
    "since": "unchanged",
    "since_label": "",
    "holds": True,
    "text": "15%",
}


def test_findings_are_kept_in_order_and_name_their_notebook(job):
    cells = [cell("finding()", shown("finding", **FINDING, id=name)) for name in ("b", "a")]
    validate.keep(executed(*cells), job)
    assert json.loads(job.findings.read_text("utf-8")) == [
        {"kind": "finding", **FINDING, "id": "b", "notebook": "01-a"},
        {"kind": "finding", **FINDING, "id": "a", "notebook": "01-a"},
    ]


def test_a_finding_that_stands_twice_is_refused_and_nothing_written(job):
    cells = [cell("finding()", shown("finding", **FINDING, id="a"))] * 2
    with pytest.raises(NotebookError, match=r"01-a \[en\]: finding ids stand twice: a"):
        validate.keep(executed(*cells), job)
    assert not job.executed.exists() and not job.findings.exists()


def test_an_output_of_another_form_is_refused_with_its_cell(job):
    wrong = cell("finding()", shown("finding", **FINDING | {"value": "15%"}, id="a"))
    with pytest.raises(NotebookError, match=r"01-a \[en\], cell 2: .*value: '15%' is str") as error:
        validate.keep(executed(wrong), job)
    assert error.value.exit_code == 2
    assert not job.executed.exists()


def test_times_and_chance_are_taken_out():
    notebook = executed(cell("x = 1"))
    notebook.cells[1].metadata.update(
        papermill={"duration": 1.5}, execution={"now": 1}, tags=["injected-parameters"]
    )
    notebook.metadata.update(papermill={"start": "now"}, language_info={"version": "3.11.7"})
    validate.scrub(notebook)
    assert notebook.cells[1].metadata == {"tags": ["injected-parameters"]}
    assert notebook.cells[1].id == "injected-parameters"
    assert notebook.metadata == {"language_info": {"name": "python"}}

"""Notebook files: their outline at once, the whole of them by nbformat, and where results go."""

import json
from pathlib import Path

import nbformat
import pytest

from lib.errors import NotebookError
from lib.publishing.pipeline import notebooks
from tests.faults.tiny import notebook

CELLS = ["# Title", 'language: str = "en"', "x = 1\ny = 2"]


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "01-a.ipynb"
    nbformat.write(notebook(CELLS), file)
    return file


def edited(file, edit):
    content = json.loads(file.read_text("utf-8"))
    edit(content)
    file.write_text(json.dumps(content), "utf-8")


def test_an_outline_holds_the_cells_as_they_are_written(file):
    outline = notebooks.outline(file)
    assert [cell.source for cell in outline.cells] == CELLS
    assert [cell.cell_type for cell in outline.cells] == ["markdown", "code", "code"]
    assert outline.cells[1].metadata == {"tags": ["parameters"]}


def test_lines_and_one_text_are_the_same_source(file):
    edited(file, lambda content: content["cells"][2].update(source="x = 1\ny = 2"))
    assert notebooks.outline(file).cells[2].source == CELLS[2]


WRONG = {
    "old format": (lambda content: content.update(nbformat=3), "is of format 3"),
    "no format": (lambda content: content.pop("nbformat"), "not a notebook: KeyError"),
    "no cells": (lambda content: content.pop("cells"), "not a notebook: KeyError"),
    "cells of another kind": (
        lambda content: content["cells"][0].update(cell_type="sql"),
        "cell type 'sql'",
    ),
    "a cell without source": (
        lambda content: content["cells"][0].pop("source"),
        "not a notebook: KeyError 'source'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_notebook_is_refused(file, name):
    edit, complaint = WRONG[name]
    edited(file, edit)
    with pytest.raises(NotebookError) as error:
        notebooks.outline(file)
    assert complaint in str(error.value) and "01-a.ipynb" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null"])
@pytest.mark.parametrize("reader", [notebooks.outline, notebooks.read])
def test_a_broken_file_is_told_in_one_line(file, reader, content):
    file.write_bytes(content)
    with pytest.raises(NotebookError, match="not a notebook"):
        reader(file)


@pytest.mark.parametrize("reader", [notebooks.outline, notebooks.read])
def test_a_missing_file_is_told(tmp_path, reader):
    with pytest.raises(NotebookError, match="no such notebook"):
        reader(tmp_path / "none.ipynb")


def test_a_notebook_with_a_wrong_field_is_not_read(file):
    edited(file, lambda content: content["cells"][1].update(execution_count="one"))
    with pytest.raises(NotebookError, match="not a notebook"):
        notebooks.read(file)


def test_a_translated_copy_leaves_the_original(monkeypatch):
    from lib import language

    monkeypatch.setattr(
        language, "translate_markdown", lambda text: f"{language.current()}: {text}"
    )
    original = notebook(CELLS)
    copy = notebooks.translated(original, "es")
    assert copy.cells[0].source == "es: # Title"
    assert original.cells[0].source == "# Title"
    assert copy.cells[1].source == CELLS[1]
    assert language.current() == "en"


def test_results_of_languages_and_notebooks_do_not_meet():
    jobs = [
        notebooks.Job(
            name=name,
            source=Path(f"{name}.ipynb"),
            language=language,
            overrides={},
            work=Path("work"),
            environment={},
        )
        for name in ("01-a", "02-b")
        for language in ("en", "es")
    ]
    places = [
        place
        for job in jobs
        for place in (job.executed, job.finished, job.findings, job.failed, job.workdir)
    ]
    assert len(set(places)) == len(places) == 20
    assert jobs[1].report.page("pdf") == Path("work/site/es/01-a.pdf")

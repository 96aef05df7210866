"""The check of the data package, each part tried on a package that is wrong in it."""

import json

import nbformat
import pytest

from lib import language, tables
from lib.publishing.checks import data, series

DESCRIPTOR = """\
title: Numbers
description: Some of them
period: "2024"
licenses:
  - {name: CC-BY-4.0, title: CC BY 4.0}
warnings:
  - {code: small_numbers, note: Few.}
primaryKey: [year]
fields:
  - {name: year, type: year, title: Year}
  - {name: source, type: string, title: Source}
"""
PACKAGE = """\
name: some
title: Some tables
description: Made up
version: "1"
created: 2026-01-01T00:00:00Z
licenses:
  - {name: CC-BY-4.0, title: CC BY 4.0}
evidence_as_of: 2026-01
folders: []
"""
LABELS = """\
code,label,used_for
documented,Documented,status
estimated,Estimated,status
measured,Measured,status
reported,Reported,status
small_numbers,Small numbers,warning
"""


def notebook(*cells):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A package of one table and one reference, in order."""
    references = [{"id": "a-2020", "type": "webpage", "title": "T", "author": [{"literal": "A"}]}]
    (tmp_path / "references.json").write_text(json.dumps(references), "utf-8")
    (tmp_path / "numbers.csv").write_text("year,source\n2024,a-2020\n", "utf-8")
    (tmp_path / "numbers.yml").write_text(DESCRIPTOR, "utf-8")
    (tmp_path / "datapackage.yml").write_text(PACKAGE, "utf-8")
    (tmp_path / "labels.csv").write_text(LABELS, "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    language.catalogue._labels.cache_clear()
    monkeypatch.setattr(series, "notebooks", lambda: {"01": notebook("1 + 1")})
    data.write()
    return tmp_path


def test_a_package_in_order_has_no_problems(folder):
    assert data.problems() == []
    assert tables.names() == ["numbers"]


def test_a_table_that_breaks_its_schema_is_told_after_it_was_written(folder):
    (folder / "numbers.csv").write_text("year,source\nlater,a-2020\n", "utf-8")
    data.write()
    (problem,) = data.problems()
    assert "'later' is not a valid year" in problem


def test_a_change_of_a_table_is_told_until_it_is_written(folder):
    (folder / "numbers.csv").write_text("year,source\n2025,a-2020\n", "utf-8")
    (problem,) = data.problems()
    assert problem.endswith("stale for numbers; ./run check --write renews it")
    data.write()
    assert data.problems() == []


def test_a_warning_outside_the_closed_list_is_told_with_its_descriptor(folder):
    file = folder / "numbers.yml"
    file.write_text(DESCRIPTOR.replace("small_numbers", "odd"), "utf-8")
    data.write()
    (problem,) = data.problems()
    assert problem.startswith(
        f"{file}: warnings[0] ('odd').code: is 'odd', not one of break_in_series, "
    )


def test_a_faulty_descriptor_is_told_and_leaves_the_package_as_it_is(folder):
    before = (folder / "datapackage.json").read_bytes()
    (folder / "numbers.yml").write_text(DESCRIPTOR.replace("title: Numbers\n", ""), "utf-8")
    data.write()
    (problem,) = data.problems()
    assert "numbers.yml: title: is missing" in problem
    assert (folder / "datapackage.json").read_bytes() == before


def test_a_reference_that_nothing_cites_is_told(folder):
    notebooks = {"01": notebook("x = 1")}
    assert data.unused_references({"a-2020"}, notebooks) == []
    assert data.unused_references(set(), notebooks) == [
        "data/references.json: a-2020 is cited by nothing"
    ]


@pytest.mark.parametrize("cell", ['text("So it is [@a-2020].")', 'sources=["a-2020"]'])
def test_a_notebook_cites_in_a_text_or_in_code(folder, cell):
    assert data.unused_references(set(), {"01": notebook("x = 1"), "02": notebook(cell)}) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("small_numbers,", "small_numbering,", "no label for small_numbers, which readers"),
        ("documented,", "documenting,", "no label for documented, which readers"),
        ("documented,D", "zzz,Z,x\ndocumented,D", "documented stands after zzz; sort the rows"),
        ("code,label,used_for", "code,label,use", "header is ['code', 'label', 'use']"),
        ("Estimated", " ", "line 3, label: is ' ', not a text of 1 to 300"),
        ("reported,R", "estimated,R", "line 5: code 'estimated' stands twice"),
    ],
)
def test_what_is_wrong_with_labels_is_told(folder, old, new, complaint):
    (folder / "labels.csv").write_text(LABELS.replace(old, new, 1), "utf-8")
    assert any(complaint in problem for problem in data.problems())


def test_a_file_of_no_table_is_told(folder):
    (folder / "notes.txt").write_text("x", "utf-8")
    (folder / "editions").mkdir()
    (folder / "editions" / "kept.txt").write_text("x", "utf-8")
    assert data.problems() == [f"{folder}/notes.txt: belongs to no table; remove it"]


def test_a_reference_after_the_evidence_is_told(folder):
    file = folder / "references.json"
    references = json.loads(file.read_text("utf-8"))
    references[0]["issued"] = {"date-parts": [[2062]]}
    file.write_text(json.dumps(references), "utf-8")
    data.write()
    assert data.problems() == ["data/references.json: a-2020 is issued in 2062, after the evidence"]

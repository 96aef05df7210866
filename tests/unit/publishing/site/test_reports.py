"""One report: what its finished notebook says of it, and what its export leaves."""

import json

import pytest

from lib.errors import NotebookError
from lib.publishing.site import reports

TITLES = {"01-a": "# How large?", "02-b": "# How many?"}
LANGUAGES = ["en", "es"]
RUN = {
    "edition": "2026.11",
    "evidence_as_of": "2026-11",
    "parameters_note": "",
    "data_hash": "0" * 64,
}


def finished(report):
    reports.finish(report, RUN, titles=TITLES, languages=LANGUAGES)
    return json.loads(report.finished.read_text("utf-8"))["metadata"]["series"]


def test_a_finished_notebook_says_what_it_is_and_what_stands_beside_it(report):
    first, last = finished(report("01-a")), finished(report("02-b"))
    assert first["title"] == "How large?" and first["name"] == "01-a"
    assert first["after"] == {"name": "02-b", "title": "How many?"} and "before" not in first
    assert last["before"] == {"name": "01-a", "title": "How large?"} and "after" not in last
    assert first["languages"] == LANGUAGES and first["data_hash"] == "0" * 64


def test_a_notebook_without_a_title_is_refused(report):
    with pytest.raises(NotebookError, match="01-a: has no title"):
        finished(report("01-a", title="No heading"))


def test_an_export_leaves_the_page_and_no_data_of_an_earlier_one(report):
    one = report("01-a")
    finished(one)
    old = one.folder / "data" / "01-a-gone.csv"
    other = one.folder / "data" / "02-b-kept.csv"
    old.parent.mkdir(parents=True)
    for file in (old, other):
        file.write_text("a\n", "utf-8")
    reports.export(one, "html")
    assert "The answer of 01-a." in one.page("html").read_text("utf-8")
    assert not old.exists() and other.exists()

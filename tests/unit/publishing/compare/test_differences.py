"""Two sets made up: what differs is told, what equals is not, and what cannot be compared is said."""

import json

import pytest

from lib.errors import UsageError
from lib.publishing.compare import differences, sets, words
from lib.publishing.compare.sets import ReportSet

ROW = dict.fromkeys((*differences.COLUMNS, "kind", "id"), "")
FINDING = {
    **ROW,
    "kind": "finding",
    "id": "part",
    "value": "0.5",
    "certainty": "low",
    "sentence_en": "Half.",
}


def report_set(name="a", *, record=None, **made_from):
    record = {("01", "finding", "part"): FINDING} if record is None else record
    made_from = {"parameters": {"01": {"level": 0.9}}, "inputs": {"lib/a.py": "1"}, **made_from}
    return ReportSet(name=name, record=record, **made_from)


def with_finding(**cells):
    return {("01", "finding", "part"): {**FINDING, **cells}}


def test_equal_sets():
    comparison = differences.compare(report_set("a"), report_set("b"))
    assert not comparison.differs
    assert "no difference" in words.as_text(comparison)


def test_a_number_beyond_nine_digits_is_no_difference():
    other = report_set("b", record=with_finding(value="0.5000000001"))
    assert not differences.compare(report_set("a"), other).differs


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "0.6"), ("verdict", "traced"), ("certainty", "high"), ("sentence_es", "Media.")],
)
def test_a_cell_of_the_record(column, value):
    comparison = differences.compare(
        report_set("a"), report_set("b", record=with_finding(**{column: value}))
    )
    (output,) = comparison.outputs
    assert (output.place, output.how) == ("01#part", "changed")
    assert [(change.name, change.after) for change in output.columns] == [(column, value)]


def test_a_sentence_that_stopped_to_hold():
    before, after = (
        report_set("a", holds={"01#part": True}),
        report_set("b", holds={"01#part": False}),
    )
    (output,) = differences.compare(before, after).outputs
    assert [(change.name, change.before, change.after) for change in output.columns] == [
        ("holds", True, False)
    ]


def test_an_output_that_came_and_one_that_went():
    other = {("01", "figure", "new"): {**FINDING, "kind": "figure", "id": "new"}}
    comparison = differences.compare(report_set("a"), report_set("b", record=other))
    assert [(output.place, output.kind, output.how) for output in comparison.outputs] == [
        ("01#part", "finding", "removed"),
        ("01#new", "figure", "added"),
    ]


def test_parameters_code_and_versions():
    after = report_set(
        "b", parameters={"01": {"level": 0.5}}, inputs={"lib/a.py": "2"}, versions={"pandas": "3"}
    )
    comparison = differences.compare(report_set("a"), after)
    text = words.as_text(comparison)
    assert "01: level: 0.9 -> 0.5" in text
    assert "lib/a.py: changed" in text
    assert "pandas: None -> 3" in text


def test_of_an_edition_its_record_alone_is_compared():
    edition = ReportSet(name="2026.11", record=with_finding(certainty=""))
    comparison = differences.compare(edition, report_set("b"))
    assert not comparison.differs  # that it knew no certainty is no change
    assert any("keeps its record alone" in note for note in comparison.notes)
    assert any(
        note.startswith("certainty stands in one of them alone") for note in comparison.notes
    )


def test_text_of_data_is_no_markup():
    hostile = report_set("b", record=with_finding(sentence_en="[x](http://x) <b> `a` | \x1b[2J"))
    comparison = differences.compare(report_set("a"), hostile)
    markdown = words.as_markdown(comparison)
    assert "\\[x\\]" in markdown
    assert "\\<b\\>" in markdown
    assert json.loads(words.as_json(comparison))["differs"]


def test_an_edition_is_read_by_its_name():
    edition = sets.read("2026.11")
    assert edition.inputs is None
    assert ("01-judicial-outcomes", "finding", "conviction-share-counted") in edition.record


def test_neither_a_set_nor_an_edition(tmp_path):
    with pytest.raises(UsageError, match=r"editions: 2026\.11"):
        sets.read(str(tmp_path))

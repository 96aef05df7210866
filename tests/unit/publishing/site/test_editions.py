"""Which rows changed between two records, and how the register of changes is read. The rows are written by hand."""

import pytest

from lib.publishing.site import editions
from lib.publishing.site.editions import Key, Step

ROW = {
    "kind": "finding",
    "id": "share",
    "value": "0.150505837",
    "low": "0.150505837",
    "high": "1",
    "unit": "share of investigations",
    "uncertainty": "identification",
    "verdict": "traced",
    "because_en": "One source.",
    "because_es": "Una fuente.",
    "sentence_en": "Of them 15.1% ended so.",
    "sentence_es": "De ellas, el 15,1 % terminó así.",
    "inner": "6425 0.150505837",
}


def record(*rows):
    return editions.as_record([("01-courts", [ROW | row for row in rows])])


def differences(before, after):
    return editions.differences(Step("2027.01", before, after))


@pytest.mark.parametrize("column", [*editions.NUMBERS, *editions.WORDS])
def test_each_number_and_each_judging_word_is_a_change(column):
    changed = differences(record({}), record({column: "7"}))
    (row,) = changed[Key("01-courts", "share")]
    assert row.columns == (column,)
    assert editions.is_due([row])


@pytest.mark.parametrize(
    "row",
    [
        {"sentence_en": "Ended so: 15.1%."},
        {"sentence_es": "Así terminó el 15,1 %."},
        # The tenth digit: processors differ there.
        {"value": "0.1505058371"},
        {"inner": "6425 0.1505058369"},
        {"certainty": "low"},
    ],
)
def test_words_alone_and_the_last_bits_are_no_change(row):
    assert differences(record({}), record(row)) == {}


def test_a_number_more_in_a_sentence_is_a_change():
    assert differences(record({}), record({"inner": "6425 0.150505837 967"}))


def test_a_row_that_came_and_one_that_went():
    changed = differences(record({}), record({"id": "other"}))
    assert {key.id: (rows[0].before is None) for key, rows in changed.items()} == {
        "share": False,
        "other": True,
    }


def test_a_paragraph_that_came_need_not_be_declared_but_a_figure_must():
    paragraph = differences({}, record({"kind": "text", "id": "opening-1"}))
    figure = differences({}, record({"kind": "figure", "id": "funnel"}))
    assert not editions.is_due(paragraph[Key("01-courts", "opening-1")])
    assert editions.is_due(figure[Key("01-courts", "funnel")])


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        ("4 23/72/0 #1cb08372", "4 23/72/0 #13b2c024", False),
        ("4 23/72/0 #1cb08372", "4 23/73/0 #1cb08372", True),
        ("4 #1cb08372", "5 #13b2c024", True),
    ],
)
def test_words_alone_in_the_data_of_a_table_need_no_line(before, after, due):
    table = {"kind": "table", "id": "bands"}
    changed = differences(record(table | {"inner": before}), record(table | {"inner": after}))
    assert editions.is_due(changed[Key("01-courts", "bands")]) is due


HEADER = "edition,id,kind,why_en,why_es\n"
GOOD = "2027.01,01-courts#share,correction+data,It was a half.,Era la mitad.\n"


@pytest.fixture
def register(tmp_path, monkeypatch):
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    (tmp_path / "editions").mkdir()

    def read(text):
        (tmp_path / "editions" / "changes.csv").write_text(text, "utf-8")
        return editions.changes()

    return read


def test_a_line_is_read(register):
    (change,), problems = register(HEADER + GOOD)
    assert problems == []
    assert change.key == Key("01-courts", "share")
    assert change.kinds == ("correction", "data")
    assert change.why == {"en": "It was a half.", "es": "Era la mitad."}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("2027.01,01-courts#share,correction,It was a half.\n", "has 4 cells, not 5"),
        ("2027.01,01-courts#share,correction,It was a half.,\n", "why_es is empty"),
        ("2027.01,01-courts#share,mistake,It was a half.,Era la mitad.\n", "kind 'mistake' is not"),
        ("2027.01,01-courts#share,data+data,It was a half.,Era la mitad.\n", "kind 'data+data'"),
        ("2027.01,share,data,It was a half.,Era la mitad.\n", "id 'share' is not notebook#id"),
        ("2027.01,a#share,data,It \x1b[2J was.,Era la mitad.\n", "control character"),
        (f"2027.01,a#share,data,{'x' * 601},Era la mitad.\n", "601 characters"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_and_the_others_are_read(register, line, complaint):
    read, problems = register(HEADER + line + GOOD)
    assert len(read) == 1
    (problem,) = problems
    assert "line 2" in problem
    assert complaint in problem


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "header"), ("edition,id\n", "header"), (HEADER + '"open', "not readable")],
)
def test_a_register_that_is_no_register(register, text, complaint):
    read, problems = register(text)
    assert read == []
    assert complaint in problems[0]


def test_the_kept_record_can_be_read_and_is_whole():
    for edition in editions.kept():
        kept = editions.published(edition)
        assert {kind for _, kind, _ in kept} >= {"finding", "figure", "table", "text"}

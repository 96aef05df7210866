"""The registers of references and assumptions, read as they stand."""

import json

import pytest
from hypothesis import given

from lib import paths, tables
from lib.errors import DataError
from tests.broken import FUZZ, mutated, mutated_text, refused

ASSUMPTIONS = """\
# Assumptions

| ID | assumption | quality | impact | rating | why |
|---|---|:-:|---|---|---|
| A1 | a \\| b | low | high | **red** | so |

| another | table |
|---|---|
| of | no interest |
"""


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder for registers, which are looked for nowhere else."""
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    return tmp_path


def test_assumptions_are_read_as_they_stand(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    assert tables.assumptions() == {}
    (tmp_path / "assumptions.md").write_text(ASSUMPTIONS, "utf-8")
    assert tables.assumptions() == {
        "A1": tables.Assumption(
            id="A1", assumption="a | b", quality="low", impact="high", rating="red", why="so"
        )
    }


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("| so |", "|", "line 5: has 5 cells, not 6"),
        ("low", "lower", "line 5, quality: is 'lower', not one of low, medium, high"),
        ("**red**", "blue", "line 5, rating: is 'blue', not one of red, amber, green"),
        ("A1", "B1", "line 5, id: is 'B1', not A and a number"),
        (" a \\| b ", " ", "line 5, assumption: is '', not a text"),
        ("impact", "effect", "line 3: header is"),
        ("| A1 ", "| A1 | x | low | low | green | y |\n| A1 ", "line 6: 'A1' stands twice"),
        ("so", "\x1b[2J", "line 5: holds the control character \\x1b"),
    ],
)
def test_what_is_wrong_with_an_assumption_is_told_with_its_line(
    monkeypatch, tmp_path, old, new, complaint
):
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    assert old in ASSUMPTIONS
    (tmp_path / "assumptions.md").write_text(ASSUMPTIONS.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as error:
        tables.assumptions()
    assert complaint in str(error.value)


def test_all_problems_of_the_assumptions_are_told_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    rows = "| A2 | x | lower | low | green | y |\n| A3 | too few |\n"
    (tmp_path / "assumptions.md").write_text(ASSUMPTIONS.replace("| A1", rows + "| A1"), "utf-8")
    with pytest.raises(DataError, match=r"line 5, quality: .*; line 6: has 2 cells"):
        tables.assumptions()


REFERENCE = {
    "id": "a-2020",
    "type": "article-journal",
    "title": "T",
    "author": [{"family": "B", "given": "Ana", "non-dropping-particle": "de"}],
    "issued": {"date-parts": [[2020, 2]]},
    "container-title": "J",
    "volume": 3,
    "page": "1-2",
    "URL": "https://example.org/a",
    "DOI": "10.1000/182",
}


def refer(monkeypatch, tmp_path, *items):
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    (tmp_path / "references.json").write_text(json.dumps(items), "utf-8")
    return tables.references()


def test_a_reference_is_read_into_its_fields(monkeypatch, tmp_path):
    reference = refer(monkeypatch, tmp_path, REFERENCE)["a-2020"]
    assert (reference.who, reference.issued.year, reference.volume) == ("B", 2020, 3)
    assert reference.author[0].non_dropping_particle == "de"


@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({"author": [{"literal": "An office"}]}, "An office"),
        ({"author": [], "editor": [{"family": "E"}]}, "E"),
        ({"author": [], "publisher": "A press"}, "A press"),
    ],
)
def test_somebody_stands_behind_each_reference(monkeypatch, tmp_path, change, who):
    assert refer(monkeypatch, tmp_path, REFERENCE | change)["a-2020"].who == who


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "a b"}, "[0] ('a b').id: is 'a b', not a word to cite it by"),
        ({"title": " "}, "[0] ('a-2020').title: is ' ', not a text"),
        ({"titel": "x"}, "[0] ('a-2020'): unknown 'titel'; known: id, type, title"),
        ({"author": []}, "[0] ('a-2020').author: has no author, editor or publisher"),
        ({"author": [{"given": "Ana"}]}, "author[0]: has no name"),
        ({"author": [{"literal": " "}]}, "author[0]: has no name"),
        ({"author": ["Ana"]}, "author[0]: is 'Ana', not a mapping"),
        ({"issued": {"date-parts": [[20]]}}, "issued.date-parts: [20] is no year"),
        ({"issued": {"date-parts": [[2020, 13]]}}, "issued.date-parts: [2020, 13] is no year"),
        ({"issued": {"date-parts": [["2020"]]}}, "date-parts[0][0]: is '2020', not a whole number"),
        ({"issued": {"raw": "2020"}}, "issued: unknown 'raw'; known: date-parts"),
        ({"URL": "https://a (b)"}, "URL: is 'https://a (b)', not an address of the web"),
        ({"URL": "javascript:x"}, "URL: is 'javascript:x', not an address"),
        ({"DOI": "https://doi.org/10.1"}, "DOI: is 'https://doi.org/10.1', not a DOI"),
        ({"volume": True}, "volume: is True, not a text or a whole number or a number"),
        ({"note": "x" * 6000}, "not a text of at most 5,000 characters"),
    ],
)
def test_what_is_wrong_with_a_reference_is_told_with_its_place(
    monkeypatch, tmp_path, change, complaint
):
    with pytest.raises(DataError) as error:
        refer(monkeypatch, tmp_path, REFERENCE | change)
    assert complaint in str(error.value)


def test_all_problems_of_the_references_are_told_at_once(monkeypatch, tmp_path):
    wrong = REFERENCE | {"title": "", "URL": "x"}
    with pytest.raises(DataError) as error:
        refer(monkeypatch, tmp_path, wrong, REFERENCE, 7)
    message = str(error.value)
    for complaint in (
        "[0] ('a-2020').title",
        "('a-2020').URL",
        "[2]: is 7",
        "'a-2020' stands twice",
    ):
        assert complaint in message


# Broken at random


@FUZZ
@given(text=mutated_text(ASSUMPTIONS))
def test_assumptions_broken_at_random_are_refused_or_read_whole(folder, text):
    (folder / "assumptions.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        rows = tables.assumptions()
    except DataError as error:
        refused(error)
    else:
        assert all(row.assumption.strip() and row.why.strip() for row in rows.values())


@FUZZ
@given(content=mutated([REFERENCE, REFERENCE | {"id": "b-2021"}]))
def test_references_broken_at_random_are_refused_or_somebody_stands_behind_each(folder, content):
    (folder / "references.json").write_text(json.dumps(content), "utf-8")
    try:
        known = tables.references()
    except DataError as error:
        refused(error)
    else:
        assert list(known) == [item["id"] for item in content]
        assert all(reference.who and reference.title.strip() for reference in known.values())

"""What the findings compare, and over which window each side is taken: equal, or said to differ and why.

``comparisons.csv`` lists each finding whose sentence compares. Sides with one window need no more. Where the windows
differ, the sentence names the years of both, or a figure, table or paragraph of the notebook does (``said_in``). A
finding that has a comparing word and is not listed fails, so that nobody compares without saying over what.
"""

import csv
import re
from pathlib import Path

import pytest

from lib.publishing.checks import approved
from lib.publishing.pipeline import config

REGISTER = Path(__file__).parent / "comparisons.csv"
#: Words by which a sentence compares two sides.
COMPARING = re.compile(
    r"\b(against|than|times (as|the)|twice|compared|as many|as much|as long|ranks?|per head|"
    r"per inhabitant|per person|level)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b((?:19|20)\d\d)\s*[-\N{EN DASH}]\s*(\d{4}|\d\d)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def lines():
    with open(REGISTER, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def record():
    """Notebook and id -> the words of all rows of that id, and whether one of them is a finding."""
    words = {}
    for notebook in config.configuration().notebooks:
        for row in approved.read(approved.file_of(notebook)):
            name = f"{notebook}#{row['id']}"
            finding, said = words.get(name, ("", ""))
            if row["kind"] == "finding":
                finding = row["sentence_en"]
            words[name] = (finding, f"{said} {row['sentence_en']}")
    return words


def years(text):
    """The years that a text names, those that a span writes with two digits included."""
    ends = {first[:2] + last if len(last) == 2 else last for first, last in _SPAN.findall(text)}
    return set(_YEAR.findall(text)) | ends


def compares(sentence):
    return bool(COMPARING.search(sentence))


def not_listed(record, listed):
    """Findings of the topics that compare and are not listed; the ledger counts claims and compares none."""
    ledger = config.configuration().ledger
    return sorted(
        name
        for name, (finding, _) in record.items()
        if compares(finding) and name not in listed and not name.startswith(f"{ledger}#")
    )


def wrong_windows(line, record):
    """What is wrong with the windows of a comparison; empty where nothing is."""
    first, second = line["first_window"], line["second_window"]
    if line["first"] == "-":
        return "" if len(line["why"]) > 20 and not first else "says of no sides no reason"
    if not first or not second:
        return "lacks a window"
    if first == second:
        return ""
    if len(line["why"]) <= 20:
        return "has two windows and no reason"
    sentence, _ = record[line["id"]]
    said = sentence
    if line["said_in"]:
        exhibit = f"{line['id'].partition('#')[0]}#{line['said_in']}"
        if exhibit not in record:
            return f"is said in {line['said_in']}, which the notebook does not show"
        said += record[exhibit][1]
    missing = years(f"{first} {second}") - years(said)
    return f"does not name {', '.join(sorted(missing))}" if missing else ""


def test_each_finding_that_compares_is_listed(record):
    assert not_listed(record, {line["id"] for line in lines()}) == []


def test_each_line_is_of_a_finding_and_once(record):
    ids = [line["id"] for line in lines()]
    assert ids == sorted(set(ids))
    assert [name for name in ids if not record.get(name, ("", ""))[0]] == []


def test_windows_are_equal_or_said_to_differ(record):
    told = {line["id"]: wrong_windows(line, record) for line in lines()}
    assert {name: wrong for name, wrong in told.items() if wrong} == {}


# Wrong comparisons


def test_years_are_read_from_spans_of_either_form():
    assert years("in 2014-19 and 2021") == {"2014", "2019", "2021"}
    assert years("2000-2010") == {"2000", "2010"}


def test_the_comparison_that_was_wrong_is_told():
    """Ecuador over five years and the Dominican Republic over seven, in one sentence that named neither."""
    sentence = (
        "The rule of law took less of obligations for Ecuador than for the Dominican Republic."
    )
    record = {"04#law": (sentence, sentence)}
    line = {
        "id": "04#law",
        "first": "Ecuador",
        "first_window": "2021-2025",
        "second": "Dominican Republic",
        "second_window": "2019-2025",
        "said_in": "",
        "why": "",
    }
    assert not_listed(record, set()) == ["04#law"]
    assert wrong_windows(line, record) == "has two windows and no reason"
    excused = line | {"why": "The file begins two years later for one of them."}
    assert wrong_windows(excused, record) == "does not name 2019, 2021, 2025"
    assert wrong_windows(line | {"first_window": "2019-2025"}, record) == ""

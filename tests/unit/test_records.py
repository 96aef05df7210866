"""Records: what is accepted, what is refused and how it is said; the schema says the same to readers elsewhere."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import get_args

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from lib import claims, estimates, language, records

NUMBER = {
    "value": 0.15,
    "low": 0.14,
    "high": 0.16,
    "uncertainty": "sampling",
    "level": 0.95,
    "spec": "pct",
}
EXHIBIT = {
    "id": "a-table",
    "title": "Three countries",
    "subtitle": "Share",
    "note": "",
    "tables": ["claims"],
    "references": [],
    "source": "CSIS",
    "holds": True,
}
RESULT = {
    "id": "share-convicted",
    "value": 967,
    "low": None,
    "high": None,
    "uncertainty": "exact",
    "level": None,
    "tables": ["claims"],
    "references": ["r1"],
    "assumptions": ["A1", "A80"],
    "claim": "J02",
    "verdict": "traced",
    "since": "unchanged",
    "holds": True,
    "values": {"rate": NUMBER},
    "shown": ["rate"],
    "assumed": {"tonnes_low": 200.0},
    "key": True,
    "rests_on": {"claims": {"claim": ["J02"]}},
    "backed_by": "method",
    "search": False,
    "moved": "up",
    "certainty": "low",
    "checked_in": "2026-12",
}
FILED = RESULT | {
    "notebook": "01-courts",
    "sentence": {"en": "It is 15%.", "es": "Es el 15 %."},
    "unit": {"en": "share"},
    "text": {"en": "15%"},
    "method": {"en": ""},
    "because": {},
    "certainty_why": {"en": "One model."},
}
COVERED = {
    "name": "claims",
    "title": "Claims",
    "description": "",
    "period": "2024",
    "rows": 40,
    "status": {"reported": 40},
    "warnings": [{"code": "partial", "label": "Partial", "note": ""}],
    "references": ["r1"],
    "source": "CSIS",
    "licence": "CC BY",
}
OUTPUTS = [
    {"kind": "start", "language": "en"},
    {"kind": "start", "language": "es", "parameters": {"seed": 1}, "changed": ["seed"]},
    {"kind": "text", "markdown": "So it is.", "holds": True},
    {"kind": "caption"},
    {"kind": "figure", "alt": "Three dots, the lowest at 15%.", **EXHIBIT},
    {
        "kind": "table",
        **EXHIBIT,
        "columns": [
            {"name": "label", "label": "Country", "align": "left"},
            {"name": "value", "label": "Share", "align": "right"},
        ],
        "rows": [["Ecuador", "15%"], ["Peru", "20%"]],
        "links": ["01-courts.html#finding-a", None],
        "spoken": ["en", "es"],
    },
    {
        "kind": "finding",
        **RESULT,
        "markdown": "It is *15%*.",
        "sentence": "It is 15%.",
        "unit": "share",
        "text": "15%",
        "method": "",
        "because": "",
        "verdict_label": "traced",
        "since_label": "unchanged",
        "certainty_label": "low certainty",
        "certainty_why": "One model.",
    },
    {"kind": "coverage", "tables": [COVERED]},
]
FILE = {
    "edition": "2026.11",
    "evidence_as_of": "2026-11",
    "parameters_note": "",
    "data_hash": "0" * 64,
    "languages": ["en", "es"],
    "findings": [FILED],
}
#: What is put into every place in turn. No 2.0 where a whole number is meant: JSON does not tell it from 2.
REPLACEMENTS = [
    None,
    True,
    0,
    -1,
    7,
    0.5,
    "",
    "a",
    "A b",
    "a-b\n",
    "a" * 61,
    "a" * 161,
    "A1",
    "J02",
    "en",
    "fr",
    "exact",
    "traced",
    "0" * 64,
    "01-a.html#b",
    [],
    ["a"],
    ["A1"],
    ["en"],
    [None],
    [[]],
    {},
    {"en": "a"},
    {"en": ""},
    {"a": 1},
]


def variants(content) -> Iterator:
    """Everything that differs from a content in one place: an entry replaced, left out, or one more."""
    yield from REPLACEMENTS
    if isinstance(content, dict):
        yield content | {"more": 1}
        for key in content:
            yield {other: content[other] for other in content if other != key}
            yield from (content | {key: changed} for changed in variants(content[key]))
    elif isinstance(content, list):
        yield content * 2
        for place, entry in enumerate(content):
            for changed in variants(entry):
                yield [*content[:place], changed, *content[place + 1 :]]


def refusal(content, kind=None) -> str | None:
    try:
        records.read(content, kind) if kind else records.read_output(content)
    except records.RecordError as error:
        return str(error)
    return None


def name_of(output) -> str:
    return "-".join([output["kind"], *output.get("changed", [])])


SCHEMA = json.loads(records.schema())


@pytest.mark.parametrize("output", OUTPUTS, ids=name_of)
def test_the_schema_accepts_and_refuses_the_outputs_that_the_library_does(output):
    validator = Draft202012Validator(SCHEMA)
    assert refusal(output) is None and validator.is_valid(output)
    refused = 0
    for variant in variants(output):
        refused += not validator.is_valid(variant)
        assert (refusal(variant) is None) == validator.is_valid(variant), variant
    assert refused


def test_the_schema_accepts_and_refuses_the_files_of_findings_that_the_library_does():
    validator = Draft202012Validator(
        {"$ref": "#/$defs/findings_file", "$defs": SCHEMA["$defs"]},
    )
    assert validator.is_valid(FILE)
    for variant in variants(FILE):
        is_accepted = refusal(variant, records.FindingsFile) is None
        assert is_accepted == validator.is_valid(variant), variant


@pytest.mark.parametrize("output", OUTPUTS, ids=name_of)
def test_a_record_goes_to_json_and_back_unchanged(output):
    record = records.read_output(output)
    content = records.checked(record)
    assert content == output
    assert records.read_output(json.loads(json.dumps(content))) == record


def test_a_count_stays_a_whole_number():
    number = records.read(NUMBER | {"value": 967}, records.ShownNumber)
    assert repr(records.checked(number)["value"]) == "967"


def test_numbers_of_numpy_are_written_as_pythons_own():
    number = records.ShownNumber(
        value=np.int64(3),
        low=np.float64(1.5),
        high=4,
        uncertainty="structural",
        level=None,
        spec="n",
    )
    content = records.checked(number)
    assert (type(content["value"]), type(content["low"])) == (int, float)


def finding(**changes):
    return deepcopy(OUTPUTS[-2]) | changes


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (finding(id="A b"), r"id: 'A b' does not match '^[a-z0-9]+(-[a-z0-9]+)*$'"),
        (finding(unit=""), "unit: '' is too short: at least 1"),
        (finding(tables=[]), "tables: [] is too short: at least 1"),
        (finding(id="a" * 61), f"id: '{'a' * 59} ... is too long: at most 60"),
        (finding(assumptions=["A1", "B1"]), "assumptions.1: 'B1' does not match '^A[0-9]+$'"),
        (finding(verdict="perhaps"), "verdict: 'perhaps' is not known"),
        (finding(value="15"), "value: '15' is str, not int | float | null"),
        (finding(more=1), "Object contains unknown field 'more'"),
        (
            finding(values={"rate": NUMBER, "other": NUMBER | {"spec": 1}}),
            "values.other.spec: 1 is int, not str",
        ),
        (
            {"kind": "coverage", "tables": [COVERED | {"rows": 0}]},
            "tables.0.rows: 0 is less than 1",
        ),
        ({"kind": "chart"}, "kind: 'chart' is not known"),
        ({"kind": "error", "where": "", "what": "", "do": "", "exit_code": 2}, "kind: 'error'"),
        ([], "[] is array, not object"),
    ],
)
def test_what_is_refused_is_named_with_its_place_and_value(output, said):
    assert refusal(output).startswith(said)


def test_what_display_builds_is_checked_too():
    with pytest.raises(records.RecordError, match="markdown: '' is too short"):
        records.checked(records.Text(markdown="", holds=True))


def test_closed_lists_are_those_of_the_rooms_that_use_them():
    assert get_args(records.Verdict) == claims.VERDICTS
    assert get_args(records.Since) == claims.SINCE
    assert get_args(records.Uncertainty) == estimates.KINDS
    assert set(get_args(records.Language)) == set(language.LOCALES)

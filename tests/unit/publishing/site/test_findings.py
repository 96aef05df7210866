"""The findings of a set as data: each once, equal in every language, by their schema; and those that lead."""

import csv
import json

import pytest

from lib import records
from lib.errors import NotebookError, UsageError
from lib.publishing.site import findings

FINDING = {
    "id": "a",
    "notebook": "01",
    "claim": None,
    "verdict": None,
    "uncertainty": "sampling",
    "since": "unchanged",
    "sentence": {"en": "It is 15%."},
    "because": {"en": ""},
    "unit": {"en": "share"},
    "text": {"en": "15%"},
    "method": {"en": ""},
    "value": 0.15,
    "low": 0.14,
    "high": 0.16,
    "level": 0.95,
    "tables": ["claims"],
    "references": [],
    "assumptions": [],
    "holds": True,
    "values": {},
    "shown": [],
    "certainty": "low",
    "checked_in": "2026-12",
    "certainty_why": {"en": "One model."},
}
RECORD = {
    "edition": "2026.11",
    "evidence_as_of": "2026-11",
    "parameters_note": "",
    "data_hash": "0" * 64,
    "languages": ["en"],
    "findings": [FINDING],
}


def filed(*contents):
    return [records.read(content, records.FiledFinding) for content in contents]


def test_findings_that_fit_their_schema_pass():
    findings.validate(RECORD)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"verdict": "perhaps"}, "findings.0.verdict"),
        ({"value": "15"}, "findings.0.value"),
        ({"unit": {}}, "findings.0.unit"),
        ({"since": "later"}, "findings.0.since"),
        ({"more": 1}, "unknown field 'more'"),
        ({"values": {"rate": {"value": 1}}}, "findings.0.values.rate"),
    ],
)
def test_findings_that_do_not_fit_stop_the_run(change, complaint):
    with pytest.raises(NotebookError, match=complaint):
        findings.validate(RECORD | {"findings": [FINDING | change]})


def test_a_finding_that_lacks_something_stops_the_run():
    with pytest.raises(NotebookError, match="missing required field 'claim'"):
        findings.validate(
            RECORD | {"findings": [{k: v for k, v in FINDING.items() if k != "claim"}]}
        )


def test_claims_are_listed_with_the_finding_that_judges_them():
    judged = FINDING | {"claim": "J02", "verdict": "contradicted"}
    lines = findings.claims_csv(
        filed(FINDING, judged | {"id": "b", "verdict": "traced"}, judged)
    ).splitlines()
    assert len(lines) == 2 and lines[1].startswith("J02,ecuador,") and lines[1].endswith(",01#a")
    assert (
        ",967," in lines[1]
        and ",contradicted,unchanged,2026-12,low,0.15,0.14,0.16,sampling,0.95,share," in lines[1]
    )


# Merging the languages


def spoken(language, **changes):
    """A finding as a notebook keeps it in one language."""
    words = {
        "en": {"sentence": "It is 15%.", "unit": "share"},
        "es": {"sentence": "Es el 15 %.", "unit": "proporción"},
    }
    plain = {
        name: value
        for name, value in FINDING.items()
        if not isinstance(value, dict) or name == "values"
    }
    content = {
        **plain,
        "because": "",
        "text": "15%",
        "method": "",
        "certainty_why": "One model.",
        "kind": "finding",
        "markdown": "It is *15%*.",
        "verdict_label": "",
        "since_label": "",
        **words[language],
        **changes,
    }
    return records.read(content, records.NotebookFinding)


def test_each_finding_stands_once_with_its_words_in_each_language():
    [merged] = findings.merge({"en": [spoken("en")], "es": [spoken("es")]})
    assert merged.sentence == {"en": "It is 15%.", "es": "Es el 15 %."}
    assert merged.unit == {"en": "share", "es": "proporción"}
    assert merged.value == 0.15
    content = records.checked(merged)
    assert not {"markdown", "kind", "verdict_label", "since_label"} & content.keys()


@pytest.mark.parametrize(
    "other",
    [
        [],
        [spoken("es", id="b")],
        [spoken("es"), spoken("es", id="b")],
        [spoken("es", value=0.16)],
        [spoken("es", verdict="traced")],
        [spoken("es", holds=False)],
    ],
)
def test_languages_that_differ_in_a_number_stop_the_run(other):
    with pytest.raises(NotebookError, match="differs between the languages"):
        findings.merge({"en": [spoken("en")], "es": other})


def test_what_is_written_is_what_was_merged(tmp_path):
    record = {
        name: RECORD[name] for name in ("edition", "evidence_as_of", "parameters_note", "data_hash")
    }
    findings.write({"en": [spoken("en")]}, record, tmp_path)
    content = json.loads((tmp_path / "findings.json").read_text("utf-8"))
    assert content["languages"] == ["en"] and content["edition"] == "2026.11"
    assert [finding["id"] for finding in content["findings"]] == ["a"]
    with open(tmp_path / "claims.csv", encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [["claim"]]


# Headlines


def test_headlines_come_in_the_order_of_their_names():
    known = {"01#a": "first", "01#b": "second"}
    assert findings.headlines(known, ["01#b", "01#a"]) == ["second", "first"]
    assert findings.headlines(known, []) == []


def test_headlines_that_no_notebook_has_are_named():
    with pytest.raises(UsageError, match="headlines 01#c, 02#a are not findings"):
        findings.headlines({"01#a": "first"}, ["01#c", "01#a", "02#a"])

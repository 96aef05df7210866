"""Claims, findings and indicators made up for the tests, and a small data package that they rest on."""

import json

from lib import records


def fields(**types):
    return [{"name": name, "type": kind} for name, kind in types.items()]


def resource(name, title, columns, *warnings):
    """The descriptor of a table, which lies in a file of its name."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "description": "Made up.",
        "period": "2020",
        "licenses": [{"name": "none", "title": "Made up"}],
        "warnings": [{"code": code, "note": ""} for code in warnings],
        "schema": {"fields": columns},
    }


STATED = fields(
    claim="string", value="number", unit="string", qualifier="string", last_digit="number"
)
STATUS = fields(year="year", status="string")
PACKAGE = {
    "version": "1",
    "evidence_as_of": "2024-06",
    "resources": [
        resource("claims", "Claims", STATED),
        resource("good", "Documented counts", STATUS),
        resource("other", "Counts of something else", STATUS, "scope_unclear"),
        resource("guessed", "Estimates of the press", STATUS, "estimated_values"),
    ],
}
AUTHORS = {"r1": "CSIS", "r2": "UNODC", "r3": "CSIS", "r4": "OECO", "r5": "GI-TOC"}
REFERENCES = [
    {"id": id, "type": "webpage", "title": "Counts", "author": [{"literal": name}]}
    for id, name in AUTHORS.items()
]
CLAIMS = """\
claim,value,unit,qualifier,last_digit
J01,15,percent,about,1
J02,,none,direction,
"""
ASSUMPTIONS = """\
| id | assumption | quality | impact | rating | why |
|---|---|---|---|---|---|
| A1 | Counts are of one year | low | high | red | nobody says |
| A2 | Prices are of the port | medium | low | green | as quoted |
| A80 | Verdicts are a reading | medium | high | amber | ours |
"""


def finding(**changes):
    """A finding as the ledger reads it, without numbers unless they are given."""
    plain = {
        "id": "share",
        "notebook": "01-courts",
        "claim": "J01",
        "verdict": "consistent",
        "text": "15.2%",
        "unit": "of cases",
        "because": "",
        "since": "unchanged",
        "sentence": "So it is.",
        "method": "",
        "uncertainty": "exact",
        "assumptions": [],
        "references": ["r1"],
        "tables": ["good"],
        "values": {},
    }
    return records.read(plain | changes, records.SeriesFinding)


def text_of(*findings):
    """The content of a file of findings, as a run hands it to the ledger."""
    return json.dumps([records.checked(one) for one in findings])


def file_of(languages, note, notebooks, words):
    """The content of a ``findings.json``.

    Parameters
    ----------
    notebooks : id of a finding -> its notebook
    words : of each finding, in every language
    """
    plain = records.checked(finding())
    unknown = dict.fromkeys(("value", "low", "high", "level"))
    findings = [
        {**plain, **unknown, **words, "holds": True, "shown": [], "id": id, "notebook": notebook}
        for id, notebook in notebooks.items()
    ]
    return {
        "edition": "2026.11",
        "evidence_as_of": "2026-11",
        "parameters_note": note,
        "data_hash": "0123456789abcdef" * 4,
        "languages": list(languages),
        "findings": findings,
    }


def value(point, low=None, high=None, spec="n"):
    """A value of a finding: exact where it has no ends."""
    if low is None:
        ends = {"low": point, "high": point, "uncertainty": "exact"}
    else:
        ends = {"low": low, "high": high, "uncertainty": "structural"}
    return {"value": point, "level": None, "spec": spec, **ends}


def claim_row(**changes):
    """A row of the article's claims."""
    plain = {
        "claim": "J01",
        "section": "ecuador",
        "measure": "Share convicted",
        "value": 15.0,
        "unit": "percent",
        "qualifier": "exact",
        "last_digit": 1.0,
    }
    return plain | changes


def indicator(**changes):
    """A row of the plan: an indicator that has a baseline, and is better where it is lower."""
    plain = {
        "indicator": "Prisoners",
        "notebook": "01-courts",
        "finding": "share",
        "measures": "level",
        "baseline": "then",
        "baseline_when": "2022",
        "latest": "now",
        "latest_when": "2024-03",
        "comparator": None,
        "comparator_what": None,
        "better": "down",
    }
    return plain | changes


def finding_of_series(**changes):
    """A finding that rests on tables and references of the series itself."""
    of_the_series = {
        "id": "a",
        "notebook": "01",
        "text": "15%",
        "unit": "percent",
        "references": ["csis-2024-csis-art"],
        "tables": ["claims"],
    }
    return finding(**(of_the_series | changes))

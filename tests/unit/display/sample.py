"""Calls that make one output each, and how a test looks at it."""

import json

import pandas as pd
from jsonschema import Draft202012Validator

from lib import paths
from lib.estimates import share

RATE = share(967, 6425)
ROWS = pd.DataFrame(
    {
        "label": ["ECU", "PER", "COL"],
        "value": [0.1, 0.2, 0.3],
        "low": [0.05, 0.1, None],
        "high": [0.2, 0.3, None],
    }
)
FIGURE = {
    "id": "a-figure",
    "title": "Few cases: {rate:pct:value}",
    "subtitle": "Share of cases, Ecuador, 2019-22",
    "alt": "Three dots, the lowest at {rate:pct}.",
    "tables": ["claims"],
    "rate": RATE,
}
TABLE = {
    "id": "a-table",
    "title": "Three countries",
    "subtitle": "Share",
    "tables": ["claims"],
    "columns": {"label": ("Country", "label"), "value": ("Share", "pct")},
}
FINDING = {"value": "rate", "unit": "share", "tables": ["claims"], "rate": RATE, "references": []}


def last(shown, kind):
    report, data = shown[-1]
    assert report["kind"] == kind
    # the file as a whole, not only the definition of this kind
    schema = json.loads(paths.SCHEMA.read_text("utf-8"))
    Draft202012Validator(schema).validate(report)
    return report, data

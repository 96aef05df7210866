"""docs/promises.md and the table of sinks: each promise names tests that exist."""

import ast
import csv
import io
import re
import socket

import pytest

from lib import paths, records
from lib.publishing.site import findings

PROMISES = (paths.DOCS / "promises.md").read_text("utf-8")
SINKS = (
    (paths.DOCS / "architecture.md")
    .read_text("utf-8")
    .partition("## Which text is escaped where")[2]
)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def missing(text):
    """Tests that a text names and that do not exist."""
    for file, name in NAMED.findall(text):
        source = paths.ROOT / file
        tree = ast.parse(source.read_text("utf-8")) if source.exists() else ast.Module([], [])
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if name not in functions:
            yield f"{file}::{name}"


def rows_without_a_test(text):
    rows = [line for line in text.splitlines() if line.startswith("|")]
    heads = ("| promise |", "| code |", "| where |", "|---")
    return [row for row in rows if not row.startswith(heads) and not NAMED.search(row)]


@pytest.mark.parametrize("text", [PROMISES, SINKS], ids=["promises", "sinks"])
def test_every_promise_names_a_test_that_exists(text):
    assert len(NAMED.findall(text)) > 10
    assert list(missing(text)) == []
    assert rows_without_a_test(text) == []


def test_a_promise_without_a_test_is_found_out():
    assert list(missing("| x | `tests/unit/test_promises.py::test_of_nothing` |")) != []
    assert list(missing("| x | `tests/unit/test_of_nothing.py::test_a` |")) != []
    assert rows_without_a_test("| promise | kept by |\n|---|---|\n| Ever. | somebody |") == [
        "| Ever. | somebody |"
    ]


def test_a_test_that_asks_the_network_fails():
    with (
        socket.socket() as asking,
        pytest.raises(AssertionError, match="must not need the network"),
    ):
        asking.connect(("192.0.2.1", 80))


FINDING = {
    "id": "a",
    "notebook": "01",
    "claim": "J02",
    "verdict": "traced",
    "uncertainty": "sampling",
    "since": "unchanged",
    "sentence": {"en": "=It", "es": "Es"},
    "because": {"en": "", "es": ""},
    "unit": {"en": "share", "es": "proporción"},
    "text": {"en": "15%", "es": "15 %"},
    "method": {"en": "", "es": ""},
    "certainty": "low",
    "certainty_why": {"en": "A reason.", "es": "Una razón."},
    "value": -0.15,
    "low": -0.16,
    "high": -0.14,
    "level": 0.95,
    "tables": ["claims"],
    "references": [],
    "assumptions": [],
    "holds": True,
    "values": {},
    "shown": [],
}


def test_claims_csv_has_the_columns_that_are_promised():
    promised = re.search(r"^    claim section.*?(?=\n\n)", PROMISES, re.DOTALL | re.MULTILINE)
    written = findings.claims_csv([records.read(FINDING, records.FiledFinding)])
    (row,) = csv.DictReader(io.StringIO(written))
    assert list(row) == promised[0].split()
    assert (row["value"], row["sentence_en"]) == ("-0.15", "'=It")

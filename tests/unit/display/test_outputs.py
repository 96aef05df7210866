"""Outputs: each call makes one valid output, and what cannot be published fails at the cell."""

import numpy as np
import pytest

from lib import charts, display, tables
from lib.display import outputs
from lib.errors import NotebookError
from tests.unit.display.sample import FIGURE, FINDING, RATE, ROWS, TABLE, last


def test_text_escapes_what_is_filled_in(shown):
    display.text("**{x:text}** is {rate:pct}.", x="*a*", rate=RATE, holds=np.True_)
    report, data = last(shown, "text")
    assert report["markdown"] == r"**\*a\*** is 15.1% \(14.2% to 15.9%\)."
    assert report["holds"] is True
    assert data["text/markdown"] == report["markdown"]


def test_coverage_says_what_a_table_holds(shown):
    display.coverage("claims")
    entry = last(shown, "coverage")[0]["tables"][0]
    assert entry["rows"] == len(tables.load("claims"))
    assert entry["source"]


def test_outside_a_run_a_line_says_that_the_narrative_stays_in_english(shown, monkeypatch):
    monkeypatch.delenv("SERIES_DEFAULTS", raising=False)
    display.start("es")
    assert "solo en los informes" in last(shown, "start")[1]["text/plain"]
    display.start("en")
    assert last(shown, "start")[1]["text/plain"] == ""
    monkeypatch.setenv("SERIES_DEFAULTS", "1")
    display.start("es")
    assert last(shown, "start")[1]["text/plain"] == ""


def test_a_notebook_begins_with_its_language_and_an_empty_record(shown):
    display.start("es")
    assert last(shown, "start")[0]["language"] == "es"
    assert tables.loaded() == ()


def attempt(call, data=ROWS, **changes):
    """Call the interface with one thing changed; gives the message of the error."""
    calls = {
        "figure": lambda: display.figure(charts.intervals, data, **FIGURE | changes),
        "table": lambda: display.table(data, **TABLE | changes),
        "finding": lambda: display.finding(
            changes.pop("id", "a"), "So {rate:pct}.", **FINDING | changes
        ),
    }
    with pytest.raises(NotebookError) as error:
        calls[call]()
    assert len(str(error.value).splitlines()) <= 3
    return str(error.value)


@pytest.mark.parametrize(
    ("call", "changes", "complaint"),
    [
        ("figure", {"id": "A figure"}, "id: 'A figure' does not match"),
        ("figure", {"alt": "Dots."}, "alt: 'Dots.' is too short"),
        ("figure", {"title": "word " * 40}, "title:"),
        ("figure", {"tables": []}, "names no table"),
        ("figure", {"tables": ["common/gdp"]}, "['common/gdp'] were not loaded here"),
        ("figure", {"title": "{rate}"}, "has no format"),
        ("figure", {"subtitle": "{other:n}"}, "no value for {other}"),
        ("figure", {"data": ROWS[:0]}, "has no data to draw"),
        ("table", {"data": ROWS[:0]}, "has no rows"),
        (
            "table",
            {"columns": {"label": ("a", "label"), "other": ("b", "n")}},
            "no column ['other']",
        ),
        (
            "table",
            {"columns": {"label": ("a", "label"), "value": ("b", "@how")}},
            "no column ['how']",
        ),
        ("table", {"columns": {"label": ("a", "label")}}, "columns:"),
        ("table", {"tables": ["common/gdp"]}, "were not loaded here"),
        ("finding", {"value": "other"}, "no value for {other}"),
        ("finding", {"other": 1}, "keyword other=: no template of this call uses it"),
        ("finding", {"verdict": "not comparable"}, "needs because="),
        ("finding", {"verdict": "wrong", "because": "So."}, "'wrong' is not known"),
        ("finding", {"since": "later"}, "'later' is not known"),
        (
            "finding",
            {"references": ["nobody-2020"]},
            "['nobody-2020'] are not in data/references.json",
        ),
        ("finding", {"claim": "J99"}, "not in data/claims.csv"),
        ("finding", {"assumptions": ["B1"]}, "assumptions.0: 'B1' does not match"),
        ("finding", {"unit": ""}, "unit:"),
        ("finding", {"tables": ["common/gdp"]}, "were not loaded here"),
        ("finding", {"id": "a_b"}, "id: 'a_b' does not match"),
    ],
)
def test_what_cannot_be_published_fails_at_the_cell(shown, call, changes, complaint):
    assert complaint in attempt(call, **changes)
    assert [report for report, _ in shown if report["kind"] != "caption"] == []


def test_who_listens_hears_bundle_and_metadata_and_the_inner_one_alone():
    outer, inner = [], []
    with outputs.listening(lambda *output: outer.append(output)):
        with outputs.listening(lambda *output: inner.append(output)):
            display.text("Within.")
        display.text("After.")
    assert [bundle["text/plain"] for bundle, _ in inner] == ["Within."]
    assert [bundle["text/plain"] for bundle, _ in outer] == ["After."]
    assert outer[0][1] == {"report": {"kind": "text", "markdown": "After.", "holds": True}}


def test_a_cell_that_fails_ends_the_listening(capsys):
    heard = []
    with (
        pytest.raises(NotebookError, match="no value for"),
        outputs.listening(lambda *output: heard.append(output)),
    ):
        display.text("{nothing:n}")
    display.text("To the notebook.")
    assert heard == []
    assert "To the notebook." in capsys.readouterr().out

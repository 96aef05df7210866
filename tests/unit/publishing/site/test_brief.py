"""Which findings the brief takes: by its rule, from any scorecard, and never from taste."""

import csv

import pytest
from msgspec.structs import replace

from lib.errors import NotebookError
from lib.publishing.site import brief
from lib.records import read_output

HEAD = ["front", "position", "notebook", "finding", "measures", "baseline", "latest", "better"]
ROWS = [
    ["prisons", "1", "01-a", "level", "level", "", "now", "up"],
    ["prisons", "2", "01-a", "moved", "level", "then", "now", "up"],
    ["prisons", "3", "01-a", "wrong", "level", "", "now", ""],
    ["front_us", "1", "02-b", "plain", "level", "", "now", ""],
    ["front_us", "2", "02-b", "unclear", "change", "", "now", "up"],
]


def number(point, low=None, high=None):
    kind = "exact" if low is None else "structural"
    return {
        "value": point,
        "low": point if low is None else low,
        "high": point if high is None else high,
        "uncertainty": kind,
        "level": None,
        "spec": "n",
    }


def finding(id, verdict, numbers):
    content = {
        "kind": "finding",
        "id": id,
        "markdown": "So it is.",
        "sentence": "So it is.",
        **dict.fromkeys(("value", "low", "high", "uncertainty", "level")),
        "method": "",
        "unit": "share",
        "tables": ["claims"],
        "references": [],
        "assumptions": [],
        "claim": None,
        "verdict": verdict,
        "verdict_label": verdict,
        "because": "",
        "since": "unchanged",
        "since_label": "unchanged",
        "holds": True,
        "text": "",
        "values": numbers,
        "shown": [],
    }
    return read_output(content)


@pytest.fixture
def records(monkeypatch, tmp_path):
    """The findings of a scorecard of two fronts, by notebook and id."""
    with open(tmp_path / "scorecard.csv", "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *ROWS])
    monkeypatch.setattr(brief.paths, "data", lambda: tmp_path)
    moved = {"now": number(2), "then": number(1)}
    made = {(row[2], row[3]): finding(row[3], None, moved) for row in ROWS}
    made["01-a", "wrong"] = finding("wrong", "contradicted", moved)
    made["02-b", "unclear"] = finding("unclear", None, moved | {"now": number(0.5, -1, 1)})
    return made


def names(records):
    return [entry.finding for entry in brief.chosen("05-c", records)]


def test_what_does_not_fit_the_article_comes_first(records):
    assert names(records) == [*brief.SUMMARY, "wrong", "plain"]


@pytest.mark.parametrize(
    "verdict", ["not comparable", "traced", "reproduced", "consistent", "not verifiable", None]
)
def test_then_what_has_moved(records, verdict):
    records["01-a", "wrong"] = replace(records["01-a", "wrong"], verdict=verdict)
    assert names(records) == [*brief.SUMMARY, "moved", "plain"]


def test_then_the_first_of_the_scorecard(records):
    same = {"now": number(1), "then": number(1)}
    records["01-a", "wrong"] = replace(records["01-a", "wrong"], verdict=None)
    records["01-a", "moved"] = finding("moved", None, same)
    assert names(records) == [*brief.SUMMARY, "level", "plain"]


def test_the_rule_gives_as_many_as_it_says(records):
    assert brief.count() == len(brief.chosen("05-c", records)) == 4


def test_a_finding_that_the_run_has_not_made_is_named(records):
    del records["02-b", "plain"]
    with pytest.raises(NotebookError, match="no finding 02-b#plain"):
        brief.chosen("05-c", records)


def test_a_series_without_these_notebooks_has_no_brief(records):
    assert brief.possible(["01-a", "02-b"]) and not brief.possible(["01-a"])

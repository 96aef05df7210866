"""Findings: value, range, verdict and origin of a sentence."""

import numpy as np
import pytest

from lib import claims, display, tables
from lib.errors import NotebookError
from lib.estimates import bounds
from tests.unit.display.sample import FINDING, RATE, last

#: A finding that states no number.
WITHOUT_VALUE = {name: word for name, word in FINDING.items() if name != "rate"} | {"value": None}


def test_a_finding_carries_value_range_and_verdict(shown):
    display.finding(
        "a-finding",
        "So {rate:pct.2} ended.",
        claim="J02",
        claim_value=967,
        basis="independent",
        **FINDING,
    )
    report, data = last(shown, "finding")
    due = [float(f"{end:.12g}") for end in (RATE.value, RATE.low, RATE.high)]
    assert [report["value"], report["low"], report["high"]] == due
    assert (report["uncertainty"], report["level"]) == ("sampling", 0.95)
    assert report["text"] == "15.05% (14.20% to 15.95%)"
    assert report["verdict"] == "reproduced"
    assert "reproduced" in data["text/markdown"]


def test_a_bare_number_is_exact_and_an_open_end_stays_open(shown):
    display.finding(
        "a-finding", "There are {n:n}.", value="n", unit="prisons", tables=["claims"], n=np.int64(2)
    )
    assert last(shown, "finding")[0]["uncertainty"] == "exact"
    display.finding(
        "b-finding",
        "There are {n:n}.",
        value="n",
        unit="prisons",
        tables=["claims"],
        n=bounds(2, None),
    )
    assert last(shown, "finding")[0]["high"] is None


def test_a_finding_without_a_value_says_so(shown):
    display.finding(
        "a-finding",
        "Nobody knows.",
        **WITHOUT_VALUE,
        claim="J02",
        basis="none",
    )
    report, _ = last(shown, "finding")
    assert (report["value"], report["uncertainty"], report["text"]) == (None, None, "")
    assert report["verdict"] == "not verifiable"


def test_a_judged_verdict_carries_its_reason_and_who_judged(shown):
    display.finding(
        "a-finding",
        "So {rate:pct} ended.",
        **FINDING,
        verdict="not comparable",
        because="It counts {rate:pct:value}.",
        assumptions=["A01"],
    )
    report, _ = last(shown, "finding")
    assert report["verdict"] == "not comparable"
    assert report["because"] == "It counts 15.1%."
    assert report["assumptions"] == ["A01", claims.JUDGED_BY]


def test_each_known_number_of_a_sentence_is_recorded(shown):
    display.finding(
        "a-finding",
        "{rate:pct.2:value}, {n:n} of {who:label} and {none:n}; again {n:n}.",
        **FINDING,
        n=3,
        who="ECU",
        none=None,
    )
    report, _ = last(shown, "finding")
    assert report["shown"] == ["rate", "n", "n"]
    assert {name: number["spec"] for name, number in report["values"].items()} == {
        "rate": "pct.2",
        "n": "n",
    }
    assert report["values"]["n"]["value"] == 3


def test_a_finding_cites_the_sources_of_its_tables_unless_told_otherwise(shown):
    display.finding("a-finding", "So.", **FINDING | {"references": None})
    assert last(shown, "finding")[0]["references"] == list(tables.sources(["claims"]))
    display.finding("b-finding", "So.", **FINDING | {"references": []})
    assert last(shown, "finding")[0]["references"] == []


def test_a_finding_says_what_its_certainty_rests_on(shown):
    display.finding(
        "a-finding",
        "So.",
        **WITHOUT_VALUE,
        rests_on={"claims": {"claim": "J02"}},
        backed_by="method: a count of {n:n} files",
        search=True,
        moved=("up", "The place is named in the sentence."),
        key=True,
        n=3,
    )
    report, _ = last(shown, "finding")
    assert (report["rests_on"], report["key"], report["search"]) == (
        {"claims": {"claim": ["J02"]}},
        True,
        True,
    )
    assert (report["backed_by"], report["moved"]) == ("method", "up")


def test_a_finding_rests_on_its_first_table_that_is_no_denominator(shown):
    tables.load("common/gdp")
    display.finding("a-finding", "So.", **WITHOUT_VALUE | {"tables": ["common/gdp", "claims"]})
    assert last(shown, "finding")[0]["rests_on"] == {"claims": {}}


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        ({"rests_on": "justice/facts"}, "is not among tables="),
        ({"rests_on": []}, "is not among tables="),
        ({"backed_by": "no-such-source"}, "not in data/references.json"),
        ({"moved": ("sideways", "Why.")}, "'sideways' is not known"),
        ({"moved": ("up", " ")}, "needs a reason"),
    ],
)
def test_what_a_certainty_cannot_rest_on_is_refused(shown, argument, complaint):
    with pytest.raises(NotebookError, match=complaint):
        display.finding("a-finding", "So.", **WITHOUT_VALUE, **argument)


@pytest.mark.parametrize("verdict", ["not comparable", "traced", "not verifiable"])
def test_a_number_that_our_bounds_exclude_is_contradicted_whatever_was_judged(
    shown, monkeypatch, verdict
):
    call = {**WITHOUT_VALUE, "claim": "J08", "verdict": verdict, "because": "It counts persons."}
    display.finding("a-finding", "So.", **call, claim_value=bounds(12, 52))
    assert last(shown, "finding")[0]["verdict"] == verdict

    monkeypatch.setenv("SERIES_DEFAULTS", "1")
    with pytest.raises(NotebookError, match="claim_value= excludes what claim J08 states"):
        display.finding("b-finding", "So.", **call, claim_value=bounds(12, 48))

    monkeypatch.delenv("SERIES_DEFAULTS")
    display.finding("b-finding", "So.", **call, claim_value=bounds(12, 48))
    assert last(shown, "finding")[0]["verdict"] == "contradicted"


def test_two_numbers_of_the_article_that_exclude_each_other_need_no_bounds(shown):
    call = WITHOUT_VALUE | {"claim": "J08", "verdict": "internally inconsistent", "because": "So."}
    display.finding("a-finding", "So.", **call, claim_value=bounds(12, 48))
    assert last(shown, "finding")[0]["verdict"] == "internally inconsistent"

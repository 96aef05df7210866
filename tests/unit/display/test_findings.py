"""Findings: value, range, verdict and origin of a sentence."""

import numpy as np

from lib import claims, display, tables
from lib.estimates import bounds
from tests.unit.display.sample import FINDING, RATE, last


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
    without_value = {name: word for name, word in FINDING.items() if name != "rate"}
    display.finding(
        "a-finding",
        "Nobody knows.",
        **without_value | {"value": None},
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

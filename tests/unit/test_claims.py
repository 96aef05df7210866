"""Verdicts by rule, tried on claims of every kind; the ledger and what it refuses."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import claims, paths
from lib.claims import Claim, fits
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate, bounds, exact

EXACT = Claim("J01", 15.0, "percent", "exact", 1.0)
ABOUT = Claim("J02", 15.0, "percent", "about", 1.0)
OVER = Claim("J03", 15.0, "percent", "over", 1.0)
UP_TO = Claim("J04", 15.0, "percent", "up_to", 1.0)
DIRECTION = Claim("J05", None, "none", "direction", None)
PLAIN = Claim("J06", 967.0, "convictions", "exact", None)


@pytest.fixture
def stated(monkeypatch):
    known = {c.id: c for c in (EXACT, ABOUT, OVER, UP_TO, DIRECTION, PLAIN)}
    monkeypatch.setattr(claims, "_claims", lambda folder: known)


@pytest.mark.parametrize(("claim", "found", "expected"), [
    (EXACT, 15.9, True),  # cut off after the last digit
    (EXACT, 14.1, True), (EXACT, 16.0, True), (EXACT, 16.1, False), (EXACT, 13.9, False),
    (ABOUT, 17.0, True), (ABOUT, 13.0, True), (ABOUT, 17.1, False), (ABOUT, 12.9, False),
    (OVER, 15.0, True), (OVER, 900, True), (OVER, 14.9, False),
    (UP_TO, 15.0, True), (UP_TO, 0.1, True), (UP_TO, 15.1, False),
    (PLAIN, 967, True), (PLAIN, 968, False), (PLAIN, exact(967), True),
    (EXACT, Estimate(20, 15.5, 25, "scenario"), True), (EXACT, Estimate(20, 16.5, 25, "scenario"), False),
    (EXACT, bounds(None, 14.0), True), (EXACT, bounds(None, 13.0), False),
    (EXACT, bounds(16.0, None), True), (EXACT, bounds(17.0, None), False),
    (OVER, Estimate(10, 5, 15.0, "scenario"), True), (OVER, Estimate(10, 5, 14.0, "scenario"), False),
    (UP_TO, Estimate(20, 15.0, 30, "scenario"), True), (UP_TO, Estimate(20, 16, 30, "scenario"), False),
    (EXACT, Estimate(15.4, None, None, "structural"), True), (EXACT, Estimate(19, None, None, "structural"), False),
])
def test_a_claim_fits_within_its_stated_digits(claim, found, expected):
    assert fits(claim, found) is expected


@pytest.mark.parametrize("found", [15.0, exact(15)])
def test_a_direction_cannot_be_compared(found):
    with pytest.raises(NotebookError, match="states no number"):
        fits(DIRECTION, found)


def test_an_estimate_that_knows_nothing_cannot_agree():
    with pytest.raises(NotebookError, match="no value to compare"):
        fits(EXACT, Estimate(None, None, None, "scenario"))


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(0, 50), st.sampled_from([EXACT, ABOUT, OVER, UP_TO]))
def test_a_wider_range_never_loses_an_agreement(value, below, above, claim):
    narrow = Estimate(value, value - below / 2, value + above / 2, "scenario")
    wide = Estimate(value, value - below, value + above, "scenario")
    assert fits(claim, wide) or not fits(claim, narrow)


@given(st.floats(0, 1000), st.floats(0, 100))
def test_about_is_never_stricter_than_exact(value, found):
    plain, about = (Claim("J01", value, "x", kind, 0.1) for kind in ("exact", "about"))
    assert fits(about, found) or not fits(plain, found)


@pytest.mark.parametrize(("basis", "right", "wrong"), [
    ("independent", "reproduced", "contradicted"), ("derived", "consistent", "contradicted"),
    ("origin", "traced", "contradicted"), ("none", "not verifiable", "not verifiable"),
])
def test_the_basis_decides_the_word(stated, basis, right, wrong):
    assert claims.verdict("J01", 15.2, basis) == right
    assert claims.verdict("J01", 99.0, basis) == wrong


@pytest.mark.parametrize(("arguments", "complaint"), [
    (("J01", 15.2, "hearsay"), "Known: independent, derived, origin, none"),
    (("J01", None, "derived"), "no value to compare"),
    (("J99", 15.2, "derived"), "not in data/claims.csv"),
])
def test_a_verdict_without_its_grounds_is_refused(stated, arguments, complaint):
    with pytest.raises(NotebookError, match=complaint):
        claims.verdict(*arguments)


def test_what_is_not_verifiable_needs_no_value(stated):
    assert claims.verdict("J05", None, "none") == "not verifiable"


def test_every_verdict_has_its_own_symbol():
    assert len(set(claims.SYMBOLS.values())) == len(claims.VERDICTS)


def test_every_stated_claim_of_the_article_can_be_said_and_compared():
    for claim in claims._claims(str(paths.data())).values():
        assert claim.qualifier in claims.STATED
        assert (claim.value is None) == (claim.qualifier == "direction"), claim
        if claim.value is not None:
            assert fits(claim, claim.value), claim
            assert claim.last_digit is None or claim.last_digit > 0, claim


# --- ledger

def finding(**changes):
    return {"id": "a", "notebook": "01", "claim": "J01", "verdict": "consistent", "text": "15%", "unit": "percent",
            "because": "", "since": "unchanged"} | changes


@pytest.fixture
def article():
    row = {"claim": "J01", "section": "ecuador", "measure": "Share", "value": 15.0, "unit": "percent",
           "qualifier": "about", "last_digit": 1.0}
    return pd.DataFrame([row, row | {"claim": "J05", "value": None, "qualifier": "direction"}])


def test_the_gravest_verdict_gives_the_row(article):
    found = [finding(claim="J05"), finding(), finding(id="b", verdict="contradicted", because="Too high."),
             finding(id="c", verdict="reproduced"), finding(claim=None, id="d", verdict=None)]
    book = claims.ledger(article, found).set_index("claim")
    assert book.loc["J01", ["finding", "verdict", "why", "stated"]].tolist() == ["b", "contradicted", "Too high.",
                                                                               "about 15 percent"]
    assert book.loc["J05", "stated"] == "no number stated"
    assert book.loc["J05", "why"] == claims.REASONS["consistent"]


def test_a_claim_without_a_finding_is_named(article):
    with pytest.raises(NotebookError, match="claims without a finding: J05"):
        claims.ledger(article, [finding()])


def test_counts_have_a_row_for_each_verdict(article):
    counts = claims.verdict_counts(claims.ledger(article, [finding(), finding(claim="J05")]))
    assert counts["stage"].tolist() == list(claims.VERDICTS)
    assert counts.set_index("stage")["value"].to_dict() == {v: 2 * (v == "consistent") for v in claims.VERDICTS}


def test_findings_come_from_the_run_that_goes_on(monkeypatch, tmp_path):
    (tmp_path / "02.json").write_text(json.dumps([finding(id="b")]), "utf-8")
    (tmp_path / "01.json").write_text(json.dumps([finding(id="a")]), "utf-8")
    monkeypatch.setenv("SERIES_FINDINGS", str(tmp_path))
    assert [f["id"] for f in claims.read_findings()] == ["a", "b"]


def test_without_a_run_the_last_findings_are_read_and_named(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("SERIES_FINDINGS", raising=False)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    with pytest.raises(UsageError, match=r"Run \./run reports first"):
        claims.read_findings()
    said = {word: {"en": f"{word}!", "es": f"¡{word}!"} for word in claims.WORDS}
    record = {"parameters_note": "", "data_hash": "0123456789abcdef", "languages": ["en", "es"],
              "findings": [finding() | said]}
    (tmp_path / "findings.json").write_text(json.dumps(record), "utf-8")
    assert claims.read_findings()[0]["sentence"] == "sentence!"
    assert "default parameters, data 0123456789ab" in capsys.readouterr().out


# --- direction of an indicator

INDICATOR = {"measures": "change", "reference": 0.0, "better": "down"}


@pytest.mark.parametrize(("ends", "expected"), [
    ((-2, -3, -1), "went_better"), ((2, 1, 3), "went_worse"), ((1, -1, 3), "went_unclear"),
    ((2, None, None), "went_worse"), ((None, None, None), "level_only"),
])
def test_an_indicator_moved_only_if_its_whole_range_did(ends, expected):
    assert claims.direction(INDICATOR, dict(zip(("value", "low", "high"), ends, strict=True))) == expected


def test_a_level_has_no_direction():
    assert claims.direction(INDICATOR | {"measures": "level"}, {"value": -2, "low": -3, "high": -1}) == "level_only"

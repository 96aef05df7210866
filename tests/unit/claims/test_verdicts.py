"""Verdicts by rule, tried on claims of every kind; the ledger and what it refuses."""

import json
import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import claims, paths, tables
from lib.claims import Claim, fits, verdicts
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate, bounds, exact

EXACT = Claim("J01", 15.0, "percent", "exact", 1.0)
ABOUT = Claim("J02", 15.0, "percent", "about", 1.0)
OVER = Claim("J03", 15.0, "percent", "over", 1.0)
UP_TO = Claim("J04", 15.0, "percent", "up_to", 1.0)
DIRECTION = Claim("J05", None, "none", "direction", None)
PLAIN = Claim("J06", 967.0, "convictions", "exact", None)
HALF = Claim("J07", 50.0, "percent", "about", 5.0)  # "half of them"
THOUSANDS = Claim("R09", 13000.0, "percent", "exact", 1000.0)
FALL = Claim("R03", -4.4, "percent", "exact", 0.1)
SUM = Claim("L01", 3.5, "billion USD", "about", 0.1)


@pytest.fixture
def stated(monkeypatch):
    known = {c.id: c for c in (EXACT, ABOUT, OVER, UP_TO, DIRECTION, PLAIN)}
    monkeypatch.setattr(verdicts, "_claims", lambda folder: known)


@pytest.mark.parametrize(
    ("claim", "found", "expected"),
    [
        (EXACT, 15.9, True),  # cut off after the last digit
        (EXACT, 14.1, True),
        (EXACT, 16.0, True),
        (EXACT, 16.1, False),
        (EXACT, 13.9, False),
        (ABOUT, 17.0, True),
        (ABOUT, 13.0, True),
        (ABOUT, 17.1, False),
        (ABOUT, 12.9, False),
        (OVER, 15.0, True),
        (OVER, 900, True),
        (OVER, 14.9, False),
        (UP_TO, 15.0, True),
        (UP_TO, 0.1, True),
        (UP_TO, 15.1, False),
        (PLAIN, 967, True),
        (PLAIN, 968, False),
        (PLAIN, exact(967), True),
        (EXACT, Estimate(20, 15.5, 25, "scenario"), True),
        (EXACT, Estimate(20, 16.5, 25, "scenario"), False),
        (EXACT, bounds(None, 14.0), True),
        (EXACT, bounds(None, 13.0), False),
        (EXACT, bounds(16.0, None), True),
        (EXACT, bounds(17.0, None), False),
        (OVER, Estimate(10, 5, 15.0, "scenario"), True),
        (OVER, Estimate(10, 5, 14.0, "scenario"), False),
        (UP_TO, Estimate(20, 15.0, 30, "scenario"), True),
        (UP_TO, Estimate(20, 16, 30, "scenario"), False),
        (HALF, 40.0, True),
        (HALF, 60.0, True),
        (HALF, 39.9, False),
        (HALF, 60.1, False),
        (HALF, 49.1, True),
        (THOUSANDS, 13714.9, True),
        (THOUSANDS, 12600, True),
        (THOUSANDS, 14001, False),
        (THOUSANDS, 11999, False),
        (FALL, -4.44, True),
        (FALL, -4.49, True),
        (FALL, -4.51, False),
        (FALL, 4.4, False),
        (FALL, 21.3, False),
        (SUM, 3.3, True),
        (SUM, 3.7, True),
        (SUM, 3.29, False),
        (SUM, Estimate(2.55, 0.78, 4.86, "scenario"), True),
        (EXACT, Estimate(15.4, None, None, "structural"), True),
        (EXACT, Estimate(19, None, None, "structural"), False),
    ],
)
def test_a_claim_fits_within_its_stated_digits(claim, found, expected):
    assert fits(claim, found) is expected


@pytest.mark.parametrize("found", [15.0, exact(15)])
def test_a_direction_cannot_be_compared(found):
    with pytest.raises(NotebookError, match="states no number"):
        fits(DIRECTION, found)


def test_an_estimate_that_knows_nothing_cannot_agree():
    with pytest.raises(NotebookError, match="no value to compare"):
        fits(EXACT, Estimate(None, None, None, "scenario"))


@given(
    st.floats(-100, 100),
    st.floats(0, 50),
    st.floats(0, 50),
    st.sampled_from([EXACT, ABOUT, OVER, UP_TO]),
)
def test_a_wider_range_never_loses_an_agreement(value, below, above, claim):
    narrow = Estimate(value, value - below / 2, value + above / 2, "scenario")
    wide = Estimate(value, value - below, value + above, "scenario")
    assert fits(claim, wide) or not fits(claim, narrow)


@given(st.floats(0, 1000), st.floats(0, 100))
def test_about_is_never_stricter_than_exact(value, found):
    plain, about = (Claim("J01", value, "x", kind, 0.1) for kind in ("exact", "about"))
    assert fits(about, found) or not fits(plain, found)


@pytest.mark.parametrize(
    ("basis", "right", "wrong"),
    [
        ("independent", "reproduced", "contradicted"),
        ("derived", "consistent", "contradicted"),
        ("origin", "traced", "contradicted"),
        ("none", "not verifiable", "not verifiable"),
    ],
)
def test_the_basis_decides_the_word(stated, basis, right, wrong):
    assert claims.verdict("J01", 15.2, basis) == right
    assert claims.verdict("J01", 99.0, basis) == wrong


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("J01", 15.2, "hearsay"), "Known: independent, derived, origin, none"),
        (("J01", None, "derived"), "no value to compare"),
        (("J99", 15.2, "derived"), "not in data/claims.csv"),
    ],
)
def test_a_verdict_without_its_grounds_is_refused(stated, arguments, complaint):
    with pytest.raises(NotebookError, match=complaint):
        claims.verdict(*arguments)


def test_what_is_not_verifiable_needs_no_value(stated):
    assert claims.verdict("J05", None, "none") == "not verifiable"


def test_every_verdict_has_its_own_symbol():
    assert len(set(claims.SYMBOLS.values())) == len(claims.VERDICTS)


def test_every_stated_claim_of_the_article_can_be_said_and_compared():
    for claim in verdicts._claims(paths.data()).values():
        assert claim.qualifier in claims.STATED
        assert (claim.value is None) == (claim.qualifier == "direction"), claim
        if claim.value is not None:
            assert fits(claim, claim.value), claim
            assert claim.last_digit is None or claim.last_digit > 0, claim


# --- ledger


def finding(**changes):
    return {
        "id": "a",
        "notebook": "01",
        "claim": "J01",
        "verdict": "consistent",
        "text": "15%",
        "unit": "percent",
        "because": "",
        "since": "unchanged",
        "sentence": "So it is.",
        "uncertainty": "exact",
        "assumptions": [],
        "references": ["csis-2024-csis-art"],
        "tables": ["claims"],
        "values": {},
    } | changes


@pytest.fixture
def article():
    row = {
        "claim": "J01",
        "section": "ecuador",
        "measure": "Share",
        "value": 15.0,
        "unit": "percent",
        "qualifier": "about",
        "last_digit": 1.0,
    }
    return pd.DataFrame([row, row | {"claim": "J05", "value": None, "qualifier": "direction"}])


def test_the_gravest_verdict_gives_the_row(article):
    found = [
        finding(claim="J05"),
        finding(),
        finding(id="b", verdict="contradicted", because="Too high."),
        finding(id="c", verdict="reproduced"),
        finding(claim=None, id="d", verdict=None),
    ]
    book = claims.ledger(article, found).set_index("claim")
    assert book.loc["J01", ["id", "verdict", "why", "says"]].tolist() == [
        "b",
        "contradicted",
        "Too high.",
        "Share: about 15 percent",
    ]
    assert book.loc["J05", "says"] == "Share: no number stated"
    assert book.loc["J05", "why"] == f"{claims.REASONS['consistent']} So it is."
    assert (
        book.loc["J05", "where"] == "01.html#finding-a"
        and book.loc["J05", "sources"] == "01 a; CSIS"
    )


@pytest.mark.parametrize("worse", claims.VERDICTS)
@pytest.mark.parametrize("milder", claims.VERDICTS)
def test_of_two_verdicts_the_earlier_of_the_list_counts(worse, milder):
    best = claims.gravest([finding(id="m", verdict=milder), finding(id="w", verdict=worse)])["J01"][
        "verdict"
    ]
    assert best == min(worse, milder, key=claims.VERDICTS.index)


def test_a_row_says_what_its_range_means_and_what_came_later(article):
    found = [finding(claim="J05"), finding(uncertainty="sampling", since="reversed", references=[])]
    row = claims.ledger(article, found).set_index("claim").loc["J01"]
    assert row["found"] == "15%; percent (range: chance alone)"
    assert row["shown"] == "≈\N{NO-BREAK SPACE}consistent; since then reversed"


def test_a_claim_without_a_finding_is_named(article):
    with pytest.raises(NotebookError, match="claims without a finding: J05"):
        claims.ledger(article, [finding()])


def test_counts_have_a_row_for_each_verdict(article):
    counts = claims.verdict_counts(claims.ledger(article, [finding(), finding(claim="J05")]))
    assert counts["stage"].tolist() == list(claims.VERDICTS)
    assert counts.set_index("stage")["value"].to_dict() == {
        v: 2 * (v == "consistent") for v in claims.VERDICTS
    }


def test_findings_come_from_the_run_that_goes_on_and_none_from_an_earlier_one(
    monkeypatch, tmp_path
):
    for name, identifier in (("02", "b"), ("01", "a"), ("03", "own-of-an-earlier-run")):
        (tmp_path / f"{name}.json").write_text(json.dumps([finding(id=identifier)]), "utf-8")
    monkeypatch.setenv(
        "SERIES_FINDINGS", os.pathsep.join(str(tmp_path / f"{name}.json") for name in ("01", "02"))
    )
    assert [f["id"] for f in claims.read_findings("03")] == ["a", "b"]


def test_without_a_run_the_last_findings_are_read_and_named(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("SERIES_FINDINGS", raising=False)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    with pytest.raises(UsageError, match=r"Run \./run reports first"):
        claims.read_findings("05")
    said = {word: {"en": f"{word}!", "es": f"¡{word}!"} for word in claims.WORDS}
    record = {
        "parameters_note": "",
        "data_hash": "0123456789abcdef",
        "languages": ["en", "es"],
        "findings": [finding() | said | {"notebook": name} for name in ("01", "02", "05")],
    }
    (tmp_path / "findings.json").write_text(json.dumps(record), "utf-8")
    found = claims.read_findings("05")
    assert [f["notebook"] for f in found] == ["01", "02"] and found[0]["sentence"] == "sentence!"
    assert "default parameters, data 0123456789ab" in capsys.readouterr().out


# --- scorecard


def value(point, low=None, high=None, spec="n"):
    """A value of a finding as ``findings.json`` holds it."""
    kind = "exact" if low is None else "structural"
    ends = (point, point) if low is None else (low, high)
    return {
        "value": point,
        "low": ends[0],
        "high": ends[1],
        "uncertainty": kind,
        "level": None,
        "spec": spec,
    }


INDICATOR = {
    "front": "prisons",
    "position": 1,
    "indicator": "Prisoners",
    "notebook": "01",
    "finding": "a",
    "measures": "level",
    "baseline": "then",
    "baseline_when": "2024-03",
    "latest": "now",
    "latest_when": "end of it",
    "comparator": None,
    "comparator_what": None,
    "better": "down",
}


@pytest.mark.parametrize(
    ("then", "now", "better", "expected"),
    [
        (value(5, 4, 6), value(3, 2, 3.9), "down", "went_better"),
        (value(5, 4, 6), value(3, 2, 3.9), "up", "went_worse"),
        (value(5, 4, 6), value(7, 6, 8), "down", "went_unclear"),
        (value(5), value(6), "down", "went_worse"),
        (value(5), value(5), "down", "went_unclear"),
        (value(5), value(6), None, "level_only"),
    ],
)
def test_an_indicator_moved_only_if_its_whole_range_did(then, now, better, expected):
    found = finding(values={"then": then, "now": now})
    assert claims.direction(INDICATOR | {"better": better}, found) == expected


@pytest.mark.parametrize(
    ("measures", "now", "expected"),
    [
        ("change", value(-2, -3, -1), "went_better"),
        ("change", value(2, 1, 3), "went_worse"),
        ("change", value(2, -1, 3), "went_unclear"),
        ("ratio", value(0.5), "went_better"),
        ("ratio", value(1.01, 0.7, 1.4), "went_unclear"),
        ("level", value(2), "level_only"),
    ],
)
def test_a_change_is_held_against_no_change(measures, now, expected):
    row = INDICATOR | {"measures": measures, "baseline": None}
    assert claims.direction(row, finding(values={"now": now})) == expected


def test_an_indicator_says_its_baseline_latest_and_quality():
    found = finding(
        values={"then": value(31869), "now": value(0.355, 0.35, 0.37, "pct")},
        assumptions=["A1", "A80"],
    )
    row = claims.scorecard(pd.DataFrame([INDICATOR]), [found]).iloc[0]
    assert row[["baseline", "latest", "comparator", "direction"]].tolist() == [
        "31,869 (March 2024)",
        "35.5% (35.0% to 37.0%) (end of it)",
        "\N{EM DASH}",
        "went_better",
    ]
    assert row["quality"] == f"{tables.grade('claims')[1]}; A1 red"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [({"finding": "b"}, "01#b has no finding"), ({"baseline": "once"}, "01#a has no once")],
)
def test_an_indicator_that_no_finding_gives_is_refused(change, complaint):
    with pytest.raises(NotebookError, match=complaint):
        claims.scorecard(
            pd.DataFrame([INDICATOR | change]),
            [finding(values={"then": value(1), "now": value(2)})],
        )


def test_every_front_has_two_to_four_indicators():
    plan = tables.read(tables.resource("scorecard"))
    sizes = plan["front"].value_counts()
    assert len(sizes) == 8 and sizes.between(2, 4).all()
    assert sum(front.startswith("front_") for front in sizes.index) == 3
    assert (
        plan["measures"].eq("level") | plan["baseline"].isna()
    ).all()  # a change has its baseline in itself


# --- what would settle it, and the logs


def test_requests_stand_once_for_all_their_claims():
    book = pd.DataFrame(
        {"claim": ["J03", "J04", "J05"], "verdict": ["not comparable", "not verifiable", "traced"]}
    )
    waiting = claims.to_settle(book, tables.read(tables.resource("settlement")))
    assert waiting["claim"].tolist() == ["J03", "J04"]
    asked = claims.requests(waiting)
    assert asked["claims"].tolist() == ["J03, J04"]
    assert "LOTAIP" in asked.loc[0, "request"] and asked.loc[0, "holder"] == "judicatura"
    with pytest.raises(NotebookError, match="no row for J03"):
        claims.to_settle(book, pd.DataFrame({"claim": ["J04"]}))


def test_every_claim_has_a_request_in_the_form_of_its_law():
    settlement = tables.read(tables.resource("settlement")).set_index("claim")
    assert set(settlement.index) == set(verdicts._claims(paths.data()))
    laws = (
        "(LOTAIP), solicito se sirva entregarme",
        "Ley 27806",
        "Ley 1712",
        "Reglamento (CE) 1049/2001",
        "Freedom of Information Act",
    )
    for claim, request in settlement["request"].items():
        assert sum(law in request for law in laws) == 1, claim
        assert request.endswith(".") and ":" not in request, claim
        assert "datos personales" in request or "5 U.S.C." in request, claim


def test_the_logs_name_what_rests_on_each():
    found = [
        finding(assumptions=["A1"], tables=["common/gdp"]),
        finding(id="b", assumptions=["A1", "A2"]),
    ]
    log = claims.assumption_log(found).set_index("id")
    assert log.loc["A1", "findings"] == "01 a, 01 b" and log.loc["A2", "findings"] == "01 b"
    assert (
        log.loc["A3", "findings"] == "\N{EM DASH}" and log.loc["A1", "rated"] == "red (low, high)"
    )
    data = claims.data_log(found)
    assert data["findings"].tolist() == ["01 a", "01 b"] and len(data) == 2

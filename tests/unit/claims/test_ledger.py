"""The ledger and what it refuses; requests for what would settle a claim."""

import pandas as pd
import pytest

from lib import claims, paths, tables
from lib.claims import verdicts
from lib.errors import NotebookError
from tests.unit.claims.sample import finding_of_series as finding

SPACE = "\N{NO-BREAK SPACE}"


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

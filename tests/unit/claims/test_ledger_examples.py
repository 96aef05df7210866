"""The rows of the ledger, and what would settle a claim, on findings made up for it."""

import pandas as pd
import pytest

from lib import claims
from lib.claims.ledger import _ledger_row
from lib.errors import NotebookError
from tests.unit.claims.sample import claim_row, finding

pytestmark = pytest.mark.usefixtures("small_package")
SPACE = "\N{NO-BREAK SPACE}"


def test_a_row_of_the_ledger_has_what_is_stated_what_is_found_and_where():
    row = _ledger_row(claim_row(), finding())

    assert row == {
        "claim": "J01",
        "section": "ecuador",
        "says": "Share convicted: 15 percent",
        "found": "15.2%; of cases",
        "verdict": "consistent",
        "shown": f"≈{SPACE}consistent",
        "since": "unchanged",
        "sentence": "So it is.",
        "why": "Other figures agree within their range or the stated digits. So it is.",
        "where": "01-courts.html#finding-share",
        "sources": "01 share; CSIS",
        "notebook": "01-courts",
        "id": "share",
    }


@pytest.mark.parametrize(
    ("value", "last_digit", "said"),
    [
        (6000.0, 1000.0, "6,000"),  # never fewer than no decimals
        (50.0, 5.0, "50"),
        (15.0, 1.0, "15"),
        (3.5, 0.1, "3.5"),
        (3.0, 0.1, "3.0"),  # the zero was stated
        (0.25, 0.05, "0.25"),  # in steps of five hundredths
        (1.25, 0.01, "1.25"),
    ],
)
def test_a_stated_value_has_the_decimals_of_its_last_digit(value, last_digit, said):
    row = _ledger_row(claim_row(value=value, last_digit=last_digit), finding())

    assert row["says"] == f"Share convicted: {said} percent"


@pytest.mark.parametrize(
    ("value", "said"),
    [(15.0, "15"), (3.25, "3.25"), (-4.4, "\N{MINUS SIGN}4.4"), (6000.0, "6,000")],
)
@pytest.mark.parametrize("last_digit", [None, float("nan")])
def test_a_value_without_a_last_digit_has_its_own_decimals(value, last_digit, said):
    row = _ledger_row(claim_row(value=value, last_digit=last_digit), finding())

    assert row["says"] == f"Share convicted: {said} percent"


@pytest.mark.parametrize(
    ("qualifier", "said"),
    [
        ("exact", "15 percent"),
        ("about", "about 15 percent"),
        ("over", "over 15 percent"),
        ("up_to", "up to 15 percent"),
    ],
)
def test_a_stated_value_is_said_with_its_qualifier(qualifier, said):
    row = _ledger_row(claim_row(qualifier=qualifier), finding())

    assert row["says"] == f"Share convicted: {said}"


def test_a_claim_without_a_number_says_so():
    stated = claim_row(value=None, last_digit=None, unit="none", qualifier="direction")

    assert _ledger_row(stated, finding())["says"] == "Share convicted: no number stated"


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("exact", ""),  # an exact value has no range, and none is explained
        (None, ""),
        ("rounding", " (range: what the stated digits allow)"),
        ("sampling", " (range: chance alone)"),
        ("identification", " (range: bounds without assumptions)"),
        ("structural", " (range: rival sources or methods)"),
        ("scenario", " (range: stated assumptions)"),
    ],
)
def test_the_ledger_explains_a_range_by_its_kind_and_no_range_of_an_exact_value(kind, note):
    row = _ledger_row(claim_row(), finding(uncertainty=kind))

    assert row["found"] == f"15.2%; of cases{note}"


def test_a_finding_without_a_figure_says_so():
    row = _ledger_row(claim_row(), finding(text="", uncertainty=None))

    assert row["found"] == "no figure"


@pytest.mark.parametrize(
    ("verdict", "symbol", "reason"),
    [
        (
            "contradicted",
            "✗",
            "Figures on the same thing exclude the number by more than the stated digits allow. So it is.",
        ),
        ("reproduced", "✓", "Another data producer gives it. So it is."),
        ("traced", "→", "Found at its origin; nobody else has measured it. So it is."),
        ("not verifiable", "?", "No open source gives it. So it is."),
    ],
)
def test_a_verdict_by_rule_has_its_symbol_and_gives_the_rule_and_the_sentence(
    verdict, symbol, reason
):
    row = _ledger_row(claim_row(), finding(verdict=verdict))

    assert row["shown"] == f"{symbol}{SPACE}{verdict}"
    assert row["why"] == reason


@pytest.mark.parametrize(
    ("verdict", "symbol"),
    [
        ("internally inconsistent", "≠"),
        ("not comparable", "∦"),
        ("contradicted", "✗"),
    ],
)
def test_a_judged_verdict_gives_its_own_reason_alone(verdict, symbol):
    row = _ledger_row(claim_row(), finding(verdict=verdict, because="Two scopes."))

    assert row["shown"] == f"{symbol}{SPACE}{verdict}"
    assert row["why"] == "Two scopes."


@pytest.mark.parametrize(
    ("since", "later"),
    [
        ("unchanged", ""),
        ("revised", "; since then revised"),
        ("reversed", "; since then reversed"),
    ],
)
def test_a_row_says_what_has_come_of_the_figure_since(since, later):
    row = _ledger_row(claim_row(), finding(since=since))

    assert row["shown"] == f"≈{SPACE}consistent{later}"
    assert row["since"] == since


@pytest.mark.parametrize(
    ("references", "named"),
    [
        ([], ""),
        (
            ["r2", "r1", "r3"],
            "UNODC, CSIS",
        ),  # an author of two sources stands once, where first cited
        (["r1", "r2", "r3", "r4"], "CSIS, UNODC, OECO"),
        (["r1", "r2", "r3", "r4", "r5"], "5 sources"),  # of four authors
    ],
)
def test_up_to_three_authors_are_named_and_more_are_counted_as_sources(references, named):
    row = _ledger_row(claim_row(), finding(references=references))

    assert row["sources"] == f"01 share; {named}"


def test_the_ledger_has_a_row_for_each_claim_in_their_order():
    stated = pd.DataFrame([claim_row(claim="J02"), claim_row()])
    findings = [
        finding(id="mild"),
        finding(id="grave", verdict="contradicted"),
        finding(id="other", claim="J02"),
    ]

    book = claims.ledger(stated, findings)

    assert book[["claim", "id"]].to_numpy().tolist() == [["J02", "other"], ["J01", "grave"]]
    with pytest.raises(NotebookError, match="ledger: claims without a finding: J02, J01"):
        claims.ledger(stated, [])


def test_verdicts_are_counted_in_their_order_with_zeros():
    book = pd.DataFrame({"verdict": ["traced", "contradicted", "traced"]})

    counts = claims.verdict_counts(book)

    assert counts.columns.tolist() == ["stage", "value"]
    assert dict(zip(counts["stage"], counts["value"], strict=True)) == {
        "internally inconsistent": 0,
        "not comparable": 0,
        "contradicted": 1,
        "reproduced": 0,
        "consistent": 0,
        "traced": 2,
        "not verifiable": 0,
    }
    assert counts["stage"].tolist()[0] == "internally inconsistent"


SETTLEMENT = pd.DataFrame(
    [
        ("J03", "court", "Register of sentences", "es", "Solicito A"),
        ("J01", "customs", "List of seizures", "en", "Please send B"),
        ("J02", "court", "Register of sentences", "es", "Solicito A"),
        ("J04", "court", "Budget", "es", "Solicito C"),
    ],
    columns=["claim", "holder", "document", "language", "request"],
)


def test_claims_that_cannot_be_verified_or_compared_have_what_would_settle_them():
    verdicts = ["not comparable", "not verifiable", "contradicted", "not comparable"]
    book = pd.DataFrame({"claim": ["J01", "J02", "J04", "J03"], "verdict": verdicts})

    waiting = claims.to_settle(book, SETTLEMENT)

    assert waiting.to_numpy().tolist() == [
        ["J01", "not comparable", "customs", "List of seizures", "en", "Please send B"],
        ["J02", "not verifiable", "court", "Register of sentences", "es", "Solicito A"],
        ["J03", "not comparable", "court", "Register of sentences", "es", "Solicito A"],
    ]
    assert waiting.columns.tolist() == ["claim", "verdict", *SETTLEMENT.columns[1:]]


def test_a_claim_that_waits_without_anything_to_settle_it_is_refused_by_name():
    book = pd.DataFrame({"claim": ["J09", "J01", "J08"], "verdict": "not verifiable"})

    with pytest.raises(NotebookError, match=r"data/settlement\.csv: has no row for J08, J09$"):
        claims.to_settle(book, SETTLEMENT)
    # What is settled by its verdict needs no document.
    assert claims.to_settle(book.assign(verdict="traced"), SETTLEMENT).empty


def test_a_request_stands_once_for_its_claims_in_the_order_in_which_it_comes_first():
    asked = claims.requests(SETTLEMENT)

    assert asked.columns.tolist() == ["holder", "language", "request", "claims"]
    assert asked.to_numpy().tolist() == [
        ["court", "es", "Solicito A", "J03, J02"],
        ["customs", "en", "Please send B", "J01"],
        ["court", "es", "Solicito C", "J04"],
    ]

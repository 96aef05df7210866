"""Verdicts by rule, tried on claims of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import claims, paths
from lib.claims import Claim, fits, verdicts
from lib.errors import NotebookError
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


def test_what_our_bounds_exclude_is_tried_before_what_cannot_be_compared():
    assert claims.VERDICTS == (
        "internally inconsistent",
        "contradicted",
        "not comparable",
        "reproduced",
        "consistent",
        "traced",
        "not verifiable",
    )
    judged_first = [v for v in claims.VERDICTS if not claims.comes_after_contradicted(v)]
    assert judged_first == ["internally inconsistent", "contradicted"]


@pytest.mark.parametrize(
    ("claim", "value", "expected"),
    [
        ("J08", bounds(12, 48), True),  # 52, one unit of its last digit allowed: 51 to 53
        ("J08", bounds(12, 51), False),
        ("J08", None, False),
        ("J09", bounds(12, 29), True),  # over 30: nothing below it fits
        ("R11", bounds(0.1, 0.2), False),  # a direction states no number
    ],
)
def test_bounds_exclude_a_number_that_lies_outside_them(claim, value, expected):
    assert claims.excluded(claim, value) is expected


def test_a_figure_of_the_same_origin_is_traced_even_where_a_calculation_fits():
    # The same police report has both counts of rounds: 391,239 / 2,832 - 1 is 13,715 percent.
    increase = 100 * (391239 / 2832 - 1)
    assert claims.verdict("R09", increase, "origin") == "traced"
    assert claims.verdict("R09", increase, "derived") == "consistent"
    assert claims.verdict("R09", 1374, "origin") == "contradicted"

"""The rules for claims, and what a claim allows, worked out by hand."""

import pytest

from lib import claims
from lib.claims import Claim
from lib.errors import NotebookError
from lib.estimates import Estimate

pytestmark = pytest.mark.usefixtures("small_package")


@pytest.mark.parametrize(
    ("qualifier", "last_digit", "tolerance"),
    [
        ("exact", 0.1, 0.1),
        ("over", 5.0, 5.0),
        ("up_to", 5.0, 5.0),
        ("about", 5.0, 10.0),
        ("exact", None, 0.0),
        ("about", None, 0.0),
    ],
)
def test_a_claim_allows_one_unit_of_its_last_digit_and_two_where_it_says_about(
    qualifier, last_digit, tolerance
):
    assert Claim("J01", 15.0, "percent", qualifier, last_digit).tolerance == tolerance


def test_a_claim_is_read_from_its_row_with_none_for_an_empty_cell():
    assert claims.claim("J01") == Claim("J01", 15.0, "percent", "about", 1.0)
    direction = claims.claim("J02")
    assert direction == Claim("J02", None, "none", "direction", None)
    assert direction.value is None and direction.last_digit is None


def test_an_unknown_claim_is_refused_with_the_known_ones():
    with pytest.raises(NotebookError, match=r"'J03': not in data/claims\.csv\n  Known: J01, J02"):
        claims.claim("J03")


# Stated as 20, in whole numbers: 19 to 21 fit, and 18 to 22 for "about 20".
@pytest.mark.parametrize(
    ("qualifier", "lowest", "highest"),
    [
        ("exact", 19, 21),
        ("about", 18, 22),
        ("over", 20, 1000),
        ("up_to", -1000, 20),
    ],
)
def test_a_value_fits_up_to_both_ends_of_what_the_claim_allows(qualifier, lowest, highest):
    stated = Claim("J01", 20.0, "tonnes", qualifier, 1.0)

    assert claims.fits(stated, lowest) and claims.fits(stated, highest)
    assert claims.fits(stated, lowest - 0.001) is (qualifier == "up_to")
    assert claims.fits(stated, highest + 0.001) is (qualifier == "over")


@pytest.mark.parametrize(
    ("low", "high", "agrees"),
    [
        (10, 19, True),
        (10, 18.999, False),
        (21, 30, True),
        (21.001, 30, False),
        (10, 30, True),
        (None, 19, True),
        (None, 18.999, False),
        (21, None, True),
        (21.001, None, False),
    ],
)
def test_a_range_fits_where_its_nearer_end_does(low, high, agrees):
    stated = Claim("J01", 20.0, "tonnes", "exact", 1.0)

    assert claims.fits(stated, Estimate(None, low, high, "identification")) is agrees


def test_an_estimate_of_which_anything_is_known_can_be_compared():
    stated = Claim("J01", 20.0, "tonnes", "exact", 1.0)

    assert claims.fits(stated, Estimate(20, None, None, "structural"))
    assert not claims.fits(stated, Estimate(22, None, None, "structural"))
    with pytest.raises(NotebookError, match='has no value to compare\n  Use basis="none"'):
        claims.fits(stated, Estimate(None, None, None, "structural"))


@pytest.mark.parametrize(
    ("basis", "within", "beyond"),
    [
        ("independent", "reproduced", "contradicted"),
        ("derived", "consistent", "contradicted"),
        ("origin", "traced", "contradicted"),
        ("none", "not verifiable", "not verifiable"),
    ],
)
def test_about_fifteen_percent_is_thirteen_to_seventeen(basis, within, beyond):
    assert claims.verdict("J01", 17.0, basis) == within
    assert claims.verdict("J01", 17.1, basis) == beyond


def test_a_verdict_needs_a_known_basis_and_a_value_but_for_the_basis_none():
    with pytest.raises(NotebookError, match="unknown basis 'hearsay'"):
        claims.verdict("J01", 15.0, "hearsay")
    with pytest.raises(NotebookError, match="has no value to compare"):
        claims.verdict("J01", None, "derived")
    assert claims.verdict("J02", None, "none") == "not verifiable"
    assert NotebookError.exit_code == 2

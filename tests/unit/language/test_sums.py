"""Sums of money as a reader sees them: examples at the edge of each rule."""

import pytest

from lib import language


@pytest.fixture
def spanish():
    with language.speaking("es"):
        yield


def plain(text):
    """The text with spaces where it has no-break spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("sum_usd", "shown"),
    [
        (999.4e6, "USD 999 millones"),
        (1000e6, "USD 1.000 millones"),
        (2554e6, "USD 2.550 millones"),
        (2555.5e6, "USD 2.560 millones"),
        (-2554e6, "−USD 2.550 millones"),
        (25_549e6, "USD 25.500 millones"),
        (255_490e6, "USD 255.000 millones"),
    ],
)
def test_thousands_of_millions_claim_three_digits_and_no_more(spanish, sum_usd, shown):
    """Spanish counts them in millions, where English has billions and a decimal point."""
    assert plain(language.format_value(sum_usd, "usd")) == shown


def test_a_sum_whose_decimals_are_asked_for_keeps_its_digits(spanish):
    assert plain(language.format_value(2554.3e6, "usd.1")) == "USD 2.554,3 millones"


def test_dollars_that_are_not_millions_keep_their_digits(spanish):
    assert plain(language.format_value(2554, "usd")) == "USD 2.554"


def test_trillions_in_english_claim_three_digits_too():
    assert plain(language.format_value(2554e9, "usd")) == "USD 2,550 billion"


@pytest.mark.parametrize(
    ("sum_usd", "shown"),
    [
        (1e6, "USD 1 millón"),
        (-1e6, "−USD 1 millón"),
        (1.5e6, "USD 1,5 millones"),
        (2e6, "USD 2 millones"),
    ],
)
def test_only_one_million_is_singular(spanish, sum_usd, shown):
    assert plain(language.format_value(sum_usd, "usd")) == shown

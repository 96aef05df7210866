"""Numbers, estimates and dates in two languages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import language
from lib.errors import NotebookError
from lib.estimates import Estimate, bounds, exact

NBSP = "\u00a0"
RANGE = Estimate(0.15, 0.142, 0.16, "scenario")


@pytest.mark.parametrize(
    ("value", "spec", "english", "in_spanish"),
    [
        (6425, "n", "6,425", "6.425"),
        (1234.5, "n", "1,234", "1.234"),
        (12.34, "n", "12.3", "12,3"),
        (0.01234, "n", "0.0123", "0,0123"),
        (0, "n", "0", "0"),
        (-3.25, "n.1", "−3.2", "−3,2"),
        (-0.04, "n.1", "0.0", "0,0"),
        (12, "n.2", "12.00", "12,00"),
        (0.15051, "pct", "15.1%", "15,1 %"),
        (-0.5, "pct.0", "−50%", "−50 %"),
        (1234.5, "pct.0", "123,450%", "123.450 %"),
        (3.5e9, "usd", "USD 3.5 billion", "USD 3.500 millones"),
        (9.34e7, "usd", "USD 93.4 million", "USD 93,4 millones"),
        (1e6, "usd", "USD 1 million", "USD 1 millón"),
        (2e6, "usd", "USD 2 million", "USD 2 millones"),
        (2650, "usd", "USD 2,650", "USD 2.650"),
        (3.5, "usd", "USD 3.50", "USD 3,50"),
        (-3.5e9, "usd.2", "−USD 3.50 billion", "−USD 3.500,00 millones"),
        (2024, "year", "2024", "2024"),
        ("2024", "date", "2024", "2024"),
        ("2024-01", "date", "January 2024", "enero de 2024"),
        ("2024-01-09", "date", "9 January 2024", "9 de enero de 2024"),
        (pd.Timestamp("2024-01-09"), "date", "9 January 2024", "9 de enero de 2024"),
        ("ECU", "label", "Ecuador", "El Ecuador"),
        ("a < b", "text", "a < b", "a < b"),
        (None, "n", "not known", "no se conoce"),
        (float("nan"), "pct", "not known", "no se conoce"),
        (pd.NA, "n", "not known", "no se conoce"),
        (pd.NaT, "date", "not known", "no se conoce"),
        (np.int64(6425), "n", "6,425", "6.425"),
        (np.float64(0.5), "pct", "50.0%", "50,0 %"),
        (RANGE, "pct", "15.0% (14.2% to 16.0%)", "15,0 % (14,2 % a 16,0 %)"),
        (RANGE, "pct:value", "15.0%", "15,0 %"),
        (exact(967), "n", "967", "967"),
        (
            Estimate(2.1e9, 9e8, 4e9, "scenario"),
            "usd",
            "USD 2.1 billion (USD 0.9 billion to USD 4.0 billion)",
            "USD 2.100 millones (USD 900 millones a USD 4.000 millones)",
        ),
    ],
)
def test_a_value_as_each_reader_sees_it(request, value, spec, english, in_spanish):
    assert language.format_value(value, spec).replace(NBSP, " ") == english
    request.getfixturevalue("spanish")
    assert language.format_value(value, spec).replace(NBSP, " ") == in_spanish


def test_a_number_never_breaks_from_its_unit():
    assert " " not in language.format_value(3.5e9, "usd")
    language.set_language("es")
    assert language.format_value(0.5, "pct") == f"50,0{NBSP}%"


@pytest.mark.parametrize(
    ("estimate", "spec", "shown"),
    [
        (bounds(None, 3), "n", "up to 3"),
        (bounds(2, None), "n", "at least 2"),
        (bounds(2, 3), "n", "between 2 and 3"),
        (bounds(2, 3), "n:value", "not known"),
        (RANGE, "pct:range", "between 14.2% and 16.0%"),
        (Estimate(2, None, 3, "scenario"), "n", "2 (up to 3)"),
        (Estimate(None, None, None, "scenario"), "n", "not known"),
    ],
)
def test_an_estimate_shows_what_is_known_of_it(estimate, spec, shown):
    assert language.format_value(estimate, spec) == shown


@pytest.mark.parametrize("spec", ["", "x", "n.", "pct.12", "n:both", ".2f", "year:low"])
def test_an_unknown_format_is_refused(spec):
    with pytest.raises(NotebookError, match="not known"):
        language.format_value(1.0, spec)


@given(st.floats(-1e12, 1e12), st.sampled_from(["n", "n.2", "pct", "pct.0", "usd"]))
def test_a_number_never_shows_in_another_notation(number, spec):
    assert not set(language.format_value(number, spec)) & set(
        "eE+-"
    )  # no exponent, and a minus sign, not a hyphen


@given(st.floats(0, 1e10), st.floats(0, 1e10), st.floats(0, 1e10))
def test_a_value_and_its_range_share_their_decimals(a, b, c):
    low, value, high = sorted((a, b, c))
    shown = language.format_value(Estimate(value, low, high, "scenario"))
    decimals = {len(part.strip("()").partition(".")[2]) for part in shown.split() if part != "to"}
    assert len(decimals) == 1


def test_an_axis_has_one_unit_and_the_decimals_that_tell_its_numbers_apart():
    assert language.format_values([0, 2.5, 5]) == ["0", "2.5", "5.0"]
    assert language.format_values([-0.1, 0, 0.05], "pct.3") == ["−10%", "0%", "5%"]
    assert [x.replace(NBSP, " ") for x in language.format_values([0, 5e8, 1e9], "usd")] == [
        "USD 0",
        "USD 0.5 billion",
        "USD 1.0 billion",
    ]
    assert language.format_values([1999, 2000], "year") == ["1999", "2000"]
    assert language.format_values([0]) == ["0"]


@given(
    st.integers(-50, 50),
    st.integers(1, 9),
    st.sampled_from([0.01, 0.1, 1.0, 25.0, 1e4, 5e7]),
    st.sampled_from(["n", "pct", "usd"]),
)
def test_ticks_of_an_axis_are_all_different(start, number, step, unit):
    ticks = [(start + i) * step for i in range(number)]
    assert len(set(language.format_values(ticks, unit))) == number


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, "years", "1 year"),
        (1.0, "months", "1 month"),
        (5, "years", "5 years"),
        (0, "years", "0 years"),
        (1.5, "months", "1.50 months"),
        (21.0, "months", "21 months"),
    ],
)
def test_one_year_is_no_years(number, unit, words):
    assert language.format_value(number, unit) == words


@pytest.mark.parametrize(("number", "words"), [(1, "1 año"), (5, "5 años"), (0, "0 años")])
def test_years_are_counted_in_spanish_too(number, words):
    with language.speaking("es"):
        assert language.format_value(number, "years") == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.3, "30"), (0.07, "7"), (0.125, "12.5"), (1.0, "100")]
)
def test_hundredths_are_a_percentage_without_its_sign(share, words):
    assert language.format_value(share, "hundredths") == words

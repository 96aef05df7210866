"""What acts in a terminal or deceives a reader is shown as its code; what is too long is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import DataError
from lib.printable import CONTROLS, printable, quoted, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Cañar\t≈ 5\n", "Cañar\t≈ 5\n"),
        ("\x1b[2J\x07", "\\x1b[2J\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("a\rb", "a\\x0db"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_acts_is_shown_as_its_code(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_nothing_that_acts_is_left_and_doing_it_twice_changes_nothing(text):
    once = printable(text)
    assert not CONTROLS.search(once)
    assert printable(once) == once


def test_a_value_is_repeated_in_part():
    assert quoted("x" * 100_000) == "'" + "x" * 80 + "'... (100,000 characters)"
    assert quoted("a\u202eb") == "'a\\u202eb'"
    assert quoted([1, "a"]) == "[1, 'a']"
    assert len(quoted(["x"] * 100_000)) < 120


def test_a_text_of_the_right_length_is_not_cut():
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "abc... (4 characters)"


def test_no_part_of_an_error_is_endless():
    error = DataError("w" * 100_000, "x" * 100_000, "y" * 100_000)
    assert len(str(error)) < 7000

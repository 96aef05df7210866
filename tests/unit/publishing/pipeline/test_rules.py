"""Rules of parameters: what a help allows, and values held against it."""

import pytest

from lib.errors import UsageError
from lib.publishing.pipeline.parameters import Parameter
from lib.publishing.pipeline.rules import Rule, rule_of


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("", Rule()),
        ("level of intervals", Rule()),
        ("from 1 to 2", Rule()),
        ("1 to 2 years of age", Rule()),
        ("even | odd, course", Rule(choices=("even", "odd"))),
        ("en | es", Rule(choices=("en", "es"))),
        ("0.01 to 1", Rule(ends=("0.01", "1"))),
        ("0.01 to crime_high, part", Rule(ends=("0.01", "crime_high"))),
        ("2022-12 to last_count", Rule(ends=("2022-12", "last_count"))),
        ("/[a-z, ]+/, names", Rule(pattern="[a-z, ]+")),
        ("2 of 0 to 1, rising, share", Rule(ends=("0", "1"), count=(2, 2), rising=True)),
        ("3 of 0 to 9, not all 0; weights", Rule(ends=("0", "9"), count=(3, 3), some=True)),
        ("0 to 4 of COL | PER, beside", Rule(choices=("COL", "PER"), count=(0, 4))),
        ("1 to 24 of /[a-z_]+/", Rule(pattern="[a-z_]+", count=(1, 24))),
    ],
)
def test_a_help_begins_with_its_rule(words, rule):
    assert rule_of(words) == rule


@pytest.mark.parametrize(
    ("kind", "rule", "good", "bad", "complaint"),
    [
        ("str", "2022-12 to 2026-12", "2024-06", "2027-01", "out of range"),
        ("str", "2022-12 to 2026-12", "2022-12", "2022-11", "out of range"),
        ("str", "2022-12 to 2026-12", "2026-12", "2024-13", "is not a month"),
        ("str", "2022-12 to 2026-12", "2026-12", "2024", "is not a month"),
        ("str", "/[a-z]+/", "abc", "ABC", "The form is"),
        ("list[float]", "2 of 0 to 1, rising", "0.1,0.5", "0.5,0.1", "do not rise"),
        ("list[float]", "2 of 0 to 1, rising", "0.5,0.5", "0.1", "has 1 values, 2 are due"),
        ("list[float]", "2 of 0 to 1, rising", "0,1", "0,1.1", "out of range"),
        ("list[float]", "3 of 0 to 9, not all 0", "0,1,0", "0,0,0", "nothing but zeros"),
        ("list[str]", "1 to 2 of COL | PER", "COL", "", "has 0 values, 1 to 2 are due"),
        ("list[str]", "0 to 3 of COL | PER", "", "COL,COL", "twice"),
        ("list[str]", "0 to 3 of COL | PER", "PER,COL", "MEX", "One of COL, PER"),
    ],
)
def test_a_rule_tells_right_from_wrong(kind, rule, good, bad, complaint):
    parameter = Parameter("a", kind, None, rule)
    parameter.read(good)
    with pytest.raises(UsageError, match=complaint) as error:
        parameter.read(bad)
    assert str(error.value).startswith("parameter a:")

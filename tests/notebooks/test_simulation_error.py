"""Printed digits carry no more than the error of the simulation: every notebook runs again with other random numbers.

A number of a finding may then move by one unit of its last printed digit, which rounding alone can do, and no more.
"""

import re

import numpy as np
import pytest

#: A number as a sentence prints it: thousands in threes, then decimals.
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
#: Added to every seed, those that no parameter names included.
SHIFT = 1_000_003


def printed(sentence):
    """(number, unit of its last digit) of each number of a sentence."""
    numbers = []
    for text in NUMBER.findall(sentence):
        decimals = len(text.partition(".")[2])
        numbers.append((float(text.replace(",", "")), 10.0**-decimals))
    return numbers


def moved(before, after):
    """Numbers that differ by more than one unit of the last digit, as texts; other words count as one."""
    first, second = printed(before), printed(after)
    if NUMBER.sub("0", before) != NUMBER.sub("0", after) or len(first) != len(second):
        return [f"{before!r} became {after!r}"]
    return [
        f"{one:g} became {two:g}"
        for (one, unit), (two, _) in zip(first, second, strict=True)
        if abs(one - two) > 1.000001 * unit
    ]


@pytest.mark.parametrize(
    "name",
    ["01-judicial-outcomes", "02-money-laundering", "03-cocaine-supply", "04-international-aid"],
)
def test_another_seed_moves_no_printed_digit_by_more_than_one(sentences, monkeypatch, name):
    before = sentences(name)
    ours = np.random.default_rng
    seeds = []

    def shifted(seed=None):
        seeds.append(seed)
        return ours(seed + SHIFT if isinstance(seed, int) else seed)

    monkeypatch.setattr(np.random, "default_rng", shifted)
    after = sentences(name)
    assert seeds, "nothing was drawn: the notebook has no simulation to try"
    assert None not in seeds, "a simulation without a seed is another one in each run"
    told = {
        finding: moved(output.record["sentence"], after[finding].record["sentence"])
        for finding, output in before.items()
        if output.record["kind"] == "finding"
    }
    assert {finding: lines for finding, lines in told.items() if lines} == {}


def test_what_counts_as_moved():
    assert moved("It is 18.2% (1,203 cases).", "It is 18.3% (1,204 cases).") == []
    assert moved("It is 18.2%.", "It is 18.4%.") == ["18.2 became 18.4"]
    assert moved("1,203 cases", "1,205 cases") == ["1203 became 1205"]
    assert len(moved("It rose by 2.", "It fell by 2.")) == 1

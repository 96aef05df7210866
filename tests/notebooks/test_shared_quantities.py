"""Quantities of the whole series, read from the approved record: one quantity has one range, and parts have no sign.

``shared_quantities.csv`` names each quantity that more than one finding shows; ``may_be_negative.csv`` each row in
which a number below zero has a meaning. Both are held against the record, so that neither can go stale.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from lib.publishing.checks import approved
from lib.publishing.pipeline import config

HERE = Path(__file__).parent
#: A point with fewer digits is met twice by chance.
_TELLING_DIGITS = 4
#: What no number of a finding may be: units whose values are never below zero, and shares, which end at one.
_SIGNED = ("change", "difference", "points", "standard units", "gap", "growth")


def read(name):
    with open(HERE / name, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def record():
    """Rows of the approved record by ``notebook#id`` and kind."""
    return {
        (f"{notebook}#{row['id']}", row["kind"]): row
        for notebook in config.configuration().notebooks
        for row in approved.read(approved.file_of(notebook))
    }


def shown(row):
    """(point, low, high) of each number that a finding shows with a range, its headline included."""
    triples = {tuple(row[end] for end in ("value", "low", "high"))}
    triples |= {tuple(token.split("/")) for token in row["inner"].split() if token.count("/") == 2}
    return {triple for triple in triples if triple[0] and len(set(triple)) > 1}


def ranges_that_differ(record):
    """Points that two findings show with different ranges -> the findings and ranges."""
    by_point = defaultdict(lambda: defaultdict(set))
    for (name, kind), row in record.items():
        if kind == "finding":
            for point, low, high in shown(row):
                if len(point.strip("-0.").replace(".", "")) >= _TELLING_DIGITS:
                    by_point[point][low, high].add(name)
    return {point: dict(ranges) for point, ranges in by_point.items() if len(ranges) > 1}


def test_one_quantity_has_one_range(record):
    """A point that stands with two ranges is listed, with the reason why both are right."""
    listed = {line["point"]: line for line in read("two_ranges.csv")}
    differing = ranges_that_differ(record)
    assert sorted(differing) == sorted(listed), differing
    for point, line in listed.items():
        names = {name for names in differing[point].values() for name in names}
        assert set(line["ids"].split()) == names
        assert len(line["why"]) > 20


def test_each_shared_quantity_is_the_same_everywhere(record):
    by_quantity = defaultdict(list)
    for line in read("shared_quantities.csv"):
        by_quantity[line["quantity"]].append(line["id"])
    for quantity, names in by_quantity.items():
        assert len(names) > 1, f"{quantity} is shown once"
        cells = {
            tuple(
                record[name, "finding"][column]
                for column in ("value", "low", "high", "uncertainty")
            )
            for name in names
        }
        assert len(cells) == 1, f"{quantity}: {cells}"


@pytest.mark.slow
def test_each_shared_quantity_has_one_level(reports):
    """The record keeps no level, the findings of a run do."""
    findings = json.loads((reports / "findings.json").read_text("utf-8"))["findings"]
    level = {f"{finding['notebook']}#{finding['id']}": finding["level"] for finding in findings}
    by_quantity = defaultdict(set)
    for line in read("shared_quantities.csv"):
        by_quantity[line["quantity"]].add(level[line["id"]])
    assert {quantity: levels for quantity, levels in by_quantity.items() if len(levels) > 1} == {}


def test_what_two_notebooks_show_alike_is_named(record):
    """Two findings of different notebooks with one headline, to nine digits, are one quantity: it has a name."""
    named = {line["id"] for line in read("shared_quantities.csv")}
    by_numbers = defaultdict(set)
    for (name, kind), row in record.items():
        numbers = tuple(row[end] for end in ("value", "low", "high"))
        is_telling = max((len(n.strip("-0.").replace(".", "")) for n in numbers), default=0)
        if kind == "finding" and is_telling >= _TELLING_DIGITS + 2:
            by_numbers[numbers].add(name)
    alike = {
        name
        for names in by_numbers.values()
        if len({name.partition("#")[0] for name in names}) > 1
        for name in names
    }
    assert alike - named == set()


# Signs


def below_zero(record):
    """Rows with a number below zero: of a finding its value and ends, of a figure or table its data."""
    names = set()
    for (name, kind), row in record.items():
        if kind == "finding":
            ends = [float(row[end]) for end in ("value", "low", "high") if row[end]]
            if any(end < 0 for end in ends):
                names.add((name, kind))
        else:
            columns = [token.split("/") for token in row["inner"].split() if token.count("/") == 2]
            if any(negatives != "0" for _, _, negatives in columns):
                names.add((name, kind))
    return names


def test_a_number_below_zero_has_a_meaning(record):
    listed = {(line["id"], line["kind"]) for line in read("may_be_negative.csv")}
    found = below_zero(record)
    assert found - listed == set(), "a part of a sum below zero, or a line to add with its reason"
    assert listed - found == set(), "no number below zero any more"
    assert all(len(line["why"]) > 20 for line in read("may_be_negative.csv"))


def test_a_finding_below_zero_is_a_change_or_a_difference(record):
    for name, kind in below_zero(record):
        if kind == "finding":
            unit = record[name, kind]["unit"]
            assert any(word in unit for word in _SIGNED), f"{name}: {unit} below zero"


def test_a_share_lies_between_nought_and_one(record):
    for (name, kind), row in record.items():
        is_part = row["unit"].startswith("share of") and "level" not in row["unit"]
        if kind == "finding" and is_part:
            ends = [float(row[end]) for end in ("value", "low", "high") if row[end]]
            assert all(0 <= end <= 1 for end in ends), f"{name}: {ends}"


def test_a_second_range_and_a_negative_part_are_seen(record):
    """As they stood once: one fall with two intervals, and military aid below zero without its block."""
    fall = {"kind": "finding", "inner": "", "unit": "standard units"}
    wrong = {
        ("01#fall", "finding"): fall | {"value": "-0.602798581", "low": "-0.99", "high": "-0.21"},
        ("02#fall", "finding"): fall | {"value": "-0.602798581", "low": "-1.07", "high": "-0.14"},
    }
    assert list(ranges_that_differ(wrong)) == ["-0.602798581"]
    figure = {"kind": "figure", "inner": "9 12.5/80.1/2 #ab", "unit": ""}
    assert below_zero({("04#block", "figure"): figure}) == {("04#block", "figure")}

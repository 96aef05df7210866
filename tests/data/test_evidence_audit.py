"""The evidence audit as it stands: each table of data/ is covered, each row is used or has its reason.

The gathered evidence is no part of the repository; the audit of it is. Each check is tried on a wrong audit too.
"""

import csv
import re
from collections import Counter

import pytest

from lib import tables
from lib.publishing.checks import evidence

#: Tables that hold no gathered figure: what the article claims, and what we say of it.
OURS = {
    "claims",
    "settlement",
    "scorecard",
    "glossary",
    "checked",
    "cocaine/homicide_corrections",
}


@pytest.fixture(scope="module")
def audit():
    with open(evidence.AUDIT, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def held():
    return evidence.held_rows()


def faults(audit):
    for number, line in enumerate(audit, 2):
        where = f"line {number}: {line['gathered']} {line['measure']}"
        if bool(line["table"]) == bool(line["reason"]):
            yield f"{where} is both used and not, or neither"
        elif line["reason"] and line["reason"] not in evidence.REASONS:
            yield f"{where} has the unknown reason {line['reason']}"
        elif line["reason"] and not line["why"].strip():
            yield f"{where} does not say why"
        if int(line["rows"]) < 1:
            yield f"{where} stands for no row"


def used_but_not_held(audit, held):
    """Rows told one by one as used, whose value no row of data/ with that source has."""
    for number, line in enumerate(audit, 2):
        if not line["table"] or line["rows"] != "1" or ";" in line["value"]:
            continue  # several numbers in one cell are told apart in data/
        for table in line["table"].split("+"):
            rows = [row for row in rows_of(line, held) if row.table == table]
            if not any(holds(line["value"], row) for row in rows):
                yield f"line {number}: {table} has no {line['value']} of {line['source']}"


def holds(value, row):
    """Whether a row of data/ has a number of the audit, or one of several that stand in one cell."""
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?", value)]
    if not row.numbers:  # a date, or words
        return True
    return not numbers or any(evidence._fits(number, row.numbers) for number in numbers)


def rows_of(line, held):
    """Rows of data/ that a line of the audit may mean: of its sources, in its tables."""
    return [
        row
        for source in line["source"].split("+")
        for row in held.get(source, [])
        if row.table in line["table"].split("+")
    ]


def used_against_their_mark(audit, held):
    """Rows that must not be used, and that data/ has without saying so in its column ``use``."""
    for number, line in enumerate(audit, 2):
        if line["flag"] != "do_not_use" or not line["table"]:
            continue
        for row in rows_of(line, held):
            if holds(line["value"], row) and row.cells.get("use") != "no":
                yield f"line {number}: {row.table}, line {row.line} is marked do not use"


def doubts_not_carried(audit, held):
    for number, line in enumerate(audit, 2):
        if line["flag"] != "doubtful" or not line["table"]:
            continue
        rows = [row for row in rows_of(line, held) if holds(line["value"], row)]
        if rows and not any(evidence.carries_doubt(row.cells) for row in rows):
            yield f"line {number}: {rows[0].table}, line {rows[0].line} does not say that it is doubtful"


def tables_not_covered(audit):
    covered = {table for line in audit for table in line["table"].split("+") if table}
    return [name for name in tables.names() if name not in covered | OURS]


def test_each_row_is_used_or_has_its_reason(audit):
    assert list(faults(audit)) == []


def test_what_is_said_to_be_used_stands_in_data(audit, held):
    assert list(used_but_not_held(audit, held)) == []


def test_doubts_of_the_evidence_are_carried_into_data(audit, held):
    assert list(doubts_not_carried(audit, held)) == []


def test_what_must_not_be_used_is_not_used(audit, held):
    assert list(used_against_their_mark(audit, held)) == []


def test_each_table_of_data_is_covered(audit):
    assert tables_not_covered(audit) == []


def test_the_summary_is_that_of_the_audit(audit):
    assert evidence.SUMMARY.read_text("utf-8") == evidence.summary(audit)
    assert sum(int(line["rows"]) for line in audit) > 50_000


def test_the_audit_is_sorted_and_each_rule_of_the_register_gives_a_reason(audit):
    order = [[line[name] for name in evidence.COLUMNS] for line in audit]
    assert order == sorted(order)
    given = {(line["reason"], line["why"]) for line in audit}
    idle = [
        rule["why"] for rule in evidence.register() if (rule["reason"], rule["why"]) not in given
    ]
    assert idle == []


def test_values_under_a_licence_are_not_told(audit):
    told = [line for line in audit if line["reason"] == "licence" and line["value"]]
    assert told == []


# Wrong audits


LINE = {
    "gathered": "justice/prisons",
    "measure": "prisoners",
    "place": "Ecuador",
    "period": "2024",
    "source": "s",
    "value": "31869",
    "rows": "1",
    "flag": "",
    "table": "justice/prison_stock",
    "reason": "",
    "why": "",
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"reason": "duplicate"}, "both used and not"),
        ({"table": ""}, "both used and not, or neither"),
        ({"table": "", "reason": "forgotten", "why": "We forgot."}, "unknown reason forgotten"),
        ({"table": "", "reason": "duplicate"}, "does not say why"),
        ({"rows": "0"}, "stands for no row"),
    ],
)
def test_a_wrong_line_is_told(change, complaint):
    (fault,) = faults([LINE | change])
    assert complaint in fault


def row(**cells):
    whole = {"source": "s", "inmates": "31869"} | cells
    return evidence.Held(
        "justice/prison_stock", 2, whole, evidence.written_numbers(whole), evidence.years(whole)
    )


def test_a_value_that_data_does_not_have_is_told():
    assert list(used_but_not_held([LINE], {"s": [row()]})) == []
    assert len(list(used_but_not_held([LINE], {"s": [row(inmates="31868")]}))) == 1
    assert len(list(used_but_not_held([LINE], {}))) == 1


def test_a_row_that_is_used_against_its_mark_is_told():
    marked = [LINE | {"flag": "do_not_use"}]
    assert len(list(used_against_their_mark(marked, {"s": [row()]}))) == 1
    assert len(list(used_against_their_mark(marked, {"s": [row(use="yes")]}))) == 1
    assert list(used_against_their_mark(marked, {"s": [row(use="no")]})) == []


def test_a_doubt_that_data_does_not_carry_is_told():
    doubtful = [LINE | {"flag": "doubtful"}]
    assert len(list(doubts_not_carried(doubtful, {"s": [row()]}))) == 1
    assert list(doubts_not_carried(doubtful, {"s": [row(note="Doubtful: no date.")]})) == []
    assert list(doubts_not_carried(doubtful, {"s": [row(suspect="true")]})) == []


def test_a_table_that_nothing_covers_is_told(audit):
    without = [line for line in audit if "cocaine/coca_area" not in line["table"]]
    assert tables_not_covered(without) == ["cocaine/coca_area"]


# The comparison itself, by hand


@pytest.mark.parametrize(
    ("gathered", "written", "fits"),
    [
        (35.5, "0.355", True),  # percent and share
        (3500.0, "3500000000", True),  # millions and dollars
        (16155.0, "16.155", True),  # kilograms and tonnes
        (1.06735, "1.0674", True),  # rounded to the last digit written
        (1.0672, "1.0674", False),
        (31869.0, "31868", False),
        (0.0, "0", True),
        (5.0, "0", False),
    ],
)
def test_a_number_fits_in_any_power_of_ten(gathered, written, fits):
    cells = {"value": written}
    assert evidence._fits(gathered, evidence.written_numbers(cells)) is fits


def test_the_first_rule_that_fits_gives_the_reason():
    cells = {"entity": "Ecuador", "year": "2024", "measure": "a", "source_id": "S1", "note": "x"}
    gathered = evidence.Gathered("justice/prisons", cells, [1.0], {2024})
    rule = dict.fromkeys(evidence.PATTERNS, "")
    rules = [
        rule | {"place": "Peru", "reason": "other_place_or_period", "why": "Peru."},
        rule | {"gathered": "justice/*", "period": "20??", "reason": "duplicate", "why": "Twice."},
        rule | {"reason": "other_question", "why": "Any."},
    ]
    assert evidence.reason(gathered, rules) == ("duplicate", "Twice.")
    assert evidence.reason(gathered, rules[:1]) == ("", "")


@pytest.mark.parametrize(
    ("note", "flag"),
    [
        ("press reading, do not use", "do_not_use"),
        ("THE 5 t MUST NOT BE USED AS THE YEAR", "do_not_use"),
        ("first edition; doubtful: the year", "doubtful"),
        ("DATE IN DOUBT", "doubtful"),
        ("police", ""),
    ],
)
def test_flags_are_read_from_notes(note, flag):
    assert evidence.flag(note) == flag


def test_lines_group_what_has_one_fate_and_tell_rivals_apart():
    base = {"measure": "a", "source_id": "S1"}
    rows = [
        evidence.Gathered("t/a", base | {"year": str(year), "value": str(year)}, [1.0], {year})
        for year in (2001, 2002, 2003)
    ]
    rule = dict.fromkeys(evidence.PATTERNS, "")
    rules = [
        rule | {"period": "2003", "reason": "rival_not_taken", "why": "Round."},
        rule | {"reason": "other_place_or_period", "why": "Before."},
    ]
    told = evidence.lines(rows, rules)
    assert [(line["period"], line["rows"], line["value"]) for line in told] == [
        ("2001 to 2002", "2", ""),
        ("2003", "1", "2003"),
    ]
    assert Counter(line["reason"] for line in told) == {
        "rival_not_taken": 1,
        "other_place_or_period": 1,
    }

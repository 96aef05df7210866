"""Which statements a finding rests on: what it needs, all of it, and nothing else."""

import ast

import pytest

from lib.publishing.pipeline.notebooks import Cell, Outline
from lib.publishing.trace import slices

SETUP = """
from lib.tables import load
start(language)
cases, others = load("a/cases"), load("a/others")
named = load("a/named")
"""
FINDING = """
finding(
    "the-share",
    "The share is {share:pct} of {total:n}.",
    value="share",
    unit="share",
    tables=tables_of_it,
    total=total,
)
"""


def outline(*sources):
    parameters = Cell("code", 'language: str = "en"', {"tags": ["parameters"]})
    prose = Cell("markdown", "# A title", {})
    return Outline([prose, parameters, *(Cell("code", source, {}) for source in sources)])


def sources(*cells, finding="the-share"):
    part = slices.of_finding(outline(*cells), finding)
    return [step.source for step in part.steps]


COMPUTED = """
total = cases["n"].sum()
share = 1 / total
unrelated = others.head()
tables_of_it = ["a/cases", "a/named"]
"""


def test_what_the_sentence_needs_is_kept_in_its_order():
    kept = sources(SETUP, COMPUTED, FINDING)
    assert kept[:-1] == [
        "from lib.tables import load",
        "start(language)",
        "cases = load('a/cases')",
        "named = load('a/named')",
        "total = cases['n'].sum()",
        "share = 1 / total",
        "tables_of_it = ['a/cases', 'a/named']",
    ]


def test_a_table_that_is_only_named_is_loaded_all_the_same():
    assert "named = load('a/named')" in sources(SETUP, COMPUTED, FINDING)


def test_what_changes_a_needed_frame_is_needed():
    changed = COMPUTED.replace("total =", 'cases["n"] = 2\ntotal =')
    assert "cases['n'] = 2" in sources(SETUP, changed, FINDING)


def test_what_stands_below_the_finding_is_not_needed():
    assert "share = 7" not in sources(SETUP, COMPUTED, FINDING, "share = 7")


def test_a_swap_is_not_taken_apart():
    swapped = COMPUTED.replace(
        "share = 1 / total", "share = 1 / total\nshare, total = total, share"
    )
    assert "share, total = (total, share)" in sources(SETUP, swapped, FINDING)


def test_a_finding_that_no_cell_shows():
    assert slices.of_finding(outline(SETUP, COMPUTED, FINDING), "another") is None


def test_ids_in_their_order():
    second = FINDING.replace("the-share", "another")
    assert slices.identifiers(outline(second, FINDING)) == ["another", "the-share"]


def test_calls_are_what_makes_values():
    part = slices.of_finding(outline(SETUP, COMPUTED, FINDING), "the-share")
    assert next(step.source for step in part.calls) == "cases = load('a/cases')"
    assert all(not isinstance(step.statement, ast.Import | ast.Expr) for step in part.calls)


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("a, b = f(1), g(2)", ["a = f(1)", "b = g(2)"]),
        ("a, b = f(1)", ["a, b = f(1)"]),
        ("a, *b = f(1), g(2)", ["a, *b = (f(1), g(2))"]),
        ("a, b = f(1), a", ["a, b = (f(1), a)"]),
    ],
)
def test_statements_taken_apart_where_the_order_cannot_matter(statement, parts):
    assert [step.source for step in slices.steps(outline(statement))] == parts

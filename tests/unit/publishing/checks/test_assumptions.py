"""The register of assumptions held against its uses and its own definitions."""

import pytest
from msgspec.structs import replace

from lib import tables
from lib.publishing.checks import assumptions, run

ROW = tables.Assumption(
    id="A1", assumption="So it is", quality="low", impact="high", rating="red", why="because"
)
USED = 'finding("a", assumptions=["A1"])'


@pytest.mark.parametrize(
    ("sources", "entries", "complaints"),
    [
        ({"01": USED}, {"A1": ROW}, []),
        ({"01": "It rests on that [A1]."}, {"A1": ROW}, []),
        ({"01": USED}, {"A1": ROW, "A2": ROW}, ["docs/assumptions.md: nothing uses A2"]),
        (
            {"01": USED, "02": "[A3]"},
            {"A1": ROW},
            ["notebooks/02.ipynb: A3 is not in docs/assumptions.md"],
        ),
        ({"01": "A1 is a motorway."}, {"A1": ROW}, ["docs/assumptions.md: nothing uses A1"]),
        (
            {"01": USED},
            {"A1": replace(ROW, rating="green")},
            ["docs/assumptions.md: A1 is rated green, by the definitions red"],
        ),
    ],
)
def test_assumptions_are_used_defined_and_rated_by_the_rule(sources, entries, complaints):
    assert assumptions.problems(entries, sources, {}) == complaints


def test_a_place_in_an_assumption_is_a_parameter_of_every_notebook_that_uses_it():
    entries = {"A1": replace(ROW, assumption="Between {low:n} and {ends[1]:n}")}
    sources = {"01": USED, "02": USED}
    declared = {"01": {"low", "ends"}, "02": {"low"}}
    assert assumptions.problems(entries, sources, declared) == [
        "docs/assumptions.md: A1 names ends, which is no parameter of 02"
    ]


def test_an_unused_assumption_fails_the_check(monkeypatch, capsys):
    known = tables.assumptions()
    monkeypatch.setattr(tables, "assumptions", lambda: known | {"A99": ROW})
    monkeypatch.setattr(run, "CHECKS", (assumptions.problems,))
    assert run.run() == 2
    assert "docs/assumptions.md: nothing uses A99" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("quality", "impact", "due"),
    [
        ("low", "high", "red"),
        ("low", "medium", "amber"),
        ("medium", "high", "amber"),
        ("medium", "medium", "amber"),
        ("low", "low", "green"),
        ("medium", "low", "green"),
        ("high", "high", "green"),
        ("high", "low", "green"),
    ],
)
def test_a_rating_follows_from_quality_and_impact(quality, impact, due):
    assert assumptions.rating(quality, impact) == due

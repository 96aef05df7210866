"""The checks of ``./run check`` that hold texts against each other, each tried on what is wrong."""

import pytest

from lib import tables
from lib.errors import DataError, NotebookError, UsageError
from lib.publishing.checks import readme, run
from lib.publishing.site import pages

ROW = {
    "assumption": "So it is",
    "quality": "low",
    "impact": "high",
    "rating": "red",
    "why": "because",
}
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
            {"A1": ROW | {"rating": "green"}},
            ["docs/assumptions.md: A1 is rated green, by the definitions red"],
        ),
        (
            {"01": USED},
            {"A1": ROW | {"quality": "fair"}},
            ["docs/assumptions.md: A1 is rated red, by the definitions no rating"],
        ),
    ],
)
def test_assumptions_are_used_defined_and_rated_by_the_rule(sources, entries, complaints):
    assert run.assumptions(entries, sources) == complaints


def test_an_unused_assumption_fails_the_check(monkeypatch, capsys):
    known = tables.assumptions()
    monkeypatch.setattr(tables, "assumptions", lambda: known | {"A99": ROW})
    monkeypatch.setattr(run, "CHECKS", (run.assumptions,))
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
    assert run.rating(quality, impact) == due


# --- README

FINDING = {
    "id": "a",
    "notebook": "01",
    "claim": None,
    "verdict": None,
    "uncertainty": "sampling",
    "since": "unchanged",
    "sentence": {"en": "It is 15%."},
    "because": {"en": ""},
    "unit": {"en": "share"},
    "text": {"en": "15%"},
    "method": {"en": ""},
    "value": 0.15,
    "low": 0.14,
    "high": 0.16,
    "level": 0.95,
    "tables": ["claims"],
    "references": [],
    "assumptions": [],
    "holds": True,
    "values": {},
    "shown": [],
}
RECORD = {
    "edition": "2026.11",
    "evidence_as_of": "2026-11",
    "parameters_note": "",
    "data_hash": "0" * 64,
    "languages": ["en"],
    "findings": [FINDING],
}


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A README with an empty block, and one approved finding."""
    file = tmp_path / "README.md"
    file.write_text(f"# Title\n\n{readme.BEGIN}\n{readme.END}\n\nRest.\n", "utf-8")
    monkeypatch.setattr(readme, "FILE", file)
    monkeypatch.setattr(readme.config, "configuration", lambda: {"headlines": ["01#a"]})
    monkeypatch.setattr(readme.approved, "findings", lambda: [FINDING])
    return file


def test_a_stale_readme_is_told_and_mended(home):
    assert readme.problems() == [
        "README.md: the findings are stale; ./run check --write renews them"
    ]
    readme.write()
    assert readme.problems() == []
    assert "- It is 15%. (range: chance alone, `01`)" in home.read_text("utf-8")
    assert home.read_text("utf-8").endswith("Rest.\n")
    home.write_text(home.read_text("utf-8").replace("15%", "16%"), "utf-8")
    assert len(readme.problems()) == 1


def test_a_broken_record_is_told_and_leaves_the_readme_alone(home, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(readme, "FILE", home)
    monkeypatch.setattr(readme.approved, "FOLDER", tmp_path)
    assert (
        "cannot be checked" in readme.problems()[0]
        and "01-judicial-outcomes.csv" in readme.problems()[0]
    )
    before = home.read_bytes()
    with pytest.raises(DataError):
        readme.write()
    assert home.read_bytes() == before


def test_a_headline_that_no_notebook_has_made_is_named(home, monkeypatch):
    monkeypatch.setattr(readme.config, "configuration", lambda: {"headlines": ["01#b"]})
    with pytest.raises(UsageError, match="01#b"):
        readme.problems()


# --- findings.json and claims.csv


def test_findings_that_fit_their_schema_pass():
    pages.validate(RECORD)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"verdict": "perhaps"}, "findings.0.verdict"),
        ({"value": "15"}, "findings.0.value"),
        ({"unit": {}}, "findings.0.unit"),
        ({"since": "later"}, "findings.0.since"),
        ({"more": 1}, "Additional properties"),
        ({"values": {"rate": {"value": 1}}}, "findings.0.values.rate"),
    ],
)
def test_findings_that_do_not_fit_stop_the_run(change, complaint):
    with pytest.raises(NotebookError, match=complaint):
        pages.validate(RECORD | {"findings": [FINDING | change]})


def test_a_finding_that_lacks_something_stops_the_run():
    with pytest.raises(NotebookError, match="'claim' is a required property"):
        pages.validate(RECORD | {"findings": [{k: v for k, v in FINDING.items() if k != "claim"}]})


def test_claims_are_listed_with_the_finding_that_judges_them():
    judged = FINDING | {"claim": "J02", "verdict": "contradicted"}
    lines = pages.claims_csv(
        [FINDING, judged | {"id": "b", "verdict": "traced"}, judged]
    ).splitlines()
    assert len(lines) == 2 and lines[1].startswith("J02,ecuador,") and lines[1].endswith(",01#a")
    assert (
        ",967," in lines[1]
        and ",contradicted,unchanged,0.15,0.14,0.16,sampling,0.95,share," in lines[1]
    )

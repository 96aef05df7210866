"""The checks of ``./run check`` that hold texts against each other, each tried on what is wrong."""

import pytest

from lib.errors import DataError, NotebookError, UsageError
from lib.publishing.checks import readme, run
from lib.publishing.site import findings

# --- run


@pytest.fixture
def checks(monkeypatch):
    """So many problems, and a writer that mends them all."""

    def put(*lines):
        problems = list(lines)
        monkeypatch.setattr(run, "CHECKS", (lambda: list(problems), lambda: []))
        monkeypatch.setattr(run, "WRITERS", (problems.clear,))

    return put


def test_no_problem_is_said_and_is_no_failure(checks, capsys):
    checks()
    assert run.run() == 0
    assert capsys.readouterr().out == "no problems\n"


def test_problems_are_printed_and_counted_and_the_first_forty_are_enough(checks, capsys):
    checks(*(f"file {number}: wrong" for number in range(1, 43)))
    assert run.run() == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "file 1: wrong" and lines[39] == "file 40: wrong"
    assert lines[40:] == ["and 2 more", "42 problems; ./run check --write mends what is derived"]


def test_what_is_derived_is_renewed_before_it_is_checked(checks, capsys):
    checks("a file: stale")
    assert run.run(write=True) == 0
    assert capsys.readouterr().out == "no problems\n"


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
    findings.validate(RECORD)


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
        findings.validate(RECORD | {"findings": [FINDING | change]})


def test_a_finding_that_lacks_something_stops_the_run():
    with pytest.raises(NotebookError, match="'claim' is a required property"):
        findings.validate(
            RECORD | {"findings": [{k: v for k, v in FINDING.items() if k != "claim"}]}
        )


def test_claims_are_listed_with_the_finding_that_judges_them():
    judged = FINDING | {"claim": "J02", "verdict": "contradicted"}
    lines = findings.claims_csv(
        [FINDING, judged | {"id": "b", "verdict": "traced"}, judged]
    ).splitlines()
    assert len(lines) == 2 and lines[1].startswith("J02,ecuador,") and lines[1].endswith(",01#a")
    assert (
        ",967," in lines[1]
        and ",contradicted,unchanged,0.15,0.14,0.16,sampling,0.95,share," in lines[1]
    )

"""Which verdicts a person has looked at, and what has changed under them since."""

import datetime

import nbformat
import pytest

from lib import claims, paths
from lib.claims import checked
from lib.errors import DataError, UsageError
from lib.publishing.checks import affirmed, run

DAY = datetime.date(2026, 12, 1)
FINDING = """\
finding(
    "courts",
    "There are {n:n}.",
    value="n",
    unit="cases",
    tables=["topic/counts"],
    claim="J01",
    verdict="traced",
    because="It says so.",
    n=3,
)
finding("beside", "None.", value=None, unit="cases", tables=["topic/counts"])
"""
CLAIMS = "claim,value\nJ01,3\nJ02,4\n"


@pytest.fixture
def home(monkeypatch, tmp_path):
    """One notebook, one table, two claims; the rule is a file that a test may change."""
    (tmp_path / "topic").mkdir()
    (tmp_path / "topic" / "counts.csv").write_text("n\n3\n", "utf-8")
    (tmp_path / "claims.csv").write_text(CLAIMS, "utf-8")
    rule = tmp_path / "verdicts.py"
    rule.write_text("A = 1\n", "utf-8")
    monkeypatch.setattr(affirmed, "_RULE", rule)
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    described = type("Package", (), {"resources": [_table("topic/counts")]})
    monkeypatch.setattr(affirmed.tables, "package", lambda: described)
    _notebook(monkeypatch, FINDING)
    checked.reread()
    yield tmp_path
    checked.reread()


def _table(name):
    return type("Resource", (), {"name": name, "path": f"{name}.csv"})


def _notebook(monkeypatch, source):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    monkeypatch.setattr(affirmed.series, "notebooks", lambda: {"01": notebook})


def test_a_verdict_that_nobody_looked_at_is_told(home):
    assert affirmed.problems() == [
        "data/checked.csv: lacks 01#courts; look at its verdict, then ./run affirm 01#courts"
    ]
    assert affirmed.stale() == []


@pytest.mark.parametrize("name", ["01#courts", "courts", "J01"])
def test_whoever_has_looked_says_so_by_finding_or_claim(home, name):
    assert affirmed.affirm([name], DAY) == ["01#courts"]
    assert affirmed.problems() == affirmed.stale() == []
    assert claims.month_checked("courts") == "2026-12"
    assert claims.month_checked("beside") is None


@pytest.mark.parametrize(
    ("file", "text", "changed"),
    [
        ("topic/counts.csv", "n\n4\n", "its tables"),
        ("claims.csv", CLAIMS.replace("J01,3", "J01,5"), "the rule or the claim"),
        ("verdicts.py", "A = 2\n", "the rule or the claim"),
    ],
)
def test_what_a_verdict_rests_on_makes_it_stale(home, file, text, changed):
    affirmed.affirm(["J01"], DAY)
    (home / file).write_text(text, "utf-8")
    assert affirmed.stale() == [
        f"stale: 01#courts, checked on 2026-12-01: changed since: {changed}"
    ]
    affirmed.affirm(["J01"], DAY)
    assert affirmed.stale() == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("claims.csv", CLAIMS.replace("J02,4", "J02,5")),  # of another claim
        ("verdicts.py", "# A comment.\nA = 1\n"),
    ],
)
def test_what_it_does_not_rest_on_leaves_it(home, file, text):
    affirmed.affirm(["J01"], DAY)
    (home / file).write_text(text, "utf-8")
    assert affirmed.stale() == []


@pytest.mark.parametrize(
    ("old", "new", "is_stale"),
    [
        ("There are", "There were", True),
        ("It says so.", "It says it.", True),
        ('verdict="traced"', 'verdict="not comparable"', True),
        ("n=3", "n=4", True),
        ("n=3", "search=True, n=3", False),
        ("value=", "\n    value=", False),
    ],
)
def test_a_verdict_is_stale_where_its_sentence_changed_not_where_its_form_did(
    home, monkeypatch, old, new, is_stale
):
    affirmed.affirm(["J01"], DAY)
    _notebook(monkeypatch, FINDING.replace(old, new, 1))
    assert bool(affirmed.stale()) is is_stale


def test_lines_of_other_findings_stay_and_those_without_a_verdict_go(home, monkeypatch):
    affirmed.affirm(["J01"], DAY)
    both = FINDING + FINDING.replace('"courts"', '"cases"').replace("J01", "J02")
    _notebook(monkeypatch, both)
    affirmed.affirm(["J02"], datetime.date(2027, 1, 5))
    lines = (home / checked.FILE).read_text("utf-8").splitlines()
    assert [line.rpartition(",")[0] for line in lines[1:]] == [
        "01#cases,2027-01-05",
        "01#courts,2026-12-01",
    ]
    _notebook(monkeypatch, FINDING)
    assert affirmed.problems() == [
        "data/checked.csv: 01#cases is no finding that judges a claim; remove the line"
    ]


@pytest.mark.parametrize(
    ("names", "hint"), [([], "name the findings"), (["court"], "Did you mean courts")]
)
def test_whoever_names_nothing_or_something_else_is_told(home, names, hint):
    with pytest.raises(UsageError, match=hint):
        affirmed.affirm(names, DAY)


def test_a_register_that_is_not_of_its_form_is_refused(home):
    (home / checked.FILE).write_text("id,checked_on,hash\n01#courts,today,x\n", "utf-8")
    with pytest.raises(DataError, match="line 2, checked_on"):
        affirmed.problems()


def test_a_stale_verdict_is_no_problem(monkeypatch, capsys):
    monkeypatch.setattr(run, "CHECKS", ())
    monkeypatch.setattr(run, "NOTES", (lambda: ["stale: 01#courts"],))
    assert run.run() == 0
    assert capsys.readouterr().out == "stale: 01#courts\nno problems\n"


def test_every_verdict_of_the_series_has_been_looked_at():
    assert affirmed.problems() == []
    assert {entry.id for entry in checked.checks().values()} == set(affirmed.rests())
    assert (paths.data() / checked.FILE).exists()

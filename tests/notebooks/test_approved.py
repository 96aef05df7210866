"""What the series publishes is what somebody has approved: every number, verdict and sentence."""

import shutil
import subprocess
import sys

import pytest

from lib import paths
from lib.publishing.checks import approved, readme

pytestmark = pytest.mark.slow


def test_the_run_is_what_was_approved(reports):
    found = approved.differences(reports)
    assert not found, f"{len(found)} cells differ from tests/approved:\n{approved.table(found)}"


def test_the_record_covers_every_notebook_and_every_finding():
    assert len(approved.findings()) >= 100
    assert approved.problems() == []


def test_the_readme_leads_with_approved_findings():
    assert readme.problems() == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["01-judicial-outcomes", "-p", "confidence=0.9"], "other parameters"),
        (["01-judicial-outcomes", "--scenario", "cautious"], "other parameters"),
        (["--language", "en"], "lacks the language es"),
        (["--data", "DATA"], "stale: it had another data/labels.csv"),
    ],
)
def test_a_run_of_something_else_cannot_be_approved(prepared, series, tmp_path, arguments, reason):
    out = prepared()
    data = shutil.copytree(paths.ROOT / "data", tmp_path / "data")
    with open(data / "labels.csv", "a", encoding="utf-8") as labels:
        labels.write("a_code_of_a_test,a word,status\n")
    arguments = [str(data) if word == "DATA" else word for word in arguments]
    done = series(*arguments, "--format", "html", out=out)
    assert done.code == 0, done.error
    refusal = subprocess.run(
        [sys.executable, "-m", "lib", "approve", "--out", str(out)],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refusal.returncode == 2 and reason in refusal.stderr, refusal.stderr
    assert 1 <= len(refusal.stderr.splitlines()) <= 3

"""Findings of the run that goes on, or of the last one; of two verdicts the earlier of the list counts."""

import json
import os

import pytest

from lib import claims, paths
from lib.errors import UsageError
from tests.unit.claims.sample import file_of, text_of
from tests.unit.claims.sample import finding_of_series as finding


@pytest.mark.parametrize("worse", claims.VERDICTS)
@pytest.mark.parametrize("milder", claims.VERDICTS)
def test_of_two_verdicts_the_earlier_of_the_list_counts(worse, milder):
    judged = claims.gravest([finding(id="m", verdict=milder), finding(id="w", verdict=worse)])
    assert judged["J01"].verdict == min(worse, milder, key=claims.VERDICTS.index)


def test_findings_come_from_the_run_that_goes_on_and_none_from_an_earlier_one(
    monkeypatch, tmp_path
):
    for name, identifier in (("02", "b"), ("01", "a"), ("03", "own-of-an-earlier-run")):
        (tmp_path / f"{name}.json").write_text(text_of(finding(id=identifier)), "utf-8")
    monkeypatch.setenv(
        "SERIES_FINDINGS", os.pathsep.join(str(tmp_path / f"{name}.json") for name in ("01", "02"))
    )
    assert [f.id for f in claims.read_findings("03")] == ["a", "b"]


def test_without_a_run_the_last_findings_are_read_and_named(monkeypatch, tmp_path, capsys):
    monkeypatch.delenv("SERIES_FINDINGS", raising=False)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    with pytest.raises(UsageError, match=r"Run \./run reports first"):
        claims.read_findings("05")
    said = {word: {"en": f"{word}!", "es": f"¡{word}!"} for word in claims.WORDS}
    record = file_of(("en", "es"), "", {"a": "01", "b": "02", "c": "05"}, said)
    (tmp_path / "findings.json").write_text(json.dumps(record), "utf-8")
    found = claims.read_findings("05")
    assert [f.notebook for f in found] == ["01", "02"] and found[0].sentence == "sentence!"
    assert "default parameters, data 0123456789ab" in capsys.readouterr().out

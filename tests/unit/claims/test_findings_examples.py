"""The findings of a run as it leaves them, and which of several judges a claim."""

import json
import os

import pytest

from lib import claims, paths
from lib.errors import UsageError
from tests.unit.claims.sample import file_of, finding, text_of

pytestmark = pytest.mark.usefixtures("small_package")


def test_the_findings_of_a_run_stand_in_the_order_of_its_files(monkeypatch, tmp_path):
    files = [tmp_path / "later.json", tmp_path / "earlier.json"]
    files[0].write_text(text_of(finding(id="a"), finding(id="b")), "utf-8")
    files[1].write_text(text_of(finding(id="c")), "utf-8")
    monkeypatch.setenv("SERIES_FINDINGS", os.pathsep.join(map(str, files)))

    assert [f.id for f in claims.read_findings(before="05-ledger")] == ["a", "b", "c"]


@pytest.fixture
def last_run(monkeypatch, tmp_path):
    """Writes what the last run has left: three findings, the second of the ledger itself."""
    monkeypatch.delenv("SERIES_FINDINGS", raising=False)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)

    def write(languages=("en", "es"), note=""):
        words = {w: {code: f"{w} in {code}" for code in languages} for w in claims.WORDS}
        notebooks = {"a": "01-courts", "b": "05-ledger", "c": "06-later"}
        record = file_of(languages, note, notebooks, words)
        (tmp_path / "findings.json").write_text(json.dumps(record), "utf-8")

    return write


def test_of_the_last_run_only_findings_of_earlier_notebooks_are_read(last_run, capsys):
    last_run()

    read = claims.read_findings(before="05-ledger")

    assert [f.id for f in read] == ["a"]
    assert {word: getattr(read[0], word) for word in claims.WORDS} == {
        "sentence": "sentence in en",
        "because": "because in en",
        "unit": "unit in en",
        "text": "text in en",
        "method": "method in en",
        "certainty_why": "certainty_why in en",
    }
    assert capsys.readouterr().out == (
        "Findings of the last run: default parameters, data 0123456789ab.\n"
    )


def test_the_last_run_is_named_by_its_parameters(last_run, capsys):
    last_run(note="seed 2")

    claims.read_findings(before="05-ledger")

    assert capsys.readouterr().out == "Findings of the last run: seed 2, data 0123456789ab.\n"


@pytest.mark.parametrize(("languages", "spoken"), [(("en", "es"), "es"), (("en",), "en")])
def test_the_last_run_is_read_in_the_language_in_use_or_the_first_it_has(
    last_run, spanish, languages, spoken
):
    last_run(languages)

    assert claims.read_findings(before="05-ledger")[0].sentence == f"sentence in {spoken}"


def test_without_any_run_one_is_asked_for(last_run):
    advice = r"no run has left any findings\n  Run \./run reports first\."

    with pytest.raises(UsageError, match=advice) as refusal:
        claims.read_findings(before="05-ledger")
    assert refusal.value.exit_code == 2


def test_the_gravest_finding_of_a_claim_judges_it_and_the_first_of_equals():
    judged = claims.gravest(
        [
            finding(id="mild", verdict="traced"),
            finding(id="first", verdict="contradicted"),
            finding(id="second", verdict="contradicted"),
            finding(id="other", claim="J02", verdict="not verifiable"),
            finding(id="free", claim=None, verdict=None),
        ]
    )

    assert {claim: item.id for claim, item in judged.items()} == {"J01": "first", "J02": "other"}

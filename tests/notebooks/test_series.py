"""The whole series, run for real: what it leaves, what parameters change, and what a failure leaves alone."""

import json
import shutil

import pytest
from jsonschema import Draft202012Validator

from lib import claims, estimates, files, paths, tables
from lib.publishing.checks import translations
from lib.publishing.pipeline import config

pytestmark = pytest.mark.slow
NAMES = config.configuration().notebooks


def _findings(out):
    return json.loads((out / "findings.json").read_text("utf-8"))


def _finding(out, name):
    return next(f for f in _findings(out)["findings"] if f["id"] == name)


def _bytes(out):
    return {
        f.relative_to(out): f.read_bytes()
        for f in out.rglob("*")
        if f.is_file() and ".work" not in f.parts and "failed" not in f.name
    }


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_every_report_is_there(reports, name, language):
    for form in ("html", "pdf") if name != "index" else ("html",):
        file = reports / language / f"{name}.{form}"
        assert file.stat().st_size > 2000, file
    assert (reports / "index.html").exists()


def test_findings_carry_what_they_rest_on(reports):
    found = _findings(reports)["findings"]
    assert len(found) >= 30
    for finding in found:
        where = f"{finding['notebook']} {finding['id']}"
        assert finding["unit"]["en"] and finding["tables"] and finding["references"], where
        assert (
            finding["value"] is not None
            or finding["low"] is not None
            or finding["high"] is not None
            or finding["verdict"] in ("not verifiable", "not comparable")
            or finding["search"]  # what a search did not find has no number
        ), where
        assert set(finding["sentence"]) == {"en", "es"}, where


def test_findings_fit_their_schema(reports):
    schema = json.loads(paths.SCHEMA.read_text("utf-8"))
    entry = {"$ref": "#/$defs/findings_file", "$defs": schema["$defs"]}
    assert list(Draft202012Validator(entry).iter_errors(_findings(reports))) == []
    broken = _findings(reports)
    broken["findings"][0]["verdict"] = "perhaps"
    assert list(Draft202012Validator(entry).iter_errors(broken))


def test_every_claim_has_a_verdict(reports):
    stated = set(tables.load("claims")["claim"])
    judged = {f["claim"] for f in _findings(reports)["findings"] if f["verdict"] in claims.VERDICTS}
    assert judged - {None} == stated


def test_every_sentence_of_the_default_run_holds(reports):
    assert all(f["holds"] for f in _findings(reports)["findings"])


def test_every_text_is_translated():
    assert translations.problems() == []


def test_the_manifest_lists_what_was_promoted(reports):
    listed = json.loads((reports / "manifest.json").read_text("utf-8"))["outputs"]
    there = {f.as_posix() for f in _bytes(reports)} - {"manifest.json"}
    assert set(listed) == there
    assert all(files.digest(reports / name) == digest for name, digest in listed.items())


def test_nothing_runs_twice(reports, series):
    before = _bytes(reports)
    done = series(out=reports)
    assert done.code == 0 and "0 files changed" in done.output and "execute" not in done.output
    assert _bytes(reports) == before


@pytest.fixture(scope="module")
def other(prepared):
    """A folder for runs with other parameters or data, which start from what is made."""
    return prepared()


def test_a_parameter_changes_the_intervals_as_the_library_says(reports, other, series):
    done = series(
        "01-judicial-outcomes",
        "-p",
        "confidence=0.9",
        "--language",
        "en",
        "--format",
        "html",
        out=other,
    )
    assert done.code == 0, done.error
    wide, narrow = (_finding(out, "conviction-share-chance") for out in (reports, other))
    due = estimates.share(967, 6425, 0.9)
    assert narrow["level"] == 0.9 and (narrow["low"], narrow["high"]) == pytest.approx(
        (due.low, due.high)
    )
    assert wide["low"] < narrow["low"] and narrow["high"] < wide["high"]
    assert "confidence=0.9" in (other / "en" / "06-claims-ledger.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["01-judicial-outcomes", "-p", "confidense=0.9"], 2, ["confidense", "confidence"]),
        (["-p", "confidence=high"], 2, ["confidence", "float"]),
        (["-p", "confidence"], 2, ["NAME=VALUE"]),
        (["07-other"], 2, ["07-other", "01-judicial-outcomes"]),
        (["--scenario", "rosy"], 2, ["rosy", "cautious"]),
        (["--language", "fr"], 2, ["fr"]),
        (["--format", "docx"], 2, ["docx", "pdf"]),
        (["--data", "nowhere"], 2, ["datapackage.json", "no such file"]),
    ],
)
def test_bad_input_is_told_in_three_lines_and_changes_nothing(
    reports, series, arguments, code, words
):
    before = _bytes(reports)
    done = series(*arguments, out=reports)
    assert done.code == code
    assert 1 <= len(done.error.splitlines()) <= 3 and "Traceback" not in done.error
    assert all(word in done.error for word in words), done.error
    assert _bytes(reports) == before


@pytest.fixture
def data(tmp_path):
    """A copy of the data folder to break."""
    return shutil.copytree(paths.ROOT / "data", tmp_path / "data")


def test_a_broken_table_stops_the_run_and_leaves_the_last_set(reports, series, data):
    before = _bytes(reports)
    file = data / "claims.csv"
    file.write_text(file.read_text("utf-8").replace(",6425,", ",many,", 1), "utf-8")
    done = series("--data", str(data), out=reports)
    assert done.code == 2 and "line 2" in done.error and len(done.error.splitlines()) <= 3, (
        done.error
    )
    assert _bytes(reports) == before


def test_a_run_that_would_remove_a_language_or_a_format_is_refused(reports, series):
    before = _bytes(reports)
    for option, value in (("--language", "en"), ("--format", "html")):
        done = series(option, value, out=reports)
        assert done.code == 2 and "--out" in done.error, done.error
        assert len(done.error.splitlines()) <= 3
    assert _bytes(reports) == before


def test_a_table_that_makes_a_sentence_false_fails_the_run(other, series, data):
    file = data / "claims.csv"
    file.write_text(file.read_text("utf-8").replace(",967,", ",6400,", 1), "utf-8")
    table = next((data / "justice").glob("*.csv"))
    assert table.exists()
    for table in (data / "justice").glob("*.csv"):
        table.write_text(table.read_text("utf-8").replace(",967,", ",6400,"), "utf-8")
    done = series("--data", str(data), "--language", "en", "--format", "html", out=other)
    assert done.code == 1 and "does not hold" in done.error and len(done.error.splitlines()) <= 3, (
        done.error
    )

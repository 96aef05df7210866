"""The ledger, the brief and ``claims.csv`` of a real run: complete, and never another number than the finding's."""

import csv
import json
import shutil

import pytest
from bs4 import BeautifulSoup

from lib import claims, language, paths, records, tables
from lib.estimates import Estimate
from lib.publishing.checks import readme
from lib.publishing.report.pdf import brief as pdf_brief
from lib.publishing.site import brief

pytestmark = pytest.mark.slow
LEDGER = "06-claims-ledger"
BOTH = pytest.mark.parametrize("code", ["en", "es"])


def findings(out):
    content = json.loads((out / "findings.json").read_text("utf-8"))
    return records.read(content, records.FindingsFile).findings


def page(out, code, name):
    return BeautifulSoup((out / code / f"{name}.html").read_text("utf-8"), "html.parser")


def words(node):
    """Text of a node with single plain blanks."""
    return (
        " ".join(node.get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split())
        .replace(" .", ".")
        .replace(" ,", ",")
    )


def plain(text):
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def ledger_rows(out, code):
    """Claim -> cells of its row in the tables by section, and its link."""
    found = {}
    for section in ("reforms", "region", "united-states", "europe"):
        for row in page(out, code, LEDGER).find(id=f"ledger-{section}").tbody.find_all("tr"):
            cells = [words(cell) for cell in row.find_all(["th", "td"])]
            found[cells[0]] = (cells, row.a["href"])
    return found


@BOTH
def test_every_number_of_a_sentence_is_a_value_of_its_finding(reports, code):
    language.set_language(code)
    try:
        for found in findings(reports):
            for name, told in found.numbers.items():
                number = Estimate(told.value, told.low, told.high, told.uncertainty, told.level)
                forms = (
                    [str(told.value)]
                    if told.spec == "year"
                    else [
                        language.format_value(number, told.spec + part)
                        for part in ("", ":value", ":range")
                    ]
                )
                assert any(form in found.sentence[code] for form in forms), (
                    found.id,
                    name,
                    forms,
                )
    finally:
        language.set_language("en")


@BOTH
def test_every_claim_stands_in_the_ledger_with_the_numbers_of_its_finding(reports, code):
    best, rows = claims.gravest(findings(reports)), ledger_rows(reports, code)
    assert set(rows) == set(tables.read(tables.resource("claims"))["claim"]) and len(rows) == 40
    for claim, (cells, link) in rows.items():
        found = best[claim]
        assert cells[2].startswith(plain(found.text[code])), claim
        assert cells[3].startswith(claims.SYMBOLS[found.verdict]), claim
        assert plain(found.because[code] or found.sentence[code]) in cells[4], claim
        assert link == f"{found.notebook}.html#finding-{found.id}"
    by_verdict = page(reports, code, LEDGER).find(id="ledger-by-verdict").tbody.find_all("tr")
    order = [claims.VERDICTS.index(best[words(row.th)].verdict) for row in by_verdict]
    assert len(order) == 40 and order == sorted(order)


@pytest.mark.parametrize(
    "table", ["ledger-by-verdict", "scorecard-prisons", "what-would-settle-it"]
)
def test_links_of_the_ledger_lead_to_what_they_name(reports, table):
    for link in (a["href"] for a in page(reports, "en", LEDGER).find(id=table).tbody.find_all("a")):
        name, _, anchor = link.partition(".html#")
        target = page(reports, "en", name).find(id=anchor)
        assert target is not None and target.find_previous(["h2", "h3"]).get("id"), (
            link
        )  # it stands in a section


def test_a_judged_verdict_has_a_reason_and_an_assumption(reports):
    by_hand = ("internally inconsistent", "not comparable")
    judged = [f for f in findings(reports) if f.verdict in by_hand]
    assert judged
    assert all(f.because["en"] and claims.JUDGED_BY in f.assumptions for f in judged)


def test_open_claims_have_a_request_and_every_assumption_and_table_its_findings(reports):
    best = claims.gravest(findings(reports))
    waiting = {c for c, f in best.items() if f.verdict in ("not verifiable", "not comparable")}
    ledger = page(reports, "en", LEDGER)
    asked = [
        c
        for row in ledger.find(id="requests").tbody.find_all("tr")
        for c in words(row.th).split(", ")
    ]
    assert sorted(asked) == sorted(waiting)
    log = {
        words(r.th): words(r.find_all("td")[-1])
        for r in ledger.find(id="assumption-log").tbody.find_all("tr")
    }
    assert set(log) == set(tables.assumptions())
    for found in findings(reports):
        assert all(found.id in log[key] for key in found.assumptions), found.id
    rated = words(ledger.find(id="data-log"))
    assert all(found.id in rated for found in findings(reports) if found.notebook != LEDGER)


@BOTH
def test_the_brief_has_two_pages_and_the_findings_of_its_rule(reports, code):
    by_name = {(f.notebook, f.id): f for f in findings(reports)}
    entries = brief.chosen(LEDGER, by_name)
    assert len(entries) == brief.count() == 10
    assert pdf_brief.pages((reports / code / "brief.pdf").read_bytes()) <= 2
    shown = words(page(reports, code, "brief").main)
    for entry in entries:
        found = by_name[entry.notebook, entry.finding]
        assert plain(found.sentence[code]) in shown, entry
        assert plain(found.text[code]) in shown, entry


def test_claims_are_listed_as_the_findings_judge_them(reports):
    with open(reports / "claims.csv", encoding="utf-8", newline="") as stream:
        rows = {row["claim"]: row for row in csv.DictReader(stream)}
    best = claims.gravest(findings(reports))
    assert set(rows) == set(best) and len(rows) == 40
    for claim, row in rows.items():
        assert row["finding"] == f"{best[claim].notebook}#{best[claim].id}"
        assert (row["verdict"], row["sentence_es"]) == (
            best[claim].verdict,
            best[claim].sentence["es"],
        )
        assert row["value"] == ("" if best[claim].value is None else str(best[claim].value))


@pytest.fixture(scope="module")
def other(prepared):
    """A folder for runs with other parameters or data, which start from what is made."""
    return prepared()


def test_a_changed_table_value_changes_findings_ledger_brief_and_claims(
    reports, other, series, tmp_path
):
    data = shutil.copytree(paths.ROOT / "data", tmp_path / "data")
    file = data / "justice" / "prison_stock.csv"
    assert file.read_text("utf-8").count(",31869,") == 1
    file.write_text(file.read_text("utf-8").replace(",31869,", ",31870,"), "utf-8")
    done = series("--data", str(data), "--language", "en", "--format", "html", out=other)
    assert done.code == 0, done.error
    for out, due in ((reports, "31,869"), (other, "31,870")):
        found = next(f for f in findings(out) if f.id == "prison-population")
        assert found.text["en"] == due and due in found.sentence["en"]
        assert ledger_rows(out, "en")["J12"][0][2].startswith(due)
        assert f"counted {due} prisoners" in words(page(out, "en", "brief").main)
        with open(out / "claims.csv", encoding="utf-8", newline="") as stream:
            listed = {row["claim"]: row for row in csv.DictReader(stream)}["J12"]
        assert (listed["verdict"], listed["value"]) == ("consistent", due.replace(",", ""))
    other_words = [
        {
            "notebook": finding.notebook,
            "id": finding.id,
            "sentence": {"en": finding.sentence["en"] + "!"},
            "uncertainty": finding.uncertainty,
            "verdict": finding.verdict,
            "certainty": finding.certainty,
        }
        for finding in findings(reports)
    ]
    block = readme.block(other_words)
    assert (
        block != readme._written()
    )  # the README leads with what the findings say, and a change makes it stale


def test_a_scenario_gives_a_whole_ledger_that_says_its_parameters(reports, other, series):
    done = series("--scenario", "cautious", "--language", "en", "--format", "html", out=other)
    assert done.code == 0, done.error
    assert len(ledger_rows(other, "en")) == 40
    for name in (LEDGER, "brief"):
        assert "confidence=0.99" in words(page(other, "en", name)), name
    wide, narrow = (
        next(f for f in findings(out) if f.id == "conviction-share-chance")
        for out in (other, reports)
    )
    assert wide.low < narrow.low and wide.level == 0.99

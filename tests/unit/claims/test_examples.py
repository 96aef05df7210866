"""The rules for claims, and the rows of ledger, scorecard and logs, on findings made up for it."""

import json
import os

import pandas as pd
import pytest

from lib import claims, language, paths
from lib.claims import Claim
from lib.claims.indicators import _dated, _estimate
from lib.claims.ledger import _ledger_row
from lib.claims.logs import _resting
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate

DASH = "\N{EM DASH}"
SPACE = "\N{NO-BREAK SPACE}"


def fields(**types):
    return [{"name": name, "type": kind} for name, kind in types.items()]


def resource(name, title, columns, *warnings):
    """The descriptor of a table, which lies in a file of its name."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "warnings": [{"code": code, "note": ""} for code in warnings],
        "schema": {"fields": columns},
    }


STATED = fields(
    claim="string", value="number", unit="string", qualifier="string", last_digit="number"
)
STATUS = fields(year="year", status="string")
PACKAGE = {
    "resources": [
        resource("claims", "Claims", STATED),
        resource("good", "Documented counts", STATUS),
        resource("other", "Counts of something else", STATUS, "scope_unclear"),
        resource("guessed", "Estimates of the press", STATUS, "estimated_values"),
    ],
}
AUTHORS = {"r1": "CSIS", "r2": "UNODC", "r3": "CSIS", "r4": "OECO", "r5": "GI-TOC"}
REFERENCES = [{"id": id, "author": [{"literal": name}]} for id, name in AUTHORS.items()]
CLAIMS = """\
claim,value,unit,qualifier,last_digit
J01,15,percent,about,1
J02,,none,direction,
"""
ASSUMPTIONS = """\
| id | assumption | quality | impact | rating | why |
|---|---|---|---|---|---|
| A1 | Counts are of one year | low | high | red | nobody says |
| A2 | Prices are of the port | medium | low | green | as quoted |
| A80 | Verdicts are a reading | medium | high | amber | ours |
"""


@pytest.fixture(autouse=True)
def small_package(monkeypatch, tmp_path):
    """A data package of four small tables, five references and three assumptions."""
    files = {
        "datapackage.json": json.dumps(PACKAGE),
        "references.json": json.dumps(REFERENCES),
        "claims.csv": CLAIMS,
        "good.csv": "year,status\n2020,documented\n",
        "other.csv": "year,status\n2020,documented\n",
        "guessed.csv": "year,status\n2020,estimated\n",
        "assumptions.md": ASSUMPTIONS,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    monkeypatch.setattr(paths, "DOCS", tmp_path)


@pytest.fixture
def spanish():
    with language.speaking("es"):
        yield


def finding(**changes):
    """A finding as a run writes it, without numbers unless they are given."""
    plain = {
        "id": "share",
        "notebook": "01-courts",
        "claim": "J01",
        "verdict": "consistent",
        "text": "15.2%",
        "unit": "of cases",
        "because": "",
        "since": "unchanged",
        "sentence": "So it is.",
        "method": "",
        "uncertainty": "exact",
        "assumptions": [],
        "references": ["r1"],
        "tables": ["good"],
        "values": {},
    }
    return plain | changes


def value(point, low=None, high=None, spec="n"):
    """A value of a finding: exact where it has no ends."""
    if low is None:
        ends = {"low": point, "high": point, "uncertainty": "exact"}
    else:
        ends = {"low": low, "high": high, "uncertainty": "structural"}
    return {"value": point, "level": None, "spec": spec, **ends}


# --- claims


@pytest.mark.parametrize(
    ("qualifier", "last_digit", "tolerance"),
    [
        ("exact", 0.1, 0.1),
        ("over", 5.0, 5.0),
        ("up_to", 5.0, 5.0),
        ("about", 5.0, 10.0),
        ("exact", None, 0.0),
        ("about", None, 0.0),
    ],
)
def test_a_claim_allows_one_unit_of_its_last_digit_and_two_where_it_says_about(
    qualifier, last_digit, tolerance
):
    assert Claim("J01", 15.0, "percent", qualifier, last_digit).tolerance == tolerance


def test_a_claim_is_read_from_its_row_with_none_for_an_empty_cell():
    assert claims.claim("J01") == Claim("J01", 15.0, "percent", "about", 1.0)
    direction = claims.claim("J02")
    assert direction == Claim("J02", None, "none", "direction", None)
    assert direction.value is None and direction.last_digit is None


def test_an_unknown_claim_is_refused_with_the_known_ones():
    with pytest.raises(NotebookError, match=r"'J03': not in data/claims\.csv\n  Known: J01, J02"):
        claims.claim("J03")


# Stated as 20, in whole numbers: 19 to 21 fit, and 18 to 22 for "about 20".
@pytest.mark.parametrize(
    ("qualifier", "lowest", "highest"),
    [
        ("exact", 19, 21),
        ("about", 18, 22),
        ("over", 20, 1000),
        ("up_to", -1000, 20),
    ],
)
def test_a_value_fits_up_to_both_ends_of_what_the_claim_allows(qualifier, lowest, highest):
    stated = Claim("J01", 20.0, "tonnes", qualifier, 1.0)

    assert claims.fits(stated, lowest) and claims.fits(stated, highest)
    assert claims.fits(stated, lowest - 0.001) is (qualifier == "up_to")
    assert claims.fits(stated, highest + 0.001) is (qualifier == "over")


@pytest.mark.parametrize(
    ("low", "high", "agrees"),
    [
        (10, 19, True),
        (10, 18.999, False),
        (21, 30, True),
        (21.001, 30, False),
        (10, 30, True),
        (None, 19, True),
        (None, 18.999, False),
        (21, None, True),
        (21.001, None, False),
    ],
)
def test_a_range_fits_where_its_nearer_end_does(low, high, agrees):
    stated = Claim("J01", 20.0, "tonnes", "exact", 1.0)

    assert claims.fits(stated, Estimate(None, low, high, "identification")) is agrees


def test_an_estimate_of_which_anything_is_known_can_be_compared():
    stated = Claim("J01", 20.0, "tonnes", "exact", 1.0)

    assert claims.fits(stated, Estimate(20, None, None, "structural"))
    assert not claims.fits(stated, Estimate(22, None, None, "structural"))
    with pytest.raises(NotebookError, match='has no value to compare\n  Use basis="none"'):
        claims.fits(stated, Estimate(None, None, None, "structural"))


@pytest.mark.parametrize(
    ("basis", "within", "beyond"),
    [
        ("independent", "reproduced", "contradicted"),
        ("derived", "consistent", "contradicted"),
        ("origin", "traced", "contradicted"),
        ("none", "not verifiable", "not verifiable"),
    ],
)
def test_about_fifteen_percent_is_thirteen_to_seventeen(basis, within, beyond):
    assert claims.verdict("J01", 17.0, basis) == within
    assert claims.verdict("J01", 17.1, basis) == beyond


def test_a_verdict_needs_a_known_basis_and_a_value_but_for_the_basis_none():
    with pytest.raises(NotebookError, match="unknown basis 'hearsay'"):
        claims.verdict("J01", 15.0, "hearsay")
    with pytest.raises(NotebookError, match="has no value to compare"):
        claims.verdict("J01", None, "derived")
    assert claims.verdict("J02", None, "none") == "not verifiable"
    assert NotebookError.exit_code == 2


# --- findings of a run


def test_the_findings_of_a_run_stand_in_the_order_of_its_files(monkeypatch, tmp_path):
    files = [tmp_path / "later.json", tmp_path / "earlier.json"]
    files[0].write_text(json.dumps([finding(id="a"), finding(id="b")]), "utf-8")
    files[1].write_text(json.dumps([finding(id="c")]), "utf-8")
    monkeypatch.setenv("SERIES_FINDINGS", os.pathsep.join(map(str, files)))

    assert [f["id"] for f in claims.read_findings(before="05-ledger")] == ["a", "b", "c"]


@pytest.fixture
def last_run(monkeypatch, tmp_path):
    """Writes what the last run has left: three findings, the second of the ledger itself."""
    monkeypatch.delenv("SERIES_FINDINGS", raising=False)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)

    def write(languages=("en", "es"), note=""):
        words = {w: {code: f"{w} in {code}" for code in languages} for w in claims.WORDS}
        notebooks = {"a": "01-courts", "b": "05-ledger", "c": "06-later"}
        findings = [finding(id=id, notebook=notebook) | words for id, notebook in notebooks.items()]
        record = {
            "parameters_note": note,
            "data_hash": "0123456789abcdef",
            "languages": languages,
            "findings": findings,
        }
        (tmp_path / "findings.json").write_text(json.dumps(record), "utf-8")

    return write


def test_of_the_last_run_only_findings_of_earlier_notebooks_are_read(last_run, capsys):
    last_run()

    read = claims.read_findings(before="05-ledger")

    assert [f["id"] for f in read] == ["a"]
    assert {word: read[0][word] for word in claims.WORDS} == {
        "sentence": "sentence in en",
        "because": "because in en",
        "unit": "unit in en",
        "text": "text in en",
        "method": "method in en",
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

    assert claims.read_findings(before="05-ledger")[0]["sentence"] == f"sentence in {spoken}"


def test_without_any_run_one_is_asked_for(last_run):
    advice = r"no run has left any findings\n  Run \./run reports first\."

    with pytest.raises(UsageError, match=advice) as refusal:
        claims.read_findings(before="05-ledger")
    assert refusal.value.exit_code == 2


# --- the ledger


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

    assert {claim: item["id"] for claim, item in judged.items()} == {"J01": "first", "J02": "other"}


def claim_row(**changes):
    """A row of the article's claims."""
    plain = {
        "claim": "J01",
        "section": "ecuador",
        "measure": "Share convicted",
        "value": 15.0,
        "unit": "percent",
        "qualifier": "exact",
        "last_digit": 1.0,
    }
    return plain | changes


def test_a_row_of_the_ledger_has_what_is_stated_what_is_found_and_where():
    row = _ledger_row(claim_row(), finding())

    assert row == {
        "claim": "J01",
        "section": "ecuador",
        "says": "Share convicted: 15 percent",
        "found": "15.2%; of cases",
        "verdict": "consistent",
        "shown": f"≈{SPACE}consistent",
        "since": "unchanged",
        "sentence": "So it is.",
        "why": "Other figures agree within their range or the stated digits. So it is.",
        "where": "01-courts.html#finding-share",
        "sources": "01 share; CSIS",
        "notebook": "01-courts",
        "id": "share",
    }


@pytest.mark.parametrize(
    ("value", "last_digit", "said"),
    [
        (6000.0, 1000.0, "6,000"),  # never fewer than no decimals
        (50.0, 5.0, "50"),
        (15.0, 1.0, "15"),
        (3.5, 0.1, "3.5"),
        (3.0, 0.1, "3.0"),  # the zero was stated
        (0.25, 0.05, "0.25"),  # in steps of five hundredths
        (1.25, 0.01, "1.25"),
    ],
)
def test_a_stated_value_has_the_decimals_of_its_last_digit(value, last_digit, said):
    row = _ledger_row(claim_row(value=value, last_digit=last_digit), finding())

    assert row["says"] == f"Share convicted: {said} percent"


@pytest.mark.parametrize(
    ("qualifier", "said"),
    [
        ("exact", "15 percent"),
        ("about", "about 15 percent"),
        ("over", "over 15 percent"),
        ("up_to", "up to 15 percent"),
    ],
)
def test_a_stated_value_is_said_with_its_qualifier(qualifier, said):
    row = _ledger_row(claim_row(qualifier=qualifier), finding())

    assert row["says"] == f"Share convicted: {said}"


def test_a_claim_without_a_number_says_so():
    stated = claim_row(value=None, last_digit=None, unit="none", qualifier="direction")

    assert _ledger_row(stated, finding())["says"] == "Share convicted: no number stated"


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("exact", ""),  # an exact value has no range, and none is explained
        (None, ""),
        ("rounding", " (range: what the stated digits allow)"),
        ("sampling", " (range: chance alone)"),
        ("identification", " (range: bounds without assumptions)"),
        ("structural", " (range: rival sources or methods)"),
        ("scenario", " (range: stated assumptions)"),
    ],
)
def test_the_ledger_explains_a_range_by_its_kind_and_no_range_of_an_exact_value(kind, note):
    row = _ledger_row(claim_row(), finding(uncertainty=kind))

    assert row["found"] == f"15.2%; of cases{note}"


def test_a_finding_without_a_figure_says_so():
    row = _ledger_row(claim_row(), finding(text="", uncertainty=None))

    assert row["found"] == "no figure"


@pytest.mark.parametrize(
    ("verdict", "symbol", "reason"),
    [
        (
            "contradicted",
            "✗",
            "Other figures disagree by more than the stated digits allow. So it is.",
        ),
        ("reproduced", "✓", "Another data producer gives it. So it is."),
        ("traced", "→", "Found at its origin; nobody else has measured it. So it is."),
        ("not verifiable", "?", "No open source gives it. So it is."),
    ],
)
def test_a_verdict_by_rule_has_its_symbol_and_gives_the_rule_and_the_sentence(
    verdict, symbol, reason
):
    row = _ledger_row(claim_row(), finding(verdict=verdict))

    assert row["shown"] == f"{symbol}{SPACE}{verdict}"
    assert row["why"] == reason


@pytest.mark.parametrize(
    ("verdict", "symbol"),
    [
        ("internally inconsistent", "≠"),
        ("not comparable", "∦"),
        ("contradicted", "✗"),
    ],
)
def test_a_judged_verdict_gives_its_own_reason_alone(verdict, symbol):
    row = _ledger_row(claim_row(), finding(verdict=verdict, because="Two scopes."))

    assert row["shown"] == f"{symbol}{SPACE}{verdict}"
    assert row["why"] == "Two scopes."


@pytest.mark.parametrize(
    ("since", "later"),
    [
        ("unchanged", ""),
        ("revised", "; since then revised"),
        ("reversed", "; since then reversed"),
    ],
)
def test_a_row_says_what_has_come_of_the_figure_since(since, later):
    row = _ledger_row(claim_row(), finding(since=since))

    assert row["shown"] == f"≈{SPACE}consistent{later}"
    assert row["since"] == since


@pytest.mark.parametrize(
    ("references", "named"),
    [
        ([], ""),
        (
            ["r2", "r1", "r3"],
            "UNODC, CSIS",
        ),  # an author of two sources stands once, where first cited
        (["r1", "r2", "r3", "r4"], "CSIS, UNODC, OECO"),
        (["r1", "r2", "r3", "r4", "r5"], "5 sources"),  # of four authors
    ],
)
def test_up_to_three_authors_are_named_and_more_are_counted_as_sources(references, named):
    row = _ledger_row(claim_row(), finding(references=references))

    assert row["sources"] == f"01 share; {named}"


def test_the_ledger_has_a_row_for_each_claim_in_their_order():
    stated = pd.DataFrame([claim_row(claim="J02"), claim_row()])
    findings = [
        finding(id="mild"),
        finding(id="grave", verdict="contradicted"),
        finding(id="other", claim="J02"),
    ]

    book = claims.ledger(stated, findings)

    assert book[["claim", "id"]].to_numpy().tolist() == [["J02", "other"], ["J01", "grave"]]
    with pytest.raises(NotebookError, match="ledger: claims without a finding: J02, J01"):
        claims.ledger(stated, [])


def test_verdicts_are_counted_in_their_order_with_zeros():
    book = pd.DataFrame({"verdict": ["traced", "contradicted", "traced"]})

    counts = claims.verdict_counts(book)

    assert counts.columns.tolist() == ["stage", "value"]
    assert dict(zip(counts["stage"], counts["value"], strict=True)) == {
        "internally inconsistent": 0,
        "not comparable": 0,
        "contradicted": 1,
        "reproduced": 0,
        "consistent": 0,
        "traced": 2,
        "not verifiable": 0,
    }
    assert counts["stage"].tolist()[0] == "internally inconsistent"


# --- the scorecard


def indicator(**changes):
    """A row of the plan: an indicator that has a baseline, and is better where it is lower."""
    plain = {
        "indicator": "Prisoners",
        "notebook": "01-courts",
        "finding": "share",
        "measures": "level",
        "baseline": "then",
        "baseline_when": "2022",
        "latest": "now",
        "latest_when": "2024-03",
        "comparator": None,
        "comparator_what": None,
        "better": "down",
    }
    return plain | changes


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        (value(3.5, 3, 3.999), "went_better"),
        (value(3.5, 3, 4), "went_unclear"),  # its upper end is the baseline's lower
        (value(5, 4.5, 5.5), "went_unclear"),
        (value(7, 6, 8), "went_unclear"),  # its lower end is the baseline's upper
        (value(7, 6.001, 8), "went_worse"),
    ],
)
def test_an_indicator_moves_when_its_range_no_longer_touches_the_baseline(now, moved):
    found = finding(values={"then": value(5, 4, 6), "now": now})

    assert claims.direction(indicator(), found) == moved
    other_way = {"went_better": "went_worse", "went_worse": "went_better"}
    assert claims.direction(indicator(better="up"), found) == other_way.get(moved, moved)


@pytest.mark.parametrize(
    ("measures", "now", "moved"),
    [
        ("change", value(2, 0.01, 3), "went_better"),
        ("change", value(2, 0, 3), "went_unclear"),
        ("change", value(-2, -3, 0.01), "went_unclear"),
        ("change", value(-2, -3, 0), "went_unclear"),
        ("change", value(-2, -3, -0.01), "went_worse"),
        ("ratio", value(2, 1.01, 3), "went_better"),
        ("ratio", value(2, 1, 3), "went_unclear"),
        ("ratio", value(0.5, 0.1, 1.01), "went_unclear"),
        ("ratio", value(0.5, 0.1, 1), "went_unclear"),
        ("ratio", value(0.5, 0.1, 0.99), "went_worse"),
        ("level", value(2, 1.5, 3), "level_only"),
    ],
)
def test_a_change_is_held_against_zero_and_a_ratio_against_one(measures, now, moved):
    row = indicator(measures=measures, baseline=None, better="up")

    assert claims.direction(row, finding(values={"now": now})) == moved


def test_a_baseline_counts_before_what_is_measured():
    row = indicator(measures="ratio", better="up")
    found = finding(values={"then": value(3), "now": value(2)})

    assert claims.direction(row, found) == "went_worse"  # above one, but below what it was


@pytest.mark.parametrize("row", [indicator(better=None), indicator(better=None, baseline=None)])
def test_without_a_better_way_an_indicator_is_a_level_only(row):
    found = finding(values={"then": value(5), "now": value(6)})

    assert claims.direction(row, found) == "level_only"


def test_a_value_of_a_finding_becomes_an_estimate_with_its_ends_kind_and_level():
    told = {"value": 2, "low": 1, "high": 4, "uncertainty": "sampling", "level": 0.9, "spec": "n"}

    estimate = _estimate(finding(values={"now": told}), "now")

    assert estimate == Estimate(2, 1, 4, "sampling", 0.9)


@pytest.mark.parametrize(
    ("name", "note", "said"),
    [
        (None, None, DASH),
        (None, "2024", DASH),
        ("now", None, "35.5%"),
        ("now", "2024", "35.5% (2024)"),
        ("now", "2024-03", "35.5% (March 2024)"),
        ("now", "end of 2024-03", "35.5% (end of 2024-03)"),
    ],
)
def test_a_value_is_said_with_its_year_its_month_or_what_it_is_of(name, note, said):
    found = finding(values={"now": value(0.355, spec="pct")})

    assert _dated(found, name, note) == said


def test_the_scorecard_adds_texts_direction_quality_and_place_to_the_plan():
    plan = pd.DataFrame([indicator(position=1)])
    values = {"then": value(31869), "now": value(30000)}
    tables = ["good", "guessed", "other"]
    found = finding(values=values, assumptions=["A80", "A2", "A1"], tables=tables)

    card = claims.scorecard(plan, [finding(notebook="02-money", values=values), found])

    assert len(card) == 1
    assert card.iloc[0].to_dict() == indicator(
        position=1,
        baseline="31,869 (2022)",
        latest="30,000 (March 2024)",
        comparator=DASH,
        direction="went_better",
        # The guesses of the press are the weakest of the three tables; A80 is not of a figure.
        quality="low; A2 green; A1 red",
        where="01-courts.html#finding-share",
    )


def test_the_quality_of_an_indicator_is_how_well_it_is_known_not_how_well_it_fits():
    values = {"then": value(2), "now": value(1)}
    card = claims.scorecard(
        pd.DataFrame([indicator(comparator="then", comparator_what="Peru")]),
        [finding(values=values, tables=["other"])],
    )

    assert card.loc[0, "quality"] == "high"
    assert card.loc[0, "comparator"] == "2 (Peru)"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"finding": "other"}, "01-courts#other has no finding"),
        ({"notebook": "02-money"}, "02-money#share has no finding"),
        ({"baseline": "once", "comparator": "peru"}, "01-courts#share has no once, peru"),
        ({"latest": "today"}, "01-courts#share has no today"),
    ],
)
def test_an_indicator_without_its_finding_or_a_value_of_it_is_refused(change, complaint):
    plan = pd.DataFrame([indicator(**change)])
    found = finding(values={"then": value(2), "now": value(1)})

    with pytest.raises(NotebookError, match=rf"data/scorecard\.csv: {complaint}$"):
        claims.scorecard(plan, [found])


# --- the logs

RESTING = [
    finding(id="share", assumptions=["A1"], tables=["other", "good"]),
    finding(id="price", notebook="03-cocaine", assumptions=["A2", "A1"], tables=["other"]),
]


def test_what_rests_on_something_is_named_by_notebook_and_finding():
    assert _resting("A1", "assumptions", RESTING) == "01 share, 03 price"
    assert _resting("A2", "assumptions", RESTING) == "03 price"
    assert _resting("good", "tables", RESTING) == "01 share"
    assert _resting("A80", "assumptions", RESTING) == DASH


def test_the_assumption_log_has_every_assumption_with_its_rating_and_findings():
    log = claims.assumption_log(RESTING)

    assert log.columns.tolist() == ["id", "assumption", "why", "rated", "findings"]
    assert log.to_numpy().tolist() == [
        ["A1", "Counts are of one year", "nobody says", "red (low, high)", "01 share, 03 price"],
        ["A2", "Prices are of the port", "as quoted", "green (medium, low)", "03 price"],
        ["A80", "Verdicts are a reading", "ours", "amber (medium, high)", DASH],
    ]


def test_the_data_log_has_the_tables_in_use_in_the_order_of_the_data_package():
    log = claims.data_log(RESTING)

    assert log.columns.tolist() == ["title", "rated", "findings"]
    # "other" counts something else, which is low suitability, and with one low of two it is amber.
    assert log.to_numpy().tolist() == [
        ["Documented counts", "green (high, high)", "01 share"],
        ["Counts of something else", "amber (high, low)", "01 share, 03 price"],
    ]


# --- what would settle a claim

SETTLEMENT = pd.DataFrame(
    [
        ("J03", "court", "Register of sentences", "es", "Solicito A"),
        ("J01", "customs", "List of seizures", "en", "Please send B"),
        ("J02", "court", "Register of sentences", "es", "Solicito A"),
        ("J04", "court", "Budget", "es", "Solicito C"),
    ],
    columns=["claim", "holder", "document", "language", "request"],
)


def test_claims_that_cannot_be_verified_or_compared_have_what_would_settle_them():
    verdicts = ["not comparable", "not verifiable", "contradicted", "not comparable"]
    book = pd.DataFrame({"claim": ["J01", "J02", "J04", "J03"], "verdict": verdicts})

    waiting = claims.to_settle(book, SETTLEMENT)

    assert waiting.to_numpy().tolist() == [
        ["J01", "not comparable", "customs", "List of seizures", "en", "Please send B"],
        ["J02", "not verifiable", "court", "Register of sentences", "es", "Solicito A"],
        ["J03", "not comparable", "court", "Register of sentences", "es", "Solicito A"],
    ]
    assert waiting.columns.tolist() == ["claim", "verdict", *SETTLEMENT.columns[1:]]


def test_a_claim_that_waits_without_anything_to_settle_it_is_refused_by_name():
    book = pd.DataFrame({"claim": ["J09", "J01", "J08"], "verdict": "not verifiable"})

    with pytest.raises(NotebookError, match=r"data/settlement\.csv: has no row for J08, J09$"):
        claims.to_settle(book, SETTLEMENT)
    # What is settled by its verdict needs no document.
    assert claims.to_settle(book.assign(verdict="traced"), SETTLEMENT).empty


def test_a_request_stands_once_for_its_claims_in_the_order_in_which_it_comes_first():
    asked = claims.requests(SETTLEMENT)

    assert asked.columns.tolist() == ["holder", "language", "request", "claims"]
    assert asked.to_numpy().tolist() == [
        ["court", "es", "Solicito A", "J03, J02"],
        ["customs", "en", "Please send B", "J01"],
        ["court", "es", "Solicito C", "J04"],
    ]

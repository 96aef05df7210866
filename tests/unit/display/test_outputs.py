"""What a notebook shows: each call makes one valid output, and what cannot be published fails at the cell."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

from lib import charts, language, tables
from lib.display import outputs as display
from lib.errors import HoldsError, NotebookError
from lib.estimates import Estimate, bounds, exact, share

RATE = share(967, 6425)
ROWS = pd.DataFrame(
    {
        "label": ["ECU", "PER", "COL"],
        "value": [0.1, 0.2, 0.3],
        "low": [0.05, 0.1, None],
        "high": [0.2, 0.3, None],
    }
)
FIGURE = {
    "id": "a-figure",
    "title": "Few cases: {rate:pct:value}",
    "subtitle": "Share of cases, Ecuador, 2019-22",
    "alt": "Three dots, the lowest at {rate:pct}.",
    "tables": ["claims"],
    "rate": RATE,
}
TABLE = {
    "id": "a-table",
    "title": "Three countries",
    "subtitle": "Share",
    "tables": ["claims"],
    "columns": {"label": ("Country", "label"), "value": ("Share", "pct")},
}
FINDING = {"value": "rate", "unit": "share", "tables": ["claims"], "rate": RATE, "references": []}


@pytest.fixture
def shown(monkeypatch):
    """A notebook that has begun and loaded one table; gives the outputs as (metadata.report, data)."""
    outputs = []

    def keep(data, raw, metadata):
        assert raw
        outputs.append((metadata["report"], data))

    monkeypatch.setattr(display, "show_output", keep)
    monkeypatch.delenv("SERIES_DEFAULTS", raising=False)
    display.start("en")
    tables.load("claims")
    outputs.clear()
    yield outputs
    language.set_language("en")


def last(shown, kind):
    report, data = shown[-1]
    assert report["kind"] == kind
    Draft202012Validator(display._schema()).validate(
        report
    )  # the file as a whole, not only its definition
    return report, data


# --- one output a call


def test_text_escapes_what_is_filled_in(shown):
    display.text("**{x:text}** is {rate:pct}.", x="*a*", rate=RATE, holds=np.True_)
    report, data = last(shown, "text")
    assert report["markdown"] == r"**\*a\*** is 15.1% \(14.2% to 15.9%\)."
    assert report["holds"] is True
    assert data["text/markdown"] == report["markdown"]


def test_a_figure_comes_for_a_page_a_phone_and_a_typesetter(shown):
    display.figure(charts.intervals, ROWS, **FIGURE)
    report, data = last(shown, "figure")
    assert report["title"] == "Few cases: 15.1%"
    assert report["alt"] == "Three dots, the lowest at 15.1% (14.2% to 15.9%)."
    widths = {
        mime: float(re.search(r'width="([\d.]+)pt"', svg)[1]) / 72
        for mime, svg in data.items()
        if "svg" in mime
    }
    assert widths == pytest.approx(
        {"image/svg+xml": 6.9, display.NARROW_SVG: 3.7, display.TEXT_SVG: 6.9}
    )
    assert "<text" in data[display.TEXT_SVG]
    assert "<text" not in data["image/svg+xml"] + data[display.NARROW_SVG]
    assert pd.read_csv(io.StringIO(data["text/csv"]))["value"].tolist() == [0.1, 0.2, 0.3]
    assert [kind for kind, _ in shown[:-1]] == [{"kind": "caption"}]


def test_a_drawing_has_equal_bytes_each_time(shown):
    for _ in range(2):
        display.figure(charts.intervals, ROWS, **FIGURE)
    assert shown[-1][1] == shown[-3][1]


def test_rows_of_data_name_the_sources_of_a_figure(shown):
    some = list(tables.references())[:2]
    display.figure(charts.intervals, ROWS.assign(source=[some[1], some[0], some[1]]), **FIGURE)
    report, _ = last(shown, "figure")
    assert report["references"] == [some[1], some[0]]
    assert (
        report["source"].split(", ")[0]
        == tables.references()[some[1]]["author"][0]["literal"].split(", ")[0]
    )


def test_a_table_formats_each_cell_and_keeps_the_raw_values(shown):
    data = pd.DataFrame(
        {
            "label": ["ECU", "PER"],
            "value": [RATE, exact(0.5)],
            "money": [2e9, 3.0],
            "as": ["usd", "n"],
        }
    )
    columns = {"label": ("Country", "label"), "value": ("Share", "pct"), "money": ("Sum", "@as")}
    display.table(data, **TABLE | {"columns": columns})
    report, output = last(shown, "table")
    assert report["rows"] == [
        ["Ecuador", "15.1% (14.2% to 15.9%)", "USD\u00a02\u00a0billion"],
        ["Peru", "50.0%", "3"],
    ]
    assert [c["align"] for c in report["columns"]] == ["left", "right", "right"]
    raw = pd.read_csv(io.StringIO(output["text/csv"]))
    assert raw.columns.tolist() == ["label", "value_value", "value_low", "value_high", "money"]
    assert raw["value_low"][0] == pytest.approx(RATE.low)


def test_cells_of_a_table_are_text_in_jupyterlab(shown):
    data = pd.DataFrame({"a": ["<b>x</b>"], "value": [1]})
    display.table(data, **TABLE | {"columns": {"a": ("<i>", "text"), "value": ("n", "n")}})
    assert "<th>&lt;i&gt;</th>" in shown[-1][1]["text/html"]
    assert "<b>" not in shown[-1][1]["text/html"]


def test_a_finding_carries_value_range_and_verdict(shown):
    display.finding(
        "a-finding",
        "So {rate:pct.2} ended.",
        claim="J02",
        claim_value=967,
        basis="independent",
        **FINDING,
    )
    report, data = last(shown, "finding")
    due = [float(f"{end:.12g}") for end in (RATE.value, RATE.low, RATE.high)]
    assert [report["value"], report["low"], report["high"]] == due
    assert (report["uncertainty"], report["level"]) == ("sampling", 0.95)
    assert report["text"] == "15.05% (14.20% to 15.95%)"
    assert report["verdict"] == "reproduced"
    assert "reproduced" in data["text/markdown"]


def test_a_bare_number_is_exact_and_an_open_end_stays_open(shown):
    display.finding(
        "a-finding", "There are {n:n}.", value="n", unit="prisons", tables=["claims"], n=np.int64(2)
    )
    assert last(shown, "finding")[0]["uncertainty"] == "exact"
    display.finding(
        "b-finding",
        "There are {n:n}.",
        value="n",
        unit="prisons",
        tables=["claims"],
        n=bounds(2, None),
    )
    assert last(shown, "finding")[0]["high"] is None


def test_a_finding_without_a_value_says_so(shown):
    display.finding(
        "a-finding", "Nobody knows.", **FINDING | {"value": None}, claim="J02", basis="none"
    )
    report, _ = last(shown, "finding")
    assert (report["value"], report["uncertainty"], report["text"]) == (None, None, "")
    assert report["verdict"] == "not verifiable"


def test_coverage_says_what_a_table_holds(shown):
    display.coverage("claims")
    entry = last(shown, "coverage")[0]["tables"][0]
    assert entry["rows"] == len(tables.load("claims"))
    assert entry["source"]


def test_a_notebook_begins_with_its_language_and_an_empty_record(shown):
    display.start("es")
    assert last(shown, "start")[0]["language"] == "es"
    assert tables.loaded() == ()


# --- what cannot be published


def attempt(call, data=ROWS, **changes):
    """Call the interface with one thing changed; gives the message of the error."""
    calls = {
        "figure": lambda: display.figure(charts.intervals, data, **FIGURE | changes),
        "table": lambda: display.table(data, **TABLE | changes),
        "finding": lambda: display.finding(
            changes.pop("id", "a"), "So {rate:pct}.", **FINDING | changes
        ),
    }
    with pytest.raises(NotebookError) as error:
        calls[call]()
    assert len(str(error.value).splitlines()) <= 3
    return str(error.value)


@pytest.mark.parametrize(
    ("call", "changes", "complaint"),
    [
        ("figure", {"id": "A figure"}, "id: 'A figure' does not match"),
        ("figure", {"alt": "Dots."}, "alt: 'Dots.' is too short"),
        ("figure", {"title": "word " * 40}, "title:"),
        ("figure", {"tables": []}, "names no table"),
        ("figure", {"tables": ["common/gdp"]}, "['common/gdp'] were not loaded here"),
        ("figure", {"title": "{rate}"}, "has no format"),
        ("figure", {"subtitle": "{other:n}"}, "no value for {other}"),
        ("figure", {"data": ROWS[:0]}, "has no data to draw"),
        ("table", {"data": ROWS[:0]}, "has no rows"),
        (
            "table",
            {"columns": {"label": ("a", "label"), "other": ("b", "n")}},
            "no column ['other']",
        ),
        (
            "table",
            {"columns": {"label": ("a", "label"), "value": ("b", "@how")}},
            "no column ['how']",
        ),
        ("table", {"columns": {"label": ("a", "label")}}, "columns:"),
        ("table", {"tables": ["common/gdp"]}, "were not loaded here"),
        ("finding", {"value": "other"}, "'other' is not among its values"),
        ("finding", {"verdict": "not comparable"}, "needs because="),
        ("finding", {"verdict": "wrong", "because": "So."}, "'wrong' is not known"),
        ("finding", {"since": "later"}, "'later' is not known"),
        (
            "finding",
            {"references": ["nobody-2020"]},
            "['nobody-2020'] are not in data/references.json",
        ),
        ("finding", {"claim": "J99"}, "not in data/claims.csv"),
        ("finding", {"assumptions": ["B1"]}, "assumptions.0: 'B1' does not match"),
        ("finding", {"unit": ""}, "unit:"),
        ("finding", {"tables": ["common/gdp"]}, "were not loaded here"),
        ("finding", {"id": "a_b"}, "id: 'a_b' does not match"),
    ],
)
def test_what_cannot_be_published_fails_at_the_cell(shown, call, changes, complaint):
    assert complaint in attempt(call, **changes)
    assert [report for report, _ in shown if report["kind"] != "caption"] == []


def test_a_drawing_that_is_too_heavy_is_refused(shown):
    heavy = pd.DataFrame(
        {"x": np.arange(9000) / 7, "value": np.random.default_rng(1).normal(size=9000)}
    )
    with pytest.raises(
        NotebookError, match=r"figure a-figure: its drawing has [\d,]+ bytes, over 120,000"
    ):
        display.figure(charts.lines, heavy, **FIGURE)


# --- sentences that turn false

CALLS = {
    "text": lambda: display.text("Most cases: {rate:pct}.", rate=RATE, holds=RATE.low > 0.5),
    "figure": lambda: display.figure(charts.intervals, ROWS, **FIGURE, holds=RATE.low > 0.5),
    "table": lambda: display.table(ROWS, **TABLE, holds=RATE.low > 0.5),
    "finding": lambda: display.finding("a", "Most: {rate:pct}.", **FINDING, holds=RATE.low > 0.5),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_with_default_parameters_a_false_sentence_stops_the_run(shown, monkeypatch, call):
    monkeypatch.setenv("SERIES_DEFAULTS", "1")
    with pytest.raises(HoldsError, match="does not hold with the default parameters"):
        call()
    assert shown == []


@pytest.mark.parametrize(("kind", "call"), CALLS.items(), ids=CALLS)
def test_in_a_scenario_the_reader_sees_that_it_does_not_hold(shown, kind, call):
    call()
    report, _ = last(shown, kind)
    assert report["holds"] is False
    sentence = report.get("markdown") or report["title"]
    assert sentence.startswith("Does not hold with these parameters:")


# --- pages


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_a_page_grows_with_its_rows(shown, rows):
    data = pd.DataFrame({"label": ["ECU"] * rows, "value": range(1, rows + 1)})
    display.figure(charts.intervals, data, **FIGURE)
    tall = float(re.search(r'height="([\d.]+)pt"', shown[-1][1]["image/svg+xml"])[1]) / 72
    assert 0.25 * rows < tall < 0.35 * rows + 1


def test_a_height_that_is_given_is_kept_on_the_page(shown):
    display.figure(charts.intervals, ROWS, **FIGURE, height=5)
    assert 'height="360pt"' in shown[-1][1]["image/svg+xml"]
    assert 'height="360pt"' not in shown[-1][1][display.NARROW_SVG]


def test_estimates_become_three_columns_of_a_csv():
    data = pd.DataFrame(
        {"a": [1.123456789012, np.nan], "b": [Estimate(2, 1, None, "scenario"), None]}
    )
    assert display._csv(data) == "a,b_value,b_low,b_high\n1.123456789,2,1,\n,,,\n"

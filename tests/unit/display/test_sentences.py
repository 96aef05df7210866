"""Sentences that turn false, in every call that states something."""

import pytest

from lib import charts, display
from lib.display import outputs
from lib.errors import HoldsError, NotebookError
from tests.unit.display.sample import FIGURE, FINDING, RATE, ROWS, TABLE, last

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


REPORTED = {
    "a name of the notebook": 'text("It is {share_of_all:pct}.")',
    "a keyword": 'text("It is {x:pct}.", x=share_of_all)',
    "lines that are joined": 'text("""\n    It is\n    {share_of_all:pct}.\n    """)',
}


@pytest.mark.parametrize("source", REPORTED.values(), ids=REPORTED)
def test_a_call_reads_the_names_of_the_code_that_calls_it(source):
    shown = []
    with outputs.listening(lambda bundle, metadata: shown.append(bundle["text/plain"])):
        exec(source, {"text": display.text, "share_of_all": 0.25})  # noqa: S102 - as a cell of a notebook
    assert shown == ["It is 25.0%."]


def test_the_same_call_elsewhere_does_not():
    share_of_all = 0.25  # a name of this function, which no notebook has
    with pytest.raises(NotebookError, match=r"no value for \{share_of_all\}"):
        display.text("It is {share_of_all:pct}.")
    assert share_of_all


def test_a_result_is_named_as_in_its_sentence(shown):
    wide = {"rate": RATE}
    named = {name: value for name, value in FINDING.items() if name != "rate"}
    display.finding("a", "So {wide[rate]:pct}.", **named | {"value": "wide[rate]"}, wide=wide)
    report, _ = last(shown, "finding")
    assert report["value"] == report["values"]["wide[rate]"]["value"]
    assert report["shown"] == ["wide[rate]"]

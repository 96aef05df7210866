"""Sentences that turn false, in every call that states something."""

import pytest

from lib import charts, display
from lib.errors import HoldsError
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

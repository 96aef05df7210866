"""The logs of assumptions and tables, on findings made up for it."""

import pytest

from lib import claims
from lib.claims.logs import _resting
from lib.tables import Assumption
from tests.unit.claims.sample import finding

pytestmark = pytest.mark.usefixtures("small_package")
DASH = "\N{EM DASH}"


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


def test_an_assumption_is_logged_with_the_values_that_findings_carry(monkeypatch):
    row = Assumption(
        id="A1",
        assumption="At least {least:n} kg",
        quality="low",
        impact="high",
        rating="red",
        why="seen",
    )
    monkeypatch.setattr("lib.tables.assumptions", lambda: {"A1": row})
    log = claims.assumption_log([finding(assumptions=["A1"], assumed={"least": 20.0})])
    assert log["assumption"].tolist() == ["At least 20 kg"]
    assert claims.assumption_log([])["assumption"].tolist() == ["At least not known kg"]

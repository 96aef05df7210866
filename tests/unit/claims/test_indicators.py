"""Which way an indicator went, and what the scorecard says and refuses."""

import pandas as pd
import pytest

from lib import claims, tables
from lib.errors import NotebookError
from tests.unit.claims.sample import finding_of_series as finding
from tests.unit.claims.sample import value

DASH = "\N{EM DASH}"


INDICATOR = {
    "front": "prisons",
    "position": 1,
    "indicator": "Prisoners",
    "notebook": "01",
    "finding": "a",
    "measures": "level",
    "baseline": "then",
    "baseline_when": "2024-03",
    "latest": "now",
    "latest_when": "end of it",
    "comparator": None,
    "comparator_what": None,
    "better": "down",
}


@pytest.mark.parametrize(
    ("then", "now", "better", "expected"),
    [
        (value(5, 4, 6), value(3, 2, 3.9), "down", "went_better"),
        (value(5, 4, 6), value(3, 2, 3.9), "up", "went_worse"),
        (value(5, 4, 6), value(7, 6, 8), "down", "went_unclear"),
        (value(5), value(6), "down", "went_worse"),
        (value(5), value(5), "down", "went_unclear"),
        (value(5), value(6), None, "level_only"),
    ],
)
def test_an_indicator_moved_only_if_its_whole_range_did(then, now, better, expected):
    found = finding(values={"then": then, "now": now})
    assert claims.direction(INDICATOR | {"better": better}, found) == expected


@pytest.mark.parametrize(
    ("measures", "now", "expected"),
    [
        ("change", value(-2, -3, -1), "went_better"),
        ("change", value(2, 1, 3), "went_worse"),
        ("change", value(2, -1, 3), "went_unclear"),
        ("ratio", value(0.5), "went_better"),
        ("ratio", value(1.01, 0.7, 1.4), "went_unclear"),
        ("level", value(2), "level_only"),
    ],
)
def test_a_change_is_held_against_no_change(measures, now, expected):
    row = INDICATOR | {"measures": measures, "baseline": None}
    assert claims.direction(row, finding(values={"now": now})) == expected


def test_an_indicator_says_its_baseline_latest_and_certainty():
    found = finding(
        values={"then": value(31869), "now": value(0.355, 0.35, 0.37, "pct")},
        certainty="low",
    )
    row = claims.scorecard(pd.DataFrame([INDICATOR]), [found]).iloc[0]
    assert row[["baseline", "latest", "comparator", "direction"]].tolist() == [
        "31,869 (March 2024)",
        "35.5% (35.0% to 37.0%) (end of it)",
        "\N{EM DASH}",
        "went_better",
    ]
    assert row["certainty"] == "low certainty"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [({"finding": "b"}, "01#b has no finding"), ({"baseline": "once"}, "01#a has no once")],
)
def test_an_indicator_that_no_finding_gives_is_refused(change, complaint):
    with pytest.raises(NotebookError, match=complaint):
        claims.scorecard(
            pd.DataFrame([INDICATOR | change]),
            [finding(values={"then": value(1), "now": value(2)})],
        )


def test_every_front_has_two_to_four_indicators():
    plan = tables.read(tables.resource("scorecard"))
    sizes = plan["front"].value_counts()
    assert len(sizes) == 8 and sizes.between(2, 4).all()
    assert sum(front.startswith("front_") for front in sizes.index) == 3
    assert (
        plan["measures"].eq("level") | plan["baseline"].isna()
    ).all()  # a change has its baseline in itself

"""The rows of the scorecard, on findings made up for it."""

import pandas as pd
import pytest

from lib import claims
from lib.claims.indicators import _dated, _estimate
from lib.errors import NotebookError
from lib.estimates import Estimate
from tests.unit.claims.sample import finding, indicator, value

pytestmark = pytest.mark.usefixtures("small_package")
DASH = "\N{EM DASH}"


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


def test_the_scorecard_adds_texts_direction_certainty_and_place_to_the_plan():
    plan = pd.DataFrame([indicator(position=1)])
    values = {"then": value(31869), "now": value(30000)}
    found = finding(values=values, certainty="very low")

    card = claims.scorecard(plan, [finding(notebook="02-money", values=values), found])

    assert len(card) == 1
    assert card.iloc[0].to_dict() == indicator(
        position=1,
        baseline="31,869 (2022)",
        latest="30,000 (March 2024)",
        comparator=DASH,
        direction="went_better",
        certainty="very low certainty",
        where="01-courts.html#finding-share",
    )


def test_an_indicator_of_our_own_verdicts_has_no_certainty():
    values = {"then": value(2), "now": value(1)}
    card = claims.scorecard(
        pd.DataFrame([indicator(comparator="then", comparator_what="Peru")]),
        [finding(values=values, certainty=None)],
    )

    assert card.loc[0, "certainty"] == DASH
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


def test_a_finding_without_any_values_lacks_those_asked_for():
    plan = pd.DataFrame([indicator()])

    with pytest.raises(NotebookError, match=r"01-courts#share has no then, now$"):
        claims.scorecard(plan, [finding(values={})])

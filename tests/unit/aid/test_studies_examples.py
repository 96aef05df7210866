"""Examples of `lib.aid.studies` on tables small enough to be computed by hand."""

import math

import pandas as pd
import pytest

from lib import aid

EXACT = {"rel": 1e-12}


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def test_the_harvest_counts_studies_by_field_then_by_design_and_shades_by_the_most():
    studies = table(
        "work domain design direction",
        ("a", "courts", "trial", "intended"),
        ("a", "courts", "trial", "intended"),  # a second outcome of the same study
        ("b", "courts", "trial", "intended"),
        ("c", "courts", "before_after", "opposite"),
        ("c", "police", "before_after", "no_effect"),
    )
    harvest = aid.harvest(studies)
    assert list(harvest.columns) == ["row", "column", "studies", "value", "text"]

    # directions in their order; in each the two fields, then the two designs
    assert list(dict.fromkeys(harvest["column"])) == list(aid.DIRECTIONS)
    assert harvest["row"].tolist() == ["courts", "police", "before_after", "trial"] * 6
    counts = harvest.groupby("column", sort=False)["studies"].agg(list)
    assert counts["intended"] == [2, 0, 0, 2]
    assert counts["no_effect"] == [0, 1, 0, 0]
    assert counts["mixed"] == [0, 0, 1, 0]  # study c by design: its two outcomes disagree
    assert counts["opposite"] == [1, 0, 0, 0]
    assert counts["disputed"] == counts["not_measured"] == [0, 0, 0, 0]
    assert harvest["value"].tolist()[:4] == [1, 0, 0, 1]
    assert harvest["text"].tolist()[:4] == ["2", "0", "0", "2"]


def pair_of(**published):
    """Two versions of one estimate, alike but for what is given."""
    columns = "pair version places area outcome period_start period_end unit value_low value_high"
    earlier = {
        "places": "MEX",
        "area": "all",
        "outcome": "violence",
        "period_start": 2006,
        "period_end": 2010,
        "unit": "percent",
        "value_low": 10.0,
        "value_high": 30.0,
    }
    later = earlier | {"value_low": 12.0, "value_high": 18.0} | published
    rows = [
        {"pair": "one", "version": "earlier"} | earlier,
        {"pair": "one", "version": "published"} | later,
    ]
    return pd.DataFrame(rows, columns=columns.split())


def test_a_study_drifts_from_the_middle_of_its_earlier_version():
    drift = aid.version_drift(pair_of()).iloc[0]
    assert (drift["earlier"], drift["published"]) == (20.0, 15.0)
    assert drift["change"] == pytest.approx(15 / 20 - 1, **EXACT)
    assert (drift["earlier_period"], drift["published_period"]) == ("2006-2010", "2006-2010")


@pytest.mark.parametrize(
    "other",
    [
        {"area": "north"},
        {"places": "COL"},
        {"outcome": "homicides"},
        {"period_end": 2009},
        {"period_start": 2005},
        {"unit": "usd_per_kg"},
    ],
)
def test_versions_of_another_place_outcome_or_period_are_not_compared(other):
    drift = aid.version_drift(pair_of(**other)).iloc[0]
    assert not drift["same"]
    assert math.isnan(drift["change"])
    assert (drift["earlier"], drift["published"]) == (20.0, 15.0)

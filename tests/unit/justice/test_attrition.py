"""Attrition: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import justice
from lib.estimates import Estimate, rounding
from lib.tables import load

shares = st.floats(0.02, 0.98)


def counts(opened: int, convicted: int) -> pd.DataFrame:
    return pd.DataFrame({"stage": ["investigations", "convictions"], "cases": [opened, convicted]})


@given(st.integers(1, 10_000), shares, shares, shares, st.floats(0, 0.02))
def test_no_stage_of_the_funnel_is_larger_than_the_one_before(opened, rate, part, least, width):
    stages = justice.stages(
        counts(opened, int(opened * rate)),
        rounding(part, width, truncated=False),
        rounding(least, width, truncated=False),
    )
    assert stages["value"].is_monotonic_decreasing
    assert stages["high"].is_monotonic_decreasing
    wide = stages[stages["low"] <= stages["high"]]  # a narrow range may hold no whole case
    assert (
        (wide["low"] <= wide["value"] + 2) & (wide["value"] - 2 <= wide["high"])
    ).all()  # whole twice over


def test_the_ends_of_the_funnel_are_shares_of_whole_cases():
    stages = justice.stages(
        counts(6425, 967),
        Estimate(0.85, 0.845, 0.86, "rounding"),
        Estimate(0.5, 0.45, 0.55, "rounding"),
    ).set_index("stage")
    short = [n for n in range(968) if 0.845 <= n / 967 <= 0.86]
    fewest = [k for n in short for k in range(n + 1) if 0.45 <= k / n <= 0.55]
    assert stages.loc["abbreviated", ["low", "high"]].tolist() == [min(short), max(short)]
    assert stages.loc["minimum", ["low", "high"]].tolist() == [min(fewest), max(fewest)]


def test_a_funnel_that_grows_is_refused():
    with pytest.raises(ValueError, match="11 of 10"):
        justice.conviction_rate(counts(10, 11))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_covers_the_true_rate_as_often_as_it_says(level):
    drawn = np.random.default_rng(7).binomial(400, 0.15, 2000)
    found = [justice.conviction_rate(counts(400, int(n)), level) for n in np.unique(drawn)]
    held = dict(zip(np.unique(drawn), [e.holds(0.15) for e in found], strict=True))
    assert np.mean([held[n] for n in drawn]) == pytest.approx(level, abs=0.03)


def test_paces_by_hand():
    frame = pd.DataFrame(
        {
            "period_start": ["2016-01", "2015", "2018-01"],
            "period_end": ["2016-06", "2016", "2018-10"],
            "cases": [30, 30, 50],
        }
    )
    assert justice.paces(frame)["per_year"].tolist() == [60.0, 15.0, 60.0]


def test_the_rest_of_the_country_is_what_the_provinces_leave():
    table = load("justice/homicide_clearance")
    found = justice.clearance(table).set_index("label")
    parts = found.drop("whole_country")[["cleared", "homicides"]].sum()
    assert parts.tolist() == found.loc["whole_country", ["cleared", "homicides"]].tolist()
    assert found["value"].is_monotonic_increasing


def test_the_universe_holds_the_article_and_the_others():
    table = justice.universe(load("justice/case_counts"), load("justice/drug_counts")).set_index(
        "label"
    )
    assert table.loc["article_convictions", "value"] == 967 / 4
    assert table.loc["drug_sentences", ["low", "value"]].tolist() == [523 * 12 / 5, 4163]
    assert table.loc["drug_arrests", ["low", "high"]].tolist() == [
        9706,
        2 * 6494,
    ]  # 2019, and early 2016
    assert "specialised_convictions" not in table.index  # Colombia's

"""Abbreviated proceedings: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import justice
from lib.estimates import Estimate, rounding
from lib.tables import load


@given(st.floats(10, 90), st.floats(1, 9))
def test_any_shares_that_round_to_the_stated_ones_give_a_share_in_the_range(short, ordinary):
    stated = [rounding(round(x) / 100, 0.01, truncated=False) for x in (short, ordinary)]
    found = justice.abbreviated_of_convictions(*stated)
    assert found.low - 1e-12 <= short / (short + ordinary) <= found.high + 1e-12
    assert not found.holds((short + 15) / (short + 15 + max(ordinary - 8, 0.1)))


def test_cases_and_their_sum():
    outcomes = load("justice/corruption_cases")
    found = justice.abbreviated_by_case(outcomes, ["case_purga", "case_plaga"]).set_index("label")
    assert found.loc["case_all", "convicted"] == found["convicted"].iloc[:2].sum()
    assert found.loc["case_purga", "low"] == 0
    with pytest.raises(KeyError, match="case_none"):
        justice.abbreviated_by_case(outcomes, ["case_none"])


def test_provenance_says_which_ranges_meet_and_follows_the_table():
    half, studies = Estimate(0.5, 0.45, 0.55, "rounding"), load("justice/two_studies")
    found = justice.provenance(studies, half).set_index("label")["agree"]
    assert found[
        ["abbreviated_share", "process_length", "band_share", "band_share_other_base"]
    ].tolist() == [
        "agree_no",
        "agree_yes",
        "agree_no",
        "agree_yes",
    ]
    other = studies.assign(
        value=studies["value"].where(studies["measure"] != "ordinary_of_outcomes", 10)
    )
    assert justice.provenance(other, half)["agree"].iloc[0] == "agree_yes"


@settings(max_examples=20)
@given(st.integers(1, 300))
def test_small_cases_give_wide_intervals(convicted):
    outcomes = pd.DataFrame(
        {
            "case": "case_x",
            "outcome": ["outcome_abbreviated", "outcome_trial"],
            "persons": [convicted, convicted],
        }
    )
    row = justice.abbreviated_by_case(outcomes, ["case_x"]).iloc[0]
    assert row["low"] < 0.5 < row["high"]
    assert row["high"] - row["low"] == pytest.approx(
        2 * 1.96 * 0.5 / np.sqrt(2 * convicted + 1.96**2), rel=0.01
    )

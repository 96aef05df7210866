"""Institutions: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest

from lib import justice
from lib.tables import load


def test_the_interval_of_a_change_covers_the_truth():
    rng, held = np.random.default_rng(2), []
    for _ in range(800):
        seen = np.array([-0.4, -0.9]) + rng.normal(0, [0.16, 0.17])
        scores = pd.DataFrame(
            {"iso3": "ECU", "year": [2021, 2023], "estimate": seen, "standard_error": [0.16, 0.17]}
        )
        held.append(justice.index_change(scores, "ECU", 2021, 2023).holds(-0.5))
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


def test_suspect_deaths_change_no_rate_and_unflagged_ones_would():
    deaths, stock = load("justice/prison_deaths"), load("justice/prison_stock")
    found = justice.death_rates(deaths, stock)
    assert 2023 not in set(found["x"])
    trusted = justice.death_rates(deaths.assign(suspect=False), stock).set_index("x")
    assert trusted.loc[2023, "low"] > 30  # what the flag keeps out
    doubted = justice.death_rates(deaths, stock.assign(suspect=False)).set_index("x")
    assert found.set_index("x").loc[2021, "high"] == pytest.approx(331 / 39150 * 1000)
    assert doubted.loc[2021, "high"] == pytest.approx(331 / 35726 * 1000)  # a count in doubt
    assert (found["low"] <= found["high"]).all()


def test_occupancy_and_missing_places():
    found = justice.occupancy(
        pd.DataFrame(
            {
                "as_of": ["2021", "2025-12-26"],
                "inmates": [30, 40],
                "places": [20, None],
                "unsentenced": [15, None],
            }
        )
    )
    assert found["x"].tolist() == [2021.5, 2025 + 11.5 / 12]
    assert found["occupancy"].iloc[0] == 1.5
    assert found[["occupancy", "shortfall", "unsentenced_share"]].iloc[1].isna().all()


def test_the_two_military_claims_imply_a_share_of_the_year_before():
    found = justice.forces(load("justice/armed_forces"), 0.07, 4.10).set_index("label")
    assert found.loc["share_implied_2023", "value"] == pytest.approx(0.07 / 5.1)
    assert found.loc["share_requests", "low"] < found.loc["share_requests", "high"]

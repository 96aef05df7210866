"""Properties of `lib.aid.effects`: coverage by simulation, sums that hold, and wrong input."""

import numpy as np
import pandas as pd
import pytest

from lib import aid


def simulated(slope, seed, countries=20, years=12):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        [(f"A{c:02d}", y) for c in range(countries) for y in range(years)], columns=["iso3", "year"]
    )
    level, moment = rng.normal(0, 2, countries), rng.normal(0, 2, years)
    fixed = np.repeat(level, years) + np.tile(moment, countries)
    x = fixed + rng.normal(size=len(frame))
    return frame.assign(
        x=x,
        y=slope * x
        + 3 * fixed
        + np.repeat(rng.normal(0, 0.2, countries), years)
        + rng.normal(size=len(frame)),
    )


def test_within_effect_is_blind_to_what_is_fixed_in_countries_and_years():
    found = [aid.within_effect(simulated(0.5, seed), draws=99)["effect"] for seed in range(20)]
    assert np.mean([e.value for e in found]) == pytest.approx(0.5, abs=0.05)
    assert sum(e.holds(0.5) for e in found) >= 17


def test_within_effect_agrees_with_least_squares_on_dummies():
    data = simulated(0.3, 1)
    dummies = pd.get_dummies(data[["iso3", "year"]].astype(str), dtype=float)
    slope = np.linalg.lstsq(np.column_stack([data["x"], dummies]), data["y"], rcond=None)[0][0]
    assert aid.within_effect(data, draws=9)["effect"].value == pytest.approx(slope)


def test_wild_bootstrap_rejects_an_effect_and_seldom_chance():
    assert aid.within_effect(simulated(0.5, 2))["p"] < 0.02
    assert (
        sum(aid.within_effect(simulated(0.0, seed), draws=199)["p"] < 0.05 for seed in range(40))
        <= 6
    )


def test_detectable_effect_is_larger_than_the_margin_of_error():
    fit = aid.within_effect(simulated(0.0, 4), draws=9)
    assert fit["detectable"] > fit["effect"].high - fit["effect"].value

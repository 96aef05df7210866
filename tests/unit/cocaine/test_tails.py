"""Properties of `lib.cocaine.tails`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import cocaine


def test_hill_finds_the_index_of_a_pareto_sample():
    kg = np.random.default_rng(5).pareto(1.5, 20_000) + 1
    found = cocaine.hill(kg, [500, 2000])
    assert ((found["low"] < 1.5) & (found["high"] > 1.5)).all()


@given(st.floats(0.5, 50))
def test_hill_does_not_depend_on_the_unit_of_weight(unit):
    kg = np.random.default_rng(6).lognormal(1, 2, 300)
    assert np.allclose(
        cocaine.hill(kg, [20, 100])["alpha"], cocaine.hill(kg * unit, [20, 100])["alpha"]
    )


def test_lognormal_fit_sees_through_the_floor():
    fit = (3.0, 1.5)
    kg = cocaine.lognormal_draw(np.random.default_rng(7), 20_000, fit, 10.0)
    assert kg.min() >= 10
    assert cocaine.lognormal_fit(kg, 10.0) == (
        pytest.approx(3.0, abs=0.2),
        pytest.approx(1.5, abs=0.1),
    )


@pytest.mark.parametrize(("sample", "sign"), [("lognormal", 1), ("pareto", -1)])
def test_tail_choice_tells_a_lognormal_from_a_power_law(sample, sign):
    rng = np.random.default_rng(8)
    lognormal, pareto = (
        cocaine.lognormal_draw(rng, 2000, (4.0, 1.2), 20.0),
        20 * (rng.pareto(1, 2000) + 1),
    )
    z, p = cocaine.tail_choice({"lognormal": lognormal, "pareto": pareto}[sample], 20.0)
    assert (z > 2 and p < 0.05) if sign > 0 else z < 2


def test_hill_rival_holds_the_curve_of_a_lognormal_sample():
    kg, ks = cocaine.lognormal_draw(np.random.default_rng(9), 600, (4.0, 1.5), 20.0), [30, 100, 200]
    rival = cocaine.hill_rival(kg, ks, 20.0, draws=100)
    assert cocaine.hill(kg, ks)["alpha"].between(rival["low"], rival["high"]).all()
    assert cocaine.hill_rival(kg, ks, 20.0, draws=100).equals(rival)

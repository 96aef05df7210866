"""The share convicted, under priors: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib import estimates, laundering


@pytest.mark.parametrize("prior", [(0.5, 0.5), (1, 9)])
def test_credible_interval_covers_shares_that_come_from_its_prior(prior):
    rng = np.random.default_rng(4)
    true = rng.beta(*prior, 1500)
    found = [estimates.share_posterior(int(k), 151, prior, 0.9) for k in rng.binomial(151, true)]
    held = np.mean([e.low <= p <= e.high for e, p in zip(found, true, strict=True)])
    assert held == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 1500))


def test_jeffreys_interval_covers_small_shares_about_as_often_as_it_says():
    """Not a guarantee at each share, as the exact interval gives, but near it on average."""
    k, shares = np.arange(0, 152), np.linspace(0.005, 0.1, 96)
    found = [estimates.share_posterior(int(i), 151) for i in k]
    low, high = (np.array([getattr(e, end) for e in found]) for end in ("low", "high"))
    covered = [stats.binom.pmf(k, 151, p)[(low <= p) & (p <= high)].sum() for p in shares]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.88


def test_a_prior_is_shown_before_the_data_and_does_not_see_them():
    one, other = (laundering.posteriors(k, 151, {"x": (1, 9)}).iloc[0] for k in (2, 60))
    assert one["before"] == other["before"]
    assert one["after"] != other["after"]
    assert one["before"].value == pytest.approx(stats.beta(1, 9).median())
    assert (one["worth"], one["others"]) == (1, 9)


@given(st.integers(0, 20), st.integers(21, 400), st.floats(0.05, 5), st.floats(0.05, 5))
def test_posterior_follows_its_prior(k, n, a, more):
    found = laundering.posteriors(k, n, {"low": (a, 20.0), "high": (a + more, 20.0)})
    assert found["value"].iloc[0] < found["value"].iloc[1]
    assert (found["low"] <= found["value"]).all()


def test_borrowing_runs_from_the_own_data_to_the_pooled():
    priors = laundering.borrowed((12, 73), [0.0, 0.5, 1.0])
    found = laundering.posteriors(2, 151, priors)
    pooled = laundering.posteriors(14, 224, {"x": (0.5, 0.5)})
    assert found["value"].is_monotonic_increasing
    assert found["value"].iloc[-1] == pytest.approx(pooled["value"].iloc[0])


def test_older_reports_have_the_higher_share():
    short, long = (laundering.matured(2, 151, 32, months) for months in (6, 24))
    assert 2 / 151 < short.value < long.value
    none_old = laundering.matured(2, 151, 32, 40)
    assert (none_old.low, none_old.value, none_old.high) == (0.0, None, 1.0)

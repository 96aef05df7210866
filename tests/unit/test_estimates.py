"""Estimates: what a range promises, held against simulation and against computations of another kind."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib import estimates
from lib.estimates import Estimate

COUNTS = st.integers(0, 400).flatmap(
    lambda total: st.tuples(st.integers(0, total + 1), st.just(total + 1))
)
LEVELS = st.floats(0.5, 0.99)
FINITE = st.floats(-1e9, 1e9)


def ordered(estimate):
    """The known ends and the point, from the lowest."""
    return [x for x in (estimate.low, estimate.value, estimate.high) if x is not None]


# --- the class


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((1, 0, 2, "guess"), "unknown kind 'guess'; known: exact, rounding"),
        ((3, 0, 2, "scenario"), "does not hold the value 3"),
        ((None, 2, 1, "scenario"), "does not hold"),
        ((math.nan, 0, 2, "scenario"), "use None"),
        ((1, 0, math.inf, "scenario"), "use None"),
        ((1, 0, 2, "sampling"), "states its level"),
        ((1, 0, 2, "sampling", 1.0), "not between 0 and 1"),
        ((1, 0, 2, "exact"), "no range"),
    ],
)
def test_a_wrong_estimate_is_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        Estimate(*arguments)


@given(FINITE, st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1e-6, 1e6))
def test_scaling_keeps_the_range_around_the_value(value, below, above, factor):
    scaled = Estimate(value, value - below, value + above, "scenario").scale(factor)
    assert scaled.low <= scaled.value <= scaled.high
    assert scaled.value == value * factor


@pytest.mark.parametrize("factor", [0, -1, math.nan])
def test_a_factor_that_turns_the_range_round_is_refused(factor):
    with pytest.raises(ValueError, match="not positive"):
        Estimate(1, 0, 2, "scenario").scale(factor)


def test_an_open_side_has_no_bound():
    assert Estimate(None, 2, None, "identification").holds(1e300)
    assert not Estimate(None, 2, None, "identification").holds(1.9)
    assert Estimate(None, None, 2, "identification").scale(3).low is None


def test_only_what_is_uncertain_shows_a_range():
    assert not estimates.exact(2).has_range
    assert estimates.bounds(None, 3).has_range
    assert not Estimate(2, None, None, "structural").has_range


def test_an_estimate_survives_a_process():
    estimate = estimates.share(3, 10)
    assert pickle.loads(pickle.dumps(estimate)) == estimate


# --- rounding, bounds, envelopes


@given(st.integers(-10_000, 10_000), st.sampled_from([0.01, 0.1, 1, 5, 1000]))
def test_rounding_holds_every_number_that_is_printed_so(digits, unit):
    value = digits * unit
    printed = estimates.rounding(value, unit)
    inside = np.linspace(value - unit / 2, value + unit / 2, 11)[1:-1]
    cut_off = value + math.copysign(1, value) * np.linspace(0, unit, 11)[:-1]
    assert all(printed.holds(x) for x in (*inside, *cut_off))
    assert printed.high - printed.low == pytest.approx(1.5 * unit)
    assert not estimates.rounding(value, unit, truncated=False).holds(value + 0.6 * unit)


@given(st.lists(FINITE, min_size=1, max_size=20))
def test_an_envelope_is_the_span_of_its_figures(values):
    found = estimates.envelope(values)
    assert (found.low, found.high, found.kind) == (min(values), max(values), "structural")
    assert all(found.holds(x) for x in values)


def test_an_envelope_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        estimates.envelope([])


# --- shares


@given(COUNTS, LEVELS, st.sampled_from(list(estimates.SHARE_METHODS)))
def test_a_share_lies_in_its_interval_and_within_zero_and_one(counts, level, method):
    found = estimates.share(*counts, level, method)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.value == counts[0] / counts[1]


@given(COUNTS, st.floats(0.5, 0.94))
def test_a_higher_level_widens_the_interval(counts, level):
    narrow, wide = (estimates.share(*counts, x) for x in (level, level + 0.05))
    assert wide.low <= narrow.low
    assert wide.high >= narrow.high


@given(COUNTS, st.sampled_from(["wilson", "beta", "jeffreys", "agresti_coull"]))
def test_the_other_share_has_the_mirrored_interval(counts, method):
    successes, total = counts
    found, other = (estimates.share(k, total, 0.95, method) for k in (successes, total - successes))
    assert found.low == pytest.approx(1 - other.high, abs=1e-9)
    assert found.high == pytest.approx(1 - other.low, abs=1e-9)


def test_wilson_is_the_formula_of_wilson():
    k, n, z = 967, 6425, stats.norm.ppf(0.975)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * math.sqrt(k * (n - k) / n + z**2 / 4)
    found = estimates.share(k, n)
    assert (found.low, found.high) == (pytest.approx(centre - half), pytest.approx(centre + half))


def test_the_exact_interval_is_what_the_binomial_tails_say():
    found = estimates.share(3, 40, 0.9, "beta")
    assert stats.binom.sf(2, 40, found.low) == pytest.approx(0.05)
    assert stats.binom.cdf(3, 40, found.high) == pytest.approx(0.05)


def covered(interval, draw, truth, trials=1500):
    """Share of simulated samples whose interval holds the truth; each distinct sample is computed once."""
    samples, times = np.unique(draw(np.random.default_rng(7), trials), return_counts=True)
    return (
        sum(times[i] for i, x in enumerate(samples.tolist()) if interval(x).holds(truth)) / trials
    )


@pytest.mark.parametrize("truth", [0.02, 0.15, 0.5])
@pytest.mark.parametrize(
    ("method", "least", "most"),
    [
        (
            "beta",
            0.94,
            1.0,
        ),  # exact: at least the level, but for the noise of 1,500 trials (0.6 points)
        ("wilson", 0.90, 0.99),
        ("jeffreys", 0.90, 0.99),  # near the level on average, not at every share
    ],
)
def test_share_intervals_cover_the_truth(method, least, most, truth):
    found = covered(
        lambda k: estimates.share(k, 120, 0.95, method),
        lambda g, n: g.binomial(120, truth, n),
        truth,
    )
    assert least <= found <= most


def test_the_posterior_is_calibrated_under_its_prior():
    generator = np.random.default_rng(7)
    truths = generator.beta(1, 4, 800)
    inside = [
        estimates.share_posterior(int(generator.binomial(60, p)), 60, (1, 4), 0.8).holds(p)
        for p in truths
    ]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.04)


@given(COUNTS)
def test_a_posterior_median_lies_between_prior_and_data(counts):
    successes, total = counts
    found = estimates.share_posterior(successes, total, (2, 2))
    low, high = sorted((0.5, successes / total))
    assert low - 1e-9 <= found.value <= high + 1e-9


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (estimates.share, (5, 4)),
        (estimates.share, (-1, 4)),
        (estimates.share, (0, 0)),
        (estimates.share_posterior, (5, 4)),
        (estimates.share_posterior, (1, 4, (0, 1))),
    ],
)
def test_what_is_not_a_share_is_refused(function, arguments):
    with pytest.raises(ValueError, match="not a share"):
        function(*arguments)


def test_an_unknown_method_names_the_known_ones():
    with pytest.raises(ValueError, match="wilson, beta, jeffreys, agresti_coull"):
        estimates.share(1, 2, 0.95, "wald")


# --- rates


@given(st.integers(0, 500), st.floats(0.1, 100), LEVELS)
def test_the_poisson_interval_is_what_the_tails_say(events, exposure, level):
    found = estimates.count(events, exposure, level)
    tail = (1 - level) / 2
    assert stats.poisson.cdf(events, found.high * exposure) == pytest.approx(tail, rel=1e-6)
    assert (
        found.low == 0
        if events == 0
        else stats.poisson.sf(events - 1, found.low * exposure) == pytest.approx(tail, rel=1e-6)
    )


@pytest.mark.parametrize("truth", [0.7, 4.0, 60.0])
def test_poisson_intervals_cover_the_truth(truth):
    assert (
        covered(lambda n: estimates.count(n, level=0.9), lambda g, n: g.poisson(truth, n), truth)
        >= 0.88
    )


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.5, 20), st.floats(0.5, 20))
def test_the_rate_ratio_inverts_the_conditional_test(first, second, time, other):
    """At the ends of the interval, a binomial test of the first count given the total has a tail of one in forty."""
    found = estimates.rate_ratio((first, second), (time, other))
    assert found.value == pytest.approx(first / time / (second / other))
    for end, tail in (
        (found.low, stats.binom.sf(first - 1, first + second, share(found.low, time, other))),
        (found.high, stats.binom.cdf(first, first + second, share(found.high, time, other))),
    ):
        assert end == 0 or tail == pytest.approx(0.025, rel=1e-5)


def share(ratio, time, other):
    """Share of the first group among all events, if the ratio of the rates were this."""
    return ratio * time / (ratio * time + other)


def test_rate_ratios_cover_the_truth():
    generator = np.random.default_rng(7)
    pairs, times = np.unique(generator.poisson((24, 8), (1500, 2)), axis=0, return_counts=True)
    inside = [
        estimates.rate_ratio((a, b), (3.0, 2.0), 0.9).holds(2.0) if b else True
        for a, b in pairs.tolist()
    ]
    assert np.average(inside, weights=times) >= 0.88


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (estimates.count, (-1,)),
        (estimates.count, (3, 0)),
        (estimates.rate_ratio, ((3, 0), (1, 1))),
        (estimates.rate_ratio, ((-3, 2), (1, 1))),
        (estimates.rate_ratio, ((3, 2), (1, 0))),
    ],
)
def test_what_is_not_a_rate_is_refused(function, arguments):
    with pytest.raises(ValueError, match=r"not a rate|no ratio"):
        function(*arguments)


# --- resampling


def test_the_bootstrap_repeats_itself_and_covers_a_mean():
    generator = np.random.default_rng(7)
    first = generator.normal(3, 1, 40)
    assert estimates.bootstrap(first, np.mean, draws=499) == estimates.bootstrap(
        first, np.mean, draws=499
    )
    assert estimates.bootstrap(first, np.mean, draws=499) != estimates.bootstrap(
        first, np.mean, draws=499, seed=2
    )
    samples = generator.normal(3, 1, (120, 40))
    inside = [
        estimates.bootstrap(sample, np.mean, draws=199, level=0.9).holds(3) for sample in samples
    ]
    assert 0.8 <= np.mean(inside) <= 0.98


def test_monte_carlo_gives_the_quantiles_of_its_model():
    found, draws = estimates.monte_carlo(lambda generator, n: generator.uniform(2, 4, n))
    assert (found.kind, found.level, len(draws)) == ("scenario", 0.9, 20_000)
    assert [found.low, found.value, found.high] == pytest.approx([2.1, 3.0, 3.9], abs=0.02)
    assert estimates.monte_carlo(lambda generator, n: generator.uniform(2, 4, n))[0] == found


@pytest.mark.parametrize(
    "model",
    [lambda g, n: g.uniform(size=n + 1), lambda g, n: np.full(n, np.nan)],
    ids=["too many", "not finite"],
)
def test_a_model_that_gives_no_finite_draws_is_refused(model):
    with pytest.raises(ValueError, match="finite"):
        estimates.monte_carlo(model)


# --- changes and corners


def test_the_interval_of_a_change_covers_the_truth_as_often_as_it_says():
    rng, errors = np.random.default_rng(4), (0.16, 0.2)
    seen = rng.normal((1.0, 0.4), errors, (2000, 2))
    held = [estimates.change((a, errors[0]), (b, errors[1])).holds(-0.6) for a, b in seen]
    assert np.mean(held) == pytest.approx(0.9, abs=0.02)


@given(
    st.tuples(st.floats(-9, 9), st.floats(0, 9)),
    st.tuples(st.floats(-9, 9), st.floats(0, 9)),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_no_product_inside_the_ranges_lies_beyond_the_corners(first, second, here, there):
    ends = {"a": (first[0], first[0], sum(first)), "b": (second[0], second[0], sum(second))}
    found = estimates.corners(lambda a, b: a * b, ends)
    assert (
        found.low - 1e-9
        <= (first[0] + here * first[1]) * (second[0] + there * second[1])
        <= found.high + 1e-9
    )
    assert found.value == first[0] * second[0]

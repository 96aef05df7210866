"""Estimates: examples whose answer is known from school arithmetic or from a closed formula.

Quantiles that have no formula come from the definition: the interval's end is put into the
distribution function, and the tail must be what the level says.
"""

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from lib import estimates
from lib.estimates import Estimate

EXACT = {"rel": 1e-12}
CLOSE = {"rel": 1e-9}  # where a library solves an equation for the end

# Nineteen of twenty lie within 1.96 standard errors, nine of ten within 1.64.
Z95 = 1.959963984540054
Z90 = 1.6448536269514722


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


# --- the class


def test_whole_numbers_stay_whole_and_the_numbers_of_numpy_become_floats():
    whole = Estimate(2, 1, 3, "scenario")
    assert [type(end) for end in triple(whole)] == [int, int, int]

    floats = Estimate(np.float64(2), np.float32(1), np.int64(3), "scenario")
    assert [type(end) for end in triple(floats)] == [float, float, float]


@pytest.mark.parametrize("name", ["value", "low", "high"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_named(name, number):
    numbers = {"value": 1, "low": 0, "high": 2, name: number}
    with pytest.raises(ValueError, match=f"{name} is .*: use None"):
        Estimate(**numbers, kind="scenario")


@pytest.mark.parametrize("kind", ["rounding", "identification", "structural", "scenario"])
def test_each_kind_but_exact_and_sampling_needs_no_level(kind):
    assert Estimate(1, 0, 2, kind).level is None


def test_the_kinds_stand_in_the_order_in_which_a_report_explains_them():
    assert estimates.KINDS == (
        "exact",
        "rounding",
        "sampling",
        "identification",
        "structural",
        "scenario",
    )


@pytest.mark.parametrize("level", [-0.1, 0, 1, 1.5])
def test_a_level_lies_strictly_between_zero_and_one(level):
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Estimate(1, 0, 2, "scenario", level)


@pytest.mark.parametrize("level", [0.001, 0.5, 0.999])
def test_a_level_within_zero_and_one_is_kept(level):
    assert Estimate(1, 0, 2, "sampling", level).level == level


def test_only_a_sampling_interval_must_state_its_level():
    with pytest.raises(ValueError, match="states its level"):
        Estimate(1, 0, 2, "sampling")
    assert Estimate(1, 0, 2, "scenario", 0.9).kind == "scenario"


@pytest.mark.parametrize(("value", "low", "high"), [(0, 0, 2), (2, 0, 2), (1, 1, 1)])
def test_a_value_may_be_an_end_of_its_range(value, low, high):
    assert Estimate(value, low, high, "scenario").value == value


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (-1, 0, 2),
        (3, 0, 2),
        (3, None, 2),
        (-1, 0, None),
        (None, 2, 0),
    ],
)
def test_a_value_beyond_an_end_is_refused(value, low, high):
    with pytest.raises(ValueError, match="does not hold the value"):
        Estimate(value, low, high, "scenario")


def test_an_exact_value_has_equal_ends():
    assert triple(Estimate(2, 2, 2, "exact")) == (2, 2, 2)
    with pytest.raises(ValueError, match="no range"):
        Estimate(2, 2, 3, "exact")
    with pytest.raises(ValueError, match="no range"):
        Estimate(None, None, None, "exact")


@pytest.mark.parametrize(
    ("low", "high", "seen"),
    [
        (0, 2, True),
        (0, None, True),
        (None, 2, True),
        (None, None, False),
    ],
)
def test_one_known_end_is_a_range(low, high, seen):
    assert Estimate(1, low, high, "structural").has_range is seen
    assert estimates.exact(1).has_range is False


def test_an_open_end_is_infinite():
    assert Estimate(1, 0, 2, "scenario").ends == (0, 2)
    assert Estimate(1, None, 2, "scenario").ends == (-math.inf, 2)
    assert Estimate(1, 0, None, "scenario").ends == (0, math.inf)


def test_without_a_range_both_ends_are_the_value():
    assert estimates.exact(5).ends == (5, 5)
    assert Estimate(5, None, None, "structural").ends == (5, 5)


@pytest.mark.parametrize(
    ("number", "held"),
    [
        (0.99, False),
        (1, True),
        (1.5, True),
        (3, True),
        (3.01, False),
    ],
)
def test_a_range_holds_its_own_ends_and_nothing_beyond(number, held):
    assert Estimate(2, 1, 3, "scenario").holds(number) is held


def test_a_range_open_on_one_side_is_bounded_on_the_other():
    upwards = Estimate(None, 1, None, "identification")
    assert upwards.holds(1) and upwards.holds(1e300) and not upwards.holds(0.99)

    downwards = Estimate(None, None, 3, "identification")
    assert downwards.holds(3) and downwards.holds(-1e300) and not downwards.holds(3.01)


def test_scaling_multiplies_value_and_ends_and_leaves_the_rest():
    share = Estimate(0.5, 0.25, None, "scenario", 0.9, "made up")
    assert share.scale(8) == Estimate(4.0, 2.0, None, "scenario", 0.9, "made up")
    assert share.scale(0.5) == Estimate(0.25, 0.125, None, "scenario", 0.9, "made up")


# --- exact numbers, rounding, bounds, envelopes


def test_an_exact_value_is_its_own_range():
    assert estimates.exact(7, "two and five") == Estimate(7, 7, 7, "exact", None, "two and five")
    assert estimates.exact(7).method == ""


def test_a_number_cut_off_lies_up_to_a_unit_farther_from_zero():
    # 120 in tens may be 115 rounded up, or 129.9 cut off
    assert estimates.rounding(120, 10, method="in tens") == Estimate(
        120,
        115,
        130,
        "rounding",
        None,
        "in tens",
    )
    # -120 in the same way: -129.9 cut off, or -115 rounded
    assert triple(estimates.rounding(-120, 10)) == (-130, -120, -115)
    assert estimates.rounding(120, 10).method == ""


def test_zero_is_cut_off_like_a_positive_number():
    assert triple(estimates.rounding(0, 10)) == (-5, 0, 10)


@pytest.mark.parametrize("value", [120, 0, -120])
def test_a_number_that_was_rounded_lies_half_a_unit_either_way(value):
    printed = estimates.rounding(value, 10, truncated=False)
    assert triple(printed) == (value - 5, value, value + 5)


def test_bounds_say_what_is_known_and_no_more():
    assert estimates.bounds(1, 3, 2, "counts") == Estimate(
        2,
        1,
        3,
        "identification",
        None,
        "counts",
    )
    assert estimates.bounds(1, None) == Estimate(None, 1, None, "identification", None, "")


def test_an_envelope_spans_the_rival_figures():
    assert estimates.envelope([4, 9, 2], 4, "three sources") == Estimate(
        4,
        2,
        9,
        "structural",
        None,
        "three sources",
    )
    assert estimates.envelope([4]) == Estimate(None, 4, 4, "structural", None, "")


# --- shares


def test_wilson_of_one_in_four():
    share = estimates.share(1, 4)
    # (k + z^2/2 -+ z sqrt(k (n - k) / n + z^2/4)) / (n + z^2) with k = 1 and n = 4
    half = Z95 * math.sqrt(1 * 3 / 4 + Z95**2 / 4)
    assert share.low == pytest.approx((1 + Z95**2 / 2 - half) / (4 + Z95**2), **EXACT)
    assert share.high == pytest.approx((1 + Z95**2 / 2 + half) / (4 + Z95**2), **EXACT)
    assert share.value == 1 / 4
    assert (share.kind, share.level, share.method) == ("sampling", 0.95, "Wilson score interval")


def test_a_lower_level_takes_a_smaller_quantile():
    # none of four: the upper end is z^2 / (n + z^2)
    assert estimates.share(0, 4, 0.9).high == pytest.approx(Z90**2 / (4 + Z90**2), **EXACT)
    assert estimates.share(0, 4, 0.9).level == 0.9


def test_agresti_and_coull_add_successes_and_failures():
    share = estimates.share(10, 40, method="agresti_coull")
    # z^2 trials are added, half of them successes; then the plain interval
    trials = 40 + Z95**2
    middle = (10 + Z95**2 / 2) / trials
    half = Z95 * math.sqrt(middle * (1 - middle) / trials)
    assert share.low == pytest.approx(middle - half, **EXACT)
    assert share.high == pytest.approx(middle + half, **EXACT)
    assert share.value == 10 / 40  # the share itself, not the middle of the interval
    assert share.method == "Agresti and Coull interval"


def test_the_exact_interval_of_none_and_of_all():
    # none of three: the largest share at which three failures have a chance of one in forty
    none = estimates.share(0, 3, method="beta")
    assert triple(none) == (0, 0, pytest.approx(1 - 0.025 ** (1 / 3), **CLOSE))
    # all of three: the mirror image
    every = estimates.share(3, 3, method="beta")
    assert triple(every) == (pytest.approx(0.025 ** (1 / 3), **CLOSE), 1, 1)
    assert every.method == "exact interval (Clopper and Pearson)"


def test_jeffreys_of_one_in_two_is_cut_from_a_half_circle():
    """One of two under Beta(1/2, 1/2) is Beta(3/2, 3/2), whose density is a half circle.

    Up to x = (1 + u) / 2 it holds 1/2 + (u sqrt(1 - u^2) + asin u) / pi. At u = -1/sqrt(2) that is
    1/2 - 1 / (2 pi) - 1/4, so the interval between -u and u has the level 1/2 + 1/pi.
    """
    share = estimates.share(1, 2, 0.5 + 1 / math.pi, "jeffreys")
    assert share.low == pytest.approx((1 - math.sqrt(0.5)) / 2, **CLOSE)
    assert share.high == pytest.approx((1 + math.sqrt(0.5)) / 2, **CLOSE)
    assert share.method == "Jeffreys interval"


@pytest.mark.parametrize("method", ["wilson", "beta", "jeffreys", "agresti_coull"])
def test_none_has_a_lower_end_of_zero_and_all_an_upper_end_of_one(method):
    assert estimates.share(0, 5, method=method).low == 0
    assert estimates.share(5, 5, method=method).high == 1


@pytest.mark.parametrize(("successes", "total"), [(0, 1), (1, 1)])
def test_one_trial_is_the_fewest_of_which_there_is_a_share(successes, total):
    assert estimates.share(successes, total).value == successes / total


@pytest.mark.parametrize(("successes", "total"), [(-1, 4), (5, 4), (0, 0)])
def test_a_share_of_nothing_or_beyond_the_whole_is_refused(successes, total):
    with pytest.raises(ValueError, match="is not a share"):
        estimates.share(successes, total)


# --- shares under a prior


def test_none_of_three_under_a_prior_that_leans_to_few():
    posterior = estimates.share_posterior(0, 3, (1, 2))
    # Beta(1, 2 + 3): the chance of less than x is 1 - (1 - x)^5
    expected = [1 - (1 - tail) ** (1 / 5) for tail in (0.025, 0.5, 0.975)]
    assert triple(posterior) == pytest.approx(tuple(expected), **CLOSE)
    assert (posterior.kind, posterior.level) == ("sampling", 0.95)
    assert posterior.method == "Beta(1, 2) prior, posterior median"


def test_all_of_three_under_a_prior_that_leans_to_many():
    posterior = estimates.share_posterior(3, 3, (2, 1), 0.8)
    # Beta(2 + 3, 1): the chance of less than x is x^5
    expected = [tail ** (1 / 5) for tail in (0.1, 0.5, 0.9)]
    assert triple(posterior) == pytest.approx(tuple(expected), **CLOSE)
    assert posterior.method == "Beta(2, 1) prior, posterior median"


def test_the_prior_is_that_of_jeffreys_where_none_is_told():
    posterior = estimates.share_posterior(1, 2, level=0.5 + 1 / math.pi)
    # the half circle of the Jeffreys interval above
    ends = ((1 - math.sqrt(0.5)) / 2, 0.5, (1 + math.sqrt(0.5)) / 2)
    assert triple(posterior) == pytest.approx(ends, **CLOSE)
    assert posterior.method == "Beta(0.5, 0.5) prior, posterior median"


def test_a_prior_speaks_alone_where_nothing_was_counted():
    posterior = estimates.share_posterior(0, 0, (1, 1), 0.9)
    assert triple(posterior) == pytest.approx((0.05, 0.5, 0.95), **CLOSE)


@pytest.mark.parametrize(
    ("successes", "total", "prior"),
    [
        (-1, 4, (1, 1)),
        (5, 4, (1, 1)),
        (1, 4, (0, 1)),
        (1, 4, (1, 0)),
    ],
)
def test_a_posterior_needs_a_share_and_a_prior_above_zero(successes, total, prior):
    with pytest.raises(ValueError, match="is not a share"):
        estimates.share_posterior(successes, total, prior)


# --- rates


def test_no_event_in_four_years():
    rate = estimates.count(0, 4)
    # exp(-4 high) = 1/40
    assert triple(rate) == (0, 0, pytest.approx(math.log(40) / 4, **CLOSE))
    assert (rate.kind, rate.level, rate.method) == ("sampling", 0.95, "exact Poisson interval")


def test_one_event_in_four_years():
    rate = estimates.count(1, 4, 0.9)
    # at the lower end one event or more has a chance of 1/20: 1 - exp(-4 low) = 0.05
    assert rate.low == pytest.approx(-math.log(0.95) / 4, **CLOSE)
    # at the upper end one event or none has it: exp(-4 high) (1 + 4 high) = 0.05
    assert math.exp(-4 * rate.high) * (1 + 4 * rate.high) == pytest.approx(0.05, **CLOSE)
    assert (rate.value, rate.level) == (1 / 4, 0.9)


def test_the_exposure_is_one_where_none_is_told():
    assert estimates.count(3).value == 3
    assert estimates.count(0).high == pytest.approx(math.log(40), **CLOSE)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1), (3, 0), (3, -1)])
def test_a_rate_needs_a_count_and_time(events, exposure):
    with pytest.raises(ValueError, match="are not a rate"):
        estimates.count(events, exposure)


def test_the_ratio_of_one_event_in_two_years_to_one_in_five():
    ratio = estimates.rate_ratio((1, 1), (2, 5))
    assert ratio.value == pytest.approx((1 / 2) / (1 / 5), **EXACT)
    # share of the first among two events: one or more has a chance of 1/40, 1 - (1 - p)^2 = 0.025
    low = 1 - math.sqrt(0.975)
    high = math.sqrt(0.975)
    assert ratio.low == pytest.approx(low / (1 - low) * 5 / 2, **CLOSE)
    assert ratio.high == pytest.approx(high / (1 - high) * 5 / 2, **CLOSE)
    assert (ratio.kind, ratio.level) == ("sampling", 0.95)
    assert ratio.method == "exact conditional Poisson interval"


def test_the_ratio_of_no_event_to_two():
    ratio = estimates.rate_ratio((0, 2), (3, 1), 0.9)
    # share of the first among two events: none has a chance of 1/20, (1 - p)^2 = 0.05
    high = 1 - math.sqrt(0.05)
    assert triple(ratio) == (0, 0, pytest.approx(high / (1 - high) * 1 / 3, **CLOSE))
    assert ratio.level == 0.9


def test_a_ratio_too_large_to_bound_is_open_above():
    """With one event against 10^17 the share of the first is 1 to the last digit of a float."""
    ratio = estimates.rate_ratio((10**17, 1), (1, 1))
    assert ratio.high is None
    assert ratio.value == 1e17


@pytest.mark.parametrize(
    ("events", "exposures"),
    [
        ((-1, 2), (1, 1)),
        ((3, 0), (1, 1)),
        ((3, 2), (0, 1)),
        ((3, 2), (1, 0)),
    ],
)
def test_a_ratio_needs_counts_time_and_an_event_to_divide_by(events, exposures):
    with pytest.raises(ValueError, match="have no ratio"):
        estimates.rate_ratio(events, exposures)


# --- changes


def test_a_change_has_the_hypotenuse_of_both_errors():
    change = estimates.change((10, 3), (14, 4))
    # standard errors of 3 and 4 make one of 5
    assert triple(change) == pytest.approx((4 - 5 * Z90, 4, 4 + 5 * Z90), **EXACT)
    # a model that reconciles sources, no sample; nine in ten in every report
    assert (change.kind, change.level, change.method) == (
        "structural",
        0.9,
        "published standard errors",
    )


def test_a_fall_is_a_negative_change():
    change = estimates.change((14, 3), (10, 4))
    assert triple(change) == pytest.approx((-4 - 5 * Z90, -4, -4 + 5 * Z90), **EXACT)


# --- resampling


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("level", "low", "high"), [(0.8, 0, 1), (0.4, 0.5, 0.5)])
def test_the_mean_of_two_values_resamples_to_three_values(seed, level, low, high):
    """0 and 1 give means of 0, 1/2 and 1 with chances of 1/4, 1/2 and 1/4.

    The level 0.8 leaves tails of 0.1, below a quarter: 0 to 1. The level 0.4 leaves 0.3: 1/2 alone.
    """
    mean = estimates.bootstrap(
        [0, 1],
        np.mean,
        level=level,
        draws=999,
        seed=seed,
        method="percentile",
    )
    assert triple(mean) == (low, 0.5, high)
    assert (mean.kind, mean.level, mean.method) == ("sampling", level, "percentile bootstrap")


def test_a_bootstrap_without_more_words_is_bias_corrected_with_9999_draws_of_seed_one():
    """The interval of Efron (1987) from first principles, on a sample with a long tail."""
    sample = np.array([1.0, 2.0, 3.0, 5.0, 8.0, 20.0])
    picks = np.random.default_rng(1).integers(0, 6, (9999, 6))
    means = sample[picks].mean(axis=1)

    # bias: where the mean of the sample stands among the means drawn, ties counted half
    below, equal = (means < 6.5).sum(), (means == 6.5).sum()
    bias = ndtri((below + equal / 2) / 9999)
    # acceleration: skewness of the means that leave one value out
    left_out = (sample.sum() - sample) / 5
    gaps = left_out.mean() - left_out
    acceleration = (gaps**3).sum() / 6 / (gaps**2).sum() ** 1.5

    shifted = [bias + z / (1 - acceleration * z) for z in (bias - Z95, bias + Z95)]
    low, high = np.quantile(means, ndtr(shifted))

    mean = estimates.bootstrap(sample, np.mean)
    assert triple(mean) == pytest.approx((low, 39 / 6, high), **CLOSE)
    assert (mean.level, mean.method) == (0.95, "BCa bootstrap")


def test_a_bootstrap_range_is_stretched_to_hold_its_own_value():
    """Three values resample to 3, 2 or 1 distinct ones with chances of 2/9, 6/9 and 1/9.

    The level 0.2 leaves tails of 0.4, so 2 alone; the sample has 3, and the range must hold it.
    """

    def distinct(values, axis):
        steps = np.diff(np.sort(values, axis=axis), axis=axis)
        return 1.0 + (steps > 0).sum(axis=axis)

    number = estimates.bootstrap([1, 2, 3], distinct, level=0.2, draws=999, method="percentile")
    assert triple(number) == (2, 3, 3)

    opposite = estimates.bootstrap(
        [1, 2, 3],
        lambda values, axis: -distinct(values, axis),
        level=0.2,
        draws=999,
        method="percentile",
    )
    assert triple(opposite) == (-3, -3, -2)


def test_corners_give_the_base_and_the_extremes():
    inputs = {"price": (2, 3, 5), "amount": (10, 20, 30), "refund": (1, 4, 8)}
    cost = estimates.corners(lambda price, amount, refund: price * amount - refund, inputs)
    # base 3 x 20 - 4; least 2 x 10 - 8; most 5 x 30 - 1
    assert triple(cost) == (12, 56, 149)
    assert (cost.kind, cost.level) == ("scenario", None)
    assert cost.method == "all corners of the stated ranges"


def test_monte_carlo_takes_the_median_and_equal_tails():
    """The draws 0, 1, ..., 100: the quantile q of them is 100 q."""
    estimate, draws = estimates.monte_carlo(lambda _, n: np.arange(n), draws=101)
    assert triple(estimate) == pytest.approx((5, 50, 95), **EXACT)
    assert (estimate.kind, estimate.level) == ("scenario", 0.9)
    assert estimate.method == "Monte Carlo over stated ranges"
    assert draws.tolist() == list(range(101))

    narrow, _ = estimates.monte_carlo(
        lambda _, n: np.arange(n),
        draws=101,
        level=0.5,
        method="made up",
    )
    assert triple(narrow) == pytest.approx((25, 50, 75), **EXACT)
    assert (narrow.level, narrow.method) == (0.5, "made up")


def test_monte_carlo_makes_20000_draws_with_seed_one_where_nothing_else_is_told():
    def model(generator, draws):
        return generator.uniform(size=draws)

    _, draws = estimates.monte_carlo(model)
    assert np.array_equal(draws, np.random.default_rng(1).uniform(size=20_000))

    _, others = estimates.monte_carlo(model, seed=2, draws=5)
    assert np.array_equal(others, np.random.default_rng(2).uniform(size=5))


@pytest.mark.parametrize("sample", [[1.0, 2.0], [[1.0], [2.0], [3.0]], [1.0, 2.0, math.inf]])
def test_a_model_must_give_one_finite_number_a_draw(sample):
    with pytest.raises(ValueError, match="3 finite ones are due"):
        estimates.monte_carlo(lambda *_: sample, draws=3)


# Its three numbers, for arithmetic that needs all of them


def test_the_numbers_of_an_estimate_are_its_value_and_both_ends():
    assert Estimate(0.5, 0.4, 0.6, "rounding").numbers == (0.5, 0.4, 0.6)


@pytest.mark.parametrize(
    "estimate",
    [
        Estimate(None, 0.4, 0.6, "structural"),
        Estimate(0.5, None, 0.6, "structural"),
        Estimate(0.5, 0.4, None, "structural"),
    ],
)
def test_an_estimate_that_is_open_on_a_side_has_no_three_numbers(estimate):
    with pytest.raises(ValueError, match="is not known on every side"):
        _ = estimate.numbers

"""Examples of `lib.cocaine.tails` worked by hand: made-up figures small enough to check with a pencil."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from lib import cocaine
from lib.cocaine import tails

#: The standard normal of the standard library, so that nothing here rests on SciPy.
NORMAL = NormalDist()

#: The optimiser of the lognormal stops when it moves less than a ten-thousandth.
OPTIMISER = 1e-3


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def middle_half_of_three(values):
    """Quartiles and median of three numbers: the quartiles lie halfway to the middle one."""
    smallest, middle, largest = sorted(values)
    return (smallest + middle) / 2, middle, (middle + largest) / 2


#: Weights whose logarithms are 1, 3, 0 and 2.
POWERS_OF_E = [math.exp(power) for power in (1, 3, 0, 2)]


def test_hills_index_is_one_over_the_mean_log_excess_above_the_next_case():
    table = cocaine.hill(POWERS_OF_E, [3, 1, 2])

    assert list(table.columns) == ["k", "alpha", "low", "high"]
    assert table["k"].tolist() == [3, 1, 2]
    assert table["alpha"].tolist() == [
        exactly(1 / ((3 + 2 + 1) / 3 - 0)),
        exactly(1 / (3 - 2)),
        exactly(1 / ((3 + 2) / 2 - 1)),
    ]


@pytest.mark.parametrize(("options", "upper"), [({}, 0.975), ({"level": 0.8}, 0.9)])
def test_the_range_of_hills_index_is_its_value_over_the_root_of_k(options, upper):
    table = cocaine.hill(POWERS_OF_E, [1, 2], **options)

    # alpha is 1 at k = 1 and 1 / 1.5 at k = 2.
    z = NORMAL.inv_cdf(upper)
    assert table["low"].tolist() == [
        exactly(1 - z),
        exactly((1 - z / math.sqrt(2)) / 1.5),
    ]
    assert table["high"].tolist() == [
        exactly(1 + z),
        exactly((1 + z / math.sqrt(2)) / 1.5),
    ]


# A standard normal seen from its mean up has the mean sqrt(2 / pi) and the variance 1 - 2 / pi.
# The likelihood of a cut normal depends on the sample through its mean and variance alone, and is
# highest where the distribution has the same two: two cases that have them give the fit (0, 1).
HALF_NORMAL_MEAN = math.sqrt(2 / math.pi)

HALF_NORMAL_SD = math.sqrt(1 - 2 / math.pi)

TWO_LOGS = [HALF_NORMAL_MEAN - HALF_NORMAL_SD, HALF_NORMAL_MEAN + HALF_NORMAL_SD]


@pytest.mark.parametrize(("floor", "sd"), [(1.0, 1.0), (20.0, 1.0), (20.0, 0.5), (0.3, 2.0)])
def test_two_cases_like_the_upper_half_of_a_lognormal_give_back_the_whole(floor, sd):
    kg = [floor * math.exp(sd * excess) for excess in TWO_LOGS]

    mean, spread = cocaine.lognormal_fit(kg, floor)

    assert mean == pytest.approx(math.log(floor), abs=OPTIMISER)
    assert spread == pytest.approx(sd, rel=OPTIMISER)


def test_a_floor_far_below_every_case_leaves_mean_and_spread_of_the_logs():
    # The logs are 1, 3, 0 and 2: mean 1.5, squared distances 0.25 + 2.25 + 2.25 + 0.25 = 5.
    mean, spread = cocaine.lognormal_fit(POWERS_OF_E, floor=1e-100)

    assert mean == exactly(1.5)
    assert spread == exactly(math.sqrt(5 / 4))


def test_a_fit_prints_nothing_into_the_page_that_asks_for_it(capsys):
    cocaine.lognormal_fit(POWERS_OF_E, floor=1e-100)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_above_the_median_are_quantiles_of_the_upper_half(seed):
    # The floor is the median, so half is hidden: u becomes the quantile 1/2 + u/2.
    weights = cocaine.lognormal_draw(np.random.default_rng(seed), 5, (math.log(20), 1.5), 20.0)

    uniform = np.random.default_rng(seed).random(5)
    by_hand = [20 * math.exp(1.5 * NORMAL.inv_cdf(0.5 + u / 2)) for u in uniform]
    assert weights.tolist() == [exactly(weight) for weight in by_hand]


def test_weights_above_a_low_floor_leave_out_only_the_share_below_it():
    # The floor lies one spread (2) below the mean (3) of the logs.
    weights = cocaine.lognormal_draw(np.random.default_rng(4), 5, (3.0, 2.0), math.exp(1))

    hidden = NORMAL.cdf(-1)
    uniform = np.random.default_rng(4).random(5)
    by_hand = [math.exp(3 + 2 * NORMAL.inv_cdf(hidden + (1 - hidden) * u)) for u in uniform]
    assert weights.tolist() == [exactly(weight) for weight in by_hand]


def log_density_of_a_cut_normal(log, cut, mean, sd):
    seen = 1 - NORMAL.cdf((cut - mean) / sd)
    return math.log(NormalDist(mean, sd).pdf(log)) - math.log(seen)


def test_the_choice_of_a_tail_is_the_mean_gain_in_log_likelihood_over_its_error():
    kg = [20 * math.exp(excess) for excess in TWO_LOGS]

    z, _ = cocaine.tail_choice(kg, 20.0)

    # The lognormal has the fit (ln 20, 1): a cut normal of density 2 phi(x) over the excess x.
    # The power law has an exponential excess of mean m: density exp(-x / m) / m.
    m = HALF_NORMAL_MEAN
    gains = [math.log(2 * NORMAL.pdf(x)) - (-x / m - math.log(m)) for x in TWO_LOGS]
    spread = abs(gains[0] - gains[1]) / 2
    assert z == pytest.approx(sum(gains) / (math.sqrt(2) * spread), rel=OPTIMISER)
    assert z > 0


def test_the_choice_of_a_tail_counts_a_case_at_the_floor_and_none_below_it():
    tail = [10.0, 10 * math.exp(2), 10 * math.exp(2), 10 * math.exp(2)]

    z, p = cocaine.tail_choice([9.99, *tail, 0.5], 10.0)

    # Excesses 0, 2, 2, 2: mean 1.5.
    mean, sd = cocaine.lognormal_fit(tail, 10.0)
    cut = math.log(10)
    gains = [
        log_density_of_a_cut_normal(cut + x, cut, mean, sd) + x / 1.5 + math.log(1.5)
        for x in (0, 2, 2, 2)
    ]
    average = sum(gains) / 4
    spread = math.sqrt(sum((gain - average) ** 2 for gain in gains) / 4)
    assert z == exactly(average * 4 / (2 * spread))
    assert p == exactly(math.erfc(abs(z) / math.sqrt(2)))


def test_the_p_of_a_tail_that_fits_a_power_law_is_two_sided():
    # Excesses as an exponential has them: the 16 middle quantiles of mean one.
    kg = [math.exp(-math.log(1 - (i + 0.5) / 16)) for i in range(16)]

    z, p = cocaine.tail_choice(kg, 1.0)

    assert p == exactly(math.erfc(abs(z) / math.sqrt(2)))
    assert 0 < p < 1


@pytest.mark.parametrize("seed", [1, 7])
def test_the_rival_of_hills_curve_is_the_median_of_lognormal_samples_of_the_same_size(seed):
    tail = [10.0, 10 * math.exp(2), 10 * math.exp(2.5), 10 * math.exp(1.5)]

    rival = cocaine.hill_rival([9.0, *tail], [2, 3], 10.0, draws=3, seed=seed, level=0.5)

    rng = np.random.default_rng(seed)
    fit = cocaine.lognormal_fit(tail, 10.0)
    samples = [np.log(cocaine.lognormal_draw(rng, 4, fit, 10.0)) for _ in range(3)]
    ranked = [sorted(logs, reverse=True) for logs in samples]
    at_two = [1 / ((logs[0] + logs[1]) / 2 - logs[2]) for logs in ranked]
    at_three = [1 / ((logs[0] + logs[1] + logs[2]) / 3 - logs[3]) for logs in ranked]
    assert list(rival.columns) == ["k", "alpha", "low", "high"]
    assert rival["k"].tolist() == [2, 3]
    for row, alphas in ((0, at_two), (1, at_three)):
        low, middle, high = middle_half_of_three(alphas)
        assert rival.loc[row, "low"] == exactly(low)
        assert rival.loc[row, "alpha"] == exactly(middle)
        assert rival.loc[row, "high"] == exactly(high)


def test_the_rival_of_hills_curve_is_drawn_400_times_and_shows_nine_tenths():
    kg = [10.0, 74.0, 120.0, 45.0]

    rival = cocaine.hill_rival(kg, [2], 10.0)

    assert rival.equals(cocaine.hill_rival(kg, [2], 10.0, draws=400, seed=1, level=0.9))


@pytest.mark.parametrize("floor", [0.0, -1.0, math.nan])
def test_a_floor_is_a_weight_above_nothing(floor):
    with pytest.raises(ValueError, match="is not positive"):
        cocaine.lognormal_fit(POWERS_OF_E, floor)


@pytest.mark.parametrize("kg", [[], [7.0], [7.0, 7.0, 7.0]])
def test_cases_that_do_not_differ_have_no_lognormal(kg):
    with pytest.raises(ValueError, match="cases of different weights"):
        cocaine.lognormal_fit(kg, 1.0)


def test_a_fit_that_the_optimiser_did_not_reach_is_refused(monkeypatch):
    monkeypatch.setattr(tails, "MOST_STEPS", 3)

    with pytest.raises(ValueError, match=r"lognormal of 4 cases from 0.5 kg up .* in 3 steps"):
        cocaine.lognormal_fit(POWERS_OF_E, 0.5)


@pytest.mark.parametrize("k", [0, -1, len(POWERS_OF_E), len(POWERS_OF_E) + 1])
def test_hill_refuses_a_number_of_cases_that_has_no_next_one(k):
    """With k = 0 the mean would be that of all cases, taken from the wrong end of the list."""
    with pytest.raises(ValueError, match=f"from 1 to {len(POWERS_OF_E) - 1}"):
        cocaine.hill(POWERS_OF_E, [1, k])

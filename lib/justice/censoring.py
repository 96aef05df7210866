"""Convictions still to come: cases opened late were still running when they were counted.

Belongs here: how long cases last, what was finished at the count, the share in the end and what it depends on.
Does not: the counted share itself (`lib.justice.attrition`). Lengths are months.

A source sees finished cases alone, and tells their median. What is asked here is asked of a `Timing` *as seen*, whose
`median` is that one, and keeps this premise: the median of all cases is always the one that shows it (`of_all_cases`).
What is asked of a `Timing` *of all cases* says so.
"""

from collections.abc import Iterable
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import ndtr

from lib.estimates import Estimate, monte_carlo
from lib.justice.swings import swings
from lib.periods import month, months

#: First and last month in which the article's cases were opened.
OPENED = ("2019-01", "2022-12")
#: Weight of the last opening month relative to the first, by the course of openings.
OPENINGS = {"even": 1.0, "rising": 2.0, "falling": 0.5}
#: Months that stand for none, as the logarithm of none does not exist.
NO_TIME = 1e-9
#: How many medians seen the true one may be, tried in this order.
LONGEST = (1.5, 2, 4, 8, 16)
#: Spreads between which `eventual_range` interpolates the true median.
KNOTS = 17


class Timing(NamedTuple):
    """How long cases last and when they were counted.

    `median` months, of all cases or of those seen; `spread`: 84 in 100 cases last at most that many medians
    (lognormal); `counted_until`: last month counted, ``2022-12``; `openings`: a key of `OPENINGS`.
    """

    median: float
    spread: float
    counted_until: str
    openings: str = "even"


def _cohort(timing: Timing) -> tuple[np.ndarray, np.ndarray]:
    """Months from opening to the count, and weight, of each monthly cohort opened in `OPENED`."""
    if timing.openings not in OPENINGS:
        raise ValueError(f"openings {timing.openings!r} not known; known: {', '.join(OPENINGS)}")
    first = month(OPENED[0])
    last = month(OPENED[1])
    counted = month(timing.counted_until) + 1
    middles = np.arange(first, last + 1) + 0.5
    elapsed = np.clip(counted - middles, 0.0, None)
    weights = np.linspace(1.0, OPENINGS[timing.openings], len(middles))
    return elapsed, weights / weights.sum()


def duration_cdf(elapsed: ArrayLike, timing: Timing) -> Any:
    """Share of cases that last at most `elapsed` months (a number, or an array of them).

    Raises
    ------
    ValueError : a median that is not positive, or a spread that is not above one
    """
    if not (timing.median > 0 and timing.spread > 1):
        raise ValueError(
            f"median {timing.median} must be positive and spread {timing.spread} above 1"
        )
    medians_passed = np.maximum(elapsed, NO_TIME) / timing.median
    spreads_passed = np.log(medians_passed) / np.log(timing.spread)
    return ndtr(spreads_passed)


def finished_share(timing: Timing) -> float:
    """Share of the convictions to come that had come when they were counted, by the timing of all cases."""
    elapsed, weights = _cohort(timing)
    return float(weights @ duration_cdf(elapsed, timing))


def eventual_rate(rate: float, timing: Timing) -> float:
    """Share of investigations that end in a conviction in the end, at most one, by the timing of all cases."""
    finished = finished_share(timing)
    if not finished:
        return 1.0
    return min(rate / finished, 1.0)


def true_median(timing: Timing) -> float | None:
    """Median length of all cases if the finished ones alone have the median of `timing`; None if none fits.

    Long cases are missing among the finished, so what is seen is too short (Kalbfleisch and Lawless 1989).
    """
    seen = timing.median
    elapsed, weights = _cohort(timing)
    elapsed_within_seen = np.minimum(elapsed, seen)

    def gap(median: float) -> float:
        """Share of the finished that last no longer than the median seen, less a half."""
        real = timing._replace(median=median)
        finished = weights @ duration_cdf(elapsed, real)
        if (
            not finished
        ):  # none so long has ended: too long, unless all that could be seen are within
            return 0.5 if seen >= elapsed.max() else -0.5
        within_seen = weights @ duration_cdf(elapsed_within_seen, real)
        return float(within_seen / finished) - 0.5

    for factor in LONGEST:
        longest = factor * seen
        if gap(longest) <= 0:
            return float(brentq(gap, seen * 0.5, longest))
    return None


def of_all_cases(timing: Timing) -> Timing:
    """`timing` with the median of all cases in place of the one seen.

    Where none fits, all cases last as many times longer as is tried at most: hardly any would be finished, and the
    share in the end is bounded by nothing.
    """
    longest_tried = LONGEST[-1] * timing.median
    return timing._replace(median=true_median(timing) or longest_tried)


def eventual_if_seen(rate: float, timing: Timing) -> float:
    """Share of investigations that end in a conviction in the end, by the timing as seen."""
    return eventual_rate(rate, of_all_cases(timing))


def eventual_curve(
    rate: float,
    timing: Timing,
    dates: dict[str, str],
    medians: Iterable[float] = range(6, 31),
) -> pd.DataFrame:
    """Eventual share by the median length of finished cases, a series for each month of counting.

    Parameters
    ----------
    timing : as seen
    dates : code of a series -> month of counting, ``2022-12``
    medians : medians seen, to try

    Returns
    -------
    DataFrame : x (median, months), value (fraction), series
    """
    rows = []
    for code, date in dates.items():
        for median in medians:
            tried = timing._replace(median=median, counted_until=date)
            rows.append((median, eventual_if_seen(rate, tried), code))
    return pd.DataFrame(rows, columns=["x", "value", "series"])


def eventual_inputs(timing: Timing, latest: str) -> dict:
    """What is not known of the timing: field -> its ends. `latest`: last month that the count may have held."""
    excess = timing.spread - 1
    return {
        "spread": (1 + excess / 2, 2 * timing.spread - 1),
        "counted_until": (timing.counted_until, latest),
        "openings": ("falling", "rising"),
    }


def eventual_swings(rate: float, timing: Timing, latest: str) -> pd.DataFrame:
    """Eventual share when one input at a time takes its ends, by the timing as seen: as `lib.justice.swings.swings`."""

    def eventual(**fields: Any) -> float:
        return eventual_if_seen(rate, Timing(**fields))

    inputs = eventual_inputs(timing, latest)
    return swings(timing._asdict(), inputs, eventual, "input_")


def eventual_bounds(rate: float, timing: Timing, latest: str) -> Estimate:
    """Least and most of the eventual share over the ends of all that is not known, by the timing of all cases.

    Parameters
    ----------
    rate : convictions counted per investigation opened
    timing : its median is that of all cases, and stays
    latest : last month that the count may have held
    """
    inputs = eventual_inputs(timing, latest)
    shares = []
    for ends in product(*inputs.values()):
        unknown = dict(zip(inputs, ends, strict=True))
        shares.append(eventual_rate(rate, timing._replace(**unknown)))
    return Estimate(None, min(shares), max(shares), "scenario", method="ends of the stated ranges")


def eventual_with_pleas(by_plea: Estimate, quick: Estimate, slow: Estimate) -> Estimate:
    """Least and most of the eventual share where the convictions counted are of two paces.

    Each share is that of all convictions at one pace; of the convictions counted, a part came at each.

    Parameters
    ----------
    by_plea : share of the convictions counted that came by guilty plea, at the quick pace
    quick : eventual share if all convictions were as quick as pleas
    slow : eventual share if none were
    """
    shares = []
    for plea, all_quick, all_slow in product(by_plea.ends, quick.ends, slow.ends):
        shares.append(plea * all_quick + (1 - plea) * all_slow)
    return Estimate(None, min(shares), max(shares), "scenario", method="ends of the stated ranges")


def _true_medians(scenarios: list[Timing], spreads: np.ndarray) -> np.ndarray:
    """Median of all cases by scenario (rows) and spread (columns): a later count misses fewer long cases."""
    medians = np.empty((len(scenarios), len(spreads)))
    for row, scenario in enumerate(scenarios):
        for column, spread in enumerate(spreads):
            medians[row, column] = of_all_cases(scenario._replace(spread=spread)).median
    return medians


def eventual_range(
    rate: float,
    timing: Timing,
    latest: str,
    draws: int = 20_000,
    seed: int = 1,
) -> Estimate:
    """Median and range of the eventual share when every unknown input is drawn evenly between its ends.

    Parameters
    ----------
    rate : convictions counted per investigation opened
    timing : as seen; in each draw the finished cases have its median
    latest : last month that the count may have held

    Returns
    -------
    Estimate : a scenario, with a range that holds nine draws in ten
    """
    lowest, highest = eventual_inputs(timing, latest)["spread"]
    spreads = np.linspace(lowest, highest, KNOTS)
    scenarios = [
        timing._replace(counted_until=counted_until, openings=openings)
        for counted_until in months(timing.counted_until, latest)
        for openings in OPENINGS
    ]
    cohorts = [_cohort(scenario) for scenario in scenarios]
    elapsed = np.array([months_passed for months_passed, _ in cohorts])
    weights = np.array([weight for _, weight in cohorts])
    medians = _true_medians(scenarios, spreads)

    def model(rng: np.random.Generator, size: int) -> np.ndarray:
        """Eventual share of each draw."""
        place = rng.uniform(0, KNOTS - 1, size)  # of the spread, between two knots
        scenario = rng.integers(len(scenarios), size=size)

        knot = place.astype(int)
        below = medians[scenario, knot]
        above = medians[scenario, knot + 1]
        median = below + (place - knot) * (above - below)
        spread = np.interp(place, range(KNOTS), spreads)

        # a row for each draw, a column for each cohort
        time = np.maximum(elapsed[scenario], NO_TIME)
        medians_passed = time / median[:, None]
        spreads_passed = np.log(medians_passed) / np.log(spread)[:, None]
        finished_by_cohort = weights[scenario] * ndtr(spreads_passed)
        finished = finished_by_cohort.sum(axis=1)
        with np.errstate(divide="ignore"):  # where nothing can be finished anything may come
            return np.minimum(rate / finished, 1.0)

    estimate, _ = monte_carlo(model, draws=draws, seed=seed)
    return estimate

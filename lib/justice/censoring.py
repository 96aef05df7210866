"""Convictions still to come: cases opened late were still running when they were counted.

Belongs here: how long cases last, what was finished at the count, the share in the end and what it depends on.
Does not: the counted share itself (`lib.justice.attrition`). Lengths are months.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtr

from lib.estimates import Estimate, monte_carlo
from lib.justice.swings import swings
from lib.periods import month, months

#: First and last month in which the article's cases were opened.
OPENED = ("2019-01", "2022-12")


#: Weight of the last opening month relative to the first, by the course of openings.
OPENINGS = {"even": 1.0, "rising": 2.0, "falling": 0.5}


class Timing(NamedTuple):
    """How long cases last and when they were counted.

    `median` months; `spread`: 84 in 100 cases last at most that many medians (lognormal); `counted_until`: last
    month counted, ``2022-12``; `openings`: a key of `OPENINGS`.
    """

    median: float
    spread: float
    counted_until: str
    openings: str = "even"


def _cohort(timing: Timing) -> tuple[np.ndarray, np.ndarray]:
    """Months from opening to the count, and weight, of each monthly cohort opened in `OPENED`."""
    if timing.openings not in OPENINGS:
        raise ValueError(f"openings {timing.openings!r} not known; known: {', '.join(OPENINGS)}")
    first, last = map(month, OPENED)
    weights = np.linspace(1.0, OPENINGS[timing.openings], last - first + 1)
    elapsed = month(timing.counted_until) + 1 - (np.arange(first, last + 1) + 0.5)
    return np.clip(elapsed, 0.0, None), weights / weights.sum()


def duration_cdf(elapsed, timing: Timing):
    """Share of cases that last at most `elapsed` months."""
    if not (timing.median > 0 and timing.spread > 1):
        raise ValueError(
            f"median {timing.median} must be positive and spread {timing.spread} above 1"
        )
    return ndtr(np.log(np.maximum(elapsed, 1e-9) / timing.median) / np.log(timing.spread))


def finished_share(timing: Timing) -> float:
    """Share of the convictions to come that had come when they were counted."""
    elapsed, weights = _cohort(timing)
    return float(weights @ duration_cdf(elapsed, timing))


def eventual_rate(rate: float, timing: Timing) -> float:
    """Share of investigations that end in a conviction in the end, at most one."""
    done = finished_share(timing)
    return min(rate / done, 1.0) if done else 1.0


def true_median(timing: Timing) -> float | None:
    """Median length of all cases if the finished ones alone have the median of `timing`; None if none fits.

    Long cases are missing among the finished, so what is seen is too short (Kalbfleisch and Lawless 1989).
    """
    elapsed, weights = _cohort(timing)

    def gap(median: float) -> float:
        real = timing._replace(median=median)
        return (
            float(
                weights
                @ duration_cdf(np.minimum(elapsed, timing.median), real)
                / (weights @ duration_cdf(elapsed, real))
            )
            - 0.5
        )

    longest = next(
        (k * timing.median for k in (1.5, 2, 4, 8, 16) if gap(k * timing.median) <= 0), None
    )
    return longest and float(brentq(gap, timing.median * 0.5, longest))


def eventual_curve(
    rate: float, timing: Timing, dates: dict[str, str], medians=range(6, 49)
) -> pd.DataFrame:
    """Eventual share by median length (x, months), one series for each month of counting in `dates`."""
    return pd.DataFrame(
        [
            (m, eventual_rate(rate, timing._replace(median=m, counted_until=date)), code)
            for code, date in dates.items()
            for m in medians
        ],
        columns=["x", "value", "series"],
    )


def eventual_inputs(timing: Timing, latest: str) -> dict:
    """What is not known of the timing: field -> its ends. Where no `true_median` fits, twice the median seen."""
    return {
        "median": (timing.median, true_median(timing) or 2 * timing.median),
        "spread": (1 + (timing.spread - 1) / 2, 2 * timing.spread - 1),
        "counted_until": (timing.counted_until, latest),
        "openings": ("falling", "rising"),
    }


def eventual_swings(rate: float, timing: Timing, latest: str) -> pd.DataFrame:
    """Eventual share when one input at a time takes its ends: as `swings`."""
    inputs = eventual_inputs(timing, latest)
    return swings(
        timing._asdict(), inputs, lambda **given: eventual_rate(rate, Timing(**given)), "input_"
    )


def eventual_range(
    rate: float, timing: Timing, latest: str, draws: int = 20_000, seed: int = 1
) -> Estimate:
    """Median and range of the eventual share when every unknown input is drawn evenly between its ends."""
    spreads = np.linspace(*eventual_inputs(timing, latest)["spread"], 9)
    cells = [
        timing._replace(counted_until=month, openings=course)
        for month in months(timing.counted_until, latest)
        for course in OPENINGS
    ]
    grid = [np.array(part) for part in zip(*map(_cohort, cells), strict=True)]
    known = [
        [eventual_inputs(cell._replace(spread=s), latest)["median"] for s in spreads]
        for cell in cells
    ]
    longest = np.array(known)[
        :, :, 1
    ]  # of that spread, month and course: a later count misses fewer long cases

    def model(rng: np.random.Generator, size: int) -> np.ndarray:
        place, which = rng.uniform(0, len(spreads) - 1, size), rng.integers(len(cells), size=size)
        step = place.astype(int)
        most = longest[which, step] + (place - step) * (
            longest[which, step + 1] - longest[which, step]
        )
        middle = timing.median + rng.uniform(size=size) * (most - timing.median)
        spread, (elapsed, weights) = (
            np.interp(place, range(len(spreads)), spreads),
            (part[which] for part in grid),
        )
        z = np.log(np.maximum(elapsed, 1e-9) / middle[:, None]) / np.log(spread)[:, None]
        return np.minimum(rate / (weights * ndtr(z)).sum(axis=1), 1.0)

    return monte_carlo(model, draws=draws, seed=seed)[0]

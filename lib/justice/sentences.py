"""Sentences: the floor of an abbreviated one, what the process outlasts, the sanction to be expected.

Belongs here: months of prison, as the law and the studies state them. Does not: how many cases end in a conviction
(`lib.justice.attrition`, `lib.justice.censoring`), nor in which proceeding (`lib.justice.proceedings`).
"""

import pandas as pd

from lib.estimates import Estimate, corners
from lib.justice.censoring import Timing, duration_cdf
from lib.justice.swings import swings


def floors(bands: pd.DataFrame, divisor: float, cap_years: float, months: float) -> pd.DataFrame:
    """`bands` with the shortest abbreviated sentence: floor_months, eligible, floors_needed to make `months`.

    The floor is the lowest term over `divisor` (COIP art. 636); above `cap_years` there is none (art. 635).
    """
    floor = bands["min_years"] * 12 / divisor
    return bands.assign(
        floor_months=floor, eligible=bands["max_years"] <= cap_years, floors_needed=months / floor
    )


def nothing_left(
    timing: Timing, spreads: tuple[float, float], band: tuple[float, float]
) -> Estimate:
    """Share of sentences in `band` (months) that the process outlasts, if its length and they are unrelated."""
    ends = [
        1 - float(duration_cdf(month, timing._replace(spread=s))) for s in spreads for month in band
    ]
    return Estimate(None, min(ends), max(ends), "scenario", method="length and sentence unrelated")


def sanction_inputs(
    conviction: Estimate,
    abbreviated: Estimate,
    minimum: Estimate,
    band: tuple[float, float],
    other: tuple[float, float],
    ordinary: tuple[float, float],
) -> dict:
    """Inputs of `sanction`: name -> (low, base, high); months of no known distribution have a geometric base."""
    shares = {"conviction": conviction, "abbreviated": abbreviated, "at_minimum": minimum}
    months = {"minimum_months": band, "other_months": other, "ordinary_months": ordinary}
    spans = {name: (low, (low * high) ** 0.5, high) for name, (low, high) in months.items()}
    return {name: (s.low, s.value, s.high) for name, s in shares.items()} | spans


def sanction(
    conviction: float,
    abbreviated: float,
    at_minimum: float,
    minimum_months: float,
    other_months: float,
    ordinary_months: float,
) -> float:
    """Months of prison expected per investigation opened: chance of a conviction times its months."""
    short = at_minimum * minimum_months + (1 - at_minimum) * other_months
    return conviction * (abbreviated * short + (1 - abbreviated) * ordinary_months)


def sanction_bounds(inputs: dict, name: str = "", growth: float = 0.0) -> Estimate:
    """Base and range of the expected sanction over all corners of the inputs; it is linear in each.

    With `name`, of its relative change when that input grows by the fraction `growth`: their extremes lie there too.
    """

    def of(**point: float) -> float:
        now = sanction(**point)
        return sanction(**{**point, name: point[name] * (1 + growth)}) / now - 1 if name else now

    return corners(of, inputs)


def sanction_swings(inputs: dict) -> pd.DataFrame:
    """Sanction when one input at a time takes its ends: as `swings`."""
    return swings({name: base for name, (_, base, _) in inputs.items()}, inputs, sanction, "stage_")

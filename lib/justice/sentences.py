"""Sentences: the floor of an abbreviated one, what the process outlasts, the sanction to be expected.

Belongs here: months of prison, as the law and the studies state them. Does not: how many cases end in a conviction
(`lib.justice.attrition`, `lib.justice.censoring`), nor in which proceeding (`lib.justice.proceedings`).
"""

import pandas as pd

from lib.estimates import Estimate, corners
from lib.justice.censoring import Timing, duration_cdf
from lib.justice.stock import months_per_conviction
from lib.justice.swings import swings
from lib.periods import YEAR


def floors(bands: pd.DataFrame, divisor: float, cap_years: float, months: float) -> pd.DataFrame:
    """`bands` with the shortest abbreviated sentence.

    The floor is the lowest term over `divisor` (COIP art. 636); above `cap_years` there is none (art. 635).

    Parameters
    ----------
    bands : ``min_years`` and ``max_years`` of each band of penalties
    months : a sentence that is stated, in months

    Returns
    -------
    DataFrame : `bands` with floor_months, eligible (for an abbreviated proceeding) and floors_needed: how many floors
        make `months`
    """
    floor = bands["min_years"] * YEAR / divisor
    return bands.assign(
        floor_months=floor,
        eligible=bands["max_years"] <= cap_years,
        floors_needed=months / floor,
    )


def nothing_left(
    timing: Timing,
    spreads: tuple[float, float],
    band: tuple[float, float],
) -> Estimate:
    """Share of sentences in `band` (months) that the process outlasts, if its length and they are unrelated.

    Parameters
    ----------
    spreads : ends of the spread of `timing`, which is not known
    """
    outlasted = []
    for spread in spreads:
        tried = timing._replace(spread=spread)
        for sentence in band:
            over_by_then = float(duration_cdf(sentence, tried))
            outlasted.append(1 - over_by_then)
    return Estimate(
        None,
        min(outlasted),
        max(outlasted),
        "scenario",
        method="length and sentence unrelated",
    )


def sanction_inputs(
    conviction: Estimate,
    abbreviated: Estimate,
    minimum: Estimate,
    band: tuple[float, float],
    other: tuple[float, float],
    ordinary: tuple[float, float],
) -> dict:
    """Inputs of `sanction`: name -> (low, base, high); months of no known distribution have a geometric base.

    Parameters
    ----------
    conviction, abbreviated, minimum : shares
    band, other, ordinary : lowest and highest sentence in months: in the band of the lowest ones, of other
        abbreviated proceedings, of ordinary ones
    """
    shares = {"conviction": conviction, "abbreviated": abbreviated, "at_minimum": minimum}
    months = {"minimum_months": band, "other_months": other, "ordinary_months": ordinary}
    inputs = {}
    for name, estimate in shares.items():
        inputs[name] = (estimate.low, estimate.value, estimate.high)
    for name, (low, high) in months.items():
        geometric_mean = (low * high) ** 0.5
        inputs[name] = (low, geometric_mean, high)
    return inputs


def sanction(
    conviction: float,
    abbreviated: float,
    at_minimum: float,
    minimum_months: float,
    other_months: float,
    ordinary_months: float,
) -> float:
    """Months of prison expected per investigation opened: chance of a conviction times its months."""
    return conviction * months_per_conviction(
        abbreviated, at_minimum, minimum_months, other_months, ordinary_months
    )


def sanction_bounds(inputs: dict, name: str = "", growth: float = 0.0) -> Estimate:
    """Base and range of the expected sanction over all corners of the inputs; it is linear in each.

    Parameters
    ----------
    inputs : as from `sanction_inputs`
    name : an input; with it the result is the relative change of the sanction when that input grows by the fraction
        `growth`, whose extremes lie at the corners too
    """

    def change(**point: float) -> float:
        grown = point | {name: point[name] * (1 + growth)}
        return sanction(**grown) / sanction(**point) - 1

    return corners(change if name else sanction, inputs)


def sanction_swings(inputs: dict) -> pd.DataFrame:
    """Sanction when one input at a time takes its ends: as `lib.justice.swings.swings`."""
    bases = {name: base for name, (_, base, _) in inputs.items()}
    return swings(bases, inputs, sanction, "stage_")

"""Single seizures: which there were, where they had left, and how much a yearly total moves by chance.

Belongs here: resampling of cases. Does not: the shape of their distribution, which `tails` has.
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.cocaine.tails import lognormal_draw, lognormal_fit
from lib.estimates import Estimate

#: Years with which each simulated year is compared: more pairs, from the same years.
NEIGHBOURS = 5
#: Cases that are drawn together: more would fill the memory of a small machine.
CASES_AT_ONCE = 5_000_000
#: Of an end that has been rounded to a step: what is left of the product is not shown.
DECIMALS = 9
#: Departure that the seizing country did not report or did not know.
UNKNOWN_DEPARTURE = "XNR"


def case_list(flows: pd.DataFrame, cases: pd.DataFrame, departure: str) -> pd.DataFrame:
    """One row a case with known departure, as far as the tables allow.

    Cases of `departure` are the real ones. Of other flows only number, sum and largest are known, so the rest
    are taken as equal: true cases vary more, and a bootstrap over this list is too narrow, never too wide.

    Parameters
    ----------
    flows : ``arrival``, ``departure``, ``year``, ``cases`` (number), ``seized_kg`` (sum), ``largest_kg``
    cases : ``arrival``, ``year``, ``seized_kg``: the cases that had left `departure`

    Returns
    -------
    DataFrame : ``arrival``, ``departure``, ``year``, ``seized_kg``
    """
    not_listed = ~flows["departure"].isin([departure, UNKNOWN_DEPARTURE])
    others = flows[not_listed]
    listed = cases.assign(departure=departure)
    largest = others.assign(seized_kg=others["largest_kg"])

    several = others[others["cases"] > 1]
    rest_kg = several["seized_kg"] - several["largest_kg"]
    rest_cases = several["cases"] - 1
    equal_parts = several.assign(seized_kg=rest_kg / rest_cases)
    rest = equal_parts.loc[several.index.repeat(rest_cases)]

    columns = ["arrival", "departure", "year", "seized_kg"]
    parts = [listed[columns], largest[columns], rest[columns]]
    return pd.concat(parts, ignore_index=True)


def departure_share(
    cases: pd.DataFrame,
    arrival: str,
    departure: str,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 1,
) -> Estimate:
    """Share of the weight seized in `arrival` that had left `departure`, with a percentile bootstrap.

    Parameters
    ----------
    cases : ``arrival``, ``departure``, ``seized_kg``, as of `case_list`
    level : of the range, which always holds the share itself
    draws : resamples; one that holds no weight has no share, and is left out

    Raises
    ------
    ValueError : no weight was seized in `arrival`, or no resample holds any
    """
    arrived = cases[cases["arrival"] == arrival]
    weight = arrived["seized_kg"].to_numpy()
    from_departure = (arrived["departure"] == departure).to_numpy()
    if not weight.sum() > 0:
        known = ", ".join(sorted(set(cases["arrival"])))
        raise ValueError(f"no weight seized in {arrival}; arrivals: {known}")
    share = float(weight[from_departure].sum() / weight.sum())

    # A Poisson bootstrap: each case is drawn Poisson(1) times, whatever becomes of the others.
    rng = np.random.default_rng(seed)
    times = rng.poisson(1.0, (draws, len(weight)))
    resampled = times * weight
    total = resampled.sum(axis=1)
    part = resampled[:, from_departure].sum(axis=1)
    not_empty = total > 0
    if not not_empty.any():
        raise ValueError(f"none of {draws} resamples of {len(weight)} cases holds any: draw more")
    shares = part[not_empty] / total[not_empty]

    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        share,
        min(low, share),
        max(high, share),
        "sampling",
        level,
        method="bootstrap of cases",
    )


def noise_change(
    kg: Sequence[float],
    cases: int,
    floor: float | None = None,
    years: int = 20_000,
    seed: int = 1,
    level: float = 0.9,
    step: float = 0.05,
) -> Estimate:
    """Change of a yearly total when nothing changes: two years of Poisson(`cases`) cases of one distribution.

    Weights are drawn from the cases seen; with `floor`, those from it up come from the fitted lognormal, which can
    exceed all seen. A range over simulated years, not a bootstrap of a total, which fails here (Athreya 1987).
    Which of two years comes first is a matter of chance, so the range is as wide on either side, in ratios: the
    lower end says by how much a total falls, the upper how much the same two years rise when they are exchanged.

    Parameters
    ----------
    kg : weights of the cases seen
    cases : expected number a year; a year without any gets one
    floor : weight (kg, above 0) from which the lognormal takes over; None for nowhere
    years : simulated years; each is compared with those next to it
    step : to which the ends are rounded: they carry no more than the simulation does

    Returns
    -------
    Estimate : range of the second year's total over the first's, less one, around no change

    Raises
    ------
    ValueError : a floor that is not positive, or cases above it that no lognormal fits
    """
    seen = np.asarray(kg, dtype=float)
    rng = np.random.default_rng(seed)
    numbers = np.maximum(rng.poisson(cases, years), 1)
    fit = None if floor is None else lognormal_fit(seen[seen >= floor], floor)
    blocks = np.array_split(numbers, max(1, int(numbers.sum()) // CASES_AT_ONCE))
    totals = np.log(np.concatenate([_totals(rng, block, seen, floor, fit) for block in blocks]))

    distances = [np.abs(totals - np.roll(totals, shift)) for shift in range(1, NEIGHBOURS + 1)]
    widest = float(np.quantile(np.concatenate(distances), level))
    low, high = (round(round(math.expm1(end) / step) * step, DECIMALS) for end in (-widest, widest))
    return Estimate(
        0.0,
        low,
        high,
        "scenario",
        level,
        method="two years of one process",
    )


def _totals(
    rng: np.random.Generator,
    numbers: np.ndarray,
    seen: np.ndarray,
    floor: float | None,
    fit: tuple[float, float] | None,
) -> np.ndarray:
    """Totals of years of so many cases each, drawn from those seen; from the floor up from the lognormal of `fit`."""
    weights = rng.choice(seen, numbers.sum())
    if floor is not None and fit is not None:
        above = weights >= floor
        weights[above] = lognormal_draw(rng, int(above.sum()), fit, floor)
    starts = np.concatenate([[0], np.cumsum(numbers)[:-1]])
    return np.add.reduceat(weights, starts)

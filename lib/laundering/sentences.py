"""Sentences for laundering: what a report can expect, and the bands of penalties behind a stated mean.

Belongs here: years and months of prison. Does not: how often they are passed (`lib.laundering.counts`).
"""

from collections.abc import Iterable
from itertools import combinations_with_replacement

import pandas as pd

from lib.estimates import Estimate, envelope
from lib.periods import YEAR


def expected_months(shares: Iterable[float], years: tuple[float, float]) -> Estimate:
    """Prison months that one report or case can expect: each rival share times both ends of `years`."""
    months = [share * sentence * YEAR for share in shares for sentence in years]
    return envelope(months, method="rival shares times sentences")


def band_sets(
    bands: pd.DataFrame,
    mean: float,
    number: int,
    unit: float = 0.1,
) -> list[tuple[str, ...]]:
    """Bands that `number` sentences can come from, if their mean prints as `mean` (rounded or cut).

    Parameters
    ----------
    bands : ``band``, ``min_years`` and ``max_years``
    mean, unit : years, and the step to which the mean is printed

    Returns
    -------
    list : sets of bands in the order of the table; a band may stand more than once
    """
    least = number * (mean - unit / 2)  # a mean that was rounded up
    below = number * (mean + unit)  # a mean that was cut off
    limits = bands[["band", "min_years", "max_years"]].itertuples(index=False)
    sets = []
    for members in combinations_with_replacement(limits, number):
        shortest = sum(band.min_years for band in members)
        longest = sum(band.max_years for band in members)
        if shortest < below and longest >= least:
            sets.append(tuple(band.band for band in members))
    return sets

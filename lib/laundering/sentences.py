"""Sentences for laundering: what a report can expect, and the bands of penalties behind a stated mean.

Belongs here: years and months of prison. Does not: how often they are passed (`lib.laundering.counts`).
"""

from itertools import combinations_with_replacement

import pandas as pd

from lib.estimates import (
    Estimate,
    envelope,
)


def expected_months(shares, years: tuple[float, float]) -> Estimate:
    """Prison months that one report or case can expect: each rival share times both ends of `years`."""
    return envelope(
        [p * y * 12 for p in shares for y in years], method="rival shares times sentences"
    )


def band_sets(
    bands: pd.DataFrame, mean: float, number: int, unit: float = 0.1
) -> list[tuple[str, ...]]:
    """Bands that `number` sentences can come from, if their mean prints as `mean` (rounded or cut)."""
    known = bands[["band", "min_years", "max_years"]].itertuples(index=False)
    low, high = number * (mean - unit / 2), number * (mean + unit)
    return [
        tuple(b[0] for b in s)
        for s in combinations_with_replacement(known, number)
        if sum(b[1] for b in s) < high and sum(b[2] for b in s) >= low
    ]

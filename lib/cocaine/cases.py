"""Single seizures: which there were, where they had left, and how much a yearly total moves by chance.

Belongs here: resampling of cases. Does not: the shape of their distribution, which `tails` has.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.cocaine.tails import lognormal_draw, lognormal_fit
from lib.estimates import Estimate, monte_carlo

#: Departure that the seizing country did not report or did not know.
UNKNOWN_DEPARTURE = "XNR"


def case_list(flows: pd.DataFrame, cases: pd.DataFrame, departure: str) -> pd.DataFrame:
    """One row a case with known departure: arrival, departure, year and weight, as far as the tables allow.

    Cases of `departure` are the real ones. Of other flows only number, sum and largest are known, so the rest
    are taken as equal: true cases vary more, and a bootstrap over this list is too narrow, never too wide.
    """
    others = flows[~flows["departure"].isin([departure, UNKNOWN_DEPARTURE])]
    more = others[others["cases"] > 1]
    more = more.assign(seized_kg=(more["seized_kg"] - more["largest_kg"]) / (more["cases"] - 1))
    parts = [
        cases.assign(departure=departure),
        others.assign(seized_kg=others["largest_kg"]),
        more.loc[more.index.repeat(more["cases"] - 1)],
    ]
    return pd.concat(
        [p[["arrival", "departure", "year", "seized_kg"]] for p in parts], ignore_index=True
    )


def departure_share(
    cases: pd.DataFrame,
    arrival: str,
    departure: str,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 1,
) -> Estimate:
    """Share of the weight seized in `arrival` that had left `departure`, with a percentile bootstrap."""
    part, rng = cases[cases["arrival"] == arrival], np.random.default_rng(seed)
    kg, ours = part["seized_kg"].to_numpy(), (part["departure"] == departure).to_numpy()
    drawn = rng.poisson(1.0, (draws, len(kg))) * kg
    paths = drawn[:, ours].sum(axis=1) / drawn.sum(axis=1)
    point, (low, high) = (
        float(kg[ours].sum() / kg.sum()),
        np.quantile(paths, [(1 - level) / 2, (1 + level) / 2]),
    )
    return Estimate(
        point, min(low, point), max(high, point), "sampling", level, method="bootstrap of cases"
    )


def noise_change(
    kg: Sequence[float],
    cases: int,
    floor: float | None = None,
    draws: int = 4000,
    seed: int = 1,
    level: float = 0.9,
) -> Estimate:
    """Change of a yearly total when nothing changes: two years of Poisson(`cases`) cases of one distribution.

    Weights are drawn from the cases seen; with `floor`, those from it up come from the fitted lognormal, which can
    exceed all seen. A range over simulated years, not a bootstrap of a total, which fails here (Athreya 1987).
    """
    seen = np.asarray(kg, dtype=float)
    fit = lognormal_fit(seen[seen >= floor], floor) if floor else None

    def total(rng):
        year = rng.choice(seen, max(int(rng.poisson(cases)), 1))
        if fit is None:
            return year.sum()
        small = year[year < floor]
        return small.sum() + lognormal_draw(rng, len(year) - len(small), fit, floor).sum()

    return monte_carlo(
        lambda rng, size: np.array([total(rng) / total(rng) - 1 for _ in range(size)]),
        draws=draws,
        seed=seed,
        level=level,
        method="two years of one process",
    )[0]

"""What aid is followed by: homicide rates on aid per head, with country and year effects.

Belongs here: our own estimates. Does not: those of others, which `studies` has.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimates import Estimate

#: Share of samples in which an effect of the detectable size would be found.
POWER = 0.8
#: Directions with singular values below this share of the largest are the rounding of others.
SAME_DIRECTION = 1e-9
#: A draw that turns the signs of all countries or of none has our own t, but for rounding.
SAME_T = 1e-9


def panel(
    aid: pd.DataFrame,
    homicides: pd.DataFrame,
    offset: int,
) -> pd.DataFrame:
    """Log homicide rate of a calendar year beside log aid per head of a fiscal year.

    Parameters
    ----------
    aid : ``iso3``, ``fiscal_year``, ``per_head_usd``; money taken back counts as none
    homicides : ``iso3``, ``year``, ``homicide_rate_per_100k``; a rate of nought has no logarithm and is left out
    offset : fiscal year less calendar year

    Returns
    -------
    DataFrame : ``iso3``, ``year``, ``y`` (log rate), ``x`` (log of one plus aid per head)
    """
    positive = homicides[homicides["homicide_rate_per_100k"] > 0]
    rates = positive.assign(fiscal_year=positive["year"] + offset)
    joined = rates.merge(aid, on=["iso3", "fiscal_year"])
    per_head = joined["per_head_usd"].clip(lower=0)
    return pd.DataFrame(
        {
            "iso3": joined["iso3"],
            "year": joined["year"],
            "y": np.log(joined["homicide_rate_per_100k"]),
            "x": np.log1p(per_head),
        }
    )


@dataclass(frozen=True)
class _Design:
    """What the slope of an outcome on x needs, x and outcomes being rid of country and year effects.

    `x`: one value a row; `member`: a column a country, 1 in its rows; `adjustment`: of the variance, for few countries.
    """

    x: np.ndarray
    member: np.ndarray
    adjustment: float

    def fit(self, outcomes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Slope of each column of `outcomes`, and its error clustered by country."""
        squares = self.x @ self.x
        slopes = self.x @ outcomes / squares
        residuals = outcomes - np.outer(self.x, slopes)
        scores = self.member.T @ (self.x[:, None] * residuals)
        variances = self.adjustment * (scores**2).sum(axis=0)
        return slopes, np.sqrt(variances) / squares


def within_effect(
    data: pd.DataFrame,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 1,
) -> dict:
    """Slope of y on x with country and year effects; errors clustered by country.

    Parameters
    ----------
    data : ``iso3``, ``year``, ``y``, ``x``, as of `panel`
    level : of the interval
    draws : of the wild cluster bootstrap; another seed moves `p` by less than half a percentage point

    Returns
    -------
    dict : ``effect`` (Estimate, t interval, countries - 1 degrees); ``p``, of the wild cluster bootstrap with the
        null imposed, where draws that tie with the data count; ``detectable``, the smallest slope found four times
        in five; ``rows``; ``countries``

    Source: Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3).
    """
    effects = _effects_basis(data)
    x = _without(effects, data["x"].to_numpy())
    y = _without(effects, data["y"].to_numpy())
    member = pd.get_dummies(data["iso3"], dtype=float).to_numpy()
    rows = len(data)
    countries = member.shape[1]
    parameters = effects.shape[1] + 1
    adjustment = countries / (countries - 1) * (rows - 1) / (rows - parameters)
    design = _Design(x, member, adjustment)

    slopes, errors = design.fit(y[:, None])
    slope = float(slopes[0])
    error = float(errors[0])
    degrees = countries - 1
    reach = stats.t.ppf((1 + level) / 2, degrees) * error
    effect = Estimate(
        slope,
        slope - reach,
        slope + reach,
        "sampling",
        level,
        "two-way fixed effects",
    )

    # Were there no effect, the sign of all that is left of a country's outcomes could be the other one.
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1.0, 1.0], size=(countries, draws))
    turned = _without(effects, y[:, None] * (member @ signs))
    drawn_slopes, drawn_errors = design.fit(turned)
    drawn_t = np.abs(drawn_slopes / drawn_errors)
    as_far_from_none = drawn_t >= abs(slope / error) * (1 - SAME_T)

    return {
        "effect": effect,
        "p": float(as_far_from_none.mean()),
        "detectable": reach + stats.t.ppf(POWER, degrees) * error,
        "rows": rows,
        "countries": countries,
    }


def leave_one_out(data: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """The relation with each country left out in turn: what one country carries of it.

    Parameters
    ----------
    data : ``iso3``, ``year``, ``y``, ``x``, as of `panel`
    level : of the intervals

    Returns
    -------
    DataFrame : ``iso3`` (left out), ``value``, ``low``, ``high``: change of the outcome where one plus aid doubles
    """
    rows = []
    for country in sorted(data["iso3"].unique()):
        others = data[data["iso3"] != country]
        slope = within_effect(others, level, draws=1)["effect"]
        change = percent_of_doubling(slope)
        rows.append(
            {
                "iso3": country,
                "value": change.value,
                "low": change.low,
                "high": change.high,
            }
        )
    return pd.DataFrame(rows)


def _effects_basis(data: pd.DataFrame) -> np.ndarray:
    """Orthonormal columns that span the dummies of countries and years."""
    labels = data[["iso3", "year"]].astype(str)
    dummies = pd.get_dummies(labels, dtype=float)
    directions, sizes, _ = np.linalg.svd(dummies, full_matrices=False)
    independent = sizes > SAME_DIRECTION * sizes[0]
    return directions[:, independent]


def _without(effects: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What effects leave of values, by rows: the projection of Frisch, Waugh and Lovell."""
    return values - effects @ (effects.T @ values)


def percent_of_doubling(effect: Estimate) -> Estimate:
    """Relative change of the outcome when one plus aid per head doubles.

    Parameters
    ----------
    effect : a slope between natural logarithms

    Returns
    -------
    Estimate : a fraction of the outcome
    """
    slope, low, high = effect.numbers
    return replace(
        effect,
        value=_change_of_doubling(slope),
        low=_change_of_doubling(low),
        high=_change_of_doubling(high),
    )


def _change_of_doubling(slope: float) -> float:
    return 2**slope - 1

"""What is made, what is seized and what is left: the share that one country can have of it.

Belongs here: sums over a year and the whole world. Does not: series and ranks of seizures, which `seizures` has.
"""

from collections.abc import Sequence

import pandas as pd

from lib.estimates import Estimate, bounds

KG_PER_TONNE = 1000


def left_over(output_t: float, seized_t: float, purity: Sequence[float]) -> Estimate:
    """Tonnes of pure cocaine that were made and not seized.

    Parameters
    ----------
    output_t : tonnes of pure cocaine
    seized_t : tonnes as they were weighed
    purity : from and to, the part of a seized kilogram that is cocaine

    Examples
    --------
    Of 100 tonnes made, 40 tonnes as weighed were seized, half to nine tenths of them cocaine.

    >>> left_over(100, 40, (0.5, 0.9)).ends
    (64.0, 80.0)
    """
    least_pure, most_pure = purity
    least_seized = seized_t * least_pure
    most_seized = seized_t * most_pure
    return bounds(output_t - most_seized, output_t - least_seized)


def after_producers(seizures: pd.DataFrame, year: int, producers: Sequence[str]) -> float:
    """Tonnes seized in a year outside the countries that make the drug.

    Parameters
    ----------
    seizures : ``iso3``, ``year``, ``seized_kg``
    producers : ``iso3`` of the countries that make the drug

    Examples
    --------
    >>> seizures = pd.DataFrame({"iso3": ["COL", "ECU", "NLD"], "year": 2023, "seized_kg": [7e5, 2e5, 6e4]})
    >>> after_producers(seizures, 2023, ["COL"])
    260.0
    """
    of_year = seizures[seizures["year"] == year]
    at_home = of_year["iso3"].isin(list(producers))
    elsewhere = of_year[~at_home]
    kilograms = elsewhere["seized_kg"].sum()
    return float(kilograms / KG_PER_TONNE)


def odds_against(share: float, linked: Estimate) -> Estimate:
    """How many times less often a route must be caught than all others, if it carries `share` of the flow.

    With the same part seized on every route, the share of what is seized would be the share of what moves. Where the
    first is smaller, the route is caught less often, by the ratio of the two odds. What is weighed cancels out as
    long as it is equally pure.

    Parameters
    ----------
    share : of the flow, a fraction between 0 and 1
    linked : share of the seizures that is linked to the route, with both ends between 0 and 1

    Examples
    --------
    Seven tenths of the flow, and 7 to 21 of a hundred seizures.

    >>> [round(times, 1) for times in odds_against(0.7, bounds(0.07, 0.21)).ends]
    [8.8, 31.0]

    Source: Bayes' rule for odds.
    """
    low, high = linked.ends
    odds_of_flow = _odds(share)
    return bounds(odds_of_flow / _odds(high), odds_of_flow / _odds(low))


def _odds(share: float) -> float:
    return share / (1 - share)

"""What is made, what is seized and what is left: the share that one country can have of it.

Belongs here: sums over a year and the whole world. Does not: series and ranks of seizures, which `seizures` has.
"""

from collections.abc import Sequence

import pandas as pd

from lib.estimates import Estimate, bounds


def left_over(output_t: float, seized_t: float, purity: Sequence[float]) -> Estimate:
    """Tonnes of pure cocaine that were made and not seized.

    Parameters
    ----------
    output_t : tonnes of pure cocaine
    seized_t : tonnes as they were weighed
    purity : from and to, the part of a seized kilogram that is cocaine
    """
    least_pure, most_pure = purity
    return bounds(output_t - seized_t * most_pure, output_t - seized_t * least_pure)


def after_producers(seizures: pd.DataFrame, year: int, producers: Sequence[str]) -> float:
    """Tonnes seized in a year outside the countries that make the drug.

    Parameters
    ----------
    seizures : ``iso3``, ``year``, ``seized_kg``
    """
    of_year = seizures[seizures["year"] == year]
    elsewhere = of_year[~of_year["iso3"].isin(list(producers))]
    return float(elsewhere["seized_kg"].sum() / 1000)


def odds_against(share: float, linked: Estimate) -> Estimate:
    """How many times less often a route must be caught than all others, if it carries `share` of the flow.

    With the same part seized on every route, the share of what is seized would be the share of what moves. Where the
    first is smaller, the route is caught less often, by the ratio of the two odds. What is weighed cancels out as
    long as it is equally pure.

    Parameters
    ----------
    share : of the flow, a fraction between 0 and 1
    linked : share of the seizures that is linked to the route, with both ends between 0 and 1

    Source: Bayes' rule for odds.
    """
    low, high = linked.ends
    odds_of_flow = share / (1 - share)
    return bounds(odds_of_flow / (high / (1 - high)), odds_of_flow / (low / (1 - low)))

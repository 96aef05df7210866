"""Prisoners held for an offence against the convictions that are counted for it.

Where as many prisoners come as leave, their number is those who come in a year times the years that each stays
(Little 1961). So two of the three give the third.

Belongs here: that relation, with its ranges. Does not: how many cases end in a conviction (`lib.justice.attrition`,
`lib.justice.censoring`), nor the terms of the code (`lib.justice.sentences`).
"""

from lib.estimates import Estimate, corners
from lib.periods import YEAR


def months_per_conviction(
    abbreviated: float,
    at_minimum: float,
    minimum_months: float,
    other_months: float,
    ordinary_months: float,
) -> float:
    """Mean sentence of a conviction, in months, over the proceedings that it may come from."""
    abbreviated_months = at_minimum * minimum_months + (1 - at_minimum) * other_months
    return abbreviated * abbreviated_months + (1 - abbreviated) * ordinary_months


def stay_needed(
    held: Estimate,
    sentenced: Estimate,
    convictions_a_year: Estimate,
    persons: Estimate,
) -> Estimate:
    """Years that each sentenced prisoner must stay for the convictions to fill the places that are filled.

    Parameters
    ----------
    held : prisoners held for the offence
    sentenced : share of them who have a sentence
    convictions_a_year : as counted, and the most that may come of them
    persons : persons for each conviction counted
    """

    def years(held: float, sentenced: float, convictions_a_year: float, persons: float) -> float:
        return held * sentenced / (convictions_a_year * persons)

    return corners(
        years,
        {
            "held": _inputs(held),
            "sentenced": _inputs(sentenced),
            "convictions_a_year": _inputs(convictions_a_year),
            "persons": _inputs(persons),
        },
    )


def convictions_needed(
    held: Estimate,
    sentenced: Estimate,
    persons: Estimate,
    sentences: dict[str, tuple[float, float, float]],
    years: float,
) -> Estimate:
    """Convictions in so many years that keep as many prisoners, if each stays as long as the sentences say.

    Parameters
    ----------
    held, sentenced, persons : as in `stay_needed`
    sentences : inputs of `months_per_conviction`: name -> (low, base, high)
    """

    def convictions(held: float, sentenced: float, persons: float, **sentence: float) -> float:
        stay = months_per_conviction(**sentence) / YEAR
        return years * held * sentenced / (stay * persons)

    return corners(
        convictions,
        {
            "held": _inputs(held),
            "sentenced": _inputs(sentenced),
            "persons": _inputs(persons),
            **sentences,
        },
    )


def _inputs(estimate: Estimate) -> tuple[float, float, float]:
    """Low, base and high, as `corners` takes them."""
    value, low, high = estimate.numbers
    return low, value, high

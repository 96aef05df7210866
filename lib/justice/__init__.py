"""Judicial outcomes: attrition, censoring, sentences, corruption cases, clearance, prisons, armed forces.

Belongs here: the arithmetic of notebook 01 as pure functions; tables come in as DataFrames, codes stay codes.
Does not: money laundering (`lib.laundering`), reading tables, words for a reader. Shares are fractions.
"""

from lib.frames import pick
from lib.justice.attrition import (
    clearance,
    clearance_by_rule,
    conviction_rate,
    paces,
    stages,
    universe,
)
from lib.justice.censoring import (
    OPENED,
    OPENINGS,
    Timing,
    eventual_bounds,
    eventual_curve,
    eventual_if_seen,
    eventual_inputs,
    eventual_range,
    eventual_rate,
    eventual_swings,
    eventual_with_pleas,
    finished_share,
    of_all_cases,
    true_median,
)
from lib.justice.institutions import death_rates, forces, index_change, occupancy
from lib.justice.proceedings import (
    abbreviated_by_case,
    abbreviated_of_convictions,
    discounts,
    provenance,
    with_chance,
)
from lib.justice.sentences import (
    floors,
    nothing_left,
    sanction,
    sanction_bounds,
    sanction_inputs,
    sanction_swings,
)
from lib.justice.stock import convictions_needed, months_per_conviction, stay_needed
from lib.periods import months

__all__ = [
    "OPENED",
    "OPENINGS",
    "Timing",
    "abbreviated_by_case",
    "abbreviated_of_convictions",
    "clearance",
    "clearance_by_rule",
    "conviction_rate",
    "convictions_needed",
    "death_rates",
    "discounts",
    "eventual_bounds",
    "eventual_curve",
    "eventual_if_seen",
    "eventual_inputs",
    "eventual_range",
    "eventual_rate",
    "eventual_swings",
    "eventual_with_pleas",
    "finished_share",
    "floors",
    "forces",
    "index_change",
    "months",
    "months_per_conviction",
    "nothing_left",
    "occupancy",
    "of_all_cases",
    "paces",
    "pick",
    "provenance",
    "sanction",
    "sanction_bounds",
    "sanction_inputs",
    "sanction_swings",
    "stages",
    "stay_needed",
    "true_median",
    "universe",
    "with_chance",
]

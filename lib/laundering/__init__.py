"""Money laundering: rival counts of convictions, how much is laundered, comparators, ratings and sentences.

Tables in, tables or Estimates out; codes, not labels. Shares are fractions, amounts dollars, windows months.
Counts with different denominators stand beside each other; nothing here divides one by another.
"""

from lib.laundering.amounts import (
    GRAMS,
    METHODS,
    NEIGHBOUR,
    laundered,
    needed_tonnes,
    neighbours,
    over_years,
    product_shares,
    quantile_error,
    range_to_error,
    tornado,
    without_each,
)
from lib.laundering.comparators import (
    RATINGS,
    concordance,
    concordances,
    conviction_ratio,
    leave_one_out,
    ratio_over_baselines,
    spread,
    standing,
)
from lib.laundering.counts import (
    agreeing,
    calendar,
    clashes,
    feasible,
    months,
    most_without_one,
    pace,
    rivals,
    rows,
)
from lib.laundering.priors import borrowed, matured, old_enough, posteriors
from lib.laundering.sentences import band_sets, expected_months

__all__ = [
    "GRAMS",
    "METHODS",
    "NEIGHBOUR",
    "RATINGS",
    "agreeing",
    "band_sets",
    "borrowed",
    "calendar",
    "clashes",
    "concordance",
    "concordances",
    "conviction_ratio",
    "expected_months",
    "feasible",
    "laundered",
    "leave_one_out",
    "matured",
    "months",
    "most_without_one",
    "needed_tonnes",
    "neighbours",
    "old_enough",
    "over_years",
    "pace",
    "posteriors",
    "product_shares",
    "quantile_error",
    "range_to_error",
    "ratio_over_baselines",
    "rivals",
    "rows",
    "spread",
    "standing",
    "tornado",
    "without_each",
]

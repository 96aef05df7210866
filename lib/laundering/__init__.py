"""Money laundering: rival counts of convictions, how much is laundered, comparators, ratings and sentences.

Tables in, tables or Estimates out; codes, not labels. Shares are fractions, amounts dollars, windows months.
Counts with different denominators stand beside each other; nothing here divides one by another.
"""

from lib.laundering.amounts import (
    GRAMS,
    METHODS,
    laundered,
    needed_tonnes,
    over_years,
    product_shares,
    quantile_error,
    tornado,
)
from lib.laundering.comparators import (
    RATINGS,
    concordance,
    concordances,
    conviction_ratio,
    spread,
    standing,
)
from lib.laundering.counts import agreeing, calendar, clashes, feasible, months, pace, rivals, rows
from lib.laundering.priors import borrowed, matured, posteriors
from lib.laundering.sentences import band_sets, expected_months

__all__ = [
    "GRAMS",
    "METHODS",
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
    "matured",
    "months",
    "needed_tonnes",
    "over_years",
    "pace",
    "posteriors",
    "product_shares",
    "quantile_error",
    "rivals",
    "rows",
    "spread",
    "standing",
    "tornado",
]

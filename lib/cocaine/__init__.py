"""Regional cocaine supply: area and output, seizures, single cases, prices, ports, violence on the way.

Belongs here: what turns the tables of ``data/cocaine`` into figures. Does not: a reader's words, charts,
files, other topics. Weights are in the unit of the column; shares are fractions of one.
"""

from lib.cocaine.balance import after_producers, left_over, odds_against
from lib.cocaine.cases import UNKNOWN_DEPARTURE, case_list, departure_share, noise_change
from lib.cocaine.prices import ladder, needed_price, profit_model
from lib.cocaine.seizures import compositions, leave_one_out, peaks, world_share, yearly_changes
from lib.cocaine.series import gapped, stack, yearly
from lib.cocaine.supply import decompose, growth_by_series, output_parts, placebo_dates, source_gap
from lib.cocaine.tails import hill, hill_rival, lognormal_draw, lognormal_fit, tail_choice
from lib.cocaine.vintages import (
    latest,
    month_by_month,
    once_registered,
    registration,
    undo_exchanges,
)
from lib.cocaine.violence import breakpoints, group_share, rates
from lib.frames import estimate_rows as spans

__all__ = [
    "UNKNOWN_DEPARTURE",
    "after_producers",
    "breakpoints",
    "case_list",
    "compositions",
    "decompose",
    "departure_share",
    "gapped",
    "group_share",
    "growth_by_series",
    "hill",
    "hill_rival",
    "ladder",
    "latest",
    "leave_one_out",
    "left_over",
    "lognormal_draw",
    "lognormal_fit",
    "month_by_month",
    "needed_price",
    "noise_change",
    "odds_against",
    "once_registered",
    "output_parts",
    "peaks",
    "placebo_dates",
    "profit_model",
    "rates",
    "registration",
    "source_gap",
    "spans",
    "stack",
    "tail_choice",
    "undo_exchanges",
    "world_share",
    "yearly",
    "yearly_changes",
]

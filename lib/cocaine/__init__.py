"""Regional cocaine supply: area and output, seizures, single cases, prices, ports, violence on the way.

Belongs here: what turns the tables of ``data/cocaine`` into figures. Does not: a reader's words, charts,
files, other topics. Weights are in the unit of the column; shares are fractions of one.
"""

from lib.cocaine.cases import UNKNOWN_DEPARTURE, case_list, departure_share, noise_change
from lib.cocaine.prices import ladder, needed_price, profit_model
from lib.cocaine.seizures import compositions, leave_one_out, peaks, world_share
from lib.cocaine.series import gapped, stack, yearly
from lib.cocaine.supply import decompose, output_parts, placebo_dates, rise_before, source_gap
from lib.cocaine.tails import hill, hill_rival, lognormal_draw, lognormal_fit, tail_choice
from lib.cocaine.violence import breakpoints, group_share, rates
from lib.frames import estimate_rows as spans

__all__ = [
    "UNKNOWN_DEPARTURE",
    "breakpoints",
    "case_list",
    "compositions",
    "decompose",
    "departure_share",
    "gapped",
    "group_share",
    "hill",
    "hill_rival",
    "ladder",
    "leave_one_out",
    "lognormal_draw",
    "lognormal_fit",
    "needed_price",
    "noise_change",
    "output_parts",
    "peaks",
    "placebo_dates",
    "profit_model",
    "rates",
    "rise_before",
    "source_gap",
    "spans",
    "stack",
    "tail_choice",
    "world_share",
    "yearly",
]

"""International aid: levels with and without a doubtful block, comparison, nowcast, shares, effects, a plan.

Pure functions: tables and parameters in, tables or Estimates out. Years of US assistance are US fiscal years;
what stands in calendar years says so. Money is in dollars of the year that the column or the caller states.
"""

from lib.aid.effects import leave_one_out, panel, percent_of_doubling, within_effect
from lib.aid.flows import (
    BLOCK_SECTOR,
    BLOCK_YEARS,
    SECURITY,
    SPLICE,
    block_in_military,
    both_versions,
    event_time,
    group_series,
    per_head,
    regimes,
    sector_share,
    security,
    security_block,
    share_of_years,
    split_block,
)
from lib.aid.programme import bought, homicides_to_repay, part_of_term, plan
from lib.aid.releases import (
    completeness,
    coverage_by_release,
    filling,
    forecasts,
    nowcast,
    quantile,
)
from lib.aid.studies import DIRECTIONS, directions, harvest, usable, version_drift
from lib.frames import estimate_rows

__all__ = [
    "BLOCK_SECTOR",
    "BLOCK_YEARS",
    "DIRECTIONS",
    "SECURITY",
    "SPLICE",
    "block_in_military",
    "both_versions",
    "bought",
    "completeness",
    "coverage_by_release",
    "directions",
    "estimate_rows",
    "event_time",
    "filling",
    "forecasts",
    "group_series",
    "harvest",
    "homicides_to_repay",
    "leave_one_out",
    "nowcast",
    "panel",
    "part_of_term",
    "per_head",
    "percent_of_doubling",
    "plan",
    "quantile",
    "regimes",
    "sector_share",
    "security",
    "security_block",
    "share_of_years",
    "split_block",
    "usable",
    "version_drift",
    "within_effect",
]

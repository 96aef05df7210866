"""The article's claims, the rules that give each a verdict, and what the findings of a run say of them.

Belongs here: all that puts an article's number beside ours. Does not: how a finding is computed (the topics) or shown
(`lib.display`).
"""

from lib.claims.certainty import (
    BY_METHOD,
    CERTAINTY_LABELS,
    LEVELS,
    STEPS,
    Support,
    certainty,
    rows_of,
)
from lib.claims.checked import month_checked
from lib.claims.findings import WORDS, gravest, read_findings
from lib.claims.indicators import direction, scorecard
from lib.claims.ledger import RANGES, STATED, ledger, requests, to_settle, verdict_counts
from lib.claims.logs import assumption_log, data_log
from lib.claims.verdicts import (
    BASES,
    JUDGED_BY,
    REASONS,
    SINCE,
    SYMBOLS,
    VERDICTS,
    Claim,
    claim,
    comes_after_contradicted,
    excluded,
    fits,
    verdict,
)

__all__ = [
    "BASES",
    "BY_METHOD",
    "CERTAINTY_LABELS",
    "JUDGED_BY",
    "LEVELS",
    "RANGES",
    "REASONS",
    "SINCE",
    "STATED",
    "STEPS",
    "SYMBOLS",
    "VERDICTS",
    "WORDS",
    "Claim",
    "Support",
    "assumption_log",
    "certainty",
    "claim",
    "comes_after_contradicted",
    "data_log",
    "direction",
    "excluded",
    "fits",
    "gravest",
    "ledger",
    "month_checked",
    "read_findings",
    "requests",
    "rows_of",
    "scorecard",
    "to_settle",
    "verdict",
    "verdict_counts",
]

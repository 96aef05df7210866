"""How sure we are that the sentence of a finding, with its range, is true: a rule, printed with its reasons.

Belongs here: the steps of the rule. Does not: how well a table is known as a whole (`lib.tables.quality`), and whether
a number of the article stands (`lib.claims.verdicts`).
"""

from typing import get_args

from lib.records import Step

#: How ``backed_by`` begins where not another source but another method gives the same.
BY_METHOD = "method: "
#: The steps by which a person may move a certainty.
STEPS: tuple[Step, ...] = get_args(Step)

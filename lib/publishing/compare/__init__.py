"""Two sets of reports side by side: what they were made from, and what they say.

Belongs here: `./run diff`. Does not: a run against the approved record, which somebody has to look at
(`lib.publishing.checks.approved`).
"""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()

"""Follows one number to the statements, rows, sources and assumptions that it rests on.

Belongs here: `./run trace`. Does not: running a series, or comparing two sets (`lib.publishing.compare`).
"""

#: Whoever needs something names its module.
__all__: tuple[str, ...] = ()

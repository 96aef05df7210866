"""The tables of the data package: read strictly, with where they come from and how far they can be trusted.

Belongs here: all that is known of `data/` and of the assumptions before a notebook computes anything. Does not: what
is done with a table in memory (`lib.frames`), and what the article says (`lib.claims`).
"""

from lib.frames import rows, stack  # notebooks take them from here, with `load`
from lib.tables.datapackage import names, package, resource
from lib.tables.quality import (
    GRADES,
    STATUS,
    WARNINGS,
    Coverage,
    cited,
    coverage,
    grade,
    sources,
)
from lib.tables.reader import forget, load, loaded, read
from lib.tables.registers import Assumption, Person, Reference, assumptions, references

__all__ = [
    "GRADES",
    "STATUS",
    "WARNINGS",
    "Assumption",
    "Coverage",
    "Person",
    "Reference",
    "assumptions",
    "cited",
    "coverage",
    "forget",
    "grade",
    "load",
    "loaded",
    "names",
    "package",
    "read",
    "references",
    "resource",
    "rows",
    "sources",
    "stack",
]

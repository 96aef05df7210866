"""The tables of the data package: read strictly, with where they come from and how far they can be trusted."""

from lib.tables.reader import *  # noqa: F403 - split by subject next
from lib.tables.reader import _ANOTHER, _DOUBT, _PART, _PATTERNS, _convert, _package  # noqa: F401

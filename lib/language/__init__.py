"""Words and numbers in the reader's language: catalogues, formats, and templates filled with values.

Belongs here: nothing that knows a table, a topic or a chart.
"""

from lib.language.catalogue import (
    LOCALES,
    current,
    label,
    labels,
    set_language,
    speaking,
    translate,
)
from lib.language.markdown import blocks, escape, joined, translate_markdown
from lib.language.numbers import SPECS, format_value, format_values, unknown
from lib.language.templates import formats_of, numbers_of, render

__all__ = [
    "LOCALES",
    "SPECS",
    "blocks",
    "current",
    "escape",
    "format_value",
    "format_values",
    "formats_of",
    "joined",
    "label",
    "labels",
    "numbers_of",
    "render",
    "set_language",
    "speaking",
    "translate",
    "translate_markdown",
    "unknown",
]

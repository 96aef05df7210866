"""Words and numbers in the reader's language: catalogues, formats, and templates filled with values.

Belongs here: nothing that knows a table, a topic or a chart.
"""

from lib.language.catalogue import LOCALES, current, label, set_language, speaking, translate
from lib.language.numbers import SPECS, format_value, format_values, unknown
from lib.language.templates import (
    blocks,
    escape,
    formats_of,
    numbers_of,
    render,
    translate_markdown,
)

__all__ = [
    "LOCALES",
    "SPECS",
    "blocks",
    "current",
    "escape",
    "format_value",
    "format_values",
    "formats_of",
    "label",
    "numbers_of",
    "render",
    "set_language",
    "speaking",
    "translate",
    "translate_markdown",
    "unknown",
]

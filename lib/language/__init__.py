"""Words and numbers in the reader's language: what notebooks and the rest of the library use."""

from lib.language.numbers import (
    LOCALES,
    SPECS,
    blocks,
    current,
    escape,
    format_value,
    format_values,
    formats_of,
    label,
    numbers_of,
    render,
    set_language,
    translate,
    translate_markdown,
    unknown,
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
    "translate",
    "translate_markdown",
    "unknown",
]

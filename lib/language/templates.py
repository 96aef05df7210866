"""Sentences with places for values, and Markdown: translated first, filled after.

So a translator sees the whole sentence. What a value looks like is `lib.language.numbers`; who calls a template, and
with which values, is `lib.display`.
"""

import re
from string import Formatter

from lib.errors import NotebookError
from lib.language.catalogue import translate
from lib.language.numbers import format_value

_HEADING = re.compile(r"(?P<marks>#{1,6} )(?P<text>.*?)(?P<slug> \{#[\w-]+\})?")
#: Formats that show no number.
_WORDS = ("text", "label", "date")


def render(template: str, values: dict, *, markdown: bool = False) -> str:
    """The template in the language in use, its placeholders filled.

    Parameters
    ----------
    template : text with ``{name:format}`` in it; for the formats see `lib.language.numbers.SPECS`
    values : name -> value
    markdown : escape what is filled in, so that text from data never becomes markup

    Raises
    ------
    NotebookError : a placeholder without a format, or without a value of its name; a brace that is not closed
    """
    try:
        fields = list(Formatter().parse(translate(template)))
    except ValueError as error:
        raise NotebookError(
            f"{template!r}", str(error), "A brace that is meant is written twice."
        ) from None
    parts = []
    for literal, name, spec, _ in fields:
        parts.append(literal)
        if name is None:
            continue
        if name not in values or not spec:
            what = f"no value for {{{name}}}" if name not in values else f"{{{name}}} has no format"
            raise NotebookError(
                f"{template!r}", what, f"Values given: {', '.join(values) or 'none'}"
            )
        shown = format_value(values[name], spec)
        parts.append(escape(shown) if markdown else shown)
    return "".join(parts)


def _number_fields(template: str) -> list[tuple[str, str]]:
    """(name, format without ``:value`` or ``:range``) of each placeholder that shows a number, in order."""
    fields = []
    for _, name, spec, _ in Formatter().parse(template):
        if not (name and spec):
            continue
        kind = spec.split(":")[0]
        if kind not in _WORDS:
            fields.append((name, kind))
    return fields


def formats_of(template: str) -> dict[str, str]:
    """Name -> format of each number that a template shows, without ``:value`` or ``:range``; the first of several."""
    return dict(reversed(_number_fields(template)))  # what comes first is written last, and stays


def numbers_of(template: str) -> list[str]:
    """Names of the numbers that a template shows, in order of appearance, one for each placeholder."""
    return [name for name, _ in _number_fields(template)]


def escape(text: str) -> str:
    """Text from data, made safe inside Markdown, also where a paragraph begins with it."""
    line = re.sub(r"[ \t\n\v\f\r]+", " ", text)
    safe = re.sub(r"([\\`*_{}\[\]()<>#+!|~$^&])", r"\\\1", line)
    return re.sub(r"^( ?(?:\d{1,9}(?=\.(?: |$))|(?=-)))", r"\1\\", safe)


def blocks(source: str) -> list[tuple[str, str, str]]:
    """Markdown cell -> (prefix, translatable text, suffix) for each block; fenced code has no text."""
    parts = []
    for block in re.split(r"\n\s*\n", source.strip()):
        heading = _HEADING.fullmatch(block)
        if heading:
            parts.append((heading["marks"], heading["text"], heading["slug"] or ""))
        elif block.startswith("```"):
            parts.append((block, "", ""))
        else:
            parts.append(("", block, ""))
    return parts


def translate_markdown(source: str) -> str:
    """A Markdown cell in the language in use, block by block, its anchors unchanged."""
    return "\n\n".join(before + translate(text) + after for before, text, after in blocks(source))

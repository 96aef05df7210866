"""Markdown as a notebook holds it: lines of a paragraph, blocks of a cell, and text from data made safe inside it.

One reading for everybody: what a notebook shows, what a translator is given and what the checks see come from here.
Belongs here: what needs no parser. Does not: places for values, which are `lib.language.templates`.
"""

import re
import textwrap

from lib.language.catalogue import translate

#: The anchor of a heading: ``<!-- #slug -->``, which JupyterLab does not show, or ``{#slug}``.
ANCHOR = re.compile(r"(?:<!-- #|\{#)([A-Za-z][\w-]*)(?: -->|\})")
_HEADING = re.compile(rf"(?P<marks>#{{1,6}} )(?P<text>.*?)(?P<slug> {ANCHOR.pattern})?")
#: What begins a heading inside a block.
_MARKS = re.compile(r"#{1,6} ")
#: Lines that stay lines: items of a list, rows of a table, quotations.
_ITEM = re.compile(r"[-*+] |\d{1,2}[.)] |[>|]")
_FENCE = "```"


def joined(text: str) -> str:
    r"""Text without its indent; the lines of a paragraph become one, and a blank line begins the next.

    Items of a list keep their lines, and so do headings, quotations, tables and fenced code. A text of one line is
    taken as it stands.

    Examples
    --------
    >>> joined("One line,\nand the next.\n\nAnother paragraph.")
    'One line, and the next.\n\nAnother paragraph.'
    """
    if "\n" not in text:
        return text
    blocks: list[list[str]] = [[]]
    is_fenced = False
    for line in textwrap.dedent(text).strip().split("\n"):
        lines = blocks[-1]
        is_fence = line.lstrip().startswith(_FENCE)
        if is_fenced or is_fence:
            lines.append(line)
            is_fenced = is_fenced != is_fence
        elif not line.strip():
            blocks.append([])
        elif _goes_on(line, lines):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.rstrip())
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _goes_on(line: str, before: list[str]) -> bool:
    """True where a line goes on with the one before it."""
    if not before or before[-1].startswith(_FENCE) or _MARKS.match(before[-1]):
        return False
    return not (_ITEM.match(line.lstrip()) or _MARKS.match(line))


def escape(text: str) -> str:
    r"""Text from data, made safe inside Markdown, also where a paragraph begins with it.

    Examples
    --------
    >>> print(escape("*bold* <b>"))
    \*bold\* \<b\>
    """
    line = re.sub(r"[ \t\n\v\f\r]+", " ", text)
    safe = re.sub(r"([\\`*_{}\[\]()<>#+!|~$^&])", r"\\\1", line)
    return re.sub(r"^( ?(?:\d{1,9}(?=\.(?: |$))|(?=-)))", r"\1\\", safe)


def blocks(source: str) -> list[tuple[str, str, str]]:
    r"""Markdown cell -> (prefix, translatable text, suffix) for each block; fenced code has no text.

    Examples
    --------
    >>> blocks("## Cases <!-- #cases -->\n\nThey fall.")
    [('## ', 'Cases', ' <!-- #cases -->'), ('', 'They fall.', '')]
    """
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
    return "\n\n".join(
        before + _translated_block(text) + after for before, text, after in blocks(source)
    )


def _translated_block(text: str) -> str:
    """A block in the language in use; where there is no translation its lines stay as they are."""
    message = joined(text)
    words = translate(message)
    return text if words == message else words

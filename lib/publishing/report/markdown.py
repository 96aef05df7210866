"""Markdown of the series -> a small tree of tokens that both writers understand.

Allowed: CommonMark without raw HTML or images, tables, footnotes, headings with ``<!-- #slug -->`` or ``{#slug}``,
citations ``[@id; @id]``, assumptions ``[A1, A2]`` and cross-references ``[](#anchor)``. Anything else is an error here,
so that no writer has to be careful: what reaches a writer is text, or a token named in `TOKENS`.
"""

import html
import re
import unicodedata

import mistune

from lib.language.markdown import ANCHOR

#: Every token type that a writer must know.
TOKENS = (
    "text",
    "codespan",
    "emphasis",
    "strong",
    "strikethrough",
    "softbreak",
    "linebreak",
    "link",
    "citation",
    "assumption",
    "footnote_ref",
    "paragraph",
    "block_text",
    "block_code",
    "block_quote",
    "list",
    "list_item",
    "heading",
    "table",
    "table_head",
    "table_body",
    "table_row",
    "table_cell",
    "thematic_break",
)
_REFUSED = {
    "inline_html": ("raw HTML {raw!r}", "Write it in Markdown; for a bare < write &lt;."),
    "block_html": ("raw HTML {raw!r}", "Write it in Markdown; for a bare < write &lt;."),
    "image": (
        "an image in Markdown",
        "Draw it with figure(...), which asks for a source and alt text.",
    ),
}
_SLUG = re.compile(rf"\s*{ANCHOR.pattern}\s*$")
_WEB = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_SIBLING = re.compile(r"(?P<name>\d\d-[\w-]+)\.ipynb(#(?P<anchor>[\w-]+))?")


class MarkdownError(ValueError):
    """Markdown that the series does not take: what is wrong, and what to do."""

    def __init__(self, what: str, do: str = "") -> None:
        super().__init__(what)
        self.what, self.do = what, do


def _citation(_inline, match, state):
    keys = [key.strip().lstrip("@") for key in match.group("cited").split(";")]
    state.append_token({"type": "citation", "keys": keys})
    return match.end()


def _assumption(_inline, match, state):
    state.append_token({"type": "assumption", "keys": re.findall(r"A\d+", match.group("assumed"))})
    return match.end()


def _parser():
    parse = mistune.create_markdown(renderer=None, plugins=["table", "footnotes", "strikethrough"])
    parse.inline.register(
        "citation", r"\[(?P<cited>@[\w:./-]+(?:\s*;\s*@[\w:./-]+)*)\]", _citation, before="link"
    )
    parse.inline.register(
        "assumption", r"\[(?P<assumed>A\d+(?:[,;]\s*A\d+)*)\](?![(\[])", _assumption, before="link"
    )
    return parse


_PARSE = _parser()


def parse(source: str) -> tuple[list[dict], dict[int, list[dict]]]:
    """Markdown -> (block tokens, footnotes by their number in this text).

    Raises
    ------
    MarkdownError : raw HTML, an image, a link to anything but the web, an anchor or another notebook
    """
    tokens, _ = _PARSE.parse(source)
    notes = {}
    for token in tokens:
        if token["type"] == "footnotes":
            for item in token["children"]:
                notes[item["attrs"]["index"]] = inlines(_tidy(item["children"]))
    return _tidy(tokens), notes


def inlines(blocks: list[dict]) -> list[dict]:
    """The inline tokens of paragraphs, joined into one; for what must stand in one line."""
    found: list[dict] = []
    for block in blocks:
        if found:
            found.append({"type": "text", "raw": " "})
        found += block.get("children") or ([block] if "raw" in block else [])
    return found


def _tidy(tokens: list[dict]) -> list[dict]:
    return [_token(token) for token in tokens if token["type"] not in ("blank_line", "footnotes")]


def _token(token: dict) -> dict:
    kind, attrs = token["type"], token.get("attrs", {})
    slug = _take_slug(token["children"]) if kind == "heading" else None
    if kind in _REFUSED:
        what, do = _REFUSED[kind]
        raise MarkdownError(what.format(raw=token.get("raw", "").strip()[:60]), do)
    if kind not in TOKENS:
        raise MarkdownError(
            f"Markdown element {kind!r} is not supported", "Use plain paragraphs, lists or tables."
        )
    kept = {"type": kind}
    if kind in ("text", "codespan", "block_code"):
        kept["raw"] = html.unescape(token["raw"]) if kind == "text" else token["raw"]
    if "keys" in token:
        kept["keys"] = token["keys"]
    if "children" in token:
        kept["children"] = _tidy(token["children"])
    if kind == "heading":
        kept["id"] = slug
    kept |= _attributes(kind, attrs)
    return kept


def _attributes(kind: str, attrs: dict) -> dict:
    if kind == "heading":
        return {"level": attrs["level"]}
    if kind == "list":
        return {"ordered": bool(attrs.get("ordered")), "start": int(attrs.get("start") or 1)}
    if kind == "table_cell":
        return {"align": attrs.get("align") or "left", "head": bool(attrs.get("head"))}
    if kind == "footnote_ref":
        return {"index": attrs["index"]}
    return _target(attrs["url"]) if kind == "link" else {}


def _take_slug(children: list[dict]) -> str | None:
    """Take the anchor off the end of a heading; None where there is none."""
    if not children or children[-1]["type"] not in ("text", "inline_html"):
        return None
    last = children[-1]
    match = _SLUG.search(last["raw"])
    if match is None:
        return None
    last["raw"] = last["raw"][: match.start()]
    if last["type"] == "inline_html":  # a comment is a token of its own, after the words
        children.pop()
        if children and children[-1]["type"] == "text":
            children[-1]["raw"] = children[-1]["raw"].rstrip()
    return match[1]


def _target(url: str) -> dict:
    """Where a link leads: ``url`` (the web), ``anchor`` (this report) or ``notebook`` (another report)."""
    url = html.unescape(url)
    sibling = _SIBLING.fullmatch(url)
    if url.startswith("#") and len(url) > 1:
        return {"anchor": url[1:]}
    if sibling:
        return {"notebook": sibling["name"], "anchor": sibling["anchor"]}
    if not _WEB.fullmatch(url):
        raise MarkdownError(
            f"link to {url[:60]!r}", "Link to http(s), mailto, #anchor or NN-name.ipynb only."
        )
    return {"url": url}


def plain(tokens: list[dict]) -> str:
    """The text of tokens, without markup."""
    parts = []
    for token in tokens:
        if token["type"] in ("softbreak", "linebreak"):
            parts.append(" ")
        parts.append(token["raw"] if "raw" in token else plain(token.get("children", [])))
    return "".join(parts)


def slugify(text: str) -> str:
    """An anchor made from a heading that has no ``{#slug}`` of its own."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-") or "section"


def walk(tokens: list[dict]):
    """All tokens, outer ones first, in reading order."""
    for token in tokens:
        yield token
        yield from walk(token.get("children", []))

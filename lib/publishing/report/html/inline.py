"""Markdown tokens -> HTML. Every piece of text is escaped here; every tag stands here as a literal."""

import html

from markupsafe import Markup

from lib.printable import printable
from lib.publishing.report.markdown import plain
from lib.publishing.report.references import spans

_WRAPPED = {
    "emphasis": "em",
    "strong": "strong",
    "strikethrough": "del",
    "block_quote": "blockquote",
    "list_item": "li",
    "table_body": "tbody",
    "table_row": "tr",
}
_FIXED = {"softbreak": "\n", "linebreak": "<br>", "thematic_break": "<hr>"}


def escape(text: str) -> str:
    """Text as HTML, between tags and in attributes."""
    return html.escape(printable(text))


class HtmlText:
    """Writes tokens; `words` are the words of the report (see `wording.words`)."""

    def __init__(self, words: dict[str, str]) -> None:
        self.words = words

    def __call__(self, tokens: list[dict]) -> Markup:
        """The HTML of tokens."""
        return Markup(self.many(tokens))

    def many(self, tokens: list[dict]) -> str:
        """The HTML of tokens, one after the other."""
        return "".join(self.one(token) for token in tokens)

    def one(self, token: dict) -> str:
        """The HTML of one token."""
        kind = token["type"]
        if kind in _FIXED:
            return _FIXED[kind]
        if kind in _WRAPPED:
            return f"<{_WRAPPED[kind]}>{self.many(token['children'])}</{_WRAPPED[kind]}>"
        return getattr(self, f"_{kind}")(token)

    def _text(self, token):
        return escape(token["raw"])

    def _codespan(self, token):
        return f"<code>{escape(token['raw'])}</code>"

    def _block_code(self, token):
        return f'<pre tabindex="0"><code>{escape(token["raw"])}</code></pre>\n'

    def _paragraph(self, token):
        return f"<p>{self.many(token['children'])}</p>\n"

    def _block_text(self, token):
        return self.many(token["children"])

    def _list(self, token):
        start = f' start="{token["start"]}"' if token["start"] != 1 else ""
        tag, attribute = ("ol", start) if token["ordered"] else ("ul", "")
        return f"<{tag}{attribute}>{self.many(token['children'])}</{tag}>\n"

    def _heading(self, token):
        level = token["level"]
        # One that stands outside the sections of a report, as on the page of corrections, has no address.
        anchor = f' id="{escape(token["id"])}"' if token["id"] else ""
        return f"<h{level}{anchor}>{self.many(token['children'])}</h{level}>\n"

    def _link(self, token):
        if "url" in token:
            target = token["url"]
        elif "notebook" in token:
            target = f"{token['notebook']}.html" + (
                f"#{token['anchor']}" if token["anchor"] else ""
            )
        else:
            target = f"#{token['anchor']}"
        return f'<a href="{escape(target)}">{self.many(token["children"]) or escape(target)}</a>'

    def _citation(self, token):
        return self.numbers(token["numbers"])

    def numbers(self, numbers: list[int]) -> str:
        """Links to references, in brackets."""
        link = '<a href="#ref-{0}" role="doc-biblioref">{0}</a>'.format
        links = [
            link(first) + (f"\N{EN DASH}{link(last)}" if last > first else "")
            for first, last in spans(numbers)
        ]
        return f'<span class="cite">[{", ".join(links)}]</span>'

    def _assumption(self, token):
        return (
            "["
            + ", ".join(f'<a href="#assumption-{k.lower()}">{k}</a>' for k in token["keys"])
            + "]"
        )

    def _footnote_ref(self, token):
        number = token["number"]
        anchor = f' id="noteref-{number}"' if token["first"] else ""
        label = f"{escape(self.words['note'])} {number}"
        return f'<sup><a{anchor} href="#note-{number}" role="doc-noteref" aria-label="{label}">{number}</a></sup>'

    def _table(self, token):
        head = plain(token["children"][0]["children"][:1])
        label = escape(f"{self.words['table']}: {head}")
        return (
            f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
            f"<table>{self.many(token['children'])}</table></div>\n"
        )

    def _table_head(self, token):
        return f"<thead><tr>{self.many(token['children'])}</tr></thead>"

    def _table_cell(self, token):
        tag = 'th scope="col"' if token["head"] else "td"
        return f'<{tag} class="{escape(token["align"])}">{self.many(token["children"])}</{tag[:2]}>'

    def runs(self, runs: list[tuple[str, str]]) -> Markup:
        """A reference (see `references.runs`)."""
        shapes = {"text": "{0}", "emphasis": "<em>{0}</em>", "link": '<a href="{0}">{0}</a>'}
        return Markup("".join(shapes[kind].format(escape(text)) for kind, text in runs))

"""Markdown tokens -> Typst code, and the few ways in which a writer may make Typst code at all.

Text becomes a Typst *string literal* and nothing else, so no text of a notebook can be read as Typst. Everything is
written in Typst's code mode: calls of known functions on strings, lengths and blocks of the same.
"""

import re

from lib.printable import printable
from lib.publishing.report.references import spans

#: Numbers of no character.
_NONE = re.compile(r"[\ufffe\uffff]")
_LONG = re.compile(r"[^\s\u200b-]{30,}")
_LABEL = re.compile(r"[A-Za-z][\w-]*")
#: Share of the type size that a character takes in Source Sans 3; all others take `_WIDTH`.
_WIDTHS = {
    width: set(characters)
    for width, characters in {
        0.2: " \N{NO-BREAK SPACE}",
        0.25: "ijlI',.:;|í·",
        0.3: "f!()-[]{}",
        0.35: "rt/\\",
        0.42: 'szcvxy*?"',
        0.55: "bdhnopquACEPRSTZ",
        0.62: "BDGKHNOQU&",
        0.72: "wM",
        0.86: "mW%@—",
    }.items()
}
_WIDTH = 0.5


def string(text: str) -> str:
    """A Typst string literal."""
    shown = _NONE.sub("", printable(str(text)))
    safe = shown.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + safe.replace("\n", "\\n").replace("\t", " ") + '"'


def prose(text: str) -> str:
    """A string literal in which very long words may break."""
    return string(_LONG.sub(lambda match: "\u200b".join(re.findall(".{1,12}", match[0])), text))


def content(parts: list[str]) -> str:
    """A block of Typst code that joins its parts."""
    return "{" + "; ".join(filter(None, parts)) + "}" if any(parts) else "[]"


def call(name: str, *given: str | None, **named: str) -> str:
    """A call of a Typst function; arguments are Typst code already. ``None`` becomes ``none``."""
    arguments = ["none" if value is None else value for value in given]
    arguments += [f"{key.replace('_', '-')}: {value}" for key, value in named.items()]
    return f"{name}({', '.join(arguments)})"


def array(items: list[str]) -> str:
    """A Typst array, also of one item or none."""
    return "(" + "".join(item + ", " for item in items) + ")"


def labelled(code: str, anchor: str) -> str:
    """Typst code with a label, so that links reach it."""
    if not _LABEL.fullmatch(anchor):
        raise ValueError(f"{anchor!r} is not a label")
    return f"[#{code}<{anchor}>]"


def mark(anchor: str) -> str:
    """An invisible place that links reach."""
    return labelled("metadata(none)", anchor)


def to(anchor: str, body: str) -> str:
    """A link to a label of this document."""
    return call("link", call("label", string(anchor)), body)


def measure(text: str, size: float) -> float:
    """Width of `text` in points, roughly and rather too much than too little."""
    widths = (
        next((w for w, those in _WIDTHS.items() if character in those), _WIDTH)
        for character in text
    )
    return 1.04 * size * sum(widths)


class TypstText:
    """Writes tokens; `footnotes` are those of the document."""

    def __init__(self, footnotes: list[list[dict]]) -> None:
        self.footnotes = footnotes

    def __call__(self, tokens: list[dict]) -> str:
        """Typst code of tokens."""
        return content([self.one(token) for token in tokens])

    def one(self, token: dict) -> str:
        """Typst code of one token."""
        return getattr(self, f"_{token['type']}")(token)

    def _text(self, token):
        return prose(token["raw"])

    def _codespan(self, token):
        return call("raw", string(token["raw"]))

    def _block_code(self, token):
        return call("raw", string(token["raw"].rstrip("\n")), block="true")

    def _softbreak(self, token):
        return string(" ")

    def _linebreak(self, token):
        return call("linebreak")

    def _thematic_break(self, token):
        return call("line", length="100%", stroke="0.4pt + rule")

    def _emphasis(self, token):
        return call("emph", self(token["children"]))

    def _strong(self, token):
        return call("strong", self(token["children"]))

    def _strikethrough(self, token):
        return call("strike", self(token["children"]))

    def _paragraph(self, token):
        return call("par", self(token["children"]))

    def _block_text(self, token):
        return self(token["children"])

    def _block_quote(self, token):
        return call("quote", self(token["children"]), block="true")

    def _list(self, token):
        items = [self(item["children"]) for item in token["children"]]
        return (
            call("enum", *items, start=str(token["start"]))
            if token["ordered"]
            else call("list", *items)
        )

    def _heading(self, token):
        return labelled(
            call("heading", self(token["children"]), level=str(token["level"] - 1)), token["id"]
        )

    def _link(self, token):
        body = self(token["children"])
        if "url" in token:
            return call("link", string(token["url"]), body)
        return body if "notebook" in token else to(token["anchor"], body)

    def _citation(self, token):
        return numbers(token["numbers"])

    def _assumption(self, token):
        return assumptions(token["keys"], "[", "]")

    def _footnote_ref(self, token):
        anchor = f"note-{token['number']}"
        if not token["first"]:
            return call("footnote", call("label", string(anchor)))
        return labelled(call("footnote", self(self.footnotes[token["number"] - 1])), anchor)


def numbers(cited: list[int]) -> str:
    """Links to references, in brackets."""
    links = []
    for first, last in spans(cited):
        ends = [to(f"ref-{number}", string(str(number))) for number in dict.fromkeys((first, last))]
        links.append(content(ends if len(ends) == 1 else [ends[0], string("\N{EN DASH}"), ends[1]]))
    return content([string("["), *_joined(links), string("]")])


def assumptions(keys: list[str], before: str = "", after: str = "") -> str:
    """Links to assumptions."""
    links = [to(f"assumption-{key.lower()}", string(key)) for key in keys]
    return content([string(before), *_joined(links), string(after)])


def _joined(parts: list[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        joined += [string(", "), part] if joined else [part]
    return joined


def runs(found: list[tuple[str, str]]) -> str:
    """A reference (see `references.runs`)."""
    shapes = {
        "text": prose,
        "emphasis": lambda text: call("emph", prose(text)),
        "link": lambda text: call("link", string(text)),
    }
    return content([shapes[kind](text) for kind, text in found])

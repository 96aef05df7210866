"""The brief as a PDF: the blocks of a report in little room, on two pages and never on more.

It has no contents, no list of findings and no list of references; each finding says where the whole story stands.
"""

import re

from nbformat import NotebookNode

from lib.errors import NotebookError
from lib.language import format_value, speaking
from lib.publishing.report import messages, parser, verdicts
from lib.publishing.report.document import Exhibit, Finding, Prose
from lib.publishing.report.pdf import exporter as pdf
from lib.publishing.report.pdf.inline import array, call, content, prose, string
from lib.publishing.report.pdf.typst import Writer

PAGES = 2
#: Type sizes in points, tried in turn until everything stands on so many pages.
SIZES = (10.8, 10.4, 10.0, 9.6, 9.2, 8.8, 8.4, 8.0)
_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")


def export(notebook: NotebookNode) -> bytes:
    """The brief as PDF/UA-1 and PDF/A-2a, in the largest type that leaves it on two pages.

    Raises
    ------
    NotebookError : see `pdf.export`; also more than two pages in the smallest type
    """
    built = parser.read(notebook)
    with speaking(built.language):
        for size in SIZES:
            found = pdf.typeset(built, Brief(built).sized(size))
            if pages(found) <= PAGES:
                return found
    raise NotebookError(
        built.name,
        f"takes more than {PAGES} pages in {SIZES[-1]:g}-point type",
        "Shorten the findings that data/scorecard.csv names first.",
    )


def pages(content: bytes) -> int:
    """Number of pages of a PDF as `pdf.typeset` makes it."""
    return max(int(count) for count in _COUNT.findall(content))


class Brief(Writer):
    """Writes the brief as Typst code."""

    def sized(self, size: float) -> str:
        """The code with a type size in points."""
        note = self.built.parameters_note
        cover = call(
            "brief-cover",
            series=string(self.words["series"]),
            title=string(self.built.title),
            edition=string(self.edition),
            notice=string(note) if note else "none",
        )
        body = [
            cover,
            *map(self.block, self.built.blocks),
            call("brief-end", content(self.about())),
        ]
        return self.whole(
            [call("brief-look", content(body))], size=f"{size}pt", margin="brief-margin"
        )

    def prose(self, block: Prose) -> str:
        """Text; the line after a finding says where to read more."""
        if block.answer:
            return call("brief-answer", self.text(block.tokens))
        code = content([self.text.one(token) for token in block.tokens])
        place = self.built.blocks.index(block)
        after = place > 0 and isinstance(self.built.blocks[place - 1], Finding)
        return call("brief-more", code) if after else code

    def finding(self, block: Finding) -> str:
        """A finding: sentence, value with its unit and the kind of its range, verdict."""
        record = block.record
        ranged = verdicts.ranged(record)
        kind = (
            verdicts.uncertainty(record.uncertainty, record.level)
            if ranged
            else self.words["no_range"]
        )
        said = [verdicts.since(record), *filter(None, [record.because])] if record.verdict else []
        return call(
            "brief-finding",
            call("rgb", string(verdicts.INK[verdicts.tone(record)])),
            self.text(block.brief),
            string(record.text or format_value(None)),
            prose(
                " \N{MIDDLE DOT} ".join(
                    filter(None, [record.unit, kind, verdicts.certainty(record)])
                )
            ),
            content([self.badge(record), *(self.beside(text) for text in said)]) if said else None,
        )

    def beside(self, text: str) -> str:
        """Small words beside a badge."""
        return content([call("h", "7pt"), call("small", prose(text), size="0.86em")])

    def lines(self, block: Exhibit) -> str:
        """The source below the figure, without numbers of references: the brief has no list of them."""
        return array(
            [content([call("word", string(self.words["source"] + ": ")), prose(block.source)])]
        )

    def about(self) -> list[str]:
        """How to cite, publishers, and what a reader must know of the series, as one small paragraph each."""
        cite = self.entry("cite", [prose(messages.citation(self.built))])
        sources = self.entry("sources", [prose(messages.publishers(self.built) + ".")])
        return [
            cite,
            sources,
            call("par", string(" ".join(messages.about()))),
            *self.news(),
            self.made(),
        ]

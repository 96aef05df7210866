"""The neutral document as Typst code: one method a part. `pdf` typesets what it gives."""

import datetime
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from lib.errors import NotebookError
from lib.language import label
from lib.publishing.report import messages, verdicts
from lib.publishing.report.document import (
    Block,
    Coverage,
    Dataset,
    Document,
    Exhibit,
    Figure,
    Finding,
    Prose,
    Table,
)
from lib.publishing.report.markdown import plain
from lib.publishing.report.pdf import inline as pdf_inline
from lib.publishing.report.pdf import table as pdf_table
from lib.publishing.report.pdf.inline import (
    TypstText,
    array,
    call,
    content,
    labelled,
    mark,
    prose,
    string,
    to,
)
from lib.records import Finding as FindingRecord

TEMPLATES = Path(__file__).parents[1] / "templates"
_SHORT = 30  # lines: a table of no more stays on one page
_LEAD = 180  # letters of a paragraph that stays with the figure or table after it
_LETTERS = 90  # of a line across the page, shared by the columns


def edition_date(edition: str) -> datetime.date:
    """The first day of an edition such as 2026.11: a report never knows the day on which it was made."""
    try:
        year, month = (int(part) for part in edition.split(".")[:2])
        return datetime.date(year, month, 1)
    except ValueError:
        return datetime.date(1970, 1, 1)


def _lines(rows: list[list[str]]) -> int:
    """Lines that the rows of a table take, about: the longest cell of each, in columns of equal width."""
    return sum(max(-(-len(cell) * len(row) // _LETTERS) for cell in row) for row in rows)


class Writer:
    """Writes one document as Typst code; each method gives the code of a part."""

    def __init__(self, built: Document) -> None:
        self.built, self.words = built, messages.words()
        self.text = TypstText(built.footnotes)
        self.edition = messages.edition(built.edition, built.as_of)
        self.leads = {
            id(block) for block, after in pairwise(built.blocks) if isinstance(after, Exhibit)
        }

    def write(self) -> str:
        """The whole document."""
        blocks = [self.block(block) for block in self.built.blocks]
        blocks.insert(self.opening(), call("contents", string(self.words["contents"])))
        body = [self.cover(), *blocks]
        return self.whole(
            [*body, *self.findings(), *self.assumptions(), *self.references(), *self.about()]
        )

    def opening(self) -> int:
        """Number of blocks before the first section: the question and its answer, which stand before the contents."""
        return next(
            (
                place
                for place, block in enumerate(self.built.blocks)
                if any(token["type"] == "heading" for token in getattr(block, "tokens", []))
            ),
            0,
        )

    def whole(self, body: list[str], **settings: str) -> str:
        """The Typst code of a document with `body`; `settings` are those of the function ``report``."""
        day = edition_date(self.built.edition)
        authors = self.built.facts.get("authors") or [self.words["author"]]
        report = call(
            "report",
            content(body),
            title=string(self.built.title),
            series=string(self.words["series"]),
            language=string(self.built.language),
            edition=string(self.edition),
            page_word=string(self.words["page"]),
            of_word=string(self.words["of"]),
            authors=array([string(author) for author in authors]),
            abstract=string(self.built.abstract[:300]),
            date=call("datetime", year=str(day.year), month=str(day.month), day=str(day.day)),
            **settings,
        )
        return (TEMPLATES / "report.typ").read_text("utf-8") + "\n#" + report + "\n"

    def cover(self) -> str:
        """Series, title, edition, what ran with other parameters, findings by verdict."""
        note = self.built.parameters_note
        counts = []
        for count, record in verdicts.tally(self.built.findings):
            counts += [
                self.badge(record),
                string(f"\N{NO-BREAK SPACE}{count}"),
                call("h", "12pt", weak="true"),
            ]
        tally = content(counts) if counts else None
        return call(
            "cover",
            series=string(self.words["series"]),
            title=string(self.built.title),
            edition=string(self.edition),
            notice=string(note) if note else "none",
            tally=tally or "none",
        )

    def badge(self, record: FindingRecord) -> str:
        """Symbol and word of a verdict."""
        colour = verdicts.INK[verdicts.tone(record)]
        return call(
            "badge",
            call("rgb", string(colour)),
            string(verdicts.icon(record.verdict or "", colour)),
            string(verdicts.word(record)),
        )

    # --- blocks ---------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        """One block; a table that fits no page is an error that names its cell."""
        try:
            writers: dict[type[Block], Callable[..., str]] = {
                Prose: self.prose,
                Figure: self.figure,
                Table: self.table,
                Finding: self.finding,
                Coverage: self.coverage,
            }
            return writers[type(block)](block)
        except pdf_table.TableError as error:
            name = getattr(block, "id", "in Markdown")
            raise NotebookError(
                f"{self.built.name}: cell {block.cell}",
                f"table {name} {error}",
                "Split it, or shorten its headings.",
            ) from None

    def prose(self, block: Prose) -> str:
        """Text of a notebook, or the answer."""
        parts = [
            self.markdown_table(token) if token["type"] == "table" else self.text.one(token)
            for token in block.tokens
        ]
        last = block.tokens[-1]
        if id(block) in self.leads and last["type"] == "paragraph" and len(plain([last])) < _LEAD:
            parts[-1] = call(
                "lead", parts[-1]
            )  # a line that opens a section does not stay behind without its table
        return (
            call("answer", string(self.words["answer"]), content(parts))
            if block.answer
            else content(parts)
        )

    def markdown_table(self, token: dict) -> str:
        """A table typed in Markdown."""
        head, body = token["children"]
        rows = [[plain(cell["children"]) for cell in row["children"]] for row in body["children"]]
        code, sideways = pdf_table.table(
            [plain(cell["children"]) for cell in head["children"]],
            rows,
            [cell["align"] for cell in head["children"]],
        )
        return call("page", code, flipped="true") if sideways else call("plain-table", code)

    def lines(self, block: Exhibit) -> str:
        """Note and source below a figure or table."""
        lines = []
        if block.note:
            lines.append(
                content([call("word", string(self.words["note"] + ": ")), prose(block.note)])
            )
        if block.source or block.references:
            cited = [string(" "), pdf_inline.numbers(block.references)] if block.references else []
            lines.append(
                content(
                    [call("word", string(self.words["source"] + ": ")), prose(block.source), *cited]
                )
            )
        return array(lines)

    def heading(self, block: Exhibit) -> list[str]:
        """Number, finding as title, and measure of a figure or table."""
        kind = self.words["figure" if isinstance(block, Figure) else "table"]
        subtitle = prose(block.subtitle) if block.subtitle else "none"
        return [string(f"{kind} {block.number}"), prose(block.title), subtitle]

    def figure(self, block: Figure) -> str:
        """A chart with its text as text."""
        code = call(
            "chart",
            *self.heading(block),
            string(block.alt),
            string(block.wide),
            self.lines(block),
        )
        return labelled(code, block.id)

    def table(self, block: Table) -> str:
        """A table, on its side where it is wide."""
        code, sideways = pdf_table.table(
            [column.label for column in block.columns],
            block.rows,
            [column.align for column in block.columns],
            self.inks(block),
            block.spoken,
        )
        code = call("exhibit", *self.heading(block), code, self.lines(block))
        parts = [mark(block.id), code]
        # A short table stays whole, so that its source line never stands alone on the next page.
        code = call("together", *parts) if _lines(block.rows) <= _SHORT else content(parts)
        return call("page", code, flipped="true") if sideways else code

    def inks(self, block: Table) -> list[list[str]]:
        """The colour of each cell: that of the verdict which it shows, or none."""
        return [
            [
                verdicts.INK.get(verdicts.of_cell(column.name, cell), "")
                for column, cell in zip(block.columns, row, strict=True)
            ]
            for row in block.rows
        ]

    def finding(self, block: Finding) -> str:
        """A finding with its verdict and what it rests on."""
        record = block.record
        colour = call("rgb", string(verdicts.INK[verdicts.tone(record)]))
        since = [call("h", "9pt"), call("small", string(verdicts.since(record)), size="9.2pt")]
        verdict = content([self.badge(record), *since]) if record.verdict else None
        claim = string(f"{self.words['claim']} {record.claim}") if record.claim else None
        number, because = string(f"{self.words['finding']} {block.number}"), record.because
        code = call(
            "finding",
            colour,
            number,
            claim,
            self.text(block.tokens),
            verdict,
            prose(because) if because else None,
            self.certainty(block),
            self.basis(block),
        )
        return content([mark(block.anchor), code])

    def certainty(self, block: Finding) -> str | None:
        """How sure we are of a finding, and why."""
        word = verdicts.certainty(block.record)
        if not word:
            return None
        return content([call("word", string(word + ".")), prose(" " + block.record.certainty_why)])

    def basis(self, block: Finding) -> str:
        """Kind of range, sources, assumptions and id of a finding."""
        record, parts = block.record, []
        if verdicts.ranged(record):
            parts.append(string(verdicts.uncertainty(record.uncertainty, record.level)))
        if block.references:
            parts.append(
                content([string(self.words["sources"] + " "), pdf_inline.numbers(block.references)])
            )
        if record.assumptions:
            links = pdf_inline.assumptions(record.assumptions)
            parts.append(content([string(self.words["assumptions"] + " "), links]))
        name, address = (
            call("raw", string(record.id)),
            messages.address(self.built, block.anchor),
        )
        name = call("link", string(address), name) if address else name
        parts.append(call("box", content([string(self.words["id"] + " "), name])))
        return content(
            [piece for part in parts for piece in (string("  \N{MIDDLE DOT}  "), part)][1:]
        )

    def coverage(self, block: Coverage) -> str:
        """What the tables hold."""
        return call("datasets", *[self.dataset(table) for table in block.tables])

    def dataset(self, dataset: Dataset) -> str:
        """What one table holds, and its warnings."""
        table = dataset.record
        counts = ", ".join(f"{label(word)}: {count}" for word, count in table.status.items())
        rows = f"{table.rows} ({counts})" if counts else str(table.rows)
        numbers = dataset.references
        cited = [string(" "), pdf_inline.numbers(numbers)] if numbers else []
        facts = [
            (self.words["period"], prose(messages.period(table.period))),
            (self.words["rows"], prose(rows)),
            (self.words["source"], content([prose(table.source), *cited])),
        ]
        warnings = [(warning.label, prose(warning.note)) for warning in table.warnings]
        return call(
            "dataset",
            string(table.title),
            prose(table.description) if table.description else None,
            *(
                array([array([string(term), body]) for term, body in pairs])
                for pairs in (facts, warnings)
            ),
        )

    # --- closing sections -----------------------------------------------------------------------------------------

    def section(self, anchor: str, title: str) -> str:
        """The heading of a closing section."""
        return labelled(call("heading", string(title), level="1"), anchor)

    def findings(self) -> list[str]:
        """The list of findings."""
        if not self.built.findings:
            return []
        rows = []
        for block in self.built.findings:
            verdict = self.badge(block.record) if block.record.verdict else "[]"
            ranged = verdicts.ranged(block.record)
            kind = (
                verdicts.uncertainty(block.record.uncertainty, block.record.level) if ranged else ""
            )
            kind = " \N{MIDDLE DOT} ".join(filter(None, [block.record.text, kind]))
            rows.append(
                array(
                    [
                        to(block.anchor, string(str(block.number))),
                        content(
                            [
                                self.text(block.brief),
                                call("kind-of-range", string(kind)) if kind else "",
                            ]
                        ),
                        verdict,
                    ]
                )
            )
        judged = any(block.record.verdict for block in self.built.findings)
        header = array(
            [
                string(self.words["number"]),
                string(self.words["finding"]),
                string(self.words["verdict"] if judged else ""),
            ]
        )
        return [
            self.section("report-findings", self.words["findings"]),
            call("findings-list", header, array(rows)),
        ]

    def assumptions(self) -> list[str]:
        """The assumptions cited."""
        rows = []
        for key, row in self.built.assumptions:
            rating = f"{self.words['quality']}: {row['quality']} \N{MIDDLE DOT} {self.words['impact']}: {row['impact']}"
            code = call(
                "assumption",
                string(key),
                prose(row["assumption"]),
                prose(row["why"]),
                string(f"{rating} \N{MIDDLE DOT} {row['rating']}"),
            )
            rows.append(content([mark(f"assumption-{key.lower()}"), code]))
        return (
            [self.section("report-assumptions", self.words["assumptions"]), *rows] if rows else []
        )

    def references(self) -> list[str]:
        """The references cited."""
        rows = [
            content([mark(f"ref-{item.number}"), pdf_inline.runs(item.runs)])
            for item in self.built.references
        ]
        return (
            [self.section("report-sources", self.words["sources"]), call("references", array(rows))]
            if rows
            else []
        )

    def entry(self, name: str, parts: list[str]) -> str:
        """A paragraph that opens with a word of ours."""
        return call("par", content([call("word", string(self.words[name] + ". ")), *parts]))

    def about(self) -> list[str]:
        """How to cite, what the series says of itself, how this was run."""
        cite = self.entry("cite", [prose(messages.citation(self.built))])
        lines = call("list", *[string(line) for line in messages.about()])
        changed = [string(f" ({self.words['changed']})")]
        values = [
            content([call("raw", string(f"{name}={value}")), *(changed if differs else [])])
            for name, value, differs in self.built.parameters
        ]
        values = [piece for value in values for piece in (string("; "), value)][1:]
        run = [self.entry("parameters", [*values, string(".")])] if values else []
        return [
            self.section("report-about", self.words["about"]),
            cite,
            lines,
            *run,
            *self.news(),
            self.made(),
        ]

    def news(self) -> list[str]:
        """What changed in this edition."""
        tokens = messages.changes()
        title = call("par", call("word", string(self.words["new"])))
        return [title, *map(self.text.one, tokens)] if tokens else []

    def made(self) -> str:
        """The hash of the data."""
        return call(
            "par", call("small", string(f"{self.words['data_hash']}: {self.built.data_hash}"))
        )

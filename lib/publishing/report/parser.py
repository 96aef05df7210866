"""Reads an executed notebook into a `Document`: first every cell in order, then every link, number and reference."""

import re
from typing import TypedDict

from nbformat import NotebookNode

from lib import paths, records
from lib.errors import NotebookError
from lib.files import digest
from lib.language import speaking, translate
from lib.publishing.report import markdown, references
from lib.publishing.report.document import (
    RESERVED,
    Coverage,
    Dataset,
    Document,
    Exhibit,
    Figure,
    Finding,
    Prose,
    Reference,
    Table,
)
from lib.publishing.report.markdown import MarkdownError, plain, walk
from lib.publishing.report.svg import sanitize
from lib.tables import package
from lib.tables import references as bibliography

WIDE, NARROW = "image/svg+xml", "application/vnd.series.narrow+svg"
_ID = re.compile(r"[A-Za-z][\w-]*")
_NAME = re.compile(r"[\w-]+")


class _Common(TypedDict):
    """What a figure and a table of a document share."""

    cell: str
    id: str
    number: int
    title: str
    subtitle: str
    note: str
    source: str
    references: list[int]
    csv: str
    holds: bool


def read(notebook: NotebookNode, name: str = "") -> Document:
    """The document of an executed notebook: numbered, linked and checked, in no format.

    Parameters
    ----------
    notebook : executed; its outputs carry ``metadata.report``, itself ``metadata.series`` where the series ran it
    name : what to call it where it has no ``metadata.series``

    Raises
    ------
    NotebookError : raw HTML, an image or a wrong link in Markdown; an unknown anchor, reference or assumption; an id
        that stands twice; a heading that skips a level; a chart without alt text or with more than a drawing in it;
        an output that no reader should see. Names the notebook and the cell.
    """
    series = notebook.metadata.get("series", {})
    code = series.get("language") or _started_in(notebook)
    with speaking(code):
        return Reader(series.get("name") or name or "notebook", code).read(notebook)


def _started_in(notebook: NotebookNode) -> str:
    """The language that the notebook itself set when it began."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("report", {})
            if record.get("kind") == "start":
                return record["language"]
    return "en"


class Reader:
    """Reads one notebook. Holds what is known so far: anchors, numbers, notes."""

    def __init__(self, name: str, language: str) -> None:
        self.document = Document(name, language, "")
        self.cell = ""
        self.anchors: dict[str, str] = dict.fromkeys(RESERVED, "")
        self.cited: dict[str, int] = {}
        self.citing: dict[int, list[str]] = {}  # place of a block -> ids of its references
        self.assumed: dict[str, str] = {}  # assumption id -> the cell that cites it first
        self.assumed_values: dict[str, object] = {}  # what the texts of assumptions name
        self.notes: dict[str, dict[int, list[dict]]] = {}
        self.numbered: dict[str, dict[int, int]] = {}
        self.counts = {"figure": 0, "table": 0, "finding": 0}
        self.level = 0

    def fail(self, what: str, do: str = "") -> NotebookError:
        """The error to raise: it names the notebook and the cell."""
        return NotebookError(f"{self.document.name}: cell {self.cell}", what, do)

    def read(self, notebook) -> Document:
        """The document of `notebook`."""
        self._facts(notebook)
        for cell in notebook.cells:
            self.cell = cell.get("id", "?")
            if cell.cell_type == "markdown":
                self._prose(cell.source)
            for output in cell.get("outputs", []) if cell.cell_type == "code" else []:
                self._output(output)
        if not self.document.title:
            raise NotebookError(
                self.document.name, "has no title", "Start it with a Markdown cell: # The question"
            )
        self._resolve()
        return self.document

    def _facts(self, notebook) -> None:
        facts = dict(notebook.metadata.get("series", {}))
        self.document.facts = facts
        self.document.edition = str(facts.get("edition") or package().version)
        self.document.as_of = str(facts.get("evidence_as_of") or package().evidence_as_of)
        package_hash = digest(paths.data() / "datapackage.json")
        self.document.data_hash = str(facts.get("data_hash") or package_hash)[:12]
        self.document.parameters_note = facts.get("parameters_note") or ""
        self.document.before, self.document.after = facts.get("before"), facts.get("after")
        for name in (
            self.document.name,
            *(n["name"] for n in (facts.get("before"), facts.get("after")) if n),
        ):
            if facts and not _NAME.fullmatch(name):  # these become addresses of links
                raise NotebookError(
                    "metadata.series",
                    f"names a report {name[:40]!r}",
                    "Run ./run reports again: it writes this record.",
                )

    # --- first pass: cells in order -------------------------------------------------------------------------------

    def _parse(self, source: str) -> list[dict]:
        try:
            tokens, notes = markdown.parse(source)
        except MarkdownError as error:
            raise self.fail(error.what, error.do) from None
        part = f"{self.cell}/{len(self.notes)}"
        self.notes[part] = notes
        for token in walk(tokens):
            if token["type"] == "footnote_ref":
                token["part"] = part
        return tokens

    def _prose(self, source: str) -> None:
        kept = []
        for token in self._parse(source):
            if token["type"] == "heading" and token["level"] == 1:
                self._title(token)
            else:
                if token["type"] == "heading":
                    self._heading(token)
                kept.append(token)
        if kept:
            self.document.blocks.append(Prose(self.cell, kept))

    def _title(self, token: dict) -> None:
        if self.document.title or self.level:
            raise self.fail(
                "a second level-1 heading, or one after the first section", "Use ## for sections."
            )
        self.document.title = plain(token["children"])
        self.level = 1

    def _heading(self, token: dict) -> None:
        text = plain(token["children"])
        if token["level"] > self.level + 1:
            raise self.fail(
                f"heading {text!r} skips from level {self.level} to {token['level']}",
                "Go down one level at a time; the title is level 1.",
            )
        self.level = token["level"]
        token["id"] = token["id"] or self._free(markdown.slugify(text))
        self._anchor(token["id"], text)
        self.document.contents.append((token["level"], text, token["id"]))

    def _free(self, slug: str) -> str:
        number, free = 2, slug
        while free in self.anchors:
            free, number = f"{slug}-{number}", number + 1
        return free

    def _anchor(self, anchor: str, text: str) -> None:
        if not _ID.fullmatch(anchor):
            raise self.fail(
                f"id {anchor!r} is not a plain word", "Use letters, digits and hyphens."
            )
        if anchor in self.anchors:
            raise self.fail(
                f"id {anchor!r} stands twice in this report",
                "Give every heading, figure and table its own.",
            )
        self.anchors[anchor] = text

    def _output(self, output) -> None:
        if output.output_type == "error":
            raise self.fail(
                f"failed: {output.ename}: {output.evalue}",
                "Run the notebook again before exporting it.",
            )
        if output.output_type == "stream" and output.name == "stderr":
            return
        record = output.get("metadata", {}).get("report")
        if not record:
            shown = "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
            raise self.fail(
                f"shows {shown.strip()[:40]!r}, which is not part of a report",
                "Show it with text, figure, table or finding; or end the line with a semicolon.",
            )
        self._show(self._checked(record), output.get("data", {}))

    def _checked(self, content: dict) -> records.Shown:
        if content.get("kind") not in records.KINDS:
            raise self.fail(f"shows an output of unknown kind {content.get('kind')!r}")
        try:
            return records.read_output(content)
        except records.RecordError as error:
            output = f"{content['kind']} {content.get('id', '')}".strip()
            raise self.fail(
                f"{output}: {error}",
                "Run the notebook again with this version of the series.",
            ) from None

    def _show(self, record: records.Shown, data: dict) -> None:
        match record:
            case records.Start():
                self._read_start(record)
            case records.Text():
                self._read_text(record)
            case records.Figure():
                self._read_figure(record, data)
            case records.Table():
                self._read_table(record, data)
            case records.Finding():
                self._read_finding(record)
            case records.Coverage():
                self._read_coverage(record)
            case records.Caption():
                pass  # only JupyterLab shows it

    def _read_start(self, record: records.Start) -> None:
        self.assumed_values = dict(record.assumed)
        parameters = record.parameters or self.document.facts.get("parameters") or {}
        changed = set(record.changed or self.document.facts.get("changed") or [])
        self.document.parameters = [
            (name, _shown(value), name in changed)
            for name, value in parameters.items()
            if name != "language"
        ]

    def _read_text(self, record: records.Text) -> None:
        tokens = self._parse(record.markdown)
        if any(token["type"] == "heading" for token in walk(tokens)):
            raise self.fail("text(...) holds a heading", "Put headings in Markdown cells.")
        self.document.blocks.append(Prose(self.cell, tokens, self.level < 2, record.holds))

    def _exhibit(self, record: records.Exhibit, kind: str, word: str, data: dict) -> _Common:
        self.counts[kind] += 1
        number = self.counts[kind]
        self._anchor(record.id, f"{word}\N{NO-BREAK SPACE}{number}")
        if not record.title.strip():
            raise self.fail(
                f"{record.id!r} has no title", "State the finding in at most ten words."
            )
        return _Common(
            cell=self.cell,
            id=record.id,
            number=number,
            title=record.title,
            subtitle=record.subtitle,
            note=record.note,
            source=record.source,
            references=self._to_be_numbered(record.references),
            csv=data.get("text/csv", ""),
            holds=record.holds,
        )

    def _to_be_numbered(self, keys: list[str]) -> list[int]:
        """The list that the second pass fills, for the block that comes next."""
        self.citing[len(self.document.blocks)] = list(keys)
        return []

    def _read_figure(self, record: records.Figure, data: dict) -> None:
        if not record.alt.strip():
            raise self.fail(
                f"figure {record.id!r} has no alt text", "Say in alt= what the chart shows."
            )
        drawings = {}
        for name, mime in (("wide", WIDE), ("narrow", NARROW)):
            if mime not in data:
                raise self.fail(f"figure {record.id!r} has no {mime}", "Draw it with figure(...).")
            try:
                drawings[name] = sanitize.clean(data[mime])
            except sanitize.SvgError as error:
                raise self.fail(
                    f"the drawing of figure {record.id!r} {error}", "Draw it with lib.charts."
                ) from None
        self.document.blocks.append(
            Figure(
                **self._exhibit(record, "figure", translate("Figure"), data),
                alt=record.alt,
                wide=drawings["wide"],
                narrow=drawings["narrow"],
            )
        )

    def _read_table(self, record: records.Table, data: dict) -> None:
        width = len(record.columns)
        if any(len(row) != width for row in record.rows):
            raise self.fail(f"table {record.id!r} has rows that do not have {width} cells")
        beside: dict[str, list] = {"links": record.links, "spoken": record.spoken}
        for name, entries in beside.items():
            if entries and len(entries) != len(record.rows):
                raise self.fail(
                    f"table {record.id!r} has {len(record.rows)} rows and {len(entries)} {name}"
                )
        first, *others = record.columns
        heading_of_rows = records.Column(name=first.name, label=first.label, align="left")
        self.document.blocks.append(
            Table(
                **self._exhibit(record, "table", translate("Table"), data),
                columns=[heading_of_rows, *others],
                rows=record.rows,
                links=record.links,
                spoken=list(record.spoken),
            )
        )

    def _read_finding(self, record: records.Finding) -> None:
        self.counts["finding"] += 1
        number = self.counts["finding"]
        self._anchor(f"finding-{record.id}", f"{translate('Finding')}\N{NO-BREAK SPACE}{number}")
        blocks = self._parse(record.markdown)
        if [block["type"] for block in blocks] != ["paragraph"]:
            raise self.fail(
                f"finding {record.id!r} is not one paragraph",
                "State it in one or two sentences.",
            )
        tokens = blocks[0]["children"]
        to_be_numbered = self._to_be_numbered(record.references)
        self.document.blocks.append(
            Finding(self.cell, record.id, number, tokens, record, to_be_numbered)
        )

    def _read_coverage(self, record: records.Coverage) -> None:
        datasets = [Dataset(table, []) for table in record.tables]  # the second pass numbers them
        self.document.blocks.append(Coverage(self.cell, datasets))

    # --- second pass: links, numbers, references ------------------------------------------------------------------

    def _resolve(self) -> None:
        for place, block in enumerate(self.document.blocks):
            self.cell = block.cell
            self._link(getattr(block, "tokens", []))
            if isinstance(block, Coverage):
                for dataset in block.tables:
                    dataset.references[:] = self._cite(dataset.record.references)
            elif isinstance(block, Exhibit | Finding):
                block.references[:] = self._cite(self.citing[place])
            if isinstance(block, Finding):
                self._assume(block.record.assumptions)
        self._list_assumptions()
        items = bibliography()
        self.document.references = [
            Reference(number, key, references.runs(items[key]))
            for key, number in self.cited.items()
        ]

    def _link(self, tokens: list[dict]) -> None:
        for token in walk(tokens):
            if token["type"] == "citation":
                token["numbers"] = self._cite(token["keys"])
            elif token["type"] == "assumption":
                self._assume(token["keys"])
            elif token["type"] == "footnote_ref":
                self._footnote(token)
            elif token["type"] == "link" and "notebook" not in token and "anchor" in token:
                self._cross_reference(token)

    def _cross_reference(self, token: dict) -> None:
        text = self.anchors.get(token["anchor"])
        if not text:
            known = ", ".join(anchor for anchor, words in self.anchors.items() if words) or "none"
            raise self.fail(
                f"link to #{token['anchor']}, which is not in this report", f"Known: {known}"
            )
        # In JupyterLab a link needs words to be seen; those that only repeat the anchor give way to the number.
        if plain(token["children"]) in ("", token["anchor"]):
            token["children"] = [{"type": "text", "raw": text}]

    def _cite(self, keys: list[str]) -> list[int]:
        for key in keys:
            if key not in bibliography():
                raise self.fail(f"cites {key!r}, which is not in data/references.json")
            self.cited.setdefault(key, len(self.cited) + 1)
        return sorted({self.cited[key] for key in keys})

    def _assume(self, keys: list[str]) -> None:
        for key in keys:
            self.assumed.setdefault(key, self.cell)

    def _footnote(self, token: dict) -> None:
        numbers = self.numbered.setdefault(token["part"], {})
        token["first"] = token["index"] not in numbers
        if token["first"]:
            note = self.notes[token["part"]][token["index"]]
            self.document.footnotes.append(note)
            numbers[token["index"]] = len(self.document.footnotes)
            self._link(note)
        token["number"] = numbers[token["index"]]

    def _list_assumptions(self) -> None:
        known = references.assumptions()
        for key in sorted(self.assumed, key=lambda key: int(key[1:])):
            if key not in known:
                self.cell = self.assumed[key]
                raise self.fail(f"cites the assumption {key}, which is not in docs/assumptions.md")
            try:
                assumption = references.filled(known[key], self.assumed_values)
            except NotebookError as error:
                self.cell = self.assumed[key]
                raise self.fail(f"cites the assumption {key}, but gives {error.what}") from None
            self.document.assumptions.append((key, assumption))


def _shown(value) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

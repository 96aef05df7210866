"""What a report is made of, in no format: blocks in reading order, and what they refer to.

All text is final: in the language of the report, filled with its values, and never markup. The writers (`html`, `pdf`)
read only this; `parser` makes it.
"""

from dataclasses import dataclass, field

from lib.publishing.report import spreadsheet
from lib.publishing.report.markdown import plain
from lib.records import Column, CoveredTable
from lib.records import Finding as FindingRecord

#: Ids that the writers use themselves, beside ``ref-1``, ``note-1``, ``finding-x`` and ``assumption-a1``.
RESERVED = (
    "main",
    "contents",
    "report-findings",
    "report-notes",
    "report-sources",
    "report-assumptions",
    "report-parameters",
    "report-about",
)


@dataclass(frozen=True)
class Block:
    """A piece of the report, and the cell that it comes from."""

    cell: str


@dataclass(frozen=True)
class Prose(Block):
    """Markdown tokens (see `markdown.TOKENS`); ``answer`` is what stands before the first section."""

    tokens: list[dict]
    answer: bool = False
    holds: bool = True


@dataclass(frozen=True)
class Exhibit(Block):
    """What figures and tables share: number, finding as title, measure as subtitle, note, source and data."""

    id: str
    number: int
    title: str
    subtitle: str
    note: str
    source: str
    references: list[int]
    csv: str
    holds: bool


@dataclass(frozen=True)
class Figure(Exhibit):
    """A chart: SVG for a wide page, on a screen or typeset, and for a phone."""

    alt: str
    wide: str
    narrow: str


@dataclass(frozen=True)
class Table(Exhibit):
    """A table of formatted cells; the first column is the header of its row.

    ``links``: where each row leads in the set of reports (``01-x.html#finding-y``), or None; empty without links.
    ``spoken``: the language of each row's last cell; empty where it is that of the report.
    """

    columns: list[Column]
    rows: list[list[str]]
    links: list[str | None]
    spoken: list[str]


@dataclass(frozen=True)
class Finding(Block):
    """A finding: its sentence as tokens, and the record that the notebook made of it."""

    id: str
    number: int
    tokens: list[dict]
    record: FindingRecord
    references: list[int]

    @property
    def anchor(self) -> str:
        """Where a permalink to this finding leads."""
        return f"finding-{self.id}"

    @property
    def brief(self) -> list[dict]:
        """Its tokens without footnotes, for where it is repeated."""
        return [token for token in self.tokens if token["type"] != "footnote_ref"]


@dataclass(frozen=True)
class Dataset:
    """What a table behind the report holds, as the notebook recorded it, and the numbers of its references."""

    record: CoveredTable
    references: list[int]


@dataclass(frozen=True)
class Coverage(Block):
    """What the tables behind a report hold."""

    tables: list[Dataset]


@dataclass(frozen=True)
class Reference:
    """A numbered reference and its runs of text (see `references.runs`)."""

    number: int
    id: str
    runs: list[tuple[str, str]]


@dataclass
class Document:
    """One report. `contents` holds (level, text, id); `parameters` holds (name, value, changed).

    `before` and `after` are the reports beside it in the series: name and title.
    """

    name: str
    language: str
    title: str
    edition: str = ""
    as_of: str = ""
    parameters_note: str = ""
    data_hash: str = ""
    facts: dict = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    assumptions: list[tuple[str, dict]] = field(default_factory=list)
    footnotes: list[list[dict]] = field(default_factory=list)
    parameters: list[tuple[str, str, bool]] = field(default_factory=list)
    before: dict | None = None
    after: dict | None = None

    @property
    def findings(self) -> list[Finding]:
        """The findings in reading order."""
        return [block for block in self.blocks if isinstance(block, Finding)]

    @property
    def abstract(self) -> str:
        """The answer in plain text, for what shows a report in a list; the title where there is none."""
        answer = next(
            (block for block in self.blocks if isinstance(block, Prose) and block.answer), None
        )
        return plain(answer.tokens) if answer else self.title

    @property
    def exhibits(self) -> list[Exhibit]:
        """The figures and tables in reading order."""
        return [block for block in self.blocks if isinstance(block, Exhibit)]

    def data_path(self, exhibit: Exhibit) -> str:
        """Where the data of a figure or table lie, seen from the report."""
        return f"data/{self.name}-{exhibit.id}.csv"

    def data_files(self) -> dict[str, str]:
        """File name, seen from the report -> CSV text, for every figure and table that has data."""
        return {
            self.data_path(exhibit): spreadsheet.guarded(exhibit.csv)
            for exhibit in self.exhibits
            if exhibit.csv
        }

    @property
    def compact(self) -> bool:
        """True for the brief, which shows the same blocks in little room."""
        return self.facts.get("layout") == "brief"

    @property
    def in_series(self) -> bool:
        """True where the report was made by a run of the series, so that its neighbours exist."""
        return bool(self.facts)

"""The evidence audit: what was gathered for the series, and what of it stands in ``data/``, row by row.

The gathered evidence is working material and no part of the repository; who has it runs

    python -m lib.publishing.checks.evidence FOLDER

which writes ``docs/evidence-audit.csv`` and its summary ``docs/evidence-audit.md``. A gathered row is *used* where a
row of ``data/`` has its source, its place and year, and its value in any power of ten. Every other row needs a reason
out of `REASONS`, by the rules of ``docs/evidence-reasons.csv``, the first that fits. Belongs here: comparing and
writing. Does not: what the result must satisfy without the evidence, which is ``tests/data/test_evidence_audit.py``.
"""

import csv
import io
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import asdict

from lib import files, paths, strict_csv, tables
from lib.typed import Entry

AUDIT = paths.DOCS / "evidence-audit.csv"
SUMMARY = paths.DOCS / "evidence-audit.md"
REGISTER = paths.DOCS / "evidence-reasons.csv"
COLUMNS = (
    "gathered",
    "measure",
    "place",
    "period",
    "source",
    "value",
    "rows",
    "flag",
    "table",
    "reason",
    "why",
)
#: A rule of the register: patterns as of file names, then the reason and its words.
PATTERNS = ("gathered", "measure", "place", "period", "source", "value", "note")
Reason = Literal[
    "other_place_or_period",
    "other_question",
    "duplicate",
    "do_not_use",
    "superseded",
    "licence",
    "derived",
    "in_a_sum",
    "rival_not_taken",
]
#: Why a gathered row does not stand in data/.
REASONS: dict[Reason, str] = {
    "other_place_or_period": "of another place or period than any question asks",
    "other_question": "answers a question that the series does not ask",
    "duplicate": "the same figure stands in data/ from another text",
    "do_not_use": "its own note says that it must not be used, or is doubtful",
    "superseded": "a later release or count of the same producer took its place",
    "licence": "its licence allows only the few values that a figure needs",
    "derived": "computed by us or by a text from figures that stand in data/",
    "in_a_sum": "stands in data/ as a part of a sum",
    "rival_not_taken": "a rival figure that was not taken, for the reason given",
}
Cell = Annotated[str, Meta(max_length=400, description="a text of at most 400 characters")]


class Rule(Entry, frozen=True, kw_only=True):
    """A row of the register: the patterns that a gathered row fits, and why such a row is left out."""

    gathered: Cell
    measure: Cell
    place: Cell
    period: Cell
    source: Cell
    value: Cell
    note: Cell
    reason: Reason
    why: Cell


#: What a gathered note says of its row, as we carry it on.
FLAGS = {
    "do_not_use": re.compile(
        r"\bdo not use\b|must not be used|not used; never|not traceable", re.I
    ),
    "doubtful": re.compile(r"\bdoubtful\b|in doubt|low[- ]quality|definition unclear", re.I),
}
#: How a row of data/ carries a doubt on: in its note, or in one of these columns.
_CARRIED_NOTE = re.compile(r"\bdoubtful\b", re.IGNORECASE)
_CARRIED_CELLS = {"suspect": "true", "is_suspect": "true", "scope": "wider"}
#: Topics of data/ that a gathered topic serves; what was gathered later, for the news, serves all.
_SERVES = {
    "justice": ("justice", "laundering", "cocaine", "common"),
    "supply": ("cocaine", "common", "justice"),
    "aid": ("aid", "common"),
}
_NEWS = "news"
#: Gathered tables of one source whose numbers would also fit a neighbour's.
_ONLY = {
    "aid/us_aid_country_year": (
        "aid/us_country_years",
        "aid/us_releases",
        "aid/us_obligation_releases",
    ),
    "aid/us_aid_vintages": ("aid/us_releases",),
    "aid/us_greenbook_accounts_ecu_col_mex_per": ("aid/us_accounts",),
    "justice/recorded_money_laundering": ("laundering/recorded_offences",),
    "supply/cocaine_seizures_by_form_selected": ("cocaine/seizures_by_form",),
    "supply/ids_cocaine_by_seizing_and_departure_country_2011_2016": ("cocaine/departure_flows",),
    "supply/ids_departure_ecuador_cases_2011_2016": ("cocaine/departure_cases",),
    "supply/ids_ecuador_domestic_cases_ge1kg_2012_2015": ("cocaine/seizure_cases",),
    "supply/ids_ecuador_seizures_breakdown_2012_2015": (),
    "supply/ecuador_homicides_province_year_2014_2025": (),
    "supply/ecuador_homicides_canton_2025_jan_nov": (),
}
#: Columns that say when; what they hold is no value.
_WHEN = frozenset(
    "year year_end fiscal_year period period_start period_end year_start month date as_of counted_on"
    " released announced years last_month assessed approved expires in_force_from since newest_year"
    " vintage".split()
)
_NO_VALUE = frozenset(
    "source source_id status read note quote unit iso3 case is_unodc_estimate".split()
)
#: Thousands and millions, tonnes and kilograms, percent and shares.
_POWERS = (0, 3, -3, 6, -6, 2, -2, 9, -9)
#: Gathered tables up to this size are listed row by row where used or rival.
_SMALL = 700
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_SHOWN = 160


@dataclass
class Held:
    """A row of data/: its table, line, and what a gathered row must share with it."""

    table: str
    line: int
    cells: dict[str, str]
    numbers: list[tuple[float, float]]
    years: set[int]
    matched: bool = False


@dataclass
class Gathered:
    """A row of the gathered evidence, and the rows of data/ that hold it."""

    name: str
    cells: dict[str, str]
    numbers: list[float]
    years: set[int]
    held: list[Held] = field(default_factory=list)

    def text(self, column: str) -> str:
        """What a rule matches, by the name of a pattern."""
        if column == "gathered":
            return self.name
        if column == "place":
            return place(self.cells)
        if column == "period":
            return period(self.cells)
        if column == "source":
            return self.cells.get("source_id", "")
        if column == "value":
            return value(self.cells)
        return self.cells.get(column) or ""


def place(cells: dict[str, str]) -> str:
    """Where a gathered row is about: the most particular of its columns."""
    for column in ("province", "port", "entity", "place", "study", "seizing_country", "origin"):
        if cells.get(column):
            return cells[column]
    return cells.get("iso3") or ""


def period(cells: dict[str, str]) -> str:
    """When a gathered row is about."""
    for column in ("year", "period", "date"):
        if cells.get(column):
            month = cells.get("month")
            return f"{cells[column]}-{int(month):02d}" if month else cells[column]
    ends = [cells.get("period_start") or "", cells.get("period_end") or ""]
    return "/".join(dict.fromkeys(end for end in ends if end))


def value(cells: dict[str, str]) -> str:
    """The number of a gathered row as it is written there."""
    for column in ("value", "estimate", "homicides", "population", "kg", "sea_distance_km"):
        if cells.get(column):
            return cells[column]
    ends = [cells.get("value_low") or "", cells.get("value_high") or ""]
    return " to ".join(dict.fromkeys(end for end in ends if end))


def flag(note: str) -> str:
    """What a gathered note says of its row, by the name of a flag; empty where it says nothing of the kind."""
    return next((name for name, pattern in FLAGS.items() if pattern.search(note)), "")


def carries_doubt(cells: dict[str, str]) -> bool:
    """Whether a row of data/ says that it is doubtful."""
    in_cell = any(cells.get(name) == value for name, value in _CARRIED_CELLS.items())
    return in_cell or bool(_CARRIED_NOTE.search(cells.get("note") or ""))


# Reading


def held_rows() -> dict[str, list[Held]]:
    """Source -> rows of data/ that cite it."""
    by_source: dict[str, list[Held]] = defaultdict(list)
    for resource in tables.package().resources:
        header, rows = strict_csv.read(paths.data() / resource.path)
        if "source" not in header:
            continue
        for line, row in rows:
            cells = dict(zip(header, row, strict=True))
            held = Held(resource.name, line, cells, written_numbers(cells), years(cells))
            by_source[cells["source"]].append(held)
    return by_source


def written_numbers(cells: dict[str, str]) -> list[tuple[float, float]]:
    """Each number of a row of data/, with half a unit of its last digit where it has decimals."""
    numbers = []
    for name, cell in cells.items():
        number = None if name in _WHEN or name in _NO_VALUE else _number(cell)
        if number is not None:
            decimals = len(cell.partition(".")[2]) if "e" not in cell.lower() else 0
            numbers.append((number, 0.5 * 10**-decimals if decimals else 0.0))
    return numbers


def years(cells: dict[str, str]) -> set[int]:
    """The years that the columns of time name."""
    named = " ".join(cell for name, cell in cells.items() if name in _WHEN and cell)
    return {int(year) for year in _YEAR.findall(named)}


def _number(cell: str | None) -> float | None:
    try:
        return float(cell or "")
    except ValueError:
        return None


def gathered_rows(folder: Path) -> Iterator[Gathered]:
    """Every row of the gathered tables, those of sources and of maps left out."""
    for file in sorted(folder.glob("*/*.csv")):
        if file.name == "sources.csv" or file.parent.name == "maps":
            continue
        topic = file.parent.name if file.parent.name in _SERVES else _NEWS
        name = f"{topic}/{file.stem}"
        header, rows = strict_csv.read(file)
        for _, row in rows:
            cells = dict(zip(header, row, strict=True))
            numbers = [
                number
                for column, cell in cells.items()
                if column not in _WHEN and column not in _NO_VALUE
                for number in [_number(cell)]
                if number is not None
            ]
            yield Gathered(name, cells, numbers, years(cells))


def sources_of(folder: Path) -> dict[tuple[str, str], set[str]]:
    """(topic, id of a gathered source) -> ids of references that are the same: by address, or by the end of the id."""
    by_address = defaultdict(set)
    by_end = defaultdict(set)
    for identifier, reference in tables.references().items():
        if reference.url:
            by_address[_address(reference.url)].add(identifier)
        parts = identifier.split("-")
        for start in range(len(parts)):
            by_end["-".join(parts[start:])].add(identifier)
    same: dict[tuple[str, str], set[str]] = {}
    for file in sorted(folder.rglob("sources.csv")):
        header, rows = strict_csv.read(file)
        for _, row in rows:
            cells = dict(zip(header, row, strict=True))
            ids = by_end[_slug(cells["source_id"])] | by_address.get(_address(cells["url"]), set())
            topic = cells["topic"] if file.parent == folder else _NEWS
            same.setdefault((topic, cells["source_id"]), set()).update(ids)
    return same


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[/#?]+$", "", url.strip().lower())


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# Comparing


def match(folder: Path) -> tuple[list[Gathered], list[Held]]:
    """Gathered rows with the rows of data/ that hold them, and all rows of data/."""
    by_source = held_rows()
    same = sources_of(folder)
    rows = list(gathered_rows(folder))
    for row in rows:
        topic = row.name.partition("/")[0]
        source_id = row.cells.get("source_id", "")
        # A table that was renewed later cites sources of the news.
        known = same.get((topic, source_id)) or same.get((_NEWS, source_id), set())
        for source in known:
            for held in by_source.get(source, []):
                if _serves(row.name, held.table) and _is_same(row, held):
                    row.held.append(held)
                    held.matched = True
    return rows, [held for of_source in by_source.values() for held in of_source]


def _serves(gathered: str, table: str) -> bool:
    if gathered in _ONLY:
        return table in _ONLY[gathered]
    topics = _SERVES.get(gathered.partition("/")[0])
    return topics is None or table.partition("/")[0] in topics


def _is_same(row: Gathered, held: Held) -> bool:
    for column in ("iso3", "month"):
        ours, theirs = held.cells.get(column), row.cells.get(column)
        if ours and theirs and ours != theirs and "-" not in ours:
            return False
    theirs = _province(row.cells.get("province") or "")
    ours = held.cells.get("province")
    if ours and theirs and ours != theirs:
        return False
    if row.years and held.years and not row.years & held.years:
        return False
    if not row.numbers or not held.numbers:  # a date, or words
        return True
    return any(_fits(number, held.numbers) for number in row.numbers)


def _province(name: str) -> str:
    """A province as data/ names it; empty where none was reported."""
    bare = re.sub(r"\(d\.m\. .*\)|^francisco de |de los tsachilas", "", name.lower())
    return _slug(re.sub(r"\(not reported\)", "", bare)).replace("-", "_")


def _fits(number: float, written: list[tuple[float, float]]) -> bool:
    """Whether a number stands among those of a row of data/, in some power of ten and rounded as it is there."""
    for power in _POWERS:
        scaled = number * 10.0**power
        for ours, tolerance in written:
            if power and ours == 0:
                continue
            if abs(scaled - ours) <= max(1.0001 * tolerance, 1e-9 * abs(ours)):
                return True
    return False


# Reasons


def register() -> list[dict[str, str]]:
    """The rules, in their order.

    Raises
    ------
    DataError : a file of another form, a reason that is not known
    """
    return [asdict(rule) for rule in strict_csv.records(REGISTER, Rule)]


def reason(row: Gathered, rules: list[dict[str, str]]) -> tuple[str, str]:
    """Reason and words of the first rule that fits; both empty where none does. An empty pattern fits anything."""
    for rule in rules:
        if all(
            fnmatchcase(row.text(name).lower(), rule[name].lower())
            for name in PATTERNS
            if rule[name]
        ):
            return rule["reason"], rule["why"]
    return "", ""


# Writing


def lines(rows: Iterable[Gathered], rules: list[dict[str, str]]) -> list[dict[str, str]]:
    """The audit: one line a row where it is used or a rival in a small table, else one line for rows of one fate."""
    rows = list(rows)
    size = Counter(row.name for row in rows)
    single = []
    grouped: dict[tuple, list[Gathered]] = defaultdict(list)
    for row in rows:
        why, words = ("", "") if row.held else reason(row, rules)
        fate = (why, words, _tables(row), flag(row.cells.get("note") or ""))
        is_told_apart = bool(row.held) or why in ("rival_not_taken", "do_not_use", "")
        if size[row.name] <= _SMALL and is_told_apart:
            single.append(_line([row], fate))
        else:
            key = (row.name, row.cells.get("measure") or "", row.text("source"), *fate)
            grouped[key].append(row)
    together = [_line(of_fate, key[3:]) for key, of_fate in grouped.items()]
    return sorted(single + together, key=lambda line: [line[name] for name in COLUMNS])


def _tables(row: Gathered) -> str:
    return "+".join(sorted({held.table for held in row.held}))


def _sources(row: Gathered) -> str:
    return "+".join(sorted({held.cells["source"] for held in row.held}))


def _line(rows: list[Gathered], fate: tuple[str, ...]) -> dict[str, str]:
    why, words, table, flagged = fate
    first = rows[0]
    places = sorted({row.text("place") for row in rows})
    periods = sorted({row.text("period") for row in rows})
    return {
        "gathered": first.name,
        "measure": first.cells.get("measure") or "",
        "place": places[0] if len(places) == 1 else f"{len(places)} places",
        "period": periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}",
        "source": _sources(first) or first.text("source"),
        "value": first.text("value") if len(rows) == 1 and why != "licence" else "",
        "rows": str(len(rows)),
        "flag": flagged,
        "table": table,
        "reason": why,
        "why": words,
    }


def as_csv(audit: list[dict[str, str]]) -> str:
    """The audit as the text of its file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(audit)
    return text.getvalue()


def summary(audit: list[dict[str, str]]) -> str:
    """The audit by gathered table and reason, as Markdown."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in audit:
        counts[line["gathered"]][line["reason"] or "used"] += int(line["rows"])
    total: Counter[str] = sum(counts.values(), Counter())
    shown = ["used", *(reason for reason in REASONS if total[reason])]
    head = ["gathered table", "rows", *(word.replace("_", " ") for word in shown)]
    body = [
        [name, str(sum(count.values())), *(str(count[word] or "") for word in shown)]
        for name, count in sorted(counts.items())
    ]
    foot = ["**all**", str(sum(total.values())), *(str(total[word] or "") for word in shown)]
    table = [head, ["---", *("---:" for _ in head[1:])], *body, foot]
    drawn = "\n".join("| " + " | ".join(cells) + " |" for cells in table)
    meanings = "\n".join(
        f"- *{code.replace('_', ' ')}*: {words}." for code, words in REASONS.items() if total[code]
    )
    return (
        "# Evidence audit\n\n"
        "Every row that was gathered for the series, and what became of it. A row is *used* where a row of `data/`\n"
        "has its source, place, year and value. What is not used has a reason; which row has which stands in\n"
        "[evidence-audit.csv](evidence-audit.csv), and the rules by which reasons are given in\n"
        "[evidence-reasons.csv](evidence-reasons.csv). The gathered tables themselves are working material and no\n"
        "part of the repository. Written by `python -m lib.publishing.checks.evidence`; a test reads it.\n\n"
        f"{meanings}\n\n{drawn}\n"
    )


def main(folder: Path, *, show: bool = False) -> int:
    """Write the audit of a folder of gathered evidence; 1 where a row has no reason."""
    rows, held = match(folder)
    audit = lines(rows, register())
    files.write_text(AUDIT, as_csv(audit))
    files.write_text(SUMMARY, summary(audit))
    open_lines = [line for line in audit if not line["table"] and not line["reason"]]
    for line in open_lines if show else open_lines[:_SHOWN]:
        print(" | ".join(line[name] for name in COLUMNS[:7]))
    print(f"{len(open_lines)} lines without a reason")
    unmatched = Counter(row.table for row in held if not row.matched)
    for table, count in sorted(unmatched.items()):
        print(f"{table}: {count} rows of data that no gathered row holds")
    return 1 if open_lines else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), show="--all" in sys.argv))

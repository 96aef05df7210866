"""The words of a report that no notebook writes, in the language in use. Both writers take them from here."""

import re
from functools import cache

from lib import paths, strict_yaml
from lib.errors import DataError
from lib.language import format_value, translate
from lib.publishing.report import changelog
from lib.publishing.report.document import Document
from lib.tables import Reference, references

#: Publishers a finding that a short list of sources names.
_MAIN = 2


def words() -> dict[str, str]:
    """Name -> word or sentence."""
    return {
        "series": translate("Ecuador's security crisis: the evidence"),
        "kicker": translate("Evidence report"),
        "skip": translate("Skip to content"),
        "contents": translate("Contents"),
        "answer": translate("In short"),
        "figure": translate("Figure"),
        "table": translate("Table"),
        "finding": translate("Finding"),
        "findings": translate("Findings"),
        "note": translate("Note"),
        "notes": translate("Notes"),
        "source": translate("Source"),
        "sources": translate("Sources"),
        "assumptions": translate("Assumptions"),
        "parameters": translate("How this report was run"),
        "about": translate("About this report"),
        "about_series": translate("About this series"),
        "read_in": translate("Read in English"),
        "claim": translate("Claim"),
        "number": translate("No."),
        "verdict": translate("Verdict"),
        "author": translate("Contributors to the series"),
        "quality": translate("evidence"),
        "impact": translate("weight"),
        "edition": translate("Edition"),
        "as_of": translate("evidence as of"),
        "page": translate("Page"),
        "of": translate("of"),
        "period": translate("Period"),
        "rows": translate("Rows"),
        "licence": translate("Licence"),
        "changed": translate("changed"),
        "download": translate("Data (CSV)"),
        "pdf": translate("PDF"),
        "all_reports": translate("All reports"),
        "languages": translate("Languages"),
        "open_finding": translate("How we know"),
        "standfirst": translate(
            "An article describes Ecuador's security crisis with many numbers. We recompute each from "
            "public data, say how sure one can be, and say what holds and what does not."
        ),
        "data_hash": translate("Hash of the data (SHA-256)"),
        "permalink": translate("Link to this finding"),
        "back": translate("Back to the text"),
        "id": translate("Id"),
        "cite": translate("How to cite"),
        "as_data": translate("All findings and all claims as data"),
        "headlines": translate("What the evidence says"),
        "reports": translate("The reports"),
        "before": translate("Previous report"),
        "after": translate("Next report"),
        "new": translate("What changed in edition {edition}").format(edition=changelog.newest()[0]),
        "glossary": translate("Glossary"),
        "dictionary": translate("Data dictionary"),
        "glossary_about": translate(
            "The terms that these reports use, in English and Spanish, as courts, financial "
            "intelligence units and statistical offices use them."
        ),
        "corrections": translate("Corrections"),
        "whats_new": translate("What is new"),
        "no_range": translate("No range computed"),
        "moved": translate("This report has moved"),
        "moved_to": translate("It had another address in an earlier edition. Read it here:"),
    }


def about() -> list[str]:
    """What every report says of itself, one sentence each."""
    return [
        translate(
            "Every number is computed when the report is built, from the data tables and the parameters of the "
            "notebooks; no number is typed into the text."
        ),
        translate(
            "The authors of this series have no affiliation with the authors of the article that it examines."
        ),
        translate(
            "Only institutions and cases are named; an investigation or a charge is not a conviction."
        ),
        translate(
            "Written by the contributors to the series; CITATION.cff in the repository says whom to cite."
        ),
        translate(
            "Questions and errors: open an issue in the repository and name the report and the finding. "
            "What was wrong, and since when it is right, stands in docs/corrections.md."
        ),
        *(
            [translate("The repository: {address}").format(address=published()["repository-code"])]
            if published().get("repository-code")
            else []
        ),
        translate("A finding keeps its name, and so its link, from one edition to the next."),
        translate("Text and figures: CC BY 4.0. Code: MIT. Data: the licence of each source."),
    ]


@cache
def published() -> dict[str, str]:
    """Where the series lives, as ``CITATION.cff`` says: ``url`` of the reports and ``repository-code``, where known."""
    file = paths.ROOT / "CITATION.cff"
    stated = strict_yaml.read(file) if file.exists() else {}
    if not isinstance(stated, dict):
        raise DataError(paths.relative(file), "is no mapping of names to values")
    return {
        key: str(stated[key]).rstrip("/")
        for key in ("url", "repository-code")
        if re.fullmatch(r"https?://[^\s<>\"]+", str(stated.get(key, "")))
    }


def address(document: Document, anchor: str = "") -> str:
    """The address of a report, or of a place in it, that stays from edition to edition; empty where none is known."""
    base = published().get("url", "")
    return (
        f"{base}/{document.language}/{document.name}.html" + (f"#{anchor}" if anchor else "")
        if base
        else ""
    )


def changes() -> list[dict]:
    """What changed in the newest edition, as tokens; the index, the reports and the brief repeat it."""
    return changelog.tokens(changelog.newest()[1])


def period(interval: str) -> str:
    """A period of the data package (``2014/2022``, ``2020-01/2025-11``) as a reader writes it."""
    ends = interval.split("/")
    if not all(re.fullmatch(r"\d{4}(-\d\d){0,2}", end) for end in ends):
        return interval
    dash = "\N{EN DASH}" if all(len(end) == 4 for end in ends) else " \N{EN DASH} "
    return dash.join(format_value(end, "date") for end in ends)


def edition(edition_name: str, as_of: str) -> str:
    """The edition line of a cover."""
    parts = [
        f"{translate('Edition')} {edition_name}" if edition_name else "",
        f"{translate('evidence as of')} {format_value(as_of, 'date')}" if as_of else "",
    ]
    return " \N{MIDDLE DOT} ".join(filter(None, parts))


def endings(document: Document) -> dict[str, str]:
    """The sections that close a report, where it has them: id -> title, in order."""
    found = {
        "report-findings": (document.findings, translate("Findings")),
        "report-notes": (document.footnotes, translate("Notes")),
        "report-assumptions": (document.assumptions, translate("Assumptions")),
        "report-sources": (document.references, translate("Sources")),
        "report-about": (True, translate("About this report")),
    }
    return {anchor: title for anchor, (present, title) in found.items() if present}


def publishers(document: Document) -> str:
    """The main publishers behind the findings of a document: two a finding, each once, and how many more there are."""
    cited = [
        [references()[document.references[n - 1].id] for n in finding.references]
        for finding in document.findings
    ]
    names = [
        list(dict.fromkeys(filter(None, (_publisher(item) for item in items)))) for items in cited
    ]
    shown = list(dict.fromkeys(name for each in names for name in each[:_MAIN]))
    more = len({name for each in names for name in each} - set(shown))
    line = ", ".join(shown)
    return translate("{names} and {n} more").format(names=line, n=more) if more else line


def _publisher(item: Reference) -> str:
    """The institution that an author is; persons are not named, their publisher is."""
    return (item.author[0].literal if item.author else "") or item.publisher


def citation(document: Document) -> str:
    """How to cite a report, in one line."""
    authors = ", ".join(document.facts.get("authors", [])) or words()["author"]
    title = document.title if document.title.endswith(("?", "!")) else document.title + "."
    line = (
        f"{authors} ({document.edition[:4] or translate('no date')}). {title} {words()['series']}"
    )
    line += f", {translate('Edition').lower()} {document.edition}." if document.edition else "."
    return f"{line} {address(document)}".rstrip()

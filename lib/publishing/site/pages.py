"""The pages beside the reports: index of each language, choice between them, glossary, corrections, news, moved.

The last say where a report of another name has gone.
"""

from pathlib import Path

from lib import files
from lib.language import speaking
from lib.publishing.site import archive, brief, findings
from lib.publishing.site.reports import Report, title_in_use

#: Pages beside the reports, one set a language.
PAGES = ("glossary.html", "corrections.html", "whats-new.html")
#: The page of the data dictionary, which is made of the tables.
DATA = "data.html"


def write_index(
    folder: Path,
    language: str,
    reports: list[Report],
    *,
    formats: tuple[str, ...],
    brief_files: dict[str, Path],
    headlines: list[str],
    languages: list[str],
) -> None:
    """Write the index of one language.

    Parameters
    ----------
    folder : of the pages of that language
    reports : in the order in which they are listed; their pages have been written
    brief_files : format -> brief; empty where the set has none
    headlines : names of the findings that lead, ``notebook#id``
    languages : those of the set

    Raises
    ------
    UsageError : a headline that no notebook has
    """
    from lib.publishing.report.html import exporter as html

    with speaking(language):
        entries = [_report_entry(report, formats) for report in reports]
        if brief_files:
            entries.insert(0, _brief_entry(brief_files))
        by_name = {
            f"{finding.notebook}#{finding.id}": finding
            for report in reports
            for finding in report.read_findings()
        }
        leading = findings.headlines(by_name, headlines)
        page = html.index(language, entries, leading, languages, archive.dataset(language))
    files.write_text(folder / "index.html", page)


def _report_entry(report: Report, formats: tuple[str, ...]) -> dict:
    """What the index says of one notebook: its question, its answer, where to read it."""
    import nbformat

    notebook = nbformat.read(report.finished, as_version=4)
    pages = {form: report.page(form) for form in formats}
    return {
        "name": report.name,
        "title": notebook.metadata.series.title,
        "summary": _first_text(notebook),
        "n_findings": len(report.read_findings()),
        **_links(pages),
    }


def _first_text(notebook) -> str:
    """The answer: the first text that a notebook shows, as Markdown; empty where it shows none."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("report", {})
            if record.get("kind") == "text":
                return record["markdown"]
    return ""


def _brief_entry(pages: dict[str, Path]) -> dict:
    """What the index says of the brief."""
    count = brief.count()
    return {
        "name": brief.NAME,
        "title": brief.title(),
        "summary": brief.rule(count),
        "n_findings": count,
        **_links(pages),
    }


def _links(pages: dict[str, Path]) -> dict:
    """Addresses of a report by format, seen from the index, and the size of its PDF; None where it has none."""
    pdf = pages.get("pdf")
    return {
        "html": pages["html"].name if "html" in pages else None,
        "pdf": pdf.name if pdf else None,
        "size_kb": pdf.stat().st_size // 1024 if pdf and pdf.exists() else None,
    }


def style_files(folder: Path) -> list[Path]:
    """The style sheet of a set and its typefaces, below the folder of all its pages."""
    from lib.publishing.report.html import style

    return [folder / style.FOLDER / name for name in style.NAMES]


def write_style(folder: Path) -> None:
    """Write the style sheet of a set and its typefaces, which all pages share."""
    from lib.publishing.report.html import style

    for name, content in style.files().items():
        files.write_bytes(folder / style.FOLDER / name, content)


def write_chooser(folder: Path, languages: list[str]) -> None:
    """Write the first page of the set: which language to read."""
    from lib.publishing.report.html import exporter as html

    files.write_text(folder / "index.html", html.chooser(languages))


def write_beside(folder: Path, language: str, languages: list[str]) -> None:
    """Write the pages beside the reports of one language, see `PAGES`."""
    from lib import tables
    from lib.publishing.report.html import exporter as html

    terms = []
    if "glossary" in tables.names():
        terms = tables.read(tables.resource("glossary")).to_dict("records")
    files.write_text(folder / "glossary.html", html.glossary(language, terms, languages))
    files.write_text(folder / "corrections.html", html.corrections(language, languages))
    files.write_text(folder / "whats-new.html", html.news(language, languages))


def write_dictionary(folder: Path, language: str, languages: list[str]) -> None:
    """Write the data dictionary of one language."""
    from lib.publishing.report.html import exporter as html
    from lib.publishing.site import dictionary

    entries = dictionary.entries(language)
    with speaking(language):
        about, words = dictionary.about(), dictionary.words()
    page = html.dictionary(language, entries, about=about, words=words, languages=languages)
    files.write_text(folder / DATA, page)


def moved(folder: Path, renamed: dict[str, str]) -> list[Path]:
    """Pages that stand where a report of another name stood in an earlier edition.

    Parameters
    ----------
    renamed : name of old -> name of today
    """
    return [folder / f"{old}.html" for old in renamed]


def write_moved(
    folder: Path,
    language: str,
    renamed: dict[str, str],
    *,
    titles: dict[str, str],
    form: str,
    languages: list[str],
) -> None:
    """Write, for each report that had another name in an earlier edition, a page that leads to it.

    Parameters
    ----------
    renamed : name of old -> name of today
    titles : name of today -> first heading, as it is written in the notebook
    form : of the report that the page leads to, ``html`` or ``pdf``
    """
    from lib.publishing.report.html import exporter as html

    for old, new in renamed.items():
        with speaking(language):
            title = title_in_use(titles[new])
            page = html.moved(language, old, f"{new}.{form}", title, languages)
        files.write_text(folder / f"{old}.html", page)

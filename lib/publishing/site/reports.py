"""One report of the set: the executed notebook with the record of its run, its pages, and the data behind them.

What shows several reports stands in `pages`, what is said of all findings in `findings`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from lib import files, records
from lib.errors import NotebookError
from lib.language import speaking, translate_markdown


@dataclass(frozen=True, kw_only=True)
class Report:
    """One notebook in one language, and where its files are.

    Parameters
    ----------
    executed : the notebook as it was executed
    finished : the same with the record of the run that it is published with
    findings : its findings, a JSON list
    folder : of the pages of its language
    """

    name: str
    language: str
    executed: Path
    finished: Path
    findings: Path
    folder: Path

    def page(self, form: str) -> Path:
        """The report in one format, ``html`` or ``pdf``."""
        return self.folder / f"{self.name}.{form}"

    @property
    def data_files(self) -> list[Path]:
        """Files with the data behind its figures and tables, as far as they have been written."""
        return sorted((self.folder / "data").glob(f"{self.name}-*.csv"))

    def read_findings(self) -> list[records.NotebookFinding]:
        """Its findings, in the order of the notebook."""
        content = json.loads(self.findings.read_text("utf-8"))
        return records.read(content, list[records.NotebookFinding])


def finish(report: Report, record: dict, *, titles: dict[str, str], languages: list[str]) -> None:
    """Write the executed notebook with the record of the run that it is published with.

    Parameters
    ----------
    record : what is said of the run: edition, evidence_as_of, data_hash, parameters_note in the report's language
    titles : first heading of each notebook of the series as it is written, in their order
    languages : those of the set

    Raises
    ------
    NotebookError : the notebook has no title
    """
    notebook = json.loads(report.executed.read_text("utf-8"))
    with speaking(report.language):
        neighbours = _neighbours(report.name, titles)
    notebook["metadata"]["series"] = {
        **record,
        **neighbours,
        "name": report.name,
        "language": report.language,
        "languages": languages,
        "title": _title(notebook, report.name),
    }
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    files.write_text(report.finished, text)


def _neighbours(name: str, titles: dict[str, str]) -> dict:
    """The reports before and after one in the series, each by name and title; nothing at its ends."""
    names = list(titles)
    place = names.index(name)
    neighbours = {}
    if place > 0:
        neighbours["before"] = names[place - 1]
    if place + 1 < len(names):
        neighbours["after"] = names[place + 1]
    return {
        side: {"name": neighbour, "title": title_in_use(titles[neighbour])}
        for side, neighbour in neighbours.items()
    }


def title_in_use(heading: str) -> str:
    """The title that a first heading gives (``# How large?``), in the language in use."""
    return translate_markdown(heading).removeprefix("# ").strip()


def _title(notebook: dict, name: str) -> str:
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and source.startswith("# "):
            return source.splitlines()[0].removeprefix("# ").strip()
    raise NotebookError(name, "has no title", "Begin it with a Markdown cell '# Question'.")


def export(report: Report, form: str) -> None:
    """Write a report in one format, and with the HTML the data behind its figures and tables.

    Raises
    ------
    NotebookError : see `report.parser.read`
    """
    import nbformat

    notebook = nbformat.read(report.finished, as_version=4)
    with speaking(report.language):
        if form == "pdf":
            from lib.publishing.report.pdf import exporter as pdf

            files.write_bytes(report.page("pdf"), pdf.export(notebook))
        else:
            _write_data(report, notebook)
            from lib.publishing.report.html import exporter as html

            files.write_text(report.page("html"), html.export(notebook))


def _write_data(report: Report, notebook) -> None:
    from lib.publishing.report import parser

    for old in report.data_files:
        old.unlink()
    (report.folder / "data").mkdir(parents=True, exist_ok=True)
    for name, text in parser.read(notebook).data_files().items():
        files.write_text(report.folder / name, text)

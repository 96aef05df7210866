"""A notebook as a PDF: the neutral document as Typst code, typeset by the `typst` wheel. No browser, TeX or network.

The code is one string without a path, an import or a file in it (charts stand in string literals), and compiles with
only the fonts of the charts, so the same notebook gives the same bytes on every machine.
"""

import datetime
from functools import cache
from typing import cast

import typst
from nbformat import NotebookNode

from lib import paths
from lib.errors import NotebookError
from lib.language import speaking
from lib.publishing.report import parser
from lib.publishing.report.document import Document
from lib.publishing.report.exporting import ReportExporter
from lib.publishing.report.pdf.typst import TEMPLATES, Writer, edition_date

STANDARDS = ["a-2a", "ua-1"]


def export(notebook: NotebookNode, name: str = "") -> bytes:
    """The report of an executed notebook as PDF/UA-1 and PDF/A-2a.

    Raises
    ------
    NotebookError : see `parser.read`; also a table too wide for a page, or a character without a glyph
    """
    built = parser.read(notebook, name)
    with speaking(built.language):
        return typeset(built, Writer(built).write())


def source(notebook: NotebookNode, name: str = "") -> str:
    """The Typst code of a report, for tests and for looking at."""
    built = parser.read(notebook, name)
    with speaking(built.language):
        return Writer(built).write()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(paths.FONTS)]
    )


def typeset(built: Document, code: str) -> bytes:
    """The PDF of a document from its Typst code.

    Raises
    ------
    NotebookError : a character without a glyph, or code that does not compile; with the cell where it is known
    """
    # The root is a folder of this package and the code names no file: there is nothing that it could read.
    compiler = typst.Compiler(
        font_paths=_fonts(), root=TEMPLATES, package_path=TEMPLATES, package_cache_path=TEMPLATES
    )
    day = edition_date(built.edition)
    stamp = int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())
    try:
        pages = compiler.compile(
            code.encode("utf-8"),
            format="pdf",
            # Its stub wants a list of all the standards that there are.
            pdf_standards=STANDARDS,  # type: ignore[arg-type]
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise _explained(built, error) from None
    return cast("bytes", pages)  # a list where pages are drawn apart, as in PNG


def _explained(built: Document, error: typst.TypstError) -> NotebookError:
    message = str(error.message)
    if "could not be displayed with font" in message:
        text = message.split('"')[1]
        cell = next((block.cell for block in built.blocks if text in repr(block)), "")
        where = f"{built.name}: cell {cell}" if cell else built.name
        return NotebookError(
            where,
            f"the fonts of the PDF have no glyph for {text!r}",
            "Use Latin letters and signs.",
        )
    return NotebookError(built.name, f"cannot be typeset: {message}", "; ".join(error.hints))


class ReportPDFExporter(ReportExporter):
    """nbconvert's exporter ``ecuador-report-pdf``."""

    export_from_notebook = "Ecuador report (PDF)"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def report(self, notebook: NotebookNode, name: str) -> bytes:
        """The PDF."""
        return export(notebook, name)

"""How nbconvert meets our exporters: ``jupyter nbconvert --to ecuador-report-html``, and JupyterLab's export menu.

Belongs here: what both exporters share towards nbconvert. Does not: how a report is made.
"""

import sys
from abc import abstractmethod

from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from lib.errors import SeriesError
from lib.printable import printable


class ReportExporter(Exporter):
    """An exporter whose refusal is one clear message.

    On nbconvert's command line, which would show a traceback first, it is printed and ends the command with the
    exit code of the error. Elsewhere, as in JupyterLab, which shows the error's own words, it is raised.
    """

    @abstractmethod
    def report(self, notebook: NotebookNode, name: str) -> str | bytes:
        """The report of a notebook of that name."""

    def from_notebook_node(self, nb: NotebookNode, resources=None, **kw) -> tuple:
        """The report and nbconvert's resources."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        name = resources.get("metadata", {}).get("name", "")
        try:
            return self.report(nb, name), resources
        except SeriesError as error:
            if not _on_the_command_line():
                raise
            sys.stderr.write(f"error: {printable(str(error))}\n")
            raise SystemExit(error.exit_code) from None


def _on_the_command_line() -> bool:
    """Whether this process is nbconvert's own command: the one application that it has is that command."""
    from nbconvert.nbconvertapp import NbConvertApp

    return isinstance(getattr(NbConvertApp, "_instance", None), NbConvertApp)

"""An executed notebook as a document that knows no format: numbered, linked and checked.

The writers (`html`, `pdf`) read only what `build` gives them.
"""

from nbformat import NotebookNode

from lib.language import speaking
from lib.publishing.report.document import Document, Exhibit
from lib.publishing.report.parser import Reader


def build(notebook: NotebookNode, name: str = "") -> Document:
    """The document of an executed notebook.

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
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("metadata", {}).get("report", {})
            if record.get("kind") == "start":
                return record["language"]
    return "en"


def data_path(document: Document, exhibit: Exhibit) -> str:
    """Where the data of a figure or table lie, seen from its report."""
    return f"data/{document.name}-{exhibit.id}.csv"


def data_files(document: Document) -> dict[str, str]:
    """File name, seen from the report -> CSV text, for every figure and table."""
    return {
        data_path(document, exhibit): exhibit.csv for exhibit in document.exhibits if exhibit.csv
    }

"""Notebooks as files: their outline, read at once; the whole of them, by nbformat; where results go; translation."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lib import files
from lib.errors import NotebookError
from lib.publishing.pipeline import limits
from lib.publishing.site.reports import Report

if TYPE_CHECKING:  # nbformat takes a second to import, which a run with nothing to do must not pay
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Cell:
    """A cell as it is written: no outputs, no counts."""

    cell_type: str
    source: str
    metadata: dict


@dataclass(frozen=True)
class Outline:
    """The cells of a notebook: enough to know what it declares and depends on."""

    cells: list[Cell]


@dataclass(kw_only=True)
class Job:
    """One notebook in one language: where it is, where its results go, what it is run with.

    Parameters
    ----------
    overrides : values that differ from the defaults; these are injected
    work : the staging folder of the run
    environment : variables that its kernel gets besides those of every kernel
    parameters : every value that it is run with, but for the language
    cell_timeout, notebook_timeout : seconds
    """

    name: str
    source: Path
    language: str
    overrides: dict
    work: Path
    environment: dict
    parameters: dict = field(default_factory=dict)
    cell_timeout: int = limits.CELL_SECONDS
    notebook_timeout: int = limits.NOTEBOOK_SECONDS

    def _place(self, kind: str, suffix: str = "ipynb") -> Path:
        return self.work / kind / self.language / f"{self.name}.{suffix}"

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self._place("executed")

    @property
    def finished(self) -> Path:
        """The executed notebook with the record of the run that it is published with."""
        return self._place("notebooks")

    @property
    def findings(self) -> Path:
        """Its findings."""
        return self._place("findings", "json")

    @property
    def report(self) -> Report:
        """The report that is made of it."""
        return Report(
            name=self.name,
            language=self.language,
            executed=self.executed,
            finished=self.finished,
            findings=self.findings,
            folder=self.work / "site" / self.language,
        )

    @property
    def failed(self) -> Path:
        """What is left of a run that failed, to open in JupyterLab."""
        return self._place("failed")

    @property
    def workdir(self) -> Path:
        """The folder that its kernel stands in."""
        return self.work / "kernels" / f"{self.language}-{self.name}"


def _text(file: Path) -> str:
    try:
        return files.read_text(file)
    except FileNotFoundError:
        raise NotebookError(
            str(file), "no such notebook", "See series.yml for the names."
        ) from None
    except (ValueError, OSError) as error:
        raise NotebookError(str(file), f"not a notebook: {str(error)[:80]}") from None


def outline(file: Path) -> Outline:
    """The cells of a notebook file, without nbformat.

    Raises
    ------
    NotebookError : missing, or not a notebook of format 4
    """
    try:
        content = json.loads(_text(file))
        if content["nbformat"] != 4:
            raise NotebookError(
                str(file), f"is of format {content['nbformat']}", "Save it in format 4."
            )
        return Outline([_cell(cell) for cell in content["cells"]])
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookError(
            str(file), f"not a notebook: {type(error).__name__} {str(error)[:80]}"
        ) from None


def _cell(cell: dict) -> Cell:
    if cell["cell_type"] not in ("code", "markdown", "raw"):
        raise ValueError(f"cell type {cell['cell_type']!r}")
    source = cell["source"]
    return Cell(
        cell["cell_type"],
        source if isinstance(source, str) else "".join(source),
        dict(cell.get("metadata") or {}),
    )


def read(file: Path) -> NotebookNode:
    """A notebook from a file.

    Raises
    ------
    NotebookError : missing, or not a valid notebook of format 4
    """
    import nbformat

    try:
        notebook = nbformat.reads(_text(file), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        what = str(error).strip().splitlines() or [type(error).__name__]
        raise NotebookError(str(file), f"not a notebook: {what[0][:80]}") from None
    return notebook


def translated(notebook: NotebookNode, code: str) -> NotebookNode:
    """A copy with its Markdown in that language, so that the executed notebook is complete in it."""
    import nbformat

    from lib import language

    copy = nbformat.from_dict(notebook)
    with language.speaking(code):
        for cell in copy.cells:
            if cell.cell_type == "markdown":
                cell.source = language.translate_markdown(cell.source)
    return copy

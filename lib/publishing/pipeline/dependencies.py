"""What a notebook depends on, read from its code by `ast`: the tables that it loads, the library files that it uses.

The layer test draws its import graph from here too, so that both see the same house.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lib import paths
from lib.errors import NotebookError

if TYPE_CHECKING:  # a second of imports; the outline of a notebook will do
    from nbformat import NotebookNode

    from lib.publishing.pipeline.notebooks import Outline


def imports(source: str) -> set[str]:
    """Modules of the library that a piece of code imports, by full name (``lib.tables``)."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.split(".")[0] == "lib"}
        elif (
            isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "lib"
        ):
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@cache
def _file(module: str) -> Path | None:
    base = paths.ROOT.joinpath(*module.split("."))
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.exists():
            return candidate
    return None


def closure(modules: set[str]) -> list[Path]:
    """Files of these modules and of all that they import from the library, sorted."""
    files: set[Path] = set()
    waiting = list(modules)
    while waiting:
        file = _file(waiting.pop())
        if file and file not in files:
            files.add(file)
            waiting += _imports_of(file)
    return sorted(files)


@cache
def _imports_of(file: Path) -> set[str]:
    try:
        return imports(file.read_text("utf-8"))
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise NotebookError(
            paths.relative(file) + line, f"is not Python: {getattr(error, 'msg', error)}"
        ) from None


def modules(notebook: NotebookNode | Outline, where: str) -> set[str]:
    """Modules of the library that a notebook imports.

    Raises
    ------
    NotebookError : a cell that is not Python, with its number
    """
    names = set()
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            try:
                names |= imports(cell.source)
            except (SyntaxError, ValueError) as error:
                raise NotebookError(
                    f"{where}, cell {number}",
                    f"is not Python: {getattr(error, 'msg', error)}",
                    "Magics and shell commands are not allowed either.",
                ) from None
    return names


def packages(files: Iterable[Path]) -> list[str]:
    """Modules from elsewhere that library files import, and the files' own; names inside a module stand there too."""
    names = set()
    for file in files:
        names.add(
            ".".join(file.relative_to(paths.ROOT).with_suffix("").parts).removesuffix(".__init__")
        )
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return sorted(name for name in names if name.split(".")[0] not in sys.stdlib_module_names)


def code(notebook: NotebookNode | Outline) -> str:
    """All code of a notebook as one source."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def loaded_tables(notebook: NotebookNode | Outline, where: str) -> list[str]:
    """Names of the tables that a notebook loads, sorted.

    Raises
    ------
    NotebookError : ``load`` with anything but a string literal, which cannot be followed
    """
    names = set()
    for node in ast.walk(ast.parse(code(notebook))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "load"
        ):
            argument = node.args[0] if node.args else None
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                raise NotebookError(
                    where,
                    "load() takes a string literal",
                    'For instance load("cocaine/coca_area").',
                )
            names.add(argument.value)
    return sorted(names)

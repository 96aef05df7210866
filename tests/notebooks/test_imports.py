"""A notebook imports the small library and nothing else: no machinery, no package from elsewhere.

What the library itself may import stands in ``[tool.importlinter]`` of ``pyproject.toml``, which reads no notebooks.
"""

import ast
import sys
from pathlib import Path

import nbformat
import pytest

from lib import paths
from lib.publishing.pipeline import dependencies


def outside(source: str) -> set[str]:
    """Packages from elsewhere that a piece of code imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"lib"}


def is_machinery(module: str) -> bool:
    return module.startswith(("lib.publishing", "lib.cli", "lib.__main__"))


def problems(folder: Path) -> list[str]:
    lines = []
    for file in sorted(folder.glob("*.ipynb")):
        code = dependencies.code(nbformat.read(file, as_version=4))
        lines += [f"{file.name} imports {name}" for name in sorted(outside(code))]
        modules = sorted(filter(is_machinery, dependencies.imports(code)))
        lines += [f"{file.name} imports {name}" for name in modules]
    return lines


def test_notebooks_import_the_small_library():
    assert problems(paths.NOTEBOOKS) == []


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("import pandas as pd", "01-x.ipynb imports pandas"),
        (
            "from lib.publishing.pipeline import runner",
            "01-x.ipynb imports lib.publishing.pipeline",
        ),
        ("def f():\n    import lib.cli", "01-x.ipynb imports lib.cli"),
    ],
)
def test_any_other_import_is_told(tmp_path, code, problem):
    cell = nbformat.v4.new_code_cell(code, id="imports")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "01-x.ipynb")
    assert problem in problems(tmp_path)

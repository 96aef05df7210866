"""The form of the code: each rule is broken on purpose in a copy of the house, and told with file and line."""

import shutil

import pytest

from lib import paths
from lib.publishing.checks import house

#: What the type checker remembers of files that have not changed.
_KNOWN_TYPES = ".mypy_cache"


@pytest.fixture
def copy(tmp_path):
    """The sources of the library in a folder of their own, to break."""
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.woff2", "*.po")
    shutil.copytree(paths.ROOT / "lib", tmp_path / "lib", ignore=ignored)
    for folder in ("notebooks", "tests"):
        (tmp_path / folder).mkdir()
    for name in ("pyproject.toml", "run"):
        shutil.copy(paths.ROOT / name, tmp_path / name)
    if (paths.ROOT / _KNOWN_TYPES).is_dir():  # else each copy would read numpy anew
        shutil.copytree(paths.ROOT / _KNOWN_TYPES, tmp_path / _KNOWN_TYPES)
    return tmp_path


def append(file, text):
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def test_the_house_is_in_order():
    assert house.problems() == []


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("lib/errors.py", "import os\n", "lib/errors.py:"),
        ("lib/errors.py", "x = dict( a=1 )\n", "lib/errors.py: not as the formatter has it"),
        ("lib/errors.py", "LONGEST: int = None\n", "lib/errors.py:"),
        ("run", "x = dict( a=1 )\n", "run: not as the formatter has it"),
        ("lib/money.py", "from lib import display  # noqa\n", "lib.money -> lib.display (l."),
        ("lib/money.py", "import matplotlib.pyplot  # noqa\n", "lib.money -> matplotlib (l."),
        (
            "lib/estimates.py",
            "from lib.tables import load  # noqa\n",
            "lib.estimates -> lib.tables",
        ),
        ("lib/tables/__init__.py", "from lib import aid  # noqa\n", "lib.tables -> lib.aid"),
        ("lib/justice/__init__.py", "from lib import aid  # noqa\n", "lib.justice -> lib.aid"),
        (
            "lib/publishing/site/record.py",
            "from lib.publishing.pipeline import config  # noqa\n",
            "lib.publishing.site.record -> lib.publishing.pipeline.config",
        ),
        (
            "lib/publishing/pipeline/tasks.py",
            "import papermill  # noqa\n",
            "lib.publishing.pipeline.tasks -> papermill",
        ),
        (
            "lib/publishing/pipeline/tasks.py",
            "from lib import justice  # noqa\n",
            "lib.publishing.pipeline.tasks -> lib.justice",
        ),
    ],
)
def test_what_breaks_it_is_told_with_its_place(copy, file, text, problem):
    append(copy / file, text)
    lines = house.problems(copy)
    assert any(line.startswith(problem) for line in lines), lines
    assert all(len(line.splitlines()) == 1 for line in lines)


def test_a_module_without_a_place_in_the_house_is_told(copy):
    (copy / "lib" / "utils.py").write_text('"""Anything."""\n', "utf-8")
    assert any("utils" in line for line in house.problems(copy))


def test_writing_mends_the_form(copy):
    append(copy / "lib" / "errors.py", "x = dict( a=1 )\n")
    house.write(copy)
    assert house.problems(copy) == []

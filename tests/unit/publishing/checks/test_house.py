"""The form of the code: each rule is broken on purpose in a copy of the house, and told with file and line."""

import shutil

import pytest

from lib import paths
from lib.publishing.checks import house

#: What the type checker remembers of files that have not changed.
_KNOWN_TYPES = ".mypy_cache"


#: File, what is put at its end, words of the line that tells it.
BREAKS = [
    ("lib/errors.py", "import os\n", "F401"),
    ("lib/errors.py", "x = dict( a=1 )\n", "lib/errors.py: not as the formatter has it"),
    ("lib/errors.py", "LONGEST: int = None\n", "Incompatible types in assignment"),
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
]


def copied(folder):
    """The sources of the library in a folder of their own, to break."""
    ignored = shutil.ignore_patterns("__pycache__", "*.ttf", "*.woff2", "*.po")
    shutil.copytree(paths.ROOT / "lib", folder / "lib", ignore=ignored)
    for name in ("notebooks", "tests"):
        (folder / name).mkdir()
    for name in ("pyproject.toml", "run"):
        shutil.copy(paths.ROOT / name, folder / name)
    return folder


def append(file, text):
    file.write_text(file.read_text("utf-8") + text, "utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is told of one copy in which every rule is broken: types and contracts are read whole each time."""
    copy = copied(tmp_path_factory.mktemp("broken"))
    for file, text, _ in BREAKS:
        append(copy / file, text)
    (copy / "lib" / "utils.py").write_text('"""Anything."""\n', "utf-8")
    return house.problems(copy)


def test_the_house_is_in_order():
    assert house.problems() == []


@pytest.mark.parametrize(("file", "text", "problem"), BREAKS)
def test_what_breaks_it_is_told_with_its_place(told, file, text, problem):
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    lines = [line for line in told if problem in line]
    assert [line for line in lines if line.startswith((f"{file}:", f"{module} -> "))], told
    assert all(len(line.splitlines()) == 1 for line in told)


def test_a_module_without_a_place_in_the_house_is_told(told):
    assert any("utils" in line for line in told)


def test_writing_mends_the_form(tmp_path):
    copy = copied(tmp_path)
    append(copy / "lib" / "errors.py", "x = dict( a=1 )\n")
    house.write(copy)
    assert house.problems(copy) == []

"""What a notebook depends on, as its code says it."""

import re

import pytest

from lib import paths
from lib.errors import NotebookError
from lib.publishing.pipeline import dependencies
from lib.publishing.pipeline.notebooks import Cell, Outline


def notebook(*sources):
    return Outline(
        [
            Cell("markdown", 'import lib.aid\nload("not/this")', {}),
            *(Cell("code", s, {}) for s in sources),
        ]
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import lib.tables", {"lib.tables"}),
        ("import lib.tables as t, os", {"lib.tables"}),
        ("from lib.tables import load", {"lib.tables", "lib.tables.load"}),
        ("from lib import charts, money", {"lib", "lib.charts", "lib.money"}),
        (
            "def f():\n    from lib.publishing.checks import readme",
            {"lib.publishing.checks", "lib.publishing.checks.readme"},
        ),
        ("import library, numpy\nfrom . import lib", set()),
        ("x = 'import lib.aid'", set()),
    ],
)
def test_imports_of_the_library_by_full_name(source, expected):
    assert dependencies.imports(source) == expected


def names(files):
    return {paths.relative(file) for file in files}


def test_the_closure_follows_what_is_imported():
    found = names(dependencies.closure({"lib.display"}))
    assert {
        "lib/display/__init__.py",
        "lib/charts/__init__.py",
        "lib/language/numbers.py",
        "lib/paths.py",
    } <= found
    topics = ("lib/aid/", "lib/cocaine/", "lib/justice/", "lib/laundering/")
    assert not [name for name in found if name.startswith(topics)]
    assert names(dependencies.closure({"lib.paths"})) == {"lib/paths.py"}


def test_a_name_inside_a_module_is_no_file_of_its_own():
    assert names(dependencies.closure({"lib.paths.home", "lib.paths"})) == {"lib/paths.py"}


def test_tables_are_those_loaded_in_code():
    code = notebook('a = load("b/two")', 'for x in [1]:\n    load("a/one")', 'load("b/two")')
    assert dependencies.loaded_tables(code, "01") == ["a/one", "b/two"]


@pytest.mark.parametrize(
    "call", ["load(name)", 'load(f"a/{b}")', 'load("a/" + b)', "load()", "load(3)"]
)
def test_a_table_that_cannot_be_followed_is_refused(call):
    with pytest.raises(NotebookError, match=r"01: load\(\) takes a string literal"):
        dependencies.loaded_tables(notebook(call), "01")


def test_a_method_of_the_same_name_is_not_a_table():
    assert dependencies.loaded_tables(notebook('np.load("x.npy"); json.load(file)'), "01") == []


@pytest.mark.parametrize("source", ["%matplotlib inline", "!ls", "x = ", "a b"])
def test_a_cell_that_is_not_python_is_named(source):
    with pytest.raises(NotebookError, match=re.escape("01, cell 3")) as error:
        dependencies.modules(notebook("import lib.tables", source), "01")
    assert len(str(error.value).splitlines()) <= 3


def test_modules_of_a_notebook_come_from_its_code_alone():
    assert {
        m
        for m in dependencies.modules(notebook("from lib import charts"), "01")
        if m.startswith("lib")
    } == {
        "lib",
        "lib.charts",
    }


def test_code_is_that_of_the_code_cells():
    assert dependencies.code(notebook("a = 1", "b = 2")) == "a = 1\nb = 2"

"""The notebooks of the series have the form of the design."""

import ast

import nbformat
import papermill
import pytest

from lib import paths
from lib.publishing.checks import extract, names, notebooks
from lib.publishing.pipeline import config, parameters
from lib.publishing.pipeline.notebooks import read

NAMES = config.configuration().notebooks


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_the_form(name):
    assert notebooks.problems(read(paths.NOTEBOOKS / f"{name}.ipynb"), name) == []


def test_every_notebook_is_in_the_series():
    assert sorted(f.stem for f in paths.NOTEBOOKS.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_read(name):
    assert names.unread_parameters(read(paths.NOTEBOOKS / f"{name}.ipynb"), name) == []


@pytest.mark.parametrize("name", NAMES)
def test_papermill_sees_every_parameter_with_its_help(name):
    declared = config.prepare(config.Options()).declared[name]
    assert parameters.problems(declared, name) == []
    seen = papermill.inspect_notebook(str(paths.NOTEBOOKS / f"{name}.ipynb"))
    helps = {key: parameter.help for key, parameter in declared.items()}
    assert {key: item["help"] for key, item in seen.items()} == helps


@pytest.mark.parametrize("name", NAMES)
def test_without_any_of_its_keywords_a_template_is_refused(name):
    """What a keyword gives, no variable of the notebook gives by chance."""
    notebook = read(paths.NOTEBOOKS / f"{name}.ipynb")
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        for place, keyword in _value_keywords(cell.source):
            changed = nbformat.from_dict(notebook)
            changed.cells[number - 1].source = _without(cell.source, place, keyword)
            refused = [
                line
                for line in names.problems(changed, name)
                if f"cell {number} (" in line and "is bound in no cell" in line
            ]
            assert refused, keyword


def _value_keywords(source):
    """(number of the call, keyword) for each value that a call of the cell gives its templates."""
    for place, (call_name, call) in enumerate(extract.calls(source)):
        for keyword in names.value_keywords(call_name, call):
            yield place, keyword.arg


def _without(source, place, argument):
    tree = ast.parse(source)
    _, call = list(extract.calls_of(tree))[place]
    call.keywords = [keyword for keyword in call.keywords if keyword.arg != argument]
    return ast.unparse(tree)


def test_parameters_of_one_name_agree():
    first = {}
    for name, declared in config.prepare(config.Options()).declared.items():
        for p in declared.values():
            assert first.setdefault(p.name, (p.type, p.default)) == (p.type, p.default), (
                name,
                p.name,
            )

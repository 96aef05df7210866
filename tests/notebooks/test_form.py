"""The notebooks of the series have the form of the design."""

import pytest

from lib import paths
from lib.publishing.checks import notebooks
from lib.publishing.pipeline import config
from lib.publishing.pipeline.notebooks import read

NAMES = config.configuration()["notebooks"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_the_form(name):
    assert notebooks.problems(read(paths.NOTEBOOKS / f"{name}.ipynb"), name) == []


def test_every_notebook_is_in_the_series():
    assert sorted(f.stem for f in paths.NOTEBOOKS.glob("*.ipynb")) == sorted(NAMES)


def test_parameters_of_one_name_agree():
    first = {}
    for name, declared in config.prepare(config.Options()).declared.items():
        for p in declared.values():
            assert first.setdefault(p.name, (p.type, p.default)) == (p.type, p.default), (
                name,
                p.name,
            )

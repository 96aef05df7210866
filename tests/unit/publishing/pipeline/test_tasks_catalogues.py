"""Which steps an edited Spanish sentence is for."""

import pytest

from lib.language import catalogue
from lib.publishing.pipeline.config import Options, prepare
from lib.publishing.pipeline.tasks import TaskGraph


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """Step by name, of a run of the whole series in both languages."""
    work = tmp_path_factory.mktemp("work")
    options = Options(languages=("en", "es"), formats=("html",), out=work)
    return {step.name: step for step in TaskGraph(prepare(options), options, work).steps()}


def catalogues(step):
    return [file.stem for file in step.inputs if file.suffix == ".po"]


def executed(steps, language):
    return {
        name.split()[1]: step
        for name, step in steps.items()
        if name.startswith("execute ") and name.endswith(f" {language}")
    }


def test_a_notebook_is_run_for_its_own_sentences_and_those_of_the_library(steps):
    notebooks = executed(steps, "es")
    assert len(notebooks) > 1
    for name, step in notebooks.items():
        assert catalogues(step) == ["lib", name]
        assert catalogues(steps[f"html {name} es"]) == ["lib", name]


def test_english_waits_for_no_translator(steps):
    for name, step in executed(steps, "en").items():
        assert catalogues(step) == catalogues(steps[f"html {name} en"]) == []


def test_what_names_other_notebooks_is_made_anew_for_the_sentences_of_all(steps):
    everything = [file.stem for file in catalogue.files("es")]
    assert catalogues(steps["index"]) == catalogues(steps["pages es"]) == everything
    for name in executed(steps, "es"):  # the titles of its neighbours
        assert catalogues(steps[f"finish {name} es"]) == everything

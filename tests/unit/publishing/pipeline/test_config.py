"""``series.yml`` and the values that notebooks run with: what is taken, and what is refused with its place."""

import json

import pytest
from hypothesis import given

from lib.errors import UsageError
from lib.publishing.pipeline import config
from lib.publishing.pipeline.config import Options
from tests.broken import FUZZ, mutated, mutated_text, refused
from tests.faults.tiny import YAML

RENAMED = "renamed: {04-ledger: 03-ledger}\n"


def write(series, text):
    (series / "series.yml").write_text(text, "utf-8")


def test_a_right_file_is_taken(series):
    write(series, YAML + RENAMED)
    content = config.configuration()
    assert content.notebooks == ["01-first", "02-second", "03-ledger"]
    assert content.renamed == {"04-ledger": "03-ledger"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("notebooks: [", "not readable"),
        ("[]", "is [], not a mapping"),
        ("ledger: 01-first", "notebooks: is missing; it has to be a list of names"),
        ("notebooks: 01-first", "notebooks: is '01-first', not a list of names"),
        ("notebooks: [01-first, 01-first]\nledger: 01-first", "notebooks: '01-first' stands twice"),
        ("notebooks: [1]\nledger: 1", "notebooks[0]: is 1, not the name of a notebook"),
        ("notebooks: [../a]\nledger: ../a", "ledger: is '../a', not the name of a notebook"),
        (
            YAML.replace("ledger: 03-ledger", ""),
            "ledger: is missing; it has to be the name of a notebook",
        ),
        (YAML + "ledger: 03-ledger\n", "'ledger' stands twice"),
        (
            YAML.partition("scenarios")[0] + "scenarios: [a]\n",
            "scenarios: is ['a'], not NAME: VALUES",
        ),
        (YAML + "renamed: [04-ledger]\n", "renamed: is ['04-ledger'], not OLD: NEW"),
        (YAML + "renamed: {../x: 03-ledger}\n", "renamed, a key: is '../x', not the name"),
        (YAML + "renamed: {4: 03-ledger}\n", "renamed, a key: is 4, not the name"),
        (YAML + "headlines: [share]\n", "headlines[0]: is 'share', not a finding"),
        (YAML + "headline: []\n", "unknown 'headline'; known: notebooks, ledger, renamed"),
        (YAML + "renamed: {01-first: 03-ledger}\n", "01-first: is the name of a page of today"),
        (YAML + "renamed: {index: 03-ledger}\n", "index: is the name of a page of today"),
        (YAML + "renamed: {04-ledger: 05-x}\n", "'05-x' is not among the notebooks"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(series, text, complaint):
    write(series, text)
    with pytest.raises(UsageError) as error:
        config.configuration()
    assert complaint in str(error.value)
    assert "series.yml" in str(error.value).splitlines()[0]


def test_a_file_that_is_not_there_is_named(series):
    (series / "series.yml").unlink()
    with pytest.raises(UsageError, match=r"series\.yml: no such file"):
        config.configuration()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ([], ["a-1", "b-2"]),
        (["b-2"], ["b-2"]),
        (["b"], ["b-2"]),
        (["notebooks/b-2.ipynb", "a"], ["a-1", "b-2"]),
    ],
)
def test_notebooks_are_asked_for_by_name_number_or_file(asked, names):
    assert config.resolve(asked, ["a-1", "b-2"]) == names


def test_a_notebook_that_is_not_there_is_named():
    with pytest.raises(UsageError, match=r"notebook c: not in series\.yml\n  Known: a-1"):
        config.resolve(["c"], ["a-1"])


def test_pairs_are_read_as_they_are_typed():
    assert config.pairs(["a=1", "b=x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["a"], "-p a: is not NAME=VALUE"),
        (["=1"], "-p =1: is not NAME=VALUE"),
        (["a=1", "a=2"], "-p a=2: stands twice"),
    ],
)
def test_what_is_no_pair_is_refused(texts, complaint):
    with pytest.raises(UsageError) as error:
        config.pairs(texts)
    assert complaint in str(error.value)


def test_overrides_are_what_differs_and_parameters_are_all(series):
    options = Options(notebooks=["02-second"], overrides={"size": "4", "word": "plain"})
    prepared = config.prepare(options)
    assert prepared.overrides("02-second") == {"size": 4}
    assert prepared.parameters("02-second") == {"confidence": 0.95, "size": 4, "word": "plain"}
    assert prepared.overrides("01-first") == {}
    assert prepared.note() == "02-second run with size=4; others default"


def test_a_scenario_gives_way_to_what_is_typed(series):
    options = Options(scenario="narrow", overrides={"confidence": "0.8"})
    assert config.prepare(options).overrides("01-first") == {"confidence": 0.8}
    assert config.prepare(Options(scenario="narrow")).overrides("01-first") == {"confidence": 0.5}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (YAML, "scenario wide: not in series.yml"),
        (YAML + "  wide: {sise: 3}\n", "no notebook declares sise"),
        (YAML + "  wide: {language: es}\n", "no notebook declares language"),
        (YAML + "  wide: {size: true}\n", "'true' is not a valid int"),
    ],
)
def test_a_scenario_that_cannot_be_run_is_refused(series, text, complaint):
    write(series, text)
    with pytest.raises(UsageError) as error:
        config.prepare(Options(scenario="wide"))
    assert complaint in str(error.value)


def test_titles_are_the_first_headings(series):
    titles = config.prepare(Options()).titles
    assert titles["01-first"] == "# How large is the part?"
    assert list(titles) == ["01-first", "02-second", "03-ledger"]


def test_options_are_given_by_name():
    with pytest.raises(TypeError):
        Options(["01-first"])


# Broken at random

FULL = {
    "notebooks": ["01-first", "02-second", "03-ledger"],
    "ledger": "03-ledger",
    "renamed": {"04-ledger": "03-ledger"},
    "headlines": ["01-first#share"],
    "scenarios": {"narrow": {"confidence": 0.5}, "plain": None},
}


def taken_or_refused():
    """The file as it is read; None where it is refused as a person should be told of it."""
    try:
        return config.configuration()
    except UsageError as error:
        refused(error)
        return None


@FUZZ
@given(content=mutated(FULL))
def test_a_file_broken_at_random_is_refused_or_taken_as_it_stands(series, content):
    write(series, json.dumps(content))  # JSON is YAML
    taken = taken_or_refused()
    if taken is not None:
        assert taken.notebooks == content["notebooks"]
        assert taken.ledger in taken.notebooks
        assert set((taken.renamed or {}).values()) <= set(taken.notebooks)


@FUZZ
@given(text=mutated_text(YAML + RENAMED))
def test_a_file_whose_text_is_broken_at_random(series, text):
    (series / "series.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
    taken = taken_or_refused()
    assert taken is None or taken.ledger in taken.notebooks

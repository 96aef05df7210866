"""Parameters: read from the tagged cell, and what a user types held against their declaration."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import language
from lib.errors import NotebookError, UsageError
from lib.publishing.pipeline.config import SeriesConfig
from lib.publishing.pipeline.notebooks import Cell, Outline
from lib.publishing.pipeline.parameters import Parameter, agree, assign, declared, problems
from lib.publishing.pipeline.rules import Rule

CELL = """language: str = "en"  # en | es
confidence: float = 0.95  # 0.001 to 0.999, level of sampling intervals
months: int = 21
strict: bool = False  # leave out what is reported
towns: list = ["Durán", "Cañar", "Tulcán"]  # ciudades: Quito, Durán # y más
weights: list[float] = [0.5, 1.0]
"""


def notebook(source=CELL, *, tags=("parameters",), kind="code"):
    return Outline([Cell("markdown", "# A", {}), Cell(kind, source, {"tags": list(tags)})])


KNOWN = declared(notebook(), "01")


def test_the_tagged_cell_declares_names_types_defaults_and_help():
    assert [(p.name, p.type, p.default) for p in KNOWN.values()] == [
        ("language", "str", "en"),
        ("confidence", "float", 0.95),
        ("months", "int", 21),
        ("strict", "bool", False),
        ("towns", "list", ["Durán", "Cañar", "Tulcán"]),
        ("weights", "list[float]", [0.5, 1.0]),
    ]
    assert KNOWN["months"].help == ""
    assert (
        KNOWN["towns"].help == "ciudades: Quito, Durán # y más"
    )  # offsets of `ast` are bytes, the text is not
    assert KNOWN["language"].rule == Rule(choices=("en", "es"))
    assert KNOWN["strict"].rule == Rule()


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a = 1", "only 'name: type = literal"),
        ("a: int", "only 'name: type = literal"),
        ("print(1)", "only 'name: type"),
        ("import os", "only 'name: type"),
        ("a: int = 1.0", "default of a is not a int"),
        ("a: float = 1", "is not a float"),
        ("a: int = True", "is not a int"),
        ("a: str = b", "is not a literal"),
        ("a: float = 1 / 2", "is not a literal"),
        ("a: dict = {}", "type dict is not allowed"),
        ("x.a: int = 1", "only 'name: type"),
        ("a: int = (", "line 1"),
    ],
)
def test_a_cell_that_computes_is_refused(source, complaint):
    with pytest.raises(NotebookError) as error:
        declared(notebook(source), "notebooks/01.ipynb")
    assert complaint in str(error.value)
    assert str(error.value).startswith("notebooks/01.ipynb")
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize(
    "cells",
    [
        [],
        notebook(tags=()).cells,
        notebook(kind="markdown").cells,
        notebook().cells * 2,
    ],
    ids=["none", "untagged", "markdown", "two"],
)
def test_exactly_one_cell_is_tagged(cells):
    with pytest.raises(NotebookError, match="Tag exactly one"):
        declared(Outline(cells), "01")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("language", "es", "es"),
        ("confidence", "0.9", 0.9),
        ("confidence", ".5", 0.5),
        ("confidence", "9e-1", 0.9),
        ("months", "-3", -3),
        ("months", "+3", 3),
        ("strict", "TRUE", True),
        ("strict", "false", False),
        ("towns", "Quito, Loja ,", ["Quito", "Loja"]),
        ("weights", "1,2.5", [1.0, 2.5]),
        ("weights", "", []),
    ],
)
def test_a_value_is_read_by_its_declared_type(name, text, value):
    found = KNOWN[name].read(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("confidence", "high", "'high' is not a valid float"),
        ("confidence", "nan", "not a valid float"),
        ("confidence", "inf", "not a valid float"),
        ("confidence", "1e999", "not a valid float"),
        ("confidence", "0,9", "not a valid float"),
        ("confidence", " 0.9", "not a valid float"),
        ("confidence", "1", "out of range"),
        ("confidence", "0", "out of range"),
        ("confidence", "-0.5", "out of range"),
        ("months", "21.0", "not a valid int"),
        ("months", "0x10", "not a valid int"),
        ("months", "1_000", "not a valid int"),
        ("months", "", "not a valid int"),
        ("strict", "yes", "not a valid bool"),
        ("strict", "1", "not a valid bool"),
        ("language", "fr", "One of en, es"),
        ("weights", "1,x", "'x' is not a valid float"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name, text, complaint):
    with pytest.raises(UsageError) as error:
        KNOWN[name].read(text)
    assert complaint in str(error.value)
    assert f"parameter {name}" in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


@pytest.mark.parametrize(
    ("limits", "inside", "outside"),
    [
        ("0 to 1", ["0", "1"], ["-0.001", "1.001"]),
        ("-1.5 to 2, and why", ["-1.5", "2"], ["2.01", "-1.6"]),
        (".5 to 1000000; and why", ["0.5", "1e6"], ["0.49", "1000001"]),
    ],
)
def test_a_range_holds_its_ends_as_it_says(limits, inside, outside):
    parameter = Parameter("a", "float", 0.5, limits)
    assert [parameter.read(text) for text in inside] == [float(text) for text in inside]
    for text in outside:
        with pytest.raises(UsageError, match="out of range"):
            parameter.read(text)


PAIR = {
    "low": Parameter("low", "float", 0.4, "0.01 to high, smallest"),
    "high": Parameter("high", "float", 0.8, "low to 1, largest"),
}


@pytest.mark.parametrize("values", [{}, {"low": 0.8}, {"high": 0.4}, {"low": 0.9, "high": 0.9}])
def test_values_that_agree_pass(values):
    agree(PAIR, values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"low": 0.81}, "parameter low: 0.81 is out of range\n  Range: 0.01 to high (0.8)."),
        ({"high": 0.3}, "parameter low: 0.4 is out of range\n  Range: 0.01 to high (0.3)."),
    ],
)
def test_a_value_beyond_the_other_end_is_refused(values, words):
    with pytest.raises(UsageError) as error:
        agree(PAIR, values)
    assert str(error.value) == words


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("a: float = 0.5  # a share", "says no range"),
        ("a: float = 0.5  # 0 <= x <= 1, a share", "holds an equals sign"),
        ("a: float = 1.5  # 0 to 1, a share", "1.5 is out of range"),
        ("a: float = 0.5  # 0 to b, a share", "names b, which is no parameter"),
        ("a: list[float] = [0.5]  # 0 to 1, shares", "does not say how many"),
        ("a: list[float] = [0.5, 0.1]  # 2 of 0 to 1, rising, shares", "do not rise"),
    ],
)
def test_a_declaration_that_hides_something_is_found(line, complaint):
    (found, *_) = problems(declared(notebook(line), "01"), "notebooks/01.ipynb")
    assert complaint in found
    assert found.startswith("notebooks/01.ipynb: parameter a")


def test_a_declaration_that_says_what_is_allowed_passes():
    lines = [
        'a: str = "x"  # x | y',
        "b: bool = True  # say both",
        "c: list[float] = [1.0]  # 1 of 0 to 1",
    ]
    assert problems(declared(notebook("\n".join(lines)), "01"), "01") == []


@given(st.integers(-(10**9), 10**9) | st.floats(-1e300, 1e300) | st.booleans())
def test_what_python_prints_is_read_back(value):
    kind = type(value).__name__
    assert Parameter("a", kind, value, "").read(str(value)) == value


@given(st.text(max_size=12), st.sampled_from(["int", "float", "bool"]))
def test_any_text_gives_its_type_or_a_clear_error(text, kind):
    parameter = Parameter("a", kind, 0, "")
    try:
        found = parameter.read(text)
    except UsageError:
        with pytest.raises(UsageError, match=re.escape(repr(text))):
            parameter.read(text)
    else:
        assert type(found).__name__ == kind


def test_a_value_goes_to_the_notebooks_that_declare_it():
    other = {"months": Parameter("months", "float", 21.0, "")}
    given_values = assign({"months": "3", "confidence": "0.9"}, {"01": KNOWN, "02": other})
    assert given_values == {"01": {"months": 3, "confidence": 0.9}, "02": {"months": 3.0}}


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("confidense", "Did you mean confidence?"),
        ("zzz", "See ./run reports --list-parameters"),
        ("language", "is set by --language"),
    ],
)
def test_an_unknown_name_is_refused(name, complaint):
    with pytest.raises(UsageError) as error:
        assign({name: "1"}, {"01": KNOWN})
    assert complaint in str(error.value)
    assert error.value.exit_code == 2


def test_a_changed_run_is_told_in_the_language_of_the_reader():
    values = {"01-a": {"confidence": 0.9}, "02-b": {}}
    series = SeriesConfig(
        names=list(values),
        ledger="",
        notebooks={},
        declared=dict.fromkeys(values, KNOWN),
        assigned=values,
    )
    assert series.note() == "01-a run with confidence=0.9; others default"
    language.set_language("es")
    try:
        assert (
            series.note(language.translate)
            == "01-a ejecutado con confidence=0.9; los demás, por defecto"
        )
    finally:
        language.set_language("en")

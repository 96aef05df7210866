"""Each parameter of each notebook at both ends of what its help allows, and just outside: right, or refused by name."""

import math
from pathlib import Path

import pytest

from lib import paths
from lib.display import figures
from lib.errors import UsageError
from lib.publishing.checks import baseline
from lib.publishing.pipeline import config
from lib.publishing.pipeline.notebooks import Job

NAMES = config.configuration().notebooks
DECLARED = config.prepare(config.Options()).declared
#: Parameter -> all those of a notebook that declares it; parameters of one name agree in all notebooks.
NEIGHBOURS = {name: declared for declared in DECLARED.values() for name in declared}


def number(text, parameter):
    """An end of a range as a value: a number, a month, or the default of the parameter that it names."""
    known = NEIGHBOURS[parameter.name]
    if text in known:
        return known[text].default
    kind = parameter.type.removeprefix("list").strip("[]")
    return {"int": int, "float": float}.get(kind, str)(text)


def ends(parameter):
    """The values at the ends of what a parameter may be; choices that are not its default."""
    rule = parameter.rule
    if parameter.type == "bool":
        return [not parameter.default]
    if rule.count is None:
        if rule.choices:
            return [choice for choice in rule.choices if choice != parameter.default]
        return [number(end, parameter) for end in rule.ends]
    fewest, most = rule.count
    if rule.choices:
        return [list(rule.choices[:fewest]), list(rule.choices[:most])]
    if rule.pattern:
        return [parameter.default[:fewest]]
    low, high = [number(end, parameter) for end in rule.ends]
    if rule.some:
        return [[1.0] + [low] * (fewest - 1), [high] * most]
    return [[low] * fewest, [high] * most]


TRIED = [
    (name, parameter.name, value)
    for name in NAMES
    for parameter in DECLARED[name].values()
    if parameter.name != "language"
    for value in ends(parameter)
]


def findings(notebook, **overrides):
    """The records of the findings of a notebook with other parameters, run in this process without drawing."""
    job = Job(
        name=notebook,
        source=paths.NOTEBOOKS / f"{notebook}.ipynb",
        language="en",
        overrides=overrides,
        work=Path(),
        environment={},
    )
    with figures.drawing(lambda chart: {}):
        executed = baseline.executed(job)
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    records = [output.metadata.get("report", {}) for output in outputs]
    return [record for record in records if record.get("kind") == "finding"]


@pytest.mark.slow
@pytest.mark.parametrize(("notebook", "name", "value"), TRIED)
def test_at_either_end_a_notebook_runs_and_its_numbers_are_in_order(
    monkeypatch, notebook, name, value
):
    # As with other parameters: what does not hold gets a warning and stops nothing.
    monkeypatch.delenv("SERIES_DEFAULTS", raising=False)
    records = findings(notebook, **{name: value})
    assert len(records) > 10
    for record in records:
        assert record["sentence"], record["id"]
        numbers = [record[end] for end in ("low", "value", "high") if record[end] is not None]
        assert all(math.isfinite(x) for x in numbers), record["id"]
        assert numbers == sorted(numbers), record["id"]


def outside(parameter):
    """What a user would type for values that are not allowed: beyond an end, too few, too many, reversed, unknown."""
    rule = parameter.rule
    texts = ["", "nan", "none of these"] if parameter.type != "bool" else ["", "maybe"]
    if rule.ends and parameter.type in ("int", "float"):
        texts += [str(beyond(rule.ends[0], parameter, -1)), str(beyond(rule.ends[1], parameter, 1))]
    if rule.ends and parameter.type == "str":
        texts += ["1900-01", "2100-01", "2024-13"]
    if rule.count:
        fewest, most = rule.count
        word = str(parameter.default[0])
        texts = [",".join([word] * (most + 1)), "Nowhere!"]
        texts += [""] if fewest else []
        texts += [",".join(map(str, reversed(parameter.default)))] if rule.rising else []
        texts += [",".join(["0"] * fewest)] if rule.some else []
    return texts


def beyond(end, parameter, direction):
    value = number(end, parameter)
    return value + direction if parameter.type == "int" else value + direction * 1e-6


REFUSED = [
    (name, parameter.name, text)
    for name in NAMES
    for parameter in DECLARED[name].values()
    if parameter.name != "language"
    for text in outside(parameter)
]


@pytest.mark.parametrize(("notebook", "name", "text"), REFUSED)
def test_outside_a_user_is_told_which_parameter_is_wrong(notebook, name, text):
    with pytest.raises(UsageError) as error:
        config.prepare(config.Options(notebooks=[notebook], overrides={name: text}))
    assert error.value.exit_code == 2
    named_as_an_end = [
        other.name for other in DECLARED[notebook].values() if name in (other.rule.ends or ())
    ]
    assert str(error.value).startswith(
        tuple(f"parameter {named}:" for named in (name, *named_as_an_end))
    )


def test_every_notebook_of_the_series_is_tried():
    assert {name for name, _, _ in TRIED} == {
        file.stem for file in paths.NOTEBOOKS.glob("*.ipynb") if len(DECLARED[file.stem]) > 1
    }

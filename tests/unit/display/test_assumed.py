"""Values of parameters that texts of assumptions name, in the records of a notebook."""

import pytest

from lib import display, tables
from lib.display import outputs
from tests.unit.display.sample import FINDING

ROW = tables.Assumption(
    id="A1",
    assumption="From {least:n} to {ends[1]:n} kg",
    quality="low",
    impact="high",
    rating="red",
    why="of {other:n}",
)


@pytest.fixture
def notebook(monkeypatch):
    """A namespace like that of a notebook, and the records that its cells leave."""
    monkeypatch.setattr(tables, "assumptions", lambda: {"A1": ROW})
    records = []
    names = {"display": display, "FINDING": FINDING, "least": 20.0, "ends": [1.0, 30.0]}
    with outputs.listening(lambda bundle, metadata: records.append(metadata["report"])):
        yield names, records


def test_the_values_travel_in_the_records_of_start_and_finding(notebook):
    names, records = notebook
    exec("display.start('en')", names)  # noqa: S102 - as a cell of a notebook
    tables.load("claims")
    exec("display.finding('a', 'So {rate:pct}.', **FINDING)", names)  # noqa: S102 - as a cell
    assert [record["assumed"] for record in records] == [{"least": 20.0, "ends[1]": 30.0}] * 2


def test_a_notebook_without_such_parameters_says_nothing_of_them(notebook):
    names, records = notebook
    del names["least"], names["ends"]
    exec("display.start('en')", names)  # noqa: S102 - as a cell of a notebook
    assert "assumed" not in records[0]

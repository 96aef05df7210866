"""The grade of a table, from the status of its rows and its warnings."""

import pandas as pd
import pytest

from lib import tables
from lib.tables import quality
from lib.tables.form import Field, Resource, Schema, Warned


def resource(warned):
    """What the package says of a table with these warnings."""
    return Resource(
        name="a/b",
        path="a/b.csv",
        title="T",
        description="D",
        period="2020",
        licenses=[],
        warnings=[Warned(code=code, note="") for code in warned],
        schema=Schema(fields=[Field(name="status", type="string")]),
    )


@pytest.mark.parametrize(
    ("status", "warned", "expected"),
    [
        ("documented", [], ("green", "high", "high")),
        ("documented", ["revised_later"], ("green", "high", "medium")),
        ("documented", ["press_quoted"], ("green", "medium", "high")),
        ("reported", [], ("green", "medium", "high")),
        ("reported", ["press_quoted"], ("amber", "low", "high")),
        ("estimated", ["estimated_values"], ("amber", "low", "high")),
        ("documented", ["definition_differs", "revised_later"], ("amber", "high", "low")),
        ("reported", ["press_quoted", "scope_unclear"], ("red", "low", "low")),
    ],
)
def test_a_table_is_graded_by_its_status_and_warnings(monkeypatch, status, warned, expected):
    monkeypatch.setattr(quality, "resource", lambda name: resource(warned))
    monkeypatch.setattr(quality, "read", lambda item: pd.DataFrame({"status": [status] * 10}))
    assert tables.grade("a/b") == expected


def test_every_warning_has_its_place_in_the_grades():
    counted = quality._OF_DOUBT | quality._OF_ANOTHER_QUESTION | quality._OF_A_PART
    assert counted <= set(tables.WARNINGS)
    assert set(tables.WARNINGS) - counted == {"derived_here", "rounded_in_source"}


@pytest.mark.parametrize(
    ("documented", "warned", "expected"),
    [
        (9, False, "high"),
        (8, False, "medium"),
        (9, True, "medium"),
        (5, True, "medium"),
        (4, True, "low"),
    ],
)
def test_quality_is_high_from_nine_rows_in_ten_and_low_below_half(documented, warned, expected):
    assert quality._quality(documented / 10, doubted=warned) == expected


def test_a_table_without_a_status_is_a_record_as_a_whole(monkeypatch):
    monkeypatch.setattr(quality, "resource", lambda name: resource([]))
    monkeypatch.setattr(quality, "read", lambda item: pd.DataFrame({"value": [1]}))
    assert tables.grade("a/b") == ("green", "high", "high")


def test_sources_of_some_rows_stand_once_in_their_order():
    frame = pd.DataFrame({"fact": ["a", "b", "c"], "source": ["y", "x", "y"]})
    assert tables.cited(frame, "c", "a", "b") == ["y", "x"]
    assert tables.cited(frame, "b") == ["x"]
    with pytest.raises(KeyError, match="no row d, e"):
        tables.cited(frame, "a", "e", "d")

"""Tables of a few rows, as a notebook makes them."""

import pandas as pd
import pytest

from lib import frames, tables
from lib.estimates import Estimate

COUNTS = pd.DataFrame({"stage": ["opened", "closed"], "cases": [10, 4]})
WHOLE = Estimate(2, 1, 3, "scenario")
OPEN = Estimate(None, 4, 5, "identification")


def test_the_one_value_of_a_code_is_picked():
    assert frames.pick(COUNTS, "closed", "stage", "cases") == 4
    facts = pd.DataFrame({"fact": ["a", "b"], "value": [1, 2], "year": [2020, 2021]})
    assert frames.pick(facts, "b") == 2
    assert frames.pick(facts, "b", column="year") == 2021
    assert frames.pick(facts, 2020, key="year") == 1


def test_a_code_that_is_not_there_just_once_is_named_with_those_that_are():
    with pytest.raises(KeyError, match="'lost' stands 0 times; stage has: closed, opened"):
        frames.pick(COUNTS, "lost", "stage", "cases")
    with pytest.raises(KeyError, match="'opened' stands 2 times"):
        frames.pick(pd.concat([COUNTS, COUNTS]), "opened", "stage", "cases")


def test_rows_become_a_table_under_their_columns():
    table = frames.rows([("a", 1), ("b", 2)], columns=["label", "value"])

    assert table.columns.tolist() == ["label", "value"]
    assert table.to_numpy().tolist() == [["a", 1], ["b", 2]]


def test_tables_stand_one_below_the_other_and_are_numbered_anew():
    table = frames.stack(COUNTS, COUNTS.iloc[1:])

    assert table["cases"].tolist() == [10, 4, 4]
    assert table.index.tolist() == [0, 1, 2]


def test_estimates_become_rows_and_an_end_that_is_not_known_is_missing():
    table = frames.estimate_rows({"a": WHOLE, "b": OPEN})

    assert table.columns.tolist() == ["label", "value", "low", "high"]
    assert table["label"].tolist() == ["a", "b"]
    assert table.loc[0, ["value", "low", "high"]].tolist() == [2, 1, 3]
    assert pd.isna(table.loc[1, "value"])
    assert table["low"].tolist() == [1, 4]
    assert table["high"].tolist() == [3, 5]


def test_the_column_of_codes_has_a_name_and_others_follow_it():
    table = frames.estimate_rows({"a": WHOLE, "b": OPEN}, "stage", group=["x", "y"], unit="pct")

    assert table.columns.tolist() == ["stage", "value", "low", "high", "group", "unit"]
    assert table["group"].tolist() == ["x", "y"]
    assert table["unit"].tolist() == ["pct", "pct"]


def test_a_code_may_stand_twice_in_pairs():
    table = frames.estimate_rows(iter([("a", WHOLE), ("a", OPEN)]))

    assert table["label"].tolist() == ["a", "a"]
    assert table["high"].tolist() == [3, 5]


def test_no_estimates_are_a_table_without_rows():
    table = frames.estimate_rows({})

    assert table.empty
    assert table.columns.tolist() == ["label", "value", "low", "high"]


def test_what_notebooks_import_from_tables_is_the_same():
    assert tables.rows is frames.rows
    assert tables.stack is frames.stack

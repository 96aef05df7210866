"""Two versions of a table: what came, what went, what changed, and how rows without a key are matched."""

import json

import pytest

from lib.publishing.compare import rows


@pytest.fixture
def versions(tmp_path):
    def write(before, after, suffix="csv"):
        files = tmp_path / f"before.{suffix}", tmp_path / f"after.{suffix}"
        for file, text in zip(files, (before, after), strict=True):
            file.write_text(text, "utf-8")
        return files

    return write


BEFORE = "place,year,n\nA,2020,1\nA,2021,2\nB,2020,3\n"


def told(changes):
    return [(change.key, change.line, change.before, change.after) for change in changes]


def test_a_cell(versions):
    files = versions(BEFORE, BEFORE.replace("2021,2", "2021,9"))
    assert told(rows.changed(*files, ("place", "year"))) == [
        (("A", "2021"), 3, {"n": "2"}, {"n": "9"})
    ]


def test_a_row_that_came_and_one_that_went(versions):
    files = versions(BEFORE, BEFORE.replace("B,2020,3", "C,2020,3"))
    assert told(rows.changed(*files, ("place", "year"))) == [
        (("C", "2020"), 4, None, {"place": "C", "year": "2020", "n": "3"}),
        (("B", "2020"), 4, {"place": "B", "year": "2020", "n": "3"}, None),
    ]


def test_another_order_is_no_change(versions):
    head, *lines = BEFORE.splitlines()
    files = versions(BEFORE, "\n".join([head, *reversed(lines)]) + "\n")
    assert rows.changed(*files, ("place", "year")) == []


def test_a_column_that_came(versions):
    files = versions("id,n\na,1\n", "id,n,note\na,1,new\n")
    assert told(rows.changed(*files, ())) == [(("a",), 2, {"note": ""}, {"note": "new"})]


def test_rows_without_a_key_of_their_own_are_matched_whole(versions):
    files = versions("a,b\nx,1\nx,1\n", "a,b\nx,1\nx,2\n")
    assert told(rows.changed(*files, ())) == [
        (("x", "2"), 3, None, {"a": "x", "b": "2"}),
        (("x", "1"), 3, {"a": "x", "b": "1"}, None),
    ]


def test_items_of_a_register_in_json(versions):
    before = [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]
    after = [{"id": "a", "title": "One"}, {"id": "b", "title": "Three", "issued": [2024]}]
    files = versions(json.dumps(before), json.dumps(after), "json")
    assert told(rows.changed(*files, ())) == [
        (("b",), 2, {"title": "Two", "issued": ""}, {"title": "Three", "issued": "[2024]"})
    ]

"""What is read once: as long as nothing changes, and no longer."""

import json
import os
import time

import msgspec
import pandas as pd
import pytest

from lib import tables
from lib.errors import DataError
from lib.tables import kept, reader
from lib.tables.form import Resource

FIELDS = [
    {"name": "code", "type": "string"},
    {"name": "value", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "source", "type": "string"},
]
CONTENT = {
    "name": "made/up",
    "path": "up.csv",
    "title": "T",
    "description": "D",
    "period": "2019-2020",
    "licenses": [{"name": "L", "title": "L"}],
    "warnings": [],
    "schema": {"fields": FIELDS, "missingValues": [""], "primaryKey": ["code"]},
}
DESCRIPTOR = msgspec.convert(CONTENT, Resource)
TABLE = "code,value,source\na,1,s-1\nb,2,s-1\n"


def write(file, text, *, seconds_ago=60):
    """A file that was changed a while ago: at once after a change nothing is kept."""
    file.write_text(text, "utf-8")
    then = time.time() - seconds_ago
    os.utime(file, (then, then))


def references(*ids):
    items = [{"id": id, "type": "webpage", "title": "T", "publisher": "P"} for id in ids]
    return json.dumps(items)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    write(tmp_path / "up.csv", TABLE)
    write(tmp_path / "references.json", references("s-1", "s-2"))
    return tmp_path


@pytest.fixture
def readings(monkeypatch):
    """Names of the files that were read, in order."""
    files = []
    read = reader._read
    monkeypatch.setattr(
        reader, "_read", lambda file, *rest: files.append(file.name) or read(file, *rest)
    )
    return files


def test_a_table_is_read_once(folder, readings):
    frames = [tables.read(DESCRIPTOR) for _ in range(3)]
    assert readings == ["up.csv"]
    for frame in frames:
        pd.testing.assert_frame_equal(frame, frames[0])


def test_what_one_caller_does_to_a_table_no_other_sees(folder):
    spoilt = tables.read(DESCRIPTOR)
    spoilt.loc[0, "value"] = 99
    spoilt["code"] = "z"
    spoilt["more"] = 1
    spoilt.columns = ["A", "B", "C", "D"]
    spoilt.index.name = "row"
    spoilt.attrs["note"] = "mine"
    another = tables.read(DESCRIPTOR)
    another.index = [5, 6]
    frame = tables.read(DESCRIPTOR)
    assert frame.to_csv(index=False, lineterminator="\n") == TABLE
    assert frame.index.tolist() == [0, 1]
    assert frame.index.name is None
    assert frame.attrs == {}


@pytest.mark.parametrize("seconds_ago", [60, 30, 0], ids=["at the same time", "later", "just now"])
def test_an_edited_table_is_seen(folder, seconds_ago):
    tables.read(DESCRIPTOR)
    write(folder / "up.csv", TABLE.replace("b,2,", "b,22,"), seconds_ago=seconds_ago)
    assert tables.read(DESCRIPTOR)["value"].tolist() == [1, 22]


def test_edits_that_follow_at_once_are_seen_though_the_size_stays(folder):
    for value in range(3, 9):
        (folder / "up.csv").write_text(TABLE.replace("b,2,", f"b,{value},"), "utf-8")
        assert tables.read(DESCRIPTOR)["value"].tolist() == [1, value]


def test_another_file_in_its_place_is_seen_though_size_and_time_stay(folder):
    tables.read(DESCRIPTOR)
    before = (folder / "up.csv").stat()
    (folder / "new.csv").write_text(TABLE.replace("b,2,", "b,3,"), "utf-8")
    os.utime(folder / "new.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "new.csv").replace(folder / "up.csv")
    assert tables.read(DESCRIPTOR)["value"].tolist() == [1, 3]


def test_a_table_that_is_gone_or_broken_is_refused_though_it_was_read(folder):
    tables.read(DESCRIPTOR)
    write(folder / "up.csv", TABLE.replace("b,2,", "b,-2,"))
    with pytest.raises(DataError, match="line 3, value: -2 is beyond the minimum 0"):
        tables.read(DESCRIPTOR)
    (folder / "up.csv").unlink()
    with pytest.raises(DataError, match="no such file"):
        tables.read(DESCRIPTOR)


def test_another_descriptor_is_held_against_the_table(folder):
    tables.read(DESCRIPTOR)
    fields = [*FIELDS[:1], {"name": "value", "type": "integer", "constraints": {"minimum": 2}}]
    content = CONTENT | {"schema": CONTENT["schema"] | {"fields": [*fields, FIELDS[2]]}}
    strict = msgspec.convert(content, Resource)
    with pytest.raises(DataError, match="line 2, value: 1 is beyond the minimum 2"):
        tables.read(strict)


def test_a_reference_that_is_taken_away_is_missed(folder):
    tables.read(DESCRIPTOR)
    write(folder / "references.json", references("s-2"))
    with pytest.raises(DataError, match=r"line 2, source: 's-1' is not in data/references\.json"):
        tables.read(DESCRIPTOR)


def test_references_are_read_once_and_again_where_they_change(folder):
    known = tables.references()
    assert tables.references() is known
    write(folder / "references.json", references("s-3"), seconds_ago=30)
    assert set(tables.references()) == {"s-3"}


def test_two_folders_of_data_do_not_mix(folder, monkeypatch, tmp_path_factory):
    tables.read(DESCRIPTOR)
    other = tmp_path_factory.mktemp("other")
    write(other / "up.csv", TABLE.replace("a,1,", "a,5,"))
    write(other / "references.json", references("s-1"))
    monkeypatch.setenv("SERIES_DATA", str(other))
    assert tables.read(DESCRIPTOR)["value"].tolist() == [5, 2]


def test_a_failure_is_not_kept(tmp_path):
    file = tmp_path / "a.txt"
    write(file, "bad")

    @kept.kept
    def number(path):
        return int(path.read_text("utf-8"))

    with pytest.raises(ValueError, match="bad"):
        number(file)
    write(file, "7")
    assert number(file) == 7

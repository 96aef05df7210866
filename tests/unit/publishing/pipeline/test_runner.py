"""The record of what has been done: whole or none, whatever stands in its file; and errors of the system."""

import json

import pytest
from doit.dependency import Dependency, JSONCodec, JsonDB

from lib.errors import NotebookError, WriteError
from lib.publishing.pipeline import runner


def database(file):
    return runner._Database(str(file), codec=JSONCodec())


def test_what_is_kept_is_there_again(tmp_path):
    kept = database(tmp_path / "doit.json")
    kept.set("execute 01", "key", {"a": 1})
    kept.set("html 01", "key", 2)
    kept.remove("html 01")
    kept.remove("never was")
    kept.dump()
    again = database(tmp_path / "doit.json")
    assert again.get("execute 01", "key") == {"a": 1}
    assert again.in_("execute 01") and not again.in_("html 01")
    assert again.get("html 01", "key") is None
    again.remove_all()
    assert not again.in_("execute 01")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path, content):
    file = tmp_path / "doit.json"
    file.write_bytes(content)
    kept = database(file)
    assert not kept.in_("execute 01")
    kept.set("execute 01", "key", 1)
    kept.dump()
    assert json.loads(file.read_text("utf-8")) == {"execute 01": {"key": 1}}


def test_it_has_what_doit_asks_of_a_database(tmp_path):
    asked = {name for name in vars(JsonDB) if not name.startswith("_")}
    assert asked <= set(dir(runner._Database))
    manager = Dependency(runner._Database, str(tmp_path / "doit.json"))
    manager.close()
    assert (tmp_path / "doit.json").exists()


@pytest.mark.parametrize(("number", "kind", "code"), [(28, WriteError, 4), (5, NotebookError, 2)])
def test_a_full_disk_is_told_from_a_defect(number, kind, code):
    error = runner._unwritable(OSError(number, "words", "a.html"))
    assert isinstance(error, kind) and error.exit_code == code

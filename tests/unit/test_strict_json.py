"""JSON whose keys stand once and whose texts do nothing."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import strict_json
from lib.errors import DataError


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "the key 'c' stands twice"),
        ('{"a": [{"b": "x\\u001b[2J"}]}', r"a\[0\].b holds the control character \\x1b"),
        ('{"a\\u202e": 1}', "the key a"),
        ('"\\ud800"', "holds the control character"),
        ('{"a": NaN}', "NaN is no number"),
        ("{", "not readable as JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "not readable as JSON"),
        (b"\xff", "not readable as JSON"),
    ],
)
def test_what_is_not_plain_json_is_refused(tmp_path, content, complaint):
    file = tmp_path / "a.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError, match=complaint) as error:
        strict_json.read(file)
    assert len(str(error.value)) < 400
    assert str(error.value).isprintable()


def test_a_file_that_is_missing_or_a_pipe_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file\n  Do this"):
        strict_json.read(tmp_path / "a.json", "Do this")
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(DataError, match="pipe or device"):
        strict_json.read(tmp_path / "a.json")


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists))
def test_what_is_written_reads_as_it_was_and_holds_nothing_that_acts(content):
    written = strict_json.text(content)
    assert json.loads(written) == content
    assert not strict_json.CONTROLS.search(written)

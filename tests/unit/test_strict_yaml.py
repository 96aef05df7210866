"""YAML as it seems to say, tried on what the usual reader takes for something else."""

import os

import pytest

from lib import strict_yaml
from lib.errors import DataError, UsageError


@pytest.fixture
def file(tmp_path):
    def write(content):
        written = tmp_path / "some.yml"
        written.write_bytes(content if isinstance(content, bytes) else content.encode())
        return written

    return write


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2024-12-31", "2024-12-31"),
        ("2024-12", "2024-12"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("'7'", "7"),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-30", -30),
        ("2026.11", 2026.11),
        (".5", 0.5),
        ("1e6", 1e6),
        ("100000000.0", 1e8),
        ("", None),
        ("~", None),
        ("null", None),
        ("nullify", "nullify"),
        ("[a, 1]", ["a", 1]),
    ],
)
def test_a_value_is_what_it_looks_like(file, text, value):
    read = strict_yaml.read(file(f"key: {text}\n"))

    assert read == {"key": value}
    assert type(read["key"]) is type(value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: 1\nb: 2\na: 3\n", r"some\.yml, line 3: not readable: 'a' stands twice"),
        ("a:\n  b: 1\n  b: 1\n", r"some\.yml, line 3: not readable: 'b' stands twice"),
        ("a: [1\nb: 2\n", r"some\.yml, line 2: not readable: "),
        ("? [1, 2]\n: 3\n", r"some\.yml, line 1: not readable: a key is a list or mapping"),
        ("a: !!python/object:os.system 1\n", r"some\.yml, line 1: not readable: "),
        ("a: \x01\n", r"some\.yml: not readable: "),
        (b"a: \xff\n", r"some\.yml: not readable: "),
        ('a: "x\\e[2J"\n', r"some\.yml, line 1: not readable: \\x1b is a control character"),
        ('a: 1\n"b\\u202E": 2\n', r"some\.yml, line 2: not readable: \\u202e is a control"),
        ("a: &x [1]\nb: [*x, *x]\n", r"some\.yml, line 2: not readable: \*'x' stands for another"),
        ("a: " + "[" * 200_000, r"some\.yml, line 1: not readable: nested too deeply"),
    ],
)
def test_what_is_not_readable_is_told_in_one_line_with_its_place(file, content, complaint):
    with pytest.raises(DataError, match=complaint) as error:
        strict_yaml.read(file(content))
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("target", ["/dev/zero", "pipe", "."])
def test_what_is_no_file_is_not_read(tmp_path, target):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "some.yml").symlink_to(target)
    with pytest.raises(DataError, match=r"some\.yml: not readable: is a (pipe or device|folder)"):
        strict_yaml.read(tmp_path / "some.yml")


def test_a_file_that_is_missing_is_named_by_the_error_asked_for(tmp_path):
    with pytest.raises(UsageError, match=r"some\.yml: no such file"):
        strict_yaml.read(tmp_path / "some.yml", UsageError)


def test_equal_keys_of_different_mappings_are_no_double(file):
    assert strict_yaml.read(file("a: {x: 1}\nb: {x: 1}\n")) == {"a": {"x": 1}, "b": {"x": 1}}

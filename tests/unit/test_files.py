"""A file is written whole or not at all, and its digest follows its content."""

import os

import pytest

from lib import files


def test_a_digest_follows_the_content(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert files.digest(file) == abc
    file.write_bytes(b"abcd")
    assert files.digest(file) != abc


def test_a_file_of_the_same_size_and_another_time_is_read_again(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    before = files.digest(file)
    file.write_bytes(b"abd")
    os.utime(file, ns=(1, 1))
    assert files.digest(file) != before


def test_a_file_that_is_not_there_has_no_digest(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.digest(tmp_path / "none")


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_neither_read_nor_waited_for(tmp_path, kind):
    file = tmp_path / "a"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("/dev/zero")
    for read in (files.read_bytes, files.read_text, files.digest):
        with pytest.raises(OSError, match="not a file"):
            read(file)


def test_a_text_is_written_in_utf_8_and_its_folder_is_made(tmp_path):
    target = tmp_path / "en" / "a.txt"
    assert files.write_text(target, "Cañar\n")
    assert target.read_bytes() == b"Ca\xc3\xb1ar\n"


def test_what_stands_there_already_is_not_touched(tmp_path):
    target = tmp_path / "a.txt"
    assert files.write_text(target, "one")
    os.utime(target, (1, 1))
    assert not files.write_text(target, "one")
    assert target.stat().st_mtime == 1
    assert files.write_text(target, "two")
    assert target.read_text() == "two"


@pytest.mark.parametrize("when", ["write", "rename"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, when):
    target = tmp_path / "a.txt"
    files.write_text(target, "old")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    if when == "rename":
        monkeypatch.setattr(files.os, "replace", full)
    else:
        monkeypatch.setattr(files.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_text(target, "new")
    assert [f.name for f in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"

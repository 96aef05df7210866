"""A small register read by its columns."""

import csv
import os
from typing import Annotated

import pytest
from msgspec import Meta

from lib import strict_csv
from lib.errors import DataError
from lib.typed import Entry

GOOD = "code,label\nECU,Ecuador\nPER,Peru\n"


Code = Annotated[str, Meta(min_length=1, max_length=20, description="a text of 1 to 20 characters")]


class Labelled(Entry, frozen=True, kw_only=True):
    code: Code
    label: Code


def records(file):
    return strict_csv.records(file, Labelled, "code")


def test_rows_are_given_by_column(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(GOOD)
    assert records(file) == [
        Labelled(code="ECU", label="Ecuador"),
        Labelled(code="PER", label="Peru"),
    ]


@pytest.mark.parametrize(
    ("content", "complaints"),
    [
        (GOOD.replace("label", "name"), ["header is ['code', 'name']"]),
        (GOOD.replace("code,label", "code,label,x"), ["do not have 3 cells"]),
        (
            GOOD.replace("Peru", "P" * 10**5),
            ["line 3, label: is 'PPPP", "(100,000 characters), not a text"],
        ),
        (GOOD.replace("Peru", "\x1b[31mPeru"), ["line 3, label: '\\x1b[31mPeru' holds a control"]),
        (GOOD.replace("Peru", "\u202ePeru"), ["line 3, label: '\\u202ePeru'"]),
        (GOOD.replace("PER", "ECU"), ["line 3: code 'ECU' stands twice"]),
        (GOOD.replace("PER", ""), ["line 3, code: is '', not a text"]),
        (GOOD.replace("ECU", "").replace("Peru", "\x07"), ["line 2, code", "line 3, label"]),
        (GOOD.replace("Peru", '"Peru'), ["not readable"]),
        ("code,label\n" + "A,\x07\n" * 20, ["and 31 more"]),
        ("", ["no rows"]),
    ],
)
def test_what_is_wrong_is_told_with_its_lines(tmp_path, content, complaints):
    file = tmp_path / "a.csv"
    file.write_text(content, "utf-8")
    with pytest.raises(DataError) as error:
        records(file)
    message = str(error.value)
    assert all(complaint in message for complaint in complaints), message
    assert message.replace("\n", "").isprintable()
    assert len(message) < 2000


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "dangling link", "missing"])
def test_what_is_no_file_is_told_at_once(tmp_path, kind):
    file = tmp_path / "a.csv"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind != "missing":
        file.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    words = {
        "pipe": "is a pipe or device, not a file",
        "device": "is a pipe or device, not a file",
        "folder": "is a folder, not a file",
    }
    with pytest.raises(DataError, match=words.get(kind, "no such file")):
        records(file)


@pytest.mark.parametrize("limit", [131072, 2**31 - 1])
def test_a_cell_without_end_is_refused_whatever_limit_another_library_has_set(tmp_path, limit):
    file = tmp_path / "a.csv"
    file.write_text(GOOD.replace("Peru", "P" * 10**6), "utf-8")
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(
            DataError, match=r"not readable as UTF-8 CSV|1,000,000 characters"
        ) as error:
            records(file)
    finally:
        csv.field_size_limit(before)
    assert len(str(error.value)) < 2000

"""Releases that are older than usual: dates by hand, and registers of another form."""

import datetime

import pytest

from lib.errors import DataError
from lib.publishing.checks import watched as check
from lib.tables import watched

ENTRY = """\
- publisher: A
  series: b
  address: https://example.org
  release: One
  released: "2026-07"
  every_months: 1
  references: [csis-2024-csis-art]
  feeds: [justice/case_counts]
"""


@pytest.fixture
def register(tmp_path, monkeypatch):
    def write(text):
        (tmp_path / watched.FILE).write_text(text, "utf-8")
        monkeypatch.setattr(watched.paths, "data", lambda: tmp_path)
        return watched.watched()

    return write


@pytest.mark.parametrize(
    ("released", "months", "due"),
    [
        ("2026-07", 1, datetime.date(2026, 8, 31)),
        ("2026-07-02", 3, datetime.date(2026, 10, 31)),
        ("2025", 12, datetime.date(2026, 12, 31)),
        ("2026-12", 2, datetime.date(2027, 2, 28)),
        ("2027-12-31", 2, datetime.date(2028, 2, 29)),
    ],
)
def test_when_the_next_release_is_due(register, released, months, due):
    text = ENTRY.replace("2026-07", released).replace("every_months: 1", f"every_months: {months}")
    (entry,) = register(text)
    assert entry.due() == due


def test_what_is_due_is_listed_from_the_day_after(register):
    register(ENTRY)
    assert check.overdue(datetime.date(2026, 8, 31)) == []
    (line,) = check.overdue(datetime.date(2026, 9, 1))
    assert line.startswith("look for a newer release: A, b: One")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('released: "2026-07"', 'released: "2026-13"', "a year, month or day"),
        ('released: "2026-07"', 'released: "2026-02-30"', "no day of the calendar"),
        ("every_months: 1", "every_months: 0", "1 to 120"),
        ("https://example.org", "example.org", "an address of the web"),
        ("feeds: [justice/case_counts]", "feeds: []", "feeds"),
        ("  release: One\n", "", "release"),
        ("  release: One\n", "  release: One\n  extra: 1\n", "extra"),
    ],
)
def test_another_form_is_refused_with_its_place(register, before, after, words):
    assert before in ENTRY
    with pytest.raises(DataError, match=words):
        register(ENTRY.replace(before, after))


def test_the_register_fits_the_tables():
    assert watched.watched()
    assert check.problems() == []


def test_what_does_not_fit_is_told(monkeypatch):
    entries = watched.watched()
    (first, *_) = entries
    import msgspec

    wrong = [
        msgspec.structs.replace(first, references=["nobody"]),
        msgspec.structs.replace(first, feeds=["no/table"]),
        msgspec.structs.replace(first, feeds=["justice/case_counts"]),
    ]
    monkeypatch.setattr(watched, "watched", lambda: wrong)
    lines = "\n".join(check.problems())
    assert "nobody is not in data/references.json" in lines
    assert "no/table is no table" in lines
    assert "justice/case_counts has no row of it" in lines


def test_another_series_watches_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(watched.paths, "data", lambda: tmp_path)
    assert watched.watched() == []

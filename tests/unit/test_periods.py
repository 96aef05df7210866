"""Months as numbers, and windows of time, by hand."""

import pandas as pd
import pytest

from lib import periods


def test_months_are_counted_from_january_of_the_year_nought():
    assert periods.month("0000-01") == 0
    assert periods.month("0001-02") == 12 + 1
    assert periods.month("2022-12") == 2022 * 12 + 11
    assert periods.month_number(2022, 12) == 2022 * 12 + 11


def test_months_of_a_column_are_counted_at_once():
    years = pd.Series([2020, 2021])

    assert periods.month_number(years, 9).tolist() == [2020 * 12 + 8, 2021 * 12 + 8]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2022", 2022 * 12, 2022 * 12 + 11),
        ("2022-03", 2022 * 12 + 2, 2022 * 12 + 2),
        ("2022-03-31", 2022 * 12 + 2, 2022 * 12 + 2),
    ],
)
def test_a_bare_year_runs_from_january_to_december(period, first, last):
    assert periods.first_month(period) == first
    assert periods.last_month(period) == last


@pytest.mark.parametrize(
    "text", ["", "nan", "22-12", "2022-1", "2022/12", "2022-00", "2022-13", "2022-12 "]
)
def test_what_is_no_date_is_named(text):
    for read in (periods.first_month, periods.last_month, periods.month, periods.middle_year):
        with pytest.raises(ValueError, match=repr(text)):
            read(text)


def test_a_year_is_not_taken_for_a_month():
    with pytest.raises(ValueError, match="'2022' is a year; a month is due"):
        periods.month("2022")


def test_a_span_of_months_holds_both_its_ends():
    assert periods.months("2022-11", "2023-02") == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert periods.months("2022-09", "2022-10") == ["2022-09", "2022-10"]
    assert periods.months("2022-09", "2022-09") == ["2022-09"]
    assert periods.months("2022-11", "2022-10") == []


def test_the_middle_of_a_year_and_of_a_month():
    assert periods.middle_year("2022") == 2022.5
    assert periods.middle_year("2022-01") == 2022 + 0.5 / 12
    assert periods.middle_year("2022-12-31") == 2022 + 11.5 / 12


def spans(*rows):
    return pd.DataFrame(rows, columns=["label", "period_start", "period_end"])


def test_a_window_runs_from_its_first_month_to_the_month_after_its_last():
    windows = periods.windows(
        spans(
            ("year", "2020", "2020"),
            ("months", "2020-03", "2021-02"),
            ("days", "2020-03-15", "2020-03-20"),
        )
    )

    # Months since year 0: January 2020 is 2020 * 12, March two later.
    assert windows.first.tolist() == [2020 * 12, 2020 * 12 + 2, 2020 * 12 + 2]
    # A bare year ends with its December; February 2021 ends where March 2021 begins.
    assert windows.after.tolist() == [2021 * 12, 2021 * 12 + 2, 2020 * 12 + 3]
    assert (windows.after - windows.first).tolist() == [12, 12, 1]


def test_a_window_with_one_end_unknown_is_left_out():
    table = spans(("no end", "2020", None), ("no start", None, "2020"), ("both", "2020", "2020"))

    rows, first, after = periods.windows(table)

    assert rows["label"].tolist() == ["both"]
    assert rows.index.tolist() == [0]
    assert rows.columns.tolist() == table.columns.tolist()
    assert len(first) == len(after) == 1


def test_no_window_at_all_is_no_error():
    rows, first, after = periods.windows(spans(("no end", "2020", None)))

    assert rows.empty
    assert len(first) == len(after) == 0

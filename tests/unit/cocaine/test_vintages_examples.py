"""Examples of `lib.cocaine.vintages` worked by hand."""

import pandas as pd
import pytest

from lib import cocaine
from lib.errors import DataError


def exactly(number):
    return pytest.approx(number, rel=1e-9)


def counts(*rows):
    return pd.DataFrame(rows, columns=["vintage", "province", "year", "month", "homicides"])


def exchanged():
    """The older file has a and b exchanged in 2020; the later file and 2021 are right."""
    return counts(
        ("old", "a", 2020, 1, 9),
        ("old", "a", 2020, 2, 8),
        ("old", "b", 2020, 1, 1),
        ("old", "b", 2020, 2, 2),
        ("old", "a", 2021, 1, 5),
        ("new", "a", 2020, 1, 1),
    )


def corrections():
    return pd.DataFrame(
        [("old", "a", "b", 2020, 2020), ("old", "b", "a", 2020, 2020)],
        columns=["vintage", "province", "belongs_to", "first_year", "last_year"],
    )


def other_copy():
    return pd.DataFrame(
        [("a", 2020, 3), ("b", 2020, 17), ("a", 2021, 5), ("b", 2021, 0)],
        columns=["province", "year", "homicides"],
    )


def test_both_provinces_of_an_exchange_get_their_names_back_and_nothing_else_changes():
    table = cocaine.undo_exchanges(exchanged(), corrections(), other_copy())

    assert table["province"].tolist() == ["b", "b", "a", "a", "a", "a"]
    assert table["homicides"].tolist() == exchanged()["homicides"].tolist()
    assert table["vintage"].tolist() == exchanged()["vintage"].tolist()


def test_a_file_that_has_been_mended_stops_the_correction():
    mended = cocaine.undo_exchanges(exchanged(), corrections(), other_copy())

    with pytest.raises(DataError, match="the file of old no longer has b under the name a"):
        cocaine.undo_exchanges(mended, corrections(), other_copy())


def test_a_correction_that_makes_no_difference_is_one_too_many():
    # 9 + 8 = 17 lies as far from 17 + 8 as from 17 - 8: nothing says that the names are wrong.
    alike = other_copy().assign(homicides=[9, 25, 5, 0])

    with pytest.raises(DataError, match="homicide_corrections"):
        cocaine.undo_exchanges(exchanged(), corrections(), alike)


def test_the_latest_count_of_a_month_is_that_of_the_newest_file_that_has_it():
    table = cocaine.latest(
        counts(
            ("2026-07", "b", 2025, 1, 7),
            ("2025-12", "b", 2025, 1, 6),
            ("2025-12", "a", 2014, 3, 2),
        )
    )

    assert table.columns.tolist() == ["province", "year", "month", "homicides"]
    assert table.to_numpy().tolist() == [["a", 2014, 3, 2], ["b", 2025, 1, 7]]


def pairs():
    return pd.DataFrame(
        [
            ("2024-11", "2024-11", 100, 102),
            ("2025-11", "2025-11", 200, 208),
            ("2024-10", "2024-11", 100, 101),
            ("2025-10", "2025-11", 100, 103),
            ("2023-12", "2024-11", 50, 50),
        ],
        columns=["month", "first_file_to", "homicides_first", "homicides_later"],
    )


def test_a_month_rises_by_its_distance_from_the_end_of_the_file():
    table = cocaine.registration(pairs())

    # The last months rose by 2 / 100 and 8 / 200, those before by 1 and 3 of 100; December is eleven months off.
    assert table["months_before_end"].tolist() == [0, 1, 11]
    assert table["low"].tolist() == [exactly(0.02), exactly(0.01), 0]
    assert table["high"].tolist() == [exactly(0.04), exactly(0.03), 0]
    assert table["files"].tolist() == [2, 2, 1]


def test_the_last_month_of_a_file_may_rise_most():
    complete = cocaine.once_registered([1000, 500], cocaine.registration(pairs()))

    # 1000 x 1.01 + 500 x 1.02 = 1520; 1000 x 1.03 + 500 x 1.04 = 1550.
    assert complete.ends == (exactly(1520), exactly(1550))
    assert (complete.value, complete.kind) == (None, "scenario")


def test_a_month_farther_from_the_end_than_any_file_shows_is_refused():
    with pytest.raises(ValueError, match=r"no earlier file shows months \[2\]"):
        cocaine.once_registered([1, 1, 1], cocaine.registration(pairs()))


def test_counts_of_provinces_are_summed_by_month():
    table = counts(("x", "a", 2025, 1, 3), ("x", "b", 2025, 1, 4), ("x", "a", 2025, 2, 5))

    assert cocaine.month_by_month(table) == {(2025, 1): 7, (2025, 2): 5}

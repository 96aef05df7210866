"""Which rows move a number: a table of known effect, and the ways in which a search could be led astray."""

import numpy as np
import pandas as pd
import pytest

from lib import tables
from lib.publishing.trace import rows

TABLE = "justice/case_counts"
COUNTS = "cocaine/homicides"


def never():
    return rows.Deadline.after(1000)


def halved(size, moving, *, failing=()):
    """Positions that the search gives where a trial moves if one of `moving` is in it, and how many trials it took."""
    tried = []

    def trial(positions):
        tried.append(list(positions))
        if set(positions) & set(failing):
            return None
        return bool(set(positions) & set(moving))

    return list(rows.halved(range(size), trial, never())), len(tried)


@pytest.mark.parametrize("moving", [[], [0], [99], [3, 50, 51], range(100), range(40, 60)])
def test_the_rows_that_move_and_no_others(moving):
    positions, _ = halved(100, moving)
    assert sorted(positions) == list(moving)


def test_one_row_of_many_takes_few_trials():
    positions, trials = halved(1024, [700])
    assert positions == [700]
    assert (
        trials <= 2 * 10 + 1 + 10 * 4
    )  # two halves a step down, and four rows alone where a group moves


def test_all_rows_take_about_a_trial_each():
    _, trials = halved(1000, range(1000))
    assert trials <= 1000 + 5


def test_a_row_whose_absence_fails_hides_no_other():
    positions, _ = halved(64, [5, 40], failing=[6])
    assert positions == [5, 40]


def test_a_row_that_only_fails_is_not_said_to_move():
    positions, _ = halved(8, [], failing=[3])
    assert positions == []


def test_a_search_that_takes_too_long_ends():
    with pytest.raises(rows.OutOfTimeError):
        list(rows.halved(range(4), lambda positions: True, rows.Deadline.after(-1)))


def test_numbers_above_and_below_a_fraction_line_do_not_cancel():
    frame = pd.DataFrame({"key": ["a", "b"], "n": [1000, 2000], "x": [1.0, 0.0]})
    altered = rows.change(frame, [0, 1], {"key"})
    assert altered["n"][0] / altered["n"][1] != 0.5
    assert (altered["n"] > frame["n"]).all()
    assert (altered["x"] > frame["x"]).all()  # a zero moves, too


def test_whole_numbers_stay_whole_and_move_by_one_at_least():
    frame = pd.DataFrame({"n": pd.array([1, None, 500], dtype="Int64")})
    altered = rows.change(frame, [0, 1, 2], set())["n"]
    assert altered.dtype == "Int64"
    assert altered[0] == 2
    assert altered.isna()[1]
    assert 505 <= altered[2] <= 510


def test_only_the_rows_that_are_meant_change_and_no_key():
    frame = pd.DataFrame({"year": [2020, 2021], "n": [10.0, 20.0]})
    altered = rows.change(frame, [1], {"year"})
    assert altered["year"].tolist() == [2020, 2021]
    assert altered["n"][0] == 10.0
    assert altered["n"][1] > 20.0


def share():
    counts = tables.load(TABLE).set_index("stage")["cases"]
    return counts["convictions"] / counts["investigations"]


def counted():
    homicides = tables.load(COUNTS)
    return int((homicides["year"] == 2023).sum())


def test_a_share_of_two_rows_is_moved_by_both():
    assert rows.search(TABLE, share, never()) == [0, 1]


def test_rows_that_are_only_counted_move_by_their_absence():
    frame = tables.load(COUNTS)
    of_the_year = np.flatnonzero(frame["year"] == 2023).tolist()
    assert rows.search(COUNTS, counted, never()) == of_the_year


def test_tables_are_searched_in_forks_that_leave_nothing_behind():
    before = tables.load(TABLE)
    positions = rows.moving_by_table([TABLE], share, never())
    assert positions == {TABLE: [0, 1]}
    pd.testing.assert_frame_equal(tables.load(TABLE), before)


def test_a_search_in_a_fork_that_takes_too_long_says_so():
    assert rows.moving_by_table([TABLE], share, rows.Deadline.after(-1)) == {TABLE: None}

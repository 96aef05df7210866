"""Rival counts of convictions: worked by hand on tables of a few rows."""

import math

import pandas as pd
import pytest

from lib import laundering
from lib.estimates import Estimate
from lib.tables import load

EXACT = {"rel": 1e-12}


CLOSE = {"rel": 1e-9}  # where SciPy finds the quantile of a distribution by iteration


TAIL = 0.025  # beyond each end of an interval of 95%


def near(expected):
    return pytest.approx(expected, **EXACT)


def close(expected):
    return pytest.approx(expected, **CLOSE)


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def dated(*rows):
    """Rival counts: name, convictions, first and last month."""
    return table("rival convictions period_start period_end", *rows)


def test_estimates_become_rows_of_a_chart_and_a_missing_value_stays_missing():
    estimates = [Estimate(2, 1, 3, "scenario"), Estimate(None, 4, 5, "identification")]

    chart = laundering.rows(iter(["a", "b"]), estimates, group=["x", "y"])

    assert chart.columns.tolist() == ["label", "value", "low", "high", "group"]
    assert values(chart)[0] == ("a", 2, 1, 3, "x")
    assert pd.isna(chart.loc[1, "value"])
    assert values(chart[["label", "low", "high", "group"]])[1] == ("b", 4, 5, "y")


def test_months_are_counted_with_both_the_first_and_the_last():
    spans = dated(
        ("one", 1, "2020-05", "2020-05"),
        ("year", 1, "2020", "2020"),
        ("long", 1, "2019-11", "2021"),
    )

    # November and December of 2019, then two years.
    assert laundering.months(spans).to_dict() == {"one": 1, "year": 12, "long": 2 + 24}


RIVALS = table(
    "rival convictions cases period_start period_end universe source",
    ("none", 0, 4, "2020", "2021", "reports", "s1"),
    ("undated", 3, 3, None, None, "cases", "s2"),
    ("no cases", 0, None, "2020-01", "2020-06", "none", "s3"),
)


def test_counts_with_cases_are_shares_with_exact_intervals():
    shares = laundering.rivals(RIVALS, "case")

    assert shares.columns.tolist() == ["label", "value", "low", "high", "group", "source"]
    assert shares["label"].tolist() == ["none", "undated"]
    assert shares["value"].tolist() == [0 / 4, 3 / 3]
    # None of n: the highest share p that leaves (1 - p)^n a chance of 2.5%.
    # All of n: the mirror image.
    assert shares["low"].tolist() == close([0, TAIL ** (1 / 3)])
    assert shares["high"].tolist() == close([1 - TAIL ** (1 / 4), 1])
    assert shares["group"].tolist() == ["reports", "cases"]
    assert shares["source"].tolist() == ["s1", "s2"]


def test_counts_with_dates_are_paces_a_year_with_exact_intervals():
    paces = laundering.rivals(RIVALS.assign(convictions=[0, 3, 1]), "year", level=0.9)

    assert paces["label"].tolist() == ["none", "no cases"]
    # None in two years; one in half a year.
    assert paces["value"].tolist() == near([0, 1 / 0.5])
    # No event: exp(-2 * high) = 5%. One event: 1 - exp(-0.5 * low) = 5%.
    assert paces["high"][0] == close(-math.log(0.05) / 2)
    assert paces["low"].tolist() == close([0, -math.log(0.95) / 0.5])
    assert paces["group"].tolist() == ["reports", "none"]
    assert paces["source"].tolist() == ["s1", "s3"]


def test_the_interval_of_a_rival_count_is_of_95_percent_unless_asked():
    wide = laundering.rivals(RIVALS, "case")["high"][0]
    narrow = laundering.rivals(RIVALS, "case", level=0.8)["high"][0]

    assert wide == close(1 - 0.025 ** (1 / 4))
    assert narrow == close(1 - 0.1 ** (1 / 4))


def test_the_calendar_has_a_cell_for_each_count_and_year_the_longest_window_first():
    spans = dated(("short", 6, "2020", "2020"), ("long", 4, "2019-07", "2021-06"))

    grid = laundering.calendar(spans)

    assert grid.columns.tolist() == ["row", "column", "value", "text"]
    # Six in 12 months are the fastest pace; four in 24 months are a third of it.
    third = (4 / 24) / (6 / 12)
    assert values(grid[:3]) == [
        ("long", 19, near(third), ""),
        ("long", 20, near(third), "4"),  # the middle one of three years
        ("long", 21, near(third), ""),
    ]
    assert grid["row"].tolist()[3:] == ["short"] * 3
    assert grid["text"].tolist()[3:] == ["", "6", ""]
    assert grid["value"].isna().tolist()[3:] == [True, False, True]
    assert grid["value"][4] == 1


def test_the_calendar_ends_with_the_last_month_of_the_last_window():
    december = laundering.calendar(dated(("a", 1, "2019-12", "2020-12")))
    january = laundering.calendar(dated(("a", 1, "2020-01", "2021-01")))

    assert december["column"].tolist() == [19, 20]
    assert january["column"].tolist() == [20, 21]
    assert december["value"].notna().all() and january["value"].notna().all()


def test_a_window_from_january_to_december_has_no_value_in_the_years_beside_it():
    spans = dated(
        ("before", 1, "2019", "2019"),
        ("mid", 1, "2020-01", "2020-12"),
        ("after", 1, "2021", "2021"),
    )

    covered = laundering.calendar(spans).dropna()

    assert values(covered[["row", "column"]]) == [("before", 19), ("mid", 20), ("after", 21)]


def test_the_count_stands_in_the_later_of_two_middle_years():
    grid = laundering.calendar(dated(("a", 8, "2018", "2021")))

    assert grid["text"].tolist() == ["", "", "8", ""]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("2020", "2021", 5), ("2020", "2020", 6), True),  # both begin together
        (("2020", "2021", 5), ("2021", "2021", 6), True),  # both end together
        (("2020", "2020", 6), ("2020", "2021", 5), True),  # the part is named first
        (("2020", "2020", 6), ("2020", "2020", 5), True),  # the same window, two counts
        (("2020", "2021", 5), ("2020", "2020", 5), False),  # nothing happened in the other year
        (("2020", "2021", 5), ("2021", "2022", 6), False),  # neither holds the other
        (
            ("2020-02", "2021", 5),
            ("2020-01", "2021", 6),
            False,
        ),  # the larger begins a month earlier
        (("2020", "2021-11", 5), ("2020", "2021-12", 6), False),  # the larger ends a month later
    ],
)
def test_counts_clash_where_a_part_is_above_its_whole(one, other, clash):
    (start, end, events), (other_start, other_end, other_events) = one, other
    spans = dated(("one", events, start, end), ("other", other_events, other_start, other_end))

    pairs = laundering.clashes(spans)

    assert pairs.columns.tolist() == ["row", "column", "clash"]
    assert values(pairs) == [("other", "one", clash)]


def test_every_pair_of_counts_stands_once_with_the_later_as_its_row():
    spans = dated(("a", 1, "2020", "2020"), ("b", 1, "2021", "2021"), ("c", 1, "2022", "2022"))

    pairs = laundering.clashes(spans)

    assert values(pairs[["row", "column"]]) == [("b", "a"), ("c", "a"), ("c", "b")]


@pytest.mark.parametrize(("whole", "possible"), [(2, False), (3, True), (4, False)])
def test_two_years_without_a_gap_give_the_sum_of_their_counts(whole, possible):
    spans = dated(
        ("both", whole, "2020", "2021"),
        ("first", 1, "2020", "2020"),
        ("second", 2, "2021", "2021"),
    )

    assert laundering.feasible(spans) is possible


def test_a_month_that_only_one_count_covers_takes_up_the_difference():
    spans = dated(("year", 5, "2020", "2020"), ("to november", 2, "2020-01", "2020-11"))

    assert laundering.feasible(spans)
    assert not laundering.feasible(spans.assign(convictions=[2, 5]))


def test_the_largest_sets_that_agree_are_named_in_the_order_of_the_table():
    spans = dated(
        ("both", 3, "2020", "2021"),
        ("first", 1, "2020", "2020"),
        ("second", 2, "2021", "2021"),
        ("rival", 4, "2021", "2021"),  # above "both", and not "second"
    )

    assert laundering.agreeing(spans) == [("both", "first", "second")]
    assert laundering.agreeing(spans[:3]) == [("both", "first", "second")]


def test_counts_that_all_contradict_each_other_agree_with_themselves_alone():
    spans = dated(("a", 1, "2020", "2020"), ("b", 2, "2020", "2020"))

    assert laundering.agreeing(spans) == [("a",), ("b",)]
    assert laundering.agreeing(spans[:0]) == []


def test_the_pace_of_a_stage_runs_from_its_slowest_to_its_fastest_span():
    stages = table(
        "stage cases period_start period_end",
        ("reports", 6, "2020-01", "2020-06"),  # 12 a year
        ("reports", 30, "2019", "2021"),  # 10 a year
        ("cases", 9, "2020-01", "2021-06"),  # 6 a year, in one year and a half
        ("cases", 99, None, "2021"),
    )

    paces = laundering.pace(stages)

    assert paces.columns.tolist() == ["label", "low", "high", "value"]
    assert paces["label"].tolist() == ["reports", "cases"]
    assert paces["low"].tolist() == near([10, 6])
    assert paces["high"].tolist() == near([12, 6])
    assert pd.isna(paces["value"][0])
    assert paces["value"][1] == near(6)


# --- one count left out


def test_one_fewer_agree_without_a_count_that_every_largest_set_needs():
    assert laundering.most_without_one([("a", "b", "c"), ("a", "d", "e")]) == 2
    assert laundering.most_without_one([("a", "b", "c")]) == 2


def test_as_many_agree_without_any_count_where_the_largest_sets_share_none():
    assert laundering.most_without_one([("a", "b"), ("b", "c"), ("c", "a")]) == 2


def test_leaving_each_count_out_and_trying_again_gives_the_same():
    """On the counts as published: what follows from the sets is what a new search finds."""
    counts = load("laundering/conviction_counts")
    dated = counts.dropna(subset=["period_start", "period_end"])
    sets = laundering.agreeing(dated)
    sizes = [
        len(laundering.agreeing(dated[dated["rival"] != rival])[0]) for rival in dated["rival"]
    ]

    assert min(sizes) == laundering.most_without_one(sets)
    assert max(sizes) == len(sets[0])

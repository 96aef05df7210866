"""Examples of `lib.aid.releases` on tables small enough to be computed by hand."""

import math

import pandas as pd
import pytest

from lib import aid

EXACT = {"rel": 1e-12}

CLOSE = {"rel": 1e-9}  # where a projection or a sum of many floats stands between input and output

NO_BLOCK = pd.Series(dtype=float)


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def released(*rows):
    """Rows of releases; the release "final" is the one that later ones are held against."""
    return table("release newest_year iso3 fiscal_year value_usd", *rows)


def test_completeness_is_what_was_shown_over_what_it_became():
    releases = released(
        ("early", 2010, "ECU", 2010, 1e6),
        ("early", 2010, "ECU", 2009, 3e6),
        ("early", 2010, "PER", 2010, 2e6),
        ("final", 2020, "ECU", 2009, 3e6),
        ("final", 2020, "ECU", 2010, 4e6),
        ("final", 2020, "PER", 2010, 5e6),
        ("final", 2020, "ECU", 2020, 9e6),
    )
    full = aid.completeness(releases, "final")
    assert list(full.columns) == ["release", "iso3", "newest_year", "value_usd", "final", "share"]
    assert values(full) == [
        ("early", "ECU", 2010, 1e6, 4e6, 1 / 4),
        ("early", "PER", 2010, 2e6, 5e6, 2 / 5),
    ]
    assert full.index.tolist() == [0, 1]


def test_at_the_age_of_one_the_year_before_stands_for_the_newest():
    releases = released(
        ("early", 2010, "ECU", 2010, 1e6),
        ("early", 2010, "ECU", 2009, 3e6),
        ("early", 2010, "ECU", 2008, 8e6),
        ("final", 2020, "ECU", 2009, 6e6),
        ("final", 2020, "ECU", 2010, 4e6),
    )
    last_year = aid.completeness(releases, "final", age=1)
    # 3 million of 2009 were shown; 2010 became 4 million, not 6
    assert values(last_year) == [("early", "ECU", 2010, 3e6, 4e6, 3 / 4)]


def test_small_sums_and_nothing_shown_are_left_out_but_the_floor_itself_counts():
    releases = released(
        ("early", 2010, "AAA", 2010, 0.5e6),
        ("early", 2010, "BBB", 2010, 0.5e6),
        ("early", 2010, "CCC", 2010, 0.0),
        ("early", 2010, "DDD", 2010, -1.0),
        ("early", 2010, "EEE", 2010, 1.0),
        ("final", 2020, "AAA", 2010, 1e6),  # the floor
        ("final", 2020, "BBB", 2010, 1e6 - 1),
        ("final", 2020, "CCC", 2010, 2e6),
        ("final", 2020, "DDD", 2010, 2e6),
        ("final", 2020, "EEE", 2010, 2e6),
    )
    assert aid.completeness(releases, "final")["iso3"].tolist() == ["AAA", "EEE"]
    assert aid.completeness(releases, "final", floor_usd=2e6)["iso3"].tolist() == ["EEE"]


def test_neither_the_reference_nor_what_is_left_out_is_held_against_it():
    releases = released(
        ("one", 2010, "ECU", 2010, 1e6),
        ("two", 2011, "ECU", 2011, 1e6),
        ("three", 2012, "ECU", 2012, 1e6),
        ("final", 2012, "ECU", 2010, 2e6),
        ("final", 2012, "ECU", 2011, 2e6),
        ("final", 2012, "ECU", 2012, 2e6),
    )
    assert aid.completeness(releases, "final")["release"].tolist() == ["one", "two", "three"]
    assert aid.completeness(releases, "final", ["two"])["release"].tolist() == ["one", "three"]


def dated(*rows):
    """Rows of dated releases; "final" came in December 2023, three months after its newest year."""
    return table("release released newest_year iso3 fiscal_year value_usd", *rows)


FINAL = (
    ("final", "2023-12", 2023, "AAA", 2021, 10e6),
    ("final", "2023-12", 2023, "BBB", 2021, 10e6),
    ("final", "2023-12", 2023, "CCC", 2021, 10e6),
    ("final", "2023-12", 2023, "AAA", 2022, 10e6),
    ("final", "2023-12", 2023, "AAA", 2023, 10e6),
)


def test_a_year_fills_from_the_month_in_which_it_ends():
    releases = dated(
        ("a", "2021-08", 2021, "AAA", 2021, 1e6),  # a month before the fiscal year ends
        ("b", "2021-09", 2021, "AAA", 2021, 2e6),  # the month in which it ends
        ("c", "2022-01", 2021, "AAA", 2021, 4e6),  # October to January: four months
        ("d", "2022-09", 2021, "AAA", 2021, 5e6),  # twelve months
        ("e", "2022-10", 2021, "AAA", 2021, 6e6),  # thirteen
        *FINAL,
    )
    filled = aid.filling(releases, "final", 12)
    assert list(filled.columns) == ["series", "x", "value"]
    assert values(filled) == [
        (2021, 0, 2 / 10),
        (2021, 4, 4 / 10),
        (2021, 12, 5 / 10),
    ]


def test_the_middle_country_stands_for_a_month():
    releases = dated(
        ("a", "2021-12", 2021, "AAA", 2021, 1e6),
        ("a", "2021-12", 2021, "BBB", 2021, 2e6),
        ("a", "2021-12", 2021, "CCC", 2021, 9e6),
        *FINAL,
    )
    assert values(aid.filling(releases, "final", 24)) == [(2021, 3, 2 / 10)]


def test_the_newest_year_of_the_reference_is_not_final_nor_is_its_own_release_early():
    releases = dated(
        ("a", "2023-11", 2023, "AAA", 2023, 1e6),  # 2023 is not final
        ("a", "2023-11", 2023, "AAA", 2022, 6e6),  # 2022 is
        ("b", "2023-12", 2023, "AAA", 2022, 9e6),  # as late as the reference
        *FINAL,
    )
    # November 2023 comes 14 months after September 2022
    assert values(aid.filling(releases, "final", 24)) == [(2022, 14, 6 / 10)]


def test_filling_leaves_out_small_sums_and_nothing_shown_but_the_floor_itself_counts():
    releases = dated(
        ("a", "2021-12", 2021, "AAA", 2021, 0.25e6),
        ("a", "2021-12", 2021, "BBB", 2021, 0.75e6),
        ("a", "2021-12", 2021, "CCC", 2021, 0.0),
        ("final", "2023-12", 2023, "AAA", 2021, 1e6),  # the floor
        ("final", "2023-12", 2023, "BBB", 2021, 1e6 - 1),
        ("final", "2023-12", 2023, "CCC", 2021, 2e6),
    )
    assert values(aid.filling(releases, "final", 24)) == [(2021, 3, 1 / 4)]
    assert aid.filling(releases, "final", 24, floor_usd=1e6 + 1).empty


def test_one_dollar_shown_is_something_and_one_row_makes_a_reference():
    releases = dated(
        ("a", "2021-12", 2021, "AAA", 2021, 1.0),
        ("final", "2023-12", 2023, "AAA", 2021, 4e6),
    )
    assert values(aid.filling(releases, "final", 24)) == [(2021, 3, 1 / 4e6)]


def test_a_quantile_is_the_smallest_share_that_reaches_its_level():
    shares = table("release share", ("a", 0.4), ("a", 0.2), ("a", 0.1), ("a", 0.3))
    # each of four weighs a quarter
    assert [aid.quantile(shares, level) for level in (0.25, 0.26, 0.5, 0.51, 0.75, 1)] == [
        0.1,
        0.2,
        0.2,
        0.3,
        0.3,
        0.4,
    ]


def test_a_release_of_one_country_weighs_as_much_as_one_of_three():
    shares = table("release share", ("a", 0.1), ("a", 0.2), ("a", 0.3), ("b", 0.15))
    # in order 0.1, 0.15, 0.2, 0.3 with weights 1/6, 1/2, 1/6, 1/6: up to 1/6, 2/3, 5/6 and 1
    assert [aid.quantile(shares, level) for level in (0.16, 0.17, 0.66, 0.67, 0.83, 0.84)] == [
        0.1,
        0.15,
        0.15,
        0.2,
        0.2,
        0.3,
    ]


FIVE = table("release share", ("a", 0.1), ("a", 0.2), ("a", 0.4), ("a", 0.5), ("a", 0.8))


def test_a_nowcast_divides_by_the_middle_share_and_turns_the_tails_round():
    nowcast = aid.nowcast(8.0, FIVE, 0.6)
    # tails of a fifth: shares of 0.1 and 0.5; the largest share gives the low end
    assert triple(nowcast) == pytest.approx((8 / 0.5, 8 / 0.4, 8 / 0.1), **EXACT)
    assert (nowcast.kind, nowcast.level) == ("scenario", 0.6)
    assert nowcast.method == "earlier releases, drawn before countries"


def test_of_two_middle_shares_the_smaller_is_taken():
    two = table("release share", ("a", 0.2), ("a", 0.4))
    assert triple(aid.nowcast(8.0, two, 0.6)) == pytest.approx((8 / 0.4, 8 / 0.2, 8 / 0.2), **EXACT)


def test_a_nowcast_of_cents_is_in_cents_where_nothing_is_said_to_be_paid():
    assert triple(aid.nowcast(0.008, FIVE, 0.6)) == pytest.approx((0.016, 0.02, 0.08), **EXACT)


def test_a_nowcast_does_not_fall_below_what_is_paid():
    assert triple(aid.nowcast(8.0, FIVE, 0.6, 17.0)) == pytest.approx((17, 20, 80), **EXACT)
    assert triple(aid.nowcast(8.0, FIVE, 0.6, 25.0)) == pytest.approx((25, 25, 80), **EXACT)
    assert triple(aid.nowcast(8.0, FIVE, 0.6, 100.0)) == pytest.approx((100, 100, 100), **EXACT)


# Ecuador's release of 2011 shows 30 for 2011 and 90 for 2010.
SHOWN = released(
    ("r2010", 2010, "ECU", 2010, 40.0),
    ("r2011", 2011, "PER", 2011, 1000.0),
    ("r2011", 2011, "ECU", 2010, 90.0),
    ("r2011", 2011, "ECU", 2011, 30.0),
    ("r2011", 2011, "ECU", 2009, 70.0),
)


def shares_of(**by_year):
    """One share a year, such as y2010=0.5, each in a release of its own."""
    return pd.DataFrame(
        [
            {"release": name, "newest_year": int(name[1:]), "share": share}
            for name, share in by_year.items()
        ]
    )


def test_a_forecast_knows_only_years_before_its_own():
    """The release of 2010 was half full; that of 2011, the year to be forecast, full at once."""
    full = shares_of(y2010=0.5, y2011=1.0, y2012=1.0)
    last_year = shares_of(y2010=0.75, y2011=3.0, y2012=3.0)
    rows = aid.forecasts(SHOWN, "ECU", ["r2011"], full, last_year, 0.9, NO_BLOCK)

    assert list(rows.columns) == ["fiscal_year", "rule", "forecast"]
    assert rows["fiscal_year"].tolist() == [2011, 2011]
    assert rows["rule"].tolist() == ["scaled_by_lag", "from_last_year"]

    by_lag, by_last_year = rows["forecast"]
    assert triple(by_lag) == pytest.approx([30 / 0.5] * 3, **EXACT)
    assert triple(by_last_year) == pytest.approx([90 / 0.75] * 3, **EXACT)
    assert (by_lag.level, by_last_year.level) == (0.9, 0.9)


def test_a_forecast_from_last_year_is_at_least_what_this_year_shows():
    """Last year's figure was six times what came: 90 / 6 is 15, but 30 are already shown."""
    rows = aid.forecasts(
        SHOWN,
        "ECU",
        ["r2011"],
        shares_of(y2010=0.5),
        shares_of(y2010=6.0),
        0.9,
        NO_BLOCK,
    )
    assert triple(rows["forecast"][1]) == pytest.approx([30] * 3, **EXACT)


def test_a_forecast_starts_once_more_without_the_block_where_last_year_holds_it():
    full, last_year = shares_of(y2010=0.5), shares_of(y2010=0.75)
    block = pd.Series({2010: 60.0})
    rows = aid.forecasts(SHOWN, "ECU", ["r2011"], full, last_year, 0.9, block)
    assert rows["rule"].tolist() == ["scaled_by_lag", "from_last_year", "from_last_year_bare"]
    assert [forecast.value for forecast in rows["forecast"]] == pytest.approx(
        [30 / 0.5, 90 / 0.75, (90 - 60) / 0.75],
        **EXACT,
    )

    elsewhere = pd.Series({2009: 60.0, 2011: 60.0})
    rows = aid.forecasts(SHOWN, "ECU", ["r2011"], full, last_year, 0.9, elsewhere)
    assert rows["rule"].tolist() == ["scaled_by_lag", "from_last_year"]


def test_each_release_forecasts_its_own_newest_year_in_the_order_asked():
    releases = released(
        *values(SHOWN),
        ("r2012", 2012, "ECU", 2012, 5.0),
        ("r2012", 2012, "ECU", 2011, 60.0),
    )
    full, last_year = shares_of(y2010=0.5), shares_of(y2010=0.75)
    rows = aid.forecasts(releases, "ECU", ["r2012", "r2011"], full, last_year, 0.9, NO_BLOCK)
    assert rows["fiscal_year"].tolist() == [2012, 2012, 2011, 2011]
    assert [forecast.value for forecast in rows["forecast"]] == pytest.approx(
        [5 / 0.5, 60 / 0.75, 30 / 0.5, 90 / 0.75],
        **EXACT,
    )


def test_coverage_holds_each_release_against_the_others():
    shares = table(
        "release newest_year share",
        ("a", 2010, 0.1),
        ("a", 2010, 0.2),
        ("a", 2010, 0.3),
        ("a", 2010, 0.4),
        ("a", 2010, 0.5),
        ("b", 2011, 0.2),
        ("b", 2011, 0.4),
        ("b", 2011, 0.8),
    )
    coverage = aid.coverage_by_release(shares, [0.6, 0.2])
    assert list(coverage.columns) == ["release", "year", "level", "covered", "countries", "error"]

    # Of b (0.2, 0.4, 0.8) the tails of a fifth are 0.2 and 0.8: they hold 0.2, 0.3, 0.4 and 0.5
    # of a. The middle is 0.4; a lies 4, 2, 4/3, 1 and 5/4 times away from it: in the middle 4/3.
    # The tails of two fifths are both 0.4.
    first = ("a", 2010, 0.6, 4 / 5, 5, pytest.approx(4 / 3 - 1, **CLOSE))
    second = ("a", 2010, 0.2, 1 / 5, 5, pytest.approx(4 / 3 - 1, **CLOSE))
    # Of a the tails of a fifth are 0.1 and 0.4: they hold 0.2 and 0.4 of b. The middle is 0.3;
    # b lies 3/2, 4/3 and 8/3 times away: in the middle 3/2. The tails of two fifths: 0.2 and 0.3.
    third = ("b", 2011, 0.6, 2 / 3, 3, pytest.approx(3 / 2 - 1, **CLOSE))
    fourth = ("b", 2011, 0.2, 1 / 3, 3, pytest.approx(3 / 2 - 1, **CLOSE))
    assert values(coverage) == [first, second, third, fourth]


def test_a_release_of_one_country_is_held_or_not():
    shares = table(
        "release newest_year share",
        ("a", 2010, 0.2),
        ("a", 2010, 0.4),
        ("b", 2011, 0.3),
    )
    coverage = aid.coverage_by_release(shares, [0.8])
    assert values(coverage) == [
        # all quantiles of b are 0.3; a lies 3/2 and 4/3 away, and the middle is in logs
        ("a", 2010, 0.8, 0.0, 2, pytest.approx(math.sqrt(3 / 2 * 4 / 3) - 1, **CLOSE)),
        # the middle of a is the smaller of two
        ("b", 2011, 0.8, 1.0, 1, pytest.approx(3 / 2 - 1, **CLOSE)),
    ]

"""The aid functions on tables small enough to be computed by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from lib import aid, money
from lib.estimates import Estimate

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


# --- what charts take


def test_an_estimate_becomes_a_row_with_its_code():
    estimates = {
        "ECU": Estimate(2, 1, 3, "scenario"),
        "PER": Estimate(5, None, 8, "scenario"),
    }
    rows = aid.estimate_rows(estimates)
    assert list(rows.columns) == ["label", "value", "low", "high"]
    assert rows["label"].tolist() == ["ECU", "PER"]
    assert rows.loc[0, ["value", "low", "high"]].tolist() == [2, 1, 3]
    assert rows.loc[1, ["value", "high"]].tolist() == [5, 8]
    assert pd.isna(rows.loc[1, "low"])
    assert "stage" in aid.estimate_rows(estimates, "stage")


# --- the block

SECTORS = table(
    "iso3 measure sector fiscal_year value_usd",
    ("ECU", "obligations", aid.BLOCK_SECTOR, 2021, 1.0),  # a year before
    ("ECU", "obligations", aid.BLOCK_SECTOR, 2022, 10.0),
    ("ECU", "obligations", aid.BLOCK_SECTOR, 2022, 5.0),
    ("ECU", "obligations", aid.BLOCK_SECTOR, 2023, 20.0),
    ("ECU", "obligations", aid.BLOCK_SECTOR, 2024, 2.0),  # a year after
    ("ECU", "obligations", "Health", 2022, 100.0),
    ("ECU", "disbursements", aid.BLOCK_SECTOR, 2023, 7.0),
    ("PER", "obligations", aid.BLOCK_SECTOR, 2022, 1000.0),
)


def test_the_block_is_the_sector_of_two_years_in_ecuador():
    block = aid.security_block(SECTORS)
    assert block.to_dict() == {2022: 10.0 + 5.0, 2023: 20.0}


def test_the_block_of_another_country_or_measure_is_its_own():
    assert aid.security_block(SECTORS, "PER").to_dict() == {2022: 1000.0}
    assert aid.security_block(SECTORS, measure="disbursements").to_dict() == {2023: 7.0}


def test_both_versions_stand_below_each_other():
    given = table("fiscal_year value_usd", (2021, 10.0), (2022, 30.0))
    both = aid.both_versions(given, pd.Series({2022: 12.0, 2023: 9.0}))
    assert values(both[["version", "fiscal_year", "value_usd"]]) == [
        ("with_block", 2021, 10.0),
        ("with_block", 2022, 30.0),
        ("without_block", 2021, 10.0),
        ("without_block", 2022, 30.0 - 12.0),
    ]
    assert both.index.tolist() == [0, 1, 2, 3]
    assert given["value_usd"].tolist() == [10.0, 30.0]


def test_both_versions_may_be_of_another_column():
    given = table("fiscal_year value_usd paid_usd", (2022, 30.0, 20.0))
    both = aid.both_versions(given, pd.Series({2022: 12.0}), "paid_usd")
    assert both["paid_usd"].tolist() == [20.0, 20.0 - 12.0]
    assert both["value_usd"].tolist() == [30.0, 30.0]


def test_the_block_is_split_off_military_aid_of_one_country():
    series = table(
        "iso3 fiscal_year account_group value_usd",
        ("ECU", 2021, "aid_military", 5.0),
        ("ECU", 2022, "aid_military", 40.0),
        ("ECU", 2022, "aid_other", 90.0),
        ("PER", 2022, "aid_military", 70.0),
    )
    block = pd.Series({2022: 33.0}).rename_axis("fiscal_year")
    split = aid.split_block(series, block)
    assert values(split[["iso3", "fiscal_year", "account_group", "value_usd"]]) == [
        ("ECU", 2021, "aid_military", 5.0),
        ("ECU", 2022, "aid_military", 40.0 - 33.0),
        ("ECU", 2022, "aid_other", 90.0),
        ("ECU", 2022, "aid_block", 33.0),
    ]
    assert split.index.tolist() == [0, 1, 2, 3]
    assert series["value_usd"].tolist() == [5.0, 40.0, 90.0, 70.0]

    other = aid.split_block(series, block, "PER")
    assert other["value_usd"].tolist() == [70.0 - 33.0, 33.0]
    assert set(other["iso3"]) == {"PER"}


# --- series

# A dollar of 2000 is worth four of 2025, one of 2010 two.
PRICES = money.Prices("made-up prices", "fiscal", {1999: 20.0, 2000: 25.0, 2010: 50.0, 2025: 100.0})


def test_accounts_end_where_groups_begin_and_both_are_in_dollars_of_the_base():
    accounts = table(
        "iso3 fiscal_year account_group value_usd",
        ("ECU", 1999, "aid_military", 8.0),
        ("ECU", 2000, "aid_development", 1.0),
        ("ECU", 2000, "aid_humanitarian", 2.0),
        ("ECU", 2000, "aid_counternarcotics", 3.0),
        ("ECU", 2001, "aid_military", 999.0),  # groups begin
    )
    groups = table(
        "iso3 fiscal_year account_group value_usd_2025",
        ("ECU", 2001, "aid_military", 10.0),
        ("ECU", 2001, "aid_military", 6.0),
        ("PER", 2001, "aid_military", 4.0),
    )
    series = aid.group_series(groups, accounts, PRICES, 2010)
    assert list(series.columns) == ["iso3", "fiscal_year", "account_group", "value_usd"]
    assert values(series) == [
        ("ECU", 1999, "aid_military", pytest.approx(8 * 50 / 20, **EXACT)),
        ("ECU", 2000, "aid_counternarcotics", pytest.approx(3 * 50 / 25, **EXACT)),
        ("ECU", 2000, "aid_other", pytest.approx((1 + 2) * 50 / 25, **EXACT)),
        ("ECU", 2001, "aid_military", pytest.approx((10 + 6) * 50 / 100, **EXACT)),
        ("PER", 2001, "aid_military", pytest.approx(4 * 50 / 100, **EXACT)),
    ]


def test_security_is_military_and_counternarcotics_and_nothing_else():
    series = table(
        "iso3 fiscal_year account_group value_usd",
        ("ECU", 2000, "aid_military", 1.0),
        ("ECU", 2000, "aid_counternarcotics", 2.0),
        ("ECU", 2000, "aid_other", 4.0),
        ("ECU", 2001, "aid_military", 8.0),
        ("PER", 2000, "aid_counternarcotics", 16.0),
    )
    assert values(aid.security(series)) == [
        ("ECU", 2000, 1.0 + 2.0),
        ("ECU", 2001, 8.0),
        ("PER", 2000, 16.0),
    ]


def test_aid_per_head_takes_the_last_population_known_and_none_before_the_first():
    population = table(
        "iso3 year population",
        ("ECU", 2010, 10),
        ("ECU", 2012, 20),
        ("PER", 2011, 40),
    )
    given = table(
        "iso3 fiscal_year value_usd",
        ("ECU", 2009, 60.0),  # before the first population
        ("ECU", 2010, 60.0),
        ("ECU", 2011, 60.0),  # between two: the one before
        ("ECU", 2012, 60.0),
        ("ECU", 2014, 60.0),  # after the last
        ("PER", 2010, 60.0),  # its own first population comes a year later
        ("PER", 2011, 60.0),
        ("COL", 2012, 60.0),  # no population at all
    )
    per_head = aid.per_head(given, population).set_index(["iso3", "fiscal_year"])
    known = per_head["per_head_usd"].dropna().to_dict()
    assert known == {
        ("ECU", 2010): 60 / 10,
        ("ECU", 2011): 60 / 10,
        ("ECU", 2012): 60 / 20,
        ("ECU", 2014): 60 / 20,
        ("PER", 2011): 60 / 40,
    }
    assert per_head.loc[("ECU", 2014), "population"] == 20


def test_a_regime_ends_the_year_before_the_next_begins():
    series = table(
        "version fiscal_year value_usd",
        ("without_block", 1999, 900.0),  # before the first year
        ("without_block", 2000, 1.0),
        ("without_block", 2001, 3.0),
        ("without_block", 2002, 10.0),
        ("without_block", 2003, 20.0),
        ("without_block", 2004, 900.0),  # after the last year
        ("with_block", 2003, 50.0),
    )
    means = aid.regimes(series, [2002], 2000, 2003)
    assert list(means.columns) == ["version", "start", "end", "value_usd"]
    assert values(means) == [
        ("without_block", 2000, 2001, (1 + 3) / 2),
        ("without_block", 2002, 2003, (10 + 20) / 2),
        ("with_block", 2002, 2003, 50.0),  # a regime without a year has no row
    ]


def test_event_time_keeps_both_ends_of_its_window():
    given = table(
        "iso3 fiscal_year per_head_usd",
        ("PER", 2001, 7.0),
        ("COL", 2003, 5.0),
        ("COL", 2002, 4.0),
        ("COL", 2001, 3.0),
        ("COL", 2000, 2.0),
        ("COL", 1999, 1.0),
        ("COL", 1998, 0.0),
        ("MEX", 2007, 6.0),
    )
    moved = aid.event_time(given, {"COL": 2000, "MEX": 2008}, 1, 2)
    assert list(moved.columns) == ["iso3", "x", "value", "fiscal_year"]
    assert values(moved) == [
        ("COL", -1, 1.0, 1999),
        ("COL", 0, 2.0, 2000),
        ("COL", 1, 3.0, 2001),
        ("COL", 2, 4.0, 2002),
        ("MEX", -1, 6.0, 2007),
    ]


# --- how full a release was


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


# --- nowcast


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


# --- shares over years

WHOLE = table(
    "iso3 measure fiscal_year value_usd",
    ("ECU", "planned", 1999, 1000.0),
    ("ECU", "planned", 2000, 100.0),
    ("ECU", "planned", 2001, 200.0),
    ("ECU", "planned", 2002, 500.0),
    ("ECU", "planned", 2003, 1000.0),
    ("ECU", "paid", 2001, 1000.0),
    ("PER", "planned", 2001, 1000.0),
)
# Nothing in 2001, and in 1998 a part of what is not there.
PART = table(
    "iso3 measure fiscal_year value_usd",
    ("ECU", "planned", 1998, 999.0),
    ("ECU", "planned", 1999, 999.0),
    ("ECU", "planned", 2000, 10.0),
    ("ECU", "planned", 2002, 30.0),
    ("ECU", "planned", 2003, 999.0),
    ("ECU", "paid", 2001, 999.0),
    ("PER", "planned", 2001, 999.0),
)


def test_a_share_of_years_is_sum_over_sum_and_a_missing_year_is_nothing():
    share = aid.share_of_years(PART, WHOLE, "ECU", "planned", (2000, 2002), 0.9)
    assert share.value == pytest.approx((10 + 0 + 30) / (100 + 200 + 500), **EXACT)
    assert (share.kind, share.level, share.method) == ("sampling", 0.9, "bootstrap over years")


def test_a_missing_year_is_left_out_where_it_says_nothing():
    share = aid.share_of_years(
        PART,
        WHOLE,
        "ECU",
        "planned",
        (2000, 2002),
        0.8,
        missing_is_zero=False,
        draws=500,
        seed=3,
    )
    assert share.value == pytest.approx((10 + 30) / (100 + 500), **EXACT)

    # two years: both the first (1/4), one of each (1/2), both the second (1/4); tails of a tenth
    assert triple(share) == pytest.approx((30 / 500, 40 / 600, 10 / 100), **EXACT)


def test_a_part_without_a_whole_does_not_count():
    share = aid.share_of_years(PART, WHOLE, "ECU", "planned", (1998, 1999), 0.9)
    assert triple(share) == pytest.approx([999 / 1000] * 3, **EXACT)


EIGHT_PARTS = [10.0, 0.0, 30.0, 41.0, 12.0, 83.0, 24.0, 5.0]
EIGHT_WHOLES = [100.0, 200.0, 500.0, 130.0, 270.0, 310.0, 90.0, 170.0]


def eight_years(sums):
    return pd.DataFrame(
        {
            "iso3": "ECU",
            "measure": "planned",
            "fiscal_year": range(2000, 2008),
            "value_usd": sums,
        }
    )


@pytest.mark.parametrize("level", [0.5, 0.9])
@pytest.mark.parametrize(
    ("told", "draws", "seed"),
    [
        ({}, 4000, 1),
        ({"draws": 300, "seed": 2}, 300, 2),
    ],
)
def test_chance_draws_whole_years_with_their_part(level, told, draws, seed):
    share = aid.share_of_years(
        eight_years(EIGHT_PARTS),
        eight_years(EIGHT_WHOLES),
        "ECU",
        "planned",
        (2000, 2007),
        level,
        **told,
    )
    picks = np.random.default_rng(seed).integers(8, size=(draws, 8))
    part, whole = np.array(EIGHT_PARTS)[picks], np.array(EIGHT_WHOLES)[picks]
    shares = part.sum(axis=1) / whole.sum(axis=1)
    low, high = np.quantile(shares, [0.5 - level / 2, 0.5 + level / 2])
    # 205 of 1,770
    assert triple(share) == pytest.approx((low, 205 / 1770, high), **CLOSE)


@pytest.mark.parametrize("seed", range(8))
def test_a_range_of_one_draw_still_holds_the_share(seed):
    share = aid.share_of_years(
        PART,
        WHOLE,
        "ECU",
        "planned",
        (2000, 2002),
        0.5,
        draws=1,
        seed=seed,
    )
    picks = np.random.default_rng(seed).integers(3, size=3)
    drawn = np.array([10.0, 0.0, 30.0])[picks].sum() / np.array([100.0, 200.0, 500.0])[picks].sum()
    assert triple(share) == pytest.approx((min(drawn, 0.05), 0.05, max(drawn, 0.05)), **CLOSE)


def test_one_year_has_no_other_that_chance_could_have_drawn():
    share = aid.share_of_years(PART, WHOLE, "ECU", "planned", (2002, 2002), 0.9)
    assert triple(share) == pytest.approx([30 / 500] * 3, **EXACT)


def test_a_share_of_nothing_names_country_measure_and_years():
    with pytest.raises(ValueError, match="nothing to divide for PER, paid, in 2000 to 2002"):
        aid.share_of_years(PART, WHOLE, "PER", "paid", (2000, 2002), 0.9)


@pytest.mark.parametrize("sums", [(0.0, 0.0), (5.0, -6.0)])
def test_a_whole_that_is_not_positive_has_no_share(sums):
    whole = table(
        "iso3 measure fiscal_year value_usd",
        *[("ECU", "planned", 2000 + i, dollars) for i, dollars in enumerate(sums)],
    )
    with pytest.raises(ValueError, match="nothing to divide"):
        aid.share_of_years(PART, whole, "ECU", "planned", (2000, 2001), 0.9)


def test_a_whole_of_less_than_a_dollar_is_a_whole():
    whole = table("iso3 measure fiscal_year value_usd", ("ECU", "planned", 2000, 0.5))
    share = aid.share_of_years(whole, whole, "ECU", "planned", (2000, 2000), 0.9)
    assert triple(share) == (1, 1, 1)


# --- effects


def test_the_panel_sets_logs_of_homicide_beside_logs_of_aid_of_another_year():
    homicides = table(
        "iso3 year homicide_rate_per_100k",
        ("ECU", 2001, 10.0),
        ("ECU", 2002, 0.0),  # no log
        ("ECU", 2003, 0.5),
        ("ECU", 2004, 8.0),  # no aid two years before
        ("PER", 2001, 2.0),
    )
    given = table(
        "iso3 fiscal_year per_head_usd",
        ("ECU", 1999, 3.0),
        ("ECU", 2000, 4.0),
        ("ECU", 2001, -1.0),  # money taken back is not aid below none
        ("PER", 1999, 0.0),
    )
    panel = aid.panel(given, homicides, -2)
    y_ecuador, x_ecuador = math.log(10), math.log(1 + 3)
    assert list(panel.columns) == ["iso3", "year", "y", "x"]
    assert values(panel) == [
        ("ECU", 2001, pytest.approx(y_ecuador, **EXACT), pytest.approx(x_ecuador, **EXACT)),
        ("ECU", 2003, pytest.approx(math.log(0.5), **EXACT), 0.0),
        ("PER", 2001, pytest.approx(math.log(2), **EXACT), 0.0),
    ]


def panel_of(x, y, years):
    """A panel in which each country moves by its `x` and `y` a year, from a level of its own."""
    level = 3.0 * np.arange(len(x))
    parts = [
        pd.DataFrame(
            {
                "iso3": [f"C{i:02d}" for i in range(len(x))],
                "year": 2000 + year,
                "x": level + year * x,
                "y": year * y - level,
            }
        )
        for year in range(years)
    ]
    return pd.concat(parts, ignore_index=True)


def quantile_of_t2(probability):
    """Student's t with two degrees of freedom has a formula."""
    return (2 * probability - 1) / math.sqrt(2 * probability * (1 - probability))


def test_the_slope_within_three_countries_and_three_years():
    """What countries and years have in common leaves the steps, less their mean.

    Steps of x: 0, 2, 4, less their mean -2, 0, 2. Of y: 0, 3, 3, less their mean -2, 1, 1.
    Slope: (4 + 0 + 2) / (4 + 0 + 4) = 3/4. Left over: -2 + 3/2, 1, 1 - 3/2 = -1/2, 1, -1/2.
    The years lie at -1, 0 and 1 from their middle: sums over them are twice those of the steps.
    """
    panel = panel_of(np.array([0.0, 2.0, 4.0]), np.array([0.0, 3.0, 3.0]), years=3)
    fit = aid.within_effect(panel)

    squares = (4 + 0 + 4) * 2
    scores = (-2 * -0.5 * 2, 0 * 1 * 2, 2 * -0.5 * 2)
    # 9 rows; 6 parameters: the slope, 3 countries, and 2 years beside the first
    adjustment = 3 / (3 - 1) * (9 - 1) / (9 - 6)
    error = math.sqrt(adjustment * sum(score**2 for score in scores)) / squares

    reach = quantile_of_t2(0.975) * error
    assert triple(fit["effect"]) == pytest.approx((0.75 - reach, 0.75, 0.75 + reach), **CLOSE)
    assert fit["detectable"] == pytest.approx(reach + quantile_of_t2(0.8) * error, **CLOSE)
    assert (fit["rows"], fit["countries"]) == (9, 3)

    effect = fit["effect"]
    assert (effect.kind, effect.level, effect.method) == ("sampling", 0.95, "two-way fixed effects")

    narrow = aid.within_effect(panel, 0.5)["effect"]
    assert narrow.high - narrow.value == pytest.approx(quantile_of_t2(0.75) * error, **CLOSE)
    assert narrow.level == 0.5


def wild_bootstrap(x, y, draws, seed):
    """Share of draws whose t is as far from zero as ours, on the steps of the countries."""
    x, y = x - x.mean(), y - y.mean()

    def t_value(step):
        slope = x @ step / (x @ x)
        left_over = step - x * slope
        # but for a factor that is the same in every draw
        return slope / math.sqrt(((x * left_over) ** 2).sum())

    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(len(x), draws))
    drawn = np.abs([t_value(y * sign - (y * sign).mean()) for sign in signs.T])
    ours = abs(t_value(y))
    # a draw that turns all or none ties with ours, and the last bit would decide
    assert not np.isclose(drawn, ours, rtol=1e-9).any()
    return (drawn > ours).mean()


@pytest.mark.parametrize("sample", [1, 2, 3])
def test_the_wild_bootstrap_turns_the_sign_of_whole_countries(sample):
    rng = np.random.default_rng(sample)
    x = rng.normal(size=16)
    y = 0.2 * x + rng.normal(size=16)
    panel = panel_of(x, y, years=2)

    assert aid.within_effect(panel)["p"] == wild_bootstrap(x, y, 999, 1)
    assert aid.within_effect(panel, draws=200, seed=5)["p"] == wild_bootstrap(x, y, 200, 5)


def test_a_slope_of_one_doubles_with_aid_and_a_slope_of_minus_one_halves():
    doubled = aid.percent_of_doubling(Estimate(1.0, -1.0, 2.0, "sampling", 0.9, "made up"))
    # 2^-1 - 1, 2^1 - 1, 2^2 - 1
    assert doubled == Estimate(1.0, -0.5, 3.0, "sampling", 0.9, "made up")


# --- what others found


def test_the_harvest_counts_by_field_then_by_design_and_shades_by_the_most():
    studies = table(
        "domain design direction",
        ("courts", "trial", "intended"),
        ("courts", "trial", "intended"),
        ("courts", "before_after", "opposite"),
        ("police", "trial", "no_effect"),
    )
    harvest = aid.harvest(studies)
    assert list(harvest.columns) == ["row", "column", "estimates", "value", "text"]

    # directions in their order; in each the two fields, then the two designs
    assert list(dict.fromkeys(harvest["column"])) == list(aid.DIRECTIONS)
    assert harvest["row"].tolist() == ["courts", "police", "before_after", "trial"] * 6
    assert harvest["estimates"].tolist() == [
        2,
        0,
        0,
        2,  # intended
        0,
        1,
        0,
        1,  # no effect
        0,
        0,
        0,
        0,  # mixed
        1,
        0,
        1,
        0,  # opposite
        0,
        0,
        0,
        0,  # disputed
        0,
        0,
        0,
        0,  # not measured
    ]
    assert harvest["value"].tolist()[:8] == [1, 0, 0, 1, 0, 0.5, 0, 0.5]
    assert harvest["text"].tolist()[:4] == ["2", "0", "0", "2"]


def test_a_study_drifts_from_the_middle_of_its_earlier_version():
    studies = table(
        "pair version value_low value_high",
        ("cost", "earlier", 10.0, 30.0),
        ("cost", "published", 12.0, 18.0),
        ("yield", "published", 6.0, 6.0),
        ("yield", "earlier", 4.0, 4.0),
        (None, "published", 99.0, 99.0),
    )
    drift = aid.version_drift(studies)
    # cost: 15 after 20; yield: 6 after 4
    assert values(drift[["pair", "earlier", "published", "change"]]) == [
        ("cost", 20.0, 15.0, pytest.approx(15 / 20 - 1, **EXACT)),
        ("yield", 4.0, 6.0, pytest.approx(6 / 4 - 1, **EXACT)),
    ]


# --- a plan


def test_money_buys_its_amount_over_the_cost():
    bought = aid.bought(1000.0, (8.0, 8.0))
    assert triple(bought) == pytest.approx([1000 / 8] * 3, **CLOSE)
    assert (bought.kind, bought.level) == ("scenario", 0.9)


@pytest.mark.parametrize("cost", [(2.0, 8.0), (8.0, 2.0)])
def test_costs_are_drawn_evenly_in_ratio_between_the_two(cost):
    # 20,000 draws with seed 1: log of the cost between log 2 and log 8
    draws = np.random.default_rng(1).uniform(math.log(2), math.log(8), 20_000)
    expected = np.quantile(1000 / np.exp(draws), [0.05, 0.5, 0.95])
    assert triple(aid.bought(1000.0, cost)) == pytest.approx(tuple(expected), **CLOSE)

    draws = np.random.default_rng(4).uniform(math.log(2), math.log(8), 20_000)
    expected = np.quantile(1000 / np.exp(draws), [0.25, 0.5, 0.75])
    bought = aid.bought(1000.0, cost, 0.5, 4)
    assert triple(bought) == pytest.approx(tuple(expected), **CLOSE)
    assert bought.level == 0.5


def test_homicides_that_repay_a_sum_where_every_figure_is_one_number():
    estimate, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.04, 0.04), (0.5, 0.5))
    # crime costs 4% of a thousand million, half of it moves with 500 homicides: 40,000 dollars each
    assert triple(estimate) == pytest.approx([6e6 / 40_000] * 3, **CLOSE)
    assert (estimate.kind, estimate.level) == ("scenario", 0.9)
    assert list(draws.columns) == ["value"]
    assert len(draws) == 20_000


def test_cost_of_crime_is_drawn_before_the_part_that_moves_with_homicides():
    rng = np.random.default_rng(1)
    cost = rng.uniform(0.02, 0.04, 20_000)
    linked = rng.uniform(0.5, 1.0, 20_000)
    expected = 6e6 / (1e9 * cost * linked / 500)

    estimate, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.02, 0.04), (0.5, 1.0))
    assert draws["value"].to_numpy() == pytest.approx(expected, **CLOSE)
    ends = np.quantile(expected, [0.05, 0.5, 0.95])
    assert triple(estimate) == pytest.approx(tuple(ends), **CLOSE)

    narrow, draws = aid.homicides_to_repay(6e6, 1e9, 500, (0.02, 0.04), (0.5, 1.0), 0.5, 4)
    ends = np.quantile(draws["value"], [0.25, 0.5, 0.75])
    assert triple(narrow) == pytest.approx(tuple(ends), **CLOSE)
    assert draws["value"][0] != pytest.approx(expected[0])
    assert narrow.level == 0.5


def test_a_plan_gives_justice_its_share_and_the_others_the_rest_evenly():
    plan = aid.plan(3.0, 100.0, 4, 0.4, ["justice", "police", "prisons", "prevention"])
    # 300 a year; 0.6 in three parts
    assert plan["reform"].tolist() == ["justice", "police", "prisons", "prevention"]
    assert plan["share"].tolist() == pytest.approx([0.4, 0.2, 0.2, 0.2], **EXACT)
    assert plan["yearly_usd"].tolist() == pytest.approx([120, 60, 60, 60], **EXACT)
    assert plan["total_usd"].tolist() == pytest.approx([480, 240, 240, 240], **EXACT)


@pytest.mark.parametrize("justice_share", [0, 1])
def test_a_plan_may_give_justice_nothing_or_all(justice_share):
    plan = aid.plan(3.0, 100.0, 1, justice_share, ["justice", "police"])
    assert plan["share"].tolist() == [justice_share, 1 - justice_share]
    assert plan["total_usd"].tolist() == [300 * justice_share, 300 * (1 - justice_share)]


@pytest.mark.parametrize(
    ("years", "justice_share", "reforms"),
    [
        (0, 0.5, ["justice", "police"]),
        (1, -0.01, ["justice", "police"]),
        (1, 1.01, ["justice", "police"]),
        (1, 0.5, ["justice"]),
    ],
)
def test_what_is_no_plan_is_refused(years, justice_share, reforms):
    with pytest.raises(ValueError, match="a plan needs a share between 0 and 1, a year or more"):
        aid.plan(3.0, 100.0, years, justice_share, reforms)

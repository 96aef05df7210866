"""Examples of `lib.aid.flows` on tables small enough to be computed by hand."""

import numpy as np
import pandas as pd
import pytest

from lib import aid, money
from lib.estimates import Estimate

EXACT = {"rel": 1e-12}

CLOSE = {"rel": 1e-9}  # where a projection or a sum of many floats stands between input and output


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


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


def test_the_block_is_no_more_than_the_military_aid_that_holds_it():
    series = table(
        "iso3 fiscal_year account_group value_usd",
        ("ECU", 2022, "aid_military", 40.0),
        ("ECU", 2023, "aid_military", 60.0),
        ("ECU", 2022, "aid_counternarcotics", 500.0),
        ("PER", 2022, "aid_military", 900.0),
    )
    block = pd.Series({2021: 5.0, 2022: 41.5, 2023: 33.0}).rename_axis("fiscal_year")
    held = aid.block_in_military(series, block)
    # no military aid in 2021; 1.5 of 2022 stood elsewhere
    assert held.to_dict() == {2021: 0.0, 2022: 40.0, 2023: 33.0}
    split = aid.split_block(series, held)
    assert (split["value_usd"] >= 0).all()


def test_a_part_of_a_sum_is_never_negative():
    series = table(
        "iso3 fiscal_year account_group value_usd",
        ("ECU", 2022, "aid_military", 40.0),
    )
    block = pd.Series({2022: 41.5}).rename_axis("fiscal_year")
    with pytest.raises(ValueError, match="without the block -2 is left"):
        aid.split_block(series, block)
    with pytest.raises(ValueError, match="larger than what it is taken from"):
        aid.both_versions(series, block)


def test_money_taken_back_in_a_year_without_the_block_is_no_error():
    given = table("fiscal_year value_usd", (2020, -3.0), (2022, 30.0))
    both = aid.both_versions(given, pd.Series({2022: 12.0}))
    assert both["value_usd"].tolist() == [-3.0, 30.0, -3.0, 18.0]


def test_the_share_of_a_sector_needs_every_year_of_its_window():
    sectors = table(
        "iso3 measure sector fiscal_year value_usd",
        ("ECU", "obligations", "law", 2019, 9.0),
        ("ECU", "obligations", "roads", 2019, 91.0),
        ("ECU", "obligations", "roads", 2020, 200.0),
        ("ECU", "disbursements", "law", 2020, 70.0),
        ("DOM", "obligations", "law", 2020, 5.0),
    )
    assert aid.sector_share(sectors, "law", "ECU", (2019, 2020)) == (9.0, 300.0)
    assert aid.sector_share(sectors, "law", "ECU", (2020, 2020)) == (0.0, 200.0)
    with pytest.raises(ValueError, match=r"DOM has no obligations in \[2019\]"):
        aid.sector_share(sectors, "law", "DOM", (2019, 2020))


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


def test_a_missing_year_is_left_out_with_its_whole_where_it_says_nothing():
    share = aid.share_of_years(
        PART,
        WHOLE[WHOLE["fiscal_year"] != 2001],
        "ECU",
        "planned",
        (2000, 2002),
        0.8,
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
        ({"draws": 4000}, 4000, 1),
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

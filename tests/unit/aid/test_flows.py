"""Properties of `lib.aid.flows`: coverage by simulation, sums that hold, and wrong input."""

import numpy as np
import pandas as pd
import pytest

from lib import aid, money
from lib.tables import load

FLAT = money.Prices("flat", "fiscal", dict.fromkeys(range(1946, 2027), 1.0))


def test_without_the_block_is_less_by_the_block_and_no_more():
    values = pd.DataFrame(
        {"iso3": "ECU", "fiscal_year": [2021, 2022, 2023], "value_usd": [10.0, 30.0, 40.0]}
    )
    both = aid.both_versions(values, pd.Series({2022: 20.0, 2023: 25.0})).pivot_table(
        index="fiscal_year", columns="version", values="value_usd"
    )
    assert (both["with_block"] - both["without_block"]).tolist() == [0.0, 20.0, 25.0]


def test_block_split_off_keeps_the_total():
    series = aid.group_series(load("aid/us_security_groups"), load("aid/us_accounts"), FLAT, 2025)
    block = aid.block_in_military(series, aid.security_block(load("aid/us_sectors")))
    split = aid.split_block(series, block)
    own = series[series["iso3"] == "ECU"]
    assert split["value_usd"].sum() == pytest.approx(own["value_usd"].sum())
    assert set(split["account_group"]) - set(own["account_group"]) == {"aid_block"}


def test_the_whole_sector_is_more_than_military_aid_holds():
    """In dollars of 2025: 182.4 against 180.3 million in 2022, 165.3 against 164.8 in 2023."""
    prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA")
    series = aid.group_series(load("aid/us_security_groups"), load("aid/us_accounts"), prices, 2025)
    block = aid.security_block(load("aid/us_sectors"))
    constant = block * prices.factor(block.index, 2025, "fiscal")
    with pytest.raises(ValueError, match="larger than what it is taken from"):
        aid.split_block(series, constant)
    held = aid.block_in_military(series, constant)
    assert (constant - held).round(-5).tolist() == [2_100_000, 500_000]

    # (18.656 + 29.511 + 13.352 + 11.554 + 18.031) / 5 million: without the block, 2020 to 2024
    security = aid.security(series).query("iso3 == 'ECU' and 2020 <= fiscal_year <= 2024")
    bare = aid.both_versions(security, held).query("version == 'without_block'")
    assert bare["value_usd"].mean() == pytest.approx(18.2207e6, rel=1e-4)
    # the whole sector out of both kinds together: 2.1 and 0.5 million less, over five years
    floor = aid.both_versions(security, constant).query("version == 'without_block'")
    assert floor["value_usd"].mean() == pytest.approx(17.6965e6, rel=1e-4)
    assert (floor["value_usd"] > 0).all()
    people = load("common/population")
    five = aid.security(series).query("iso3 == 'ECU' and fiscal_year >= 2021")
    bare = aid.per_head(aid.both_versions(five, held), people).query("version == 'without_block'")
    assert bare["per_head_usd"].mean() == pytest.approx(0.9897, rel=1e-3)


def test_law_takes_the_same_window_in_both_countries():
    """Hand, million: Ecuador 30.234 of 1,012.599, 323.883 of it the block; Dominican Republic 48.805 of 516.591."""
    sectors = load("aid/us_sectors")
    law = "Rule of Law and Human Rights"
    part, whole = aid.sector_share(sectors, law, "ECU", (2019, 2025))
    block = aid.security_block(sectors).sum()
    assert part / whole == pytest.approx(0.02986, abs=1e-5)
    assert part / (whole - block) == pytest.approx(0.04390, abs=1e-5)
    part, whole = aid.sector_share(sectors, law, "DOM", (2019, 2025))
    assert part / whole == pytest.approx(0.09448, abs=1e-5)
    part, whole = aid.sector_share(sectors, law, "ECU", (2019, 2020))
    assert part / whole == pytest.approx(0.09769, abs=1e-5)


def test_block_is_two_years_of_one_sector():
    block = aid.security_block(load("aid/us_sectors"))
    assert list(block.index) == list(aid.BLOCK_YEARS)
    assert aid.security_block(load("aid/us_sectors"), iso3="DOM").max() < 0.1 * block.min()


def test_accounts_and_groups_join_without_a_step():
    """Where both exist, our grouping of accounts gives the grouped file within three percent."""
    prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA")
    accounts = load("aid/us_accounts")
    old = accounts[
        accounts["account_group"].isin(aid.SECURITY) & accounts["fiscal_year"].between(2001, 2010)
    ]
    old = old.assign(value_usd=old["value_usd"] * prices.factor(old["fiscal_year"], 2025, "fiscal"))
    groups = load("aid/us_security_groups")
    new = groups[
        groups["account_group"].isin(aid.SECURITY) & groups["fiscal_year"].between(2001, 2010)
    ]
    for iso3 in ("ECU", "COL", "MEX"):
        ours = old.loc[old["iso3"] == iso3, "value_usd"].sum()
        assert ours == pytest.approx(new.loc[new["iso3"] == iso3, "value_usd_2025"].sum(), rel=0.03)


def test_groups_add_up_to_the_total_of_the_country_file():
    """Two files of other shape: by account to 2000, by purpose from then, against totals by country and year."""
    prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA")
    ours = aid.group_series(load("aid/us_security_groups"), load("aid/us_accounts"), prices, 2025)
    ours = ours[ours["iso3"] == "ECU"].groupby("fiscal_year")["value_usd"].sum()
    totals = (
        load("aid/us_country_years")
        .query("iso3 == 'ECU' and measure == 'obligations'")
        .set_index("fiscal_year")
    )
    theirs = totals["value_usd"] * prices.factor(totals.index, 2025, "fiscal")
    ratio = (ours / theirs).loc[1946:2023]
    assert len(ratio) == 78 and ratio.between(0.98, 1.02).all()


def test_regimes_average_between_breaks():
    series = pd.DataFrame(
        {"fiscal_year": range(2000, 2006), "value_usd": [1.0, 3, 5, 7, 9, 11], "version": "v"}
    )
    means = aid.regimes(series, [2002], 2000, 2005)
    assert means[["start", "end", "value_usd"]].to_numpy().tolist() == [
        [2000, 2001, 2.0],
        [2002, 2005, 8.0],
    ]


def test_per_head_carries_the_last_population_forward():
    people = pd.DataFrame({"iso3": "ECU", "year": [2023, 2024], "population": [10, 20]})
    values = pd.DataFrame(
        {"iso3": ["ECU", "ECU"], "fiscal_year": [2024, 2025], "value_usd": [40.0, 40.0]}
    )
    assert aid.per_head(values, people)["per_head_usd"].tolist() == [2.0, 2.0]


def test_event_time_counts_from_each_start():
    values = pd.DataFrame(
        {
            "iso3": ["COL", "COL", "MEX"],
            "fiscal_year": [2000, 2003, 2007],
            "per_head_usd": [1.0, 2.0, 3.0],
        }
    )
    moved = aid.event_time(values, {"COL": 2000, "MEX": 2008}, 1, 2)
    assert moved[["iso3", "x", "value"]].to_numpy().tolist() == [["COL", 0, 1.0], ["MEX", -1, 3.0]]


def shares_table(values, measure="planned"):
    return pd.DataFrame(
        {
            "iso3": "ECU",
            "measure": measure,
            "fiscal_year": range(2000, 2000 + len(values)),
            "value_usd": values,
        }
    )


def test_share_of_years_counts_a_missing_year_as_told():
    part, whole = shares_table([10.0, 10.0]), shares_table([100.0, 100.0, 200.0])
    args = (part, whole, "ECU", "planned", (2000, 2002), 0.95)
    assert aid.share_of_years(*args).value == pytest.approx(0.05)
    args = (part, whole[whole["fiscal_year"] < 2002], "ECU", "planned", (2000, 2002), 0.95)
    assert aid.share_of_years(*args).value == pytest.approx(0.1)
    with pytest.raises(ValueError, match="nothing to divide for PER"):
        aid.share_of_years(part, whole, "PER", "planned", (2000, 2002), 0.95)


def test_share_of_years_covers():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(150):
        whole = rng.uniform(50, 150, 14)
        part = whole * rng.beta(3, 7, 14)
        held += aid.share_of_years(
            shares_table(part), shares_table(whole), "ECU", "planned", (2000, 2013), 0.95, draws=400
        ).holds(0.3)
    assert 0.85 <= held / 150 <= 0.99

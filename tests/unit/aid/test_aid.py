"""The aid functions: properties, coverage by simulation, and wrong input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import aid, money
from lib.tables import load

FLAT = money.Prices("flat", "fiscal", dict.fromkeys(range(1946, 2027), 1.0))


def releases(shares, final=1e8):
    """`shares`: release -> list of completeness, one for each country; the reference release holds `final`."""
    rows = []
    for order, (release, values) in enumerate(shares.items()):
        year = 2010 + order
        for country, share in enumerate(values):
            iso3 = f"A{country:02d}"
            rows += [
                (iso3, year, release, year, share * final),
                (iso3, year, "last", 2030, final),
                (iso3, year - 1, release, year, final),
            ]
    return pd.DataFrame(
        rows, columns=["iso3", "fiscal_year", "release", "newest_year", "value_usd"]
    )


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
    block = aid.security_block(load("aid/us_sectors"))
    split = aid.split_block(series, block)
    own = series[series["iso3"] == "ECU"]
    assert split["value_usd"].sum() == pytest.approx(own["value_usd"].sum())
    assert set(split["account_group"]) - set(own["account_group"]) == {"aid_block"}


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


def test_filling_counts_months_from_the_end_of_the_fiscal_year():
    """December 2021 is three months after fiscal year 2021; the newest year of the reference is not final."""
    rows = [
        ("A", 2021, "early", "2021-12", 2021, 2e6),
        ("B", 2021, "early", "2021-12", 2021, 4e6),
        ("A", 2021, "undated", None, 2021, 1e6),
        ("A", 2022, "early", "2021-12", 2021, 1e6),
        *[(c, y, "last", "2023-12", 2023, 1e7) for c in "AB" for y in (2021, 2023)],
    ]
    made = pd.DataFrame(
        rows, columns=["iso3", "fiscal_year", "release", "released", "newest_year", "value_usd"]
    )
    assert aid.filling(made, "last", 24).to_numpy().tolist() == [[2021, 3, pytest.approx(0.3)]]
    assert aid.filling(made, "last", 2).empty


def test_a_fiscal_year_only_fills_up():
    found = aid.filling(load("aid/us_releases"), "r2025_12", 30)
    assert (found.groupby("series")["value"].diff().dropna() > 0).all()
    assert found["value"].between(0, 1).all()


def test_every_release_weighs_the_same_however_many_countries_it_has():
    shares = pd.DataFrame({"release": ["a"] * 99 + ["b"], "share": [0.2] * 99 + [0.8]})
    assert aid.quantile(shares, 0.25) == 0.2
    assert aid.quantile(shares, 0.75) == 0.8


@given(st.lists(st.floats(0.05, 1.0), min_size=3, max_size=12), st.floats(1e6, 1e9))
def test_nowcast_is_never_below_what_is_paid_and_grows_with_it(values, shown):
    shares = aid.completeness(releases({"a": values, "b": values}), "last")
    first, second = (aid.nowcast(x, shares, 0.9, at_least=x) for x in (shown, 2 * shown))
    assert (
        first.low >= shown and first.kind == "scenario"
    )  # its backtests held less than chance alone would
    assert second.value == pytest.approx(2 * first.value)
    assert first.low <= first.value <= first.high


def test_completeness_is_one_where_nothing_is_revised():
    made = releases({"a": [1.0, 1.0], "b": [1.0, 1.0]})
    assert (aid.completeness(made, "last")["share"] == 1).all()
    assert (aid.completeness(made, "last", age=1)["share"] == 1).all()
    assert set(aid.completeness(made, "last", ["a"])["release"]) == {"b"}


def test_forecasts_see_only_earlier_years_and_take_the_block_out_of_last_year():
    """A later release, full at once, must not help; last year's figure of 100 holds a block of 60."""
    made = releases({"a": [0.5, 0.5], "b": [0.5, 0.5], "c": [1.0, 1.0]})
    full, last_year = (aid.completeness(made, "last", age=age) for age in (0, 1))
    rows = aid.forecasts(made, "A00", ["b"], full, last_year, 0.9, pd.Series({2010: 6e7}))
    found = rows.set_index(["fiscal_year", "rule"])["forecast"]
    assert list(found.index.get_level_values("rule")) == [
        "scaled_by_lag",
        "from_last_year",
        "from_last_year_bare",
    ]
    assert (
        found[2011, "scaled_by_lag"].value
        == found[2011, "from_last_year"].value
        == pytest.approx(1e8)
    )
    assert found[2011, "scaled_by_lag"].low == pytest.approx(
        1e8
    )  # release c would put half of it here
    assert found[2011, "from_last_year_bare"].value == pytest.approx(
        5e7
    )  # 40, but 50 are already paid
    assert set(
        aid.forecasts(made, "A00", ["b"], full, last_year, 0.9, pd.Series(dtype=float))["rule"]
    ) == {
        "scaled_by_lag",
        "from_last_year",
    }


def test_nowcast_covers_as_often_as_it_says_when_releases_are_alike():
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(20):
        made = releases({f"r{k}": rng.beta(4, 6, 40).clip(0.01) for k in range(6)})
        covered.append(
            aid.coverage_by_release(aid.completeness(made, "last"), [0.8])["covered"].mean()
        )
    assert 0.75 < np.mean(covered) < 0.86


def test_nowcast_undercovers_when_one_release_is_unlike_the_others():
    """The check of coverage must be able to fail: a release twice as full as the others is not held."""
    rng = np.random.default_rng(7)
    made = releases(
        {**{f"r{k}": rng.uniform(0.1, 0.2, 30) for k in range(3)}, "odd": rng.uniform(0.6, 0.8, 30)}
    )
    table = aid.coverage_by_release(aid.completeness(made, "last"), [0.9]).set_index("release")
    assert table["covered"]["odd"] == 0


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
    assert aid.share_of_years(*args, missing_is_zero=False).value == pytest.approx(0.1)
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


def simulated(slope, seed, countries=20, years=12):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        [(f"A{c:02d}", y) for c in range(countries) for y in range(years)], columns=["iso3", "year"]
    )
    level, moment = rng.normal(0, 2, countries), rng.normal(0, 2, years)
    fixed = np.repeat(level, years) + np.tile(moment, countries)
    x = fixed + rng.normal(size=len(frame))
    return frame.assign(
        x=x,
        y=slope * x
        + 3 * fixed
        + np.repeat(rng.normal(0, 0.2, countries), years)
        + rng.normal(size=len(frame)),
    )


def test_within_effect_is_blind_to_what_is_fixed_in_countries_and_years():
    found = [aid.within_effect(simulated(0.5, seed), draws=99)["effect"] for seed in range(20)]
    assert np.mean([e.value for e in found]) == pytest.approx(0.5, abs=0.05)
    assert sum(e.holds(0.5) for e in found) >= 17


def test_within_effect_agrees_with_least_squares_on_dummies():
    data = simulated(0.3, 1)
    dummies = pd.get_dummies(data[["iso3", "year"]].astype(str), dtype=float)
    slope = np.linalg.lstsq(np.column_stack([data["x"], dummies]), data["y"], rcond=None)[0][0]
    assert aid.within_effect(data, draws=9)["effect"].value == pytest.approx(slope)


def test_wild_bootstrap_rejects_an_effect_and_seldom_chance():
    assert aid.within_effect(simulated(0.5, 2))["p"] < 0.02
    assert (
        sum(aid.within_effect(simulated(0.0, seed), draws=199)["p"] < 0.05 for seed in range(40))
        <= 6
    )


def test_detectable_effect_is_larger_than_the_margin_of_error():
    fit = aid.within_effect(simulated(0.0, 4), draws=9)
    assert fit["detectable"] > fit["effect"].high - fit["effect"].value


def test_harvest_counts_every_estimate_once_by_field_and_once_by_design():
    studies = load("aid/studies")
    assert aid.harvest(studies)["estimates"].sum() == 2 * len(studies)


def test_versions_are_compared_in_pairs():
    drift = aid.version_drift(load("aid/studies")).set_index("pair")["change"]
    assert drift["cost_eradication"] == pytest.approx(940_000 / 1_631_900 - 1)
    assert len(drift) == 3


@settings(max_examples=20)
@given(st.floats(1e6, 1e9), st.floats(1e4, 1e6), st.floats(1.1, 5))
def test_what_money_buys_lies_between_the_two_costs(amount, cost, ratio):
    found = aid.bought(amount, (cost * ratio, cost))
    assert amount / (cost * ratio) <= found.low <= found.value <= found.high <= amount / cost


def test_dearer_crime_needs_fewer_homicides_averted():
    cheap, _ = aid.homicides_to_repay(1e8, 1e11, 8000, (0.01, 0.02), (0.5, 1.0))
    dear, draws = aid.homicides_to_repay(1e8, 1e11, 8000, (0.04, 0.05), (0.5, 1.0))
    assert dear.high < cheap.low
    assert draws["value"].between(1e8 * 8000 / 1e11 / 0.05, 1e8 * 8000 / 1e11 / 0.02).all()


@given(st.floats(0.1, 100), st.integers(1, 20), st.floats(0, 1))
def test_plan_adds_up(per_head, years, share):
    table = aid.plan(per_head, 18e6, years, share, ["a", "b", "c"])
    assert table["share"].sum() == pytest.approx(1)
    assert table["total_usd"].sum() == pytest.approx(per_head * 18e6 * years)


@pytest.mark.parametrize("wrong", [{"years": 0}, {"justice_share": 1.5}, {"reforms": ["a"]}])
def test_plan_refuses_what_makes_no_plan(wrong):
    right = {
        "per_head_usd": 1.0,
        "population": 1.0,
        "years": 1,
        "justice_share": 0.5,
        "reforms": ["a", "b"],
    }
    with pytest.raises(ValueError, match="a plan needs"):
        aid.plan(**right | wrong)

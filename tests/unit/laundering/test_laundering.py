"""Laundering: properties of the counts, of the Monte Carlo and of the intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib import estimates, laundering, paths
from lib.publishing.pipeline.notebooks import read
from lib.publishing.pipeline.parameters import declared
from lib.tables import load

BASE = {
    "residual": 3.5e9,
    "crime": (0.4, 1.0),
    "generic": (0.02, 0.05),
    "products": (107e9, 106e9),
    "tonnes": (200.0, 800.0),
    "per_gram": (0.9, 4.2),
    "drugs": (0.3, 0.7),
}


def counts(*rows):
    """Rows (rival, convictions, first, last) as the table of rival counts."""
    table = pd.DataFrame(rows, columns=["rival", "convictions", "period_start", "period_end"])
    return table.assign(cases=pd.NA, universe="universe_none", source="x")


@pytest.fixture(scope="module")
def base():
    return laundering.laundered(**BASE, draws=8000)


# --- rival counts


def test_a_part_above_the_whole_clashes():
    table = counts(
        ("whole", 11, "2014", "2022"), ("part", 16, "2017", "2021"), ("other", 3, "2010", "2014")
    )
    found = laundering.clashes(table)
    assert found["clash"].tolist() == [True, False, False]


def test_three_counts_can_clash_where_no_two_do():
    table = counts(("a", 16, "2017", "2021"), ("b", 3, "2015", "2020"), ("c", 1, "2020", "2022"))
    assert not laundering.clashes(table)["clash"].any()
    assert not laundering.feasible(table)
    assert {len(s) for s in laundering.agreeing(table)} == {2}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=48, max_size=48),
    st.lists(st.tuples(st.integers(0, 47), st.integers(0, 47)), min_size=1, max_size=5),
)
def test_counts_of_one_true_series_agree(monthly, windows):
    def month(i):
        return f"{2018 + i // 12}-{i % 12 + 1:02d}"

    spans = [(min(w), max(w)) for w in windows]
    rows = [
        (f"r{n}", sum(monthly[a : b + 1]), month(a), month(b)) for n, (a, b) in enumerate(spans)
    ]
    table = counts(*rows)
    assert laundering.feasible(table)
    assert not laundering.clashes(table)["clash"].any()
    assert laundering.agreeing(table) == [tuple(table["rival"])]


def test_counts_without_dates_or_denominators_are_left_out():
    table = load("laundering/conviction_counts")
    assert len(laundering.rivals(table, "case")) == table["cases"].notna().sum()
    windows = table[["period_start", "period_end"]].notna().all(axis=1)
    assert len(laundering.rivals(table, "year")) == windows.sum()


def test_a_window_of_months_is_counted_with_both_ends():
    table = counts(("a", 32, "2020-01", "2022-08"), ("b", 3, "2020", "2022"))
    assert laundering.rivals(table, "year")["value"].tolist() == [12.0, 1.0]


def test_the_calendar_holds_every_count_once_and_only_in_its_years():
    table = counts(("short", 6, "2016-01", "2017-12"), ("long", 3, "2015-06", "2019-03"))
    found = laundering.calendar(table)
    assert found["row"].drop_duplicates().tolist() == ["long", "short"]
    covered = found.dropna().groupby("row")["column"].agg(list).to_dict()
    assert covered == {"long": [15, 16, 17, 18, 19], "short": [16, 17]}
    assert sorted(found.loc[found["text"] != "", "text"]) == ["3", "6"]
    assert found.groupby("row")["value"].max().to_dict() == pytest.approx(
        {"short": 1, "long": 3 / 46 / (6 / 24)}
    )


def test_a_stage_with_one_span_has_a_value_and_one_with_rivals_a_range():
    table = counts(("a", 0, "2020", "2020"), ("b", 0, "2020", "2020"), ("c", 0, "2021", "2022"))
    found = laundering.pace(table.assign(stage=["x", "y", "y"], cases=[5, 4, 12])).set_index(
        "label"
    )
    assert found.loc["x"].tolist() == [5, 5, 5]
    assert found.loc["y", ["low", "high"]].tolist() == [4, 6]
    assert np.isnan(found.loc["y", "value"])


# --- intervals


@pytest.mark.parametrize("rate", [0.005, 0.0133, 0.05, 0.164])
def test_exact_interval_covers_at_least_as_often_as_it_says(rate):
    """All outcomes of 151 reports, weighted by their chance: coverage without sampling error."""
    k = np.arange(0, 152)
    table = counts(*[(f"r{i}", i, None, None) for i in k]).assign(cases=151)
    found = laundering.rivals(table, "case")
    covered = (found["low"] <= rate) & (rate <= found["high"])
    assert stats.binom.pmf(k, 151, rate)[covered].sum() >= 0.95


@pytest.mark.parametrize("ratio", [1.0, 3.6])
def test_conditional_ratio_covers_by_simulation(ratio):
    rng = np.random.default_rng(7)
    first, second = rng.poisson(16 * ratio, 600), rng.poisson(16, 600)
    pairs = [(int(a), int(b)) for a, b in zip(first, second, strict=True) if b]
    found = [laundering.conviction_ratio(pair, (1, 1)) for pair in pairs]
    assert np.mean([e.holds(ratio) for e in found]) >= 0.94


def test_dispersed_counts_widen_the_ratio_and_even_ones_do_not():
    plain = laundering.conviction_ratio((107, 16), (2.0, 1.0))
    wide = laundering.conviction_ratio((107, 16), (2.0, 1.0), yearly=[[31, 26, 14, 36]])
    assert wide.low < plain.low
    assert wide.high > plain.high
    assert laundering.conviction_ratio((107, 16), (2.0, 1.0), yearly=[[27, 26, 27, 27]]) == plain


@pytest.mark.parametrize("known", [1, 2])
def test_wide_ratio_covers_overdispersed_counts_where_the_exact_one_does_not(known):
    """Counts of four years, dispersion about three, known for one country or for both: as in Peru's years."""
    rng = np.random.default_rng(11)
    plain, wide = [], []
    for _ in range(600):
        years = [rng.negative_binomial(13, 13 / (13 + 27), 4) for _ in range(2)]
        pair = tuple(int(y.sum()) for y in years)
        plain.append(laundering.conviction_ratio(pair, (1, 1)).holds(1))
        wide.append(laundering.conviction_ratio(pair, (1, 1), yearly=years[:known]).holds(1))
    assert np.mean(plain) < 0.85
    assert np.mean(wide) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("prior", [(0.5, 0.5), (1, 9)])
def test_credible_interval_covers_shares_that_come_from_its_prior(prior):
    rng = np.random.default_rng(4)
    true = rng.beta(*prior, 1500)
    found = [estimates.share_posterior(int(k), 151, prior, 0.9) for k in rng.binomial(151, true)]
    held = np.mean([e.low <= p <= e.high for e, p in zip(found, true, strict=True)])
    assert held == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 1500))


def test_jeffreys_interval_covers_small_shares_about_as_often_as_it_says():
    """Not a guarantee at each share, as the exact interval gives, but near it on average."""
    k, shares = np.arange(0, 152), np.linspace(0.005, 0.1, 96)
    found = [estimates.share_posterior(int(i), 151) for i in k]
    low, high = (np.array([getattr(e, end) for e in found]) for end in ("low", "high"))
    covered = [stats.binom.pmf(k, 151, p)[(low <= p) & (p <= high)].sum() for p in shares]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.01)
    assert min(covered) > 0.88


def test_a_prior_is_shown_before_the_data_and_does_not_see_them():
    one, other = (laundering.posteriors(k, 151, {"x": (1, 9)}).iloc[0] for k in (2, 60))
    assert one["before"] == other["before"]
    assert one["after"] != other["after"]
    assert one["before"].value == pytest.approx(stats.beta(1, 9).median())
    assert (one["worth"], one["others"]) == (1, 9)


@given(st.integers(0, 20), st.integers(21, 400), st.floats(0.05, 5), st.floats(0.05, 5))
def test_posterior_follows_its_prior(k, n, a, more):
    found = laundering.posteriors(k, n, {"low": (a, 20.0), "high": (a + more, 20.0)})
    assert found["value"].iloc[0] < found["value"].iloc[1]
    assert (found["low"] <= found["value"]).all()


def test_borrowing_runs_from_the_own_data_to_the_pooled():
    priors = laundering.borrowed((12, 73), [0.0, 0.5, 1.0])
    found = laundering.posteriors(2, 151, priors)
    pooled = laundering.posteriors(14, 224, {"x": (0.5, 0.5)})
    assert found["value"].is_monotonic_increasing
    assert found["value"].iloc[-1] == pytest.approx(pooled["value"].iloc[0])


def test_older_reports_have_the_higher_share():
    short, long = (laundering.matured(2, 151, 32, months) for months in (6, 24))
    assert 2 / 151 < short.value < long.value
    none_old = laundering.matured(2, 151, 32, 40)
    assert (none_old.value, none_old.high) == (None, 1.0)
    assert none_old.low == short.low


# --- shares of product


def test_one_sum_for_ten_years_has_two_readings_ten_times_apart():
    gdp = pd.DataFrame({"iso3": "ECU", "year": range(2007, 2017), "gdp_usd": 1e9})
    row = {"iso3": "ECU", "source": "x", "low_pct": np.nan, "high_pct": np.nan}
    table = pd.DataFrame(
        [
            {
                "estimate": "a",
                "year_start": 2007,
                "year_end": 2016,
                "low_usd": 2e7,
                "high_usd": 2e7,
                **row,
            },
            {
                "estimate": "b",
                "year_start": 2009,
                "year_end": 2010,
                "low_usd": 1e7,
                "high_usd": 3e7,
                **row,
            },
        ]
    )
    found = laundering.product_shares(table, gdp, "").set_index("label")
    assert found["value"].tolist() == pytest.approx([0.02, 0.002, np.nan], nan_ok=True)
    assert found.loc["b", ["low", "high"]].tolist() == pytest.approx([0.01, 0.03])


# --- Monte Carlo


def test_two_seeds_agree_within_their_monte_carlo_error():
    (first, one), (second, two) = (
        laundering.laundered(**BASE, seed=s, draws=20_000) for s in (1, 2)
    )
    for q, end in ((0.05, "low"), (0.5, "value"), (0.95, "high")):
        a, b = getattr(first, end), getattr(second, end)
        error = np.hypot(
            laundering.quantile_error(one["usd"], q), laundering.quantile_error(two["usd"], q)
        )
        assert a != b
        assert abs(a - b) < 4 * error


def test_monte_carlo_error_is_right_for_a_known_quantile():
    """Standard error of a normal median is 1.2533 over the root of n."""
    samples = np.random.default_rng(3).normal(size=(400, 1000))
    claimed = np.mean([laundering.quantile_error(s) for s in samples])
    assert claimed == pytest.approx(np.median(samples, axis=1).std(), rel=0.12)
    assert claimed == pytest.approx(1.2533 / np.sqrt(1000), rel=0.12)


def test_same_seed_gives_same_bytes(base):
    again = laundering.laundered(**BASE, draws=8000)
    assert again[0] == base[0]
    pd.testing.assert_frame_equal(again[1], base[1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("crime", (0.8, 1.0)),
        ("generic", (0.04, 0.05)),
        ("tonnes", (700.0, 800.0)),
        ("per_gram", (4.0, 4.2)),
        ("drugs", (0.3, 0.31)),
        ("residual", 5e9),
        ("products", (200e9,)),
        ("weights", (0.0, 1.0, 0.0)),
    ],
)
def test_every_input_moves_the_result(base, name, value):
    moved, _ = laundering.laundered(**{**BASE, name: value}, draws=8000)
    assert moved.value > base[0].value * 1.02


def test_one_method_alone_stays_in_its_range():
    only, draws = laundering.laundered(**BASE, weights=(1, 0, 0), draws=4000)
    assert (draws["method"] == 0).all()
    assert draws["usd"].min() >= 0.4 * 3.5e9
    assert draws["usd"].max() <= 3.5e9
    assert only.value == pytest.approx(0.7 * 3.5e9, rel=0.03)


def test_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not a range of positive numbers"):
        laundering.laundered(**{**BASE, "tonnes": (800.0, 200.0)})


def test_tornado_finds_the_driver_that_was_put_in():
    rng = np.random.default_rng(5)
    x, idle = rng.uniform(1, 10, 5000), rng.uniform(0, 1, 5000)
    draws = pd.DataFrame(
        {"driver_x": x, "driver_idle": idle, "method": rng.integers(0, 2, 5000), "usd": x}
    )
    found = laundering.tornado(draws).set_index("label")
    assert found.index[0] == "driver_x"
    assert found.loc["driver_x", "explained"] > 0.95
    assert found.loc["driver_idle", "explained"] < 0.01


def test_tornado_weighs_a_driver_by_the_method_that_uses_it():
    """A median would jump to where the first method piles up its draws; the mean moves by its third."""
    rng = np.random.default_rng(6)
    method, x = rng.integers(0, 3, 30_000), rng.uniform(1, 2, 30_000)
    usd = np.choose(method, [x, rng.uniform(0.1, 9, 30_000), rng.uniform(0.1, 9, 30_000)])
    found = laundering.tornado(
        pd.DataFrame({"driver_x": x, "method": method, "usd": usd})
    ).set_index("label")
    assert found.loc["driver_x", "high"] - found.loc["driver_x", "low"] == pytest.approx(
        0.9 / 3, abs=0.15
    )


@given(st.floats(1e8, 1e10), st.floats(0.1, 50), st.floats(0.05, 0.9))
def test_the_needed_tonnes_at_their_price_make_the_part_of_the_amount(amount, price, part):
    tonnes = laundering.needed_tonnes(amount, price, (part / 2, part))
    assert tonnes.high * laundering.GRAMS * price == pytest.approx(part * amount)
    assert tonnes.low == pytest.approx(tonnes.high / 2)


# --- comparators, ratings, sentences


def test_a_missing_year_is_an_error_not_a_smaller_sum():
    table = pd.DataFrame({"iso3": ["ECU"] * 2, "year": [2017, 2019], "population": [1, 1]})
    with pytest.raises(ValueError, match="2 values of population for 3 years"):
        laundering.over_years(table, "population", "ECU", 2017, 2019)


def test_spread_names_the_country_ten_times_above():
    table = pd.DataFrame(
        {
            "iso3": ["AAA", "AAA", "BBB", "CCC", "DDD"],
            "year": [2020, 2021, 2020, 2020, 2020],
            "rate_per_100k": [10.0, 10.0, 1.0, 1.1, 0.0],
        }
    )
    found = laundering.spread(table).set_index("label")
    assert found["outlier"].to_dict() == {"AAA": True, "BBB": False, "CCC": False}
    assert found.loc["AAA", "jump"] == 1


def test_standing_counts_the_others():
    table = pd.DataFrame(
        {"iso3": ["A", "B", "C", "D"], "outcome": "io7", "rating": ["ME", "LE", "ME", "SE"]}
    )
    assert laundering.standing(table, "A").iloc[0].tolist() == ["io7", 1, 1, 1]


def test_concordance_at_its_three_marks():
    ranks = [0, 0, 1, 1, 2, 2] * 3
    assert laundering.concordance(ranks, ranks).value == 1
    assert laundering.concordance(ranks, [-r for r in ranks]).value == 0
    noise = np.random.default_rng(2).normal(size=18)
    assert laundering.concordance(ranks, noise).holds(0.5)


PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=6, max_size=25)


@settings(max_examples=50, deadline=None)
@given(PAIRS.filter(lambda pairs: all(len(set(side)) > 1 for side in zip(*pairs, strict=True))))
def test_concordance_is_that_of_somers_and_turns_with_the_outcome(pairs):
    ratings, outcome = zip(*pairs, strict=True)
    found = laundering.concordance(ratings, outcome, draws=200)
    assert found.value == pytest.approx((stats.somersd(ratings, outcome).statistic + 1) / 2)
    assert laundering.concordance(ratings, [-o for o in outcome], draws=200).value == pytest.approx(
        1 - found.value
    )


def test_concordance_covers_no_relation():
    """Percentile intervals are somewhat short in small samples: 25 countries, three steps."""
    rng = np.random.default_rng(8)
    held = [
        laundering.concordance(
            rng.integers(0, 3, 25), rng.normal(size=25), draws=300, seed=i
        ).holds(0.5)
        for i in range(300)
    ]
    assert 0.9 <= np.mean(held) <= 0.99


def test_concordances_leave_out_countries_without_the_outcome():
    table = pd.DataFrame(
        {
            "iso3": [*"ABCD"] * 2,
            "outcome": ["io1"] * 4 + ["io2"] * 4,
            "rating": ["LE", "ME", "SE", "HE", "HE", "SE", "ME", "LE"],
        }
    )
    found = laundering.concordances(table, pd.Series({"A": 1.0, "B": 2.0, "C": 3.0}))
    assert found["label"].tolist() == ["io1", "io2"]
    assert found["value"].tolist() == [1, 0]


@given(st.floats(1, 13), st.floats(1, 13))
def test_band_sets_hold_the_pair_that_made_the_mean(a, b):
    bands = load("laundering/penalty_bands")

    def band(years):
        inside = bands[(bands["min_years"] <= years) & (years <= bands["max_years"])]
        return inside["band"].iloc[0] if len(inside) else None

    if band(a) and band(b):
        order = bands["band"].tolist()
        pair = tuple(sorted((band(a), band(b)), key=order.index))
        assert pair in laundering.band_sets(bands, (a + b) / 2, 2)


def test_band_sets_leave_out_what_cannot_be():
    bands = load("laundering/penalty_bands")
    assert ("band_over_80k", "band_over_80k") not in laundering.band_sets(bands, 5.5, 2)


# --- the notebook's ranges


def test_default_ranges_come_from_the_tables():
    """Defaults are literals in the notebook; where they restate a table, they must not drift from it."""
    notebook = read(paths.NOTEBOOKS / "02-money-laundering.ipynb")
    default = {name: p.default for name, p in declared(notebook, "02").items()}
    world = load("laundering/world_shares").set_index("measure").loc["world_imf_range"]
    assert (default["generic_low"] * 100, default["generic_high"] * 100) == (
        world["low_pct"],
        world["high_pct"],
    )
    passing = load("cocaine/transit_estimates").query("measure == 'transit_t'")["value"]
    assert (default["tonnes_low"], default["tonnes_high"]) == (passing.min(), passing.max())
    prices = (
        load("cocaine/wholesale_prices")
        .query("year == 2021 and level == 'wholesale'")
        .set_index("iso3")
    )
    assert default["returned_low"] == pytest.approx(
        prices["price_usd_g"]["ECU"] - prices["price_usd_g"]["COL"]
    )
    europe = load("cocaine/price_averages").query(
        "area == 'western_europe' and level == 'wholesale' and year == 2021"
    )
    assert default["returned_high"] == pytest.approx(europe["price_usd_g"].iloc[0] / 10, abs=0.005)
    band = load("laundering/penalty_bands").set_index("band").loc["band_no_association"]
    assert (default["sentence_low"], default["sentence_high"]) == (
        band["min_years"],
        band["max_years"],
    )

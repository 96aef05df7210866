"""Other countries: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib import laundering


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

"""Properties of `lib.cocaine.supply`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import cocaine

positive = st.floats(1e-3, 1e6)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=5))
def test_decomposition_leaves_no_rest(pairs):
    first, last = (pd.Series([pair[i] for pair in pairs], index=range(len(pairs))) for i in (0, 1))
    parts, change = cocaine.decompose(first, last), last.prod() - first.prod()
    assert parts.sum() == pytest.approx(change, rel=1e-6, abs=1e-6 * max(first.prod(), last.prod()))


@given(positive, positive, positive)
def test_decomposition_gives_a_factor_that_did_not_move_nothing(still, before, after):
    parts = cocaine.decompose(
        pd.Series({"a": still, "b": before}), pd.Series({"a": still, "b": after})
    )
    assert parts["a"] == 0


@given(positive, positive, positive, positive)
def test_decomposition_is_the_same_backwards(a, b, c, d):
    first, last = pd.Series({"x": a, "y": b}), pd.Series({"x": c, "y": d})
    back = -cocaine.decompose(last, first)
    assert np.allclose(cocaine.decompose(first, last), back, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "wrong", [{"a": 0.0, "b": 1.0}, {"a": -1.0, "b": 1.0}, {"a": 1.0, "c": 1.0}]
)
def test_decomposition_refuses_what_it_cannot_split(wrong):
    with pytest.raises(ValueError, match="positive"):
        cocaine.decompose(pd.Series({"a": 1.0, "b": 1.0}), pd.Series(wrong))


def test_output_parts_reports_shares_of_the_change():
    area, output = pd.Series({2020: 100.0, 2021: 200.0}), pd.Series({2020: 50.0, 2021: 100.0})
    row = cocaine.output_parts(area, output, [(2020, 2021)]).iloc[0]
    assert (row["area_share"], row["productivity_t"]) == (
        pytest.approx(1),
        pytest.approx(0, abs=1e-9),
    )


def test_source_gap_tells_direction_only_from_one_year_to_the_next():
    years = [(2010, 1, 2), (2011, 2, 3), (2013, 4, 1)]
    rows = [("COL", y, s, v) for y, a, b in years for s, v in (("u", a), ("o", b))]
    gap = cocaine.source_gap(
        pd.DataFrame(rows, columns=["iso3", "year", "series", "v"]), "v", "u", "o"
    )
    assert gap["ratio"].tolist() == [2.0, 1.5, 0.25]
    assert gap["same_way"].tolist() == [pd.NA, True, pd.NA]


def test_placebo_dates_find_a_made_up_turn_and_give_the_smallest_p_to_the_largest_change():
    growth = np.r_[np.zeros(10), np.full(10, 0.3)]
    found = cocaine.placebo_dates(pd.Series(np.exp(np.cumsum(growth)), index=range(2001, 2021)), 2)
    best = found.loc[found["change"].idxmax()]
    assert best["rank_share"] <= 3 / len(found)
    assert found["rank_share"].min() >= 1 / len(found)

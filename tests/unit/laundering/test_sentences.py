"""Sentences for laundering: the truth lies in the ranges, wrong input is named."""

from hypothesis import given
from hypothesis import strategies as st

from lib import laundering
from lib.tables import load


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

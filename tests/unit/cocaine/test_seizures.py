"""Properties of `lib.cocaine.seizures`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import cocaine

positive = st.floats(1e-3, 1e6)


def seizures():
    return pd.DataFrame(
        {
            "iso3": ["A", "B", "C"] * 2,
            "year": [1] * 3 + [2] * 3,
            "seized_kg": [5.0, 3, 2, 10, 10, 20],
        }
    )


def test_world_share_counts_rank_and_share_and_leaves_out():
    found = cocaine.world_share(seizures(), "B")
    assert found["share"].tolist() == [0.3, 0.25]
    assert found["rank"].tolist() == [2, 2]
    assert cocaine.world_share(seizures(), "B", ["A"])["share"].tolist() == [
        0.6,
        pytest.approx(1 / 3),
    ]


def test_leave_one_out_drops_each_country_once():
    found = cocaine.leave_one_out(seizures(), 1, 2).set_index("iso3")["growth"]
    assert found.to_dict() == pytest.approx({"A": 5.0, "B": 30 / 7 - 1, "C": 1.5})


@given(st.lists(st.tuples(positive, positive, positive), min_size=2, max_size=6))
def test_compositions_sum_to_one_and_see_relative_change_alone(rows):
    table = pd.DataFrame(rows, columns=["a", "b", "c"])
    found = cocaine.compositions(table)
    scaled = cocaine.compositions(table.mul(np.arange(1, len(rows) + 1), axis=0))
    assert np.allclose(found[["a", "b", "c"]].sum(axis=1), 1)
    assert found["hhi"].between(1 / 3 - 1e-9, 1 + 1e-9).all()
    assert np.allclose(found["moved"].dropna(), scaled["moved"].dropna(), atol=1e-6)


def ports():
    return pd.DataFrame(
        {
            "port": ["x"] * 3 + ["y"] * 2 + ["y"],
            "year": [1, 2, 3, 1, 3, 3],
            "seized_t": [1.0, 9, 4, 2, 3, 50],
            "is_main": [True] * 5 + [False],
        }
    )


def test_peaks_use_first_figures_only():
    found = cocaine.peaks(ports(), 3).set_index("port")
    assert found.loc["x", ["record", "record_t", "last_t"]].tolist() == [2, 9, 4]
    assert found["testable"].to_dict() == {"x": True, "y": False}
    assert found.loc["y", "record_t"] == 3

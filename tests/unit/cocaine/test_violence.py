"""Properties of `lib.cocaine.violence`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pandas as pd
import pytest

from lib import cocaine


def homicides():
    rows = [(p, y, m, v) for p, v in (("a", 3), ("b", 1)) for y in (1, 2) for m in (1, 2)]
    return pd.DataFrame(rows, columns=["province", "year", "month", "homicides"])


def test_group_share_by_year_and_by_month():
    assert cocaine.group_share(homicides(), ["a"])["share"].tolist() == [0.75, 0.75]
    assert len(cocaine.group_share(homicides(), ["a"], ("year", "month"))) == 4
    assert cocaine.group_share(homicides(), ["a", "b"])["share"].eq(1).all()


def test_group_share_refuses_a_province_that_is_not_there_and_names_those_that_are():
    with pytest.raises(ValueError, match="no province c; known: a, b"):
        cocaine.group_share(homicides(), ["a", "c"])


def test_rates_and_quotients():
    people = pd.DataFrame({"province": ["a", "b"], "year": 1, "population": [100_000, 100_000]})
    found = cocaine.rates(homicides(), people, 1).set_index("province")
    assert found["rate"].to_dict() == pytest.approx({"a": 6, "b": 2})
    assert found["quotient"].to_dict() == pytest.approx({"a": 1.5, "b": 0.5})


def test_breakpoints_find_a_made_up_change_and_none_in_steady_counts():
    rng = np.random.default_rng(12)
    assert cocaine.breakpoints(rng.poisson(20, 120)) == []
    found = cocaine.breakpoints(np.r_[rng.poisson(10, 60), rng.poisson(40, 60)])
    assert len(found) == 1
    assert abs(found[0] - 60) <= 2


def test_breakpoints_keep_their_distance_and_bear_months_without_any():
    found = cocaine.breakpoints([0] * 30 + [5] * 30 + [0] * 30, least=12)
    assert found == [30, 60]
    short = [0, *cocaine.breakpoints([0] * 30 + [50] * 3 + [0] * 30, least=12), 63]
    assert min(np.diff(short)) >= 12

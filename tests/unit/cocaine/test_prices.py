"""Properties of `lib.cocaine.prices`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import cocaine

positive = st.floats(1e-3, 1e6)


@given(positive, st.floats(0.1, 100), st.floats(0, 0.9), st.floats(0, 0.9))
def test_needed_price_gives_back_the_profit(profit, tonnes, loss, cost):
    price = cocaine.needed_price(profit, tonnes, [loss], [cost])["price_usd_g"].item()
    assert price * tonnes * 1e6 * (1 - loss) * (1 - cost) == pytest.approx(profit)


def test_profit_model_collapses_to_the_product_where_nothing_varies():
    found, draws = cocaine.profit_model(5, (30, 30), (0.1, 0.1), (0.5, 0.5), draws=50)
    assert found.value == pytest.approx(60e6 * 30 * 0.9 * 0.5)
    assert np.ptp(draws["value"]) == pytest.approx(0, abs=1)
    assert cocaine.profit_model(5, (20, 40), (0.1, 0.5), (0, 1))[0].kind == "scenario"


def test_ladder_converts_leaf_euros_and_grams():
    points = pd.DataFrame(
        {
            "stage": ["leaf", "spain_market"],
            "year": [2022, 2024],
            "currency": ["USD", "EUR"],
            "price_low_kg": [1.0, 20.0],
            "price_high_kg": [2.0, 30.0],
        }
    )
    prices = pd.DataFrame(
        {"stage": ["cocaine_in_ecuador", "europe_street", None], "price_usd_g": [2.0, 60.0, 9.0]}
    )
    found = cocaine.ladder(points, prices, pd.Series({2024: 1.1}), (450, 600)).set_index("label")
    assert found.loc["leaf"].tolist() == [450, 1200]
    assert found.loc["spain_market"].tolist() == pytest.approx([22, 33])
    assert found.loc["cocaine_in_ecuador"].tolist() == [2000, 2000]
    assert found.loc["europe_street", "high"] == 60_000
    assert list(found.index) == ["spain_market", "leaf", "cocaine_in_ecuador", "europe_street"]

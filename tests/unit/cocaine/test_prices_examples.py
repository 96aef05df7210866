"""Examples of `lib.cocaine.prices` worked by hand: made-up figures small enough to check with a pencil."""

import numpy as np
import pandas as pd
import pytest

from lib import cocaine


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def test_a_rung_spans_all_its_points_and_only_leaf_is_multiplied_by_the_leaf_of_a_kilogram():
    rows = [
        ("leaf", 2022, "USD", 2.0, 3.0),
        ("leaf", 2023, "USD", 1.5, 2.5),
        ("port", 2023, "USD", 5_000.0, 6_000.0),
        ("port", 2022, "EUR", 5_500.0, 5_600.0),
        ("port", 2023, "EUR", 5_000.0, 5_400.0),
    ]
    columns = ["stage", "year", "currency", "price_low_kg", "price_high_kg"]
    points = pd.DataFrame(rows, columns=columns)
    prices = pd.DataFrame(
        {
            "stage": ["street", "port", "street", None],
            "price_usd_g": [60.0, 5.5, 80.0, 1.0],
        }
    )
    usd_per_eur = pd.Series({2022: 1.05, 2023: 1.25})

    table = cocaine.ladder(points, prices, usd_per_eur, (400, 600))

    assert list(table.columns) == ["label", "low", "high"]
    assert table["label"].tolist() == ["leaf", "port", "street"]
    assert table["low"].tolist() == exactly(
        [
            1.5 * 400,
            5_000.0,  # in dollars; 5,500 x 1.05 and 5,000 x 1.25 euros and 5.5 x 1,000 are more
            60_000.0,
        ]
    )
    assert table["high"].tolist() == exactly(
        [
            3.0 * 600,
            5_400 * 1.25,  # 6,750, above 5,600 x 1.05 = 5,880
            80_000.0,
        ]
    )


def test_dollars_are_not_converted_even_in_a_year_with_a_rate():
    points = pd.DataFrame(
        {
            "stage": ["base"],
            "year": [2022],
            "currency": ["USD"],
            "price_low_kg": [700.0],
            "price_high_kg": [900.0],
        }
    )
    prices = pd.DataFrame({"stage": ["street"], "price_usd_g": [50.0]})

    table = cocaine.ladder(points, prices, pd.Series({2022: 2.0}), (1, 1))

    assert table.iloc[0].tolist() == ["base", 700, 900]


def test_rungs_stand_by_the_geometric_middle_of_their_range():
    # 1 x 100 = 100 is more than 2 x 3 = 6, although 1 is the lowest price; 50 x 1.9 = 95.
    points = pd.DataFrame(
        {
            "stage": ["wide", "narrow", "even"],
            "year": 2022,
            "currency": "USD",
            "price_low_kg": [1.0, 2.0, 1.9],
            "price_high_kg": [100.0, 3.0, 50.0],
        }
    )
    prices = pd.DataFrame({"stage": ["street"], "price_usd_g": [50.0]})

    table = cocaine.ladder(points, prices, pd.Series({2022: 1.0}), (1, 1))

    assert table["label"].tolist() == ["narrow", "even", "wide", "street"]


def test_the_needed_price_pays_for_what_is_lost_and_then_for_what_is_spent():
    table = cocaine.needed_price(90e6, 2, losses=[0.0, 0.25], costs=[0.5, 0.4])

    # 90 million over 2 million grams, of which (1 - loss)(1 - cost) are left as profit.
    assert list(table.columns) == ["loss", "cost", "price_usd_g"]
    assert table["loss"].tolist() == [0, 0, 0.25, 0.25]
    assert table["cost"].tolist() == [0.5, 0.4, 0.5, 0.4]
    assert table["price_usd_g"].tolist() == exactly(
        [
            45 / 0.5,
            45 / 0.6,
            45 / (0.75 * 0.5),
            45 / (0.75 * 0.6),
        ]
    )


def test_a_profit_without_ranges_is_twelve_months_of_grams_at_what_is_left_of_the_price():
    profit, sample = cocaine.profit_model(5, (30, 30), (0.1, 0.1), (0.25, 0.25), draws=4)

    # 5 t a month are 60 million grams a year; at 30 dollars, less a tenth, less a quarter.
    by_hand = 60e6 * 30 * 0.9 * 0.75
    assert (profit.low, profit.value, profit.high) == exactly((by_hand, by_hand, by_hand))
    assert sample["value"].tolist() == exactly([by_hand] * 4)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_profit_draws_the_price_by_its_logarithm_and_the_shares_evenly(seed):
    profit, sample = cocaine.profit_model(
        1,
        (20, 80),
        loss=(0.1, 0.3),
        cost=(0.2, 0.7),
        draws=3,
        seed=seed,
    )

    rng = np.random.default_rng(seed)
    price = 20 * 4 ** rng.random(3)  # from 20 to 80, which is four times as much
    lost = 0.1 + 0.2 * rng.random(3)
    spent = 0.2 + 0.5 * rng.random(3)
    by_hand = 12e6 * price * (1 - lost) * (1 - spent)
    smallest, middle, largest = sorted(by_hand)
    assert list(sample.columns) == ["value"]
    assert sample["value"].tolist() == exactly(by_hand.tolist())
    # The ends of nine tenths of three numbers: a tenth of the way from the end to the middle one.
    assert profit.value == exactly(middle)
    assert profit.low == exactly(smallest + 0.1 * (middle - smallest))
    assert profit.high == exactly(largest - 0.1 * (largest - middle))
    assert (profit.kind, profit.level) == ("scenario", 0.9)
    assert profit.method == "Monte Carlo over price, losses and costs"


def test_a_profit_is_drawn_20000_times():
    ranges = (20, 80), (0.1, 0.3), (0.2, 0.7)

    profit, sample = cocaine.profit_model(1, *ranges)

    assert len(sample) == 20_000
    assert profit == cocaine.profit_model(1, *ranges, draws=20_000, seed=1)[0]


def points_in(*currencies):
    return pd.DataFrame(
        {
            "stage": "port",
            "year": [2022 + place for place in range(len(currencies))],
            "currency": currencies,
            "price_low_kg": 1.0,
            "price_high_kg": 2.0,
        }
    )


NO_PRICES = pd.DataFrame({"stage": ["street"], "price_usd_g": [50.0]})


@pytest.mark.parametrize(
    ("currencies", "named"),
    [(("USD", "PEN", "GBP"), "GBP, PEN"), (("EUR", "usd"), "usd"), (("USD", None), r"\(missing\)")],
)
def test_a_currency_other_than_dollars_and_euros_is_refused(currencies, named):
    usd_per_eur = pd.Series({2022: 1.05, 2023: 1.1, 2024: 1.2})

    with pytest.raises(ValueError, match=rf"prices in ({named}); known: EUR, USD"):
        cocaine.ladder(points_in(*currencies), NO_PRICES, usd_per_eur, (1, 1))


def test_euros_of_a_year_without_a_rate_are_refused_and_dollars_need_none():
    points = points_in("USD", "EUR", "EUR", "EUR")  # of 2022 to 2025

    with pytest.raises(ValueError, match="prices in euros of 2023, 2025, and no rate for them"):
        cocaine.ladder(points, NO_PRICES, pd.Series({2024: 1.2}), (1, 1))

"""Examples of `lib.cocaine.balance` and of changes by country, worked by hand."""

import pandas as pd
import pytest

from lib import cocaine
from lib.estimates import bounds


def exactly(number):
    return pytest.approx(number, rel=1e-9)


def test_what_is_left_is_output_less_what_was_seized_as_pure_as_it_may_be():
    left = cocaine.left_over(1000, 500, (0.6, 0.9))

    # 1000 - 500 x 0.9 = 550, 1000 - 500 x 0.6 = 700.
    assert left.ends == (exactly(550), exactly(700))
    assert left.kind == "identification"


def test_seizures_beyond_the_producers_are_those_of_all_others_in_that_year():
    seizures = pd.DataFrame(
        [("COL", 2023, 5000.0), ("ECU", 2023, 2000.0), ("BEL", 2023, 1000.0), ("ECU", 2022, 9.0)],
        columns=["iso3", "year", "seized_kg"],
    )

    assert cocaine.after_producers(seizures, 2023, ["COL"]) == exactly(3.0)


def test_a_route_with_less_of_the_seizures_than_of_the_flow_is_caught_less_often():
    # Of 100 t that move 70 take the route. If 20 of 100 t seized are from it, 20 / 70 of it are caught and
    # 80 / 30 of the rest, in one unit: 9.33 times as often. With 40 of 100: (60 / 30) / (40 / 70) = 3.5.
    odds = cocaine.odds_against(0.7, bounds(0.2, 0.4))

    assert odds.ends == (exactly(3.5), exactly((80 / 30) / (20 / 70)))


def test_a_share_of_seizures_equal_to_that_of_the_flow_needs_no_luck():
    assert cocaine.odds_against(0.3, bounds(0.3, 0.3)).ends == (exactly(1), exactly(1))


def test_changes_are_of_neighbouring_years_that_are_sound_and_large_enough():
    seizures = pd.DataFrame(
        [
            ("A", 2021, 30.0, False),
            ("A", 2020, 10.0, False),
            ("A", 2023, 90.0, False),
            ("B", 2020, 100.0, True),
            ("B", 2021, 50.0, False),
            ("C", 2020, 4.0, False),
            ("C", 2021, 5.0, False),
        ],
        columns=["iso3", "year", "seized_kg", "is_suspect"],
    )

    table = cocaine.yearly_changes(seizures, 20)

    # A: 30 / 10 with a mean of 20; 2023 has no year before it. B: 2020 is suspect. C: the mean is 4.5.
    assert table.to_dict("list") == {"iso3": ["A"], "year": [2021], "change": [exactly(2.0)]}

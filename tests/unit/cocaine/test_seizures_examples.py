"""Examples of `lib.cocaine.seizures` worked by hand: made-up figures small enough to check with a pencil."""

import math

import pandas as pd
import pytest

from lib import cocaine


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def world():
    rows = [
        ("ECU", 2021, 30.0),
        ("COL", 2021, 50.0),
        ("PER", 2021, 30.0),
        ("BRA", 2021, 10.0),
        ("COL", 2020, 60.0),
        ("ECU", 2020, 20.0),
        ("PAN", 2022, 9.0),
    ]
    return pd.DataFrame(rows, columns=["iso3", "year", "seized_kg"])


def test_the_share_of_the_world_is_that_of_one_year_and_a_shared_rank_is_the_better_one():
    table = cocaine.world_share(world(), "PER")

    # 30 of 30 + 50 + 30 + 10 = 120 kg; only Colombia seized more, Ecuador as much.
    assert list(table.columns) == ["year", "seized_kg", "world_kg", "share", "rank"]
    assert table.iloc[0].tolist() == [2021, 30, 120, 0.25, 2]
    assert len(table) == 1
    assert table["rank"].dtype == int


def test_the_share_without_a_country_leaves_it_out_of_the_sum_and_of_the_ranks():
    table = cocaine.world_share(world(), "ECU", without=["COL", "PAN"])

    # 2021: 30 of 30 + 30 + 10 = 70 kg. 2020: all 20 kg that are left. The order is the table's.
    assert table["year"].tolist() == [2021, 2020]
    assert table["world_kg"].tolist() == [70, 20]
    assert table["share"].tolist() == [exactly(3 / 7), 1]
    assert table["rank"].tolist() == [1, 1]
    assert table.index.tolist() == [0, 1]


def test_growth_without_each_country_counts_only_countries_in_both_years():
    rows = [
        ("A", 2020, 10.0),
        ("A", 2021, 500.0),
        ("A", 2023, 40.0),
        ("B", 2020, 30.0),
        ("B", 2023, 30.0),
        ("C", 2020, 60.0),
        ("C", 2023, 80.0),
        ("D", 2020, 900.0),
        ("E", 2023, 900.0),
    ]
    seizures = pd.DataFrame(rows, columns=["iso3", "year", "seized_kg"])

    table = cocaine.leave_one_out(seizures, 2020, 2023)

    # All three: 10 + 30 + 60 = 100, then 40 + 30 + 80 = 150.
    assert list(table.columns) == ["iso3", "growth"]
    assert table["iso3"].tolist() == ["A", "B", "C"]
    assert table["growth"].tolist() == [
        exactly((150 - 40) / (100 - 10) - 1),  # 110 / 90
        exactly((150 - 30) / (100 - 30) - 1),  # 120 / 70
        exactly((150 - 80) / (100 - 60) - 1),  # 70 / 40
    ]


def test_growth_without_each_country_stands_from_the_smallest_to_the_largest():
    rows = [("A", 1, 10.0), ("A", 2, 10.0), ("B", 1, 10.0), ("B", 2, 30.0)]
    seizures = pd.DataFrame(rows, columns=["iso3", "year", "seized_kg"])

    table = cocaine.leave_one_out(seizures, 1, 2)

    # Without B nothing grows; without A the total is three times as large.
    assert table.to_dict("list") == {"iso3": ["B", "A"], "growth": [0, 2]}


def test_a_composition_has_shares_their_concentration_and_the_distance_to_the_row_before():
    table = pd.DataFrame({"boat": [2.0, 1.0, 3.0], "truck": [2.0, 3.0, 9.0]}, index=[7, 8, 9])

    shares = cocaine.compositions(table)

    assert list(shares.columns) == ["boat", "truck", "hhi", "moved"]
    assert shares.index.tolist() == [7, 8, 9]
    assert shares["boat"].tolist() == [0.5, 0.25, 0.25]
    assert shares["truck"].tolist() == [0.5, 0.75, 0.75]
    # Squares: 1/4 + 1/4, then 1/16 + 9/16.
    assert shares["hhi"].tolist() == exactly([0.5, 0.625, 0.625])
    # Logs about their mean: (0, 0), then (-ln 3 / 2, ln 3 / 2), whose length is ln 3 / sqrt 2.
    assert math.isnan(shares["moved"].iloc[0])
    assert shares["moved"].iloc[1] == exactly(math.log(3) / math.sqrt(2))
    assert shares["moved"].iloc[2] == pytest.approx(0, abs=1e-12)


def test_the_distance_of_three_parts_is_that_of_their_centred_logs():
    table = pd.DataFrame([[1.0, 1.0, 1.0], [1.0, 2.0, 4.0]], columns=["a", "b", "c"])

    moved = cocaine.compositions(table)["moved"].iloc[1]

    # Logs of 1, 2, 4 about their mean ln 2: -ln 2, 0, ln 2.
    assert moved == exactly(math.sqrt(2) * math.log(2))


def test_a_composition_of_one_part_has_all_of_it_and_never_moves():
    shares = cocaine.compositions(pd.DataFrame({"boat": [3.0, 7.0]}))

    assert shares["boat"].tolist() == [1, 1]
    assert shares["hhi"].tolist() == [1, 1]
    assert math.isnan(shares["moved"].iloc[0])
    assert shares["moved"].iloc[1] == 0


def port_years():
    rows = [
        ("guayaquil", 2022, 8.0, True),
        ("guayaquil", 2020, 8.0, True),
        ("guayaquil", 2023, 6.0, True),
        ("guayaquil", 2021, 99.0, False),
        ("antwerp", 2023, 116.0, True),
        ("antwerp", 2024, 44.0, True),
    ]
    return pd.DataFrame(rows, columns=["port", "year", "seized_t", "is_main"])


def test_a_record_is_the_first_year_of_the_largest_weight_and_the_last_figure_is_the_latest():
    table = cocaine.peaks(port_years(), years=3)

    assert list(table.columns) == [
        "port",
        "years",
        "record",
        "record_t",
        "last",
        "last_t",
        "testable",
    ]
    assert table.iloc[0].tolist() == ["antwerp", 2, 2023, 116, 2024, 44, False]
    assert table.iloc[1].tolist() == ["guayaquil", 3, 2020, 8, 2023, 6, True]


@pytest.mark.parametrize(
    ("years", "testable"),
    [(1, [True, True]), (2, [True, True]), (3, [False, True]), (4, [False, False])],
)
def test_a_port_is_testable_from_the_asked_number_of_years_on(years, testable):
    assert cocaine.peaks(port_years(), years)["testable"].tolist() == testable


@pytest.mark.parametrize("part", [0.0, -1.0, math.nan])
def test_a_composition_with_a_part_that_has_no_ratio_to_the_others_is_refused(part):
    table = pd.DataFrame(
        {"boat": [1.0, part, 2.0, 2.0], "truck": [2.0, 2.0, 2.0, part]},
        index=[2020, 2021, 2022, 2023],
    )

    with pytest.raises(ValueError, match="a part is missing or not positive in: 2021, 2023"):
        cocaine.compositions(table)


def test_a_last_figure_that_is_missing_is_no_last_figure():
    ports = pd.concat(
        [
            port_years(),
            pd.DataFrame(
                {"port": ["antwerp"], "year": [2025], "seized_t": [math.nan], "is_main": [True]}
            ),
        ]
    )

    table = cocaine.peaks(ports.reset_index(drop=True), years=3)

    # The last figure known is that of 2024, with the weight of 2024.
    assert table.iloc[0].tolist() == ["antwerp", 2, 2023, 116, 2024, 44, False]

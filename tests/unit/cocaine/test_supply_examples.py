"""Examples of `lib.cocaine.supply` worked by hand: made-up figures small enough to check with a pencil."""

import math

import numpy as np
import pandas as pd
import pytest

from lib import cocaine


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def test_the_change_of_a_product_is_split_by_the_logarithms_of_its_factors():
    # The product goes from 1 x 1 = 1 to 2 x 4 = 8, which is 7 more. ln 2 and ln 4 = 2 ln 2 are
    # a third and two thirds of ln 8 = 3 ln 2.
    first = pd.Series({"area": 1.0, "yield": 1.0})
    last = pd.Series({"yield": 4.0, "area": 2.0})

    parts = cocaine.decompose(first, last)

    assert parts["area"] == exactly(7 / 3)
    assert parts["yield"] == exactly(14 / 3)


def test_a_fall_is_split_into_negative_parts():
    # From 2 x 9 = 18 to 1 x 9 = 9: the whole fall is the first factor's.
    parts = cocaine.decompose(pd.Series({"a": 2.0, "b": 9.0}), pd.Series({"a": 1.0, "b": 9.0}))

    assert parts.to_dict() == {"a": exactly(-9), "b": 0}


def test_factors_that_cancel_out_are_weighed_with_the_product_that_stays():
    # 3 x 4 = 12 and 6 x 2 = 12: the logarithmic mean of 12 and 12 is 12.
    parts = cocaine.decompose(pd.Series({"a": 3.0, "b": 4.0}), pd.Series({"a": 6.0, "b": 2.0}))

    assert parts["a"] == exactly(12 * math.log(2))
    assert parts["b"] == exactly(-12 * math.log(2))


def test_a_small_change_of_the_product_is_still_a_change():
    first = pd.Series({"a": 1.0, "b": 1.0})
    last = pd.Series({"a": 1.0001, "b": 1.0002})

    parts = cocaine.decompose(first, last)

    # 1.0001 x 1.0002 - 1
    assert parts.sum() == exactly(0.0001 + 0.0002 + 0.0001 * 0.0002)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ({"a": 0.0, "b": 2.0}, {"a": 1.0, "b": 2.0}),
        ({"a": 1.0, "b": 2.0}, {"a": 0.0, "b": 2.0}),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0, "c": 2.0}),
        ({"a": 1.0, "b": 2.0}, {"a": 1.0}),
    ],
)
def test_a_factor_of_nothing_or_of_another_name_is_refused(first, last):
    with pytest.raises(ValueError, match="factors must be positive and have the same names"):
        cocaine.decompose(pd.Series(first), pd.Series(last))


def test_the_smallest_positive_factors_are_not_refused():
    parts = cocaine.decompose(pd.Series({"a": 1e-9, "b": 1.0}), pd.Series({"a": 2e-9, "b": 1.0}))

    assert parts["a"] == exactly(1e-9)


def test_output_is_split_into_area_and_output_per_hectare_for_each_span():
    area = pd.Series({2020: 100.0, 2021: 200.0, 2022: 200.0})
    output = pd.Series({2020: 50.0, 2021: 400.0, 2022: 100.0})

    table = cocaine.output_parts(area, output, [(2020, 2021), (2021, 2022)])

    assert list(table.columns) == [
        "start",
        "end",
        "change_t",
        "area_t",
        "productivity_t",
        "area_share",
    ]
    # Area x 2 and output per hectare 0.5 -> 2, which is x 4: a third and two thirds of +350 t.
    assert table.iloc[0].tolist() == [
        2020,
        2021,
        350,
        exactly(350 / 3),
        exactly(700 / 3),
        exactly(1 / 3),
    ]
    # The same area: the fall of 300 t is all in the output per hectare.
    assert table.iloc[1].tolist() == [2021, 2022, -300, 0, exactly(-300), 0]


def rival_areas():
    rows = [
        # iso3, year, unodc, ondcp
        ("COL", 2010, 10.0, 20.0),
        ("COL", 2011, 20.0, 25.0),
        ("COL", 2012, 10.0, 30.0),
        ("COL", 2014, 5.0, 20.0),
        ("PER", 2015, 8.0, 4.0),
        ("PER", 2016, 8.0, 5.0),
        ("PER", 2017, 7.0, 3.0),
    ]
    wide = pd.DataFrame(rows, columns=["iso3", "year", "unodc", "ondcp"])
    alone = pd.DataFrame({"iso3": ["COL"], "year": [2013], "series": ["unodc"], "area_ha": [1.0]})
    long = wide.melt(["iso3", "year"], var_name="series", value_name="area_ha")
    return pd.concat([long, alone])


def test_the_gap_of_two_sources_is_the_second_over_the_first_where_both_are_known():
    table = cocaine.source_gap(rival_areas(), "area_ha", "unodc", "ondcp")

    assert list(table.columns) == ["iso3", "year", "unodc", "ondcp", "ratio", "same_way"]
    assert table.columns.name is None
    assert table["year"].tolist() == [2010, 2011, 2012, 2014, 2015, 2016, 2017]  # 2013 has one only
    assert table["ratio"].tolist() == [2, 1.25, 3, 4, 0.5, 0.625, 3 / 7]


def test_sources_go_the_same_way_only_if_both_rise_or_both_fall_since_the_year_before():
    table = cocaine.source_gap(rival_areas(), "area_ha", "unodc", "ondcp")

    assert table["same_way"].tolist() == [
        pd.NA,  # the first year of Colombia
        True,  # +10 and +5
        False,  # -10 and +5
        pd.NA,  # 2013 is not known, so 2014 has no year before
        pd.NA,  # the first year of Peru, although Colombia's row stands above it
        False,  # 0 and +1
        True,  # -1 and -2
    ]


def test_growth_is_on_the_year_before_and_each_series_stands_alone():
    area = pd.DataFrame(
        [
            ("COL", 2020, "b", 80.0),
            ("COL", 2018, "a", 100.0),
            ("COL", 2019, "a", 150.0),
            ("COL", 2021, "a", 300.0),
            ("COL", 2019, "b", 100.0),
            ("PER", 2020, "a", 1.0),
        ],
        columns=["iso3", "year", "series", "area_ha"],
    )

    table = cocaine.growth_by_series(area, "COL", ["a", "b"])

    # a: 150 / 100 in 2019; 2021 has no year before it. b: 80 / 100 in 2020.
    assert table["series"].tolist() == ["a", "b"]
    assert table["year"].tolist() == [2019, 2020]
    assert table["growth"].tolist() == [exactly(0.5), exactly(-0.2)]


def test_a_placebo_year_compares_the_year_after_it_with_the_year_before_it():
    # Powers of two, so that growth counts doublings: 1, 2, 0, 4 in 2001 to 2004.
    area = pd.Series([1.0, 2.0, 8.0, 8.0, 128.0], index=range(2000, 2005))

    table = cocaine.placebo_dates(area, window=1)

    # 2002: 0 after less 1 before. 2003: 4 after less 2 before. Others lack a year on one side.
    assert list(table.columns) == ["year", "change", "rank_share"]
    assert table["year"].tolist() == [2002, 2003]
    assert table["change"].tolist() == [exactly(-1 * math.log(2)), exactly(2 * math.log(2))]
    assert table["rank_share"].tolist() == [2 / 2, 1 / 2]


def test_a_placebo_window_of_two_years_takes_their_mean_on_either_side():
    # Doublings of 1, 2, 3, 0, 2, 5 in 2001 to 2006.
    area = pd.Series(2.0 ** np.array([0, 1, 3, 6, 6, 8, 13]), index=range(2000, 2007))

    table = cocaine.placebo_dates(area, window=2)

    # 2003: (0 + 2) / 2 - (1 + 2) / 2 = -0.5.  2004: (2 + 5) / 2 - (2 + 3) / 2 = 1.
    assert table["year"].tolist() == [2003, 2004]
    assert table["change"].tolist() == [exactly(-0.5 * math.log(2)), exactly(1 * math.log(2))]


def test_a_placebo_year_counts_itself_and_its_equals_as_at_least_as_large():
    area = pd.Series(1.0, index=range(2000, 2006))

    table = cocaine.placebo_dates(area, window=1)

    assert table["change"].tolist() == [0, 0, 0]
    assert table["rank_share"].tolist() == [1, 1, 1]


def test_sources_have_no_direction_to_agree_on_where_neither_moved():
    rows = [
        # year, unodc, ondcp
        (2010, 5.0, 7.0),
        (2011, 5.0, 7.0),  # neither
        (2012, 5.0, 8.0),  # one of them
        (2013, 6.0, 9.0),  # both
    ]
    wide = pd.DataFrame(rows, columns=["year", "unodc", "ondcp"]).assign(iso3="PER")
    long = wide.melt(["iso3", "year"], var_name="series", value_name="area_ha")

    table = cocaine.source_gap(long, "area_ha", "unodc", "ondcp")

    assert table["same_way"].tolist() == [pd.NA, pd.NA, False, True]


@pytest.mark.parametrize("place", [0, 1])
def test_a_factor_that_is_not_known_is_refused(place):
    factors = [pd.Series({"a": 1.0, "b": 2.0}), pd.Series({"a": 1.0, "b": 2.0})]
    factors[place]["b"] = np.nan

    with pytest.raises(ValueError, match="factors must be positive"):
        cocaine.decompose(*factors)

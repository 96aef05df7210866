"""Examples of `lib.cocaine.series` worked by hand: made-up figures small enough to check with a pencil."""

import pandas as pd
import pytest

from lib import cocaine
from lib.estimates import Estimate, bounds


def test_stacked_tables_keep_their_order_and_get_their_name_in_the_first_column():
    upper = pd.DataFrame({"x": [5, 3]}, index=[8, 9])
    lower = pd.DataFrame({"x": [4]}, index=[8])

    table = cocaine.stack({"second": upper, "first": lower})

    assert list(table.columns) == ["series", "x"]
    assert table["series"].tolist() == ["second", "second", "first"]
    assert table["x"].tolist() == [5, 3, 4]
    assert table.index.tolist() == [0, 1, 2]


def test_spans_writes_the_low_end_before_the_high_end():
    estimates = {"point": Estimate(2, 1, 4, "scenario"), "bounds": bounds(0.25, 0.75)}

    table = cocaine.spans(estimates)

    assert list(table.columns) == ["label", "value", "low", "high"]
    assert table.iloc[0].tolist() == ["point", 2, 1, 4]
    assert table.iloc[1][["label", "low", "high"]].tolist() == ["bounds", 0.25, 0.75]
    assert pd.isna(table.iloc[1]["value"])


def test_a_gap_is_filled_up_to_the_last_year_and_not_beyond():
    rows = pd.DataFrame(
        {
            "series": ["late", "late", "early"],
            "x": [2012, 2010, 2001],
            "value": [7.0, 5.0, 3.0],
        }
    )

    table = cocaine.gapped(rows)

    assert list(table.columns) == ["x", "series", "value"]
    assert table["x"].tolist() == [2010, 2011, 2012, 2001]
    assert table["series"].tolist() == ["late", "late", "late", "early"]
    assert table["value"].isna().tolist() == [False, True, False, False]
    assert table["value"].dropna().tolist() == [5, 7, 3]


def areas():
    rows = [
        ("COL", 2021, "unodc", 204.0),
        ("COL", 2020, "unodc", 143.0),
        ("COL", 2020, "ondcp", 245.0),
        ("PER", 2020, "unodc", 62.0),
    ]
    return pd.DataFrame(rows, columns=["iso3", "year", "series", "area_ha"])


def test_yearly_keeps_the_rows_that_match_every_condition_by_rising_year():
    series = cocaine.yearly(areas(), "area_ha", iso3="COL", series="unodc")

    assert series.to_dict() == {2020: 143, 2021: 204}
    assert series.index.tolist() == [2020, 2021]
    assert series.name == "area_ha"


def test_yearly_refuses_rows_that_match_one_condition_of_two():
    with pytest.raises(ValueError, match=r"'PER', 'series': 'ondcp'.*no rows"):
        cocaine.yearly(areas(), "area_ha", iso3="PER", series="ondcp")


def test_yearly_refuses_a_year_that_stands_twice_among_others():
    with pytest.raises(ValueError, match="a year stands twice"):
        cocaine.yearly(areas(), "area_ha", iso3="COL")

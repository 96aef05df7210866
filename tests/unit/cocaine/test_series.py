"""Properties of `lib.cocaine.series`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import pandas as pd
import pytest

from lib import cocaine
from lib.estimates import bounds


def test_gapped_breaks_a_series_where_a_year_is_missing_and_nowhere_else():
    rows = pd.DataFrame(
        {
            "series": ["a", "a", "b"],
            "x": [2001, 2004, 2002],
            "value": [1.0, 4.0, 2.0],
            "suspect": [True, False, False],
        }
    )
    found = cocaine.gapped(rows)
    assert found.loc[found["series"] == "a", "x"].tolist() == [2001, 2002, 2003, 2004]
    assert found.loc[found["value"].isna(), "x"].tolist() == [2002, 2003]
    assert found["value"].dropna().tolist() == [1, 4, 2]


def test_yearly_refuses_a_year_that_stands_twice_and_a_code_that_is_not_there():
    frame = pd.DataFrame({"year": [2020, 2020], "iso3": ["COL", "COL"], "area_ha": [1.0, 2.0]})
    with pytest.raises(ValueError, match="twice"):
        cocaine.yearly(frame, "area_ha", iso3="COL")
    with pytest.raises(ValueError, match="no rows"):
        cocaine.yearly(frame, "area_ha", iso3="PER")


def test_stack_and_spans_make_rows_of_charts():
    found = cocaine.stack({"a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [2, 3]})})
    assert found.to_dict("list") == {"series": ["a", "b", "b"], "x": [1, 2, 3]}
    assert cocaine.spans({"a": bounds(1, 3)}).to_dict("records") == [
        {"label": "a", "value": None, "low": 1.0, "high": 3.0}
    ]

"""Rival counts of convictions: the truth lies in the ranges, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib import laundering
from lib.tables import load


def counts(*rows):
    """Rows (rival, convictions, first, last) as the table of rival counts."""
    table = pd.DataFrame(rows, columns=["rival", "convictions", "period_start", "period_end"])
    return table.assign(cases=pd.NA, universe="universe_none", source="x")


def test_a_part_above_the_whole_clashes():
    table = counts(
        ("whole", 11, "2014", "2022"), ("part", 16, "2017", "2021"), ("other", 3, "2010", "2014")
    )
    found = laundering.clashes(table)
    assert found["clash"].tolist() == [True, False, False]


def test_three_counts_can_clash_where_no_two_do():
    table = counts(("a", 16, "2017", "2021"), ("b", 3, "2015", "2020"), ("c", 1, "2020", "2022"))
    assert not laundering.clashes(table)["clash"].any()
    assert not laundering.feasible(table)
    assert {len(s) for s in laundering.agreeing(table)} == {2}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=48, max_size=48),
    st.lists(st.tuples(st.integers(0, 47), st.integers(0, 47)), min_size=1, max_size=5),
)
def test_counts_of_one_true_series_agree(monthly, windows):
    def month(i):
        return f"{2018 + i // 12}-{i % 12 + 1:02d}"

    spans = [(min(w), max(w)) for w in windows]
    rows = [
        (f"r{n}", sum(monthly[a : b + 1]), month(a), month(b)) for n, (a, b) in enumerate(spans)
    ]
    table = counts(*rows)
    assert laundering.feasible(table)
    assert not laundering.clashes(table)["clash"].any()
    assert laundering.agreeing(table) == [tuple(table["rival"])]


def test_counts_without_dates_or_denominators_are_left_out():
    table = load("laundering/conviction_counts")
    assert len(laundering.rivals(table, "case")) == table["cases"].notna().sum()
    windows = table[["period_start", "period_end"]].notna().all(axis=1)
    assert len(laundering.rivals(table, "year")) == windows.sum()


def test_a_window_of_months_is_counted_with_both_ends():
    table = counts(("a", 32, "2020-01", "2022-08"), ("b", 3, "2020", "2022"))
    assert laundering.rivals(table, "year")["value"].tolist() == [12.0, 1.0]


def test_the_calendar_holds_every_count_once_and_only_in_its_years():
    table = counts(("short", 6, "2016-01", "2017-12"), ("long", 3, "2015-06", "2019-03"))
    found = laundering.calendar(table)
    assert found["row"].drop_duplicates().tolist() == ["long", "short"]
    covered = found.dropna().groupby("row")["column"].agg(list).to_dict()
    assert covered == {"long": [15, 16, 17, 18, 19], "short": [16, 17]}
    assert sorted(found.loc[found["text"] != "", "text"]) == ["3", "6"]
    assert found.groupby("row")["value"].max().to_dict() == pytest.approx(
        {"short": 1, "long": 3 / 46 / (6 / 24)}
    )


def test_a_stage_with_one_span_has_a_value_and_one_with_rivals_a_range():
    table = counts(("a", 0, "2020", "2020"), ("b", 0, "2020", "2020"), ("c", 0, "2021", "2022"))
    found = laundering.pace(table.assign(stage=["x", "y", "y"], cases=[5, 4, 12])).set_index(
        "label"
    )
    assert found.loc["x"].tolist() == [5, 5, 5]
    assert found.loc["y", ["low", "high"]].tolist() == [4, 6]
    assert np.isnan(found.loc["y", "value"])


@pytest.mark.parametrize("rate", [0.005, 0.0133, 0.05, 0.164])
def test_exact_interval_covers_at_least_as_often_as_it_says(rate):
    """All outcomes of 151 reports, weighted by their chance: coverage without sampling error."""
    k = np.arange(0, 152)
    table = counts(*[(f"r{i}", i, None, None) for i in k]).assign(cases=151)
    found = laundering.rivals(table, "case")
    covered = (found["low"] <= rate) & (rate <= found["high"])
    assert stats.binom.pmf(k, 151, rate)[covered].sum() >= 0.95

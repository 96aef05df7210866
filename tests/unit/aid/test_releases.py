"""Properties of `lib.aid.releases`: coverage by simulation, sums that hold, and wrong input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import aid
from lib.tables import load


def releases(shares, final=1e8):
    """`shares`: release -> list of completeness, one for each country; the reference release holds `final`."""
    rows = []
    for order, (release, values) in enumerate(shares.items()):
        year = 2010 + order
        for country, share in enumerate(values):
            iso3 = f"A{country:02d}"
            rows += [
                (iso3, year, release, year, share * final),
                (iso3, year, "last", 2030, final),
                (iso3, year - 1, release, year, final),
            ]
    return pd.DataFrame(
        rows, columns=["iso3", "fiscal_year", "release", "newest_year", "value_usd"]
    )


def test_filling_counts_months_from_the_end_of_the_fiscal_year():
    """December 2021 is three months after fiscal year 2021; the newest year of the reference is not final."""
    rows = [
        ("A", 2021, "early", "2021-12", 2021, 2e6),
        ("B", 2021, "early", "2021-12", 2021, 4e6),
        ("A", 2021, "undated", None, 2021, 1e6),
        ("A", 2022, "early", "2021-12", 2021, 1e6),
        *[(c, y, "last", "2023-12", 2023, 1e7) for c in "AB" for y in (2021, 2023)],
    ]
    made = pd.DataFrame(
        rows, columns=["iso3", "fiscal_year", "release", "released", "newest_year", "value_usd"]
    )
    assert aid.filling(made, "last", 24).to_numpy().tolist() == [[2021, 3, pytest.approx(0.3)]]
    assert aid.filling(made, "last", 2).empty


def test_a_fiscal_year_only_fills_up():
    found = aid.filling(load("aid/us_releases"), "r2025_12", 30)
    assert (found.groupby("series")["value"].diff().dropna() > 0).all()
    assert found["value"].between(0, 1).all()


def test_every_release_weighs_the_same_however_many_countries_it_has():
    shares = pd.DataFrame({"release": ["a"] * 99 + ["b"], "share": [0.2] * 99 + [0.8]})
    assert aid.quantile(shares, 0.25) == 0.2
    assert aid.quantile(shares, 0.75) == 0.8


@given(st.lists(st.floats(0.05, 1.0), min_size=3, max_size=12), st.floats(1e6, 1e9))
def test_nowcast_is_never_below_what_is_paid_and_grows_with_it(values, shown):
    shares = aid.completeness(releases({"a": values, "b": values}), "last")
    first, second = (aid.nowcast(x, shares, 0.9, at_least=x) for x in (shown, 2 * shown))
    assert (
        first.low >= shown and first.kind == "scenario"
    )  # its backtests held less than chance alone would
    assert second.value == pytest.approx(2 * first.value)
    assert first.low <= first.value <= first.high


def test_completeness_is_one_where_nothing_is_revised():
    made = releases({"a": [1.0, 1.0], "b": [1.0, 1.0]})
    assert (aid.completeness(made, "last")["share"] == 1).all()
    assert (aid.completeness(made, "last", age=1)["share"] == 1).all()
    assert set(aid.completeness(made, "last", ["a"])["release"]) == {"b"}


def test_forecasts_see_only_earlier_years_and_take_the_block_out_of_last_year():
    """A later release, full at once, must not help; last year's figure of 100 holds a block of 60."""
    made = releases({"a": [0.5, 0.5], "b": [0.5, 0.5], "c": [1.0, 1.0]})
    full, last_year = (aid.completeness(made, "last", age=age) for age in (0, 1))
    rows = aid.forecasts(made, "A00", ["b"], full, last_year, 0.9, pd.Series({2010: 6e7}))
    found = rows.set_index(["fiscal_year", "rule"])["forecast"]
    assert list(found.index.get_level_values("rule")) == [
        "scaled_by_lag",
        "from_last_year",
        "from_last_year_bare",
    ]
    assert (
        found[2011, "scaled_by_lag"].value
        == found[2011, "from_last_year"].value
        == pytest.approx(1e8)
    )
    assert found[2011, "scaled_by_lag"].low == pytest.approx(
        1e8
    )  # release c would put half of it here
    assert found[2011, "from_last_year_bare"].value == pytest.approx(
        5e7
    )  # 40, but 50 are already paid
    assert set(
        aid.forecasts(made, "A00", ["b"], full, last_year, 0.9, pd.Series(dtype=float))["rule"]
    ) == {
        "scaled_by_lag",
        "from_last_year",
    }


def test_nowcast_covers_as_often_as_it_says_when_releases_are_alike():
    rng = np.random.default_rng(7)
    covered = []
    for _ in range(20):
        made = releases({f"r{k}": rng.beta(4, 6, 40).clip(0.01) for k in range(6)})
        covered.append(
            aid.coverage_by_release(aid.completeness(made, "last"), [0.8])["covered"].mean()
        )
    assert 0.75 < np.mean(covered) < 0.86


def test_nowcast_undercovers_when_one_release_is_unlike_the_others():
    """The check of coverage must be able to fail: a release twice as full as the others is not held."""
    rng = np.random.default_rng(7)
    made = releases(
        {**{f"r{k}": rng.uniform(0.1, 0.2, 30) for k in range(3)}, "odd": rng.uniform(0.6, 0.8, 30)}
    )
    table = aid.coverage_by_release(aid.completeness(made, "last"), [0.9]).set_index("release")
    assert table["covered"]["odd"] == 0

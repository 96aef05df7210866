"""Properties of `lib.cocaine`: exactness, sums to one, seeded resampling, known answers on made-up data."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import cocaine
from lib.estimates import bounds

positive = st.floats(1e-3, 1e6)


@given(st.lists(st.tuples(positive, positive), min_size=1, max_size=5))
def test_decomposition_leaves_no_rest(pairs):
    first, last = (pd.Series([pair[i] for pair in pairs], index=range(len(pairs))) for i in (0, 1))
    parts, change = cocaine.decompose(first, last), last.prod() - first.prod()
    assert parts.sum() == pytest.approx(change, rel=1e-6, abs=1e-6 * max(first.prod(), last.prod()))


@given(positive, positive, positive)
def test_decomposition_gives_a_factor_that_did_not_move_nothing(still, before, after):
    parts = cocaine.decompose(
        pd.Series({"a": still, "b": before}), pd.Series({"a": still, "b": after})
    )
    assert parts["a"] == 0


@given(positive, positive, positive, positive)
def test_decomposition_is_the_same_backwards(a, b, c, d):
    first, last = pd.Series({"x": a, "y": b}), pd.Series({"x": c, "y": d})
    back = -cocaine.decompose(last, first)
    assert np.allclose(cocaine.decompose(first, last), back, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "wrong", [{"a": 0.0, "b": 1.0}, {"a": -1.0, "b": 1.0}, {"a": 1.0, "c": 1.0}]
)
def test_decomposition_refuses_what_it_cannot_split(wrong):
    with pytest.raises(ValueError, match="positive"):
        cocaine.decompose(pd.Series({"a": 1.0, "b": 1.0}), pd.Series(wrong))


def test_output_parts_reports_shares_of_the_change():
    area, output = pd.Series({2020: 100.0, 2021: 200.0}), pd.Series({2020: 50.0, 2021: 100.0})
    row = cocaine.output_parts(area, output, [(2020, 2021)]).iloc[0]
    assert (row["area_share"], row["productivity_t"]) == (
        pytest.approx(1),
        pytest.approx(0, abs=1e-9),
    )


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


def test_source_gap_tells_direction_only_from_one_year_to_the_next():
    years = [(2010, 1, 2), (2011, 2, 3), (2013, 4, 1)]
    rows = [("COL", y, s, v) for y, a, b in years for s, v in (("u", a), ("o", b))]
    gap = cocaine.source_gap(
        pd.DataFrame(rows, columns=["iso3", "year", "series", "v"]), "v", "u", "o"
    )
    assert gap["ratio"].tolist() == [2.0, 1.5, 0.25]
    assert gap["same_way"].tolist() == [pd.NA, True, pd.NA]


@given(st.floats(10, 100), st.tuples(*[st.floats(1, 50)] * 3))
def test_rise_before_bounds_lie_between_nothing_and_all(base, steps):
    area = pd.Series(np.cumsum([base, *steps]), index=range(2001, 2005))
    found = cocaine.rise_before(area, 2001, 2004, 2003)
    assert 0 < found.low < found.high < 1
    assert found.kind == "identification"


def test_placebo_dates_find_a_made_up_turn_and_give_the_smallest_p_to_the_largest_change():
    growth = np.r_[np.zeros(10), np.full(10, 0.3)]
    found = cocaine.placebo_dates(pd.Series(np.exp(np.cumsum(growth)), index=range(2001, 2021)), 2)
    best = found.loc[found["change"].idxmax()]
    assert best["rank_share"] <= 3 / len(found)
    assert found["rank_share"].min() >= 1 / len(found)


def seizures():
    return pd.DataFrame(
        {
            "iso3": ["A", "B", "C"] * 2,
            "year": [1] * 3 + [2] * 3,
            "seized_kg": [5.0, 3, 2, 10, 10, 20],
        }
    )


def test_world_share_counts_rank_and_share_and_leaves_out():
    found = cocaine.world_share(seizures(), "B")
    assert found["share"].tolist() == [0.3, 0.25]
    assert found["rank"].tolist() == [2, 2]
    assert cocaine.world_share(seizures(), "B", ["A"])["share"].tolist() == [
        0.6,
        pytest.approx(1 / 3),
    ]


def test_leave_one_out_drops_each_country_once():
    found = cocaine.leave_one_out(seizures(), 1, 2).set_index("iso3")["growth"]
    assert found.to_dict() == pytest.approx({"A": 5.0, "B": 30 / 7 - 1, "C": 1.5})


def test_hill_finds_the_index_of_a_pareto_sample():
    kg = np.random.default_rng(5).pareto(1.5, 20_000) + 1
    found = cocaine.hill(kg, [500, 2000])
    assert ((found["low"] < 1.5) & (found["high"] > 1.5)).all()


@given(st.floats(0.5, 50))
def test_hill_does_not_depend_on_the_unit_of_weight(unit):
    kg = np.random.default_rng(6).lognormal(1, 2, 300)
    assert np.allclose(
        cocaine.hill(kg, [20, 100])["alpha"], cocaine.hill(kg * unit, [20, 100])["alpha"]
    )


def test_lognormal_fit_sees_through_the_floor():
    fit = (3.0, 1.5)
    kg = cocaine.lognormal_draw(np.random.default_rng(7), 20_000, fit, 10.0)
    assert kg.min() >= 10
    assert cocaine.lognormal_fit(kg, 10.0) == (
        pytest.approx(3.0, abs=0.2),
        pytest.approx(1.5, abs=0.1),
    )


@pytest.mark.parametrize(("sample", "sign"), [("lognormal", 1), ("pareto", -1)])
def test_tail_choice_tells_a_lognormal_from_a_power_law(sample, sign):
    rng = np.random.default_rng(8)
    lognormal, pareto = (
        cocaine.lognormal_draw(rng, 2000, (4.0, 1.2), 20.0),
        20 * (rng.pareto(1, 2000) + 1),
    )
    z, p = cocaine.tail_choice({"lognormal": lognormal, "pareto": pareto}[sample], 20.0)
    assert (z > 2 and p < 0.05) if sign > 0 else z < 2


def test_hill_rival_holds_the_curve_of_a_lognormal_sample():
    kg, ks = cocaine.lognormal_draw(np.random.default_rng(9), 600, (4.0, 1.5), 20.0), [30, 100, 200]
    rival = cocaine.hill_rival(kg, ks, 20.0, draws=100)
    assert cocaine.hill(kg, ks)["alpha"].between(rival["low"], rival["high"]).all()
    assert cocaine.hill_rival(kg, ks, 20.0, draws=100).equals(rival)


def test_noise_change_is_seeded_centred_and_wider_with_few_cases():
    kg = np.random.default_rng(10).lognormal(1, 1, 500)
    many, few = (cocaine.noise_change(kg, n, draws=800) for n in (400, 40))
    assert abs(many.value) < 0.05
    assert few.high - few.low > 2 * (many.high - many.low)
    assert cocaine.noise_change(kg, 40, draws=800) == few


def test_noise_change_with_a_lognormal_tail_exceeds_resampling():
    kg = cocaine.lognormal_draw(np.random.default_rng(11), 400, (2.0, 2.0), 1.0)
    assert cocaine.noise_change(kg, 200, 20.0, draws=800).high > 0.5


@pytest.mark.parametrize(("spread", "covers"), [(1.75, False), (0.3, True)])
def test_a_bootstrap_of_a_total_misses_too_often_where_cases_are_as_unequal_as_ours(spread, covers):
    # Why notebook 03 shows no such interval: 1.75 is the log spread fitted to the cases from 20 kg up.
    rng, size, mean = np.random.default_rng(3), 150, np.exp(spread**2 / 2)
    years = np.exp(rng.normal(0, spread, (300, size)))
    weights = rng.multinomial(size, np.full(size, 1 / size), 400) / size
    low, high = np.quantile(years @ weights.T, [0.025, 0.975], axis=1)
    held = ((low <= mean) & (mean <= high)).mean()
    assert (held > 0.91) == covers


@given(positive, st.floats(0.1, 100), st.floats(0, 0.9), st.floats(0, 0.9))
def test_needed_price_gives_back_the_profit(profit, tonnes, loss, cost):
    price = cocaine.needed_price(profit, tonnes, [loss], [cost])["price_usd_g"].item()
    assert price * tonnes * 1e6 * (1 - loss) * (1 - cost) == pytest.approx(profit)


def test_profit_model_collapses_to_the_product_where_nothing_varies():
    found, draws = cocaine.profit_model(5, (30, 30), (0.1, 0.1), (0.5, 0.5), draws=50)
    assert found.value == pytest.approx(60e6 * 30 * 0.9 * 0.5)
    assert np.ptp(draws["value"]) == pytest.approx(0, abs=1)
    assert cocaine.profit_model(5, (20, 40), (0.1, 0.5), (0, 1))[0].kind == "scenario"


@given(st.lists(st.tuples(positive, positive, positive), min_size=2, max_size=6))
def test_compositions_sum_to_one_and_see_relative_change_alone(rows):
    table = pd.DataFrame(rows, columns=["a", "b", "c"])
    found = cocaine.compositions(table)
    scaled = cocaine.compositions(table.mul(np.arange(1, len(rows) + 1), axis=0))
    assert np.allclose(found[["a", "b", "c"]].sum(axis=1), 1)
    assert found["hhi"].between(1 / 3 - 1e-9, 1 + 1e-9).all()
    assert np.allclose(found["moved"].dropna(), scaled["moved"].dropna(), atol=1e-6)


def ports():
    return pd.DataFrame(
        {
            "port": ["x"] * 3 + ["y"] * 2 + ["y"],
            "year": [1, 2, 3, 1, 3, 3],
            "seized_t": [1.0, 9, 4, 2, 3, 50],
            "is_main": [True] * 5 + [False],
        }
    )


def test_peaks_use_first_figures_only():
    found = cocaine.peaks(ports(), 3).set_index("port")
    assert found.loc["x", ["record", "record_t", "last_t"]].tolist() == [2, 9, 4]
    assert found["testable"].to_dict() == {"x": True, "y": False}
    assert found.loc["y", "record_t"] == 3


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


def test_stack_and_spans_make_rows_of_charts():
    found = cocaine.stack({"a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [2, 3]})})
    assert found.to_dict("list") == {"series": ["a", "b", "b"], "x": [1, 2, 3]}
    assert cocaine.spans({"a": bounds(1, 3)}).to_dict("records") == [
        {"label": "a", "value": None, "low": 1.0, "high": 3.0}
    ]


def flows():
    return pd.DataFrame(
        {
            "arrival": ["E"] * 4,
            "departure": ["B", "ECU", "XNR", "C"],
            "year": [1] * 4,
            "cases": [3, 2, 9, 1],
            "seized_kg": [50.0, 30, 99, 20],
            "largest_kg": [40.0, 20, 50, 20],
        }
    )


def test_case_list_keeps_number_and_weight_of_known_departures():
    real = pd.DataFrame({"arrival": ["E", "E"], "year": [1, 1], "seized_kg": [20.0, 10.0]})
    found = (
        cocaine.case_list(flows(), real, "ECU")
        .groupby("departure")["seized_kg"]
        .agg(["size", "sum"])
    )
    assert found.loc[["B", "C", "ECU"]].to_numpy().tolist() == [[3, 50], [1, 20], [2, 30]]
    assert "XNR" not in found.index


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 50))
def test_departure_share_holds_its_point_and_repeats(seed):
    rng = np.random.default_rng(seed)
    cases = pd.DataFrame(
        {
            "arrival": "E",
            "departure": np.where(rng.random(80) < 0.3, "ECU", "B"),
            "seized_kg": rng.lognormal(1, 1, 80),
        }
    )
    found = cocaine.departure_share(cases, "E", "ECU", draws=200, seed=seed)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found == cocaine.departure_share(cases, "E", "ECU", draws=200, seed=seed)


def test_departure_share_covers_what_it_should_in_nine_of_ten_samples():
    rng, hits = np.random.default_rng(3), 0
    for seed in range(60):
        ours = rng.random(150) < 0.4
        cases = pd.DataFrame(
            {
                "arrival": "E",
                "departure": np.where(ours, "ECU", "B"),
                "seized_kg": rng.gamma(2, 1, 150),
            }
        )
        hits += cocaine.departure_share(cases, "E", "ECU", draws=300, seed=seed).holds(0.4)
    assert 48 <= hits <= 60


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
    people = pd.DataFrame({"province": ["a", "b"], "population": [100_000, 100_000]})
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

"""Properties of lib.justice: the truth lies in the ranges, stages never grow, wrong input is named."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import justice
from lib.estimates import Estimate, rounding
from lib.justice import Timing, censoring
from lib.tables import load

TIMING = Timing(21.0, 1.6, "2022-12")
LATEST = "2024-06"
shares = st.floats(0.02, 0.98)
timings = st.builds(
    Timing,
    st.floats(4, 60),
    st.floats(1.1, 3.0),
    st.sampled_from(["2022-12", "2023-05", LATEST]),
    st.sampled_from(sorted(justice.OPENINGS)),
)


def counts(opened: int, convicted: int) -> pd.DataFrame:
    return pd.DataFrame({"stage": ["investigations", "convictions"], "cases": [opened, convicted]})


def cohort(eventual: float, timing: Timing, size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Months to a conviction (inf where there is none) and months from opening to the count, of simulated cases."""
    rng = np.random.default_rng(seed)
    weights = np.linspace(1, justice.OPENINGS[timing.openings], 48)
    opened = rng.choice(48, size, p=weights / weights.sum()) + rng.uniform(size=size)
    months = rng.lognormal(np.log(timing.median), np.log(timing.spread), size)
    months[rng.uniform(size=size) > eventual] = np.inf
    window = censoring._month(timing.counted_until) + 1 - censoring._month("2019-01")
    return months, window - opened


def test_pick_lists_the_codes_that_exist():
    with pytest.raises(
        KeyError, match="'trials' stands 0 times; stage has: convictions, investigations"
    ):
        justice.pick(counts(10, 2), "trials", "stage", "cases")
    with pytest.raises(KeyError, match="2 times"):
        justice.pick(pd.concat([counts(10, 2)] * 2), "convictions", "stage", "cases")


@given(st.integers(1, 10_000), shares, shares, shares, st.floats(0, 0.02))
def test_no_stage_of_the_funnel_is_larger_than_the_one_before(opened, rate, part, least, width):
    stages = justice.stages(
        counts(opened, int(opened * rate)),
        rounding(part, width, truncated=False),
        rounding(least, width, truncated=False),
    )
    assert stages["value"].is_monotonic_decreasing
    assert stages["high"].is_monotonic_decreasing
    wide = stages[stages["low"] <= stages["high"]]  # a narrow range may hold no whole case
    assert (
        (wide["low"] <= wide["value"] + 2) & (wide["value"] - 2 <= wide["high"])
    ).all()  # whole twice over


def test_the_ends_of_the_funnel_are_shares_of_whole_cases():
    stages = justice.stages(
        counts(6425, 967),
        Estimate(0.85, 0.845, 0.86, "rounding"),
        Estimate(0.5, 0.45, 0.55, "rounding"),
    ).set_index("stage")
    short = [n for n in range(968) if 0.845 <= n / 967 <= 0.86]
    fewest = [k for n in short for k in range(n + 1) if 0.45 <= k / n <= 0.55]
    assert stages.loc["abbreviated", ["low", "high"]].tolist() == [min(short), max(short)]
    assert stages.loc["minimum", ["low", "high"]].tolist() == [min(fewest), max(fewest)]


def test_a_funnel_that_grows_is_refused():
    with pytest.raises(ValueError, match="11 of 10"):
        justice.conviction_rate(counts(10, 11))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_interval_covers_the_true_rate_as_often_as_it_says(level):
    drawn = np.random.default_rng(7).binomial(400, 0.15, 2000)
    found = [justice.conviction_rate(counts(400, int(n)), level) for n in np.unique(drawn)]
    held = dict(zip(np.unique(drawn), [e.holds(0.15) for e in found], strict=True))
    assert np.mean([held[n] for n in drawn]) == pytest.approx(level, abs=0.03)


@pytest.mark.parametrize("seed", range(8))
def test_bounds_and_model_recover_the_eventual_share_of_simulated_cohorts(seed):
    eventual = 0.1 + 0.1 * seed
    timing = Timing(
        15 + 3 * seed, 1.3 + 0.1 * seed, "2022-12", ["even", "rising", "falling"][seed % 3]
    )
    months, elapsed = cohort(eventual, timing, 60_000, seed)
    counted = float((months <= elapsed).mean())
    assert counted <= eventual <= 1  # the bounds without assumptions
    assert justice.eventual_rate(counted, timing) == pytest.approx(eventual, abs=0.025)
    wrong = timing._replace(median=timing.median / 2)  # the check can fail
    assert justice.eventual_rate(counted, wrong) < 0.9 * eventual


@pytest.mark.parametrize("openings", sorted(justice.OPENINGS))
@pytest.mark.parametrize("median", [14.0, 24.0])
def test_the_median_of_finished_cases_is_corrected_for_those_still_open(openings, median):
    real = Timing(median, 1.5, "2022-12", openings)
    months, elapsed = cohort(1.0, real, 200_000, 3)
    seen = real._replace(median=float(np.median(months[months <= elapsed])))
    assert seen.median < median
    assert justice.true_median(seen) == pytest.approx(median, rel=0.05)


def test_a_median_that_no_length_can_produce_has_no_correction():
    assert justice.true_median(Timing(48.0, 1.2, "2022-12")) is None  # older than the oldest case


@given(timings, shares)
def test_later_counts_and_shorter_cases_leave_less_to_come(timing, rate):
    base = justice.eventual_rate(rate, timing)
    assert rate - 1e-12 <= base <= 1
    later = timing._replace(counted_until="2025-12")
    assert justice.eventual_rate(rate, later) <= base + 1e-12
    assert justice.eventual_rate(rate, timing._replace(median=timing.median * 1.3)) >= base - 1e-12


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"openings": "even-ish"}, "known: even, rising, falling"),
        ({"median": 0.0}, "must be positive"),
        ({"spread": 1.0}, "above 1"),
        ({"counted_until": "2022"}, "not enough values"),
    ],
)
def test_a_timing_that_means_nothing_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        justice.finished_share(TIMING._replace(**change))


def test_every_parameter_of_the_range_has_an_effect_and_a_seed_repeats_it():
    base = justice.eventual_range(0.15, TIMING, LATEST, 2000, 1)
    assert base == justice.eventual_range(0.15, TIMING, LATEST, 2000, 1)
    others = [
        justice.eventual_range(0.15, TIMING._replace(**change), LATEST, 2000, 1)
        for change in ({"median": 30.0}, {"spread": 2.0}, {"counted_until": "2023-12"})
    ]
    others += [
        justice.eventual_range(0.15, TIMING, *rest)
        for rest in ((LATEST, 3000, 1), (LATEST, 2000, 2), ("2023-01", 2000, 1))
    ]
    assert base not in others
    assert 0.15 < base.low < base.value < base.high < 1
    assert base.kind == "scenario"


@pytest.mark.parametrize(
    "change",
    [{"median": 30.0}, {"spread": 2.0}, {"counted_until": "2023-12"}, {"openings": "rising"}],
)
def test_every_field_of_the_timing_moves_the_share_and_its_swings(change):
    other = TIMING._replace(**change)
    assert justice.eventual_rate(0.15, other) != justice.eventual_rate(0.15, TIMING)
    assert not justice.eventual_swings(0.15, other, LATEST).equals(
        justice.eventual_swings(0.15, TIMING, LATEST)
    )


@pytest.mark.parametrize("openings", sorted(justice.OPENINGS))
@pytest.mark.parametrize(
    ("counted", "median"), [("2023-06", 26.0), ("2023-12", 24.0), ("2024-03", 23.0)]
)
def test_the_range_holds_the_truth_when_only_finished_cases_are_seen(counted, median, openings):
    real = Timing(median, 1.7, counted, openings)
    months, elapsed = cohort(0.3, real, 100_000, 5)
    done = months <= elapsed
    seen = Timing(
        float(np.median(months[done])), 1.6, "2022-12"
    )  # the month of the count and its course are not known
    found = justice.eventual_range(float(done.mean()), seen, LATEST, 4000)
    assert seen.median < median
    assert found.low < 0.3 < found.high
    assert not found.holds(float(done.mean()))  # what was counted is not what comes


def test_a_later_count_misses_fewer_long_cases():
    medians = [
        justice.true_median(TIMING._replace(counted_until=month))
        for month in justice.months("2022-12", LATEST)
    ]
    assert medians == sorted(medians, reverse=True)
    assert medians[-1] > TIMING.median


def test_months_run_over_the_turn_of_a_year():
    assert justice.months("2022-11", "2023-02") == ["2022-11", "2022-12", "2023-01", "2023-02"]
    assert justice.months("2022-11", "2022-10") == []


def test_the_range_lies_between_the_swings_of_its_inputs_taken_together():
    swings = justice.eventual_swings(0.15, TIMING, LATEST)
    assert list(swings.columns) == ["label", "value", "low", "high"]
    assert (swings["high"] - swings["low"]).is_monotonic_decreasing
    found = justice.eventual_range(0.15, TIMING, LATEST, 2000)
    assert found.low < swings["value"].iloc[0] < found.high


def test_the_curve_starts_near_the_rate_and_rises():
    curve = justice.eventual_curve(0.15, TIMING, {"early": "2022-12", "late": LATEST})
    for _, part in curve.groupby("series"):
        assert part["value"].is_monotonic_increasing
    assert curve["value"].between(0.15, 1).all()


def test_paces_by_hand():
    frame = pd.DataFrame(
        {
            "period_start": ["2016-01", "2015", "2018-01"],
            "period_end": ["2016-06", "2016", "2018-10"],
            "cases": [30, 30, 50],
        }
    )
    assert justice.paces(frame)["per_year"].tolist() == [60.0, 15.0, 60.0]


@given(st.floats(10, 90), st.floats(1, 9))
def test_any_shares_that_round_to_the_stated_ones_give_a_share_in_the_range(short, ordinary):
    stated = [rounding(round(x) / 100, 0.01, truncated=False) for x in (short, ordinary)]
    found = justice.abbreviated_of_convictions(*stated)
    assert found.low - 1e-12 <= short / (short + ordinary) <= found.high + 1e-12
    assert not found.holds((short + 15) / (short + 15 + max(ordinary - 8, 0.1)))


def test_floors_follow_the_third_and_the_cap():
    bands = pd.DataFrame({"band": ["a", "b"], "min_years": [5, 10], "max_years": [7, 13]})
    found = justice.floors(bands, 3, 10, 24)
    assert found["floor_months"].tolist() == [20, 40]
    assert found["eligible"].tolist() == [True, False]
    assert found["floors_needed"].tolist() == [1.2, 0.6]


def test_more_sentences_are_outlasted_by_a_longer_process():
    short, long = (
        justice.nothing_left(TIMING._replace(median=m), (1.3, 2.2), (20, 24)) for m in (15, 30)
    )
    assert 0 <= short.low < short.high < long.high <= 1
    assert short.value is None


def inputs(conviction=(0.15, 0.4)):
    return justice.sanction_inputs(
        Estimate(conviction[0], *conviction, "scenario"),
        rounding(0.85, 0.01),
        Estimate(0.5, 0.45, 0.55, "rounding"),
        (20, 24),
        (1, 84),
        (2, 156),
    )


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_the_sanction_bounds_hold_every_point_inside_the_ranges(place):
    ends = inputs()
    point = [low + p * (high - low) for p, (low, _, high) in zip(place, ends.values(), strict=True)]
    found = justice.sanction_bounds(ends)
    assert found.low - 1e-9 <= justice.sanction(*point) <= found.high + 1e-9


def test_swings_of_the_sanction():
    table = justice.sanction_swings(inputs()).set_index("label")
    assert (table["high"] - table["low"]).is_monotonic_decreasing
    assert (
        (table["low"] <= table["value"] + 1e-12) & (table["value"] <= table["high"] + 1e-12)
    ).all()
    assert justice.sanction_bounds(inputs()).high > table["high"].max()


@given(
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
    st.sampled_from(sorted(inputs())),
    st.sampled_from([-0.1, 0.1]),
)
def test_no_point_inside_the_ranges_reacts_more_than_the_corners(place, name, growth):
    ends = inputs()
    point = {
        key: low + p * (high - low)
        for p, (key, (low, _, high)) in zip(place, ends.items(), strict=True)
    }
    found = justice.sanction_bounds(ends, name, growth)
    moved = (
        justice.sanction(**{**point, name: point[name] * (1 + growth)}) / justice.sanction(**point)
        - 1
    )
    assert found.low - 1e-9 <= moved <= found.high + 1e-9


def test_convictions_move_the_sanction_in_proportion_and_pleas_either_way():
    by_rate, by_pleas = (
        justice.sanction_bounds(inputs(), name, x)
        for name, x in (("conviction", 0.1), ("abbreviated", -0.1))
    )
    assert [by_rate.low, by_rate.high] == pytest.approx([0.1, 0.1])
    assert by_pleas.low < 0 < by_pleas.high


def test_cases_and_their_sum():
    outcomes = load("justice/corruption_cases")
    found = justice.abbreviated_by_case(outcomes, ["case_purga", "case_plaga"]).set_index("label")
    assert found.loc["case_all", "convicted"] == found["convicted"].iloc[:2].sum()
    assert found.loc["case_purga", "low"] == 0
    with pytest.raises(KeyError, match="case_none"):
        justice.abbreviated_by_case(outcomes, ["case_none"])


def test_the_rest_of_the_country_is_what_the_provinces_leave():
    table = load("justice/homicide_clearance")
    found = justice.clearance(table).set_index("label")
    parts = found.drop("whole_country")[["cleared", "homicides"]].sum()
    assert parts.tolist() == found.loc["whole_country", ["cleared", "homicides"]].tolist()
    assert found["value"].is_monotonic_increasing


def test_the_interval_of_a_change_covers_the_truth():
    rng, held = np.random.default_rng(2), []
    for _ in range(800):
        seen = np.array([-0.4, -0.9]) + rng.normal(0, [0.16, 0.17])
        scores = pd.DataFrame(
            {"iso3": "ECU", "year": [2021, 2023], "estimate": seen, "standard_error": [0.16, 0.17]}
        )
        held.append(justice.index_change(scores, "ECU", 2021, 2023, 0.9).holds(-0.5))
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


def test_suspect_deaths_change_no_rate_and_unflagged_ones_would():
    deaths, stock = load("justice/prison_deaths"), load("justice/prison_stock")
    found = justice.death_rates(deaths, stock)
    assert 2023 not in set(found["x"])
    trusted = justice.death_rates(deaths.assign(suspect=False), stock).set_index("x")
    assert trusted.loc[2023, "low"] > 30  # what the flag keeps out
    doubted = justice.death_rates(deaths, stock.assign(suspect=False)).set_index("x")
    assert found.set_index("x").loc[2021, "high"] == pytest.approx(331 / 39150 * 1000)
    assert doubted.loc[2021, "high"] == pytest.approx(331 / 35726 * 1000)  # a count in doubt
    assert (found["low"] <= found["high"]).all()


def test_occupancy_and_missing_places():
    found = justice.occupancy(
        pd.DataFrame(
            {
                "as_of": ["2021", "2025-12-26"],
                "inmates": [30, 40],
                "places": [20, None],
                "unsentenced": [15, None],
            }
        )
    )
    assert found["x"].tolist() == [2021.5, 2025 + 11.5 / 12]
    assert found["occupancy"].iloc[0] == 1.5
    assert found[["occupancy", "shortfall", "unsentenced_share"]].iloc[1].isna().all()


def test_the_universe_holds_the_article_and_the_others():
    table = justice.universe(load("justice/case_counts"), load("justice/drug_counts")).set_index(
        "label"
    )
    assert table.loc["article_convictions", "value"] == 967 / 4
    assert table.loc["drug_sentences", ["low", "value"]].tolist() == [523 * 12 / 5, 4163]
    assert table.loc["drug_arrests", ["low", "high"]].tolist() == [
        9706,
        2 * 6494,
    ]  # 2019, and early 2016
    assert "specialised_convictions" not in table.index  # Colombia's


def test_provenance_says_which_ranges_meet_and_follows_the_table():
    half, studies = Estimate(0.5, 0.45, 0.55, "rounding"), load("justice/two_studies")
    found = justice.provenance(studies, half).set_index("label")["agree"]
    assert found[
        ["abbreviated_share", "process_length", "band_share", "band_share_other_base"]
    ].tolist() == [
        "agree_no",
        "agree_yes",
        "agree_no",
        "agree_yes",
    ]
    other = studies.assign(
        value=studies["value"].where(studies["measure"] != "ordinary_of_outcomes", 10)
    )
    assert justice.provenance(other, half)["agree"].iloc[0] == "agree_yes"


def test_the_two_military_claims_imply_a_share_of_the_year_before():
    found = justice.forces(load("justice/armed_forces"), 0.07, 4.10).set_index("label")
    assert found.loc["share_implied_2023", "value"] == pytest.approx(0.07 / 5.1)
    assert found.loc["share_requests", "low"] < found.loc["share_requests", "high"]


@settings(max_examples=20)
@given(st.integers(1, 300))
def test_small_cases_give_wide_intervals(convicted):
    outcomes = pd.DataFrame(
        {
            "case": "case_x",
            "outcome": ["outcome_abbreviated", "outcome_trial"],
            "persons": [convicted, convicted],
        }
    )
    row = justice.abbreviated_by_case(outcomes, ["case_x"]).iloc[0]
    assert row["low"] < 0.5 < row["high"]
    assert row["high"] - row["low"] == pytest.approx(
        2 * 1.96 * 0.5 / np.sqrt(2 * convicted + 1.96**2), rel=0.01
    )

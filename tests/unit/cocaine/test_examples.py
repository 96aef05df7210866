"""Examples of `lib.cocaine` worked by hand: made-up figures small enough to check with a pencil."""

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from lib import cocaine
from lib.estimates import Estimate, bounds

#: The standard normal of the standard library, so that nothing here rests on SciPy.
NORMAL = NormalDist()
#: The optimiser of the lognormal stops when it moves less than a ten-thousandth.
OPTIMISER = 1e-3


def exactly(number, **options):
    return pytest.approx(number, rel=1e-9, **options)


def middle_half_of_three(values):
    """Quartiles and median of three numbers: the quartiles lie halfway to the middle one."""
    smallest, middle, largest = sorted(values)
    return (smallest + middle) / 2, middle, (middle + largest) / 2


# Rows for charts ----------------------------------------------------------------------------------


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


# Area and output ----------------------------------------------------------------------------------


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


def test_the_growth_of_the_event_year_is_on_either_side_of_the_event():
    area = pd.Series({2020: 100.0, 2021: 130.0, 2022: 160.0, 2023: 999.0, 2024: 300.0})

    share = cocaine.rise_before(area, 2020, 2024, event_year=2022)

    # The whole rise is 300 - 100 = 200; by the end of 2021 it was 30, by the end of 2022 60.
    assert share.low == exactly(30 / 200)
    assert share.high == exactly(60 / 200)
    assert share.value is None
    assert share.kind == "identification"
    assert share.level is None
    assert share.method == "growth of the event's own year on either side"


def test_a_fall_in_the_event_year_does_not_turn_the_bounds_around():
    area = pd.Series({2020: 100.0, 2021: 160.0, 2022: 120.0, 2023: 200.0})

    share = cocaine.rise_before(area, 2020, 2023, event_year=2022)

    assert share.low == exactly(20 / 100)
    assert share.high == exactly(60 / 100)


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


# Seizures -----------------------------------------------------------------------------------------


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


# Single cases -------------------------------------------------------------------------------------

#: Weights whose logarithms are 1, 3, 0 and 2.
POWERS_OF_E = [math.exp(power) for power in (1, 3, 0, 2)]


def test_hills_index_is_one_over_the_mean_log_excess_above_the_next_case():
    table = cocaine.hill(POWERS_OF_E, [3, 1, 2])

    assert list(table.columns) == ["k", "alpha", "low", "high"]
    assert table["k"].tolist() == [3, 1, 2]
    assert table["alpha"].tolist() == [
        exactly(1 / ((3 + 2 + 1) / 3 - 0)),
        exactly(1 / (3 - 2)),
        exactly(1 / ((3 + 2) / 2 - 1)),
    ]


@pytest.mark.parametrize(("options", "upper"), [({}, 0.975), ({"level": 0.8}, 0.9)])
def test_the_range_of_hills_index_is_its_value_over_the_root_of_k(options, upper):
    table = cocaine.hill(POWERS_OF_E, [1, 2], **options)

    # alpha is 1 at k = 1 and 1 / 1.5 at k = 2.
    z = NORMAL.inv_cdf(upper)
    assert table["low"].tolist() == [
        exactly(1 - z),
        exactly((1 - z / math.sqrt(2)) / 1.5),
    ]
    assert table["high"].tolist() == [
        exactly(1 + z),
        exactly((1 + z / math.sqrt(2)) / 1.5),
    ]


# A standard normal seen from its mean up has the mean sqrt(2 / pi) and the variance 1 - 2 / pi.
# The likelihood of a cut normal depends on the sample through its mean and variance alone, and is
# highest where the distribution has the same two: two cases that have them give the fit (0, 1).
HALF_NORMAL_MEAN = math.sqrt(2 / math.pi)
HALF_NORMAL_SD = math.sqrt(1 - 2 / math.pi)
TWO_LOGS = [HALF_NORMAL_MEAN - HALF_NORMAL_SD, HALF_NORMAL_MEAN + HALF_NORMAL_SD]


@pytest.mark.parametrize(("floor", "sd"), [(1.0, 1.0), (20.0, 1.0), (20.0, 0.5), (0.3, 2.0)])
def test_two_cases_like_the_upper_half_of_a_lognormal_give_back_the_whole(floor, sd):
    kg = [floor * math.exp(sd * excess) for excess in TWO_LOGS]

    mean, spread = cocaine.lognormal_fit(kg, floor)

    assert mean == pytest.approx(math.log(floor), abs=OPTIMISER)
    assert spread == pytest.approx(sd, rel=OPTIMISER)


def test_a_floor_far_below_every_case_leaves_mean_and_spread_of_the_logs():
    # The logs are 1, 3, 0 and 2: mean 1.5, squared distances 0.25 + 2.25 + 2.25 + 0.25 = 5.
    mean, spread = cocaine.lognormal_fit(POWERS_OF_E, floor=1e-100)

    assert mean == exactly(1.5)
    assert spread == exactly(math.sqrt(5 / 4))


def test_a_fit_prints_nothing_into_the_page_that_asks_for_it(capsys):
    cocaine.lognormal_fit(POWERS_OF_E, floor=1e-100)

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weights_above_the_median_are_quantiles_of_the_upper_half(seed):
    # The floor is the median, so half is hidden: u becomes the quantile 1/2 + u/2.
    weights = cocaine.lognormal_draw(np.random.default_rng(seed), 5, (math.log(20), 1.5), 20.0)

    uniform = np.random.default_rng(seed).random(5)
    by_hand = [20 * math.exp(1.5 * NORMAL.inv_cdf(0.5 + u / 2)) for u in uniform]
    assert weights.tolist() == [exactly(weight) for weight in by_hand]


def test_weights_above_a_low_floor_leave_out_only_the_share_below_it():
    # The floor lies one spread (2) below the mean (3) of the logs.
    weights = cocaine.lognormal_draw(np.random.default_rng(4), 5, (3.0, 2.0), math.exp(1))

    hidden = NORMAL.cdf(-1)
    uniform = np.random.default_rng(4).random(5)
    by_hand = [math.exp(3 + 2 * NORMAL.inv_cdf(hidden + (1 - hidden) * u)) for u in uniform]
    assert weights.tolist() == [exactly(weight) for weight in by_hand]


def log_density_of_a_cut_normal(log, cut, mean, sd):
    seen = 1 - NORMAL.cdf((cut - mean) / sd)
    return math.log(NormalDist(mean, sd).pdf(log)) - math.log(seen)


def test_the_choice_of_a_tail_is_the_mean_gain_in_log_likelihood_over_its_error():
    kg = [20 * math.exp(excess) for excess in TWO_LOGS]

    z, _ = cocaine.tail_choice(kg, 20.0)

    # The lognormal has the fit (ln 20, 1): a cut normal of density 2 phi(x) over the excess x.
    # The power law has an exponential excess of mean m: density exp(-x / m) / m.
    m = HALF_NORMAL_MEAN
    gains = [math.log(2 * NORMAL.pdf(x)) - (-x / m - math.log(m)) for x in TWO_LOGS]
    spread = abs(gains[0] - gains[1]) / 2
    assert z == pytest.approx(sum(gains) / (math.sqrt(2) * spread), rel=OPTIMISER)
    assert z > 0


def test_the_choice_of_a_tail_counts_a_case_at_the_floor_and_none_below_it():
    tail = [10.0, 10 * math.exp(2), 10 * math.exp(2), 10 * math.exp(2)]

    z, p = cocaine.tail_choice([9.99, *tail, 0.5], 10.0)

    # Excesses 0, 2, 2, 2: mean 1.5.
    mean, sd = cocaine.lognormal_fit(tail, 10.0)
    cut = math.log(10)
    gains = [
        log_density_of_a_cut_normal(cut + x, cut, mean, sd) + x / 1.5 + math.log(1.5)
        for x in (0, 2, 2, 2)
    ]
    average = sum(gains) / 4
    spread = math.sqrt(sum((gain - average) ** 2 for gain in gains) / 4)
    assert z == exactly(average * 4 / (2 * spread))
    assert p == exactly(math.erfc(abs(z) / math.sqrt(2)))


def test_the_p_of_a_tail_that_fits_a_power_law_is_two_sided():
    # Excesses as an exponential has them: the 16 middle quantiles of mean one.
    kg = [math.exp(-math.log(1 - (i + 0.5) / 16)) for i in range(16)]

    z, p = cocaine.tail_choice(kg, 1.0)

    assert p == exactly(math.erfc(abs(z) / math.sqrt(2)))
    assert 0 < p < 1


@pytest.mark.parametrize("seed", [1, 7])
def test_the_rival_of_hills_curve_is_the_median_of_lognormal_samples_of_the_same_size(seed):
    tail = [10.0, 10 * math.exp(2), 10 * math.exp(2.5), 10 * math.exp(1.5)]

    rival = cocaine.hill_rival([9.0, *tail], [2, 3], 10.0, draws=3, seed=seed, level=0.5)

    rng = np.random.default_rng(seed)
    fit = cocaine.lognormal_fit(tail, 10.0)
    samples = [np.log(cocaine.lognormal_draw(rng, 4, fit, 10.0)) for _ in range(3)]
    ranked = [sorted(logs, reverse=True) for logs in samples]
    at_two = [1 / ((logs[0] + logs[1]) / 2 - logs[2]) for logs in ranked]
    at_three = [1 / ((logs[0] + logs[1] + logs[2]) / 3 - logs[3]) for logs in ranked]
    assert list(rival.columns) == ["k", "alpha", "low", "high"]
    assert rival["k"].tolist() == [2, 3]
    for row, alphas in ((0, at_two), (1, at_three)):
        low, middle, high = middle_half_of_three(alphas)
        assert rival.loc[row, "low"] == exactly(low)
        assert rival.loc[row, "alpha"] == exactly(middle)
        assert rival.loc[row, "high"] == exactly(high)


def test_the_rival_of_hills_curve_is_drawn_400_times_and_shows_nine_tenths():
    kg = [10.0, 74.0, 120.0, 45.0]

    rival = cocaine.hill_rival(kg, [2], 10.0)

    assert rival.equals(cocaine.hill_rival(kg, [2], 10.0, draws=400, seed=1, level=0.9))


def test_two_years_of_one_case_of_one_weight_do_not_differ():
    # Poisson(0) gives no case; a year has at least one, and every case weighs 3 kg.
    change = cocaine.noise_change([3.0], 0, draws=20)

    assert (change.value, change.low, change.high) == (0, 0, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("cases", [0, 5])
def test_the_noise_of_a_total_is_one_simulated_year_over_another(cases, seed):
    kg = np.array([1.0, 2.0, 40.0])

    change = cocaine.noise_change(kg, cases, draws=3, seed=seed, level=0.5)

    # A year without a case has no total to compare: it gets one.
    rng = np.random.default_rng(seed)
    totals = [rng.choice(kg, max(rng.poisson(cases), 1)).sum() for _ in range(6)]
    changes = [
        totals[0] / totals[1] - 1,
        totals[2] / totals[3] - 1,
        totals[4] / totals[5] - 1,
    ]
    assert (change.low, change.value, change.high) == exactly(middle_half_of_three(changes))
    assert (change.kind, change.level) == ("scenario", 0.5)
    assert change.method == "two years of one process"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cases_from_the_floor_up_are_drawn_from_the_lognormal_and_those_below_from_the_seen(seed):
    floor = 10.0
    tail = [floor, 74.0, 74.0, 74.0]
    kg = np.array([2.0, 3.0, *tail])

    change = cocaine.noise_change(kg, 6, floor, draws=3, seed=seed, level=0.5)

    rng = np.random.default_rng(seed)
    fit = cocaine.lognormal_fit(tail, floor)
    totals = []
    for _ in range(6):
        year = rng.choice(kg, max(rng.poisson(6), 1)).tolist()
        below = [weight for weight in year if weight in (2, 3)]
        drawn = cocaine.lognormal_draw(rng, len(year) - len(below), fit, floor)
        totals.append(sum(below) + sum(drawn))
    changes = [
        totals[0] / totals[1] - 1,
        totals[2] / totals[3] - 1,
        totals[4] / totals[5] - 1,
    ]
    assert (change.low, change.value, change.high) == exactly(middle_half_of_three(changes))


def test_the_noise_of_a_total_is_drawn_4000_times_and_shows_nine_tenths():
    kg = [1.03, 2.17, 40.9, 7.77, 13.31]  # hardly two years have the same total

    change = cocaine.noise_change(kg, 50)

    assert change == cocaine.noise_change(kg, 50, draws=4000, seed=1, level=0.9)
    assert change.level == 0.9


# Prices -------------------------------------------------------------------------------------------


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


# Ports --------------------------------------------------------------------------------------------


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


# Departures ---------------------------------------------------------------------------------------


def test_a_flow_becomes_its_largest_case_and_equal_parts_of_the_rest():
    flows = pd.DataFrame(
        {
            "arrival": ["ESP", "ESP", "ESP", "BEL", "BEL"],
            "departure": ["BRA", "ECU", "XNR", "COL", "PAN"],
            "year": [2015, 2015, 2015, 2016, 2017],
            "cases": [4, 2, 9, 1, 2],
            "seized_kg": [100.0, 30.0, 99.0, 20.0, 50.0],
            "largest_kg": [40.0, 20.0, 50.0, 20.0, 35.0],
        }
    )
    real = pd.DataFrame(
        {
            "arrival": ["ESP", "ESP"],
            "year": [2015, 2015],
            "seized_kg": [20.0, 10.0],
        }
    )

    table = cocaine.case_list(flows, real, "ECU")

    assert list(table.columns) == ["arrival", "departure", "year", "seized_kg"]
    assert [tuple(row) for row in table.to_numpy()] == [
        # the real cases of the departure asked for
        ("ESP", "ECU", 2015, 20),
        ("ESP", "ECU", 2015, 10),
        # the largest of every other known flow
        ("ESP", "BRA", 2015, 40),
        ("BEL", "COL", 2016, 20),
        ("BEL", "PAN", 2017, 35),
        # the rest: (100 - 40) / (4 - 1) three times, (50 - 35) / (2 - 1) once
        ("ESP", "BRA", 2015, 20),
        ("ESP", "BRA", 2015, 20),
        ("ESP", "BRA", 2015, 20),
        ("BEL", "PAN", 2017, 15),
    ]
    assert table.index.tolist() == list(range(9))


def test_the_departure_that_nobody_knows_has_the_code_of_the_source():
    assert cocaine.UNKNOWN_DEPARTURE == "XNR"


def spanish_cases():
    rows = [
        ("ESP", "ECU", 1.0),
        ("ESP", "BRA", 2.0),
        ("BEL", "ECU", 500.0),
        ("ESP", "ECU", 3.0),
        ("ESP", "COL", 4.0),
        ("ESP", "BRA", 5.0),
        ("ESP", "ECU", 5.0),
        ("ESP", "ECU", 5.0),
    ]
    return pd.DataFrame(rows, columns=["arrival", "departure", "seized_kg"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_share_of_a_departure_is_resampled_by_poisson_counts_of_its_cases(seed):
    share = cocaine.departure_share(spanish_cases(), "ESP", "ECU", 0.5, draws=3, seed=seed)

    kg = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0])
    from_ecuador = np.array([1, 0, 1, 0, 0, 1, 1])
    times = np.random.default_rng(seed).poisson(1.0, (3, 7))
    low, _, high = middle_half_of_three((times @ (kg * from_ecuador)) / (times @ kg))
    # The share itself is always in the range: (1 + 3 + 5 + 5) / (1 + 2 + 3 + 4 + 5 + 5 + 5).
    assert share.value == exactly(14 / 25)
    assert share.low == exactly(min(low, 14 / 25))
    assert share.high == exactly(max(high, 14 / 25))
    assert (share.kind, share.level) == ("sampling", 0.5)
    assert share.method == "bootstrap of cases"


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_range_of_one_draw_goes_from_the_draw_to_the_share_itself(seed):
    share = cocaine.departure_share(spanish_cases(), "ESP", "ECU", draws=1, seed=seed)

    kg = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0])
    times = np.random.default_rng(seed).poisson(1.0, 7)
    drawn = (times * kg)[[0, 2, 5, 6]].sum() / (times * kg).sum()
    assert (share.low, share.high) == exactly(tuple(sorted((drawn, 14 / 25))))


def test_a_departure_of_all_cases_has_all_of_the_weight_and_another_has_none():
    cases = pd.DataFrame({"arrival": "ESP", "departure": "ECU", "seized_kg": [2.0] * 40})

    everything = cocaine.departure_share(cases, "ESP", "ECU")
    nothing = cocaine.departure_share(cases, "ESP", "BRA")

    assert (everything.low, everything.value, everything.high) == (1, 1, 1)
    assert (nothing.low, nothing.value, nothing.high) == (0, 0, 0)


def test_the_share_of_a_departure_is_drawn_2000_times_and_shows_nine_tenths():
    cases = pd.concat([spanish_cases()] * 3)

    share = cocaine.departure_share(cases, "ESP", "ECU")

    assert share == cocaine.departure_share(cases, "ESP", "ECU", level=0.9, draws=2000, seed=1)
    assert share.level == 0.9


# Homicides ----------------------------------------------------------------------------------------


def homicides():
    rows = [
        ("guayas", 2022, 1, 6),
        ("guayas", 2022, 2, 4),
        ("guayas", 2023, 1, 30),
        ("manabi", 2022, 1, 3),
        ("manabi", 2022, 2, 3),
        ("manabi", 2023, 1, 10),
        ("azuay", 2022, 1, 1),
        ("azuay", 2022, 2, 3),
        ("azuay", 2023, 1, 0),
    ]
    return pd.DataFrame(rows, columns=["province", "year", "month", "homicides"])


def test_a_group_of_provinces_has_its_homicides_and_its_share_of_the_year():
    table = cocaine.group_share(homicides(), ["guayas", "azuay"])

    # 2022: 6 + 4 + 1 + 3 = 14 of 20. 2023: 30 + 0 of 40.
    assert list(table.columns) == ["year", "group", "homicides", "share"]
    assert table["year"].tolist() == [2022, 2023]
    assert table["group"].tolist() == [14, 30]
    assert table["homicides"].tolist() == [20, 40]
    assert table["share"].tolist() == exactly([14 / 20, 30 / 40])


def test_a_group_of_provinces_can_be_counted_by_month():
    table = cocaine.group_share(homicides(), ["manabi"], by=("year", "month"))

    assert list(table.columns) == ["year", "month", "group", "homicides", "share"]
    assert table["month"].tolist() == [1, 2, 1]
    assert table["share"].tolist() == exactly([3 / 10, 3 / 10, 10 / 40])


def test_all_unknown_provinces_are_named_in_order_and_so_are_the_known():
    message = "^no province loja, quito; known: azuay, guayas, manabi$"
    with pytest.raises(ValueError, match=message):
        cocaine.group_share(homicides(), ["quito", "guayas", "loja"])


def test_a_rate_is_per_hundred_thousand_and_its_quotient_is_over_the_rate_of_the_country():
    people = pd.DataFrame(
        {
            "province": ["manabi", "azuay", "guayas"],
            "population": [200_000, 400_000, 200_000],
            "source": ["a", "b", "c"],
        }
    )

    table = cocaine.rates(homicides(), people, 2022)

    # The country: 20 homicides among 800,000, which are 2.5 per 100,000.
    assert list(table.columns) == ["province", "population", "homicides", "rate", "quotient"]
    assert table["province"].tolist() == ["guayas", "manabi", "azuay"]
    assert table["population"].tolist() == [200_000, 200_000, 400_000]
    assert table["homicides"].tolist() == [10, 6, 4]
    assert table["rate"].tolist() == exactly([5, 3, 1])
    assert table["quotient"].tolist() == exactly([5 / 2.5, 3 / 2.5, 1 / 2.5])


# Breaks in monthly counts -------------------------------------------------------------------------


def breaks_below_and_not_above(counts, strength):
    """Breaks of segments of two months at least, just under and just over a strength."""
    under = cocaine.breakpoints(counts, least=2, strength=strength * (1 - 1e-9))
    over = cocaine.breakpoints(counts, least=2, strength=strength * (1 + 1e-9))
    return under, over


def test_a_break_is_found_as_long_as_it_gains_more_than_it_costs():
    # A segment of total T in m months costs 2 (T - T ln(T / m)). One segment: T = 4, m = 4, cost 8.
    # Two segments: 0, and 2 (4 - 4 ln 2) = 8 - 8 ln 2. The gain is 8 ln 2.
    # Steps: 0 over 0, 4 over 2, 0 over 4. Their mean is 2/3, so the dispersion is taken as 1.
    # A break costs strength x 1 x ln 4 = strength x 2 ln 2.
    assert breaks_below_and_not_above([0, 0, 2, 2], strength=8 / 2) == ([2], [])


def test_counts_that_scatter_more_than_poisson_pay_more_for_a_break():
    # One segment: 2 (16 - 16 ln 4). Two: 2 (16 - 16 ln 8). The gain is 32 ln 2.
    # Steps: 0, 64 / 8 and 0: the dispersion is 8/3. A break costs strength x 8/3 x 2 ln 2.
    assert breaks_below_and_not_above([0, 0, 8, 8], strength=32 / (8 / 3 * 2)) == ([2], [])


def test_a_step_between_months_is_measured_over_their_sum_and_at_least_over_one():
    # Steps: 0 over 0 is taken as 0 over 1, then 1 / 1, 64 / 10 and 0: the dispersion is 7.4 / 4.
    # One segment: 19 in 5 months. Two: 1 in 3 and 18 in 2 months; other breaks gain less.
    gain = 2 * (18 * math.log(18 / 2) + 1 * math.log(1 / 3) - 19 * math.log(19 / 5))
    cost = 7.4 / 4 * math.log(5)

    assert breaks_below_and_not_above([0, 0, 1, 9, 9], strength=gain / cost) == ([3], [])


def test_half_of_twice_the_least_length_can_be_a_segment_and_one_month_less_cannot():
    counts = [0] * 12 + [9] * 12

    assert cocaine.breakpoints(counts) == [12]
    assert cocaine.breakpoints(counts, least=13) == []
    assert cocaine.breakpoints(counts[1:]) == []


def test_counts_shorter_than_one_segment_have_no_break():
    assert cocaine.breakpoints([0, 50, 0]) == []


def test_a_break_waits_until_the_first_segment_is_twelve_months_long():
    counts = [0] * 11 + [9] * 13

    assert cocaine.breakpoints(counts, least=11) == [11]
    assert cocaine.breakpoints(counts) == [12]


def test_a_last_segment_is_twelve_months_long_too():
    counts = [0] * 13 + [9] * 11

    assert cocaine.breakpoints(counts, least=11) == [13]
    assert cocaine.breakpoints(counts) == [12]


def test_breaks_stand_from_the_first_to_the_last():
    counts = [0] * 12 + [9] * 12 + [0] * 12 + [30] * 12

    assert cocaine.breakpoints(counts) == [12, 24, 36]


def test_a_break_costs_three_times_the_logarithm_of_the_length_unless_told_otherwise():
    # 12 months each of total T and nothing: the gain of a break is 2 T ln 2. Ones and zeros in turn
    # step by 1 / 1 in 11 of 12 months, less than Poisson: the dispersion is 1.
    # The cost is 3 ln 24 = 9.53, the gain 2 x 6 ln 2 = 8.32 and 2 x 7 ln 2 = 9.70.
    six = [0, 1] * 6 + [0] * 12
    seven = [0, 1] * 5 + [1, 1] + [0] * 12

    assert cocaine.breakpoints(six) == []
    assert cocaine.breakpoints(seven) == [12]
    assert cocaine.breakpoints(six, strength=2.6) == [12]

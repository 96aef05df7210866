"""Notebook 03 with every parameter changed: each moves what it should, as far as the library says."""

import json

import pandas as pd
import pytest

from lib import cocaine, estimates, money
from lib.tables import load

pytestmark = pytest.mark.slow
NOTEBOOK = "03-cocaine-supply"
CHANGED = {
    "confidence": "0.8",
    "event_year": "2021",
    "placebo_window": "1",
    "yearly_cases": "300",
    "tail_floor_kg": "50",
    "market_usd_g": "5,20",
    "lost_share": "0,0.2",
    "cost_share": "0.1,0.3",
    "large_seizer_t": "60",
    "purity": "0.5,0.8",
    "leaf_kg": "300,400",
    "known_years": "3",
    "corridor": "guayas,manabi",
    "other_corridor": "guayas,los_rios",
}


@pytest.fixture(scope="module")
def other(changed):
    """A copy of the finished set, with notebook 03 run anew under every parameter changed."""
    return changed(NOTEBOOK, CHANGED)


def finding(out, name):
    return next(
        f
        for f in json.loads((out / "findings.json").read_text("utf-8"))["findings"]
        if f["id"] == name
    )


def shown(out, name):
    return pd.read_csv(out / "en" / "data" / f"{NOTEBOOK}-{name}.csv")


def ends(estimate):
    return estimate.low, estimate.high


def colombia():
    return cocaine.yearly(load("cocaine/coca_area"), "area_ha", iso3="COL", series="simci")


def placebo():
    dates = cocaine.placebo_dates(colombia(), 1).set_index("year")
    return dates.loc[2021, "rank_share"], len(dates)


def usual_changes(least_t):
    changes = cocaine.yearly_changes(load("cocaine/seizures"), 1000 * least_t)["change"]
    return changes.quantile([0.05, 0.95])


def leaf_in_dollars_of_2024(low_kg, high_kg):
    """The cheapest leaf is of 2023, the dearest of 2013: 1.30 dollars of then are more than 1.37 of 2022."""
    consumer = money.from_index(load("common/us_prices"), "calendar", "US consumer prices")
    cheapest = 0.52 * consumer.factor(2023, 2024, "calendar")
    dearest = 1.3 * consumer.factor(2013, 2024, "calendar")
    return low_kg * cheapest, high_kg * dearest


def corridor(*provinces):
    return (
        cocaine.group_share(cocaine.latest(load("cocaine/homicides")), provinces)
        .set_index("year")
        .loc[2023, "share"]
    )


#: Parameter -> what shows it in a set of reports, and what the library gives for the changed value.
EFFECTS = {
    "confidence": (
        lambda out: (
            shown(out, "arms").set_index("label").loc["arms_border", ["low", "high"]].tolist()
        ),
        lambda: ends(estimates.rate_ratio((375, 311), (1, 1), 0.8)),
    ),
    "event_year": (
        lambda out: [finding(out, "placebo")["values"]["less"]["value"]],
        lambda: [-100 * cocaine.placebo_dates(colombia(), 1).set_index("year").loc[2021, "change"]],
    ),
    "placebo_window": (
        lambda out: (finding(out, "placebo")["value"], len(shown(out, "placebo"))),
        placebo,
    ),
    "yearly_cases": (
        lambda out: (finding(out, "noise")["low"], finding(out, "noise")["high"]),
        lambda: ends(cocaine.noise_change(load("cocaine/seizure_cases")["seized_kg"], 300, 50.0)),
    ),
    "tail_floor_kg": (
        lambda out: [finding(out, "tail")["value"]],
        lambda: [cocaine.tail_choice(load("cocaine/seizure_cases")["seized_kg"], 50.0)[0]],
    ),
    "leaf_kg": (
        lambda out: shown(out, "ladder").set_index("label").loc["leaf", ["low", "high"]].tolist(),
        lambda: leaf_in_dollars_of_2024(300, 400),
    ),
    "large_seizer_t": (
        lambda out: (finding(out, "real-changes")["low"], finding(out, "real-changes")["high"]),
        lambda: usual_changes(60),
    ),
    "purity": (
        lambda out: (finding(out, "left-over")["low"], finding(out, "left-over")["high"]),
        lambda: ends(
            cocaine.left_over(
                3708,
                load("cocaine/seizures").query("year == 2023")["seized_kg"].sum() / 1000,
                (0.5, 0.8),
            )
        ),
    ),
    # Algeciras has three years, and its record is of 2023.
    "known_years": (lambda out: [finding(out, "record-ports")["low"]], lambda: [5]),
    "corridor": (
        lambda out: [finding(out, "corridor")["value"]],
        lambda: [corridor("guayas", "manabi")],
    ),
    "other_corridor": (
        lambda out: [
            shown(out, "corridor").set_index(["series", "x"]).loc[("corridor_other", 2023), "value"]
        ],
        lambda: [corridor("guayas", "los_rios")],
    ),
}
#: The three of the profit together, and each alone by the middle of what is left.
PROFIT = {"market_usd_g": (5, 20), "lost_share": (0, 0.2), "cost_share": (0.1, 0.3)}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_parameter_moves_what_it_should(reports, other, name):
    seen, due = EFFECTS[name]
    assert list(seen(other)) == pytest.approx(list(due()))
    assert list(seen(reports)) != pytest.approx(list(due()))


def test_the_ranges_of_the_profit_are_those_given(other):
    found = finding(other, "two-billion")
    due = cocaine.profit_model(5, *PROFIT.values())[0]
    assert (found["value"], found["low"], found["high"]) == pytest.approx(
        (due.value, due.low, due.high)
    )
    stated = {"market_usd_g": (10.2, 41.88), "lost_share": (0.1, 0.5), "cost_share": (0.2, 0.6)}
    for name in PROFIT:  # each alone matters: with its default the profit would be another
        assert cocaine.profit_model(5, *{**PROFIT, name: stated[name]}.values())[
            0
        ].value != pytest.approx(due.value)


def test_no_parameter_is_left_out():
    from lib.publishing.pipeline import config

    declared = config.prepare(config.Options()).declared[NOTEBOOK]
    assert set(declared) - {"language"} == set(CHANGED) == {*EFFECTS, *PROFIT}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("event_year=2015", ["event_year", "out of range"]),
        ("corridor=guayaz", ["no province guayaz", "guayas"]),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(series, other, given, words):
    done = series(NOTEBOOK, "-p", given, "--language", "en", "--format", "html", out=other)
    assert done.code in (1, 2)
    assert all(word in done.error for word in words), done.error

"""Every parameter of the report on aid, changed at once: what each must do to the findings, worked out here."""

import csv
import json

import pytest

from lib import aid, money
from lib.tables import load

pytestmark = pytest.mark.slow
NAME = "04-international-aid"
CHANGED = {
    "confidence": 0.8,
    "prediction": 0.5,
    "base_year": 2015,
    "gdp_release": "wdi_2023",
    "parity": 0.5,
    "plan_years": 10,
    "justice_share": 0.5,
    "crime_cost_low": 0.03,
    "crime_cost_high": 0.04,
    "linked_low": 0.4,
    "linked_high": 0.8,
}
PACKAGE = 93.4e6


@pytest.fixture(scope="module")
def runs(reports, changed):
    """Two folders: the set with default parameters, and a copy of it with this notebook run anew."""
    return reports, changed(NAME, CHANGED)


def found(runs, name):
    return tuple(
        next(
            f
            for f in json.loads((out / "findings.json").read_text("utf-8"))["findings"]
            if f["id"] == name
        )
        for out in runs
    )


def rows(folder, name):
    with open(
        folder / "en" / "data" / f"{NAME}-{name}.csv", encoding="utf-8", newline=""
    ) as stream:
        return list(csv.DictReader(stream))


def gdp(release, year):
    return load("common/gdp").set_index(["iso3", "vintage", "year"])["gdp_usd"][
        "ECU", release, year
    ]


def in_2023(amount):
    """Dollars of 2024 at consumer prices of 2023."""
    index = load("common/us_prices").query("basis == 'calendar'").set_index("year")["index"]
    return amount * index[2023] / index[2024]


def test_every_parameter_is_tried(series, tmp_path):
    listed = series(NAME, "--list-parameters", out=tmp_path).output.splitlines()
    assert {line.split()[1].rstrip(":") for line in listed if line.startswith(NAME)} == set(CHANGED)


def test_confidence_narrows_what_chance_draws(runs):
    wide, narrow = found(runs, "justice-share-gap")
    assert (wide["level"], narrow["level"]) == (0.95, 0.8)
    assert (
        wide["low"]
        < narrow["low"]
        < narrow["value"]
        == wide["value"]
        < narrow["high"]
        < wide["high"]
    )


def test_prediction_narrows_forecasts(runs):
    wide, narrow = found(runs, "nowcast-test")
    assert narrow["level"] == 0.5 and wide["low"] < narrow["low"] and narrow["high"] < wide["high"]


def test_base_year_moves_constant_dollars_by_the_deflator_alone(runs):
    prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA")
    before, after = found(runs, "parity-cost")
    assert after["value"] == pytest.approx(before["value"] * prices.factor(2025, 2015, "fiscal"))
    before, after = found(runs, "package-in-accounts")  # in dollars of the years themselves
    assert after["value"] == pytest.approx(before["value"])


def test_plan_takes_parity_years_and_share_and_the_package_in_its_dollars(runs):
    cost = found(runs, "parity-cost")[1]["value"]
    assert found(runs, "plan-ecuador-cost")[1]["value"] == pytest.approx(cost * 0.5 * 10)
    assert float(rows(runs[1], "plan-fields")[0]["value"]) == pytest.approx(cost * 0.5 * 0.5)
    part = [
        PACKAGE
        * money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA").factor(
            2024, base, "fiscal"
        )
        / found(runs, "plan-ecuador-cost")[i]["value"]
        for i, base in enumerate((2025, 2015))
    ]
    said = [f["sentence"]["en"] for f in found(runs, "plan-ecuador-cost")]
    assert all(
        f"package is {share:.1%} of that" in words for share, words in zip(part, said, strict=True)
    )


def test_default_share_for_justice_is_what_was_planned_for_mexico(runs):
    mexico = next(r for r in rows(runs[0], "justice-shares") if r["label"] == "mexico_2008_2021")
    assert round(float(mexico["value"]), 2) == float(rows(runs[0], "plan-ecuador")[0]["share"])


def test_gdp_release_is_used_for_every_ratio(runs):
    old, new = found(runs, "emergency-sum-in-gdp")
    assert new["low"] / old["low"] == pytest.approx(
        gdp("wdi_2023", 2023) / in_2023(1.0) / gdp("wdi_2026_07", 2024)
    )
    share = next(r for r in rows(runs[1], "scale") if r["label"] == "share_of_gdp")
    # the older release ends in 2023, so the package stands in dollars of that year
    assert float(share["high"]) == pytest.approx(in_2023(PACKAGE) / gdp("wdi_2023", 2023))


def test_homicides_to_repay_take_all_four_ends(runs):
    counted = load("cocaine/homicides").query("vintage == '2026-07' and year == 2023")
    package = money.Dollars(in_2023(PACKAGE), 2023)
    product = money.Dollars(gdp("wdi_2023", 2023), 2023)
    due, _ = aid.homicides_to_repay(
        package, product, counted["homicides"].sum(), (0.03, 0.04), (0.4, 0.8), 0.5
    )
    after = found(runs, "breakeven-homicides")[1]
    assert (after["value"], after["low"], after["high"]) == pytest.approx(
        (due.value, due.low, due.high)
    )

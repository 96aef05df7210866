"""Figures that we derive on judicial outcomes against figures that another party published.

One row each: what, our figure, theirs, the tolerance and why it is what it is, who published it. `OTHERS` come from
another producer or another release than the counts that ours is made of; `OWN` are rates that a source prints beside
its counts, so they test our arithmetic and its consistency. Transcription is tested apart.
"""

import pytest

from lib import justice
from lib.estimates import rounding
from lib.tables import load


def stock(day: str, column: str) -> float:
    table = justice.occupancy(load("justice/prison_stock"))
    return justice.pick(table[table["series"] == "prison_service"], day, "as_of", column)


def over(day: str) -> float:
    return (stock(day, "occupancy") - 1) * 100


def cleared(code: str) -> float:
    return justice.pick(justice.clearance(load("justice/homicide_clearance")), code, "label") * 100


def study(measure: str) -> float:
    table = load("justice/two_studies")
    return justice.pick(table[table["study"] == "study_earlier"], measure, "measure") / 100


def homicides(column: str, year: int = 2023) -> float:
    return justice.pick(load("justice/homicides"), year, "year", column)


def rate(year: int) -> float:
    people = load("common/population")
    return (
        homicides("homicides", year)
        / justice.pick(people[people["iso3"] == "ECU"], year, "year", "population")
        * 1e5
    )


def unsentenced(year: str) -> float:
    table = justice.occupancy(load("justice/prison_stock"))
    return justice.pick(table[table["series"] == "unodc"], year, "as_of", "unsentenced_share") * 100


def rule_of_law(vintage: str) -> float:
    table = load("laundering/rule_of_law")
    rows = table[(table["iso3"] == "ECU") & (table["vintage"] == vintage)].set_index("year")[
        "estimate"
    ]
    return float(rows[2023] - rows[2021])


def rise() -> float:
    forces = load("justice/armed_forces")
    return (
        justice.pick(forces, "requests", "measure", "persons")
        / justice.pick(forces[forces["period_start"] == "2023"], "departures", "measure", "persons")
        - 1
    ) * 100


COUNTED = "UNODC had the ministry's count of another day, a few victims in a thousand apart"
OTHERS = [
    (
        "homicides per 100,000, 2019",
        lambda: rate(2019),
        6.845,
        0.02,
        COUNTED,
        "UNODC, Our World in Data",
    ),
    (
        "homicides per 100,000, 2021",
        lambda: rate(2021),
        14.116,
        0.02,
        COUNTED,
        "UNODC, Our World in Data",
    ),
    (
        "homicides per 100,000, 2022",
        lambda: rate(2022),
        27.413,
        0.02,
        COUNTED,
        "UNODC, Our World in Data",
    ),
    (
        "homicides per 100,000, 2023",
        lambda: rate(2023),
        45.723,
        0.1,
        COUNTED,
        "UNODC, Our World in Data",
    ),
    (
        "firearm homicides of 2023",
        lambda: homicides("firearm_homicides"),
        5860,
        1300,
        "INEC codes many deaths by death certificate without the weapon: it finds 18 % fewer",
        "INEC in La Hora",
    ),
    (
        "firearm share of homicides, 2023, %",
        lambda: homicides("firearm_homicides") / homicides("homicides") * 100,
        88,
        2,
        "the police figure is of the first half of the year",
        "Police in El Diario",
    ),
    (
        "overcrowding, December 2023, %",
        lambda: over("2023-12"),
        13,
        0.5,
        "whole percent",
        "Ecuavisa",
    ),
    (
        "without a sentence, 2022, %",
        lambda: unsentenced("2022"),
        40.2,
        1,
        "another release, with revised counts",
        "UNODC, indicators of 2025",
    ),
    (
        "change of the rule of law, 2021-2023",
        lambda: rule_of_law("wgi_2024"),
        -0.427,
        0.2,
        "the release of 2026 recomputed the whole series by another method",
        "World Bank, release of 2026",
    ),
]
OWN = [
    (
        "overcrowding, June 2021, %",
        lambda: over("2021-06"),
        29.79,
        0.01,
        "two decimals",
        "SNAI in El Universo",
    ),
    (
        "overcrowding, January 2024, %",
        lambda: over("2024-01-05"),
        11.63,
        0.01,
        "two decimals",
        "SNAI in Ecuador Chequea",
    ),
    (
        "overcrowding, March 2024, %",
        lambda: over("2024-03-29"),
        14.99,
        0.01,
        "two decimals",
        "Revista Gestión",
    ),
    (
        "overcrowding, September 2024, %",
        lambda: over("2024-09-27"),
        21.5,
        0.05,
        "one decimal",
        "SNAI in Ecuador Chequea",
    ),
    (
        "overcrowding, December 2025, %",
        lambda: over("2025-12-26"),
        34.42,
        0.01,
        "two decimals",
        "SNAI in El Diario",
    ),
    (
        "without a sentence, June 2021, %",
        lambda: stock("2021-06", "unsentenced_share") * 100,
        38.56,
        0.01,
        "two decimals",
        "SNAI in El Universo",
    ),
    (
        "without a sentence, September 2024, %",
        lambda: stock("2024-09-27", "unsentenced_share") * 100,
        36.9,
        0.05,
        "one decimal",
        "SNAI in Ecuador Chequea",
    ),
    (
        "homicides of 2023 not cleared, %",
        lambda: 100 - cleared("whole_country"),
        91,
        0.5,
        "whole percent in a headline",
        "El Universo",
    ),
    (
        "abbreviated, of ten convictions",
        lambda: (
            10
            * justice.abbreviated_of_convictions(
                *(
                    rounding(study(f"{kind}_of_outcomes"), 0.01, truncated=False)
                    for kind in ("abbreviated", "ordinary")
                )
            ).value
        ),
        8,
        0.5,
        "'eight of ten'",
        "OECO in Infobae",
    ),
    (
        "rise of discharge requests, %",
        rise,
        410,
        1,
        "'more than 6,000' requests taken as 6,000",
        "Metro Ecuador",
    ),
]
ROWS = OTHERS + OWN


def test_at_least_eight_figures_come_from_another_party():
    assert len({what for what, *_ in OTHERS}) >= 8


@pytest.mark.parametrize(
    ("what", "ours", "theirs", "tolerance", "reason", "source"), ROWS, ids=[r[0] for r in ROWS]
)
def test_our_figure_agrees_with_theirs(what, ours, theirs, tolerance, reason, source):
    assert reason
    assert source
    assert ours() == pytest.approx(theirs, abs=tolerance), what


@pytest.mark.parametrize("row", ROWS, ids=[r[0] for r in ROWS])
def test_the_tolerance_would_catch_a_real_difference(row):
    assert row[3] < 0.5 * abs(row[2])


def test_a_rate_that_its_own_counts_contradict_is_not_followed():
    assert (
        over("2023-12") - 11.79 > 1.5
    )  # the prison service printed 11.79 beside counts that give 13.5


def test_a_source_that_contradicts_its_own_counts_is_not_followed():
    facts = load("justice/facts")
    ours = justice.pick(facts, "oc_sentences") / justice.pick(facts, "oc_cases") * 100
    assert ours == pytest.approx(6.15, abs=0.01)
    assert ours > 3 * justice.pick(facts, "oc_share_printed")


def test_transcription_the_sum_that_the_source_prints():
    table = load("justice/drug_counts")
    assert table.loc[table["series"] == "drug_sentences", "cases"].sum() == 9169

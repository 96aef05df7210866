"""Notebook 01: its sentences hold on the tables as they are, and fall when one says otherwise."""

import pytest

from lib import paths
from lib.publishing.pipeline.notebooks import read
from lib.publishing.pipeline.parameters import declared

pytestmark = pytest.mark.slow
NOTEBOOK = "01-judicial-outcomes"
#: Enough draws for every sentence to hold.
FEW = {"draws": 500}

#: Parameter, another value.
OTHER_VALUES = [
    ("confidence", 0.8),
    ("process_months", 18.0),
    ("process_spread", 1.5),
    ("counted_until", "2023-03"),
    ("latest_count", "2024-03"),
    ("openings", "rising"),
    ("plea_months", 3.0),
    ("half_width", 0.02),
    ("comparators", ["PER"]),
    ("draws", 600),
    ("seed", 2),
]

#: Table, column, factor, the rows where it applies; the outputs that are no longer true then.
FALLS = [
    ("justice/case_counts", "cases", 4, {"stage": "convictions"}, ["funnel"]),
    ("justice/drug_counts", "cases", 0.1, {"series": "drug_sentences"}, ["cases-a-year"]),
    (
        "justice/drug_prisoners",
        "prisoners",
        0.1,
        {},
        ["convictions-universe", "drug-prisoners-stay", "convictions-needed"],
    ),
    ("justice/drug_prisoners", "prisoners", 0.7, {"as_of": "2022-03-25"}, ["drug-law-reform"]),
    (
        "justice/drug_counts",
        "cases",
        0.1,
        {"series": "drug_police_cases"},
        ["investigations-universe"],
    ),
    (
        "justice/two_studies",
        "value",
        0.1,
        {"measure": "ordinary_of_outcomes"},
        ["abbreviated-share-source"],
    ),
    (
        "justice/two_studies",
        "value",
        0.5,
        {"measure": "band_share", "study": "study_earlier"},
        ["short-sentences-source"],
    ),
    (
        "justice/penalty_bands",
        "min_years",
        2,
        {"band": "band_high_scale"},
        ["minimum-sentence-low", "floors"],
    ),
    (
        "justice/penalty_bands",
        "min_years",
        1.2,
        {"band": "band_precursors"},
        ["minimum-sentence-high"],
    ),
    ("justice/facts", "value", 5, {"fact": "metastasis_investigated"}, ["metastasis-servants"]),
    ("justice/facts", "value", 0.1, {"fact": "places_out_of_use"}, ["places-out-of-use"]),
    (
        "justice/corruption_sentences",
        "months",
        3,
        {"proceeding": "proceeding_abbreviated"},
        ["abbreviated-against-trial", "abbreviated-discount"],
    ),
    (
        "justice/court_capacity",
        "value",
        0.5,
        {"measure": "judges_missing", "as_of": "2025-06-25"},
        ["judges-missing"],
    ),
    ("justice/court_capacity", "value", 0.5, {"measure": "courts_critical"}, ["courts-critical"]),
    (
        "justice/clearance_history",
        "cleared",
        5,
        {"rule": "rule_solved", "period_end": "2023-12"},
        ["clearance-over-time", "clearance-history"],
    ),
    ("justice/prison_deaths", "total", 0.3, {"year": 2025}, ["prison-deaths-all"]),
    ("justice/facts", "value", 3, {"fact": "custody_limit_over_five_years"}, ["custody-limit"]),
    (
        "justice/corruption_cases",
        "persons",
        0.1,
        {"outcome": "outcome_trial"},
        ["abbreviated-cases"],
    ),
    ("justice/homicide_clearance", "cleared", 3, {}, ["clearance"]),
    ("justice/justice_scores", "value", 0, {"year": 2015}, ["justice-scores"]),
    (
        "laundering/rule_of_law",
        "estimate",
        0.3,
        {"iso3": "ECU", "year": 2023},
        ["institutions-fell"],
    ),
    ("laundering/resilience_scores", "score", 0, {"year": 2023}, ["expert-scores"]),
    ("justice/prison_stock", "inmates", 0.8, {"as_of": "2025-12-26"}, ["prison-population"]),
    ("justice/prison_deaths", "violent", 30, {"year": 2024}, ["prison-deaths"]),
    ("justice/armed_forces", "persons", 4, {"period_start": "2024"}, ["discharge-rise"]),
    (
        "justice/armed_forces",
        "persons",
        0.4,
        {"measure": "requests"},
        ["departures", "discharge-share"],
    ),
]


@pytest.fixture(scope="module")
def unchanged(sentences):
    return sentences(NOTEBOOK, **FEW)


def test_every_sentence_holds_on_the_tables_as_they_are(unchanged):
    assert len(unchanged) > 60
    assert [name for name, output in unchanged.items() if not output.holds] == []


@pytest.mark.parametrize(("name", "value"), OTHER_VALUES, ids=[name for name, _ in OTHER_VALUES])
def test_every_parameter_changes_what_a_reader_sees(sentences, unchanged, name, value):
    other = sentences(NOTEBOOK, **{**FEW, name: value})
    assert [output.said for output in other.values()] != [
        output.said for output in unchanged.values()
    ]


def test_no_parameter_is_left_out():
    parameters = declared(read(paths.NOTEBOOKS / f"{NOTEBOOK}.ipynb"), NOTEBOOK)
    assert set(parameters) - {"language"} == {name for name, _ in OTHER_VALUES}


@pytest.mark.parametrize(
    ("table", "column", "factor", "where", "fallen"), FALLS, ids=[row[-1][0] for row in FALLS]
)
def test_a_sentence_falls_when_its_table_says_otherwise(
    sentences, scaled, table, column, factor, where, fallen
):
    outputs = sentences(NOTEBOOK, {table: scaled(column, factor, where)}, **FEW)
    assert [name for name in fallen if outputs[name].holds] == []

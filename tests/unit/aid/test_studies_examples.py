"""Examples of `lib.aid.studies` on tables small enough to be computed by hand."""

import pandas as pd
import pytest

from lib import aid

EXACT = {"rel": 1e-12}


def table(columns, *rows):
    """Rows under the names of columns, which are one string."""
    return pd.DataFrame(rows, columns=columns.split())


def values(frame):
    """The cells of a table, row by row."""
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_the_harvest_counts_by_field_then_by_design_and_shades_by_the_most():
    studies = table(
        "domain design direction",
        ("courts", "trial", "intended"),
        ("courts", "trial", "intended"),
        ("courts", "before_after", "opposite"),
        ("police", "trial", "no_effect"),
    )
    harvest = aid.harvest(studies)
    assert list(harvest.columns) == ["row", "column", "estimates", "value", "text"]

    # directions in their order; in each the two fields, then the two designs
    assert list(dict.fromkeys(harvest["column"])) == list(aid.DIRECTIONS)
    assert harvest["row"].tolist() == ["courts", "police", "before_after", "trial"] * 6
    assert harvest["estimates"].tolist() == [
        2,
        0,
        0,
        2,  # intended
        0,
        1,
        0,
        1,  # no effect
        0,
        0,
        0,
        0,  # mixed
        1,
        0,
        1,
        0,  # opposite
        0,
        0,
        0,
        0,  # disputed
        0,
        0,
        0,
        0,  # not measured
    ]
    assert harvest["value"].tolist()[:8] == [1, 0, 0, 1, 0, 0.5, 0, 0.5]
    assert harvest["text"].tolist()[:4] == ["2", "0", "0", "2"]


def test_a_study_drifts_from_the_middle_of_its_earlier_version():
    studies = table(
        "pair version value_low value_high",
        ("cost", "earlier", 10.0, 30.0),
        ("cost", "published", 12.0, 18.0),
        ("yield", "published", 6.0, 6.0),
        ("yield", "earlier", 4.0, 4.0),
        (None, "published", 99.0, 99.0),
    )
    drift = aid.version_drift(studies)
    # cost: 15 after 20; yield: 6 after 4
    assert values(drift[["pair", "earlier", "published", "change"]]) == [
        ("cost", 20.0, 15.0, pytest.approx(15 / 20 - 1, **EXACT)),
        ("yield", 4.0, 6.0, pytest.approx(6 / 4 - 1, **EXACT)),
    ]

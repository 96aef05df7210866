"""Properties of `lib.aid.studies`: coverage by simulation, sums that hold, and wrong input."""

import pytest

from lib import aid
from lib.tables import load


def test_harvest_counts_every_estimate_once_by_field_and_once_by_design():
    studies = load("aid/studies")
    assert aid.harvest(studies)["estimates"].sum() == 2 * len(studies)


def test_versions_are_compared_in_pairs():
    drift = aid.version_drift(load("aid/studies")).set_index("pair")["change"]
    assert drift["cost_eradication"] == pytest.approx(940_000 / 1_631_900 - 1)
    assert len(drift) == 3

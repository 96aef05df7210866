"""Properties of `lib.aid.studies`: a study counts once, marked rows stay out, only equal versions are compared."""

import pytest

from lib import aid
from lib.tables import load


def test_rows_marked_as_not_to_be_used_stay_out_of_every_count():
    """The press account of Dube and Naidu does not fit their own elasticities."""
    estimates = load("aid/studies")
    left_out = estimates[estimates["use"] == "no"]
    assert left_out["study"].tolist() == ["dube_naidu_press"]
    assert left_out["note"].str.startswith("Not used").all()
    assert "dube_naidu_press" not in set(aid.usable(estimates)["study"])
    assert "press" not in set(aid.usable(estimates)["version"])


def test_a_study_counts_once_by_design():
    usable = aid.usable(load("aid/studies"))
    by_design = aid.directions(usable, "design")
    assert len(by_design) == usable["work"].nunique() == 14
    intended = by_design[by_design["direction"] == "intended"].groupby("design").size()
    # three models, one trial, and Magaloni, Rozo and the border of no spraying among natural experiments
    assert intended.to_dict() == {"model": 3, "quasi_experiment": 3, "trial": 1}
    assert (by_design["design"] == "quasi_experiment").sum() == 7


def test_harvest_counts_every_study_once_in_a_row():
    usable = aid.usable(load("aid/studies"))
    studies = aid.harvest(usable)
    fields = usable.groupby("domain")["work"].nunique().sum()
    assert studies["studies"].sum() == fields + usable["work"].nunique()


def test_only_versions_of_the_same_thing_are_compared():
    drift = aid.version_drift(aid.usable(load("aid/studies"))).set_index("pair")
    assert drift["change"]["cost_eradication"] == pytest.approx(940_000 / 1_631_900 - 1)
    assert drift["change"]["cost_interdiction"] == pytest.approx(175_000 / 267_450 - 1)
    # north with north, 21.2 and 25 percent, but of other years; all of Mexico stands in no pair
    north = drift.loc["violence_north"]
    assert (north["earlier"], north["published"]) == (21.2, 25.0)
    assert not north["same"] and north[["change"]].isna().all()
    assert len(drift) == 3

"""The fixture `sentences`: it sees what a run shows, and refuses what would make a test empty."""

import json

import pytest

NOTEBOOK = "01-judicial-outcomes"
FEW = {"draws": 100}


def same(table):
    return table


@pytest.fixture(scope="module")
def as_it_is(sentences):
    return sentences(NOTEBOOK, **FEW)


@pytest.fixture(scope="module")
def one_that_falls(sentences, scaled):
    longer = scaled("value", 3, {"fact": "custody_limit_over_five_years"})
    return sentences(NOTEBOOK, {"justice/facts": longer}, **FEW)


def test_a_parameter_that_the_notebook_has_not_is_refused(sentences):
    with pytest.raises(
        ValueError, match=r"01-judicial-outcomes has no parameter drawz; it has: .*draws"
    ):
        sentences(NOTEBOOK, drawz=100)


def test_a_table_that_does_not_exist_is_refused(sentences):
    with pytest.raises(
        ValueError, match=r"the data package has no table justice/fact; it has: .*justice/facts"
    ):
        sentences(NOTEBOOK, {"justice/fact": same})


def test_a_notebook_that_does_not_exist_is_refused(sentences):
    with pytest.raises(ValueError, match="no notebook 01-judicial; it has: 01-judicial-outcomes"):
        sentences("01-judicial")


def test_a_table_that_the_notebook_does_not_read_is_refused(sentences):
    with pytest.raises(
        ValueError, match="01-judicial-outcomes does not read aid/us_deflators; it reads: common/"
    ):
        sentences(NOTEBOOK, {"aid/us_deflators": same}, **FEW)


@pytest.mark.parametrize("where", [{"fact": "custody_limit"}, {"fact": []}])
def test_a_change_that_meets_no_row_is_refused(sentences, scaled, where):
    with pytest.raises(ValueError, match="the change of justice/facts leaves the table as it is"):
        sentences(NOTEBOOK, {"justice/facts": scaled("value", 3, where)}, **FEW)


def test_a_change_leaves_no_trace(sentences, as_it_is, one_that_falls):
    """The next run reads the table as it is, and the same run says the same."""
    assert one_that_falls != as_it_is
    assert sentences(NOTEBOOK, **FEW) == as_it_is


def test_what_falls_says_the_same_where_its_numbers_are_the_same(as_it_is, one_that_falls):
    """Whether a sentence holds is apart from what it says."""
    holding, fallen = as_it_is["custody-limit"], one_that_falls["custody-limit"]
    assert holding.holds and not fallen.holds
    assert "Does not hold" in fallen.record["sentence"]
    assert "Does not hold" not in fallen.said


@pytest.mark.slow
def test_a_run_in_this_process_says_what_is_published(sentences, reports):
    published = json.loads((reports / "findings.json").read_text("utf-8"))["findings"]
    due = [
        (
            finding["id"],
            finding["value"],
            finding["low"],
            finding["high"],
            finding["sentence"]["en"],
        )
        for finding in published
        if finding["notebook"] == NOTEBOOK
    ]
    records = [output.record for output in sentences(NOTEBOOK).values()]
    seen = [
        (record["id"], record["value"], record["low"], record["high"], record["sentence"])
        for record in records
        if record["kind"] == "finding"
    ]
    assert sorted(seen) == sorted(due)

"""`./run trace` on real findings: the rows that move them, by hand, and no others."""

import pytest

from lib import paths, tables
from lib.cli import main
from lib.errors import UsageError
from lib.publishing.trace import following, words


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


def lines(trace, table):
    of_table = {part.name: part for part in trace.tables}
    return [line.cells for line in of_table[table].lines]


def test_a_share_of_two_counts(out):
    trace = following.follow("conviction-share-counted", out)
    stages = [cells["stage"] for cells in lines(trace, "justice/case_counts")]
    assert stages == ["investigations", "convictions"]
    assert [source for _, source in trace.calls][-1].startswith("rate = justice.conviction_rate(")


def test_the_package_and_the_two_years_that_it_is_held_against(out):
    trace = following.follow("04-international-aid#package-in-accounts", out)
    pledges = tables.load("aid/pledges")
    assert {cells["pledge"] for cells in lines(trace, "aid/pledges")} == {"us_portfolio"}
    assert len(pledges) > len(lines(trace, "aid/pledges"))
    groups = lines(trace, "aid/us_security_groups")
    assert {(cells["iso3"], cells["fiscal_year"]) for cells in groups} == {
        ("ECU", "2024"),
        ("ECU", "2025"),
    }
    assert lines(trace, "aid/us_accounts") == []  # loaded, and of other years


@pytest.mark.slow
def test_months_of_the_years_in_the_sentence(out):
    trace = following.follow("january", out, seconds=500)
    moving = lines(trace, "cocaine/homicides")
    years = {cells["year"] for cells in moving}
    (vintage,) = {cells["vintage"] for cells in moving}
    frame = tables.load("cocaine/homicides")
    of_the_file = frame[frame["vintage"] == vintage]
    assert years < set(of_the_file["year"].astype(str))
    assert len(moving) == of_the_file["year"].astype(str).isin(years).sum()


def test_a_second_trace_of_the_same_content_searches_nothing(out):
    first = following.follow("conviction-share-counted", out)
    second = following.follow("conviction-share-counted", out)
    assert not first.kept
    assert second.kept
    assert second.tables == first.tables


def test_another_value_is_searched_anew(out, tmp_path, monkeypatch):
    following.follow("conviction-share-counted", out)
    import shutil

    data = tmp_path / "data"
    shutil.copytree(paths.data(), data)
    table = data / "justice" / "case_counts.csv"
    table.write_text(table.read_text("utf-8").replace("6425", "6426"), "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(data))
    assert not following.follow("conviction-share-counted", out).kept


def test_where_rows_cannot_be_told_apart_it_is_the_whole_table(out):
    trace = following.follow("conviction-share-counted", out, seconds=-1)
    assert [table.lines for table in trace.tables] == [None]
    assert "the whole table (2 rows" in words.text(trace)
    assert not following.follow(
        "conviction-share-counted", out
    ).kept  # a search that did not end is not kept


def test_the_text_names_value_rows_sources_and_assumptions(out):
    text = words.text(following.follow("conviction-share-counted", out))
    assert "data/justice/case_counts.csv:2  investigations" in text
    assert "\nsources\n  csis-2024-csis-art: CSIS" in text
    assert "A1 (red)" in text
    assert "cell " in text


@pytest.mark.slow
def test_the_ledger_reads_findings_that_are_made_for_it(out):
    trace = following.follow("claims-borne-out", out)
    assert trace.record["id"] == "claims-borne-out"
    assert lines(trace, "claims")


def test_an_unknown_finding_is_told_with_what_is_near(out):
    with pytest.raises(UsageError, match="Did you mean conviction-share-counted"):
        following.follow("conviction-share-count", out)


def test_an_id_that_two_notebooks_have_needs_its_notebook(out, monkeypatch):
    monkeypatch.setattr(following.slices, "identifiers", lambda notebook: ["twin"])
    with pytest.raises(UsageError, match="more than one finding"):
        following.follow("twin", out)


def test_the_command_ends_with_two_for_a_finding_that_does_not_exist(capsys):
    assert main(["trace", "nothing-like-this"]) == 2
    assert "no finding has this id" in capsys.readouterr().err


def test_a_folder_that_a_run_holds_is_left_alone(out):
    from lib.publishing.pipeline import publish

    with publish.locked(out / ".work"):
        trace = following.follow("conviction-share-counted", out)
    assert not trace.kept
    assert not (out / ".work" / "trace").exists()

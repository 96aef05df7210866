"""The steps of a run: what each depends on and writes, and what is refused before anything runs."""

import json

import pytest

from lib.errors import DataError, UsageError
from lib.publishing.pipeline.config import Options, prepare
from lib.publishing.pipeline.tasks import TaskGraph
from tests.faults.tiny import YAML


@pytest.fixture
def graph(series, tmp_path):
    """Call with options: the steps of a run of the tiny series."""

    def of(**options):
        asked = Options(**{"languages": ("en", "es"), "formats": ("html",)} | options)
        return TaskGraph(prepare(asked), asked, tmp_path / "work")

    return of


def by_name(graph):
    return {step.name: step for step in graph.steps()}


def test_no_file_is_written_by_two_steps(graph):
    targets = [target for step in graph().steps() for target in step.targets]
    assert len(set(targets)) == len(targets)


def test_every_staged_file_that_a_step_reads_is_written_by_a_step_before_it(graph):
    of = graph(formats=("html", "pdf"))
    written = set()
    for step in of.steps():
        staged = {file for file in step.inputs if of.work in file.parents}
        assert staged <= written or step.name.startswith("execute 03-ledger"), step.name
        written |= set(step.targets)


def test_a_notebook_depends_on_its_tables_and_the_ledger_on_all(graph):
    steps = by_name(graph())

    def read(name):
        return {file.name for file in steps[name].inputs}

    assert "counts.csv" in read("execute 01-first en")
    assert "other.csv" not in read("execute 01-first en")
    assert {"counts.csv", "other.csv", "01-first.json", "02-second.json"} <= read(
        "execute 03-ledger en"
    )


def test_a_parameter_is_part_of_what_its_notebook_and_the_ledger_depend_on(graph):
    default = by_name(graph())
    changed = by_name(graph(notebooks=["02-second"], overrides={"size": "4"}))

    def differing(name):
        old, new = default[name].key, changed[name].key
        return {key for key in old if old[key] != new[key]}

    assert differing("execute 01-first en") == set()
    assert differing("execute 02-second en") == {
        "parameter size",
        "whether all values are defaults",
    }
    assert differing("execute 03-ledger en") == {"whether all values are defaults"}
    assert differing("findings") == {"parameters_note"}


def test_only_the_ledger_is_told_of_the_findings_of_others(graph):
    of = graph()
    assert "SERIES_FINDINGS" not in of.job("01-first", "en").environment
    told = of.job("03-ledger", "es").environment["SERIES_FINDINGS"]
    assert told.split(":") == [
        str(of.work / "findings" / "es" / f"{name}.json") for name in ("01-first", "02-second")
    ]


def test_a_renamed_report_leaves_a_page_in_each_language(graph, series):
    assert "moved en" not in by_name(graph())
    (series / "series.yml").write_text(YAML + "renamed: {04-old: 03-ledger}\n", "utf-8")
    of = graph()
    steps = by_name(of)
    for code in ("en", "es"):
        page = of.work / "site" / code / "04-old.html"
        assert steps[f"moved {code}"].targets == [page]
        assert page in of._site_files()


def test_a_step_whose_file_is_missing_is_refused(graph, series):
    (series / "data" / "references.json").unlink()
    with pytest.raises(UsageError, match=r"references\.json: no such file\n  The step '"):
        graph().steps()


def test_a_table_outside_the_data_folder_is_refused(graph, series):
    file = series / "data" / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    package["resources"][0]["path"] = "../secret.csv"
    (series / "secret.csv").write_text("a\n1\n", "utf-8")
    file.write_text(json.dumps(package), "utf-8")
    with pytest.raises(DataError, match="not the path of a CSV file inside the data folder"):
        graph().steps()


def test_a_link_out_of_the_data_folder_is_refused(graph, series):
    (series / "secret.csv").write_text("a\n1\n", "utf-8")
    table = series / "data" / "made" / "counts.csv"
    table.unlink()
    table.symlink_to(series / "secret.csv")
    with pytest.raises(DataError, match="lies outside the data folder"):
        graph().steps()


def test_the_hash_of_the_data_follows_every_table(graph, series):
    before = graph().record["data_hash"]
    file = series / "data" / "made" / "other.csv"
    file.write_text(file.read_text("utf-8") + "2030,1,20,a-source,documented\n", "utf-8")
    assert graph().record["data_hash"] != before
    file.unlink()
    assert graph().record["data_hash"] != before


def test_results_are_those_that_are_there(graph):
    step = by_name(graph())["html 01-first en"]
    assert step.results() == {}
    page = step.targets[0]
    (page.parent / "data").mkdir(parents=True)
    page.write_text("page", "utf-8")
    data = page.parent / "data" / "01-first-rise.csv"
    data.write_text("a\n", "utf-8")
    (page.parent / "data" / "02-second-x.csv").write_text("b\n", "utf-8")
    assert set(step.results()) == {str(page), str(data)}

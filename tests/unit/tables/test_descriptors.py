"""The data package put together from descriptors, each thing that may be wrong with one tried."""

import json

import pytest
from hypothesis import given

from lib import paths
from lib.errors import DataError
from lib.tables import descriptors, form
from tests.broken import FUZZ, mutated_text, refused

PACKAGE = """\
name: some
title: Some tables
description: Made up
version: "1.0"
created: 2026-01-01T00:00:00Z
licenses:
  - {title: CC BY 4.0, name: CC-BY-4.0, path: https://example.org}
evidence_as_of: 2026-01
folders: [west, east]
"""
COUNTS = """\
fields:
  - {name: year, title: Year, type: year, constraints: {maximum: 2030, minimum: 1990}}
  - {name: share, type: number, unit: percent, title: Share, description: Of all}
  - {name: source, type: string, title: Source, constraints: {required: true}}
primaryKey: [year]
warnings: []
licenses:
  - {name: other-attribution, title: Facts}
period: "2024"
description: Counts of a year
title: Counts
"""
ROWS = "year,share,source\n2023,1,b-2020\n2024,2,a-2020\n2025,3,b-2020\n"
REFERENCES = [
    {
        "id": "b-2020",
        "type": "webpage",
        "title": "Second",
        "author": [{"family": "B"}],
        "URL": "https://b.org",
    },
    {"id": "a-2020", "type": "webpage", "title": "First", "author": [{"literal": "A"}]},
    {"id": "c-2020", "type": "webpage", "title": "Third", "author": [{"literal": "C"}]},
]


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A package of five tables in three folders and in none."""
    (tmp_path / "references.json").write_text(json.dumps(REFERENCES), "utf-8")
    (tmp_path / "datapackage.yml").write_text(PACKAGE, "utf-8")
    (tmp_path / "labels.csv").write_text("code,label\n", "utf-8")
    for name in ("apart", "north/c", "east/b", "east/a", "west/z"):
        table = tmp_path / f"{name}.csv"
        table.parent.mkdir(exist_ok=True)
        table.write_text(ROWS, "utf-8")
        table.with_suffix(".yml").write_text(COUNTS, "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    return tmp_path


def test_a_table_is_described_by_its_descriptor_and_by_what_its_files_tell(folder):
    resource = descriptors.build()["resources"][1]

    assert resource == {
        "name": "east/a",
        "type": "table",
        "path": "east/a.csv",
        "title": "Counts",
        "description": "Counts of a year",
        "period": "2024",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": 60,
        # sha256sum of the file
        "hash": "sha256:2046d79cfe982832b6014619441bd3cfcc5e3f14c5b31e62890934d88060d423",
        "licenses": [{"name": "other-attribution", "title": "Facts"}],
        "sources": [
            {"title": "A: First", "id": "a-2020"},
            {"title": "B: Second", "path": "https://b.org", "id": "b-2020"},
        ],
        "warnings": [],
        "schema": {
            "fields": [
                {
                    "name": "year",
                    "type": "year",
                    "title": "Year",
                    "constraints": {"minimum": 1990, "maximum": 2030},
                },
                {
                    "name": "share",
                    "type": "number",
                    "title": "Share",
                    "description": "Of all",
                    "unit": "percent",
                },
                {
                    "name": "source",
                    "type": "string",
                    "title": "Source",
                    "constraints": {"required": True},
                },
            ],
            "missingValues": [""],
            "primaryKey": ["year"],
        },
    }


def test_the_order_of_keys_does_not_follow_the_descriptor(folder):
    package = descriptors.build()
    assert list(package)[:4] == ["$schema", "name", "title", "description"]
    assert list(package["licenses"][0]) == ["name", "title", "path"]
    year = package["resources"][1]["schema"]["fields"][0]
    assert list(year) == ["name", "type", "title", "constraints"]
    assert list(year["constraints"]) == ["minimum", "maximum"]


def test_tables_stand_in_the_order_of_the_folders_then_others_then_those_of_none(folder):
    names = [resource["name"] for resource in descriptors.build()["resources"]]
    assert names == ["west/z", "east/a", "east/b", "north/c", "apart"]


def test_writing_is_needed_once_and_gives_the_same_bytes(folder):
    assert descriptors.write() is True
    written = (folder / "datapackage.json").read_bytes()
    assert descriptors.write() is False
    assert (folder / "datapackage.json").read_bytes() == written
    assert descriptors.problems() == []
    assert json.loads(written) == descriptors.build()


def test_the_package_of_the_series_is_written_as_it_stands():
    assert descriptors.problems() == []
    text = (paths.ROOT / "data" / "datapackage.json").read_text("utf-8")
    assert descriptors._text(descriptors.build()) == text


@pytest.mark.parametrize(
    ("change", "complaints"),
    [
        (lambda d: (d / "east/a.csv").write_text(ROWS + "2026,4,a-2020\n"), ["stale for east/a;"]),
        (
            lambda d: (d / "east/a.yml").write_text(COUNTS.replace("Of all", "Of some")),
            ["stale for east/a;"],
        ),
        (
            lambda d: [(d / f"east/a.{end}").unlink() for end in ("csv", "yml")],
            ["stale for east/a;"],
        ),
        (
            lambda d: (d / "references.json").write_text(
                json.dumps([REFERENCES[0] | {"title": "New"}, *REFERENCES[1:]])
            ),
            [f"stale for {name};" for name in ("west/z", "east/a", "east/b", "north/c", "apart")],
        ),
        (
            lambda d: (d / "datapackage.yml").write_text(PACKAGE.replace("1.0", "1.1")),
            ["datapackage.json: stale; ./run check --write renews it"],
        ),
        (lambda d: (d / "datapackage.json").unlink(), ["missing or not readable"]),
        (lambda d: (d / "datapackage.json").write_text("{"), ["missing or not readable"]),
    ],
)
def test_a_stale_package_is_told_and_mended(folder, change, complaints):
    descriptors.write()
    change(folder)

    problems = descriptors.problems()
    assert len(problems) == len(complaints)
    for problem, complaint in zip(problems, complaints, strict=True):
        assert complaint in problem and "./run check --write" in problem

    assert descriptors.write() is True
    assert descriptors.problems() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (
            "east/a.yml",
            "title: Counts\n",
            "",
            r"east/a\.yml: title: is missing; it has to be a text",
        ),
        (
            "east/a.yml",
            "title: Counts",
            "titel: Counts\ntitle: C",
            r"unknown 'titel'; known: title, desc",
        ),
        ("east/a.yml", "title: Counts", "title: ' '", r"title: is ' ', not a text"),
        ("east/a.yml", '"2024"', "2024", r"period: is 2024, not a text of .*\n  .* has quotes"),
        (
            "east/a.yml",
            "warnings: []",
            "warnings:",
            r"warnings: is None, not a list of mappings; write \[\]",
        ),
        (
            "east/a.yml",
            "warnings: []",
            "warnings: [odd]",
            r"warnings\[0\]: is 'odd', not a mapping",
        ),
        (
            "east/a.yml",
            "warnings: []",
            "warnings: [{code: small_numbers}]",
            r"east/a\.yml: warnings\[0\] \('small_numbers'\)\.note: is missing",
        ),
        (
            "east/a.yml",
            "title: Facts",
            "titles: Facts",
            r"licenses\[0\]: unknown 'titles'; known: name, title",
        ),
        (
            "east/a.yml",
            "type: number",
            "type: float",
            r"fields\[1\] \('share'\)\.type: is 'float', not one of integer",
        ),
        (
            "east/a.yml",
            "unit: percent",
            "units: percent",
            r"fields\[1\] \('share'\): unknown 'units'; known: name",
        ),
        (
            "east/a.yml",
            "{required: true}",
            "needed",
            r"\('source'\)\.constraints: is 'needed', not a map",
        ),
        (
            "east/a.yml",
            "{required:",
            "{needed:",
            r"\('source'\)\.constraints: unknown 'needed'; known: requ",
        ),
        ("east/a.yml", "[year]", "[town]", r"primaryKey: 'town' is no field; fields: year, sha"),
        ("east/a.yml", "[year]", "year", r"primaryKey: is 'year', not a list of fields"),
        ("east/a.yml", "[year]", "[]", r"primaryKey: is \[\], not a list of fields"),
        (
            "east/a.yml",
            "title: Counts",
            "title: Counts\nperiod: now",
            r"line 12: .*'period' stands",
        ),
        ("east/a.yml", "warnings: []", "warnings: [", r"east/a\.yml, line \d+: not readable"),
        ("east/a.csv", "2024,2,a-2020", "2024,2,z-2020", r"east/a\.csv: 'z-2020' is not in data/"),
        (
            "east/a.yml",
            "{required: true}",
            "{required: often}",
            r"constraints\.required: is 'often'",
        ),
        ("east/a.yml", "{required: true}", "{pattern: '('}", r"pattern: '\(' is no pattern"),
        ("east/a.yml", "{required: true}", "{pattern: '(a+)+'}", r"repeats what repeats"),
        ("east/a.yml", "{required: true}", "{minimum: 3}", r"a string, which has no order"),
        ("east/a.yml", "[year]", "[[year]]", r"primaryKey\[0\]: is .*, not a text"),
        ("east/a.yml", "title: Counts", 'title: "\\e[2J"', r"line \d+: .*control character"),
        ("datapackage.yml", '"1.0"', "1.0", r"datapackage\.yml: version: is 1\.0, not a text"),
        ("datapackage.yml", "folders: [west, east]", "", r"datapackage\.yml: folders: is missing"),
        (
            "datapackage.yml",
            "folders: [west, east]",
            "folders: west",
            r"folders: is 'west', not a list",
        ),
    ],
)
def test_a_faulty_descriptor_is_named_and_nothing_is_written(folder, file, old, new, complaint):
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    assert descriptors.write() is False
    assert not (folder / "datapackage.json").exists()
    (problem,) = descriptors.problems()
    with pytest.raises(DataError, match=complaint) as error:
        descriptors.build()
    assert str(error.value) == problem
    assert len(problem.splitlines()) <= 3


def test_a_descriptor_that_is_no_mapping_or_describes_nothing_is_told(folder):
    (folder / "east/a.yml").write_text("- title\n", "utf-8")
    (folder / "east/b.yml").write_text(
        COUNTS.replace("- {name: other-attribution, title: Facts}", "[]"), "utf-8"
    )
    first, second = descriptors.problems()
    assert first.endswith(
        f"east/a.yml: is ['title'], not a mapping of names to values\n  {descriptors._HINT}"
    )
    assert second.endswith(
        f"east/b.yml: licenses: is [], not a list of at least 1 licence\n  {descriptors._HINT}"
    )


def test_tables_and_descriptors_go_in_pairs(folder):
    (folder / "east/a.yml").unlink()
    (folder / "north/c.csv").unlink()
    first, second = descriptors.problems()
    assert f"{folder}/east/a.csv: has no descriptor; describe it in {folder}/east/a.yml" in first
    assert f"{folder}/north/c.yml: describes no table; add {folder}/north/c.csv" in second
    assert descriptors.write() is False


def test_without_its_own_descriptor_there_is_no_package(folder):
    (folder / "datapackage.yml").unlink()
    assert descriptors.problems() == [f"{folder}/datapackage.yml: no such file"]


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("{town: [a]}", "warning small_numbers: 'town' is no column"),
        ("{year: [2023, 2022]}", "warning small_numbers: no row has year 2022"),
    ],
)
def test_a_warning_on_rows_that_the_table_does_not_have_is_refused(folder, where, complaint):
    warning = f"warnings:\n  - {{code: small_numbers, note: Few., where: {where}}}"
    file = folder / "east" / "a.yml"
    file.write_text(COUNTS.replace("warnings: []", warning), "utf-8")

    assert any(complaint in line for line in descriptors.problems())


def test_a_warning_says_which_rows_it_is_about(folder):
    warning = "warnings:\n  - {code: small_numbers, note: Few., where: {year: [2023]}}"
    (folder / "east" / "a.yml").write_text(COUNTS.replace("warnings: []", warning), "utf-8")

    assert descriptors.build()["resources"][1]["warnings"] == [
        {"code": "small_numbers", "note": "Few.", "where": {"year": [2023]}}
    ]


@FUZZ
@given(text=mutated_text(COUNTS), package=mutated_text(PACKAGE))
def test_descriptors_broken_at_random_are_refused_or_make_a_package_that_reads(
    folder, text, package
):
    (folder / "east/a.yml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "datapackage.yml").write_bytes(package.encode("utf-8", "surrogatepass"))
    try:
        built = descriptors.build()
    except DataError as error:
        refused(error)
        told = descriptors.problems()
    else:
        told = form.problems(built)
        assert told == []
    assert all(len(line) < 7000 for line in told)

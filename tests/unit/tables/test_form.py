"""The form of a data package: each rule broken once, and packages and registers broken at random."""

import copy
import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given

from lib import language, paths, tables
from lib.errors import SeriesError
from lib.tables import form
from lib.tables.datapackage import reread
from tests.broken import FUZZ, mutated, mutated_text, refused

FIELD = {"name": "year", "type": "year", "constraints": {"required": True, "minimum": 2000}}
PACKAGE = {
    "name": "made-up",
    "version": "1",
    "evidence_as_of": "2024-01",
    "resources": [
        {
            "name": "made/up",
            "path": "up.csv",
            "title": "T",
            "description": "D",
            "period": "2019/2020",
            "licenses": [{"name": "none", "title": "L"}],
            "warnings": [{"code": "small_numbers", "note": "Few."}],
            "schema": {
                "fields": [
                    FIELD,
                    {"name": "part", "type": "integer", "constraints": {"maximum": 20}},
                    {
                        "name": "code",
                        "type": "string",
                        "constraints": {"enum": ["a", "b"], "pattern": "[a-z]"},
                    },
                    {"name": "source", "type": "string"},
                ],
                "missingValues": [""],
                "primaryKey": ["year"],
            },
        }
    ],
}
TABLE = "year,part,code,source\n2019,6,a,r-1\n2020,,b,r-2\n"
REFERENCES = [
    {
        "id": identifier,
        "type": "webpage",
        "title": "T",
        "author": [{"literal": "A"}],
        "issued": {"date-parts": [[2024, 1]]},
        "URL": "https://example.org",
    }
    for identifier in ("r-1", "r-2")
]
LABELS = "code,label,used_for\na,A,code\nb,B,code\n"


def at(path, value):
    """The package with another value at a place; without it where the value is `...`."""
    package = copy.deepcopy(PACKAGE)
    *above, last = path
    place = package
    for step in above:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return package


TABLE_AT = ("resources", 0)
SCHEMA = (*TABLE_AT, "schema")
YEAR = (*SCHEMA, "fields", 0)
PART = (*SCHEMA, "fields", 1)
CODE = (*SCHEMA, "fields", 2)


def test_a_package_in_order_has_no_problem():
    assert form.problems(PACKAGE) == []
    real = json.loads((paths.ROOT / "data" / "datapackage.json").read_text("utf-8"))
    assert form.problems(real) == []


@pytest.mark.parametrize(
    ("package", "complaint"),
    [
        ([], "is [], not a mapping"),
        ("x", "is 'x', not a mapping"),
        (at(("resources",), ...), "resources: is missing; it has to be a list of tables"),
        (at(("resources",), []), "resources: is [], not a list of tables"),
        (at(("resources",), {}), "resources: is {}, not a list of tables"),
        (at(TABLE_AT, "made/up"), "resources[0]: is 'made/up', not a mapping"),
        (at(("version",), ...), "version: is missing; it has to be a text"),
        (at(("version",), 2026.11), "version: is 2026.11, not a text"),
        (at(("evidence_as_of",), ""), "evidence_as_of: is '', not a month"),
        (at(("title",), ["x"]), "title: is ['x'], not a text"),
        (
            at(("description",), "x" * 10**6),
            "(1,000,000 characters), not a text of at most 5,000 characters",
        ),
        (at((*TABLE_AT, "name"), 7), "resources[0].name: is 7"),
        (at((*TABLE_AT, "name"), "a b"), "name: is 'a b', not words"),
        (at((*TABLE_AT, "path"), ["up.csv"]), "path: is ['up.csv'], not the path"),
        (at((*TABLE_AT, "path"), 7), "path: is 7"),
        (at((*TABLE_AT, "path"), ...), "path: is missing; it has to be the path of a CSV file"),
        (at((*TABLE_AT, "path"), "../up.csv"), "not the path of a CSV file inside the data folder"),
        (
            at((*TABLE_AT, "path"), "/etc/x.csv"),
            "not the path of a CSV file inside the data folder",
        ),
        (
            at((*TABLE_AT, "path"), "https://x.org/x.csv"),
            "not the path of a CSV file inside the data folder",
        ),
        (at((*TABLE_AT, "path"), "up.xlsx"), "path: is 'up.xlsx', not the path of a CSV file"),
        (at((*TABLE_AT, "licenses"), []), "licenses: is [], not a list of at least 1"),
        (at((*TABLE_AT, "licenses"), [{}]), "licenses[0].title: is missing"),
        (at((*TABLE_AT, "warnings"), {"code": "x"}), "warnings: is {'code': 'x'}, not a list"),
        (at((*TABLE_AT, "warnings"), ["x"]), "warnings[0]: is 'x', not a mapping"),
        (at(SCHEMA, ...), "schema: is missing; it has to be a mapping"),
        (at((*SCHEMA, "fields"), []), "fields: is [], not a list of fields"),
        (at((*SCHEMA, "fields"), [FIELD, FIELD]), "fields: name 'year' stands twice"),
        (at(YEAR, "year"), "fields[0]: is 'year', not a mapping"),
        (at((*YEAR, "type"), "datetime"), "type: is 'datetime', not one of integer, number"),
        (at((*YEAR, "type"), ["year"]), "type: is "),
        (at((*YEAR, "type"), ...), "type: is missing; it has to be one of integer, number"),
        (at((*YEAR, "constraints"), []), "constraints: is [], not a mapping"),
        (
            at((*YEAR, "constraints"), {"minimun": 3}),
            "constraints: unknown 'minimun'; known: required, enum",
        ),
        (at((*YEAR, "constraints"), {"required": "yes"}), "required: is 'yes', not true or false"),
        (at((*YEAR, "constraints"), {"minimum": "soon"}), "minimum: is 'soon', not a valid year"),
        (at((*YEAR, "constraints"), {"minimum": True}), "minimum: is True"),
        (at((*PART, "constraints"), {"maximum": 2.5}), "maximum: is 2.5, not a valid integer"),
        (at((*PART, "constraints"), {"enum": ["x"]}), "'x' is not a valid integer"),
        (at((*CODE, "constraints"), {"maximum": "z"}), "which has no order"),
        (at((*CODE, "constraints"), {"enum": "ab"}), "enum: is 'ab', not a list of codes"),
        (at((*CODE, "constraints"), {"enum": []}), "enum: is [], not a list of codes"),
        (at((*CODE, "constraints"), {"pattern": "("}), "is no pattern"),
        (at((*CODE, "constraints"), {"pattern": 7}), "pattern: is 7"),
        (at((*CODE, "constraints"), {"pattern": "(a+)+"}), "repeats what repeats"),
        (
            at((*CODE, "constraints"), {"pattern": "x" * 300}),
            "not a pattern of 1 to 200 characters",
        ),
        (at((*YEAR, "constraints"), {"pattern": "2.*"}), "only a string has a pattern"),
        (at((*SCHEMA, "missingValues"), ""), "missingValues: is '', not a list of texts"),
        (at((*SCHEMA, "primaryKey"), ["month"]), "primaryKey: 'month' is no field"),
        (at((*SCHEMA, "primaryKey"), [["year"]]), "primaryKey: is "),
        (at((*SCHEMA, "primaryKey"), ["year", "year"]), "names a field twice"),
        (at(("resources",), PACKAGE["resources"] * 2), "resources: name 'made/up' stands twice"),
        (at((*TABLE_AT, "name"), "claims"), "needs a column last_digit of type number"),
    ],
)
def test_each_breach_is_told_with_its_place(package, complaint):
    lines = form.problems(package)
    assert any(complaint in line for line in lines), lines
    assert all(len(line) < 300 and line.isprintable() for line in lines)


def test_all_breaches_are_told_at_once():
    package = at((*YEAR, "type"), "datetime")
    package["resources"][0]["licenses"] = []
    package["version"] = 1
    assert len(form.problems(package)) == 3


# --- Broken at random


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    return tmp_path


def use(folder, package=PACKAGE, references=REFERENCES, table=TABLE, labels=LABELS):
    """Read everything that a run reads; the frames, or None where it was refused with an error of ours."""
    contents = {
        "datapackage.json": package if isinstance(package, str) else json.dumps(package),
        "references.json": references if isinstance(references, str) else json.dumps(references),
        "up.csv": table,
        "labels.csv": labels,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    reread()
    forget_registers()
    try:
        frames = {name: tables.load(name) for name in tables.names()}
        for name in frames:
            tables.coverage(name)
            tables.grade(name)
        language.label("a")
    except SeriesError as error:
        refused(error)
        return None
    return frames


def forget_registers():
    language.catalogue._labels.cache_clear()


def assert_same_cells(frames):
    """What was read is what stands in the file, whatever types the package now gives."""
    header, *rows = csv.reader(io.StringIO(TABLE))
    for frame in frames.values():
        assert len(frame) == len(rows)
        for name in frame.columns:
            place = header.index(name)
            for value, row in zip(frame[name], rows, strict=True):
                assert pd.isna(value) or str(value).removesuffix(".0") == row[place]


@FUZZ
@given(package=mutated(PACKAGE))
def test_a_package_broken_at_random_is_refused_or_reads_what_stands_in_the_file(folder, package):
    frames = use(folder, package=package)
    if frames is not None:
        assert_same_cells(frames)


@FUZZ
@given(references=mutated(REFERENCES))
def test_references_broken_at_random_are_refused_or_harmless(folder, references):
    frames = use(folder, references=references)
    if frames is not None:
        assert_same_cells(frames)
        for item in tables.references().values():
            assert isinstance(item.id, str) and item.who


@FUZZ
@given(package=mutated_text(json.dumps(PACKAGE)))
def test_a_package_whose_text_is_broken_at_random(folder, package):
    frames = use(folder, package=package)
    if frames is not None:
        assert_same_cells(frames)


@FUZZ
@given(labels=mutated_text(LABELS), table=mutated_text(TABLE))
def test_tables_and_labels_broken_at_random_never_end_in_a_traceback(folder, labels, table):
    use(folder, labels=labels)
    use(folder, table=table)


def test_what_is_in_order_is_read(folder):
    assert_same_cells(use(folder))

"""The strict reader, tried on every way in which a table breaks, in a data folder made up for the purpose."""

import json
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib import tables
from lib.errors import DataError

FIELDS = [
    {
        "name": "iso3",
        "type": "string",
        "constraints": {"required": True, "enum": ["NA", "ECU", "PER"]},
    },
    {
        "name": "year",
        "type": "year",
        "constraints": {"required": True, "minimum": 1990, "maximum": 2030},
    },
    {"name": "area_ha", "type": "number", "constraints": {"minimum": 0}},
    {"name": "cases", "type": "integer"},
    {"name": "day", "type": "date", "constraints": {"maximum": "2024-12-31"}},
    {"name": "final", "type": "boolean"},
    {"name": "code", "type": "string", "constraints": {"pattern": "[a-z]+"}},
    {
        "name": "status",
        "type": "string",
        "constraints": {"enum": ["documented", "reported", "estimated"]},
    },
    {"name": "source", "type": "string", "constraints": {"required": True}},
]
HEADER = ",".join(field["name"] for field in FIELDS)
REFERENCES = [
    {"id": identifier, "type": "webpage", "title": "T", "publisher": "P"}
    for identifier in ("a-2019", "b-2020")
]
GOOD = [
    "NA,2019,1.5,3,2020-02-29,true,a,reported,b-2020",
    "ECU,2019,,,,,,documented,a-2019",
    "ECU,2020,2e3,-4,2019-01-31,false,b,reported,b-2020",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A data folder with one table; `write` puts a file into it and reads it."""
    made = tmp_path_factory.mktemp("data")
    descriptor = {
        "name": "made/up",
        "path": "up.csv",
        "title": "T",
        "description": "D",
        "period": "2019-2020",
        "licenses": [{"title": "L"}],
        "warnings": [{"code": "small_numbers", "note": "Few."}],
        "schema": {"fields": FIELDS, "missingValues": [""], "primaryKey": ["iso3", "year"]},
    }
    package = {"version": "1", "evidence_as_of": "2024-01", "resources": [descriptor]}
    (made / "datapackage.json").write_text(json.dumps(package), "utf-8")
    (made / "references.json").write_text(json.dumps(REFERENCES), "utf-8")
    return made


@pytest.fixture
def read(folder, monkeypatch):
    monkeypatch.setenv("SERIES_DATA", str(folder))
    tables.forget()

    def reading(content):
        if content is None:
            (folder / "up.csv").unlink(missing_ok=True)
        else:
            (folder / "up.csv").write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        return tables.load("made/up")

    return reading


def csv(*rows, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def changed(**cells):
    """A good table whose third line, the second row, has other cells."""
    row = dict(zip(HEADER.split(","), GOOD[1].split(","), strict=True)) | cells
    return csv(GOOD[0], ",".join(row.values()), GOOD[2])


def test_a_good_table_has_the_types_of_its_schema(read):
    frame = read(csv(*GOOD))
    assert frame["iso3"].tolist() == [
        "NA",
        "ECU",
        "ECU",
    ]  # Namibia's code in two letters, which pandas takes for a gap
    assert [str(t) for t in frame.dtypes] == [
        "str",
        "int64",
        "float64",
        "Int64",
        "datetime64[s]",
        "boolean",
        "str",
        "str",
        "str",
    ]
    assert frame["area_ha"].isna().tolist() == [False, True, False]
    assert frame["area_ha"][2] == 2000
    assert frame["day"][0] == pd.Timestamp("2020-02-29")
    assert pd.isna(frame["code"][1])


@pytest.mark.parametrize(
    ("content", "complaints"),
    [
        pytest.param(None, ["no such file", "--data"], id="missing"),
        pytest.param("", ["holds no rows"], id="empty"),
        pytest.param(csv(), ["holds no rows"], id="header alone"),
        pytest.param(
            csv(*GOOD, header=HEADER.replace("iso3", "iso")),
            ["header is ['iso',", "datapackage"],
            id="renamed",
        ),
        pytest.param(
            csv(*GOOD, header=HEADER.replace("iso3,year", "year,iso3")),
            ["header is ['year',"],
            id="swapped",
        ),
        pytest.param("\ufeff" + csv(*GOOD), ["header is ['\\ufeffiso3'"], id="byte order mark"),
        pytest.param(csv(*GOOD).encode("utf-16"), ["not readable as UTF-8"], id="utf-16"),
        pytest.param(
            csv(*GOOD).encode().replace(b"reported", b"report\xe9"),
            ["not readable as UTF-8"],
            id="latin-1",
        ),
        pytest.param(csv(*GOOD).replace(",", ";"), ["header is ['iso3;year;"], id="semicolons"),
        pytest.param(
            csv(GOOD[0], "ECU," + GOOD[1]), ["lines [3] do not have 9 cells"], id="shifted"
        ),
        pytest.param(csv(GOOD[0], "", GOOD[2]), ["lines [3] do not have 9 cells"], id="blank line"),
        pytest.param(csv(GOOD[0], '"ECU,2020'), ["not readable as UTF-8 CSV"], id="open quote"),
        pytest.param(
            "<html><body>404 Not Found</body></html>", ["holds no rows"], id="a page of an error"
        ),
        pytest.param(
            changed(iso3="Na"), ["line 3, iso3: 'Na' is not one of NA, ECU, PER"], id="enum"
        ),
        pytest.param(changed(iso3=""), ["line 3, iso3: empty, but required"], id="required"),
        pytest.param(
            changed(area_ha="NA"),
            ["line 3, area_ha: 'NA' is not a valid number"],
            id="NA for a number",
        ),
        pytest.param(changed(area_ha="nan"), ["'nan' is not a valid number"], id="nan"),
        pytest.param(changed(area_ha="1e999"), ["'1e999' is not a valid number"], id="infinite"),
        pytest.param(changed(area_ha='"1,500"'), ["'1,500' is not a valid number"], id="thousands"),
        pytest.param(
            changed(area_ha="-0.1"), ["line 3, area_ha: -0.1 is beyond the minimum 0"], id="below"
        ),
        pytest.param(
            changed(cases="3.0"),
            ["line 3, cases: '3.0' is not a valid integer"],
            id="decimal integer",
        ),
        pytest.param(changed(cases="9" * 20), ["is not a valid integer"], id="huge"),
        pytest.param(changed(cases="٣"), ["is not a valid integer"], id="another alphabet"),
        pytest.param(changed(cases=" 3"), ["' 3' is not a valid integer"], id="space"),
        pytest.param(changed(year="19"), ["'19' is not a valid year"], id="short year"),
        pytest.param(
            changed(year="2031"), ["line 3, year: 2031 is beyond the maximum 2030"], id="above"
        ),
        pytest.param(
            changed(day="31/01/2019"),
            ["line 3, day: '31/01/2019' is not a valid date"],
            id="day first",
        ),
        pytest.param(
            changed(day="2019-02-30"), ["'2019-02-30' is not a valid date"], id="no such day"
        ),
        pytest.param(
            changed(day="2025-01-01"), ["2025-01-01 is beyond the maximum 2024-12-31"], id="late"
        ),
        pytest.param(changed(final="True"), ["'True' is not a valid boolean"], id="boolean"),
        pytest.param(
            changed(code="A1"), ["line 3, code: 'A1' is not a valid string"], id="pattern"
        ),
        pytest.param(changed(code="a\x07"), ["is not a valid string"], id="control character"),
        pytest.param(
            changed(source="c-2021"),
            ["line 3, source: 'c-2021' is not in data/references.json"],
            id="source",
        ),
        pytest.param(
            changed(year="2020"), ["line 4: key (ECU, 2020) stands twice"], id="doubled key"
        ),
        pytest.param(
            changed(iso3="X", area_ha="x"),
            ["line 3, iso3: 'X'", "line 3, area_ha: 'x'"],
            id="all at once",
        ),
    ],
)
def test_a_broken_table_is_refused_in_few_lines(read, content, complaints):
    with pytest.raises(DataError) as error:
        read(content)
    message = str(error.value)
    assert all(complaint in message for complaint in complaints), message
    assert "up.csv" in message
    assert len(message.splitlines()) <= 3


def test_beyond_eight_failures_the_rest_is_counted(read):
    rows = [f"ECU,{year},x,,,,,,a-2019" for year in range(2000, 2012)]
    with pytest.raises(DataError, match="and 4 more") as error:
        read(csv(*rows))
    assert len(re.findall("line [0-9]+,", str(error.value))) == 8
    assert len(str(error.value).splitlines()) == 2


def test_a_cell_over_two_lines_does_not_shift_the_line_numbers(read):
    first = GOOD[0].replace("reported,b-2020", '"rep\norted",b-2020')
    with pytest.raises(DataError, match=r"line 4, area_ha: 'x'.*line 3, status: 'rep"):
        read(csv(first, "ECU,2019,x,,,,,reported,a-2019"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["NA", "ECU", "PER"]),
            st.integers(1990, 2030),
            st.none() | st.floats(0, 1e12),
            st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
            st.none() | st.booleans(),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_what_is_written_is_read(read, rows):
    def cell(value):
        return (
            "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        )

    frame = read(
        csv(*[",".join([*map(cell, row[:4]), "", cell(row[4]), "", "", "a-2019"]) for row in rows])
    )
    read_back = frame[["iso3", "year", "area_ha", "cases", "final"]].astype(object)
    assert [
        tuple(None if pd.isna(x) else x for x in row) for row in read_back.itertuples(index=False)
    ] == rows


def test_an_unknown_table_names_those_of_its_topic(read):
    with pytest.raises(DataError, match="Known: made/up"):
        tables.load("made/down")


def test_the_record_of_loaded_tables_starts_anew(read):
    read(csv(*GOOD))
    read(csv(*GOOD))
    assert tables.loaded() == ("made/up",)
    tables.forget()
    assert tables.loaded() == ()


def test_a_table_that_breaks_is_not_noted_as_used(read):
    with pytest.raises(DataError):
        read("")
    assert tables.loaded() == ()


def test_coverage_counts_rows_by_status_and_orders_sources(read):
    read(csv(*GOOD))
    found = tables.coverage("made/up")
    assert (found.rows, found.status) == (3, {"documented": 1, "reported": 2})
    assert found.sources == ("b-2020", "a-2019")
    assert found.warnings == (("small_numbers", "Few."),)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("datapackage.json", None),
        ("datapackage.json", "{"),
        ("references.json", None),
        ("references.json", '[{"title": "x"}]'),
    ],
)
def test_a_broken_descriptor_is_named(folder, tmp_path, monkeypatch, file, content):
    for name in ("datapackage.json", "references.json"):
        (tmp_path / name).write_text((folder / name).read_text("utf-8"), "utf-8")
    (tmp_path / "up.csv").write_text(csv(*GOOD), "utf-8")
    (tmp_path / file).unlink() if content is None else (tmp_path / file).write_text(
        content, "utf-8"
    )
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    with pytest.raises(DataError, match=re.escape(file)) as error:
        tables.load("made/up")
    assert len(str(error.value).splitlines()) <= 3

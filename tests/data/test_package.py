"""The data package as it stands: shape, sums, sources and labels. Each check is tried on a wrong copy too."""

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path, PurePosixPath

import frictionless
import msgspec
import pandas as pd
import pytest

from lib import paths, tables
from lib.errors import DataError
from lib.tables import descriptors, reader
from lib.tables.form import Resource

#: Files of the folder that are no tables of the package.
APART = {
    "checked.csv",
    "datapackage.json",
    "datapackage.yml",
    "labels.csv",
    "references.json",
    "sources.yml",
}
TYPES = set(reader.PATTERNS)
CONSTRAINTS = {"required", "enum", "minimum", "maximum", "pattern"}


def package(folder):
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def resources(folder):
    return {item["name"]: item for item in package(folder)["resources"]}


def typed(item):
    return msgspec.convert(item, Resource)


def cells(file):
    with open(file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def tables_that_do_not_read(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERIES_DATA", str(folder))
        for item in resources(folder).values():
            try:
                tables.read(typed(item))
            except DataError as error:
                yield str(error)


def wrong_sizes_and_hashes(folder):
    for name, item in resources(folder).items():
        content = (folder / item["path"]).read_bytes()
        if item["bytes"] != len(content):
            yield f"{name}: {len(content)} bytes, {item['bytes']} declared"
        if item["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
            yield f"{name}: its hash differs"


def undeclared_files(folder):
    tables_of_it = {item["path"] for item in resources(folder).values()}
    described_in = {path.removesuffix(".csv") + ".yml" for path in tables_of_it}
    declared = APART | tables_of_it | described_in
    records = folder / descriptors.RECORDS  # what editions published is no data of the world
    found = {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and records not in file.parents
    }
    yield from (f"{name}: not declared" for name in sorted(found - declared))
    yield from (f"{name}: declared, but no file" for name in sorted(declared - found))


def faulty_or_newer_descriptors(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERIES_DATA", str(folder))
        yield from descriptors.problems()


def unknown_sources(folder):
    known = {item["id"] for item in json.loads((folder / "references.json").read_text("utf-8"))}
    for name, item in resources(folder).items():
        used = {row["source"] for row in cells(folder / item["path"]) if row.get("source")}
        yield from (
            f"{name}: {source} is not in references.json" for source in sorted(used - known)
        )
        if used != {source["id"] for source in item["sources"]}:
            yield f"{name}: its list of sources is not that of its rows"


def wrong_references(folder):
    items = json.loads((folder / "references.json").read_text("utf-8"))
    ids = [item["id"] for item in items]
    yield from (f"{i}: stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for item in items:
        if not item.get("title", "").strip() or not item.get("type"):
            yield f"{item['id']}: has no title or type"
        if not all(
            (a.get("literal") or a.get("family") or "").strip() for a in item.get("author") or [{}]
        ):
            yield f"{item['id']}: has no author"
        if not re.fullmatch(r"[\w:./-]+", item["id"]):
            yield f"{item['id']}: cannot be cited by that id"
        if "URL" in item and not re.match(r"https?://\S+$", item["URL"]):
            yield f"{item['id']}: {item['URL']!r} is no address"
        years = item.get("issued", {"date-parts": [[2000]]})["date-parts"][0]
        if not 1800 <= years[0] <= 2026:
            yield f"{item['id']}: issued in {years[0]}"


def wrong_labels(folder):
    rows = cells(folder / "labels.csv")
    codes = [row["code"] for row in rows]
    if list(rows[0]) != ["code", "label", "used_for"]:
        yield f"labels.csv: header is {list(rows[0])}"
    yield from (
        f"label of {code} stands twice" for code in sorted({c for c in codes if codes.count(c) > 1})
    )
    yield from (
        f"{row['code']!r} has no label"
        for row in rows
        if not row["label"].strip() or not row["code"].strip()
    )
    shown = {
        *tables.STATUS,
        *(w["code"] for item in resources(folder).values() for w in item["warnings"]),
    }
    yield from (f"{code} is shown, but has no label" for code in sorted(shown - set(codes)))
    if codes != sorted(codes):
        yield "labels.csv is not sorted by code"


def wrong_warnings(folder):
    for name, item in resources(folder).items():
        codes = [warning["code"] for warning in item["warnings"]]
        unknown = [code for code in codes if code not in tables.WARNINGS]
        yield from (f"{name}: warning {code!r} is not in the closed list" for code in unknown)
        yield from (
            f"{name}: the note on {w['code']} is no sentence"
            for w in item["warnings"]
            if not re.fullmatch(r"[A-Z0-9].*[.]", w["note"])
        )
        if len(set(codes)) != len(codes):
            yield f"{name}: has one warning twice"


def wrong_shape(folder):
    """What Data Package v2 asks for, and what our reader and reports rely on beyond it."""
    made = package(folder)
    if made.get("$schema") != "https://datapackage.org/profiles/2.0/datapackage.json":
        yield "the package does not say that it is of version 2.0"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made.get("created", "")):
        yield "created is no date and time"
    names = [item["name"] for item in made["resources"]]
    yield from (
        f"{name}: stands twice" for name in sorted({n for n in names if names.count(n) > 1})
    )
    for item in [made, *made["resources"]]:
        if not item.get("licenses") or not all(
            x.get("name") or x.get("path") for x in item["licenses"]
        ):
            yield f"{item['name']}: a licence needs a name or a path"
    for item in made["resources"]:
        yield from (f"{item['name']}: {line}" for line in _wrong_resource(item))


def _wrong_resource(item):
    path = PurePosixPath(item["path"])
    if path.is_absolute() or ".." in path.parts or item["path"] != f"{item['name']}.csv":
        yield f"path {item['path']!r}"
    if (item.get("type"), item.get("format"), item.get("mediatype")) != (
        "table",
        "csv",
        "text/csv",
    ):
        yield "is not declared as a CSV table"
    if not all(item.get(key, "").strip() for key in ("title", "description", "period")):
        yield "needs a title, a description and a period"
    fields = item["schema"]["fields"]
    known = [field["name"] for field in fields]
    if len(set(known)) != len(known):
        yield "has a field twice"
    if not item["schema"].get("primaryKey") or not set(item["schema"]["primaryKey"]) <= set(known):
        yield "its key names no fields"
    for field in fields:
        if field["type"] not in TYPES or not set(field.get("constraints", {})) <= CONSTRAINTS:
            yield f"{field['name']}: type or constraint that the reader does not know"
        if not field.get("title", "").strip():
            yield f"{field['name']}: has no title"


def frictionless_reads_otherwise(folder):
    """A reader by others, given the same descriptor: every cell must be the one that ours gives."""
    described = {
        key: value for key, value in package(folder).items() if key != "$schema"
    }  # its profile is on the web
    made = frictionless.Package.from_descriptor(described, basepath=str(folder))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERIES_DATA", str(folder))
        for name, item in resources(folder).items():
            try:
                ours = tables.read(typed(item))
            except DataError:
                continue  # the check above speaks
            with made.get_resource(name) as resource:
                theirs = list(resource.row_stream)
            yield from (f"{name}: {error.note}" for row in theirs for error in row.errors)
            for field in ours:
                both = zip(ours[field].astype(object), (row[field] for row in theirs), strict=True)
                different = [pair for pair in both if not _same(*pair)]
                if different:
                    yield f"{name}, {field}: {different[0]}"


def _same(ours, theirs):
    if ours is None or ours is pd.NaT or pd.isna(ours):
        return theirs is None
    if isinstance(ours, pd.Timestamp):
        return ours.date() == theirs
    if isinstance(theirs, tuple):  # a month of a year
        return ours == f"{theirs.year}-{theirs.month:02}"
    return float(ours) == float(theirs) if isinstance(ours, int | float) else ours == theirs


CHECKS = (
    tables_that_do_not_read,
    wrong_sizes_and_hashes,
    undeclared_files,
    faulty_or_newer_descriptors,
    unknown_sources,
    wrong_references,
    wrong_labels,
    wrong_warnings,
    wrong_shape,
    frictionless_reads_otherwise,
)


@pytest.mark.parametrize("check", CHECKS)
def test_the_data_package_is_in_order(check):
    assert list(check(paths.ROOT / "data")) == []


# --- each check on a wrong copy


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A whole package of three tables, cut from the real one."""
    made, real = tmp_path_factory.mktemp("data"), paths.ROOT / "data"
    descriptor = package(real)
    descriptor["resources"] = [
        r
        for r in descriptor["resources"]
        if r["name"] in ("claims", "common/exchange_rates", "common/us_prices")
    ]
    for item in descriptor["resources"]:
        (made / item["path"]).parent.mkdir(exist_ok=True)
        for name in (item["path"], f"{item['name']}.yml"):
            shutil.copy(real / name, made / name)
    in_the_form_of_ours = json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n"
    (made / "datapackage.json").write_text(in_the_form_of_ours, "utf-8")
    for name in ("references.json", "labels.csv", "datapackage.yml", "checked.csv", "sources.yml"):
        shutil.copy(real / name, made / name)
    return made


def test_a_small_copy_is_in_order(small):
    assert [line for check in CHECKS for line in check(small)] == []


def text(name, old, new):
    def change(folder):
        content = (folder / name).read_text("utf-8")
        assert old in content
        (folder / name).write_text(content.replace(old, new, 1), "utf-8")

    return change


def descriptor(change):
    """A change of one table's descriptor, or of the package where it asks for it."""

    def changing(folder):
        made = package(folder)
        change(next(r for r in made["resources"] if r["name"] == "common/exchange_rates"), made)
        (folder / "datapackage.json").write_text(json.dumps(made), "utf-8")

    return changing


def references(change):
    def changing(folder):
        items = json.loads((folder / "references.json").read_text("utf-8"))
        change(items)
        (folder / "references.json").write_text(json.dumps(items), "utf-8")

    return changing


def field(**keys):
    return descriptor(lambda item, _: item["schema"]["fields"][1].update(keys))


RATES = "common/exchange_rates.csv"
WRONG = {
    "a row that breaks its schema": (
        tables_that_do_not_read,
        text(RATES, "2000,", "20000,"),
        "20000",
    ),
    "a table that is gone": (
        tables_that_do_not_read,
        lambda d: (d / RATES).unlink(),
        "no such file",
    ),
    "a digit changed": (wrong_sizes_and_hashes, text(RATES, "0", "1"), "its hash differs"),
    "a line more": (
        wrong_sizes_and_hashes,
        lambda d: (d / RATES).write_text("x\n", "utf-8"),
        "2 bytes",
    ),
    "a file of notes": (
        undeclared_files,
        lambda d: (d / "common" / "n.txt").write_text("x"),
        "n.txt: not declared",
    ),
    "a stray table": (
        undeclared_files,
        lambda d: shutil.copy(d / RATES, d / "x.csv"),
        "x.csv: not declared",
    ),
    "a table without file": (
        undeclared_files,
        lambda d: (d / RATES).unlink(),
        "declared, but no file",
    ),
    "a table without descriptor": (
        undeclared_files,
        lambda d: (d / "claims.yml").unlink(),
        "claims.yml: declared, but no file",
    ),
    "a descriptor that has changed": (
        faulty_or_newer_descriptors,
        text("common/exchange_rates.yml", "Dollars per euro", "Euros per dollar"),
        "stale for common/exchange_rates",
    ),
    "a descriptor that lacks something": (
        faulty_or_newer_descriptors,
        text("claims.yml", "\nperiod: ", "\nperiods: "),
        "period: is missing",
    ),
    "a source nobody knows": (
        unknown_sources,
        references(lambda r: r.clear()),
        "is not in references.json",
    ),
    "a source not listed": (
        unknown_sources,
        descriptor(lambda i, _: i["sources"].clear()),
        "its list of sources",
    ),
    "a reference twice": (wrong_references, references(lambda r: r.append(r[0])), "stands twice"),
    "a reference without title": (
        wrong_references,
        references(lambda r: r[0].update(title=" ")),
        "no title or type",
    ),
    "a reference without author": (
        wrong_references,
        references(lambda r: r[0].pop("author")),
        "has no author",
    ),
    "a reference with an empty author": (
        wrong_references,
        references(lambda r: r[0].update(author=[{"literal": ""}])),
        "has no author",
    ),
    "an address that is none": (
        wrong_references,
        references(lambda r: r[0].update(URL="https://a (b)")),
        "is no address",
    ),
    "a year that is none": (
        wrong_references,
        references(lambda r: r[0].update(issued={"date-parts": [[20]]})),
        "issued in 20",
    ),
    "an id that cannot be cited": (
        wrong_references,
        references(lambda r: r[0].update(id="a b")),
        "cannot be cited",
    ),
    "a label twice": (
        wrong_labels,
        text("labels.csv", "ECU,", "ECU,Elsewhere,x\nECU,"),
        "label of ECU stands twice",
    ),
    "a label that is empty": (
        wrong_labels,
        text("labels.csv", "ECU,Ecuador", "ECU,"),
        "'ECU' has no label",
    ),
    "a warning without label": (
        wrong_labels,
        text("labels.csv", "derived_here,", "derived_heretofore,"),
        "derived_here is shown",
    ),
    "a status without label": (
        wrong_labels,
        text("labels.csv", "\ndocumented,", "\ndocumenting,"),
        "documented is shown",
    ),
    "labels out of order": (
        wrong_labels,
        text("labels.csv", "\nECU,", "\nzzz,Z,x\nECU,"),
        "not sorted",
    ),
    "other columns of labels": (
        wrong_labels,
        text("labels.csv", "code,label,used_for", "code,label,use"),
        "header is",
    ),
    "a warning of our own": (
        wrong_warnings,
        descriptor(lambda i, _: i["warnings"][0].update(code="odd")),
        "'odd' is not in the closed list",
    ),
    "a warning without a sentence": (
        wrong_warnings,
        descriptor(lambda i, _: i["warnings"][0].update(note="see there")),
        "is no sentence",
    ),
    "a warning twice": (
        wrong_warnings,
        descriptor(lambda i, _: i["warnings"].append(i["warnings"][0])),
        "twice",
    ),
    "another version": (wrong_shape, descriptor(lambda _, p: p.pop("$schema")), "version 2.0"),
    "no date of making": (
        wrong_shape,
        descriptor(lambda _, p: p.update(created="today")),
        "created",
    ),
    "a name twice": (
        wrong_shape,
        descriptor(lambda i, p: p["resources"].append(i)),
        "stands twice",
    ),
    "no licence": (
        wrong_shape,
        descriptor(lambda i, _: i.update(licenses=[{"title": "Free"}])),
        "a licence needs",
    ),
    "a path out of the folder": (
        wrong_shape,
        descriptor(lambda i, _: i.update(path="../x.csv")),
        "path '../x.csv'",
    ),
    "another format": (
        wrong_shape,
        descriptor(lambda i, _: i.update(format="xlsx")),
        "not declared as a CSV",
    ),
    "no period": (
        wrong_shape,
        descriptor(lambda i, _: i.pop("period")),
        "a title, a description and a period",
    ),
    "a key of no field": (
        wrong_shape,
        descriptor(lambda i, _: i["schema"].update(primaryKey=["town"])),
        "its key",
    ),
    "a field twice": (wrong_shape, field(name="year"), "has a field twice"),
    "a type of others": (wrong_shape, field(type="geopoint"), "does not know"),
    "a constraint of others": (wrong_shape, field(constraints={"minLength": 2}), "does not know"),
    "a field without title": (wrong_shape, field(title=""), "has no title"),
}


@pytest.mark.parametrize(("check", "change", "complaint"), WRONG.values(), ids=WRONG)
def test_each_check_finds_what_is_wrong(small, tmp_path, check, change, complaint):
    copy = tmp_path / "data"
    shutil.copytree(small, copy)
    change(copy)
    found = list(check(copy))
    assert any(complaint in line for line in found), found


def test_a_reader_that_differs_is_noticed(small, monkeypatch, tmp_path):
    """Ours made to read only the first three characters of a number: the comparison must say so."""
    fresh = shutil.copytree(small, tmp_path / "data")  # a table is read once, and the other was
    convert = reader._convert
    monkeypatch.setattr(
        reader, "_convert", lambda kind, cell: convert(kind, cell[:3] if kind == "number" else cell)
    )
    assert list(frictionless_reads_otherwise(fresh))


def test_every_table_of_a_notebook_is_in_the_package():
    known = {item["name"] for item in package(paths.ROOT / "data")["resources"]}
    for file in sorted(Path(paths.ROOT / "notebooks").glob("*.ipynb")):
        loaded = set(re.findall(r'load\(\\"([^"\\]+)\\"\)', file.read_text("utf-8")))
        assert loaded, file.name
        assert loaded <= known, file.name

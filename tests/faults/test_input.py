"""Bad input: told in at most three lines, with exit code 2, before any kernel starts; the last good set stays."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.faults import tiny as made

pytestmark = pytest.mark.slow


def refused(done, code, words):
    assert done.code == code, done.output + done.error
    assert 1 <= len(done.error.splitlines()) <= 3, done.error
    assert "Traceback" not in done.error
    assert all(word in done.error for word in words), done.error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-p", "confidense=0.9"], ["confidense", "Did you mean confidence?"]),
        (["-p", "confidence=high"], ["confidence", "not a valid float"]),
        (["-p", "confidence=1.5"], ["confidence", "0.01 to 0.99"]),
        (["-p", "confidence=1e999"], ["confidence", "not a valid float"]),
        (["-p", "size=007"], ["size", "not a valid int"]),
        (["-p", "size=3.0"], ["size", "not a valid int"]),
        (["-p", "size=1", "-p", "size=2"], ["size", "twice"]),
        (["-p", "size"], ["NAME=VALUE"]),
        (["-p", "language=es"], ["--language"]),
        (["04-other"], ["04-other", "01-first"]),
        (["../../etc/passwd"], ["passwd", "01-first"]),
        (["--scenario", "wide"], ["wide", "narrow"]),
        (["--format", "docx"], ["docx", "html"]),
        (["--jobs", "0"], ["--jobs"]),
        (["--jobs", "two"], ["--jobs", "--help"]),
        (["--colour"], ["--colour"]),
        (["--data", "nowhere"], ["datapackage.json", "no such file"]),
    ],
    ids=" ".join,
)
def test_arguments(tiny, arguments, words):
    refused(tiny.run(*arguments), 2, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("notebooks: [01-first", ["series.yml", "not readable"]),
        ("ledger: 03-ledger", ["notebooks: is missing"]),
        (made.YAML + "ledger: 02-second\n", ["series.yml, line 5", "'ledger' stands twice"]),
        (made.YAML.replace("02-second", "../secret"), ["../secret", "not the name of a notebook"]),
        (made.YAML.replace("ledger: 03", "ledger: 09"), ["09-ledger", "not among"]),
        (made.YAML.replace("confidence:", "confidense:"), ["scenario narrow", "confidense"]),
        (made.YAML.replace("02-second", "04-missing"), ["04-missing", "no such notebook"]),
        (made.YAML.replace("{confidence: 0.5}", "5"), ["scenarios narrow", "not NAME: VALUE"]),
        (made.YAML.replace("0.5", "[0.5]"), ["scenarios narrow confidence", "is [0.5]"]),
        (made.YAML + "headlines: 7\n", ["headlines: is 7, not a list"]),
        (made.YAML.replace("narrow", '"\\e[2J"'), ["line 4", "\\x1b is a control character"]),
        (made.YAML + "renamed: {00-old: 09-new}\n", ["renamed 00-old", "09-new", "01-first"]),
    ],
    ids=[
        "not YAML",
        "no names",
        "key twice",
        "traversal",
        "no ledger",
        "unknown parameter",
        "missing notebook",
        "scenario a number",
        "value a list",
        "headlines a number",
        "escape in a name",
        "renamed to nothing",
    ],
)
def test_series_file(tiny, text, words):
    (tiny.home / "series.yml").write_text(text, "utf-8")
    refused(tiny.run("--scenario", "narrow"), 2, words)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"tags": [', '"labels": [', ["0 code cells tagged"]),
        ("size: int = 3", "size: int = 1 + 2", ["default of size", "not a literal"]),
        ("size: int = 3", "size = 3", ["name: type = literal"]),
        ("size: int = 3", "size: complex = 3", ["complex", "not allowed"]),
        ('\\"made/counts\\")\\n', '\\"made/\\" + word)\\n', ["string literal"]),
        ("part = estimates", "%time part = estimates", ["cell 3", "not Python"]),
        ('"nbformat": 4', '"nbformat": 3', ["format 3"]),
        ('"cell_type": "code"', '"cell_type": 7', ["not a notebook"]),
    ],
    ids=[
        "no tag",
        "computed default",
        "no type",
        "unknown type",
        "load by name",
        "magic",
        "old format",
        "bad cell",
    ],
)
def test_notebook_file(tiny, old, new, words):
    file = tiny.home / "notebooks" / "02-second.ipynb"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    refused(tiny.run(), 2, ["02-second", *words])


def test_truncated_notebook(tiny):
    file = tiny.home / "notebooks" / "02-second.ipynb"
    file.write_bytes(file.read_bytes()[:700])
    refused(tiny.run(), 2, ["02-second.ipynb", "not a notebook"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("year,part", "part,year", ["header is"]),
        ("year,part", "\ufeffyear,part", ["header is"]),
        ("year,part,whole", "year,part;whole", ["4 cells"]),
        (made.ROW, "2019,six,20,a-source,documented\n", ["line 3", "'six' is not a valid integer"]),
        (made.ROW, "2019,6.0,20,a-source,documented\n", ["line 3", "'6.0' is not a valid integer"]),
        (made.ROW, "2019,21,20,a-source,documented\n", ["line 3", "maximum 20"]),
        (made.ROW, "1919,6,20,a-source,documented\n", ["line 3", "minimum 2000"]),
        (made.ROW, "19,6,20,a-source,documented\n", ["line 3", "'19' is not a valid year"]),
        (made.ROW, "2018,6,20,a-source,documented\n", ["line 3", "stands twice"]),
        (made.ROW, "2019,6,,a-source,documented\n", ["line 3", "empty, but required"]),
        (
            made.ROW,
            "2019,6,20,b-source,documented\n",
            ["line 3", "'b-source' is not in data/references.json"],
        ),
        (made.ROW, "2019,6,20,a-source,guessed\n", ["line 3", "'guessed' is not one of"]),
        (made.ROW, "2019,6,20,a-source\n", ["[3]", "5 cells"]),
        (made.ROW, '2019,6,20,"a-source,documented\n', ["not readable"]),
        (made.TABLE, "year,part,whole,source,status\n", ["no rows"]),
        (made.TABLE, "<!doctype html>\n<title>404</title>\n", ["header is"]),
        (made.TABLE, "", ["no rows"]),
    ],
    ids=[
        "columns shifted",
        "byte order mark",
        "semicolon",
        "word",
        "decimal",
        "too large",
        "too early",
        "short year",
        "key twice",
        "empty",
        "unknown source",
        "unknown status",
        "short row",
        "open quote",
        "no rows",
        "error page",
        "empty file",
    ],
)
def test_table(tiny, old, new, words):
    assert old in made.TABLE
    (tiny.home / "data" / "made" / "counts.csv").write_text(made.TABLE.replace(old, new), "utf-8")
    refused(tiny.run("--timeout", "20"), 2, ["counts.csv", *words])


def test_table_that_is_not_utf8(tiny):
    text = made.TABLE.replace("a-source", "año").encode("latin-1")
    (tiny.home / "data" / "made" / "counts.csv").write_bytes(text)
    refused(tiny.run(), 2, ["counts.csv", "UTF-8"])


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda package: package["resources"][0].update(path="../../../../../etc/hostname"),
            ["path", "not the path of a CSV file inside the data folder"],
        ),
        (
            lambda package: package["resources"][0].update(path="made/none.csv"),
            ["none.csv", "no such file"],
        ),
        (
            lambda package: package["resources"].pop(0),
            ["made/counts", "not in data/datapackage.json"],
        ),
    ],
    ids=["traversal", "missing file", "missing table"],
)
def test_data_package(tiny, edit, words):
    file = tiny.home / "data" / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    edit(package)
    file.write_text(json.dumps(package), "utf-8")
    refused(tiny.run(), 2, words)


def test_data_package_that_is_not_json(tiny):
    (tiny.home / "data" / "datapackage.json").write_text("{", "utf-8")
    refused(tiny.run(), 2, ["datapackage.json", "not readable"])


def first_table(**parts):
    return lambda package: package["resources"][0].update(parts)


def first_field(**parts):
    return lambda package: package["resources"][0]["schema"]["fields"][0].update(parts)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (first_table(path=["made/counts.csv"]), ["resources[0]", "path: is ['made/counts.csv']"]),
        (first_table(path=7), ["resources[0]", "path: is 7"]),
        (first_table(path="made/counts\x00.csv"), ["path holds the control character"]),
        (first_table(licenses=[]), ["licenses: is [], not a list of at least 1"]),
        (first_table(schema=None), ["schema: is None, not a mapping"]),
        (first_table(title="\x1b]0;x\x07"), ["resources[0].title holds the control character"]),
        (first_table(name="made/other"), ["'made/other' stands twice"]),
        (first_field(type="datetime"), ["fields[0]", "type: is 'datetime', not one of"]),
        (first_field(constraints={"minimum": "soon"}), ["minimum: is 'soon'"]),
        (lambda package: package.pop("resources"), ["resources: is missing"]),
        (lambda package: package.pop("version"), ["version: is missing"]),
    ],
    ids=[
        "path a list",
        "path a number",
        "path with NUL",
        "no licence",
        "no schema",
        "escape in title",
        "name twice",
        "unknown type",
        "bad bound",
        "no resources",
        "no version",
    ],
)
def test_descriptor_of_another_form(tiny, edit, words):
    file = tiny.home / "data" / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    edit(package)
    file.write_text(json.dumps(package), "utf-8")
    refused(tiny.run(), 2, ["datapackage.json", *words])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("datapackage.json", "[]", ["is [], not a mapping"]),
        ("datapackage.json", '{"version": "1", "version": "2"}', ["'version' stands twice"]),
        ("references.json", '{"a-source": {}}', ["is {'a-source': {}}, not a list of references"]),
        ("references.json", '[{"id": "a"}, {"id": "a"}]', ["stands twice"]),
        ("references.json", '[{"id": "a", "title": "\\u001b[2J"}]', ["[0].title holds"]),
        ("labels.csv", "code;label\nECU;Ecuador\n", ["header is"]),
        ("labels.csv", made.LABELS.replace("Ecuador", "E" * 10**6), ["labels.csv"]),
        ("labels.csv", made.LABELS.replace("Ecuador", "\x9b2J"), ["line 2, label"]),
        ("labels.csv", made.LABELS.replace("Ecuador", " "), ["line 2, label: is ' '"]),
        ("labels.csv", made.LABELS + "ECU,Again,place\n", ["line 6", "'ECU' stands twice"]),
        ("claims.csv", made.CLAIM.replace("exact", "ex\u202eact"), ["line 2, qualifier"]),
    ],
    ids=[
        "package a list",
        "key twice",
        "references a mapping",
        "reference twice",
        "escape in reference",
        "labels of another shape",
        "label of a megabyte",
        "escape in label",
        "empty label",
        "label twice",
        "bidi in claim",
    ],
)
def test_register_of_another_form(tiny, name, content, words):
    (tiny.home / "data" / name).write_text(content, "utf-8")
    # No cell says a label or reads a claim: registers are read before any kernel starts.
    done = tiny.run()
    refused(done, 2, [name, *words])
    assert "cell" not in done.error
    assert "execute" not in done.output


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "dangling link"])
@pytest.mark.parametrize(
    "name",
    [
        "series.yml",
        "data/datapackage.json",
        "data/references.json",
        "data/labels.csv",
        "data/made/counts.csv",
        "notebooks/02-second.ipynb",
    ],
)
def test_what_is_no_file_is_told_at_once(tiny, kind, name):
    file = tiny.home / name
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    try:
        began = time.monotonic()
        refused(tiny.run(), 2, [Path(name).name])
        assert time.monotonic() - began < 20
    finally:
        file.rmdir() if kind == "folder" else file.unlink()


def test_a_long_cell_is_shortened(tiny):
    table = made.TABLE.replace("a-source", "x" * 100_000, 1)
    (tiny.home / "data" / "made" / "counts.csv").write_text(table, "utf-8")
    done = tiny.run()
    refused(done, 2, ["counts.csv", "line 2, source", "(100,000 characters)"])
    assert len(done.error) < 1000


@pytest.mark.parametrize(
    ("out", "code", "words"),
    [
        ("home", 2, ["holds or lies in"]),
        ("home/notebooks", 2, ["holds or lies in"]),
        ("home/data/made", 2, ["holds or lies in"]),
        ("foreign", 2, ["index.html", "no run has made"]),
        ("home/series.yml/reports", 4, ["cannot be written"]),
        ("/proc/reports", 4, ["cannot be written"]),
    ],
)
def test_output_folder(tiny, out, code, words):
    foreign = tiny.home.parent / "foreign"
    foreign.mkdir(exist_ok=True)
    (foreign / "index.html").write_text("mine", "utf-8")
    refused(tiny.run("--out", str(tiny.home.parent / out)), code, words)
    assert (foreign / "index.html").read_text("utf-8") == "mine"

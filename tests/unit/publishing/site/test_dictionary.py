"""The data dictionary: every table and field once, warnings with their rows, English marked on a Spanish page."""

import re

import pytest
from bs4 import BeautifulSoup

from lib import tables
from lib.language import label, speaking
from lib.publishing.checks import dictionary as check
from lib.publishing.site import dictionary, pages


@pytest.fixture(scope="module")
def english():
    return {entry.name: entry for entry in dictionary.entries("en")}


def test_every_table_stands_in_it_with_every_field(english):
    assert list(english) == tables.names()
    for name, entry in english.items():
        fields = [field.name for field in tables.resource(name).schema.fields]
        assert [field.name for field in entry.fields] == fields
        assert entry.rows == len(tables.read(tables.resource(name)))


def test_a_warning_says_which_rows_it_concerns(english):
    limited = [
        (name, warned)
        for name in tables.names()
        for warned in tables.resource(name).warnings
        if warned.where
    ]
    assert limited
    name, warned = limited[0]
    column, values = next(iter(warned.where.items()))
    (told,) = [
        warning
        for warning in english[name].warnings
        if warning.note == warned.note and warning.label == label(warned.code)
    ]
    assert told.where.startswith(f"{column}: {values[0]}")


def test_releases_are_those_of_the_rows(english):
    with_vintages = [entry for entry in english.values() if entry.releases]
    assert with_vintages
    for entry in with_vintages:
        assert entry.releases == ", ".join(sorted(entry.releases.split(", ")))


def test_keys_are_marked(english):
    keys = {field.name for field in english["justice/case_counts"].fields if field.is_key}
    assert keys == set(tables.resource("justice/case_counts").schema.key)


def test_the_page_in_spanish_marks_what_is_english(tmp_path):
    pages.write_dictionary(tmp_path, "es", ["en", "es"])
    page = BeautifulSoup((tmp_path / pages.DATA).read_text("utf-8"), "html.parser")
    assert page.html["lang"] == "es"
    assert page.h1.text == "Diccionario de datos"
    fields = [item for item in page.select("details li") if item.code]
    for item in fields:
        words = item.find("span", lang="en")
        rest = item.text.replace(words.text if words else "", "")
        assert re.fullmatch(r"\w+ \(\w+(, clave)?\)(: )?", rest.strip(), re.ASCII) or words, item
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    linked = {link["href"][1:] for link in page.select(".contents a")}
    assert linked <= set(ids)


def test_a_page_that_is_stale_is_told_and_written(tmp_path, monkeypatch):
    monkeypatch.setattr(check.paths, "DOCS", tmp_path)
    assert len(check.problems()) == 2
    check.write()
    assert check.problems() == []
    (tmp_path / "data-dictionary.es.md").write_text("other", "utf-8")
    assert [line.split(" ")[0].rsplit("/", 1)[-1] for line in check.problems()] == [
        "data-dictionary.es.md"
    ]


def test_words_of_a_table_are_no_markup():
    with speaking("en"):
        entry = dictionary.TableEntry(
            name="a/b",
            title="*A* <b>",
            description="[x](y)",
            period="2020",
            rows=1,
            status="",
            licence="",
            releases="",
            warnings=(),
            fields=(),
            sources=(),
        )
        text = "\n".join(dictionary._as_markdown(entry))
    assert "## \\*A\\* \\<b\\>" in text or "## \\*A\\* &lt;b" in text
    assert "\\[x\\]" in text

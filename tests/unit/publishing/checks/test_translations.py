"""One home for each text, and the check of what translators have left: tried on made-up catalogues."""

import re

import pytest
from babel.messages.pofile import read_po

from lib import paths
from lib.language import catalogue
from lib.publishing.checks import extract, translations

ENTRY = 'msgid "{text}"\nmsgstr "{translation}"\n\n'
FIRST, SECOND = "notebooks/01-first.ipynb", "notebooks/02-second.ipynb"
USED = {
    "Both": [FIRST, SECOND],
    "Data": ["labels.csv"],
    "First": [FIRST],
    "Rate {n:n}": [SECOND],
    "Said": ["lib/charts.py", SECOND],
}
IN_SPANISH = {
    "lib": {"Both": "Ambos", "Data": "Datos", "Said": "Dicho"},
    "01-first": {"First": "Primero"},
    "02-second": {"Rate {n:n}": "Tasa {n:n}"},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of catalogues in place of ours, for a series of five texts; each in its home."""
    monkeypatch.setattr(paths, "LOCALE", tmp_path)
    monkeypatch.setattr(extract, "messages", lambda: USED)
    target = tmp_path / "es" / "LC_MESSAGES"
    target.mkdir(parents=True)
    for name, said in IN_SPANISH.items():
        fill(target, name, said)
    return target


def fill(folder, name, said, *, flag=""):
    entries = (ENTRY.format(text=text, translation=spanish) for text, spanish in said.items())
    (folder / f"{name}.po").write_text("".join(flag + entry for entry in entries), "utf-8")


def read(folder):
    """Catalogue -> text -> translation, untranslated ones too."""
    found = {}
    for file in folder.glob("*.po"):
        with open(file, "rb") as stream:
            found[file.stem] = {m.id: m.string for m in read_po(stream) if m.id}
    return found


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([FIRST], "01-first"),
        ([FIRST, SECOND], "lib"),
        ([FIRST, "lib/charts.py"], "lib"),
        (["lib/charts.py", FIRST], "lib"),
        (["lib/charts.py"], "lib"),
        (["data/justice/case_counts"], "lib"),
    ],
)
def test_a_text_of_one_notebook_alone_is_at_home_there_and_any_other_in_lib(places, expected):
    assert translations.home(places) == expected


def test_where_all_is_in_order_nothing_is_said(folder):
    assert translations.problems() == []
    assert translations.translations() == {k: v for s in IN_SPANISH.values() for k, v in s.items()}


@pytest.mark.parametrize(
    ("name", "said", "problem"),
    [
        ("01-first", {}, "notebooks/01-first.ipynb: untranslated: 'First'"),
        ("01-first", {"First": ""}, "notebooks/01-first.ipynb: untranslated: 'First'"),
        ("01-first", {"First": "Primero", "Old": "Viejo"}, "01-first.po: stale: 'Old'"),
        ("03-gone", {"Old": ""}, "03-gone.po: stale: 'Old'"),
        (
            "02-second",
            {"Rate {n:n}": "Tasa"},
            "02-second.po: the translation lacks {n:n}: 'Rate {n:n}'",
        ),
        ("03-gone", {"First": "Primero"}, "03-gone.po: belongs in 01-first.po: 'First'"),
        (
            "01-first",
            {"First": "Primero", "Data": "Otros"},
            "lib.po: translated otherwise in 01-first.po, keep one: 'Data'",
        ),
    ],
)
def test_what_is_wrong_is_told_once_with_its_file(folder, name, said, problem):
    fill(folder, name, said)
    (line,) = translations.problems()
    assert line.endswith(problem)


def test_a_translation_marked_fuzzy_is_told_as_readers_see_english(folder):
    fill(folder, "01-first", {"First": "Primero"}, flag="#, fuzzy\n")
    (line,) = translations.problems()
    assert line.endswith("01-first.po: fuzzy, so that readers see English: 'First'")
    translations.write()
    assert "#, fuzzy" in (folder / "01-first.po").read_text("utf-8")
    assert read(folder)["01-first"] == {"First": "Primero"}


def test_writing_keeps_every_translation_and_is_stable(folder):
    translations.write()
    assert read(folder) == IN_SPANISH
    before = {file: file.read_bytes() for file in folder.iterdir()}
    translations.write()
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_writing_adds_what_is_new_drops_what_is_stale_and_files_what_has_moved(folder):
    fill(folder, "lib", {"First": "Primero", "Rate {n:n}": "", "Old": "Viejo"})
    fill(folder, "01-first", {"Both": "Ambos"})
    fill(folder, "03-gone", {"Rate {n:n}": "Tasa {n:n}"})
    (folder / "02-second.po").unlink()
    translations.write()
    assert read(folder) == {
        "lib": {"Both": "Ambos", "Data": "", "Said": ""},
        "01-first": {"First": "Primero"},
        "02-second": {"Rate {n:n}": "Tasa {n:n}"},
    }


def test_writing_never_chooses_between_two_translations(folder):
    fill(folder, "03-gone", {"First": "El primero", "Data": "Datos"})
    translations.write()
    assert read(folder) == {**IN_SPANISH, "03-gone": {"First": "El primero"}}
    (line,) = translations.problems()
    assert line.endswith("01-first.po: translated otherwise in 03-gone.po, keep one: 'First'")


def test_a_translation_from_elsewhere_comes_before_that_of_the_files(folder):
    fill(folder, "03-gone", {"First": "El primero"})
    translations.write({"First": "Lo primero"})
    assert read(folder) == {**IN_SPANISH, "01-first": {"First": "Lo primero"}}


def test_a_note_of_a_translator_stays(folder):
    with open(folder / "01-first.po", "w", encoding="utf-8") as stream:
        stream.write('# As the court writes it.\nmsgid "First"\nmsgstr "Primero"\n')
    translations.write()
    assert "# As the court writes it.\n" in (folder / "01-first.po").read_text("utf-8")


@pytest.mark.parametrize(
    ("english", "spanish", "equal"),
    [
        ("A {n:n.1} b.", "Un {n:n.1} be.", True),
        ("{a:n} {b:n}", "{b:n} {a:n}", True),
        ("{a:n}", "{a:n} {a:n}", False),
        ("{a:n}", "{a:pct}", False),
        ("{a:n}", "{b:n}", False),
        ("{a:n}", "a", False),
        ("A", "A {a:n}", False),
        ("{low} to {high}", "{low} a {high}", True),
        ("{a:n}", "{a:n", False),
    ],
)
def test_a_translation_keeps_the_placeholders(english, spanish, equal):
    assert (translations.placeholders(english) == translations.placeholders(spanish)) is equal


def test_each_catalogue_of_ours_says_what_it_holds():
    for file in catalogue.files("es"):
        head = file.read_text("utf-8").partition("msgid")[0]
        assert "A text has one home." in head
        assert ("code, data and docs" if file.stem == "lib" else f"{file.stem}.ipynb") in head


def test_another_field_is_told_with_the_cell_and_line_that_say_it(monkeypatch):
    """One sentence of the series, translated with another field."""
    sentence = next(text for text in translations.translations() if "{rate:pct" in text)
    entries = translations.entries()
    ((name, entry),) = entries[sentence].items()
    entry.string = entry.string.replace("{rate:", "{other:")
    monkeypatch.setattr(translations, "entries", lambda: entries)
    (line,) = translations.problems()
    assert "lacks {rate:pct" in line
    assert "adds {other:pct" in line
    assert re.search(rf"said in notebooks/{name}.ipynb, cell \d+ \([\w-]+\), line \d+$", line)

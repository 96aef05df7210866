"""The language in use, the catalogues that are read, and the words for codes."""

from threading import Barrier, Thread

import pytest

from lib import language, paths
from lib.errors import NotebookError, UsageError
from lib.language import catalogue

ENTRY = 'msgid "{text}"\nmsgstr "{translation}"\n\n'


@pytest.fixture
def locale(tmp_path, monkeypatch):
    """A folder of Spanish catalogues in place of ours."""
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "LOCALE", tmp_path)
    catalogue._translations.cache_clear()
    yield folder
    catalogue._translations.cache_clear()


def write(folder, name, translations, *, flag=""):
    entries = (ENTRY.format(text=t, translation=said) for t, said in translations.items())
    (folder / f"{name}.po").write_text("".join(flag + entry for entry in entries), "utf-8")


@pytest.mark.parametrize("code", ["fr", "", "EN"])
def test_an_unknown_language_is_refused(code):
    with pytest.raises(UsageError, match="Known: en, es"):
        language.set_language(code)


def test_a_code_without_a_label_names_the_nearest():
    with pytest.raises(NotebookError, match=r"Did you mean .*\bECU\b"):
        language.label("ECX")
    with pytest.raises(NotebookError, match=r"Add it to data/labels\.csv"):
        language.label("nothing_like_it_at_all")


@pytest.mark.parametrize("code", ["fr", "", "EN"])
def test_an_unknown_language_is_not_spoken(code):
    language.set_language("es")
    with pytest.raises(UsageError, match="Known: en, es"), language.speaking(code):
        pass
    assert language.current() == "es"


def test_the_language_before_is_in_use_again_after_a_block_and_after_an_error_in_it():
    with language.speaking("es"):
        with language.speaking("en"):
            assert language.current() == "en"
        assert language.current() == "es"
        with pytest.raises(ValueError, match="x"), language.speaking("en"):
            raise ValueError("x")
        assert language.current() == "es"
    assert language.current() == "en"


def test_a_language_set_inside_a_block_ends_with_it():
    with language.speaking("en"):
        language.set_language("es")
        assert language.current() == "es"
    assert language.current() == "en"


def test_two_threads_speak_two_languages_at_the_same_time():
    """They wait for each other after every step, so that each speaks while the other does."""
    turn = Barrier(2, timeout=30)
    heard = {"en": [], "es": []}

    def talk(code):
        turn.wait()
        with language.speaking(code):
            for _ in range(50):
                turn.wait()
                heard[code].append((language.current(), language.format_value(1234.5, "n.1")))
                turn.wait()
                with language.speaking("en" if code == "es" else "es"):
                    turn.wait()
                heard[code].append((language.current(), language.format_value("2024-01", "date")))

    threads = [Thread(target=talk, args=[code]) for code in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard["en"] == [("en", "1,234.5"), ("en", "January 2024")] * 50
    assert heard["es"] == [("es", "1.234,5"), ("es", "enero de 2024")] * 50


def test_a_new_thread_begins_in_english():
    heard = []
    with language.speaking("es"):
        thread = Thread(target=lambda: heard.append(language.current()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_all_catalogues_of_a_language_are_read(locale):
    write(locale, "lib", {"A": "a"})
    write(locale, "01-first", {"B": "b"})
    write(locale, "02-second", {"C": "c"})
    with language.speaking("es"):
        assert [language.translate(text) for text in ("A", "B", "C", "D", "")] == [*"abcD", ""]
    assert [language.translate(text) for text in "ABC"] == [*"ABC"]


def test_a_notebook_needs_the_catalogue_of_the_library_and_its_own(locale):
    for name in ("01-first", "02-second", "lib"):
        write(locale, name, {})
    assert [file.stem for file in catalogue.files("es")] == ["lib", "01-first", "02-second"]
    assert [file.stem for file in catalogue.files("es", "02-second")] == ["lib", "02-second"]
    assert [file.stem for file in catalogue.files("es", "03-new")] == ["lib"]
    assert catalogue.files("en") == catalogue.files("en", "01-first") == []


def test_where_two_catalogues_differ_that_of_the_library_holds(locale):
    write(locale, "lib", {"A": "a"})
    write(locale, "01-first", {"A": "other"})
    with language.speaking("es"):
        assert language.translate("A") == "a"


def test_what_is_untranslated_or_fuzzy_stays_english(locale):
    write(locale, "lib", {"A": ""})
    write(locale, "01-first", {"B": "b"}, flag="#, fuzzy\n")
    with language.speaking("es"):
        assert [language.translate(text) for text in "AB"] == ["A", "B"]

"""Drawings that are kept: equal to fresh ones, found only where nothing that they depend on is another, and bounded."""

import os

import matplotlib
import pandas as pd
import pytest

from lib import charts, display, language, paths
from lib.charts import layout
from lib.display import figures, kept
from lib.language import catalogue
from lib.publishing.pipeline import dependencies
from tests.unit.charts import sample
from tests.unit.display.sample import FIGURE, ROWS

OPTIONS = {"unit": "pct", "xlabel": "share of cases"}
#: Files of the library that the forms import and that draw nothing: places, errors, and the reading of labels.
NOT_DRAWING = {
    "lib/__init__.py",
    "lib/errors.py",
    "lib/files.py",
    "lib/paths.py",
    "lib/periods.py",
    "lib/printable.py",
    "lib/strict_csv.py",
    "lib/typed.py",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SERIES_DRAWINGS", str(tmp_path / "drawings"))
    return tmp_path / "drawings"


@pytest.fixture
def drawn(monkeypatch):
    """Ids of what has been drawn, and not found."""
    ids = []
    draw = figures.draw
    monkeypatch.setattr(figures, "draw", lambda chart: ids.append(chart.id) or draw(chart))
    return ids


def show(data=ROWS, **changes):
    display.figure(charts.intervals, data, **(FIGURE | changes))


def test_a_drawing_that_is_kept_is_not_drawn_again(shown, folder, drawn):
    show()
    show()
    assert drawn == ["a-figure"]
    assert shown[-1] == shown[-3]
    assert len(list(folder.iterdir())) == 1


def test_outside_a_run_nothing_is_kept(shown, drawn, monkeypatch):
    monkeypatch.delenv("SERIES_DRAWINGS", raising=False)
    show()
    show()
    assert drawn == ["a-figure"] * 2


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("form", sample.CASES)
def test_a_kept_drawing_is_the_fresh_one(form, code, folder, monkeypatch):
    monkeypatch.setattr(layout, "label", lambda word: language.labels().get(word, word))
    draw, columns, *options = sample.CASES[form]
    chart = figures.Chart("a", draw, pd.DataFrame(columns), options[0] if options else {})
    with language.speaking(code):
        charts.set_theme()
        first, second, fresh = figures.drawn(chart), figures.drawn(chart), figures.draw(chart)
    assert first == second == fresh
    assert len(list(folder.iterdir())) == 1


def changed(name, value):
    data = ROWS.copy()
    data.loc[0, name] = value
    return data


CHANGES = {
    "a value": {"data": changed("value", 0.1 + 2e-17)},
    "a code": {"data": changed("label", "PER")},
    "a column": {"data": ROWS.rename(columns={"low": "lowest"})},
    "order": {"data": ROWS.iloc[::-1]},
    "words": {"options": OPTIONS | {"xlabel": "share of all cases"}},
    "an option": {"options": OPTIONS | {"log": True}},
    "no options": {"options": {}},
    "height": {"height": 5},
    "id": {"id": "another"},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_another_chart_is_drawn_anew(shown, folder, drawn, changes):
    show(options=OPTIONS)
    show(**({"options": OPTIONS} | changes))
    assert len(drawn) == 2


def test_a_value_that_is_written_alike_is_told_apart(shown, folder, drawn):
    """1 and 1.0 and "1" are written with their kinds; a number in full."""
    for value in (1, 1.0, "1", True):
        assert kept._written(value) not in [kept._written(other) for other in (2, 2.0, "2", False)]
    assert len({kept._written(value) for value in (1, 1.0, "1", True)}) == 4
    assert kept._written(["a", "b"]) != kept._written(["a, b"])
    assert kept._written({"a": ["b"]}) != kept._written({"a": "b"})


def test_other_words_are_drawn_anew(shown, folder, drawn, monkeypatch):
    show(options=OPTIONS)
    with language.speaking("es"):
        show(options=OPTIONS)
    assert len(drawn) == 2
    labels = catalogue._labels(paths.data())
    monkeypatch.setitem(labels, "ECU", "The republic")
    show(options=OPTIONS)
    assert len(drawn) == 3
    assert "The republic" in shown[-1][1]["image/svg+xml"]
    monkeypatch.undo()


def test_a_new_translation_is_drawn_anew(shown, folder, drawn, monkeypatch):
    with language.speaking("es"):
        show(options=OPTIONS)
        monkeypatch.setitem(catalogue._translations("es"), "share of cases", "parte de los casos")
        show(options=OPTIONS)
    assert len(drawn) == 2


def test_another_style_is_drawn_anew(shown, folder, drawn):
    show()
    with matplotlib.rc_context({"font.size": 12}):
        show()
    assert len(drawn) == 2


def test_other_code_is_drawn_anew(shown, folder, drawn, monkeypatch):
    show()
    monkeypatch.setattr(kept, "SOURCES", kept.SOURCES[1:])
    kept._surroundings.cache_clear()
    show()
    kept._surroundings.cache_clear()
    assert len(drawn) == 2


def test_all_code_that_draws_is_looked_at():
    lib = paths.ROOT / "lib"
    seen = {file for pattern in kept.SOURCES for file in lib.glob(pattern)}
    used = dependencies.closure({"lib.charts", "lib.display.figures", "lib.display.vector"})
    of_charts = set(dependencies.closure({"lib.charts", "lib.display.vector"}))
    unseen = {paths.relative(file) for file in of_charts - seen}
    assert unseen <= NOT_DRAWING
    assert lib / "charts" / "rows.py" in of_charts
    assert set(lib.glob("display/figures.py")) <= seen & set(used)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"image/svg+xml": 1}', "\x00", '{"a'])
def test_a_damaged_file_is_drawn_anew(shown, folder, drawn, content):
    show()
    [file] = folder.iterdir()
    file.write_text(content)
    show()
    assert drawn == ["a-figure"] * 2
    assert shown[-1] == shown[-3]


def test_a_form_that_is_in_no_file_of_ours_is_drawn_each_time(shown, folder, drawn):
    def form(data, ax, **options):
        return charts.intervals(data, ax, **options)

    for _ in range(2):
        display.figure(form, ROWS, **FIGURE)
    assert len(drawn) == 2
    assert not folder.exists()


def test_data_that_cannot_be_written_in_full_are_drawn_each_time(shown, folder, drawn):
    for _ in range(2):
        show(data=ROWS.assign(more=[object()] * 3))
    assert len(drawn) == 2


def test_what_was_used_longest_ago_goes_first(shown, folder, drawn, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for number, name in enumerate(("first", "second")):
        show(id=name)
        [newest] = [file for file in folder.iterdir() if file.stat().st_mtime > 1e9]
        os.utime(newest, (number + 1, number + 1))
    show(id="first")  # used once more
    show(id="third")
    assert len(list(folder.iterdir())) == 2
    show(id="first")
    assert drawn == ["first", "second", "third"]
    show(id="second")
    assert drawn[-1] == "second"


def test_a_folder_that_takes_no_more_stops_nothing(shown, tmp_path, drawn, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SERIES_DRAWINGS", str(tmp_path / "file" / "drawings"))
    show()
    show()
    assert len(drawn) == 2

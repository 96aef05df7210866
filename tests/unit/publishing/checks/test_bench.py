"""What `./run bench` does to the figures; the measuring itself is no test."""

import shutil
import sys

import pytest

from lib import paths, tables
from lib.errors import ExecutionError
from lib.publishing.checks import bench
from lib.publishing.pipeline import config, dependencies
from lib.publishing.pipeline.notebooks import outline


def test_a_row_gives_ratios_of_the_rounds_and_changes_places():
    order, one, two = [], iter([2.0, 6.0, 4.0]), iter([1.0, 2.0, 4.0])
    row = bench._pair(
        "a : b",
        "1.05",
        3,
        lambda: order.append("a") or next(one),
        lambda: order.append("b") or next(two),
    )
    assert order == list("abbaab")
    assert row == "| a : b | 2.00 (1.00 to 3.00) | <= 1.05 | 4.0 (2.0 to 6.0) | 2.0 (1.0 to 4.0) |"


def test_a_command_that_fails_gives_no_figure():
    with pytest.raises(ExecutionError, match="It said: no such thing"):
        bench._time([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_the_table_that_is_edited_is_loaded_by_the_one_notebook_that_is():
    loaded = {
        name: dependencies.loaded_tables(outline(paths.NOTEBOOKS / f"{name}.ipynb"), name)
        for name in config.configuration().notebooks
    }
    table = bench.TABLE.removesuffix(".csv")
    assert [name for name, names in loaded.items() if table in names] == [bench.NOTEBOOK]


def test_an_edited_table_is_another_file_with_the_same_values(tmp_path, monkeypatch):
    data = shutil.copytree(paths.ROOT / "data", tmp_path / "data")
    monkeypatch.setenv("SERIES_DATA", str(data))
    name = bench.TABLE.removesuffix(".csv")
    before = tables.read(tables.resource(name))
    bench._edit_table(data / bench.TABLE)
    after = tables.read(tables.resource(name))
    assert {column for column, _ in before.compare(after).columns} == {"note"}


def test_the_record_is_written_between_its_marks(tmp_path, monkeypatch):
    record = tmp_path / "performance.md"
    record.write_text(f"before\n{bench.BEGIN}\nold\n{bench.END}\nafter\n", "utf-8")
    monkeypatch.setattr(bench, "RECORD", record)
    monkeypatch.setattr(bench, "_report", lambda folder, rounds: iter(["new", f"{rounds} rounds"]))
    assert bench.run(2) == 0 and "old" in record.read_text("utf-8")
    bench.run(2, write=True)
    assert (
        record.read_text("utf-8") == f"before\n{bench.BEGIN}\nnew\n2 rounds\n{bench.END}\nafter\n"
    )

"""Tables: formatted cells, raw values beside them."""

import io
import re

import pandas as pd
import pytest

from lib import display
from lib.errors import NotebookError
from lib.estimates import exact
from tests.unit.display.sample import RATE, ROWS, TABLE, last


def test_a_table_formats_each_cell_and_keeps_the_raw_values(shown):
    data = pd.DataFrame(
        {
            "label": ["ECU", "PER"],
            "value": [RATE, exact(0.5)],
            "money": [2e9, 3.0],
            "as": ["usd", "n"],
        }
    )
    columns = {"label": ("Country", "label"), "value": ("Share", "pct"), "money": ("Sum", "@as")}
    display.table(data, **TABLE | {"columns": columns})
    report, output = last(shown, "table")
    assert report["rows"] == [
        ["Ecuador", "15.1% (14.2% to 15.9%)", "USD\u00a02\u00a0billion"],
        ["Peru", "50.0%", "3"],
    ]
    assert [c["align"] for c in report["columns"]] == ["left", "right", "right"]
    raw = pd.read_csv(io.StringIO(output["text/csv"]))
    assert raw.columns.tolist() == ["label", "value_value", "value_low", "value_high", "money"]
    assert raw["value_low"][0] == pytest.approx(RATE.low)


def test_cells_of_a_table_are_text_in_jupyterlab(shown):
    data = pd.DataFrame({"a": ["<b>x</b>"], "value": [1]})
    display.table(data, **TABLE | {"columns": {"a": ("<i>", "text"), "value": ("n", "n")}})
    assert ">&lt;i&gt;</th>" in shown[-1][1]["text/html"]
    assert "<b>" not in shown[-1][1]["text/html"]


def test_in_jupyterlab_words_and_the_first_column_stand_at_the_left(shown):
    data = pd.DataFrame({"rank": [1], "name": ["A"], "value": [1]})
    columns = {"rank": ("Rank", "n"), "name": ("Name", "text"), "value": ("Value", "n")}
    display.table(data, **TABLE | {"columns": columns})
    aligns = re.findall(r'<td style="text-align: (\w+)">', shown[-1][1]["text/html"])
    assert aligns == ["left", "left", "right"]


def test_rows_lead_somewhere_and_their_last_cells_have_a_language(shown):
    data = ROWS.assign(to=["01.html#finding-a", None, None], tongue=["es", "en", "es"])
    display.table(data, **TABLE, links="to", spoken="tongue")
    report, output = last(shown, "table")
    assert report["links"] == ["01.html#finding-a", None, None]
    assert report["spoken"] == ["es", "en", "es"]
    assert pd.read_csv(io.StringIO(output["text/csv"])).columns.tolist() == ["label", "value"]


@pytest.mark.parametrize("column", ["links", "spoken"])
def test_a_column_that_is_not_there_is_named(shown, column):
    with pytest.raises(NotebookError, match=r"table a-table: no column \['nowhere'\]"):
        display.table(ROWS, **TABLE | {column: "nowhere"})

"""The approved record: what counts as a difference, who may approve, and what is written."""

import hashlib
import json
from types import SimpleNamespace

import nbformat
import pytest

from lib.errors import DataError, NotebookError, UsageError
from lib.publishing.checks import approved
from lib.publishing.site import record

FINDING = {
    "kind": "finding",
    "id": "share",
    "sentence": "It is 15.1% (14.2% to 16.0%) of 967.",
    "because": "",
    "value": 967 / 6425,
    "low": 0.142,
    "high": 0.16,
    "unit": "share",
    "uncertainty": "sampling",
    "verdict": None,
    "values": {
        "rate": {
            "value": 967 / 6425,
            "low": 0.142,
            "high": 0.16,
            "uncertainty": "sampling",
            "level": 0.95,
            "spec": "pct",
        },
        "n": {
            "value": 967,
            "low": 967,
            "high": 967,
            "uncertainty": "exact",
            "level": None,
            "spec": "n",
        },
    },
    "shown": ["rate", "n"],
}
FIGURE = {
    "kind": "figure",
    "id": "bars",
    "title": "It falls",
    "subtitle": "Cases",
    "alt": "Bars, one for each year.",
    "note": "",
}
TABLE = {
    "kind": "table",
    "id": "rows",
    "title": "By year",
    "subtitle": "Cases",
    "note": "",
    "columns": [
        {"name": "y", "label": "year", "align": "left"},
        {"name": "n", "label": "cases", "align": "left"},
    ],
    "rows": [["2019", "967"]],
}


#: What else a record holds; no row is made of it.
REST = {
    "text": {"holds": True},
    "figure": {"tables": ["a"], "references": [], "source": "", "holds": True},
    "table": {"tables": ["a"], "references": [], "source": "", "holds": True},
    "finding": {
        "markdown": "It is.",
        "level": 0.95,
        "method": "",
        "tables": ["a"],
        "references": [],
        "assumptions": [],
        "claim": None,
        "verdict_label": None,
        "since": "unchanged",
        "since_label": "",
        "holds": True,
        "text": "15.1%",
    },
}


def output(report, data=""):
    report = REST[report["kind"]] | report
    bundle = {"text/plain": "", **({"text/csv": data} if data else {})}
    return nbformat.v4.new_output("display_data", data=bundle, metadata={"report": report})


def notebook(*outputs, headings=()):
    cells = [nbformat.v4.new_markdown_cell(f"## Part {{#{name}}}") for name in headings]
    return nbformat.v4.new_notebook(
        cells=[*cells, nbformat.v4.new_code_cell("x", outputs=list(outputs))]
    )


def rows_of(*outputs):
    return record.rows({"en": notebook(*outputs), "es": notebook(*outputs)}, "01-x")


def changed(row, **cells):
    return [{**row, **cells}]


# --- What a row holds


def test_a_finding_keeps_its_numbers_at_nine_digits_and_its_inner_values_in_order():
    row = rows_of(output(FINDING))[0]
    assert (row["value"], row["low"], row["high"]) == ("0.150505837", "0.142", "0.16")
    assert row["inner"] == "0.150505837/0.142/0.16 967"


def test_a_name_is_no_part_of_the_record():
    renamed = FINDING | {
        "values": {"z": FINDING["values"]["rate"], "a": FINDING["values"]["n"]},
        "shown": ["z", "a"],
    }
    assert rows_of(output(FINDING)) == rows_of(output(renamed))


def test_white_space_is_folded_but_a_no_break_space_is_meant():
    assert record.fold(" 5,8\u00a0%\n  de  las ") == "5,8\u00a0% de las"


def test_the_data_of_a_figure_are_held_by_sums():
    row = rows_of(output(FIGURE, "year,cases,label\n2019,-3,a\n2020,4,b\n"))[0]
    # 2 rows; |2019| + |2020|, 1 * 2019 + 2 * 2020, none negative; 3 + 4, 1 * 3 + 2 * 4, one negative
    assert row["inner"].startswith("2 4039/6059/0 7/11/1 #")


@pytest.mark.parametrize(
    "data",
    [
        "year,cases,label\n2019,-3,a\n2020,5,b\n",  # one digit
        "year,cases,label\n2019,3,a\n2020,4,b\n",  # a sign
        "year,cases,label\n2019,4,a\n2020,-3,b\n",  # two rows exchanged
        "year,cases,label\n2019,-3,a\n2020,4,c\n",  # a word
        "year,cases,label\n2019,-3,a\n",  # a row less
    ],
)
def test_any_change_of_the_data_changes_the_row(data):
    before = rows_of(output(FIGURE, "year,cases,label\n2019,-3,a\n2020,4,b\n"))
    assert approved.compare("01-x", before, rows_of(output(FIGURE, data)))


def test_a_cell_of_a_table_that_reads_otherwise_changes_the_row():
    other = TABLE | {"rows": [["2019", "968"]]}
    data = "year,cases\n2019,967\n"
    found = approved.compare("01-x", rows_of(output(TABLE, data)), rows_of(output(other, data)))
    assert {d.column for d in found} == {"sentence_en", "sentence_es"}


def test_texts_are_numbered_within_their_section():
    told = output({"kind": "text", "markdown": "So it is."})
    alone = rows_of(told, told)
    below = record.rows({"en": notebook(told, headings=["why"])}, "01-x")
    assert [row["id"] for row in alone] == ["opening-1", "opening-2"]
    assert [row["id"] for row in below] == ["why-1"]


def test_findings_come_first_and_ids_in_natural_order():
    told = output({"kind": "text", "markdown": "So it is."})
    found = [row["id"] for row in rows_of(*[told] * 10, output(FINDING))]
    assert found[0] == "share" and found[-2:] == ["opening-9", "opening-10"]


def test_languages_that_show_other_outputs_stop_the_run():
    with pytest.raises(NotebookError, match="other outputs in one language"):
        record.rows({"en": notebook(output(FINDING)), "es": notebook()}, "01-x")


# --- What counts as a difference


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("value", "0.150505847"),
        ("low", "0.143"),
        ("high", ""),
        ("unit", "factor"),
        ("uncertainty", "rounding"),
        ("verdict", "traced"),
        ("grade", "key"),
        ("certainty", "high"),
        ("sentence_en", "It is 15.2%."),
        ("sentence_es", "Es el 15,2 %."),
        ("because_en", "So."),
        ("because_es", "Así."),
        ("inner", "0.150505837/0.142/0.16 968"),
        ("inner", "0.150505837/0.142/0.16"),
        ("inner", "0.150505837/0.142/0.17 967"),
    ],
)
def test_one_digit_or_word_is_a_difference_with_its_row_and_column(column, value):
    row = rows_of(output(FINDING))[0]
    row |= {name: "" for name in record.columns(approved.LANGUAGES) if name not in row}
    found = approved.compare("01-x", [row], changed(row, **{column: value}))
    assert [(d.id, d.column, d.approved, d.now) for d in found] == [
        ("share", column, row[column], value)
    ]


@pytest.mark.parametrize(
    ("column", "value"), [("value", "0.150505838"), ("inner", "0.150505838/0.142/0.16 967")]
)
def test_the_ninth_digit_is_none(column, value):
    row = rows_of(output(FINDING))[0]
    assert approved.compare("01-x", [row], changed(row, **{column: value})) == []


def test_rows_that_came_or_went_are_told():
    row = rows_of(output(FINDING))[0]
    gone, came = approved.compare("01-x", [row], []), approved.compare("01-x", [], [row])
    assert [(d.column, d.now) for d in gone] == [("row", "-")]
    assert [(d.column, d.approved) for d in came] == [("row", "-")]


def test_the_table_shows_where_two_long_sentences_part():
    row = rows_of(output(FINDING))[0] | {"sentence_en": "a" * 100 + " 15.1% of them"}
    found = approved.compare("01-x", [row], changed(row, sentence_en="a" * 100 + " 15.2% of them"))
    head, line = approved.table(found).splitlines()
    assert head.split()[0] == "finding,"
    assert line.startswith("01-x#share") and "15.1% of them" in line and "15.2% of them" in line


def test_what_is_shown_steers_no_terminal():
    row = rows_of(output(FINDING))[0]
    found = approved.compare("01-x", [row], changed(row, sentence_en="\x1b[2J15.1%"))
    assert "\x1b" not in approved.table(found) and "\\x1b[2J" in approved.table(found)


# --- Who may approve


@pytest.fixture
def set_of(monkeypatch, tmp_path):
    """A finished set of one notebook, and an empty folder for its record; call with changes of the manifest."""
    data, home, out = (tmp_path / name for name in ("data", "home", "out"))
    for folder in (data, home, out / "record"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(approved, "FOLDER", tmp_path / "approved")
    monkeypatch.setattr(
        approved.config, "configuration", lambda: SimpleNamespace(notebooks=["01-x"])
    )
    monkeypatch.setenv("SERIES_DATA", str(data))
    monkeypatch.setenv("SERIES_HOME", str(home))
    (data / "claims.csv").write_text("claim\n", "utf-8")
    (home / "code.py").write_text("x = 1\n", "utf-8")
    file = out / "record" / "01-x.csv"
    file.write_text(
        record.as_csv(rows_of(output(FINDING), output(FIGURE, "a\n1\n")), approved.LANGUAGES),
        "utf-8",
    )

    def sha(path):
        return hashlib.sha256(path.read_bytes()).hexdigest()

    manifest = {
        "parameters_note": "",
        "languages": ["en", "es"],
        "parameters": {"01-x": {}},
        "inputs": {"data/claims.csv": sha(data / "claims.csv"), "code.py": sha(home / "code.py")},
        "outputs": {"record/01-x.csv": sha(file)},
    }

    def make(**changes):
        (out / "manifest.json").write_text(json.dumps(manifest | changes), "utf-8")
        return out

    return make


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"parameters_note": "01-x run with confidence=0.9"},
            "other parameters: 01-x run with confidence=0.9",
        ),
        ({"languages": ["en"]}, "lacks the language es"),
        ({"parameters": {}}, "other notebooks"),
        ({"inputs": {"data/claims.csv": "0" * 64}}, "stale: it had another data/claims.csv"),
        ({"inputs": {"code.py": "0" * 64}}, "stale: it had another code.py"),
        ({"inputs": {"gone.py": "0" * 64}}, "stale: it had another gone.py"),
        ({"outputs": {"record/01-x.csv": "0" * 64}}, "record/01-x.csv was changed after the run"),
    ],
)
def test_only_a_run_of_the_series_as_it_stands_is_approved(set_of, changes, reason):
    with pytest.raises(UsageError, match=reason) as refusal:
        approved.approve([], set_of(**changes))
    assert refusal.value.exit_code == 2 and len(str(refusal.value).splitlines()) == 2
    assert not approved.FOLDER.exists()


def test_without_a_run_there_is_nothing_to_approve(tmp_path):
    with pytest.raises(UsageError, match="holds no finished run"):
        approved.approve([], tmp_path)


def test_approving_writes_what_the_run_has_and_then_nothing_differs(set_of, capsys):
    out = set_of()
    assert approved.approve([], out) == 2
    assert "01-x#share" in capsys.readouterr().out
    assert approved.file_of("01-x").read_bytes() == (out / "record" / "01-x.csv").read_bytes()
    assert approved.approve([], out) == 0


@pytest.mark.parametrize("asked", ["share", "01-x#share"])
def test_one_row_can_be_approved_alone(set_of, asked):
    out = set_of()
    approved.approve([asked], out)
    assert [row["id"] for row in approved.read(approved.file_of("01-x"))] == ["share"]
    assert [d.id for d in approved.differences(out)] == ["bars"]


def test_a_row_that_went_can_be_approved_as_gone(set_of):
    out = set_of()
    approved.approve([], out)
    file = approved.file_of("01-x")
    file.write_text(file.read_text("utf-8") + "finding,old" + "," * 13 + "\n", "utf-8")
    assert [(d.id, d.now) for d in approved.differences(out)] == [("old", "-")]
    approved.approve(["old"], out)
    assert approved.differences(out) == []


@pytest.mark.parametrize(
    ("asked", "hint"), [("shares", "Did you mean share"), ("02-y#share", "Did you mean share")]
)
def test_an_id_that_nothing_has_is_told(set_of, asked, hint):
    with pytest.raises(UsageError, match=hint):
        approved.approve([asked], set_of())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("verdict", "judged", 1), "other columns"),
        (lambda text: text + text.splitlines()[1] + "\n", "stands twice"),
        (lambda text: text + "finding,short\n", "more or fewer cells"),
    ],
)
def test_a_broken_record_is_told_with_its_file(set_of, change, complaint):
    approved.approve([], set_of())
    file = approved.file_of("01-x")
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    with pytest.raises(DataError, match=complaint):
        approved.read(file)
    assert any(complaint in line for line in approved.problems())


def test_a_missing_or_foreign_record_is_told(set_of):
    approved.FOLDER.mkdir()
    (approved.FOLDER / "09-z.csv").write_text("", "utf-8")
    lines = approved.problems()
    assert len(lines) == 2 and "no notebook" in lines[0] and "01-x.csv: not readable" in lines[1]


def test_the_check_names_rows_of_the_last_run_that_are_not_approved(set_of, monkeypatch):
    out = set_of()
    monkeypatch.setattr(approved.paths, "REPORTS", out)
    approved.approve([], out)
    assert approved.problems() == []
    file = approved.file_of("01-x")
    file.write_text(file.read_text("utf-8").replace("15.1%", "15.2%"), "utf-8")
    assert approved.problems() == [
        "01-x#share: the last run differs from the approved record; ./run approve shows how"
    ]

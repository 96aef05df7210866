"""The hostile corpus in every place where text of others is shown, see the table of sinks in docs/architecture.md.

Pages and PDFs have theirs in test_html, test_pdf and test_svg; each guard is taken away in test_guards.
"""

import csv
import io
import json
import subprocess
import sys

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import claims, cli, language, paths, strict_json
from lib.errors import NotebookError, UsageError
from lib.publishing.checks import approved, run
from lib.publishing.report import parser, spreadsheet
from lib.publishing.report.html import exporter as html
from lib.publishing.site import manifest, record
from tests.reports import hostile, sample
from tests.unit.claims.sample import file_of

EACH = pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS.keys())


@EACH
def test_an_error_on_the_terminal(text, monkeypatch, capsys):
    def refuse(options, rest):
        raise UsageError(text, text, text)

    monkeypatch.setitem(cli.COMMANDS, "check", refuse)
    assert cli.main(["check"]) == 2
    assert hostile.harm_in_terminal(capsys.readouterr().err) == []


@EACH
def test_a_file_name_and_a_defect_on_the_terminal(text, monkeypatch, capsys):
    for error, code in ((OSError(13, "denied", text), 4), (ValueError(text), 1)):

        def fail(options, rest, error=error):
            raise error

        monkeypatch.setitem(cli.COMMANDS, "check", fail)
        assert cli.main(["check"]) == code
    assert hostile.harm_in_terminal(capsys.readouterr().err) == []


@EACH
def test_what_checks_print(text, monkeypatch, capsys):
    monkeypatch.setattr(run, "CHECKS", (lambda: [text, f"{text}: {text}"],))
    assert run.run() == 2
    assert hostile.harm_in_terminal(capsys.readouterr().out) == []


@EACH
def test_differences_from_the_record(text, monkeypatch, capsys):
    difference = approved.Difference(text, "finding", text, text, text, text)
    monkeypatch.setattr(approved, "unfit", lambda out: "")
    monkeypatch.setattr(approved, "differences", lambda out: [difference])
    monkeypatch.setattr(approved, "_take", lambda *arguments: None)
    approved.approve([], paths.REPORTS)
    assert hostile.harm_in_terminal(capsys.readouterr().out) == []


@EACH
def test_the_note_on_the_last_run(text, monkeypatch, tmp_path, capsys):
    words = {word: {"en": "So it is."} for word in claims.WORDS}
    content = file_of(["en"], text, {"a": "01"}, words)
    (tmp_path / "findings.json").write_text(json.dumps(content))
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    claims.read_findings("x")
    assert hostile.harm_in_terminal(capsys.readouterr().out) == []


@EACH
def test_what_is_refused_of_the_last_run(text, monkeypatch, tmp_path):
    content = file_of(["en"], "", {}, {}) | {"data_hash": text}
    (tmp_path / "findings.json").write_text(json.dumps(content))
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    with pytest.raises(UsageError) as refusal:
        claims.read_findings("x")
    assert hostile.harm_in_terminal(str(refusal.value)) == []


@EACH
def test_rows_of_a_published_table(text):
    written = spreadsheet.text([[text, "b"], [text, -0.5], ["x\n" + text, "-1.5"]])
    assert hostile.harm_in_csv(written) == []
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert [row[1] for row in rows] == ["b", "-0.5", "-1.5"]


@EACH
def test_data_behind_a_figure(text):
    output = sample.figure()
    out = io.StringIO()
    csv.writer(out).writerows([["word", "value"], [text, "-0.5"]])
    output.data["text/csv"] = out.getvalue()
    document = parser.read(sample.broken(sample.code("c", output)))
    (written,) = document.data_files().values()
    assert hostile.harm_in_csv(written) == []
    assert written.rstrip().endswith(",-0.5")


@EACH
def test_rows_of_the_record(text):
    row = dict.fromkeys(record.columns(("en",)), text)
    assert hostile.harm_in_csv(record.as_csv([row], ("en",))) == []


@pytest.mark.parametrize(
    "number", ["-0.6", "+5", "-1e-05", "-0.6/-0.99/-0.2 -0.4", "5", "", "-1/2"]
)
def test_numbers_stay_numbers(number):
    assert spreadsheet.cell(number) == number


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_any_table_is_harmless_and_guarding_it_twice_changes_nothing(rows):
    written = spreadsheet.text(rows)
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert [c for c in cells if c.startswith(hostile.FORMULA) and not is_sum(c)] == []
    assert spreadsheet.guarded(written) == written


def is_sum(cell: str) -> bool:
    return not set(cell) - set("0123456789+-.eE/ ")


@EACH
def test_findings_and_manifest_as_json(text, tmp_path):
    content = {"sentence": text, text: [text]}
    written = strict_json.text(content)
    assert hostile.harm_in_json(written) == []
    assert json.loads(written) == content
    manifest.write(tmp_path / "m.json", {"note": text}, made_with={}, inputs=[], outputs={})
    assert hostile.harm_in_json((tmp_path / "m.json").read_text("utf-8")) == []


@EACH
def test_index_and_glossary(text):
    entry = {
        "name": "01-x",
        "title": text,
        "summary": language.escape(text),
        "html": "01-x.html",
        "pdf": None,
        "size_kb": None,
        "n_findings": 1,
    }
    assert hostile.harm_in_page(html.index("en", [entry], [])) == []
    term = {"term_en": text, "term_es": text, "meaning_en": text}
    assert hostile.harm_in_page(html.glossary("en", [term])) == []
    assert hostile.harm_in_page(html.moved("en", "00-old", "01-x.html", text)) == []


@EACH
def test_names_of_files_come_from_plain_words_alone(text):
    output = sample.figure(id=text)
    with pytest.raises(NotebookError):
        parser.read(sample.broken(sample.code("c", output)))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_refusal_under_nbconvert_is_one_clear_line(tmp_path, form):
    file = tmp_path / "mine.ipynb"
    notebook = sample.broken(sample.markdown("the-cell", "[](#nowhere) \x1b[2J"))
    nbformat.write(notebook, file)
    command = ["-m", "jupyter", "nbconvert", "--log-level=ERROR", "--to", f"ecuador-report-{form}"]
    done = subprocess.run(
        [sys.executable, "-P", *command, str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "cell the-cell: link to #nowhere" in done.stderr
    assert "Known: none" in done.stderr
    assert len(done.stderr.splitlines()) == 2

"""Each guard against hostile content taken away in turn: what the other tests look for must then be found.

A check that stays green without its guard would guard nothing.
"""

import re

import pytest
from markupsafe import Markup

from lib import cli, strict_json
from lib.errors import NotebookError, UsageError
from lib.publishing.report import markdown, parser, spreadsheet
from lib.publishing.report.html import exporter as html
from lib.publishing.report.html import inline as html_inline
from lib.publishing.report.pdf import exporter as pdf
from lib.publishing.report.pdf import inline as pdf_inline
from lib.publishing.report.pdf import typst as typst_writer
from lib.publishing.report.svg import sanitize
from tests.reports import hostile, sample
from tests.reports.pdf_audit import Audit

EVERYTHING = re.compile(r".*", re.DOTALL)


def raw(text: str) -> str:
    """A string literal without its escapes."""
    return '"' + text + '"'


def test_templates_that_do_not_escape_are_seen(monkeypatch):
    environment = html._environment.__wrapped__()
    environment.autoescape = False
    monkeypatch.setattr(html, "_environment", lambda: environment)
    assert {"script", "iframe", "onerror"} <= {
        harm
        for name in ("script", "iframe", "handler")
        for harm in hostile.harm_in_page(html.export(hostile.notebook(hostile.TEXTS[name])))
    }


def test_text_that_is_not_escaped_is_seen(monkeypatch):
    monkeypatch.setattr(html_inline, "escape", lambda text, quote=True: Markup(text))
    assert "script" in hostile.harm_in_page(html.export(hostile.notebook(hostile.TEXTS["script"])))


@pytest.mark.parametrize(
    ("target", "harm"), [("javascript:alert(1)", "javascript:"), ("file:///etc/passwd", "file:")]
)
def test_links_that_nobody_checks_are_seen(monkeypatch, target, harm):
    notebook = sample.broken(sample.markdown("c", f"[x]({target})"))
    with pytest.raises(NotebookError, match="x: cell c: link to"):
        html.export(notebook)
    monkeypatch.setattr(markdown, "_WEB", EVERYTHING)
    assert any(found.startswith(harm) for found in hostile.harm_in_page(html.export(notebook)))
    assert any(found.startswith(harm) for found in hostile.harm_in_pdf(Audit(pdf.export(notebook))))


def test_names_of_reports_that_nobody_checks_are_seen(monkeypatch):
    notebook = sample.notebook("en")
    notebook.metadata["series"]["after"] = {"name": "javascript:alert(1)//", "title": "Next"}
    with pytest.raises(NotebookError, match="names a report 'javascript:"):
        html.export(notebook)
    monkeypatch.setattr(parser, "_NAME", EVERYTHING)
    assert any(
        harm.startswith("javascript:") for harm in hostile.harm_in_page(html.export(notebook))
    )


def test_characters_that_act_are_seen_in_a_page_where_nobody_shows_their_codes(monkeypatch):
    notebook = hostile.notebook(hostile.TEXTS["bidi"])
    assert hostile.harm_in_page(html.export(notebook)) == []
    environment = html._environment.__wrapped__()
    environment.finalize = None
    monkeypatch.setattr(html, "_environment", lambda: environment)
    assert "raw '\\u202e'" in hostile.harm_in_page(html.export(notebook)), "in templates"
    monkeypatch.undo()
    monkeypatch.setattr(html_inline, "printable", str)
    assert "raw '\\u202e'" in hostile.harm_in_page(html.export(notebook)), "in Markdown"


def test_characters_that_act_are_seen_in_typst_and_in_drawings_where_nobody_shows_their_codes(
    monkeypatch,
):
    text = hostile.TEXTS["bidi"]
    notebook = hostile.notebook(text)
    assert not hostile.harm_in_terminal(pdf.source(notebook))
    monkeypatch.setattr(pdf_inline, "printable", str)
    assert "\u202e" in hostile.harm_in_terminal(pdf.source(notebook))

    drawing = f'<svg xmlns="{sanitize.SVG}"><text>{text}</text>{text}</svg>'
    assert not hostile.harm_in_terminal(sanitize.clean.__wrapped__(drawing))
    monkeypatch.setattr(sanitize, "printable", str)
    assert "\u202e" in hostile.harm_in_terminal(sanitize.clean.__wrapped__(drawing))


@pytest.mark.parametrize("name", ["formula", "command", "at", "bidi"])
def test_cells_that_nobody_guards_are_seen(monkeypatch, name):
    rows = [["a", "b"], [hostile.TEXTS[name], "-0.5"]]
    assert hostile.harm_in_csv(spreadsheet.text(rows)) == []
    monkeypatch.setattr(spreadsheet, "cell", lambda value: value)
    assert hostile.harm_in_csv(spreadsheet.text(rows)) == [hostile.TEXTS[name]]


def test_json_and_terminal_that_nobody_guards_are_seen(monkeypatch, capsys):
    text = hostile.TEXTS["c1"] + hostile.TEXTS["bidi"]

    def refuse(options, rest):
        raise UsageError(text, text, text)

    monkeypatch.setitem(cli.COMMANDS, "check", refuse)
    assert cli.main(["check"]) == 2
    assert hostile.harm_in_terminal(capsys.readouterr().err) == []
    assert hostile.harm_in_json(strict_json.text({text: text})) == []
    monkeypatch.setattr(cli, "printable", str)
    monkeypatch.setattr(strict_json, "CONTROLS", re.compile("(?!)"))
    assert cli.main(["check"]) == 2
    assert "\u202e" in hostile.harm_in_terminal(capsys.readouterr().err)
    assert "\u202e" in hostile.harm_in_json(strict_json.text({text: text}))


@pytest.mark.parametrize("name", ["typst string", "typst escape", "quote"])
def test_strings_that_are_not_escaped_are_seen(monkeypatch, name):
    for module in (pdf_inline, typst_writer):
        monkeypatch.setattr(module, "string", raw)
    try:
        harm = hostile.harm_in_pdf(Audit(pdf.export(hostile.notebook(hostile.TEXTS[name]))))
    except NotebookError as error:  # the text ended the literal, and Typst read on
        harm = [str(error)]
    assert harm


@pytest.mark.parametrize(
    "drawing",
    [
        '<image href="file:///etc/passwd"/>',
        "<script>alert(1)</script>",
        '<image href="https://evil.example/x.png"/>',
    ],
)
def test_a_drawing_is_refused_in_the_report_and_seen_where_nobody_refuses_it(monkeypatch, drawing):
    output = sample.figure()
    for mime in (parser.WIDE, parser.NARROW):
        output.data[mime] = output.data[mime].replace("</svg>", drawing + "</svg>")
    notebook = sample.broken(sample.code("the-cell", output))
    for export in (html.export, pdf.export):
        with pytest.raises(
            NotebookError, match="x: cell the-cell: the drawing of figure 'funnel' holds a <"
        ):
            export(notebook)
    monkeypatch.setattr(sanitize, "clean", lambda source: source)
    assert drawing in parser.read(notebook).exhibits[0].wide
    assert hostile.harm_in_page(html.export(notebook)) != []


@pytest.mark.parametrize(
    "code",
    [
        '#read("/etc/passwd")',
        '#read("../../../../README.md")',
        '#include "/etc/passwd"',
        '#image("/etc/passwd")',
        '#import "@preview/cetz:0.3.0": *',
    ],
)
def test_typst_code_that_got_through_would_read_nothing(code):
    built = parser.read(sample.notebook())
    with pytest.raises(NotebookError, match="cannot be typeset"):
        pdf.typeset(built, pdf.source(sample.notebook()) + code)

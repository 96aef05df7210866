"""The PDF report: tags, metadata, text, tables that fit or are refused, equal bytes, and text that is never code."""

import datetime
import io

import nbformat
import pikepdf
import pytest
from nbconvert.exporters import get_exporter

from lib.errors import NotebookError
from lib.publishing.report.pdf import exporter as pdf
from lib.publishing.report.pdf import inline as pdf_inline
from lib.publishing.report.pdf import table as pdf_table
from tests.reports import hostile, sample
from tests.reports.pdf_audit import Audit


@pytest.fixture(scope="module")
def content(notebook):
    return pdf.export(notebook)


@pytest.fixture(scope="module")
def audit(content):
    return Audit(content)


def test_audit_finds_nothing(audit):
    assert audit.failures == []


def test_audit_finds_faults(content):
    broken = pikepdf.open(io.BytesIO(content))
    del broken.Root["/Lang"], broken.Root["/MarkInfo"], broken.Root["/Outlines"]
    for obj in broken.objects:
        if isinstance(obj, pikepdf.Dictionary) and "/Alt" in obj:
            del obj["/Alt"]
    broken.pages[0].contents_add(b"0 0 9 9 re f")
    broken.Root["/OpenAction"] = pikepdf.Dictionary(
        S=pikepdf.Name("/JavaScript"), JS="app.alert(1)"
    )
    file = io.BytesIO()
    broken.save(file)
    found = "; ".join(Audit(file.getvalue()).failures)
    for fault in (
        "no language",
        "not marked",
        "no bookmarks",
        "Figure without alt",
        "page 1: neither",
        "action /JavaScript",
    ):
        assert fault in found


def test_title_language_bookmarks(audit, language):
    words = sample.WORDS[language]
    assert (audit.title, audit.language) == (words["title"], language)
    lines = "\n".join(words[part] for part in ("data", "flow", "limits")).splitlines()
    headings = [line.split("{")[0].strip("# ") for line in lines if line.startswith("#")]
    assert audit.bookmarks[:4] == headings
    assert audit.headings[:5] == [1, 1, 1, 2, 1], (
        "the title is no heading; the first is that of the contents"
    )


def test_figures_are_vectors_with_text_that_can_be_selected(audit, language):
    assert audit.rasters == 0
    assert audit.tags["Figure"] == 1
    for word in sample.WORDS[language]["stages"]:
        assert audit.shows(word)


def test_text_of_every_output_is_there(audit, language):
    words = sample.WORDS[language]
    for text in (
        words["figure"][0],
        words["table"][0],
        words["kinds"][1],
        words["note"],
        words["dataset"][3],
        words["because"],
        words["labels"][3].capitalize(),
    ):
        assert audit.shows(text)


def test_pages_are_numbered_of_the_total(audit, language):
    words = {"en": ("Page", "of"), "es": ("Página", "de")}[language]
    total = len(audit.pdf.pages)
    assert audit.shows(f"{words[0]} {total} {words[1]} {total}")


def test_links_lead_to_the_web_only(audit):
    assert audit.links
    assert all(link.startswith(("http://", "https://")) for link in audit.links)


def test_same_notebook_same_bytes_and_small(notebook, content):
    assert pdf.export(notebook) == content
    assert len(content) < 300_000


def test_the_date_is_that_of_the_edition(audit):
    assert str(audit.pdf.docinfo["/CreationDate"]).startswith("D:20261101000000")


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("2026.11", (2026, 11)), ("", (1970, 1)), ("x.y", (1970, 1)), ("2026", (1970, 1))],
)
def test_date_of_an_edition(edition, expected):
    assert pdf.edition_date(edition) == datetime.date(*expected, 1)


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS.keys())
def test_hostile_text_stays_text(text):
    assert hostile.harm_in_pdf(Audit(pdf.export(hostile.notebook(text)))) == []


def wide(columns: int, word: str = "1,234.5"):
    heads = [
        {"name": f"c{i}", "label": f"Column {i}", "align": "right" if i else "left"}
        for i in range(columns)
    ]
    return sample.table(columns=heads, rows=[["Ecuador"] + [word] * (columns - 1)] * 3)


def export_table(output) -> Audit:
    return Audit(pdf.export(sample.broken(sample.code("wide", output))))


def test_wide_tables_turn_the_page_and_too_wide_ones_are_refused():
    upright, sideways = export_table(wide(9)), export_table(wide(16))
    assert {page.mediabox[2] > page.mediabox[3] for page in upright.pdf.pages} == {False}
    assert {page.mediabox[2] > page.mediabox[3] for page in sideways.pdf.pages} == {False, True}
    assert upright.failures == sideways.failures == []
    with pytest.raises(NotebookError, match="x: cell wide: table stages has 40 columns, too wide"):
        export_table(wide(40))


def test_type_steps_down_before_the_page_turns():
    sizes = []
    for columns in range(4, 20):
        row = ["Ecuador"] + ["1,234.5"] * (columns - 1)
        found = pdf_table.fit(
            ["Country"] + ["Column"] * (columns - 1), [row], ["left"] + ["right"] * (columns - 1)
        )
        sizes.append((found.sideways, -found.size))
        assert sum(found.widths) == pytest.approx(728 if found.sideways else 481, abs=0.2)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 4


def test_header_of_a_long_table_stands_on_each_page():
    rows = [[f"Row {i}", str(i), "x"] for i in range(120)]
    audit = export_table(sample.table(rows=rows))
    assert len(audit.pdf.pages) > 2
    assert audit.text.count("Convictions") >= len(audit.pdf.pages) - 1
    assert audit.failures == []


def test_columns_share_the_page_so_that_a_table_is_short():
    rows = [
        [
            "A sentence that goes on for long enough to fill several lines of a column, whatever its width is. "
            * 2,
            "15.1% (14.2% to 15.9%)",
            "a level",
        ]
    ] * 4
    found = pdf_table.fit(["What we find", "Value", "Direction"], rows, ["left"] * 3)
    for place in (1, 2):
        assert found.widths[place] >= pdf_inline.measure(rows[0][place], found.size)
    assert pdf_table._level([10.0, 100.0, 300.0], 210.0) == [10.0, 100.0, 100.0]
    assert pdf_table._level([10.0, 20.0], 100.0) == [10.0, 20.0]


def test_a_number_and_its_unit_count_as_one_word():
    cell = "USD\N{NO-BREAK SPACE}3.5\N{NO-BREAK SPACE}billion"
    assert pdf_table._least("x", [cell], "left", 9.0) > pdf_inline.measure(cell, 9.0)


def test_the_answer_stands_before_the_contents(language):
    code = pdf.source(sample.notebook(language))
    assert (
        code.index("#report(")
        < code.index("answer(", code.index("#report("))
        < code.rindex("contents(")
    )


def test_a_line_that_opens_a_section_stays_with_its_table():
    section = sample.markdown("s", "## A section {#s}\n\nOne line opens it.")
    assert "lead(par(" in pdf.source(sample.broken(section, sample.code("t", sample.table())))
    assert "lead(par(" not in pdf.source(sample.broken(section, sample.code("f", sample.finding())))


def test_a_finding_shows_its_id(audit):
    assert audit.shows("conviction-rate")


def test_a_character_without_a_glyph_names_the_cell():
    with pytest.raises(
        NotebookError, match="x: cell odd: the fonts of the PDF have no glyph for '中'"
    ):
        pdf.export(sample.broken(sample.markdown("odd", "A 中 here.")))


def test_nbconvert_finds_the_exporter(tmp_path):
    file = tmp_path / "mine.ipynb"
    nbformat.write(sample.notebook(), file)
    body, resources = get_exporter("ecuador-report-pdf")().from_filename(str(file))
    assert resources["output_extension"] == ".pdf"
    assert body.startswith(b"%PDF-1.7")

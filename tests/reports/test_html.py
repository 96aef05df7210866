"""The HTML report as a document: structure, safety, links, size. What needs eyes is tested in a browser."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import get_exporter

from lib import records
from lib.printable import printable
from lib.publishing.report import parser, verdicts
from lib.publishing.report.html import exporter as html
from lib.publishing.report.html import style
from tests.reports import hostile, sample

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
)
ENTRIES = [
    {
        "name": "01-sample",
        "title": "A question?",
        "summary": r"An **answer**: 5 \< 6 [@x].",
        "html": "01-sample.html",
        "pdf": "01-sample.pdf",
        "size_kb": 120,
        "n_findings": 4,
    },
    {
        "name": "02-other",
        "title": "Another",
        "summary": "",
        "html": None,
        "pdf": "02-other.pdf",
        "size_kb": 9,
        "n_findings": 0,
    },
]


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def headline(**changes) -> records.NotebookFinding:
    content = sample.finding(**changes).metadata["report"] | {"notebook": "01-sample"}
    return records.read(content, records.NotebookFinding)


@pytest.fixture(scope="module")
def page(notebook):
    return html.export(notebook)


@pytest.fixture(scope="module")
def tree(page):
    return soup(page)


def pages():
    """Pages of a set, each with the way from it to the top of the set."""
    yield html.export(sample.notebook("en")), "../"
    yield html.index("en", ENTRIES, [headline()]), "../"
    yield html.chooser(["en", "es"]), ""


def test_no_script_no_form_and_no_request_but_for_the_style():
    for text, top in pages():
        tree = soup(text)
        assert tree.find("meta", {"http-equiv": "Content-Security-Policy"})["content"] == POLICY
        assert not tree.find_all(
            ["script", "iframe", "object", "embed", "form", "style", "base", "video", "audio"]
        )
        assert not [
            tag for tag in tree.find_all(True) if any(name.startswith("on") for name in tag.attrs)
        ]
        assert not tree.find_all(["img", "source", "image"])
        assert not tree.select("[style], svg style")
        assert [tag.attrs for tag in tree.find_all("link")] == [
            {"rel": ["stylesheet"], "href": f"{top}style/series.css"}
        ]


def test_the_style_sheet_names_the_typefaces_beside_it_and_nothing_else():
    files = style.files()
    sheet = files[style.SHEET].decode("utf-8")
    assert "@import" not in sheet
    assert sorted(re.findall(r"url\(([^)]*)\)", sheet)) == sorted(set(files) - {style.SHEET})
    assert set(style.NAMES) == set(files)
    assert all(content.startswith(b"wOF2") for name, content in files.items() if ".woff2" in name)


def test_families_of_others_stand_in_for_ours():
    """Where a page is read without its style or typefaces, words keep about the room that they had."""
    sheet = style.files()[style.SHEET].decode("utf-8")
    families = re.findall(r'font(?:-family)?: ([^;]*"Source[^;]*);', sheet)
    assert len(families) >= 3
    assert all(re.search(r"(sans-)?serif$", value) for value in families)
    drawing = soup(html.export(sample.notebook("en"))).find("svg", class_="wide")
    assert drawing["font-family"].startswith("Source Sans 3,")
    assert drawing["font-family"].endswith(",sans-serif")


def test_a_page_that_is_exported_alone_carries_its_style():
    notebook = sample.notebook("en")
    del notebook.metadata["series"]
    tree = soup(html.export(notebook, "mine"))
    policy = tree.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == POLICY.replace(
        "style-src 'self'; font-src 'self'", "style-src 'unsafe-inline'; font-src data:"
    )
    assert not tree.find_all("link")
    assert not re.search(r"url\((?!data:font/woff2;base64,)", tree.style.string)


def test_language_title_and_one_first_heading(tree, language):
    assert tree.html["lang"] == language
    assert [heading.text for heading in tree.find_all("h1")] == [sample.WORDS[language]["title"]]
    assert tree.title.text.startswith(sample.WORDS[language]["title"])


def test_headings_do_not_jump(tree):
    levels = [int(tag.name[1]) for tag in tree.main.find_all(re.compile("^h[1-6]$"))]
    assert all(b <= a + 1 for a, b in zip([1, *levels], levels, strict=False))


def test_every_id_is_unique_and_every_inner_link_arrives(tree):
    ids = [tag["id"] for tag in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))
    inner = {a["href"][1:] for a in tree.find_all("a", href=re.compile("^#"))}
    assert inner <= set(ids)
    assert {
        "main",
        "funnel",
        "stages",
        "finding-conviction-rate",
        "ref-1",
        "note-1",
        "assumption-a1",
    } <= inner


def test_outer_links_go_to_the_web_or_to_the_set_of_reports(tree):
    outer = {a["href"] for a in tree.find_all("a", href=True) if not a["href"].startswith("#")}
    assert {link for link in outer if not link.startswith(("http://", "https://"))} == {
        "index.html",
        "glossary.html",
        "corrections.html",
        "data.html",
        "whats-new.html",
        "01-sample.pdf",
        "data/01-sample-funnel.csv",
        "data/01-sample-stages.csv",
    }


def test_data_links_are_the_data_files(tree, notebook):
    links = [a["href"] for a in tree.find_all("a", download=True)]
    assert links == list(parser.read(notebook).data_files())


def test_figures_say_what_they_show_and_have_a_drawing_for_the_phone(tree, language):
    title, _, alt, _ = sample.WORDS[language]["figure"]
    drawings = tree.find(id="funnel").find_all("svg", role="img")
    assert [drawing["class"] for drawing in drawings] == [["wide"], ["narrow"]]
    for drawing in drawings:
        said = [tree.find(id=id).text for id in drawing["aria-labelledby"].split()]
        assert said == [title, alt]
        words = [text.text for text in drawing.find_all("text")]
        assert set(sample.WORDS[language]["stages"]) <= set(words)
    assert drawings[0]["viewbox"] != drawings[1]["viewbox"]


def test_two_figures_of_one_drawing_share_no_id():
    once = sample.figure()
    again = sample.figure(id="again")
    tree = soup(html.export(sample.broken(sample.code("a", once, again))))
    ids = [tag["id"] for tag in tree.select("svg [id]")]
    assert len(ids) == len(set(ids)) > 4
    assert {id.partition(".")[0] for id in ids} == {"funnel", "again"}


def test_tables_have_scoped_headers_and_scroll_inside_a_named_box(tree):
    table = tree.find(id="stages")
    assert [cell["scope"] for cell in table.thead.find_all("th")] == ["col"] * 3
    assert all(row.find("th")["scope"] == "row" for row in table.tbody.find_all("tr"))
    box = table.find(class_="scroll")
    assert (box["tabindex"], box["role"]) == ("0", "region")
    assert (
        tree.find(id=box["aria-labelledby"]).find(class_="title").text
        == table.find(class_="title").text
    )


def test_a_finding_shows_its_verdict_in_a_word_and_a_symbol(tree, language):
    badge = tree.find(id="finding-duration").find(class_="badge")
    assert badge.text == sample.WORDS[language]["labels"][1].capitalize()
    assert badge.svg["aria-hidden"] == "true"
    assert len(tree.find(class_="findings").find_all("li")) == 4


def test_no_english_word_of_ours_in_a_spanish_report():
    text = soup(html.export(sample.notebook("es"))).body.text
    ours = [
        "Figure",
        "Table",
        "Finding",
        "Contents",
        "Source:",
        "Note:",
        "Assumptions",
        "About",
        "Edition",
        "range",
    ]
    assert not [word for word in ours if re.search(rf"\b{word}\b", text)]


def test_same_notebook_same_page_and_small(notebook, page):
    assert html.export(notebook) == page
    assert len(page.encode()) < 60_000


@pytest.mark.parametrize("text", hostile.TEXTS.values(), ids=hostile.TEXTS.keys())
def test_hostile_text_stays_text(text):
    page = html.export(hostile.notebook(text))
    assert hostile.harm_in_page(page) == []
    tree = soup(page)
    shown = printable(text)
    assert tree.find(id="funnel").find(class_="title").text.strip() in (shown, text.strip())


def test_a_finding_shows_its_id_as_its_permalink(tree):
    link = tree.find(id="finding-duration").find(class_="basis").find("a", title=True)
    assert (link.text, link["href"]) == ("duration", "#finding-duration")


def test_a_report_leads_to_its_neighbours_and_to_its_other_language():
    notebook = sample.notebook("es")
    notebook.metadata["series"] |= {
        "languages": ["en", "es"],
        "after": {"name": "02-x", "title": "¿Y después?"},
    }
    tree = soup(html.export(notebook))
    assert [(a["href"], a["hreflang"], a["lang"]) for a in tree.select("a[hreflang]")] == [
        ("../en/01-sample.html", "en", "en")
    ]
    assert [(p["class"], p.a["href"]) for p in tree.select(".turn p")] == [(["after"], "02-x.html")]
    assert tree.select_one(".turn a").text == "Informe siguiente ¿Y después?"
    assert not soup(html.export(sample.notebook("es"))).select(".turn, a[hreflang]")


def test_pages_beside_the_reports_lead_to_their_other_language():
    made = {
        "index": html.index("es", ENTRIES, [], ["en", "es"]),
        "glossary": html.glossary("es", [], ["en", "es"]),
        "corrections": html.corrections("es", ["en", "es"]),
        "whats-new": html.news("es", ["en", "es"]),
    }
    for name, page in made.items():
        assert [a["href"] for a in soup(page).select("a[hreflang]")] == [f"../en/{name}.html"]


def test_index_lists_reports_and_headlines():
    tree = soup(html.index("en", ENTRIES, [headline(), headline(verdict=None, verdict_label=None)]))
    links = [a["href"] for a in tree.main.find_all("a")]
    assert links == ["01-sample.html#finding-conviction-rate"] * 2 + [
        "whats-new.html",
        "corrections.html",
        "01-sample.html",
        "01-sample.pdf",
        "02-other.pdf",
        "02-other.pdf",
        "../findings.json",
        "../claims.csv",
    ]
    assert (
        ENTRIES[0]["title"] in tree.find(class_="cards").text
    )  # a headline says which question it answers
    assert "An answer: 5 < 6" in tree.text


@pytest.mark.parametrize(
    ("column", "cell", "tone"),
    [
        ("shown", "\u2717 contradicted", "bad"),
        ("shown", "\u2248 consistent; since then revised", "good"),
        ("shown", "? no verificable", "unknown"),
        ("shown", "Is it so?", ""),
        ("why", "\u2717 contradicted", ""),
    ],
)
def test_a_verdict_in_a_table_has_its_tone(column, cell, tone):
    assert verdicts.of_cell(column, cell) == tone


def test_chooser_names_each_language_in_itself():
    tree = soup(html.chooser(["en", "es"]))
    choices = [(li["lang"], li.a["href"]) for li in tree.find_all("li")]
    assert choices == [("en", "en/index.html"), ("es", "es/index.html")]


def test_nbconvert_finds_the_exporter_and_needs_no_series_record(tmp_path):
    notebook = sample.notebook()
    del notebook.metadata["series"]
    file = tmp_path / "mine.ipynb"
    nbformat.write(notebook, file)
    body, resources = get_exporter("ecuador-report-html")().from_filename(str(file))
    assert resources["output_extension"] == ".html"
    tree = soup(body)
    assert "data/mine-funnel.csv" in body
    assert not tree.find("a", href="mine.pdf"), "its neighbours do not exist"

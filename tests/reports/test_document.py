"""The neutral document: numbering, links, references; and what it refuses, each with the notebook and the cell."""

import pytest

from lib.errors import NotebookError
from lib.publishing.report import parser
from lib.publishing.report.document import Coverage, Figure, Finding, Prose, Table
from lib.publishing.report.markdown import plain, walk
from tests.reports import sample


@pytest.fixture
def built(notebook):
    return parser.read(notebook)


def tokens(built):
    return [
        token for block in built.blocks if isinstance(block, Prose) for token in walk(block.tokens)
    ]


def test_it_holds_every_output_in_reading_order(built):
    kinds = [type(block) for block in built.blocks]
    assert kinds == [
        Prose,
        Prose,
        Prose,
        Coverage,
        Prose,
        Figure,
        Table,
        Finding,
        Finding,
        Finding,
        Finding,
        Prose,
    ]
    assert [block.answer for block in built.blocks if isinstance(block, Prose)] == [
        False,
        True,
        False,
        False,
        False,
    ]


def test_title_contents_and_facts(built, language):
    assert built.title == sample.WORDS[language]["title"]
    assert [(level, anchor) for level, _, anchor in built.contents] == [
        (2, "data"),
        (2, "flow"),
        (3, "leave"),
        (2, "limits"),
    ]
    assert (built.edition, built.as_of, built.language) == ("2026.11", "2026-11", language)
    assert built.parameters == [("confidence", "0.9", True), ("process_months", "21.0", False)]


def test_cross_references_get_their_number_or_title(built, language):
    links = {
        token["anchor"]: plain(token["children"])
        for token in tokens(built)
        if token["type"] == "link" and "anchor" in token
    }
    assert links["funnel"].endswith("\N{NO-BREAK SPACE}1")
    assert links["limits"] == {"en": "the limits", "es": "los límites"}[language]


def test_references_are_numbered_as_they_are_cited(built):
    assert [reference.id for reference in built.references] == sample.references()
    assert next(token for token in tokens(built) if token["type"] == "citation")["numbers"] == [
        1,
        2,
    ]
    assert next(block for block in built.blocks if isinstance(block, Figure)).references == [1, 2]


def test_footnotes_and_assumptions(built):
    assert len(built.footnotes) == 1
    assert [key for key, _ in built.assumptions] == ["A1"]


def test_data_files_have_the_data_behind_each_exhibit(built):
    files = built.data_files()
    assert list(files) == ["data/01-sample-funnel.csv", "data/01-sample-stages.csv"]
    assert files["data/01-sample-funnel.csv"].startswith("stage,value\n")


def test_a_footnote_cited_twice_stands_once():
    cell = sample.markdown("twice", "One.[^a] Two.[^a]\n\n[^a]: The note.")
    built = parser.read(sample.broken(cell))
    refs = [token for token in tokens(built) if token["type"] == "footnote_ref"]
    assert [(token["number"], token["first"]) for token in refs] == [(1, True), (1, False)]
    assert len(built.footnotes) == 1


def test_same_footnote_name_in_two_cells_is_two_notes():
    cells = [sample.markdown(f"c{i}", f"Text.[^1]\n\n[^1]: Note {i}.") for i in (1, 2)]
    built = parser.read(sample.broken(*cells))
    assert [plain(note) for note in built.footnotes] == ["Note 1.", "Note 2."]


def test_headings_without_a_slug_get_one_each():
    cell = sample.markdown("c", "## Año fiscal\n\ntext\n\n## Año fiscal")
    assert [anchor for _, _, anchor in parser.read(sample.broken(cell)).contents] == [
        "ano-fiscal",
        "ano-fiscal-2",
    ]


@pytest.mark.parametrize("anchor", ["<!-- #the-slug -->", "{#the-slug}"])
def test_the_anchor_of_a_heading_is_no_part_of_its_words(anchor):
    built = parser.read(sample.broken(sample.markdown("c", f"## *One* part {anchor}\n\ntext")))
    assert built.contents == [(2, "One part", "the-slug")]


def test_a_link_whose_words_repeat_its_anchor_says_the_number():
    cell = sample.markdown("c", "## Part {#part}\n\n[](#part), [part](#part), [the part](#part)")
    links = [token for token in tokens(parser.read(sample.broken(cell))) if token["type"] == "link"]
    assert [plain(link["children"]) for link in links] == ["Part", "Part", "the part"]


def test_language_falls_back_to_the_start_of_the_notebook():
    notebook = sample.notebook("es")
    del notebook.metadata["series"]
    built = parser.read(notebook, "mine")
    assert (built.language, built.name, built.in_series) == ("es", "mine", False)


def test_data_in_a_sentence_is_text():
    source = r"\<b\>x\</b\> \[@nobody\] \[a\](javascript:x) R&amp;D"
    text = sample.output({"kind": "text", "markdown": source, "holds": True})
    built = parser.read(sample.broken(sample.code("c", text)))
    assert plain(built.blocks[0].tokens) == "<b>x</b> [@nobody] [a](javascript:x) R&D"
    assert {token["type"] for token in walk(built.blocks[0].tokens)} == {"paragraph", "text"}


REFUSED_MARKDOWN = [
    ("A <b>bold</b> word", "raw HTML '<b>'"),
    ("<script>alert(1)</script>", "raw HTML"),
    ("<iframe src='https://x.org'></iframe>", "raw HTML"),
    ("<!-- a comment -->", "raw HTML"),
    ("![alt](https://x.org/y.png)", "an image in Markdown"),
    ("[x](javascript:alert(1))", "link to 'javascript:alert"),
    ("[x](JaVaScript:alert(1))", "link to"),
    ("[x](&#106;avascript:alert(1))", "link to"),
    ("[x](file:///etc/passwd)", "link to 'file:"),
    ("[x](data:text/html,y)", "link to 'data:"),
    ("[x](//x.org)", "link to"),
    ("[x](../secret)", "link to"),
    ("[x][r]\n\n[r]: file:///etc/passwd", "link to 'file:"),
    ("<file:///etc/passwd>", "(link to|raw HTML)"),
    ("[x](#nowhere)", "link to #nowhere, which is not in this report"),
    ("[](#main)", "link to #main"),
    ("See [@nobody2020].", "cites 'nobody2020'"),
    ("Rests on [A77].", "cites the assumption A77"),
    ("#### Deep", "skips from level 1 to 4"),
    ("# A second title", "second level-1 heading"),
    ("## A {#x}\n\n## B {#x}", "'x' stands twice"),
    ("## A {#main}", "'main' stands twice"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED_MARKDOWN)
def test_markdown_that_is_refused_names_its_cell(source, message):
    with pytest.raises(NotebookError, match=message) as caught:
        parser.read(sample.broken(sample.markdown("the-cell", source)))
    assert str(caught.value).startswith("x: cell the-cell: ")


REFUSED_OUTPUTS = [
    (lambda: sample.output({"kind": "nonsense"}), "unknown kind 'nonsense'"),
    (lambda: sample.v4.new_output("stream", name="stdout", text="debug 1"), "shows 'debug 1'"),
    (
        lambda: sample.v4.new_output("execute_result", data={"text/plain": "<Axes: >"}),
        "shows '<Axes: >'",
    ),
    (lambda: sample.v4.new_output("error", ename="KeyError", evalue="'x'"), "failed: KeyError"),
    (lambda: sample.figure(alt=" " * 30), "no alt text"),
    (lambda: sample.figure(alt=""), "alt"),
    (lambda: sample.figure(id="Not a slug"), "id"),
    (lambda: sample.figure(title=" "), "no title"),
    (lambda: sample.table(rows=[["one"]]), "do not have 3 cells"),
    (lambda: sample.table(rows=[]), "rows"),
    (lambda: sample.finding(verdict="maybe"), "verdict"),
    (lambda: sample.finding(markdown="# A heading"), "not one paragraph"),
    (lambda: sample.finding(markdown="One.\n\nTwo."), "conviction-rate' is not one paragraph"),
    (lambda: sample.finding(assumptions=["A99"]), "assumption A99"),
    (lambda: sample.finding(references=["nobody"]), "cites 'nobody'"),
    (
        lambda: sample.output({"kind": "text", "markdown": "## No", "holds": True}),
        "holds a heading",
    ),
]


@pytest.mark.parametrize(("make", "message"), REFUSED_OUTPUTS)
def test_output_that_is_refused_names_its_cell(make, message):
    with pytest.raises(NotebookError, match=message) as caught:
        parser.read(sample.broken(sample.code("the-cell", make())))
    assert str(caught.value).startswith("x: cell the-cell: ")


def test_two_outputs_with_one_id():
    with pytest.raises(NotebookError, match="'funnel' stands twice"):
        parser.read(
            sample.broken(sample.code("a", sample.figure()), sample.code("b", sample.figure()))
        )


def test_a_notebook_without_a_title():
    with pytest.raises(NotebookError, match="has no title"):
        parser.read(sample.v4.new_notebook(cells=[sample.markdown("c", "Text.")]))


def test_warnings_of_libraries_are_not_for_readers():
    cell = sample.code(
        "c", sample.v4.new_output("stream", name="stderr", text="DeprecationWarning")
    )
    assert parser.read(sample.broken(cell)).blocks == []

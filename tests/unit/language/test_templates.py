"""Templates, and text from data inside Markdown."""

import mistune
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib import language
from lib.errors import NotebookError
from lib.estimates import share
from lib.publishing.report import markdown


def test_a_template_is_translated_first_and_filled_after(spanish):
    assert language.render("A {n:n.1} b.", {"n": 2.5}) == "Un 2,5 be."


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("A {rate:pct}.", "no value for {rate}"),
        ("A {n}.", "{n} has no format"),
        ("A {}.", "no value for {}"),
        ("A {n.real:n}.", "no value for {n.real}"),
        ("A {n:n.", "written twice"),
        ("A } b.", "written twice"),
        ("A {n:.2f}.", "not known"),
    ],
)
def test_a_template_that_cannot_be_filled_is_named(template, complaint):
    with pytest.raises(NotebookError) as error:
        language.render(template, {"n": 1})
    assert complaint in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


def test_braces_that_are_meant_survive():
    assert language.render("{{n}} is {n:n}", {"n": 1}) == "{n} is 1"


def test_the_formats_of_a_template_are_those_of_its_numbers():
    told = language.formats_of(
        "A {a:n} and {b:pct.0:range}, {b:pct.1}, in {d:date} {c:label} {w:text} {y:year}."
    )
    assert told == {"a": "n", "b": "pct.0", "y": "year"}
    assert language.formats_of("None at all.") == {}


# --- Markdown

PARSERS = {
    "mistune": mistune.create_markdown(
        renderer=None, plugins=["table", "footnotes", "strikethrough"]
    ),
    "report": lambda text: markdown.parse(text)[0],  # knows citations, assumptions and entities too
}


def plain(tokens):
    """The text of a tree of tokens; fails where anything in it is markup."""
    assert all(token["type"] in ("text", "paragraph", "blank_line") for token in tokens), tokens
    return "".join(
        token["raw"] if "raw" in token else plain(token.get("children", [])) for token in tokens
    )


MARKUP = st.text(alphabet="ab1 -=+*_#>|~`[](){}!<&;:.^$\\/\n\t@", max_size=30) | st.text(
    max_size=20
)


@given(MARKUP)
@example("- a")
@example("1. a")
@example("---")
@example("    a")
@example("&lt;b&gt;")
@example("<img src=x onerror=alert(1)>")
@example("[a](javascript:b)")
@example("[^1]: a")
@example("| a |\n|---|\n| b |")
@example("a\n===")
@example("`a`~~b~~**c**__d__")
@example("[@a-2019] and [A1, A2]")
@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@pytest.mark.parametrize("frame", ["{x:text}", "A {x:text} b."])
def test_text_from_data_never_becomes_markup(frame, parser, text):
    visible = "".join(c for c in text if c.isprintable() or c in "\n\t")
    shown = plain(parser(language.render(frame, {"x": visible}, markdown=True))).split()
    assert shown == frame.replace("{x:text}", visible).split()


def test_a_filled_sentence_keeps_its_own_markup():
    filled = language.render("A **{x:text}** b.", {"x": "*c*"}, markdown=True)
    assert [t["type"] for t in markdown.parse(filled)[0][0]["children"]] == [
        "text",
        "strong",
        "text",
    ]


def test_a_cell_is_cut_into_blocks_with_its_anchors():
    cell = "# A heading {#here}\n\nA paragraph.\n\n\n- one\n- two\n\n```python\ncode\n```"
    assert language.blocks(cell) == [
        ("# ", "A heading", " {#here}"),
        ("", "A paragraph.", ""),
        ("", "- one\n- two", ""),
        ("```python\ncode\n```", "", ""),
    ]


def test_a_translation_leaves_marks_anchors_and_code(spanish):
    cell = "## A heading {#here}\n\nA paragraph.\n\n```\nA paragraph.\n```"
    assert (
        language.translate_markdown(cell)
        == "## Un título {#here}\n\nUn párrafo.\n\n```\nA paragraph.\n```"
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "# A heading {#a-1}",
                "## B",
                "A paragraph\nof two lines.",
                "- a\n- b",
                "> c",
                "$x$ {y}",
                "```\nd\n```",
                "| a | b |\n|---|---|\n| 1 | 2 |",
                "#not a heading",
            ]
        ),
        max_size=6,
    )
)
def test_without_a_translation_a_cell_stays_as_it_is(parts):
    cell = "\n\n".join(parts)
    assert language.translate_markdown(cell) == cell


def test_a_share_prints_its_interval_as_in_the_readme():
    assert (
        language.render("{rate:pct} ended so.", {"rate": share(967, 6425)})
        == "15.1% (14.2% to 15.9%) ended so."
    )

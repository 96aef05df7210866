"""Markdown: lines to text, blocks of a cell, and text from data made safe inside it."""

import mistune
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib import language
from lib.publishing.report import markdown

LINES = """
    The share was {rate:pct} in 2022.
    It had been lower.

    - one thing,
      told in two lines
    - another
    """


def test_lines_of_a_paragraph_become_one_and_items_keep_theirs():
    assert language.joined(LINES) == (
        "The share was {rate:pct} in 2022. It had been lower.\n\n- one thing, told in two lines\n- another"
    )


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("One line.", "One line."),
        (" kept as it is ", " kept as it is "),
        ("", ""),
        ("\n    A\n    b.\n", "A b."),
        ("A\n\n\n\nB", "A\n\nB"),
        ("## A\nB\nC", "## A\nB C"),
        ("> a\n> b", "> a\n> b"),
        ("| a |\n|---|\n| 1 |", "| a |\n|---|\n| 1 |"),
        ("1. a\n2. b\nc", "1. a\n2. b c"),
        ("a\n- b\n  - c\n    d", "a\n- b\n  - c d"),
        ("```\na\n\n  b\n```\nc\nd", "```\na\n\n  b\n```\nc d"),
        ("in\n2022. Then", "in 2022. Then"),
        ("\n    no\u00a0break\n    space\n", "no\u00a0break space"),
    ],
)
def test_each_kind_of_line_is_read_as_markdown_reads_it(text, due):
    assert language.joined(text) == due


@given(
    st.lists(
        st.sampled_from(
            ["A sentence.", "- item", "  goes on", "", "# Head", "```", "1. one", "> said"]
        )
    )
)
def test_what_is_joined_stays_as_it_is(lines):
    once = language.joined("\n".join(lines))
    assert language.joined(once) == once


@given(
    st.lists(st.sampled_from(["One.", "Two, three.", "", "- item"]), min_size=1),
    st.sampled_from(["", "  ", "\t"]),
)
def test_the_indent_of_a_cell_changes_nothing(lines, indent):
    text = "\n".join(lines)
    indented = "\n".join(indent + line if line else line for line in lines)
    assert language.joined(f"\n{indented}\n") == language.joined(f"\n{text}\n")


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


@pytest.mark.parametrize("anchor", [" {#a-part}", " <!-- #a-part -->", ""])
def test_an_anchor_is_no_part_of_what_is_translated(anchor):
    assert language.blocks(f"## A part{anchor}") == [("## ", "A part", anchor)]

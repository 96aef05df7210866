"""Words and numbers in two languages, templates, and text from data inside Markdown."""

import mistune
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib import language
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate, bounds, exact, share
from lib.language import numbers
from lib.publishing.report import markdown

NBSP = "\u00a0"
RANGE = Estimate(0.15, 0.142, 0.16, "scenario")


@pytest.fixture(autouse=True)
def _english():
    language.set_language("en")
    yield
    language.set_language("en")


@pytest.fixture
def spanish(monkeypatch):
    """Spanish with a catalogue of a few texts, so that no test waits for a translator."""
    said = {
        "{low} to {high}": "{low} a {high}",
        "not known": "no se conoce",
        "Ecuador": "El Ecuador",
        "A {n:n.1} b.": "Un {n:n.1} be.",
        "A heading": "Un título",
        "A paragraph.": "Un párrafo.",
    }

    class Catalogue:
        def gettext(self, text):
            return said.get(text, text)

    monkeypatch.setattr(numbers, "_catalogue", lambda code: Catalogue())
    language.set_language("es")


@pytest.mark.parametrize(
    ("value", "spec", "english", "in_spanish"),
    [
        (6425, "n", "6,425", "6.425"),
        (1234.5, "n", "1,234", "1.234"),
        (12.34, "n", "12.3", "12,3"),
        (0.01234, "n", "0.0123", "0,0123"),
        (0, "n", "0", "0"),
        (-3.25, "n.1", "−3.2", "−3,2"),
        (-0.04, "n.1", "0.0", "0,0"),
        (12, "n.2", "12.00", "12,00"),
        (0.15051, "pct", "15.1%", "15,1 %"),
        (-0.5, "pct.0", "−50%", "−50 %"),
        (1234.5, "pct.0", "123,450%", "123.450 %"),
        (3.5e9, "usd", "USD 3.5 billion", "USD 3.500 millones"),
        (9.34e7, "usd", "USD 93.4 million", "USD 93,4 millones"),
        (1e6, "usd", "USD 1 million", "USD 1 millón"),
        (2e6, "usd", "USD 2 million", "USD 2 millones"),
        (2650, "usd", "USD 2,650", "USD 2.650"),
        (3.5, "usd", "USD 3.50", "USD 3,50"),
        (-3.5e9, "usd.2", "−USD 3.50 billion", "−USD 3.500,00 millones"),
        (2024, "year", "2024", "2024"),
        ("2024", "date", "2024", "2024"),
        ("2024-01", "date", "January 2024", "enero de 2024"),
        ("2024-01-09", "date", "9 January 2024", "9 de enero de 2024"),
        (pd.Timestamp("2024-01-09"), "date", "9 January 2024", "9 de enero de 2024"),
        ("ECU", "label", "Ecuador", "El Ecuador"),
        ("a < b", "text", "a < b", "a < b"),
        (None, "n", "not known", "no se conoce"),
        (float("nan"), "pct", "not known", "no se conoce"),
        (pd.NA, "n", "not known", "no se conoce"),
        (pd.NaT, "date", "not known", "no se conoce"),
        (np.int64(6425), "n", "6,425", "6.425"),
        (np.float64(0.5), "pct", "50.0%", "50,0 %"),
        (RANGE, "pct", "15.0% (14.2% to 16.0%)", "15,0 % (14,2 % a 16,0 %)"),
        (RANGE, "pct:value", "15.0%", "15,0 %"),
        (exact(967), "n", "967", "967"),
        (
            Estimate(2.1e9, 9e8, 4e9, "scenario"),
            "usd",
            "USD 2.1 billion (USD 0.9 billion to USD 4.0 billion)",
            "USD 2.100 millones (USD 900 millones a USD 4.000 millones)",
        ),
    ],
)
def test_a_value_as_each_reader_sees_it(request, value, spec, english, in_spanish):
    assert language.format_value(value, spec).replace(NBSP, " ") == english
    request.getfixturevalue("spanish")
    assert language.format_value(value, spec).replace(NBSP, " ") == in_spanish


def test_a_number_never_breaks_from_its_unit():
    assert " " not in language.format_value(3.5e9, "usd")
    language.set_language("es")
    assert language.format_value(0.5, "pct") == f"50,0{NBSP}%"


@pytest.mark.parametrize(
    ("estimate", "spec", "shown"),
    [
        (bounds(None, 3), "n", "up to 3"),
        (bounds(2, None), "n", "at least 2"),
        (bounds(2, 3), "n", "between 2 and 3"),
        (bounds(2, 3), "n:value", "not known"),
        (RANGE, "pct:range", "between 14.2% and 16.0%"),
        (Estimate(2, None, 3, "scenario"), "n", "2 (up to 3)"),
        (Estimate(None, None, None, "scenario"), "n", "not known"),
    ],
)
def test_an_estimate_shows_what_is_known_of_it(estimate, spec, shown):
    assert language.format_value(estimate, spec) == shown


@pytest.mark.parametrize("spec", ["", "x", "n.", "pct.12", "n:both", ".2f", "year:low"])
def test_an_unknown_format_is_refused(spec):
    with pytest.raises(NotebookError, match="not known"):
        language.format_value(1.0, spec)


@given(st.floats(-1e12, 1e12), st.sampled_from(["n", "n.2", "pct", "pct.0", "usd"]))
def test_a_number_never_shows_in_another_notation(number, spec):
    assert not set(language.format_value(number, spec)) & set(
        "eE+-"
    )  # no exponent, and a minus sign, not a hyphen


@given(st.floats(0, 1e10), st.floats(0, 1e10), st.floats(0, 1e10))
def test_a_value_and_its_range_share_their_decimals(a, b, c):
    low, value, high = sorted((a, b, c))
    shown = language.format_value(Estimate(value, low, high, "scenario"))
    decimals = {len(part.strip("()").partition(".")[2]) for part in shown.split() if part != "to"}
    assert len(decimals) == 1


def test_an_axis_has_one_unit_and_the_decimals_that_tell_its_numbers_apart():
    assert language.format_values([0, 2.5, 5]) == ["0", "2.5", "5.0"]
    assert language.format_values([-0.1, 0, 0.05], "pct.3") == ["−10%", "0%", "5%"]
    assert [x.replace(NBSP, " ") for x in language.format_values([0, 5e8, 1e9], "usd")] == [
        "USD 0",
        "USD 0.5 billion",
        "USD 1.0 billion",
    ]
    assert language.format_values([1999, 2000], "year") == ["1999", "2000"]
    assert language.format_values([0]) == ["0"]


@given(
    st.integers(-50, 50),
    st.integers(1, 9),
    st.sampled_from([0.01, 0.1, 1.0, 25.0, 1e4, 5e7]),
    st.sampled_from(["n", "pct", "usd"]),
)
def test_ticks_of_an_axis_are_all_different(start, number, step, unit):
    ticks = [(start + i) * step for i in range(number)]
    assert len(set(language.format_values(ticks, unit))) == number


# --- templates


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


@pytest.mark.parametrize("code", ["fr", "", "EN"])
def test_an_unknown_language_is_refused(code):
    with pytest.raises(UsageError, match="Known: en, es"):
        language.set_language(code)


def test_a_code_without_a_label_names_the_nearest():
    with pytest.raises(NotebookError, match=r"Did you mean .*\bECU\b"):
        language.label("ECX")
    with pytest.raises(NotebookError, match=r"Add it to data/labels\.csv"):
        language.label("nothing_like_it_at_all")


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

"""Templates: placeholders, the values that they name, and the filling."""

from types import SimpleNamespace

import pandas as pd
import pytest

from lib import language
from lib.errors import NotebookError
from lib.estimates import share
from lib.language import templates


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


def test_placeholders_know_their_line():
    found = templates.fields("{a:n}\n{b[low]:pct.0:range}\n\n{c}")
    assert [(field.name, field.spec, field.line) for field in found] == [
        ("a", "n", 0),
        ("b[low]", "pct.0:range", 1),
        ("c", "", 3),
    ]


WIDE = pd.Series({"low": 1.0, "high": 2.0})
NOTEBOOK = {
    "rate": SimpleNamespace(value=0.15, _secret=1),
    "wide": WIDE,
    "growth": pd.Series({2021: 0.1, 2022: 0.2}),
    "nested": {"aid": {"p": 0.03}},
    "pair": [3, 4],
    "_hidden": 1,
    "total": len,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate.value", 0.15),
        ("wide[low]", 1.0),
        ("wide.high", 2.0),
        ("growth[2021]", 0.1),
        ("nested[aid][p]", 0.03),
        ("pair[1]", 4),
    ],
)
def test_a_name_finds_its_value_in_the_notebook(name, value):
    assert templates.resolve([f"It is {{{name}:n}}."], {}, NOTEBOOK) == {name: value}


def test_a_keyword_goes_before_a_name_of_the_notebook():
    assert templates.resolve(["{pair[0]:n}"], {"pair": [9]}, NOTEBOOK) == {"pair[0]": 9}


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("{none:n}", "no value for {none}"),
        ("{wid[low]:n}", "Did you mean wide?"),
        ("{wide[lo]:n}", "wide has no such part: 'lo'\n  It has low, high."),
        ("{rate.valu:n}", "rate has no such part"),
        ("{pair[7]:n}", "pair has no such part"),
        ("{growth[2030]:n}", "growth has no such part"),
        ("{_hidden:n}", "names something private"),
        ("{rate._secret:n}", "names something private"),
        ("{rate.__class__:n}", "names something private"),
        ("{nested[__x]:n}", "names something private"),
        ("{total:n}", "is a function, and a template calls nothing"),
        ("{wide.sum:n}", "is a function"),
        ("{total():n}", "nothing is computed in a template"),
        ("{wide[low]+1:n}", "nothing is computed in a template"),
        ("{wide[-1]:n}", "nothing is computed"),
        ("{wide['low']:n}", "nothing is computed"),
        ("{:n}", "nothing is computed"),
        ("{0:n}", "nothing is computed"),
        ("{a b:n}", "nothing is computed"),
        ("{rate!r:n}", "has a conversion"),
        ("{rate}", "{rate} has no format"),
        ("{rate:n", "A brace that is meant is written twice"),
        ("rate}", "A brace that is meant is written twice"),
    ],
)
def test_what_cannot_be_read_is_refused(template, complaint):
    with pytest.raises(NotebookError) as error:
        templates.resolve([template], {}, NOTEBOOK)
    assert complaint in str(error.value)
    assert len(str(error.value).splitlines()) <= 3


def test_a_keyword_that_nothing_uses_is_refused():
    with pytest.raises(NotebookError, match="keyword rates=: no template of this call uses it"):
        templates.resolve(["{rate.value:pct}"], {"rates": 1}, NOTEBOOK)


def test_a_name_outside_templates_is_looked_up_too():
    assert templates.resolve([""], {}, NOTEBOOK, ["wide[high]"]) == {"wide[high]": 2.0}


def test_a_share_prints_its_interval_as_in_the_readme():
    assert (
        language.render("{rate:pct} ended so.", {"rate": share(967, 6425)})
        == "15.1% (14.2% to 15.9%) ended so."
    )

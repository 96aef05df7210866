"""The form of a notebook: one good notebook, and for each rule the same one with one thing wrong."""

import re

import nbformat
import pytest

from lib import paths
from lib.publishing.checks import extract, notebooks

PARAMETERS = 'language: str = "en"  # en | es'


def good():
    """A notebook without a problem."""
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    made.nbformat_minor = 5
    words = "words that make an argument before the code does " * 3
    made.cells = [nbformat.v4.new_markdown_cell(f"# A question?\n\n{words}")]
    made.cells.append(nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}))
    made.cells.append(
        nbformat.v4.new_code_cell("from lib.display import text\nstart(language)\na = b = 1")
    )
    for number in range(12):
        made.cells.append(
            nbformat.v4.new_markdown_cell(f"## Part <!-- #part-{chr(97 + number)} -->\n\n{words}")
        )
        made.cells.append(nbformat.v4.new_code_cell('text("It is {a:n}.")'))
    for number, cell in enumerate(made.cells):
        cell["id"] = f"cell-{number}"
    return made


def test_a_good_notebook_has_no_problem():
    assert notebooks.problems(good(), "01") == []


def code(source):
    def change(notebook):
        notebook.cells[4].source = source

    return change


def prose(source):
    def change(notebook):
        notebook.cells[3].source += f"\n\n{source}"

    return change


def setting(name, value):
    def change(notebook):
        notebook[name] = value

    return change


def kernel(notebook):
    notebook.metadata.kernelspec.name = "python"


def untagged(notebook):
    notebook.cells[1].metadata.tags = []


def tagged_twice(notebook):
    notebook.cells[2].metadata["tags"] = ["parameters"]


def same_id(notebook):
    notebook.cells[5]["id"] = notebook.cells[4]["id"]


def output(notebook):
    notebook.cells[4].outputs = [nbformat.v4.new_output("stream", text="x")]


def counted(notebook):
    notebook.cells[4].execution_count = 1


WRONG = [
    ("an old format", setting("nbformat_minor", 4), "nbformat is 4.4, 4.5 is due"),
    ("another kernel", kernel, "kernelspec is not python3"),
    ("no parameters", untagged, "has 0 cells tagged 'parameters'"),
    ("two parameters", tagged_twice, "has 2 cells tagged 'parameters'"),
    ("one id twice", same_id, "cell ids are not unique"),
    ("an output", output, "cell 5 holds outputs"),
    ("a count", counted, "cell 5 holds outputs"),
    ("a long cell", code("\n".join(["c = 1"] * 31)), "cell 5 has 31 lines, at most 30"),
    ("a wide line", code(f"c = '{'x' * 116}'"), "cell 5, line 1 has 122 letters, at most 120"),
    ("two outputs", code('text("One.")\ncoverage("a/b")'), "cell 5 shows 2 things"),
    (
        "a text cut in two",
        code('text("One, "\n     "two.")'),
        "cell 5, line 2: a text is cut in two",
    ),
    (
        "another order",
        code('finding("a", "A.", unit="b", value=None, tables=[])'),
        "it is value, unit, tables",
    ),
    (
        "a condition before a value",
        code('text("A {c:n}.", holds=a > 1, c=a + 1)'),
        "it is c, holds",
    ),
    (
        "a name that nothing binds",
        code('text("A {c:n}.")'),
        "cell 5 (cell-4), line 1: {c} is bound in no cell",
    ),
    ("a function", code("def f():\n    pass"), "cell 5 defines f; it belongs in lib/"),
    ("a class", code("class A:\n    pass"), "cell 5 defines A"),
    ("an f-string", code('text(f"{a}")'), "cell 5 fills a text itself"),
    ("a format call", code('a = "{}".format(b)'), "cell 5 fills a text itself"),
    ("a computed text", code('text("A" + b)'), "cell 5, text: the text 'A' + b is no literal"),
    ("a magic", code("%matplotlib inline"), "a cell is not Python"),
    ("a number in prose", prose("There were 6425 cases."), "cell 4 types 6425 in prose"),
    ("a percentage in prose", prose("A share of 15% is."), "cell 4 types 15% in prose"),
    ("a number in a heading", prose("## The 15 cases <!-- #cases -->"), "cell 4 types 15 in prose"),
    ("a heading without anchor", prose("## Cases"), "cell 4: heading '## Cases' has no anchor"),
    ("a heading whose anchor is seen", prose("## Cases {#cases}"), "has no anchor"),
    ("a link without words", prose("See [](#cases)."), "write [cases](#cases)"),
    (
        "a number in a sentence",
        code('text("There are 15 cases.")'),
        "cell 5, text: types 15 in a template",
    ),
    (
        "a number in a title",
        code('figure(f, d, id="a", title="All 15", subtitle="B", alt="C", tables=[])'),
        "cell 5, figure: types 15 in a template",
    ),
    (
        "a direction",
        code('text("Cases rose to {a:n}.", a=a)'),
        "cell 5, text: says 'rose' without holds=",
    ),
    (
        "a judgement in a title",
        code('figure(f, d, id="a", title="Most end", subtitle="B", alt="C", tables=[])'),
        "cell 5, figure: says 'Most' without holds=",
    ),
    (
        "a direction in an alt text",
        code('figure(f, d, id="a", title="A", subtitle="B", alt="It fell.", tables=[])'),
        "cell 5, figure: says 'fell' without holds=",
    ),
    (
        "a direction in a finding",
        code('finding("a", "More {a:n}.", value="a", unit="b", a=a, tables=[])'),
        "cell 5, finding: says 'More' without holds=",
    ),
    (
        "a condition that is written",
        code('text("Cases rose.", holds=True)'),
        "says 'rose' without holds=",
    ),
]


@pytest.mark.parametrize(("change", "complaint"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_each_rule_finds_what_breaks_it(change, complaint):
    notebook = good()
    change(notebook)
    found = notebooks.problems(notebook, "01")
    assert any(complaint in line for line in found), found
    assert all(line.startswith("01: ") and "\n" not in line for line in found)


@pytest.mark.parametrize(
    "change",
    [
        code('text("Cases rose to {a:n}.", holds=a > b)'),
        code('text("Cases rose." if a else "Cases fell.", holds=a)'),
        code(
            'figure(f, d, id="a", title="A", subtitle="More than {a:n} a year", alt="B", tables=[])'
        ),  # a definition
        code('c = "It rose by 15."'),
        prose("See [cases](https://a.org/15), `x[15]`, [@id-2015] and [A15, A16]."),
        prose("In 2019-22 and in the 1990s, FY 2024, art. 636 and IO.7."),
        prose("The value {a:n.2} stays."),
    ],
    ids=["holds", "either", "subtitle", "code", "links", "years and names", "placeholder"],
)
def test_what_is_allowed_is_not_found(change):
    notebook = good()
    change(notebook)
    assert notebooks.problems(notebook, "01") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in 2019", []),
        ("2019-22", []),
        ("2019/20", []),
        ("1990s", []),
        ("12019", ["12019"]),
        ("2,019", ["2,019"]),
        ("IO.7", []),
        ("IO.72", ["2"]),
        ("15.3%", ["15.3%"]),
        ("`15`", []),
        ("{x:n.1}", []),
        ("A12", ["A12"]),
        ("[A12]", []),
    ],
)
def test_digits_are_years_names_or_typed(text, found):
    assert notebooks.digits(text) == found


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("No source has it.", "No"),
        ("All the rest is known.", "All"),
        ("It is the first year.", "first"),
        ("Nobody measured\nevery one of them.", "Nobody"),
        ("Of {no:n} cases {all:n} ended.", None),
        ("They have no margin of error.", None),
        ("Another follows.", None),
    ],
)
def test_words_that_speak_of_a_whole_need_a_condition(sentence, word):
    told = notebooks.general(sentence)
    assert told[:1] == ([word] if word else [])


def test_a_general_sentence_without_a_condition_is_told_and_with_one_is_not():
    notebook = good()
    notebook.cells[4].source = 'text("No source has {a:n}.")'
    assert notebooks.problems(notebook, "01") == ["01: cell 5, text: says 'No' without holds="]
    notebook.cells[4].source = 'text("No source has {a:n}.", holds=a > b)'
    assert notebooks.problems(notebook, "01") == []


def test_each_excuse_is_used_and_has_its_reason():
    said = " ".join(
        text
        for file in sorted(paths.NOTEBOOKS.glob("*.ipynb"))
        for _, text in extract.notebook_strings(nbformat.read(file, as_version=4))
    )
    bare = re.sub(r"\{[^{}]*\}", "{}", said)
    assert [words for words in notebooks.excuses() if words not in bare] == []
    assert all(notebooks.GENERAL.search(words) for words in notebooks.excuses())

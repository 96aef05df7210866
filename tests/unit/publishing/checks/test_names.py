"""Names in templates: one good notebook, and for each rule the same one with one thing wrong."""

import ast
import inspect
from types import SimpleNamespace

import pytest

from lib import display
from lib.publishing.checks import names

PARAMETERS = 'language: str = "en"  # en | es\nlevel: float = 0.9  # 0.5 to 0.99'
NUMBERS = "rate = share(1, 2, level)\nwide = {'low': 1}\nrows = [rate for rate in (1, 2)]"
SENTENCE = '''text(
    """
    The share was {rate:pct},
    at least {wide[low]:n} of {cases:n} at {level:pct}.
    """,
    cases=len(rows),
)'''


def cell(source, name, tags=()):
    return SimpleNamespace(
        cell_type="code", source=source, metadata={"tags": list(tags)}, get={"id": name}.get
    )


def notebook(numbers=NUMBERS, sentence=SENTENCE, after="last = 1", parameters=PARAMETERS):
    prose = SimpleNamespace(
        cell_type="markdown", source="# A {not: code", metadata={}, get={"id": "title"}.get
    )
    return SimpleNamespace(
        cells=[
            prose,
            cell(parameters, "parameters", ["parameters"]),
            cell(numbers, "numbers"),
            cell(sentence, "said"),
            cell(after, "after"),
        ]
    )


def test_a_good_notebook_has_no_problem():
    assert names.problems(notebook(), "01") == []


def test_what_papermill_injects_belongs_to_the_parameters():
    series_notebook = notebook()
    series_notebook.cells.insert(2, cell("level = 0.8", "injected", ["injected-parameters"]))
    assert names.problems(series_notebook, "01") == []


WRONG = {
    "a wrong name": (
        {"sentence": SENTENCE.replace("{rate:", "{rte:")},
        "cell 4 (said), line 3: {rte} is bound in no cell",
    ),
    "a name bound below": (
        {"numbers": "wide = rows = [1]", "after": "rate = 1"},
        "cell 4 (said), line 3: {rate} is bound below, in cell 5 (after)",
    ),
    "a name bound below in its cell": (
        {"numbers": "wide = rows = [1]", "sentence": SENTENCE + "\nrate = 1"},
        "cell 4 (said), line 3: {rate} is bound below its use in this cell",
    ),
    "a name bound twice": (
        {"after": "x = 1\nrate = 2"},
        "cell 5 (after), line 2: rate is bound here and in cell 3 (numbers)",
    ),
    "a name of an import bound twice": (
        {"numbers": NUMBERS + "\nfrom lib.tables import load", "after": "load = 1"},
        "cell 5 (after), line 1: load is bound here and in cell 3",
    ),
    "a name of a loop bound twice": (
        {"after": "for wide in rows:\n    pass"},
        "cell 5 (after), line 1: wide is bound here and in cell 3",
    ),
    "a name deleted": ({"after": "del rate"}, "cell 5 (after), line 1: rate is bound here"),
    "a value changed later": (
        {"after": "wide['low'] = 2"},
        "line 4: {wide} is bound in cell 3 (numbers) and changed in cell 5 (after)",
    ),
    "a parameter bound again": (
        {"after": "level = 0.8"},
        "level is bound here and in cell 2 (parameters)",
    ),
    "a keyword of another meaning": (
        {"sentence": SENTENCE.replace("cases", "last")},
        "cell 4 (said), line 6: last= has the name of a variable with another meaning",
    ),
    "a keyword that nothing uses": (
        {"sentence": SENTENCE.replace("cases=", "more=1,\n    cases=")},
        "cell 4 (said), line 6: no template of this text uses more=",
    ),
    "a removed keyword": (
        {"sentence": SENTENCE.replace("\n    cases=len(rows),", "")},
        "cell 4 (said), line 4: {cases} is bound in no cell",
    ),
    "a private name": (
        {"sentence": SENTENCE.replace("{rate:", "{rate._x:")},
        "line 3: {rate._x} names something private",
    ),
    "a call": ({"sentence": SENTENCE.replace("{rate:", "{rate():")}, "line 3: {rate()} is no name"),
    "a conversion": (
        {"sentence": SENTENCE.replace("{rate:", "{rate!r:")},
        "line 3: {rate!r} has a conversion",
    ),
    "no format": (
        {"sentence": SENTENCE.replace("{rate:pct}", "{rate}")},
        "line 3: {rate} has no format",
    ),
    "an open brace": (
        {"sentence": SENTENCE.replace("{rate:pct}", "{rate:pct")},
        "cell 4 (said), line 1: ",
    ),
    "a result that nothing binds": (
        {"sentence": 'finding(\n    "a",\n    "A.",\n    value="rte",\n)'},
        "cell 4 (said), line 4: {rte} is bound in no cell",
    ),
    "a reason": (
        {"sentence": 'finding("a", "A.", value=None,\n    because="Of {n:n}.")'},
        "cell 4 (said), line 2: {n} is bound in no cell",
    ),
    "a note of a table": (
        {"sentence": 'table(rows, id="a", title="A", subtitle="B", note="{n:n}")'},
        "cell 4 (said), line 1: {n} is bound in no cell",
    ),
}


@pytest.mark.parametrize(("change", "complaint"), WRONG.values(), ids=WRONG)
def test_each_rule_finds_what_breaks_it(change, complaint):
    problems = names.problems(notebook(**change), "01.ipynb")
    assert any(complaint in line for line in problems), problems
    assert all(line.startswith("01.ipynb: cell ") and "\n" not in line for line in problems)


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("a, (b, *c) = d", "a b c"),
        ("a += 1", "a"),
        ("a: int = 1", "a"),
        ("import a.b, c as d", "a d"),
        ("from a import b as c", "c"),
        ("for a, b in c:\n    d = 1", "a b d"),
        ("with a as b:\n    pass", "b"),
        ("[a for a in b if (c := a)]", "c"),
        ("{a: 1 for a in b}", ""),
        ("lambda a: a", ""),
        ("(a := 1)", "a"),
        ("try:\n    pass\nexcept E as a:\n    pass", "a"),
        ("match a:\n    case [b, *c]:\n        pass", "b c"),
        ("def a(b):\n    c = 1", "a"),
        ("a.b = 1", ""),
        ("a[0] = 1", ""),
        ("print(a)", ""),
    ],
)
def test_what_binds_a_name(source, bound):
    assert {b.name for b in names.bindings(ast.parse(source)) if not b.changed} == set(
        bound.split()
    )


@pytest.mark.parametrize(
    "source", ["a.b = 1", "a[0] = 1", "a['x'].y[0] = 1", "a[0] += 1", "del a[0]"]
)
def test_what_changes_a_value_in_place(source):
    assert [(b.name, b.changed) for b in names.bindings(ast.parse(source))] == [("a", True)]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("x = level + 1", True),
        ('text("{level:pct}")', True),
        ('text("{level.value:pct}")', True),
        ('text("{level:pct}", level=1)', False),
        ('rows.query("a == @level")', True),
        ('other("{level:pct}")', False),
        ("level = 1", False),
        ('finding("a", "A.", value="level")', True),
        ('"level"', False),
        ('figure(f, d, id="a", title="A", subtitle="B", alt="C", note="{level:n}")', True),
    ],
)
def test_a_parameter_that_no_cell_reads_is_found(source, read):
    series_notebook = notebook(numbers="start(language)", sentence=source, after="")
    due = [] if read else ["01: parameter level is read by no cell; use it, or take it out"]
    assert names.unread_parameters(series_notebook, "01") == due


@pytest.mark.parametrize("name", names.ARGUMENTS)
def test_the_order_of_arguments_is_that_of_the_interface(name):
    parameters = inspect.signature(getattr(display, name)).parameters.values()
    assert names.ARGUMENTS[name] == tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)


@pytest.mark.parametrize("name", names.TEMPLATES)
def test_the_templates_are_texts_of_the_interface(name):
    position, keywords = names.TEMPLATES[name]
    parameters = list(inspect.signature(getattr(display, name)).parameters)
    assert set(keywords) <= set(parameters)
    assert position is None or parameters[position] == "template"

"""What a translator is given: every text that a reader meets, and nothing that is computed."""

import ast
import io
import json

import nbformat
import pytest
from babel.messages.extract import extract as babel_extract

from lib import language, paths
from lib.language import markdown, templates
from lib.publishing.checks import extract

SOURCE = """
start(language)
text("T1 {a:n}.", a=1, holds=x > 1)
text("T2" if x > 1 else "T3", holds=x)
text(computed)
figure(charts.lines, rows["not this"], id="not-this", title="F1", subtitle="F2", alt="F3", note="F4", tables=["no/t"],
       options=dict(xlabel="F5", ylabel="F6", unit="usd", marks=[(2014, "F7"), (2015, "F8")], reference_label="F9"))
figure(charts.lines, rows, id="b", title="G1", subtitle="G2", alt="G3", tables=[],
       options={"xlabel": "G4", "marks": [(2014, "G5")], "unit": "pct", **more})
table(rows, id="c", title="H1", subtitle="H2", note="H3" if x else "", tables=[],
      columns={"stage": ("H4", "label"), "n": ("H5", "n")})
finding("not-this-id", "I1 {a:n}.", value="a", a=1, unit="I2", because="I3", verdict="not comparable", tables=[])
other("not this"), print("nor this"), rows.text("nor that")
e = Estimate(1, 0, 2, "scenario", None, "J1 of them"), exact(2, method="J2 of them"), fit(method="bca")
"""


def notebook(*cells):
    made = nbformat.v4.new_notebook()
    for kind, source in cells:
        made.cells.append(
            nbformat.v4.new_markdown_cell(source)
            if kind == "md"
            else nbformat.v4.new_code_cell(source)
        )
    return made


def test_every_text_of_the_interface_is_found_and_nothing_else():
    found = [text for _, text in extract.notebook_strings(notebook(("code", SOURCE)))]
    expected = [
        "T1 {a:n}.",
        "T2",
        "T3",
        *(f"F{i}" for i in range(1, 10)),
        *(f"G{i}" for i in range(1, 6)),
        *(f"H{i}" for i in range(1, 6)),
        "I1 {a:n}.",
        "I2",
        "I3",
        "J1 of them",
        "J2 of them",
    ]
    assert sorted(found) == sorted(expected)


def test_a_text_of_several_lines_is_found_as_it_is_shown(monkeypatch):
    source = """text(
    '''
    One {a:n}.
    Two.

    Three.
    ''',
    a=1,
)"""
    ((_, text),) = extract.notebook_strings(notebook(("code", source)))
    asked = []
    monkeypatch.setattr(templates, "translate", lambda text: asked.append(text) or text)
    ((_, call),) = extract.calls(source)
    language.render(call.args[0].value, {"a": 1})
    assert asked == [text] == ["One {a:n}. Two.\n\nThree."]


def test_a_text_is_found_by_its_cell_and_line():
    made = notebook(
        ("md", "# A\n\nB\nC."), ("code", 'a = 1\ntext(\n    """\n    D {a:n}.\n    E.\n    """\n)')
    )
    made.cells[0]["id"] = "first"
    made.cells[1]["id"] = "second"
    assert extract.where_said(made, "B C.") == "cell 1 (first), line 3"
    assert extract.where_said(made, "D {a:n}. E.") == "cell 2 (second), line 3"
    assert extract.where_said(made, "F") is None


def statements(package):
    """What stands at the top of the modules of a package of the library."""
    for file in sorted((paths.ROOT / "lib" / package).glob("*.py")):
        yield from ast.parse(file.read_text("utf-8")).body


def test_the_lists_of_keywords_are_those_of_the_interface():
    """A text that `lib.display` or `lib.charts` translates must be one that the extractor looks for."""
    said = {
        call.args[0].id
        for statement in statements("charts")
        for call in ast.walk(statement)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "translate"
        and isinstance(call.args[0], ast.Name)
    }
    assert said <= {"xlabel", "ylabel", "text"}, said  # `text`: of marks and references
    functions = {
        node.name: node
        for node in statements("display")
        if isinstance(node, ast.FunctionDef) and node.name in extract.CALLS
    }
    assert set(functions) == set(extract.CALLS)
    for name, function in functions.items():
        arguments = (
            *function.args.posonlyargs,
            *function.args.args,
            *function.args.kwonlyargs,
        )
        texts = {"title", "subtitle", "alt", "note", "unit", "because", "backed_by", "moved"}
        assert texts & {a.arg for a in arguments} == set(extract.CALLS[name][1]), name


@pytest.mark.parametrize(
    "text", ['f"A {b}"', '"A" + b', '"A {}".format(b)', 'words["a"]', '"A" if b else c']
)
def test_a_text_that_is_computed_is_named(text):
    for source in (f"text({text})", f'figure(form, rows, id="a", title="A", subtitle={text})'):
        ((name, call),) = extract.calls(source)
        assert [ast.dump(ast.parse(code)) for code in extract.nonliteral_texts(name, call)] == [
            ast.dump(ast.parse(text))
        ]


def test_a_text_that_is_written_out_is_not_computed():
    assert [
        code
        for name, call in extract.calls(SOURCE)
        for code in extract.nonliteral_texts(name, call)
    ] == ["computed"]


def test_what_states_something_is_told_apart():
    judged = {
        name: [c.value for c in extract.claims_of(name, call)]
        for name, call in extract.calls(SOURCE)
    }
    assert judged["table"] == ["H1"]
    assert judged["finding"] == ["I1 {a:n}."]
    assert judged["figure"] == ["G1", "G3"]


def test_markdown_is_cut_into_blocks_and_code_left_out():
    found = list(
        extract.notebook_strings(
            notebook(("md", "# A {#a}\n\nB\nC.\n\n```\ncode\n```"), ("md", "D"))
        )
    )
    assert found == [(1, "A"), (1, "B C."), (2, "D")]


def test_every_block_found_is_the_text_that_is_translated(monkeypatch):
    cell = "# A {#a}\n\nB\nC.\n\n> D\n\n| a |\n|---|\n| b |"
    asked = []
    monkeypatch.setattr(markdown, "translate", lambda text: asked.append(text) or text)
    language.translate_markdown(cell)
    assert [text for text in asked if text] == [
        text for _, text in extract.notebook_strings(notebook(("md", cell)))
    ]


def test_babel_reads_a_notebook():
    file = io.BytesIO(
        nbformat.writes(notebook(("md", "# A"), ("code", 'text("B {a:n}")'))).encode()
    )
    found = [
        (line, text)
        for line, text, _, _ in babel_extract("lib.publishing.checks.extract:extract", file)
    ]
    assert found == [(1, "A"), (2, "B {a:n}")]


def test_a_text_is_found_wherever_it_is_said():
    source = (
        """f"{translate('A')} {x}", translate("B " "C"), translate("D" if x else "E"), """
        """translate(x), other("F"), g(lambda: translate("H"))"""
    )
    assert sorted(extract.messages_of_code(source)) == ["A", "B C", "D", "E", "H"]


def test_messages_say_where_a_reader_meets_a_text(tmp_path):
    for name in ("01-a", "02-b"):
        (tmp_path / f"{name}.ipynb").write_text(
            nbformat.writes(notebook(("md", "Nowhere else."))), "utf-8"
        )
    found = extract.messages(tmp_path)
    assert found["Nowhere else."] == ["notebooks/01-a.ipynb", "notebooks/02-b.ipynb"]
    assert "data/labels.csv" in found["Ecuador"] or "labels.csv" in found["Ecuador"]
    assert "Wilson score interval" in found
    package = json.loads((paths.data() / "datapackage.json").read_text("utf-8"))
    texts = [
        t for r in package["resources"] for t in (r["title"], *(w["note"] for w in r["warnings"]))
    ]
    assert set(texts) <= set(found)


def test_every_text_that_the_library_says_is_extracted():
    """Babel does not look into f-strings: a text said only there would stay English without a complaint."""
    known = set(extract.messages())
    for file in sorted((paths.ROOT / "lib").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "translate":
                said = [a.value for a in node.args if isinstance(a, ast.Constant) and a.value]
                assert set(said) <= known, f"{file.name}: {said}"

"""One thought a line: syntax nodes a line of code, in the modules that hold the arithmetic.

Counted are the nodes of the syntax tree but for the marks of loading and storing, over the lines that hold code;
docstrings are left out. A line with many nodes has to be unpacked by whoever reads it.
"""

import ast

import pytest

from lib import paths

#: Nodes a line; plain code of well-known libraries has six to nine.
MOST = 9
TOPICS = ("justice", "laundering", "cocaine", "aid")
MODULES = sorted(
    file.relative_to(paths.ROOT).as_posix()
    for pattern in (
        *(f"lib/{topic}/*.py" for topic in TOPICS),
        "lib/estimates.py",
        "lib/money.py",
        "lib/periods.py",
        "lib/frames.py",
    )
    for file in paths.ROOT.glob(pattern)
)
MARKS = (ast.Load, ast.Store, ast.Del)
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef)


def nodes_a_line(source):
    """Mean number of nodes of the lines that hold code."""
    tree = ast.parse(source)
    in_docstrings = set()
    for node in list(ast.walk(tree)):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            docstring = node.body.pop(0)
            in_docstrings |= set(range(docstring.lineno, docstring.end_lineno + 1))
    nodes = [node for node in ast.walk(tree) if not isinstance(node, MARKS)]
    lines = [
        line
        for number, line in enumerate(source.splitlines(), 1)
        if number not in in_docstrings and line.strip() and not line.strip().startswith("#")
    ]
    return len(nodes) / len(lines)


@pytest.mark.parametrize("name", MODULES)
def test_a_line_holds_one_thought(name):
    assert nodes_a_line((paths.ROOT / name).read_text("utf-8")) <= MOST


def test_packed_code_is_found_out():
    packed = (
        "found, (value, low, high) = list(counted), counted[1][1:]\n"
        "value, low, high = (value * part.value, int(ceil(low * part.low - 1e-9)), int(high * part.high))\n"
    )
    roomy = 'first = 1\nlow = ceil_to_whole(low * share.low)\nrows.append(("stage", low))\n'
    assert nodes_a_line(packed) > 2 * MOST
    assert nodes_a_line(roomy) < MOST


def test_docstrings_and_comments_are_no_lines_of_code():
    code = "def one():\n    return 1\n"
    described = (
        'def one():\n    """One.\n\n    And nothing else.\n    """\n    # because\n    return 1\n'
    )
    assert nodes_a_line(code) == nodes_a_line(described)

"""The names that a notebook's templates use, held against the cells that bind them.

A template finds its values by name. So that a slip cannot become a wrong number, each name is bound in one cell, at or
above the cell that uses it, and a keyword has the name of a variable only where it is that variable. Read from the code
by `ast`; nothing runs. Belongs here: names and what they mean. Does not: the other rules of a notebook's form, which
are `lib.publishing.checks.notebooks`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lib.errors import NotebookError
from lib.language import templates
from lib.publishing.checks import extract

if TYPE_CHECKING:  # a second of imports; the outline of a notebook will do
    from nbformat import NotebookNode

#: Arguments of each call, in the order in which every notebook writes them; values for templates stand before `holds`.
ARGUMENTS = {
    "text": ("holds",),
    "figure": ("id", "title", "subtitle", "alt", "note", "options", "height", "tables", "holds"),
    "table": ("id", "title", "subtitle", "columns", "note", "links", "spoken", "tables", "holds"),
    "finding": (
        "value",
        "unit",
        "tables",
        "rests_on",
        "backed_by",
        "search",
        "references",
        "assumptions",
        "claim",
        "basis",
        "claim_value",
        "verdict",
        "because",
        "since",
        "moved",
        "key",
        "holds",
    ),
}
#: Templates of each call: the position of one, and keywords.
TEMPLATES = {
    "text": (0, ()),
    "finding": (1, ("because", "backed_by", "moved")),
    "figure": (None, ("title", "subtitle", "alt", "note")),
    "table": (None, ("title", "subtitle", "note")),
}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_QUERIED = re.compile(r"@([^\W\d]\w*)")


class Use(NamedTuple):
    """A placeholder in a call, with the line of the cell that it stands in."""

    field: templates.Field
    line: int


class Bound(NamedTuple):
    """A name that a statement binds or, where `changed`, alters in place."""

    name: str
    line: int
    changed: bool = False


class Place(NamedTuple):
    """A code cell: its number in the notebook, its id and its syntax tree."""

    number: int
    id: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"cell {self.number} ({self.id})"


def place_of(name: str, argument: str) -> int:
    """The place of an argument in its call; values for templates share one, just before `holds`."""
    order = ARGUMENTS[name]
    return 2 * order.index(argument) if argument in order else 2 * len(order) - 3


# What a call uses


def value_keywords(name: str, call: ast.Call) -> list[ast.keyword]:
    """Keywords of a call that give values to its templates."""
    return [
        keyword for keyword in call.keywords if keyword.arg and keyword.arg not in ARGUMENTS[name]
    ]


def templates_of(name: str, call: ast.Call) -> list[extract.TextLiteral]:
    """Templates of a call that are written out."""
    position, keywords = TEMPLATES[name]
    nodes = [extract.template_node(call, keyword) for keyword in keywords]
    if position is not None and position < len(call.args):
        nodes.insert(0, call.args[position])
    return [text for node in nodes for text in extract.literals(node)]


def uses(name: str, call: ast.Call) -> Iterator[Use]:
    """Placeholders of a call, and the name that ``value=`` gives.

    Raises
    ------
    NotebookError : a brace that is not closed
    """
    for text in templates_of(name, call):
        # Lines of the text are lines of the cell where it is one literal without escapes; else its first line must do.
        is_as_written = text.end_lineno - text.lineno == text.value.count("\n")
        for field in templates.fields(text.value):
            line = text.lineno + field.line if is_as_written else text.lineno
            yield Use(field, line)
    arguments = {keyword.arg: keyword.value for keyword in call.keywords}
    result = arguments.get("value")
    if name == "finding" and isinstance(result, ast.Constant) and isinstance(result.value, str):
        yield Use(templates.Field(result.value, "n", None, 0), result.lineno)


def read(tree: ast.AST) -> set[str]:
    """Names that code reads: in expressions, in templates without a keyword of that name, in queries after an ``@``."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Call):
            names |= _read_by_call(node)
    return names


def _read_by_call(call: ast.Call) -> set[str]:
    match call.func:
        case ast.Attribute(attr="query" | "eval"):
            texts = [text.value for node in call.args for text in extract.literals(node)]
            return {name for text in texts for name in _QUERIED.findall(text)}
        case ast.Name(id=name) if name in ARGUMENTS:
            keywords = {keyword.arg for keyword in value_keywords(name, call)}
            return {templates.root(use.field.name) for use in uses(name, call)} - keywords
    return set()


# What a cell binds


def bindings(node: ast.AST) -> Iterator[Bound]:
    """Names that code binds in the notebook; targets of comprehensions and arguments of lambdas are their own."""
    if isinstance(node, _COMPREHENSIONS):
        inner = (child.target for child in ast.walk(node) if isinstance(child, ast.NamedExpr))
        yield from (Bound(target.id, target.lineno) for target in inner)
        return
    if isinstance(node, ast.Lambda):
        return
    yield from _bound_here(node)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for child in ast.iter_child_nodes(node):
            yield from bindings(child)


def _bound_here(node: ast.AST) -> Iterator[Bound]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield Bound(name, node.lineno)
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del())
        ):
            holder: ast.AST = node
            while isinstance(holder, ast.Attribute | ast.Subscript):
                holder = holder.value
            if isinstance(holder, ast.Name):
                yield Bound(holder.id, node.lineno, changed=True)
        case ast.alias(name=name, asname=other):
            yield Bound(other or name.split(".")[0], node.lineno)
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield Bound(name, node.lineno)


# What a check finds


def unread_parameters(notebook: NotebookNode, where: str) -> list[str]:
    """Parameters that no cell reads: a value that a user sets would change nothing."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    declared = []
    names = set()
    for cell in cells:
        tree = ast.parse(cell.source)
        if "parameters" in cell.metadata.get("tags", []):
            declared += [bound.name for bound in bindings(tree)]
        else:
            names |= read(tree)
    return [
        f"{where}: parameter {name} is read by no cell; use it, or take it out"
        for name in declared
        if name not in names
    ]


def problems(notebook: NotebookNode, where: str) -> list[str]:
    """Every place where a template could show something else than is meant, one line each.

    Raises
    ------
    SyntaxError : a cell that is not Python
    """
    cells = list(_places(notebook))
    bindings_of = _Bindings(cells)
    lines = list(bindings_of.bound_twice())
    for cell in cells:
        for name, call in extract.calls_of(cell.tree):
            lines += [f"{cell}, {line}" for line in _of_call(cell, name, call, bindings_of)]
    return [f"{where}: {line}" for line in lines]


def _places(notebook: NotebookNode) -> Iterator[Place]:
    """Code cells. What papermill injects belongs to the cell of the parameters, whose values it gives anew."""
    has_parameters = False
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags and has_parameters:
            continue
        has_parameters = has_parameters or "parameters" in tags
        yield Place(number, cell.get("id", "?"), ast.parse(cell.source))


class _Bindings:
    """Which cell of a notebook binds a name, and which changes its value in place."""

    def __init__(self, cells: list[Place]):
        self.binding: dict[str, list[tuple[Place, int]]] = {}
        self.changing: dict[str, list[Place]] = {}
        for cell in cells:
            for name, line, changed in bindings(cell.tree):
                if changed:
                    self.changing.setdefault(name, []).append(cell)
                else:
                    self.binding.setdefault(name, []).append((cell, line))

    def bound_twice(self) -> Iterator[str]:
        """Names that a second cell binds, one line for each such cell."""
        for name, places in self.binding.items():
            first, _ = places[0]
            lines_elsewhere: dict[Place, int] = {}
            for cell, line in places:
                if cell is not first:
                    lines_elsewhere.setdefault(cell, line)
            for cell, line in lines_elsewhere.items():
                yield (
                    f"{cell}, line {line}: {name} is bound here and in {first}; "
                    "a name means one thing, give one of them another"
                )

    def problem(self, name: str, user: Place, line: int) -> str | None:
        """Why a name has no value, or not one value, where a template of a cell uses it."""
        places = self.binding.get(name, [])
        if not places:
            return (
                f"{{{name}}} is bound in no cell and given by no keyword; bind it above, or give it"
            )
        first, _ = places[0]
        if first.number > user.number:
            return f"{{{name}}} is bound below, in {first}; bind it at or above its use"
        if all(cell is user and bound_at >= line for cell, bound_at in places):
            return f"{{{name}}} is bound below its use in this cell; bind it before"
        for changing in self.changing.get(name, []):
            if changing is not first:
                where = f"bound in {first} and changed in {changing}"
                return f"{{{name}}} is {where}; change it where it is bound"
        return None


def _of_call(cell: Place, name: str, call: ast.Call, bindings_of: _Bindings) -> Iterator[str]:
    keywords = {keyword.arg: keyword for keyword in value_keywords(name, call)}
    for argument, keyword in keywords.items():
        if argument in bindings_of.binding and not _is_itself(keyword):
            yield (
                f"line {keyword.value.lineno}: {argument}= has the name of a variable with another meaning; "
                "give the keyword a name of its own"
            )
    try:
        placed = list(uses(name, call))
    except NotebookError as error:
        yield f"line {call.lineno}: {str(error).splitlines()[0]}"
        return
    for field, line in placed:
        problem = templates.fault(field)
        first = templates.root(field.name)
        if problem is None and first not in keywords:
            problem = bindings_of.problem(first, cell, line)
        if problem:
            yield f"line {line}: {problem}"
    needed = {templates.root(field.name) for field, _ in placed}
    for argument, keyword in keywords.items():
        if argument not in needed:
            yield (
                f"line {keyword.value.lineno}: no template of this {name} uses {argument}=; "
                "take it out"
            )


def _is_itself(keyword: ast.keyword) -> bool:
    """True for ``rate=rate``."""
    return isinstance(keyword.value, ast.Name) and keyword.value.id == keyword.arg

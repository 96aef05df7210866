"""The statements of a notebook that one output rests on, found by the names that they bind and read.

Belongs here: from code to the part of it that matters. Does not: running it (`lib.publishing.pipeline.cells`).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.publishing.checks import names

if TYPE_CHECKING:
    from lib.publishing.pipeline.notebooks import Outline


@dataclass(frozen=True)
class Step:
    """A statement at the top of a code cell: the number of the cell, and what it binds and reads."""

    cell: int
    statement: ast.stmt
    binds: frozenset[str]
    reads: frozenset[str]

    @property
    def source(self) -> str:
        """The statement as Python writes it, on one line where it fits."""
        return ast.unparse(self.statement)


@dataclass(frozen=True)
class Slice:
    """What a finding rests on: the statements that lead to it, in order; the last one shows it."""

    steps: tuple[Step, ...]

    @property
    def statements(self) -> list[ast.stmt]:
        """The statements, to be run."""
        return [step.statement for step in self.steps]

    @property
    def calls(self) -> tuple[Step, ...]:
        """Those that make a value: without imports, without the start, without the finding itself."""
        return tuple(step for step in self.steps[:-1] if _makes_a_value(step.statement))


def steps(notebook: Outline) -> list[Step]:
    """Every statement of the code cells, the cell of the parameters left out."""
    every = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code" or "parameters" in cell.metadata.get("tags", []):
            continue
        for statement in ast.parse(cell.source).body:
            every += [_step(number, part) for part in _apart(statement)]
    return every


def _step(cell: int, statement: ast.stmt) -> Step:
    return Step(
        cell,
        statement,
        frozenset(bound.name for bound in names.bindings(statement)),
        frozenset(names.read(statement)),
    )


def _apart(statement: ast.stmt) -> list[ast.stmt]:
    """``a, b = f(x), g(y)`` as two statements, so that who needs one is not said to need the other."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if len(
            targets
        ) == len(values) and _independent(targets, values):
            pairs = zip(targets, values, strict=True)
            return [_assignment(statement, target, value) for target, value in pairs]
    return [statement]


def _independent(targets: list[ast.expr], values: list[ast.expr]) -> bool:
    """Whether no value reads what another part binds: else the order would matter."""
    bound = {target.id for target in targets if isinstance(target, ast.Name)}
    if len(bound) < len(targets) or any(isinstance(value, ast.Starred) for value in values):
        return False
    return not any(bound & names.read(value) for value in values)


def _assignment(whole: ast.Assign, target: ast.expr, value: ast.expr) -> ast.Assign:
    return ast.copy_location(ast.Assign(targets=[target], value=value), whole)


def of_finding(notebook: Outline, identifier: str) -> Slice | None:
    """The slice of the finding of that id; None where the notebook has none.

    Its tables count as needed: a finding may name only what its notebook has loaded.
    """
    every = steps(notebook)
    for position, step in enumerate(every):
        call = _call(step.statement, "finding")
        if call is not None and _literal(call.args[:1]) == identifier:
            return Slice((*_needed(every[:position], step), step))
    return None


def identifiers(notebook: Outline) -> list[str]:
    """Ids of the findings of a notebook, in order."""
    calls = [_call(step.statement, "finding") for step in steps(notebook)]
    literals = [_literal(call.args[:1]) for call in calls if call is not None]
    return [text for text in literals if text is not None]


def _needed(before: list[Step], last: Step) -> list[Step]:
    """The steps before a finding that it needs, in their order.

    A list of tables may have a name of its own, so every text of a kept step may be one of them.
    """
    kept: list[Step] = []
    texts = _texts(last.statement)
    while True:
        now = _leading_to(before, last, texts)
        if len(now) == len(kept):
            return now
        kept = now
        texts = texts.union(*(_texts(step.statement) for step in kept))


def _leading_to(before: list[Step], last: Step, texts: set[str]) -> list[Step]:
    wanted = set(last.reads)
    kept: list[Step] = []
    for step in reversed(before):
        is_always = isinstance(step.statement, ast.Import | ast.ImportFrom) or bool(
            _call(step.statement, "start")
        )
        if is_always or step.binds & wanted or _loads(step.statement) & texts:
            kept.append(step)
            wanted |= step.reads
    return kept[::-1]


def _call(statement: ast.stmt, name: str) -> ast.Call | None:
    """The call of a function, where the statement is that alone."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=called)) as call) if called == name:
            return call
    return None


def _literal(arguments: list[ast.expr]) -> str | None:
    match arguments:
        case [ast.Constant(value=str(text))]:
            return text
    return None


def _texts(statement: ast.stmt) -> set[str]:
    """Every text that is written in a statement."""
    constants = [node.value for node in ast.walk(statement) if isinstance(node, ast.Constant)]
    return {text for text in constants if isinstance(text, str)}


def _loads(statement: ast.stmt) -> set[str]:
    """Tables that a statement loads."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    names_of = [
        _literal(call.args)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "load"
    ]
    return {name for name in names_of if name is not None}


def _makes_a_value(statement: ast.stmt) -> bool:
    return not isinstance(statement, ast.Import | ast.ImportFrom | ast.Expr)

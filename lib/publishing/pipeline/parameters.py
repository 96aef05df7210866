"""The parameters of a notebook: read from its tagged cell by `ast`, and values for them checked by declared type.

The tagged cell is the only place where a default lives. A comment after a default is its help, and begins with what is
allowed; `lib.publishing.pipeline.rules` reads that.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.errors import NotebookError, UsageError
from lib.publishing.pipeline.rules import Rule, rule_of

if TYPE_CHECKING:  # a second of imports; the outline of a notebook will do
    from nbformat import NotebookNode

    from lib.publishing.pipeline.notebooks import Outline

_TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_NUMBER = {
    "int": re.compile(r"[+-]?(0|[1-9]\d*)"),
    "float": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
}


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: its name, declared type, default and help."""

    name: str
    type: str
    default: object
    help: str

    @property
    def rule(self) -> Rule:
        """What the help allows."""
        return rule_of(self.help)

    def read(self, text: str):
        """A value typed by a user, converted by the declared type.

        Raises
        ------
        UsageError : not of that type, not allowed, or out of the declared range
        """
        if self.type.startswith("list"):
            inner = self.type.removeprefix("list").strip("[]") or "str"
            items = [item.strip() for item in text.split(",")]
            value = [self._converted(item, inner) for item in items if item]
        else:
            value = self._converted(text, self.type)
        self.check(value)
        return value

    def _converted(self, text: str, kind: str):
        value = _convert(text, kind)
        if value is None:
            raise UsageError(
                f"parameter {self.name}",
                f"{text!r} is not a valid {kind}",
                f"The default is {self.default!r}.",
            )
        return value

    def check(self, value, others: Mapping | None = None) -> None:
        """Hold a value against the rule of the help; for `others` and errors see `Rule.check`."""
        self.rule.check(self.name, value, others)


def _convert(text: str, kind: str):
    if kind == "str":
        return text
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower())
    value = _TYPES[kind](text) if _NUMBER[kind].fullmatch(text) else None
    return value if value is None or math.isfinite(value) else None


def declared(notebook: NotebookNode | Outline, where: str) -> dict[str, Parameter]:
    """Name -> parameter, in the order of the tagged cell.

    Raises
    ------
    NotebookError : not exactly one tagged cell, or a line in it that is not ``name: type = literal``
    """
    cells = [
        c
        for c in notebook.cells
        if "parameters" in c.metadata.get("tags", []) and c.cell_type == "code"
    ]
    if len(cells) != 1:
        raise NotebookError(
            where, f"has {len(cells)} code cells tagged 'parameters'", "Tag exactly one."
        )
    source = cells[0].source
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise NotebookError(where, f"parameters cell, line {error.lineno}: {error.msg}") from None
    return {p.name: p for p in (_parameter(s, source.splitlines(), where) for s in statements)}


def _parameter(statement: ast.stmt, lines: list[str], where: str) -> Parameter:
    place = f"{where}: parameters cell, line {statement.lineno}"
    if not (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value
    ):
        raise NotebookError(place, "only 'name: type = literal  # help' is allowed there")
    kind = ast.unparse(statement.annotation)
    if kind not in (*_TYPES, "list", *(f"list[{t}]" for t in _TYPES)):
        raise NotebookError(
            place, f"type {kind} is not allowed", f"One of {', '.join(_TYPES)}, list[...]."
        )
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        raise NotebookError(
            place, f"the default of {statement.target.id} is not a literal"
        ) from None
    if type(default) is not _TYPES.get(kind, list):
        raise NotebookError(place, f"the default of {statement.target.id} is not a {kind}")
    # Offsets of `ast` count bytes.
    rest = lines[(statement.end_lineno or 1) - 1].encode()[statement.end_col_offset :].decode()
    comment = rest.partition("#")[2].strip()
    return Parameter(statement.target.id, kind, default, comment)


def agree(declared_here: dict[str, Parameter], overrides: dict) -> None:
    """Hold the values of one notebook against each other: those that are given, and those that name them as an end.

    Parameters
    ----------
    declared_here : name -> parameter of the notebook
    overrides : values that it is run with, where they are not the defaults

    Raises
    ------
    UsageError : a range whose end another parameter has moved
    """
    values = _with_defaults(declared_here, overrides)
    for name, parameter in declared_here.items():
        ends = set(parameter.rule.ends or ())
        if name in overrides or ends & set(overrides):
            parameter.check(values[name], values)


def _with_defaults(declared_here: dict[str, Parameter], overrides: dict) -> dict:
    return {
        name: overrides.get(name, parameter.default) for name, parameter in declared_here.items()
    }


def problems(declared_here: dict[str, Parameter], where: str) -> list[str]:
    """Parameters whose help says no rule, hides them from papermill, or does not allow their own default."""
    defaults = _with_defaults(declared_here, {})
    lines = []
    for name, parameter in declared_here.items():
        lines += [
            f"{where}: parameter {name}: its comment {problem}"
            for problem in _problems_of_help(parameter, defaults)
        ]
        try:
            parameter.check(parameter.default, defaults)
        except UsageError as error:
            lines.append(f"{where}: {str(error).splitlines()[0]}; mend the default or its range")
    return lines


def _problems_of_help(parameter: Parameter, known: Mapping) -> list[str]:
    rule = parameter.rule
    problems_of_help = []
    if "=" in parameter.help:
        problems_of_help.append(
            "holds an equals sign, and papermill does not see it; say it in words"
        )
    if parameter.type != "bool" and not rule.limits_values:
        problems_of_help.append("says no range; begin it with one, such as 0.01 to 1 or even | odd")
    named_ends = [end for end in rule.ends or () if end.isidentifier()]
    problems_of_help += [
        f"names {end}, which is no parameter of this notebook, as an end"
        for end in named_ends
        if end not in known
    ]
    if parameter.type.startswith("list") and rule.count is None:
        problems_of_help.append("does not say how many values; begin it with 2 of, or 0 to 4 of")
    return problems_of_help


def assign(
    overrides: dict[str, str], declared_by: dict[str, dict[str, Parameter]]
) -> dict[str, dict]:
    """Values as they were typed -> for each notebook the values of those that it declares.

    Parameters
    ----------
    overrides : name -> text
    declared_by : notebook -> what it declares, for every notebook that the values are for

    Raises
    ------
    UsageError : a name that none of the notebooks declares; the message names the nearest one
    """
    known = {name for declared_here in declared_by.values() for name in declared_here}
    for name in overrides:
        _check_known(name, known - {"language"})
    return {
        notebook: {
            name: declared_here[name].read(text)
            for name, text in overrides.items()
            if name in declared_here
        }
        for notebook, declared_here in declared_by.items()
    }


def _check_known(name: str, known: set[str]) -> None:
    if name == "language":
        raise UsageError(
            "parameter language", "is set by --language", "For instance --language es."
        )
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"parameter {name}",
            "no notebook asked for declares it",
            hint + "See ./run reports --list-parameters.",
        )

"""The parameters of a notebook: read from its tagged cell by `ast`, and values for them checked by declared type.

The tagged cell is the only place where a default lives. A comment after a default is its help; a comment that begins
with alternatives (``en | es``) names the values allowed, and one that begins with ``0 < x < 1`` the range.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.errors import NotebookError, UsageError

if TYPE_CHECKING:  # a second of imports; the outline of a notebook will do
    from nbformat import NotebookNode

_TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_NUMBER = {
    "int": re.compile(r"[+-]?(0|[1-9]\d*)"),
    "float": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
}
_CHOICES = re.compile(r"\s*([\w.-]+(?: \| [\w.-]+)+)")
_RANGE = re.compile(r"\s*(-?[\d.]+) (<=?) x (<=?) (-?[\d.]+)")


@dataclass(frozen=True)
class Parameter:
    """One declared parameter: its name, declared type, default and help."""

    name: str
    type: str
    default: object
    help: str

    @property
    def choices(self) -> list[str]:
        """Values allowed, from the help; empty where any will do."""
        match = _CHOICES.match(self.help)
        return match[1].split(" | ") if match else []

    def read(self, text: str):
        """A value typed by a user, converted by the declared type.

        Raises
        ------
        UsageError : not of that type, not an allowed choice, or out of the declared range
        """
        if self.type.startswith("list"):
            inner = self.type.removeprefix("list").strip("[]") or "str"
            return [self._one(item.strip(), inner) for item in text.split(",") if item.strip()]
        return self._one(text, self.type)

    def _one(self, text: str, kind: str):
        value = _convert(text, kind)
        if value is None:
            raise UsageError(
                f"parameter {self.name}",
                f"{text!r} is not a valid {kind}",
                f"The default is {self.default!r}.",
            )
        if self.choices and text not in self.choices:
            raise UsageError(
                f"parameter {self.name}",
                f"{text!r} is not allowed",
                f"One of {', '.join(self.choices)}.",
            )
        limits = _RANGE.match(self.help)
        if limits and kind in _NUMBER and not _inside(value, limits):
            raise UsageError(
                f"parameter {self.name}", f"{text} is out of range", f"Range: {limits[0].strip()}."
            )
        return value


def _inside(value: float, limits: re.Match) -> bool:
    low, high = float(limits[1]), float(limits[4])
    above = value > low or (limits[2] == "<=" and value == low)
    return above and (value < high or (limits[3] == "<=" and value == high))


def _convert(text: str, kind: str):
    if kind == "str":
        return text
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower())
    value = _TYPES[kind](text) if _NUMBER[kind].fullmatch(text) else None
    return value if value is None or math.isfinite(value) else None


def declared(notebook: NotebookNode, where: str) -> dict[str, Parameter]:
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
    rest = lines[statement.end_lineno - 1].encode()[statement.end_col_offset :].decode()
    comment = rest.partition("#")[2].strip()
    return Parameter(statement.target.id, kind, default, comment)


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

"""Checks of ``docs/assumptions.md``: each is used, each use has an entry, each rating follows from the definitions.

A place in a text is filled with a parameter, which every notebook that uses the assumption must have.

Belongs here: the register of assumptions as a whole. Does not: reading it (`lib.tables.registers`).
"""

import re

from lib import tables
from lib.language import templates
from lib.publishing.checks import series
from lib.tables import Assumption

#: Where a notebook names assumptions: ``[A1, A2]`` in a text, ``assumptions=["A1"]`` in a call.
_NAMED = re.compile(r"\[(?:A\d+(?:, )?)+\]|assumptions=\[[^\]]*\]")
_ID = re.compile(r"\bA\d+\b")


def problems(
    entries: dict[str, Assumption] | None = None,
    sources: dict[str, str] | None = None,
    declared: dict[str, set[str]] | None = None,
) -> list[str]:
    """Assumptions that nothing uses, uses without an entry, and ratings that do not follow from the definitions.

    Parameters
    ----------
    entries : id -> row of ``docs/assumptions.md``, by default that of the repository
    sources : notebook -> all its cells as one text, by default those of the series
    declared : notebook -> names of its parameters, by default those of the series
    """
    entries = tables.assumptions() if entries is None else entries
    sources = series.sources() if sources is None else sources
    declared = series.parameter_names() if declared is None else declared
    used = {notebook: _used(text) for notebook, text in sources.items()}

    lines = []
    for notebook, identifiers in used.items():
        lines += [
            f"notebooks/{notebook}.ipynb: {identifier} is not in docs/assumptions.md"
            for identifier in sorted(identifiers - set(entries))
        ]
        lines += [
            f"docs/assumptions.md: {identifier} names {name}, which is no parameter of {notebook}"
            for identifier in sorted(identifiers & set(entries))
            for name in sorted(_named(entries[identifier]) - declared.get(notebook, set()))
        ]
    used_anywhere = set().union(*used.values())
    for identifier, row in entries.items():
        if identifier not in used_anywhere:
            lines.append(f"docs/assumptions.md: nothing uses {identifier}")
        due = rating(row.quality, row.impact)
        if row.rating != due:
            lines.append(
                f"docs/assumptions.md: {identifier} is rated {row.rating}, by the definitions {due}"
            )
    return lines


def _used(text: str) -> set[str]:
    named = " ".join(_NAMED.findall(text))
    return set(_ID.findall(named))


def _named(row: Assumption) -> set[str]:
    """Parameters that the text of an assumption names."""
    return {templates.root(field.name) for cell in row.texts for field in templates.fields(cell)}


def rating(quality: str, impact: str) -> str:
    """The rating that ``docs/assumptions.md`` defines: red, amber or green."""
    if quality == "low" and impact == "high":
        return "red"
    if quality == "high" or impact == "low":
        return "green"
    return "amber"

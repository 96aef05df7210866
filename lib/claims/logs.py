"""The logs: assumptions and tables with their ratings, and the findings that rest on each.

Belongs here: rows for readers, one an assumption or table. Does not: how a table is rated (`lib.tables.quality`) or
an assumption (``docs/assumptions.md``).
"""

from collections.abc import Sequence

import pandas as pd

from lib import tables
from lib.language import render, translate
from lib.language.templates import fields
from lib.records import SeriesFinding


def assumption_log(findings: list[SeriesFinding]) -> pd.DataFrame:
    """The assumptions, their ratings and what rests on each: id, assumption, why, rated, findings."""
    values = _assumed(findings)
    rows = []
    for identifier, assumption in tables.assumptions().items():
        grades = [assumption.quality, assumption.impact]
        rows.append(
            {
                "id": identifier,
                "assumption": _filled(assumption.assumption, values),
                "why": _filled(assumption.why, values),
                "rated": _rated(assumption.rating, grades),
                "findings": _resting(identifier, "assumptions", findings),
            }
        )
    return pd.DataFrame(rows)


def _assumed(findings: list[SeriesFinding]) -> dict[str, float | str]:
    """Name -> value of the parameters that assumptions name, as the findings carry them."""
    values: dict[str, float | str] = {}
    for finding in findings:
        values |= finding.assumed
    return values


def _filled(text: str, values: dict[str, float | str]) -> str:
    """The text of an assumption; what no finding carries is not known."""
    return render(text, {field.name: values.get(field.name) for field in fields(text)})


def data_log(findings: list[SeriesFinding]) -> pd.DataFrame:
    """The tables that findings rest on, rated by `tables.grade`: title, rated, findings."""
    used = {name for finding in findings for name in finding.tables}
    rows = []
    for name in tables.names():
        if name not in used:
            continue
        rating, *grades = tables.grade(name)
        title = tables.resource(name).title
        rows.append(
            {
                "title": translate(title),
                "rated": _rated(rating, grades),
                "findings": _resting(name, "tables", findings),
            }
        )
    return pd.DataFrame(rows)


def _rated(rating: str, grades: Sequence[str]) -> str:
    """A rating with the grades behind it: "red (low, high)"."""
    return f"{translate(rating)} ({', '.join(map(translate, grades))})"


def _resting(name: str, register: str, findings: list[SeriesFinding]) -> str:
    """Findings that name an assumption or table in their `register`, or a dash."""
    labels = [
        f"{finding.notebook[:2]} {finding.id}"
        for finding in findings
        if name in getattr(finding, register)
    ]
    return ", ".join(labels) or "\N{EM DASH}"

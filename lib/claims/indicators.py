"""The scorecard: indicators of each reform and front, out of the findings. No composite index.

Belongs here: what ``data/scorecard.csv`` asks for, and which way an indicator went. Does not: claims of the article
(`lib.claims.ledger`).
"""

import re

import pandas as pd

from lib.claims.certainty import CERTAINTY_LABELS
from lib.claims.findings import WHERE
from lib.errors import NotebookError
from lib.estimates import Estimate, Number
from lib.language import format_value, translate
from lib.records import Finding, SeriesFinding

#: The values of an indicator -> the column that says when, or of what.
_PARTS = {"baseline": "baseline_when", "latest": "latest_when", "comparator": "comparator_what"}
#: What an indicator measures -> both ends of no movement at all.
_NO_MOVEMENT = {"change": (0.0, 0.0), "ratio": (1.0, 1.0)}
#: A finding, of a file or of its own notebook.
WithNumbers = Finding | SeriesFinding
_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d\d)?")


def scorecard(plan: pd.DataFrame, findings: list[SeriesFinding]) -> pd.DataFrame:
    """The indicators of each reform and front, out of the findings.

    Parameters
    ----------
    plan : table ``scorecard``, which names values of findings, with their dates or words
    findings : of the notebooks before, as `read_findings` gives them

    Returns
    -------
    DataFrame : the columns of `plan`, with baseline, latest and comparator as texts; direction (code), certainty (text)
        and where

    Raises
    ------
    NotebookError : an indicator whose finding this run has not made, or whose finding has no such value
    """
    finding_of = {(finding.notebook, finding.id): finding for finding in findings}
    with_none_for_gaps = plan.astype(object).where(plan.notna(), None)
    rows = []
    for row in with_none_for_gaps.to_dict("records"):
        finding = _checked(row, finding_of.get((row["notebook"], row["finding"])))
        rows.append(_scored(row, finding))
    return pd.DataFrame(rows)


def _checked(row: dict, finding: SeriesFinding | None) -> SeriesFinding:
    """The finding of an indicator; an error where it, or a value of it, is missing."""
    if finding is None:
        missing = ["finding"]
    else:
        wanted = [row[part] for part in _PARTS if row[part]]
        missing = [name for name in wanted if name not in finding.numbers]
    if finding is None or missing:
        raise NotebookError(
            "data/scorecard.csv", f"{row['notebook']}#{row['finding']} has no {', '.join(missing)}"
        )
    return finding


def _scored(row: dict, finding: SeriesFinding) -> dict:
    """A row of the plan, filled from its finding."""
    parts = {part: _dated(finding, row[part], row[note]) for part, note in _PARTS.items()}
    return {
        **row,
        **parts,
        "indicator": translate(row["indicator"]),
        "direction": direction(row, finding),
        "certainty": _certainty(finding),
        "where": WHERE.format(notebook=finding.notebook, id=finding.id),
    }


def _certainty(finding: SeriesFinding) -> str:
    """How sure we are of a finding; a dash for one that counts our own verdicts."""
    if finding.certainty is None:
        return "\N{EM DASH}"
    return translate(CERTAINTY_LABELS[finding.certainty])


def _dated(finding: SeriesFinding, name: str | None, note: str | None) -> str:
    """A value of a finding in words, with when or of what it is; a dash where none is asked for."""
    if not name:
        return "\N{EM DASH}"
    spec = finding.numbers[name].spec
    text = format_value(_estimate(finding, name), spec)
    if not note:
        return text
    is_date = _YEAR_OR_MONTH.fullmatch(str(note))
    when = format_value(note, "date") if is_date else translate(note)
    return f"{text} ({when})"


def _estimate(finding: WithNumbers, name: str) -> Estimate:
    recorded = finding.numbers[name]
    return Estimate(
        recorded.value,
        recorded.low,
        recorded.high,
        recorded.uncertainty,
        recorded.level,
    )


def direction(row: dict, finding: WithNumbers) -> str:
    """Which way an indicator went, as a code.

    Returns
    -------
    ``went_better`` or ``went_worse`` where the latest range lies wholly on one side of the baseline's, or a change or
    ratio on one side of no change; else ``went_unclear``. ``level_only`` where nothing says which is better.
    """
    before = _ends_before(row, finding)
    if not row["better"] or before is None:
        return "level_only"

    low_before, high_before = before
    low, high = _estimate(finding, row["latest"]).ends
    if low > high_before:
        moved = "up"
    elif high < low_before:
        moved = "down"
    else:
        return "went_unclear"
    return "went_better" if moved == row["better"] else "went_worse"


def _ends_before(row: dict, finding: WithNumbers) -> tuple[Number, Number] | None:
    """Both ends of the baseline, or of no movement; None where there is nothing to hold the latest value against."""
    if row["baseline"]:
        return _estimate(finding, row["baseline"]).ends
    return _NO_MOVEMENT.get(row["measures"])

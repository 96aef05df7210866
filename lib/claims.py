"""The article's claims, the rules that give each a verdict, and the findings that a run has made.

The verdicts are a closed list in the order of `VERDICTS`; the first that applies is given. Rules give those that
arithmetic can give; the others are judged by the author of a notebook, with a reason that the reader sees.
"""

import json
import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from lib import paths, tables
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate, Number
from lib.language import current, say, show

VERDICTS = ("internally inconsistent", "not comparable", "contradicted", "reproduced", "consistent", "traced",
            "not verifiable")
#: A symbol for each verdict, so that colour is never alone.
SYMBOLS = dict(zip(VERDICTS, "≠∦✗✓≈→?", strict=True))
JUDGED = VERDICTS[:2]
SINCE = ("unchanged", "revised", "reversed")
#: What a finding rests on -> (verdict if the claim fits, verdict if not).
BASES = {"independent": ("reproduced", "contradicted"), "derived": ("consistent", "contradicted"),
         "origin": ("traced", "contradicted"), "none": ("not verifiable", "not verifiable")}
#: What a finding says in words: one text a language in ``findings.json``.
WORDS = ("sentence", "because", "unit", "text", "method")
#: What a verdict by rule means, for readers; a judged verdict carries its own reason.
REASONS = {"contradicted": "Other figures disagree by more than the stated digits allow.",
           "reproduced": "Another data producer gives it.",
           "consistent": "Other figures agree within their range or the stated digits.",
           "traced": "Found at its origin; nobody else has measured it.",
           "not verifiable": "No open source gives it."}
#: How a stated value is said, by its qualifier.
STATED = {"exact": "{value} {unit}", "about": "about {value} {unit}", "over": "over {value} {unit}",
          "up_to": "up to {value} {unit}", "direction": "no number stated"}


@dataclass(frozen=True)
class Claim:
    """One number of the article: `value` in `unit`, None where the claim is a direction, not a number.

    `qualifier`: exact, about, over, up_to or direction; `last_digit`: unit of the last digit stated.
    """

    id: str
    value: float | None
    unit: str
    qualifier: str
    last_digit: float | None

    @property
    def tolerance(self) -> float:
        """One unit of the last digit stated, which allows rounding and truncation; "about" doubles it."""
        return (self.last_digit or 0.0) * (2 if self.qualifier == "about" else 1)


@cache
def _claims(folder: str) -> dict[str, Claim]:
    frame = tables.read(tables.resource("claims"))
    keep = ["claim", "value", "unit", "qualifier", "last_digit"]
    rows = frame[keep].astype(object).where(frame[keep].notna(), None).itertuples(index=False)
    return {row[0]: Claim(*row) for row in rows}


def claim(identifier: str) -> Claim:
    """The claim of that id.

    Raises
    ------
    NotebookError : no such claim in ``data/claims.csv``
    """
    known = _claims(str(paths.data()))
    if identifier not in known:
        raise NotebookError(f"claim {identifier!r}", "not in data/claims.csv", f"Known: {', '.join(known)}")
    return known[identifier]


def fits(stated: Claim, found: Estimate | Number) -> bool:
    """True where what was found agrees with what was stated, within the stated digits.

    ``over`` and ``up_to`` are one-sided; a range agrees where any of it does. Both are in the unit of the claim.

    Raises
    ------
    NotebookError : the claim states no number, or nothing was found
    """
    if stated.value is None:
        raise NotebookError(f"claim {stated.id}", "states no number", "Give verdict= and because= instead.")
    if isinstance(found, Estimate) and (found.value, found.low, found.high) == (None, None, None):
        raise NotebookError(f"claim {stated.id}", "has no value to compare", 'Use basis="none" or give verdict=.')
    low, high = (found.low, found.high) if isinstance(found, Estimate) else (found, found)
    if isinstance(found, Estimate) and not found.has_range:
        low = high = found.value
    reaches = high is None or high >= stated.value - (0 if stated.qualifier == "over" else stated.tolerance)
    stays = low is None or low <= stated.value + (0 if stated.qualifier == "up_to" else stated.tolerance)
    return {"over": reaches, "up_to": stays}.get(stated.qualifier, reaches and stays)


def verdict(identifier: str, found: Estimate | Number | None, basis: str) -> str:
    """The verdict that the rules give for a finding on a claim.

    Parameters
    ----------
    found : our value in the unit of the claim; None with basis ``none``
    basis : ``independent`` (another data producer), ``derived`` (other numbers), ``origin`` (the same source,
        nobody else measured it) or ``none`` (no open source)
    """
    if basis not in BASES:
        raise NotebookError(f"claim {identifier}", f"unknown basis {basis!r}", f"Known: {', '.join(BASES)}")
    if basis == "none":
        return "not verifiable"
    if found is None:
        raise NotebookError(f"claim {identifier}", "has no value to compare", 'Use basis="none" or give verdict=.')
    return BASES[basis][0 if fits(claim(identifier), found) else 1]


def read_findings() -> list[dict]:
    """The findings of the run that is going on; in JupyterLab those of the last run, saying which it was.

    Raises
    ------
    UsageError : no run has left any findings
    """
    folder = os.environ.get("SERIES_FINDINGS")
    if folder:
        files = sorted(Path(folder).glob("*.json"))
        return [finding for file in files for finding in json.loads(file.read_text("utf-8"))]
    last = paths.REPORTS / "findings.json"
    if not last.exists():
        raise UsageError("reports/findings.json", "no run has left any findings", "Run ./run reports first.")
    record = json.loads(last.read_text("utf-8"))
    print(f"Findings of the last run: {record['parameters_note'] or 'default parameters'}, "
          f"data {record['data_hash'][:12]}.")
    spoken = current() if current() in record["languages"] else record["languages"][0]
    return [{**f, **{word: f[word][spoken] for word in WORDS}} for f in record["findings"]]


def ledger(stated: pd.DataFrame, findings: list[dict]) -> pd.DataFrame:
    """One row a claim: what the article states, what the series finds, the verdict and why.

    Where several findings speak of a claim, the one whose verdict stands first in `VERDICTS` gives the row.

    Returns
    -------
    claim, section, measure, stated, found, verdict, shown (symbol and word), since, why, notebook, finding, where

    Raises
    ------
    NotebookError : claims without a finding, by id
    """
    best: dict[str, dict] = {}
    for item in sorted((f for f in findings if f["claim"]), key=lambda f: VERDICTS.index(f["verdict"])):
        best.setdefault(item["claim"], item)
    missing = [c for c in stated["claim"] if c not in best]
    if missing:
        raise NotebookError("ledger", f"claims without a finding: {', '.join(missing)}",
                            "Give each a finding(claim=...) in a notebook before the ledger.")
    rows = [_ledger_row(row, best[row["claim"]]) for row in stated.to_dict("records")]
    return pd.DataFrame(rows)


def _ledger_row(row: dict, found: dict) -> dict:
    value = "" if pd.isna(row["value"]) else show(row["value"], f"n.{_decimals(row['last_digit'])}")
    verdict, stated, unit, measure = found["verdict"], STATED[row["qualifier"]], row["unit"], row["measure"]
    reason, text = REASONS.get(verdict, ""), found["text"]
    return {"claim": row["claim"], "section": row["section"], "measure": say(measure),
            "stated": say(stated).format(value=value, unit=say(unit)),
            "found": f"{text}; {found['unit']}" if text else say("no figure"),
            "verdict": verdict, "shown": f"{SYMBOLS[verdict]}\N{NO-BREAK SPACE}{say(verdict)}", "since": found["since"],
            "why": found["because"] or say(reason), "notebook": found["notebook"], "finding": found["id"],
            "where": _where(found)}


def _where(found: dict) -> str:
    """Where a finding is shown, from another page of the set."""
    return f"{found['notebook']}.html#finding-{found['id']}"


def _decimals(last_digit: float) -> int:
    """Decimals with which a stated value is shown: those it was stated with."""
    return max(0, -math.floor(math.log10(last_digit)))


def verdict_counts(book: pd.DataFrame) -> pd.DataFrame:
    """Number of claims by verdict, in the order of `VERDICTS`, zeros included. Columns: stage (verdict), value."""
    counts = book["verdict"].value_counts()
    return pd.DataFrame({"stage": list(VERDICTS), "value": [int(counts.get(v, 0)) for v in VERDICTS]})


def scorecard(plan: pd.DataFrame, findings: list[dict]) -> pd.DataFrame:
    """The findings that stand for each reform: value, direction and what they say. No composite index.

    Parameters
    ----------
    plan : front, notebook, finding, measures, reference, better

    Returns
    -------
    front, value (text with its range), direction (code), uncertainty, sentence, notebook, finding, where

    Raises
    ------
    NotebookError : an indicator whose finding this run has not made
    """
    made = {(f["notebook"], f["id"]): f for f in findings}
    missing = [f"{r.notebook}#{r.finding}" for r in plan.itertuples() if (r.notebook, r.finding) not in made]
    if missing:
        raise NotebookError("scorecard", f"no finding {', '.join(missing)}", "Correct data/scorecard.csv.")
    rows = []
    for row in plan.to_dict("records"):
        found = made[row["notebook"], row["finding"]]
        rows.append({"front": row["front"], "value": found["text"], "direction": direction(row, found),
                     "uncertainty": found["uncertainty"], "sentence": found["sentence"],
                     "notebook": row["notebook"], "finding": row["finding"], "where": _where(found)})
    return pd.DataFrame(rows)


def direction(row: dict, found: dict) -> str:
    """``went_better`` or ``went_worse`` where the whole range lies on one side of the reference, else
    ``went_unclear``; ``level_only`` for what has no reference."""
    if row["measures"] == "level" or found["value"] is None:
        return "level_only"
    low = found["value"] if found["low"] is None else found["low"]
    high = found["value"] if found["high"] is None else found["high"]
    if low <= row["reference"] <= high:
        return "went_unclear"
    moved = "up" if low > row["reference"] else "down"
    return "went_better" if moved == row["better"] else "went_worse"


def to_settle(book: pd.DataFrame, settlement: pd.DataFrame) -> pd.DataFrame:
    """Claims that cannot be verified or compared, with what would settle each, who holds it and the request.

    Raises
    ------
    NotebookError : such a claim that ``data/settlement.csv`` does not have
    """
    waiting = book[book["verdict"].isin(["not verifiable", "not comparable"])]
    missing = set(waiting["claim"]) - set(settlement["claim"])
    if missing:
        raise NotebookError("data/settlement.csv", f"has no row for {', '.join(sorted(missing))}")
    joined = waiting.merge(settlement, on="claim", how="left")
    return joined.assign(document=[say(d) for d in joined["document"]])

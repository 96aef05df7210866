"""The article's claims, the rules that give each a verdict, and the findings that a run has made.

The verdicts are a closed list in the order of `VERDICTS`; the first that applies is given. Rules give those that
arithmetic can give; the others are judged by the author of a notebook, with a reason that the reader sees.
"""

import json
import math
import os
import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import pandas as pd

from lib import paths, tables
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate, Number
from lib.language import current, format_value, translate

VERDICTS = (
    "internally inconsistent",
    "not comparable",
    "contradicted",
    "reproduced",
    "consistent",
    "traced",
    "not verifiable",
)
#: A symbol for each verdict, so that colour is never alone.
SYMBOLS = dict(zip(VERDICTS, "≠∦✗✓≈→?", strict=True))
#: The assumption that every judged verdict rests on.
JUDGED_BY = "A80"
SINCE = ("unchanged", "revised", "reversed")
#: What a finding rests on -> (verdict if the claim fits, verdict if not).
BASES = {
    "independent": ("reproduced", "contradicted"),
    "derived": ("consistent", "contradicted"),
    "origin": ("traced", "contradicted"),
    "none": ("not verifiable", "not verifiable"),
}
#: What a finding says in words: one text a language in ``findings.json``.
WORDS = ("sentence", "because", "unit", "text", "method")
#: What a verdict by rule means, for readers; a judged verdict carries its own reason.
REASONS = {
    "contradicted": "Other figures disagree by more than the stated digits allow.",
    "reproduced": "Another data producer gives it.",
    "consistent": "Other figures agree within their range or the stated digits.",
    "traced": "Found at its origin; nobody else has measured it.",
    "not verifiable": "No open source gives it.",
}
#: What a range means, by its kind, in a few words.
RANGES = {
    "exact": "none computed",
    "rounding": "what the stated digits allow",
    "sampling": "chance alone",
    "identification": "bounds without assumptions",
    "structural": "rival sources or methods",
    "scenario": "stated assumptions",
}
#: The values of an indicator -> the column that says when, or of what.
_PARTS = {"baseline": "baseline_when", "latest": "latest_when", "comparator": "comparator_what"}
#: Where a finding is shown, from another page of the set.
WHERE = "{notebook}.html#finding-{id}"
#: Sources of a claim are named up to so many, else counted.
_NAMED = 3
#: How a stated value is said, by its qualifier.
STATED = {
    "exact": "{value} {unit}",
    "about": "about {value} {unit}",
    "over": "over {value} {unit}",
    "up_to": "up to {value} {unit}",
    "direction": "no number stated",
}


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
        raise NotebookError(
            f"claim {identifier!r}", "not in data/claims.csv", f"Known: {', '.join(known)}"
        )
    return known[identifier]


def fits(stated: Claim, found: Estimate | Number) -> bool:
    """True where what was found agrees with what was stated, within the stated digits.

    ``over`` and ``up_to`` are one-sided; a range agrees where any of it does. Both are in the unit of the claim.

    Raises
    ------
    NotebookError : the claim states no number, or nothing was found
    """
    if stated.value is None:
        raise NotebookError(
            f"claim {stated.id}", "states no number", "Give verdict= and because= instead."
        )
    if isinstance(found, Estimate) and (found.value, found.low, found.high) == (None, None, None):
        raise NotebookError(
            f"claim {stated.id}", "has no value to compare", 'Use basis="none" or give verdict=.'
        )
    low, high = found.ends if isinstance(found, Estimate) else (found, found)
    reaches = high >= stated.value - (0 if stated.qualifier == "over" else stated.tolerance)
    stays = low <= stated.value + (0 if stated.qualifier == "up_to" else stated.tolerance)
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
        raise NotebookError(
            f"claim {identifier}", f"unknown basis {basis!r}", f"Known: {', '.join(BASES)}"
        )
    if basis == "none":
        return "not verifiable"
    if found is None:
        raise NotebookError(
            f"claim {identifier}", "has no value to compare", 'Use basis="none" or give verdict=.'
        )
    return BASES[basis][0 if fits(claim(identifier), found) else 1]


def read_findings(before: str) -> list[dict]:
    """Findings of the notebooks that run before one, which it names: of the run that is going on.

    In JupyterLab those of the last run, saying which it was. Never its own: they would be those of an earlier run.

    Raises
    ------
    UsageError : no run has left any findings
    """
    given = os.environ.get("SERIES_FINDINGS")
    if given:
        files = map(Path, given.split(os.pathsep))
        return [f for file in files for f in json.loads(file.read_text("utf-8"))]
    last = paths.REPORTS / "findings.json"
    if not last.exists():
        raise UsageError(
            "reports/findings.json", "no run has left any findings", "Run ./run reports first."
        )
    record = json.loads(last.read_text("utf-8"))
    print(
        f"Findings of the last run: {record['parameters_note'] or 'default parameters'}, "
        f"data {record['data_hash'][:12]}."
    )
    spoken = current() if current() in record["languages"] else record["languages"][0]
    earlier = takewhile(lambda f: f["notebook"] != before, record["findings"])
    return [{**f, **{word: f[word][spoken] for word in WORDS}} for f in earlier]


def gravest(findings: list[dict]) -> dict[str, dict]:
    """Claim -> the finding that judges it: of several the one whose verdict stands first in `VERDICTS`."""
    best: dict[str, dict] = {}
    for item in sorted(
        (f for f in findings if f["claim"]), key=lambda f: VERDICTS.index(f["verdict"])
    ):
        best.setdefault(item["claim"], item)
    return best


def ledger(stated: pd.DataFrame, findings: list[dict]) -> pd.DataFrame:
    """One row a claim, by its `gravest` finding: what the article states, what the series finds, verdict and why.

    Returns
    -------
    claim, section, says, found, verdict, shown (symbol, word), since, sentence, why, where, sources, notebook, id

    Raises
    ------
    NotebookError : claims without a finding, by id
    """
    best = gravest(findings)
    missing = [c for c in stated["claim"] if c not in best]
    if missing:
        raise NotebookError(
            "ledger",
            f"claims without a finding: {', '.join(missing)}",
            "Give each a finding(claim=...) in a notebook before the ledger.",
        )
    return pd.DataFrame([_ledger_row(row, best[row["claim"]]) for row in stated.to_dict("records")])


def _ledger_row(row: dict, found: dict) -> dict:
    places = (
        0 if pd.isna(row["value"]) else max(0, -math.floor(math.log10(row["last_digit"])))
    )  # as stated
    value = "" if pd.isna(row["value"]) else format_value(row["value"], f"n.{places}")
    stated, unit, measure = row["qualifier"], row["unit"], row["measure"]
    verdict, since, kind, meant = (
        found["verdict"],
        found["since"],
        RANGES.get(found["uncertainty"], ""),
        translate("range"),
    )
    reason, text = (
        REASONS.get(verdict, ""),
        f"{found['text']}; {found['unit']}" if found["text"] else translate("no figure"),
    )
    text += f" ({meant}: {translate(kind)})" if found["uncertainty"] not in (None, "exact") else ""
    later = (
        "" if since == SINCE[0] else translate("; since then {word}").format(word=translate(since))
    )
    authors = list(
        dict.fromkeys(tables.references()[r]["author"][0]["literal"] for r in found["references"])
    )
    sources = (
        ", ".join(authors)
        if len(authors) <= _NAMED
        else translate("{n} sources").format(n=len(found["references"]))
    )
    said = translate(STATED[stated]).format(value=value, unit=translate(unit))
    return {
        "claim": row["claim"],
        "section": row["section"],
        "says": f"{translate(measure)}: {said}",
        "found": text,
        "verdict": verdict,
        "shown": f"{SYMBOLS[verdict]}\N{NO-BREAK SPACE}{translate(verdict)}{later}",
        "since": since,
        "sentence": found["sentence"],
        "why": found["because"] or f"{translate(reason)} {found['sentence']}",
        "where": WHERE.format(**found),
        "sources": f"{found['notebook'][:2]} {found['id']}; {sources}",
        **{name: found[name] for name in ("notebook", "id")},
    }


def verdict_counts(book: pd.DataFrame) -> pd.DataFrame:
    """Number of claims by verdict, in the order of `VERDICTS`, zeros included. Columns: stage (verdict), value."""
    counts = book["verdict"].value_counts()
    return pd.DataFrame(
        {"stage": list(VERDICTS), "value": [int(counts.get(v, 0)) for v in VERDICTS]}
    )


def scorecard(plan: pd.DataFrame, findings: list[dict]) -> pd.DataFrame:
    """The indicators of each reform and front, out of the findings. No composite index.

    `plan` names values of findings, with their dates or words. Added to it: baseline, latest and comparator as texts,
    direction (code), quality (text: lowest of its tables, then its assumptions with their ratings) and where.

    Raises
    ------
    NotebookError : an indicator whose finding this run has not made, or whose finding has no such value
    """
    made, stated, rows = {(f["notebook"], f["id"]): f for f in findings}, tables.assumptions(), []
    for row in plan.astype(object).where(plan.notna(), None).to_dict("records"):
        found = made.get((row["notebook"], row["finding"]), {"values": {}})
        bad = (
            [row[p] for p in _PARTS if row[p] and row[p] not in found["values"]]
            if found["values"]
            else ["finding"]
        )
        if bad:
            raise NotebookError(
                "data/scorecard.csv", f"{row['notebook']}#{row['finding']} has no {', '.join(bad)}"
            )
        cells = {part: _dated(found, row[part], row[note]) for part, note in _PARTS.items()}
        called, rests = row["indicator"], [a for a in found["assumptions"] if a != JUDGED_BY]
        lowest = min((tables.grade(name)[1] for name in found["tables"]), key=tables.GRADES.index)
        words = [lowest, *(stated[a]["rating"] for a in rests)]
        graded = "; ".join(
            f"{a} {translate(word)}".strip() for a, word in zip(["", *rests], words, strict=True)
        )
        rows.append(
            {
                **row,
                **cells,
                "indicator": translate(called),
                "direction": direction(row, found),
                "quality": graded,
                "where": WHERE.format(**found),
            }
        )
    return pd.DataFrame(rows)


def _dated(found: dict, name: str | None, note: str | None) -> str:
    """A value of a finding in words, with when or of what it is."""
    if not name:
        return "\N{EM DASH}"
    when = (
        format_value(note, "date") if re.fullmatch(r"\d{4}(-\d\d)?", str(note)) else translate(note)
    )
    return f"{format_value(_estimate(found, name), found['values'][name]['spec'])}" + (
        f" ({when})" if note else ""
    )


def _estimate(found: dict, name: str) -> Estimate:
    told = found["values"][name]
    return Estimate(told["value"], told["low"], told["high"], told["uncertainty"], told["level"])


def direction(row: dict, found: dict) -> str:
    """``went_better`` or ``went_worse`` where the latest range lies wholly on one side of the baseline's, or a
    change or ratio on one side of no change; else ``went_unclear``. ``level_only`` where nothing says which is better.
    """
    against = {"change": (0.0, 0.0), "ratio": (1.0, 1.0)}.get(row["measures"])
    if row["baseline"]:
        against = _estimate(found, row["baseline"]).ends
    if not row["better"] or against is None:
        return "level_only"
    low, high = _estimate(found, row["latest"]).ends
    if low <= against[1] and high >= against[0]:
        return "went_unclear"
    return (
        "went_better" if ("up" if low > against[1] else "down") == row["better"] else "went_worse"
    )


def assumption_log(findings: list[dict]) -> pd.DataFrame:
    """The assumptions, their ratings and what rests on each: id, assumption, why, rated, findings."""
    rows = []
    for key, row in tables.assumptions().items():
        rating, *grades, text, why = (
            translate(row[n]) for n in ("rating", "quality", "impact", "assumption", "why")
        )
        rows.append(
            {
                "id": key,
                "assumption": text,
                "why": why,
                "rated": f"{rating} ({', '.join(grades)})",
                "findings": _resting(key, "assumptions", findings),
            }
        )
    return pd.DataFrame(rows)


def data_log(findings: list[dict]) -> pd.DataFrame:
    """The tables that findings rest on, rated by `tables.grade`: title, rated, findings."""
    rows = []
    for name in (n for n in tables.names() if any(n in f["tables"] for f in findings)):
        rating, *grades = map(translate, tables.grade(name))
        title = tables.resource(name)["title"]
        rows.append(
            {
                "title": translate(title),
                "rated": f"{rating} ({', '.join(grades)})",
                "findings": _resting(name, "tables", findings),
            }
        )
    return pd.DataFrame(rows)


def _resting(name: str, key: str, findings: list[dict]) -> str:
    return (
        ", ".join(f"{f['notebook'][:2]} {f['id']}" for f in findings if name in f[key])
        or "\N{EM DASH}"
    )


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
    return joined.assign(document=[translate(d) for d in joined["document"]])


def requests(waiting: pd.DataFrame) -> pd.DataFrame:
    """The requests of `to_settle`, each once: claims (ids), holder (code), language, request."""
    grouped = waiting.groupby(["holder", "language", "request"], sort=False)["claim"]
    return grouped.agg(", ".join).reset_index().rename(columns={"claim": "claims"})

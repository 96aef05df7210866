"""The ledger: each claim of the article with what the series finds, and what would settle the open ones.

Belongs here: rows for readers, one a claim. Does not: the rules of a verdict (`lib.claims.verdicts`), and indicators
of a reform or front, which no claim states (`lib.claims.indicators`).
"""

import math
from typing import cast

import pandas as pd

from lib import tables
from lib.claims.findings import WHERE, gravest
from lib.claims.verdicts import REASONS, SINCE, SYMBOLS, VERDICTS
from lib.errors import NotebookError
from lib.language import format_value, translate
from lib.records import SeriesFinding, Verdict

#: What a range means, by its kind, in a few words.
RANGES = {
    "exact": "none computed",
    "rounding": "what the stated digits allow",
    "sampling": "chance alone",
    "identification": "bounds without assumptions",
    "structural": "rival sources or methods",
    "scenario": "stated assumptions",
}
#: How a stated value is said, by its qualifier.
STATED = {
    "exact": "{value} {unit}",
    "about": "about {value} {unit}",
    "over": "over {value} {unit}",
    "up_to": "up to {value} {unit}",
    "direction": "no number stated",
}
#: Sources of a claim are named up to so many, else counted.
_NAMED = 3
#: Verdicts that leave a claim open.
_OPEN = ("not verifiable", "not comparable")


def ledger(stated: pd.DataFrame, findings: list[SeriesFinding]) -> pd.DataFrame:
    """One row a claim, by its `gravest` finding: what the article states, what the series finds, verdict and why.

    Parameters
    ----------
    stated : table ``claims``
    findings : of the notebooks before, as `read_findings` gives them

    Returns
    -------
    claim, section, says, found, verdict, shown (symbol, word), since, sentence, why, where, sources, notebook, id

    Raises
    ------
    NotebookError : claims without a finding, by id
    """
    judged_by = gravest(findings)
    missing = [claim for claim in stated["claim"] if claim not in judged_by]
    if missing:
        raise NotebookError(
            "ledger",
            f"claims without a finding: {', '.join(missing)}",
            "Give each a finding(claim=...) in a notebook before the ledger.",
        )
    rows = stated.to_dict("records")
    return pd.DataFrame([_ledger_row(row, judged_by[row["claim"]]) for row in rows])


def _ledger_row(row: dict, finding: SeriesFinding) -> dict:
    verdict = cast("Verdict", finding.verdict)  # what judges a claim has one
    return {
        "claim": row["claim"],
        "section": row["section"],
        "says": f"{translate(row['measure'])}: {_stated_value(row)}",
        "found": _value_and_range(finding),
        "verdict": verdict,
        "shown": f"{SYMBOLS[verdict]}\N{NO-BREAK SPACE}{translate(verdict)}{_later(finding)}",
        "since": finding.since,
        "sentence": finding.sentence,
        "why": finding.because or _reason_of_rule(finding),
        "where": WHERE.format(notebook=finding.notebook, id=finding.id),
        "sources": f"{finding.notebook[:2]} {finding.id}; {_sources(finding)}",
        "notebook": finding.notebook,
        "id": finding.id,
    }


def _stated_value(row: dict) -> str:
    """What the article states, with as many decimals as it gives, for instance "about 4.4 percent"."""
    value = "" if pd.isna(row["value"]) else format_value(row["value"], f"n.{_decimals(row)}")
    return translate(STATED[row["qualifier"]]).format(value=value, unit=translate(row["unit"]))


def _decimals(row: dict) -> int:
    """Decimals of the last digit stated; those of the number itself where nothing says which digit was the last."""
    if pd.isna(row["last_digit"]):
        _, _, behind_the_point = f"{row['value']:f}".rstrip("0").partition(".")
        return len(behind_the_point)
    return max(0, -math.floor(math.log10(row["last_digit"])))


def _value_and_range(finding: SeriesFinding) -> str:
    """Our value with its unit, and what its range means where it has one."""
    text = f"{finding.text}; {finding.unit}" if finding.text else translate("no figure")
    kind = finding.uncertainty
    if kind in (None, "exact"):
        return text
    return f"{text} ({translate('range')}: {translate(RANGES[kind])})"


def _later(finding: SeriesFinding) -> str:
    """What became of the claim after the article, to be put behind the verdict."""
    since = finding.since
    if since == SINCE[0]:
        return ""
    return translate("; since then {word}").format(word=translate(since))


def _reason_of_rule(finding: SeriesFinding) -> str:
    reason = REASONS.get(finding.verdict or "", "")
    return f"{translate(reason)} {finding.sentence}"


def _sources(finding: SeriesFinding) -> str:
    """Who the finding cites: each author once, or how many sources where there are more than a few."""
    known = tables.references()
    authors = [known[reference].who for reference in finding.references]
    authors = list(dict.fromkeys(authors))
    if len(authors) <= _NAMED:
        return ", ".join(authors)
    return translate("{n} sources").format(n=len(finding.references))


def verdict_counts(book: pd.DataFrame) -> pd.DataFrame:
    """Number of claims by verdict, in the order of `VERDICTS`, zeros included. Columns: stage (verdict), value."""
    counts = book["verdict"].value_counts()
    values = [int(counts.get(verdict, 0)) for verdict in VERDICTS]
    return pd.DataFrame({"stage": list(VERDICTS), "value": values})


def to_settle(book: pd.DataFrame, settlement: pd.DataFrame) -> pd.DataFrame:
    """Claims that cannot be verified or compared, with what would settle each, who holds it and the request.

    Parameters
    ----------
    book : of `ledger`
    settlement : table ``settlement``

    Raises
    ------
    NotebookError : such a claim that ``data/settlement.csv`` does not have
    """
    waiting = book[book["verdict"].isin(_OPEN)]
    missing = set(waiting["claim"]) - set(settlement["claim"])
    if missing:
        raise NotebookError("data/settlement.csv", f"has no row for {', '.join(sorted(missing))}")
    joined = waiting.merge(settlement, on="claim", how="left")
    return joined.assign(document=[translate(document) for document in joined["document"]])


def requests(waiting: pd.DataFrame) -> pd.DataFrame:
    """The requests of `to_settle`, each once: claims (ids), holder (code), language, request."""
    claims = waiting.groupby(["holder", "language", "request"], sort=False)["claim"]
    return claims.agg(", ".join).reset_index().rename(columns={"claim": "claims"})

"""The findings of a set as data: ``findings.json``, ``claims.csv``, and those that the series leads with."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from lib import files, records, strict_json
from lib.errors import NotebookError, UsageError
from lib.publishing.report import spreadsheet

#: What must be equal in every language.
_NUMBERS = (
    "value",
    "low",
    "high",
    "level",
    "uncertainty",
    "verdict",
    "certainty",
    "claim",
    "holds",
    "tables",
)
#: What ``claims.csv`` takes from a finding, and what it takes in each language.
_JUDGED = (
    "verdict",
    "since",
    "checked_in",
    "certainty",
    "value",
    "low",
    "high",
    "uncertainty",
    "level",
)
_SAID = ("unit", "because", "sentence", "certainty_why")
T = TypeVar("T")


def write(
    by_language: dict[str, list[records.NotebookFinding]], record: dict, folder: Path
) -> None:
    """Write ``findings.json``, every finding once and its sentence in each language; and ``claims.csv``.

    Parameters
    ----------
    by_language : language -> findings of all notebooks, in their order; each names its ``notebook``
    record : what is said of the run

    Raises
    ------
    NotebookError : a finding whose value differs between languages, or a file that does not fit its schema
    """
    merged = merge(by_language)
    content = {
        **record,
        "languages": list(by_language),
        "findings": [_as_filed(finding) for finding in merged],
    }
    validate(content)
    files.write_text(folder / "findings.json", strict_json.text(content))
    files.write_text(folder / "claims.csv", claims_csv(merged))


def _as_filed(finding: records.FiledFinding) -> dict:
    """A finding as it stands in the file: numbers in alphabetical order, then words."""
    from lib import claims

    content = records.checked(finding, order="sorted")
    words = {word: content.pop(word) for word in claims.WORDS}
    return content | words


def merge(by_language: dict[str, list[records.NotebookFinding]]) -> list[records.FiledFinding]:
    """Each finding once, with its words as a mapping from the language.

    Raises
    ------
    NotebookError : a finding that one language has and another has not, or with other numbers
    """
    from lib import claims

    keyed = {
        code: {(finding.notebook, finding.id): finding for finding in of_language}
        for code, of_language in by_language.items()
    }
    first, *others = keyed.values()
    for other in others:
        _check_equal(first, other)
    merged = []
    for key, finding in first.items():
        words = {
            word: {code: getattr(of_language[key], word) for code, of_language in keyed.items()}
            for word in claims.WORDS
        }
        merged.append(_filed(finding, words))
    return merged


def _filed(finding: records.NotebookFinding, words: dict) -> records.FiledFinding:
    """A finding with its words in every language, without what says the same in other words."""
    return records.FiledFinding(
        **words,
        id=finding.id,
        notebook=finding.notebook,
        value=finding.value,
        low=finding.low,
        high=finding.high,
        uncertainty=finding.uncertainty,
        level=finding.level,
        tables=finding.tables,
        references=finding.references,
        assumptions=list(finding.assumptions),
        claim=finding.claim,
        verdict=finding.verdict,
        since=finding.since,
        holds=finding.holds,
        numbers=finding.numbers,
        shown=finding.shown,
        assumed=finding.assumed,
        key=finding.key,
        rests_on=finding.rests_on,
        backed_by=finding.backed_by,
        search=finding.search,
        moved=finding.moved,
        certainty=finding.certainty,
        checked_in=finding.checked_in,
    )


#: (notebook, id) -> finding, in one language.
_Keyed = dict[tuple[str, str], records.NotebookFinding]


def _check_equal(first: _Keyed, other: _Keyed) -> None:
    for key in first.keys() | other.keys():
        one = first.get(key)
        two = other.get(key)
        if one is None or two is None or _numbers(one) != _numbers(two):
            notebook, identifier = key
            raise NotebookError(
                f"{notebook}, finding {identifier}",
                "differs between the languages",
                "A result must not depend on the parameter 'language'.",
            )


def _numbers(finding: records.NotebookFinding) -> list:
    return [getattr(finding, name) for name in _NUMBERS]


def validate(content: dict) -> None:
    """Hold the content of ``findings.json`` against its record, `lib.records.FindingsFile`.

    Raises
    ------
    NotebookError : the first place where it does not fit
    """
    try:
        records.read(content, records.FindingsFile)
    except records.RecordError as error:
        raise NotebookError("findings.json", str(error), "Correct the notebook.") from None


def claims_csv(merged: list[records.FiledFinding]) -> str:
    """``claims.csv``: every claim with the finding that judges it; texts in each language of the run.

    A claim that no finding judges is left out: the ledger has refused to go on, or the series has none.
    """
    from lib import claims, tables

    stated = []
    if "claims" in tables.names():
        stated = tables.read(tables.resource("claims")).to_dict("records")
    judging = claims.gravest(merged)
    rows = [
        _claim_row(claim, judging[claim["claim"]]) for claim in stated if claim["claim"] in judging
    ]
    header = list(rows[0]) if rows else ["claim"]
    return spreadsheet.text([header, *(row.values() for row in rows)])


def _claim_row(claim: dict, finding: records.FiledFinding) -> dict:
    is_missing = claim["value"] != claim["value"]
    words = {
        f"{word}_{code}": text
        for word in _SAID
        for code, text in sorted(getattr(finding, word).items())
    }
    return {
        **{name: claim.get(name, "") for name in ("claim", "section", "measure", "qualifier")},
        "stated": "" if is_missing else f"{claim['value']:.10g}",
        "unit": claim["unit"],
        **{name: getattr(finding, name) for name in _JUDGED},
        **words,
        "assumptions": " ".join(finding.assumptions),
        "references": " ".join(finding.references),
        "finding": f"{finding.notebook}#{finding.id}",
    }


def headlines(findings: Mapping[str, T], names: list[str]) -> list[T]:
    """The findings that the series leads with, in the order of their names.

    Parameters
    ----------
    findings : ``notebook#id`` -> finding, in whichever form
    names : ``notebook#id``, as ``series.yml`` lists them

    Raises
    ------
    UsageError : a headline that no notebook has
    """
    missing = [name for name in names if name not in findings]
    if missing:
        raise UsageError(
            "series.yml", f"headlines {', '.join(missing)} are not findings", "Correct the names."
        )
    return [findings[name] for name in names]

"""The findings of a set as data: ``findings.json``, ``claims.csv``, and those that the series leads with."""

import json
from pathlib import Path

from lib import files, paths, strict_json
from lib.errors import NotebookError, UsageError
from lib.publishing.report import spreadsheet

#: What must be equal in every language.
_NUMBERS = ("value", "low", "high", "level", "uncertainty", "verdict", "claim", "holds", "tables")
#: What a finding says of itself that a reader of data does not need: it stands there in other words.
_LEFT_OUT = ("markdown", "kind", "verdict_label", "since_label")
#: What ``claims.csv`` takes from a finding, and what it takes in each language.
_JUDGED = ("verdict", "since", "value", "low", "high", "uncertainty", "level")
_SAID = ("unit", "because", "sentence")


def write(by_language: dict[str, list[dict]], record: dict, folder: Path) -> None:
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
    content = {**record, "languages": list(by_language), "findings": merged}
    validate(content)
    files.write_text(folder / "findings.json", strict_json.text(content))
    files.write_text(folder / "claims.csv", claims_csv(merged))


def merge(by_language: dict[str, list[dict]]) -> list[dict]:
    """Each finding once, with its words as a mapping from the language.

    Raises
    ------
    NotebookError : a finding that one language has and another has not, or with other numbers
    """
    from lib import claims

    keyed = {
        code: {(finding["notebook"], finding["id"]): finding for finding in of_language}
        for code, of_language in by_language.items()
    }
    first, *others = keyed.values()
    for other in others:
        _check_equal(first, other)
    merged = []
    for key, finding in first.items():
        words = {
            word: {code: of_language[key][word] for code, of_language in keyed.items()}
            for word in claims.WORDS
        }
        rest = {
            name: value
            for name, value in finding.items()
            if name not in words and name not in _LEFT_OUT
        }
        merged.append({**rest, **words})
    return merged


def _check_equal(first: dict[tuple[str, str], dict], other: dict[tuple[str, str], dict]) -> None:
    for key in first.keys() | other.keys():
        one = first.get(key)
        two = other.get(key)
        if one is None or two is None or any(one[name] != two[name] for name in _NUMBERS):
            notebook, identifier = key
            raise NotebookError(
                f"{notebook}, finding {identifier}",
                "differs between the languages",
                "A result must not depend on the parameter 'language'.",
            )


def validate(content: dict) -> None:
    """Hold ``findings.json`` against its schema, the definition ``findings_file`` of ``lib/report.schema.json``.

    Raises
    ------
    NotebookError : the first three places where it does not fit
    """
    from jsonschema import Draft202012Validator

    kinds = json.loads(paths.SCHEMA.read_text("utf-8"))["$defs"]
    schema = {"$ref": "#/$defs/findings_file", "$defs": kinds}
    problems = [
        f"{'.'.join(map(str, error.path))}: {error.message[:120]}"
        for error in Draft202012Validator(schema).iter_errors(content)
    ]
    if problems:
        raise NotebookError(
            "findings.json", "; ".join(problems[:3]), "Correct the notebook, or the schema."
        )


def claims_csv(merged: list[dict]) -> str:
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


def _claim_row(claim: dict, finding: dict) -> dict:
    is_missing = claim["value"] != claim["value"]
    words = {
        f"{word}_{code}": text for word in _SAID for code, text in sorted(finding[word].items())
    }
    return {
        **{name: claim.get(name, "") for name in ("claim", "section", "measure", "qualifier")},
        "stated": "" if is_missing else f"{claim['value']:.10g}",
        "unit": claim["unit"],
        **{name: finding[name] for name in _JUDGED},
        **words,
        "assumptions": " ".join(finding["assumptions"]),
        "references": " ".join(finding["references"]),
        "finding": f"{finding['notebook']}#{finding['id']}",
    }


def headlines(findings: list[dict], names: list[str]) -> list[dict]:
    """The findings that the series leads with, in the order of their names.

    Parameters
    ----------
    names : ``notebook#id``, as ``series.yml`` lists them

    Raises
    ------
    UsageError : a headline that no notebook has
    """
    by_name = {f"{finding['notebook']}#{finding['id']}": finding for finding in findings}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise UsageError(
            "series.yml", f"headlines {', '.join(missing)} are not findings", "Correct the names."
        )
    return [by_name[name] for name in names]

"""The findings that a run has made: reading them, and which of several judges a claim.

Belongs here: findings as they were recorded. Does not: making one (`lib.display`), or what is laid out of them
(`lib.claims.ledger`, `lib.claims.indicators`, `lib.claims.logs`).
"""

import json
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

from lib import files, paths, records
from lib.claims.verdicts import VERDICTS
from lib.errors import UsageError
from lib.language import current
from lib.printable import printable
from lib.records import SeriesFinding

T = TypeVar("T")
#: A finding that may judge a claim, in one language or in all.
Judging = TypeVar("Judging", SeriesFinding, records.FiledFinding)

#: What a finding says in words: one text a language in ``findings.json``.
WORDS = ("sentence", "because", "unit", "text", "method", "certainty_why")
#: Where a finding is shown, from another page of the set.
WHERE = "{notebook}.html#finding-{id}"


def read_findings(before: str) -> list[SeriesFinding]:
    """Findings of the notebooks that run before one, which it names: of the run that is going on.

    In JupyterLab those of the last run, saying which it was. Never its own: they would be those of an earlier run.

    Raises
    ------
    UsageError : no run has left any findings, or in another form
    """
    files = paths.findings()
    if files:
        return [finding for file in files for finding in _read(file, list[SeriesFinding])]
    return _of_the_last_run(before)


def _read(file: Path, kind: type[T]) -> T:
    try:
        return records.read(json.loads(files.read_text(file)), kind)
    except OSError as error:
        complaint = f"not readable: {error.strerror or error}"
    except records.RecordError as error:
        complaint = str(error)
    except (ValueError, RecursionError):
        complaint = "not readable as JSON"
    raise UsageError(paths.relative(file), complaint, "Run ./run reports again.")


def _of_the_last_run(before: str) -> list[SeriesFinding]:
    file = paths.REPORTS / "findings.json"
    if not file.exists():
        raise UsageError(
            "reports/findings.json", "no run has left any findings", "Run ./run reports first."
        )
    run = _read(file, records.FindingsFile)
    parameters = run.parameters_note or "default parameters"
    said = f"Findings of the last run: {parameters}, data {run.data_hash[:12]}."
    print(printable(said))

    language = current() if current() in run.languages else run.languages[0]
    earlier = takewhile(lambda finding: finding.notebook != before, run.findings)
    return [_in_one_language(finding, language) for finding in earlier]


def _in_one_language(finding: records.FiledFinding, language: str) -> SeriesFinding:
    return SeriesFinding(
        id=finding.id,
        notebook=finding.notebook,
        sentence=finding.sentence[language],
        uncertainty=finding.uncertainty,
        text=finding.text[language],
        method=finding.method[language],
        unit=finding.unit[language],
        tables=finding.tables,
        references=finding.references,
        assumptions=finding.assumptions,
        claim=finding.claim,
        verdict=finding.verdict,
        because=finding.because[language],
        since=finding.since,
        numbers=finding.numbers,
        assumed=finding.assumed,
        certainty=finding.certainty,
        certainty_why=finding.certainty_why[language],
    )


def gravest(findings: list[Judging]) -> dict[str, Judging]:
    """Claim -> the finding that judges it: of several the one whose verdict stands first in `VERDICTS`.

    Of equals it is the one that comes first. Findings that judge no claim are left out.
    """
    gravest_of: dict[str, Judging] = {}
    for verdict in VERDICTS:
        for finding in findings:
            if finding.claim and finding.verdict == verdict:
                gravest_of.setdefault(finding.claim, finding)
    return gravest_of

"""The findings that a run has made: reading them, and which of several judges a claim.

Belongs here: findings as they were recorded. Does not: making one (`lib.display`), or what is laid out of them
(`lib.claims.ledger`, `lib.claims.indicators`, `lib.claims.logs`).
"""

import json
from itertools import takewhile

from lib import paths
from lib.claims.verdicts import VERDICTS
from lib.errors import UsageError
from lib.language import current
from lib.printable import printable

#: What a finding says in words: one text a language in ``findings.json``.
WORDS = ("sentence", "because", "unit", "text", "method")
#: Where a finding is shown, from another page of the set.
WHERE = "{notebook}.html#finding-{id}"


def read_findings(before: str) -> list[dict]:
    """Findings of the notebooks that run before one, which it names: of the run that is going on.

    In JupyterLab those of the last run, saying which it was. Never its own: they would be those of an earlier run.

    Raises
    ------
    UsageError : no run has left any findings
    """
    files = paths.findings()
    if files:
        return [finding for file in files for finding in json.loads(file.read_text("utf-8"))]
    return _of_the_last_run(before)


def _of_the_last_run(before: str) -> list[dict]:
    file = paths.REPORTS / "findings.json"
    if not file.exists():
        raise UsageError(
            "reports/findings.json", "no run has left any findings", "Run ./run reports first."
        )
    record = json.loads(file.read_text("utf-8"))
    parameters = record["parameters_note"] or "default parameters"
    said = f"Findings of the last run: {parameters}, data {record['data_hash'][:12]}."
    print(printable(said))

    languages = record["languages"]
    language = current() if current() in languages else languages[0]
    earlier = takewhile(lambda finding: finding["notebook"] != before, record["findings"])
    return [_in_one_language(finding, language) for finding in earlier]


def _in_one_language(finding: dict, language: str) -> dict:
    return finding | {word: finding[word][language] for word in WORDS}


def gravest(findings: list[dict]) -> dict[str, dict]:
    """Claim -> the finding that judges it: of several the one whose verdict stands first in `VERDICTS`.

    Of equals it is the one that comes first. Findings that judge no claim are left out.
    """
    judging = [finding for finding in findings if finding["claim"]]
    by_gravity = sorted(judging, key=lambda finding: VERDICTS.index(finding["verdict"]))
    gravest_of: dict[str, dict] = {}
    for finding in by_gravity:
        gravest_of.setdefault(finding["claim"], finding)
    return gravest_of

"""The findings that the README leads with: read from the approved record, never typed.

Which findings lead stands in ``series.yml``; what they say has been approved (see `approved`).
"""

from lib import files, paths
from lib.claims import CERTAINTY_LABELS, RANGES, SYMBOLS
from lib.errors import DataError
from lib.publishing.checks import approved
from lib.publishing.pipeline import config
from lib.publishing.site.findings import headlines

FILE = paths.ROOT / "README.md"
BEGIN, END = "<!-- findings: written by ./run check --write -->", "<!-- end of findings -->"


def block(findings: list[dict], language: str = "en") -> str:
    """The lines of the README for a set of findings, each with the kind of its range, its verdict and its certainty.

    Raises
    ------
    UsageError : a headline of ``series.yml`` that is not among the findings
    """
    names = config.configuration().headlines or []
    by_name = {f"{finding['notebook']}#{finding['id']}": finding for finding in findings}
    return "\n".join(_line(finding, language) for finding in headlines(by_name, names))


def _line(finding: dict, language: str) -> str:
    notes = []
    if finding["uncertainty"] not in (None, "exact"):
        notes.append(f"range: {RANGES[finding['uncertainty']]}")
    if finding["verdict"]:
        notes.append(f"{SYMBOLS[finding['verdict']]} {finding['verdict']}")
    if finding["certainty"]:
        notes.append(CERTAINTY_LABELS[finding["certainty"]])
    notes.append(f"`{finding['notebook']}`")
    return f"- {finding['sentence'][language]} ({', '.join(notes)})"


def _written() -> str:
    text = FILE.read_text("utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def problems() -> list[str]:
    """A line where the block is not what the approved record says."""
    try:
        due = block(approved.findings())
    except DataError as error:
        return [f"README.md: its findings cannot be checked: {error}"]
    return (
        []
        if _written() == due
        else ["README.md: the findings are stale; ./run check --write renews them"]
    )


def write() -> None:
    """Put the approved findings into the README."""
    text = FILE.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    files.write_text(FILE, f"{before}{BEGIN}\n{block(approved.findings())}\n{END}{after}")

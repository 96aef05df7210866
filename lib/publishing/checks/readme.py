"""The findings that the README leads with: read from the approved record, never typed.

Which findings lead stands in ``series.yml``; what they say has been approved (see `approved`).
"""

from lib import files, paths
from lib.claims import RANGES, SYMBOLS
from lib.errors import DataError, UsageError
from lib.publishing.checks import approved
from lib.publishing.pipeline import config

FILE = paths.ROOT / "README.md"
BEGIN, END = "<!-- findings: written by ./run check --write -->", "<!-- end of findings -->"


def headlines(findings: list[dict]) -> list[dict]:
    """The findings that the series leads with, in the order of ``series.yml``.

    Raises
    ------
    UsageError : a headline that no notebook has made
    """
    made = {f"{f['notebook']}#{f['id']}": f for f in findings}
    wanted = config.configuration().get("headlines", [])
    missing = [name for name in wanted if name not in made]
    if missing:
        raise UsageError(
            "series.yml", f"headlines {', '.join(missing)} are not findings", "Correct the names."
        )
    return [made[name] for name in wanted]


def block(findings: list[dict], language: str = "en") -> str:
    """The lines of the README for a set of findings, each with the kind of its range and its verdict."""
    lines = []
    for finding in headlines(findings):
        notes = [
            f"range: {RANGES[finding['uncertainty']]}"
            if finding["uncertainty"] not in (None, "exact")
            else "",
            f"{SYMBOLS[finding['verdict']]} {finding['verdict']}" if finding["verdict"] else "",
        ]
        tail = ", ".join(filter(None, [*notes, f"`{finding['notebook']}`"]))
        lines.append(f"- {finding['sentence'][language]} ({tail})")
    return "\n".join(lines)


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

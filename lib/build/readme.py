"""The findings that the README leads with: written from ``reports/findings.json``, never typed.

Which findings lead stands in ``series.yml``; what they say comes from the run. A test makes a run and compares.
"""

import json
import os

from lib import paths
from lib.build import settings
from lib.claims import RANGES, SYMBOLS
from lib.errors import UsageError

FILE = paths.ROOT / "README.md"
BEGIN, END = "<!-- findings: written by ./run check --write -->", "<!-- end of findings -->"


def headlines(findings: list[dict]) -> list[dict]:
    """The findings that the series leads with, in the order of ``series.yml``.

    Raises
    ------
    UsageError : a headline that no notebook has made
    """
    made = {f"{f['notebook']}#{f['id']}": f for f in findings}
    wanted = settings.configuration().get("headlines", [])
    missing = [name for name in wanted if name not in made]
    if missing:
        raise UsageError("series.yml", f"headlines {', '.join(missing)} are not findings", "Correct the names.")
    return [made[name] for name in wanted]


def block(record: dict, language: str = "en") -> str:
    """The lines of the README for a set of findings, each with the kind of its range and its verdict."""
    lines = []
    for finding in headlines(record["findings"]):
        notes = [f"range: {RANGES[finding['uncertainty']]}" if finding["uncertainty"] not in (None, "exact") else "",
                 f"{SYMBOLS[finding['verdict']]} {finding['verdict']}" if finding["verdict"] else ""]
        tail = ", ".join(filter(None, [*notes, f"`{finding['notebook']}`"]))
        lines.append(f"- {finding['sentence'][language]} ({tail})")
    return "\n".join(lines)


def _written() -> str:
    text = FILE.read_text("utf-8")
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def _record() -> dict | None:
    file = paths.REPORTS / "findings.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else None


def problems() -> list[str]:
    """A line where the block is not that of the last run with default parameters; nothing where there was no run."""
    record = _record()
    if record is None or record["parameters_note"]:
        return []
    return [] if _written() == block(record) else ["README.md: the findings are stale; ./run check --write renews them"]


def write() -> None:
    """Put the findings of the last run with default parameters into the README."""
    record = _record()
    if record is None or record["parameters_note"]:
        return
    text = FILE.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    partial = FILE.with_suffix(".partial")
    partial.write_text(f"{before}{BEGIN}\n{block(record)}\n{END}{after}", "utf-8")
    os.replace(partial, FILE)

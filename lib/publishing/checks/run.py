"""``./run check``: data package, texts, notebooks, assumptions and the README held against each other.

Each check gives a line for every problem; ``--write`` first brings up to date what is derived: sizes and hashes of
tables, the catalogue, and the findings that the README leads with.
"""

import hashlib
import json
import os
import re
from pathlib import Path

from lib import paths, tables
from lib.errors import SeriesError
from lib.publishing.checks import approved, readme, translations
from lib.publishing.checks import notebooks as form
from lib.publishing.pipeline import config, dependencies
from lib.publishing.pipeline.notebooks import read
from lib.tables import datapackage

_SHOWN = 40


def run(*, write: bool = False) -> int:
    """Print the problems; 0 where there are none, else 2."""
    if write:
        write_hashes()
        translations.write()
        readme.write()
    found = [line for check in CHECKS for line in check()]
    for line in found[:_SHOWN]:
        print(line)
    if len(found) > _SHOWN:
        print(f"and {len(found) - _SHOWN} more")
    hint = "" if write else "; ./run check --write mends what is derived"
    print(f"{len(found)} problems{hint}" if found else "no problems")
    return 2 if found else 0


def data() -> list[str]:
    """Tables that do not read, differ from their descriptor or are not declared; references that nothing uses."""
    lines, used = [], set()
    for resource in tables.package()["resources"]:
        file = paths.data() / resource["path"]
        try:
            frame = tables.read(resource)
        except SeriesError as error:
            lines.append(str(error))
            continue
        used |= set(frame["source"]) if "source" in frame else set()
        if (resource["bytes"], resource["hash"]) != _measured(file):
            lines.append(
                f"{paths.relative(file)}: differs from its size or hash in data/datapackage.json"
            )
        lines += [
            f"{paths.relative(file)}: warning {w['code']!r} is not in the closed list"
            for w in resource["warnings"]
            if w["code"] not in tables.WARNINGS
        ]
    return lines + _undeclared() + _unused(used)


def _measured(file: Path) -> tuple[int, str]:
    content = file.read_bytes()
    return len(content), "sha256:" + hashlib.sha256(content).hexdigest()


def _undeclared() -> list[str]:
    declared = {paths.data() / r["path"] for r in tables.package()["resources"]} | {
        paths.data() / "labels.csv"
    }
    return [
        f"{paths.relative(f)}: not declared in data/datapackage.json"
        for f in sorted(paths.data().rglob("*.csv"))
        if f not in declared
    ]


def _unused(used: set[str]) -> list[str]:
    cited = set()
    for notebook in _notebooks().values():
        cited |= set(re.findall(r"@([\w.:-]+)", " ".join(c.source for c in notebook.cells)))
        cited |= {r for r in tables.references() if f'"{r}"' in dependencies.code(notebook)}
    idle = sorted(set(tables.references()) - used - cited)
    return [f"data/references.json: {r} is cited by nothing" for r in idle]


def write_hashes() -> None:
    """Bring size and hash of every table in the data package up to date."""
    file = paths.data() / "datapackage.json"
    package = json.loads(file.read_text("utf-8"))
    for resource in package["resources"]:
        resource["bytes"], resource["hash"] = _measured(paths.data() / resource["path"])
    partial = file.with_suffix(".partial")
    partial.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(partial, file)
    datapackage.reread()


def _notebooks() -> dict:
    return {n: read(paths.NOTEBOOKS / f"{n}.ipynb") for n in config.configuration()["notebooks"]}


def notebooks() -> list[str]:
    """Notebooks that break the form, and parameters of one name with two types or defaults."""
    lines = []
    for name, notebook in _notebooks().items():
        lines += form.problems(notebook, f"notebooks/{name}.ipynb")
    first: dict[str, tuple] = {}
    for name, declared in config.prepare(config.Options()).declared.items():
        for p in declared.values():
            known = first.setdefault(p.name, (p.type, p.default, name))
            if (p.type, p.default) != known[:2]:
                lines.append(
                    f"notebooks/{name}.ipynb: parameter {p.name} differs from that of {known[2]}"
                )
    return lines


def assumptions(
    entries: dict[str, dict] | None = None, sources: dict[str, str] | None = None
) -> list[str]:
    """Assumptions that nothing uses, uses without an entry, and ratings that do not follow from the definitions.

    Parameters
    ----------
    entries : id -> row of ``docs/assumptions.md``, by default that of the repository
    sources : notebook -> all its cells as one text, by default those of the series
    """
    entries = tables.assumptions() if entries is None else entries
    if sources is None:
        sources = {
            name: "\n".join(c.source for c in notebook.cells)
            for name, notebook in _notebooks().items()
        }
    lines, used = [], set()
    for name, text in sources.items():
        here = set(
            re.findall(
                r"\bA\d+\b",
                " ".join(re.findall(r"\[(?:A\d+(?:, )?)+\]|assumptions=\[[^\]]*\]", text)),
            )
        )
        used |= here
        lines += [
            f"notebooks/{name}.ipynb: {a} is not in docs/assumptions.md"
            for a in sorted(here - set(entries))
        ]
    for key, row in entries.items():
        due = rating(row["quality"], row["impact"])
        if key not in used:
            lines.append(f"docs/assumptions.md: nothing uses {key}")
        if row["rating"] != due:
            lines.append(
                f"docs/assumptions.md: {key} is rated {row['rating']}, by the definitions {due}"
            )
    return lines


def rating(quality: str, impact: str) -> str:
    """The rating that ``docs/assumptions.md`` defines: red, amber or green; "no rating" for words it does not know."""
    if quality not in tables.GRADES or impact not in tables.GRADES:
        return "no rating"
    if (quality, impact) == ("low", "high"):
        return "red"
    return "green" if quality == "high" or impact == "low" else "amber"


CHECKS = (data, notebooks, assumptions, translations.problems, approved.problems, readme.problems)

"""Checks of the data package: tables against their descriptors, and references against what cites them.

Belongs here: what ``./run check`` asks of `data/`. Does not: the form of a descriptor (`lib.tables.descriptors`), and
the assumptions (`lib.publishing.checks.assumptions`).
"""

import re

from nbformat import NotebookNode

from lib import paths, tables
from lib.errors import SeriesError
from lib.publishing.checks import series
from lib.publishing.pipeline import dependencies
from lib.tables import descriptors

_CITATION = re.compile(r"@([\w.:-]+)")


def write() -> None:
    """Bring ``data/datapackage.json`` up to date; where a descriptor is faulty it stays, and `problems` tells why."""
    descriptors.write()


def problems() -> list[str]:
    """Descriptors that are faulty or newer than the package, tables that do not read, references that nothing uses."""
    lines = descriptors.problems()
    sources: set[str] = set()
    readable = True
    for resource in tables.package()["resources"]:
        lines += _unknown_warnings(resource)
        try:
            frame = tables.read(resource)
        except SeriesError as error:
            lines.append(str(error))
            readable = False
            continue
        if "source" in frame:
            sources |= set(frame["source"])
    # What a table that does not read cites is not known.
    return lines + unused_references(sources, series.notebooks()) if readable else lines


def _unknown_warnings(resource: dict) -> list[str]:
    file = (paths.data() / resource["path"]).with_suffix(".yml")
    codes = [warning["code"] for warning in resource["warnings"]]
    return [
        f"{paths.relative(file)}: warning {code!r} is not in the closed list"
        for code in codes
        if code not in tables.WARNINGS
    ]


def unused_references(sources: set[str], notebooks: dict[str, NotebookNode]) -> list[str]:
    """References that neither a row of data nor a notebook cites.

    Parameters
    ----------
    sources : ids that stand in rows of data
    notebooks : name -> notebook, which cites by ``@id`` in a text, or by the id in quotes in code
    """
    cited = set(sources)
    for notebook in notebooks.values():
        text = " ".join(cell.source for cell in notebook.cells)
        code = dependencies.code(notebook)
        cited |= set(_CITATION.findall(text))
        cited |= {reference for reference in tables.references() if f'"{reference}"' in code}
    idle = sorted(set(tables.references()) - cited)
    return [f"data/references.json: {reference} is cited by nothing" for reference in idle]

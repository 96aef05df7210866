"""Checks of the data package: tables against their descriptors, labels, and references against what cites them.

Belongs here: what ``./run check`` asks of `data/` as a whole. Does not: the form of a descriptor
(`lib.tables.descriptors`) or of a register (`lib.tables.registers`), and the assumptions
(`lib.publishing.checks.assumptions`).
"""

import re
from itertools import pairwise

from nbformat import NotebookNode

from lib import language, paths, tables
from lib.errors import SeriesError
from lib.publishing.checks import series
from lib.publishing.pipeline import dependencies
from lib.tables import descriptors

_CITATION = re.compile(r"@([\w.:-]+)")
#: Files of the data folder that are neither tables nor descriptors.
_REGISTERS = ("datapackage.json", descriptors.OWN, "references.json", *descriptors.APART)


def write() -> None:
    """Bring ``data/datapackage.json`` up to date; where a descriptor is faulty it stays, and `problems` tells why."""
    descriptors.write()


def problems() -> list[str]:
    """What is wrong in the data folder, table by table, and what is in a register but nowhere else, or the reverse."""
    lines = [*descriptors.problems(), *stray_files()]
    sources: set[str] = set()
    readable = True
    for resource in tables.package().resources:
        try:
            frame = tables.read(resource)
        except SeriesError as error:
            lines.append(str(error))
            readable = False
            continue
        if "source" in frame:
            sources |= set(frame["source"])
    lines += label_problems()
    lines += references_from_the_future()
    # What a table that does not read cites is not known.
    return lines + unused_references(sources, series.notebooks()) if readable else lines


def stray_files() -> list[str]:
    """Files of the data folder that nothing reads."""
    folder = paths.data()
    declared = {folder / name for name in _REGISTERS}
    for resource in tables.package().resources:
        table = folder / resource.path
        declared |= {table, table.with_suffix(".yml")}
    present = {file for file in folder.rglob("*") if file.is_file()}
    apart = {file for file in present if (folder / descriptors.RECORDS) in file.parents}
    # A table or descriptor without its pair is told by `descriptors.problems`.
    told = {file for file in present if file.suffix in (".csv", ".yml")}
    return [
        f"{paths.relative(file)}: belongs to no table; remove it"
        for file in sorted(present - declared - apart - told)
    ]


def label_problems() -> list[str]:
    """Codes without a label that readers are shown, and labels that are not in the order of their codes."""
    where = paths.relative(paths.data() / "labels.csv")
    try:
        codes = list(language.labels())
    except SeriesError as error:
        return [str(error)]
    warned = {
        warning.code for resource in tables.package().resources for warning in resource.warnings
    }
    lines = [
        f"{where}: no label for {code}, which readers are shown"
        for code in sorted({*tables.STATUS, *warned} - set(codes))
    ]
    for before, code in pairwise(codes):
        if code < before:
            lines.append(f"{where}: {code} stands after {before}; sort the rows by code")
    return lines


def references_from_the_future() -> list[str]:
    """References issued after the month up to which the evidence was gathered."""
    latest = int(tables.package().evidence_as_of[:4])
    return [
        f"data/references.json: {reference.id} is issued in {reference.issued.year}, after the evidence"
        for reference in tables.references().values()
        if reference.issued.year is not None and reference.issued.year > latest
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

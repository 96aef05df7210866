"""Whether each change of the approved record since an edition is declared, and the page that is written of them.

Belongs here: what ``./run check`` asks of ``data/editions/changes.csv``, and writing ``docs/corrections.md`` and
``docs/whats-new.md`` in both languages. Does not: which rows differ (`lib.publishing.site.editions`), and the words
(`lib.publishing.site.corrections` and `.news`).
"""

import ast
import csv
import io

from lib import files, paths, tables
from lib.errors import DataError
from lib.publishing.checks import approved, extract, series
from lib.publishing.pipeline import config
from lib.publishing.site import corrections, editions, news
from lib.publishing.site.editions import Change, Key, Record, Step


def problems() -> list[str]:
    """Changes without a line, lines without a change, lines that cannot be read, a page that is stale."""
    declared, lines = editions.changes()
    try:
        steps = _steps(declared)
    except DataError as error:
        return [*lines, str(error)]
    lines += undeclared(steps, declared)
    return lines or _stale(steps, declared)


def write() -> None:
    """Sort the register and write the page anew; where a line cannot be read both stay, and `problems` tells why."""
    declared, lines = editions.changes()
    if lines:
        return
    try:
        steps = _steps(declared)
    except DataError:
        return
    files.write_text(editions.folder() / editions.CHANGES, _register(declared))
    for name, text in _pages(steps, declared).items():
        files.write_text(paths.DOCS / name, text)


def undeclared(steps: list[Step], declared: list[Change]) -> list[str]:
    """What the register lacks and what it has too much, a line each.

    Parameters
    ----------
    steps : from each edition to the next
    declared : the lines of the register that can be read
    """
    where = f"data/{editions.FOLDER}/{editions.CHANGES}"
    known = {step.edition for step in steps}
    problems = [
        f"{where}, line {change.line}: no edition {change.edition} follows a kept one"
        for change in declared
        if change.edition not in known
    ]
    for step in steps:
        of_step = [change for change in declared if change.edition == step.edition]
        problems += _of_step(where, step, of_step)
    return problems


def _of_step(where: str, step: Step, declared: list[Change]) -> list[str]:
    differing = editions.differences(step)
    ids = {Key(notebook, identifier) for notebook, _, identifier in (*step.before, *step.after)}
    problems = []
    seen: set[Key] = set()
    for change in declared:
        place = f"{where}, line {change.line}: {change.key}"
        if change.key in seen:
            problems.append(f"{place} stands twice")
        elif change.key not in ids:
            problems.append(f"{place} is no finding, figure, table or text")
        elif change.key not in differing:
            problems.append(f"{place} has not changed; changed words alone need no line")
        seen.add(change.key)
    for key, rows in differing.items():
        if key not in seen and editions.is_due(rows):
            what = ", ".join(dict.fromkeys(_what(row) for row in rows))
            problems.append(f"{where}: lacks {key}, changed since the edition before: {what}")
    return problems


def _what(difference: editions.Difference) -> str:
    if difference.before is None:
        return f"{difference.kind} is new"
    if difference.after is None:
        return f"{difference.kind} is gone"
    return f"{difference.kind} has another {', '.join(difference.columns)}"


def _steps(declared: list[Change]) -> list[Step]:
    return editions.steps(current(), editions.in_work(declared))


def current() -> Record:
    """The approved record as it is now.

    Raises
    ------
    DataError : a file of it that cannot be read
    """
    return editions.as_record(
        (notebook, approved.read(approved.file_of(notebook)))
        for notebook in config.configuration().notebooks
    )


def _pages(steps: list[Step], declared: list[Change]) -> dict[str, str]:
    """The pages of corrections and of what is new, by the name of their files below ``docs/``."""
    written = corrections.pages(steps, declared)
    if steps:
        since = editions.kept()[-1]
        written |= news.pages(judged_claims(), steps[-1], since, declared)
    return written


def judged_claims() -> list[news.Judged]:
    """Each claim of the article with the finding that judges it, which names it by ``claim=``."""
    judging: dict[str, Key] = {}
    for name, notebook in series.notebooks().items():
        for cell in notebook.cells:
            calls = extract.calls(cell.source) if cell.cell_type == "code" else ()
            for function, call in calls:
                claim = _literal(call, "claim")
                if function == "finding" and claim and isinstance(call.args[0], ast.Constant):
                    judging.setdefault(claim, Key(name, str(call.args[0].value)))
    claims = tables.read(tables.resource("claims"))
    return [
        news.Judged(row.claim, row.measure, judging[row.claim])
        for row in claims.itertuples()
        if row.claim in judging
    ]


def _literal(call: ast.Call, keyword: str) -> str | None:
    for given in call.keywords:
        if given.arg == keyword and isinstance(given.value, ast.Constant):
            return str(given.value.value)
    return None


def _register(declared: list[Change]) -> str:
    """The register sorted by edition and id."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(editions.COLUMNS)
    for change in sorted(declared, key=lambda change: (change.edition, change.key)):
        why = (change.why["en"], change.why["es"])
        writer.writerow([change.edition, str(change.key), "+".join(change.kinds), *why])
    return text.getvalue()


def _stale(steps: list[Step], declared: list[Change]) -> list[str]:
    where = f"data/{editions.FOLDER}/{editions.CHANGES}"
    lines = []
    if files.read_text(editions.folder() / editions.CHANGES) != _register(declared):
        lines.append(f"{where}: not sorted by edition and id; ./run check --write sorts it")
    for name, text in _pages(steps, declared).items():
        file = paths.DOCS / name
        if not file.exists() or files.read_text(file) != text:
            lines.append(f"{paths.relative(file)}: stale; ./run check --write renews it")
    return lines

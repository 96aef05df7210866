"""Whether verdicts still rest on what a person has looked at: ``data/checked.csv`` and ``./run affirm``.

A verdict is stale when a table, the rule or its sentence has changed since the day on which somebody last looked at it.
Belongs here: what a verdict rests on, and which are stale. Does not: reading the register (`lib.claims.checked`).
"""

import ast
import csv
import datetime
import hashlib
import io
from collections.abc import Iterator

from lib import files, paths, tables
from lib.claims import checked
from lib.claims.checked import Check
from lib.errors import UsageError, did_you_mean
from lib.publishing.checks import extract, series
from lib.publishing.pipeline import dependencies

#: What a verdict rests on, in the order of the parts of its hash.
PARTS = ("its tables", "the rule or the claim", "its sentence, reason or value")
#: Arguments of a finding that do not touch its verdict.
_BESIDE = {
    "assumptions",
    "backed_by",
    "key",
    "moved",
    "references",
    "rests_on",
    "search",
    "tables",
}
_DIGITS = 8
_RULE = paths.ROOT / "lib" / "claims" / "verdicts.py"


def rests() -> dict[str, str]:
    """``notebook#finding`` -> what its verdict rests on now, for each finding that judges a claim."""
    digests = {
        item.name: files.digest(paths.data() / item.path) for item in tables.package().resources
    }
    rule = ast.dump(ast.parse(_RULE.read_text("utf-8")))
    stated = _stated()
    return {
        f"{notebook}#{identifier}": "-".join(
            (
                _digest(*(f"{name} {digests.get(name, '')}" for name in _tables(notebook, call))),
                _digest(rule, stated.get(_claim(call), "")),
                _digest(_said(call)),
            )
        )
        for notebook, identifier, call in _judging()
    }


def _judging() -> Iterator[tuple[str, str, ast.Call]]:
    """Findings that judge a claim: notebook, id, call."""
    for notebook, content in series.notebooks().items():
        for cell in content.cells:
            if cell.cell_type != "code":
                continue
            for name, call in extract.calls(cell.source):
                if name == "finding" and _claim(call):
                    yield notebook, ast.literal_eval(call.args[0]), call


def _argument(call: ast.Call, name: str) -> ast.expr | None:
    return {keyword.arg: keyword.value for keyword in call.keywords}.get(name)


def _claim(call: ast.Call) -> str:
    node = _argument(call, "claim")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _tables(notebook: str, call: ast.Call) -> list[str]:
    """Tables of a call; of a list that is put together while it runs, all that the notebook loads."""
    node = _argument(call, "tables")
    if isinstance(node, ast.List) and all(isinstance(name, ast.Constant) for name in node.elts):
        return [text.value for name in node.elts for text in extract.literals(name)]
    return dependencies.loaded_tables(series.notebooks()[notebook], notebook)


def _said(call: ast.Call) -> str:
    """The call without what does not touch the verdict, and without its form."""
    keywords = [keyword for keyword in call.keywords if keyword.arg not in _BESIDE]
    return ast.dump(ast.Call(func=call.func, args=call.args, keywords=keywords))


def _stated() -> dict[str, str]:
    """Claim -> its row in ``data/claims.csv``."""
    text = (paths.data() / "claims.csv").read_text("utf-8")
    return {row[0]: "\x1f".join(row) for row in csv.reader(io.StringIO(text))}


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()[:_DIGITS]


# What the checks say


def problems() -> list[str]:
    """Verdicts that nobody has looked at, and lines of findings that judge no claim."""
    known = checked.checks()
    now = rests()
    where = f"data/{checked.FILE}"
    lines = [
        f"{where}: lacks {identifier}; look at its verdict, then ./run affirm {identifier}"
        for identifier in now
        if identifier not in known
    ]
    lines += [
        f"{where}: {identifier} is no finding that judges a claim; remove the line"
        for identifier in known
        if identifier not in now
    ]
    return lines + _shared(now)


def _shared(now: dict[str, str]) -> list[str]:
    """Ids that findings with a verdict have in two notebooks: a reader could be shown the other's date."""
    ids = [identifier.partition("#")[2] for identifier in now]
    return [
        f"notebooks: two findings with a verdict are called {identifier}; rename one"
        for identifier in sorted({name for name in ids if ids.count(name) > 1})
    ]


def stale() -> list[str]:
    """Verdicts that rest on something else than when they were looked at, with what has changed."""
    known = checked.checks()
    return [
        f"stale: {identifier}, checked on {known[identifier].checked_on}: changed since: {', '.join(changed)}"
        for identifier, now in rests().items()
        if identifier in known and (changed := _changed(known[identifier].hash, now))
    ]


def _changed(then: str, now: str) -> list[str]:
    pairs = zip(PARTS, then.split("-"), now.split("-"), strict=True)
    return [part for part, before, after in pairs if before != after]


def affirm(wanted: list[str], on: datetime.date | None = None) -> list[str]:
    """Write that somebody has looked at verdicts, on a day.

    Parameters
    ----------
    wanted : ids of findings, ``notebook#finding`` or claims
    on : the day, by default today

    Returns
    -------
    Findings whose line was written

    Raises
    ------
    UsageError : no id, or one that is of no finding that judges a claim
    """
    if not wanted:
        raise UsageError("./run affirm", "name the findings or claims that you have looked at")
    now = rests()
    chosen = [identifier for name in wanted for identifier in _chosen(name, now)]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    day = (on or today).isoformat()
    lines = {
        identifier: check for identifier, check in checked.checks().items() if identifier in now
    }
    lines |= {
        identifier: Check(id=identifier, checked_on=day, hash=now[identifier])
        for identifier in chosen
    }
    files.write_text(paths.data() / checked.FILE, _text(lines))
    checked.reread()
    return chosen


def _chosen(name: str, now: dict[str, str]) -> list[str]:
    """Findings that somebody means by a name."""
    by_claim = [
        f"{notebook}#{identifier}"
        for notebook, identifier, call in _judging()
        if _claim(call) == name
    ]
    by_id = [identifier for identifier in now if name in (identifier, identifier.partition("#")[2])]
    chosen = by_claim or by_id
    if not chosen:
        ids = [identifier.partition("#")[2] for identifier in now]
        raise UsageError(
            f"./run affirm {name}",
            "is no claim, and no finding that judges one",
            did_you_mean(name, ids, "Claims stand in data/claims.csv."),
        )
    return chosen


def _text(lines: dict[str, Check]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Check.__struct_fields__)
    for identifier in sorted(lines):
        check = lines[identifier]
        writer.writerow((check.id, check.checked_on, check.hash))
    return stream.getvalue()

"""Findings: the results of the series, each a sentence with its value, its range, and what it rests on.

Belongs here: what the record of a finding holds. Not: the rules of verdicts, which are `lib.claims`.
"""

import sys
from typing import Any, NamedTuple, TypedDict, TypeVar

from lib import claims, paths, records
from lib.display.assumed import assumed
from lib.display.outputs import emit
from lib.display.sentences import fill, formats_of_known, numbers_shown, sentence, values_of
from lib.display.sources import check_tables, references, sources_of
from lib.errors import NotebookError
from lib.estimates import Estimate, exact
from lib.language import format_value, formats_of, translate


class Numbers(TypedDict):
    """The fields that hold an estimate, in the records of findings and of numbers shown."""

    value: records.Number | None
    low: records.Number | None
    high: records.Number | None
    uncertainty: Any
    level: float | None


#: A word of a closed list.
Word = TypeVar("Word", bound=str)


def finding(  # noqa: PLR0913 - what a notebook says of an output, each by its name
    id: str,
    template: str,
    /,
    *,
    value: str | None,
    unit: str,
    tables: list[str],
    rests_on: str | list[str] | dict[str, dict[str, Any]] | None = None,
    backed_by: str | None = None,
    search: bool = False,
    references: list[str] | None = None,
    assumptions: list[str] | None = None,
    claim: str | None = None,
    basis: str = "derived",
    claim_value: Estimate | records.Number | None = None,
    verdict: str | None = None,
    because: str | None = None,
    since: str = "unchanged",
    moved: tuple[str, str] | None = None,
    key: bool = False,
    holds: bool = True,
    **values: Any,
) -> None:
    """One result of the series: a sentence, its value with the kind of uncertainty, and what it rests on.

    Parameters
    ----------
    template : the sentence
    value : name of the result (an Estimate or a number), as in the sentence; None where there is none
    unit : of the value, in words, which are translated
    tables : names of the tables behind it, which this notebook has loaded
    rests_on : what holds the headline number: names out of `tables`, or table -> column -> values for some of its rows;
        by default the first table that is not ``common/``. Denominators, prices and exchange rates never count
    backed_by : what gives the same independently: id of a source by another producer, or ``method: `` and a template
        that says which other method
    search : the sentence rests on what our search found, as in "no text was found"
    references : ids of sources; by default those of the tables
    assumptions : ids of ``docs/assumptions.md``
    claim, basis, claim_value : the article's claim and the rule for its verdict (`lib.claims.verdict`); `claim_value`
        is the result in the unit of the claim, by default the value itself; beside a judged verdict it says that our
        bounds are on the same thing
    verdict, because : a judged verdict and its reason, a template
    since : what happened after the article's date
    moved : a person moves the certainty one step: (``up`` or ``down``, a template that says why)
    key : one of the few findings that a notebook leads with
    holds : the condition under which the sentence is true

    Raises
    ------
    NotebookError : an id, value, table, reference, claim or verdict that cannot be published; HoldsError : a sentence
        that is not true
    """
    notebook = sys._getframe(1).f_globals
    backing = _backing(id, backed_by)
    step, why_moved = _one_step(id, moved)
    said = [template, because, backing.template, why_moved]
    named = values_of(said, values, notebook, also=[value] if value else [])
    result = None if value is None else _as_estimate(named[value])
    compared = result if claim_value is None else claim_value
    if verdict is None:
        verdict_given = claims.verdict(claim, compared, basis) if claim else None
    else:
        verdict_given = _judged(id, claim, verdict, because, claim_value)
    check_tables(id, tables)
    words = sentence(template, named, holds)
    markdown = sentence(template, named, holds, markdown=True)
    support = claims.Support(
        rests_on=_headline_rows(id, tables, rests_on),
        uncertainty=result.kind if result else None,
        assumptions=list(assumptions or []),
        verdict=verdict_given,
        backed_by=backed_by if backing.template is None else None,
        method=_method(backing.template, named),
        search=search,
        moved=step,
        why_moved=fill(why_moved, named) if why_moved else "",
    )
    judged = claims.certainty(id, support)
    record = records.Finding(
        id=id,
        markdown=markdown,
        sentence=words,
        **_numbers(result),
        unit=translate(unit),
        tables=list(tables),
        rests_on=support.rests_on,
        backed_by=backing.source,
        search=bool(search),
        moved=support.moved,
        certainty=judged.level if judged else None,
        certainty_label=translate(claims.CERTAINTY_LABELS[judged.level]) if judged else None,
        certainty_why=judged.why if judged else "",
        checked_in=claims.month_checked(id) if verdict_given else None,
        key=bool(key),
        method=translate(result.method) if result else "",
        claim=claim,
        verdict=verdict_given,
        references=_checked_references(id, tables, references),
        assumptions=_with_judgement(assumptions, verdict),
        verdict_label=translate(verdict_given) if verdict_given else None,
        because=fill(because, named) if because else "",
        since=_one_of(id, since, claims.SINCE),
        since_label=translate(since),
        holds=bool(holds),
        text=_value_text(result, template, value),
        shown=numbers_shown(template, named),
        numbers=_values_shown(template, named),
        assumed=assumed(notebook),
    )
    label = f" — *{record.verdict_label}*" if verdict_given else ""
    shown = f"**{translate('Finding')}.** {markdown}{label}{_certainty_line(record)}"
    emit(record, {"text/markdown": shown, "text/plain": words})


class _Backing(NamedTuple):
    """What gives the same: the id of a source, or the word for another method with the template that names it."""

    source: str | None
    template: str | None


def _backing(id: str, backed_by: str | None) -> _Backing:
    """What `backed_by` says, apart."""
    if backed_by is None:
        return _Backing(None, None)
    if backed_by.startswith(claims.BY_METHOD):
        return _Backing(claims.BY_METHOD.rstrip(": "), backed_by)
    if backed_by not in references():
        raise NotebookError(
            f"finding {id}",
            f"backed_by={backed_by!r} is not in data/references.json",
            f"Give the id of a source, or '{claims.BY_METHOD}' and which other method gives the same.",
        )
    return _Backing(backed_by, None)


def _method(template: str | None, values: dict) -> str:
    """Which other method gives the same, in words, without the sign that it is one."""
    if template is None:
        return ""
    return fill(template, values).partition(": ")[2].rstrip(".")


def _certainty_line(record: records.Finding) -> str:
    """How sure we are, as JupyterLab shows it below the sentence."""
    if record.certainty_label is None:
        return ""
    return f"\n\n{record.certainty_label.capitalize()}. {record.certainty_why}"


def _one_step(
    id: str, moved: tuple[str, str] | None
) -> tuple[records.Step, str] | tuple[None, None]:
    """The step by which a person moves the certainty, with the template of the reason."""
    if moved is None:
        return None, None
    step, why = moved
    if not why.strip():
        raise NotebookError(f"finding {id}", "moved= needs a reason", "Say why, in one sentence.")
    return _one_of(id, step, claims.STEPS), why


def _headline_rows(
    id: str, tables: list[str], rests_on: str | list[str] | dict[str, dict[str, Any]] | None
) -> dict[str, dict[str, list[str]]]:
    """The rows that hold the headline number: as the call says, else the first table that is no denominator."""
    if rests_on is None:
        own = [table for table in tables if not table.startswith("common/")]
        return claims.rows_of((own or tables)[:1])
    chosen = claims.rows_of(rests_on)
    unknown = [table for table in chosen if table not in tables]
    if unknown or not chosen:
        raise NotebookError(
            f"finding {id}",
            f"rests_on={rests_on!r} is not among tables=",
            f"Known: {', '.join(tables)}",
        )
    return chosen


def _as_estimate(number: Any) -> Estimate:
    """A bare number is exact."""
    if isinstance(number, Estimate):
        return number
    return exact(number.item() if hasattr(number, "item") else number)


def _numbers(result: Estimate | None) -> Numbers:
    """Point, ends and kind of an estimate, for a record; all None where there is none."""
    if result is None:
        return Numbers(value=None, low=None, high=None, uncertainty=None, level=None)
    return Numbers(
        value=_rounded(result.value),
        low=_rounded(result.low),
        high=_rounded(result.high),
        uncertainty=result.kind,
        level=result.level,
    )


def _rounded(number: records.Number | None) -> records.Number | None:
    """At 12 digits: the last bits of a float differ between processors, and records must not."""
    return float(f"{number:.12g}") if isinstance(number, float) else number


def _value_text(result: Estimate | None, template: str, name: str | None) -> str:
    """The value as its sentence writes it, range included."""
    if result is None or name is None:
        return ""
    return format_value(result, formats_of(template).get(name, "n"))


def _values_shown(template: str, values: dict) -> dict[str, records.ShownNumber]:
    """Each number of the sentence by its name, with its format."""
    return {
        name: records.ShownNumber(**_numbers(_as_estimate(values[name])), spec=form)
        for name, form in formats_of_known(template, values).items()
    }


def _judged(
    id: str,
    claim: str | None,
    verdict: str,
    because: str | None,
    claim_value: Estimate | records.Number | None,
) -> records.Verdict:
    """A verdict that a person gave, with its reason; one that comes after *contradicted* has to pass that first.

    With other parameters the bounds may exclude the number: then it is contradicted, and the reason stands beside it.
    """
    if not because:
        raise NotebookError(
            f"finding {id}", "a judged verdict needs because=", "Say why, in one sentence."
        )
    if claim:
        claims.claim(claim)  # one that the article does not make is an error
    judged = _one_of(id, verdict, claims.VERDICTS)
    if not claim or not claims.comes_after_contradicted(judged):
        return judged
    if not claims.excluded(claim, claim_value):
        return judged
    if paths.all_defaults():
        raise NotebookError(
            f"finding {id}",
            f"is judged {judged!r}, but claim_value= excludes what claim {claim} states",
            "That is contradicted, which is tried before it: leave verdict= to the rule.",
        )
    return "contradicted"


def _with_judgement(assumptions: list[str] | None, verdict: str | None) -> list[str]:
    judged_by = [claims.JUDGED_BY] if verdict else []
    return [*(assumptions or []), *judged_by]


def _checked_references(id: str, tables: list[str], ids: list[str] | None) -> list[str]:
    """The references of a finding, by default the sources of its tables."""
    chosen = list(sources_of(tables) if ids is None else ids)
    unknown = [reference for reference in chosen if reference not in references()]
    if unknown:
        raise NotebookError(
            f"finding {id}", f"references {unknown} are not in data/references.json"
        )
    return chosen


def _one_of(id: str, word: str, known: tuple[Word, ...]) -> Word:
    if word not in known:
        raise NotebookError(f"finding {id}", f"{word!r} is not known", f"Known: {', '.join(known)}")
    return next(entry for entry in known if entry == word)

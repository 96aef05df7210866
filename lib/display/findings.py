"""Findings: the results of the series, each a sentence with its value, its range, and what it rests on.

Belongs here: what the record of a finding holds. Not: the rules of verdicts, which are `lib.claims`.
"""

import sys
from typing import Any, TypedDict, TypeVar

from lib import claims, records
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
    references: list[str] | None = None,
    assumptions: list[str] | None = None,
    claim: str | None = None,
    basis: str = "derived",
    claim_value: Estimate | records.Number | None = None,
    verdict: str | None = None,
    because: str | None = None,
    since: str = "unchanged",
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
    references : ids of sources; by default those of the tables
    assumptions : ids of ``docs/assumptions.md``
    claim, basis, claim_value : the article's claim and the rule for its verdict (`lib.claims.verdict`); `claim_value`
        is the result in the unit of the claim, by default the value itself
    verdict, because : a judged verdict and its reason, a template
    since : what happened after the article's date
    holds : the condition under which the sentence is true

    Raises
    ------
    NotebookError : an id, value, table, reference, claim or verdict that cannot be published; HoldsError : a sentence
        that is not true
    """
    notebook = sys._getframe(1).f_globals
    named = values_of([template, because], values, notebook, also=[value] if value else [])
    result = None if value is None else _as_estimate(named[value])
    compared = result if claim_value is None else claim_value
    if verdict is None:
        verdict_given = claims.verdict(claim, compared, basis) if claim else None
    else:
        verdict_given = _judged(id, claim, verdict, because)
    check_tables(id, tables)
    words = sentence(template, named, holds)
    markdown = sentence(template, named, holds, markdown=True)
    record = records.Finding(
        id=id,
        markdown=markdown,
        sentence=words,
        **_numbers(result),
        unit=translate(unit),
        tables=list(tables),
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
    shown = f"**{translate('Finding')}.** {markdown}{label}"
    emit(record, {"text/markdown": shown, "text/plain": words})


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


def _judged(id: str, claim: str | None, verdict: str, because: str | None) -> records.Verdict:
    """A verdict that a person gave, with its reason."""
    if not because:
        raise NotebookError(
            f"finding {id}", "a judged verdict needs because=", "Say why, in one sentence."
        )
    if claim:
        claims.claim(claim)  # one that the article does not make is an error
    return _one_of(id, verdict, claims.VERDICTS)


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

"""What is new since the last edition, for readers: claim by claim whether the conclusion changed, then what else did.

Belongs here: the words of ``docs/whats-new.md``, which ``./run check --write`` writes in each language from the records
and the register of changes. Does not: entry by entry what changed, which is `lib.publishing.site.corrections`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lib.claims import VERDICTS
from lib.language import LOCALES, speaking, translate
from lib.language.markdown import escape
from lib.publishing.report import changelog
from lib.publishing.site import editions
from lib.publishing.site.editions import Change, Key, Step


@dataclass(frozen=True)
class Judged:
    """A claim of the article: its id, what it says, and the finding that judges it."""

    claim: str
    measure: str
    finding: Key


@dataclass(frozen=True)
class Conclusion:
    """The verdict on a claim in the edition before and now; empty where none was given."""

    judged: Judged
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the verdict is another one."""
        return self.before != self.after


def conclusions(claims: Iterable[Judged], step: Step) -> list[Conclusion]:
    """The verdict on each claim before and after a step, in the order of the claims."""
    compared = []
    for judged in claims:
        place = (judged.finding.notebook, "finding", judged.finding.id)
        before, after = (record.get(place, {}) for record in (step.before, step.after))
        verdicts = [row.get("verdict", "") for row in (before, after)]
        compared.append(Conclusion(judged, *verdicts))
    return compared


def markdown(
    claims: list[Judged], step: Step, since: str, declared: Iterable[Change], language: str
) -> str:
    """The page of what is new.

    Parameters
    ----------
    claims : in the order in which they are listed
    step : from the edition before to the present record
    since : name of the edition before
    declared : lines of the register
    language : ``en`` or ``es``
    """
    reasons = {change.key: change.why[language] for change in declared}
    with speaking(language):
        compared = conclusions(claims, step)
        parts = [f"# {translate('What is new')}", _summary(compared, since)]
        parts += _changed(compared, reasons)
        parts += _unchanged(compared)
        parts += _else(step)
    return "\n\n".join(parts) + "\n"


def _summary(compared: list[Conclusion], since: str) -> str:
    n_changed = sum(conclusion.changed for conclusion in compared)
    if not n_changed:
        words = translate(
            "Since edition {since} the conclusion on none of the article's {total} claims changed."
        )
        return words.format(since=since, total=len(compared))
    words = translate(
        "Since edition {since} the conclusion on {changed} of the article's {total} claims changed; "
        "on {unchanged} it did not."
    )
    unchanged = len(compared) - n_changed
    return words.format(since=since, changed=n_changed, total=len(compared), unchanged=unchanged)


def _changed(compared: list[Conclusion], reasons: dict[Key, str]) -> Iterator[str]:
    lines = []
    for conclusion in compared:
        if conclusion.changed:
            judged = conclusion.judged
            verdicts = f"{_verdict(conclusion.before)} → {_verdict(conclusion.after)}"
            why = reasons.get(judged.finding, "")
            lines.append(f"- {_named(judged)}: *{verdicts}*. {escape(why)}".rstrip())
    if lines:
        yield f"## {translate('Conclusions that changed')}"
        yield "\n".join(lines)


def _unchanged(compared: list[Conclusion]) -> Iterator[str]:
    by_verdict: dict[str, list[str]] = defaultdict(list)
    for conclusion in compared:
        if not conclusion.changed:
            by_verdict[conclusion.after].append(_named(conclusion.judged))
    if by_verdict:
        yield f"## {translate('Conclusions that did not change')}"
        order = sorted(by_verdict, key=lambda verdict: (*VERDICTS, "").index(verdict))
        yield "\n".join(
            f"- *{_verdict(verdict)}*: {'; '.join(by_verdict[verdict])}." for verdict in order
        )


def _else(step: Step) -> Iterator[str]:
    """Findings that are new, gone, or show other numbers."""
    new = gone = moved = 0
    for rows in editions.differences(step).values():
        for row in rows:
            if row.kind == "finding":
                new += row.before is None
                gone += row.after is None
                moved += row.before is not None and row.after is not None
    yield f"## {translate('What else changed')}"
    words = translate(
        "Findings that are new: {new}; that show other numbers or another reason: {moved}; that are no longer "
        "published: {gone}. Each stands, with what it said before and why it changed, under Corrections."
    )
    yield words.format(new=new, moved=moved, gone=gone)


def _named(judged: Judged) -> str:
    return f"{judged.claim} {escape(translate(judged.measure))}"


def _verdict(verdict: str) -> str:
    return translate(verdict) if verdict else translate("not judged")


def pages(claims: list[Judged], step: Step, since: str, declared: list[Change]) -> dict[str, str]:
    """The page in each language, by the name of its file below ``docs/``."""
    return {
        changelog.file_name("whats-new", code): markdown(claims, step, since, declared, code)
        for code in LOCALES
    }

"""What readers are told of changes: ``docs/corrections.md``, written in each language from records and the register.

Old and new values are those of the records, each in the format in which its own sentence shows it. Belongs here: the
words around them. Does not: which rows differ (`lib.publishing.site.editions`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from lib.errors import NotebookError
from lib.estimates import Estimate
from lib.language import LOCALES, format_value, speaking, translate
from lib.language.markdown import escape
from lib.publishing.report import changelog
from lib.publishing.site import editions
from lib.publishing.site.editions import Change, Difference, Key, Step

#: Formats in which a sentence may show a number, the likeliest first, by what the unit begins with.
_FORMATS = {
    "share": ("pct", "pct.0", "pct.2", "n", "n.2"),
    "relative": ("pct", "pct.0", "pct.2", "n"),
    "USD": ("usd", "usd.0", "usd.1", "usd.2", "n"),
    "US dollars": ("usd", "usd.0", "usd.1", "usd.2", "n"),
    "dollars": ("usd", "usd.0", "usd.1", "usd.2", "n"),
}
_OTHER_FORMATS = ("n", "n.0", "n.1", "n.2", "n.3", "pct", "pct.0", "usd", "hundredths")
#: Kinds of rows as the register of outputs has them, and what a reader is told where they changed, came or went.
_EXHIBITS = ("figure", "table", "text")


def markdown(steps: list[Step], declared: Iterable[Change], language: str) -> str:
    """The page of corrections, the newest edition first.

    Parameters
    ----------
    steps : from each edition to the next, the oldest first
    declared : lines of the register; a line whose row does not differ is left out
    language : ``en`` or ``es``
    """
    by_edition: dict[str, list[Change]] = {}
    for change in declared:
        by_edition.setdefault(change.edition, []).append(change)
    with speaking(language):
        parts = [f"# {translate('Corrections')}", *_opening()]
        for step in reversed(steps):
            parts += _edition(step, by_edition.get(step.edition, []), language)
        if len(parts) == 1 + len(_opening()):
            parts.append(translate("None so far."))
    return "\n\n".join(parts) + "\n"


def _opening() -> list[str]:
    return [
        translate(
            "What changed between one edition and the next, and why. Each entry is named by the place where it stands "
            "in its report, with what the earlier edition said and what holds now."
        ),
        translate(
            "A *correction* mends what an edition said wrongly, *data* means that the sources say more, and *method* "
            "that the same is computed in another way."
        ),
        translate(
            "To report an error: open an issue with the finding's id (it stands under each finding and in "
            "`findings.json`), what you read and where."
        ),
    ]


def _edition(step: Step, declared: list[Change], language: str) -> Iterator[str]:
    differing = editions.differences(step)
    shown = [change for change in declared if change.key in differing]
    if not shown:
        return
    heading = translate("Edition {edition}").format(edition=step.edition)
    yield f"## {heading}"
    yield _tally(shown)
    by_notebook: dict[str, list[Change]] = {}
    for change in shown:
        by_notebook.setdefault(change.key.notebook, []).append(change)
    for notebook in sorted(by_notebook):
        yield f"### {notebook}"
        entries = sorted(by_notebook[notebook], key=lambda change: change.key)
        yield "\n".join(_entry(change, differing, language) for change in entries)


def _tally(shown: list[Change]) -> str:
    """How many entries there are of each kind; one of two kinds counts in both."""
    counts = Counter(kind for change in shown for kind in change.kinds)
    by_kind = [f"{translate(kind)} {counts[kind]}" for kind in editions.KINDS if counts[kind]]
    words = translate("Entries: {total}; of them by kind, where one may be of several: {kinds}.")
    return words.format(total=len(shown), kinds=", ".join(by_kind))


def _entry(change: Change, differing: dict[Key, list[Difference]], language: str) -> str:
    kinds = " + ".join(translate(kind) for kind in change.kinds)
    facts = [fact for difference in differing[change.key] for fact in facts_of(difference)]
    why = escape(change.why[language])
    return f"- `{change.key.id}` ({kinds}). {' '.join(facts)} {why}"


def facts_of(difference: Difference) -> list[str]:
    """What two records say of one row, as sentences in the language in use."""
    if difference.kind in _EXHIBITS:
        return [_of_exhibit(difference)]
    facts = [_of_value(difference)]
    before, after = difference.before, difference.after
    if before and after and "verdict" in difference.columns:
        words = translate("Verdict: {before} → {after}.")
        facts.append(words.format(before=_verdict(before), after=_verdict(after)))
    if before and after and "uncertainty" in difference.columns:
        words = translate("Kind of range: {before} → {after}.")
        facts.append(words.format(before=_kind(before), after=_kind(after)))
    return facts


def _of_exhibit(difference: Difference) -> str:
    words = {
        "figure": (
            translate("A new figure."),
            translate("A figure that is no longer shown."),
            translate("The data of the figure changed."),
        ),
        "table": (
            translate("A new table."),
            translate("A table that is no longer shown."),
            translate("The data of the table changed."),
        ),
        "text": (
            translate("A new paragraph."),
            translate("A paragraph that is no longer there."),
            translate("The paragraph changed."),
        ),
    }
    new, gone, changed = words[difference.kind]
    if difference.before is None:
        return new
    return gone if difference.after is None else changed


def _of_value(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before is None and after is not None:
        value = written(after)
        return translate("New: {value}.").format(value=value) if value else translate("New.")
    if after is None and before is not None:
        value = written(before)
        if not value:
            return translate("No longer published.")
        return translate("No longer published; it was {value}.").format(value=value)
    if before is None or after is None:
        return ""
    is_value_the_same = not {"value", "low", "high", "unit"} & set(difference.columns)
    was, now = written(before), written(after)
    if is_value_the_same:
        stands = translate("The value stands: {value}.").format(value=now)
        return stands if now else translate("Its numbers or its reason changed.")
    words = translate("Was {before}, is {after}.")
    nothing = translate("no value")
    return words.format(before=was or nothing, after=now or nothing)


def written(row: dict[str, str]) -> str:
    """A finding's value with its range and unit, in the format of its own sentence; empty where it has no value."""
    value, low, high = (
        float(row[name]) if row[name] else None for name in ("value", "low", "high")
    )
    if value is None and low is None and high is None:
        return ""
    estimate = Estimate(value, low, high, _kind_of_range(row, value, low, high))
    form = format_of(row)
    shown = format_value(estimate, form)
    says_its_unit = form.startswith("usd") or not row["unit"]
    return shown if says_its_unit else f"{shown}, {translate(row['unit'])}"


def _kind_of_range(
    row: dict[str, str], value: float | None, low: float | None, high: float | None
) -> str:
    """A kind that an estimate accepts: the record keeps no level, which a sampling interval must state."""
    if row["uncertainty"] == "exact" and value == low == high:
        return "exact"
    return "structural"


def format_of(row: dict[str, str]) -> str:
    """The format in which a finding's own English sentence shows its value, or an end of its range.

    A sentence that rounds in another way than any format does leaves the first that fits the unit.
    """
    begins = next((start for start in _FORMATS if row["unit"].startswith(start)), None)
    formats = _FORMATS.get(begins or "", _OTHER_FORMATS)
    numbers = [float(row[name]) for name in ("value", "low", "high") if row[name]]
    with speaking("en"):
        for form in formats:
            if any(_stands_in(row["sentence_en"], _shown(number, form)) for number in numbers):
                return form
    return formats[0]


def _shown(number: float, form: str) -> str:
    try:
        return format_value(number, form)
    except (NotebookError, ValueError, OverflowError):
        return ""


def _stands_in(sentence: str, shown: str) -> bool:
    """Whether a number stands in a sentence by itself, and not as a part of a longer one."""
    if not shown:
        return False
    place = sentence.find(shown)
    while place >= 0:
        before = sentence[place - 1] if place else " "
        after = sentence[place + len(shown) : place + len(shown) + 2]
        goes_on = after[:1].isdigit() or (after[:1] in ".," and after[1:].isdigit())
        if not before.isdigit() and before not in ".," and not goes_on:
            return True
        place = sentence.find(shown, place + 1)
    return False


def _verdict(row: dict[str, str]) -> str:
    return translate(row["verdict"]) if row["verdict"] else translate("none")


def _kind(row: dict[str, str]) -> str:
    return translate(row["uncertainty"]) if row["uncertainty"] else translate("none")


def pages(steps: list[Step], declared: list[Change]) -> dict[str, str]:
    """The page in each language, by the name of its file below ``docs/``."""
    return {
        changelog.file_name("corrections", code): markdown(steps, declared, code)
        for code in LOCALES
    }

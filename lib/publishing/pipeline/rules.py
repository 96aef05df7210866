"""What values a parameter may have, as the help behind its default says it.

A help begins with what is allowed, and holds no equals sign, which would hide the parameter from papermill:

- ``en | es``: one of these values
- ``0.01 to 1``, ``2022-12 to 2026-12``: a range that holds its ends, of numbers or months; an end may be the name of
  another parameter (``0.01 to crime_high``)
- ``/[a-z_]+/``: text of this pattern
- ``2 of 0 to 1``, ``0 to 4 of COL | PER``: a list, how many values it holds and what each may be; followed by
  ``, rising`` where none may be smaller than the one before it, by ``, not all 0`` where one must be more

Belongs here: reading such a rule, and holding a value against it. Does not: what a notebook declares, and what a user
typed, which are `lib.publishing.pipeline.parameters`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from lib.errors import UsageError

_CHOICES = re.compile(r"[\w.-]+(?: \| [\w.-]+)+")
_PATTERN = re.compile(r"/(.+?)/(?=[,;]|$)")
_END = r"-?(?:\d+\.?\d*|\.\d+)|\d{4}-\d\d|[a-z]\w*"
_RANGE = re.compile(rf"({_END}) to ({_END})(?=[,;]|$)")
_COUNT = re.compile(r"(\d+)(?: to (\d+))? of ")
_RISING = re.compile(r", rising(?=[,;]|$)")
_SOME = re.compile(r", not all 0(?=[,;]|$)")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Rule:
    """What a help allows: values, a pattern or a range; of a list also how many values, and whether they rise."""

    choices: tuple[str, ...] = ()
    pattern: str = ""
    ends: tuple[str, str] | None = None
    count: tuple[int, int] | None = None
    rising: bool = False
    some: bool = False

    @property
    def limits_values(self) -> bool:
        """True where the help says what a value may be."""
        return bool(self.choices or self.pattern or self.ends)

    def check(self, name: str, value, others: Mapping | None = None) -> None:
        """Hold a value against the rule.

        Parameters
        ----------
        name : of the parameter, for the error
        others : values of all parameters of the notebook; without them, ends that name a parameter are left alone

        Raises
        ------
        UsageError : not allowed, out of range, too few or too many, not rising, or one text twice
        """
        items = value if isinstance(value, list) else [value]
        self._check_count(name, items)
        for item in items:
            self._check_words(name, str(item))
            self._check_range(name, item, others or {})
        if self.rising and any(one > following for one, following in pairwise(items)):
            raise _refused(name, f"{_listed(items)} do not rise", "Write the smaller one first.")
        if self.some and not any(items):
            raise _refused(name, "holds nothing but zeros", "One of them must be more.")
        texts = [item for item in items if isinstance(item, str)]
        if len(set(texts)) < len(texts):
            raise _refused(name, f"{_listed(items)} holds a value twice", "Name each once.")

    def _check_count(self, name: str, items: list) -> None:
        if self.count is None:
            return
        least, most = self.count
        if not least <= len(items) <= most:
            due = f"{least}" if least == most else f"{least} to {most}"
            what = f"has {len(items)} values, {due} are due"
            raise _refused(name, what, "Values are separated by commas.")

    def _check_words(self, name: str, word: str) -> None:
        if self.choices and word not in self.choices:
            raise _refused(name, f"{word!r} is not allowed", f"One of {', '.join(self.choices)}.")
        if self.pattern and not re.fullmatch(self.pattern, word):
            raise _refused(name, f"{word!r} is not allowed", f"The form is {self.pattern}.")

    def _check_range(self, name: str, item, others: Mapping) -> None:
        if self.ends is None:
            return
        if isinstance(item, str) and not _MONTH.fullmatch(item):
            raise _refused(name, f"{item!r} is not a month", "For instance 2024-06.")
        low = _end(self.ends[0], item, others)
        high = _end(self.ends[1], item, others)
        if (low is not None and item < low) or (high is not None and item > high):
            words = [f"{end} ({others[end]})" if end in others else end for end in self.ends]
            raise _refused(name, f"{item} is out of range", f"Range: {' to '.join(words)}.")


def rule_of(help_words: str) -> Rule:
    """The rule with which a help begins; an empty one where it begins with none."""
    words = help_words.strip()
    count = _COUNT.match(words)
    if count:
        words = words[count.end() :]
    limits = _RANGE.match(words)
    choices = _CHOICES.match(words)
    pattern = _PATTERN.match(words)
    values = limits or choices or pattern
    return Rule(
        choices=tuple(choices[0].split(" | ")) if choices else (),
        pattern=pattern[1] if pattern else "",
        ends=(limits[1], limits[2]) if limits else None,
        count=(int(count[1]), int(count[2] or count[1])) if count else None,
        rising=bool(values and _RISING.match(words, values.end())),
        some=bool(values and _SOME.match(words, values.end())),
    )


def _end(end: str, item, others: Mapping):
    """An end of a range as a value to compare with: a month, a number, or what another parameter has."""
    if end in others:
        return others[end]
    if isinstance(item, str):
        return end if _MONTH.fullmatch(end) else None
    try:
        return float(end)
    except ValueError:
        return None


def _listed(items: list) -> str:
    return ", ".join(map(str, items))


def _refused(name: str, what: str, hint: str) -> UsageError:
    return UsageError(f"parameter {name}", what, hint)

"""The article's claims, and the rules that give each a verdict.

The verdicts are a closed list in the order of `VERDICTS`; the first that applies is given. Rules give those that
arithmetic can give; the others are judged by the author of a notebook, with a reason that the reader sees.

Why this order: two numbers of the article that exclude each other need no figure of ours. A number that our own bounds
on the same thing exclude is wrong whatever else is unclear, so *contradicted* comes before *not comparable*. Where
there is nothing on the same thing, no agreement counts: what fits by chance is *not comparable*. Of what can be
compared the stronger agreement goes first; a figure from the article's own origin agrees with itself, so it is
*traced*, even where a calculation from it fits. What nobody counted is *not verifiable*, whatever lies near it.

Belongs here: a claim, whether a value fits it, and the words for the result. Does not: which of several findings
judges a claim (`lib.claims.findings`), and what the reader is shown of it (`lib.claims.ledger`).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from lib import paths, tables
from lib.errors import NotebookError
from lib.estimates import Estimate, Number
from lib.records import Since, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: A symbol for each verdict, so that colour is never alone.
SYMBOLS = dict(zip(VERDICTS, "≠✗∦✓≈→?", strict=True))
#: What a verdict by rule means, for readers; a judged verdict carries its own reason.
REASONS = {
    "contradicted": "Figures on the same thing exclude the number by more than the stated digits allow.",
    "reproduced": "Another data producer gives it.",
    "consistent": "Other figures agree within their range or the stated digits.",
    "traced": "Found at its origin; nobody else has measured it.",
    "not verifiable": "No open source gives it.",
}
#: The assumption that every judged verdict rests on.
JUDGED_BY = "A80"
#: What became of a claim after the article.
SINCE: tuple[Since, ...] = get_args(Since)
#: What a finding rests on -> (verdict if the claim fits, verdict if not).
BASES: dict[str, tuple[Verdict, Verdict]] = {
    "independent": ("reproduced", "contradicted"),
    "derived": ("consistent", "contradicted"),
    "origin": ("traced", "contradicted"),
    "none": ("not verifiable", "not verifiable"),
}
#: "About" allows so many units of the last digit stated.
_ABOUT = 2


@dataclass(frozen=True)
class Claim:
    """One number of the article: `value` in `unit`, None where the claim is a direction, not a number.

    `qualifier`: exact, about, over, up_to or direction; `last_digit`: unit of the last digit stated.
    """

    id: str
    value: float | None
    unit: str
    qualifier: str
    last_digit: float | None

    @property
    def tolerance(self) -> float:
        """One unit of the last digit stated, which allows rounding and truncation; "about" doubles it."""
        units = _ABOUT if self.qualifier == "about" else 1
        return units * (self.last_digit or 0.0)


@cache
def _claims(folder: Path) -> dict[str, Claim]:
    frame = tables.read(tables.resource("claims"))
    cells = frame[["claim", "value", "unit", "qualifier", "last_digit"]].astype(object)
    with_none_for_gaps = cells.where(cells.notna(), None)
    claims = [Claim(*row) for row in with_none_for_gaps.itertuples(index=False)]
    return {claim.id: claim for claim in claims}


def claim(identifier: str) -> Claim:
    """The claim of that id.

    Raises
    ------
    NotebookError : no such claim in ``data/claims.csv``
    """
    known = _claims(paths.data())
    if identifier not in known:
        raise NotebookError(
            f"claim {identifier!r}", "not in data/claims.csv", f"Known: {', '.join(known)}"
        )
    return known[identifier]


def fits(stated: Claim, value: Estimate | Number) -> bool:
    """True where our value agrees with what was stated, within the stated digits.

    Parameters
    ----------
    stated : the claim; ``over`` and ``up_to`` are one-sided
    value : ours, in the unit of the claim; a range agrees where any of it does

    Raises
    ------
    NotebookError : the claim states no number, or nothing is known of the value
    """
    if stated.value is None:
        raise NotebookError(
            f"claim {stated.id}", "states no number", "Give verdict= and because= instead."
        )
    low, high = _ends(stated, value)
    tolerance_below = 0 if stated.qualifier == "over" else stated.tolerance
    tolerance_above = 0 if stated.qualifier == "up_to" else stated.tolerance
    reaches = high >= stated.value - tolerance_below
    stays = low <= stated.value + tolerance_above

    if stated.qualifier == "over":
        return reaches
    if stated.qualifier == "up_to":
        return stays
    return reaches and stays


def _ends(stated: Claim, value: Estimate | Number) -> tuple[Number, Number]:
    """Both ends of a value that is to be compared with a claim."""
    if not isinstance(value, Estimate):
        return value, value
    if value.value is None and value.low is None and value.high is None:
        raise _nothing_to_compare(stated.id)
    return value.ends


def _nothing_to_compare(identifier: str) -> NotebookError:
    return NotebookError(
        f"claim {identifier}", "has no value to compare", 'Use basis="none" or give verdict=.'
    )


def verdict(identifier: str, value: Estimate | Number | None, basis: str) -> Verdict:
    """The verdict that the rules give for a finding on a claim.

    Parameters
    ----------
    identifier : id of the claim
    value : ours in the unit of the claim; None with basis ``none``
    basis : ``independent`` (another data producer), ``derived`` (other numbers), ``origin`` (the same source,
        nobody else measured it) or ``none`` (no open source)

    Raises
    ------
    NotebookError : unknown claim or basis, no value, or a claim that states no number
    """
    if basis not in BASES:
        raise NotebookError(
            f"claim {identifier}", f"unknown basis {basis!r}", f"Known: {', '.join(BASES)}"
        )
    if basis == "none":
        return "not verifiable"
    if value is None:
        raise _nothing_to_compare(identifier)
    if_it_fits, if_not = BASES[basis]
    return if_it_fits if fits(claim(identifier), value) else if_not


def excluded(identifier: str, value: Estimate | Number | None) -> bool:
    """Whether our own bounds exclude what the article states; False where one of the two is no number.

    Parameters
    ----------
    identifier : id of the claim
    value : ours, on the same thing and in the unit of the claim, as whoever gives it says; None where there is none
    """
    stated = claim(identifier)
    if value is None or stated.value is None:
        return False
    return not fits(stated, value)


def comes_after_contradicted(judged: Verdict) -> bool:
    """Whether a judged verdict is tried only once our own bounds do not exclude the number."""
    return VERDICTS.index(judged) > VERDICTS.index("contradicted")

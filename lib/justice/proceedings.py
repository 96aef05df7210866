"""Abbreviated proceedings: their share of convictions, in two studies and in single corruption cases.

Belongs here: shares of a kind of proceeding, and the article's statistics beside the earlier study's. Does not: how
long the sentences are (`lib.justice.sentences`).
"""

import pandas as pd

from lib.estimates import Estimate, rounding
from lib.justice.attrition import shares

#: Statistics in months that both studies state.
MONTHS = ("band_low", "band_high", "process_length")


def abbreviated_of_convictions(abbreviated: Estimate, ordinary: Estimate) -> Estimate:
    """Abbreviated share of convictions from two rounded shares of all outcomes, with its rounding range."""

    def of_both(short: float, long: float) -> float:
        return short / (short + long)

    short, short_low, short_high = abbreviated.numbers
    long, long_low, long_high = ordinary.numbers
    return Estimate(
        of_both(short, long),
        of_both(short_low, long_high),
        of_both(short_high, long_low),
        "rounding",
        method="rounding of the two shares",
    )


def _over(part: Estimate, whole: Estimate) -> Estimate:
    """Quotient of two rounded shares, with the range that their rounding allows."""
    part_value, part_low, part_high = part.numbers
    whole_value, whole_low, whole_high = whole.numbers
    return Estimate(
        part_value / whole_value,
        part_low / whole_high,
        part_high / whole_low,
        "rounding",
    )


def _ranges_meet(one: Estimate, other: Estimate) -> bool:
    _, one_low, one_high = one.numbers
    _, other_low, other_high = other.numbers
    return one_low <= other_high and other_low <= one_high


def provenance(studies: pd.DataFrame, half: Estimate) -> pd.DataFrame:
    """The article's statistics beside the earlier study's.

    Parameters
    ----------
    studies : ``measure``, ``study`` (``study_article`` or ``study_earlier``) and ``value``, in percent or months
    half : what the article's "half" may mean, as a fraction

    Returns
    -------
    DataFrame : label, article and earlier (estimates), spec (their format), agree: whether the ranges meet. The share
        of the band stands there on its own base, all outcomes, and on the other, convictions
    """
    by_measure = studies.pivot_table("value", "measure", "study")
    article = by_measure["study_article"]
    earlier = by_measure["study_earlier"]

    def rounded_share(measure: str) -> Estimate:
        """A share of the earlier study, which rounds to whole percents."""
        return rounding(earlier[measure] / 100, 0.01, truncated=False)

    convictions = abbreviated_of_convictions(
        rounded_share("abbreviated_of_outcomes"),
        rounded_share("ordinary_of_outcomes"),
    )
    stated = rounding(article["abbreviated_share"] / 100, 0.01)
    band = rounded_share("band_share")
    band_of_convictions = _over(band, convictions)
    rows = [
        ("abbreviated_share", stated, convictions, "pct"),
        ("band_share", half, band, "pct"),
        ("band_share_other_base", half, band_of_convictions, "pct"),
    ]
    for measure in MONTHS:
        ours = rounding(article[measure], 1, truncated=False)
        theirs = rounding(earlier[measure], 1, truncated=False)
        rows.append((measure, ours, theirs, "n.1"))

    table = pd.DataFrame(rows, columns=["label", "article", "earlier", "spec"])
    agree = []
    for _, ours, theirs, _ in rows:
        agree.append("agree_yes" if _ranges_meet(ours, theirs) else "agree_no")
    return table.assign(agree=agree)


def abbreviated_by_case(
    outcomes: pd.DataFrame,
    cases: list[str],
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Abbreviated proceedings among the convicted, by case and together.

    Parameters
    ----------
    outcomes : ``case``, ``outcome`` and ``persons``
    cases : codes of the cases to show, in their order

    Returns
    -------
    DataFrame : as `lib.justice.attrition.shares`, with a last row ``case_all``

    Raises
    ------
    KeyError : a case that has no outcomes
    """
    by_case = outcomes.pivot_table("persons", "case", "outcome", "sum", fill_value=0).loc[cases]
    abbreviated = by_case["outcome_abbreviated"]
    convicted = abbreviated + by_case["outcome_trial"]
    counts = pd.DataFrame({"abbreviated": abbreviated, "convicted": convicted})
    counts.loc["case_all"] = counts.sum()
    return shares(counts.astype(int), confidence)

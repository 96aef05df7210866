"""Abbreviated proceedings: their share of convictions, in two studies and in single corruption cases.

Belongs here: shares of a kind of proceeding, the article's statistics beside the earlier study's, and what is taken
off a sentence. Does not: the terms of the code (`lib.justice.sentences`).
"""

from dataclasses import replace

import pandas as pd

from lib.estimates import Estimate, envelope, rounding, share
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


def with_chance(stated: Estimate, cases: float, confidence: float = 0.95) -> Estimate:
    """A stated share of a sample with the range that chance alone gives it (Wilson 1927).

    Parameters
    ----------
    stated : the share; its own range, of rounding, is the narrower one and gives way
    cases : about how many cases of the sample it is a share of
    """
    if stated.value is None:
        raise ValueError("a share without a value has no sampling interval")
    whole = round(cases)
    chance = share(round(stated.value * whole), whole, confidence)
    return replace(chance, value=stated.value, method=f"{chance.method}, about {whole} cases")


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


def discounts(sentences: pd.DataFrame) -> pd.DataFrame:
    """What an abbreviated proceeding leaves of the mean sentence at trial, in each case that has both.

    Parameters
    ----------
    sentences : ``case``, ``proceeding``, ``persons`` (missing where not told) and ``months``; who cooperated is no
        part of either

    Returns
    -------
    DataFrame : label, abbreviated (months, the range told), trial (months, mean over persons), shortest, longest (of
        those at trial), left (abbreviated as a share of the mean at trial)
    """
    rows = []
    for case, by_case in sentences.groupby("case", sort=False):
        pleas = by_case.loc[by_case["proceeding"] == "proceeding_abbreviated", "months"]
        tried = by_case[by_case["proceeding"] == "proceeding_trial"]
        if pleas.empty or tried.empty:
            continue
        abbreviated = envelope(pleas.tolist(), method="shortest and longest that are told")
        months_of_all = tried["persons"] * tried["months"]
        mean = float(months_of_all.sum() / tried["persons"].sum())
        shortest = tried["months"].min()
        longest = tried["months"].max()
        rows.append((case, abbreviated, mean, shortest, longest, abbreviated.scale(1 / mean)))
    columns = ["label", "abbreviated", "trial", "shortest", "longest", "left"]
    return pd.DataFrame(rows, columns=columns)

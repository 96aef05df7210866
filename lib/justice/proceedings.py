"""Abbreviated proceedings: their share of convictions, in two studies and in single corruption cases.

Belongs here: shares of a kind of proceeding, and the article's statistics beside the earlier study's. Does not: how
long the sentences are (`lib.justice.sentences`).
"""

import pandas as pd

from lib.estimates import Estimate, rounding
from lib.justice.attrition import shares


def abbreviated_of_convictions(abbreviated: Estimate, ordinary: Estimate) -> Estimate:
    """Abbreviated share of convictions from two rounded shares of all outcomes, with its rounding range."""
    pairs = (
        (abbreviated.value, ordinary.value),
        (abbreviated.low, ordinary.high),
        (abbreviated.high, ordinary.low),
    )
    return Estimate(
        *(a / (a + b) for a, b in pairs), "rounding", method="rounding of the two shares"
    )


def provenance(studies: pd.DataFrame, half: Estimate) -> pd.DataFrame:
    """The article's statistics beside the earlier study's: label, article, earlier, spec, agree (ranges meet)."""
    said = studies.pivot_table("value", "measure", "study")
    article, earlier = said["study_article"], said["study_earlier"]
    part = {m: rounding(v / 100, 0.01, truncated=False) for m, v in earlier.dropna().items()}
    convictions = abbreviated_of_convictions(
        part["abbreviated_of_outcomes"], part["ordinary_of_outcomes"]
    )
    band, pairs = part["band_share"], (("value", "value"), ("low", "high"), ("high", "low"))
    other = Estimate(*(getattr(band, a) / getattr(convictions, b) for a, b in pairs), "rounding")
    rows = [
        (
            "abbreviated_share",
            rounding(article["abbreviated_share"] / 100, 0.01),
            convictions,
            "pct",
        ),
        ("band_share", half, band, "pct"),
        ("band_share_other_base", half, other, "pct"),
    ]
    rows += [
        (m, *(rounding(of[m], 1, truncated=False) for of in (article, earlier)), "n.1")
        for m in ("band_low", "band_high", "process_length")
    ]
    meet = [
        "agree_yes" if a.low <= b.high and b.low <= a.high else "agree_no" for _, a, b, _ in rows
    ]
    return pd.DataFrame(rows, columns=["label", "article", "earlier", "spec"]).assign(agree=meet)


def abbreviated_by_case(
    outcomes: pd.DataFrame, cases: list[str], confidence: float = 0.95
) -> pd.DataFrame:
    """Abbreviated proceedings among the convicted, by case and together: as `shares`."""
    table = outcomes.pivot_table("persons", "case", "outcome", "sum", fill_value=0).loc[cases]
    short = table["outcome_abbreviated"]
    counts = pd.DataFrame({"abbreviated": short, "convicted": short + table["outcome_trial"]})
    counts.loc["case_all"] = counts.sum()
    return shares(counts.astype(int), confidence)

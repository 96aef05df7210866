"""Abbreviated proceedings: worked by hand on tables of a few rows."""

from math import sqrt
from statistics import NormalDist

import pandas as pd
import pytest

from lib import justice
from lib.estimates import Estimate

EXACT = 1e-9
NORMAL = NormalDist()


def near(expected):
    return pytest.approx(expected, rel=EXACT)


def wilson(part: int, whole: int, level: float = 0.95) -> tuple[float, float]:
    """Ends of the score interval as Wilson (1927) has them."""
    z = NORMAL.inv_cdf((1 + level) / 2)
    rate = part / whole
    middle = rate + z**2 / (2 * whole)
    half = z * sqrt(rate * (1 - rate) / whole + z**2 / (4 * whole**2))
    return (middle - half) / (1 + z**2 / whole), (middle + half) / (1 + z**2 / whole)


def from_rounding(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, "rounding")


def test_the_abbreviated_share_of_convictions_leaves_out_the_other_outcomes():
    share = justice.abbreviated_of_convictions(
        abbreviated=from_rounding(0.60, 0.55, 0.65), ordinary=from_rounding(0.20, 0.15, 0.25)
    )

    # Lowest where the abbreviated are fewest and the ordinary most
    assert share.value == near(0.60 / 0.80)
    assert share.low == near(0.55 / (0.55 + 0.25))
    assert share.high == near(0.65 / (0.65 + 0.15))
    assert (share.kind, share.method) == ("rounding", "rounding of the two shares")


HALF = from_rounding(0.5, 0.45, 0.55)


def two_studies(article: dict | None = None, earlier: dict | None = None) -> pd.DataFrame:
    """The studies' table, with what the example states otherwise in either."""
    common = {"band_share": 40, "band_low": 20, "band_high": 24, "process_length": 21}
    stated = {
        "study_article": {**common, "abbreviated_share": 85, **(article or {})},
        "study_earlier": {
            **common,
            "abbreviated_of_outcomes": 60,
            "ordinary_of_outcomes": 20,
            **(earlier or {}),
        },
    }
    rows = [
        (study, measure, value)
        for study, measures in stated.items()
        for measure, value in measures.items()
    ]
    return pd.DataFrame(rows, columns=["study", "measure", "value"])


def provenance(article: dict | None = None, earlier: dict | None = None) -> pd.DataFrame:
    return justice.provenance(two_studies(article, earlier), HALF).set_index("label")


def ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


def test_provenance_has_a_row_for_each_statistic_with_its_format():
    table = justice.provenance(two_studies(), HALF)

    assert list(table.columns) == ["label", "article", "earlier", "spec", "agree"]
    assert table[["label", "spec"]].to_numpy().tolist() == [
        ["abbreviated_share", "pct"],
        ["band_share", "pct"],
        ["band_share_other_base", "pct"],
        ["band_low", "n.1"],
        ["band_high", "n.1"],
        ["process_length", "n.1"],
    ]


def test_the_article_may_have_cut_its_percentage_off_and_the_earlier_study_has_rounded():
    table = provenance()

    # The article's 85% is 84.5% to 86%. The earlier study's 60% of outcomes is 59.5% to 60.5%, its
    # 20% is 19.5% to 20.5%, and its share of a band, 40%, is 39.5% to 40.5%.
    assert ends(table.loc["abbreviated_share", "article"]) == near((0.845, 0.85, 0.86))
    assert ends(table.loc["abbreviated_share", "earlier"]) == near(
        (0.595 / (0.595 + 0.205), 0.6 / 0.8, 0.605 / (0.605 + 0.195))
    )
    assert ends(table.loc["band_share", "earlier"]) == near((0.395, 0.40, 0.405))


def test_the_share_of_the_band_is_half_in_the_article_on_either_base():
    table = provenance()

    assert table.loc["band_share", "article"] == HALF
    assert table.loc["band_share_other_base", "article"] == HALF


def test_the_share_of_the_band_on_the_other_base_is_divided_by_the_share_of_convictions():
    other = provenance().loc["band_share_other_base", "earlier"]
    low, high = 0.595 / (0.595 + 0.205), 0.605 / (0.605 + 0.195)

    # Lowest where the band has the lowest share and the base the highest
    assert ends(other) == near((0.395 / high, 0.40 / 0.75, 0.405 / low))
    assert other.kind == "rounding"


def test_months_in_both_studies_are_rounded_to_half_a_month_either_way():
    table = provenance(article={"band_low": 19}, earlier={"band_low": 23})

    assert ends(table.loc["band_low", "article"]) == (18.5, 19.0, 19.5)
    assert ends(table.loc["band_low", "earlier"]) == (22.5, 23.0, 23.5)


@pytest.mark.parametrize(
    ("article", "earlier", "agree"),
    [
        (21, 21, "agree_yes"),
        (20, 21, "agree_yes"),  # up to 20.5, and from 20.5: they touch
        (21, 20, "agree_yes"),
        (19, 21, "agree_no"),  # the article's range ends before the earlier one begins
        (21, 19, "agree_no"),  # and begins after it has ended
    ],
)
def test_two_statistics_agree_where_their_ranges_meet_from_either_side(article, earlier, agree):
    table = provenance({"process_length": article}, {"process_length": earlier})

    assert table.loc["process_length", "agree"] == agree


def test_every_statistic_is_judged_by_its_own_ranges():
    agree = provenance(earlier={"band_high": 30})["agree"]

    # 84.5% to 86% lies above 75.6%; 45% to 55% above 40.5%, but holds 40% / 75% = 53.3%
    assert agree.to_dict() == {
        "abbreviated_share": "agree_no",
        "band_share": "agree_no",
        "band_share_other_base": "agree_yes",
        "band_low": "agree_yes",
        "band_high": "agree_no",
        "process_length": "agree_yes",
    }


OUTCOMES = pd.DataFrame(
    [
        ("case_a", "outcome_abbreviated", 3),
        ("case_a", "outcome_abbreviated", 1),
        ("case_a", "outcome_trial", 6),
        ("case_a", "outcome_acquitted", 50),
        ("case_b", "outcome_trial", 5),
        ("case_c", "outcome_abbreviated", 99),
    ],
    columns=["case", "outcome", "persons"],
)


def test_the_abbreviated_share_is_of_those_convicted_in_the_cases_asked_for():
    shares = justice.abbreviated_by_case(OUTCOMES, ["case_b", "case_a"])

    # Case a: 3 + 1 of 4 + 6. Case b: none of 5. Together 4 of 15. The acquitted count nowhere.
    assert shares["label"].tolist() == ["case_b", "case_a", "case_all"]
    assert shares["abbreviated"].tolist() == [0, 4, 4]
    assert shares["convicted"].tolist() == [5, 10, 15]
    assert shares["value"].tolist() == near([0.0, 4 / 10, 4 / 15])
    assert shares.loc[2, ["low", "high"]].tolist() == near(wilson(4, 15, 0.95))


def test_the_abbreviated_share_takes_another_confidence():
    shares = justice.abbreviated_by_case(OUTCOMES, ["case_a"], 0.8)

    assert shares.loc[0, ["low", "high"]].tolist() == near(wilson(4, 10, 0.8))


def test_a_share_of_a_sample_has_the_range_of_chance_around_its_own_value():
    stated = from_rounding(0.836, 0.828, 0.843)
    sampled = justice.with_chance(stated, 99.8)

    # 83.6 of 100 convictions: the ends are those of 84, the value stays as stated
    assert (sampled.low, sampled.high) == near(wilson(84, 100))
    assert sampled.value == 0.836
    assert (sampled.kind, sampled.level) == ("sampling", 0.95)
    assert sampled.method == "Wilson score interval, about 100 cases"


def test_chance_widens_with_the_level_and_with_fewer_cases():
    stated = from_rounding(0.41, 0.405, 0.415)

    assert justice.with_chance(stated, 83, 0.8).low == near(wilson(34, 83, 0.8)[0])
    assert justice.with_chance(stated, 20).high > justice.with_chance(stated, 83).high


def test_a_share_without_a_value_has_no_range_of_chance():
    with pytest.raises(ValueError, match="without a value"):
        justice.with_chance(Estimate(None, 0.1, 0.2, "structural"), 100)


def test_what_a_plea_leaves_is_told_of_the_mean_at_trial_where_both_are_known():
    sentences = pd.DataFrame(
        [
            ("both", "proceeding_abbreviated", None, 24),
            ("both", "proceeding_abbreviated", None, 36),
            ("both", "proceeding_trial", 1, 120),
            ("both", "proceeding_trial", 3, 40),
            ("both", "proceeding_cooperation", 2, 1),
            ("trial_alone", "proceeding_trial", 3, 100),
            ("pleas_alone", "proceeding_abbreviated", 2, 10),
        ],
        columns=["case", "proceeding", "persons", "months"],
    )
    table = justice.discounts(sentences)

    # (120 + 3 x 40) / 4 = 60 months at trial; the pleas are 24 to 36 of them, 40 to 60 in 100
    assert table["label"].tolist() == ["both"]
    row = table.iloc[0]
    assert row["trial"] == near(60)
    assert (row["shortest"], row["longest"]) == (40, 120)
    assert row["abbreviated"].ends == (24, 36)
    assert row["left"].ends == near((0.4, 0.6))
    assert row["left"].value is None

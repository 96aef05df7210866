"""The share convicted, under priors: worked by hand on tables of a few rows."""

import pytest

from lib import laundering

CLOSE = {"rel": 1e-9}  # where SciPy finds the quantile of a distribution by iteration


TAIL = 0.025  # beyond each end of an interval of 95%


def close(expected):
    return pytest.approx(expected, **CLOSE)


def triple(estimate):
    """Low, value and high of an estimate, in this order."""
    return estimate.low, estimate.value, estimate.high


def test_a_posterior_adds_the_cases_to_those_that_the_prior_is_worth():
    shares = laundering.posteriors(0, 9, {"even": (1, 1), "hopeful": (1, 10)})

    assert shares["label"].tolist() == ["even", "hopeful"]
    assert shares["worth"].tolist() == [1, 1]
    assert shares["others"].tolist() == [1, 10]
    # Beta(1, n) has the quantile 1 - (1 - q)^(1/n); n is that of the prior and the nine cases.
    assert shares["value"].tolist() == close([1 - 0.5 ** (1 / 10), 1 - 0.5 ** (1 / 19)])
    assert shares["low"].tolist() == close([1 - (1 - TAIL) ** (1 / 10), 1 - (1 - TAIL) ** (1 / 19)])
    assert shares["high"].tolist() == close([1 - TAIL ** (1 / 10), 1 - TAIL ** (1 / 19)])
    assert triple(shares["after"][1]) == tuple(shares.loc[1, ["low", "value", "high"]])


def test_a_prior_stands_as_it_is_without_a_case():
    before = laundering.posteriors(9, 9, {"even": (1, 1), "hopeful": (1, 10)}, level=0.8)["before"]

    assert triple(before[0]) == close((0.1, 0.5, 0.9))  # every share is as likely
    # Beta(1, 10) has the quantile 1 - (1 - q)^(1/10).
    ends = 1 - 0.9 ** (1 / 10), 1 - 0.1 ** (1 / 10)
    assert triple(before[1]) == close((ends[0], 1 - 0.5 ** (1 / 10), ends[1]))


def test_convictions_in_every_case_are_the_mirror_image_of_none():
    after = laundering.posteriors(9, 9, {"even": (1, 1)}, level=0.8)["after"][0]

    # Beta(1 + 9, 1) has the quantile q^(1/10).
    assert triple(after) == close((0.1 ** (1 / 10), 0.5 ** (1 / 10), 0.9 ** (1 / 10)))


def test_a_past_study_lends_its_convictions_and_its_other_cases_at_their_weight():
    priors = laundering.borrowed((12, 73), [0.0, 0.5, 1.0])

    assert priors == {
        0.0: (0.5, 0.5),
        0.5: (0.5 + 6, 0.5 + 30.5),  # 61 cases without a conviction
        1.0: (0.5 + 12, 0.5 + 61),
    }
    assert laundering.borrowed((12, 73), [0.5], prior=(1, 9)) == {0.5: (1 + 6, 9 + 30.5)}


def test_reports_old_enough_are_those_of_the_first_part_of_the_window():
    assert laundering.old_enough(100, window=32, process=8) == 75
    assert laundering.old_enough(13, window=4, process=1) == 10  # of 9.75
    assert laundering.old_enough(100, window=32, process=40) == 0


def test_reports_that_have_had_their_time_are_the_base_of_the_share():
    eventual = laundering.matured(0, 100, window=32, process=8)

    # Those of the first 24 of 32 months, three in four of 100, have had their eight months.
    assert triple(eventual) == close((0, 0, 1 - TAIL ** (1 / 75)))
    assert (eventual.kind, eventual.level) == ("sampling", 0.95)


def test_the_number_of_old_reports_is_rounded_to_the_nearest():
    up = laundering.matured(0, 13, window=4, process=1)  # 9.75 old reports
    down = laundering.matured(0, 11, window=4, process=1)  # 8.25

    assert up.high == close(1 - TAIL ** (1 / 10))
    assert down.high == close(1 - TAIL ** (1 / 8))


def test_both_ends_have_the_old_reports_as_their_base():
    eventual = laundering.matured(1, 2, window=32, process=16)

    # One old report, which has the conviction: the lower end is that of one in one, low^1 = 2.5%.
    assert triple(eventual) == close((TAIL, 1, 1))


def test_the_level_moves_both_ends_of_the_eventual_share():
    low_end = laundering.matured(1, 2, window=32, process=16, level=0.8).low
    high_end = laundering.matured(0, 100, window=32, process=8, level=0.8).high

    assert low_end == close(0.1)
    assert high_end == close(1 - 0.1 ** (1 / 75))


@pytest.mark.parametrize(
    ("convictions", "cases", "process"),
    [
        (0, 100, 32),  # no report is older than the whole window
        (0, 100, 40),  # a process may last longer than the window: none is old, not fewer than none
        (2, 4, 24),  # one old report, two convictions
    ],
)
def test_without_old_reports_enough_the_eventual_share_has_no_value_and_may_be_all(
    convictions, cases, process
):
    eventual = laundering.matured(convictions, cases, window=32, process=process)

    assert triple(eventual) == (0.0, None, 1.0)
    assert (eventual.kind, eventual.level) == ("identification", 0.95)

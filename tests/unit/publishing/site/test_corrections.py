"""The page of corrections: values as their own sentences write them, in both languages; nothing is typed."""

import pytest

from lib.language import speaking
from lib.publishing.site import corrections, editions
from lib.publishing.site.editions import Change, Difference, Key, Step

SHARE = {
    "kind": "finding",
    "id": "share",
    "value": "0.24",
    "low": "0.179",
    "high": "0.411",
    "unit": "share of investigations",
    "uncertainty": "scenario",
    "verdict": "not comparable",
    "because_en": "",
    "because_es": "",
    "sentence_en": "In the end 24% (18% to 41%) may be convicted.",
    "sentence_es": "",
    "inner": "",
}
MONEY = SHARE | {
    "value": "668000000",
    "low": "591000000",
    "high": "668000000",
    "unit": "USD",
    "sentence_en": "It would cost USD 668 million (USD 591 million to USD 668 million).",
}


@pytest.mark.parametrize(
    ("row", "form"),
    [
        (SHARE, "pct.0"),
        (SHARE | {"sentence_en": "It is 24.0% (17.9% to 41.1%)."}, "pct"),
        (MONEY, "usd"),
        # 13 stands in the sentence by itself, and not inside 13,715.
        (
            SHARE | {"value": "13", "unit": "ratio", "sentence_en": "From 13,715 to 13 times."},
            "n",
        ),
        (SHARE | {"unit": "ratio", "value": "12.7", "sentence_en": "About 13 times."}, "n.0"),
    ],
)
def test_the_format_is_that_of_the_sentence(row, form):
    assert corrections.format_of(row) == form


def test_a_number_inside_a_longer_one_does_not_count():
    assert not corrections._stands_in("From 13,715 rounds", "13")
    assert not corrections._stands_in("Of 2.13 million", "13")
    assert corrections._stands_in("It is 13.", "13")
    assert corrections._stands_in("13, at most", "13")


@pytest.mark.parametrize(
    ("language", "share", "money"),
    [
        ("en", "24% (18% to 41%), share of investigations", "USD 668 million"),
        ("es", "24\N{NO-BREAK SPACE}%", "USD 668 millones"),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(language, share, money):
    with speaking(language):
        assert corrections.written(SHARE).startswith(share)
        shown = corrections.written(MONEY).replace("\N{NO-BREAK SPACE}", " ")
        assert shown.startswith(money)
        assert "(USD)" not in shown


def test_what_is_said_of_a_finding_that_changed():
    after = SHARE | {"value": "0.265", "low": "0.182", "high": "0.533", "verdict": "contradicted"}
    after["sentence_en"] = "In the end 26.5% (18.2% to 53.3%)."
    difference = Difference("finding", SHARE, after, ("value", "low", "high", "verdict"))
    with speaking("en"):
        assert corrections.facts_of(difference) == [
            "Was 24% (18% to 41%), share of investigations, "
            "is 26.5% (18.2% to 53.3%), share of investigations.",
            "Verdict: not comparable → contradicted.",
        ]


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (
            Difference("finding", None, SHARE, ()),
            "New: 24% (18% to 41%), share of investigations.",
        ),
        (
            Difference("finding", SHARE, None, ()),
            "No longer published; it was 24% (18% to 41%), share of investigations.",
        ),
        (
            Difference("finding", SHARE, SHARE, ("inner",)),
            "The value stands: 24% (18% to 41%), share of investigations.",
        ),
        (Difference("figure", None, SHARE, ()), "A new figure."),
        (Difference("table", SHARE, None, ()), "A table that is no longer shown."),
        (Difference("table", SHARE, SHARE, ("inner",)), "The data of the table changed."),
    ],
)
def test_what_is_said_of_rows_that_came_went_or_stand(difference, said):
    with speaking("en"):
        assert corrections.facts_of(difference) == [said]


def page(language):
    old = editions.as_record([("01-courts", [SHARE])])
    new = editions.as_record([("01-courts", [SHARE | {"verdict": "contradicted"}])])
    why = {"en": "A *star* was read.", "es": "Se leyó una *estrella*."}
    change = Change("2027.01", Key("01-courts", "share"), ("correction", "data"), why, 2)
    return corrections.markdown([Step("2027.01", old, new)], [change], language)


def test_the_page_in_both_languages():
    english, spanish = page("en"), page("es")
    assert "## Edition 2027.01" in english
    assert "- `share` (correction + data). The value stands" in english
    assert "Verdict: not comparable → contradicted." in english
    assert r"A \*star\* was read." in english
    assert "## Edición 2027.01" in spanish
    assert "(corrección + datos)" in spanish
    assert "Edition" not in spanish


def test_without_changes_the_page_says_so():
    old = editions.as_record([("01-courts", [SHARE])])
    assert "None so far." in corrections.markdown([Step("2027.01", old, old)], [], "en")

"""What is new, claim by claim: whether the conclusion changed, with the reason that the register gives."""

from lib.publishing.site import editions, news
from lib.publishing.site.editions import Change, Key, Step

ROW = {
    "kind": "finding",
    "id": "share",
    "value": "1",
    "low": "1",
    "high": "1",
    "unit": "cases",
    "uncertainty": "exact",
    "verdict": "consistent",
    "because_en": "",
    "because_es": "",
    "sentence_en": "",
    "sentence_es": "",
    "inner": "",
}
CLAIMS = [
    news.Judged("J01", "Cases *opened*", Key("01", "share")),
    news.Judged("J02", "Cases ended", Key("01", "other")),
    news.Judged("J03", "Cases lost", Key("01", "late")),
]


def step():
    before = editions.as_record([("01", [ROW, ROW | {"id": "other"}, ROW | {"id": "gone"}])])
    after = editions.as_record(
        [
            (
                "01",
                [
                    ROW | {"verdict": "contradicted"},
                    ROW | {"id": "other"},
                    ROW | {"id": "late", "verdict": "traced"},
                ],
            )
        ]
    )
    return Step("2027.01", before, after)


def test_each_claim_is_compared_by_the_finding_that_judges_it():
    compared = news.conclusions(CLAIMS, step())
    assert [(row.before, row.after, row.changed) for row in compared] == [
        ("consistent", "contradicted", True),
        ("consistent", "consistent", False),
        ("", "traced", True),
    ]


def test_the_page_in_both_languages():
    why = {"en": "It was wrong.", "es": "Era falso."}
    declared = [Change("2027.01", Key("01", "share"), ("correction",), why, 2)]
    english = news.markdown(CLAIMS, step(), "2026.11", declared, "en")
    assert "on 2 of the article's 3 claims changed; on 1 it did not" in english
    assert r"- J01 Cases \*opened\*: *consistent → contradicted*. It was wrong." in english
    assert "- J03 Cases lost: *not judged → traced*." in english
    assert "- *consistent*: J02 Cases ended." in english
    assert (
        "new: 1; that show other numbers or another reason: 1; that are no longer published: 1"
        in english
    )
    spanish = news.markdown(CLAIMS, step(), "2026.11", declared, "es")
    assert "cambió la conclusión sobre 2 de las 3" in spanish
    assert "Era falso." in spanish


def test_where_nothing_changed_the_page_says_so():
    same = editions.as_record([("01", [ROW])])
    text = news.markdown(CLAIMS[:1], Step("2027.01", same, same), "2026.11", [], "en")
    assert "the conclusion on none of the article's 1 claims changed" in text
    assert "Conclusions that changed" not in text

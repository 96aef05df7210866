"""Each change since an edition is declared: the check as it stands, and on registers that are wrong."""

import pytest

from lib import tables
from lib.publishing.checks import corrections
from lib.publishing.site import editions
from lib.publishing.site.editions import Change, Key, Step

EDITION = "2027.01"


def change(id, edition=EDITION, line=2):
    notebook, _, name = id.partition("#")
    return Change(edition, Key(notebook, name), ("data",), {"en": "More.", "es": "Más."}, line)


@pytest.fixture
def step():
    """From the newest kept record to one with another value, a new finding, and a figure with other data."""
    before = editions.published(editions.kept()[-1])
    after = {key: dict(row) for key, row in before.items()}
    finding = after["01-judicial-outcomes", "finding", "prison-population"]
    finding["value"] = "31870"
    after["01-judicial-outcomes", "finding", "brand-new"] = {**finding, "id": "brand-new"}
    figure = next(key for key in after if key[1] == "figure")
    after[figure]["inner"] = "1 2/3/0"
    return Step(EDITION, before, after), f"{figure[0]}#{figure[2]}"


def test_a_register_with_a_line_for_each_change_passes(step):
    changed, figure = step
    ids = ["01-judicial-outcomes#prison-population", "01-judicial-outcomes#brand-new", figure]
    assert corrections.undeclared([changed], [change(id) for id in ids]) == []


def test_each_change_without_a_line_is_named(step):
    changed, figure = step
    lines = "\n".join(corrections.undeclared([changed], []))
    assert "lacks 01-judicial-outcomes#prison-population" in lines
    assert "finding has another value" in lines
    assert "lacks 01-judicial-outcomes#brand-new" in lines
    assert "finding is new" in lines
    assert f"lacks {figure}" in lines
    assert lines.count("lacks") == 3


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (change("01-judicial-outcomes#technicians"), "has not changed"),
        (change("01-judicial-outcomes#no-such"), "is no finding, figure, table or text"),
        (change("01-judicial-outcomes#brand-new", line=3), "stands twice"),
        (change("01-judicial-outcomes#brand-new", edition="2030.01"), "no edition 2030.01"),
    ],
)
def test_a_line_too_many_is_named(step, line, complaint):
    changed, figure = step
    ids = ["01-judicial-outcomes#prison-population", "01-judicial-outcomes#brand-new", figure]
    problems = corrections.undeclared([changed], [*(change(id) for id in ids), line])
    assert [complaint in problem for problem in problems] == [True]


def test_an_edition_that_is_kept_is_not_in_work():
    newest = editions.kept()[-1]
    assert editions.in_work([change("a#b", edition=newest)]) == ""
    assert editions.in_work([change("a#b", edition="2099.01")]) == "2099.01"


def test_the_series_as_it_stands():
    assert corrections.problems() == []


def test_each_claim_of_the_article_has_the_finding_that_judges_it():
    claims = list(tables.read(tables.resource("claims"))["claim"])
    assert [judged.claim for judged in corrections.judged_claims()] == claims

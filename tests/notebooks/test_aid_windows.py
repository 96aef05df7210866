"""What the report on aid compares, with the window of each side: equal where two places or versions meet.

Each comparison is worked out again from the tables with one window for all its sides. A side that took other years
would give another number.
"""

import csv
import json

import pytest

from lib import aid, money
from lib.tables import load

pytestmark = pytest.mark.slow
NAME = "04-international-aid"
LAW = "Rule of Law and Human Rights"


@pytest.fixture(scope="module")
def findings(reports):
    published = json.loads((reports / "findings.json").read_text("utf-8"))["findings"]
    return {finding["id"]: finding for finding in published}


@pytest.fixture(scope="module")
def security():
    """Per inhabitant and fiscal year; Ecuador without the block stands as its own place."""
    prices = money.from_multipliers(load("aid/us_deflators"), "fa_2024", "FA")
    series = aid.group_series(load("aid/us_security_groups"), load("aid/us_accounts"), prices, 2025)
    block = aid.security_block(load("aid/us_sectors"))
    whole = block * prices.factor(block.index, 2025, "fiscal")
    people = load("common/population")
    all_countries = aid.security(series)
    own = aid.both_versions(all_countries.query("iso3 == 'ECU'"), whole)
    bare = own[own["version"] == "without_block"].assign(iso3="bare").drop(columns="version")
    per_head = aid.per_head(all_countries, people)
    bare_per_head = aid.per_head(bare.assign(iso3="ECU"), people).assign(iso3="bare")
    return per_head.merge(bare_per_head, how="outer")


def mean(security, place, first, last):
    rows = security[(security["iso3"] == place) & security["fiscal_year"].between(first, last)]
    assert rows["fiscal_year"].nunique() == last - first + 1, (place, first, last)
    return rows["per_head_usd"].mean()


def rows_of(folder, name):
    path = folder / "en" / "data" / f"{NAME}-{name}.csv"
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_rule_of_law_has_one_window_a_row_for_both_countries(reports):
    sectors = load("aid/us_sectors")
    rows = rows_of(reports, "law-windows")
    windows = [(int(row["first"]), int(row["last"])) for row in rows]
    both, alone = windows[:3], windows[3:]
    assert both == [(2019, 2025), (2019, 2020), (2021, 2025)]
    assert alone == [(2001, 2020), (2015, 2018)]
    assert not any(row["dominican"] for row in rows[3:])
    # 92,054,190 of 1,210,675,779 and 5,418,306 of 159,129,656 dollars
    assert [float(row["with_block"]) for row in rows[3:]] == pytest.approx(
        [0.0760354, 0.0340496], abs=1e-6
    )
    for window, row in zip(both, rows[:3], strict=True):
        for column, place in (("with_block", "ECU"), ("dominican", "DOM")):
            part, whole = aid.sector_share(sectors, LAW, place, window)
            assert float(row[column]) == pytest.approx(part / whole)


def test_the_finding_on_the_rule_of_law_compares_one_window(findings):
    sectors = load("aid/us_sectors")
    ecuador, whole = aid.sector_share(sectors, LAW, "ECU", (2019, 2025))
    dominican, their_whole = aid.sector_share(sectors, LAW, "DOM", (2019, 2025))
    block = aid.security_block(sectors).sum()
    finding = findings["obligated-for-law"]
    assert (finding["low"], finding["high"]) == pytest.approx(
        (ecuador / whole, ecuador / (whole - block))
    )
    assert f"{dominican / their_whole:.1%} for the Dominican Republic" in finding["sentence"]["en"]


def test_planned_shares_compare_mexico_and_ecuador_over_one_window(findings):
    law, totals = load("aid/us_rule_of_law"), load("aid/us_country_years")
    shares = [
        aid.share_of_years(law, totals, place, "planned", (2008, 2021), 0.95, draws=9).value
        for place in ("MEX", "ECU")
    ]
    sentence = findings["justice-share-gap"]["sentence"]["en"]
    assert all(f"{share:.1%} (" in sentence for share in shares)


def test_the_rank_takes_one_window_for_all_countries(findings, security):
    places = sorted(set(security["iso3"]))
    means = {place: mean(security, place, 2021, 2025) for place in places}
    others = [means[place] for place in places if place not in ("ECU", "bare")]
    ranks = [1 + sum(other > means[place] for other in others) for place in ("ECU", "bare")]
    assert (findings["rank-per-head"]["low"], findings["rank-per-head"]["high"]) == tuple(ranks)


def test_both_ends_of_ecuadors_share_of_plan_colombia_are_of_the_same_years(findings, security):
    colombia = [mean(security, "COL", *window) for window in ((2000, 2009), (2001, 2010))]
    low = mean(security, "bare", 2021, 2025) / max(colombia)
    high = mean(security, "ECU", 2021, 2025) / min(colombia)
    finding = findings["share-of-plan-colombia"]
    assert (finding["low"], finding["high"]) == pytest.approx((low, high))


def test_versions_of_ecuador_stand_over_the_same_years(reports):
    rows = {row["iso3"]: row for row in rows_of(reports, "programme-means")}
    versions = [rows["ecuador_with_block"], rows["ecuador_without_block"]]
    assert {(row["first"], row["last"]) for row in versions} == {("2021", "2025")}

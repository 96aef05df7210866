"""Tables that have a second producer, compared cell by cell; each difference is known and explained.

``second_producers.csv`` beside this file lists every cell in which two producers (or two releases, or parts and their
sum) differ by more than the comparison allows, with both values and why. A difference that is not listed fails, and so
does a line whose cells agree again or have other values. Had this stood from the first, the exchange of two provinces
over eleven years would have been seen at once: the last test shows it.
"""

import csv
import math
import statistics
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from lib import paths

REGISTER = Path(__file__).parent / "second_producers.csv"
#: Relative; above it two cells differ. Counts of one register must be equal.
EQUAL = 0.0
ROUNDED = 0.005
#: Producers who weigh the same seizures, or one release after another: a tenth.
NEAR = 0.10


def rows(name):
    with open(paths.ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def register():
    with open(REGISTER, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# What is compared: each gives (key, first, second) for the cells that both have


def homicides(*, corrected=True):
    """(vintage, province, year, month) -> victims, provinces as the declared corrections have them."""
    corrections = rows("cocaine/homicide_corrections") if corrected else []
    counts = Counter()
    for row in rows("cocaine/homicides"):
        province = row["province"]
        for correction in corrections:
            of_these_years = correction["first_year"] <= row["year"] <= correction["last_year"]
            is_it = (correction["vintage"], correction["province"]) == (row["vintage"], province)
            if is_it and of_these_years:
                province = correction["belongs_to"]
                break
        cell = (row["vintage"], province, row["year"], int(row["month"]))
        counts[cell] += int(row["homicides"])
    return counts


def earlier_and_later(counts):
    return min(vintage for vintage, *_ in counts), max(vintage for vintage, *_ in counts)


def provinces_against_records(counts=None):
    """The earlier file by province and year against the ministry's records with the weapon, to the same month."""
    counts = counts or homicides()
    earlier, _ = earlier_and_later(counts)
    for row in rows("cocaine/homicides_by_province"):
        last = int(row["last_month"][5:])
        counted = sum(
            counts[earlier, row["province"], row["year"], month + 1] for month in range(last)
        )
        yield f"{row['province']} {row['year']}", counted, int(row["homicides"])


def provinces_by_release():
    """The two releases of the ministry's file by province and year, over the months that both have."""
    counts = homicides()
    earlier, later = earlier_and_later(counts)
    months = {
        vintage: {(y, m) for v, _, y, m in counts if v == vintage} for vintage in (earlier, later)
    }
    both = months[earlier] & months[later]
    for province in sorted({province for _, province, _, _ in counts}):
        for year in sorted({year for year, _ in both}):
            of_year = [month for y, month in both if y == year]
            first, second = (
                sum(counts[vintage, province, year, month] for month in of_year)
                for vintage in (earlier, later)
            )
            yield f"{province} {year}", first, second


def years_against_weapons():
    """The earlier file for the whole country against the counts by weapon."""
    counts = homicides()
    earlier, _ = earlier_and_later(counts)
    for row in rows("justice/homicides"):
        last = int(row["last_month"][5:])
        counted = sum(
            number
            for (vintage, _, year, month), number in counts.items()
            if vintage == earlier and year == row["year"] and month <= last
        )
        yield row["year"], counted, int(row["homicides"])


def months_against_summary():
    """The later file by month against the summary that others made of a file between the two."""
    by_month = Counter()
    counts = homicides()
    _, later = earlier_and_later(counts)
    for (vintage, _, year, month), number in counts.items():
        if vintage == later:
            by_month[f"{year}-{month:02d}"] += number
    for row in rows("cocaine/homicide_revisions"):
        yield row["month"], by_month[row["month"]], int(row["homicides_later"])


def seizures_against_rivals():
    """Cocaine seized in a country and year, by the United Nations and by others, in tonnes."""
    reported = {
        (row["iso3"], row["year"]): float(row["seized_kg"]) / 1000
        for row in rows("cocaine/seizures")
    }
    for row in rows("cocaine/seizures_rivals"):
        place = (row["iso3"], row["year"])
        if row["measure"] == "cocaine" and place in reported:
            yield f"{' '.join(place)} {row['source']}", reported[place], float(row["seized_t"])


def areas_of_two_producers():
    """Coca by the United Nations and by the United States, whose methods differ: a factor of two is allowed."""
    by_series = defaultdict(dict)
    for row in rows("cocaine/coca_area"):
        by_series[row["series"]][row["iso3"], row["year"]] = float(row["area_ha"])
    for place, area in by_series["unodc"].items():
        if place in by_series["ondcp"]:
            yield " ".join(place), area, by_series["ondcp"][place]


def areas_of_states():
    """Coca by the United Nations against the state surveys behind it, and the edition before."""
    by_series = defaultdict(dict)
    for row in rows("cocaine/coca_area"):
        by_series[row["series"]][row["iso3"], row["year"]] = float(row["area_ha"])
    for place, area in by_series["unodc"].items():
        for series in ("devida", "simci", "unodc_previous"):
            if place in by_series[series]:
                yield f"{' '.join(place)} {series}", area, by_series[series][place]


def outputs_by_edition():
    """Potential output of one country, year and producer: first edition and the latest."""
    by_place = defaultdict(dict)
    for row in rows("cocaine/potential_output"):
        place = (row["iso3"], row["year"], row["series"])
        by_place[place][row["edition"]] = float(row["output_t"])
    for place, by_edition in by_place.items():
        if {"first", "latest"} <= by_edition.keys():
            yield " ".join(place), by_edition["first"], by_edition["latest"]


def prisoners_of_two_tables():
    """Ecuador's prisoners by the United Nations in the table of the country and in that of the region."""
    region = {row["year"]: row for row in rows("justice/prisons_region") if row["iso3"] == "ECU"}
    for row in rows("justice/prison_stock"):
        year = row["as_of"][:4]
        if row["series"] == "unodc" and year in region and row["inmates"]:
            yield year, int(row["inmates"]), int(region[year]["inmates"])


def prisoners_of_two_producers():
    """Ecuador's prisoners by the prison service and by the United Nations, whose day of the year is not known."""
    by_series = defaultdict(lambda: defaultdict(list))
    for row in rows("justice/prison_stock"):
        if row["inmates"]:
            by_series[row["series"]][row["as_of"][:4]].append((row["as_of"], int(row["inmates"])))
    for year, of_year in by_series["prison_service"].items():
        for when, inmates in of_year:
            for _, theirs in by_series["unodc"].get(year, []):
                yield when, inmates, theirs


def sectors_against_country():
    """Obligations of all sectors together against the country's total, in dollars of the year."""
    sums = Counter()
    for row in rows("aid/us_sectors"):
        if row["measure"] == "obligations":
            sums[row["iso3"], row["fiscal_year"]] += float(row["value_usd"])
    for row in rows("aid/us_country_years"):
        place = (row["iso3"], row["fiscal_year"])
        if row["measure"] == "obligations" and place in sums:
            yield " ".join(place), sums[place], float(row["value_usd"])


def law_of_two_files():
    """The rule of law in the file by sector and in that of all sectors."""
    sums = Counter()
    for row in rows("aid/us_sectors"):
        if "rule of law" in row["sector"].lower():
            sums[row["iso3"], row["fiscal_year"], row["measure"]] += float(row["value_usd"])
    for row in rows("aid/us_rule_of_law"):
        place = (row["iso3"], row["fiscal_year"], row["measure"])
        if place in sums:
            yield " ".join(place), sums[place], float(row["value_usd"])


def accounts_against_groups():
    """Military and anti-narcotics dollars of two files: the one in dollars of the year, brought to the other's year.

    Each year has one multiplier, the median over countries and groups; a cell that needs another one differs.
    """
    constant = {
        (row["iso3"], row["fiscal_year"], row["account_group"]): float(row["value_usd_2025"])
        for row in rows("aid/us_security_groups")
    }
    pairs = defaultdict(list)
    for row in rows("aid/us_accounts"):
        place = (row["iso3"], row["fiscal_year"], row["account_group"])
        if constant.get(place) and float(row["value_usd"]):
            pairs[row["fiscal_year"]].append((place, float(row["value_usd"]), constant[place]))
    for of_year in pairs.values():
        multiplier = statistics.median(theirs / ours for _, ours, theirs in of_year)
        for place, ours, theirs in of_year:
            yield " ".join(place), round(ours * multiplier), round(theirs)


def releases_against_country():
    """Disbursements in the newest release kept by release, against the country's series."""
    newest = {}
    for row in sorted(rows("aid/us_releases"), key=lambda row: row["release"]):
        newest[row["iso3"], row["fiscal_year"]] = float(row["value_usd"])
    for row in rows("aid/us_country_years"):
        place = (row["iso3"], row["fiscal_year"])
        if row["measure"] == "disbursements" and place in newest:
            yield " ".join(place), newest[place], float(row["value_usd"])


def product_by_release():
    """Gross domestic product in each release against the newest of its country and year."""
    by_place = defaultdict(dict)
    for row in rows("common/gdp"):
        by_place[row["iso3"], row["year"]][row["vintage"]] = float(row["gdp_usd"])
    for place, by_vintage in by_place.items():
        newest = max(by_vintage)
        for vintage, product in by_vintage.items():
            if vintage != newest:
                yield f"{' '.join(place)} {vintage}", product, by_vintage[newest]


def rates_against_counts():
    """Ecuador's homicide rate by the United Nations, times the World Bank's population, against the ministry."""
    people = {
        row["year"]: float(row["population"])
        for row in rows("common/population")
        if row["iso3"] == "ECU"
    }
    rate = {
        row["year"]: float(row["homicide_rate_per_100k"])
        for row in rows("aid/homicide_rates")
        if row["iso3"] == "ECU"
    }
    for row in rows("justice/homicides"):
        year = row["year"]
        if year in rate and year in people and row["last_month"].endswith("12"):
            yield year, round(rate[year] * people[year] / 1e5), int(row["homicides"])


#: Name in the register -> (what is compared, relative difference from which a cell must be explained).
COMPARISONS = {
    "provinces_against_records": (provinces_against_records, EQUAL),
    "provinces_by_release": (provinces_by_release, EQUAL),
    "years_against_weapons": (years_against_weapons, EQUAL),
    "months_against_summary": (months_against_summary, EQUAL),
    "seizures_against_rivals": (seizures_against_rivals, NEAR),
    "areas_of_two_producers": (areas_of_two_producers, 1.0),
    "areas_of_states": (areas_of_states, ROUNDED),
    "outputs_by_edition": (outputs_by_edition, 0.03),
    "prisoners_of_two_tables": (prisoners_of_two_tables, EQUAL),
    "prisoners_of_two_producers": (prisoners_of_two_producers, NEAR),
    "sectors_against_country": (sectors_against_country, ROUNDED),
    "law_of_two_files": (law_of_two_files, ROUNDED),
    "accounts_against_groups": (accounts_against_groups, NEAR),
    "releases_against_country": (releases_against_country, EQUAL),
    "product_by_release": (product_by_release, NEAR),
    "rates_against_counts": (rates_against_counts, 0.02),
}


def apart(first, second):
    """How far two numbers are apart, in parts of the smaller one."""
    if first == second:
        return 0.0
    smaller = min(abs(first), abs(second))
    return math.inf if smaller == 0 else abs(first - second) / smaller


def differences(name, cells=None):
    """(key, first, second) of the cells that differ by more than the comparison allows."""
    compared, allowed = COMPARISONS[name]
    return [
        (key, f"{first:.9g}", f"{second:.9g}")
        for key, first, second in (cells or compared())
        if apart(first, second) > allowed
    ]


def unexplained(name, cells=None):
    """Differences that the register lacks, and lines of it that are none."""
    due = Counter(differences(name, cells))
    listed = Counter(
        (line["key"], line["first"], line["second"])
        for line in register()
        if line["comparison"] == name
    )
    lacking = [f"not listed: {' '.join(cell)}" for cell in due - listed]
    return lacking + [f"no difference any more: {' '.join(cell)}" for cell in listed - due]


@pytest.mark.parametrize("name", COMPARISONS)
def test_each_difference_between_two_producers_is_listed(name):
    compared, _ = COMPARISONS[name]
    assert len(list(compared())) >= 4, "nothing is compared"
    assert unexplained(name) == []


def test_each_line_is_of_a_comparison_and_says_why():
    lines = register()
    assert {line["comparison"] for line in lines} <= COMPARISONS.keys()
    assert [line for line in lines if len(line["why"]) < 20] == []
    order = [(line["comparison"], line["key"], line["first"]) for line in lines]
    assert order == sorted(order)


def test_an_exchange_of_two_provinces_is_seen():
    """The file as it is published has Chimborazo and Cotopaxi exchanged from 2014 to 2024: every year is told."""
    as_published = provinces_against_records(homicides(corrected=False))
    told = unexplained("provinces_against_records", list(as_published))
    for province in ("chimborazo", "cotopaxi"):
        years = {
            line.split()[-3] for line in told if f": {province} " in line and "not listed" in line
        }
        assert years == {str(year) for year in range(2014, 2025)}


def test_a_changed_digit_is_seen():
    cells = list(years_against_weapons())
    key, first, second = cells[0]
    assert unexplained("years_against_weapons", cells) == []
    changed = [(key, first + 1, second), *cells[1:]]
    assert unexplained("years_against_weapons", changed) == [
        f"not listed: {key} {first + 1} {second}"
    ]

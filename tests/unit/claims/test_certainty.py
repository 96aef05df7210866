"""The certainty of a finding, each step of the rule worked by hand.

Levels go from very low (0) over low (1) and moderate (2) to high (3); a test says the sum that it expects.
"""

import json

import pytest

from lib import claims, paths
from lib.claims.certainty import meets
from lib.errors import NotebookError
from tests.unit.claims import sample

CODES = ("scope_unclear", "incomplete_period", "rival_figures", "small_numbers", "no_method")
COLUMNS = sample.fields(place="string", year="year", status="string", source="string")


def table(name, *warnings):
    described = sample.resource(name, name, COLUMNS)
    entries = [
        {"code": code, "note": "", **({"where": where} if where else {})}
        for code, where in warnings
    ]
    return described | {"warnings": entries}


def rows(*statuses):
    """A file with one row a status: places A, B, C, years from 2020, all by the police."""
    lines = [
        f"{'ABC'[place]},{2020 + place},{status},police" for place, status in enumerate(statuses)
    ]
    return "\n".join(["place,year,status,source", *lines]) + "\n"


PACKAGE = {
    "version": "1",
    "evidence_as_of": "2024-06",
    "resources": [
        sample.resource("ledger", "Ours", COLUMNS),
        table("topic/record"),
        table("topic/survey"),
        table("topic/told"),
        table("topic/model"),
        table("topic/guess", ("no_method", None)),
        table("topic/press", ("press_quoted", None)),
        table("topic/mixed"),
        table("topic/doubted", ("scope_unclear", None), ("rival_figures", None)),
        table(
            "topic/some",
            ("incomplete_period", {"year": [2021]}),
            ("small_numbers", {"place": ["C"], "year": [2021, 2022]}),
        ),
    ],
}
FILES = {
    "ledger": rows("reported"),
    "topic/record": rows("documented", "documented", "documented"),
    "topic/survey": rows("measured"),
    "topic/told": rows("reported"),
    "topic/model": rows("estimated"),
    "topic/guess": rows("documented"),
    "topic/press": rows("documented"),
    "topic/mixed": rows("documented", "documented", "estimated"),
    "topic/doubted": rows("documented"),
    "topic/some": rows("documented", "documented", "documented"),
}
REFERENCES = [
    {"id": "police", "type": "webpage", "title": "Counts", "author": [{"literal": "Police"}]},
    {"id": "police-again", "type": "webpage", "title": "Counts", "author": [{"literal": "Police"}]},
    {"id": "court", "type": "webpage", "title": "Counts", "author": [{"literal": "Court"}]},
]


@pytest.fixture(autouse=True)
def package(monkeypatch, tmp_path):
    (tmp_path / "topic").mkdir()
    (tmp_path / "datapackage.json").write_text(json.dumps(PACKAGE), "utf-8")
    (tmp_path / "references.json").write_text(json.dumps(REFERENCES), "utf-8")
    labels = "".join(f"{code},{code.replace('_', ' ')},warning\n" for code in CODES)
    (tmp_path / "labels.csv").write_text("code,label,used_for\n" + labels, "utf-8")
    (tmp_path / "assumptions.md").write_text(sample.ASSUMPTIONS, "utf-8")
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    monkeypatch.setattr(paths, "DOCS", tmp_path)


def level(rests_on, **support):
    return claims.certainty("a", claims.Support(claims.rows_of(rests_on), **support)).level


def why(rests_on, **support):
    return claims.certainty("a", claims.Support(claims.rows_of(rests_on), **support)).why


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("topic/record", "high"),
        ("topic/survey", "moderate"),
        ("topic/told", "moderate"),
        ("topic/model", "low"),
        ("topic/guess", "very low"),  # whatever its rows say
        ("topic/press", "moderate"),  # a record that the press tells of is told
        ("topic/mixed", "high"),  # what most of its rows are
    ],
)
def test_a_certainty_starts_by_what_the_headline_number_is(name, expected):
    assert level(name) == expected


def test_named_rows_are_as_sure_as_the_least_well_known_of_them():
    assert level({"topic/mixed": {"place": ["A", "B"]}}) == "high"
    assert level({"topic/mixed": {"place": ["B", "C"]}}) == "low"


def test_of_several_tables_the_least_well_known_counts():
    assert level(["topic/record", "topic/model"]) == "low"


def test_each_kind_of_doubt_takes_one_step():
    # 3 - another thing - rivals
    assert level("topic/doubted") == "low"
    assert why("topic/doubted") == (
        "A record kept by whoever counted: high at first. "
        "Down, for it counts another thing or only a part (scope unclear). "
        "Down, for rival, few or doubtful cases could move it out of its range (rival figures)."
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("exact", "low"),
        ("rounding", "low"),
        ("scenario", "low"),
        (None, "low"),
        ("sampling", "moderate"),  # holds rivals: 3 - another thing
        ("structural", "moderate"),
        ("identification", "high"),  # a bound holds both
    ],
)
def test_a_doubt_that_the_range_holds_is_not_counted(kind, expected):
    assert level("topic/doubted", uncertainty=kind) == expected


def test_two_steps_down_are_the_most():
    # Three reasons: 3 - 2
    assert level("topic/doubted", search=True) == "low"
    assert why("topic/doubted", search=True).endswith(
        "That counts as two steps, the most there are."
    )


def test_a_red_assumption_takes_a_step_and_others_none():
    # In the sample A1 says "counts as stated", which the warning on scope says too; A80 is amber
    assert level("topic/record", assumptions=["A80"]) == "high"
    assert level("topic/record", assumptions=["A1"]) == "moderate"
    assert level("topic/doubted", assumptions=["A1"], uncertainty="sampling") == "moderate"


def test_a_red_assumption_of_another_kind_counts_beside_the_warning(tmp_path):
    file = tmp_path / "assumptions.md"
    file.write_text(file.read_text("utf-8").replace("| A1 |", "| A9 |"), "utf-8")
    # 3 - another thing - red assumption
    assert level("topic/doubted", assumptions=["A9"], uncertainty="sampling") == "low"
    assert "(A9)" in why("topic/doubted", assumptions=["A9"])


def test_a_search_takes_a_step():
    assert level("topic/record", search=True) == "moderate"


@pytest.mark.parametrize(
    "backing",
    [{"backed_by": "court"}, {"method": "a second count"}, {"verdict": "reproduced"}],
)
def test_whatever_backs_a_finding_gives_one_step(backing):
    # 3 - 2 + 1, and no step above the highest level
    assert level("topic/doubted", **backing) == "moderate"
    assert level("topic/record", **backing) == "high"


def test_two_backings_are_still_one_step():
    assert level("topic/doubted", backed_by="court", verdict="reproduced") == "moderate"


def test_nobody_backs_a_number_of_their_own():
    with pytest.raises(NotebookError, match="of Police, who produced the number itself"):
        level("topic/record", backed_by="police-again")


def test_a_person_moves_one_step_and_says_why():
    assert level("topic/doubted", moved="up", why_moved="It is seen.") == "moderate"
    assert level("topic/doubted", moved="down", why_moved="It is not.") == "very low"
    assert why("topic/told", moved="down", why_moved="It is not.").endswith(
        "Moved down by us: It is not."
    )


def test_what_counts_our_own_verdicts_has_no_certainty():
    assert claims.certainty("a", claims.Support(claims.rows_of("ledger"))) is None


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "low"),  # the whole table: both warnings
        ({"year": 2020}, "high"),
        ({"year": 2021}, "low"),  # year of both; nothing is said of the place
        ({"year": 2021, "place": ["B"]}, "moderate"),
        ({"year": 2022}, "moderate"),
        ({"year": [2020, 2022], "place": ["A", "C"]}, "moderate"),
    ],
)
def test_a_warning_counts_where_it_meets_the_rows(named, expected):
    assert level({"topic/some": named}) == expected


@pytest.mark.parametrize(
    ("where", "named", "expected"),
    [
        ({}, {}, True),
        ({}, {"year": ["2020"]}, True),
        ({"year": ["2020"]}, {}, True),
        ({"year": ["2020"]}, {"place": ["A"]}, True),
        ({"year": ["2020"]}, {"year": ["2020", "2021"]}, True),
        ({"year": ["2020"]}, {"year": ["2021"]}, False),
        ({"year": ["2020"], "place": ["A"]}, {"year": ["2020"], "place": ["B"]}, False),
    ],
)
def test_a_warning_misses_rows_only_where_both_name_a_column_and_no_value_in_common(
    where, named, expected
):
    assert meets(where, named) is expected


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ({"town": "A"}, "names 'town', no column of topic/record"),
        ({"place": "D"}, "names rows that topic/record does not have"),
    ],
)
def test_rows_that_a_table_does_not_have_are_refused(named, complaint):
    with pytest.raises(NotebookError, match=complaint):
        level({"topic/record": named})


def test_years_may_be_a_range():
    assert claims.rows_of({"topic/some": {"year": range(2020, 2022)}}) == {
        "topic/some": {"year": ["2020", "2021"]}
    }

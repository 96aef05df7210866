"""References and assumptions as a reader sees them."""

import pytest

from lib import language, paths
from lib.publishing.report import references
from lib.tables.registers import Issued, Person, Reference

ASSUMPTIONS = references.assumptions  # the real one: conftest puts another in its place


def reference(content: dict) -> Reference:
    """As it would be read; the form of it is not asked for, so that the writer is tried alone."""
    names = {"container-title": "container_title", "URL": "url", "DOI": "doi"}
    parts = {names.get(key, key): value for key, value in content.items()}
    if "author" in parts:
        parts["author"] = [Person(**person) for person in parts["author"]]
    if "issued" in parts:
        parts["issued"] = Issued(date_parts=parts["issued"]["date-parts"])
    return Reference(**{"id": "x", "type": "webpage"} | parts)


def text(item: dict) -> str:
    return "".join(text for _, text in references.runs(reference(item)))


CASES = [
    (
        {
            "author": [{"literal": "UNODC"}],
            "issued": {"date-parts": [[2023]]},
            "title": "World Drug Report.",
            "URL": "https://x.org/a",
        },
        "UNODC (2023). World Drug Report. https://x.org/a",
    ),
    (
        {
            "type": "article-journal",
            "title": "Cocaine",
            "container-title": "Economía",
            "volume": 9,
            "issue": "2",
            "author": [
                {"family": "Mejía", "given": "Daniel"},
                {"family": "Rico", "given": "A. B."},
            ],
            "issued": {"date-parts": [[2010, 3]]},
            "page": "1-34",
            "DOI": "10.1/x",
        },
        "Mejía D., Rico A. B. (2010). Cocaine. Economía, 9(2), 1–34. https://doi.org/10.1/x",
    ),
    ({"title": "Anonymous"}, "Anonymous (no date). "),
    (
        {"publisher": "FATF", "title": "Ratings", "URL": "javascript:alert(1)"},
        "FATF (no date). Ratings. ",
    ),
    (
        {"author": [{"literal": str(i)} for i in range(8)], "title": "Many"},
        "0, 1, 2, 3, 4, 5 et al. (no date). Many. ",
    ),
    (
        {"author": [{"literal": "A"}], "title": "T", "note": "Read at https://x.org/b"},
        "A (no date). T. Read at: https://x.org/b",
    ),
]


@pytest.mark.parametrize(("item", "expected"), CASES, ids=[expected[:12] for _, expected in CASES])
def test_a_reference_reads_as_one_line(item, expected):
    assert text(item) == expected


def test_only_web_addresses_are_links():
    item = {"title": "T", "URL": "javascript:alert(1)", "note": "Read in a public copy: github:x/y"}
    assert not [run for run in references.runs(reference(item)) if run[0] == "link"]


def test_a_spanish_reference_has_no_english_word():
    with language.speaking("es"):
        assert "no date" not in text({"title": "T"})


def test_assumptions_are_read_from_their_table(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    assert ASSUMPTIONS() == {}
    (tmp_path / "assumptions.md").write_text(
        "# A\n\n| id | assumption | quality | impact | rating | why |\n|---|---|---|---|---|---|\n"
        r"| A1 | One \| two. | low | high | **red** | Because. |" + "\n",
        "utf-8",
    )
    assert ASSUMPTIONS() == {
        "A1": {
            "id": "A1",
            "assumption": "One | two.",
            "quality": "low",
            "impact": "high",
            "rating": "red",
            "why": "Because.",
        }
    }


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([3], [(3, 3)]),
        ([1, 2], [(1, 1), (2, 2)]),
        ([5, 1, 2, 3, 5], [(1, 3), (5, 5)]),
        ([1, 2, 4, 5, 6, 9], [(1, 1), (2, 2), (4, 6), (9, 9)]),
    ],
)
def test_neighbours_are_cited_as_a_run(numbers, expected):
    assert references.spans(numbers) == expected

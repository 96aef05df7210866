"""The findings that the README leads with: stale ones are told and mended, never typed."""

from types import SimpleNamespace

import pytest

from lib.errors import DataError, UsageError
from lib.publishing.checks import readme

FINDING = {
    "id": "a",
    "notebook": "01",
    "claim": None,
    "verdict": None,
    "uncertainty": "sampling",
    "since": "unchanged",
    "sentence": {"en": "It is 15%."},
    "because": {"en": ""},
    "unit": {"en": "share"},
    "text": {"en": "15%"},
    "method": {"en": ""},
    "value": 0.15,
    "low": 0.14,
    "high": 0.16,
    "level": 0.95,
    "tables": ["claims"],
    "references": [],
    "assumptions": [],
    "holds": True,
    "values": {},
    "shown": [],
    "certainty": "low",
}


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A README with an empty block, and one approved finding."""
    file = tmp_path / "README.md"
    file.write_text(f"# Title\n\n{readme.BEGIN}\n{readme.END}\n\nRest.\n", "utf-8")
    monkeypatch.setattr(readme, "FILE", file)
    monkeypatch.setattr(readme.config, "configuration", lambda: SimpleNamespace(headlines=["01#a"]))
    monkeypatch.setattr(readme.approved, "findings", lambda: [FINDING])
    return file


def test_a_stale_readme_is_told_and_mended(home):
    assert readme.problems() == [
        "README.md: the findings are stale; ./run check --write renews them"
    ]
    readme.write()
    assert readme.problems() == []
    assert "- It is 15%. (range: chance alone, low certainty, `01`)" in home.read_text("utf-8")
    assert home.read_text("utf-8").endswith("Rest.\n")
    home.write_text(home.read_text("utf-8").replace("15%", "16%"), "utf-8")
    assert len(readme.problems()) == 1


def test_a_broken_record_is_told_and_leaves_the_readme_alone(home, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(readme, "FILE", home)
    monkeypatch.setattr(readme.approved, "FOLDER", tmp_path)
    assert (
        "cannot be checked" in readme.problems()[0]
        and "01-judicial-outcomes.csv" in readme.problems()[0]
    )
    before = home.read_bytes()
    with pytest.raises(DataError):
        readme.write()
    assert home.read_bytes() == before


def test_a_headline_that_no_notebook_has_made_is_named(home, monkeypatch):
    monkeypatch.setattr(readme.config, "configuration", lambda: SimpleNamespace(headlines=["01#b"]))
    with pytest.raises(UsageError, match="01#b"):
        readme.problems()

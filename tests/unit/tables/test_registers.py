"""The registers of references and assumptions, read as they stand."""

from lib import paths, tables


def test_assumptions_are_read_as_they_stand(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "DOCS", tmp_path)
    assert tables.assumptions() == {}
    (tmp_path / "assumptions.md").write_text(
        "| ID | assumption | rating |\n|---|---|---|\n| A1 | a \\| b | **red** |\n| A2 | too few |\n",
        "utf-8",
    )
    assert tables.assumptions() == {"A1": {"id": "A1", "assumption": "a | b", "rating": "red"}}

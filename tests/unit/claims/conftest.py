"""A small data package, and the other language."""

import json

import pytest

from lib import language, paths
from tests.unit.claims import sample


@pytest.fixture
def small_package(monkeypatch, tmp_path):
    """A data package of four small tables, five references and three assumptions."""
    files = {
        "datapackage.json": json.dumps(sample.PACKAGE),
        "references.json": json.dumps(sample.REFERENCES),
        "claims.csv": sample.CLAIMS,
        "good.csv": "year,status\n2020,documented\n",
        "other.csv": "year,status\n2020,documented\n",
        "guessed.csv": "year,status\n2020,estimated\n",
        "assumptions.md": sample.ASSUMPTIONS,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setenv("SERIES_DATA", str(tmp_path))
    monkeypatch.setattr(paths, "DOCS", tmp_path)


@pytest.fixture
def spanish():
    with language.speaking("es"):
        yield

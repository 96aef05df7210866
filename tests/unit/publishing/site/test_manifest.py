"""The manifest: what went in and came out by hash, and no path of the machine."""

import hashlib
import json

import pytest

from lib import paths
from lib.publishing.site import manifest


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Another series, with its data elsewhere."""
    for name in ("series/notebooks", "tables"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("SERIES_HOME", str(tmp_path / "series"))
    monkeypatch.setenv("SERIES_DATA", str(tmp_path / "tables"))
    return tmp_path


def test_files_are_named_by_their_place_wherever_they_lie(home):
    assert manifest.named(home / "tables" / "a" / "b.csv") == "data/a/b.csv"
    assert manifest.named(home / "series" / "notebooks" / "01.ipynb") == "notebooks/01.ipynb"
    assert manifest.named(paths.ROOT / "lib" / "aid" / "x.py") == "lib/aid/x.py"


def test_what_went_in_and_came_out_is_listed_by_hash(home):
    table = home / "tables" / "b.csv"
    notebook = home / "series" / "notebooks" / "01.ipynb"
    page = home / "page.html"
    for file in (table, notebook, page):
        file.write_text(file.name, "utf-8")
    target = home / "manifest.json"
    manifest.write(
        target,
        {"edition": "1"},
        made_with={"languages": ["en"]},
        inputs=[notebook, table],
        outputs={"en/01.html": page},
    )
    content = json.loads(target.read_text("utf-8"))
    assert content["edition"] == "1" and content["languages"] == ["en"]
    assert list(content["inputs"]) == ["data/b.csv", "notebooks/01.ipynb"]
    assert content["outputs"] == {"en/01.html": hashlib.sha256(b"page.html").hexdigest()}
    assert set(content["versions"]) == {"python", *manifest.PACKAGES}
    assert str(home) not in target.read_text("utf-8")


def test_a_file_that_is_not_there_stops_the_manifest(home):
    with pytest.raises(FileNotFoundError):
        manifest.write(
            home / "manifest.json", {}, made_with={}, inputs=[home / "none.csv"], outputs={}
        )
    assert not (home / "manifest.json").exists()


def test_without_git_the_commit_is_unknown(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert manifest.commit() == ""


def test_a_file_is_found_again_by_the_name_that_a_manifest_gives_it():
    for file in (paths.data() / "claims.csv", paths.home() / "series.yml"):
        assert manifest.place(manifest.named(file)) == file

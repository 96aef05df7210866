"""The set for an archive: every file with its hash, read back by the library; JSON-LD that ends no element."""

import json
import re

import pytest
from rocrate.rocrate import ROCrate

from lib import files
from lib.errors import DataError
from lib.publishing.report.html import exporter, style
from lib.publishing.site import archive


@pytest.fixture
def staged(tmp_path):
    content = {
        "en/01-first.html": "<p>Ecuador</p>",
        "es/data/rise.csv": "x,y\n1,2\n",
        "findings.json": "{}",
        "notebooks/en/01-first.ipynb": "{}",
    }
    for name, text in content.items():
        files.write_text(tmp_path / name, text)
    files.write_text(tmp_path / "manifest.json", "{}")
    return {name: tmp_path / name for name in content}


def crate_of(tmp_path, staged, note=""):
    target = tmp_path / archive.NAME
    archive.write(target, staged, note)
    return ROCrate(tmp_path)


def test_every_file_is_named_with_its_hash_and_type(tmp_path, staged):
    crate = crate_of(tmp_path, staged)
    for name, file in staged.items():
        entity = crate.get(name)
        assert entity["sha256"] == files.digest(file), name
        assert entity["contentSize"] == str(file.stat().st_size)
    assert crate.get("es/data/rise.csv")["encodingFormat"] == "text/csv"
    assert crate.get("es/data/rise.csv")["inLanguage"] == "es"
    assert crate.get("notebooks/en/01-first.ipynb")["inLanguage"] == "en"
    assert "inLanguage" not in crate.get("findings.json").properties()
    assert crate.get("manifest.json") is not None


def test_the_series_is_described_as_its_citation_does(tmp_path, staged):
    root = crate_of(tmp_path, staged, "01 run with level=0.5").root_dataset
    about = archive.citation()
    assert root["name"] == about["title"]
    assert str(root["datePublished"]).startswith(about["date-released"])
    assert root["license"].id == "https://spdx.org/licenses/MIT"
    assert root["description"].endswith("01 run with level=0.5")


def test_equal_files_make_equal_bytes_and_are_written_once(tmp_path, staged):
    target = tmp_path / archive.NAME
    archive.write(target, staged)
    first = target.read_bytes()
    target.unlink()
    archive.write(target, staged)
    assert target.read_bytes() == first
    target.write_bytes(b"touched")
    archive.write(target, staged)
    assert target.read_bytes() == b"touched"  # nothing has changed: it is not made again


def test_another_content_makes_it_anew(tmp_path, staged):
    target = tmp_path / archive.NAME
    archive.write(target, staged)
    files.write_text(staged["findings.json"], "[]")
    archive.write(target, staged)
    assert ROCrate(tmp_path).get("findings.json")["sha256"] == files.digest(staged["findings.json"])


def test_a_citation_without_a_date_is_refused(tmp_path, monkeypatch):
    text = re.sub("date-released.*\n", "", (archive.paths.ROOT / "CITATION.cff").read_text("utf-8"))
    (tmp_path / "CITATION.cff").write_text(text, "utf-8")
    monkeypatch.setattr(archive.paths, "ROOT", tmp_path)
    with pytest.raises(DataError, match="says no date-released"):
        archive.citation()


def test_data_for_search_engines_ends_no_element(monkeypatch):
    hostile = archive.citation() | {"title": "</script><script>alert(1)</script>&amp;"}
    monkeypatch.setattr(archive, "citation", lambda: hostile)
    text = archive.dataset("es")
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text)["name"] == hostile["title"]


def test_the_page_of_it_allows_that_text_alone():
    text = archive.dataset("en")
    page = exporter.index("en", [], [], linked_data=text)
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert block == text
    assert page.count("<script") == 1
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert style.policy_with(text).replace("'", "&#39;") == policy
    assert "script-src" not in style.POLICY


def test_data_that_could_end_its_element_are_refused():
    with pytest.raises(ValueError, match="could end its element"):
        exporter.index("en", [], [], linked_data='{"a": "</script>"}')

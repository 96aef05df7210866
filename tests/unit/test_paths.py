"""Where things are, and what a run tells its notebooks through the environment."""

import pytest

from lib import paths


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in (
        "SERIES_HOME",
        "SERIES_DATA",
        "SERIES_FINDINGS",
        "SERIES_DEFAULTS",
        "SERIES_DRAWINGS",
    ):
        monkeypatch.delenv(name, raising=False)


def tell(monkeypatch, variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_a_notebook_that_no_run_started_reads_the_repository():
    assert paths.home() == paths.ROOT
    assert paths.data() == paths.ROOT / "data"
    assert paths.findings() == []
    assert not paths.all_defaults()


def test_what_a_run_tells_arrives(monkeypatch, tmp_path):
    monkeypatch.setenv("SERIES_DATA", str(tmp_path / "x" / ".." / "data"))
    findings = [tmp_path / "01-a.json", tmp_path / "02-b.json"]
    variables = paths.environment_of(all_defaults=True, findings=findings)
    monkeypatch.delenv("SERIES_DATA")
    tell(monkeypatch, variables)
    assert paths.data() == tmp_path / "data"
    assert paths.findings() == findings
    assert paths.all_defaults()


def test_a_run_with_other_values_says_so(monkeypatch):
    tell(monkeypatch, paths.environment_of(all_defaults=False))
    assert not paths.all_defaults()


def test_a_notebook_without_notebooks_before_it_is_told_of_no_findings():
    assert "SERIES_FINDINGS" not in paths.environment_of(all_defaults=True, findings=[])


def test_another_data_folder_is_used_from_then_on(monkeypatch, tmp_path):
    monkeypatch.setenv("SERIES_DATA", "before")
    paths.use_data(tmp_path)
    assert paths.data() == tmp_path


def test_another_series(monkeypatch, tmp_path):
    tell(monkeypatch, paths.environment_of_series(tmp_path))
    assert paths.home() == tmp_path


def test_a_file_is_named_from_the_root_where_it_lies_inside(tmp_path):
    assert paths.relative(paths.ROOT / "data" / "claims.csv") == "data/claims.csv"
    assert paths.relative(tmp_path / "a.csv") == str(tmp_path / "a.csv")


def test_drawings_are_kept_in_a_run_alone(monkeypatch, tmp_path):
    assert paths.drawings() is None
    tell(monkeypatch, paths.environment_of(all_defaults=True, drawings=tmp_path))
    assert paths.drawings() == tmp_path

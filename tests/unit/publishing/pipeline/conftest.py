"""The tiny series of the fault tests, in a folder of its own, as the series that this process works on."""

import pytest

from tests.faults import tiny


@pytest.fixture
def series(tmp_path, monkeypatch):
    """Folder of a series of three notebooks that no test has run."""
    home = tmp_path / "home"
    tiny.write(home)
    monkeypatch.setenv("SERIES_HOME", str(home))
    monkeypatch.setenv("SERIES_DATA", str(home / "data"))
    return home

"""One closing line for two processes of pytest, and the exit code of the one that failed."""

import pytest

from lib.publishing.checks import suite


@pytest.mark.parametrize(
    ("lines", "closing"),
    [
        (["== 5 passed in 1.00s =="], "=== 5 passed in 2.50s ==="),
        (
            ["= 1 failed, 2 passed in 3.10s (0:00:03) =", "7 passed, 2 warnings in 0.50s"],
            "=== 1 failed, 9 passed, 2 warnings in 2.50s ===",
        ),
        (["2 errors in 0.10s", "1 passed, 1 error in 9s"], "=== 1 passed, 3 errors in 2.50s ==="),
        (["3 failed of something else"], "=== no tests ran in 2.50s ==="),
    ],
)
def test_counts_of_both_are_added(lines, closing):
    assert suite.closing(lines, 2.5) == closing


@pytest.fixture
def folders(tmp_path, monkeypatch):
    def write(watched, beside):
        for name, body in (("watched", watched), ("beside", beside)):
            (tmp_path / f"test_{name}.py").write_text(f"def test_it():\n    {body}\n", "utf-8")
        monkeypatch.setattr(suite.paths, "ROOT", tmp_path)
        monkeypatch.setattr(suite, "WATCHED", ("test_watched.py",))
        monkeypatch.setattr(suite, "BESIDE", ("test_beside.py",))
        monkeypatch.setattr(suite, "COMPUTING", ())

    return write


@pytest.mark.slow
@pytest.mark.parametrize(
    ("watched", "beside", "code", "words"),
    [
        ("pass", "pass", 0, "2 passed"),
        ("assert 0", "pass", 1, "1 failed, 1 passed"),
        ("pass", "assert 0", 1, "1 failed, 1 passed"),
    ],
)
def test_either_can_fail(folders, capfd, watched, beside, code, words):
    folders(watched, beside)
    assert suite.run([]) == code
    *_, last = capfd.readouterr().out.splitlines()
    assert words in last


def test_every_folder_of_tests_is_run_by_one_of_them():
    run = {*suite.WATCHED, *suite.BESIDE}
    folders = {
        f"tests/{file.name}"
        for file in (suite.paths.ROOT / "tests").iterdir()
        if file.is_dir() and any(file.rglob("test_*.py"))
    }
    assert run == folders
    assert not set(suite.WATCHED) & set(suite.BESIDE)
    assert all((suite.paths.ROOT / file).is_file() for file in suite.COMPUTING)

"""`run`: it sets up once, leaves nothing half-made, and says in a line or two what it lacks.

A stand-in for uv makes these fast and free of the network; `.ci/run` is the test with real packages.
"""

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from lib import paths

RUN = paths.ROOT / "run"
UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$*" >> "$UV_LOG"
sleep "${UV_SECONDS:-0}"
case "$*" in *"${UV_FAILS_ON:-nothing}"*) echo "noise"; echo "error: no route to the packages"; exit 1;; esac
[ "$1" = venv ] || exit 0
for folder; do :; done
mkdir -p "$folder/bin"
printf '#!/bin/sh\\necho "lib: $*"\\n' > "$folder/bin/python"
chmod +x "$folder/bin/python"
"""


class Clone:
    """A clone with nothing in it but what `run` reads, below a path with a space and accents."""

    def __init__(self, folder):
        self.root = folder / "años y datos"
        self.root.mkdir()
        shutil.copy(RUN, self.root)
        for name in ("requirements.lock", "requirements-browser.lock", "pyproject.toml"):
            (self.root / name).write_text(f"{name}\n", "utf-8")
        self.tools = folder / "tools"
        self.tools.mkdir()
        (self.tools / "uv").write_text(UV, "utf-8")
        (self.tools / "uv").chmod(0o755)
        self.log = folder / "uv.log"
        self.venv = self.root / ".venv"

    def start(self, *arguments, **environment):
        path = os.pathsep.join([str(self.tools), "/usr/bin", "/bin"])
        return subprocess.Popen(
            [sys.executable, str(self.root / "run"), *arguments],
            cwd="/",
            text=True,
            start_new_session=True,
            env={"PATH": path, "UV_LOG": str(self.log), "TMPDIR": str(self.tools), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments, **environment):
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def calls(self):
        return self.log.read_text("utf-8").splitlines() if self.log.exists() else []

    def wait_for(self, words):
        for _ in range(300):
            if any(words in call for call in self.calls()):
                return
            time.sleep(0.02)
        pytest.fail(f"uv was never called with {words}")

    def leftovers(self):
        return sorted(path.name for path in self.root.iterdir() if path.name.startswith(".venv"))


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


@pytest.fixture
def script():
    loader = SourceFileLoader("run_script", str(RUN))
    module = module_from_spec(spec_from_loader("run_script", loader))
    loader.exec_module(module)
    return module


def test_first_start_sets_up_then_runs_the_command(clone):
    code, out, err = clone.run("reports", "-p", "name=a value")
    assert (code, out) == (0, "lib: -P -m lib reports -p name=a value\n")
    assert err.count("\n") == 1
    assert "environment, project, done in" in err
    venv, locked, project = clone.calls()
    assert venv.startswith("venv ")
    assert "--require-hashes --only-binary :all: -r requirements.lock" in locked
    assert "--no-deps --no-build-isolation -e ." in project
    assert clone.leftovers() == [".venv"]


def test_second_start_sets_up_nothing_and_says_nothing(clone):
    clone.run("check")
    calls = clone.calls()
    assert clone.run("check") == (0, "lib: -P -m lib check\n", "")
    assert clone.calls() == calls


def test_changed_lock_makes_the_environment_anew(clone):
    clone.run("check")
    (clone.venv / "stale").touch()
    (clone.root / "requirements.lock").write_text("other\n", "utf-8")
    assert clone.run("check")[0] == 0
    assert len(clone.calls()) == 6
    assert not (clone.venv / "stale").exists()
    assert clone.leftovers() == [".venv"]


def test_changed_project_installs_only_the_project(clone):
    clone.run("check")
    (clone.root / "pyproject.toml").write_text("other\n", "utf-8")
    assert clone.run("check")[0] == 0
    assert [call for call in clone.calls()[3:] if "-e ." not in call] == []
    assert len(clone.calls()) == 4


def test_browser_group_is_installed_when_asked_and_once(clone):
    clone.run("test")
    assert not any("requirements-browser.lock" in call for call in clone.calls())
    clone.run("test", "--browser")
    clone.run("test", "--browser")
    clone.run("test")
    assert sum("-r requirements-browser.lock" in call for call in clone.calls()) == 1
    assert len(clone.calls()) == 4


def test_moved_clone_is_set_up_again(clone):
    clone.run("check")
    clone.root = clone.root.rename(clone.root.with_name("moved"))
    assert clone.run("check")[0] == 0
    assert len(clone.calls()) == 6


def test_environment_whose_python_is_gone_is_made_again(clone):
    clone.run("check")
    (clone.venv / "bin" / "python").unlink()
    (clone.venv / "bin" / "python").symlink_to("/nowhere/python3.11")
    assert clone.run("check")[0] == 0
    assert len(clone.calls()) == 6


@pytest.mark.parametrize("step", ["venv", "requirements.lock", "-e ."])
def test_failed_set_up_leaves_nothing_and_tells_why(clone, step):
    code, out, err = clone.run("reports", UV_FAILS_ON=step)
    assert (code, out) == (2, "")
    assert "error: no route to the packages" in err
    assert len(err.splitlines()) <= 4  # the progress line and three of ours
    assert clone.leftovers() == []
    assert clone.run("reports")[0] == 0


def test_failed_update_leaves_the_last_good_environment(clone):
    clone.run("check")
    (clone.venv / "good").touch()
    (clone.root / "requirements.lock").write_text("other\n", "utf-8")
    assert clone.run("check", UV_FAILS_ON="requirements.lock")[0] == 2
    assert (clone.venv / "good").exists()
    assert clone.leftovers() == [".venv"]
    assert clone.run("check")[0] == 0  # and it is still seen to be out of date
    assert not (clone.venv / "good").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_set_up_leaves_nothing(clone, number, code):
    process = clone.start("reports", UV_SECONDS="20")
    clone.wait_for("venv")
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert "nothing half-made" in err
    assert clone.leftovers() == []


def test_killed_set_up_is_made_again_from_nothing(clone):
    process = clone.start("reports", UV_SECONDS="1")
    clone.wait_for("requirements.lock")
    process.kill()
    process.communicate()
    assert clone.venv.exists()  # nobody was left to clear up
    code, _, err = clone.run("reports")
    assert code == 0
    assert "waiting" in err  # until the installer that outlived its parent had ended
    assert sum(call.startswith("venv") for call in clone.calls()) == 2


def test_two_first_starts_make_one_environment(clone):
    first = clone.start("check", UV_SECONDS="0.5")
    clone.wait_for("venv")
    second = clone.start("check", UV_SECONDS="0.5")
    results = [process.communicate(timeout=30) for process in (first, second)]
    assert [process.returncode for process in (first, second)] == [0, 0]
    assert "waiting" in results[1][1]
    assert len(clone.calls()) == 3


def test_environment_of_someone_else_is_not_touched(clone):
    clone.venv.mkdir()
    (clone.venv / "theirs").touch()
    code, _, err = clone.run("reports")
    assert code == 2
    assert ".venv: not made by ./run" in err
    assert (clone.venv / "theirs").exists()


def test_what_cannot_be_written_is_told_with_its_own_code(script, monkeypatch, tmp_path):
    (tmp_path / "file").touch()  # a folder below a file cannot be made, not even by root
    for name in ("VENV", "STAMP", "PYTHON", "ASIDE"):
        monkeypatch.setattr(script, name, str(tmp_path / "file" / name))
    monkeypatch.setattr(script, "find_uv", lambda: "uv")
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    with pytest.raises(script.Stop, match="cannot be written") as stop:
        script.set_up(script.stamps(browser=False))
    assert stop.value.code == 4


def test_missing_lock_names_the_line_that_brings_it_back(clone):
    (clone.root / "requirements.lock").unlink()
    code, _, err = clone.run("reports")
    assert code == 2
    assert "git checkout -- requirements.lock" in err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_costs_no_set_up(clone, arguments):
    code, out, err = clone.run(*arguments)
    assert (code, err) == (0, "")
    assert "./run reports" in out
    assert clone.calls() == []


def test_pythonpath_of_another_project_stays_out(clone):
    clone.run("check")
    (clone.venv / "bin" / "python").write_text('#!/bin/sh\necho "<$PYTHONPATH>"\n', "utf-8")
    assert clone.run("check", PYTHONPATH="/other")[1] == "<>\n"


def test_lock_is_written_by_uv_and_needs_no_environment(clone):
    assert clone.run("lock", "--upgrade")[0] == 0
    main, browser = clone.calls()
    for call in (main, browser):
        assert "--universal" in call
        assert "--generate-hashes" in call
        assert "--no-emit-index-url" in call
        assert "--upgrade" in call
    assert "pyproject.toml --group test" in main
    assert "--constraint requirements.lock" in browser
    assert clone.leftovers() == []


def test_lock_without_uv_says_how_to_get_it(clone):
    (clone.tools / "uv").unlink()
    code, _, err = clone.run("lock")
    assert code == 2
    assert "pipx install uv" in err


def test_uv_that_does_not_start_counts_as_none(clone, script, monkeypatch):
    (clone.tools / "uv").write_text("#!/bin/sh\nexit 127\n", "utf-8")  # as a shim of pyenv
    monkeypatch.setenv("PATH", str(clone.tools))
    assert script.find_uv() is None


def test_missing_venv_module_names_the_package(script, monkeypatch):
    monkeypatch.setattr(script, "answers", lambda command: False)
    monkeypatch.setattr(
        shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    with pytest.raises(script.Stop) as stop:
        script.with_venv()
    version = "python{}.{}".format(*sys.version_info)
    assert f"apt-get install {version}-venv" in stop.value.lines
    assert len(stop.value.lines.splitlines()) <= 3
    assert stop.value.code == 2


def test_python_out_of_range_is_told_what_is_needed(script, monkeypatch):
    monkeypatch.setattr(script, "OLDEST", (3, 99))
    monkeypatch.setattr(script, "NEWEST", (3, 99))
    with pytest.raises(script.Stop, match=r"needs 3\.99 to 3\.99"):
        script.with_venv()


def test_another_python_on_path_is_taken_when_this_one_is_out_of_range(clone, script, monkeypatch):
    other = clone.tools / "python3.99"
    other.write_text("#!/bin/sh\n", "utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(clone.tools))
    monkeypatch.setattr(script, "OLDEST", (3, 99))
    monkeypatch.setattr(script, "NEWEST", (3, 99))
    assert script.find_python() == str(other.resolve())
    assert "--python" in script.with_uv("uv")


def test_an_old_python_can_read_it_and_it_needs_nothing_installed():
    tree = ast.parse(RUN.read_text("utf-8"), feature_version=(3, 6))
    modules = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert modules <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert os.access(RUN, os.X_OK)


def test_a_start_with_everything_in_place_imports_next_to_nothing():
    tree = ast.parse(RUN.read_text("utf-8"))
    top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert top == {"hashlib", "os", "sys"}

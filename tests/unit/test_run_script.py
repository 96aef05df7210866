"""`run`: it sets up once, leaves nothing half-made, and says in a line or two what it lacks.

A stand-in for uv makes these fast and free of the network; `.ci/run` is the test with real packages.
"""

import ast
import errno
import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest

from lib import paths

RUN = paths.ROOT / "run"
UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$*" >> "$LOG_OF_UV"
env | grep -E "^(PIP|UV)_" | sort > "$LOG_OF_UV.environment"
[ -z "$UV_CONFIG_FILE" ] || cp "$UV_CONFIG_FILE" "$LOG_OF_UV.toml"
sleep "${SECONDS_OF_UV:-0}"
case "$*" in *"${FAILURE_OF_UV:-nothing}"*) echo "noise"; echo "error: no route to the packages"; exit 1;; esac
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
            env={
                "PATH": path,
                "LOG_OF_UV": str(self.log),
                "TMPDIR": str(self.tools),
                **environment,
            },
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
    code, out, err = clone.run("reports", FAILURE_OF_UV=step)
    assert (code, out) == (2, "")
    assert "error: no route to the packages" in err
    assert len(err.splitlines()) <= 4  # the progress line and three of ours
    assert clone.leftovers() == []
    assert clone.run("reports")[0] == 0


def test_failed_update_leaves_the_last_good_environment(clone):
    clone.run("check")
    (clone.venv / "good").touch()
    (clone.root / "requirements.lock").write_text("other\n", "utf-8")
    assert clone.run("check", FAILURE_OF_UV="requirements.lock")[0] == 2
    assert (clone.venv / "good").exists()
    assert clone.leftovers() == [".venv"]
    assert clone.run("check")[0] == 0  # and it is still seen to be out of date
    assert not (clone.venv / "good").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_set_up_leaves_nothing(clone, number, code):
    process = clone.start("reports", SECONDS_OF_UV="20")
    clone.wait_for("venv")
    os.kill(process.pid, number)
    _, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert "nothing half-made" in err
    assert clone.leftovers() == []


def test_killed_set_up_is_made_again_from_nothing(clone):
    process = clone.start("reports", SECONDS_OF_UV="1")
    clone.wait_for("requirements.lock")
    process.kill()
    process.communicate()
    assert clone.venv.exists()  # nobody was left to clear up
    code, _, err = clone.run("reports")
    assert code == 0
    assert "waiting" in err  # until the installer that outlived its parent had ended
    assert sum(call.startswith("venv") for call in clone.calls()) == 2


def test_two_first_starts_make_one_environment(clone):
    first = clone.start("check", SECONDS_OF_UV="0.5")
    clone.wait_for("venv")
    second = clone.start("check", SECONDS_OF_UV="0.5")
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


# Settings of pip and uv


def settings_seen(clone):
    """What uv and pip were given: variables by name."""
    lines = clone.log.with_name("uv.log.environment").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_settings_that_lead_an_installation_elsewhere_are_left_out(clone):
    redirecting = {
        "PIP_TARGET": "/elsewhere",
        "PIP_PREFIX": "/elsewhere",
        "PIP_ROOT": "/elsewhere",
        "PIP_USER": "1",
        "PIP_CONSTRAINT": "/elsewhere.txt",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "UV_TARGET": "/elsewhere",
        "UV_SYSTEM_PYTHON": "1",
        "UV_PROJECT_ENVIRONMENT": "/elsewhere",
        "UV_CONSTRAINT": "/elsewhere.txt",
        "UV_PYTHON": "3.6",
    }
    no_file = {"PIP_CONFIG_FILE": os.devnull}
    assert clone.run("check", **redirecting, **no_file)[0] == 0
    assert settings_seen(clone) == {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_USER": "0",
        "UV_NO_CONFIG": "1",
    }


def test_settings_that_say_where_packages_come_from_are_kept(clone):
    sources = {
        "PIP_INDEX_URL": "https://mirror.example/simple",
        "PIP_EXTRA_INDEX_URL": "https://a.example https://b.example",
        "PIP_FIND_LINKS": "/wheels",
        "PIP_NO_INDEX": "1",
        "PIP_CERT": "/cert.pem",
        "PIP_PROXY": "http://proxy:1",
        "UV_INDEX_URL": "https://mirror.example/simple",
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX_INNER_PASSWORD": "secret",
        "UV_OFFLINE": "1",
    }
    assert clone.run("check", **sources)[0] == 0
    assert sources.items() <= settings_seen(clone).items()


@pytest.mark.parametrize("place", ["named", "user", "old user"])
def test_of_the_files_of_pip_only_the_sources_are_kept(clone, tmp_path, place):
    home = tmp_path / "home"
    names = {
        "named": home / "mine.conf",
        "user": home / ".config" / "pip" / "pip.conf",
        "old user": home / ".pip" / "pip.conf",
    }
    file = names[place]
    file.parent.mkdir(parents=True)
    text = (
        "[global]\ntarget = /elsewhere\nindex-url = https://global.example\nextra_index_url =\n"
        "  https://a.example\n  https://b.example\n[install]\nprefix = /elsewhere\nuser = yes\n"
        "index-url = https://install.example/%%20\n"
    )
    file.write_text(text, "utf-8")
    environment = {"PIP_CONFIG_FILE": str(file)} if place == "named" else {}
    assert clone.run("check", HOME=str(home), **environment)[0] == 0
    seen = settings_seen(clone)
    assert seen["PIP_CONFIG_FILE"] == os.devnull
    assert seen["PIP_INDEX_URL"] == "https://install.example/%%20"
    assert "PIP_TARGET" not in seen and "PIP_PREFIX" not in seen and seen["PIP_USER"] == "0"


def test_a_variable_has_the_last_word_over_a_file(clone, tmp_path):
    file = tmp_path / "pip.conf"
    file.write_text("[install]\nindex-url = https://file.example\n", "utf-8")
    clone.run("check", PIP_CONFIG_FILE=str(file), PIP_INDEX_URL="https://variable.example")
    assert settings_seen(clone)["PIP_INDEX_URL"] == "https://variable.example"


def test_a_file_of_pip_that_is_broken_is_passed_over(clone, tmp_path):
    file = tmp_path / "pip.conf"
    file.write_bytes(b"index-url = \xff no section\n")
    assert clone.run("check", PIP_CONFIG_FILE=str(file))[0] == 0


def test_of_the_file_of_uv_only_the_sources_are_kept(clone, tmp_path):
    file = tmp_path / "home" / ".config" / "uv" / "uv.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        'index-url = "https://mirror.example"\nconstraint-dependencies = [\n  "numpy<1",  # old\n]\n'
        'find-links = [\n  "/wheels",\n]\nnative-tls = true\npreview = true\n\n'
        '[[index]]\nname = "inner"\nurl = "https://inner.example"\ndefault = true\n\n'
        '[pip]\ntarget = "/elsewhere"\nno-index = true\nsystem = true\n[other]\nindex = "x"\n',
        "utf-8",
    )
    assert clone.run("check", HOME=str(tmp_path / "home"))[0] == 0
    kept = tomllib.loads(clone.log.with_name("uv.log.toml").read_text("utf-8"))
    assert kept == {
        "index-url": "https://mirror.example",
        "find-links": ["/wheels"],
        "native-tls": True,
        "index": [{"name": "inner", "url": "https://inner.example", "default": True}],
        "pip": {"no-index": True},
    }
    assert sorted(path.name for path in clone.tools.iterdir()) == ["uv"]  # our copy is gone


# What goes on at the same time, and what was interrupted


def test_a_link_to_nowhere_is_told(clone):
    clone.venv.symlink_to("/nowhere/venv")
    code, _, err = clone.run("check")
    assert code == 2
    assert "a link to /nowhere/venv, which is not there" in err and "rm .venv" in err
    assert clone.calls() == []


def test_a_file_in_place_of_the_environment_stays(clone):
    clone.venv.write_text("mine", "utf-8")
    code, _, err = clone.run("check")
    assert code == 2 and "not made by ./run" in err
    assert clone.venv.read_text("utf-8") == "mine"


def test_an_environment_behind_a_link_is_replaced_and_the_link_goes(clone, tmp_path):
    clone.run("check")
    clone.venv.rename(tmp_path / "elsewhere")
    clone.venv.symlink_to(tmp_path / "elsewhere")
    (clone.root / "requirements.lock").write_text("other\n", "utf-8")
    assert clone.run("check")[0] == 0
    assert not clone.venv.is_symlink()
    assert clone.leftovers() == [".venv"]
    assert (tmp_path / "elsewhere" / "bin" / "python").exists()


def test_the_environment_of_a_running_run_is_not_taken_away(clone):
    clone.run("check")
    python = clone.venv / "bin" / "python"
    python.write_text('#!/bin/sh\necho begun\nread line\ntest -e "$0" && echo there\n', "utf-8")
    path = os.pathsep.join([str(clone.tools), "/usr/bin", "/bin"])
    running = subprocess.Popen(
        [sys.executable, str(clone.root / "run"), "lab"],
        env={"PATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout.readline() == "begun\n"
    (clone.root / "requirements.lock").write_text("other\n", "utf-8")
    second = clone.start("check")
    assert "waiting for its end" in second.stderr.readline()
    assert len(clone.calls()) == 3
    out, _ = running.communicate("go on\n", timeout=10)
    assert out == "there\n"
    assert second.communicate(timeout=30)[0] == "lib: -P -m lib check\n"
    assert len(clone.calls()) == 6


def test_an_environment_that_vanishes_before_the_start_is_made_again(clone, script, monkeypatch):
    monkeypatch.setattr(script, "VENV", str(clone.venv))  # which nobody makes here
    steps = []
    monkeypatch.setattr(script, "missing", lambda wanted: [] if steps else wanted)
    monkeypatch.setattr(script, "set_up", lambda wanted: steps.append("set up"))
    with pytest.raises(script.Stop, match="taken away as often"):
        script.main(["check"])
    assert steps == ["set up"]


@pytest.mark.parametrize("left", ["nothing", "empty", "half a stamp", "unfinished"])
def test_a_killed_set_up_gives_the_old_environment_back(clone, left):
    """The network is gone: what was there works again, as soon as it is what is asked for."""
    clone.run("check")
    (clone.venv / "good").touch()
    clone.venv.rename(clone.root / ".venv.old")
    if left != "nothing":
        clone.venv.mkdir()
    if left == "half a stamp":
        (clone.venv / "set-up-by-run.new").write_text("unf", "utf-8")
    if left == "unfinished":
        (clone.venv / "set-up-by-run").write_text("unfinished\n", "utf-8")
        (clone.venv / "bin").mkdir()
    assert clone.run("check", FAILURE_OF_UV="venv")[:2] == (0, "lib: -P -m lib check\n")
    assert (clone.venv / "good").exists()
    assert clone.leftovers() == [".venv"]


def test_a_half_removed_old_environment_is_not_put_back(clone):
    clone.run("check")
    clone.venv.rename(clone.root / ".venv.old")
    (clone.root / ".venv.old" / "set-up-by-run").unlink()
    assert clone.run("check")[0] == 0
    assert len(clone.calls()) == 6
    assert clone.leftovers() == [".venv"]


def test_set_ups_killed_at_random_moments(clone):
    dice = random.Random(1)
    clone.run("check")
    for number in range(10):
        (clone.root / "requirements.lock").write_text(f"{number}\n", "utf-8")
        process = clone.start("check", SECONDS_OF_UV="0.1")
        time.sleep(dice.uniform(0.02, 0.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert clone.run("check", FAILURE_OF_UV="requirements.lock")[0] in (0, 2)
        (clone.root / "requirements.lock").write_text("requirements.lock\n", "utf-8")
        assert clone.run("check")[1] == "lib: -P -m lib check\n"
        assert clone.leftovers() == [".venv"]


def test_a_log_that_a_killed_set_up_left_goes_with_the_next(clone):
    process = clone.start("check", SECONDS_OF_UV="1")
    clone.wait_for("requirements.lock")
    process.kill()
    process.communicate()
    other = clone.tools / "ecuador-set-up-of-another-clone.log"
    other.touch()
    assert len(list(clone.tools.glob("ecuador-set-up-*"))) == 2
    assert clone.run("check")[0] == 0
    assert list(clone.tools.glob("ecuador-set-up-*")) == [other]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_set_up_leaves_no_log(clone, number):
    process = clone.start("check", SECONDS_OF_UV="20")
    clone.wait_for("venv")
    os.kill(process.pid, number)
    process.communicate(timeout=10)
    assert list(clone.tools.glob("ecuador-set-up-*")) == []


def test_a_file_system_without_locks_is_no_other_run(script, monkeypatch):
    def without_locks(descriptor, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without_locks)
    with pytest.raises(script.Stop, match="cannot be locked: No locks") as stop:
        script.lock(0, "waiting")
    assert stop.value.code == 4


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_closed_streams_are_the_null_device(clone, closed):
    clone.run("check")
    python = clone.venv / "bin" / "python"
    seen = clone.root / "seen"
    python.write_text(f'#!/bin/sh\nreadlink /proc/$$/fd/[012] > "{seen}"\n', "utf-8")

    def close():
        for number in closed:
            os.close(number)

    path = os.pathsep.join([str(clone.tools), "/usr/bin", "/bin"])
    command = [sys.executable, str(clone.root / "run"), "check"]
    done = subprocess.run(command, env={"PATH": path}, preexec_fn=close, check=False, timeout=30)
    assert done.returncode == 0
    places = seen.read_text("utf-8").splitlines()
    expected = {number: "/dev/null" for number in closed if number != 1}  # 1 is the file
    assert {number: places[number] for number in expected} == expected


def test_a_failed_set_up_with_closed_streams_has_its_exit_code(clone):
    def close():
        for number in (0, 1, 2):
            os.close(number)

    path = os.pathsep.join([str(clone.tools), "/usr/bin", "/bin"])
    environment = {"PATH": path, "LOG_OF_UV": str(clone.log), "FAILURE_OF_UV": "venv"}
    command = [sys.executable, str(clone.root / "run"), "check"]
    done = subprocess.run(command, env=environment, preexec_fn=close, check=False, timeout=30)
    assert done.returncode == 2

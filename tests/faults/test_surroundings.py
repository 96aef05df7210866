"""What the machine is like must not show in a result: same bytes, or an error in three lines."""

import json
import os
import resource
import shutil

import pytest

pytestmark = pytest.mark.slow


def test_another_locale_time_zone_and_folder(tiny, tmp_path):
    before = tiny.promoted()
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "__init__.py").write_text("raise SystemExit('the wrong lib')", "utf-8")
    (tmp_path / "matplotlibrc").write_text("savefig.bbox: tight\nlines.linewidth: 9\n", "utf-8")
    done = tiny.run(
        "--force",
        cwd=tmp_path,
        environment=tiny.surroundings(
            LC_ALL="C",
            LANG="C",
            PYTHONUTF8="0",
            PYTHONIOENCODING="ascii",
            TZ="Asia/Tokyo",
            PYTHONHASHSEED="7",
            PYTHONWARNINGS="always",
            MPLBACKEND="svg",
        ),
    )
    assert done.code == 0, done.error
    assert tiny.promoted() == before


@pytest.mark.parametrize("kernels", ["warm", "stock"])
def test_the_settings_of_a_user(tiny, tmp_path, kernels):
    """Start-up files, kernels of the same name and drawing styles of a user do not reach a notebook."""
    before = tiny.promoted()
    files = {
        ".ipython/profile_default/startup/00.py": "raise RuntimeError('from the user')",
        ".ipython/profile_default/ipython_config.py": "c.InteractiveShellApp.exec_lines = ['1 / 0']",
        ".jupyter/jupyter_config.py": "raise RuntimeError('from the user')",
        ".config/matplotlib/matplotlibrc": "savefig.bbox: tight\naxes.grid: False\nlines.linewidth: 9\n",
        ".local/share/jupyter/kernels/python3/kernel.json": json.dumps(
            {
                "argv": ["/bin/false", "{connection_file}"],
                "display_name": "Wrong",
                "language": "python",
            }
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = tiny.run(
        "--force",
        "--jobs",
        "2",
        "--kernels",
        kernels,
        environment=tiny.surroundings(
            HOME=str(tmp_path),
            MATPLOTLIBRC=str(tmp_path / ".config" / "matplotlib"),
            XDG_CONFIG_HOME=str(tmp_path / ".config"),
        ),
    )
    assert done.code == 0, done.error
    assert tiny.promoted() == before


def test_no_home(tiny):
    before = tiny.promoted()
    surroundings = tiny.surroundings(HOME="/nonexistent")
    done = tiny.run(
        "--force", environment={k: v for k, v in surroundings.items() if not k.startswith("XDG_")}
    )
    assert done.code == 0 and not done.error, done.error
    assert tiny.promoted() == before


def test_another_kernel_in_the_notebook(tiny):
    tiny.cells("02-second", kernelspec={"name": "ir", "display_name": "R", "language": "R"})
    before = tiny.promoted()
    assert tiny.run().code == 0
    names = {name for name, content in tiny.promoted().items() if before[name] != content}
    assert names == {"manifest.json"}  # it lists the notebook's own hash
    tiny.restore()


def test_another_folder_of_reports(tiny, tmp_path):
    other = tmp_path / "a folder of reports ñ"
    done = tiny.run("--out", str(other))
    assert done.code == 0, done.error
    files = {
        f.relative_to(other).as_posix(): f.read_bytes()
        for f in other.rglob("*")
        if f.is_file() and ".work" not in f.parts
    }
    assert files == tiny.promoted()


def test_a_parameter_that_would_be_code(tiny):
    word = '\'; import os; os._exit(3) #\\\n{{ 1 }} <script>""" ñ \\u0041 ${x}'
    done = tiny.run("-p", f"word={word}")
    assert done.code == 0, done.error
    manifest = json.loads((tiny.out / "manifest.json").read_text("utf-8"))
    assert manifest["parameters"]["01-first"]["word"] == word
    assert "<script>" not in (tiny.out / "en" / "01-first.html").read_text("utf-8")
    tiny.restore()


@pytest.mark.parametrize("size", [30_000, 300])
def test_a_disk_that_is_full(tiny, size):
    """A limit on the size of files stands for it: the system then refuses to write, also in the middle of a file."""
    before = tiny.promoted()
    done = tiny.run(
        "-p", "size=4", before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    )
    assert done.code == 4, done.output + done.error
    assert 1 <= len(done.error.splitlines()) <= 3 and "cannot be written" in done.error, done.error
    assert tiny.promoted() == before
    tiny.restore()


def test_clean_takes_away_what_runs_made(tiny, tmp_path):
    out = tmp_path / "reports"
    shutil.copytree(tiny.out, out)
    (out / "README.md").write_text("mine", "utf-8")
    command = tiny.command()
    done = os.spawnve(
        os.P_WAIT, command[0], [*command[:4], "clean", "--out", str(out)], tiny.surroundings()
    )
    assert done == 0
    assert [f.name for f in out.rglob("*")] == ["README.md"]

"""Promotion: all of a set or nothing, and what an interrupted one leaves for the next."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib import paths
from lib.errors import UsageError, WriteError
from lib.publishing.pipeline import publish


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


@pytest.fixture
def stage(tmp_path):
    """Call with name=content: staged files and the manifest that lists them."""

    def staging(files):
        folder = tmp_path / "staging"
        manifest = json.dumps({"outputs": dict.fromkeys(files, "x")})
        files = files | {
            "findings.json": json.dumps(sorted(files.items())),
            "manifest.json": manifest,
        }
        staged = {}
        for name, content in files.items():
            staged[name] = folder / name
            staged[name].parent.mkdir(parents=True, exist_ok=True)
            staged[name].write_text(content, "utf-8")
        return staged

    return staging


def held(out):
    return {
        f.relative_to(out).as_posix(): f.read_text("utf-8")
        for f in sorted(out.rglob("*"))
        if f.is_file()
    }


def test_a_set_comes_whole_and_once(out, stage):
    staged = stage({"en/a.html": "A", "es/a.html": "B"})
    assert publish.publish(staged, out) == 4
    assert held(out) == {name: file.read_text("utf-8") for name, file in staged.items()}
    assert publish.publish(staged, out) == 0


def test_a_file_that_did_not_change_is_not_touched(out, stage):
    publish.publish(stage({"en/a.html": "A", "en/b.html": "B"}), out)
    os.utime(out / "en/a.html", (1, 1))
    assert (
        publish.publish(stage({"en/a.html": "A", "en/b.html": "C"}), out) == 2
    )  # and the findings
    assert (out / "en/a.html").stat().st_mtime == 1


def test_what_only_the_last_set_had_is_cleared_and_nothing_else(out, stage):
    publish.publish(stage({"en/a.html": "A", "en/old.html": "O"}), out)
    (out / "README.md").write_text("ours", "utf-8")
    publish.publish(stage({"en/a.html": "A"}), out)
    assert set(held(out)) == {"en/a.html", "findings.json", "manifest.json", "README.md"}


@pytest.fixture
def breaks(monkeypatch):
    """Make the rename of the file of that name fail, as a full disk does."""
    replace = os.replace

    def breaking(name):
        def failing(source, target):
            if Path(target).name == name:
                raise OSError(28, "No space left on device", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", failing)

    return breaking


@pytest.mark.parametrize("name", ["b.html", "findings.json", "manifest.json"])
def test_an_interrupted_promotion_is_finished_by_the_next(out, stage, monkeypatch, breaks, name):
    """Up to its last rename the manifest is the old one: it still knows what is stale."""
    publish.publish(stage({"en/a.html": "A", "en/old.html": "O"}), out)
    before = (out / "manifest.json").read_text("utf-8")
    staged = stage({"en/a.html": "new", "en/b.html": "B"})
    breaks(name)
    with pytest.raises(WriteError, match="No space left on device") as error:
        publish.publish(staged, out)
    assert error.value.exit_code == 4
    assert len(str(error.value).splitlines()) <= 3
    assert (out / "manifest.json").read_text("utf-8") == before
    assert "en/old.html" in held(out)
    assert not list(out.rglob("*.partial"))
    monkeypatch.undo()
    publish.publish(staged, out)
    assert held(out) == {n: f.read_text("utf-8") for n, f in staged.items()}


def test_findings_and_manifest_come_last(out, stage, monkeypatch):
    order = []
    monkeypatch.setattr(
        publish, "publish_file", lambda source, target: order.append(target.name) or True
    )
    publish.publish(stage({"zz.html": "Z", "en/a.html": "A"}), out)
    assert order == ["a.html", "zz.html", "findings.json", "manifest.json"]


def test_half_a_file_of_a_killed_run_is_cleared(out, stage):
    staged = stage({"en/a.html": "A"})
    (out / "en").mkdir(parents=True)
    (out / "en/.gone.html.partial").write_text("half", "utf-8")
    publish.publish(staged, out)
    assert set(held(out)) == set(staged)


@pytest.mark.parametrize(
    "name", ["../victim.txt", "en/../../victim.txt", "{root}/victim.txt", "", ".", "en/.."]
)
def test_a_manifest_cannot_reach_outside_its_folder(out, stage, tmp_path, name):
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", "utf-8")
    publish.publish(stage({"en/a.html": "A"}), out)
    (out / "manifest.json").write_text(
        json.dumps({"outputs": {name.format(root=tmp_path): "x"}}), "utf-8"
    )
    publish.publish(stage({"en/a.html": "A"}), out)
    (out / "manifest.json").write_text(
        json.dumps({"outputs": {name.format(root=tmp_path): "x"}}), "utf-8"
    )
    publish.clean(out)
    assert victim.read_text("utf-8") == "mine"


def test_a_link_out_of_the_folder_is_not_followed(out, stage, tmp_path):
    publish.publish(stage({"en/a.html": "A"}), out)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/victim.txt").write_text("mine", "utf-8")
    (out / "link").symlink_to(tmp_path / "elsewhere")
    (out / "manifest.json").write_text(json.dumps({"outputs": {"link/victim.txt": "x"}}), "utf-8")
    publish.publish(stage({"en/a.html": "A"}), out)
    assert (tmp_path / "elsewhere/victim.txt").exists()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"outputs": 3}', '{"outputs": [3]}', "null"]
)
def test_a_manifest_that_is_broken_clears_nothing(out, stage, content):
    publish.publish(stage({"en/a.html": "A", "en/old.html": "O"}), out)
    (out / "manifest.json").write_text(content, "utf-8")
    publish.publish(stage({"en/a.html": "B"}), out)
    assert held(out)["en/a.html"] == "B"
    assert "en/old.html" in held(out)


def test_clean_removes_what_runs_made_and_leaves_the_rest(out, stage):
    publish.publish(stage({"en/a.html": "A", "es/deep/er/b.html": "B"}), out)
    (out / "README.md").write_text("ours", "utf-8")
    (out / "01-x.failed.ipynb").write_text("{}", "utf-8")
    (out / ".work/notebooks").mkdir(parents=True)
    publish.clean(out)
    # findings.json is not among the outputs of a manifest made here; a run lists it.
    assert set(held(out)) <= {"README.md", "findings.json"}
    assert [p for p in out.rglob("*") if p.is_dir()] == []


def test_two_runs_do_not_write_at_once(out):
    code = (
        "import sys; from pathlib import Path; from lib.publishing.pipeline.publish import locked\n"
        "with locked(Path(sys.argv[1])): pass"
    )
    with publish.locked(out / ".work"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(out / ".work")],
            cwd=paths.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "another run is writing there" in done.stderr
    with publish.locked(out / ".work"):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    with (
        pytest.raises(WriteError, match="cannot be written"),
        publish.locked(tmp_path / "file" / ".work"),
    ):
        pass


@pytest.mark.parametrize("folder", [paths.ROOT / "data", paths.ROOT / "lib" / "build", paths.ROOT])
def test_the_sources_are_no_place_for_reports(folder):
    with pytest.raises(UsageError, match="Give a folder of its own"):
        publish.check_target(folder)


def test_a_folder_with_files_of_others_is_refused(out):
    out.mkdir()
    publish.check_target(out)
    (out / "index.html").write_text("a site", "utf-8")
    with pytest.raises(UsageError, match=r"index\.html, which no run has made"):
        publish.check_target(out)
    (out / ".work").mkdir()
    publish.check_target(out)

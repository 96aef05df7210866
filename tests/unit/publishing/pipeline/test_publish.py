"""Promotion: all of a set or nothing, and what an interrupted one leaves for the next."""

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib import files, paths
from lib.errors import UsageError, WriteError
from lib.publishing.pipeline import publish


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


@pytest.fixture
def stage(tmp_path):
    """Call with name=content: staged files and the manifest that lists them."""

    def staging(pages):
        folder = tmp_path / "staging"
        manifest = json.dumps({"data_hash": "x", "outputs": dict.fromkeys(pages, "x")})
        contents = pages | {
            "findings.json": json.dumps(sorted(pages.items())),
            "manifest.json": manifest,
        }
        staged = {}
        for name, content in contents.items():
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


def held_but_staging(out):
    return {name: content for name, content in held(out).items() if not name.startswith(".work")}


def test_a_set_comes_whole_and_once(out, stage):
    staged = stage({"en/a.html": "A", "es/a.html": "B"})
    assert publish.publish(staged, out) == 4
    assert held_but_staging(out) == {name: file.read_text("utf-8") for name, file in staged.items()}
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
        json.dumps({"data_hash": "x", "outputs": {name.format(root=tmp_path): "x"}}), "utf-8"
    )
    publish.publish(stage({"en/a.html": "A"}), out)
    (out / "manifest.json").write_text(
        json.dumps({"data_hash": "x", "outputs": {name.format(root=tmp_path): "x"}}), "utf-8"
    )
    publish.clean(out)
    assert victim.read_text("utf-8") == "mine"


def test_a_link_out_of_the_folder_is_not_followed(out, stage, tmp_path):
    publish.publish(stage({"en/a.html": "A"}), out)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/victim.txt").write_text("mine", "utf-8")
    (out / "link").symlink_to(tmp_path / "elsewhere")
    (out / "manifest.json").write_text(
        json.dumps({"data_hash": "x", "outputs": {"link/victim.txt": "x"}}), "utf-8"
    )
    publish.publish(stage({"en/a.html": "A"}), out)
    assert (tmp_path / "elsewhere/victim.txt").exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"outputs": 3}',
        '{"outputs": [3]}',
        '{"data_hash": "x", "outputs": {"en/old.html": {"bytes": 3}}}',
        '{"outputs": {"en/old.html": "x"}}',
        "null",
    ],
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
    failed = out.parent / "01-x.ipynb"
    failed.write_text("{}", "utf-8")
    publish.keep_failed([failed], out)
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
    with publish.locked(out / ".work"):
        pass
    publish.check_target(out)


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        ({"manifest.json": '{"name": "my web app"}', "mine.failed.ipynb": "nb"}, ["keepme"]),
        ({"manifest.json": '{"outputs": {"a.js": {"bytes": 3}}}', "a.js": "x"}, [".git/refs"]),
        ({".work/theirs": "x", "a.failed.ipynb": "x"}, [".work/empty"]),
        ({".work/lock": "", ".work/theirs": "x", "a.failed.ipynb": "x"}, ["empty"]),
        ({".work/lock": "held by another program", "findings.json": "x"}, []),
    ],
)
def test_clean_touches_no_folder_of_somebody_else(tmp_path, files, folders):
    for name in folders:
        (tmp_path / name).mkdir(parents=True)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="no reports that a run has made") as error:
        publish.clean(tmp_path)
    assert error.value.exit_code == 2
    assert sorted(tmp_path.rglob("*")) == before
    with pytest.raises(UsageError, match="which no run has made"):
        publish.check_target(tmp_path)


@pytest.mark.parametrize("files", [[], ["lock"]])
def test_a_run_killed_before_it_left_its_mark_is_no_foreign_folder(out, files):
    (out / ".work").mkdir(parents=True)
    for name in files:
        (out / ".work" / name).touch()
    publish.check_target(out)


def test_clean_leaves_the_files_and_the_empty_folders_of_others(out, stage):
    with publish.locked(out / ".work"):
        publish.publish(stage({"en/a.html": "A", "es/deep/b.html": "B"}), out)
    (out / "mine.failed.ipynb").write_text("mine", "utf-8")
    (out / "es/notes.txt").write_text("mine", "utf-8")
    (out / "empty").mkdir()
    publish.clean(out)
    left = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    assert left - {"findings.json"} == {"mine.failed.ipynb", "es", "es/notes.txt", "empty"}


def test_clean_does_not_follow_a_staging_folder_that_is_a_link(out, tmp_path):
    with publish.locked(tmp_path / "elsewhere"):
        pass
    out.mkdir()
    (out / ".work").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError):
        publish.clean(out)
    assert (tmp_path / "elsewhere/lock").exists()


@pytest.mark.parametrize("folder", [True, False])
def test_clean_of_nothing_says_nothing(out, folder):
    if folder:
        out.mkdir()
    publish.clean(out)
    assert out.exists() == folder


def test_a_first_promotion_that_was_interrupted_is_known_to_be_ours(out, stage, breaks):
    staged = stage({"en/a.html": "A", "en/b.html": "B"})
    breaks("b.html")
    with publish.locked(out / ".work"), pytest.raises(WriteError):
        publish.publish(staged, out)
    assert set(held_but_staging(out)) == {"en/a.html"}
    publish.clean(out)
    assert held(out) == {}


def test_what_failed_goes_with_the_next_good_run_and_nothing_else_of_that_name(out, stage):
    failed = out.parent / "01-x.ipynb"
    failed.write_text("{}", "utf-8")
    publish.keep_failed([failed], out)
    (out / "mine.failed.ipynb").write_text("mine", "utf-8")
    assert (out / "01-x.failed.ipynb").exists()
    publish.publish(stage({"en/a.html": "A"}), out)
    assert not (out / "01-x.failed.ipynb").exists()
    assert (out / "mine.failed.ipynb").exists()


@pytest.mark.parametrize(
    ("languages", "formats", "words"),
    [
        (["en"], ["html", "pdf"], "--language en.*holds es"),
        (["en", "es"], ["html"], "--format html.*holds pdf"),
        (["es"], ["pdf"], "--language es.*holds en"),
    ],
)
def test_a_run_that_would_take_a_language_or_a_format_away_is_refused(
    out, languages, formats, words
):
    out.mkdir()
    made_with = {"languages": ["en", "es"], "formats": ["html", "pdf"]}
    manifest = {"data_hash": "x", "outputs": {}, **made_with}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(UsageError, match=words) as error:
        publish.check_completeness(out, languages, formats)
    assert "--out" in str(error.value) and len(str(error.value).splitlines()) <= 3
    publish.check_completeness(out, ["en", "es"], ["pdf", "html"])
    publish.check_completeness(out / "empty", languages, formats)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EIO])
def test_a_file_system_without_locks_is_no_other_run(out, monkeypatch, number):
    def without_locks(stream, operation):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", without_locks)
    with (
        pytest.raises(WriteError, match="cannot be locked") as error,
        publish.locked(out / ".work"),
    ):
        pass
    assert error.value.exit_code == 4
    assert os.strerror(number) in str(error.value)
    assert "another run" not in str(error.value)


def test_a_staging_folder_removed_while_it_was_being_locked_is_made_again(out, monkeypatch):
    take = publish._take
    removed = []

    def remove_first(stream, folder):
        take(stream, folder)
        if not removed:
            removed.append(True)
            shutil.rmtree(out / ".work")

    monkeypatch.setattr(publish, "_take", remove_first)
    with publish.locked(out / ".work"):
        assert (out / ".work/lock").exists()


def is_one_set(folder):
    """Whether a folder holds one set as it was promoted: every file of its manifest, with its content."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return all(
        (folder / name).is_file() and files.digest(folder / name) == digest
        for name, digest in manifest["outputs"].items()
    )


def test_a_copy_taken_during_a_promotion_is_whole_or_its_manifest_tells(
    out, tmp_path, stage, monkeypatch
):
    """One rename a file cannot keep a copy from mixing two sets; the manifest, which comes last, gives it away."""

    def staged_with_digests(pages):
        staged = stage(pages)
        listed = {name: files.digest(file) for name, file in staged.items() if name in pages}
        manifest = {"data_hash": "x", "outputs": listed}
        staged["manifest.json"].write_text(json.dumps(manifest), "utf-8")
        return staged

    publish.publish(staged_with_digests({"en/a.html": "old A", "en/b.html": "old B"}), out)
    copies = []

    def copy_after(source, target, put=publish.publish_file):
        put(source, target)
        copies.append(shutil.copytree(out, tmp_path / f"copy-{len(copies)}"))
        return True

    monkeypatch.setattr(publish, "publish_file", copy_after)
    publish.publish(staged_with_digests({"en/a.html": "new A", "en/b.html": "new B"}), out)
    told = [is_one_set(copy) for copy in copies]
    contents = [
        {(copy / f"en/{page}.html").read_text("utf-8")[:3] for page in "ab"} for copy in copies
    ]
    assert contents == [{"new", "old"}, {"new"}, {"new"}, {"new"}]
    assert told == [False, False, False, True]

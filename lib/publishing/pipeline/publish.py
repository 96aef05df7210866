"""Brings a finished set of reports from the staging folder to where readers look: all of it, or nothing.

Nothing is promoted until every task has passed. Then one rename a file, ``findings.json`` and ``manifest.json`` last.
The manifest says what belongs to the set, so that a next run finishes an interrupted promotion and clears what is old.

What stands in the folder and was not made by a run is never touched: a run leaves a mark in its staging folder, and
only what a manifest or a list of ours names is replaced or removed.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from lib import files, paths
from lib.errors import UsageError, WriteError

LAST = ("findings.json", "manifest.json")
#: What a set has at its top: where one of these stands, and no run has left its mark, the folder is somebody else's.
_TOP = ("index.html", "findings.json", "style", "en", "es", "notebooks", "manifest.json", ".work")
#: What the lock of a staging folder says, by which the folder is known to be ours.
_MARK = "The staging folder of ./run reports.\n"
#: In the staging folder: names of the set that is being promoted, there only while it is.
_PROMOTING = "promoting.json"
#: In the staging folder: names of what a failed run has left beside the set.
_FAILED = "failed.json"


def check_target(out: Path) -> None:
    """Make sure that a set may be put in `out`.

    Raises
    ------
    UsageError : a folder of the sources, or one that holds files which no run has made
    """
    sources = [paths.ROOT / name for name in ("lib", "data", "docs", "tests")]
    sources += [paths.home() / "notebooks", paths.data()]
    here = out.resolve()
    for source in map(Path.resolve, sources):
        if here == source or source in here.parents or here in source.parents:
            raise UsageError(
                f"--out {out}",
                f"holds or lies in {paths.relative(source)}",
                "Give a folder of its own.",
            )
    foreign = [] if is_marked(out) else [name for name in _TOP if os.path.lexists(out / name)]
    if foreign == [".work"] and _is_only_begun(out / ".work"):
        return
    if foreign:
        raise UsageError(
            f"--out {out}", f"holds {foreign[0]}, which no run has made", "Give an empty folder."
        )


def is_marked(out: Path) -> bool:
    """Whether a run has left its mark in a folder: a staging folder or a manifest of ours."""
    return _is_staging(out / ".work") or manifest_in(out) is not None


def _is_staging(work: Path) -> bool:
    """Whether a folder is the staging folder of a run, and no link to one."""
    if work.is_symlink() or not work.is_dir():
        return False
    try:
        mark = (work / "lock").read_text("utf-8")
    except (OSError, ValueError):
        return False
    # Earlier editions left the lock empty.
    return mark == _MARK or (not mark and (work / "doit.json").is_file())


def _is_only_begun(work: Path) -> bool:
    """Whether a run may have been killed before it left its mark: nothing in the folder but an empty lock."""
    lock = work / "lock"
    only_lock = work.is_dir() and set(work.iterdir()) <= {lock}
    return only_lock and (not lock.exists() or not lock.stat().st_size)


def manifest_in(out: Path) -> dict | None:
    """The manifest of the set in a folder; None where there is none, or it is of another program."""
    try:
        manifest = json.loads((out / "manifest.json").read_text("utf-8"))
        outputs = manifest["outputs"]
        is_ours = isinstance(manifest["data_hash"], str) and all(
            isinstance(digest, str) for digest in outputs.values()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return manifest if is_ours else None


def check_completeness(out: Path, languages: Iterable[str], formats: Iterable[str]) -> None:
    """Make sure that a run takes nothing away that the set in `out` has.

    Raises
    ------
    UsageError : the set has a language or a format that the run does not make
    """
    manifest = manifest_in(out) or {}
    for option, key, asked in (
        ("--language", "languages", list(languages)),
        ("--format", "formats", list(formats)),
    ):
        lacking = sorted(set(manifest.get(key) or []) - set(asked))
        if lacking:
            raise UsageError(
                f"{option} {','.join(asked)}",
                f"{paths.relative(out)} holds {', '.join(lacking)}, too, which this run would remove",
                "Give a folder of its own, for instance --out scratch/quick; or ask for all.",
            )


@contextlib.contextmanager
def locked(work: Path) -> Iterator[None]:
    """Hold the staging folder for one run.

    Raises
    ------
    UsageError : another run holds it; WriteError : it cannot be made
    """
    stream = _open_lock(work)
    with stream:
        if not stream.seek(0, os.SEEK_END):
            with contextlib.suppress(OSError):  # a disk that is full is told by what comes next
                stream.write(_MARK)
                stream.flush()
        yield


def _open_lock(work: Path) -> IO[str]:
    """The lock of a staging folder, held until it is closed."""
    while True:
        try:
            work.mkdir(parents=True, exist_ok=True)
            stream = open(work / "lock", "a+", encoding="utf-8")  # noqa: SIM115 - held by the caller
        except OSError as error:
            raise WriteError(
                paths.relative(work), f"cannot be written: {error.strerror}", "Give another --out."
            ) from None
        try:
            _take(stream, work.parent)
            if _is_same_file(stream, work / "lock"):
                return stream
        except BaseException:
            stream.close()
            raise
        stream.close()  # `clean` removed the folder between the two: the lock holds nothing now


def _take(stream: IO[str], out: Path) -> None:
    """Lock an open file; only another holder counts as another run."""
    try:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has no fcntl; there two runs at once are the user's care
        pass
    except BlockingIOError:
        raise UsageError(
            paths.relative(out),
            "another run is writing there",
            "Wait for it, or give another --out.",
        ) from None
    except OSError as error:  # some network file systems have no locks
        raise WriteError(
            paths.relative(out),
            f"cannot be locked: {error.strerror}",
            "Give an --out on another file system.",
        ) from None


def _is_same_file(stream: IO[str], file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), file.stat())
    except OSError:
        return False


def publish(staged: dict[str, Path], out: Path) -> int:
    """Put each staged file at its place below `out`; clear files of the last set that are not in this one.

    Returns the number of files that changed.

    Raises
    ------
    WriteError : a file cannot be written
    """
    old = _listed(out)
    journal = out / ".work" / _PROMOTING
    changed = 0
    try:
        # Should this be interrupted before the manifest is written, the next run knows these are ours.
        files.write_text(journal, json.dumps(sorted(old | set(staged))))
        for name in sorted(staged, key=lambda n: (n in LAST, n)):
            changed += publish_file(staged[name], out / name)
        for name in old - set(staged):
            (out / name).unlink(missing_ok=True)
        for folder in {(out / name).parent for name in staged}:
            for partial in folder.glob(
                f".*{files.PARTIAL}"
            ):  # of a run that was killed in this very place
                partial.unlink()
        _forget(out, _names_in(out / ".work" / _FAILED))
        (out / ".work" / _FAILED).unlink(missing_ok=True)
        journal.unlink()
    except OSError as error:
        raise WriteError(
            paths.relative(Path(error.filename or out)),
            f"cannot be written: {error.strerror}",
            "Free the space or the permission, then run again: the set will be finished.",
        ) from None
    return changed


def keep_failed(failed: list[Path], out: Path) -> None:
    """Put the notebooks that failed beside the set, to be opened; the next good run clears them."""
    listed = out / ".work" / _FAILED
    names = {f"{file.stem}.failed.ipynb": file for file in failed}
    files.write_text(listed, json.dumps(sorted(_names_in(listed) | set(names))))
    for name, file in names.items():
        publish_file(file, out / name)


def publish_file(source: Path, target: Path) -> bool:
    """Put one file at its place by a rename; False where it stands there already."""
    return files.write_bytes(target, source.read_bytes())


def _listed(out: Path) -> set[str]:
    """Names of the last set, and of one whose promotion was interrupted, that lie inside `out`."""
    manifest = manifest_in(out) or {"outputs": {}}
    names = set(manifest["outputs"]) | _names_in(out / ".work" / _PROMOTING)
    return {name for name in names if out.resolve() in (out / name).resolve().parents}


def _names_in(file: Path) -> set[str]:
    """Names that a list in the staging folder holds; none where it is missing or damaged."""
    try:
        names = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return set()
    return {n for n in names if isinstance(n, str)} if isinstance(names, list) else set()


def _forget(out: Path, names: Iterable[str]) -> None:
    """Remove files that stand in `out` itself or below it."""
    for name in names:
        if out.resolve() in (out / name).resolve().parents:
            (out / name).unlink(missing_ok=True)


def clean(out: Path) -> None:
    """Remove what runs have made below `out`: the promoted set, what failed and the staging folder.

    A folder goes with the last file of ours in it; one that was empty before stays.

    Raises
    ------
    UsageError : the folder holds something, and none of it bears a mark of ours
    """
    if not out.is_dir() or not any(out.iterdir()):
        return
    if not is_marked(out):
        raise UsageError(
            f"--out {out}", "holds no reports that a run has made", "Nothing was removed."
        )
    work = out / ".work"
    with locked(work):
        names = _listed(out)
        if manifest_in(out) is not None:
            names.add("manifest.json")
        failed = _names_in(work / _FAILED)
        _forget(out, names | failed)
        for name in names:
            _remove_empty_parents(out / name, out)
        shutil.rmtree(work, ignore_errors=True)


def _remove_empty_parents(file: Path, out: Path) -> None:
    """Remove the folders between a file that is gone and `out`, as far as nothing else is in them."""
    for folder in file.parents:
        if folder == out:
            return
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return

"""Brings a finished set of reports from the staging folder to where readers look: all of it, or nothing.

Nothing is promoted until every task has passed. Then one rename a file, ``findings.json`` and ``manifest.json`` last.
The manifest says what belongs to the set, so that a next run finishes an interrupted promotion and clears what is old.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from lib import files, paths
from lib.errors import UsageError, WriteError

LAST = ("findings.json", "manifest.json")
#: What a set has at its top: where one of these stands, and no run has left its mark, the folder is somebody else's.
_TOP = ("index.html", "findings.json", "en", "es", "notebooks")


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
    marked = (out / ".work").exists() or (out / "manifest.json").exists()
    foreign = [name for name in _TOP if not marked and (out / name).exists()]
    if foreign:
        raise UsageError(
            f"--out {out}", f"holds {foreign[0]}, which no run has made", "Give an empty folder."
        )


@contextlib.contextmanager
def locked(work: Path) -> Iterator[None]:
    """Hold the staging folder for one run.

    Raises
    ------
    UsageError : another run holds it; WriteError : it cannot be made
    """
    try:
        work.mkdir(parents=True, exist_ok=True)
        stream = open(work / "lock", "a+", encoding="utf-8")  # noqa: SIM115 - held below
    except OSError as error:
        raise WriteError(
            paths.relative(work), f"cannot be written: {error.strerror}", "Give another --out."
        ) from None
    with stream:
        try:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no fcntl; there two runs at once are the user's care
            pass
        except OSError:
            raise UsageError(
                paths.relative(work.parent),
                "another run is writing there",
                "Wait for it, or give another --out.",
            ) from None
        yield


def publish(staged: dict[str, Path], out: Path) -> int:
    """Put each staged file at its place below `out`; clear files of the last set that are not in this one.

    Returns the number of files that changed.

    Raises
    ------
    WriteError : a file cannot be written
    """
    old = _listed(out)
    changed = 0
    try:
        for name in sorted(staged, key=lambda n: (n in LAST, n)):
            changed += publish_file(staged[name], out / name)
        for name in old - set(staged):
            (out / name).unlink(missing_ok=True)
        for folder in {(out / name).parent for name in staged}:
            for partial in folder.glob(
                f".*{files.PARTIAL}"
            ):  # of a run that was killed in this very place
                partial.unlink()
    except OSError as error:
        raise WriteError(
            paths.relative(Path(error.filename or out)),
            f"cannot be written: {error.strerror}",
            "Free the space or the permission, then run again: the set will be finished.",
        ) from None
    return changed


def publish_file(source: Path, target: Path) -> bool:
    """Put one file at its place by a rename; False where it stands there already."""
    return files.write_bytes(target, source.read_bytes())


def _listed(out: Path) -> set[str]:
    """Names in the manifest of the last set that lie inside `out`."""
    try:
        names = json.loads((out / "manifest.json").read_text("utf-8"))["outputs"]
        return {n for n in names if out.resolve() in (out / n).resolve().parents}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def clean(out: Path) -> None:
    """Remove what runs have made below `out`: the promoted set, what failed and the staging folder."""
    import shutil

    if not out.is_dir():
        return
    with locked(out / ".work"):
        for name in _listed(out) | {"manifest.json"}:
            (out / name).unlink(missing_ok=True)
        for failed in out.glob("*.failed.ipynb"):
            failed.unlink()
        shutil.rmtree(out / ".work", ignore_errors=True)
    for folder in sorted((p for p in out.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()

"""``manifest.json``: what a set was made from and with, and what belongs to it, by hash."""

import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from lib import files, paths, strict_json

#: Packages that results depend on.
PACKAGES = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "matplotlib",
    "papermill",
    "nbconvert",
    "babel",
    "typst",
)


def write(
    file: Path, record: dict, *, made_with: dict, inputs: Iterable[Path], outputs: dict[str, Path]
) -> None:
    """Write the manifest of a set.

    Parameters
    ----------
    record : what is said of the run
    made_with : what the run was asked for: parameters and tables by notebook, languages, formats
    inputs : files that it read
    outputs : name below the output folder -> staged file
    """
    digests = {named(input_file): files.digest(input_file) for input_file in inputs}
    content = {
        **record,
        **made_with,
        "versions": versions(),
        "commit": commit(),
        "inputs": dict(sorted(digests.items())),
        "outputs": {name: files.digest(output) for name, output in sorted(outputs.items())},
    }
    files.write_text(file, strict_json.text(content))


def named(file: Path) -> str:
    """A file by its place in the repository, also where data or notebooks come from elsewhere: no path of a machine."""
    for folder, name in ((paths.data(), "data/"), (paths.home(), "")):
        if file.is_relative_to(folder):
            return name + file.relative_to(folder).as_posix()
    return paths.relative(file)


def place(name: str) -> Path:
    """The file that a manifest of this series names: the inverse of `named`."""
    if name.startswith("data/"):
        return paths.data() / name.removeprefix("data/")
    return paths.home() / name


def commit() -> str:
    """The commit of the working tree, or an empty string outside a repository."""
    try:
        result = subprocess.run(
            ["git", "-C", str(paths.ROOT), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that results depend on."""
    python = ".".join(map(str, sys.version_info[:2]))
    return {"python": python, **{package: version(package) for package in PACKAGES}}

"""Where things are: the repository and its folders, and what a run tells its notebooks. Reads no file.

A notebook runs in a process of its own, with this series' runner or under papermill or JupyterLab alone. What a run
has to tell it goes through the environment, by five variables that are named here and nowhere else; none has to be set.

``SERIES_HOME``
    Folder of another series. Set by whoever has one (the tests do); read by `home`.
``SERIES_DATA``
    Another data folder. Set by the command line for ``--data`` and by a run for its kernels; read by `data`.
``SERIES_FINDINGS``
    Files with the findings of the notebooks before the ledger. Set by a run for the ledger's kernel; read by
    `findings`. Without it the ledger reads those of the last run.
``SERIES_DEFAULTS``
    ``1`` where every value is the default: a sentence that does not hold is then an error. Else what is other than it
    was when the sentence was written (``parameters``, ``data`` or ``both``), which the warning that readers see names.
    Set by a run for each kernel; read by `all_defaults` and `other`.
``SERIES_DRAWINGS``
    Folder with the drawings that a run keeps. Set by a run for each kernel; read by `drawings`: without it every figure
    is drawn anew.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"
LOCALE = ROOT / "lib" / "locale"
SCHEMA = ROOT / "lib" / "report.schema.json"
FONTS = ROOT / "lib" / "charts" / "fonts"
DOCS = ROOT / "docs"

_HOME = "SERIES_HOME"
_DATA = "SERIES_DATA"
_FINDINGS = "SERIES_FINDINGS"
DEFAULTS = "SERIES_DEFAULTS"
#: What may be other than it was when a sentence was written.
OTHER = ("parameters", "data", "both")
_DRAWINGS = "SERIES_DRAWINGS"


def home() -> Path:
    """Folder of ``series.yml`` and ``notebooks/``: the repository, or that of another series."""
    return Path(os.environ.get(_HOME) or ROOT)


def data() -> Path:
    """Folder of the data package: ``data/``, or the one that a run was given with ``--data``."""
    return Path(os.environ.get(_DATA) or ROOT / "data")


def use_data(folder: Path) -> None:
    """Take the data package from another folder, here and in every process that is started from here."""
    os.environ[_DATA] = str(folder.resolve())


def findings() -> list[Path]:
    """Files with the findings of the notebooks before the ledger, in the run that is going on; empty outside a run."""
    return [Path(name) for name in os.environ.get(_FINDINGS, "").split(os.pathsep) if name]


def all_defaults() -> bool:
    """Whether a run has said that every value is the default; False outside a run."""
    return os.environ.get(DEFAULTS) == "1"


def other() -> str:
    """What is other than it was when sentences were written: ``parameters``, ``data`` or ``both``."""
    said = os.environ.get(DEFAULTS, "")
    return said if said in OTHER else "parameters"


def drawings() -> Path | None:
    """Folder with the drawings that a run keeps; None outside a run."""
    folder = os.environ.get(_DRAWINGS)
    return Path(folder) if folder else None


def in_a_run() -> bool:
    """Whether a run has started this process, and not a person in JupyterLab."""
    return DEFAULTS in os.environ


def environment_of(
    *,
    all_defaults: bool,
    findings: list[Path] | None = None,
    keeps_going: bool = False,
    drawings: Path | None = None,
) -> dict[str, str]:
    """What a run tells a notebook, as variables for the environment of its kernel.

    Parameters
    ----------
    all_defaults : whether every value that its sentences rest on is the default
    findings : for the ledger: files with the findings of the notebooks before it
    keeps_going : whether a sentence that does not hold is a warning also where every value is the default, because
        the data may be others
    drawings : folder in which drawings are kept
    """
    said = _said(all_defaults=all_defaults, keeps_going=keeps_going)
    variables = {_DATA: str(data().resolve()), DEFAULTS: said}
    if findings:
        variables[_FINDINGS] = os.pathsep.join(map(str, findings))
    if drawings:
        variables[_DRAWINGS] = str(drawings.resolve())
    return variables


def _said(*, all_defaults: bool, keeps_going: bool) -> str:
    if all_defaults:
        return "data" if keeps_going else "1"
    is_other_data = data().resolve() != (ROOT / "data").resolve()
    return "both" if keeps_going and is_other_data else "parameters"


def environment_of_series(home: Path) -> dict[str, str]:
    """The variable that has a command work on the series of another folder."""
    return {_HOME: str(home)}


def relative(path: Path) -> str:
    """Path as a reader types it: from the repository root where it lies inside, else in full."""
    try:
        return Path(path).resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)

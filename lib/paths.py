"""Where things are: the repository root and its folders. Nothing here reads or writes a file."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
REPORTS = ROOT / "reports"
LOCALE = ROOT / "lib" / "locale"
SCHEMA = ROOT / "lib" / "report.schema.json"
FONTS = ROOT / "lib" / "charts" / "fonts"
DOCS = ROOT / "docs"


def home() -> Path:
    """Folder of ``series.yml`` and ``notebooks/``: the repository, or another series that ``SERIES_HOME`` names."""
    return Path(os.environ.get("SERIES_HOME") or ROOT)


def data() -> Path:
    """Folder of the data package: ``data/``, or the one that a run was given with ``--data``."""
    return Path(os.environ.get("SERIES_DATA") or ROOT / "data")


def relative(path: Path) -> str:
    """Path as a reader types it: from the repository root where it lies inside, else in full."""
    try:
        return Path(path).resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)

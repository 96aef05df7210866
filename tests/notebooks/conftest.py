"""A whole run of the series, once a session, that the tests look at and no test changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lib import paths


def _series(*arguments: str, out: Path, **environment: str) -> SimpleNamespace:
    """``./run reports`` in a process of its own: code, output, error."""
    done = subprocess.run([sys.executable, "-m", "lib", "reports", "--out", str(out), *arguments], cwd=paths.ROOT,
                          env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return SimpleNamespace(code=done.returncode, output=done.stdout, error=done.stderr)


@pytest.fixture(scope="session")
def series():
    """Call with arguments of ``./run reports`` and ``out=``."""
    return _series


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> Path:
    """The folder of a complete set of reports, default parameters, both languages, both formats."""
    out = tmp_path_factory.mktemp("reports")
    done = _series(out=out)
    assert done.code == 0, done.output + done.error
    return out


@pytest.fixture(scope="session")
def changed(reports, tmp_path_factory):
    """Call with a notebook and values of its parameters: a copy of the finished set with that notebook run anew."""
    def run(name: str, values: dict) -> Path:
        out = tmp_path_factory.mktemp("changed") / "reports"
        shutil.copytree(reports, out)
        given = [word for parameter, value in values.items() for word in ("-p", f"{parameter}={value}")]
        done = _series(name, *given, "--language", "en", "--format", "html", out=out)
        assert done.code == 0, done.error
        return out
    return run

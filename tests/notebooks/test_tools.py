"""The notebooks without the series' own runner: stock command lines, and plain Python in one process."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from lib import paths

pytestmark = pytest.mark.slow
NAME = "02-money-laundering"
NOTEBOOK = paths.NOTEBOOKS / f"{NAME}.ipynb"


def _command(*arguments, cwd):
    """A command line of Jupyter, from another folder and without what the runner would set."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SERIES_")}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _findings(file):
    """Ids and values of the findings in an executed notebook."""
    notebook = nbformat.read(file, as_version=4)
    found = [
        o.metadata.report
        for c in notebook.cells
        if c.cell_type == "code"
        for o in c.outputs
        if o.get("metadata", {}).get("report", {}).get("kind") == "finding"
    ]
    return {f.id: (f.value, f.low, f.high) for f in found}


def _due(reports):
    record = json.loads((reports / "findings.json").read_text("utf-8"))
    return {
        f["id"]: (f["value"], f["low"], f["high"])
        for f in record["findings"]
        if f["notebook"] == NAME
    }


def test_papermill_runs_a_notebook(reports, tmp_path):
    _command(
        "papermill",
        NOTEBOOK,
        tmp_path / "out.ipynb",
        "-p",
        "language",
        "es",
        "--no-progress-bar",
        cwd=tmp_path,
    )
    assert _findings(tmp_path / "out.ipynb") == _due(reports)
    _command("nbconvert", "--to", "ecuador-report-pdf", tmp_path / "out.ipynb", cwd=tmp_path)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_nbconvert_executes_and_exports_a_notebook(reports, tmp_path):
    shutil.copy(NOTEBOOK, tmp_path / "in.ipynb")
    _command(
        "nbconvert", "--execute", "--to", "ecuador-report-html", tmp_path / "in.ipynb", cwd=tmp_path
    )
    page = (tmp_path / "in.html").read_text("utf-8")
    assert all(f'id="finding-{name}"' in page for name in _due(reports))
    _command(
        "nbconvert",
        "--execute",
        "--to",
        "notebook",
        "--output",
        "run.ipynb",
        tmp_path / "in.ipynb",
        cwd=tmp_path,
    )
    assert _findings(tmp_path / "run.ipynb") == _due(reports)


def test_plain_python_gives_what_a_run_gives(reports, tmp_path):
    """The notebook is a function of parameters and data: kernels and their forks add nothing to it."""
    _command("lib.publishing.checks.baseline", tmp_path, NAME, cwd=tmp_path)
    for code in ("en", "es"):
        assert (tmp_path / ".work" / "findings" / code / f"{NAME}.json").read_bytes() == (
            reports / ".work" / "findings" / code / f"{NAME}.json"
        ).read_bytes()
        assert (tmp_path / ".work" / "site" / code / f"{NAME}.html").read_bytes() == (
            reports / code / f"{NAME}.html"
        ).read_bytes()

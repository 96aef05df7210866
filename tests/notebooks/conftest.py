"""What tests of the notebooks share: three ways to run them, from the whole to a part.

`reports` is a whole run of the series, once a session, that no test changes; `changed` runs one
notebook anew with other parameters, as a user would start it; `sentences` runs one in this process,
in a second or two, with other tables too.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from lib import paths, tables
from lib.display import figures
from lib.publishing.checks import baseline
from lib.publishing.pipeline.notebooks import Job, read
from lib.publishing.pipeline.parameters import declared
from lib.tables import reader
from lib.tables.form import Resource

Change = Callable[[pd.DataFrame], pd.DataFrame]


def _series(*arguments: str, out: Path, **environment: str) -> SimpleNamespace:
    """``./run reports`` in a process of its own: code, output, error."""
    done = subprocess.run(
        [sys.executable, "-m", "lib", "reports", "--out", str(out), *arguments],
        cwd=paths.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
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
def prepared(reports, tmp_path_factory):
    """Call for a folder of another set, which starts from what the whole set was made of.

    It has the staging folder alone: beside the whole set a run in one language or format is refused.
    """

    def prepare() -> Path:
        out = tmp_path_factory.mktemp("prepared") / "reports"
        # What kernels listened on is no file that could be copied.
        no_sockets = shutil.ignore_patterns("kernels")
        shutil.copytree(reports / ".work", out / ".work", ignore=no_sockets)
        return out

    return prepare


@pytest.fixture(scope="session")
def changed(prepared):
    """Call with a notebook and values of its parameters: a set of its own with it run anew."""

    def run(name: str, values: dict) -> Path:
        out = prepared()
        given = [
            word for parameter, value in values.items() for word in ("-p", f"{parameter}={value}")
        ]
        done = _series(name, *given, "--language", "en", "--format", "html", out=out)
        assert done.code == 0, done.error
        return out

    return run


_WARNING = "Does not hold with these parameters: "


@dataclass(frozen=True)
class Output:
    """What one call of `lib.display` put before a reader: its record, and its data as CSV."""

    record: dict
    csv: str

    @property
    def holds(self) -> bool:
        """Whether its condition, ``holds=``, was true."""
        return self.record.get("holds", True)

    @property
    def said(self) -> str:
        """Its words, numbers and data, but not whether they hold."""
        record = {name: value for name, value in self.record.items() if name != "holds"}
        words = json.dumps(record, ensure_ascii=False, sort_keys=True)
        # A sentence that falls is published behind a warning, which is no change of what it says.
        return words.replace(_WARNING, "") + self.csv


#: Kinds of output that say something of the subject; `start`, captions and coverage do not.
_SPEAKING = ("text", "figure", "table", "finding")


def _outputs(executed: nbformat.NotebookNode) -> dict[str, Output]:
    """Id -> output, in order; a text, which has no id, goes by its place: ``text 3``.

    Of two outputs of one id the second goes by its kind too: ``figure harvest``.
    """
    outputs: dict[str, Output] = {}
    texts = 0
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            record = output.metadata.get("report", {})
            if record.get("kind") not in _SPEAKING:
                continue
            texts += record["kind"] == "text"
            name = record.get("id") or f"text {texts}"
            if name in outputs:  # a finding and its figure may share one
                name = f"{record['kind']} {name}"
            assert name not in outputs, f"two outputs are called {name}"
            outputs[name] = Output(record, output.data.get("text/csv", ""))
    return outputs


def _refuse_unknown(names: Iterable[str], known: Iterable[str], lacks: str, has: str):
    """ValueError for names that are not known: what `lacks` them, and what it `has`."""
    if unknown := sorted(set(names) - set(known)):
        raise ValueError(f"{lacks} {', '.join(unknown)}; {has}: {', '.join(sorted(known))}")


def _no_picture(chart: figures.Chart) -> dict[str, str]:
    return {}


def _sentences(
    notebook: str, changes: dict[str, Change] | None = None, **parameters
) -> dict[str, Output]:
    changes = changes or {}
    source = paths.NOTEBOOKS / f"{notebook}.ipynb"
    known_notebooks = [file.stem for file in paths.NOTEBOOKS.glob("*.ipynb")]
    _refuse_unknown([notebook], known_notebooks, "the series has no notebook", "it has")
    _refuse_unknown(
        parameters, declared(read(source), notebook), f"{notebook} has no parameter", "it has"
    )
    _refuse_unknown(changes, tables.names(), "the data package has no table", "it has")

    def read_and_change(descriptor: Resource) -> pd.DataFrame:
        table = tables.read(descriptor)
        change = changes.get(descriptor.name)
        if change is None:
            return table
        changed = change(table.copy())
        if changed.equals(table):
            raise ValueError(f"the change of {descriptor.name} leaves the table as it is")
        return changed

    job = Job(
        name=notebook,
        source=source,
        language="en",
        overrides=parameters,
        work=Path(),
        environment={},
    )
    with pytest.MonkeyPatch.context() as patch, figures.drawing(_no_picture):
        patch.setattr(reader, "read", read_and_change)
        # As with other parameters: what does not hold gets a warning and stops nothing.
        patch.delenv("SERIES_DEFAULTS", raising=False)
        executed = baseline.executed(job)
        _refuse_unknown(changes, tables.loaded(), f"{notebook} does not read", "it reads")
    return _outputs(executed)


@pytest.fixture(scope="session")
def sentences():
    """Call to learn what a notebook says with other tables or parameters: id -> `Output`.

    ``sentences("01-judicial-outcomes", {"justice/facts": double}, draws=500)["funnel"].holds``

    The cells run one after the other in this process, in English. They show what they show to a
    reader, but figures are not drawn. A change is a function from the table, as `load` gives it,
    to another; the files stay as they are.

    Raises
    ------
    ValueError : a parameter or table that the notebook has not, or a change of nothing; a test that
        misspells one would otherwise look at the notebook as it is
    """
    return _sentences


def _scaled(column: str, factor: float, where: dict | None = None) -> Change:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        chosen = table[column].notna()
        for key, codes in (where or {}).items():
            chosen &= table[key].isin(codes if isinstance(codes, list) else [codes])
        values = (table[column] * factor).where(chosen, table[column])
        counted = (table[column].dropna() % 1 == 0).all()  # half a case would be no count
        values = values.round() if counted else values
        return table.assign(**{column: values.astype(table[column].dtype)})

    return change


@pytest.fixture(scope="session")
def scaled():
    """Call for a change of a table: a column times a factor, in rows with these codes."""
    return _scaled

"""A made-up series of three notebooks with data of its own, small enough to be run some seventy times."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import nbformat

from lib import paths

YAML = """\
notebooks: [01-first, 02-second, 03-ledger]
ledger: 03-ledger
scenarios:
  narrow: {confidence: 0.5}
"""
PARAMETERS = """\
language: str = "en"  # en | es
confidence: float = 0.95  # 0.01 to 0.99
size: int = 3  # rows shown
word: str = "plain"  # any word
"""
START = """\
from lib import charts, estimates
from lib.claims import read_findings
from lib.display import coverage, figure, finding, start, table, text
from lib.tables import load, rows
start(language)
counts = load("made/counts")
part = estimates.share(int(counts["part"].sum()), int(counts["whole"].sum()), confidence)
"""
NOTEBOOKS = {
    "01-first": [
        "# How large is the part?",
        PARAMETERS,
        START,
        'text("The part is {part:pct}.", part=part)',
        'figure(charts.lines, rows([[2020 + i, float(i + size), "ECU"] for i in range(5)], '
        '["x", "value", "series"]), id="rise", title="A made-up line", subtitle="Units, made up", '
        'alt="A line that goes up, made up for a test.", tables=["made/counts"])',
        'finding("part", "The part is {part:pct}.", value="part", part=part, unit="share", '
        'tables=["made/counts"], holds=part.low > 0.1)',
    ],
    "02-second": [
        "# What is the other part?",
        PARAMETERS,
        START,
        'text("The rest of {part:pct}.", part=part)',
        'other = load("made/other")\ncoverage("made/counts", "made/other")',
        "1;",
    ],
    "03-ledger": [
        "# What was found?",
        PARAMETERS,
        START,
        'text("There are {n:n} findings.", n=len(read_findings("03-ledger")))',
        'coverage("made/counts")',
    ],
}
TABLE = "year,part,whole,source,status\n" + "".join(
    f"{year},{3 + year % 4},20,a-source,documented\n" for year in range(2018, 2024)
)
ROW = "2019,6,20,a-source,documented\n"  # one of them
FIELDS = [
    {
        "name": "year",
        "type": "year",
        "title": "Year",
        "constraints": {"required": True, "minimum": 2000},
    },
    {"name": "part", "type": "integer", "title": "Part", "constraints": {"maximum": 20}},
    {"name": "whole", "type": "integer", "title": "Whole", "constraints": {"required": True}},
    {"name": "source", "type": "string", "title": "Source", "constraints": {"required": True}},
    {
        "name": "status",
        "type": "string",
        "title": "Status",
        "constraints": {"enum": ["documented", "reported", "estimated"]},
    },
]
LABELS = """\
code,label,used_for
ECU,Ecuador,place
documented,documented,status
reported,reported,status
estimated,estimated,status
"""
CLAIM = (
    "claim,value,unit,qualifier,last_digit,source,status\nX01,5,units,exact,1,a-source,reported\n"
)


def notebook(cells: list[str], **metadata) -> nbformat.NotebookNode:
    """Markdown where a cell begins with ``#``, else code; the parameters cell is tagged."""
    made = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            **metadata,
        }
    )
    for number, source in enumerate(cells):
        new = (
            nbformat.v4.new_markdown_cell if source.startswith("# ") else nbformat.v4.new_code_cell
        )
        made.cells.append(new(source, id=f"cell-{number}"))
        if source.startswith("language:"):
            made.cells[-1].metadata["tags"] = ["parameters"]
    return made


def _resource(name: str, fields: list[dict], key: list[str]) -> dict:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": name,
        "description": "Made up.",
        "period": "2018/2023",
        "licenses": [{"name": "none", "title": "Made up"}],
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": key},
    }


def write(folder: Path) -> None:
    """Write the series, its data included, into a folder that may hold one."""
    data = folder / "data"
    for place in (folder / "notebooks", data / "made"):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    (folder / "series.yml").write_text(YAML, "utf-8")
    for name, cells in NOTEBOOKS.items():
        nbformat.write(notebook(cells), folder / "notebooks" / f"{name}.ipynb")
    text = {
        "name": "string",
        "unit": "string",
        "qualifier": "string",
        "last_digit": "number",
        "value": "number",
    }
    claims = [
        {"name": n, "type": text.get(n, "string"), "title": n}
        for n in CLAIM.split("\n")[0].split(",")
    ]
    package = {
        "name": "made-up",
        "version": "1",
        "evidence_as_of": "2024-01",
        "resources": [
            _resource("made/counts", FIELDS, ["year"]),
            _resource("made/other", FIELDS, ["year"]),
            _resource("claims", claims, ["claim"]),
        ],
    }
    source = {
        "id": "a-source",
        "type": "webpage",
        "title": "A source",
        "author": [{"literal": "Somebody"}],
        "issued": {"date-parts": [[2024]]},
        "URL": "https://example.org",
    }
    files = {
        "datapackage.json": json.dumps(package),
        "references.json": json.dumps([source]),
        "claims.csv": CLAIM,
        "made/counts.csv": TABLE,
        "made/other.csv": TABLE,
        "labels.csv": LABELS,
    }
    for name, content in files.items():
        (data / name).write_text(content, "utf-8")


@dataclass
class Tiny:
    """The series in a folder, and the folder of its reports."""

    home: Path
    out: Path
    arguments: tuple[str, ...] = ("--language", "en", "--format", "html", "--jobs", "1")
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        return [
            sys.executable,
            "-P",
            "-m",
            "lib",
            "reports",
            "--out",
            str(self.out),
            *self.arguments,
            *arguments,
        ]

    def surroundings(self, **environment: str) -> dict[str, str]:
        return {
            **os.environ,
            "SERIES_HOME": str(self.home),
            "SERIES_DATA": str(self.home / "data"),
            "PYTHONPATH": str(paths.ROOT),
            **self.environment,
            **environment,
        }

    def run(
        self, *arguments: str, cwd: Path | None = None, environment: dict | None = None, before=None
    ):
        """Run to the end: code, output, error."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=cwd or self.home,
            preexec_fn=before,
            timeout=120,
            env=self.surroundings() if environment is None else environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        return SimpleNamespace(code=done.returncode, output=done.stdout, error=done.stderr)

    def begin(self, *arguments: str) -> subprocess.Popen:
        """Start a run in a session of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.home,
            env=self.surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def restore(self) -> None:
        """Put the series right and run it: for a test whose own run succeeded with something else."""
        write(self.home)
        done = self.run()
        assert done.code == 0, done.output + done.error

    def cells(self, name: str, *cells: str, tags: tuple[str, ...] = (), **metadata) -> None:
        """Add cells at the end of a notebook."""
        made = notebook([*NOTEBOOKS[name], *cells], **metadata)
        made.cells[-1].metadata["tags"] = list(tags)
        nbformat.write(made, self.home / "notebooks" / f"{name}.ipynb")

    def kernels(self) -> list[str]:
        """Kernels and fork servers that run for these reports, by what they were started with."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                if str(self.out / ".work") in os.readlink(process / "cwd"):
                    found.append((process / "cmdline").read_text().replace("\0", " "))
        return found

    def wait_for_no_kernel(self, seconds: float) -> list[str]:
        """Those that are still there after some seconds."""
        ends = time.monotonic() + seconds
        while (left := self.kernels()) and time.monotonic() < ends:
            time.sleep(0.1)
        return left

    def temporary_files(self) -> list[str]:
        """What stands in the folder for temporary files, which is these runs' own."""
        return sorted(os.listdir(self.environment["TMPDIR"]))

    def promoted(self) -> dict[str, bytes]:
        """The set that readers see: every file but for what a failed run leaves beside it."""
        return {
            f.relative_to(self.out).as_posix(): f.read_bytes()
            for f in sorted(self.out.rglob("*"))
            if f.is_file() and ".work" not in f.parts and not f.name.endswith(".failed.ipynb")
        }


def stop(process: subprocess.Popen, number: int) -> tuple[int, str, float]:
    """Signal a run: its exit code, what it said on stderr, seconds until it ended."""
    began = time.monotonic()
    process.send_signal(number)
    _, error = process.communicate(timeout=30)
    return process.returncode, error, time.monotonic() - began


def wait_for(condition, seconds: float = 40) -> None:
    """Wait until it is true."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it has not come about"
        time.sleep(0.05)


SIGNALS = {
    "SIGINT": signal.SIGINT,
    "SIGTERM": signal.SIGTERM,
    "SIGHUP": signal.SIGHUP,
    "SIGKILL": signal.SIGKILL,
}

"""Which steps a run has, what each of them depends on and what it makes. Nothing here runs anything."""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lib import files, paths, tables
from lib.errors import DataError, UsageError
from lib.language import catalogue
from lib.publishing.pipeline import config, dependencies
from lib.publishing.pipeline.config import Options, SeriesConfig
from lib.publishing.pipeline.notebooks import Job
from lib.publishing.site import brief, pages, record


@dataclass
class Task:
    """One step: what it does, the files that it depends on and makes, and what else it depends on, in words."""

    name: str
    action: Callable[[], None]
    inputs: list[Path]
    targets: list[Path]
    key: dict = field(default_factory=dict)
    data_of: Job | None = None

    def made(self) -> dict[str, str]:
        """Content of what it has made, by file."""
        results = [*self.targets, *(pages.data_files(self.data_of) if self.data_of else [])]
        return {str(f): files.digest(f) for f in results if f.exists()}


class TaskGraph:
    """The steps of one run, and what they share."""

    def __init__(self, series: SeriesConfig, options: Options, work: Path) -> None:
        self.series, self.options, self.work = series, options, work
        outlines = {n: (series.notebooks[n], f"notebooks/{n}.ipynb") for n in series.names}
        self.library = {
            n: dependencies.closure(dependencies.modules(*o)) for n, o in outlines.items()
        }
        self.tables = {n: dependencies.loaded_tables(*o) for n, o in outlines.items()}
        self.exporters = _exporters()
        data = [
            paths.data() / r["path"] for r in tables.package()["resources"]
        ]  # as they are, whatever is declared
        listed = json.dumps([files.digest(f) if f.is_file() else None for f in data]).encode()
        self.record = {
            "edition": tables.package()["version"],
            "evidence_as_of": tables.package()["evidence_as_of"],
            "parameters_note": series.note(),
            "data_hash": hashlib.sha256(listed).hexdigest(),
        }

    def steps(self) -> list[Task]:
        """Every step: execute, finish and export for each notebook and language, then the set's own files.

        Raises
        ------
        UsageError : a step needs a file that is not there
        """
        jobs = [
            self.job(name, code) for code in self.options.languages for name in self.series.names
        ]
        found = [step for job in jobs for step in self._of(job)] + self._of_set(jobs)
        for step in found:
            missing = [p for p in step.inputs if not p.exists() and self.work not in p.parents]
            if missing:
                raise UsageError(
                    paths.relative(missing[0]), "no such file", f"The step '{step.name}' needs it."
                )
        return found

    def _of(self, job: Job) -> list[Task]:
        said = f"{job.name} {job.language}"
        steps = [
            Task(
                f"execute {said}",
                partial(_execute, job),
                self.inputs(job),
                [job.executed, job.findings],
                self._key(job),
            ),
            Task(
                f"finish {said}",
                partial(pages.finish, job, self),
                [job.executed, _machinery("site/pages.py"), *catalogue.files(job.language)],
                [job.finished],
                {
                    **self.record,
                    "titles": self.series.titles,
                    "languages": list(self.options.languages),
                },
            ),
        ]
        spoken = [job.finished, *self.exporters, *catalogue.files(job.language, job.name)]
        return steps + [
            Task(
                f"{form} {said}",
                partial(pages.export, job, form),
                spoken,
                [self._report(job, form)],
                data_of=job if form == "html" else None,
            )
            for form in self.options.formats
        ]

    def _of_set(self, jobs: list[Job]) -> list[Task]:
        findings, languages = [job.findings for job in jobs], list(self.options.languages)
        reports = [self._report(job, form) for job in jobs for form in self.options.formats]
        index_pages = [self.work / "site" / code / "index.html" for code in ("", *languages)]
        spoken = [*self.exporters, *(file for code in languages for file in catalogue.files(code))]
        briefs = [file for code in languages for file in self.brief(code).values()]
        return [
            *(step for code in languages for step in self._beside_reports(code)),
            *(self._recorded(name) for name in self.series.names),
            Task(
                "findings",
                partial(pages.write_findings, self),
                [*findings, _machinery("site/pages.py"), paths.SCHEMA, paths.data() / "claims.csv"],
                [self.work / "findings.json", self.work / "claims.csv"],
                {**self.record, "languages": languages},
            ),
            Task(
                "index",
                partial(pages.index, self),
                [*(j.finished for j in jobs), *findings, *reports, *briefs, *spoken],
                index_pages,
                {"languages": languages, "headlines": config.configuration().get("headlines")},
            ),
        ]

    def _recorded(self, name: str) -> Task:
        """What one notebook publishes, in the form of the approved record."""
        finished = {code: self.job(name, code).finished for code in self.options.languages}
        return Task(
            f"record {name}",
            partial(record.write, finished, name, self.record_file(name)),
            [*finished.values(), _machinery("site/record.py")],
            [self.record_file(name)],
            {"languages": list(finished)},
        )

    def record_file(self, name: str) -> Path:
        """Where the record of a notebook is staged."""
        return self.work / "record" / f"{name}.csv"

    def _beside_reports(self, code: str) -> list[Task]:
        """Glossary and corrections, and the brief, of one language."""
        folder, spoken = self.work / "site" / code, [*self.exporters, *catalogue.files(code)]
        executed = {name: self.job(name, code).finished for name in self.series.names}
        made = self.brief(code)
        steps = [
            Task(
                f"pages {code}",
                partial(pages.pages, code, folder, self.options.languages),
                spoken,
                [folder / p for p in pages.PAGES],
                {"languages": list(self.options.languages)},
            )
        ]
        if made:
            steps.append(
                Task(
                    f"brief {code}",
                    partial(brief.write, executed, self.series.ledger, code, made),
                    [*executed.values(), _machinery("site/brief.py"), *spoken],
                    list(made.values()),
                )
            )
        return steps

    def brief(self, code: str) -> dict[str, Path]:
        """Where the brief of a language is written, by format; empty in a series that can have none."""
        if not brief.possible(self.series.names):
            return {}
        return {
            form: self.work / "site" / code / f"{brief.NAME}.{form}"
            for form in self.options.formats
        }

    def _report(self, job: Job, form: str) -> Path:
        return self.work / "site" / job.language / f"{job.name}.{form}"

    def job(self, name: str, code: str) -> Job:
        """The job of one notebook in one language."""
        series = self.series
        environment = {
            "SERIES_DATA": str(paths.data().resolve()),
            "SERIES_DEFAULTS": "0" if self._any_changed(name) else "1",
        }
        if name == series.ledger:
            others = [self.job(n, code).findings for n in series.names if n != name]
            environment["SERIES_FINDINGS"] = os.pathsep.join(map(str, others))
        return Job(
            name=name,
            source=paths.home() / "notebooks" / f"{name}.ipynb",
            language=code,
            overrides=series.overrides(name),
            work=self.work,
            environment=environment,
            parameters=series.parameters(name),
            cell_timeout=self.options.cell_timeout,
            notebook_timeout=self.options.notebook_timeout,
        )

    def _any_changed(self, name: str) -> bool:
        """True where a notebook's sentences rest on values that are not the defaults (the ledger's on all)."""
        names = self.series.names if name == self.series.ledger else [name]
        return any(self.series.overrides(n) for n in names)

    def inputs(self, job: Job) -> list[Path]:
        """Files that an executed notebook depends on.

        Raises
        ------
        DataError : a table whose file lies outside the data folder
        """
        data = [paths.data() / tables.resource(t)["path"] for t in self.tables[job.name]]
        for file in data:
            if not file.resolve().is_relative_to(paths.data().resolve()):
                raise DataError(
                    str(file),
                    "lies outside the data folder",
                    "Correct its path in datapackage.json.",
                )
        data += [paths.data() / f for f in ("claims.csv", "labels.csv", "references.json")]
        inputs = [
            job.source,
            *data,
            *self.library[job.name],
            paths.SCHEMA,
            *catalogue.files(job.language, job.name),
            *(
                _machinery(f"pipeline/{name}.py")
                for name in ("execute", "validate", "kernels", "notebooks")
            ),
            paths.ROOT / "requirements.lock",
        ]
        if job.name == self.series.ledger:
            inputs += [
                self.job(n, job.language).findings for n in self.series.names if n != job.name
            ]
            inputs += [
                paths.data() / r["path"] for r in tables.package()["resources"]
            ]  # its data log rates them all
            inputs += [p for p in (paths.DOCS / "assumptions.md",) if p.exists()]
        return list(dict.fromkeys(inputs))

    def _key(self, job: Job) -> dict:
        """What an executed notebook depends on that is not a file of its own, by the words that explain a change."""
        described = {
            f"description of {t}": json.dumps(tables.resource(t), sort_keys=True)
            for t in self.tables[job.name]
        }
        values = {f"parameter {name}": value for name, value in job.parameters.items()}
        return {
            **values,
            **described,
            "whether all values are defaults": job.environment["SERIES_DEFAULTS"],
            "Python": ".".join(map(str, sys.version_info[:2])),
            "list of notebooks": self.series.names,
        }

    def staged(self) -> dict[str, Path]:
        """Name below the output folder -> staged file, for the whole set, the manifest included."""
        found = {f.relative_to(self.work / "site").as_posix(): f for f in pages.files(self)}
        for code in self.options.languages:
            for name in self.series.names:
                found[f"notebooks/{code}/{name}.ipynb"] = self.job(name, code).finished
        found |= {name: self.work / name for name in ("claims.csv", "findings.json")}
        found |= {f"record/{name}.csv": self.record_file(name) for name in self.series.names}
        found["manifest.json"] = pages.write_manifest(self, found)
        return found


def _execute(job: Job) -> None:
    from lib.publishing.pipeline import execute  # papermill, only where a notebook is due

    execute.run(job)


def _machinery(name: str) -> Path:
    return Path(__file__).parents[1] / name


def _exporters() -> tuple[Path, ...]:
    """Files that a report depends on besides its notebook."""
    found = [
        p
        for folder in (_machinery("report"), paths.FONTS)
        for p in folder.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    ]
    told = [
        *(paths.DOCS / name for name in ("assumptions.md", "corrections.md")),
        *(paths.ROOT / name for name in ("CHANGELOG.md", "CITATION.cff")),
        *(paths.data() / name for name in ("labels.csv", "scorecard.csv", "glossary.csv")),
    ]
    return (
        *sorted(found),
        _machinery("site/pages.py"),
        paths.data() / "references.json",
        *(p for p in told if p.exists()),
    )

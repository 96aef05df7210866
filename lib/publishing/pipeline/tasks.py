"""Which steps a run has, what each of them depends on and what it makes. Nothing here runs anything."""

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from lib import files, paths, tables
from lib.errors import DataError, UsageError
from lib.language import catalogue, speaking, translate
from lib.publishing.pipeline import dependencies, kept_going
from lib.publishing.pipeline.config import Options, SeriesConfig
from lib.publishing.pipeline.notebooks import Job
from lib.publishing.site import archive, brief, findings, manifest, pages, record, reports
from lib.publishing.site.reports import Report

#: Folder of a set in which it keeps the tables and registers that it was made from.
KEPT_INPUTS = "inputs"
#: How outputs are recorded and read: whatever reads records depends on it.
_RECORDS = paths.ROOT / "lib" / "records.py"
#: Pages of ``docs/`` that reports and the pages beside them show.
_SHOWN_DOCS = (
    "assumptions.md",
    "corrections.md",
    "corrections.es.md",
    "whats-new.md",
    "whats-new.es.md",
)


@dataclass(kw_only=True)
class Task:
    """One step of a run.

    Parameters
    ----------
    name : as it is shown
    action : what it does
    inputs, targets : files that it depends on, and that it writes
    key : what else it depends on, by the words that explain a change
    data_of : the report whose data files it writes too; how many these are is known only afterwards
    """

    name: str
    action: Callable[[], None]
    inputs: list[Path]
    targets: list[Path]
    key: dict = field(default_factory=dict)
    data_of: Report | None = None

    def results(self) -> dict[str, str]:
        """Content of what it has written, by file."""
        written = list(self.targets)
        if self.data_of:
            written += self.data_of.data_files
        return {str(file): files.digest(file) for file in written if file.exists()}


class TaskGraph:
    """The steps of one run, and what they share."""

    def __init__(self, series: SeriesConfig, options: Options, work: Path) -> None:
        self.series, self.options, self.work = series, options, work
        self.languages = list(options.languages)
        self.library: dict[str, list[Path]] = {}
        self.tables: dict[str, list[str]] = {}
        for name in series.names:
            outline = series.notebooks[name]
            where = f"notebooks/{name}.ipynb"
            self.library[name] = dependencies.closure(dependencies.modules(outline, where))
            self.tables[name] = dependencies.loaded_tables(outline, where)
        self.exporters = _exporters()
        self.record = {
            "edition": tables.package().version,
            "evidence_as_of": tables.package().evidence_as_of,
            "parameters_note": self._note(),
            "data_hash": _data_hash(),
        }

    def steps(self) -> list[Task]:
        """Every step: execute, finish and export for each notebook and language, then the set's own files.

        Raises
        ------
        UsageError : a step needs a file that is not there
        """
        jobs = [self.job(name, code) for code in self.languages for name in self.series.names]
        steps = [step for job in jobs for step in self._steps_of(job)]
        for code in self.languages:
            steps += self._steps_beside_reports(code)
        steps += [self._step_record(name) for name in self.series.names]
        steps.append(self._step_findings(jobs))
        steps += [self._step_index(code) for code in self.languages]
        steps += [self._step_chooser(), self._step_style()]
        for step in steps:
            missing = [
                file for file in step.inputs if not file.exists() and self.work not in file.parents
            ]
            if missing:
                raise UsageError(
                    paths.relative(missing[0]), "no such file", f"The step '{step.name}' needs it."
                )
        return steps

    # The steps of one notebook in one language

    def _steps_of(self, job: Job) -> list[Task]:
        steps = [self._step_execute(job), self._step_finish(job)]
        return steps + [self._step_export(job, form) for form in self.options.formats]

    def _step_execute(self, job: Job) -> Task:
        return Task(
            name=f"execute {job.name} {job.language}",
            action=partial(_execute, job),
            inputs=self.inputs(job),
            targets=[job.executed, job.findings],
            key=self._key(job),
        )

    def _step_finish(self, job: Job) -> Task:
        return Task(
            name=f"finish {job.name} {job.language}",
            action=partial(self.finish, job),
            inputs=[
                job.executed,
                _machinery("site/reports.py"),
                *catalogue.files(job.language),
            ],
            targets=[job.finished],
            key={
                **self.record,
                "titles": self.series.titles,
                "languages": self.languages,
            },
        )

    def finish(self, job: Job) -> None:
        """Write the executed notebook of a job with the record of this run, in its language."""
        with speaking(job.language):
            note = self._note(translate)
        record_of_run = {**self.record, "parameters_note": note}
        reports.finish(
            job.report, record_of_run, titles=self.series.titles, languages=self.languages
        )

    def _note(self, translate: Callable[[str], str] = str) -> str:
        """What readers are told of the run, as `translate` puts it; empty for a run as the series stands."""
        parts = [self.series.note(translate)]
        if self.options.keep_going:
            parts.append(translate("run on where a sentence does not hold; each is marked"))
        return "; ".join(part for part in parts if part)

    def _step_export(self, job: Job, form: str) -> Task:
        return Task(
            name=f"{form} {job.name} {job.language}",
            action=partial(reports.export, job.report, form),
            inputs=[
                job.finished,
                *self.exporters,
                *catalogue.files(job.language, job.name),
            ],
            targets=[job.report.page(form)],
            data_of=job.report if form == "html" else None,
        )

    # The steps of the set

    def _step_record(self, name: str) -> Task:
        """What one notebook publishes, in the form of the approved record."""
        finished = {code: self.job(name, code).finished for code in self.languages}
        return Task(
            name=f"record {name}",
            action=partial(record.write, finished, name, self.record_file(name)),
            inputs=[*finished.values(), _machinery("site/record.py")],
            targets=[self.record_file(name)],
            key={"languages": list(finished)},
        )

    def record_file(self, name: str) -> Path:
        """Where the record of a notebook is staged."""
        return self.work / "record" / f"{name}.csv"

    def _step_findings(self, jobs: list[Job]) -> Task:
        return Task(
            name="findings",
            action=self._write_findings,
            inputs=[
                *(job.findings for job in jobs),
                _machinery("site/findings.py"),
                _RECORDS,
                paths.data() / "claims.csv",
            ],
            targets=[self.work / "findings.json", self.work / "claims.csv"],
            key={**self.record, "languages": self.languages},
        )

    def _write_findings(self) -> None:
        by_language = {}
        for code in self.languages:
            reports_of = [self.job(name, code).report for name in self.series.names]
            by_language[code] = [
                finding for report in reports_of for finding in report.read_findings()
            ]
        findings.write(by_language, self.record, self.work)

    def _steps_beside_reports(self, code: str) -> list[Task]:
        """Glossary and corrections, the brief, and the pages of old names, of one language."""
        folder = self._site(code)
        spoken = [*self.exporters, _machinery("site/pages.py"), *catalogue.files(code)]
        beside = Task(
            name=f"pages {code}",
            action=partial(pages.write_beside, folder, code, self.languages),
            inputs=spoken,
            targets=[folder / page for page in pages.PAGES],
            key={"languages": self.languages},
        )
        steps = [beside, self._step_dictionary(code, spoken)]
        if self.series.renamed:
            steps.append(self._step_moved(code, spoken))
        if self.brief(code):
            steps.append(self._step_brief(code))
        return steps

    def _step_dictionary(self, code: str, spoken: list[Path]) -> Task:
        """What every table holds."""
        data = [paths.data() / resource.path for resource in tables.package().resources]
        return Task(
            name=f"data dictionary {code}",
            action=partial(pages.write_dictionary, self._site(code), code, self.languages),
            inputs=[
                *spoken,
                _machinery("site/dictionary.py"),
                paths.data() / "datapackage.json",
                *data,
            ],
            targets=[self._site(code) / pages.DATA],
            key={"languages": self.languages},
        )

    def _step_moved(self, code: str, spoken: list[Path]) -> Task:
        """The pages that say where a report of another name has gone."""
        moved = partial(
            pages.write_moved,
            self._site(code),
            code,
            self.series.renamed,
            titles=self.series.titles,
            form=self.options.formats[0],
            languages=self.languages,
        )
        return Task(
            name=f"moved {code}",
            action=moved,
            inputs=spoken,
            targets=pages.moved(self._site(code), self.series.renamed),
            key={
                "renamed": self.series.renamed,
                "titles": self.series.titles,
                "format": self.options.formats[0],
                "languages": self.languages,
            },
        )

    def _step_brief(self, code: str) -> Task:
        finished = {name: self.job(name, code).finished for name in self.series.names}
        return Task(
            name=f"brief {code}",
            action=partial(brief.write, finished, self.series.ledger, code, self.brief(code)),
            inputs=[
                *finished.values(),
                _machinery("site/brief.py"),
                *self.exporters,
                *catalogue.files(code),
            ],
            targets=list(self.brief(code).values()),
        )

    def brief(self, code: str) -> dict[str, Path]:
        """Where the brief of a language is written, by format; empty in a series that can have none."""
        if not brief.possible(self.series.names):
            return {}
        return {form: self._site(code) / f"{brief.NAME}.{form}" for form in self.options.formats}

    def _step_index(self, code: str) -> Task:
        ledger = self.series.ledger
        names = [ledger, *(name for name in self.series.names if name != ledger)]
        jobs = [self.job(name, code) for name in names]
        write = partial(
            pages.write_index,
            self._site(code),
            code,
            [job.report for job in jobs],
            formats=self.options.formats,
            brief_files=self.brief(code),
            headlines=self.series.headlines,
            languages=self.languages,
        )
        return Task(
            name=f"index {code}",
            action=write,
            inputs=[
                *(job.finished for job in jobs),
                *(job.findings for job in jobs),
                *(job.report.page(form) for job in jobs for form in self.options.formats),
                *self.brief(code).values(),
                *self.exporters,
                *(
                    _machinery(f"site/{name}.py")
                    for name in ("archive", "pages", "findings", "brief")
                ),
                *catalogue.files(code),
            ],
            targets=[self._site(code) / "index.html"],
            key={"languages": self.languages, "headlines": self.series.headlines},
        )

    def _step_chooser(self) -> Task:
        spoken = [file for code in self.languages for file in catalogue.files(code)]
        return Task(
            name="index",
            action=partial(pages.write_chooser, self._site(), self.languages),
            inputs=[*self.exporters, _machinery("site/pages.py"), *spoken],
            targets=[self._site() / "index.html"],
            key={"languages": self.languages},
        )

    def _step_style(self) -> Task:
        return Task(
            name="style",
            action=partial(pages.write_style, self._site()),
            inputs=[*self.exporters, _machinery("site/pages.py")],
            targets=pages.style_files(self._site()),
        )

    def _site(self, code: str = "") -> Path:
        """Folder in which the pages of a language are staged; without one, that of the whole set."""
        return self.work / "site" / code

    # What the steps are about

    def job(self, name: str, code: str) -> Job:
        """The job of one notebook in one language."""
        series = self.series
        others = [other for other in series.names if other != name]
        environment = paths.environment_of(
            all_defaults=self._all_defaults(name),
            keeps_going=self.options.keep_going,
            findings=[self.job(other, code).findings for other in others]
            if name == series.ledger
            else None,
            drawings=self.work / "drawings",
        )
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

    def _all_defaults(self, name: str) -> bool:
        """Whether every value that a notebook's sentences rest on is the default; the ledger's rest on all."""
        names = self.series.names if name == self.series.ledger else [name]
        return not any(self.series.overrides(of) for of in names)

    def inputs(self, job: Job) -> list[Path]:
        """Files that an executed notebook depends on.

        Raises
        ------
        DataError : a table whose file lies outside the data folder
        """
        data = [paths.data() / tables.resource(t).path for t in self.tables[job.name]]
        for file in data:
            if not file.resolve().is_relative_to(paths.data().resolve()):
                raise DataError(
                    str(file),
                    "lies outside the data folder",
                    "Correct its path in datapackage.json.",
                )
        registers = ("claims.csv", "checked.csv", "labels.csv", "references.json")
        data += [paths.data() / name for name in registers if (paths.data() / name).exists()]
        inputs = [
            job.source,
            *data,
            *self.library[job.name],
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
                paths.data() / r.path for r in tables.package().resources
            ]  # its data log rates them all
            inputs += [p for p in (paths.DOCS / "assumptions.md",) if p.exists()]
        return list(dict.fromkeys(inputs))

    def _key(self, job: Job) -> dict:
        """What an executed notebook depends on that is not a file of its own, by the words that explain a change."""
        described = {
            f"description of {t}": msgspec.json.encode(tables.resource(t)).decode()
            for t in self.tables[job.name]
        }
        values = {f"parameter {name}": value for name, value in job.parameters.items()}
        return {
            **values,
            **described,
            "whether all values are defaults": self._all_defaults(job.name),
            "whether the run keeps going": self.options.keep_going,
            "Python": ".".join(map(str, sys.version_info[:2])),
            "list of notebooks": self.series.names,
        }

    def staged(self) -> dict[str, Path]:
        """Name below the output folder -> staged file, for the whole set, the manifest included."""
        site = self._site()
        staged = {file.relative_to(site).as_posix(): file for file in self._site_files()}
        for code in self.languages:
            for name in self.series.names:
                staged[f"notebooks/{code}/{name}.ipynb"] = self.job(name, code).finished
        for name in ("claims.csv", "findings.json"):
            staged[name] = self.work / name
        for name in self.series.names:
            staged[f"record/{name}.csv"] = self.record_file(name)
        inputs = self._input_files()
        # A set keeps the tables and registers that it was made from: `./run diff` compares them by row.
        for file in inputs:
            if file.is_relative_to(paths.data()):
                staged[f"{KEPT_INPUTS}/{manifest.named(file)}"] = file
        crate = self.work / archive.NAME
        archive.write(crate, staged, self.record["parameters_note"])
        staged[archive.NAME] = crate
        staged["manifest.json"] = self._write_manifest(inputs, staged)
        return staged

    def _site_files(self) -> list[Path]:
        """Files of the set that readers open: pages, PDFs and data."""
        site_files = [self._site() / "index.html", *pages.style_files(self._site())]
        for code in self.languages:
            folder = self._site(code)
            site_files += [folder / page for page in ("index.html", pages.DATA, *pages.PAGES)]
            site_files += pages.moved(folder, self.series.renamed)
            site_files += self.brief(code).values()
            for name in self.series.names:
                report = self.job(name, code).report
                site_files += [report.page(form) for form in self.options.formats]
                if "html" in self.options.formats:
                    site_files += report.data_files
        return site_files

    def _input_files(self) -> list[Path]:
        """Every file that the set is made from."""
        inputs = {
            file
            for code in self.languages
            for name in self.series.names
            for file in self.inputs(self.job(name, code))
            if self.work not in file.parents
        }
        return sorted({*inputs, paths.data() / "datapackage.json"})

    def _write_manifest(self, inputs: list[Path], staged: dict[str, Path]) -> Path:
        names = self.series.names
        target = self.work / "manifest.json"
        manifest.write(
            target,
            self.record,
            made_with={
                "parameters": {name: self.series.parameters(name) for name in names},
                "languages": self.languages,
                "formats": list(self.options.formats),
                **({kept_going.MARK: True} if self.options.keep_going else {}),
                "tables": {name: self.tables[name] for name in names},
            },
            inputs=inputs,
            outputs=staged,
        )
        return target


def _data_hash() -> str:
    """Hash over all tables of the package as they are, whatever is declared of them."""
    digests = []
    for resource in tables.package().resources:
        file = paths.data() / resource.path
        digests.append(files.digest(file) if file.is_file() else None)
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()


def _execute(job: Job) -> None:
    from lib.publishing.pipeline import execute  # papermill, only where a notebook is due

    execute.run(job)


def _machinery(name: str) -> Path:
    return Path(__file__).parents[1] / name


def _exporters() -> tuple[Path, ...]:
    """Files that a report depends on besides its notebook."""
    writers = [
        file
        for folder in (_machinery("report"), paths.FONTS)
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    shown = [
        *(paths.DOCS / name for name in _SHOWN_DOCS),
        *(paths.ROOT / name for name in ("CHANGELOG.md", "CITATION.cff")),
        *(paths.data() / name for name in ("labels.csv", "scorecard.csv", "glossary.csv")),
    ]
    return (
        *sorted(writers),
        _RECORDS,
        _machinery("site/reports.py"),
        paths.data() / "references.json",
        *(file for file in shown if file.exists()),
    )

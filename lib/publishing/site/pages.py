"""The set of reports: exports of each notebook, the index pages, ``findings.json`` and ``manifest.json``."""

import csv
import io
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from lib import paths
from lib.errors import NotebookError
from lib.files import digest
from lib.language import speaking, translate, translate_markdown

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
#: What ``claims.csv`` takes from a finding, and what it takes in each language.
_JUDGED = ("verdict", "since", "value", "low", "high", "uncertainty", "level")
_SAID = ("unit", "because", "sentence")
#: Pages beside the reports, one set a language.
PAGES = ("glossary.html", "corrections.html")


def finish(job, plan) -> None:
    """Write the executed notebook with the record of the run that it is published with."""
    notebook = json.loads(job.executed.read_text("utf-8"))
    with speaking(job.language):
        told = {
            "parameters_note": plan.series.note(translate),
            **_neighbours(job.name, plan.series.titles),
        }
    notebook["metadata"]["series"] = {
        **plan.record,
        **told,
        "name": job.name,
        "language": job.language,
        "languages": list(plan.options.languages),
        "title": _title(notebook, job),
    }
    job.finished.parent.mkdir(parents=True, exist_ok=True)
    job.finished.write_text(
        json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8"
    )


def _neighbours(name: str, titles: dict[str, str]) -> dict:
    """The reports before and after one in the series, each by name and title; nothing at its ends."""
    names = list(titles)
    place = names.index(name)
    beside = {
        "before": names[place - 1] if place else None,
        "after": next(iter(names[place + 1 :]), None),
    }
    return {
        way: {"name": other, "title": translate_markdown(titles[other]).removeprefix("# ").strip()}
        for way, other in beside.items()
        if other
    }


def _title(notebook: dict, job) -> str:
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and source.startswith("# "):
            return source.splitlines()[0].removeprefix("# ").strip()
    raise NotebookError(job.name, "has no title", "Begin it with a Markdown cell '# Question'.")


def export(job, form: str) -> None:
    """Write one report, and with the HTML the data behind its figures and tables."""
    import nbformat

    from lib.publishing.report import parser
    from lib.publishing.report.html import exporter as html

    notebook = nbformat.read(job.finished, as_version=4)
    folder = job.work / "site" / job.language
    (folder / "data").mkdir(parents=True, exist_ok=True)
    with speaking(job.language):
        if form == "pdf":
            from lib.publishing.report.pdf import exporter as pdf

            (folder / f"{job.name}.pdf").write_bytes(pdf.export(notebook))
            return
        for old in data_files(job):
            old.unlink()
        for name, text in parser.read(notebook).data_files().items():
            (folder / "data" / Path(name).name).write_text(text, "utf-8")
        (folder / f"{job.name}.html").write_text(html.export(notebook), "utf-8")


def data_files(job) -> list[Path]:
    """Files with the data behind the figures and tables of a notebook."""
    return sorted((job.work / "site" / job.language / "data").glob(f"{job.name}-*.csv"))


def index(plan) -> None:
    """Write the index of each language and the chooser between them."""
    from lib.publishing.checks import readme
    from lib.publishing.report.html import exporter as html

    site = plan.work / "site"
    for code in plan.options.languages:
        with speaking(code):
            names = sorted(
                plan.series.names, key=lambda name: name != plan.series.ledger
            )  # the ledger first
            entries = [_entry(plan, plan.job(name, code)) for name in names]
            findings = [
                f for n in names for f in json.loads(plan.job(n, code).findings.read_text("utf-8"))
            ]
            entries = _brief_entry(plan.brief(code)) + entries
            page = html.index(code, entries, readme.headlines(findings), plan.options.languages)
        (site / code / "index.html").write_text(page, "utf-8")
    (site / "index.html").write_text(html.chooser(list(plan.options.languages)), "utf-8")


def _entry(plan, job) -> dict:
    """What the index says of one notebook: its question, its answer, where to read it."""
    import nbformat

    notebook = nbformat.read(job.finished, as_version=4)
    reports = [
        o.metadata["report"]
        for c in notebook.cells
        if c.cell_type == "code"
        for o in c.outputs
        if "report" in o.get("metadata", {})
    ]
    answer = next((r["markdown"] for r in reports if r["kind"] == "text"), "")
    findings = json.loads(job.findings.read_text("utf-8"))
    made = {form: f"{job.name}.{form}" for form in plan.options.formats}
    sizes = {
        form: (job.work / "site" / job.language / name).stat().st_size // 1024
        for form, name in made.items()
        if (job.work / "site" / job.language / name).exists()
    }
    return {
        "name": job.name,
        "title": notebook.metadata.series.title,
        "summary": answer,
        "html": made.get("html"),
        "pdf": made.get("pdf"),
        "size_kb": sizes.get("pdf"),
        "n_findings": len(findings),
    }


def _brief_entry(made: dict[str, Path]) -> list[dict]:
    """What the index says of the brief, where the run made one."""
    from lib.publishing.site import brief

    if not made:
        return []
    count = brief.count()
    size = made["pdf"].stat().st_size // 1024 if "pdf" in made else None
    return [
        {
            "name": brief.NAME,
            "title": brief.title(),
            "summary": brief.rule(count),
            "n_findings": count,
            "html": "brief.html" if "html" in made else None,
            "pdf": "brief.pdf" if "pdf" in made else None,
            "size_kb": size,
        }
    ]


def pages(code: str, folder: Path, languages: tuple[str, ...]) -> None:
    """Write the pages beside the reports, see `PAGES`."""
    from lib import tables
    from lib.publishing.report.html import exporter as html

    with speaking(code):
        terms = (
            tables.read(tables.resource("glossary")).to_dict("records")
            if "glossary" in tables.names()
            else []
        )
        written = {
            "glossary.html": html.glossary(code, terms, languages),
            "corrections.html": html.corrections(code, languages),
        }
    for name in PAGES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(written[name], "utf-8")


def files(plan) -> list[Path]:
    """Files of the set that readers open: pages, PDFs and data."""
    site = plan.work / "site"
    found = [site / "index.html"]
    for code in plan.options.languages:
        found += [site / code / name for name in ("index.html", *PAGES)] + list(
            plan.brief(code).values()
        )
        for name in plan.series.names:
            found += [site / code / f"{name}.{form}" for form in plan.options.formats]
            if "html" in plan.options.formats:
                found += data_files(plan.job(name, code))
    return found


def write_findings(plan) -> None:
    """Write ``findings.json``: every finding once, its sentence in each language; and ``claims.csv``.

    Raises
    ------
    NotebookError : a finding whose value differs between languages, or a file that does not fit its schema
    """
    from lib import claims

    by_language = {code: _findings(plan, code) for code in plan.options.languages}
    first, *others = by_language.values()
    for other in others:
        _equal(first, other)
    merged = []
    for identifier, finding in first.items():
        said = {code: found[identifier] for code, found in by_language.items()}
        words = {key: {code: f[key] for code, f in said.items()} for key in claims.WORDS}
        plain = {
            k: v
            for k, v in finding.items()
            if k not in (*words, "markdown", "kind", "verdict_label", "since_label")
        }
        merged.append({**plain, **words})
    record = {**plan.record, "languages": list(by_language), "findings": merged}
    validate(record)
    _write(plan.work / "findings.json", record)
    (plan.work / "claims.csv").write_text(claims_csv(merged), "utf-8")


def validate(record: dict) -> None:
    """Hold ``findings.json`` against its schema, the definition ``findings_file`` of ``lib/report.schema.json``.

    Raises
    ------
    NotebookError : the first three places where it does not fit
    """
    from jsonschema import Draft202012Validator

    kinds = json.loads(paths.SCHEMA.read_text("utf-8"))["$defs"]
    errors = Draft202012Validator({"$ref": "#/$defs/findings_file", "$defs": kinds}).iter_errors(
        record
    )
    problems = [f"{'.'.join(map(str, e.path))}: {e.message[:120]}" for e in errors]
    if problems:
        raise NotebookError(
            "findings.json", "; ".join(problems[:3]), "Correct the notebook, or the schema."
        )


def claims_csv(findings: list[dict]) -> str:
    """``claims.csv``: every claim with the finding that judges it; texts in each language of the run."""
    from lib import claims, tables

    best = claims.gravest(findings)
    stated = (
        tables.read(tables.resource("claims")).to_dict("records")
        if "claims" in tables.names()
        else []
    )
    rows = []
    for row in stated:
        found = best.get(row["claim"])
        if found is None:  # the ledger has refused to go on; a series without one lists what it has
            continue
        said = {
            f"{word}_{code}": text for word in _SAID for code, text in sorted(found[word].items())
        }
        rows.append(
            {
                **{name: row[name] for name in ("claim", "section", "measure", "qualifier")},
                "stated": "" if row["value"] != row["value"] else f"{row['value']:.10g}",
                "unit": row["unit"],
                **{name: found[name] for name in _JUDGED},
                **said,
                "assumptions": " ".join(found["assumptions"]),
                "references": " ".join(found["references"]),
                "finding": f"{found['notebook']}#{found['id']}",
            }
        )
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["claim"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _findings(plan, code: str) -> dict[tuple[str, str], dict]:
    found = {}
    for name in plan.series.names:
        for finding in json.loads(plan.job(name, code).findings.read_text("utf-8")):
            found[name, finding["id"]] = finding
    return found


def _equal(first: dict, other: dict) -> None:
    numbers = (
        "value",
        "low",
        "high",
        "level",
        "uncertainty",
        "verdict",
        "claim",
        "holds",
        "tables",
    )
    for key in first.keys() | other.keys():
        one, two = first.get(key), other.get(key)
        if one is None or two is None or any(one[n] != two[n] for n in numbers):
            raise NotebookError(
                f"{key[0]}, finding {key[1]}",
                "differs between the languages",
                "A result must not depend on the parameter 'language'.",
            )


def write_manifest(plan, staged: dict[str, Path]) -> Path:
    """``manifest.json``: parameters, hashes of what went in and came out, versions, commit."""
    inputs = {
        named(f): digest(f)
        for code in plan.options.languages
        for name in plan.series.names
        for f in plan.inputs(plan.job(name, code))
        if plan.work not in f.parents
    }
    inputs["data/datapackage.json"] = digest(paths.data() / "datapackage.json")
    values = {n: plan.series.parameters(n) for n in plan.series.names}
    record = {
        **plan.record,
        "parameters": values,
        "languages": list(plan.options.languages),
        "formats": list(plan.options.formats),
        "versions": versions(),
        "commit": commit(),
        "tables": {n: plan.tables[n] for n in plan.series.names},
        "inputs": dict(sorted(inputs.items())),
        "outputs": {name: digest(file) for name, file in sorted(staged.items())},
    }
    return _write(plan.work / "manifest.json", record)


def named(file: Path) -> str:
    """A file by its place in the repository, also where data or notebooks come from elsewhere: no path of a machine."""
    for folder, name in ((paths.data(), "data/"), (paths.home(), "")):
        if file.is_relative_to(folder):
            return name + file.relative_to(folder).as_posix()
    return paths.relative(file)


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
    return {"python": ".".join(map(str, sys.version_info[:2])), **{p: version(p) for p in PACKAGES}}


def _write(file: Path, record: dict) -> Path:
    file.write_text(
        json.dumps(record, indent=1, ensure_ascii=False, sort_keys=False) + "\n", "utf-8"
    )
    return file

"""The brief: what matters most, on two pages, for a reader with four minutes.

Chosen by a rule that the brief states and this module computes: the summary findings of the ledger, and of each reform
and each front of cooperation one indicator of the scorecard (`weight`). All was made by the notebooks of the same run.
"""

from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from lib import files, paths, strict_csv
from lib.errors import DataError, NotebookError
from lib.language import current, escape, label, speaking, translate
from lib.records import Finding, Text, checked, read_output

NAME = "brief"
#: Columns of the scorecard that say what stands in it.
_COLUMNS = ("front", "notebook", "finding")
#: Findings and figure of the ledger that the brief repeats.
SUMMARY, FIGURE = ("claims-borne-out", "claims-that-do-not-fit"), "tally"
#: Verdicts that put an indicator first.
DO_NOT_FIT = ("internally inconsistent", "contradicted")
#: A front of cooperation abroad has a code that starts so; the others are reforms at home.
_ABROAD = "front_"


class Chosen(NamedTuple):
    """A finding of the brief: the reform or front that it stands for (empty for the summary), and where it is made."""

    front: str
    notebook: str
    finding: str


def plan() -> list[dict]:
    """Rows of the scorecard, in order; an empty cell is an empty text.

    Raises
    ------
    DataError : not readable, or without a column that the brief needs
    """
    file = paths.data() / "scorecard.csv"
    header, rows = strict_csv.read(file)
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise DataError(paths.relative(file), f"has no column {', '.join(missing)}")
    return [dict(zip(header, row, strict=True)) for _, row in rows]


def weight(row: dict, record: Finding) -> int:
    """How far ahead an indicator comes: 0 where it does not fit the article, 1 where it moved, 2 for a mere level."""
    from lib import claims  # brings pandas, which a run with nothing to do does not need

    if record.verdict in DO_NOT_FIT:
        return 0
    return 1 if claims.direction(row, record) in ("went_better", "went_worse") else 2


def chosen(ledger: str, records: dict[tuple[str, str], Finding]) -> list[Chosen]:
    """The findings of the brief, in order: of equal weight the first of the scorecard.

    Parameters
    ----------
    records : (notebook, id) -> finding of this run

    Raises
    ------
    NotebookError : a finding that the scorecard names was not made in this run
    """
    best: dict[str, tuple[int, Chosen]] = {}
    for row in plan():
        key = (row["notebook"], row["finding"])
        if key not in records:
            raise NotebookError(NAME, f"no finding {'#'.join(key)}", "Correct data/scorecard.csv.")
        rank = weight(row, records[key])
        if row["front"] not in best or rank < best[row["front"]][0]:
            best[row["front"]] = (rank, Chosen(row["front"], *key))
    return [Chosen("", ledger, finding) for finding in SUMMARY] + [
        entry for _, entry in best.values()
    ]


def count() -> int:
    """Number of findings in the brief: the summary, and one for each reform and front."""
    return len(SUMMARY) + len({row["front"] for row in plan()})


def possible(names: list[str]) -> bool:
    """True where a series has the notebooks that the scorecard names; another series may have none of them."""
    return (paths.data() / "scorecard.csv").exists() and {row["notebook"] for row in plan()} <= set(
        names
    )


def write(executed: dict[str, Path], ledger: str, language: str, targets: dict[str, Path]) -> None:
    """Write the brief in one language.

    Parameters
    ----------
    executed : name -> executed notebook of the run
    ledger : name of the notebook with the summary findings
    targets : ``html`` and ``pdf``, or one of them -> where to write it
    """
    import nbformat

    from lib.publishing.report.html import exporter as html
    from lib.publishing.report.pdf import brief as pdf_brief

    with speaking(language):
        notebooks = {name: nbformat.read(file, as_version=4) for name, file in executed.items()}
        notebook = compose(notebooks, ledger)
        for form, target in targets.items():
            if form == "pdf":
                files.write_bytes(target, pdf_brief.export(notebook))
            else:
                files.write_text(target, html.export(notebook))


def compose(executed: dict, ledger: str):
    """The brief as an executed notebook, in the language in use, made of outputs of `executed` notebooks.

    Raises
    ------
    NotebookError : a finding or the figure that the rule asks for was not made in this run
    """
    from nbformat import v4

    records = {
        (name, finding.id): finding
        for name, notebook in executed.items()
        for finding in _findings(notebook)
    }
    entries = chosen(ledger, records)
    cells = [v4.new_markdown_cell(f"# {title()}\n\n{rule(len(entries))}", id="title")]
    section = None
    for entry in entries:
        heading = _section(entry.front)
        if heading != section:
            cells.append(v4.new_markdown_cell(f"## {heading[1]} {{#{heading[0]}}}", id=heading[0]))
            section = heading
        slug = entry.front.replace("_", "-") or entry.finding
        if entry.front:
            cells.append(
                v4.new_markdown_cell(
                    f"### {escape(label(entry.front))} {{#{slug}}}", id=f"head-{slug}"
                )
            )
        cells.append(
            v4.new_code_cell(
                "", id=f"finding-{slug}", outputs=_outputs(executed, entry), execution_count=1
            )
        )
    cells.insert(
        2 + len(SUMMARY),
        v4.new_code_cell("", id="figure", outputs=[_figure(executed[ledger])], execution_count=1),
    )
    series = {
        **executed[ledger].metadata["series"],
        "before": None,
        "after": None,
        "name": NAME,
        "title": title(),
        "layout": "brief",
        "language": current(),
    }
    return v4.new_notebook(cells=cells, metadata={"series": series})


def title() -> str:
    """The title of the brief, in the language in use."""
    return translate("What the evidence says, on two pages")


def rule(count: int | None = None) -> str:
    """How the findings of the brief were chosen, in the language in use."""
    return translate(
        "These {count} findings were chosen by a rule, not by taste: the summary findings of the claims ledger, "
        "and for each reform and each front of cooperation one indicator of the scorecard. First comes an "
        "indicator that contradicts the article, then one that has moved, then a level; so the rule favours "
        "what went wrong. Beside a finding stand its assumptions: red could reverse it, amber moves its range, "
        "green matters little. The claims are those of the article of CSIS on Ecuador's security crisis, 2024."
    ).format(count=count)


def _section(front: str) -> tuple[str, str]:
    """Slug and heading of the part of the brief that a front belongs to."""
    if not front:
        return "claims", translate("The article's numbers")
    if front.startswith(_ABROAD):
        return "abroad", translate("Cooperation abroad")
    return "home", translate("Reforms at home")


def _records(notebook) -> list:
    """Outputs of a notebook that carry a record, in order."""
    return [
        output
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "report" in output.get("metadata", {})
    ]


def _findings(notebook) -> list[Finding]:
    """The findings of a notebook, in order."""
    outputs = [read_output(output.metadata["report"]) for output in _records(notebook)]
    return [record for record in outputs if isinstance(record, Finding)]


def _outputs(executed: dict, entry: Chosen) -> list:
    """A finding, and the line that says where the whole story stands."""
    from nbformat import v4

    findings = _findings(executed[entry.notebook])
    ids = [finding.id for finding in findings]
    if entry.finding not in ids:
        raise NotebookError(
            NAME, f"no finding {entry.notebook}#{entry.finding}", "Correct data/scorecard.csv."
        )
    place = ids.index(entry.finding)
    record, number = findings[place], place + 1
    # Two notebooks may use one name; the number of the notebook tells them apart.
    renamed = replace(record, id=f"{entry.notebook[:2]}-{record.id}")
    more = Text(markdown=_more(executed[entry.notebook], entry, number, record), holds=True)
    return [
        v4.new_output("display_data", data={"text/plain": ""}, metadata={"report": checked(output)})
        for output in (renamed, more)
    ]


def _more(notebook, entry: Chosen, number: int, record: Finding) -> str:
    """Markdown: which report shows how the finding was made, and on which assumptions it rests."""
    from lib.publishing.report.references import assumptions

    link = f"[*{escape(notebook.metadata['series']['title'])}*]({entry.notebook}.ipynb#finding-{record.id})"
    line = translate("How we know: finding {number} of {report}").format(number=number, report=link)
    rated = [
        f"{key} ({assumptions()[key]['rating']})"
        for key in record.assumptions
        if key in assumptions()
    ]
    return (
        f"{line} \N{MIDDLE DOT} {translate('Assumptions')}: {', '.join(rated)}" if rated else line
    )


def _figure(notebook):
    """The figure of the ledger, without its data file, which the ledger's own report offers."""
    from nbformat import v4

    for output in _records(notebook):
        if (
            output.metadata["report"]["kind"] == "figure"
            and output.metadata["report"]["id"] == FIGURE
        ):
            data = {kind: body for kind, body in output.data.items() if kind != "text/csv"}
            return v4.new_output("display_data", data=data, metadata=output.metadata)
    raise NotebookError(
        NAME, f"the ledger has no figure {FIGURE!r}", "Give it one, or change the brief."
    )

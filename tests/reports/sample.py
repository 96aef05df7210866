"""A made-up executed notebook that shows every kind of output, in English or Spanish. Its numbers mean nothing."""

import io

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from nbformat import v4

from lib import charts, tables
from lib.display.vector import compact
from lib.publishing.report.parser import NARROW, WIDE

WORDS = {
    "en": {
        "title": "How many drug investigations end in a conviction?",
        "why": "The article reads a weak judiciary from two counts.[^1] We ask what these counts *can* bear: see "
        "[](#funnel), [](#stages) and [the limits](#limits). Sources differ [@{a}; @{b}].\n\n"
        "[^1]: A count of cases opened and a count of cases closed, **not** of the same cases.",
        "answer": "Fifteen in a hundred investigations had ended in a conviction when counted; **up to a quarter** may "
        "in the end.",
        "data": "## What the data can and cannot show {#data}\n\nTwo tables carry this report.",
        "flow": "## From investigation to conviction {#flow}\n\nA case passes through stages. We need three things:\n\n"
        "1. the cases that entered;\n2. the cases that left, by how they left;\n3. the time between.\n\n"
        "### How cases leave {#leave}\n\n> Most leave early, and few of the reasons are recorded.\n\n"
        "| Exit | Law |\n|:--|--:|\n| Abbreviated proceeding | COIP art. 635 |\n| Trial | COIP art. 609 |",
        "figure": (
            "Few investigations reach a conviction",
            "Cases opened 2019-2022 by stage reached, Ecuador, number",
            "Bars fall from 6,425 cases opened to 967 convictions.",
            "Stages are not of the same cases.",
        ),
        "stages": ["Opened", "Charged", "Called to trial", "Convicted"],
        "table": (
            "Abbreviated proceedings make up most convictions",
            "Convictions by type of proceeding, number and share",
            ["Proceeding", "Convictions", "Share, with range"],
        ),
        "kinds": ["Abbreviated proceeding", "Ordinary trial", "Not recorded"],
        "finding": "**15.1%** (14.2% to 15.9%) of investigations ended in a conviction.",
        "sentences": [
            "The median case lasts longer than the shortest sentence.",
            "Two counts of seizures differ by a third.",
            "No open source counts the cases that were archived.",
        ],
        "because": "The article's numerator and denominator are of different years.",
        "labels": ["consistent", "contradicted", "not comparable", "not verifiable"],
        "since": ["unchanged", "revised"],
        "limits": "## Limits {#limits}\n\nCounts are of cases, not of persons [A1]. See `justice.stages` and "
        "[the law](https://www.asambleanacional.gob.ec/).",
        "note": "Run with confidence=0.9; others default.",
        "dataset": (
            "Drug cases by stage",
            "Cases of drug trafficking by stage and year.",
            "two definitions",
            "Before 2020 the count includes consumption cases.",
        ),
    },
    "es": {
        "title": "¿Cuántas investigaciones por drogas terminan en condena?",
        "why": "El artículo deduce una justicia débil de dos recuentos.[^1] Preguntamos qué *pueden* sostener: véanse "
        "[](#funnel), [](#stages) y [los límites](#limits). Las fuentes difieren [@{a}; @{b}].\n\n"
        "[^1]: Un recuento de causas iniciadas y otro de causas concluidas, **no** de las mismas causas.",
        "answer": "Quince de cada cien investigaciones habían terminado en condena al momento del recuento; al final "
        "puede llegarse **hasta una cuarta parte**.",
        "data": "## Qué pueden mostrar los datos y qué no {#data}\n\nDos tablas sostienen este informe.",
        "flow": "## De la investigación a la condena {#flow}\n\nUna causa pasa por etapas. Necesitamos tres cosas:\n\n"
        "1. las causas que entraron;\n2. las que salieron, y cómo;\n3. el tiempo entre ambas.\n\n"
        "### Cómo salen las causas {#leave}\n\n> La mayoría sale pronto y pocas veces consta el motivo.\n\n"
        "| Salida | Norma |\n|:--|--:|\n| Procedimiento abreviado | COIP art. 635 |\n| Juicio "
        "| COIP art. 609 |",
        "figure": (
            "Pocas investigaciones llegan a condena",
            "Causas iniciadas en 2019-2022 por etapa, Ecuador, número",
            "Las barras bajan de 6.425 causas iniciadas a 967 condenas.",
            "Las etapas no son de las mismas causas.",
        ),
        "stages": ["Iniciadas", "Con formulación de cargos", "Llamadas a juicio", "Con condena"],
        "table": (
            "El procedimiento abreviado domina las condenas",
            "Condenas por tipo de procedimiento, número y proporción",
            ["Procedimiento", "Condenas", "Proporción, con rango"],
        ),
        "kinds": ["Procedimiento abreviado", "Juicio ordinario", "No consta"],
        "finding": "El **15,1 %** (14,2 % a 15,9 %) de las investigaciones terminó en condena.",
        "sentences": [
            "La causa mediana dura más que la pena más corta.",
            "Dos recuentos de decomisos difieren en un tercio.",
            "Ninguna fuente abierta cuenta las causas archivadas.",
        ],
        "because": "El numerador y el denominador del artículo son de años distintos.",
        "labels": ["compatible", "contradicho", "no comparable", "no verificable"],
        "since": ["sin cambios", "revisado"],
        "limits": "## Límites {#limits}\n\nSe cuentan causas, no personas [A1]. Véanse `justice.stages` y "
        "[la ley](https://www.asambleanacional.gob.ec/).",
        "note": "Ejecutado con confidence=0.9; los demás, por defecto.",
        "dataset": (
            "Causas por drogas según etapa",
            "Causas por tráfico de drogas según etapa y año.",
            "dos definiciones",
            "Antes de 2020 el recuento incluye causas por consumo.",
        ),
    },
}


def references() -> list[str]:
    """Two ids that the project's references have."""
    return list(tables.references())[:2]


def drawing(words: list[str], width: float = 6.9) -> str:
    """A small chart as the series draws it."""
    return compact(drawn(words, width), "funnel")


def drawn(words: list[str], width: float = 6.9) -> str:
    """A small chart as matplotlib writes it."""
    charts.set_theme()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        picture = Figure(figsize=(width, 2.6))
        ax = picture.subplots()
        ax.barh(words[::-1], [967, 1900, 3100, 6425], color=charts.COLOURS[0], height=0.6)
        picture.subplots_adjust(left=0.34, right=0.97)
        file = io.StringIO()
        picture.savefig(
            file,
            format="svg",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    plt.close("all")
    return file.getvalue()


def output(record: dict, data: dict | None = None):
    """An output as `lib.display` makes it."""
    return v4.new_output(
        "display_data", data={"text/plain": "", **(data or {})}, metadata={"report": record}
    )


def head(id: str, kind: str, words: tuple, note: str = "") -> dict:
    return {
        "kind": kind,
        "id": id,
        "title": words[0],
        "subtitle": words[1],
        "note": note,
        "tables": ["justice/x"],
        "references": references(),
        "source": "Fiscalía General del Estado, UNODC",
        "holds": True,
    }


def figure(language: str = "en", **changes):
    """A figure output; `changes` replace parts of its record or, by MIME type, of its data."""
    words = WORDS[language]
    record = head("funnel", "figure", words["figure"], words["figure"][3]) | {
        "alt": words["figure"][2]
    }
    data = {
        WIDE: drawing(words["stages"]),
        NARROW: drawing(words["stages"], 3.7),
        "text/csv": "stage,value\nopened,6425\n",
    }
    return output(
        record | {k: v for k, v in changes.items() if "/" not in k},
        data | {k: v for k, v in changes.items() if "/" in k},
    )


def table(language: str = "en", **changes):
    words = WORDS[language]
    columns = [
        {"name": f"c{i}", "label": label, "align": "right" if i else "left"}
        for i, label in enumerate(words["table"][2])
    ]
    cells = [
        ("822", "85.0% (82.7% to 87.1%)"),
        ("121", "12.5% (10.6% to 14.7%)"),
        ("24", "2.5% (1.7% to 3.7%)"),
    ]
    rows = [
        [kind, *(cell.replace(".", ",") if language == "es" else cell for cell in row)]
        for kind, row in zip(words["kinds"], cells, strict=True)
    ]
    record = head("stages", "table", words["table"]) | {"columns": columns, "rows": rows}
    return output(record | changes, {"text/csv": "kind,convictions,share\nabbreviated,822,0.85\n"})


def finding(id: str = "conviction-rate", **changes):
    record = {
        "kind": "finding",
        "id": id,
        "markdown": "One **finding**.",
        "sentence": "One finding.",
        "value": 0.151,
        "low": 0.142,
        "high": 0.159,
        "uncertainty": "sampling",
        "level": 0.95,
        "method": "Wilson",
        "unit": "share",
        "tables": ["justice/x"],
        "references": references()[:1],
        "assumptions": ["A1"],
        "text": "15.1% (14.2% to 15.9%)",
        "claim": "J02",
        "verdict": "consistent",
        "verdict_label": "consistent",
        "because": "",
        "since": "unchanged",
        "since_label": "unchanged",
        "holds": True,
    }
    return output(record | changes)


def findings(language: str):
    words = WORDS[language]
    labels, sentences, (same, revised) = words["labels"], words["sentences"], words["since"]
    none = {
        "text": "",
        "value": None,
        "low": None,
        "high": None,
        "uncertainty": None,
        "level": None,
        "assumptions": [],
    }
    yield finding(markdown=words["finding"], verdict_label=labels[0], since_label=same)
    yield finding(
        "duration",
        markdown=sentences[0],
        claim="J05",
        verdict="contradicted",
        verdict_label=labels[1],
        since="revised",
        since_label=revised,
        uncertainty="identification",
        level=None,
    )
    yield finding(
        "seizures",
        markdown=sentences[1],
        claim="S01",
        verdict="not comparable",
        verdict_label=labels[2],
        because=words["because"],
        since_label=same,
        uncertainty="structural",
        level=None,
    )
    yield finding(
        "archived",
        markdown=sentences[2],
        claim=None,
        verdict="not verifiable",
        verdict_label=labels[3],
        because=words["because"],
        since_label=same,
        **none,
    )


def coverage(language: str = "en"):
    title, description, label, note = WORDS[language]["dataset"]
    table = {
        "name": "justice/x",
        "title": title,
        "description": description,
        "period": "2019-2022",
        "rows": 48,
        "status": {"documented": 40, "reported": 8},
        "warnings": [{"code": "x", "label": label, "note": note}],
        "references": references(),
        "source": "Fiscalía General del Estado",
        "licence": "CC BY 4.0",
    }
    return output(
        {"kind": "coverage", "tables": [table, table | {"name": "justice/y", "warnings": []}]}
    )


def markdown(id: str, source: str):
    return v4.new_markdown_cell(source, id=id)


def code(id: str, *outputs):
    return v4.new_code_cell("pass", id=id, outputs=list(outputs), execution_count=1)


def notebook(language: str = "en", *more, name: str = "01-sample"):
    """The whole sample, with `more` cells at its end."""
    words = WORDS[language]
    cited = dict(zip("ab", references(), strict=True))
    cells = [
        markdown("title", f"# {words['title']}"),
        markdown("why", words["why"].format(**cited)),
        code("set-up", output({"kind": "start", "language": language})),
        code("answer", output({"kind": "text", "markdown": words["answer"], "holds": True})),
        markdown("data", words["data"]),
        code("coverage", coverage(language)),
        markdown("flow", words["flow"]),
        code("funnel", output({"kind": "caption"}), figure(language)),
        code("stages", table(language)),
        code("findings", *findings(language)),
        markdown("limits", words["limits"]),
        *more,
    ]
    series = {
        "name": name,
        "language": language,
        "title": words["title"],
        "edition": "2026.11",
        "evidence_as_of": "2026-11",
        "parameters_note": words["note"],
        "failed": False,
        "parameters": {"confidence": 0.9, "process_months": 21.0},
        "changed": ["confidence"],
    }
    return v4.new_notebook(cells=cells, metadata={"series": series})


def broken(*cells):
    """A notebook of a title and `cells`, for what must be refused."""
    return v4.new_notebook(
        cells=[markdown("title", "# A title"), *cells],
        metadata={"series": {"name": "x", "language": "en"}},
    )

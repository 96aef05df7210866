"""What a notebook shows: `start`, `text`, `figure`, `table`, `finding` and `coverage`.

Each call makes one output with ``metadata.report``, checked against ``report.schema.json`` at the cell, from which the
exporters, the ledger and ``findings.json`` read. Templates are translated, then filled; see `lib.language.render`.
"""

import html
import io
import json
import os
from functools import cache
from textwrap import shorten

import matplotlib
import pandas as pd
from IPython.display import display as show_output
from jsonschema import Draft202012Validator
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from lib import charts, claims, language, paths, tables
from lib.errors import HoldsError, NotebookError
from lib.estimates import Estimate, exact
from lib.language import format_value, render, translate

WIDE, NARROW = 6.9, 3.7  # inches: a page, a phone
PAD, BODY = 0.04, 2.7  # inches: margin of a picture, height of axes without rows
MAX_SVG = 120_000  # bytes: above, a page gets heavy and the data want binning
NARROW_SVG, TEXT_SVG = "application/vnd.series.narrow+svg", "application/vnd.series.text+svg"
_PUBLISHERS = 4


def start(language_code: str = "en") -> None:
    """Set the language and the look, and begin the record of loaded tables: the first call of a notebook."""
    language.set_language(language_code)
    charts.theme()
    tables.forget()
    _emit({"kind": "start", "language": language_code}, {"text/plain": ""})


def text(template: str, /, *, holds: bool = True, **values) -> None:
    """A paragraph of Markdown with filled values.

    `holds`: the condition under which the sentence is true; false stops a run with default parameters.
    """
    markdown = _sentence(template, values, holds, markdown=True)
    _emit(
        {"kind": "text", "markdown": markdown, "holds": bool(holds)},
        {"text/markdown": markdown, "text/plain": markdown},
    )


def figure(
    form,
    data: pd.DataFrame,
    /,
    *,
    id: str,
    title: str,
    subtitle: str,
    alt: str,
    tables: list[str],
    options: dict | None = None,
    note: str = "",
    height: float | None = None,
    holds: bool = True,
    **values,
) -> None:
    """A chart of `data` by a form of `lib.charts`, drawn for a page and for a phone.

    Parameters
    ----------
    title, subtitle, alt, note : templates; the title states the finding, the subtitle measure, place, period, unit
    tables : names of the tables behind it, which this notebook has loaded
    options : for the form; its texts are translated
    height : inches on the page; by default what the form needs

    Raises
    ------
    NotebookError : an id, table, template or chart that cannot be published; HoldsError : a title that is not true
    """
    if data.empty:
        raise NotebookError(f"figure {id}", "has no data to draw", "Check the filter before it.")
    head = _head(id, title, subtitle, note, tables, holds, values, data)
    head["alt"] = _sentence(alt, values, holds)
    shared = {"form": form, "data": data, "options": options or {}, "height": height, "id": id}
    pictures = {
        "image/svg+xml": _draw(WIDE, **shared),
        NARROW_SVG: _draw(NARROW, **shared),
        TEXT_SVG: _draw(WIDE, fonttype="none", **shared),
    }
    _caption(head)
    _emit(
        {"kind": "figure", **head}, {**pictures, "text/csv": _csv(data), "text/plain": head["alt"]}
    )


def table(
    data: pd.DataFrame,
    /,
    *,
    id: str,
    title: str,
    subtitle: str,
    columns: dict[str, tuple[str, str]],
    tables: list[str],
    note: str = "",
    links: str | None = None,
    spoken: str | None = None,
    holds: bool = True,
    **values,
) -> None:
    """A table of `data`: ``columns`` maps a column to its heading and format, in order; the first names the rows.

    A format ``@other`` takes each row's format from the column `other`. Cells may be Estimates. `links` names the
    column of data that says where a row leads, such as ``01-judicial-outcomes.html#finding-x``; `spoken` the one with
    the language of each row's last cell, where that is a text by itself.
    """
    head = _head(id, title, subtitle, note, tables, holds, values, data)
    formats = [spec[1:] for _, spec in columns.values() if spec.startswith("@")]
    missing = [c for c in (*columns, *formats, *filter(None, (links, spoken))) if c not in data]
    if missing or data.empty:
        raise NotebookError(
            f"table {id}",
            f"no column {missing}" if missing else "has no rows",
            f"Columns: {', '.join(data.columns)}",
        )
    records = data.to_dict("records")
    body = [[_cell(row, name, spec) for name, (_, spec) in columns.items()] for row in records]
    heads = [
        {
            "name": name,
            "label": translate(words),
            "align": "left" if spec in ("label", "text") else "right",
        }
        for name, (words, spec) in columns.items()
    ]
    _caption(head)
    leads = (
        {"links": [row[links] if isinstance(row[links], str) else None for row in records]}
        if links
        else {}
    )
    leads |= {"spoken": list(data[spoken])} if spoken else {}
    _emit(
        {"kind": "table", **head, "columns": heads, "rows": body, **leads},
        {
            "text/html": _html(heads, body),
            "text/csv": _csv(data[list(columns)]),
            "text/plain": head["title"],
        },
    )


def finding(
    id: str,
    sentence: str,
    /,
    *,
    value: str | None,
    unit: str,
    tables: list[str],
    references: list[str] | None = None,
    assumptions: list[str] | None = None,
    claim: str | None = None,
    basis: str = "derived",
    claim_value=None,
    verdict: str | None = None,
    because: str | None = None,
    since: str = "unchanged",
    holds: bool = True,
    **values,
) -> None:
    """One result of the series: a sentence, its value with the kind of uncertainty, and what it rests on.

    Parameters
    ----------
    value : name of the keyword that holds the result (an Estimate or a number); None where there is none
    claim, basis, claim_value : the article's claim and the rule for its verdict (`lib.claims.verdict`); `claim_value`
        is the result in the unit of the claim, by default the value itself
    verdict, because : a judged verdict and its reason, a template
    since : what happened after the article's date
    """
    result = None if value is None else _as_estimate(id, values, value)
    given = _verdict(
        id, claim, basis, result if claim_value is None else claim_value, verdict, because
    )
    _known(id, tables)
    plain, specs = _sentence(sentence, values, holds), language.formats_of(sentence)
    record = {
        "id": id,
        "markdown": _sentence(sentence, values, holds, markdown=True),
        "sentence": plain,
        **_numbers(result),
        "unit": translate(unit),
        "tables": list(tables),
        "method": translate(result.method) if result else "",
        "claim": claim,
        "verdict": given,
        "references": list(references) if references is not None else list(_sources(tables, None)),
        "assumptions": [*(assumptions or []), *([claims.JUDGED_BY] if verdict else [])],
        "verdict_label": translate(given) if given else None,
        "because": render(because, values) if because else "",
        "since": _one_of(id, since, claims.SINCE),
        "since_label": translate(since),
        "holds": bool(holds),
        "text": "" if result is None else format_value(result, specs.get(value, "n")),
        "shown": [n for n in language.numbers_of(sentence) if not language.unknown(values[n])],
        "values": {
            n: _numbers(_as_estimate(id, values, n)) | {"spec": spec}
            for n, spec in specs.items()
            if not language.unknown(values[n])
        },
    }
    unknown = [r for r in record["references"] if r not in _references()]
    if unknown:
        raise NotebookError(
            f"finding {id}", f"references {unknown} are not in data/references.json"
        )
    shown = f"**{translate('Finding')}.** {record['markdown']}" + (
        f" — *{translate(given)}*" if given else ""
    )
    _emit({"kind": "finding", **record}, {"text/markdown": shown, "text/plain": plain})


def coverage(*names: str) -> None:
    """What the tables cover and how far to trust them: period, rows, status, warnings, sources."""
    _known("coverage", list(names))
    entries = [
        {
            "name": item.name,
            "title": translate(item.title),
            "description": translate(item.description),
            "period": item.period,
            "rows": item.rows,
            "status": item.status,
            "warnings": [
                {"code": c, "label": language.label(c), "note": translate(n)}
                for c, n in item.warnings
            ],
            "references": list(item.sources),
            "source": _publishers(item.sources),
            "licence": translate(item.licence),
        }
        for item in map(tables.coverage, names)
    ]
    lines = [
        f"- **{e['title']}** ({e['period']}): " + " ".join(w["note"] for w in e["warnings"])
        for e in entries
    ]
    _emit(
        {"kind": "coverage", "tables": entries},
        {"text/markdown": "\n".join(lines), "text/plain": "\n".join(lines)},
    )


def _sentence(template: str, values: dict, holds: bool, *, markdown: bool = False) -> str:
    """The filled template; where it does not hold, an error with default parameters, else a clear warning."""
    filled = render(template, values, markdown=markdown)
    if holds:
        return filled
    if os.environ.get("SERIES_DEFAULTS") == "1":
        raise HoldsError(
            repr(shorten(filled, 160, placeholder=" ...")),
            "does not hold with the default parameters",
            "Correct the sentence or its condition holds=.",
        )
    return translate("Does not hold with these parameters:") + " " + filled


def _head(
    id: str,
    title: str,
    subtitle: str,
    note: str,
    names: list[str],
    holds: bool,
    values: dict,
    data: pd.DataFrame,
) -> dict:
    _known(id, names)
    sources = _sources(names, data)
    return {
        "id": id,
        "title": _sentence(title, values, holds),
        "subtitle": render(subtitle, values),
        "note": render(note, values),
        "tables": list(names),
        "references": list(sources),
        "source": _publishers(sources),
        "holds": bool(holds),
    }


def _known(id: str, names: list[str]) -> None:
    unknown = [name for name in names if name not in tables.loaded()]
    if unknown or not names:
        raise NotebookError(
            f"output {id!r}",
            f"tables {unknown} were not loaded here" if names else "names no table",
            f"Loaded: {', '.join(tables.loaded())}",
        )


@cache
def _references() -> dict:
    return tables.references()


def _sources(names: list[str], data: pd.DataFrame | None) -> tuple[str, ...]:
    """Sources of the rows shown where the data carry them, else of the tables."""
    if data is not None and "source" in data:
        return tuple(dict.fromkeys(s for s in data["source"] if isinstance(s, str)))
    return tables.sources(names)


def _publishers(sources) -> str:
    names = list(dict.fromkeys(_references()[s]["author"][0]["literal"] for s in sources))
    more = len(names) - _PUBLISHERS
    shown = ", ".join(names[:_PUBLISHERS])
    return shown if more <= 0 else translate("{names} and {n} more").format(names=shown, n=more)


def _as_estimate(id: str, values: dict, name: str) -> Estimate:
    if name not in values:
        raise NotebookError(
            f"finding {id}",
            f"value={name!r} is not among its values",
            f"Given: {', '.join(values)}",
        )
    number = values[name]
    return (
        number
        if isinstance(number, Estimate)
        else exact(number.item() if hasattr(number, "item") else number)
    )


def _numbers(result: Estimate | None) -> dict:
    ends = {end: getattr(result, end, None) for end in ("value", "low", "high")}
    # 12 digits: the last bits of a float differ between processors, and records must not
    return {
        **{end: float(f"{x:.12g}") if isinstance(x, float) else x for end, x in ends.items()},
        "uncertainty": getattr(result, "kind", None),
        "level": getattr(result, "level", None),
    }


def _verdict(
    id: str, claim, basis: str, found, verdict: str | None, because: str | None
) -> str | None:
    if verdict is None:
        return claims.verdict(claim, found, basis) if claim else None
    if not because:
        raise NotebookError(
            f"finding {id}", "a judged verdict needs because=", "Say why, in one sentence."
        )
    if claim:
        claims.claim(claim)
    return _one_of(id, verdict, claims.VERDICTS)


def _one_of(id: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise NotebookError(f"finding {id}", f"{word!r} is not known", f"Known: {', '.join(known)}")
    return word


def _cell(row: dict, name: str, spec: str) -> str:
    return format_value(row[name], row[spec[1:]] if spec.startswith("@") else spec)


def _draw(width: float, *, form, data, options, height, id, fonttype: str = "path") -> str:
    with matplotlib.rc_context({"svg.fonttype": fonttype}):
        picture = Figure(figsize=(width, height or 4))
        _fit(picture, form(data, picture.subplots(), **options), height if width == WIDE else None)
        file = io.StringIO()
        picture.savefig(
            file,
            format="svg",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    svg = file.getvalue()
    if len(svg) > MAX_SVG:
        raise NotebookError(
            f"figure {id}",
            f"its drawing has {len(svg):,} bytes, over {MAX_SVG:,}",
            "Bin the data or draw fewer points.",
        )
    return svg


def _fit(picture: Figure, ax, height: float | None) -> None:
    """Place the axes so that every word lies on the page: type keeps its size, the page its width.

    Without a `height` the page is as high as the rows of the chart, or a usual chart, need.
    """
    rows = len(ax.get_yticks()) if isinstance(ax.yaxis.get_major_locator(), FixedLocator) else 0
    most = sorted(word.get_text().count("\n") + 1 for word in (*ax.get_yticklabels(), *ax.texts))[
        -2:
    ]
    for _ in range(3):  # words move apart by the room there is, and the room depends on the words
        above = charts.place_labels(ax) / picture.dpi
        box, spot, (width, tall) = (
            picture.get_tightbbox(),
            ax.get_position(),
            picture.get_size_inches(),
        )
        left, right = spot.x0 * width - box.x0 + PAD, box.x1 - spot.x1 * width + PAD
        below, above = spot.y0 * tall - box.y0 + PAD, max(above, box.y1 - spot.y1 * tall) + PAD
        tall = height or below + above + (
            rows * (0.13 + 0.155 * max(sum(most) / 2, 0.8 * most[-1])) if rows else BODY
        )
        picture.set_figheight(tall)
        picture.subplots_adjust(
            left=left / width,
            right=max(1 - right / width, left / width + 0.2),
            bottom=below / tall,
            top=max(1 - above / tall, below / tall + 0.2),
        )
    charts.place_labels(ax)


def _csv(data: pd.DataFrame) -> str:
    """The data behind an output; an Estimate becomes three columns."""
    flat = {}
    for name in data.columns:
        cells = list(data[name])
        if any(isinstance(c, Estimate) for c in cells):
            for end in ("value", "low", "high"):
                flat[f"{name}_{end}"] = [getattr(c, end, None) for c in cells]
        else:
            flat[name] = cells
    return pd.DataFrame(flat).to_csv(index=False, lineterminator="\n", float_format="%.10g")


def _caption(head: dict) -> None:
    """Title and subtitle for JupyterLab; exporters make their own."""
    markdown = f"**{language.escape(head['title'])}**  \n{language.escape(head['subtitle'])}"
    _emit({"kind": "caption"}, {"text/markdown": markdown, "text/plain": head["title"]})


def _html(heads: list[dict], body: list[list[str]]) -> str:
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

    rows = "".join(line(row, "td") for row in body)
    return f"<table><thead>{line([h['label'] for h in heads], 'th')}</thead><tbody>{rows}</tbody></table>"


@cache
def _schema() -> dict:
    return json.loads(paths.SCHEMA.read_text("utf-8"))


def _emit(report: dict, bundle: dict) -> None:
    """Check the output against its schema, then hand it to the notebook."""
    schema = {"$ref": f"#/$defs/{report['kind']}", "$defs": _schema()["$defs"]}
    problems = [
        f"{'.'.join(map(str, e.path))}: {e.message}"
        for e in Draft202012Validator(schema).iter_errors(report)
    ]
    if problems:
        raise NotebookError(
            f"{report['kind']} {report.get('id', '')}".strip(), "; ".join(problems[:3])
        )
    show_output(bundle, raw=True, metadata={"report": report})

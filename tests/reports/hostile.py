"""Text that would do harm where it is read as code, and a notebook that has it in every place where text can stand."""

import csv
import io
import re
from xml.etree.ElementTree import Element, SubElement, tostring

from bs4 import BeautifulSoup
from nbformat import v4

from lib.language import escape
from lib.printable import CONTROLS
from lib.publishing.report.parser import NARROW, WIDE
from lib.publishing.report.svg import sanitize
from tests.reports import sample

#: A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Characters that no XML may hold, however they are written.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
TEXTS = {
    "script": "<script>alert(1)</script>",
    "handler": "<img src=x onerror=alert(1)>",
    "quote": '" onmouseover="alert(1)" x=\'',
    "iframe": '<iframe src="https://evil.example/"></iframe>',
    "style": "</style><script>alert(1)</script>",
    "title": "</title><script>alert(1)</script>",
    "remote image": "![x](https://evil.example/x.png)",
    "file link": "[x](file:///etc/passwd)",
    "script link": "[x](javascript:alert(1))",
    "jinja": "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "typst code": '#read("/etc/passwd") #eval("1+1") #import "@preview/x:0.1.0"',
    "typst string": '"); #read("/etc/passwd"); ("',
    "typst escape": '\\"); panic("x"); ("\\u{22}',
    "typst markup": "= Heading <label> @ref $x^2$ *bold* _it_ `raw` // comment /* */ https://evil.example",
    "tex": "\\input{/etc/passwd} \\write18{id} $\\href{javascript:x}{y}$",
    "ansi": "\x1b[31mred\x07\x00",
    "bidi": "\u202eevil\u2066",
    "c1": "\x9b2J\x85\x9d0;title\x9c",
    "line": "one\u2028two\rthree",
    "formula": '=HYPERLINK("https://evil.example","x")',
    "command": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "long": "x" * 150,
}


def harm_in_page(page: str) -> list[str]:
    """What of a page could run, fetch or read something."""
    tree = BeautifulSoup(page, "html.parser")
    found = [tag.name for tag in tree.find_all(["script", "iframe", "form", "object", "embed"])]
    found += [name for tag in tree.find_all(True) for name in tag.attrs if name.startswith("on")]
    found += [
        tag.get("src") or tag.get("href") or tag.get("xlink:href") or tag.name
        for tag in tree.find_all(["img", "image", "foreignobject", "animate", "set", "feimage"])
    ]
    found += [f"style in a drawing {tag}" for tag in tree.select("svg style, svg [style]")]
    found += [f"raw {acts!a}" for acts in sorted(set(CONTROLS.findall(page)))]
    targets = [a["href"] for a in tree.find_all("a", href=True)]
    return found + [
        target
        for target in targets
        if "evil.example" in target
        or re.match(r"(javascript|file|data|vbscript):", target, re.IGNORECASE)
    ]


def harm_in_pdf(audit) -> list[str]:
    """What of a PDF shows that text was run as code, beside what its audit finds."""
    found = [
        *audit.failures,
        *(link for link in audit.links if "evil" in link or not link.startswith("http")),
    ]
    found += [f"raw {acts!a}" for acts in sorted(set(CONTROLS.findall(audit.text)) - {"\x0c"})]
    return found + (["/etc/passwd was read"] if "root:" in audit.text else [])


def harm_in_terminal(shown: str) -> list[str]:
    """What of a printed text a terminal would obey, or a reader be deceived by."""
    return sorted(set(CONTROLS.findall(shown)))


def harm_in_csv(written: str) -> list[str]:
    """Cells that a spreadsheet would run, and characters that act."""
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    return [cell for cell in cells if cell.startswith(FORMULA) and not is_number(cell)] + [
        cell for cell in cells if CONTROLS.search(cell)
    ]


def is_number(cell: str) -> bool:
    """Whether a cell is a number to whoever reads the file."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def harm_in_json(written: str) -> list[str]:
    """Characters of a JSON file that act where it is shown."""
    return sorted(set(CONTROLS.findall(written)))


def drawing(text: str) -> str:
    """A drawing that says the text, as far as XML can."""
    root = Element("svg", {"xmlns": sanitize.SVG, "viewBox": "0 0 400 300"})
    words = SubElement(root, "text", {"x": "9", "y": "9"})
    words.text = SubElement(words, "tspan").text = NOT_XML.sub("", text)
    return tostring(root, encoding="unicode")


def figure(text: str):
    return sample.figure(
        title=text,
        subtitle=text,
        alt=text + " and enough words",
        note=text,
        source=text,
        **{WIDE: drawing(text), NARROW: drawing(text)},
    )


def table(text: str):
    columns = [
        {"name": text, "label": text[:60], "align": "left"},
        {"name": "b", "label": "b", "align": "right"},
    ]
    return sample.table(
        title=text, subtitle=text, note=text, source=text, columns=columns, rows=[[text, text[:60]]]
    )


def finding(text: str):
    return sample.finding(
        markdown=escape(text),
        sentence=text,
        because=text,
        verdict_label=text,
        since_label=text,
        text=text,
        unit=text,
    )


def coverage(text: str):
    entry = {
        "name": "x",
        "title": text,
        "description": text,
        "period": text,
        "rows": 1,
        "status": {"documented": 1},
        "warnings": [{"code": "x", "label": text, "note": text}],
        "references": [],
        "source": text,
        "licence": text,
    }
    return sample.output({"kind": "coverage", "tables": [entry]})


def notebook(text: str):
    """A notebook with `text` in titles, sentences, cells, headers, parameters and metadata."""
    start = {
        "kind": "start",
        "language": "en",
        "parameters": {"name": text, text: 1},
        "changed": [text],
    }
    cells = [
        sample.markdown("title", "# " + escape(text)),
        sample.code("start", sample.output(start)),
        sample.code(
            "text", sample.output({"kind": "text", "markdown": escape(text), "holds": True})
        ),
        sample.markdown(
            "section", f"## {escape(text)} {{#section}}\n\n- ``` {text} ```\n\n~~~\n{text}\n~~~"
        ),
        sample.code("outputs", figure(text), table(text), finding(text), coverage(text)),
    ]
    series = {
        "name": "01-hostile",
        "language": "en",
        "title": text,
        "edition": text,
        "evidence_as_of": "2026-11",
        "parameters_note": text,
        "data_hash": text,
        "authors": [text],
        "languages": ["en", text],
        "before": {"name": "00-x", "title": text},
    }
    return v4.new_notebook(
        cells=cells, metadata={"series": series, "title": text, "authors": [{"name": text}]}
    )

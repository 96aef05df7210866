"""What checkers of others say: the Nu HTML checker of every page, and pdfua of every PDF.

Checked are the sample in both languages, hostile text, and whatever reports have been built.
"""

import json
import shutil
import subprocess

import pytest

from lib import paths
from lib.publishing.report.html import exporter as html
from lib.publishing.report.pdf import exporter as pdf
from tests.reports import hostile, sample
from tests.reports.test_html import ENTRIES, headline

pytestmark = pytest.mark.browser
JAR = paths.ROOT / "tests" / "browser" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def built(kind: str) -> list:
    files = paths.REPORTS.rglob(f"*.{kind}")
    return sorted(file for file in files if ".work" not in file.relative_to(paths.REPORTS).parts)


def errors(*files) -> list[str]:
    """What the Nu HTML checker calls an error, in pages, their drawings and their style sheet."""
    java = shutil.which("java")
    if java is None or not JAR.is_file():
        pytest.fail("no Java or no checker: ./run test --browser gets both", pytrace=False)
    command = [
        java,
        "-Xss4m",
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
    ]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    found = [entry for entry in json.loads(done.stdout)["messages"] if entry["type"] == "error"]
    return [f"{entry['url']}:{entry.get('lastLine')}: {entry['message']}" for entry in found]


def test_pages_are_html(tmp_path):
    pages = {code: html.export(sample.notebook(code)) for code in ("en", "es")}
    pages["index"] = html.index("en", ENTRIES, [headline()] * 3)
    pages["chooser"] = html.chooser(["en", "es"])
    alone = sample.notebook("en")
    del alone.metadata["series"]
    pages["alone"] = html.export(alone, "alone")
    for name, text in hostile.TEXTS.items():
        pages[f"hostile-{name.replace(' ', '-')}"] = html.export(hostile.notebook(text))
    files = [tmp_path / f"{name}.html" for name in pages]
    for file, text in zip(files, pages.values(), strict=True):
        file.write_text(text, "utf-8")
    assert errors(*files) == []


def test_built_pages_are_html():
    pages = built("html")
    assert not pages or errors(*pages) == []


def test_a_page_that_is_no_html_is_seen(tmp_path):
    file = tmp_path / "broken.html"
    page = html.export(sample.notebook("en"))
    file.write_text(page.replace('role="img"', 'role="img" style="fill:', 1), "utf-8")
    assert errors(file)


def findings(*files) -> list[str]:
    import pdfua

    return [f"{file.name}: {found}" for file in files for found in pdfua.validate(file).findings]


def test_pdfs_are_tagged(tmp_path):
    files = []
    for code in ("en", "es"):
        files.append(tmp_path / f"{code}.pdf")
        files[-1].write_bytes(pdf.export(sample.notebook(code)))
    assert findings(*files, *built("pdf")) == []


def test_a_pdf_without_tags_is_seen(tmp_path):
    import pikepdf

    file = tmp_path / "plain.pdf"
    document = pikepdf.new()
    document.add_blank_page()
    document.save(file)
    assert findings(file)

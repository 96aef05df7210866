"""What readers get from a whole run: size, PDF/UA, Spanish throughout, and the same bytes wherever it is built."""

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from lib import paths, tables
from lib.publishing.checks import translations
from lib.publishing.pipeline import config
from lib.publishing.site import brief
from tests.reports.pdf_audit import Audit

pytestmark = pytest.mark.slow
#: The drawing for a page, which the PDF shows too: its words are text.
DRAWING = "image/svg+xml"
NAMES = [*config.configuration().notebooks, brief.NAME]
#: English words that no Spanish sentence has; names of publishers and titles are taken out before.
ENGLISH = re.compile(
    r"\b(the|and|of|with|which|between|is|are|was|were|than|from|by|for|not|this|that|per|known)\b"
)
#: A decimal point, a percent sign without its space, commas between thousands.
FORMAT = re.compile(r"\d\.\d{1,2}(?![.\d])|\d%|\d,\d{3},\d{3}")
#: The name of an edition is no number with a decimal point.
EDITION = re.compile(r"(?<=edición )2\d{3}\.\d\d")
_MARKUP = re.compile(r"[*_`\\]|\{#.*?\}|<!-- #.*? -->|\[@.*?\]")


def flat(text: str) -> str:
    """Letters alone: a PDF places each by itself, so spaces cannot be compared."""
    return "".join(re.sub("[\u200b\xad]", "", text).split())


def names() -> list[str]:
    """Names of publishers and titles of references, the longest first: they stay as they are in any language."""
    found = {
        name
        for item in tables.references().values()
        for name in (
            item.title,
            item.publisher,
            item.container_title,
            *(person.literal for person in item.author),
        )
    }
    return sorted(filter(None, found), key=len, reverse=True)


def visible(page: str) -> str:
    """What a reader of a page sees or hears in its own language, without the edition and the list of references."""
    tree = BeautifulSoup(page, "html.parser")
    for element in tree.select("style, code, body [lang=en], .references, .glossary dt span"):
        element.decompose()
    seen = f"{tree.body.get_text(' ')} {' '.join(image['alt'] for image in tree.select('img'))}"
    return seen.replace(tables.package().version, "")


def written(notebook) -> str:
    """The words in the charts of an executed notebook."""
    drawings = [
        o.data[DRAWING]
        for c in notebook.cells
        for o in c.get("outputs", [])
        if DRAWING in o.get("data", {})
    ]
    return html.unescape(
        "\n".join(text for drawing in drawings for text in re.findall(r">([^<>]+)</t", drawing))
    )


def english(text: str) -> list[str]:
    """What is not Spanish in a text: texts of ours as they are before translation, English words, number formats."""
    ours = {
        _MARKUP.sub("", msgid)
        for msgid, said in translations.translations().items()
        if msgid != said and "{" not in msgid and len(msgid.split()) > 1
    }
    known, whole = names(), flat(text)
    left = {msgid for msgid in ours if len(msgid) > 7 and flat(msgid) in whole}
    left = {msgid for msgid in left if not any(msgid in name for name in known)}
    for name in known:
        text = text.replace(name, "")
    return [
        *sorted(left),
        *(
            text[max(0, m.start() - 25) : m.end() + 25]
            for rule in (ENGLISH, FORMAT)
            for m in rule.finditer(text)
        ),
    ]


#: English on purpose: the name of a law.
ON_PURPOSE = ("Freedom of Information Act",)


def unintended(found: list[str]) -> list[str]:
    return [
        piece for piece in found if not any(name in piece or piece in name for name in ON_PURPOSE)
    ]


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_small_and_its_pdf_is_for_everybody(reports, name, code):
    page, document = (reports / code / f"{name}.{form}" for form in ("html", "pdf"))
    assert page.stat().st_size <= 1_500_000
    assert document.stat().st_size <= 1_200_000
    audit = Audit(document.read_bytes())
    assert audit.failures == []
    assert audit.language == code and len(audit.bookmarks) > 2


@pytest.mark.parametrize("name", [*NAMES, "index", "glossary", "corrections", "whats-new"])
def test_a_spanish_page_has_no_english_word_or_number(reports, name):
    text = visible((reports / "es" / f"{name}.html").read_text("utf-8"))
    text = EDITION.sub("", text)
    for finding in json.loads((reports / "findings.json").read_text("utf-8"))["findings"]:
        if "-" in finding["id"]:  # a code, in which words are no language
            text = text.replace(finding["id"], "")
    assert unintended(english(text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_spanish_pdf_has_no_english_text_of_ours(reports, name):
    text = Audit((reports / "es" / f"{name}.pdf").read_bytes()).text
    assert [found for found in english(text) if found in translations.translations()] == []


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_spanish_chart_has_no_english_word_or_number(reports, name):
    notebook = nbformat.read(reports / "notebooks" / "es" / f"{name}.ipynb", as_version=4)
    assert unintended(english(written(notebook))) == []


@pytest.mark.parametrize("name", NAMES[:-1])
def test_what_looks_for_english_finds_it(reports, name):
    page = (reports / "en" / f"{name}.html").read_text("utf-8")
    assert len(english(visible(page))) > 20


def built(place, **environment):
    """A copy of the repository, with one notebook in its series, at `place`: every file that a run leaves there."""
    listed = subprocess.run(
        ["git", "-C", paths.ROOT, "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    for file in filter(None, listed.stdout.split("\0")):
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes((paths.ROOT / file).read_bytes())
    (place / "series.yml").write_text(f"notebooks: [{NAMES[0]}]\nledger: {NAMES[0]}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "lib", "reports"],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(place), **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    out = place / "reports"
    return {
        file.relative_to(out).as_posix(): file.read_bytes()
        for file in out.rglob("*")
        if file.is_file() and ".work" not in file.parts
    }


def test_two_copies_in_different_places_give_the_same_bytes(tmp_path):
    one = built(tmp_path / "a")
    two = built(tmp_path / "deeper" / "another copy", TZ="Asia/Tokyo", LANG="C", COLUMNS="50")
    assert one.keys() == two.keys() and f"es/{NAMES[0]}.pdf" in one
    assert [name for name in one if one[name] != two[name]] == []
    assert not [name for name, content in one.items() if str(tmp_path).encode() in content]


def test_an_archive_is_told_of_every_file_with_its_hash(reports):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(reports)
    outputs = json.loads((reports / "manifest.json").read_text("utf-8"))["outputs"]
    described = {entity.id: entity.get("sha256") for entity in crate.get_entities()}
    for name, digest in outputs.items():
        if name != "ro-crate-metadata.json":  # it cannot hold its own hash
            assert described[name] == digest, name
    assert "manifest.json" in described
    assert str(crate.root_dataset["datePublished"]).startswith("2026-")


def test_the_index_alone_has_an_element_of_data_that_its_policy_names(reports):
    pages = sorted(reports.glob("**/*.html"))
    pages = [page for page in pages if ".work" not in page.parts]
    with_data = [page for page in pages if "<script" in page.read_text("utf-8")]
    assert [page.name for page in with_data] == ["index.html", "index.html"]
    for page in with_data:
        tree = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        (element,) = tree.find_all("script")
        assert element["type"] == "application/ld+json"
        assert json.loads(element.string)["@type"] == "Dataset"
        policy = tree.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        digest = base64.b64encode(hashlib.sha256(element.string.encode()).digest()).decode()
        assert f"script-src 'sha256-{digest}'" in policy

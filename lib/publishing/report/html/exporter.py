"""A notebook, the index and the pages beside them as HTML5: no script, no form, and nothing loaded but their style."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from lib.language import LOCALES, label, speaking, translate
from lib.printable import printable
from lib.publishing.report import changelog, markdown, messages, parser, verdicts
from lib.publishing.report.document import Block, Exhibit, Figure, Finding
from lib.publishing.report.exporting import ReportExporter
from lib.publishing.report.html import style
from lib.publishing.report.html.inline import HtmlText
from lib.publishing.report.svg.inline import inline
from lib.records import Finding as FindingRecord
from lib.records import NotebookFinding
from lib.tables import package

_HERE = Path(__file__).parents[1]


def export(notebook: NotebookNode, name: str = "") -> str:
    """The report of an executed notebook as HTML.

    Raises
    ------
    NotebookError : see `parser.read`
    """
    built = parser.read(notebook, name)
    with speaking(built.language):
        return _page(
            "brief.html.j2" if built.compact else "report.html.j2",
            built.language,
            built.title,
            alone=not built.in_series,
            doc=built,
            others=_others(built.facts.get("languages", ()), built.language, f"{built.name}.html"),
            about=messages.about(),
            edition=messages.edition(built.edition, built.as_of),
            tally=verdicts.tally(built.findings),
            citation=messages.citation(built),
            abstract=built.abstract,
            endings=messages.endings(built),
            changes=messages.changes(),
            publishers=messages.publishers(built),
        )


def index(
    language: str,
    entries: list[dict],
    headlines: list[NotebookFinding],
    languages: Iterable[str] = (),
    linked_data: str = "",
) -> str:
    """The first page of the series in one language.

    Parameters
    ----------
    entries : one dict a report, in order: name, title, summary (Markdown), html, pdf, size_kb, n_findings; ``html``,
        ``pdf`` and ``size_kb`` are None where that form was not made
    headlines : findings, each with the name of its report
    languages : those of the set
    linked_data : the series in JSON-LD for search engines, without a sign that ends an element
    """
    shown = [entry | {"summary": _plain(entry["summary"])} for entry in entries]
    with speaking(language):
        title = messages.words()["series"]
        return _page(
            "index.html.j2",
            language,
            title,
            entries=shown,
            headlines=headlines,
            pages={entry["name"]: entry["html"] for entry in entries if entry["html"]},
            titles={entry["name"]: entry["title"] for entry in entries},
            abstract=messages.words()["standfirst"],
            about=messages.about(),
            news=changelog.as_it_is(changelog.news())[:1],
            changes=messages.changes(),
            others=_others(languages, language, "index.html"),
            edition=_edition(),
            linked_data=_as_data(linked_data),
        )


def glossary(language: str, terms: list[dict], languages: Iterable[str] = ()) -> str:
    """The page of the field's terms.

    Parameters
    ----------
    terms : one dict a term: term_en, term_es, meaning_en
    languages : those of the set
    """
    own, other = f"term_{language}", "term_es" if language == "en" else "term_en"
    with speaking(language):
        meanings = [row["meaning_en"] for row in terms]
        shown = [
            {
                "own": row[own],
                "other": row[other],
                "id": "term-" + markdown.slugify(row["term_en"]),
                "language": other[-2:],
                "meaning": translate(meaning),
            }
            for row, meaning in zip(terms, meanings, strict=True)
        ]
        shown.sort(key=lambda row: (markdown.slugify(row["own"]), row["own"]))
        words = messages.words()
        return _page(
            "glossary.html.j2",
            language,
            words["glossary"],
            terms=shown,
            abstract=words["glossary_about"],
            others=_others(languages, language, "glossary.html"),
            edition=_edition(),
        )


def corrections(language: str, languages: Iterable[str] = ()) -> str:
    """The page of what published editions said wrongly, and of what changed in this one."""
    with speaking(language):
        tokens, title = changelog.as_it_is(changelog.corrections()), messages.words()["corrections"]
        return _page(
            "corrections.html.j2",
            language,
            title,
            page="corrections",
            tokens=tokens,
            changes=messages.changes(),
            abstract=markdown.plain(tokens[:1]) or title,
            others=_others(languages, language, "corrections.html"),
            edition=_edition(),
        )


def dictionary(
    language: str,
    entries: Iterable[object],
    *,
    about: str,
    words: dict[str, str],
    languages: Iterable[str] = (),
) -> str:
    """The page of what every table holds.

    Parameters
    ----------
    entries : one a table, see `lib.publishing.site.dictionary.TableEntry`
    about : what stands above them
    words : before the parts of an entry
    languages : those of the set
    """
    with speaking(language):
        return _page(
            "dictionary.html.j2",
            language,
            messages.words()["dictionary"],
            entries=entries,
            d=words,
            abstract=about,
            others=_others(languages, language, "data.html"),
            edition=_edition(),
        )


def news(language: str, languages: Iterable[str] = ()) -> str:
    """The page of what is new since the edition before, claim by claim."""
    with speaking(language):
        tokens, title = changelog.as_it_is(changelog.news()), messages.words()["whats_new"]
        return _page(
            "corrections.html.j2",
            language,
            title,
            page="whats-new",
            tokens=tokens,
            changes=messages.changes(),
            abstract=markdown.plain(tokens[:1]) or title,
            others=_others(languages, language, "whats-new.html"),
            edition=_edition(),
        )


def moved(language: str, name: str, address: str, title: str, languages: Iterable[str] = ()) -> str:
    """The page that stands where a report of another name stood in an earlier edition, and leads to it.

    Parameters
    ----------
    name : of old
    address : of the report, seen from this page
    title : of the report, in that language
    languages : those of the set
    """
    with speaking(language):
        words = messages.words()
        return _page(
            "moved.html.j2",
            language,
            words["moved"],
            address=address,
            report=title,
            abstract=words["moved_to"],
            others=_others(languages, language, f"{name}.html"),
            edition=_edition(),
        )


def _others(languages: Iterable[str], language: str, page: str) -> list[dict]:
    """The same page in the other languages of the set: code, address, and the words of that language."""
    found = []
    for code in languages:
        if code in LOCALES and code != language:
            with speaking(code):
                found.append(
                    {
                        "code": code,
                        "address": f"../{code}/{page}",
                        "words": messages.words()["read_in"],
                    }
                )
    return found


def _edition() -> str:
    return messages.edition(package().version, package().evidence_as_of)


def chooser(languages: list[str]) -> str:
    """The page ``reports/index.html``: which language to read."""
    choices = []
    for code in languages:
        with speaking(code):
            choices.append({"code": code, "w": messages.words()})
    with speaking(languages[0]):
        first = messages.words()
        return _page(
            "chooser.html.j2",
            languages[0],
            first["series"],
            above="",
            choices=choices,
            abstract=first["standfirst"],
        )


def _page(
    template: str, language: str, title: str, *, alone: bool = False, above: str = "../", **values
) -> str:
    """A page from its template.

    Parameters
    ----------
    alone : whether it has no set of pages around it, and carries its style in itself
    above : where the set begins, seen from the page
    """
    words = messages.words()
    text = HtmlText(words)
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            title=title,
            w=words,
            text=text,
            css=style.embedded() if alone else "",
            sheet=f"{above}{style.FOLDER}/{style.SHEET}",
            policy=_policy(alone=alone, data=str(values.get("linked_data", ""))),
            cite=lambda numbers: Markup(text.numbers(numbers)),
            **{"linked_data": "", **values},
        )
    )


def _policy(*, alone: bool, data: str) -> str:
    """What a page may load; a block of data is allowed by the hash of its text."""
    if alone:
        return style.POLICY_ALONE
    return style.policy_with(data) if data else style.POLICY


def _as_data(text: str) -> Markup:
    """A block of data as it stands in its element, where nothing is read as an entity.

    Raises
    ------
    ValueError : it holds a sign that could end the element
    """
    if "<" in text or ">" in text:
        raise ValueError("linked data holds a sign that could end its element")
    return Markup(text)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        badge=_badge,
        drawing=_drawing,
        number=_number,
        label=label,
        period=messages.period,
        tone=verdicts.tone,
        tone_of=lambda column, cell: (
            f" tone {tone}" if (tone := verdicts.of_cell(column, cell)) else ""
        ),
        ranged=verdicts.ranged,
        uncertainty=verdicts.uncertainty,
        since=verdicts.since,
        certainty_word=verdicts.certainty,
        kind_of=_kind,
    )
    return environment


def _shown(value: object) -> object:
    """What a template shows: text without characters that act; tags are our own, and were made of such text."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _drawing(block: Figure) -> Markup:
    """The drawings of a figure, which `parser` has taken apart: nothing but drawing is in them."""
    return Markup(inline(block.id, block.title, block.alt, block.wide, block.narrow))


def _badge(record: FindingRecord) -> Markup:
    """Symbol and word of a verdict."""
    tone = verdicts.tone(record)
    symbol = verdicts.icon(record.verdict or "", "currentColor").replace(
        "<svg ", '<svg aria-hidden="true" ', 1
    )
    return Markup('<span class="badge {}">{}{}</span>').format(
        tone, Markup(symbol), printable(verdicts.word(record))
    )


def _plain(source: str) -> str:
    text = markdown.plain(markdown.inlines(markdown.parse(source)[0]))
    return re.sub(r"\s+([.,;:])", r"\1", text)  # what is left of a citation


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _number(block: Exhibit | Finding, words: dict) -> str:
    return f"{words[_kind(block)]} {block.number}"


class ReportHTMLExporter(ReportExporter):
    """nbconvert's exporter ``ecuador-report-html``."""

    export_from_notebook = "Ecuador report (HTML)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def report(self, notebook: NotebookNode, name: str) -> str:
        """The page."""
        return export(notebook, name)

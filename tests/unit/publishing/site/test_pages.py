"""The pages beside the reports: what the index says, and where a report of another name has gone."""

import re
from html.parser import HTMLParser

import pytest

from lib.errors import UsageError
from lib.publishing.site import pages, reports

TITLES = {"01-a": "# How large?", "02-b": "# How many?"}
LANGUAGES = ["en", "es"]


def finished(report):
    reports.finish(report, {}, titles=TITLES, languages=LANGUAGES)


# The index


def index(folder, listed, **changes):
    asked = {"formats": ("html", "pdf"), "brief_files": {}, "headlines": [], "languages": LANGUAGES}
    pages.write_index(folder, "en", listed, **asked | changes)
    return (folder / "index.html").read_text("utf-8")


def test_the_index_lists_the_reports_in_the_order_that_it_is_given(report):
    listed = [report("02-b"), report("01-a")]
    for one in listed:
        finished(one)
        one.folder.mkdir(parents=True, exist_ok=True)
        one.page("pdf").write_bytes(b"x" * 4096)
    page = index(listed[0].folder, listed)
    assert page.index("The answer of 02-b.") < page.index("The answer of 01-a.")
    assert 'href="01-a.html"' in page and 'href="01-a.pdf"' in page and "(4 kB)" in page


def test_a_format_that_was_not_asked_for_is_not_linked(report):
    one = report("01-a")
    finished(one)
    assert "01-a.pdf" not in index(one.folder, [one], formats=("html",))


def test_a_headline_that_no_notebook_has_stops_the_index(report):
    one = report("01-a")
    finished(one)
    with pytest.raises(UsageError, match="headlines 01-a#none are not findings"):
        index(one.folder, [one], headlines=["01-a#none"])
    assert not (one.folder / "index.html").exists()


# Pages of old names


class Links(HTMLParser):
    """Addresses and elements of a page."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.elements, self.meta = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        values = dict(attributes)
        if tag == "a":
            self.addresses.append(values["href"])
        if tag == "meta":
            self.meta.append(values)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This report has moved"), ("es", "Este informe cambió de lugar")]
)
def test_a_page_of_an_old_name_leads_to_the_report_of_today(tmp_path, language, words):
    pages.write_moved(
        tmp_path, language, {"00-old": "01-a"}, titles=TITLES, form="html", languages=LANGUAGES
    )
    [file] = pages.moved(tmp_path, {"00-old": "01-a"})
    text = file.read_text("utf-8")
    links = Links(text)
    assert "01-a.html" in links.addresses and "index.html" in links.addresses
    assert f'<html lang="{language}">' in text
    assert re.search(f"<h1>{words}</h1>", text) and "How large?" in text
    other = {"en": "es", "es": "en"}[language]
    assert f"../{other}/00-old.html" in links.addresses
    assert not links.elements & {"script", "form", "iframe", "img"}
    policies = [meta["http-equiv"] for meta in links.meta if "http-equiv" in meta]
    assert policies == ["Content-Security-Policy"]  # and no refresh


def test_without_an_old_name_there_is_no_page(tmp_path):
    pages.write_moved(tmp_path, "en", {}, titles=TITLES, form="html", languages=LANGUAGES)
    assert list(tmp_path.iterdir()) == [] == pages.moved(tmp_path, {})


# The others


def test_the_pages_that_are_listed_are_those_that_are_written(tmp_path):
    pages.write_beside(tmp_path, "es", LANGUAGES)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(pages.PAGES)


def test_the_first_page_offers_every_language(tmp_path):
    pages.write_chooser(tmp_path, LANGUAGES)
    addresses = Links((tmp_path / "index.html").read_text("utf-8")).addresses
    assert {"en/index.html", "es/index.html"} <= set(addresses)

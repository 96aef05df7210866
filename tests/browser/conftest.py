"""Chromium, driven by playwright. Nothing is imported before a test asks, so that the other tests need neither."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest


@dataclass
class Seen:
    """An open page, and what it has asked for or complained of."""

    page: object
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is not installed: apt-get install chromium", pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium refuses its sandbox to root, which is what a container of a CI is; the pages are ours.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def style_of(file) -> set[str]:
    """Addresses of the style sheet and the typefaces of the set that a page belongs to."""
    from lib.publishing.report.html import style

    folders = [folder / style.FOLDER for folder in list(file.parents)[:2]]
    return {(folder / name).as_uri() for folder in folders for name in style.NAMES}


@pytest.fixture(scope="session")
def visit(chromium):
    """Open a file and note what it asks for beside its style: ``with visit(file, width=390) as seen``."""

    @contextmanager
    def opened(
        file,
        *,
        width: int = 1200,
        scheme: str = "light",
        trusting: bool = False,
        media: str = "screen",
    ):
        window = {"width": width, "height": 900}
        context = chromium.new_context(viewport=window, color_scheme=scheme, bypass_csp=trusting)
        seen = Seen(context.new_page())
        expected = {file.as_uri(), *style_of(file)}
        seen.page.on(
            "request",
            lambda request: request.url in expected or seen.requests.append(request.url),
        )
        seen.page.on("console", lambda message: seen.complaints.append(message.text))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on(
            "dialog",
            lambda dialog: (seen.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()),
        )
        seen.page.emulate_media(media=media, color_scheme=scheme)
        seen.page.goto(file.as_uri(), wait_until="load")
        seen.page.evaluate("document.fonts.ready.then(() => true)")
        try:
            yield seen
        finally:
            context.close()

    return opened

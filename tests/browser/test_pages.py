"""Pages as a reader meets them: nothing is fetched, nothing runs, nothing overflows, and axe-core finds no barrier.

Tested are the sample in both languages, the index, the chooser, hostile text, and whatever reports have been built.
"""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from lib import paths
from lib.publishing.report import references
from lib.publishing.report.html import exporter as html
from lib.publishing.site.pages import write_style
from tests.reports import hostile, sample
from tests.reports.conftest import ASSUMPTION
from tests.reports.test_html import ENTRIES, headline

pytestmark = pytest.mark.browser
SMALLEST_TYPE = 8 * 96 / 72  # px: 8 points, the smallest that lib.charts uses
BUILT = sorted(
    path.relative_to(paths.REPORTS).as_posix()
    for path in paths.REPORTS.rglob("*.html")
    if not any(part.startswith(".") for part in path.relative_to(paths.REPORTS).parts)
)
MADE = ["en", "es", "index", "chooser", *(f"hostile-{name}" for name in hostile.TEXTS)]


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The made pages, as files."""
    top = tmp_path_factory.mktemp("set")
    write_style(top)
    target = top / "en"
    target.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(references, "assumptions", lambda: {"A1": ASSUMPTION})
        pages = {code: html.export(sample.notebook(code)) for code in ("en", "es")}
        pages |= {
            f"hostile-{name}": html.export(hostile.notebook(text))
            for name, text in hostile.TEXTS.items()
        }
    pages |= {
        "index": html.index("en", ENTRIES, [headline()] * 3),
        "chooser": html.chooser(["en", "es"]),
    }
    for name, text in pages.items():
        place = top if name == "chooser" else target
        (place / f"{name}.html").write_text(text, "utf-8")
    return target


@pytest.fixture(params=[*MADE[:4], *BUILT])
def file(request, folder):
    name = request.param
    if name in BUILT:
        return paths.REPORTS / name
    return (folder.parent if name == "chooser" else folder) / f"{name}.html"


def barriers(seen) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(seen.page).response["violations"]
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_no_barrier_no_request_no_sideways_scroll(visit, file, width, scheme):
    with visit(file, width=width, scheme=scheme, trusting=True) as seen:  # axe itself is a script
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert barriers(seen) == []
        assert seen.requests == []
        inner, outer = seen.page.evaluate(
            "(d => [d.scrollWidth, d.clientWidth])(document.documentElement)"
        )
        assert inner <= outer == width


def test_nothing_breaks_the_policy(visit, file):
    with visit(file) as seen:
        assert (seen.requests, seen.complaints) == ([], [])


SIZES = """c => [...c.querySelectorAll('svg[role=img]')]
    .filter(s => s.checkVisibility())
    .map(s => [s.getAttribute('class'), s.getBoundingClientRect().width / s.viewBox.baseVal.width])"""


def test_charts_on_a_phone_are_the_narrow_ones_with_type_that_can_be_read(visit, file):
    with visit(file, width=390) as seen:
        for chart in seen.page.query_selector_all(".chart"):
            [[kind, scale]] = chart.evaluate(SIZES)
            assert kind == "narrow"
            assert SMALLEST_TYPE * scale * 72 / 96 >= 9
    with visit(file, width=1200) as seen:
        for chart in seen.page.query_selector_all(".chart"):
            assert [kind for kind, _ in chart.evaluate(SIZES)] == ["wide"]


#: Contrast of each word of a chart with the page, but for words on cells, which stand on a colour of their own.
CONTRASTS = """() => {
    const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => v / 255)
        .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b };
    const page = light(getComputedStyle(document.documentElement).backgroundColor);
    return [...document.querySelectorAll('.chart text')].filter(t => t.checkVisibility())
        .filter(t => t.getAttribute('fill') != '#ffffff' && !t.closest('[fill="#ffffff"]'))
        .map(t => light(getComputedStyle(t).fill)).map(word =>
            (Math.max(word, page) + .05) / (Math.min(word, page) + .05)) }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_in_charts_can_be_read_on_the_page(visit, file, scheme):
    with visit(file, scheme=scheme) as seen:
        contrasts = seen.page.evaluate(CONTRASTS)
        assert bool(contrasts) == bool(seen.page.query_selector(".chart"))
        assert min(contrasts, default=9) >= 4.5


def test_words_in_charts_can_be_selected_and_found(visit, folder):
    with visit(folder / "en.html") as seen:
        words = sample.WORDS["en"]["stages"][2]
        assert (
            seen.page.evaluate("w => window.find(w) && getSelection().toString()", words) == words
        )


def test_charts_follow_the_scheme_and_are_light_on_paper(visit, folder):
    def colours(**look):
        with visit(folder / "en.html", **look) as seen:
            return seen.page.evaluate(
                "['path[fill=\"#12436d\"], [fill=\"#12436d\"] path', 'text'].map(s => "
                "getComputedStyle(document.querySelector('.wide ' + s)).fill)"
            )

    assert colours(scheme="dark") != colours(scheme="light")
    assert colours(scheme="dark", media="print") == colours(scheme="light", media="print")
    assert colours(media="print")[0] == colours(scheme="light")[0]


LOADED = (
    "document.fonts.ready.then(f => [...f].filter(f => f.status == 'loaded').map(f => f.family))"
)


def check_typefaces(page) -> None:
    faces = page.evaluate(LOADED)
    assert any("Source Sans 3" in face for face in faces)
    assert any("Source Serif 4" in face for face in faces)


def test_the_typefaces_are_those_of_the_set(visit, file):
    with visit(file) as seen:
        check_typefaces(seen.page)


def test_style_and_typefaces_are_loaded_over_http_too(folder, chromium):
    serve = partial(QuietHandler, directory=folder.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        complaints: list[str] = []
        page = chromium.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"http://127.0.0.1:{server.server_port}/en/en.html")
        check_typefaces(page)
        page.close()
        server.shutdown()
    assert complaints == []


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *words) -> None:
        """Nothing."""


def test_the_first_tab_stop_skips_to_the_content(visit, folder):
    with visit(folder / "en.html") as seen:
        seen.page.keyboard.press("Tab")
        box = seen.page.evaluate(
            "(b => [b.left >= 0, b.width > 20])(document.activeElement.getBoundingClientRect())"
        )
        assert seen.page.evaluate("document.activeElement.className") == "skip"
        assert box == [True, True]
        seen.page.keyboard.press("Enter")
        assert seen.page.evaluate("location.hash") == "#main"


def test_a_wide_table_scrolls_inside_its_box(visit, tmp_path):
    heads = [
        {"name": f"c{i}", "label": f"Column {i}", "align": "right" if i else "left"}
        for i in range(12)
    ]
    wide = sample.table(columns=heads, rows=[["Ecuador"] + ["1,234,567"] * 11])
    write_style(tmp_path)
    (tmp_path / "en").mkdir()
    file = tmp_path / "en" / "wide.html"
    file.write_text(html.export(sample.broken(sample.code("wide", wide))), "utf-8")
    with visit(file, width=390) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
        assert seen.page.evaluate(
            "(s => s.scrollWidth > s.clientWidth)(document.querySelector('.scroll'))"
        )


def test_print_hides_what_paper_cannot_use(visit, folder):
    with visit(folder / "en.html", media="print") as seen:
        hidden = seen.page.evaluate(
            "['nav', '.skip', '.ways', '.download'].map(s => getComputedStyle(document.querySelector(s)).display)"
        )
        assert hidden == ["none"] * 4


def test_print_is_dark_on_white_whatever_the_screen(visit, folder):
    def inks(scheme):
        with visit(folder / "en.html", media="print", scheme=scheme) as seen:
            return seen.page.evaluate(
                "['h1', '.badge', '.finding', '.caution', 'a'].map(s => { "
                "const c = getComputedStyle(document.querySelector(s)); "
                "return [c.color, c.backgroundColor, c.borderLeftColor] })"
            )

    assert inks("dark") == inks("light")


def test_what_the_keyboard_reaches_is_seen_to_be_reached(visit, folder):
    with visit(folder / "en.html") as seen:
        reached = []
        for _ in range(80):
            seen.page.keyboard.press("Tab")
            reached.append(
                seen.page.evaluate(
                    "(e => [e.tagName, e.className, getComputedStyle(e).outlineStyle, "
                    "parseFloat(getComputedStyle(e).outlineWidth)])(document.activeElement)"
                )
            )
        reached = [stop for stop in reached if stop[0] != "BODY"]
        assert {tag for tag, *_ in reached} >= {"A", "SUMMARY", "DIV"}
        assert "scroll" in {name for _, name, *_ in reached}
        assert [stop for stop in reached if stop[2] != "solid" or stop[3] < 2] == []


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_hostile_text_does_nothing_even_without_the_policy(visit, folder, name):
    with visit(folder / f"hostile-{name}.html", trusting=True) as seen:
        for link in seen.page.query_selector_all("main .finding, main h2"):
            link.hover()
        assert (seen.requests, seen.complaints) == ([], [])

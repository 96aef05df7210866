"""Drawings: charts pass, everything that could run, fetch or read is refused, and what is left stands in the page."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from lib.charts import theme
from lib.publishing.report.html import exporter as html
from lib.publishing.report.svg import inline, sanitize
from tests.reports import hostile, sample

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def drawing(inner: str) -> str:
    return f"{HEAD}{inner}</svg>"


def test_a_chart_keeps_all_that_it_draws():
    source = sample.drawing(["a", "b", "c", "d"])
    before, after = ElementTree.fromstring(source), ElementTree.fromstring(sanitize.clean(source))
    assert [(e.tag, e.attrib, e.text) for e in after.iter()] == [
        (e.tag, e.attrib, e.text) for e in before.iter()
    ]


def test_a_chart_as_matplotlib_writes_it_is_refused():
    """Its style would hold for the whole page."""
    with pytest.raises(sanitize.SvgError, match="holds a <style> element"):
        sanitize.clean(sample.drawn(["a", "b", "c", "d"]))


def test_cleaning_twice_changes_nothing():
    once = sanitize.clean(sample.drawing(["a", "b", "c", "d"]))
    assert sanitize.clean(once) == once


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script of another namespace": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    "foreignObject": "<foreignObject><p>x</p></foreignObject>",
    "handler": '<rect onload="alert(1)"/>',
    "handler in capitals": '<rect ONCLICK="alert(1)"/>',
    "link": '<a href="https://x.org"><rect/></a>',
    "remote use": '<use xlink:href="https://x.org/y.svg#a"/>',
    "remote use, plain href": '<use href="//x.org/y.svg#a"/>',
    "image": '<image href="https://x.org/y.png"/>',
    "file image": '<image xlink:href="file:///etc/passwd"/>',
    "relative image": '<image xlink:href="secret.png"/>',
    "feImage": '<filter><feImage href="https://x.org"/></filter>',
    "animation": '<animate attributeName="href" to="javascript:alert(1)"/>',
    "set": '<set attributeName="onload" to="alert(1)"/>',
    "remote style": '<rect style="fill: url(https://x.org/y.svg#a)"/>',
    "remote style, quoted": "<rect style=\"fill: url( 'file:///etc/passwd' )\"/>",
    "remote fill": '<rect fill="url(//x.org/a#b)"/>',
    "escaped style": r'<rect style="fill: u\72l(https://x.org)"/>',
    "import": "<style>@import 'https://x.org/a.css';</style>",
    "font": "<style>@font-face{src:url(https://x.org/f.woff2)}</style>",
    "style element": "<style>rect{fill:url(https://x.org/#a)}</style>",
    "handler element": '<handler type="text/javascript">alert(1)</handler>',
    "base": '<rect xml:base="https://x.org"/>',
    "style of its own": '<rect style="fill: red"/>',
    "style for the page": "<style>main { display: none }</style>",
    "class of the page": '<rect class="skip"/>',
    "drawing in the drawing": '<svg width="900" overflow="visible"><rect/></svg>',
    "words of HTML": "<title>x</title>",
    "remote fill in capitals": '<rect fill="URL(#a)"/>',
    "quoted pointer": "<rect fill=\"url('#a')\"/>",
    "image set": "<rect fill=\"image-set('x.png' 1x)\"/>",
    "variable of the page": '<rect fill="var(--page)"/>',
    "pointer into the page": '<rect fill="url(#main)"/>',
    "use of the page": '<use href="#main"/>',
    "use of nothing": "<use/>",
    "use of two": '<path id="a"/><path id="b"/><use href="#a" xlink:href="#b"/>',
    "use of a use": '<path id="a"/><g id="b"><use href="#a"/></g><use href="#b"/>',
    "pattern of another": '<path id="a"/><pattern href="#a"/>',
    "an id twice": '<path id="a"/><path id="a"/>',
    "prefixed element": '<p:script xmlns:p="http://www.w3.org/2000/svg">alert(1)</p:script>',
}


@pytest.mark.parametrize("inner", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_not_drawing_is_refused(inner):
    with pytest.raises(sanitize.SvgError):
        sanitize.clean(drawing(inner))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("&a;"), "entity"),
        ("<html/>", "not an SVG"),
        ("<svg/>", "not an SVG"),
        (HEAD, "not well-formed"),
        ("not xml", "not well-formed"),
    ],
)
def test_what_is_no_svg_is_refused(source, message):
    with pytest.raises(sanitize.SvgError, match=message):
        sanitize.clean(source)


def test_comments_processing_instructions_and_metadata_are_dropped():
    inner = drawing("<!-- x --><metadata><a onload='x'/></metadata><g/>")
    source = '<?xml-stylesheet href="https://x.org/a.css"?>' + inner
    assert re.sub(r"<svg [^>]*>", "", sanitize.clean(source)) == "<g /></svg>"


def in_page(wide: str, narrow: str, **words: str) -> BeautifulSoup:
    said = {"name": "funnel", "title": "A title", "alt": "What is shown."} | words
    drawings = [sanitize.clean(drawing(inner)) for inner in (wide, narrow)]
    return BeautifulSoup(inline.inline(**said, wide=drawings[0], narrow=drawings[1]), "html.parser")


MARK = '<defs><path id="{}" d="M0,0L1,1"/></defs><use href="#{}" x="{}"/>'
CUT = '<clipPath id="c"><rect width="{}"/></clipPath><g clip-path="url(#c)"><text>a</text></g>'


def test_what_both_drawings_share_is_sent_once():
    tree = in_page(MARK.format("a", "a", 1), MARK.format("b", "b", 2))
    [mark] = tree.find_all("path")
    assert [use["href"] for use in tree.find_all("use")] == [f"#{mark['id']}"] * 2
    assert mark.find_parent("svg")["class"] == ["defs"]
    assert mark["id"].startswith("funnel.")


def test_what_depends_on_the_width_is_not_shared():
    tree = in_page(CUT.format(3), CUT.format(3))
    cuts = [cut["id"] for cut in tree.find_all("clippath")]
    assert len(set(cuts)) == 2
    assert [group["clip-path"] for group in tree.find_all("g")] == [f"url(#{id})" for id in cuts]
    assert not tree.find(class_="defs")


def test_a_pattern_that_refers_to_something_stays_in_its_drawing():
    pattern = (
        '<defs><pattern id="p"><rect clip-path="url(#c)"/></pattern></defs><rect fill="url(#p)"/>'
    )
    tree = in_page(pattern + CUT.format(1), pattern + CUT.format(2))
    assert len(tree.find_all("pattern")) == 2
    for svg in tree.find_all("svg"):
        cut = svg.find("clippath")["id"]
        assert svg.find("pattern").rect["clip-path"] == f"url(#{cut})"


def test_a_drawing_says_who_it_is_and_has_no_say_in_where_it_stands():
    wide = sanitize.clean(
        f'<svg xmlns="{sanitize.SVG}" viewBox="0 0 9 9" x="5" width="90000" height="90000"/>'
    )
    page = inline.inline("f", "A & B", "<script>alert(1)</script>", wide, wide)
    tree = BeautifulSoup(page, "html.parser")
    assert hostile.harm_in_page(page) == []
    assert [svg["width"] for svg in tree.find_all("svg")] == ["9", "9"]
    assert not tree.find(x=True)
    assert tree.title.text == "A & B"
    assert tree.desc.text == "<script>alert(1)</script>"
    assert [svg.get("display") for svg in tree.find_all("svg")] == [None, "none"]


@pytest.mark.parametrize(
    "size", ["", "0 0 9", "5 5 9 9", "0 0 1e9 9", "0 0 99999 9", '0 0 9 9" x="']
)
def test_a_drawing_without_a_size_is_refused(size):
    source = f'<svg xmlns="{sanitize.SVG}"/>'.replace("/>", f" viewBox={size!r}/>")
    with pytest.raises(inline.SvgError, match="has no size"):
        inline.inline("f", "t", "a", source, source)


def test_every_colour_of_the_charts_has_its_value_in_the_style_sheet():
    sheet = (html._HERE / "templates" / "screen.css").read_text("utf-8")
    marks = [*theme.COLOURS, theme.INK, theme.MUTE, theme.GRID, "#ffffff"]
    for property, colours in (("fill", [*marks, *theme.TONES]), ("stroke", marks)):
        for colour in map(str.lower, colours):
            rule = rf'\[{property}="{colour}"\] {{ {property}: var\((--[\w-]+)\); }}'
            [variable] = re.findall(rule, sheet)
            values = re.findall(rf"{variable}: (#\w+)", sheet)
            assert len(values) == 2, f"{variable} needs a value for the light and one for the dark"
            full = (
                "#" + "".join(letter * 2 for letter in values[0][1:])
                if len(values[0]) == 4
                else values[0]
            )
            assert full == colour, "on a light page a drawing looks as it was drawn"

"""Drawings: charts pass, everything that could run, fetch or read is refused, and fewer bytes draw the same."""

import io
import re
from xml.etree import ElementTree

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import image

from lib import paths
from lib.publishing.report.pdf import inline as pdf_inline
from lib.publishing.report.svg import minify, sanitize
from tests.reports import sample

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt" height="9pt">'


def drawing(inner: str) -> str:
    return f"{HEAD}{inner}</svg>"


@pytest.mark.parametrize("fonttype", ["path", "none"])
def test_a_chart_keeps_all_that_it_draws(fonttype):
    source = sample.drawing(["a", "b", "c", "d"], fonttype=fonttype)
    before, after = ElementTree.fromstring(source), ElementTree.fromstring(sanitize.clean(source))
    kept = [
        e
        for e in before.iter()
        if "metadata" not in e.tag
        and "rdf" not in e.tag
        and "purl" not in e.tag
        and "creativecommons" not in e.tag
    ]
    assert [(e.tag, e.attrib) for e in after.iter()] == [(e.tag, e.attrib) for e in kept]


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


def pixels(source: str):
    """The drawing as typst paints it."""
    drawing = pdf_inline.string(source)
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes({drawing}), format: "svg")'
    )
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(paths.FONTS)])
    painted = typst.Compiler(page.encode(), font_paths=fonts).compile(format="png", ppi=100)
    return image.imread(io.BytesIO(painted))


@pytest.mark.parametrize("width", [6.9, 3.7])
def test_a_shortened_chart_looks_the_same(width):
    source = sanitize.clean(sample.drawing(["Opened", "Charged", "Trial", "Ñandú 9"], width))
    short = minify.shorten(source)
    before, after = pixels(source), pixels(short)
    assert before.shape == after.shape
    assert abs(before - after).mean() < 0.002, "moved by no more than a hundredth of a point"
    assert (
        abs(
            pixels(source.replace("#12436d", "#f46a25").replace("#12436D", "#F46A25")) - after
        ).mean()
        > 0.01
    )
    assert len(short) < 0.75 * len(source)
    assert minify.shorten(short) == short


def test_shortening_keeps_pointers_and_draws_no_text_away():
    source = drawing(
        '<defs><clipPath id="a b"/><path id="long-name" d="M 1.0 -2.004 L 3 4 L 5 6 z"/></defs>'
        '<g clip-path="url(#clip)"><g><text id="free">a <tspan>b</tspan> c</text></g></g>'
        '<clipPath id="clip"/><use xlink:href="#long-name" transform="translate(2.5 0)"/>'
    )
    short = minify.shorten(sanitize.clean(source))
    assert 'd="M1-2L3,4,5,6z"' in short
    assert '<use href="#i0" x="2.5"/>' in short
    assert (
        '<g clip-path="url(#i1)"><text>a <tspan>b</tspan> c</text></g><clipPath id="i1"/>' in short
    )


STEPS = st.tuples(st.sampled_from("MLQCZ"), st.lists(st.floats(-999, 999), min_size=6, max_size=6))


@given(st.lists(STEPS, min_size=1))
def test_path_data_keep_their_numbers(steps):
    sizes = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
    data = " ".join(
        letter + " " + " ".join(map(str, numbers[: sizes[letter]])) for letter, numbers in steps
    )
    expected = [
        round(number, 2) for letter, numbers in steps for number in numbers[: sizes[letter]]
    ]
    kept = [float(number) for number in re.findall(r"-?\d+\.?\d*", minify._path(data))]
    assert kept == pytest.approx(expected, abs=0.0051)

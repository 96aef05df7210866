"""A chart's SVG, taken apart and written again with nothing but drawing in it.

A chart comes out of a notebook, and a notebook may show text from anywhere. It will stand in the page itself, so it may
have no style, no class, no link and no say about its size or place there. What is not on these lists is refused,
not mended: a chart that needs it was not drawn by `lib.charts`.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree

from lib.printable import printable

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HREFS = ("href", f"{{{XLINK}}}href")
_ELEMENTS = frozenset(
    "g defs path use rect circle ellipse line polyline polygon text tspan clipPath linearGradient radialGradient "
    "stop pattern".split()
)
_ATTRIBUTES = frozenset(
    "id d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height viewBox transform points offset "
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-path clip-rule clipPathUnits font-family "
    "font-size font-style font-weight font-stretch text-anchor dominant-baseline letter-spacing stop-color "
    "stop-opacity gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform "
    "preserveAspectRatio shape-rendering text-rendering".split()
)
_LOCAL = re.compile(r"#[\w.:-]+")
#: The id in ``url(#id)``.
POINTER = re.compile(r"(?<=url\(#)[\w.:-]+")
#: What a value may call: the paint and the cut of this drawing, moves, a colour.
_CALL = re.compile(
    r"(?<![\w-])(?!url\(#[\w.:-]+\)|(?:translate|rotate|scale|matrix|rgb)\()[\w-]*\w\s*\("
)
#: What no attribute may hold: escapes, imports, comments, other schemes.
_ACTIVE = re.compile(r"\\|@|/\*|<|javascript:|data:|file:|https?:|&#", re.IGNORECASE)


class SvgError(ValueError):
    """An SVG that holds more than a drawing."""


@lru_cache(maxsize=256)  # HTML and PDF of a notebook are made in one process
def clean(source: str) -> str:
    """The drawing in `source`, written again; comments, metadata and the document type are dropped.

    Raises
    ------
    SvgError : not XML, or an element, attribute or value that is not on the lists
    """
    if "<!ENTITY" in source.upper():
        raise SvgError("declares an XML entity")
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError as error:
        raise SvgError(f"is not well-formed XML ({error})") from None
    if root.tag != f"{{{SVG}}}svg":
        raise SvgError("is not an SVG drawing")
    _check(root)
    _check_pointers(root)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return ElementTree.tostring(root, encoding="unicode")


def _check(element) -> None:
    """Hold an element and all inside it to the lists; its text loses what acts."""
    element.text = element.text and printable(element.text)
    element.tail = element.tail and printable(element.tail)
    for child in list(element):
        if child.tag == f"{{{SVG}}}metadata":
            element.remove(child)
            continue
        namespace, _, name = child.tag.rpartition("}")
        if namespace != "{" + SVG or name not in _ELEMENTS:
            raise SvgError(f"holds a <{name}> element")
        _check(child)
    for key, value in element.attrib.items():
        _check_attribute(key, value)


def _check_pointers(root) -> None:
    """Whatever is referred to is there, once; what is drawn again is one outline.

    Parts that draw parts again could fill a machine from a few lines.
    """
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    if len(ids) > len(set(ids)):
        raise SvgError("has an id twice")
    values = [value for element in root.iter() for value in element.attrib.values()]
    lost = {pointer for value in values for pointer in POINTER.findall(value)} - set(ids)
    if lost:
        raise SvgError(f"refers to {min(lost)!r}, which is not in it")
    outlines = {f"#{element.get('id')}" for element in root.iter(f"{{{SVG}}}path")}
    for element in root.iter():
        targets = {element.attrib[key] for key in HREFS if key in element.attrib}
        is_use = element.tag == f"{{{SVG}}}use"
        if targets - outlines or len(targets) != is_use:
            raise SvgError("draws something again that is no outline of its own")


def _check_attribute(key: str, value: str) -> None:
    namespace, _, name = key.rpartition("}")
    if name == "href" and namespace in ("", "{" + XLINK):
        if not _LOCAL.fullmatch(value):
            raise SvgError(f"refers to {value[:40]!r} outside itself")
    elif namespace or name not in _ATTRIBUTES:
        raise SvgError(f"holds the attribute {name}=")
    else:
        _check_value(name, value)


def _check_value(name: str, value: str) -> None:
    found = _ACTIVE.search(value) or _CALL.search(value)
    if found:
        raise SvgError(f"holds {value[max(found.start() - 5, 0) : found.end() + 25]!r} in {name}")

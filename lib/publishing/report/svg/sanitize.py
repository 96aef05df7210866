"""A chart's SVG, taken apart and written again with nothing but drawing in it.

A chart comes out of a notebook, and a notebook may show text from anywhere. What is not on these lists is refused,
not mended: a chart that needs it was not drawn by `lib.charts`.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree

from lib.printable import printable

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset(
    "svg g defs path use rect circle ellipse line polyline polygon text tspan clipPath style title "
    "desc linearGradient radialGradient stop pattern".split()
)
_ATTRIBUTES = frozenset(
    "id class d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height viewBox version transform points offset style "
    "type fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-path clip-rule clipPathUnits font-family "
    "font-size font-style font-weight font-stretch text-anchor dominant-baseline letter-spacing stop-color "
    "stop-opacity gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform "
    "preserveAspectRatio space shape-rendering text-rendering visibility display overflow color".split()
)
_LOCAL = re.compile(r"#[\w.:-]+")
_URL = re.compile(r"url\(\s*(?!['\"]?#[\w.:-]+['\"]?\s*\))", re.IGNORECASE)
#: What no attribute and no style may hold: escapes, imports, comments, other schemes, expressions.
_ACTIVE = re.compile(
    r"\\|@|/\*|<|javascript:|data:|file:|https?:|expression\s*\(|&#", re.IGNORECASE
)


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
    if element.tag == f"{{{SVG}}}style":
        _check_value("style", element.text or "")


def _check_attribute(key: str, value: str) -> None:
    namespace, _, name = key.rpartition("}")
    if name == "href" and namespace in ("", "{" + XLINK):
        if not _LOCAL.fullmatch(value):
            raise SvgError(f"refers to {value[:40]!r} outside itself")
    elif namespace not in ("", "{" + _XML) or name not in _ATTRIBUTES:
        raise SvgError(f"holds the attribute {name}=")
    else:
        _check_value(name, value)


def _check_value(name: str, value: str) -> None:
    found = _ACTIVE.search(value) or _URL.search(value)
    if found:
        raise SvgError(f"holds {value[max(found.start() - 5, 0) : found.end() + 25]!r} in {name}")

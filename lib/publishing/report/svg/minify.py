"""The same drawing in fewer bytes: a page holds each chart twice, and most of a chart is outlines of letters.

Only for drawings that `svg.clean` has passed; positions keep two decimals of a point.
"""

import re
from functools import cache, lru_cache
from xml.etree import ElementTree

from lib.publishing.report.svg.sanitize import SVG, XLINK

_HREF = f"{{{XLINK}}}href"
_GROUP, _USE = f"{{{SVG}}}g", f"{{{SVG}}}use"
_TEXTS = tuple(f"{{{SVG}}}{name}" for name in ("text", "tspan", "style", "title", "desc"))
_POINTER = re.compile(r"(?<=url\(#)[^)]+")
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TRANSLATE = re.compile(r"translate\(([^)]*)\)")
_SHIFT = re.compile(r"translate\(([-\d.]+)(?:[ ,]+0)?\)")


@lru_cache(maxsize=256)
def shorten(source: str) -> str:
    """The drawing without line breaks, unused ids, empty groups and third decimals, and with short ids."""
    root = ElementTree.fromstring(source)
    _element(root, _names(root))
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _names(root) -> dict[str, str]:
    """Id that something refers to -> a short one."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    used = {name for value in values for name in _POINTER.findall(value)}
    used |= {
        value[1:]
        for element in root.iter()
        for key, value in element.attrib.items()
        if key in (_HREF, "href")
    }
    ids = dict.fromkeys(element.get("id") for element in root.iter() if element.get("id") in used)
    return {name: f"i{number:x}" for number, name in enumerate(ids)}


def _element(element, names: dict[str, str]) -> None:
    for key, value in list(element.attrib.items()):
        del element.attrib[key]
        for short_key, short in _attribute(element.tag, key, value, names):
            element.attrib[short_key] = short
    for child in element:
        _element(child, names)
    if element.tag not in _TEXTS:
        element.text = None
        for child in element:
            child.tail = None
    element[:] = [
        kid
        for child in element
        for kid in (child if child.tag == _GROUP and not child.attrib else [child])
    ]


def _attribute(tag: str, key: str, value: str, names: dict[str, str]):
    """The shorter attributes, none or one, that say the same."""
    if key == "id":
        return [("id", names[value])] if value in names else []
    if key in (_HREF, "href"):
        return [("href", "#" + names.get(value[1:], value[1:]))]
    value = _POINTER.sub(lambda match: names.get(match[0], match[0]), value)
    if key in ("d", "points"):
        value = _path(value)
    elif key == "transform":
        shift = _SHIFT.fullmatch(value)
        if tag == _USE and shift:
            return [("x", _number(shift[1]))] if float(shift[1]) else []
        value = _TRANSLATE.sub(lambda match: f"translate({_path(match[1])})", value)
    elif key == "style":
        value = value.replace("; ", ";").replace(": ", ":")
    elif key in ("x", "y") and _TOKEN.fullmatch(value):
        value = _number(value)
    return [(key, value)]


@cache
def _number(token: str) -> str:
    number = f"{float(token):.2f}".rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number


@lru_cache(maxsize=4096)
def _path(text: str) -> str:
    """Path data without the letters and spaces that they can be read without. Glyphs come again in every chart."""
    parts: list[str] = []
    last = ""
    for token in _TOKEN.findall(text):
        if not token.isalpha():
            number = _number(token)
            joined = parts and not parts[-1].isalpha() and not number.startswith("-")
            parts.append(f",{number}" if joined else number)
        elif token != last or token in "MmZz":
            parts.append(token)
            last = token
    return "".join(parts)

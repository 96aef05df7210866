"""A drawing as matplotlib writes it, written again in fewer bytes: its words as text, its look in attributes.

Belongs here: what holds for every drawing. The look stands in presentation attributes, never in a style, so that the
style sheet of a page has the last word: it gives the colours of the series other values in the dark and on paper. Not:
what may stand in a drawing that others made, which `lib.publishing.report.svg` decides.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
#: Typefaces of words, first that of the series, which only the pages and the typesetter have for certain.
FAMILIES = "Source Sans 3,Segoe UI,Roboto,Arial,DejaVu Sans,sans-serif"

#: How every line of a drawing is joined and ends, unless it says otherwise; matplotlib says it in a style for all.
_LINES = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
_HREF = f"{{{XLINK}}}href"
_GROUP, _STYLE, _METADATA = f"{{{SVG}}}g", f"{{{SVG}}}style", f"{{{SVG}}}metadata"
_WORDS = tuple(f"{{{SVG}}}{name}" for name in ("text", "tspan"))
#: Looks that what is inside a group takes from the group.
_INHERITED = frozenset(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset font-size font-weight font-style text-anchor".split()
)
_POINTER = re.compile(r"(?<=url\(#)[^)]+")
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_UNTURNED = re.compile(r"rotate\(-?0 [^)]*\)")
_TRANSLATE = re.compile(r"translate\(([^)]*)\)")
#: What an attribute says that says nothing: the value that holds without it.
_DEFAULTS = {
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "stroke-dashoffset": "0",
    "text-anchor": "start",
}


def compact(source: str, name: str) -> str:
    """The drawing without styles, line breaks, unused ids, empty groups and third decimals.

    Parameters
    ----------
    source : SVG as matplotlib writes it, with its words as text
    name : with which its ids begin, so that two drawings may stand in one page
    """
    root = ElementTree.fromstring(source)
    sizes = [
        _look(text).get("font-size", "").removesuffix("px") for text in root.iter(f"{{{SVG}}}text")
    ]
    usual = max(sorted(set(sizes)), key=sizes.count) if sizes else ""
    _rewrite(root, _short_names(root, name), usual)
    attributes = {
        "viewBox": root.get("viewBox", ""),
        "width": root.get("width", ""),
        "height": root.get("height", ""),
        "font-family": FAMILIES,
        **({"font-size": usual} if usual else {}),
        **_LINES,
    }
    root.attrib.clear()
    root.attrib.update(attributes)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def _look(element: Element) -> dict[str, str]:
    """What the style of an element says, property by property."""
    pairs = [entry.partition(":") for entry in element.get("style", "").split(";") if entry.strip()]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _short_names(root: Element, name: str) -> dict[str, str]:
    """Id that something refers to -> a short one that begins with a name."""
    values = [value for element in root.iter() for value in element.attrib.values()]
    used = {name for value in values for name in _POINTER.findall(value)}
    used |= {element.get(_HREF, "").removeprefix("#") for element in root.iter()}
    ids = dict.fromkeys(element.get("id", "") for element in root.iter())
    referred = [id for id in ids if id and id in used]
    return {id: f"{name}.{number:x}" for number, id in enumerate(referred)}


def _rewrite(element: Element, names: dict[str, str], usual_size: str) -> None:
    """Give an element and all inside it their short form."""
    shorter = _attributes(element, names, usual_size)
    element.attrib.clear()
    element.attrib.update(shorter)
    for child in list(element):
        if child.tag in (_STYLE, _METADATA):
            element.remove(child)
            continue
        _rewrite(child, names, usual_size)
    if element.tag not in _WORDS:
        element.text = None
        for child in element:
            child.tail = None
    element[:] = _grouped(_without_bare_groups(element))


def _without_bare_groups(element: Element) -> list[Element]:
    """The children of an element; those of a group that says nothing in its place."""
    kept: list[Element] = []
    for child in element:
        is_bare = child.tag == _GROUP and not child.attrib
        kept += list(child) if is_bare else [child]
    return [child for child in kept if len(child) or child.tag != f"{{{SVG}}}defs"]


def _grouped(children: list[Element]) -> Iterable[Element]:
    """Neighbours that look alike, in a group that says so once."""
    for look, run in groupby(children, key=_shared_look):
        neighbours = list(run)
        if len(neighbours) == 1 or not look:
            yield from neighbours
            continue
        group = Element(_GROUP, dict(look))
        for neighbour in neighbours:
            for name, _ in look:
                del neighbour.attrib[name]
        group.extend(neighbours)
        yield group


def _shared_look(element: Element) -> tuple[tuple[str, str], ...]:
    """What a group could say for an element: its look, and where it is cut off unless it is moved."""
    if element.tag in (_GROUP, f"{{{SVG}}}defs"):
        return ()
    names = _INHERITED if "transform" in element.attrib else _INHERITED | {"clip-path"}
    return tuple(sorted((key, value) for key, value in element.attrib.items() if key in names))


def _attributes(element: Element, names: dict[str, str], usual_size: str) -> dict[str, str]:
    """The shorter attributes of an element that say the same as its own."""
    written = {**element.attrib, **_look(element)}
    written.pop("style", None)
    written.pop("font-family", None)
    shorter: dict[str, str] = {}
    for key, value in written.items():
        if key == "id" and value not in names:
            continue
        name, short = _attribute(key, value, names)
        is_usual = short in ("", _DEFAULTS.get(name)) or (
            name == "font-size" and short == usual_size
        )
        if not is_usual:
            shorter[name] = short
    return shorter


def _attribute(key: str, value: str, names: dict[str, str]) -> tuple[str, str]:
    """Name and value of an attribute in their short form; an empty value says nothing."""
    if key == "id":
        return key, names[value]
    if key in (_HREF, "href"):
        return "href", "#" + names[value.removeprefix("#")]
    if key in ("d", "points"):
        return key, _path(value)
    if key == "transform":
        return key, _TRANSLATE.sub(
            lambda match: f"translate({_path(match[1])})", _UNTURNED.sub("", value)
        )
    value = _POINTER.sub(lambda match: names[match[0]], value).removesuffix("px")
    is_number = (
        key not in ("viewBox", "version") and _TOKEN.fullmatch(value) and not value.isalpha()
    )
    return key, _number(value) if is_number else value.replace(", ", ",")


@cache
def _number(token: str) -> str:
    number = f"{float(token):.2f}".rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number


@lru_cache(maxsize=4096)
def _path(text: str) -> str:
    """Path data without the letters and spaces that they can be read without."""
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

"""The two drawings of a figure as they stand in a page: its own elements, whose words can be selected and searched.

Only for drawings that `sanitize.clean` has passed. What both share, the shapes of marks and hatches, is sent once.
"""

import re
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from lib.printable import printable
from lib.publishing.report.svg.sanitize import HREFS, POINTER, SVG, XLINK, SvgError

#: What a drawing says of itself as a whole and the page takes over; of its place and size there it has no say.
_LOOK = ("font-family", "font-size", "stroke-linejoin", "stroke-linecap")
_SIZE = re.compile(r"0 0 (\d{1,4}(?:\.\d+)?) (\d{1,4}(?:\.\d+)?)")
_DEFS = f"{{{SVG}}}defs"
#: Definitions that do not depend on the size of a page.
_SHARED = (f"{{{SVG}}}path", f"{{{SVG}}}pattern")


@lru_cache(maxsize=256)
def inline(name: str, title: str, alt: str, wide: str, narrow: str) -> str:
    """Both drawings of a figure as HTML, of which a page shows one: that for a phone, or that for all that is wider.

    Parameters
    ----------
    name : id of the figure, with which all ids of its drawings begin; with the dot after it no other id of a page does
    title, alt : what a screen reader says of either
    wide, narrow : SVG

    Raises
    ------
    SvgError : a drawing without a size
    """
    page, phone = _read(wide), _read(narrow)
    look = {key: page.attrib[key] for key in _LOOK if key in page.attrib}
    shared: dict[str, Element] = {}
    for kind, drawing in (("wide", page), ("narrow", phone)):
        _rename(drawing, name, kind, shared)
        drawing.attrib |= {
            "class": kind,
            "role": "img",
            "aria-labelledby": f"{name}.title {name}.alt",
        }
    phone.set("display", "none")  # a page that has lost its style sheet shows one of them, too
    page[:0] = [_words("title", f"{name}.title", title), _words("desc", f"{name}.alt", alt)]
    parts = [page, phone]
    if shared:
        parts.insert(0, _definitions(list(shared.values()), look))
    return "\n".join(map(_html, parts))


def _read(source: str) -> Element:
    """The drawing with no attributes of its own but its size and what its words and lines look like."""
    root = ElementTree.fromstring(source)
    size = _SIZE.fullmatch(root.get("viewBox", ""))
    if size is None:
        raise SvgError("has no size")
    look = {key: root.attrib[key] for key in _LOOK if key in root.attrib}
    root.attrib = {"viewBox": size[0], "width": size[1], "height": size[2], **look}
    return root


def _rename(drawing: Element, name: str, kind: str, shared: dict[str, Element]) -> None:
    """Have all ids of a drawing begin with the figure's, and move out what its other drawing can use, too.

    Parameters
    ----------
    shared : what a definition says -> the definition, of both drawings; what this one brings is added
    """
    names = _move_definitions(drawing, name, shared)
    for element in drawing.iter():
        if "id" in element.attrib:
            names[element.attrib["id"]] = f"{name}.{kind}.{len(names)}"
    for element in drawing.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.attrib[key] = names[value]
            elif key in HREFS:
                element.attrib[key] = "#" + names.get(value[1:], f"{name}.nothing")
            else:
                element.attrib[key] = POINTER.sub(
                    lambda match: names.get(match[0], f"{name}.nothing"), value
                )


def _move_definitions(drawing: Element, name: str, shared: dict[str, Element]) -> dict[str, str]:
    """Take definitions out of a drawing; the id that each had in it -> that which it has in the page."""
    names: dict[str, str] = {}
    for holder in list(drawing.iter()):
        for definitions in [child for child in holder if child.tag == _DEFS]:
            for definition in list(definitions):
                if not _can_be_shared(definition):
                    continue
                definitions.remove(definition)
                former = definition.attrib.pop("id")
                content = ElementTree.tostring(definition, encoding="unicode")
                kept = shared.setdefault(content, definition)
                kept.set("id", kept.get("id") or f"{name}.{len(shared)}")
                names[former] = kept.attrib["id"]
            if not len(definitions):
                holder.remove(definitions)
    return names


def _can_be_shared(definition: Element) -> bool:
    """Whether a definition means the same in another drawing: it has a name and refers to nothing."""
    inside = [value for part in definition.iter() for value in part.attrib.values()]
    ids = [part for part in definition.iter() if "id" in part.attrib]
    refers = any(POINTER.search(value) for value in inside) or any(
        key in part.attrib for part in definition.iter() for key in HREFS
    )
    return definition.tag in _SHARED and ids == [definition] and not refers


def _definitions(shared: list[Element], look: dict[str, str]) -> Element:
    """A drawing of no size that shows nothing; not hidden, as browsers then lose what is defined in it."""
    holder = Element(
        f"{{{SVG}}}svg",
        {"class": "defs", "width": "0", "height": "0", "aria-hidden": "true"} | look,
    )
    definitions = Element(_DEFS)
    definitions.extend(shared)
    holder.append(definitions)
    return holder


def _words(tag: str, id: str, said: str) -> Element:
    element = Element(f"{{{SVG}}}{tag}", {"id": id})
    element.text = printable(said)
    return element


def _html(drawing: Element) -> str:
    """The element as HTML writes it: without a namespace, which the parser knows from the tag."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    written = ElementTree.tostring(drawing, encoding="unicode").replace(" />", "/>")
    return written.replace(f' xmlns="{SVG}"', "", 1)

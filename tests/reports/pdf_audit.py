"""The part of PDF/UA-1 and PDF/A-2a that a machine can check, and what a reader of a publication expects."""

import io
import re
from collections import Counter

import pikepdf
from pikepdf import Array, Dictionary

_TEXT = {"Tj", "TJ", "'", '"'}
_PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}
_STANDARD = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI "
    "Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula "
    "Form".split()
)


class Audit:
    """Failures of a PDF in `failures`; what it holds in `tags`, `headings`, `bookmarks`, `text`."""

    def __init__(self, content: bytes) -> None:
        self.content, self.pdf = content, pikepdf.open(io.BytesIO(content))
        self.root = self.pdf.Root
        self.failures: list[str] = []
        self.tags: Counter = Counter()
        self.headings: list[int] = []
        self.roles = self.root.get("/StructTreeRoot", Dictionary()).get("/RoleMap", Dictionary())
        self._catalogue()
        self._metadata()
        self._structure()
        self._pages()
        self._fonts()
        self._active()

    def check(self, good: bool, failure: str) -> None:
        if not good:
            self.failures.append(failure)

    def _catalogue(self) -> None:
        self.language = str(self.root.get("/Lang", ""))
        self.check(bool(self.language), "no language")
        self.check(
            bool(self.root.get("/MarkInfo", {}).get("/Marked", False)), "not marked as tagged"
        )
        self.check(
            bool(self.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "title not displayed",
        )
        with self.pdf.open_outline() as outline:
            self.bookmarks = [item.title for item in _flat(outline.root)]
        self.check(bool(self.bookmarks), "no bookmarks")

    def _metadata(self) -> None:
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            xmp = str(metadata)
            self.title = str(metadata.get("dc:title", ""))
        self.check(bool(self.title), "no title")
        self.check(re.search(r"pdfuaid:part\D{1,4}1", xmp) is not None, "does not claim PDF/UA-1")
        claims = [
            re.search(rf"pdfaid:{key}[>=\"']+{value}", xmp)
            for key, value in (("part", "2"), ("conformance", "A"))
        ]
        self.check(all(claims), "does not claim PDF/A-2a")

    def _structure(self) -> None:
        tree = self.root.get("/StructTreeRoot")
        self.check(tree is not None, "no structure tree")
        if tree is not None:
            self._walk(tree.get("/K", Array()))
        jumps = [
            f"{a} to {b}"
            for a, b in zip([0, *self.headings], self.headings, strict=False)
            if b > a + 1
        ]
        self.check(not jumps, f"headings jump: {jumps}")

    def _walk(self, node) -> None:
        if isinstance(node, Array):
            for kid in node:
                self._walk(kid)
        elif isinstance(node, Dictionary):
            if "/S" in node:
                self._element(node)
            self._walk(node.get("/K"))

    def _element(self, node) -> None:
        kind = str(node["/S"])[1:]
        if kind not in _STANDARD:
            self.check("/" + kind in self.roles, f"role {kind} is not mapped")
            kind = str(self.roles.get("/" + kind, "/" + kind))[1:]
        self.tags[kind] += 1
        if kind in ("Figure", "Formula"):
            self.check(bool(str(node.get("/Alt", "")).strip()), f"{kind} without alt text")
        if re.fullmatch("H[1-6]", kind):
            self.headings.append(int(kind[1]))
        if kind == "TH":
            attributes = node.get("/A", Array())
            attributes = list(attributes) if isinstance(attributes, Array) else [attributes]
            self.check(
                any(isinstance(a, Dictionary) and "/Scope" in a for a in attributes),
                "TH without scope",
            )
        if kind == "Note":
            self.check("/ID" in node, "Note without ID")

    def _pages(self) -> None:
        self.rasters = sum(
            isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image"
            for obj in self.pdf.objects
        )
        for number, page in enumerate(self.pdf.pages, 1):
            loose = _unmarked(page)
            self.check(not loose, f"page {number}: neither tagged nor artifact: {dict(loose)}")
            annotations = page.obj.get("/Annots", Array())
            self.check(
                not annotations or str(page.obj.get("/Tabs", "")) == "/S",
                f"page {number}: no tab order",
            )
            for annotation in annotations:
                self.check(
                    "/StructParent" in annotation, f"page {number}: link outside the structure"
                )
                self.check(
                    bool(str(annotation.get("/Contents", ""))),
                    f"page {number}: link without description",
                )

    def _fonts(self) -> None:
        fonts = [
            obj
            for obj in self.pdf.objects
            if isinstance(obj, Dictionary) and obj.get("/Type") == "/Font"
        ]
        self.check(bool(fonts), "no fonts, so no text")
        for font in fonts:
            name = str(font.get("/BaseFont", "?"))
            descriptor = font.get("/FontDescriptor")
            if descriptor is not None:
                files = ("/FontFile", "/FontFile2", "/FontFile3")
                self.check(
                    any(file in descriptor for file in files), f"font {name} is not embedded"
                )
            if font.get("/Subtype") == "/Type0":
                self.check("/ToUnicode" in font, f"font {name} has no Unicode map")
        self.text = "\n".join(_read(page, page.resources) for page in self.pdf.pages)

    def _active(self) -> None:
        actions = (
            "/JavaScript",
            "/Launch",
            "/GoToR",
            "/GoToE",
            "/SubmitForm",
            "/ImportData",
            "/Rendition",
        )
        for entry in (entry for obj in self.pdf.objects for entry in _dictionaries(obj)):
            for key in ("/JS", "/JavaScript", "/EmbeddedFiles", "/OpenAction", "/AA", "/RichMedia"):
                self.check(key not in entry, f"active content {key}")
            self.check(str(entry.get("/S", "")) not in actions, f"action {entry.get('/S')}")

    def shows(self, text: str) -> bool:
        """True where the PDF has this text; a chart's letters are placed one by one, so spaces do not count."""
        return "".join(text.split()) in "".join(self.text.split())

    @property
    def links(self) -> list[str]:
        """Where the links to the web lead."""
        found = []
        for page in self.pdf.pages:
            for annotation in page.obj.get("/Annots", Array()):
                action = annotation.get("/A", Dictionary())
                if "/URI" in action:
                    found.append(str(action["/URI"]))
        return found


def _flat(items):
    for item in items:
        yield item
        yield from _flat(item.children)


def _dictionaries(obj):
    """The dictionaries in an indirect object, itself included; other indirect objects come by themselves."""
    if isinstance(obj, Dictionary):
        yield obj
    if isinstance(obj, Array | Dictionary):
        for kid in obj.values() if isinstance(obj, Dictionary) else obj:
            if isinstance(kid, Array | Dictionary) and not kid.is_indirect:
                yield from _dictionaries(kid)


def _unmarked(page) -> Counter:
    depth, loose = 0, Counter()
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
        elif operator == "EMC":
            depth -= 1
        elif depth == 0 and operator in _TEXT | _PAINT:
            loose["text" if operator in _TEXT else "paint"] += 1
    return loose


def _read(stream, resources) -> str:
    """The text of a page or form, in the order in which it is painted, as a reader could select it."""
    found, characters = [], {}
    for instruction in pikepdf.parse_content_stream(stream):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "Tf":
            characters = _unicode(resources["/Font"][str(operands[0])])
        elif operator in ("Tj", "TJ"):
            pieces = operands[0] if operator == "TJ" else operands
            found += [
                _decode(bytes(piece), characters)
                for piece in pieces
                if isinstance(piece, pikepdf.String)
            ]
        elif (
            operator == "Do" and resources["/XObject"][str(operands[0])].get("/Subtype") == "/Form"
        ):
            form = resources["/XObject"][str(operands[0])]
            found.append(_read(form, form.get("/Resources", resources)))
        elif operator == "ET":
            found.append(" ")
    return "".join(found)


def _decode(codes: bytes, characters: dict[int, str]) -> str:
    return "".join(
        characters.get(int.from_bytes(codes[i : i + 2], "big"), "") for i in range(0, len(codes), 2)
    )


def _unicode(font) -> dict[int, str]:
    """Code -> characters, from the font's Unicode map."""
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            start = ord(bytes.fromhex(text).decode("utf-16-be")[-1])
            found |= {
                code: chr(start + code - int(first, 16))
                for code in range(int(first, 16), int(last, 16) + 1)
            }
    return found

"""The texts that a translator needs: from notebooks (by `ast`), the data package, labels, claims and the library.

`extract` is a Babel extractor (see pyproject.toml), so that ``pybabel extract`` works on a notebook. `messages` walks
everything, for the check of what is untranslated or stale.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import nbformat

from lib import claims, estimates, files, language, paths, strict_csv, tables
from lib.errors import DataError
from lib.language import joined
from lib.publishing.pipeline import notebooks
from lib.publishing.report import changelog, references
from lib.publishing.site import editions

#: Call -> positions and keywords whose strings a reader sees.
CALLS = {
    "text": ([0], []),
    "finding": ([1], ["unit", "because", "backed_by", "moved"]),
    "figure": ([], ["title", "subtitle", "alt", "note"]),
    "table": ([], ["title", "subtitle", "note"]),
}
#: How the place of a text in a notebook begins.
IN_NOTEBOOKS = "notebooks/"
OPTIONS = {"xlabel", "ylabel", "reference_label"}


class TextLiteral(ast.Constant):
    """A literal that is a text, which the classes of `ast` do not tell from others: for who checks types."""

    value: str
    end_lineno: int


def literals(node: ast.expr | None) -> list[TextLiteral]:
    """String literals that an expression may yield: itself, or either branch of a condition."""
    return [
        cast("TextLiteral", part)
        for part in ([] if node is None else _branches(node))
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
    ]


def calls(source: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of the notebook interface in a cell: name and node."""
    yield from calls_of(ast.parse(source))


def calls_of(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Calls of the notebook interface in code that is already a syntax tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node.func.id, node


def call_texts(name: str, call: ast.Call) -> Iterator[TextLiteral]:
    """Texts of a call that a reader sees."""
    positions, keywords = CALLS[name]
    given = {k.arg: k.value for k in call.keywords}
    for position in positions:
        yield from literals(call.args[position] if position < len(call.args) else None)
    for keyword in keywords:
        yield from literals(template_node(call, keyword))
    columns = given.get("columns")
    if isinstance(columns, ast.Dict):
        for pair in columns.values:
            yield from literals(pair.elts[0] if isinstance(pair, ast.Tuple) else None)
    for option, value in _options(given.get("options")):
        if option in OPTIONS:
            yield from literals(value)
        elif option == "marks":
            yield from (
                c
                for pair in ast.walk(value)
                if isinstance(pair, ast.Tuple)
                for c in literals(pair.elts[-1])
            )


def template_node(call: ast.Call, keyword: str) -> ast.expr | None:
    """The text that a keyword of a call gives to a reader; None where the call gives none by it.

    ``moved`` has its reason after the step; ``backed_by`` says something only where it names a method, else it is the
    id of a source.
    """
    given = {k.arg: k.value for k in call.keywords}
    node = given.get(keyword)
    if keyword == "moved" and isinstance(node, ast.Tuple):
        return node.elts[-1]
    if keyword == "backed_by" and not _names_a_method(node):
        return None
    return node


def _names_a_method(node: ast.expr | None) -> bool:
    return any(text.value.startswith(claims.BY_METHOD) for text in literals(node))


def _options(node: ast.expr | None) -> Iterator[tuple[object, ast.expr]]:
    """Options of a chart by name, written as ``dict(name=...)`` or as ``{"name": ...}``."""
    if isinstance(node, ast.Call):
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords)
    elif isinstance(node, ast.Dict):
        yield from (
            (key.value, value)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        )


def nonliteral_texts(name: str, call: ast.Call) -> Iterator[str]:
    """Code of texts of a call that are no literals: nobody can translate what is put together while it runs."""
    positions, keywords = CALLS[name]
    by_keyword = [template_node(call, keyword) for keyword in keywords]
    for node in (
        *(call.args[p] for p in positions if p < len(call.args)),
        *(node for node in by_keyword if node is not None),
    ):
        if any(not isinstance(part, ast.Constant) for part in _branches(node)):
            yield ast.unparse(node)


def _branches(node: ast.expr) -> list[ast.expr]:
    return _branches(node.body) + _branches(node.orelse) if isinstance(node, ast.IfExp) else [node]


def messages_of_code(source: str) -> Iterator[str]:
    """Texts that code gives to ``translate``, also inside an f-string, where Babel's own extractor looks for none."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "translate"
            and node.args
        ):
            yield from (part.value for part in literals(node.args[0]))


def methods(source: str) -> Iterator[str]:
    """Descriptions of how an estimate was made, which ``findings.json`` carries: ``method=``, or the sixth argument."""
    for node in ast.walk(ast.parse(source)):
        given = [node.value] if isinstance(node, ast.keyword) and node.arg == "method" else []
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Estimate"
        ):
            given = node.args[5:6]
        # A description has blanks; without one it is the name of a method of another library.
        yield from (c.value for value in given for c in literals(value) if " " in c.value)


def claims_of(name: str, call: ast.Call) -> Iterator[TextLiteral]:
    """Texts of a call that state something: sentences, titles, alt texts."""
    given = {k.arg: k.value for k in call.keywords}
    for position in CALLS[name][0]:
        yield from literals(call.args[position] if position < len(call.args) else None)
    for keyword in ("title", "alt"):
        yield from literals(given.get(keyword))


def notebook_strings(notebook: nbformat.NotebookNode) -> Iterator[tuple[int, str]]:
    """(cell number, text) of everything that a reader of the notebook sees, joined as it is before translation."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            yield from (
                (number, joined(text)) for _, text, _ in language.blocks(cell.source) if text
            )
        elif cell.cell_type == "code":
            yield from (
                (number, joined(constant.value))
                for name, call in calls(cell.source)
                for constant in call_texts(name, call)
            )
            yield from ((number, method) for method in methods(cell.source))


def where_said(notebook: nbformat.NotebookNode, text: str) -> str | None:
    """The cell and the line on which a notebook begins to say a text, as `notebook_strings` gives it.

    None where it says no such text.
    """
    for number, cell in enumerate(notebook.cells, 1):
        for line, said in _placed_strings(cell):
            if said == text:
                return f"cell {number} ({cell.get('id', '?')}), line {line}"
    return None


def _placed_strings(cell: nbformat.NotebookNode) -> Iterator[tuple[int, str]]:
    """(line, text) of what a cell says through the interface, or as Markdown."""
    if cell.cell_type == "code":
        for name, call in calls(cell.source):
            for constant in call_texts(name, call):
                yield constant.lineno, joined(constant.value)
    elif cell.cell_type == "markdown":
        for _, text, _ in language.blocks(cell.source):
            before = cell.source.partition(text)[0]
            yield before.count("\n") + 1, joined(text)


def extract(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Babel's interface: (line, function, message, comments) for each text of a notebook."""
    notebook = nbformat.reads(fileobj.read().decode("utf-8"), as_version=4)
    yield from ((number, None, text, []) for number, text in notebook_strings(notebook))


def _of_package() -> Iterator[tuple[str, str]]:
    for item in tables.package().resources:
        where = f"data/{item.name}"
        yield from ((where, text) for text in (item.title, item.description) if text)
        yield from ((where, warning.note) for warning in item.warnings)
        yield from ((where, licence.title) for licence in item.licenses)


def _of_csv(file: Path, column: str) -> Iterator[tuple[str, str]]:
    header, rows = strict_csv.read(file)
    if column not in header:
        raise DataError(paths.relative(file), f"has no column {column}")
    place = header.index(column)
    yield from ((file.name, row[place]) for _, row in rows)


def _of_scorecard() -> Iterator[tuple[str, str]]:
    """Indicators, and when or of what each value is; a mere date needs no translator."""
    for column in ("indicator", "baseline_when", "latest_when", "comparator_what"):
        found = _of_csv(paths.data() / "scorecard.csv", column)
        yield from ((where, text) for where, text in found if any(c.isalpha() for c in text))


def _of_docs() -> Iterator[tuple[str, str]]:
    """Assumptions, what is new in this edition, and notes of references: reports show them all."""
    for row in tables.assumptions().values():
        yield from (("docs/assumptions.md", cell) for cell in row.texts)
    yield from (("CHANGELOG.md", text) for text in changelog.blocks(changelog.newest()[1]))
    yield from (
        ("data/references.json", references.note_words(item))
        for item in tables.references().values()
    )


def _of_library() -> Iterator[tuple[str, str]]:
    words = (
        *claims.VERDICTS,
        *claims.SINCE,
        *estimates.KINDS,
        *claims.REASONS.values(),
        *claims.STATED.values(),
        *claims.RANGES.values(),
        *claims.CERTAINTY_LABELS.values(),
    )
    yield from (("lib/claims/verdicts.py", word) for word in words)
    yield from (("lib/publishing/site/editions.py", word) for word in editions.KINDS)
    yield from (("lib/estimates.py", word) for word in estimates.SHARE_METHODS.values())
    for file in sorted((paths.ROOT / "lib").rglob("*.py")):
        source = files.read_text(file)
        yield from ((paths.relative(file), text) for text in messages_of_code(source))
        yield from ((paths.relative(file), method) for method in methods(source))


def messages(folder: Path = paths.NOTEBOOKS) -> dict[str, list[str]]:
    """Text -> the places where a reader meets it, over the whole series."""
    found: dict[str, list[str]] = {}
    sources: list[tuple[str, str]] = [
        *_of_package(),
        *_of_library(),
        *_of_csv(paths.data() / "labels.csv", "label"),
        *_of_csv(paths.data() / "claims.csv", "measure"),
        *_of_csv(paths.data() / "claims.csv", "unit"),
        *_of_csv(paths.data() / "settlement.csv", "document"),
        *_of_scorecard(),
        *_of_csv(paths.data() / "glossary.csv", "meaning_en"),
        *_of_docs(),
    ]
    for file in sorted(folder.glob("*.ipynb")):
        notebook = notebooks.read(file)
        sources += [(f"{IN_NOTEBOOKS}{file.name}", text) for _, text in notebook_strings(notebook)]
    for where, text in sources:
        if text and where not in found.setdefault(text, []):
            found[text].append(where)
    return found

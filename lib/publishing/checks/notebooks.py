"""The form of a notebook, as rules that can fail: structure, prose, digits and sentences that cannot turn false.

Each rule takes a notebook and gives a line for every place that breaks it. The limits are those of the design: a reader
meets an argument, an editor meets short cells.
"""

import ast
import re
from collections.abc import Iterator
from statistics import median

from nbformat import NotebookNode

from lib import paths
from lib.publishing.checks import extract

CELLS, MEDIAN_LINES, MAX_LINES, WORDS_PER_LINE = (25, 80), 5, 25, 2.5
_YEAR = r"(?:FY ?)?(?:19|20)\d\d(?:[-/\N{EN DASH}]\d\d(?:\d\d)?)?"
_NOT_PROSE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|\[@[^\]]*\]|\[A\d+(?:, A\d+)*\]|\{[^{}]*\}|https?://\S+|<[^>]+>"
)
_TEXT = re.compile(r"""((title|subtitle|alt|note|because)=)?("[^"]*"|'[^']*')[,)]*""")
#: Words that give a direction or a judgement: what they say can turn false.
DIRECTION = re.compile(
    r"\b(more|less|fewer|most|least|only|few|rise|rises|rose|risen|fall|falls|fell|fallen|grew|grown|grows|increased?|"
    r"decreased?|decline[sd]?|higher|lower|highest|lowest|larger|smaller|largest|smallest|double[sd]?|tripled?|"
    r"exceeds?|exceeded|cannot|never|always|dominates?|mostly|nearly|almost|far|well (above|below)|above|below|"
    r"outweighs?|better|worse|best|worst|contradicts?|confirms?|fits?|matches)\b",
    re.IGNORECASE,
)


def problems(notebook: NotebookNode, where: str) -> list[str]:
    """Every place where a notebook breaks the form, one line each."""
    rules = (_structure, _cells, _code, _prose, _templates)
    try:
        return [f"{where}: {line}" for rule in rules for line in rule(notebook)]
    except SyntaxError as error:
        return [f"{where}: a cell is not Python: {error.msg}: {(error.text or '').strip()!r}"]


def names_with_digits() -> list[str]:
    """Names that may hold digits in prose, from ``docs/names.txt``."""
    lines = (paths.DOCS / "names.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def digits(text: str) -> list[str]:
    """Digits in a prose text that are neither years nor names nor code, links or placeholders."""
    bare = _NOT_PROSE.sub(" ", text)
    for name in sorted(names_with_digits(), key=len, reverse=True):
        bare = bare.replace(name, " ")
    return re.findall(r"\S*\d\S*", re.sub(rf"\b{_YEAR}s?\b", " ", bare))


def _structure(notebook: NotebookNode) -> Iterator[str]:
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"nbformat is {notebook.nbformat}.{notebook.nbformat_minor}, 4.5 is due"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "kernelspec is not python3"
    if not CELLS[0] <= len(notebook.cells) <= CELLS[1]:
        yield f"has {len(notebook.cells)} cells, {CELLS[0]} to {CELLS[1]} are due"
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        yield f"has {len(tagged)} cells tagged 'parameters', one is due"
    ids = [c.get("id", "") for c in notebook.cells]
    if len(set(ids)) != len(ids):
        yield "cell ids are not unique"


def _lines(source: str) -> int:
    """Lines of code; a line that holds nothing but a text for the reader is prose."""
    return sum(
        1 for line in source.splitlines() if line.strip() and not _TEXT.fullmatch(line.strip())
    )


def _cells(notebook: NotebookNode) -> Iterator[str]:
    sizes = {}
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        sizes[number] = _lines(cell.source)
        if cell.outputs or cell.execution_count is not None:
            yield f"cell {number} holds outputs; git holds none"
    for number, size in sizes.items():
        if size > MAX_LINES:
            yield f"cell {number} has {size} lines, at most {MAX_LINES}"
    if sizes and median(sizes.values()) > MEDIAN_LINES:
        yield f"the median code cell has {median(sizes.values()):g} lines, at most {MEDIAN_LINES}"
    words = sum(len(text.split()) for _, text in extract.notebook_strings(notebook))
    if words < WORDS_PER_LINE * sum(sizes.values()):
        yield f"has {words} words for {sum(sizes.values())} lines of code; {WORDS_PER_LINE} a line are due"


def _code(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
                yield f"cell {number} defines {node.name}; it belongs in lib/"
            if isinstance(node, ast.JoinedStr) or (
                isinstance(node, ast.Attribute) and node.attr == "format"
            ):
                yield f"cell {number} fills a text itself; give the template and its values"


def _prose(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "markdown":
            continue
        found = digits(cell.source)
        if found:
            yield f"cell {number} types {', '.join(found[:4])} in prose"
        for heading in re.findall(r"^##+ .*$", cell.source, re.MULTILINE):
            if not re.search(r" \{#[a-z0-9-]+\}$", heading):
                yield f"cell {number}: heading {heading!r} has no {{#slug}}"


def _templates(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        for name, call in extract.calls(cell.source):
            for code in extract.nonliteral_texts(name, call):
                yield f"cell {number}, {name}: the text {code} is no literal"
            texts = list(extract.call_texts(name, call))
            typed = [d for t in texts for d in digits(t.value)]
            if typed:
                yield f"cell {number}, {name}: types {', '.join(typed[:4])} in a template"
            said = [m[0] for t in extract.claims_of(name, call) if (m := DIRECTION.search(t.value))]
            if said and not _conditioned(call):
                yield f"cell {number}, {name}: says {said[0]!r} without holds="


def _conditioned(call: ast.Call) -> bool:
    """True where the call carries a condition that can turn false."""
    given = {k.arg: k.value for k in call.keywords}
    return "holds" in given and not isinstance(given["holds"], ast.Constant)

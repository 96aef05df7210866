"""The form of a notebook, as rules that can fail: structure, cells, prose, digits and sentences that cannot turn false.

Each rule takes a notebook and gives a line for every place that breaks it. A reader meets an argument; an editor meets
cells that fit on a screen, show one thing each, and hold their sentences as sentences. What the names in a sentence
mean is `lib.publishing.checks.names`.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from nbformat import NotebookNode

from lib import files, paths, strict_csv
from lib.language import joined
from lib.publishing.checks import extract, names
from lib.tables.form import Text
from lib.typed import Entry

#: A cell fits on the screen of a laptop, as `ruff format` writes it: lines, and letters in the longest.
MAX_LINES = 30
MAX_WIDTH = 120
#: Calls that put something before a reader.
OUTPUTS = (*names.ARGUMENTS, "coverage")
_YEAR = r"(?:FY ?)?(?:19|20)\d\d(?:[-/\N{EN DASH}]\d\d(?:\d\d)?)?"
_NOT_PROSE = re.compile(
    r"`[^`]*`|\]\([^)]*\)|\[@[^\]]*\]|\[A\d+(?:, A\d+)*\]|\{[^{}]*\}|https?://\S+|<[^>]+>"
)
#: Words that give a direction or a judgement: what they say can turn false.
DIRECTION = re.compile(
    r"\b(more|less|fewer|most|least|only|few|rise|rises|rose|risen|fall|falls|fell|fallen|grew|grown|grows|increased?|"
    r"decreased?|decline[sd]?|higher|lower|highest|lowest|larger|smaller|largest|smallest|double[sd]?|tripled?|"
    r"exceeds?|exceeded|cannot|never|always|dominates?|mostly|nearly|almost|far|well (above|below)|above|below|"
    r"outweighs?|better|worse|best|worst|contradicts?|confirms?|fits?|matches)\b",
    re.IGNORECASE,
)

#: Words that speak of a whole: one more row in a table can make them false.
GENERAL = re.compile(
    r"\b(no|none|nobody|nothing|neither|nowhere|all|any|anyone|every|everything|everybody|first|sole)\b",
    re.IGNORECASE,
)
#: Words with such a word in them that need no condition, each with the reason.
EXCUSED = paths.DOCS / "general-words.csv"


def problems(notebook: NotebookNode, where: str) -> list[str]:
    """Every place where a notebook breaks the form, one line each."""
    rules = (_structure, _cells, _code, _calls, _prose, _templates)
    try:
        lines = [f"{where}: {line}" for rule in rules for line in rule(notebook)]
        return lines + names.problems(notebook, where)
    except SyntaxError as error:
        return [f"{where}: a cell is not Python: {error.msg}: {(error.text or '').strip()!r}"]


def names_with_digits() -> list[str]:
    """Names that may hold digits in prose, from ``docs/names.txt``."""
    lines = files.read_text(paths.DOCS / "names.txt").splitlines()
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
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        yield f"has {len(tagged)} cells tagged 'parameters', one is due"
    ids = [c.get("id", "") for c in notebook.cells]
    if len(set(ids)) != len(ids):
        yield "cell ids are not unique"


def _cells(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        if cell.outputs or cell.execution_count is not None:
            yield f"cell {number} holds outputs; git holds none"
        lines = cell.source.splitlines()
        if len(lines) > MAX_LINES:
            yield f"cell {number} has {len(lines)} lines, at most {MAX_LINES}; compute in a cell before"
        for line, text in enumerate(lines, 1):
            if len(text) > MAX_WIDTH:
                yield f"cell {number}, line {line} has {len(text)} letters, at most {MAX_WIDTH}"
        shown = sum(_is_output(statement) for statement in ast.parse(cell.source).body)
        if shown > 1:
            yield f"cell {number} shows {shown} things; each has a cell of its own"
        for line in _cut_texts(cell.source):
            yield f"cell {number}, line {line}: a text is cut in two; write it in triple quotes, one sentence a line"


def _is_output(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name in OUTPUTS
    return False


def _cut_texts(source: str) -> Iterator[int]:
    """Lines on which a text goes on that another literal has begun."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    speaking = [token for token in tokens if token.type not in (tokenize.NL, tokenize.COMMENT)]
    for token, following in pairwise(speaking):
        if token.type == following.type == tokenize.STRING:
            yield following.start[0]


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


def _calls(notebook: NotebookNode) -> Iterator[str]:
    """Arguments in one order everywhere: an editor finds the note of a figure where it stood in the last one."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        for name, call in extract.calls(cell.source):
            arguments = [keyword.arg for keyword in call.keywords if keyword.arg]
            due = sorted(arguments, key=partial(names.place_of, name))
            if arguments != due:
                yield f"cell {number}, {name}: arguments stand in another order; it is {', '.join(due)}"


def _prose(notebook: NotebookNode) -> Iterator[str]:
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "markdown":
            continue
        found = digits(cell.source)
        if found:
            yield f"cell {number} types {', '.join(found[:4])} in prose"
        for heading in re.findall(r"^##+ .*$", cell.source, re.MULTILINE):
            if not re.search(r" <!-- #[a-z0-9-]+ -->$", heading):
                yield f"cell {number}: heading {heading!r} has no anchor; end it with <!-- #slug -->"
        for anchor in re.findall(r"\[\]\(#([\w-]+)\)", cell.source):
            yield f"cell {number}: a link without words, which JupyterLab does not show; write [{anchor}](#{anchor})"


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
            if not said:
                said = [word for t in extract.claims_of(name, call) for word in general(t.value)]
            if said and not _conditioned(call):
                yield f"cell {number}, {name}: says {said[0]!r} without holds="


class Excuse(Entry, frozen=True, kw_only=True):
    """A row of ``docs/general-words.csv``: words of a template, and why they need no condition."""

    says: Text
    why: Text


def excuses() -> list[str]:
    """Words that may speak of a whole without a condition, from ``docs/general-words.csv``."""
    return [excuse.says for excuse in strict_csv.records(EXCUSED, Excuse, "says")]


def general(text: str) -> list[str]:
    """Words of a template that speak of a whole and are not excused."""
    bare = re.sub(r"\{[^{}]*\}", "{}", joined(text))
    for words in excuses():
        bare = bare.replace(words, " ")
    return GENERAL.findall(bare)


def _conditioned(call: ast.Call) -> bool:
    """True where the call carries a condition that can turn false."""
    given = {k.arg: k.value for k in call.keywords}
    return "holds" in given and not isinstance(given["holds"], ast.Constant)

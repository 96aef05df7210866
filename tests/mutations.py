"""Small faults that could stand in a program: which there are, and which of many are tried.

Belongs here: from a syntax tree to changed ones, and a choice that another function does not move. Does not: trying
one (`tests.mutants`).
"""

import ast
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
#: `&` and `|` join the masks of a table as `and` and `or` join facts.
LOGIC = {
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
ARITHMETIC = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
OPERATORS = (
    ("comparison", COMPARISONS),
    ("logic", LOGIC),
    ("arithmetic", ARITHMETIC),
)
#: A fault here is no fault: another seed is as right as this one, and `zip(strict=)` is a guard
#: between columns of one table, which are of one length.
HARMLESS = {"seed", "draws", "strict"}
#: Below this a number is a guard against dividing by zero, and a tenth more of it is still one.
SMALLEST_FLOAT = 1e-6
REPLACED_TEXT = "mutated"


@dataclass
class Change:
    """One fault: `new` for `owner.field`, or for its item `index`. To `swap` twice undoes it."""

    owner: ast.AST
    field: str
    index: int | None
    new: ast.AST
    kind: str
    line: int
    #: The statement, or the list of arguments, that it lies in.
    around: ast.AST

    def swap(self) -> None:
        if self.index is None:
            old = getattr(self.owner, self.field)
            setattr(self.owner, self.field, self.new)
        else:
            items = getattr(self.owner, self.field)
            old = items[self.index]
            items[self.index] = self.new
        self.new = old


@dataclass(frozen=True)
class Mutant:
    """A fault and where it is. `file` is a dotted name under the package, often the module's."""

    id: str
    module: str
    file: str
    function: str
    line: int
    kind: str
    before: str
    after: str


def functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Functions and methods with their names. One inside another is part of the outer one."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If | ast.Try):
            yield from functions(node.body, prefix)
            yield from functions(node.orelse, prefix)


def changes(owner: ast.AST, around: ast.AST, in_index: bool = False) -> Iterator[Change]:
    """Every fault that `owner` and what lies in it offer, in the order of the source."""
    for name, index, child in _children(owner):
        if _is_left_alone(owner, name, index, child):
            continue
        starts_index = name == "slice" and not isinstance(child, ast.Slice)
        stays_in_index = in_index and isinstance(owner, ast.Tuple | ast.UnaryOp)
        child_in_index = starts_index or stays_in_index
        inner = child if isinstance(child, ast.stmt | ast.arguments) else around
        line = getattr(child, "lineno", getattr(owner, "lineno", 0))

        for kind, new in _replacements(child, child_in_index):
            yield Change(owner, name, index, new, kind, line, inner)
        yield from changes(child, inner, child_in_index)


def _children(owner: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for name, value in ast.iter_fields(owner):
        if isinstance(value, ast.AST):
            yield name, None, value
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield name, index, item


def _is_left_alone(owner: ast.AST, name: str, index: int | None, child: ast.AST) -> bool:
    if name in {"annotation", "returns", "decorator_list", "type_params", "type_comment"}:
        return True
    if name == "format_spec":
        return True  # another one is no format at all, and every test that prints would say so
    if isinstance(child, ast.Raise) or (isinstance(owner, ast.Assert) and name == "msg"):
        return True
    if isinstance(child, ast.Call) and _called(child).endswith(("Error", "Warning")):
        return True  # the words of a message
    if isinstance(child, ast.Expr):
        return isinstance(child.value, ast.Constant)  # a docstring
    if isinstance(owner, ast.keyword):
        return owner.arg in HARMLESS
    if isinstance(owner, ast.arguments):
        return _argument_of_default(owner, name, index) in HARMLESS
    return False


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _argument_of_default(arguments: ast.arguments, name: str, index: int | None) -> str | None:
    if name == "kw_defaults":
        return arguments.kwonlyargs[index].arg
    if name == "defaults":
        positional = arguments.posonlyargs + arguments.args
        with_default = positional[len(positional) - len(arguments.defaults) :]
        return with_default[index].arg
    return None


def _replacements(node: ast.AST, in_index: bool) -> Iterator[tuple[str, ast.AST]]:
    for kind, table in OPERATORS:
        for new in table.get(type(node), ()):
            yield kind, new()
    if isinstance(node, ast.UnaryOp):
        yield from _without_operator(node, in_index)
    if isinstance(node, ast.Constant):
        yield from _constants(node.value, in_index)


def _without_operator(node: ast.UnaryOp, in_index: bool) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.op, ast.Not | ast.Invert):
        yield "not", node.operand
    elif in_index and isinstance(node.op, ast.USub):
        yield "index", ast.Constant(0)
    elif isinstance(node.op, ast.USub):
        yield "arithmetic", node.operand


def _constants(value: object, in_index: bool) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int) and in_index:
        yield "index", ast.Constant(value + 1)
    elif isinstance(value, int):
        yield "integer", ast.Constant(value + 1)
        yield "integer", ast.Constant(value - 1)
    elif isinstance(value, float) and value == 0:
        yield "constant", ast.Constant(0.1)
    elif isinstance(value, float) and abs(value) >= SMALLEST_FLOAT:
        yield "constant", ast.Constant(value * 1.1)
    elif isinstance(value, str):
        yield "text", ast.Constant(REPLACED_TEXT)


def mutants(source: str, module: str, file: str) -> Iterator[tuple[Mutant, ast.Module, Change]]:
    """Every mutant of a source text, with the tree as written and the change to make in it."""
    tree = ast.parse(source)
    numbers: dict[str, int] = defaultdict(int)
    for function, node in functions(tree.body):
        for change in changes(node, node):
            numbers[function] += 1
            before, after = _words(change)
            identifier = f"{file}.{function}:{numbers[function]}:{change.kind}"
            mutant = Mutant(
                identifier, module, file, function, change.line, change.kind, before, after
            )
            yield mutant, tree, change


def _words(change: Change) -> tuple[str, str]:
    """The statement before and after, shortened to what differs and a little on both sides."""
    before = ast.unparse(change.around)
    change.swap()
    after = ast.unparse(change.around)
    change.swap()

    start = _same(before, after)
    same_end = _same(before[start:][::-1], after[start:][::-1])
    return _excerpt(before, start, same_end), _excerpt(after, start, same_end)


def _same(one: str, other: str) -> int:
    """How many characters two texts share from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _excerpt(text: str, start: int, same_end: int, margin: int = 30) -> str:
    left = max(0, start - margin)
    right = min(len(text), len(text) - same_end + margin)
    words = " ".join(text[left:right].split())
    return ("…" if left else "") + words + ("…" if right < len(text) else "")


def chosen(every: Iterable[Mutant], seed: int, per_function: int) -> list[Mutant]:
    """Some mutants of each function, of as many kinds as there are.

    The choice in a function rests on its name alone, so that another function changes nothing in
    it. Texts come last: a wrong column name fails at once, and would flatter the share killed.
    """
    by_function: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in every:
        by_function[f"{mutant.file}.{mutant.function}"].append(mutant)

    picked = []
    for name, candidates in by_function.items():
        rng = random.Random(f"{seed}:{name}")
        by_kind: dict[str, list[Mutant]] = defaultdict(list)
        for mutant in rng.sample(candidates, len(candidates)):
            by_kind[mutant.kind].append(mutant)
        kinds = rng.sample(sorted(by_kind), len(by_kind))
        kinds.sort(key=lambda kind: kind == "text")
        telling = [kind for kind in kinds if kind != "text"]
        queue = _in_turn([by_kind[kind] for kind in telling]) + by_kind.get("text", [])
        picked += queue[:per_function]
    return picked


def _in_turn(lists: list[list[Mutant]]) -> list[Mutant]:
    longest = max(map(len, lists), default=0)
    return [items[place] for place in range(longest) for items in lists if place < len(items)]

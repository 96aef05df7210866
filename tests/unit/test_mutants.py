"""Which mutants the script chooses, and that it tells a test that looks from one that does not."""

import ast
import csv
import subprocess
import sys

import pytest

from tests import mutants, mutations

SOURCE = '''
"""A module has words, too."""

RATE = 2.0


def shares(rows: list[int], whole: "int" = 4, seed: int = 1) -> "list[float]":
    """The shares of 7 rows; `not` a word here is code."""
    if whole <= 0 or not rows:
        raise ValueError(f"whole {whole + 1} is not positive")
    first = rows[0]
    last = rows[-1]
    return [first / whole, last * 0.5, f"{last:.3f} of all", True, sorted(rows, key=abs)[1:]]


@property
def untouched(table):
    """Only the order of its rows."""
    return table


class Count:
    """Counts."""

    note: "str" = "not code of a function"

    def __add__(self, other):
        def inner(x):
            return x - 1

        return inner(self.n) + other.n
'''


def made(source=SOURCE):
    return [mutant for mutant, _, _ in mutations.mutants(source, "toy", "toy")]


def of_kind(kind, source=SOURCE):
    return {(m.before, m.after) for m in made(source) if m.kind == kind}


def changed(statement, kind):
    """Statements that a fault of this kind makes of one statement."""
    source = f"def f(a, b, x):\n    {statement}\n"
    return {after for _, after in of_kind(kind, source)}


@pytest.mark.parametrize(
    ("statement", "kind", "expected"),
    [
        ("return a < b", "comparison", {"return a <= b", "return a >= b"}),
        ("return a >= b", "comparison", {"return a > b", "return a < b"}),
        ("return a == b", "comparison", {"return a != b"}),
        ("return a not in b", "comparison", {"return a in b"}),
        ("return a is None", "comparison", {"return a is not None"}),
        (
            "return a < b == x",
            "comparison",
            {"return a <= b == x", "return a >= b == x", "return a < b != x"},
        ),
        ("return a and b", "logic", {"return a or b"}),
        ("return a | b", "logic", {"return a & b"}),
        ("return a + b", "arithmetic", {"return a - b"}),
        ("return a * b", "arithmetic", {"return a / b"}),
        ("return a / b", "arithmetic", {"return a * b"}),
        ("return -a", "arithmetic", {"return a"}),
        ("a += b", "arithmetic", {"a -= b"}),
        ("return f(a, 3)", "integer", {"return f(a, 4)", "return f(a, 2)"}),
        ("return x[:3]", "integer", {"return x[:4]", "return x[:2]"}),
        ("return x[0]", "index", {"return x[1]"}),
        ("return x[-1]", "index", {"return x[0]", "return x[-2]"}),
        ("return x[:, 1]", "index", {"return x[:, 2]"}),
        ("return 0.5", "constant", {"return 0.55"}),
        ("return 0.0", "constant", {"return 0.1"}),
        ("return True", "constant", {"return False"}),
        ("return 'a'", "text", {"return 'mutated'"}),
        ("return not a", "not", {"return a"}),
        ("return ~a", "not", {"return a"}),
        ("if not a: return b", "not", {"if a: return b"}),
    ],
)
def test_a_statement_offers_these_faults(statement, kind, expected):
    assert changed(statement, kind) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "'''Three words, 4 + 5.'''",
        "raise ValueError('not' + str(3))",
        "assert a, 'words' + 'more'",
        "problem = UsageError('words', 3)",
        "a: 'words' = b",
        "return zip(a, b, strict=True)",
        "return f(seed=1, draws=20)",
        "return max(a, 1e-9)",
    ],
)
def test_messages_annotations_guards_and_chance_are_left_alone(statement):
    assert made(f"def f(a, b, seed=3, *, draws=4):\n    {statement}\n") == []


def test_docstrings_decorators_annotations_and_module_constants_stay():
    whole = ast.dump(ast.parse(SOURCE))
    before = [ast.get_docstring(node) for node in documented(ast.parse(SOURCE))]
    for mutant, tree, change in mutations.mutants(SOURCE, "toy", "toy"):
        change.swap()
        assert [ast.get_docstring(node) for node in documented(tree)] == before, mutant
        assert "RATE = 2.0" in ast.unparse(tree)
        assert "-> 'list[float]'" in ast.unparse(tree)
        assert ast.dump(tree) != whole, mutant
        change.swap()
        assert ast.dump(tree) == whole, mutant
    assert not [mutant for mutant in made() if mutant.function == "untouched"]


def documented(tree):
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_a_function_inside_another_belongs_to_the_outer_one():
    assert {mutant.function for mutant in made()} == {"shares", "Count.__add__"}


def test_an_id_names_one_mutant_and_no_two_are_the_same():
    every = made()
    assert len({mutant.id for mutant in every}) == len(every)
    faults = {(mutant.function, mutant.line, mutant.before, mutant.after) for mutant in every}
    assert len(faults) == len(every)
    assert every[0].id == "toy.shares:1:integer"


def test_what_differs_is_shown_with_a_little_on_both_sides():
    source = "def f(a):\n    return " + " + ".join(["first_name"] * 9) + " < a\n"
    (mutant,) = [m for m in made(source) if m.kind == "comparison" and m.after.endswith("<= a")]
    assert mutant.before == "…me + first_name + first_name < a"


# Choosing


def test_the_same_seed_gives_the_same_mutants_and_another_gives_others():
    choices = [
        tuple(m.id for m in mutations.chosen(made(), seed, 2)) for seed in (1, 1, *range(2, 9))
    ]
    assert choices[0] == choices[1]
    assert len(set(choices)) > 2


def test_a_function_that_is_added_changes_no_choice_in_the_others():
    longer = "def new(x):\n    return x + 1 > 2\n\n\n" + SOURCE
    ids = [mutant.id for mutant in mutations.chosen(made(), 1, 3)]
    with_new = [mutant.id for mutant in mutations.chosen(made(longer), 1, 3)]
    assert [name for name in with_new if ".new:" not in name] == ids
    assert len(with_new) == len(ids) + 3


def test_fewer_a_function_are_the_first_of_more():
    few = {mutant.id for mutant in mutations.chosen(made(), 1, 2)}
    assert few < {mutant.id for mutant in mutations.chosen(made(), 1, 4)}


@pytest.mark.parametrize("seed", range(5))
def test_kinds_within_a_function_differ_and_texts_come_last(seed):
    choice = mutations.chosen(made(), seed, 7)
    kinds = [mutant.kind for mutant in choice if mutant.function == "shares"]
    telling = ["arithmetic", "comparison", "constant", "index", "integer", "logic", "not"]
    assert sorted(kinds) == telling


# Trying: a package of its own, so that this one is not imported anew


TOY = """
def share(part, whole):
    return part / whole


def largest(values):
    return max(values, default=0)
"""
GOOD = """
from toy_package import toy

def test_share():
    assert toy.share(1, 4) == 0.25

def test_largest():
    assert toy.largest([]) == 0 and toy.largest([3, 5]) == 5
"""
BAD = """
from toy_package.toy import largest, share

def test_share():
    assert share(1, 1) == 1

def test_largest():
    assert largest([3, 5]) == 5
"""


LOOP = """
def count(n):
    while n > 0:
        n = n - 1
    return n
"""
LOOPS = """
from toy_package import toy

def test_count():
    assert toy.count(3) == 0
"""


@pytest.fixture
def attempt(tmp_path):
    """Try the mutants of a package with one module and its test: the script's end, its table."""

    def attempt(test, source=TOY, *arguments):
        root = tmp_path / "tree"
        write(root / "toy_package" / "__init__.py", "")
        write(root / "toy_package" / "toy.py", source)
        write(root / "tests" / "unit" / "test_toy.py", test)
        write(root / "pytest.ini", "[pytest]\n")
        table = tmp_path / "table.csv"
        asked = ["toy", "--per-function", "9", "--out", str(table), *arguments]
        code = (
            "import sys\nfrom pathlib import Path\nfrom tests import mutants\n"
            "mutants.SHORTEST_LIMIT_S = 1\n"
            f"tree = mutants.Tree(Path({str(root)!r}), 'toy_package')\n"
            f"sys.exit(mutants.main({asked!r}, tree))\n"
        )
        before = contents(root)
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, cwd=mutants.ROOT, capture_output=True, text=True, check=False
        )
        assert contents(root) == before
        return done, rows(table)

    return attempt


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def contents(folder):
    """All but tables, which the test of a change meanwhile writes."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".csv"]
    return {file: file.read_bytes() for file in files}


def rows(file):
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row["result"] for row in csv.DictReader(lines)}


def test_a_good_test_kills_every_mutant_and_no_file_is_touched(attempt):
    done, results = attempt(GOOD)
    assert results == {
        "toy.largest:1:integer": "killed",
        "toy.largest:2:integer": "killed",
        "toy.share:1:arithmetic": "killed",
    }, done.stderr
    assert done.returncode == 0
    assert "100.0%" in done.stdout and "survived:" not in done.stdout


def test_what_a_bad_test_lets_pass_is_told_and_too_much_of_it_is_an_error(attempt):
    done, results = attempt(BAD)
    assert set(results.values()) == {"survived"}, done.stderr
    assert done.returncode == 1
    survivor = "toy.share:1:arithmetic (line 3)"
    change = "    - return part / whole\n    + return part * whole\n"
    assert f"survived: {survivor}\n{change}" in done.stdout


def test_a_mutant_without_end_is_killed_by_time(attempt):
    done, results = attempt(LOOPS, LOOP)
    assert results["toy.count:5:arithmetic"] == "killed by time", done.stderr


def test_tests_that_fail_as_the_library_is_are_refused(attempt):
    done, results = attempt(GOOD.replace("0.25", "0.5"))
    assert (done.returncode, results) == (2, {})
    assert "toy: the unit tests fail as the library is; mend them first" in done.stderr


def test_tests_that_need_another_to_go_first_are_refused(attempt):
    first = "from toy_package import toy\n\ndef test_a():\n    toy.met = sum(range(10**6))\n"
    second = "\ndef test_b():\n    assert toy.met and toy.share(1, 4)\n"
    done, results = attempt(first + second)
    assert (done.returncode, results) == (2, {})
    assert "toy: the unit tests fail in another order, shortest first" in done.stderr


def test_tests_of_something_else_say_nothing_about_a_module(attempt):
    done, results = attempt("def test_nothing():\n    assert True\n")
    assert done.returncode == 2 and results == {}
    assert "the unit tests of toy do not import toy_package.toy" in done.stderr


def test_one_mutant_alone_shows_what_pytest_says(attempt):
    done, results = attempt(GOOD, TOY, "--only", "toy.share:1:arithmetic")
    assert results == {"toy.share:1:arithmetic": "killed"}
    assert "assert 4 == 0.25" in done.stdout


def test_an_id_that_nothing_has_is_refused(attempt):
    done, _ = attempt(GOOD, TOY, "--only", "toy.share:7:not")
    assert done.returncode == 2
    assert "toy.share:7:not: no such mutant" in done.stderr


RECORD = """
import tempfile
from pathlib import Path
from tests import mutants

def outcomes(name):
    (folder := clean.folder.parent / name).mkdir()
    return [outcome for _, outcome, _ in mutants.caught_by_record(tree, faults, clean, 1, folder)]

tree = mutants.Tree(mutants.ROOT)
of_function = [mutant for mutant in tree.mutants("money") if mutant.function == "to_dollars"]
faults = [mutant for mutant in of_function if mutant.kind == "arithmetic"]
with tempfile.TemporaryDirectory() as name:
    clean = mutants.clean_record(tree, ["money"], Path(name))
    print(*outcomes("mutated"))
    mutants._mutated = lambda tree, mutant: mutants._as_it_is(tree, mutant.module)
    print(*outcomes("unchanged"))
"""


@pytest.mark.slow
def test_the_record_catches_a_fault_and_lets_pass_what_changes_nothing():
    command = [sys.executable, "-c", RECORD]
    done = subprocess.run(command, cwd=mutants.ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["caught", "survived"], done.stderr


def test_files_that_change_meanwhile_are_told(tmp_path):
    tree = mutants.Tree(tmp_path)
    write(tmp_path / "lib" / "toy.py", TOY)
    write(tmp_path / "data" / "a.csv", "x")
    before = tree.state()
    assert mutants.changed_since(before, tree.state()) == []
    write(tmp_path / "lib" / "toy.py", TOY + "# longer")
    write(tmp_path / "tests" / "unit" / "test_new.py", "")
    (tmp_path / "data" / "a.csv").unlink()
    names = [file.name for file in mutants.changed_since(before, tree.state())]
    assert names == ["a.csv", "toy.py", "test_new.py"]


def test_a_trial_during_which_a_file_changed_is_refused(attempt):
    test = "from pathlib import Path\n" + GOOD.replace(
        "def test_share():",
        "def test_share():\n    Path('data').mkdir(exist_ok=True)\n"
        "    Path('data/a.csv').write_text('x')",
    )
    done, results = attempt(test)
    assert done.returncode == 2 and results
    assert "files changed meanwhile (1: data/a.csv)" in done.stderr


# Argued


def test_a_survivor_that_is_argued_counts_for_nothing_until_its_line_changes(tmp_path, capsys):
    survivor = made("def f(a):\n    return a < 2\n")[0]
    file = tmp_path / "argued.csv"
    row = f"{survivor.id},{survivor.before},{survivor.after},because"
    write(file, f"id,before,after,reason\n{row}\n")
    argued = mutants.equivalent(file)
    assert mutants.judged(survivor, "survived", argued) == "argued"
    assert mutants.judged(survivor, "killed", argued) == "killed"
    assert "though argued to change nothing" in capsys.readouterr().out

    edited = made("def f(a):\n    return a < 3\n")[0]
    assert edited.id == survivor.id
    assert mutants.judged(edited, "survived", argued) == "survived"


def test_the_share_leaves_out_what_is_argued():
    one, two, three, four, *_ = made()
    results = {one: "killed", two: "killed by time", three: "survived", four: "argued"}
    table, share_pct = mutants.summary(results)
    assert share_pct == pytest.approx(200 / 3)
    assert table.splitlines()[-1].split() == ["all", "4", "1", "2", "0", "1", "66.7%"]


def test_every_argued_survivor_is_a_mutant_of_the_library_and_has_a_reason():
    argued = mutants.equivalent(mutants.EQUIVALENT)
    tree = mutants.Tree(mutants.ROOT)
    known = {mutants.key(mutant) for module in mutants.MODULES for mutant in tree.mutants(module)}
    assert set(argued) <= known
    assert all(len(reason) > 10 for reason in argued.values())


# The tree


def test_a_module_may_be_a_folder_of_files_with_tests_in_three_places(tmp_path):
    write(tmp_path / "lib" / "toy" / "__init__.py", "")
    write(tmp_path / "lib" / "toy" / "cohort.py", TOY)
    for name in ("toy/test_cohort.py", "test_toy.py", "test_toy_examples.py", "test_toys.py"):
        write(tmp_path / "tests" / "unit" / name, "")
    tree = mutants.Tree(tmp_path)
    assert {mutant.id for mutant in tree.mutants("toy")} >= {"toy.cohort.share:1:arithmetic"}
    names = [str(path.relative_to(tmp_path / "tests" / "unit")) for path in tree.tests("toy")]
    assert names == ["test_toy.py", "test_toy_examples.py", "toy/test_cohort.py"]


def test_every_module_that_is_asked_for_is_there_with_tests():
    tree = mutants.Tree(mutants.ROOT)
    assert all(tree.mutants(module) and tree.tests(module) for module in mutants.MODULES)

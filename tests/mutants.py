"""How much would the unit tests notice? Small faults are put into the library, one at a time.

    python -P tests/mutants.py                           # every module, two mutants a function
    python -P tests/mutants.py justice --per-function 4  # one module, more of them
    python -P tests/mutants.py --record                  # survivors are shown to the record, too
    python -P tests/mutants.py --only ID                 # one mutant, with what pytest says

A mutant is killed when the unit tests of its module fail, and survives when they pass. What
survives shows a line that no test would defend. With `--record` it is caught where the notebooks
publish something else than `tests/approved` holds. No file is changed: each mutant lives in a
forked process, whose import of that one module is answered with the changed syntax tree.

Survivors that change nothing a reader could see are listed, with the reason, in
`tests/mutants_equivalent.csv`: the `id`, `before` and `after` that this script prints or writes
with `--out`. An entry holds while all three fit; a line that is edited has to be argued again.
Exit code: 0 where enough is noticed, 1 where not, 2 where nothing could be learnt.

Belongs here: trying mutants, counting them. Which there are stands in `tests/mutations.py`; what a test should say
stands in neither.
"""
# ruff: noqa: T201 - it talks to the person at the terminal

import argparse
import ast
import csv
import gc
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import textwrap
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from tests.mutations import Mutant, chosen, functions, mutants

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = ROOT / "tests" / "mutants_equivalent.csv"
MODULES = ("estimates", "money", "justice", "laundering", "cocaine", "aid", "claims")
#: Share of the mutants, in per cent, that the tests have to notice.
ENOUGH_PCT = 95
#: A mutant may loop for ever, or ask for all the memory there is. Seconds are of the processor: a
#: busy machine kills no mutant. What only waits is ended after `TIMES_WAITED` as long.
SHORTEST_LIMIT_S = 30
TIMES_CLEAN_RUN = 4
TIMES_WAITED = 10
LONGEST_CLEAN_S = 600
MEMORY_BYTES = 8 * 2**30
#: What a forked process says when this script failed, not a test. pytest's own codes are 0 to 5.
BROKEN = 99


# --- The tree they are tried in -------------------------------------------------------------------


@dataclass(frozen=True)
class Tree:
    """A folder with a package and its unit tests."""

    root: Path
    package: str = "lib"
    read: dict[str, dict[str, str]] = field(default_factory=dict)

    def files(self, module: str) -> dict[str, Path]:
        """Dotted name under the package -> file: of a module that is one file, or a folder."""
        single = self.root / self.package / f"{module}.py"
        if single.exists():
            return {module: single}
        folder = self.root / self.package / module
        if not folder.is_dir():
            _refuse(f"{self.package}/{module}: neither a file nor a folder of that name")
        return {self._dotted(path): path for path in sorted(folder.rglob("*.py"))}

    def _dotted(self, path: Path) -> str:
        parts = path.relative_to(self.root / self.package).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    def tests(self, module: str) -> list[Path]:
        folder = self.root / "tests" / "unit"
        paths = [folder / f"test_{module}.py", *folder.glob(f"test_{module}_*.py")]
        paths += (folder / module).rglob("test_*.py")
        return sorted({path for path in paths if path.exists()})

    def sources(self, module: str) -> dict[str, str]:
        """Read once: somebody may edit the library while its mutants are tried."""
        if module not in self.read:
            files = self.files(module).items()
            self.read[module] = {file: path.read_text("utf-8") for file, path in files}
        return self.read[module]

    def state(self) -> dict[Path, tuple[int, int]]:
        """Size and time of every file that a trial rests on."""
        files = [self.root / "tests" / "conftest.py"]
        for name in (self.package, "data", "notebooks", "tests/unit", "tests/approved"):
            files += (self.root / name).rglob("*.*")
        found = {file: file.stat() for file in files if file.is_file()}
        return {
            file: (stat.st_size, stat.st_mtime_ns)
            for file, stat in found.items()
            if file.suffix != ".pyc"
        }

    def mutants(self, module: str) -> list[Mutant]:
        return [
            mutant
            for file, source in self.sources(module).items()
            for mutant, _, _ in mutants(source, module, file)
        ]

    def mutated(self, wanted: Mutant) -> ast.Module:
        source = self.sources(wanted.module)[wanted.file]
        for mutant, tree, change in mutants(source, wanted.module, wanted.file):
            if mutant == wanted:
                change.swap()
                return ast.fix_missing_locations(tree)
        raise LookupError(f"{wanted.id}: no such mutant")


# --- Trying one, in a process of its own ----------------------------------------------------------


class _Answer(importlib.abc.MetaPathFinder):
    """Imports of some modules are answered with other syntax trees; the files stay as they are."""

    def __init__(self, trees: dict[str, ast.Module]):
        self.trees = trees
        self.used: set[str] = set()

    def find_spec(self, fullname, path=None, target=None):
        if fullname not in self.trees:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        spec.loader = _Loader(fullname, spec.origin, self)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, answer: _Answer):
        super().__init__(fullname, path)
        self.answer = answer

    def get_code(self, fullname):
        """Compiled anew: the cache beside the file holds the module as it is written."""
        self.answer.used.add(fullname)
        return compile(self.answer.trees[fullname], self.path, "exec", dont_inherit=True)


class _Quick:
    """Tests that enter the mutated function go first, the shortest before the others."""

    def __init__(self, seconds: dict[str, float]):
        self.seconds = seconds

    def pytest_sessionstart(self):
        """One example that fails is enough; to look for the smallest takes far longer."""
        hypothesis = sys.modules.get("hypothesis")
        if hypothesis:
            profile = hypothesis.settings.default
            phases = [
                phase for phase in hypothesis.Phase if phase.name not in {"shrink", "explain"}
            ]
            busy = [*profile.suppress_health_check, hypothesis.HealthCheck.too_slow]
            hypothesis.settings.register_profile(
                "mutants", profile, phases=phases, suppress_health_check=busy
            )
            hypothesis.settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        last = float("inf")
        items.sort(key=lambda item: self.seconds.get(item.nodeid, last))


class _Watch:
    """What each test of the clean run enters, and how long it takes."""

    def __init__(self):
        self.seconds: dict[str, float] = {}
        self.entered: dict[str, set[str]] = defaultdict(set)
        self.test = ""

    def enter(self, name: str) -> None:
        self.entered[name].add(self.test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.test = item.nodeid
        start = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - start
            self.test = ""

    def tree(self, source: str, file: str) -> ast.Module:
        """The module as it is, but that each function first says its name."""
        tree = ast.parse(source)
        for function, node in functions(tree.body):
            call = ast.parse(f"__import__('builtins')._entered({f'{file}.{function}'!r})").body[0]
            after_docstring = 1 if ast.get_docstring(node, clean=False) is not None else 0
            node.body.insert(after_docstring, call)
        return ast.fix_missing_locations(tree)


@dataclass
class Clean:
    """What the tests of a module do when nothing is wrong."""

    of_test: dict[str, float]
    entered: dict[str, list[str]]
    imported: list[str]

    @property
    def limit(self) -> float:
        return max(SHORTEST_LIMIT_S, TIMES_CLEAN_RUN * sum(self.of_test.values()))

    def first(self, mutant: Mutant) -> dict[str, float]:
        tests = self.entered.get(f"{mutant.file}.{mutant.function}", [])
        return {test: self.of_test[test] for test in tests if test in self.of_test}


def _replace(tree: Tree, trees: dict[str, ast.Module]) -> _Answer:
    """From now on imports of the modules of `trees` give these."""
    os.chdir(tree.root)
    sys.path.insert(0, str(tree.root))
    answer = _Answer(trees)
    sys.meta_path.insert(0, answer)
    return answer


def _mutated(tree: Tree, mutant: Mutant) -> dict[str, ast.Module]:
    return {f"{tree.package}.{mutant.file}": tree.mutated(mutant)}


def _as_it_is(tree: Tree, module: str) -> dict[str, ast.Module]:
    return {
        f"{tree.package}.{file}": ast.parse(source) for file, source in tree.sources(module).items()
    }


def _pytest(
    tree: Tree, module: str, trees: dict[str, ast.Module], plugin: object, style: str
) -> int:
    """Run the unit tests of a module, in this process, with the modules of `trees` replaced."""
    answer = _replace(tree, trees)
    files = [str(path.relative_to(tree.root)) for path in tree.tests(module)]
    options = ["-m", "not slow", "-x", "-q", "-p", "no:cacheprovider", f"--tb={style}"]
    options += ["--import-mode=importlib"]
    # Plug-ins are imported before the fork: pytest would warn that their asserts stay plain.
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = int(pytest.main([*options, *files], plugins=[plugin]))
    if code == 0 and not answer.used:
        raise LookupError(f"the unit tests of {module} do not import {', '.join(trees)}")
    return code


def _try_mutant(tree: Tree, mutant: Mutant, clean: Clean, style: str) -> int:
    trees = _mutated(tree, mutant)
    return _pytest(tree, mutant.module, trees, _Quick(clean.first(mutant)), style)


def _try_unmutated(tree: Tree, module: str, clean: Clean) -> int:
    """The same with nothing changed: neither the new order nor what is special here may fail."""
    return _pytest(tree, module, _as_it_is(tree, module), _Quick(clean.of_test), "short")


def _try_clean(tree: Tree, module: str, report: Path) -> int:
    watch = _Watch()
    sys.modules["builtins"]._entered = watch.enter
    trees = {
        f"{tree.package}.{file}": watch.tree(source, file)
        for file, source in tree.sources(module).items()
    }
    code = _pytest(tree, module, trees, watch, "short")
    entered = {name: sorted(tests - {""}) for name, tests in watch.entered.items()}
    report.write_text(json.dumps([watch.seconds, entered, _installed()]), "utf-8")
    return code


def _installed() -> list[str]:
    """Modules of other packages that this process has imported, in that order."""
    return [
        name
        for name, loaded in list(sys.modules.items())
        if "site-packages" in (getattr(loaded, "__file__", None) or "")
    ]


@dataclass
class CleanRecord:
    """What the notebooks do when nothing is wrong: which use a module, where their findings are."""

    used: dict[str, list[str]]
    imported: list[str]
    folder: Path


def _try_record(tree: Tree, mutant: Mutant, clean: CleanRecord, out: Path) -> int:
    """Run the notebooks that use the module: 0 where they publish what was approved, else 1.

    The findings of the clean run are there already: the ledger reads those of all the others.
    """
    shutil.copytree(clean.folder / "work" / "findings", out / "work" / "findings")
    trees = _mutated(tree, mutant)
    names = clean.used[mutant.module]
    try:
        return 0 if _publishes_what_was_approved(tree, trees, names, out) else 1
    except Exception:  # a notebook that cannot be run publishes nothing
        traceback.print_exc()
        return 1


def _try_clean_record(tree: Tree, modules: list[str], out: Path) -> int:
    from_source: dict[str, ast.Module] = {}
    for module in modules:
        from_source |= _as_it_is(tree, module)
    _replace(tree, from_source)
    from lib.publishing.pipeline import config

    series = config.configuration()
    names = series.notebooks
    used = {module: [name for name in names if _uses(tree, module, name)] for module in modules}
    some = [name for name in names if any(name in of_module for of_module in used.values())]
    needed = names if series.ledger in some else some
    same = _publishes_what_was_approved(tree, from_source, needed, out)
    (out / "clean.json").write_text(json.dumps([used, _installed()]), "utf-8")
    return 0 if same else 1


def _publishes_what_was_approved(
    tree: Tree, trees: dict[str, ast.Module], names: list[str], out: Path
) -> bool:
    """Without drawings: they take most of the time, and no row of the record rests on one."""
    _replace(tree, trees)
    from lib.display.figures import drawing

    with drawing(lambda chart: {"image/svg+xml": "<svg/>"}):
        return all(_is_as_approved(name, out) for name in names)


def _is_as_approved(name: str, out: Path) -> bool:
    from lib.publishing.checks import approved, baseline
    from lib.publishing.pipeline import config, tasks, validate
    from lib.publishing.site import record

    asked = config.Options(languages=approved.LANGUAGES, formats=("html",), out=out)
    series = tasks.TaskGraph(config.prepare(asked), asked, out / "work")
    executed = {}
    for code in asked.languages:
        job = series.job(name, code)
        os.environ.update(job.environment)
        executed[code] = baseline.executed(job)
        validate.keep(executed[code], job)
    before = approved.read(approved.file_of(name))
    differences = approved.compare(name, before, record.rows(executed, name))
    if differences:
        print(approved.table(differences), flush=True)
    return not differences


def _uses(tree: Tree, module: str, name: str) -> bool:
    from lib import paths
    from lib.publishing.pipeline import dependencies, notebooks

    notebook = notebooks.read(paths.NOTEBOOKS / f"{name}.ipynb")
    files = dependencies.closure(dependencies.modules(notebook, name))
    return not set(files).isdisjoint(tree.files(module).values())


@dataclass
class Task:
    """Something to do in a process of its own, with so many seconds of the processor."""

    subject: object
    work: Callable[[], int]
    limit: float
    log: Path


def _fork(task: Task) -> int:
    """Start a task in a child that says nothing here; its exit code is what the work returns."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = BROKEN
    try:
        os.setsid()  # so that what it starts can be ended with it
        output = os.open(task.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        _allow(resource.RLIMIT_CPU, round(task.limit))
        _allow(resource.RLIMIT_AS, MEMORY_BYTES)
        _allow(resource.RLIMIT_CORE, 0)
        sys.dont_write_bytecode = True
        code = task.work()
    except BaseException:  # a child must not go on as a second parent, whatever happened
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _allow(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def run(tasks: Iterable[Task], jobs: int) -> Iterator[tuple[Task, int | None]]:
    """Each task with its exit code, as they end; None for one that ran out of time."""
    waiting = iter(tasks)
    running: dict[int, tuple[Task, float]] = {}
    try:
        while True:
            while len(running) < jobs and (task := next(waiting, None)):
                running[_fork(task)] = (task, time.monotonic() + TIMES_WAITED * task.limit)
            if not running:
                return
            for pid in list(running):
                code = _code(pid, running[pid][1])
                if code is not _GOING_ON:
                    yield running.pop(pid)[0], code
            time.sleep(0.01)
    finally:
        for pid in running:
            _end(pid)


_GOING_ON = object()


def _code(pid: int, deadline: float) -> object:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        code = os.waitstatus_to_exitcode(status)
        return None if code == -signal.SIGXCPU else code
    if time.monotonic() > deadline:
        _end(pid)
        return None
    return _GOING_ON


def _end(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # not yet a group of its own
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


# --- All of them ----------------------------------------------------------------------------------


def clean_runs(tree: Tree, modules: Iterable[str], jobs: int, folder: Path) -> dict[str, Clean]:
    """Run the tests with nothing wrong. Stops with code 2 where they fail: no mutant tells then."""
    tasks = []
    for module in modules:
        if not tree.tests(module):
            _refuse(f"{module}: no unit tests")
        work = partial(_try_clean, tree, module, folder / f"{module}.json")
        tasks.append(Task(module, work, LONGEST_CLEAN_S, folder / f"{module}.log"))
    for task, code in run(tasks, jobs):
        _expect_success(task, code, "the unit tests fail as the library is; mend them first")
    return {
        task.subject: Clean(*json.loads((folder / f"{task.subject}.json").read_text("utf-8")))
        for task in tasks
    }


def check_machinery(tree: Tree, runs: dict[str, Clean], jobs: int, folder: Path) -> None:
    """What changes nothing has to survive. Stops with code 2 where it does not."""
    tasks = [
        Task(
            module,
            partial(_try_unmutated, tree, module, clean),
            clean.limit,
            folder / f"{module}.log",
        )
        for module, clean in runs.items()
    ]
    for task, code in run(tasks, jobs):
        _expect_success(task, code, "the unit tests fail in another order, shortest first")


def clean_record(tree: Tree, modules: list[str], folder: Path) -> CleanRecord:
    """Compare the notebooks as they are with the record. Stops with code 2 where they differ."""
    out = folder / "record"
    out.mkdir()
    work = partial(_try_clean_record, tree, modules, out)
    for task, code in run([Task("record", work, LONGEST_CLEAN_S, folder / "record.log")], 1):
        _expect_success(task, code, "the notebooks differ from the approved record; mend that")
    used, imported = json.loads((out / "clean.json").read_text("utf-8"))
    return CleanRecord(used, imported, out)


def _expect_success(task: Task, code: int | None, otherwise: str) -> None:
    if code != 0:
        _refuse(f"{_said(task)}\n{task.subject}: {otherwise}")


def _said(task: Task) -> str:
    text = task.log.read_text("utf-8", errors="replace")
    task.log.unlink()
    return text


def _refuse(words: str) -> None:
    print(words, file=sys.stderr)
    raise SystemExit(2)


def warm_up(names: Iterable[str], package: str) -> None:
    """Import what the tests will import, but the package itself: a fork then has it for nothing."""
    for name in dict.fromkeys(names):
        try:
            importlib.import_module(name)
        except Exception:  # what only its own package can import, the tests import
            continue
    if package in sys.modules:
        raise RuntimeError(f"{package} is imported: no mutant would be")
    gc.collect()
    gc.freeze()  # shared pages stay shared


def try_all(
    tree: Tree, mutants: list[Mutant], runs: dict[str, Clean], jobs: int, folder: Path, style: str
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with `killed`, `killed by time` or `survived`, as they end."""
    tasks = []
    for number, mutant in enumerate(mutants):
        clean = runs[mutant.module]
        work = partial(_try_mutant, tree, mutant, clean, style)
        tasks.append(Task(mutant, work, clean.limit, folder / f"{number}.log"))
    for task, code in run(tasks, jobs):
        said = _said(task)
        if style != "no":
            print(said)
        yield task.subject, _outcome(task, code, said)


def caught_by_record(
    tree: Tree, survivors: list[Mutant], clean: CleanRecord, jobs: int, folder: Path
) -> Iterator[tuple[Mutant, str, str]]:
    """Would the record notice? Each mutant with its outcome, and what the comparison said."""
    tasks = []
    for number, mutant in enumerate(survivors):
        work = partial(_try_record, tree, mutant, clean, folder / f"record-{number}")
        tasks.append(Task(mutant, work, LONGEST_CLEAN_S, folder / f"record-{number}.log"))
    for task, code in run(tasks, jobs):
        said = _said(task)
        outcome = _outcome(task, code, said)
        yield task.subject, outcome.replace("killed", "caught"), said


def _last_lines(text: str, most: int) -> str:
    return "\n".join(text.strip().splitlines()[-most:])


def _outcome(task: Task, code: int | None, said: str) -> str:
    if code == BROKEN:
        raise RuntimeError(f"{task.subject.id} could not be tried:\n{said}")
    if code is None:
        return "killed by time"
    return "survived" if code == 0 else "killed"


def equivalent(path: Path) -> dict[tuple[str, str, str], str]:
    """(id, before, after) -> why this mutant changes nothing."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["id"], row["before"], row["after"]): row["reason"] for row in csv.DictReader(file)
        }


def key(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.id, mutant.before, mutant.after


def summary(results: dict[Mutant, str]) -> tuple[str, float]:
    """A table, one row a module; the share noticed of those that are not argued, in per cent."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for mutant, result in results.items():
        by_module[mutant.module].append(result.split()[0])
    rows = [*by_module.items(), ("all", [word for words in by_module.values() for word in words])]

    heads = ("mutants", "argued", "killed", "caught", "survived")
    lines = ["module".ljust(14) + "".join(head.rjust(10) for head in heads) + "share".rjust(9)]
    for module, words in rows:
        counts = [len(words), *(words.count(head) for head in heads[1:])]
        noticed = words.count("killed") + words.count("caught")
        share_pct = 100 * noticed / max(1, noticed + words.count("survived"))
        cells = "".join(str(count).rjust(10) for count in counts)
        lines.append(f"{module:<14}{cells}{share_pct:>8.1f}%")
    return "\n".join(lines), share_pct


COLUMNS = ("id", "module", "function", "line", "kind", "before", "after")


def write(path: Path, results: dict[Mutant, str]) -> None:
    """Every mutant, by id: `result` is that of the unit tests, the other that with the record."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "result", "result_with_record"])
        for mutant, result in sorted(results.items(), key=lambda item: item[0].id):
            cells = [getattr(mutant, column) for column in COLUMNS]
            of_tests = "survived" if result.startswith("caught") else result
            writer.writerow([*cells, of_tests, result])


def options(arguments: list[str] | None) -> argparse.Namespace:
    first_paragraph = __doc__.split("\n\n")[0]
    parser = argparse.ArgumentParser(prog="python -P tests/mutants.py", description=first_paragraph)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of: {', '.join(MODULES)}")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other mutants")
    parser.add_argument("--per-function", type=int, default=2, metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="mutants tried at a time")
    parser.add_argument(
        "--record", action="store_true", help="show survivors to the approved record"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="every mutant and what became of it"
    )
    parser.add_argument(
        "--only", metavar="ID", help="try this mutant alone and show the tests' output"
    )
    return parser.parse_args(arguments)


def wanted(tree: Tree, asked: argparse.Namespace) -> list[Mutant]:
    if not asked.only:
        modules = asked.modules or MODULES
        every = [mutant for module in modules for mutant in tree.mutants(module)]
        return chosen(every, asked.seed, asked.per_function)
    module = asked.only.split(".")[0]
    alone = [mutant for mutant in tree.mutants(module) if mutant.id == asked.only]
    if not alone:
        _refuse(f"{asked.only}: no such mutant; --out FILE.csv lists the ids that were tried")
    return alone


def told(mutant: Mutant) -> str:
    place = f"{mutant.id} (line {mutant.line})"
    return f"{place}\n    - {mutant.before}\n    + {mutant.after}"


def judged(mutant: Mutant, outcome: str, argued: dict[tuple[str, str, str], str]) -> str:
    """The outcome, or `argued`; says at once what somebody has to look at."""
    if key(mutant) not in argued:
        if outcome == "survived":
            print(f"survived: {told(mutant)}", flush=True)
        return outcome
    if outcome == "survived":
        return "argued"
    print(f"killed, though argued to change nothing: {told(mutant)}", flush=True)
    return outcome


def changed_since(before: dict[Path, tuple], after: dict[Path, tuple]) -> list[Path]:
    """Files that came, went or are others now."""
    return sorted({file for file, _ in set(before.items()) ^ set(after.items())})


def show_to_record(
    tree: Tree, results: dict[Mutant, str], record: CleanRecord, jobs: int, folder: Path
) -> dict[Mutant, str]:
    """What the approved record says of each survivor, printed as it is known."""
    survivors = [mutant for mutant, result in results.items() if result == "survived"]
    outcomes = {}
    for mutant, outcome, said in caught_by_record(tree, survivors, record, jobs, folder):
        outcomes[mutant] = outcome
        print(f"record: {outcome}: {mutant.id}", flush=True)
        if said.strip():
            print(textwrap.indent(_last_lines(said, 3), "    "), flush=True)
    return outcomes


def main(arguments: list[str] | None = None, tree: Tree | None = None) -> int:
    asked = options(arguments)
    tree = tree or Tree(ROOT)
    to_try = wanted(tree, asked)
    argued = equivalent(EQUIVALENT)
    results: dict[Mutant, str] = {}
    before = tree.state()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        modules = dict.fromkeys(mutant.module for mutant in to_try)
        runs = clean_runs(tree, modules, asked.jobs, folder)
        imported = [name for clean in runs.values() for name in clean.imported]
        if asked.record:
            record = clean_record(tree, list(modules), folder)
            imported += record.imported
        warm_up(imported, tree.package)
        if not asked.only:
            check_machinery(tree, runs, asked.jobs, folder)

        start = time.monotonic()
        style = "short" if asked.only else "no"
        for mutant, outcome in try_all(tree, to_try, runs, asked.jobs, folder, style):
            results[mutant] = judged(mutant, outcome, argued)
        seconds = time.monotonic() - start
        if asked.record:
            results |= show_to_record(tree, results, record, asked.jobs, folder)

    if asked.only:
        print(f"{results[to_try[0]]}: {told(to_try[0])}")
    table, share_pct = summary(results)
    print(f"\n{table}\n{seconds:.0f} s, {seconds / max(1, len(results)):.2f} s a mutant")
    if asked.out:
        write(asked.out, results)
    refuse_if_changed(tree, before)
    return 0 if share_pct >= ENOUGH_PCT else 1


def refuse_if_changed(tree: Tree, before: dict[Path, tuple]) -> None:
    """Stop where a file came, went or changed since: some mutants were tried on another tree than others."""
    if changed := changed_since(before, tree.state()):
        names = ", ".join(str(file.relative_to(tree.root)) for file in changed[:3])
        _refuse(f"files changed meanwhile ({len(changed)}: {names}): nothing of this is certain")


if __name__ == "__main__":
    # One thread a process: they run side by side, and a fork of a process with threads is not safe.
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    sys.exit(main())

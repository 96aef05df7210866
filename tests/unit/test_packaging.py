"""What a fresh machine installs is what the code needs: pyproject, locks, environment.yml and git agree."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from importlib.metadata import packages_distributions

import frictionless
import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from lib import cli, paths
from lib.errors import UsageError

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {"main": "requirements.lock", "browser": "requirements-browser.lock"}
# Names at conda-forge that differ from those at PyPI: its `-base` and `-core` leave out a desktop, a TeX or a pandoc.
CONDA_TO_PYPI = {
    "matplotlib-base": "matplotlib",
    "nbconvert-core": "nbconvert",
    "seaborn-base": "seaborn",
}
# Direct dependencies that no line imports, and why they are direct.
NOT_IMPORTED = {
    "ipykernel": "the kernel of the notebooks",
    "jupyter-client": "the warm kernels plug into it",
    "jupyterlab": "./run lab",
    "setuptools": "installs the project",
}
#: What `./run check` calls and no test imports; mypy reads the stubs.
RUN_BY_NAME = {"import-linter", "mypy", "ruff", "types-pyyaml"}


def requirements(lines):
    """Requirements by canonical name."""
    return {canonicalize_name(item.name): item for item in map(Requirement, lines)}


DIRECT = requirements(PROJECT["project"]["dependencies"])
TEST = requirements(PROJECT["dependency-groups"]["test"])
BROWSER = requirements(PROJECT["dependency-groups"]["browser"])


def entries(lock):
    """Text of each entry of a lock by canonical name; a name twice is a list of two."""
    found = {}
    for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", lock)[1:]:
        found.setdefault(canonicalize_name(re.match(r"[\w.-]+", entry)[0]), []).append(entry)
    return found


def versions(lock):
    """Locked version by canonical name."""
    return {name: re.search(r"==([^ ;\\\n]+)", text[0])[1] for name, text in entries(lock).items()}


def lock_problems(lock, needed):
    """What keeps a lock from being installed anywhere, by pip and uv, without trusting who serves the files."""
    problems = []
    if re.search(r"(?m)://|^-(?!-only-binary :all:$)", lock):
        problems.append("names an address, or an option other than wheels only")
    if "\n--only-binary :all:\n" not in lock:
        problems.append("would build from source")
    for name, texts in entries(lock).items():
        if len(texts) > 1:
            problems.append(
                f"{name}: more than one version, so results could depend on the Python that is there"
            )
        if "--hash=sha256:" not in texts[0]:
            problems.append(f"{name}: no hash")
    locked = versions(lock)
    for name, requirement in needed.items():
        if name not in locked:
            problems.append(f"{name}: not locked")
        elif not requirement.specifier.contains(locked[name]):
            problems.append(f"{name}: locked at {locked[name]}, wanted {requirement.specifier}")
    return problems


def read_lock(which):
    return (paths.ROOT / LOCKS[which]).read_text("utf-8")


@pytest.mark.parametrize(("which", "needed"), [("main", DIRECT | TEST), ("browser", BROWSER)])
def test_lock_holds_what_pyproject_asks_for(which, needed):
    assert lock_problems(read_lock(which), needed) == [], "./run lock makes it anew"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("\nnumpy==", "\n--index-url https://example.org/simple\nnumpy==", "names an address"),
        ("\nnumpy==", "\n--find-links wheels\nnumpy==", "an option other"),
        ("--only-binary :all:\n", "", "would build from source"),
        (
            "\nnumpy==",
            "\nnumpy==1.0 ; python_version < '3.12'\nnumpy==",
            "numpy: more than one version",
        ),
        ("\nnumpy==", "\nnumpy==1.0\nnotnumpy==", "numpy: no hash"),
        ("\nnumpy==", "\nnumpy==1.0 \\\n    --hash=sha256:0\nnotnumpy==", "numpy: locked at 1.0"),
        ("\nnumpy==", "\nnotnumpy==", "numpy: not locked"),
    ],
)
def test_a_wrong_lock_is_found_out(good, bad, problem):
    lock = read_lock("main")
    assert good in lock
    problems = lock_problems(lock.replace(good, bad, 1), DIRECT)
    assert any(problem in line for line in problems), problems


def test_locks_agree_where_they_overlap():
    main, browser = versions(read_lock("main")), versions(read_lock("browser"))
    assert {name: main[name] for name in main.keys() & browser.keys()} == {
        name: browser[name] for name in main.keys() & browser.keys()
    }


def test_playwright_stays_out_of_the_main_set_up():
    assert "playwright" not in versions(read_lock("main"))


# environment.yml


def environment_problems(environment, locked):
    """Where environment.yml departs from pyproject.toml and the lock. No channel is asked."""
    problems = []
    conda = requirements(
        item.replace(" ", "") for item in environment["dependencies"] if isinstance(item, str)
    )
    pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    if environment["channels"] != ["conda-forge", "nodefaults"]:
        problems.append("channels: conda-forge alone, or versions of two channels mix")
    if "-e ." not in pip:
        problems.append("pip: does not install the project")
    python = conda.pop("python", None)
    if not python or python.specifier != SpecifierSet(PROJECT["project"]["requires-python"]):
        problems.append("python: not the range of pyproject.toml")
    conda.pop("pip", None)
    offered = {CONDA_TO_PYPI.get(name, name): item for name, item in conda.items()}
    offered |= requirements(item for item in pip if not item.startswith("-"))
    for name, requirement in offered.items():
        if name not in locked:
            problems.append(f"{name}: not in the lock")
        elif not requirement.specifier.contains(locked[name]):
            problems.append(f"{name}: {requirement.specifier}, but the lock has {locked[name]}")
    for name, requirement in (DIRECT | TEST).items():
        if name not in offered:
            problems.append(f"{name}: in pyproject.toml, not here")
        elif offered[name].specifier != requirement.specifier:
            problems.append(
                f"{name}: {offered[name].specifier}, in pyproject.toml {requirement.specifier}"
            )
    return problems


ENVIRONMENT = (paths.ROOT / "environment.yml").read_text("utf-8")


def test_environment_agrees_with_pyproject_and_lock():
    assert environment_problems(yaml.safe_load(ENVIRONMENT), versions(read_lock("main"))) == []


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        ("  - numpy >=2.3\n", "", "numpy: in pyproject.toml, not here"),
        ("numpy >=2.3", "numpy >=2.2", "numpy: >=2.2, in pyproject.toml >=2.3"),
        ("numpy >=2.3", "numpy >=99", "numpy: >=99, but the lock has"),
        ("numpy >=2.3", "numpy >=2.3\n  - polars", "polars: not in the lock"),
        ("matplotlib-base", "matplotlib-inline", "matplotlib: in pyproject.toml, not here"),
        ("  - nodefaults\n", "  - defaults\n", "channels"),
        ("python >=3.11,<3.15", "python >=3.10", "python: not the range"),
        ("      - -e .\n", "", "pip: does not install"),
    ],
)
def test_a_wrong_environment_is_found_out(good, bad, problem):
    assert good in ENVIRONMENT
    problems = environment_problems(
        yaml.safe_load(ENVIRONMENT.replace(good, bad, 1)), versions(read_lock("main"))
    )
    assert any(problem in line for line in problems), problems


# What the code imports


owners = cache(packages_distributions)  # it reads every file list of the environment


def third_party(sources):
    """Distributions that pieces of code import, by canonical name."""
    names = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    known = owners()
    names -= sys.stdlib_module_names | {"lib", "tests"}
    return {canonicalize_name(known[name][0] if name in known else name) for name in names}


def library_sources():
    yield from (file.read_text("utf-8") for file in sorted((paths.ROOT / "lib").rglob("*.py")))
    for file in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        cells = nbformat.read(file, as_version=4).cells
        yield from (cell.source for cell in cells if cell.cell_type == "code")


def test_every_import_of_the_library_is_a_direct_dependency_and_the_reverse():
    used = third_party(library_sources())
    assert used - DIRECT.keys() == set(), "add to [project] dependencies, then ./run lock"
    assert DIRECT.keys() - used - NOT_IMPORTED.keys() == set(), "nothing imports it: take it out"


def test_every_import_of_the_tests_is_declared():
    sources = [file.read_text("utf-8") for file in sorted((paths.ROOT / "tests").rglob("*.py"))]
    used = third_party(sources)
    assert used - (DIRECT | TEST | BROWSER).keys() == set(), (
        "add to the test or browser group, then ./run lock"
    )
    assert TEST.keys() - used - RUN_BY_NAME == set(), "no test uses it: take it out"


def test_an_import_of_something_undeclared_is_found_out():
    assert third_party(["import yaml.nodes", "from os import path", "from lib import paths"]) == {
        "pyyaml"
    }
    assert third_party(["def f():\n    import no_such_package"]) - DIRECT.keys() == {
        "no-such-package"
    }


# The package


def test_packages_are_named_and_none_is_missing():
    on_disk = sorted(
        ".".join(file.parent.relative_to(paths.ROOT).parts)
        for file in (paths.ROOT / "lib").rglob("__init__.py")
    )
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == on_disk


def test_init_files_pass_names_on_and_do_nothing_else():
    for file in (paths.ROOT / "lib").rglob("__init__.py"):
        docstring, *statements = ast.parse(file.read_text("utf-8")).body
        imports = [node for node in statements if isinstance(node, ast.ImportFrom)]
        others = [ast.unparse(node) for node in statements if node not in imports]
        names = sorted(alias.asname or alias.name for node in imports for alias in node.names)
        assert isinstance(docstring, ast.Expr), paths.relative(file)
        if names:
            (listed,) = others
            assert sorted(ast.literal_eval(listed.removeprefix("__all__ = "))) == names
        else:
            # What a room of the machinery holds is imported from its shelves.
            assert set(others) <= {"__all__: tuple[str, ...] = ()"}, paths.relative(file)


def test_every_data_file_of_the_library_is_packaged():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    globs = [
        f"{package.replace('.', '/')}/{glob}"
        for package, found in patterns.items()
        for glob in found
    ]
    files = [
        file.relative_to(paths.ROOT).as_posix()
        for file in (paths.ROOT / "lib").rglob("*")
        if file.is_file() and file.suffix not in (".py", ".pyc")
    ]
    assert [file for file in files if not any(fnmatch(file, glob) for glob in globs)] == []
    assert [glob for glob in globs if not any(fnmatch(file, glob) for file in files)] == []


def test_nobody_else_installs_a_package_called_lib():
    assert set(owners().get("lib", [])) <= {PROJECT["project"]["name"]}


@pytest.mark.parametrize(
    "target",
    [target for group in PROJECT["project"]["entry-points"].values() for target in group.values()],
)
def test_entry_points_lead_somewhere(target):
    module, name = target.split(":")
    assert callable(getattr(import_module(module), name))


def test_one_version_and_one_licence():
    citation = yaml.safe_load((paths.ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"] == "MIT"
    assert (paths.ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_one_range_of_python():
    run = (paths.ROOT / "run").read_text("utf-8")
    oldest, newest = re.search(r"OLDEST, NEWEST = \(3, (\d+)\), \(3, (\d+)\)", run).groups()
    assert PROJECT["project"]["requires-python"] == f">=3.{oldest},<3.{int(newest) + 1}"
    tested = (paths.ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert re.findall(r"python:3\.(\d+)-", tested) == [oldest, newest]


def test_the_data_package_is_one_for_a_reader_written_by_others():
    report = frictionless.Package(str(paths.ROOT / "data" / "datapackage.json")).validate()
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert report.stats["tasks"] > 0


def test_a_wrong_data_package_is_found_out_by_it(tmp_path):
    (tmp_path / "table.csv").write_text("year\nyes\n", "utf-8")
    resource = {
        "name": "table",
        "path": "table.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": {"fields": [{"name": "year", "type": "integer"}]},
    }
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


# What git keeps


def ignored(folder, *names):
    """Those of `names` that .gitignore leaves out, asked of git in a repository without other rules."""
    git = ["git", "-C", str(folder), "-c", "core.excludesFile=/dev/null"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    result = subprocess.run(
        [*git, "check-ignore", *names], capture_output=True, text=True, check=False
    )
    return set(result.stdout.splitlines())


KEPT = (
    "lib/tables/reader.py",
    "lib/publishing/report/html/exporter.py",
    "lib/locale/es/LC_MESSAGES/lib.po",
    "data/datapackage.json",
    "data/common/gdp.csv",
    "notebooks/01-judicial-outcomes.ipynb",
    "reports/README.md",
    "reports/preview.png",
    "requirements.lock",
    "docs/assumptions.md",
    "tests/reports/test_html.py",
)
LEFT_OUT = (
    ".venv/bin/python",
    ".venv.old/bin/python",
    "reports/index.html",
    "reports/en/01-judicial-outcomes.pdf",
    "reports/findings.json",
    "reports/.work/lock",
    "lib/tables/__pycache__/reader.pyc",
    ".hypothesis/x",
    "ecuador_security_evidence.egg-info/PKG-INFO",
    "notebooks/.ipynb_checkpoints/x.ipynb",
)


def test_git_keeps_the_sources_and_leaves_out_what_is_generated(tmp_path):
    shutil.copy(paths.ROOT / ".gitignore", tmp_path)
    assert ignored(tmp_path, *KEPT, *LEFT_OUT) == set(LEFT_OUT)


def test_the_stock_ignore_file_would_be_found_out(tmp_path):
    (tmp_path / ".gitignore").write_text("lib/\n*.csv\n", "utf-8")
    assert ignored(tmp_path, *KEPT) == {
        name for name in KEPT if name.startswith("lib/") or name.endswith(".csv")
    }


# What runs elsewhere


def test_workflows_parse_and_run_the_commands_of_the_readme():
    texts = {
        file.name: file.read_text("utf-8")
        for file in (paths.ROOT / ".github" / "workflows").glob("*.yml")
    }
    steps = {
        name: [
            step.get("run")
            for job in yaml.safe_load(text)["jobs"].values()
            for step in job.get("steps", [])
        ]
        for name, text in texts.items()
    }
    assert {".ci/run", "./run reports"} <= set(steps["test.yml"])
    assert "./run reports" in steps["publish.yml"]
    assert not [name for name, text in texts.items() if "://" in text]


def test_ci_script_parses_and_stops_at_the_first_failure():
    script = paths.ROOT / ".ci" / "run"
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text("utf-8")
    assert "set -euo pipefail" in text
    assert "./run test --browser" in text
    assert script.stat().st_mode & 0o111


def test_the_html_checker_is_locked_and_its_lock_names_no_address():
    folder = paths.ROOT / "tests" / "browser"
    asked = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    assert lock["packages"][""]["dependencies"] == asked
    locked = {name: entry for name, entry in lock["packages"].items() if name}
    assert set(locked) == {f"node_modules/{name}" for name in asked}
    for entry in locked.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


@pytest.mark.parametrize("program", ["chromium", "java", "npm"])
def test_browser_checks_name_the_program_that_is_missing(program, monkeypatch):
    monkeypatch.setattr(
        shutil, "which", lambda name: None if program in name else f"/usr/bin/{name}"
    )
    with pytest.raises(UsageError, match=f"{program} is missing"):
        cli._check_browser_tools()

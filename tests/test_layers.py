"""Imports go downwards, heavy packages stay where they belong, no module sees what lies above it.

The tables below are the house plan. A new module takes its row here first; each rule is tried on a wrong tree too.
"""

import ast
import sys
from pathlib import Path

import nbformat
import pytest

from lib import paths
from lib.publishing.pipeline import dependencies

# Lowest first. A module imports from rows above its own, never from its own: topics do not see each other.
# A module inside a package that has a row stands in that row; among themselves they import without circles.
ROWS = (
    ("paths", "errors", "files"),
    ("strict_yaml",),
    ("estimates", "money", "periods"),
    ("frames",),
    ("tables",),
    ("justice", "laundering", "cocaine", "aid"),
    ("language",),
    ("claims",),
    ("charts",),
    ("display",),
    ("publishing.pipeline.kernels",),
    (
        "publishing.report.markdown",
        "publishing.report.svg.sanitize",
        "publishing.report.references",
    ),
    (
        "publishing.report.document",
        "publishing.report.changelog",
        "publishing.report.svg.minify",
        "publishing.report.html.inline",
        "publishing.report.pdf.inline",
    ),
    ("publishing.report.verdicts", "publishing.report.messages", "publishing.report.pdf.table"),
    ("publishing.report.parser", "publishing.report.pdf.typst"),
    ("publishing.report.html.exporter", "publishing.report.pdf.exporter"),
    ("publishing.report.pdf.brief",),
    ("publishing.site",),
    ("publishing.checks.extract",),
    (
        "publishing.checks.translations",
        "publishing.pipeline.dependencies",
        "publishing.pipeline.failures",
        "publishing.pipeline.notebooks",
        "publishing.pipeline.parameters",
        "publishing.pipeline.publish",
    ),
    ("publishing.pipeline.validate",),
    (
        "publishing.pipeline.config",
        "publishing.pipeline.execute",
        "publishing.checks.notebooks",
    ),
    ("publishing.checks.series",),
    ("publishing.checks.approved", "publishing.checks.assumptions", "publishing.checks.data"),
    ("publishing.checks.readme",),
    ("publishing.pipeline.tasks",),
    ("publishing.checks.baseline",),
    ("publishing.pipeline.runner",),
    ("publishing.checks.run", "publishing.checks.bench"),
    ("cli",),
    ("__main__",),
)
PACKAGES = (
    "",
    ".report",
    ".report.html",
    ".report.pdf",
    ".report.svg",
    ".site",
    ".pipeline",
    ".checks",
)
TOPICS = {"lib.justice", "lib.laundering", "lib.cocaine", "lib.aid"}

# What a module must not reach, not even through what it imports.
NEVER = {
    "tables": {"matplotlib", "papermill"},
    "estimates": {"lib.tables", "matplotlib"},
    "money": {"lib.tables", "matplotlib"},
    "periods": {"lib.tables", "matplotlib"},
    "frames": {"lib.tables", "matplotlib"},
    "justice": {"lib.tables", "matplotlib"},
    "laundering": {"lib.tables", "matplotlib"},
    "cocaine": {"lib.tables", "matplotlib"},
    "aid": {"lib.tables", "matplotlib"},
    "claims": {"matplotlib", "papermill"},
    "language": {"lib.tables"} | TOPICS,
    "charts": {"lib.tables"} | TOPICS,
    "display": {"papermill"} | TOPICS,
    "publishing": TOPICS,  # the machinery runs notebooks, and knows nothing of their subjects
}

# Packages that one module alone imports, so that they can be replaced in one place.
ALONE = {
    "papermill": {"publishing.pipeline.execute"},
    "doit": {"publishing.pipeline.runner"},
    "typst": {"publishing.report.pdf.exporter"},
    "mistune": {"publishing.report.markdown"},
    "jinja2": {"publishing.report.html.exporter"},
    "seaborn": {"charts"},
    "matplotlib": {"charts", "display"},
    "IPython": {"display"},
}


def sources(root):
    """Source of each module below ``lib`` by its full name; packages stand under their own name."""
    found = {}
    for file in sorted((root / "lib").rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file.read_text("utf-8")
    return found


def outside(source):
    """Packages from elsewhere that a piece of code imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"lib"}


def graph(root):
    """What each module imports directly: modules of the library, and packages from elsewhere."""
    found = sources(root)
    # `from lib.tables import load` names `lib.tables.load` too, which is no module: only those that are count,
    # and a package only where nothing inside it is meant.
    inside = {name: dependencies.imports(source) & found.keys() for name, source in found.items()}
    packages = {"lib", *(f"lib.publishing{part}" for part in PACKAGES)}
    return {
        name: (inside[name] - packages) | outside(source)
        for name, source in found.items()
        if name not in packages
    }


def reached(module, edges):
    """Everything that a module imports, directly or through others."""
    found, waiting = set(), [module]
    while waiting:
        new = edges.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def short(name):
    return name.removeprefix("lib.")


def home(name, row):
    """What stands for a module in the house plan: itself, or the nearest package around it; None if neither does."""
    parts = name.split(".")
    around = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((candidate for candidate in around if candidate in row), None)


def order_problems(edges):
    row = {f"lib.{name}": number for number, names in enumerate(ROWS) for name in names}
    homes = {name: home(name, row) for name in edges}
    problems = [f"{short(name)} has no row in this file" for name in edges if homes[name] is None]
    for name, targets in edges.items():
        for target in sorted(targets & edges.keys()):
            ours, theirs = homes[name], homes[target]
            if None not in (ours, theirs) and ours != theirs and row[theirs] >= row[ours]:
                problems.append(f"{short(name)} imports {short(target)}, which is not below it")
    circles = [name for name in edges if name in reached(name, edges)]
    return problems + [f"{short(name)} imports itself through others" for name in circles]


def never_problems(edges):
    problems = []
    for name in edges:
        for prefix, forbidden in NEVER.items():
            if name == f"lib.{prefix}" or name.startswith(f"lib.{prefix}."):
                problems += [
                    f"{short(name)} reaches {bad}"
                    for bad in sorted(reached(name, edges) & forbidden)
                ]
    return problems


def alone_problems(edges):
    return [
        f"{short(name)} imports {package}, which belongs to {' and '.join(sorted(owners))}"
        for package, owners in ALONE.items()
        for name, targets in edges.items()
        if package in targets
        and not any(short(name) == owner or short(name).startswith(f"{owner}.") for owner in owners)
    ]


def relative_problems(root):
    """Imports with dots, which the import graph does not follow."""
    return [
        f"{short(name)} line {node.lineno}: import by full name"
        for name, source in sources(root).items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def notebook_problems(root):
    """Imports of a notebook that are not the library, or are its machinery."""
    problems = []
    for file in sorted((root / "notebooks").glob("*.ipynb")):
        code = dependencies.code(nbformat.read(file, as_version=4))
        problems += [f"{file.name} imports {name}" for name in sorted(outside(code))]
        problems += [
            f"{file.name} imports {name}"
            for name in sorted(dependencies.imports(code))
            if name == "lib.publishing"
            or name.startswith(("lib.publishing.", "lib.__main__", "lib.cli"))
        ]
    return problems


CHECKS = {
    "order": lambda root: order_problems(graph(root)),
    "never": lambda root: never_problems(graph(root)),
    "alone": lambda root: alone_problems(graph(root)),
    "relative": relative_problems,
    "notebooks": notebook_problems,
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_house_is_in_order(rule):
    assert CHECKS[rule](paths.ROOT) == []


def tree(folder: Path, files: dict[str, str]) -> Path:
    """A made-up repository: the packages of ours, and `files`."""
    for name in (
        "lib/__init__.py",
        *(f"lib/publishing{part.replace('.', '/')}/__init__.py" for part in PACKAGES),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text('"""A package."""\n', "utf-8")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".ipynb"):
            cell = nbformat.v4.new_code_cell(text, id="imports")
            nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / name)
        else:
            (folder / name).write_text(text, "utf-8")
    return folder


RIGHT = {
    "lib/paths.py": "import os\n",
    "lib/tables.py": "import pandas\nfrom lib import paths\n",
    "lib/justice.py": "import pandas\n",
    "lib/charts.py": "import matplotlib\nimport seaborn\n",
    "lib/display.py": "from lib import charts\nfrom lib.tables import load\n",
    "lib/publishing/pipeline/execute.py": "def run():\n    import papermill\n",
    "lib/publishing/pipeline/runner.py": "from lib.publishing.pipeline import execute\nfrom doit import task\n",
    "notebooks/01-x.ipynb": "from lib import charts, justice\nfrom lib.tables import load\n",
}


def test_a_right_tree_passes_every_rule(tmp_path):
    root = tree(tmp_path, RIGHT)
    assert [problem for check in CHECKS.values() for problem in check(root)] == []


@pytest.mark.parametrize(
    ("rule", "file", "text", "problem"),
    [
        (
            "order",
            "lib/tables.py",
            "from lib import display\n",
            "tables imports display, which is not below it",
        ),
        (
            "order",
            "lib/tables.py",
            "def f():\n    from lib.charts import form\n",
            "tables imports charts",
        ),
        ("order", "lib/aid.py", "import lib.justice\n", "aid imports justice"),
        (
            "order",
            "lib/display.py",
            "from lib.publishing.pipeline import runner\n",
            "display imports publishing.pipeline.runner",
        ),
        (
            "order",
            "lib/publishing/pipeline/execute.py",
            "from lib.publishing.pipeline.runner import run\n",
            "publishing.pipeline.execute imports publishing.pipeline.runner",
        ),
        (
            "order",
            "lib/aid/flows.py",
            "from lib.justice import months\n",
            "aid.flows imports justice",
        ),
        (
            "order",
            "lib/aid/__init__.py",
            "from lib.aid import yearly\n",
            "aid imports itself through others",
        ),
        ("order", "lib/utils.py", "", "utils has no row"),
        ("order", "lib/publishing/more/tools.py", "", "publishing.more.tools has no row"),
        ("never", "lib/justice.py", "from lib.tables import load\n", "justice reaches lib.tables"),
        (
            "never",
            "lib/estimates.py",
            "import matplotlib.pyplot as plt\n",
            "estimates reaches matplotlib",
        ),
        ("never", "lib/tables.py", "from lib import charts\n", "tables reaches matplotlib"),
        ("never", "lib/charts.py", "from lib import tables\n", "charts reaches lib.tables"),
        (
            "never",
            "lib/publishing/pipeline/runner.py",
            "from lib import justice\n",
            "publishing.pipeline.runner reaches lib.justice",
        ),
        (
            "alone",
            "lib/publishing/pipeline/runner.py",
            "import papermill.execute\n",
            "publishing.pipeline.runner imports papermill",
        ),
        (
            "alone",
            "lib/tables.py",
            "def f():\n    import seaborn\n",
            "tables imports seaborn, which belongs to charts",
        ),
        ("relative", "lib/tables.py", "from . import paths\n", "tables line 1"),
        ("notebooks", "notebooks/01-x.ipynb", "import pandas as pd\n", "01-x.ipynb imports pandas"),
        (
            "notebooks",
            "notebooks/01-x.ipynb",
            "from lib.publishing.pipeline import runner\n",
            "01-x.ipynb imports lib.publishing",
        ),
    ],
)
def test_a_wrong_tree_is_found_out(tmp_path, rule, file, text, problem):
    problems = CHECKS[rule](tree(tmp_path, RIGHT | {file: text}))
    assert any(line.startswith(problem) for line in problems), problems

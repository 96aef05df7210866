"""The form of the code: what formatter, linter, type checker and import contracts say, one line a problem.

Their rules stand in ``pyproject.toml``. Belongs here: how each is asked. Not: any rule of our own.
"""

import re
import subprocess
import sys
from pathlib import Path

from lib import paths

#: What is formatted and linted: all that people edit.
_LINTED = ("lib", "notebooks", "tests")
_FORMATTED = ("lib", "notebooks", "tests", "run")
#: What has types: the library. Notebooks and tests are read by people and run by machines.
_TYPED = ("lib", "--no-error-summary", "--no-pretty", "--no-color-output")
#: import-linter has a console script and no ``python -m``.
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
_LINK = re.compile(r"\s*-?\s*(lib\S* -> \S+)\s*(\(l\.\d+[^)]*\))?")
_PLACE = re.compile(r"[^:]+:(cell \d+:)?\d+:\d+:? ")
_TYPE_ERROR = re.compile(r"[^:]+:\d+: error: ")
_HOMELESS = re.compile(r"- (lib[\w.]*)")


def problems(root: Path = paths.ROOT) -> list[str]:
    """Places that break the form of the code; each line says how to mend it."""
    return [*_lint(root), *_format(root), *_types(root), *_contracts(root)]


def _lint(root: Path) -> list[str]:
    done = _run(root, "ruff", "check", "--output-format", "concise", "--quiet", *_LINTED)
    return [f"{line}; ./run check --write mends some" for line in _places(done.stdout)]


def _format(root: Path) -> list[str]:
    done = _run(root, "ruff", "format", "--check", "--output-format", "concise", *_FORMATTED)
    names = dict.fromkeys(line.split(":")[0] for line in _places(done.stdout))
    return [f"{name}: not as the formatter has it; ./run check --write" for name in names]


def _types(root: Path) -> list[str]:
    done = _run(root, "mypy", *_TYPED)
    if done.returncode == 0:
        return []
    return [line for line in done.stdout.splitlines() if _TYPE_ERROR.match(line)] or [
        f"types: {_last_words(done)}"
    ]


def _contracts(root: Path) -> list[str]:
    """Imports against the layers, each with the line that makes it."""
    done = _python(root, "-c", _LINT_IMPORTS, "--no-cache")
    if done.returncode == 0:
        return []
    links = [match for line in done.stdout.splitlines() if (match := _LINK.match(line))]
    lines = [
        " ".join(filter(None, match.groups())) + ": against [tool.importlinter] in pyproject.toml"
        for match in links
    ]
    homeless = [
        match[1] for line in done.stdout.splitlines() if (match := _HOMELESS.fullmatch(line))
    ]
    lines += [f"{name}: has no layer in [tool.importlinter] of pyproject.toml" for name in homeless]
    return list(dict.fromkeys(lines)) or [f"import contracts: {_last_words(done)}"]


def write(root: Path = paths.ROOT) -> None:
    """Let the formatter and the linter mend what they can."""
    _run(root, "ruff", "check", "--fix", "--quiet", *_LINTED)
    _run(root, "ruff", "format", "--quiet", *_FORMATTED)


def _run(root: Path, module: str, *arguments: str) -> subprocess.CompletedProcess:
    return _python(root, "-P", "-m", module, *arguments)


def _python(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def _places(output: str) -> list[str]:
    """Lines that begin with ``file:line:column:``, or of a notebook ``file:cell n:line:column:``."""
    return [line for line in output.splitlines() if _PLACE.match(line)]


def _last_words(done: subprocess.CompletedProcess) -> str:
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"ended with code {done.returncode}"

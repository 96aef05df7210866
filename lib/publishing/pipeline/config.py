"""What a run was asked for and with which values each notebook runs: options, ``series.yml``, scenarios, parameters."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from lib import paths
from lib.errors import UsageError
from lib.publishing.pipeline import parameters
from lib.publishing.pipeline.notebooks import Outline, outline

FORMATS = ("html", "pdf")
_NAME = re.compile(r"\w[\w-]*")


def _languages() -> tuple[str, ...]:
    from lib.language import LOCALES  # Babel and NumPy come with it

    return tuple(LOCALES)


@dataclass
class Options:
    """What a run was asked for; times in seconds."""

    notebooks: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    scenario: str | None = None
    languages: tuple[str, ...] = field(default_factory=_languages)
    formats: tuple[str, ...] = FORMATS
    out: Path = paths.REPORTS
    jobs: int = 1
    kernels: str = "warm"
    force: bool = False
    explain: bool = False
    timeout: int = 300
    quiet: bool = False
    limit: int = 1800


@dataclass
class SeriesConfig:
    """The notebooks in their order, with what each declares and is run with."""

    names: list[str]
    ledger: str
    notebooks: dict[str, Outline]
    declared: dict[str, dict[str, parameters.Parameter]]
    values: dict[str, dict]

    def changed(self, name: str) -> dict:
        """Values of a notebook that differ from its defaults."""
        return {k: v for k, v in self.values[name].items() if v != self.declared[name][k].default}

    def all_values(self, name: str) -> dict:
        """Every value that a notebook is run with, but for the language."""
        return {
            k: self.values[name].get(k, p.default)
            for k, p in self.declared[name].items()
            if k != "language"
        }

    def note(self, translate=str) -> str:
        """What was run with other values than the defaults, as `translate` puts it; empty where nothing was."""
        parts = [
            translate("{notebook} run with {values}").format(
                notebook=name,
                values=", ".join(f"{k}={v}" for k, v in sorted(self.changed(name).items())),
            )
            for name in self.names
            if self.changed(name)
        ]
        return "; ".join(
            [*parts, translate("others default")]
            if parts and len(parts) < len(self.names)
            else parts
        )

    @property
    def titles(self) -> dict[str, str]:
        """The first heading of each notebook, as it is written."""
        lines = {
            name: [
                line
                for cell in self.notebooks[name].cells
                if cell.cell_type == "markdown"
                for line in cell.source.splitlines()
                if line.startswith("# ")
            ]
            for name in self.names
        }
        return {name: found[0] if found else "" for name, found in lines.items()}


class _Loader(yaml.SafeLoader):
    """YAML's safe reader, which takes the last of two equal keys in silence, and this one does not."""

    def construct_mapping(self, node, deep=False):
        """A mapping whose keys stand once."""
        seen = set()
        for key, _ in node.value:
            if key.value in seen or seen.add(key.value):
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


def configuration() -> dict:
    """The content of ``series.yml``.

    Raises
    ------
    UsageError : missing, not YAML, a key that stands twice, or without the names of notebooks and ledger
    """
    try:
        config = yaml.load((paths.home() / "series.yml").read_text("utf-8"), _Loader)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"series.yml{line}", f"not readable: {error.problem}") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(
            "series.yml", f"not readable: {' '.join(str(error).split())[:120]}"
        ) from None
    names = config.get("notebooks") if isinstance(config, dict) else None
    if not isinstance(names, list) or not names:
        raise UsageError("series.yml", "names no notebooks", "List them under 'notebooks:'.")
    wrong = [
        n for n in names if not isinstance(n, str) or not _NAME.fullmatch(n) or names.count(n) > 1
    ]
    if wrong:
        raise UsageError(
            "series.yml",
            f"{wrong[0]!r} is not the name of one notebook",
            "Letters, digits, - and _, each name once; the file is notebooks/NAME.ipynb.",
        )
    if config.get("ledger") not in names:
        raise UsageError(
            "series.yml", f"the ledger {config.get('ledger')!r} is not among the notebooks"
        )
    if not isinstance(config.get("scenarios") or {}, dict):
        raise UsageError("series.yml", "scenarios are not names with parameters")
    return config


def resolve(asked: list[str], names: list[str]) -> list[str]:
    """Notebooks asked for by name, file or number; all of them where none is.

    Raises
    ------
    UsageError : no such notebook
    """
    chosen = []
    for text in asked:
        stem = Path(text).name.removesuffix(".ipynb")
        match = [n for n in names if n == stem or n.split("-")[0] == stem]
        if not match:
            raise UsageError(f"notebook {text}", "not in series.yml", f"Known: {', '.join(names)}")
        chosen += match
    return [n for n in names if n in chosen] or names


def prepare(options: Options) -> SeriesConfig:
    """Read the notebooks and settle with which values each is run."""
    config = configuration()
    names = config["notebooks"]
    notebooks = {n: outline(paths.home() / "notebooks" / f"{n}.ipynb") for n in names}
    declared = {n: parameters.declared(notebooks[n], f"notebooks/{n}.ipynb") for n in names}
    chosen = resolve(options.notebooks, names)
    values = parameters.assign(options.given, {n: declared[n] for n in chosen})
    for name, text in _scenario(options.scenario, config, declared).items():
        for notebook in chosen:
            if name in declared[notebook] and name not in values[notebook]:
                values[notebook][name] = declared[notebook][name].read(text)
    return SeriesConfig(
        names, config["ledger"], notebooks, declared, {n: values.get(n, {}) for n in names}
    )


def _scenario(name: str | None, config: dict, declared: dict) -> dict[str, str]:
    if name is None:
        return {}
    known = config.get("scenarios") or {}
    if name not in known:
        raise UsageError(
            f"scenario {name}", "not in series.yml", f"Known: {', '.join(known) or 'none'}"
        )
    asked = set(known[name] or {})
    unknown = asked - ({p for names in declared.values() for p in names} - {"language"})
    if unknown:
        raise UsageError(
            f"series.yml: scenario {name}",
            f"no notebook declares {', '.join(sorted(map(str, unknown)))}",
            "See ./run reports --list-parameters.",
        )
    return {
        k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in (known[name] or {}).items()
    }


def pairs(texts: list[str]) -> dict[str, str]:
    """``name=value`` texts of the command line as a mapping.

    Raises
    ------
    UsageError : no equals sign, or one name twice
    """
    given: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or name in given:
            what = "stands twice" if name in given else "is not NAME=VALUE"
            raise UsageError(f"-p {text}", what, "For instance -p confidence=0.9.")
        given[name] = value
    return given


def listed_parameters(asked: list[str]) -> list[str]:
    """One line a parameter: notebook, name, type, default, help."""
    series = prepare(Options(notebooks=asked, languages=()))
    chosen = resolve(asked, series.names)
    return [
        f"{n}  {p.name}: {p.type} = {p.default!r}  {p.help}".rstrip()
        for n in chosen
        for p in series.declared[n].values()
        if p.name != "language"
    ]

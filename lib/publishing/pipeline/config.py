"""What a run was asked for and with which values each notebook runs: options, ``series.yml``, scenarios, parameters."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lib import paths, strict_yaml
from lib.errors import UsageError
from lib.printable import quoted
from lib.publishing.pipeline import parameters
from lib.publishing.pipeline.notebooks import Outline, outline
from lib.publishing.pipeline.parameters import Parameter

FORMATS = ("html", "pdf")
_NAME = re.compile(r"\w[\w-]*")
#: Pages that every set has beside its reports: no notebook of old may have had their names.
_PAGES = ("index", "glossary", "corrections", "brief")


def _languages() -> tuple[str, ...]:
    from lib.language import LOCALES  # Babel and NumPy come with it

    return tuple(LOCALES)


@dataclass(kw_only=True)
class Options:
    """What a run was asked for; times in seconds.

    `overrides` holds the values as they were typed, by the name of their parameter; they are for `notebooks`, or for
    all where none is named.
    """

    notebooks: list[str] = field(default_factory=list)
    overrides: dict[str, str] = field(default_factory=dict)
    scenario: str | None = None
    languages: tuple[str, ...] = field(default_factory=_languages)
    formats: tuple[str, ...] = FORMATS
    out: Path = paths.REPORTS
    jobs: int = 1
    kernels: str = "warm"
    force: bool = False
    explain: bool = False
    quiet: bool = False
    cell_timeout: int = 300
    notebook_timeout: int = 1800


@dataclass(kw_only=True)
class SeriesConfig:
    """The notebooks in their order, with what each declares and is run with.

    Parameters
    ----------
    assigned : notebook -> values that somebody gave it, by parameter; they may equal the default
    renamed : name that a report had in an earlier edition -> name that it has now
    """

    names: list[str]
    ledger: str
    notebooks: dict[str, Outline]
    declared: dict[str, dict[str, Parameter]]
    assigned: dict[str, dict]
    headlines: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)

    def overrides(self, name: str) -> dict:
        """Values of a notebook that differ from its defaults."""
        declared = self.declared[name]
        return {
            key: value
            for key, value in self.assigned[name].items()
            if value != declared[key].default
        }

    def parameters(self, name: str) -> dict:
        """Every value that a notebook is run with, but for the language."""
        assigned = self.assigned[name]
        return {
            key: assigned.get(key, parameter.default)
            for key, parameter in self.declared[name].items()
            if key != "language"
        }

    def note(self, translate: Callable[[str], str] = str) -> str:
        """What was run with other values than the defaults, as `translate` puts it; empty where nothing was."""
        parts = []
        for name in self.names:
            overrides = self.overrides(name)
            if overrides:
                values = ", ".join(f"{key}={value}" for key, value in sorted(overrides.items()))
                sentence = translate("{notebook} run with {values}")
                parts.append(sentence.format(notebook=name, values=values))
        if parts and len(parts) < len(self.names):
            parts.append(translate("others default"))
        return "; ".join(parts)

    @property
    def titles(self) -> dict[str, str]:
        """The first heading of each notebook, as it is written."""
        return {name: _first_heading(self.notebooks[name]) for name in self.names}


def _first_heading(notebook: Outline) -> str:
    """The line of the first heading of level 1; an empty text where there is none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line
    return ""


def configuration() -> dict:
    """The content of ``series.yml``.

    Raises
    ------
    UsageError : missing, not YAML, a key that stands twice, or without the names of notebooks and ledger
    """
    config = strict_yaml.read(paths.home() / "series.yml", UsageError)
    _check_names(config)
    _check_renamed(config)
    _check_scenarios(config.get("scenarios") or {})
    _check_headlines(config.get("headlines") or [])
    return config


def _check_scenarios(scenarios: object) -> None:
    """Each has a name, and values by parameter."""
    if not isinstance(scenarios, dict):
        raise UsageError("series.yml", "scenarios are not names with parameters")
    for name, values in scenarios.items():
        where = f"series.yml: scenario {name}"
        if values is not None and not isinstance(values, dict):
            raise UsageError(where, "is not NAME: VALUE", "For instance {confidence: 0.9}.")
        for key, value in (values or {}).items():
            if not isinstance(value, str | int | float):
                raise UsageError(where, f"{key} is {quoted(value)}, not one value")


def _check_headlines(headlines: object) -> None:
    if not isinstance(headlines, list) or not all(isinstance(text, str) for text in headlines):
        raise UsageError(
            "series.yml", "headlines are no list of findings", "For instance [01-name#finding]."
        )


def _check_names(config: object) -> None:
    """Notebooks have names, each its own, and the ledger is one of them."""
    content = config if isinstance(config, dict) else {}
    names = content.get("notebooks")
    if not isinstance(names, list) or not names:
        raise UsageError("series.yml", "names no notebooks", "List them under 'notebooks:'.")
    for name in names:
        if not _is_name(name) or names.count(name) > 1:
            raise UsageError(
                "series.yml",
                f"{name!r} is not the name of one notebook",
                "Letters, digits, - and _, each name once; the file is notebooks/NAME.ipynb.",
            )
    if content.get("ledger") not in names:
        raise UsageError(
            "series.yml", f"the ledger {content.get('ledger')!r} is not among the notebooks"
        )


def _check_renamed(config: dict) -> None:
    """A name of old is no page of today, and leads to a notebook of today."""
    renamed = config.get("renamed") or {}
    if not isinstance(renamed, dict):
        raise UsageError(
            "series.yml", "renamed is not OLD: NEW", "For instance 05-ledger: 06-ledger."
        )
    for old, new in renamed.items():
        where = f"series.yml: renamed {old}"
        if not _is_name(old):
            raise UsageError(where, "is not a name", "Letters, digits, - and _.")
        if old in config["notebooks"] or old in _PAGES:
            raise UsageError(
                where, "is the name of a page of today", "Name only what is not there any more."
            )
        if new not in config["notebooks"]:
            known = ", ".join(config["notebooks"])
            raise UsageError(where, f"{new!r} is not among the notebooks", f"Known: {known}")


def _is_name(name: object) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


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
    """Read the notebooks and settle with which values each is run.

    Raises
    ------
    UsageError : see `configuration`, `resolve` and `parameters.assign`; a scenario that is not in ``series.yml``
    NotebookError : a notebook that is missing, is none, or does not declare its parameters
    """
    config = configuration()
    names = config["notebooks"]
    notebooks = {name: outline(paths.home() / "notebooks" / f"{name}.ipynb") for name in names}
    declared = {
        name: parameters.declared(notebooks[name], f"notebooks/{name}.ipynb") for name in names
    }
    chosen = resolve(options.notebooks, names)
    assigned = parameters.assign(options.overrides, {name: declared[name] for name in chosen})
    for key, text in _scenario(options.scenario, config, declared).items():
        for name in chosen:
            if key in declared[name] and key not in assigned[name]:
                assigned[name][key] = declared[name][key].read(text)
    for name in chosen:
        parameters.agree(declared[name], assigned[name])
    return SeriesConfig(
        names=names,
        ledger=config["ledger"],
        notebooks=notebooks,
        declared=declared,
        assigned={name: assigned.get(name, {}) for name in names},
        headlines=config.get("headlines") or [],
        renamed=config.get("renamed") or {},
    )


def _scenario(name: str | None, config: dict, declared: dict) -> dict[str, str]:
    if name is None:
        return {}
    known = config.get("scenarios") or {}
    if name not in known:
        raise UsageError(
            f"scenario {name}", "not in series.yml", f"Known: {', '.join(known) or 'none'}"
        )
    values = known[name] or {}
    declared_names = {key for parameters_of in declared.values() for key in parameters_of}
    unknown = set(values) - (declared_names - {"language"})
    if unknown:
        raise UsageError(
            f"series.yml: scenario {name}",
            f"no notebook declares {', '.join(sorted(map(str, unknown)))}",
            "See ./run reports --list-parameters.",
        )
    # As it would be typed after -p: YAML has read `true` as a truth value, whose text in Python is `True`.
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in values.items()
    }


def pairs(texts: list[str]) -> dict[str, str]:
    """``name=value`` texts of the command line as a mapping.

    Raises
    ------
    UsageError : no equals sign, or one name twice
    """
    overrides: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or name in overrides:
            what = "stands twice" if name in overrides else "is not NAME=VALUE"
            raise UsageError(f"-p {text}", what, "For instance -p confidence=0.9.")
        overrides[name] = value
    return overrides


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

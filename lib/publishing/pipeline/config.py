"""What a run was asked for and with which values each notebook runs: options, ``series.yml``, scenarios, parameters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from lib import paths, strict_yaml, typed
from lib.errors import UsageError
from lib.printable import quoted
from lib.publishing.pipeline import limits, parameters
from lib.publishing.pipeline.notebooks import Outline, outline
from lib.publishing.pipeline.parameters import Parameter
from lib.typed import Entry, Unique

FORMATS = ("html", "pdf")
#: Pages that every set has beside its reports: no notebook of old may have had their names.
_PAGES = ("index", "glossary", "corrections", "whats-new", "data", "brief")

#: It becomes the name of a file: notebooks/NAME.ipynb, NAME.html.
Name = Annotated[
    str,
    Meta(
        pattern=r"\A\w[\w-]*\Z",
        max_length=100,
        description="the name of a notebook: letters, digits, - and _, without .ipynb",
    ),
]
FindingAddress = Annotated[
    str,
    Meta(
        pattern=r"\A\w[\w-]*#[a-z0-9-]+\Z",
        max_length=200,
        description="a finding, as 01-name#finding",
    ),
]
ScenarioName = Annotated[
    str, Meta(min_length=1, max_length=100, description="the name of a scenario")
]
#: Values by parameter, as YAML reads them.
Scenario = (
    Annotated[
        dict[str, str | int | float | bool],
        Meta(description="NAME: VALUE, for instance {confidence: 0.9}"),
    ]
    | None
)


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
    keep_going: bool = False
    cell_timeout: int = limits.CELL_SECONDS
    notebook_timeout: int = limits.NOTEBOOK_SECONDS


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


class SeriesFile(Entry, frozen=True, kw_only=True):
    """``series.yml``: what there is to run, what leads, and which values have a name."""

    notebooks: Annotated[
        list[Name], Meta(min_length=1, description="a list of names of notebooks"), Unique()
    ]
    ledger: Name
    renamed: (
        Annotated[dict[Name, Name], Meta(description="OLD: NEW, for instance 05-ledger: 06-ledger")]
        | None
    ) = None
    headlines: (
        Annotated[
            list[FindingAddress], Meta(description="a list of findings, as [01-name#finding]")
        ]
        | None
    ) = None
    scenarios: (
        Annotated[
            dict[ScenarioName, Scenario],
            Meta(description="NAME: VALUES, for instance wide: {confidence: 0.9}"),
        ]
        | None
    ) = None

    def breaches(self) -> Iterator[tuple[str, str]]:
        """A ledger that is no notebook; a name of old that is a page of today, or leads nowhere."""
        known = ", ".join(self.notebooks)
        if self.ledger not in self.notebooks:
            yield "ledger", f"{quoted(self.ledger)} is not among the notebooks: {known}"
        for old, new in (self.renamed or {}).items():
            place = f"renamed {old}"
            if old in self.notebooks or old in _PAGES:
                yield place, "is the name of a page of today; name only what is not there any more"
            if new not in self.notebooks:
                yield place, f"{quoted(new)} is not among the notebooks: {known}"


def configuration() -> SeriesFile:
    """The content of ``series.yml``.

    Raises
    ------
    UsageError : missing, not YAML, a key that stands twice or that nobody knows, or parts of another form; up to eight
        problems
    """
    content = strict_yaml.read(paths.home() / "series.yml", UsageError)
    return typed.read(
        content, SeriesFile, "series.yml", "CONTRIBUTING.md says what each key holds.", UsageError
    )


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
    names = config.notebooks
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
        ledger=config.ledger,
        notebooks=notebooks,
        declared=declared,
        assigned={name: assigned.get(name, {}) for name in names},
        headlines=config.headlines or [],
        renamed=config.renamed or {},
    )


def _scenario(name: str | None, config: SeriesFile, declared: dict) -> dict[str, str]:
    if name is None:
        return {}
    known = config.scenarios or {}
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

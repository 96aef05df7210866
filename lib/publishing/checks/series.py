"""The notebooks of the series as the checks read them: their source, their form and their parameters as a whole.

Belongs here: what is asked of all notebooks together. Does not: the rules of one (`lib.publishing.checks.notebooks`).
"""

from nbformat import NotebookNode

from lib import paths
from lib.publishing.checks import names
from lib.publishing.checks import notebooks as form
from lib.publishing.pipeline import config, parameters
from lib.publishing.pipeline.notebooks import read
from lib.publishing.pipeline.parameters import Parameter


def notebooks() -> dict[str, NotebookNode]:
    """Name -> notebook, in the order of ``series.yml``."""
    return {
        name: read(paths.NOTEBOOKS / f"{name}.ipynb") for name in config.configuration().notebooks
    }


def sources() -> dict[str, str]:
    """Name -> all cells of that notebook as one text."""
    return {
        name: "\n".join(cell.source for cell in notebook.cells)
        for name, notebook in notebooks().items()
    }


def parameter_names() -> dict[str, set[str]]:
    """Notebook -> names of the parameters that it declares."""
    declared = config.prepare(config.Options()).declared
    return {name: set(parameters_here) for name, parameters_here in declared.items()}


def problems() -> list[str]:
    """Notebooks that break the form, and parameters that hide something, that nothing reads, or that differ."""
    lines = []
    for name, notebook in notebooks().items():
        where = f"notebooks/{name}.ipynb"
        lines += form.problems(notebook, where)
        lines += names.unread_parameters(notebook, where)
    declared = config.prepare(config.Options()).declared
    for name, parameters_here in declared.items():
        lines += parameters.problems(parameters_here, f"notebooks/{name}.ipynb")
    return lines + rival_parameters(declared)


def rival_parameters(declared: dict[str, dict[str, Parameter]]) -> list[str]:
    """Parameters that a notebook declares otherwise than one before it.

    Parameters
    ----------
    declared : notebook -> name -> parameter
    """
    lines = []
    first: dict[str, tuple[str, Parameter]] = {}
    for notebook, parameters_here in declared.items():
        for name, parameter in parameters_here.items():
            elsewhere, known = first.setdefault(name, (notebook, parameter))
            if (parameter.type, parameter.default) != (known.type, known.default):
                lines.append(
                    f"notebooks/{notebook}.ipynb: parameter {name} differs from that of {elsewhere}"
                )
    return lines

"""What the texts of assumptions name: parameters of the notebook, whose values travel in its records.

Belongs here: looking them up. Not: the texts (``docs/assumptions.md``), or who prints them.
"""

from collections.abc import Mapping

from lib import tables
from lib.language import templates


def assumed(notebook: Mapping) -> dict[str, float | str]:
    """Name as written in an assumption -> value, for all names that the notebook has.

    Parameters
    ----------
    notebook : the namespace of the caller
    """
    here = [name for name in _names() if templates.root(name) in notebook]
    values = templates.resolve([], {}, notebook, also=here)
    return {name: value for name, value in values.items() if isinstance(value, int | float | str)}


def _names() -> tuple[str, ...]:
    """Every name that the text of an assumption holds, once."""
    texts = [cell for row in tables.assumptions().values() for cell in row.texts]
    return tuple(dict.fromkeys(field.name for text in texts for field in templates.fields(text)))

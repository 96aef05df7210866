"""Runs statements of a notebook in this process: no kernel, no drawing, nothing written.

For whoever asks one notebook many things: which rows move a number, or what a number is under other parameters. Belongs
here: values for the parameters, and what the statements show. Does not: which statements (`lib.publishing.trace`), or a
run that makes reports (`lib.publishing.pipeline.execute`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from lib.display import figures, outputs

#: What stands for a drawing that nobody will look at.
_NO_DRAWING = {"image/svg+xml": "<svg/>"}


def shown_by(statements: Iterable[ast.stmt], parameters: Mapping[str, Any]) -> list[dict]:
    """The records of what statements show, in order.

    Parameters
    ----------
    statements : of code cells, in the order of the notebook, without the cell of the parameters
    parameters : name -> value, for all that the notebook declares

    Raises
    ------
    Exception : whatever a statement raises
    """
    records: list[dict] = []
    module = ast.Module(body=list(statements), type_ignores=[])
    code = compile(module, "<notebook>", "exec")
    namespace = {"__name__": "__main__", **parameters}

    def keep(bundle: dict, metadata: dict) -> None:
        records.append(metadata["report"])

    with outputs.listening(keep), figures.drawing(lambda chart: dict(_NO_DRAWING)):
        exec(code, namespace)  # noqa: S102 - the cells of a notebook, as a kernel would run them
    return records

"""What a notebook shows: `start`, `text`, `figure`, `table`, `finding` and `coverage`.

Each call makes one output with ``metadata.report``, checked at the cell (`lib.records`), from which the
exporters, the ledger and ``findings.json`` read. Templates are translated, then filled. Here stands only what others
use; `lib.display.outputs.listening` and `lib.display.figures.drawing` are for whoever runs cells without Jupyter.
"""

from lib.display.figures import NARROW, NARROW_SVG, WIDE, figure
from lib.display.findings import finding
from lib.display.outputs import coverage, start, text
from lib.display.tables import table

__all__ = [
    "NARROW",
    "NARROW_SVG",
    "WIDE",
    "coverage",
    "figure",
    "finding",
    "start",
    "table",
    "text",
]

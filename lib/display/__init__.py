"""What a notebook shows: `start`, `text`, `figure`, `table`, `finding` and `coverage`."""

from lib.display.outputs import (
    NARROW,
    NARROW_SVG,
    TEXT_SVG,
    WIDE,
    coverage,
    figure,
    finding,
    start,
    table,
    text,
)

__all__ = [
    "NARROW",
    "NARROW_SVG",
    "TEXT_SVG",
    "WIDE",
    "coverage",
    "figure",
    "finding",
    "start",
    "table",
    "text",
]

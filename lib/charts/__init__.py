"""The look of the series and its chart forms: data and an ``ax`` in, the ``ax`` out."""

from lib.charts.forms import (
    COLOURS,
    INK,
    MUTE,
    TONES,
    bars,
    funnel,
    grid,
    histogram,
    intervals,
    lines,
    narrow,
    place_labels,
    route_map,
    shares,
    theme,
)

__all__ = [
    "COLOURS",
    "INK",
    "MUTE",
    "TONES",
    "bars",
    "funnel",
    "grid",
    "histogram",
    "intervals",
    "lines",
    "narrow",
    "place_labels",
    "route_map",
    "shares",
    "theme",
]

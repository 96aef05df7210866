"""The look of the series and its chart forms: data and an ``ax`` in, the ``ax`` out.

A notebook names a form, such as ``charts.lines``; `lib.display.figure` draws it. Here stands only what others use; each
form says which columns it needs.
"""

from lib.charts.layout import fit_page, narrow, place_labels
from lib.charts.maps import route_map
from lib.charts.rows import funnel, grid, intervals
from lib.charts.series import bars, histogram, lines, shares
from lib.charts.theme import COLOURS, INK, MUTE, TONES, set_theme

__all__ = [
    "COLOURS",
    "INK",
    "MUTE",
    "TONES",
    "bars",
    "fit_page",
    "funnel",
    "grid",
    "histogram",
    "intervals",
    "lines",
    "narrow",
    "place_labels",
    "route_map",
    "set_theme",
    "shares",
]

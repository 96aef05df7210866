"""Data that have been trouble for a chart, and what is read from the axes that a form has drawn."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from lib import charts
from lib.display import WIDE

LONG = "Complaints to the prosecutor that name money laundering as the main offence"
CODES = ["ECU", "PER", "COL", "BRA", "BOL", "MEX"]
YEARS = list(range(2005, 2025))
MARKS = [
    (2014, "a break in the series"),
    (2015, "new method"),
    (2024, "the state of emergency is declared"),
]
TERMS = {
    "row": ["ECU"] * 3 + [LONG] * 3,
    "column": ["Venezuela", "Moderate", LONG] * 2,
    "value": [0, 0.5, 1, 0.3, None, 0.9],
    "text": ["ME", "low", "", None, "x", "12"],
}
MAP = pd.DataFrame(
    {
        "kind": ["place"] * 3 + ["route"] * 2,
        "label": ["ECU", "PAN", "BEL", None, None],
        "lon": [-79.9, -79.9, 4.4, -79.9, -79.9],
        "lat": [-2.2, 9.3, 51.3, -2.2, 9.3],
        "to_lon": [np.nan] * 3 + [-79.9, 4.4],
        "to_lat": [np.nan] * 3 + [9.3, 51.3],
        "group": ["ECU", "PAN", "BEL", None, None],
    }
)


def draw(form, data, width=WIDE, height=None, **options):
    """Axes of a form on a finished page."""
    picture = Figure(figsize=(width, 4))
    ax = form(pd.DataFrame(data), picture.subplots(), **options)
    charts.fit_page(picture, ax, height)
    picture.draw_without_rendering()  # a legend lays out its words when it is drawn
    return ax


def several(codes=CODES, slope=5.0):
    """Lines of several series that end close to one another, on the same years."""
    return {
        "x": YEARS * len(codes),
        "series": [c for c in codes for _ in YEARS],
        "value": [
            50 + slope * i * (1 + k / 100) for k, _ in enumerate(codes) for i in range(len(YEARS))
        ],
    }


#: Every form with data that have been trouble: long words, gaps, open ranges, large sums, many groups.
CASES = {
    "funnel": (
        charts.funnel,
        {
            "stage": [LONG, "ECU", "PER", "COL"],
            "value": [6425, 967, None, None],
            "low": [None, 900, 3, None],
            "high": [None, 999, 90, None],
        },
        {"xlabel": LONG},
    ),
    "funnel of money": (
        charts.funnel,
        {"stage": ["ECU", LONG], "value": [3.5e9, 9.3e7]},
        {"unit": "usd"},
    ),
    "intervals": (
        charts.intervals,
        {
            "label": [*CODES, LONG],
            "value": range(1, 8),
            "low": range(7),
            "high": range(2, 9),
            "group": [*CODES, LONG],
        },
        {"reference": 8, "reference_label": LONG},
    ),
    "intervals open": (
        charts.intervals,
        {"label": CODES[:4], "low": [0.1, None, 0.3, None], "high": [None, 0.2, 0.4, None]},
        {"unit": "pct"},
    ),
    "intervals log": (
        charts.intervals,
        {"label": CODES[:2], "low": [1e6, 3e8], "high": [1e8, 5e9]},
        {"unit": "usd", "log": True},
    ),
    "intervals negative": (
        charts.intervals,
        {"label": CODES[:2], "value": [-0.4, 0.3]},
        {"unit": "pct", "reference": 0},
    ),
    "lines": (charts.lines, several(), {"marks": MARKS, "ylabel": LONG + " " + LONG}),
    "lines that end late": (charts.lines, several(slope=-2.4), {"unit": "usd"}),
    "lines log": (
        charts.lines,
        {
            "x": YEARS,
            "value": np.geomspace(2, 9e6, 20),
            "low": np.geomspace(1, 8e6, 20),
            "high": np.geomspace(3, 1e7, 20),
        },
        {"log": True, "unit": "usd"},
    ),
    "bars": (charts.bars, several(CODES[:2]), {"marks": MARKS, "unit": "usd", "ylabel": LONG}),
    "bars stacked": (charts.bars, several(), {"stacked": True}),
    "bars by category": (
        charts.bars,
        {
            "category": CODES[:3],
            "value": [1, None, -3],
            "low": [0, None, -4],
            "high": [2, None, -2],
        },
        {},
    ),
    "bars by month": (
        charts.bars,
        {"x": [f"2023-{m:02}" for m in range(1, 13)], "value": range(12)},
        {"marks": [("2023-06", "an event")]},
    ),
    "shares": (
        charts.shares,
        {"x": YEARS[:4] * 2, "series": ["ECU"] * 4 + [LONG] * 4, "value": [0.3] * 4 + [0.7] * 4},
        {},
    ),
    "grid": (charts.grid, TERMS, {"xlabel": LONG}),
    "histogram": (
        charts.histogram,
        {"value": np.random.default_rng(1).lognormal(20, 1, 3000)},
        {"unit": "usd", "log": True, "reference": 9e9, "reference_label": LONG},
    ),
    "route_map": (charts.route_map, MAP, {}),
}


def tick_words(axis):
    """Words of the ticks in view; matplotlib keeps some beyond, which it does not draw."""
    low, high = sorted(axis.get_view_interval())
    return [
        t for t in axis.get_ticklabels() if low <= t.get_position()[axis.axis_name == "y"] <= high
    ]


def ticks(axis):
    return [t.get_text() for t in tick_words(axis)]


def words(ax):
    """Every word that is drawn, with its box on the page."""
    legend = ax.get_legend().findobj(Text) if ax.get_legend() else []
    texts = (
        *tick_words(ax.xaxis),
        *tick_words(ax.yaxis),
        ax.xaxis.label,
        ax.yaxis.label,
        *ax.texts,
        *legend,
    )
    return [
        (t, Text.get_window_extent(t)) for t in texts if t.get_text().strip() and t.get_visible()
    ]

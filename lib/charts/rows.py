"""Forms that give each case a row of its own: stages, ranges, cells.

Belongs here: forms read from above to below. Each takes a tidy table whose text columns hold codes and an ``ax``, and
gives the ``ax``; it marks what is uncertain and says nothing by colour alone. Not: titles and sources, which are text
of the document.
"""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib import patches
from matplotlib.axes import Axes

from lib.charts.axes import label_axes, number_ticks, reference_mark, row_labels
from lib.charts.columns import floats, grouped
from lib.charts.layout import narrow, wrapped_label
from lib.charts.theme import CASED, COLOURS, INK, SMALL_TYPE_SIZE, group_style
from lib.language import format_value, translate

#: How much of a cell the first colour covers at nothing; at the whole it covers all. A share of the colour, not a mix
#: with white: on a dark page, where that colour is light, the same shares give the same order.
_LEAST_SHADE = 0.07
#: Above this shade words in a cell are white.
_DARK = 0.55


def funnel(data: pd.DataFrame, ax: Axes, *, unit: str = "n", xlabel: str = "") -> Axes:
    """Bars that fall from stage to stage.

    Parameters
    ----------
    data : columns stage, value; low and high where a stage is a range
    """
    value, low, high = floats(data, "value", "low", "high")
    rows = range(len(data))
    ax.barh(rows, np.nan_to_num(value), color=COLOURS[0], height=0.62)
    ax.hlines(rows, low, high, color=INK, linewidth=1.1, path_effects=CASED)
    right_ends = np.nan_to_num(np.fmax(value, high))
    for row in rows:
        words = _value_or_range(value[row], low[row], high[row], unit)
        ax.annotate(words, (right_ends[row], row), (5, 0), textcoords="offset points", va="center")
    ax.set_xlim(left=0)
    row_labels(ax, data["stage"])
    number_ticks(ax.xaxis, unit)
    return label_axes(ax, "x", xlabel)


def _value_or_range(value: float, low: float, high: float, unit: str) -> str:
    if low < high:
        ends = {"low": format_value(low, unit), "high": format_value(high, unit)}
        return translate("{low} to {high}").format(**ends)
    return format_value(value, unit)


def intervals(
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    log: bool = False,
    reference: float | None = None,
    reference_label: str = "",
    xlabel: str = "",
) -> Axes:
    """A dot and a range a row, an arrow where it is open.

    Parameters
    ----------
    data : columns label; value, low and high, each of which may be missing; optional group
    reference : a place on the scale to compare with, with its text
    """
    ranges = np.column_stack(floats(data, "value", "low", "high"))
    groups = grouped(data, "group")
    styles = {code: group_style(number) for number, (code, _) in enumerate(groups)}
    codes = data["group"] if "group" in data else [None] * len(data)
    references = [] if reference is None else [reference]
    scale = _scale_to(ax, [*ranges[np.isfinite(ranges)], *references], log)
    for row, (code, (value, low, high)) in enumerate(zip(codes, ranges, strict=True)):
        colour, marker, *_ = styles[code]
        if np.isfinite([low, high]).any():
            _range(ax, row, (low, high), scale, colour)
        ax.plot(value, row, marker, color=colour, markersize=7, clip_on=False)
    row_labels(ax, data["label"])
    reference_mark(ax, reference, reference_label)
    number_ticks(ax.xaxis, unit, log=log)
    return label_axes(ax, "x", xlabel, groups=groups, kind="range")


def _scale_to(ax: Axes, numbers: list[float], log: bool) -> tuple[float, float]:
    """Both ends of an x axis that holds the numbers; it starts at zero unless one is negative or it is logarithmic."""
    ax.set_xscale("log" if log else "linear")
    ax.update_datalim([(number, 0) for number in numbers])
    ax.autoscale_view(scaley=False)
    has_zero = not log and not ax.dataLim.x0 < 0
    return ax.set_xlim(left=0 if has_zero else None)


def _range(
    ax: Axes, row: int, ends: tuple[float, float], scale: tuple[float, float], colour: str
) -> None:
    """A bar from low to high; an end that is not known is an arrow at the edge of the scale."""
    low, high = ends
    left, right = scale
    ax.hlines(row, np.fmax(low, left), np.fmin(high, right), color=colour, linewidth=3, alpha=0.55)
    for end, edge, arrow in ((low, left, "<"), (high, right, ">")):
        place, sign = (edge, arrow) if np.isnan(end) else (end, "|")
        ax.plot(place, row, sign, color=colour, clip_on=False)


def grid(data: pd.DataFrame, ax: Axes, *, xlabel: str = "") -> Axes:
    """Ordinal table of cells.

    Parameters
    ----------
    data : columns row, column (codes); value from 0 to 1, the shade, without which there is no cell; text, what the
        cell says
    """
    rows = list(dict.fromkeys(data["row"]))
    columns = list(dict.fromkeys(data["column"]))
    letters = max((34 if narrow(ax) else 80) // len(columns), 7)
    for item in data[data["value"].notna()].to_dict("records"):
        x = columns.index(item["column"])
        y = rows.index(item["row"])
        _cell(ax, x, y, item["value"], _cell_words(item.get("text"), letters))
    longest_word = max(len(word) for code in columns for word in wrapped_label(code).split())
    upright = longest_word > letters
    headings = [wrapped_label(code, 26 if upright else letters) for code in columns]
    ax.set_xticks(range(len(columns)), headings, rotation=90 if upright else 0)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.xaxis.tick_top()
    row_labels(ax, rows)
    return label_axes(ax, "", xlabel)


def _cell_words(text: object, letters: int) -> str:
    if pd.isna(text):
        return ""
    return fill(translate(str(text)), letters, break_long_words=False)


def _cell(ax: Axes, x: int, y: int, value: float, words: str) -> None:
    ax.add_patch(
        patches.Rectangle(
            (x - 0.47, y - 0.44),
            0.94,
            0.88,
            facecolor=COLOURS[0],
            alpha=_LEAST_SHADE + (1 - _LEAST_SHADE) * value,
            linewidth=0,
        )
    )
    ax.text(
        x,
        y,
        words,
        ha="center",
        va="center",
        fontsize=SMALL_TYPE_SIZE,
        label="cell",
        color="white" if value > _DARK else INK,
    )

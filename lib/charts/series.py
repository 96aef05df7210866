"""Forms with an upright scale: values over time or by category, and the distribution of many draws.

Belongs here: forms read from left to right. Each takes a tidy table whose text columns hold codes and an ``ax``, and
gives the ``ax``; it marks what is uncertain and says nothing by colour alone. Not: titles and sources, which are text
of the document.
"""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from lib.charts.axes import Marks, label_axes, marks_above, number_ticks, reference_mark
from lib.charts.columns import floats, grouped
from lib.charts.layout import END_NAME, narrow, wrapped_label
from lib.charts.theme import CASED, COLOURS, INK, MUTE, TONES, group_style
from lib.language import translate

#: Share of its place that a group of bars takes, and of that what is bar and not gap.
_GROUP_WIDTH, _BAR_WIDTH = 0.8, 0.94
#: How a name beside the axes is joined to the end of its line.
_JOINT = {"arrowstyle": "-", "color": MUTE, "linewidth": 0.6, "relpos": (0, 0.5), "shrinkB": 4}


def lines(  # noqa: PLR0913 - options of a form are named one by one in a notebook
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    log: bool = False,
    marks: Marks = (),
    xlabel: str = "",
    ylabel: str = "",
    xunit: str = "n",
    zero: bool = True,
) -> Axes:
    """Series over x; a gap breaks a line.

    Parameters
    ----------
    data : columns x, value; optional series, low and high (a band), suspect (drawn hollow, not joined)
    marks : pairs of a place on the x axis and a text
    zero : whether the scale starts at zero, where no value is negative
    """
    groups = grouped(data, "series")
    for number, (code, part) in enumerate(groups):
        ordered = part.sort_values("x")
        _line(ax, number, ordered)
        if code is not None and not narrow(ax):
            _name_at_end(ax, number, code, ordered)
    ax.set_yscale("log" if log else "linear")
    if zero and not log and np.nanmin(floats(data, "value", "low")) >= 0:
        ax.set_ylim(bottom=0)
    number_ticks(ax.yaxis, unit, log=log)
    x = floats(data, "x")[0]
    is_years = xunit == "n" and x.min() >= 1900 and x.max() <= 2100
    is_whole = bool((x == x.round()).all())
    number_ticks(ax.xaxis, "year" if is_years else xunit, whole=is_years or is_whole)
    marks_above(ax, marks)
    has_legend = narrow(ax) and len(groups) > 1  # a page has the names beside the lines
    return label_axes(ax, "y", xlabel, ylabel, groups if has_legend else (), "line")


def _line(ax: Axes, number: int, part: pd.DataFrame) -> None:
    """One series: its band, its line with markers, its suspect points."""
    x, value, low, high, suspect = floats(part, "x", "value", "low", "high", "suspect")
    colour, marker, dash, _ = group_style(number)
    is_suspect = suspect > 0
    joined = np.where(is_suspect, np.nan, value)
    ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
    ax.plot(
        x,
        joined,
        marker,
        color=colour,
        linestyle=dash,
        linewidth=2.1,
        markersize=5,
        markevery=_marked_points(joined, number),
    )
    ax.plot(x[is_suspect], value[is_suspect], marker, mfc="white", mec=colour, markersize=6.5)


def _marked_points(joined: np.ndarray, number: int) -> list[bool]:
    """Which points have a marker: about sixteen of a line, others for each group, and each one that stands alone."""
    gaps = np.isnan(np.pad(joined, 1, constant_values=np.nan))
    alone = gaps[:-2] & gaps[2:]  # a point without neighbours has no line: it needs its marker
    step = 1 + len(joined) // 16
    regular = np.arange(len(joined)) % step == number % step
    return list(alone | regular)


def _name_at_end(ax: Axes, number: int, code: object, part: pd.DataFrame) -> None:
    """The name of a series beside the axes, joined to its last value; `place_labels` moves names apart."""
    x, value = floats(part, "x", "value")
    known = np.flatnonzero(np.isfinite(value))
    if not len(known):
        return
    last = known[-1]
    ax.annotate(
        wrapped_label(code, 22),
        (x[last], value[last]),
        (1, 0),
        textcoords=ax.transAxes + ScaledTranslation(0.12, 0, ax.figure.dpi_scale_trans),
        va="center",
        color=TONES[number % 4],
        weight=700,
        annotation_clip=False,
        arrowprops=dict(_JOINT),
        label=END_NAME,
    )


def bars(
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    stacked: bool = False,
    marks: Marks = (),
    xlabel: str = "",
    ylabel: str = "",
) -> Axes:
    """Upright bars.

    Parameters
    ----------
    data : columns x (years, months) or category (codes), value; optional series, low and high (whiskers)
    stacked : the series of a place one on the other, what lies below zero apart and downwards
    marks : pairs of a place on the x axis, before whose bars the mark stands, and a text
    """
    column = _place_column(data)
    places = _places(data[column])
    groups = grouped(data, "series")
    width = _GROUP_WIDTH if stacked else _GROUP_WIDTH / len(groups)
    positions = np.arange(len(places))
    floors = np.zeros((2, len(places)))  # how far the stacks reach: above zero, below zero
    for number, (_, part) in enumerate(groups):
        shift = 0 if stacked else (number - (len(groups) - 1) / 2) * width
        centres = positions + shift
        ordered = part.set_index(column).reindex(places)
        value, low, high = floats(ordered, "value", "low", "high")
        heights = np.nan_to_num(value)
        side = (value < 0).astype(int)
        floor = floors[side, positions] if stacked else 0
        _bar_group(ax, number, centres, heights, width=width, floor=floor)
        floors[side, positions] += heights
        whisker_foot = np.nan if stacked else low
        ax.vlines(centres, whisker_foot, high, color=INK, linewidth=1.1, path_effects=CASED)
        missing = [places.index(place) for place in part.loc[part["value"].isna(), column]]
        for centre in centres[missing]:
            ax.text(centre, 0, translate("n/a"), color=MUTE, ha="center", va="bottom")
    _place_labels_below(ax, places, column)
    ax.axhline(0, color=MUTE, linewidth=0.9)
    number_ticks(ax.yaxis, unit)
    marks_above(ax, [(_before_bar(place, places), text) for place, text in marks])
    return label_axes(ax, "y", xlabel, ylabel, groups, "bar")


def _place_column(data: pd.DataFrame) -> str:
    return "x" if "x" in data else "category"


def _places(column: pd.Series) -> list:
    """Where bars may stand, in order; a year without data keeps its place."""
    places = list(dict.fromkeys(column))
    if isinstance(places[0], int):
        return list(range(min(places), max(places) + 1))
    return places


def _bar_group(
    ax: Axes, number: int, centres: Any, heights: Any, *, width: float, floor: Any
) -> None:
    colour, _, _, hatch = group_style(number)
    ax.bar(
        centres,
        heights,
        width * _BAR_WIDTH,
        floor,
        color=colour,
        hatch=hatch,
        edgecolor="white",
        linewidth=0.4,
    )


def _place_labels_below(ax: Axes, places: list, column: str) -> None:
    """Years and months as they are, as many as fit; every category, folded."""
    letters = 40 if narrow(ax) else 96
    if column == "x":
        fitting = letters // (len(str(places[0])) + 2)
        step = -(-len(places) // fitting)  # rounded up
        words = [str(place).removesuffix(".0") for place in places]
    else:
        step = 1
        words = [wrapped_label(place, max(letters // len(places), 6)) for place in places]
    ax.set_xticks(np.arange(len(places))[::step], words[::step])


def _before_bar(place: Any, places: list) -> float:
    """Where a mark stands on the axis: before the bars of its place, or between two places."""
    if place in places:
        return places.index(place) - 0.5
    return np.interp(place, places, np.arange(len(places))) - 0.5


def shares(
    data: pd.DataFrame, ax: Axes, *, marks: Marks = (), xlabel: str = "", ylabel: str = ""
) -> Axes:
    """Parts of a whole: stacked bars of fractions. More than the whole is shown, not cut off.

    Parameters
    ----------
    data : columns as for `bars`; values are fractions of one
    """
    bars(data, ax, unit="pct", stacked=True, marks=marks, xlabel=xlabel, ylabel=ylabel)
    totals = data.groupby(_place_column(data))["value"].sum()
    ax.set_ylim(0, max(1, totals.max() - 1e-6))
    return ax


def histogram(
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    reference: float | None = None,
    reference_label: str = "",
    log: bool = False,
    xlabel: str = "",
) -> Axes:
    """Distribution of many draws, in at most 40 bins; one in a thousand lies beyond each end.

    Parameters
    ----------
    data : column value; what is missing is left out
    reference : a place on the scale to compare with, with its text
    """
    sample = floats(data.dropna(subset=["value"]), "value")[0]
    low, high = np.quantile(sample, [0.001, 0.999])
    edges = np.geomspace if log else np.linspace
    bins = list(edges(low, high, 41)) if low < high else 1
    ax.hist(sample, bins, color=COLOURS[0])
    ax.set(xscale="log" if log else "linear", yticks=[])
    reference_mark(ax, reference, reference_label)
    number_ticks(ax.xaxis, unit, log=log)
    return label_axes(ax, "x", xlabel)

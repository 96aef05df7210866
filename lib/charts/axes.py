"""Axes as a reader reads them: numbers at ticks, names, marks, rows of words, and what tells groups apart.

Belongs here: what several forms share on their axes. Not: the data themselves, or how words make room for each other.
"""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
from matplotlib import patches, ticker
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.lines import Line2D

from lib.charts.layout import LIFT, MARK, narrow, page_width, wrapped_label
from lib.charts.theme import COLOURS, DASHES, MUTE, SMALL_TYPE_SIZE, group_style
from lib.language import format_values, translate

#: Pairs of a place on the x axis and a text, which is translated.
Marks = Iterable[tuple[Any, str]]


def number_ticks(axis: Axis, unit: str, *, log: bool = False, whole: bool = False) -> None:
    """Numbers in the reader's language, as many as there is room for.

    Parameters
    ----------
    unit : format of `lib.language`; the numbers of an axis are in one unit, on a log axis each in its own
    whole : no ticks between whole numbers
    """
    most = _most_ticks(axis, unit)
    if log:
        low, high = axis.get_view_interval()
        decades = np.log10(high / low)
        steps = (1,) if decades > most / 3 else (1, 2, 5)
        axis.set_major_locator(ticker.LogLocator(subs=steps, numticks=most + 1))
        axis.set_minor_locator(ticker.NullLocator())
    else:
        axis.set_major_locator(ticker.MaxNLocator(most, steps=[1, 2, 5, 10], integer=whole))

    axis.set_major_formatter(_Numbers(unit, together=not log))


class _Numbers(ticker.Formatter):
    """Numbers at the ticks of an axis in the reader's language, written anew only where the ticks are others.

    An axis is asked for its words dozens of times while a page is laid out.
    """

    def __init__(self, unit: str, *, together: bool) -> None:
        """Numbers in a unit; `together` in one unit with the decimals that tell them apart, or each for itself."""
        self._unit = unit
        self._together = together
        self._numbers: list[float] = []
        self._words: list[str] = []

    def format_ticks(self, values: Iterable[float]) -> list[str]:
        """The words for all ticks of the axis."""
        numbers = list(values)
        if numbers != self._numbers:
            self._words = self._written(numbers)
            self._numbers = numbers
        return list(self._words)

    def _written(self, numbers: list[float]) -> list[str]:
        if self._together and numbers:
            return format_values(numbers, self._unit)
        return [format_values([number], self._unit)[0] for number in numbers]

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The words for one number, beside those of the ticks."""
        beside = list(cast("Axis", self.axis).get_majorticklocs()) if self._together else []
        return format_values([x, *beside], self._unit)[0]


def _most_ticks(axis: Axis, unit: str) -> int:
    """How many numbers fit: five on the upright axis; on the other by the letters that they have."""
    ax = axis.axes
    if axis is not ax.xaxis:
        return 5
    page = 48 if narrow(ax) else 92
    beside = [line for text in ax.get_yticklabels() for line in text.get_text().split("\n")]
    room = page - max(map(len, beside), default=0)
    ends = [float(f"{end:.2g}") for end in axis.get_view_interval()]
    letters = max(map(len, format_values(ends, unit)))
    return int(np.clip(room / (letters + 3), 2, 7))


def marks_above(ax: Axes, marks: Marks, colour: str = MUTE, dash: Any = ":") -> None:
    """Upright lines at breaks, events and references, each with its word above the axes.

    Parameters
    ----------
    marks : pairs of a place on the x axis and a text, which is translated
    """
    letters = 18 if narrow(ax) else 26
    for place, text in marks:
        ax.axvline(place, color=colour, linewidth=1, linestyle=dash)
        ax.annotate(
            fill(translate(text), letters),
            xy=(place, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, LIFT),
            textcoords="offset points",
            va="bottom",
            fontsize=SMALL_TYPE_SIZE,
            color=colour,
            label=MARK,
            in_layout=False,
        )


def reference_mark(ax: Axes, place: float | None, text: str) -> None:
    """The line of a figure to compare with, in the third colour; none where `place` is None."""
    if place is not None:
        marks_above(ax, [(place, text)], COLOURS[2], DASHES[1])


def row_labels(ax: Axes, codes: Sequence | pd.Series) -> None:
    """A row for each code, from above, with its word beside it."""
    letters = 20 if narrow(ax) else 40
    ax.set_yticks(range(len(codes)), [wrapped_label(code, letters) for code in codes])
    ax.set_ylim(len(codes) - 0.4, -0.6)


def label_axes(
    ax: Axes,
    lattice: Literal["x", "y", ""],
    xlabel: str = "",
    ylabel: str = "",
    groups: Sequence[tuple] = (),
    kind: str = "",
) -> Axes:
    """Names of the axes, lines of the lattice, and what tells groups apart.

    Parameters
    ----------
    lattice : ``x`` or ``y``, the axis whose ticks have lines; empty for none
    xlabel, ylabel : texts, which are translated
    groups : pairs of a code and its rows, as `lib.charts.columns.grouped` gives them; one without a code has no entry
    kind : how a group is drawn: ``line``, ``point``, ``range`` or ``bar``
    """
    letters = 44 if narrow(ax) else 96
    ax.set_xlabel(fill(translate(xlabel), letters))
    ax.spines["bottom"].set_visible(bool(lattice))
    ax.grid(bool(lattice), axis=lattice or "both")
    codes = [code for code, _ in groups if code is not None]
    entries = [
        _legend_entry(number, wrapped_label(code, letters), kind)
        for number, code in enumerate(codes)
    ]
    # The name of the upright axis stands above it, horizontal, as the title of the legend: nobody reads sideways.
    if entries or ylabel:
        _legend(ax, entries, fill(translate(ylabel), letters))
    return ax


def _legend_entry(number: int, word: str, kind: str) -> patches.Patch | Line2D:
    colour, marker, dash, hatch = group_style(number)
    if kind == "bar":
        return patches.Patch(fc=colour, ec="white", hatch=hatch, label=word)
    drawn = {"point": "none", "line": dash}.get(kind, "-")
    return Line2D([], [], color=colour, marker=marker, linewidth=2, linestyle=drawn, label=word)


def _legend(ax: Axes, entries: list, title: str) -> None:
    """The legend above the axes, in as many columns as fit; `place_labels` lifts it."""
    lines = [line for entry in entries for line in entry.get_label().split("\n")]
    longest = max(map(len, lines), default=0)
    column_width = 0.6 + 0.062 * longest  # inches: the sample of a group, and a letter of its name
    columns = int(np.clip(page_width(ax) / column_width, 1, 4))
    legend = ax.legend(
        handles=entries,
        ncols=columns,
        title=title,
        alignment="left",
        loc="lower left",
        borderpad=0,
        borderaxespad=0,
        columnspacing=1.4,
        handlelength=2.4,
    )
    legend.set_in_layout(False)

"""Figures: a chart drawn for a page and for a phone, its words as text.

Belongs here: pages and files of a drawing. Not: what is drawn, which is a form of `lib.charts`.
"""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import charts, records
from lib.display import kept
from lib.display.exhibits import csv, head, show_caption
from lib.display.outputs import emit
from lib.display.sentences import sentence, values_of
from lib.display.vector import compact
from lib.errors import NotebookError

#: Inches: the width of a page, and of a phone.
WIDE, NARROW = 6.9, 3.7
#: Bytes: above, a page gets heavy and the data want binning.
MAX_SVG = 60_000
#: Media type of the drawing for a phone.
NARROW_SVG = "application/vnd.series.narrow+svg"
#: Inches: what a page is high before its words are measured.
_FIRST_HEIGHT = 4
#: Without a date and a name of the program: equal bytes on every run.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True)
class Chart:
    """What is drawn, on whatever page: a form of `lib.charts`, its data and options."""

    id: str
    form: Callable[..., Axes]
    data: pd.DataFrame
    options: dict
    #: Inches on the page, where the form's own height is not wanted.
    height: float | None = None


def draw(chart: Chart) -> dict[str, str]:
    """The chart as SVG, by media type: for a page, on a screen or typeset, and for a phone.

    Raises
    ------
    NotebookError : a drawing of more than `MAX_SVG` bytes
    """
    return {
        "image/svg+xml": _svg(chart, _picture(chart, WIDE, chart.height)),
        NARROW_SVG: _svg(chart, _picture(chart, NARROW)),
    }


def _picture(chart: Chart, width: float, height: float | None = None) -> Figure:
    """The chart with everything in its place, on a page as high as asked, or as it needs (inches)."""
    picture = Figure(figsize=(width, chart.height or _FIRST_HEIGHT))
    ax = chart.form(chart.data, picture.subplots(), **chart.options)
    charts.fit_page(picture, ax, height)
    return picture


def _svg(chart: Chart, picture: Figure) -> str:
    """The picture as SVG, its words as text."""
    file = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        picture.savefig(file, format="svg", metadata=_NO_METADATA)
    svg = compact(file.getvalue(), chart.id)
    if len(svg) > MAX_SVG:
        raise NotebookError(
            f"figure {chart.id}",
            f"its drawing has {len(svg):,} bytes, over {MAX_SVG:,}",
            "Bin the data or draw fewer points.",
        )
    return svg


def drawn(chart: Chart) -> dict[str, str]:
    """The chart as `draw` draws it, or as the run that goes on has kept it."""
    # The style is that of `lib.charts.set_theme`, unless a notebook has changed it.
    style = sorted((name, repr(value)) for name, value in dict.items(matplotlib.rcParams))
    asked = {"id": chart.id, "height": chart.height, "options": chart.options, "style": style}
    return kept.drawn(chart.form, chart.data, asked, lambda: draw(chart))


#: Takes a chart and gives its drawings, an SVG for each media type. `drawn` is the one in use.
Drawing = Callable[[Chart], dict[str, str]]

_drawing: ContextVar[Drawing] = ContextVar("drawing", default=drawn)


@contextmanager
def drawing(function: Drawing) -> Iterator[None]:
    """Draw figures by another function: for a test that needs no picture, or a clock around `draw`.

    Parameters
    ----------
    function : called as `draw` is, once a figure

    Examples
    --------
    >>> def nothing(chart):
    ...     return {"image/svg+xml": "<svg/>"}
    >>> with drawing(nothing):  # figures of this block are not drawn
    ...     _drawing.get() is nothing
    True
    """
    token = _drawing.set(function)
    try:
        yield
    finally:
        _drawing.reset(token)


def figure(  # noqa: PLR0913 - what a notebook says of an output, each by its name
    form: Callable[..., Axes],
    data: pd.DataFrame,
    /,
    *,
    id: str,
    title: str,
    subtitle: str,
    alt: str,
    note: str = "",
    options: dict | None = None,
    height: float | None = None,
    tables: list[str],
    holds: bool = True,
    **values: Any,
) -> None:
    """A chart of `data` by a form of `lib.charts`, drawn for a page and for a phone.

    Parameters
    ----------
    title, subtitle, alt, note : templates; the title states the finding, the subtitle measure, place, period, unit
    tables : names of the tables behind it, which this notebook has loaded
    options : for the form; its texts are translated
    height : inches on the page; by default what the form needs
    holds : the condition under which title and alt text are true

    Raises
    ------
    NotebookError : an id, table, template or chart that cannot be published; HoldsError : a title that is not true
    """
    if data.empty:
        raise NotebookError(f"figure {id}", "has no data to draw", "Check the filter before it.")
    named = values_of([title, subtitle, alt, note], values, sys._getframe(1).f_globals)
    above_and_below = head(
        id,
        title=title,
        subtitle=subtitle,
        note=note,
        tables=tables,
        data=data,
        holds=holds,
        values=named,
    )
    record = records.Figure(**above_and_below, alt=sentence(alt, named, holds))
    chart = Chart(id, form, data, options or {}, height)
    draw_chart = _drawing.get()
    bundle = {
        **draw_chart(chart),
        "text/csv": csv(data),
        "text/plain": record.alt,
    }
    show_caption(record)
    emit(record, bundle)

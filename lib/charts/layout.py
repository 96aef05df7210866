"""Where words stand: labels folded to the room there is, words moved apart, a page that holds them all.

Belongs here: what is measured in pixels, inches or letters. Not: what a word says, or which data it belongs to.
"""

from functools import cache
from textwrap import fill
from typing import cast

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import ScaledTranslation
from scipy.optimize import isotonic_regression

from lib.language import label

#: Inches: below this width a page is a phone.
PHONE_WIDTH = 5.0
#: Inches: the margin of a page.
MARGIN = 0.04
#: Inches: the height of axes without rows.
BODY_HEIGHT = 2.7
#: Inches: what a row takes, apart from its lines, and what each line takes.
ROW_GAP, LINE_HEIGHT = 0.13, 0.155
#: Inches: margins that change by less are as good as found, a tenth of what a drawing writes down.
_SETTLED = 1e-5
#: Pixels: from the axes to the words above them, and from one of these to its neighbour.
LIFT, WORD_GAP = 3, 6
#: Pixels: between the names at the ends of two lines.
NAME_GAP = 2

#: Labels of the texts that `place_labels` may move: the name at the end of a line, the word at a mark.
END_NAME = "end"
MARK = "mark"


def _measuring(dpi: float) -> RendererAgg:
    """What measures words as the style in use has them; a word is measured once for all figures."""
    return _renderer(dpi, tuple(rcParams["font.family"]), rcParams["text.hinting"])


@cache
def _renderer(dpi: float, _families: tuple[str, ...], _hinting: str) -> RendererAgg:
    """One for each style: it keeps what words measure, and looks at no style again. It draws nothing."""
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]


def page_width(ax: Axes) -> float:
    """Inches: the width of the figure that the axes stand on; none here has figures within."""
    return cast("Figure", ax.figure).get_figwidth()


def narrow(ax: Axes) -> bool:
    """True where the figure is drawn for a phone."""
    return page_width(ax) < PHONE_WIDTH


def wrapped_label(code: object, letters: int = 99) -> str:
    """The word for a code, or a number as it stands, folded into lines of so many letters."""
    word = label(code) if isinstance(code, str) else str(code)
    return fill(word, letters, break_long_words=False)


def place_labels(ax: Axes) -> float:
    """Move words apart on the axes as they stand.

    Returns
    -------
    float : pixels needed above the axes, for words at marks and for the legend
    """
    ax.apply_aspect()
    renderer = _measuring(ax.figure.dpi)
    _spread_end_names(ax, renderer)
    top = _stack_marks(ax, renderer)
    return _lift_legend(ax, top, renderer)


def _labelled(ax: Axes, kind: str) -> list[Annotation]:
    # A kind is a label that only `annotate` is given here.
    return [cast("Annotation", text) for text in ax.texts if text.get_label() == kind]


def _spread_end_names(ax: Axes, renderer: RendererBase) -> None:
    """Names beside the axes, as near to the ends of their lines as they can be without touching.

    Stacked without a gap, each name has a fixed distance to the foot of the stack. What is left to choose is where
    each stack begins; the least squares of the distances, in order, are an isotonic regression.
    """
    names = sorted(_labelled(ax, END_NAME), key=lambda name: name.xy[1])
    if not names:
        return
    # The extent of the words alone: that of an annotation has the line to its end in it, too.
    heights = np.array([Text.get_window_extent(name, renderer).height + NAME_GAP for name in names])
    stacked = np.cumsum(heights) - heights / 2
    line_ends = np.array([ax.transData.transform(name.xy)[1] for name in names])
    wanted = line_ends - ax.bbox.y0 - stacked
    lowest = isotonic_regression(wanted).x.clip(0)
    highest = ax.bbox.height - heights.sum()
    middles = np.minimum(lowest, highest) + stacked
    for name, middle in zip(names, middles, strict=True):
        name.xyann = (1, middle / ax.bbox.height)


def _stack_marks(ax: Axes, renderer: RendererBase) -> float:
    """Words at marks above the axes, from the right, each over what it would touch; pixels that they take."""
    dpi = ax.figure.dpi
    page_end = ax.figure.bbox.x1 - MARGIN * dpi
    stacked: list[tuple[float, float]] = []  # left edge and top of each word that has its place
    for text in sorted(_labelled(ax, MARK), key=lambda text: -text.xy[0]):
        mark = ax.transData.transform(text.xy)[0]
        box = text.get_window_extent(renderer)
        left = max(min(mark, page_end - box.width), 0)
        touched = [top for other, top in stacked if other < left + box.width + WORD_GAP]
        foot = max([LIFT, *touched])
        stacked.append((left, foot + box.height))
        text.xyann = ((left - mark) * 72 / dpi, foot * 72 / dpi)
    return max((top for _, top in stacked), default=LIFT)


def _lift_legend(ax: Axes, top: float, renderer: RendererBase) -> float:
    """The legend over what takes `top` pixels above the axes, in line with the words to their left."""
    legend = ax.get_legend()
    if legend is None:
        return top
    dpi = ax.figure.dpi
    words = ax.yaxis.get_tightbbox(renderer)
    left = min(0, words.x0 - ax.bbox.x0) if words is not None else 0
    move = ScaledTranslation(left / dpi, top / dpi + 0.05, ax.figure.dpi_scale_trans)
    legend.set_bbox_to_anchor((0, 1), ax.transAxes + move)
    return legend.get_window_extent(renderer).y1 - ax.bbox.y1


def fit_page(picture: Figure, ax: Axes, height: float | None = None) -> None:
    """Place the axes so that every word lies on the page: type keeps its size, the page its width.

    Parameters
    ----------
    height : inches of the page; by default what the rows of the chart, or a usual chart, need
    """
    body = _body_height(ax)
    renderer = _measuring(picture.dpi)
    for axis in (ax.xaxis, ax.yaxis):
        _hold_ticks(axis)
    before: tuple[float, ...] = ()
    for _ in range(3):  # words move apart by the room there is, and the room depends on the words
        labels_above = place_labels(ax) / picture.dpi
        words = picture.get_tightbbox(renderer)
        axes = ax.get_position()
        width, page_height = picture.get_size_inches()
        left = axes.x0 * width - words.x0 + MARGIN
        right = words.x1 - axes.x1 * width + MARGIN
        below = axes.y0 * page_height - words.y0 + MARGIN
        above = max(labels_above, words.y1 - axes.y1 * page_height) + MARGIN
        page_height = height or below + above + body
        margins = (left, right, below, above)
        if np.allclose(margins, before or np.inf, rtol=0, atol=_SETTLED):
            break
        before = margins
        picture.set_figheight(page_height)
        picture.subplots_adjust(
            left=left / width,
            right=max(1 - right / width, left / width + 0.2),
            bottom=below / page_height,
            top=max(1 - above / page_height, below / page_height + 0.2),
        )
    place_labels(ax)


def _hold_ticks(axis: Axis) -> None:
    """Have an axis find its ticks once, and measure their words once for each place of the axes.

    Ticks depend on the limits, which change no more once a page is fitted; matplotlib looks for them dozens of times.
    These two methods are its own, with no public name: `tests/unit/charts/test_layout.py` holds that they are what they
    were, and that the picture is the same without this.
    """
    ticks = axis._update_ticks()  # type: ignore[attr-defined]
    measure = axis._get_ticklabel_bboxes  # type: ignore[attr-defined]
    measured: dict[tuple, tuple[list, list]] = {}

    def boxes(_ticks: list, renderer: RendererBase) -> tuple[list, list]:
        place = (id(renderer), *axis.axes.bbox.bounds)
        if place not in measured:
            measured.clear()
            measured[place] = measure(ticks, renderer)
        return measured[place]

    axis._update_ticks = lambda: ticks  # type: ignore[attr-defined]
    axis._get_ticklabel_bboxes = boxes  # type: ignore[attr-defined]


def _body_height(ax: Axes) -> float:
    """Inches that the axes need: by their rows, if they have any, and the lines of words in them."""
    if not isinstance(ax.yaxis.get_major_locator(), FixedLocator):
        return BODY_HEIGHT
    rows = len(ax.get_yticks())
    if rows == 0:
        return BODY_HEIGHT
    words = (*ax.get_yticklabels(), *ax.texts)
    lines = sorted(word.get_text().count("\n") + 1 for word in words)
    # One long label may lean into its neighbours' rows, two may lie beside each other.
    longest_two = lines[-2:]
    lines_a_row = max(sum(longest_two) / 2, 0.8 * longest_two[-1])
    return rows * (ROW_GAP + LINE_HEIGHT * lines_a_row)

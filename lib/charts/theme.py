"""The look of the series: colours, what tells groups apart without colour, type, and the style of every figure.

Belongs here: what holds for every chart, whatever its data. Not: how long a word may be, where it stands, or any
drawing.
"""

import seaborn as sns
from matplotlib import font_manager, patheffects

from lib import paths

COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
#: The same hues, dark enough for words on white (4.5 to 1).
TONES = ("#12436D", "#1A6E67", "#801650", "#AD4410")
INK = "#1d2733"
MUTE = "#52606d"
GRID = "#d9dee3"

MARKERS = "os^D"
HATCHES = ("", "//", "\\\\", "xx")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))

#: A white case around the line of a range, so that it is seen on its bar and beyond it.
CASED = (patheffects.withStroke(linewidth=2.2, foreground="white"),)

#: Points: words on the axes, names of groups, and words at marks and in cells.
TYPE_SIZE = 9.5
SMALL_TYPE_SIZE = 9


def set_theme() -> None:
    """Set the style of every figure of the series; equal bytes on every run."""
    for file in sorted(paths.FONTS.glob("source-sans-3-*.ttf")):
        font_manager.fontManager.addfont(file)
    sns.set_theme(
        style="white",
        palette=list(COLOURS),
        rc={
            "font.family": ["Source Sans 3", "DejaVu Sans"],
            "font.size": TYPE_SIZE,
            "axes.labelsize": TYPE_SIZE,
            "xtick.labelsize": TYPE_SIZE,
            "ytick.labelsize": TYPE_SIZE,
            "legend.title_fontsize": TYPE_SIZE,
            "legend.fontsize": SMALL_TYPE_SIZE,
            "text.color": INK,
            "axes.labelcolor": MUTE,
            "axes.edgecolor": MUTE,
            "xtick.color": MUTE,
            "ytick.color": MUTE,
            "ytick.labelcolor": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "xtick.major.size": 0,
            "ytick.major.size": 0,
            "xtick.major.pad": 6,
            "ytick.major.pad": 6,
            "ytick.alignment": "center",
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "hatch.linewidth": 0.6,
            "legend.frameon": False,
            # Ids of an SVG come from what they name and this word, not from chance.
            "svg.hashsalt": "series",
            # Hinted, a word measures less than its outline takes.
            "text.hinting": "none",
        },
    )


def group_style(number: int) -> tuple:
    """Colour, marker, dash and hatch of a group, counted from 0.

    From the fifth group on the colours return, each with other partners: no two of sixteen look alike in black and
    white.
    """
    colour = COLOURS[number % 4]
    shifted = (number + number // 4) % 4
    return colour, MARKERS[shifted], DASHES[shifted], HATCHES[shifted]

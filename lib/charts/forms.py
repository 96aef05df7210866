"""The look of the series and its chart forms: data and an ``ax`` in, the ``ax`` out.

A form takes a tidy table whose text columns hold codes and writes the reader's words and numbers; titles and sources
are text of the document. It marks what is uncertain (``low``, ``high``) and says nothing by colour alone.
"""

from textwrap import fill

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import colors, font_manager, patches, patheffects, ticker
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation
from scipy.optimize import isotonic_regression

from lib import paths
from lib.language import format_value, format_values, label, translate

COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25")
TONES = (
    "#12436D",
    "#1A6E67",
    "#801650",
    "#AD4410",
)  # the same hues, dark enough for words on white (4.5 to 1)
INK, MUTE, GRID = "#1d2733", "#52606d", "#d9dee3"
MARKERS, HATCHES, DASHES = (
    "os^D",
    ("", "//", "\\\\", "xx"),
    ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2))),
)
_CASED = [
    patheffects.withStroke(linewidth=2.2, foreground="white")
]  # a range is seen on its bar and beyond it
_PHONE, _PAD = 5.0, 0.04  # inches: width below which a page is a phone, its margin


def theme() -> None:
    """Set the style of every figure of the series; equal bytes on every run."""
    for file in sorted(paths.FONTS.glob("source-sans-3-*.ttf")):
        font_manager.fontManager.addfont(file)
    sizes = (
        "font.size",
        "axes.labelsize",
        "xtick.labelsize",
        "ytick.labelsize",
        "legend.title_fontsize",
    )
    sns.set_theme(
        style="white",
        palette=list(COLOURS),
        rc={
            "font.family": ["Source Sans 3", "DejaVu Sans"],
            **dict.fromkeys(sizes, 9.5),
            "legend.fontsize": 9,
            **dict.fromkeys(
                ("axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), MUTE
            ),
            "text.color": INK,
            **{f"axes.spines.{side}": False for side in ("top", "right", "left")},
            "ytick.alignment": "center",
            "ytick.labelcolor": INK,
            **{f"{x}tick.major.size": 0 for x in "xy"},
            **{f"{x}tick.major.pad": 6 for x in "xy"},
            "grid.color": GRID,
            "grid.linewidth": 0.8,
            "hatch.linewidth": 0.6,
            "legend.frameon": False,
            "svg.hashsalt": "series",
            "text.hinting": "none",
        },
    )  # hinted, a word measures less than its outline takes


def narrow(ax: Axes) -> bool:
    """True where the figure is drawn for a phone."""
    return ax.figure.get_figwidth() < _PHONE


def place_labels(ax: Axes) -> float:
    """Move words apart on the axes as they stand; gives the pixels needed above the axes, for marks and legend."""
    ax.apply_aspect()
    _spread(ax, sorted((t for t in ax.texts if t.get_label() == "end"), key=lambda t: t.xy[1]))
    dpi, words, placed = ax.figure.dpi, ax.yaxis.get_tightbbox(), []
    for text in sorted((t for t in ax.texts if t.get_label() == "mark"), key=lambda t: -t.xy[0]):
        x, box = ax.transData.transform(text.xy)[0], text.get_window_extent()
        start = max(min(x, ax.figure.bbox.x1 - _PAD * dpi - box.width), 0)
        floor = max(
            [3, *(top for left, top in placed if left < start + box.width + 6)]
        )  # over what it would touch
        placed.append((start, floor + box.height))
        text.xyann = ((start - x) * 72 / dpi, floor * 72 / dpi)
    top = max((top for _, top in placed), default=3)
    if legend := ax.get_legend():
        left = min(0, words.x0 - ax.bbox.x0) if words else 0
        move = ScaledTranslation(left / dpi, top / dpi + 0.05, ax.figure.dpi_scale_trans)
        legend.set_bbox_to_anchor((0, 1), ax.transAxes + move)
        top = legend.get_window_extent().y1 - ax.bbox.y1
    return top


def _spread(ax: Axes, texts: list) -> None:
    """Names beside the axes, as near to the ends of their lines as they can be without touching: least squares."""
    tall = np.array([Text.get_window_extent(text).height + 2 for text in texts])
    offsets = np.cumsum(tall) - tall / 2
    wanted = np.array([ax.transData.transform(text.xy)[1] for text in texts]) - ax.bbox.y0 - offsets
    placed = isotonic_regression(wanted).x if texts else wanted
    for text, y in zip(
        texts, np.minimum(placed.clip(0), ax.bbox.height - tall.sum()) + offsets, strict=True
    ):
        text.xyann = (1, y / ax.bbox.height)


def _group_style(i: int) -> tuple:
    """Colour, marker, dash and hatch of the group `i`; from the fifth on the colours return with other partners."""
    return COLOURS[i % 4], *(kind[(i + i // 4) % 4] for kind in (MARKERS, DASHES, HATCHES))


def _wrapped_label(code, room: int = 99) -> str:
    return fill(label(code) if isinstance(code, str) else str(code), room, break_long_words=False)


def _groups(data: pd.DataFrame, column: str) -> list[tuple]:
    """(code, rows) of each group in order of appearance; one without a code where there is no such column."""
    codes = dict.fromkeys(data[column]) if column in data else ()
    return [(code, data[data[column] == code]) for code in codes] or [(None, data)]


def _numbers(data: pd.DataFrame, *names: str) -> list[np.ndarray]:
    """Columns as floats, with NaN for what is missing or has no column."""
    return [
        data.reindex(columns=[n])[n].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        for n in names
    ]


def _ticks(axis, unit: str, log: bool = False, whole: bool = False) -> None:
    """Numbers in the reader's language: in one unit, or each in its own on a log axis; as many as there is room for."""
    places, ends, ax = 5, axis.get_view_interval(), axis.axes
    if axis is ax.xaxis:
        side = max(
            (len(line) for t in ax.get_yticklabels() for line in t.get_text().split("\n")),
            default=0,
        )
        room = (48 if narrow(ax) else 92) - side  # in letters
        places = int(
            np.clip(
                room / (max(map(len, format_values([float(f"{x:.2g}") for x in ends], unit))) + 3),
                2,
                7,
            )
        )
    if log:
        subs = (1,) if np.log10(ends[1] / ends[0]) > places / 3 else (1, 2, 5)
        axis.set_major_locator(ticker.LogLocator(subs=subs, numticks=places + 1))
        axis.set_minor_locator(ticker.NullLocator())
    else:
        axis.set_major_locator(ticker.MaxNLocator(places, steps=[1, 2, 5, 10], integer=whole))
    axis.set_major_formatter(
        ticker.FuncFormatter(
            lambda x, _: format_values([x] if log else [x, *axis.get_majorticklocs()], unit)[0]
        )
    )


def _marks(ax: Axes, marks, colour: str = MUTE, dash=":") -> None:
    """Upright lines at breaks, events and references, each with its word above the axes."""
    for place, text in marks:
        ax.axvline(place, color=colour, linewidth=1, linestyle=dash)
        ax.annotate(
            fill(translate(text), 18 if narrow(ax) else 26),
            (place, 1),
            (0, 3),
            ("data", "axes fraction"),
            "offset points",
            va="bottom",
            fontsize=9,
            color=colour,
            label="mark",
            in_layout=False,
        )


def _rows(ax: Axes, codes) -> None:
    ax.set_yticks(
        range(len(codes)), [_wrapped_label(code, 20 if narrow(ax) else 40) for code in codes]
    )
    ax.set_ylim(len(codes) - 0.4, -0.6)


def _label_axes(
    ax: Axes, lattice: str, xlabel: str = "", ylabel: str = "", groups=(), kind: str = ""
) -> Axes:
    """Names of the axes, lines of the lattice, and what tells groups apart (kind: line, point, range or bar)."""
    room, handles = 44 if narrow(ax) else 96, []
    ax.set_xlabel(fill(translate(xlabel), room))
    ax.spines["bottom"].set_visible(bool(lattice))
    ax.grid(bool(lattice), axis=lattice or "both")
    for i, code in enumerate(code for code, _ in groups if code is not None):
        colour, marker, dash, hatch = _group_style(i)
        dash = {"point": "none", "line": dash}.get(kind, "-")
        handles.append(
            patches.Patch(fc=colour, ec="white", hatch=hatch)
            if kind == "bar"
            else Line2D([], [], color=colour, marker=marker, linewidth=2, linestyle=dash)
        )
        handles[i].set_label(_wrapped_label(code, room))
    if (
        handles or ylabel
    ):  # the name of the upright axis stands above it, horizontal: nobody reads sideways
        longest = max(
            (len(line) for handle in handles for line in handle.get_label().split("\n")), default=0
        )
        columns = int(np.clip(ax.figure.get_figwidth() / (0.6 + 0.062 * longest), 1, 4))
        legend = ax.legend(
            handles=handles,
            ncols=columns,
            title=fill(translate(ylabel), room),
            alignment="left",
            loc="lower left",
            borderpad=0,
            borderaxespad=0,
            columnspacing=1.4,
            handlelength=2.4,
        )
        legend.set_in_layout(False)
    return ax


def funnel(data: pd.DataFrame, ax: Axes, *, unit: str = "n", xlabel: str = "") -> Axes:
    """Bars that fall from stage to stage. Columns: stage, value; low and high where a stage is a range."""
    value, low, high = _numbers(data, "value", "low", "high")
    ax.barh(range(len(data)), np.nan_to_num(value), color=COLOURS[0], height=0.62)
    ax.hlines(range(len(data)), low, high, color=INK, linewidth=1.1, path_effects=_CASED)
    for row, end in enumerate(np.nan_to_num(np.fmax(value, high))):
        ends = {"low": format_value(low[row], unit), "high": format_value(high[row], unit)}
        text = (
            translate("{low} to {high}").format(**ends)
            if low[row] < high[row]
            else format_value(value[row], unit)
        )
        ax.annotate(text, (end, row), (5, 0), textcoords="offset points", va="center")
    ax.set_xlim(left=0)
    _rows(ax, data["stage"])
    _ticks(ax.xaxis, unit)
    return _label_axes(ax, "x", xlabel)


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
    """A dot and a range a row, an arrow where it is open. Columns: label; value, low, high (may be missing), group."""
    groups, ends = _groups(data, "group"), np.column_stack(_numbers(data, "value", "low", "high"))
    ax.set_xscale("log" if log else "linear")
    ax.update_datalim(
        [(x, 0) for x in (*ends[np.isfinite(ends)], *([] if reference is None else [reference]))]
    )
    ax.autoscale_view(scaley=False)
    left, right = ax.set_xlim(left=None if log or ax.dataLim.x0 < 0 else 0)
    looks = {code: _group_style(i) for i, (code, _) in enumerate(groups)}
    for row, (value, low, high) in enumerate(ends):
        colour, marker, *_ = looks[data["group"].iloc[row] if "group" in data else None]
        if np.isfinite([low, high]).any():
            ax.hlines(
                row, np.fmax(low, left), np.fmin(high, right), color=colour, linewidth=3, alpha=0.55
            )
            for end, edge, arrow in ((low, left, "<"), (high, right, ">")):
                ax.plot(
                    np.nan_to_num(end, nan=edge),
                    row,
                    arrow if np.isnan(end) else "|",
                    color=colour,
                    clip_on=False,
                )
        ax.plot(value, row, marker, color=colour, markersize=7, clip_on=False)
    _rows(ax, data["label"])
    _marks(ax, [] if reference is None else [(reference, reference_label)], COLOURS[2], DASHES[1])
    _ticks(ax.xaxis, unit, log)
    return _label_axes(ax, "x", xlabel, groups=groups, kind="range")


def lines(
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    log: bool = False,
    marks=(),
    xlabel: str = "",
    ylabel: str = "",
    xunit: str = "n",
    zero: bool = True,
) -> Axes:
    """Series over x; a gap breaks a line. Columns: x, value; optional series, low and high (band), suspect (hollow)."""
    groups, beside = (
        _groups(data, "series"),
        ax.transAxes + ScaledTranslation(0.12, 0, ax.figure.dpi_scale_trans),
    )
    for i, (code, part) in enumerate(groups):
        colour, marker, dash, _ = _group_style(i)
        x, value, low, high, doubt = _numbers(
            part.sort_values("x"), "x", "value", "low", "high", "suspect"
        )
        ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
        joined, known = np.where(doubt > 0, np.nan, value), np.flatnonzero(np.isfinite(value))
        gaps = np.isnan(np.pad(joined, 1, constant_values=np.nan))
        step = 1 + len(x) // 16  # a point without neighbours has no line: it needs its marker
        shown = (gaps[:-2] & gaps[2:]) | (np.arange(len(x)) % step == i % step)
        ax.plot(
            x,
            joined,
            marker,
            color=colour,
            linestyle=dash,
            linewidth=2.1,
            markersize=5,
            markevery=list(shown),
        )
        ax.plot(x[doubt > 0], value[doubt > 0], marker, mfc="white", mec=colour, markersize=6.5)
        if code is not None and len(known) and not narrow(ax):
            joint = {
                "arrowstyle": "-",
                "color": MUTE,
                "linewidth": 0.6,
                "relpos": (0, 0.5),
                "shrinkB": 4,
            }
            ax.annotate(
                _wrapped_label(code, 22),
                (x[known[-1]], value[known[-1]]),
                (1, 0),
                textcoords=beside,
                va="center",
                color=TONES[i % 4],
                weight=700,
                annotation_clip=False,
                arrowprops=joint,
                label="end",
            )
    ax.set_yscale("log" if log else "linear")
    if not log and zero and np.nanmin(_numbers(data, "value", "low")) >= 0:
        ax.set_ylim(bottom=0)
    _ticks(ax.yaxis, unit, log)
    x = _numbers(data, "x")[0]
    years = xunit == "n" and x.min() >= 1900 and x.max() <= 2100
    _ticks(ax.xaxis, "year" if years else xunit, whole=years or bool((x == x.round()).all()))
    _marks(ax, marks)
    return _label_axes(
        ax, "y", xlabel, ylabel, groups if narrow(ax) and len(groups) > 1 else (), "line"
    )


def bars(
    data: pd.DataFrame,
    ax: Axes,
    *,
    unit: str = "n",
    stacked: bool = False,
    marks=(),
    xlabel: str = "",
    ylabel: str = "",
) -> Axes:
    """Upright bars. Columns: x (years, months) or category (codes), value; optional series, low and high (whiskers)."""
    key, letters = "x" if "x" in data else "category", 40 if narrow(ax) else 96
    groups, places = _groups(data, "series"), list(dict.fromkeys(data[key]))
    places = (
        list(range(min(places), max(places) + 1)) if isinstance(places[0], int) else places
    )  # gaps in time stay
    spots, floors, width = (
        np.arange(len(places)),
        np.zeros((2, len(places))),
        0.8 if stacked else 0.8 / len(groups),
    )
    for i, (_, part) in enumerate(groups):
        colour, _, _, hatch = _group_style(i)
        value, low, high = _numbers(part.set_index(key).reindex(places), "value", "low", "high")
        height, below = (
            np.nan_to_num(value),
            1 * (value < 0),
        )  # what lies below zero is stacked downwards, apart
        at = spots if stacked else spots + (i - (len(groups) - 1) / 2) * width
        ax.bar(
            at,
            height,
            width * 0.94,
            floors[below, spots] if stacked else 0,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.4,
        )
        floors[below, spots] += height
        ax.vlines(
            at, low if not stacked else np.nan, high, color=INK, linewidth=1.1, path_effects=_CASED
        )
        for x in part.loc[part["value"].isna(), key]:
            ax.text(at[places.index(x)], 0, translate("n/a"), color=MUTE, ha="center", va="bottom")
    step = -(-len(places) // (letters // (len(str(places[0])) + 2))) if key == "x" else 1
    words = [
        str(x).removesuffix(".0")
        if key == "x"
        else _wrapped_label(x, max(letters // len(places), 6))
        for x in places
    ]
    ax.set_xticks(spots[::step], words[::step])
    ax.axhline(0, color=MUTE, linewidth=0.9)
    _ticks(ax.yaxis, unit)
    _marks(
        ax,
        [
            ((places.index(x) if x in places else np.interp(x, places, spots)) - 0.5, text)
            for x, text in marks
        ],
    )
    return _label_axes(ax, "y", xlabel, ylabel, groups, "bar")


def shares(data: pd.DataFrame, ax: Axes, *, marks=(), xlabel: str = "", ylabel: str = "") -> Axes:
    """Parts of a whole: stacked bars of fractions. Columns as `bars`. More than the whole is shown, not cut off."""
    bars(data, ax, unit="pct", stacked=True, marks=marks, xlabel=xlabel, ylabel=ylabel)
    ax.set_ylim(
        0, max(1, data.groupby("x" if "x" in data else "category")["value"].sum().max() - 1e-6)
    )
    return ax


def grid(data: pd.DataFrame, ax: Axes, *, xlabel: str = "") -> Axes:
    """Ordinal table of cells. Columns: row, column (codes); value from 0 to 1 (shade), text (what the cell says)."""
    down, across = list(dict.fromkeys(data["row"])), list(dict.fromkeys(data["column"]))
    shade = colors.LinearSegmentedColormap.from_list("series", ["#eef3f7", COLOURS[0]])
    room = max((34 if narrow(ax) else 80) // len(across), 7)
    for item in data[data["value"].notna()].to_dict("records"):
        x, y, text = across.index(item["column"]), down.index(item["row"]), item.get("text")
        ax.add_patch(
            patches.Rectangle(
                (x - 0.47, y - 0.44), 0.94, 0.88, color=shade(item["value"]), linewidth=0
            )
        )
        ax.text(
            x,
            y,
            "" if pd.isna(text) else fill(translate(str(text)), room, break_long_words=False),
            ha="center",
            va="center",
            fontsize=9,
            label="cell",
            color="white" if item["value"] > 0.55 else INK,
        )
    wide = max(len(part) for code in across for part in _wrapped_label(code).split()) > room
    ax.set_xticks(
        range(len(across)),
        [_wrapped_label(c, 26 if wide else room) for c in across],
        rotation=90 * wide,
    )
    ax.set_xlim(-0.5, len(across) - 0.5)
    ax.xaxis.tick_top()
    _rows(ax, down)
    return _label_axes(ax, "", xlabel)


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
    """Distribution of many draws, in at most 40 bins; one in a thousand lies beyond each end. Column: value."""
    sample = _numbers(data.dropna(subset=["value"]), "value")[0]
    low, high = np.quantile(sample, [0.001, 0.999])
    ax.hist(
        sample,
        (np.geomspace if log else np.linspace)(low, high, 41) if low < high else 1,
        color=COLOURS[0],
    )
    ax.set(xscale="log" if log else "linear", yticks=[])
    _marks(ax, [] if reference is None else [(reference, reference_label)], COLOURS[2], DASHES[1])
    _ticks(ax.xaxis, unit, log)
    return _label_axes(ax, "x", xlabel)


def route_map(data: pd.DataFrame, ax: Axes) -> Axes:
    """Schematic map. Columns: kind (``place``, ``route``), label (places), lon, lat, group; to_lon, to_lat (routes);
    km (optional): distance, on a page shown under the name of a place."""
    for item in data[data["kind"] == "route"].to_dict("records"):
        ax.annotate(
            "",
            (item["to_lon"], item["to_lat"]),
            (item["lon"], item["lat"]),
            arrowprops={
                "arrowstyle": "-",
                "color": MUTE,
                "linewidth": 0.9,
                "connectionstyle": "arc3,rad=-0.12",
            },
        )
    groups = _groups(data[data["kind"] == "place"], "group")
    for i, (_, part) in enumerate(groups):
        ax.plot(part["lon"], part["lat"], _group_style(i)[1], color=COLOURS[i % 4], markersize=6.5)
        for place in part.to_dict("records"):
            far = (
                ""
                if narrow(ax) or pd.isna(place.get("km"))
                else "\n" + format_value(place["km"], "n") + " km"
            )
            box = (
                None if narrow(ax) else {"fc": "white", "lw": 0, "pad": 0.4}
            )  # a name stays readable on a line
            ax.annotate(
                _wrapped_label(place["label"]) + far,
                (place["lon"], place["lat"]),
                (6, 3),
                textcoords="offset points",
                bbox=box,
            )
    ax.set(aspect="equal", adjustable="datalim", xticks=[], yticks=[])
    return _label_axes(ax, "", groups=groups, kind="point")

"""Forms that show where: places and routes.

Belongs here: forms whose axes are degrees of longitude and latitude. Not: distances or borders, which are data.
"""

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.axes import label_axes
from lib.charts.columns import grouped
from lib.charts.layout import narrow, wrapped_label
from lib.charts.theme import MUTE, group_style
from lib.language import format_value

_ROUTE = {"arrowstyle": "-", "color": MUTE, "linewidth": 0.9, "connectionstyle": "arc3,rad=-0.12"}
#: White behind a name, so that it stays readable on a line.
_PLATE = {"fc": "white", "lw": 0, "pad": 0.4}


def route_map(data: pd.DataFrame, ax: Axes) -> Axes:
    """Schematic map of places and the routes between them.

    Parameters
    ----------
    data : columns kind (``place``, ``route``), lon, lat in degrees; label and group of places; to_lon, to_lat of
        routes; optional km, the distance that a page shows under the name of a place
    """
    for route in data[data["kind"] == "route"].to_dict("records"):
        start = (route["lon"], route["lat"])
        end = (route["to_lon"], route["to_lat"])
        ax.annotate("", end, start, arrowprops=dict(_ROUTE))
    groups = grouped(data[data["kind"] == "place"], "group")
    for number, (_, part) in enumerate(groups):
        colour, marker, *_ = group_style(number)
        ax.plot(part["lon"], part["lat"], marker, color=colour, markersize=6.5)
        for place in part.to_dict("records"):
            _name_of_place(ax, place)
    ax.set(aspect="equal", adjustable="datalim", xticks=[], yticks=[])
    return label_axes(ax, "", groups=groups, kind="point")


def _name_of_place(ax: Axes, place: dict) -> None:
    words = wrapped_label(place["label"])
    if not narrow(ax) and not pd.isna(place.get("km")):
        words += "\n" + format_value(place["km"], "n") + " km"
    ax.annotate(
        words,
        (place["lon"], place["lat"]),
        (6, 3),
        textcoords="offset points",
        bbox=None if narrow(ax) else dict(_PLATE),
    )

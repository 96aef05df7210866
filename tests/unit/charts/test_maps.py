"""Maps by the properties of what they draw."""

from lib import charts
from tests.unit.charts.sample import MAP, draw


def test_every_route_is_drawn_on_the_map():
    ax = draw(charts.route_map, MAP)
    assert sum(t.get_text() == "" for t in ax.texts) == 2
    assert ax.get_aspect() == 1
    assert not any("km" in t.get_text() for t in ax.texts)


def test_a_map_gives_the_distances_it_has():
    shown = [
        t.get_text()
        for t in draw(charts.route_map, MAP.assign(km=[1550, None, None, None, None])).texts
    ]
    assert sum("1,550 km" in text for text in shown) == 1 == sum("km" in text for text in shown)

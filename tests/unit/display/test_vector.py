"""A drawing written again: the same picture, its look in attributes, in fewer bytes."""

import io
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import image, rc_context
from matplotlib.figure import Figure

from lib import charts, paths
from lib.display import vector
from lib.publishing.report.pdf import inline as pdf_inline

HEAD = f'<svg xmlns="{vector.SVG}" xmlns:xlink="{vector.XLINK}" viewBox="0 0 9 9" width="9pt" height="9pt">'


def as_matplotlib_writes_it(width: float) -> str:
    """Bars with hatches, a line with markers, a band, ranges with a white case, words above one another."""
    years = list(range(2010, 2022)) * 2
    series = ["ECU"] * 12 + ["PER"] * 12
    data = pd.DataFrame(
        {"x": years, "series": series, "value": range(24), "low": 0.0, "high": 25.0}
    )
    picture = Figure(figsize=(width, 6))
    above, below = picture.subplots(2)
    charts.lines(data, above, marks=[(2015, "a break in the series")])
    charts.bars(data.assign(low=1.0), below)
    file = io.StringIO()
    with rc_context({"svg.fonttype": "none"}):
        picture.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def pixels(source: str):
    """The drawing as typst paints it."""
    page = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes({pdf_inline.string(source)}), format: "svg")'
    )
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(paths.FONTS)])
    painted = typst.Compiler(page.encode(), font_paths=fonts).compile(format="png", ppi=100)
    return image.imread(io.BytesIO(painted))


@pytest.mark.parametrize("width", [6.9, 3.7])
def test_the_picture_stays_the_same(width):
    charts.set_theme()
    source = as_matplotlib_writes_it(width)
    short = vector.compact(source, "f")
    before, after = pixels(source), pixels(short)
    assert before.shape == after.shape
    assert abs(before - after).mean() < 0.003, "moved by no more than a hundredth of a point"
    other = pixels(short.replace("#12436d", "#f46a25"))
    assert abs(other - after).mean() > 0.01, "a colour that is another would be seen"
    assert len(short) < 0.5 * len(source)


def test_looks_stand_in_attributes_and_words_are_text():
    charts.set_theme()
    root = ElementTree.fromstring(vector.compact(as_matplotlib_writes_it(6.9), "f"))
    names = {name for element in root.iter() for name in element.attrib}
    assert names.isdisjoint({"style", "class"})
    assert {"fill", "stroke", "text-anchor"} <= names
    assert "style" not in {element.tag.partition("}")[2] for element in root.iter()}
    words = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert {"2010", "Ecuador", "a break in the series"} <= set(words)


def test_ids_begin_with_the_name_and_each_is_used():
    charts.set_theme()
    short = vector.compact(as_matplotlib_writes_it(6.9), "bars-and-lines")
    ids = re.findall(r' id="([^"]+)"', short)
    assert ids
    assert all(id.startswith("bars-and-lines.") for id in ids)
    assert set(ids) == set(re.findall(r'(?:href="|url\()#([^")]+)', short))


def test_neighbours_that_look_alike_say_so_once():
    cell = '<path d="M 1.0 -2.004 L 3 4 L 5 6 z" style="fill: #12436d; stroke-width: 0.800" clip-path="url(#c)"/>'
    source = f'{HEAD}{cell}<g id="free">{cell}</g><clipPath id="c"><rect x="1"/></clipPath></svg>'
    short = vector.compact(source, "f")
    assert (
        '<g clip-path="url(#f.0)" fill="#12436d" stroke-width="0.8">'
        '<path d="M1-2L3,4,5,6z"/><path d="M1-2L3,4,5,6z"/></g>'
    ) in short


def test_what_is_moved_is_not_cut_off_with_its_neighbours():
    """A group cuts where it stands; a word that is moved would take the cut along."""
    word = '<text transform="translate({} 2)" clip-path="url(#c)" style="fill: #12436d">a</text>'
    cut = '<clipPath id="c"><rect x="1"/></clipPath>'
    short = vector.compact(f"{HEAD}{word.format(1)}{word.format(2)}{cut}</svg>", "f")
    assert (
        '<g fill="#12436d"><text transform="translate(1,2)" clip-path="url(#f.0)">a</text>' in short
    )


def test_words_and_pointers_are_kept_and_what_says_nothing_is_not():
    source = (
        f'{HEAD}<defs><path id="long-name" d="M 0 0 L 1 1"/></defs><defs/>'
        '<g><text style="font-size: 9px; fill-opacity: 1" transform="rotate(-0 1 1)">a <tspan>b</tspan> c</text></g>'
        '<use xlink:href="#long-name" x="2.504" y="-0.001"/></svg>'
    )
    short = vector.compact(source, "f")
    assert "<text>a <tspan>b</tspan> c</text>" in short
    assert '<use href="#f.0" x="2.5" y="0"/>' in short
    assert short.count("<defs>") == 1


STEPS = st.tuples(st.sampled_from("MLQCZ"), st.lists(st.floats(-999, 999), min_size=6, max_size=6))


@given(st.lists(STEPS, min_size=1))
def test_path_data_keep_their_numbers(steps):
    sizes = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}
    data = " ".join(
        letter + " " + " ".join(map(str, numbers[: sizes[letter]])) for letter, numbers in steps
    )
    expected = [
        round(number, 2) for letter, numbers in steps for number in numbers[: sizes[letter]]
    ]
    kept = [float(number) for number in re.findall(r"-?\d+\.?\d*", vector._path(data))]
    assert kept == pytest.approx(expected, abs=0.0051)

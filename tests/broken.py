"""Files broken at random, for whoever reads one: it is refused with an error of ours, or read as it stands."""

import copy

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lib.errors import SeriesError
from lib.printable import CONTROLS

FUZZ = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=5000
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["up.csv", "year", "a", "r-1", "\x00", "..", "(a+)+", "string", "integer"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def places(content, path=()):
    yield path
    steps = content.items() if isinstance(content, dict) else []
    if isinstance(content, list):
        steps = enumerate(content)
    for step, inner in steps:
        yield from places(inner, (*path, step))


@st.composite
def mutated(draw, content):
    """A document with one to three of its parts replaced, removed or doubled."""
    content = copy.deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([p for p in places(content) if p] or [()]))
        if not path:
            return draw(JUNK)
        above = content
        for step in path[:-1]:
            above = above[step]
        what = draw(st.sampled_from(["replace", "remove", "double"]))
        if what == "replace":
            above[path[-1]] = draw(JUNK)
        elif what == "remove":
            del above[path[-1]]
        elif isinstance(above, list):
            above.append(copy.deepcopy(above[path[-1]]))
    return content


@st.composite
def mutated_text(draw, text):
    """A text with a piece put in, taken out or repeated."""
    place = draw(st.integers(0, len(text)))
    end = draw(st.integers(place, len(text)))
    piece = draw(
        st.text(max_size=5) | st.sampled_from([",", '"', "\n", "\x1b[2J", "=1+1", "9" * 500])
    )
    return text[:place] + piece + draw(st.sampled_from(["", text[place:end]])) + text[end:]


def refused(error: SeriesError) -> None:
    """What a person is told of a broken file: exit code 2, in a length that can be read, and nothing that acts."""
    assert error.exit_code == 2
    assert len(str(error)) < 7000
    assert not CONTROLS.search(str(error)), repr(str(error))

"""Typed records of a file: what is wrong is told at once, with its place, and nothing else is."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from msgspec import Meta

from lib import typed
from lib.errors import DataError, UsageError
from lib.typed import Entry, Unique
from tests.broken import FUZZ, JUNK, mutated

Word = Annotated[str, Meta(pattern=r"\A[a-z]+\Z", description="a word")]


class Mouth(Entry, frozen=True, kw_only=True):
    sea: Word
    width_m: int | float | None = None

    def breaches(self) -> Iterator[tuple[str, str]]:
        if self.width_m is not None and self.width_m <= 0:
            yield "width_m", "is not above zero"


class River(Entry, frozen=True, kw_only=True, rename={"length_km": "length"}):
    name: Word
    length_km: Annotated[int, Meta(ge=1, description="a length in km")]
    mouth: Mouth | None = None
    towns: Annotated[list[Word], Unique()] = msgspec.field(default_factory=list)
    depths: dict[Word, int] = msgspec.field(default_factory=dict)


Rivers = Annotated[list[River], Meta(min_length=1, description="a list of rivers"), Unique("name")]
NAPO = {
    "name": "napo",
    "length": 1130,
    "mouth": {"sea": "amazonas", "width_m": 800},
    "towns": ["tena", "coca"],
    "depths": {"tena": 3},
}


def test_what_is_in_order_is_read():
    (napo,) = typed.read([NAPO], Rivers, "rivers.yml")
    assert (napo.length_km, napo.mouth.sea, napo.depths) == (1130, "amazonas", {"tena": 3})
    assert typed.problems([NAPO | {"mouth": None}], Rivers) == []


@pytest.mark.parametrize(
    ("content", "complaints"),
    [
        ([], ["is [], not a list of rivers"]),
        ({}, ["is {}, not a list of rivers"]),
        ([7], ["[0]: is 7, not a mapping of names to values"]),
        ([NAPO | {"length": 0}], ["[0] ('napo').length: is 0, not a length in km"]),
        ([NAPO | {"length": True}], ["[0] ('napo').length: is True, not a length in km"]),
        ([NAPO | {"name": "El"}], ["[0] ('El').name: is 'El', not a word"]),
        ([NAPO | {"lenght": 3}], ["[0] ('napo'): unknown 'lenght'; known: name, length, mouth"]),
        ([NAPO | {3: 3}], ["[0] ('napo'): unknown 3; known: name, length"]),
        ([NAPO, NAPO], ["name 'napo' stands twice"]),
        ([NAPO | {"towns": ["tena", "tena"]}], ["[0] ('napo').towns: 'tena' stands twice"]),
        ([NAPO | {"towns": None}], ["[0] ('napo').towns: is None, not a list"]),
        ([NAPO | {"depths": {"Tena": 3}}], ["depths, a key: is 'Tena', not a word"]),
        ([NAPO | {"depths": {"tena": "3"}}], ["depths tena: is '3', not a whole number"]),
        ([NAPO | {"mouth": 3}], ["mouth: is 3, not a mapping"]),
        ([NAPO | {"mouth": {}}], ["mouth.sea: is missing; it has to be a word"]),
        (
            [NAPO | {"mouth": {"sea": "x", "width_m": "3"}}],
            ["width_m: is '3', not a whole number or a number"],
        ),
        ([NAPO | {"mouth": {"sea": "x", "width_m": 0}}], ["mouth.width_m: is not above zero"]),
        (
            [{"name": "El", "length": 0}, {"mouth": {}}],
            ["[0] ('El').name", "[0] ('El').length", "[1].name", "[1].length", "[1].mouth.sea"],
        ),
    ],
)
def test_everything_that_is_wrong_is_told_with_its_place(content, complaints):
    lines = typed.problems(content, Rivers)
    assert len(lines) == len(complaints), lines
    for line, complaint in zip(lines, complaints, strict=True):
        assert complaint in line


def test_a_rule_is_asked_where_other_parts_are_wrong():
    content = [NAPO | {"length": 0, "mouth": {"sea": "x", "width_m": -1}}]
    assert len(typed.problems(content, Rivers)) == 2


def test_the_place_of_the_content_stands_first():
    assert typed.problems({"name": "a", "length": 0}, River, "line 7") == [
        "line 7, length: is 0, not a length in km"
    ]


def test_of_many_problems_eight_are_told_and_the_others_counted():
    with pytest.raises(UsageError) as error:
        typed.read([7] * 20, Rivers, "rivers.yml", "Mend it.", UsageError)
    assert str(error.value).startswith("rivers.yml: [0]: is 7")
    assert str(error.value).endswith("and 12 more\n  Mend it.")


@FUZZ
@given(content=mutated([NAPO, NAPO | {"name": "coca"}]) | JUNK)
def test_what_has_no_problem_can_be_read_and_the_reverse(content):
    try:
        rivers = typed.read(content, Rivers, "rivers.yml")
    except DataError:
        assert typed.problems(content, Rivers)
    else:
        assert typed.problems(content, Rivers) == []
        assert msgspec.to_builtins(rivers) == msgspec.to_builtins(
            msgspec.convert(content, list[River])
        )

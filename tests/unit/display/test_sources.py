"""What an output rests on: its tables, and the publishers that stand under it."""

from lib import tables
from lib.display import sources


def sources_of(number):
    """Sources of as many publishers as told, each by another one, and the publishers' names."""
    publishers = {}
    for source, reference in tables.references().items():
        name = reference.who
        if name and name not in publishers.values():
            publishers[source] = name
        if len(publishers) == number:
            break
    return list(publishers), list(publishers.values())


def test_four_publishers_are_all_named():
    ids, names = sources_of(4)
    assert sources.publishers(ids) == ", ".join(names)


def test_of_five_publishers_four_are_named_and_one_is_counted():
    ids, names = sources_of(5)
    assert sources.publishers(ids) == ", ".join(names[:4]) + " and 1 more"


def test_of_seven_publishers_three_are_counted():
    ids, names = sources_of(7)
    assert sources.publishers(ids) == ", ".join(names[:4]) + " and 3 more"


def test_a_person_is_named_by_the_family(monkeypatch):
    """A working paper of persons, without an institution as its author."""
    author = [tables.Person(family="Mejía", given="Daniel")]
    paper = tables.Reference(id="m-2010", type="article-journal", title="Cocaine", author=author)
    monkeypatch.setattr(sources, "references", lambda: {"m-2010": paper})
    assert sources.publishers(["m-2010"]) == "Mejía"


def test_a_publisher_of_two_sources_is_named_once():
    (first, second), (name, other) = sources_of(2)
    assert sources.publishers([first, second, first]) == f"{name}, {other}"

"""Sentences: templates filled with the values of a call, and the condition under which each is true.

Belongs here: the one place in which a placeholder meets its value (`fill`, `value_of`). Not: how a value is written,
which is `lib.language`, or what a sentence is part of.
"""

from textwrap import shorten

from lib import language, paths
from lib.errors import HoldsError
from lib.language import render, translate


def fill(template: str, values: dict, *, markdown: bool = False) -> str:
    """The template in the language in use, its placeholders filled; every text of an output passes through here.

    Raises
    ------
    NotebookError : a placeholder without a format, or without a value of its name
    """
    return render(template, values, markdown=markdown)


def value_of(values: dict, name: str):
    """What a placeholder, or ``value=`` of a finding, names.

    Raises
    ------
    KeyError : nothing has this name
    """
    return values[name]


def sentence(template: str, values: dict, holds: bool, *, markdown: bool = False) -> str:
    """The filled template, which states something.

    Parameters
    ----------
    holds : the condition under which it is true

    Raises
    ------
    HoldsError : it is not true, with default parameters; with others the reader gets a clear warning before it
    """
    filled = fill(template, values, markdown=markdown)
    if holds:
        return filled
    if paths.all_defaults():
        raise HoldsError(
            repr(shorten(filled, 160, placeholder=" ...")),
            "does not hold with the default parameters",
            "Correct the sentence or its condition holds=.",
        )
    return translate("Does not hold with these parameters:") + " " + filled


def formats_of_known(template: str, values: dict) -> dict[str, str]:
    """Name -> format of each number that a template shows, where its value is known."""
    formats = language.formats_of(template)
    return {name: form for name, form in formats.items() if _is_known(values, name)}


def numbers_shown(template: str, values: dict) -> list[str]:
    """Names of the numbers that a template shows and knows, in order, one for each placeholder."""
    return [name for name in language.numbers_of(template) if _is_known(values, name)]


def _is_known(values: dict, name: str) -> bool:
    return not language.unknown(value_of(values, name))

"""Sentences: templates filled with the values of a call, and the condition under which each is true.

Belongs here: what a call does with its templates (`values_of`, `fill`). Not: how a name finds its value and how a value
is written, which is `lib.language`, or what a sentence is part of.
"""

from collections.abc import Iterable, Mapping
from textwrap import shorten

from lib import language, paths
from lib.errors import HoldsError
from lib.language import render, translate
from lib.language.templates import resolve


def fill(template: str, values: dict, *, markdown: bool = False) -> str:
    """The template in the language in use, its placeholders filled; every text of an output passes through here.

    Raises
    ------
    NotebookError : a placeholder without a format, or without a value of its name
    """
    return render(template, values, markdown=markdown)


def values_of(
    templates: Iterable[str | None], keywords: dict, notebook: Mapping, also: Iterable[str] = ()
) -> dict:
    """Name as written -> value, for every placeholder in the templates of a call.

    Parameters
    ----------
    templates : None and empty ones ask for nothing
    keywords : the values that the call gives; each goes before a name of the notebook
    notebook : the namespace of the caller, in which all other names are looked up
    also : names that the call uses outside its templates

    Raises
    ------
    NotebookError : a placeholder that cannot be read, a name without a value, a keyword that nothing uses
    """
    return resolve([template for template in templates if template], keywords, notebook, also)


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
    return f"{_warning()} {filled}"


def _warning() -> str:
    """What stands before a sentence that is not true, by what is other than it was when it was written."""
    if paths.other() == "data":
        return translate("Does not hold with these data:")
    if paths.other() == "both":
        return translate("Does not hold with these data and parameters:")
    return translate("Does not hold with these parameters:")


def formats_of_known(template: str, values: dict) -> dict[str, str]:
    """Name -> format of each number that a template shows, where its value is known."""
    formats = language.formats_of(template)
    return {name: form for name, form in formats.items() if _is_known(values, name)}


def numbers_shown(template: str, values: dict) -> list[str]:
    """Names of the numbers that a template shows and knows, in order, one for each placeholder."""
    return [name for name in language.numbers_of(template) if _is_known(values, name)]


def _is_known(values: dict, name: str) -> bool:
    return not language.unknown(values[name])

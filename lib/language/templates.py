"""Sentences with places for values: translated first, filled after.

So a translator sees the whole sentence. A place has the name of a value, as code writes it (``rate``, ``rate.low``,
``wide[low]``), and a format. Belongs here: what a place may hold, the value that it names, and the filling. Does not:
what a value looks like, which is `lib.language.numbers`, and who asks, which is `lib.display`.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Any, NamedTuple

from lib.errors import NotebookError, did_you_mean
from lib.language.catalogue import translate
from lib.language.markdown import escape, joined
from lib.language.numbers import format_value

#: A name, then attributes and ``[keys]``; no part begins with an underscore, and nothing is ever called.
_NAME = re.compile(r"[^\W\d_]\w*(?:\.[^\W\d_]\w*|\[[^\W_][^\[\]{}!:]*\])*")
#: A part of a name that begins with an underscore.
_PRIVATE = re.compile(r"(^|[.\[])_")
#: Formats that show no number.
_WORDS = ("text", "label", "date")
#: Characters of a template, and parts of a value, that an error shows.
_SHOWN = 90
_PARTS_SHOWN = 8


class Field(NamedTuple):
    """A placeholder: its name as written, its format, and the line of the template that it stands in."""

    name: str
    spec: str
    conversion: str | None
    line: int


def fields(template: str) -> list[Field]:
    """Placeholders of a template in order of appearance.

    Raises
    ------
    NotebookError : a brace that is not closed

    Examples
    --------
    >>> [(field.name, field.spec) for field in fields("{rate:pct:value} of {cases:n}")]
    [('rate', 'pct:value'), ('cases', 'n')]
    """
    try:
        return list(_fields(template))
    except ValueError as error:
        hint = "A brace that is meant is written twice."
        raise NotebookError(f"{_short(template)!r}", str(error), hint) from None


def _fields(template: str) -> Iterator[Field]:
    line = 0
    for literal, name, spec, conversion in Formatter().parse(template):
        line += literal.count("\n")
        if name is not None:
            yield Field(name, spec or "", conversion, line)


def root(name: str) -> str:
    """What is looked up for a name.

    Examples
    --------
    >>> root("wide[low].value")
    'wide'
    """
    return re.split(r"[.\[]", name, maxsplit=1)[0]


def fault(field: Field) -> str | None:
    """What is wrong with a placeholder as it is written; None where nothing is."""
    place = f"{{{field.name}}}"
    if field.conversion is not None:
        return f"{{{field.name}!{field.conversion}}} has a conversion; a format comes after a colon"
    if _PRIVATE.search(field.name):
        return f"{place} names something private; no part may begin with an underscore"
    if not _NAME.fullmatch(field.name):
        return f"{place} is no name with attributes and [keys]; nothing is computed in a template"
    if not field.spec:
        return f"{place} has no format"
    return None


def resolve(
    templates: Iterable[str], keywords: Mapping, notebook: Mapping, also: Iterable[str] = ()
) -> dict:
    """Name as written -> value, for every placeholder of some templates: a keyword, else a name of the notebook.

    Parameters
    ----------
    templates : of one call
    keywords : values given to the call; each must be used
    notebook : the namespace of the caller
    also : names that are used outside templates

    Raises
    ------
    NotebookError : a placeholder that cannot be read, a name without a value, a keyword that nothing uses
    """
    placed = [(field, template) for template in templates for field in fields(template)]
    placed += [(Field(name, "n", None, 0), name) for name in also]
    for field, template in placed:
        problem = fault(field)
        if problem:
            raise NotebookError(f"{_short(template)!r}", problem)
    names = list(dict.fromkeys(field.name for field, _ in placed))
    looked_up = {root(name) for name in names}
    for keyword in keywords:
        if keyword not in looked_up:
            what = "no template of this call uses it"
            raise NotebookError(f"keyword {keyword}=", what, "Take it out, or use it.")
    return {name: _value(name, keywords, notebook) for name in names}


def _value(name: str, keywords: Mapping, notebook: Mapping) -> Any:
    """What a name stands for; attributes and keys as `str.format` reads them."""
    first = root(name)
    holder = keywords if first in keywords else notebook
    if first not in holder:
        hint = _nearest(first, [*keywords, *notebook])
        raise NotebookError(f"{{{name}}}", f"no value for {{{first}}}", hint)
    try:
        value, _ = Formatter().get_field(name, (), holder)
    except (AttributeError, KeyError, IndexError, TypeError) as error:
        what = f"{first} has no such part: {error}"
        raise NotebookError(f"{{{name}}}", what, _parts(holder[first])) from None
    if callable(value):
        what = "is a function, and a template calls nothing"
        raise NotebookError(f"{{{name}}}", what, "Give its result a name.")
    return value


def _nearest(name: str, known: Iterable[str]) -> str:
    public = [word for word in known if not word.startswith("_")]
    return did_you_mean(name, public, "Bind it in a cell above, or give it as a keyword.")


def _parts(value: object) -> str:
    keys = getattr(value, "keys", None)
    names = [str(key) for key in keys()] if callable(keys) else []
    if names:
        return f"It has {', '.join(names[:_PARTS_SHOWN])}."
    return f"It is a {type(value).__name__}."


def _short(template: str) -> str:
    return textwrap.shorten(template, _SHOWN, placeholder=" ...")


def render(template: str, values: Mapping, *, markdown: bool = False) -> str:
    """The template in the language in use, its placeholders filled.

    Parameters
    ----------
    template : text with ``{name:format}`` in it; for the formats see `lib.language.numbers.SPECS`. Its lines are joined
        as `lib.language.markdown.joined` does
    values : name as written -> value
    markdown : escape what is filled in, so that text from data never becomes markup

    Raises
    ------
    NotebookError : a placeholder without a format, or without a value of its name; a brace that is not closed

    Examples
    --------
    >>> render("In {share:pct} of {cases:n} cases.", {"share": 0.151, "cases": 6425})
    'In 15.1% of 6,425 cases.'
    """
    words = translate(joined(template))
    try:
        pieces = list(Formatter().parse(words))
    except ValueError as error:
        hint = "A brace that is meant is written twice."
        raise NotebookError(f"{template!r}", str(error), hint) from None
    parts = []
    for literal, name, spec, _ in pieces:
        parts.append(literal)
        if name is None:
            continue
        if name not in values or not spec:
            what = f"no value for {{{name}}}" if name not in values else f"{{{name}}} has no format"
            raise NotebookError(
                f"{template!r}", what, f"Values given: {', '.join(values) or 'none'}"
            )
        shown = format_value(values[name], spec)
        parts.append(escape(shown) if markdown else shown)
    return "".join(parts)


def _number_fields(template: str) -> list[tuple[str, str]]:
    """(name, format without ``:value`` or ``:range``) of each placeholder that shows a number, in order."""
    numbers = []
    for field in fields(template):
        kind = field.spec.split(":")[0]
        if field.name and kind and kind not in _WORDS:
            numbers.append((field.name, kind))
    return numbers


def formats_of(template: str) -> dict[str, str]:
    """Name -> format of each number that a template shows, without ``:value`` or ``:range``; the first of several.

    Examples
    --------
    >>> formats_of("{rate:pct:value} in {place:label}")
    {'rate': 'pct'}
    """
    return dict(reversed(_number_fields(template)))  # what comes first is written last, and stays


def numbers_of(template: str) -> list[str]:
    """Names of the numbers that a template shows, in order of appearance, one for each placeholder.

    Examples
    --------
    >>> numbers_of("{rate:pct}, and again {rate:pct}")
    ['rate', 'rate']
    """
    return [name for name, _ in _number_fields(template)]

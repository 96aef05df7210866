"""Words and numbers in the reader's language: gettext catalogues, Babel formats, and templates filled with values.

A template is translated first and filled after, so that a translator sees the whole sentence. Belongs here: nothing
that knows a table, a topic or a chart.
"""

import csv
import datetime
import difflib
import gettext
import io
import math
import re
from functools import cache
from string import Formatter

from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from lib import paths
from lib.errors import NotebookError, UsageError
from lib.estimates import Estimate

LOCALES = {"en": "en_GB", "es": "es_EC"}
#: Percent patterns; Spanish sets a no-break space before the sign (Real Academia Española), which es_EC lacks.
_PERCENT = {"en": "#,##0%", "es": "#,##0\u00a0%"}
#: What a placeholder may ask for; the point after ``n``, ``pct`` and ``usd`` sets the decimals.
SPECS = re.compile(r"((n|pct|usd)(\.\d)?|year|date|label|text)(:(value|range))?")
_HEADING = re.compile(r"(?P<marks>#{1,6} )(?P<text>.*?)(?P<slug> \{#[\w-]+\})?")
_current = "en"


def set_language(language: str) -> None:
    """Set the language of everything said from now on.

    Raises
    ------
    UsageError : a language that the series does not have
    """
    global _current
    if language not in LOCALES:
        raise UsageError(
            f"language {language!r}", "not a language of the series", f"Known: {', '.join(LOCALES)}"
        )
    _current = language


def current() -> str:
    """The language in use, ``en`` or ``es``."""
    return _current


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    file = paths.LOCALE / language / "LC_MESSAGES" / "series.po"
    if not file.exists():
        return gettext.NullTranslations()
    binary = io.BytesIO()
    with open(file, "rb") as stream:
        write_mo(binary, read_po(stream, locale=LOCALES[language]))
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def translate(message: str) -> str:
    """The message in the language in use; English where the catalogue has none."""
    return _catalogue(_current).gettext(message) if message and _current != "en" else message


@cache
def _labels(folder: str) -> dict[str, str]:
    with open(paths.Path(folder) / "labels.csv", encoding="utf-8", newline="") as stream:
        return {row["code"]: row["label"] for row in csv.DictReader(stream)}


def label(code: str) -> str:
    """The word that a reader sees for a code of the data.

    Raises
    ------
    NotebookError : a code that ``data/labels.csv`` does not have
    """
    labels = _labels(str(paths.data()))
    if code not in labels:
        near = difflib.get_close_matches(str(code), labels, 3)
        hint = f"Did you mean {', '.join(near)}?" if near else "Add it to data/labels.csv."
        raise NotebookError("data/labels.csv", f"no label for the code {code!r}", hint)
    return translate(labels[code])


def _decimals(numbers: list[float]) -> int:
    """Three significant digits for the largest number, none for whole ones."""
    if all(float(x).is_integer() for x in numbers):
        return 0
    largest = max(abs(x) for x in numbers)
    return min(max(0, 2 - math.floor(math.log10(largest))), 5) if largest else 0


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _plain(number: float, decimals: int) -> str:
    rounded = round(number, decimals) + 0.0  # + 0.0 turns a rounded -0.0 into 0.0
    return format_decimal(rounded, _pattern(decimals), locale=LOCALES[_current]).replace(
        "-", "\N{MINUS SIGN}"
    )


def _percent(number: float, decimals: int) -> str:
    pattern = _PERCENT[_current].replace("#,##0", _pattern(decimals))
    return format_percent(
        round(number, decimals + 2) + 0.0, pattern, locale=LOCALES[_current]
    ).replace("-", "\N{MINUS SIGN}")


def _money(number: float, unit: tuple[float, str, str], decimals: int) -> str:
    scaled = number / unit[0]
    if (
        unit[0] > 1 and decimals == 0 and abs(scaled) >= 1000
    ):  # "USD 2.554 millones" would claim four digits
        scaled = round(scaled, 2 - math.floor(math.log10(abs(scaled))))
    word = unit[1] if decimals == 0 and abs(round(scaled)) == 1 else unit[2]
    sign, amount = ("\N{MINUS SIGN}" if scaled < 0 else ""), _plain(abs(scaled), decimals)
    return "\N{NO-BREAK SPACE}".join(filter(None, [f"{sign}USD", amount, word]))


def _money_unit(largest: float) -> tuple[float, str, str]:
    if largest >= 1e9 and _current == "en":
        return 1e9, "billion", "billion"
    if largest >= 1e6:
        return (1e6, "million", "million") if _current == "en" else (1e6, "millón", "millones")
    return 1.0, "", ""


def _formatter(kind: str, decimals: int | None, numbers: list[float]):
    """One number -> text, with unit and decimals chosen once for a value and its range."""
    largest = max((abs(x) for x in numbers), default=0.0)
    if kind == "pct":
        return lambda x: _percent(x, 1 if decimals is None else decimals)
    if kind == "usd":
        unit = _money_unit(largest)
        scaled = [x / unit[0] for x in numbers]
        places = (
            decimals
            if decimals is not None
            else (2 if unit[0] == 1 and largest < 100 else _trim(scaled))
        )
        return lambda x: _money(x, unit, places)
    places = decimals if decimals is not None else _decimals(numbers)
    return lambda x: _plain(x, places)


def _trim(numbers: list[float]) -> int:
    """Decimals for at most three significant digits of the largest number, without zeros that say nothing."""
    places = _decimals(numbers)
    while places and all(round(x, places) == round(x, places - 1) for x in numbers):
        places -= 1
    return places


def format_value(value, spec: str = "n") -> str:
    """A value as a reader sees it: a number, an Estimate, a code, a date (see `SPECS`).

    An `Estimate` prints its point and its range, or its range alone where it has no point.
    """
    match = SPECS.fullmatch(spec)
    if not match:
        raise NotebookError(
            f"format {spec!r}", "not known", "Known: n pct usd (with .D) year date label text"
        )
    kind, places, part = match[2] or match[1], match[3], match[5]
    if kind == "label":
        return label(value)
    if kind == "text":
        return str(value)
    if unknown(value):
        return translate("not known")
    if kind in ("year", "date"):
        return _date(value) if kind == "date" else str(int(value))
    return _estimate(value, kind, int(places[1:]) if places else None, part)


def format_values(numbers: list[float], spec: str = "n") -> list[str]:
    """Numbers of one axis as a reader sees them: in one unit, with just the decimals that tell them apart."""
    kind, largest = spec.partition(".")[0], max(map(abs, numbers))
    if kind == "year":
        return [str(round(x)) for x in numbers]
    unit = _money_unit(largest) if kind == "usd" else (0.01 if kind == "pct" else 1.0, "", "")
    near = 1e-6 * largest / unit[0]
    places = next(
        (
            d
            for d in range(6)
            if all(abs(x - round(x, d)) <= near for x in (n / unit[0] for n in numbers))
        ),
        6,
    )
    write = {"pct": _percent, "usd": lambda x, d: _money(x, unit if x else (1.0, "", ""), d)}.get(
        kind, _plain
    )
    return [write(x, places) if abs(x) > 1e-6 * largest else write(0.0, 0) for x in numbers]


def unknown(value) -> bool:
    """True for a value that stands for nothing known."""
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or str(value) in ("<NA>", "NaT")
    )


def _estimate(value, kind: str, places: int | None, part: str | None) -> str:
    if not isinstance(value, Estimate):
        number = value.item() if hasattr(value, "item") else value
        return _formatter(kind, places, [number])(number)
    numbers = [x for x in (value.value, value.low, value.high) if x is not None]
    write = _formatter(kind, places, numbers)
    ends = [None if x is None else write(x) for x in (value.low, value.high)]
    point = None if value.value is None else write(value.value)
    if part == "value" or (part is None and not value.has_range):
        return point or translate("not known")
    between = _range(ends, alone=part == "range" or point is None)
    return between if part == "range" or point is None else f"{point} ({between})"


def _range(ends: list[str | None], alone: bool) -> str:
    low, high = ends
    if low is None and high is None:
        return translate("no bound")
    if low is None or high is None:
        return (translate("up to {end}") if low is None else translate("at least {end}")).format(
            end=high or low
        )
    return (
        translate("between {low} and {high}") if alone else translate("{low} to {high}")
    ).format(low=low, high=high)


def _date(value) -> str:
    """``2024``, ``2024-01`` or ``2024-01-09`` as a reader writes it; a Timestamp as a day."""
    parts = [int(x) for x in str(value)[:10].split("-")]
    if len(parts) == 1:
        return str(parts[0])
    day = datetime.date(*parts, *([1] if len(parts) == 2 else []))
    if len(parts) == 2:
        return format_skeleton("yMMMM", day, locale=LOCALES[_current])
    return format_date(day, "long", locale=LOCALES[_current])


def render(template: str, values: dict, *, markdown: bool = False) -> str:
    """The template in the language in use, its placeholders filled.

    With `markdown`, what is filled in is escaped: text from data never becomes markup.

    Raises
    ------
    NotebookError : a placeholder without a format, or without a value of its name; a brace that is not closed
    """
    parts = []
    try:
        fields = list(Formatter().parse(translate(template)))
    except ValueError as error:
        raise NotebookError(
            f"{template!r}", str(error), "A brace that is meant is written twice."
        ) from None
    for literal, name, spec, _ in fields:
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


def formats_of(template: str) -> dict[str, str]:
    """Name -> format of each number that a template shows, without ``:value`` or ``:range``; the first of several."""
    found = [
        (name, spec.split(":")[0])
        for _, name, spec, _ in Formatter().parse(template)
        if name and spec
    ]
    return {name: spec for name, spec in reversed(found) if spec not in ("text", "label", "date")}


def numbers_of(template: str) -> list[str]:
    """Names of the numbers that a template shows, in order of appearance, one for each placeholder."""
    fields = [(name, spec) for _, name, spec, _ in Formatter().parse(template) if name and spec]
    return [name for name, spec in fields if spec.split(":")[0] not in ("text", "label", "date")]


def escape(text: str) -> str:
    """Text from data, made safe inside Markdown, also where a paragraph begins with it."""
    line = re.sub(r"[ \t\n\v\f\r]+", " ", text)
    safe = re.sub(r"([\\`*_{}\[\]()<>#+!|~$^&])", r"\\\1", line)
    return re.sub(r"^( ?(?:\d{1,9}(?=\.(?: |$))|(?=-)))", r"\1\\", safe)


def blocks(source: str) -> list[tuple[str, str, str]]:
    """Markdown cell -> (prefix, translatable text, suffix) for each block; fenced code has no text."""
    found = []
    for block in re.split(r"\n\s*\n", source.strip()):
        heading = _HEADING.fullmatch(block)
        if heading:
            found.append((heading["marks"], heading["text"], heading["slug"] or ""))
        else:
            found.append((block, "", "") if block.startswith("```") else ("", block, ""))
    return found


def translate_markdown(source: str) -> str:
    """A Markdown cell in the language in use, block by block, its anchors unchanged."""
    return "\n\n".join(before + translate(text) + after for before, text, after in blocks(source))

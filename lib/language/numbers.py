"""Numbers, estimates and dates as a reader of the language in use sees them.

The unit and the decimals are chosen once for a value and its range, or for all numbers of an axis. Sentences around
them are `lib.language.templates`.
"""

import datetime
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from lib.errors import NotebookError
from lib.estimates import Estimate
from lib.language.catalogue import LOCALES, current, label, translate

#: Percent patterns; Spanish sets a no-break space before the sign (Real Academia Española), which es_EC lacks.
_PERCENT = {"en": "#,##0%", "es": "#,##0\u00a0%"}
#: What a placeholder may ask for; the point after ``n``, ``pct`` and ``usd`` sets the decimals.
SPECS = re.compile(
    r"((n|pct|usd)(\.\d)?|hundredths|years|months|year|date|label|text)(:(value|range))?"
)
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
#: More decimals than these no number shows.
_MOST_DECIMALS = 5
#: Numbers of an axis that are this near, as a share of the largest, are the same number.
_NEAR = 1e-6


class _MoneyUnit(NamedTuple):
    """Dollars in one unit, and its word for one and for several of them."""

    dollars: float
    singular: str
    plural: str


_DOLLAR = _MoneyUnit(1.0, "", "")


def _significant(numbers: list[float]) -> int:
    """Decimals for three significant digits of the largest number; none for whole ones."""
    if all(float(x).is_integer() for x in numbers):
        return 0
    largest = max(abs(x) for x in numbers)
    if not largest:
        return 0
    places = 2 - math.floor(math.log10(largest))
    return min(max(0, places), _MOST_DECIMALS)


def _trimmed(numbers: list[float]) -> int:
    """Decimals for at most three significant digits of the largest number, without zeros that say nothing."""
    places = _significant(numbers)
    while places and all(round(x, places) == round(x, places - 1) for x in numbers):
        places -= 1
    return places


def _pattern(decimals: int) -> str:
    return "#,##0." + "0" * decimals if decimals else "#,##0"


def _plain(number: float, decimals: int) -> str:
    rounded = round(number, decimals) + 0.0  # + 0.0 turns a rounded -0.0 into 0.0
    text = format_decimal(rounded, _pattern(decimals), locale=LOCALES[current()])
    return text.replace("-", _MINUS)


def _percent(share: float, decimals: int) -> str:
    rounded = round(share, decimals + 2) + 0.0
    pattern = _PERCENT[current()].replace("#,##0", _pattern(decimals))
    text = format_percent(rounded, pattern, locale=LOCALES[current()])
    return text.replace("-", _MINUS)


def _money(dollars: float, unit: _MoneyUnit, decimals: int) -> str:
    amount = dollars / unit.dollars
    if unit.dollars > 1 and decimals == 0 and abs(amount) >= 1000:
        # "USD 2.554 millones" would claim four digits
        amount = round(amount, 2 - math.floor(math.log10(abs(amount))))
    sign = _MINUS if amount < 0 else ""
    is_one = decimals == 0 and abs(round(amount)) == 1
    word = unit.singular if is_one else unit.plural
    parts = [f"{sign}USD", _plain(abs(amount), decimals), word]
    return _NO_BREAK.join(part for part in parts if part)


def _money_unit(largest: float) -> _MoneyUnit:
    """The unit for amounts up to `largest` dollars; Spanish has no word for a thousand millions that is in use."""
    if current() == "en":
        if largest >= 1e9:
            return _MoneyUnit(1e9, "billion", "billion")
        if largest >= 1e6:
            return _MoneyUnit(1e6, "million", "million")
    elif largest >= 1e6:
        return _MoneyUnit(1e6, "millón", "millones")
    return _DOLLAR


def _formatter(kind: str, decimals: int | None, numbers: list[float]) -> Callable[[float], str]:
    """One number -> text, with unit and decimals chosen once for a value and its range."""
    if kind == "pct":
        places = 1 if decimals is None else decimals
        return lambda share: _percent(share, places)
    if kind == "usd":
        largest = max((abs(x) for x in numbers), default=0.0)
        unit = _money_unit(largest)
        places = _money_decimals(numbers, largest, unit) if decimals is None else decimals
        return lambda dollars: _money(dollars, unit, places)
    places = _significant(numbers) if decimals is None else decimals
    return lambda number: _plain(number, places)


def _money_decimals(numbers: list[float], largest: float, unit: _MoneyUnit) -> int:
    if unit == _DOLLAR and largest < 100:
        return 2  # cents
    return _trimmed([x / unit.dollars for x in numbers])


def format_value(value: Any, spec: str = "n") -> str:
    r"""A value as a reader sees it.

    Parameters
    ----------
    value : a number, an `Estimate`, a code of the data, a date, or None for what is not known. An `Estimate` prints its
        point and its range, or its range alone where it has no point
    spec : see `SPECS`; ``:value`` and ``:range`` after it ask for one part of an `Estimate`

    Raises
    ------
    NotebookError : a format that is not in `SPECS`; a code without a label

    Examples
    --------
    >>> format_value(0.151, "pct"), format_value(2_550_000_000, "usd"), format_value("2024-01", "date")
    ('15.1%', 'USD\xa02.55\xa0billion', 'January 2024')
    >>> format_value(Estimate(967, 900, 1000, "rounding"))
    '967 (900 to 1,000)'
    """
    match = SPECS.fullmatch(spec)
    if not match:
        raise NotebookError(
            f"format {spec!r}",
            "not known",
            "Known: n pct usd (with .D) hundredths years months year date label text",
        )
    kind = match[2] or match[1]
    decimals = int(match[3][1:]) if match[3] else None
    part = match[5]
    if kind == "label":
        return label(value)
    if kind == "text":
        return str(value)
    if unknown(value):
        return translate("not known")
    if kind == "year":
        return str(int(value))
    if kind == "date":
        return _date(value)
    if isinstance(value, Estimate):
        return _estimate(value, kind, decimals, part)
    number = value.item() if hasattr(value, "item") else value
    if kind == "hundredths":  # for "30 to 70 percent", where a sign would stand twice
        hundredths = round(100 * number, 9)  # 100 * 0.07 is a little more than 7
        return _formatter("n", decimals, [hundredths])(hundredths)
    if kind in ("years", "months"):
        return _counted(number, kind)
    return _formatter(kind, decimals, [number])(number)


def _counted(number: float, unit: str) -> str:
    """So many years or months, in the form that the language has for so many."""
    is_one = Locale.parse(LOCALES[current()]).plural_form(number) == "one"
    if unit == "years":
        words = translate("{n} year") if is_one else translate("{n} years")
    else:
        words = translate("{n} month") if is_one else translate("{n} months")
    return words.format(n=format_value(number, "n"))


def format_values(numbers: list[float], spec: str = "n") -> list[str]:
    """Numbers of one axis as a reader sees them: in one unit, with just the decimals that tell them apart.

    Parameters
    ----------
    numbers : at least one
    spec : ``n``, ``pct``, ``usd`` or ``year``; decimals that it names are not used

    Examples
    --------
    >>> format_values([0, 0.25, 0.5], "pct")
    ['0%', '25%', '50%']
    """
    kind = spec.partition(".")[0]
    if kind == "year":
        return [str(round(x)) for x in numbers]
    write: Callable[[float, int], str]
    largest = max(abs(x) for x in numbers)
    if kind == "pct":
        places = _decimals_apart(numbers, 0.01)
        write = _percent
    elif kind == "usd":
        unit = _money_unit(largest)
        places = _decimals_apart(numbers, unit.dollars)

        def as_money(x: float, decimals: int) -> str:
            return _money(x, unit if x else _DOLLAR, decimals)  # a zero needs no "billion"

        write = as_money
    else:
        places = _decimals_apart(numbers, 1.0)
        write = _plain
    is_zero = [abs(x) <= _NEAR * largest for x in numbers]
    return [
        write(0.0, 0) if zero else write(x, places)
        for x, zero in zip(numbers, is_zero, strict=True)
    ]


def _decimals_apart(numbers: list[float], unit: float) -> int:
    """The fewest decimals with which every number, in that unit, shows as what it is."""
    scaled = [x / unit for x in numbers]
    near = _NEAR * max(abs(x) for x in numbers) / unit
    for places in range(_MOST_DECIMALS + 1):
        if all(abs(x - round(x, places)) <= near for x in scaled):
            return places
    return _MOST_DECIMALS + 1


def unknown(value: object) -> bool:
    """True for a value that stands for nothing known: None, NaN, and what pandas has for them.

    Examples
    --------
    >>> unknown(None), unknown(0)
    (True, False)
    """
    if value is None:
        return True
    if isinstance(value, float) and math.isnan(value):
        return True
    return str(value) in ("<NA>", "NaT")


def _estimate(estimate: Estimate, kind: str, decimals: int | None, part: str | None) -> str:
    point, low, high = estimate.value, estimate.low, estimate.high
    write = _formatter(kind, decimals, [x for x in (point, low, high) if x is not None])
    written_point = None if point is None else write(point)
    if part == "value" or (part is None and not estimate.has_range):
        return written_point or translate("not known")
    written_low = None if low is None else write(low)
    written_high = None if high is None else write(high)
    if part == "range" or written_point is None:
        return _range(written_low, written_high, alone=True)
    return f"{written_point} ({_range(written_low, written_high, alone=False)})"


def _range(low: str | None, high: str | None, *, alone: bool) -> str:
    """The words for a range whose ends are written; `alone` where no point stands before it."""
    if low is None and high is None:
        return translate("no bound")
    if low is None:
        return translate("up to {end}").format(end=high)
    if high is None:
        return translate("at least {end}").format(end=low)
    words = translate("between {low} and {high}") if alone else translate("{low} to {high}")
    return words.format(low=low, high=high)


def _date(value: object) -> str:
    """``2024``, ``2024-01`` or ``2024-01-09`` as a reader writes it; a Timestamp as a day."""
    numbers = [int(part) for part in str(value)[:10].split("-")]
    if len(numbers) == 1:
        return str(numbers[0])
    if len(numbers) == 2:
        first_day = datetime.date(numbers[0], numbers[1], 1)
        return format_skeleton("yMMMM", first_day, locale=LOCALES[current()])
    return format_date(datetime.date(*numbers), "long", locale=LOCALES[current()])

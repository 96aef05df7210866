"""Money of different years and currencies: constant prices with a named deflator and base, exchange rates.

Fiscal and calendar years never meet: every amount says in which kind of year it stands, every price series
too, and a difference raises. Belongs here: conversion only. Does not: where a series comes from.

A sum that meets another sum is a `Dollars`: it carries its year, and refuses dollars of another one.

    package = Dollars(93_400_000, 2024)
    cost = Dollars(175_000, 2008)
    package / cost                      # NotebookError: dollars of 2024 meet dollars of 2008
    package / cost.of(2024, prices)     # how many the package pays: a plain number
    amounts(package, cost)              # the numbers of several sums, once they are of one year
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lib.errors import NotebookError

BASES = ("calendar", "fiscal")


@dataclass(frozen=True)
class Prices:
    """A price level by year, in any unit: only ratios of it are used.

    Parameters
    ----------
    name : the deflator, as a reader should see it named
    basis : ``calendar`` or ``fiscal`` years (US: October of the year before to September)
    level : year -> price level, positive

    Raises
    ------
    ValueError : unknown basis, or a level that is not a positive number

    Examples
    --------
    >>> prices = Prices("consumer prices", "calendar", {2010: 80.0, 2020: 100.0})
    >>> float(prices.factor(2010, base=2020, basis="calendar"))
    1.25
    """

    name: str
    basis: str
    level: Mapping[int, float]

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise ValueError(f"unknown kind of year {self.basis!r}; known: {', '.join(BASES)}")
        bad = [year for year, level in self.level.items() if not (np.isfinite(level) and level > 0)]
        if bad or not self.level:
            raise ValueError(
                f"{self.name}: " + (f"levels of {bad} are not positive" if bad else "no levels")
            )
        level = {int(year): float(value) for year, value in self.level.items()}
        object.__setattr__(self, "level", MappingProxyType(level))

    def factor(self, years: ArrayLike, base: int, basis: str) -> np.ndarray:
        """Dollars of `base` for one dollar of each year; `years`: one or more years of kind `basis`.

        Raises
        ------
        ValueError : fiscal years against calendar prices or the reverse; a year without a price level
        """
        if basis != self.basis:
            raise ValueError(
                f"{self.name} holds {self.basis} years, the amounts {basis} years: do not mix"
            )
        wanted = np.atleast_1d(np.asarray(years, dtype=int))
        missing = sorted({int(y) for y in [*wanted, base]} - set(self.level))
        if missing:
            raise ValueError(
                f"{self.name} has no price level for {missing[:5]}; it covers {min(self.level)} to {max(self.level)}"
            )
        factors = self.level[base] / np.array([self.level[int(y)] for y in wanted])
        return factors if np.ndim(years) else factors[0]


@dataclass(frozen=True)
class Dollars:
    """A sum in US dollars of one year, which does not mix with dollars of another.

    Two sums of one year add up, are compared, and divide to a plain number; a sum times or over a number is a sum.

    Parameters
    ----------
    amount : in dollars of `year`
    year : whose prices they are
    basis : ``calendar`` or ``fiscal`` year

    Raises
    ------
    NotebookError : whatever meets a sum of another year; `of` brings it to one

    Examples
    --------
    >>> prices = Prices("consumer prices", "calendar", {2010: 80.0, 2020: 100.0})
    >>> Dollars(100, 2010).of(2020, prices)
    Dollars(amount=125.0, year=2020, basis='calendar')
    >>> Dollars(250, 2020) / Dollars(100, 2010).of(2020, prices)
    2.0
    """

    amount: float
    year: int
    basis: str = "calendar"

    def __post_init__(self) -> None:
        if self.basis not in BASES:
            raise ValueError(f"unknown kind of year {self.basis!r}; known: {', '.join(BASES)}")
        if not np.isfinite(self.amount):
            raise ValueError(f"{self.amount} is no sum of money")

    def of(self, year: int, prices: Prices) -> Dollars:
        """The same purchasing power in dollars of another year, by the deflator `prices`."""
        factor = float(prices.factor(self.year, year, self.basis))
        return replace(self, amount=self.amount * factor, year=year)

    def __add__(self, other: Dollars) -> Dollars:
        mine, theirs = amounts(self, other)
        return replace(self, amount=mine + theirs)

    def __sub__(self, other: Dollars) -> Dollars:
        mine, theirs = amounts(self, other)
        return replace(self, amount=mine - theirs)

    def __mul__(self, number: float) -> Dollars:
        return replace(self, amount=self.amount * number)

    __rmul__ = __mul__

    def per(self, number: float) -> Dollars:
        """The sum for each of a number of years, inhabitants or units."""
        return replace(self, amount=self.amount / number)

    def __truediv__(self, other: Dollars) -> float:
        mine, theirs = amounts(self, other)
        return mine / theirs

    def __lt__(self, other: Dollars) -> bool:
        mine, theirs = amounts(self, other)
        return mine < theirs

    def __gt__(self, other: Dollars) -> bool:
        return other < self


def amounts(*sums: Dollars) -> tuple[float, ...]:
    """The numbers of sums of one and the same year.

    Raises
    ------
    NotebookError : a plain number among them, or dollars of two years

    Examples
    --------
    >>> amounts(Dollars(3, 2020), Dollars(4, 2020))
    (3, 4)
    """
    for money in sums:
        if not isinstance(money, Dollars):
            raise NotebookError(
                "dollars", f"{money!r} does not say of which year; write Dollars(amount, year)"
            )
    years = list(dict.fromkeys(f"{money.basis} {money.year}" for money in sums))
    if len(years) > 1:
        raise NotebookError(
            "dollars",
            f"dollars of {years[0]} meet dollars of {years[1]}; bring them to one year with .of(year, prices)",
        )
    return tuple(money.amount for money in sums)


def from_index(table: pd.DataFrame, basis: str, name: str) -> Prices:
    """Prices from rows of `year`, `basis` and `index`, such as consumer prices; rows of that `basis` only.

    Raises
    ------
    ValueError : no row of that basis, or an index that is not positive

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2010, 2020], "basis": "calendar", "index": [80.0, 100.0]})
    >>> dict(from_index(table, "calendar", "consumer prices").level)
    {2010: 80.0, 2020: 100.0}
    """
    rows = table[table["basis"] == basis]
    index = rows.set_index("year")["index"]
    return Prices(name, basis, index.to_dict())


def from_multipliers(table: pd.DataFrame, series: str, name: str) -> Prices:
    """Fiscal prices from published multipliers, base dollars per dollar: the inverse of one is a level.

    Parameters
    ----------
    table : ``series``, ``fiscal_year``, ``multiplier``

    Raises
    ------
    ValueError : no row of that series

    Examples
    --------
    >>> table = pd.DataFrame({"series": "gdp", "fiscal_year": [2014, 2024], "multiplier": [1.25, 1.0]})
    >>> dict(from_multipliers(table, "gdp", "GDP deflator").level)
    {2014: 0.8, 2024: 1.0}
    """
    rows = table[table["series"] == series]
    return Prices(
        name, "fiscal", dict(zip(rows["fiscal_year"], 1 / rows["multiplier"], strict=True))
    )


def constant(
    amounts: ArrayLike, years: ArrayLike, *, prices: Prices, base: int, basis: str
) -> np.ndarray:
    """Amounts of their own years in dollars of the year `base`; shapes as given.

    Raises
    ------
    ValueError : see `Prices.factor`

    Examples
    --------
    >>> prices = Prices("consumer prices", "calendar", {2010: 80.0, 2020: 100.0})
    >>> constant([8.0, 8.0], [2010, 2020], prices=prices, base=2020, basis="calendar").tolist()
    [10.0, 8.0]
    """
    return np.asarray(amounts, dtype=float) * prices.factor(years, base, basis)


def current(
    amounts: ArrayLike, years: ArrayLike, *, prices: Prices, base: int, basis: str
) -> np.ndarray:
    """The inverse of `constant`: amounts in dollars of `base` as dollars of their own years.

    Raises
    ------
    ValueError : see `Prices.factor`

    Examples
    --------
    >>> prices = Prices("consumer prices", "calendar", {2010: 80.0, 2020: 100.0})
    >>> current([10.0], [2010], prices=prices, base=2020, basis="calendar").tolist()
    [8.0]
    """
    return np.asarray(amounts, dtype=float) / prices.factor(years, base, basis)


def to_dollars(amount_eur: float, year: int, rates: pd.DataFrame) -> float:
    """Euros of a calendar year in dollars, at the yearly mean rate.

    Parameters
    ----------
    rates : ``year``, ``usd_per_eur``

    Raises
    ------
    ValueError : a year without a rate

    Examples
    --------
    >>> to_dollars(200, 2023, pd.DataFrame({"year": [2023], "usd_per_eur": [1.5]}))
    300.0
    """
    known = dict(zip(rates["year"], rates["usd_per_eur"], strict=True))
    if year not in known:
        raise ValueError(f"no exchange rate for {year}; known: {min(known)} to {max(known)}")
    return float(amount_eur) * known[year]

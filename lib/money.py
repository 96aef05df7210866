"""Money of different years and currencies: constant prices with a named deflator and base, exchange rates.

Fiscal and calendar years never meet: every amount says in which kind of year it stands, every price series
too, and a difference raises. Belongs here: conversion only. Does not: where a series comes from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

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


def from_index(table: pd.DataFrame, basis: str, name: str) -> Prices:
    """Prices from rows of `year`, `basis` and `index`, such as consumer prices; rows of that `basis` only."""
    rows = table[table["basis"] == basis]
    return Prices(name, basis, dict(zip(rows["year"], rows["index"], strict=True)))


def from_multipliers(table: pd.DataFrame, series: str, name: str) -> Prices:
    """Fiscal prices from published multipliers, base dollars per dollar: the inverse of one is a level."""
    rows = table[table["series"] == series]
    return Prices(
        name, "fiscal", dict(zip(rows["fiscal_year"], 1 / rows["multiplier"], strict=True))
    )


def constant(
    amounts: ArrayLike, years: ArrayLike, *, prices: Prices, base: int, basis: str
) -> np.ndarray:
    """Amounts of their own years in dollars of the year `base`; shapes as given."""
    return np.asarray(amounts, dtype=float) * prices.factor(years, base, basis)


def current(
    amounts: ArrayLike, years: ArrayLike, *, prices: Prices, base: int, basis: str
) -> np.ndarray:
    """The inverse of `constant`: amounts in dollars of `base` as dollars of their own years."""
    return np.asarray(amounts, dtype=float) / prices.factor(years, base, basis)


def to_dollars(amount_eur: float, year: int, rates: pd.DataFrame) -> float:
    """Euros of a calendar year in dollars, at the yearly mean rate in `rates` (year, usd_per_eur)."""
    known = dict(zip(rates["year"], rates["usd_per_eur"], strict=True))
    if year not in known:
        raise ValueError(f"no exchange rate for {year}; known: {min(known)} to {max(known)}")
    return float(amount_eur) * known[year]

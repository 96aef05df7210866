"""Institutions: an index of the rule of law, prisons, the armed forces.

Belongs here: figures on those who carry a reform, as tables state them. Does not: cases and their course.
"""

import pandas as pd

from lib.estimates import Estimate, change, rounding
from lib.frames import pick


def index_change(
    scores: pd.DataFrame, iso3: str, start: int, end: int, confidence: float = 0.9
) -> Estimate:
    """Change of an index with published standard errors."""
    rows = (
        scores[scores["iso3"] == iso3]
        .set_index("year")
        .loc[[start, end], ["estimate", "standard_error"]]
    )
    return change(*rows.itertuples(index=False, name=None), confidence)


def occupancy(stock: pd.DataFrame) -> pd.DataFrame:
    """`stock` with x (decimal year), occupancy (prisoners per place), shortfall and unsentenced_share."""
    x = [
        int(day[:4]) + ((int(day[5:7]) - 0.5) / 12 if len(day) > 4 else 0.5)
        for day in stock["as_of"]
    ]
    held, places = stock["inmates"], stock["places"]
    return stock.assign(
        x=x,
        occupancy=held / places,
        shortfall=held - places,
        unsentenced_share=stock["unsentenced"] / held,
    )


def death_rates(deaths: pd.DataFrame, stock: pd.DataFrame) -> pd.DataFrame:
    """Violent deaths per 1,000 prisoners by year, over rival counts not in doubt: x, value (middle), low, high."""
    held, rows = stock[~stock["suspect"]], []
    for x, part in deaths[deaths["violent"].notna() & ~deaths["suspect"]].groupby("year"):
        inmates = held.loc[held["as_of"].str[:4] == str(x), "inmates"]
        low, high = (
            part["violent"].min() / inmates.max() * 1000,
            part["violent"].max() / inmates.min() * 1000,
        )
        rows.append((x, (low + high) / 2, low, high))
    return pd.DataFrame(rows, columns=["x", "value", "low", "high"])


def forces(table: pd.DataFrame, claimed: float, rise: float) -> pd.DataFrame:
    """Shares of the force that the sources and the article's two numbers give: label, value, low, high."""
    heads = table.loc[table["measure"].str.startswith("headcount"), "persons"]
    left = table[table["measure"] == "departures"].set_index("period_start")["persons"]
    asked, stated = pick(table, "requests", "measure", "persons"), rounding(claimed, 0.01)
    counts = {"requests": asked, "departures_2023": left["2023"], "departures_2024": left["2024"]}
    rows = [
        ("share_" + code, n / heads.iloc[0], n / heads.max(), n / heads.min())
        for code, n in counts.items()
    ]
    ends = (stated.value, stated.low, stated.high)
    return pd.DataFrame(
        [("share_claimed", *ends), *rows, ("share_implied_2023", *(x / (1 + rise) for x in ends))],
        columns=["label", "value", "low", "high"],
    )

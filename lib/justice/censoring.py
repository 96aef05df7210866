"""Judicial outcomes: attrition, censoring, sentences, corruption cases, clearance, prisons, armed forces.

Belongs here: the arithmetic of notebook 01 as pure functions; tables come in as DataFrames, codes stay codes.
Does not: money laundering (`lib.laundering`), reading tables, words for a reader. Shares are fractions.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtr

from lib.estimates import Estimate, change, corners, monte_carlo, rounding, share
from lib.frames import pick

#: First and last month in which the article's cases were opened.
OPENED = ("2019-01", "2022-12")
#: Weight of the last opening month relative to the first, by the course of openings.
OPENINGS = {"even": 1.0, "rising": 2.0, "falling": 0.5}


class Timing(NamedTuple):
    """How long cases last and when they were counted.

    `median` months; `spread`: 84 in 100 cases last at most that many medians (lognormal); `counted_until`: last
    month counted, ``2022-12``; `openings`: a key of `OPENINGS`.
    """

    median: float
    spread: float
    counted_until: str
    openings: str = "even"


def conviction_rate(cases: pd.DataFrame, confidence: float = 0.95) -> Estimate:
    """Convictions counted per investigation opened, with the interval if chance alone varied (Wilson 1927)."""
    return share(
        *(pick(cases, stage, "stage", "cases") for stage in ("convictions", "investigations")),
        confidence,
    )


def stages(cases: pd.DataFrame, abbreviated: Estimate, minimum: Estimate) -> pd.DataFrame:
    """Stages of the funnel with the whole cases that the rounded shares allow: stage, value, low, high."""
    counted = [
        (stage, *[pick(cases, stage, "stage", "cases")] * 3)
        for stage in ("investigations", "convictions")
    ]
    found, (value, low, high) = list(counted), counted[1][1:]
    for stage, part in (("abbreviated", abbreviated), ("minimum", minimum)):
        value, low, high = (
            value * part.value,
            int(np.ceil(low * part.low - 1e-9)),
            int(high * part.high + 1e-9),
        )
        found.append((stage, round(value), low, high))
    return pd.DataFrame(found, columns=["stage", "value", "low", "high"])


def _month(text: str) -> int:
    year, month = map(int, text.split("-"))
    return year * 12 + month - 1


def months(first: str, last: str) -> list[str]:
    """The months from `first` to `last`, both ``2022-12`` or so, in order."""
    return [f"{m // 12}-{m % 12 + 1:02d}" for m in range(_month(first), _month(last) + 1)]


def _cohort(timing: Timing) -> tuple[np.ndarray, np.ndarray]:
    """Months from opening to the count, and weight, of each monthly cohort opened in `OPENED`."""
    if timing.openings not in OPENINGS:
        raise ValueError(f"openings {timing.openings!r} not known; known: {', '.join(OPENINGS)}")
    first, last = map(_month, OPENED)
    weights = np.linspace(1.0, OPENINGS[timing.openings], last - first + 1)
    elapsed = _month(timing.counted_until) + 1 - (np.arange(first, last + 1) + 0.5)
    return np.clip(elapsed, 0.0, None), weights / weights.sum()


def _duration_cdf(elapsed, timing: Timing):
    """Share of cases that last at most `elapsed` months."""
    if not (timing.median > 0 and timing.spread > 1):
        raise ValueError(
            f"median {timing.median} must be positive and spread {timing.spread} above 1"
        )
    return ndtr(np.log(np.maximum(elapsed, 1e-9) / timing.median) / np.log(timing.spread))


def finished_share(timing: Timing) -> float:
    """Share of the convictions to come that had come when they were counted."""
    elapsed, weights = _cohort(timing)
    return float(weights @ _duration_cdf(elapsed, timing))


def eventual_rate(rate: float, timing: Timing) -> float:
    """Share of investigations that end in a conviction in the end, at most one."""
    done = finished_share(timing)
    return min(rate / done, 1.0) if done else 1.0


def true_median(timing: Timing) -> float | None:
    """Median length of all cases if the finished ones alone have the median of `timing`; None if none fits.

    Long cases are missing among the finished, so what is seen is too short (Kalbfleisch and Lawless 1989).
    """
    elapsed, weights = _cohort(timing)

    def gap(median: float) -> float:
        real = timing._replace(median=median)
        return (
            float(
                weights
                @ _duration_cdf(np.minimum(elapsed, timing.median), real)
                / (weights @ _duration_cdf(elapsed, real))
            )
            - 0.5
        )

    longest = next(
        (k * timing.median for k in (1.5, 2, 4, 8, 16) if gap(k * timing.median) <= 0), None
    )
    return longest and float(brentq(gap, timing.median * 0.5, longest))


def eventual_curve(
    rate: float, timing: Timing, dates: dict[str, str], medians=range(6, 49)
) -> pd.DataFrame:
    """Eventual share by median length (x, months), one series for each month of counting in `dates`."""
    return pd.DataFrame(
        [
            (m, eventual_rate(rate, timing._replace(median=m, counted_until=date)), code)
            for code, date in dates.items()
            for m in medians
        ],
        columns=["x", "value", "series"],
    )


def eventual_inputs(timing: Timing, latest: str) -> dict:
    """What is not known of the timing: field -> its ends. Where no `true_median` fits, twice the median seen."""
    return {
        "median": (timing.median, true_median(timing) or 2 * timing.median),
        "spread": (1 + (timing.spread - 1) / 2, 2 * timing.spread - 1),
        "counted_until": (timing.counted_until, latest),
        "openings": ("falling", "rising"),
    }


def _swings(base: dict, inputs: dict, of: Callable, prefix: str) -> pd.DataFrame:
    """Result of `of` when one input at a time takes its ends: label, value, low, high, widest first."""
    found = {
        name: [of(**base), *(of(**{**base, name: end}) for end in ends)]
        for name, ends in inputs.items()
    }
    rows = [(prefix + name, ends[0], min(ends), max(ends)) for name, ends in found.items()]
    table = pd.DataFrame(rows, columns=["label", "value", "low", "high"])
    return table.iloc[(table["low"] - table["high"]).argsort(kind="stable")].reset_index(drop=True)


def eventual_swings(rate: float, timing: Timing, latest: str) -> pd.DataFrame:
    """Eventual share when one input at a time takes its ends: as `_swings`."""
    inputs = eventual_inputs(timing, latest)
    return _swings(
        timing._asdict(), inputs, lambda **given: eventual_rate(rate, Timing(**given)), "input_"
    )


def eventual_range(
    rate: float, timing: Timing, latest: str, draws: int = 20_000, seed: int = 1
) -> Estimate:
    """Median and range of the eventual share when every unknown input is drawn evenly between its ends."""
    spreads = np.linspace(*eventual_inputs(timing, latest)["spread"], 9)
    cells = [
        timing._replace(counted_until=month, openings=course)
        for month in months(timing.counted_until, latest)
        for course in OPENINGS
    ]
    grid = [np.array(part) for part in zip(*map(_cohort, cells), strict=True)]
    known = [
        [eventual_inputs(cell._replace(spread=s), latest)["median"] for s in spreads]
        for cell in cells
    ]
    longest = np.array(known)[
        :, :, 1
    ]  # of that spread, month and course: a later count misses fewer long cases

    def model(rng: np.random.Generator, size: int) -> np.ndarray:
        place, which = rng.uniform(0, len(spreads) - 1, size), rng.integers(len(cells), size=size)
        step = place.astype(int)
        most = longest[which, step] + (place - step) * (
            longest[which, step + 1] - longest[which, step]
        )
        middle = timing.median + rng.uniform(size=size) * (most - timing.median)
        spread, (elapsed, weights) = (
            np.interp(place, range(len(spreads)), spreads),
            (part[which] for part in grid),
        )
        z = np.log(np.maximum(elapsed, 1e-9) / middle[:, None]) / np.log(spread)[:, None]
        return np.minimum(rate / (weights * ndtr(z)).sum(axis=1), 1.0)

    return monte_carlo(model, draws=draws, seed=seed)[0]


def paces(counts: pd.DataFrame) -> pd.DataFrame:
    """`counts` (series, period_start, period_end, cases) with `per_year`: cases per twelve months of the span."""
    spans = [
        _month(f"{end}-12"[:7]) - _month(f"{start}-01"[:7]) + 1
        for start, end in zip(counts["period_start"], counts["period_end"], strict=True)
    ]
    return counts.assign(per_year=counts["cases"] * 12 / np.array(spans))


def universe(cases: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Ecuador's drug cases a year by who counts them, with the article's: label, value (median), low, high."""
    pace = paces(counts[counts["iso3"] == "ECU"]).groupby("series")["per_year"]
    found = pace.agg(value="median", low="min", high="max")
    own = paces(cases).set_index("article_" + cases["stage"])["per_year"]
    table = pd.concat([found, pd.DataFrame(dict.fromkeys(found.columns, own))])
    return (
        table.rename_axis("label")
        .reset_index()
        .sort_values("value", ascending=False, ignore_index=True)
    )


def abbreviated_of_convictions(abbreviated: Estimate, ordinary: Estimate) -> Estimate:
    """Abbreviated share of convictions from two rounded shares of all outcomes, with its rounding range."""
    pairs = (
        (abbreviated.value, ordinary.value),
        (abbreviated.low, ordinary.high),
        (abbreviated.high, ordinary.low),
    )
    return Estimate(
        *(a / (a + b) for a, b in pairs), "rounding", method="rounding of the two shares"
    )


def provenance(studies: pd.DataFrame, half: Estimate) -> pd.DataFrame:
    """The article's statistics beside the earlier study's: label, article, earlier, spec, agree (ranges meet)."""
    said = studies.pivot_table("value", "measure", "study")
    article, earlier = said["study_article"], said["study_earlier"]
    part = {m: rounding(v / 100, 0.01, truncated=False) for m, v in earlier.dropna().items()}
    convictions = abbreviated_of_convictions(
        part["abbreviated_of_outcomes"], part["ordinary_of_outcomes"]
    )
    band, pairs = part["band_share"], (("value", "value"), ("low", "high"), ("high", "low"))
    other = Estimate(*(getattr(band, a) / getattr(convictions, b) for a, b in pairs), "rounding")
    rows = [
        (
            "abbreviated_share",
            rounding(article["abbreviated_share"] / 100, 0.01),
            convictions,
            "pct",
        ),
        ("band_share", half, band, "pct"),
        ("band_share_other_base", half, other, "pct"),
    ]
    rows += [
        (m, *(rounding(of[m], 1, truncated=False) for of in (article, earlier)), "n.1")
        for m in ("band_low", "band_high", "process_length")
    ]
    meet = [
        "agree_yes" if a.low <= b.high and b.low <= a.high else "agree_no" for _, a, b, _ in rows
    ]
    return pd.DataFrame(rows, columns=["label", "article", "earlier", "spec"]).assign(agree=meet)


def floors(bands: pd.DataFrame, divisor: float, cap_years: float, months: float) -> pd.DataFrame:
    """`bands` with the shortest abbreviated sentence: floor_months, eligible, floors_needed to make `months`.

    The floor is the lowest term over `divisor` (COIP art. 636); above `cap_years` there is none (art. 635).
    """
    floor = bands["min_years"] * 12 / divisor
    return bands.assign(
        floor_months=floor, eligible=bands["max_years"] <= cap_years, floors_needed=months / floor
    )


def nothing_left(
    timing: Timing, spreads: tuple[float, float], band: tuple[float, float]
) -> Estimate:
    """Share of sentences in `band` (months) that the process outlasts, if its length and they are unrelated."""
    ends = [
        1 - float(_duration_cdf(month, timing._replace(spread=s)))
        for s in spreads
        for month in band
    ]
    return Estimate(None, min(ends), max(ends), "scenario", method="length and sentence unrelated")


def sanction_inputs(
    conviction: Estimate,
    abbreviated: Estimate,
    minimum: Estimate,
    band: tuple[float, float],
    other: tuple[float, float],
    ordinary: tuple[float, float],
) -> dict:
    """Inputs of `sanction`: name -> (low, base, high); months of no known distribution have a geometric base."""
    shares = {"conviction": conviction, "abbreviated": abbreviated, "at_minimum": minimum}
    months = {"minimum_months": band, "other_months": other, "ordinary_months": ordinary}
    spans = {name: (low, (low * high) ** 0.5, high) for name, (low, high) in months.items()}
    return {name: (s.low, s.value, s.high) for name, s in shares.items()} | spans


def sanction(
    conviction: float,
    abbreviated: float,
    at_minimum: float,
    minimum_months: float,
    other_months: float,
    ordinary_months: float,
) -> float:
    """Months of prison expected per investigation opened: chance of a conviction times its months."""
    short = at_minimum * minimum_months + (1 - at_minimum) * other_months
    return conviction * (abbreviated * short + (1 - abbreviated) * ordinary_months)


def sanction_bounds(inputs: dict, name: str = "", growth: float = 0.0) -> Estimate:
    """Base and range of the expected sanction over all corners of the inputs; it is linear in each.

    With `name`, of its relative change when that input grows by the fraction `growth`: their extremes lie there too.
    """

    def of(**point: float) -> float:
        now = sanction(**point)
        return sanction(**{**point, name: point[name] * (1 + growth)}) / now - 1 if name else now

    return corners(of, inputs)


def sanction_swings(inputs: dict) -> pd.DataFrame:
    """Sanction when one input at a time takes its ends: as `_swings`."""
    return _swings(
        {name: base for name, (_, base, _) in inputs.items()}, inputs, sanction, "stage_"
    )


def _shares(counts: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Counts (part, whole) by code as label, value, low, high and both counts under their names."""
    found = [
        share(int(part), int(whole), confidence) for part, whole in counts.itertuples(index=False)
    ]
    table = pd.DataFrame(
        [(s.value, s.low, s.high) for s in found], columns=["value", "low", "high"]
    )
    return pd.concat(
        [pd.Series(counts.index, name="label"), table, counts.reset_index(drop=True)], axis=1
    )


def abbreviated_by_case(
    outcomes: pd.DataFrame, cases: list[str], confidence: float = 0.95
) -> pd.DataFrame:
    """Abbreviated proceedings among the convicted, by case and together: as `_shares`."""
    table = outcomes.pivot_table("persons", "case", "outcome", "sum", fill_value=0).loc[cases]
    short = table["outcome_abbreviated"]
    counts = pd.DataFrame({"abbreviated": short, "convicted": short + table["outcome_trial"]})
    counts.loc["case_all"] = counts.sum()
    return _shares(counts.astype(int), confidence)


def clearance(table: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Homicides cleared per homicide by province, with all other provinces as one: as `_shares`, lowest first."""
    counts = table.set_index("province")[["cleared", "homicides"]]
    counts.loc["rest_of_country"] = 2 * counts.loc["whole_country"] - counts.sum()
    return _shares(counts.astype(int), confidence).sort_values("value", ignore_index=True)


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

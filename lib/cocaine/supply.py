"""Regional cocaine supply: area and output, seizures, single cases, prices, ports, arms, violence on the way.

Belongs here: what turns the tables of ``data/cocaine`` into figures. Does not: a reader's words, charts,
files, other topics. Weights are in the unit of the column; shares are fractions of one.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from lib.estimates import Estimate, bounds, monte_carlo

#: Departure that the seizing country did not report or did not know.
UNKNOWN_DEPARTURE = "XNR"


def stack(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables under one another, each named in the column ``series``."""
    return pd.concat(frames, names=["series"]).reset_index("series").reset_index(drop=True)


def spans(estimates: dict[str, Estimate]) -> pd.DataFrame:
    """Estimates as rows: ``label``, ``value``, ``low``, ``high``."""
    return pd.DataFrame(
        [(name, e.value, e.low, e.high) for name, e in estimates.items()],
        columns=["label", "value", "low", "high"],
    )


def gapped(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows, and an empty one for each year ``x`` inside a ``series`` that has none: there its line breaks."""
    parts = [
        part.set_index("x").reindex(range(part["x"].min(), part["x"].max() + 1)).assign(series=name)
        for name, part in frame.groupby("series", sort=False)
    ]
    return pd.concat(parts).rename_axis("x").reset_index()


def yearly(frame: pd.DataFrame, value: str, **where: str) -> pd.Series:
    """Column `value` by year of the rows that match `where`; ValueError if none does or a year is twice."""
    rows = frame.loc[np.logical_and.reduce([frame[name] == code for name, code in where.items()])]
    if rows.empty or rows["year"].duplicated().any():
        raise ValueError(f"{where}: {'a year stands twice' if len(rows) else 'no rows'}")
    return rows.set_index("year")[value].sort_index()


def decompose(first: pd.Series, last: pd.Series) -> pd.Series:
    """Change of a product, split among its factors without a rest (LMDI, Ang 2005, Energy Policy 33(7)).

    `first` and `last` hold positive factors under the same names, such as area and output per hectare.
    The parts are in the unit of the product and sum to its change.
    """
    if min(first.min(), last.min()) <= 0 or set(first.index) != set(last.index):
        raise ValueError("factors must be positive and have the same names")
    before, after, steps = first.prod(), last.prod(), np.log(last / first.reindex(last.index))
    same = abs(steps.sum()) < 1e-12  # the logarithmic mean of two equal numbers is that number
    return steps * (before if same else (after - before) / steps.sum())


def output_parts(
    area_ha: pd.Series, output_t: pd.Series, spans: Iterable[tuple[int, int]]
) -> pd.DataFrame:
    """Change of output (t) over each span of years, split into area and output per hectare by `decompose`."""
    rows = []
    for start, end in spans:
        parts = decompose(
            *(
                pd.Series({"area": area_ha[year], "productivity": output_t[year] / area_ha[year]})
                for year in (start, end)
            )
        )
        rows.append(
            {
                "start": start,
                "end": end,
                "change_t": output_t[end] - output_t[start],
                "area_t": parts["area"],
                "productivity_t": parts["productivity"],
                "area_share": parts["area"] / parts.sum(),
            }
        )
    return pd.DataFrame(rows)


def source_gap(frame: pd.DataFrame, value: str, first: str, second: str) -> pd.DataFrame:
    """Two series of one quantity (columns iso3, year, series): `second` over `first`, where both are known.

    ``same_way``: both moved in one direction since the year before; missing where that year is not known.
    """
    wide = (
        frame.pivot_table(value, ["iso3", "year"], "series")[[first, second]].dropna().reset_index()
    )
    steps = wide.groupby("iso3")[["year", first, second]].diff()
    same = (
        (np.sign(steps[first]) == np.sign(steps[second]))
        .astype("boolean")
        .where(steps["year"] == 1)
    )
    return wide.assign(ratio=wide[second] / wide[first], same_way=same).rename_axis(columns=None)


def rise_before(area: pd.Series, start: int, end: int, event_year: int) -> Estimate:
    """Share of the rise from `start` to `end` that came before an event inside `event_year`.

    The counts are of 31 December, so the growth of the event's own year lies on an unknown side: bounds.
    """
    sides = [
        (area[year] - area[start]) / (area[end] - area[start])
        for year in (event_year - 1, event_year)
    ]
    return bounds(min(sides), max(sides), method="growth of the event's own year on either side")


def placebo_dates(area: pd.Series, window: int) -> pd.DataFrame:
    """Mean yearly log growth in the `window` years after each year less that before it, itself left out.

    ``rank_share``: share of all years with a change at least as large, the one-sided placebo p of that year.
    """
    growth = np.log(area).diff()
    rows = [
        (
            year,
            growth.loc[year + 1 : year + window].mean()
            - growth.loc[year - window : year - 1].mean(),
        )
        for year in area.index[window + 1 : len(area) - window]
    ]
    frame = pd.DataFrame(rows, columns=["year", "change"])
    return frame.assign(rank_share=[(frame["change"] >= value).mean() for value in frame["change"]])


def world_share(seizures: pd.DataFrame, iso3: str, without: Sequence[str] = ()) -> pd.DataFrame:
    """Weight (kg), share of the sum of countries and rank of one country by year, `without` some."""
    rows = seizures[~seizures["iso3"].isin(list(without))]
    by_year = rows.groupby("year")["seized_kg"]
    ranks = by_year.rank(ascending=False, method="min").astype(int)
    table = rows.assign(rank=ranks, world_kg=by_year.transform("sum"))
    table = table[table["iso3"] == iso3].assign(share=lambda t: t["seized_kg"] / t["world_kg"])
    return table[["year", "seized_kg", "world_kg", "share", "rank"]].reset_index(drop=True)


def leave_one_out(seizures: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Growth of the total from `first` to `last` without each country in turn, of those in both years."""
    wide = seizures.pivot_table("seized_kg", "iso3", "year")[[first, last]].dropna()
    left = wide.sum() - wide
    return (left[last] / left[first] - 1).rename("growth").sort_values().reset_index()


def hill(kg: Sequence[float], ks: Sequence[int], level: float = 0.95) -> pd.DataFrame:
    """Hill's tail index ``alpha`` of the k largest cases for each k, with its asymptotic range (Hill 1975)."""
    logs, ks = np.sort(np.log(np.asarray(kg, dtype=float)))[::-1], np.asarray(ks)
    alpha = 1 / (np.cumsum(logs)[ks - 1] / ks - logs[ks])
    spread = stats.norm.ppf((1 + level) / 2) / np.sqrt(ks)
    return pd.DataFrame(
        {"k": ks, "alpha": alpha, "low": alpha * (1 - spread), "high": alpha * (1 + spread)}
    )


def lognormal_fit(kg: Sequence[float], floor: float) -> tuple[float, float]:
    """Mean and spread of the log weights (kg) of a lognormal seen from `floor` up; maximum likelihood."""
    logs, cut = np.log(np.asarray(kg, dtype=float)), np.log(floor)

    def loss(theta):
        mean, sd = theta[0], np.exp(theta[1])
        return len(logs) * stats.norm.logsf(cut, mean, sd) - stats.norm.logpdf(logs, mean, sd).sum()

    mean, log_sd = optimize.fmin(loss, (logs.mean(), np.log(logs.std())), maxiter=2000, disp=False)
    return float(mean), float(np.exp(log_sd))


def lognormal_draw(
    rng: np.random.Generator, size: int, fit: tuple[float, float], floor: float
) -> np.ndarray:
    """Weights (kg) from `floor` up of the lognormal of `lognormal_fit`."""
    hidden = special.ndtr((np.log(floor) - fit[0]) / fit[1])
    return np.exp(fit[0] + fit[1] * special.ndtri(hidden + (1 - hidden) * rng.random(size)))


def tail_choice(kg: Sequence[float], floor: float) -> tuple[float, float]:
    """Lognormal against power law from `floor` (kg) up: Vuong's z, above 0 for the lognormal, and its p (Clauset,
    Shalizi and Newman 2009, SIAM Review 51(4), section 5.2)."""
    logs = np.log(np.asarray(kg, dtype=float)[np.asarray(kg) >= floor])
    (mean, sd), over = lognormal_fit(np.exp(logs), floor), logs - np.log(floor)
    lognormal = stats.norm.logpdf(logs, mean, sd) - stats.norm.logsf(np.log(floor), mean, sd)
    gain = lognormal + np.log(over.mean()) + over / over.mean()
    z = float(gain.sum() / (np.sqrt(len(gain)) * gain.std()))
    return z, float(2 * stats.norm.sf(abs(z)))


def hill_rival(
    kg: Sequence[float],
    ks: Sequence[int],
    floor: float,
    draws: int = 400,
    seed: int = 1,
    level: float = 0.9,
) -> pd.DataFrame:
    """Where Hill's index would lie were cases from `floor` up lognormal: median and range of draws by k."""
    tail, rng = np.asarray(kg)[np.asarray(kg) >= floor], np.random.default_rng(seed)
    fit = lognormal_fit(tail, floor)
    paths = np.array(
        [hill(lognormal_draw(rng, len(tail), fit, floor), ks)["alpha"] for _ in range(draws)]
    )
    low, middle, high = np.quantile(paths, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return pd.DataFrame({"k": list(ks), "alpha": middle, "low": low, "high": high})


def noise_change(
    kg: Sequence[float],
    cases: int,
    floor: float | None = None,
    draws: int = 4000,
    seed: int = 1,
    level: float = 0.9,
) -> Estimate:
    """Change of a yearly total when nothing changes: two years of Poisson(`cases`) cases of one distribution.

    Weights are drawn from the cases seen; with `floor`, those from it up come from the fitted lognormal, which can
    exceed all seen. A range over simulated years, not a bootstrap of a total, which fails here (Athreya 1987).
    """
    seen = np.asarray(kg, dtype=float)
    fit = lognormal_fit(seen[seen >= floor], floor) if floor else None

    def total(rng):
        year = rng.choice(seen, max(int(rng.poisson(cases)), 1))
        if fit is None:
            return year.sum()
        small = year[year < floor]
        return small.sum() + lognormal_draw(rng, len(year) - len(small), fit, floor).sum()

    return monte_carlo(
        lambda rng, size: np.array([total(rng) / total(rng) - 1 for _ in range(size)]),
        draws=draws,
        seed=seed,
        level=level,
        method="two years of one process",
    )[0]


def ladder(
    points: pd.DataFrame, prices: pd.DataFrame, usd_per_eur: pd.Series, leaf_kg: tuple[float, float]
) -> pd.DataFrame:
    """Lowest and highest price (USD per kg of cocaine) by ``stage``, cheapest first: label, low, high.

    `points` are per kg, `prices` per gram, `usd_per_eur` by year; `leaf_kg`: leaf for a kilogram, from and to.
    """
    leaf = points["stage"] == "leaf"
    rate = points["year"].map(usd_per_eur).where(points["currency"] == "EUR", 1.0)
    single = points.assign(
        low=points["price_low_kg"] * rate * np.where(leaf, leaf_kg[0], 1),
        high=points["price_high_kg"] * rate * np.where(leaf, leaf_kg[1], 1),
    )
    prices = prices.assign(low=prices["price_usd_g"] * 1e3, high=prices["price_usd_g"] * 1e3)
    ends = pd.concat([single, prices]).groupby("stage").agg({"low": "min", "high": "max"})
    return (
        ends.loc[(ends["low"] * ends["high"]).sort_values().index]
        .rename_axis("label")
        .reset_index()
    )


def needed_price(
    profit_usd: float, tonnes: float, losses: Sequence[float], costs: Sequence[float]
) -> pd.DataFrame:
    """Price (USD per gram) at which `tonnes` shipped give a profit, for each share lost and share spent."""
    rows = [(a, b, profit_usd / (tonnes * 1e6 * (1 - a) * (1 - b))) for a in losses for b in costs]
    return pd.DataFrame(rows, columns=["loss", "cost", "price_usd_g"])


def profit_model(
    tonnes_month: float,
    price_usd_g: Sequence[float],
    loss: Sequence[float],
    cost: Sequence[float],
    draws: int = 20_000,
    seed: int = 1,
) -> tuple[Estimate, pd.DataFrame]:
    """Yearly profit (USD) and its draws: price log-uniform, shares lost and spent uniform; a scenario."""

    def model(rng, size):
        price = np.exp(rng.uniform(*np.log(price_usd_g), size))
        return (
            tonnes_month
            * 12e6
            * price
            * (1 - rng.uniform(*loss, size))
            * (1 - rng.uniform(*cost, size))
        )

    found, sample = monte_carlo(
        model, draws=draws, seed=seed, method="Monte Carlo over price, losses and costs"
    )
    return found, pd.DataFrame({"value": sample})


def compositions(table: pd.DataFrame) -> pd.DataFrame:
    """Rows as shares of their sum, with ``hhi`` (sum of squared shares; 1/n if equal) and ``moved``.

    ``moved``: Aitchison distance to the row before, which sees relative change alone (Aitchison 1986).
    """
    shares = table.div(table.sum(axis=1), axis=0)
    centred = np.log(shares).sub(np.log(shares).mean(axis=1), axis=0)
    return shares.assign(
        hhi=(shares**2).sum(axis=1), moved=np.sqrt((centred.diff() ** 2).sum(axis=1, min_count=1))
    )


def peaks(seizures: pd.DataFrame, years: int) -> pd.DataFrame:
    """Year and weight (t) of each port's record and of its last figure; ``testable`` from `years` on."""
    main = seizures[seizures["is_main"]].sort_values(["port", "year"])
    ports = main.groupby("port")
    record = main.loc[ports["seized_t"].idxmax()].set_index("port")
    return pd.DataFrame(
        {
            "years": ports.size(),
            "record": record["year"],
            "record_t": record["seized_t"],
            "last": ports["year"].last(),
            "last_t": ports["seized_t"].last(),
            "testable": ports.size() >= years,
        }
    ).reset_index()


def case_list(flows: pd.DataFrame, cases: pd.DataFrame, departure: str) -> pd.DataFrame:
    """One row a case with known departure: arrival, departure, year and weight, as far as the tables allow.

    Cases of `departure` are the real ones. Of other flows only number, sum and largest are known, so the rest
    are taken as equal: true cases vary more, and a bootstrap over this list is too narrow, never too wide.
    """
    others = flows[~flows["departure"].isin([departure, UNKNOWN_DEPARTURE])]
    more = others[others["cases"] > 1]
    more = more.assign(seized_kg=(more["seized_kg"] - more["largest_kg"]) / (more["cases"] - 1))
    parts = [
        cases.assign(departure=departure),
        others.assign(seized_kg=others["largest_kg"]),
        more.loc[more.index.repeat(more["cases"] - 1)],
    ]
    return pd.concat(
        [p[["arrival", "departure", "year", "seized_kg"]] for p in parts], ignore_index=True
    )


def departure_share(
    cases: pd.DataFrame,
    arrival: str,
    departure: str,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 1,
) -> Estimate:
    """Share of the weight seized in `arrival` that had left `departure`, with a percentile bootstrap."""
    part, rng = cases[cases["arrival"] == arrival], np.random.default_rng(seed)
    kg, ours = part["seized_kg"].to_numpy(), (part["departure"] == departure).to_numpy()
    drawn = rng.poisson(1.0, (draws, len(kg))) * kg
    paths = drawn[:, ours].sum(axis=1) / drawn.sum(axis=1)
    point, (low, high) = (
        float(kg[ours].sum() / kg.sum()),
        np.quantile(paths, [(1 - level) / 2, (1 + level) / 2]),
    )
    return Estimate(
        point, min(low, point), max(high, point), "sampling", level, method="bootstrap of cases"
    )


def group_share(
    homicides: pd.DataFrame, provinces: Sequence[str], by: Sequence[str] = ("year",)
) -> pd.DataFrame:
    """Homicides of a group of provinces and their share of the country; ValueError for an unknown province."""
    if unknown := sorted(set(provinces) - (known := set(homicides["province"]))):
        raise ValueError(f"no province {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    inside = homicides["homicides"].where(homicides["province"].isin(list(provinces)), 0)
    sums = homicides.assign(group=inside).groupby(list(by))[["group", "homicides"]].sum()
    return sums.assign(share=sums["group"] / sums["homicides"]).reset_index()


def rates(homicides: pd.DataFrame, population: pd.DataFrame, year: int) -> pd.DataFrame:
    """Homicides per 100,000 and location quotient (rate over the country's) by province in a year."""
    counts = homicides[homicides["year"] == year].groupby("province")["homicides"].sum()
    table = population.set_index("province")[["population"]].join(counts)
    rate = table["homicides"] / table["population"]
    quotient = rate / (counts.sum() / table["population"].sum())
    return (
        table.assign(rate=rate * 1e5, quotient=quotient)
        .sort_values("rate", ascending=False)
        .reset_index()
    )


def breakpoints(counts: Sequence[int], least: int = 12, strength: float = 3.0) -> list[int]:
    """Positions where a monthly count changes its level for at least `least` months: exact optimal partition.

    Poisson cost; each change costs ``strength * dispersion * log(n)``, the dispersion being that of steps
    between months, so that clustered counts do not break at every wave (Killick, Fearnhead and Eckley 2012).
    """
    x = np.asarray(counts, dtype=float)
    sums, n = np.concatenate([[0.0], np.cumsum(x)]), len(x)
    spread = max(1.0, float(np.mean(np.diff(x) ** 2 / np.maximum(x[1:] + x[:-1], 1.0))))
    best, before = [0.0] + [np.inf] * n, [0] * (n + 1)
    for end in range(least, n + 1):
        starts = np.array([0, *range(least, end - least + 1)])
        total, months = sums[end] - sums[starts], end - starts
        costs = np.array(best)[starts] + 2 * (total - special.xlogy(total, total / months))
        at = int(np.argmin(costs))
        best[end], before[end] = costs[at] + strength * spread * np.log(n), int(starts[at])
    found = [before[n]]
    while found[-1]:
        found.append(before[found[-1]])
    return found[::-1][1:]

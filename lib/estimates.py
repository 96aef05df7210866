"""An estimate is a value with a range and the kind of its uncertainty; and the ways to get one.

Belongs here: intervals for counts and shares, bounds, rounding ranges, seeded resampling and Monte Carlo.
Does not: anything that knows a table, a topic or a chart. Shares are fractions of one, never percentages.
"""

# SciPy and statsmodels are imported where they are used: `lib.language` needs `Estimate` alone, and their two seconds
# would be paid by every command, also by one that has nothing to do.
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

#: What a range means, in the order in which a report explains them.
KINDS = ("exact", "rounding", "sampling", "identification", "structural", "scenario")
#: What a bare number may be.
Number = int | float


@dataclass(frozen=True)
class Estimate:
    """A value, its range and what the range means.

    Parameters
    ----------
    value : point, or None where only a range is known
    low, high : ends of the range; None on a side that has no bound
    kind : ``exact`` (no uncertainty), ``rounding`` (what the stated digits allow), ``sampling`` (chance alone),
        ``identification`` (what cannot be known without assumptions), ``structural`` (sources or methods that
        disagree), ``scenario`` (assumptions that a reader may change)
    level : probability that the interval claims, only for ``sampling``, for Bayesian or Monte Carlo ``scenario``, and
        for ``structural`` errors that a producer publishes
    method : how it was made, in a few words

    Raises
    ------
    ValueError : unknown kind, a range that does not hold its value, or a level outside (0, 1)

    Examples
    --------
    >>> told = Estimate(15.0, 14.5, 16.0, "rounding")
    >>> told.holds(15.6), told.scale(0.01).value
    (True, 0.15)
    """

    value: float | None
    low: float | None
    high: float | None
    kind: str
    level: float | None = None
    method: str = ""

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None:
                if not math.isfinite(number):
                    raise ValueError(f"{name} is {number}: use None for what is not known")
                object.__setattr__(self, name, number if isinstance(number, int) else float(number))
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}; known: {', '.join(KINDS)}")
        if self.level is not None and not 0 < self.level < 1:
            raise ValueError(f"level {self.level} is not between 0 and 1")
        if self.kind == "sampling" and self.level is None:
            raise ValueError("a sampling interval states its level")
        ends = [x for x in (self.low, self.value, self.high) if x is not None]
        if ends != sorted(ends):
            raise ValueError(
                f"range {self.low} to {self.high} does not hold the value {self.value}"
            )
        if self.kind == "exact" and len(set(ends)) != 1:
            raise ValueError("an exact value has no range")

    @property
    def has_range(self) -> bool:
        """True where a reader should see a range beside the value."""
        has_end = self.low is not None or self.high is not None
        return has_end and self.kind != "exact"

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the range, infinite where it is open; the value twice where there is no range."""
        if not self.has_range and self.value is not None:
            return self.value, self.value
        return (
            -math.inf if self.low is None else self.low,
            math.inf if self.high is None else self.high,
        )

    @property
    def numbers(self) -> tuple[Number, Number, Number]:
        """The value and both ends, for arithmetic that needs all three.

        Raises
        ------
        ValueError : one of them is not known
        """
        if self.value is None or self.low is None or self.high is None:
            raise ValueError(f"{self.value} ({self.low} to {self.high}) is not known on every side")
        return self.value, self.low, self.high

    def holds(self, number: Number) -> bool:
        """True where `number` lies in the range; an open side has no bound."""
        return (self.low is None or number >= self.low) and (
            self.high is None or number <= self.high
        )

    def scale(self, factor: Number) -> "Estimate":
        """The same estimate in another unit: value and range times a positive `factor`.

        Raises
        ------
        ValueError : a factor that is not above zero, which would turn the range round
        """
        if not factor > 0:
            raise ValueError(f"factor {factor} is not positive")

        def scaled(number: Number | None) -> Number | None:
            return None if number is None else number * factor

        return replace(
            self,
            value=scaled(self.value),
            low=scaled(self.low),
            high=scaled(self.high),
        )


def exact(value: Number, method: str = "") -> Estimate:
    """A value without uncertainty: a count of two prisons, a sum of counts.

    Examples
    --------
    >>> exact(2).has_range
    False
    """
    return Estimate(value, value, value, "exact", method=method)


def rounding(value: Number, unit: Number, *, truncated: bool = True, method: str = "") -> Estimate:
    """What a stated number allows: half a `unit` either way, and a whole one away from zero if it may be cut off.

    Parameters
    ----------
    value : as it is stated, in any unit
    unit : one step of its last digit, in the same unit: 0.1 of ``4.4``
    truncated : whether digits may have been cut off and not rounded, as in "over 4.4"

    Examples
    --------
    >>> rounding(15, 1).numbers
    (15, 14.5, 16)
    >>> rounding(15, 1, truncated=False).numbers
    (15, 14.5, 15.5)
    """
    half = unit / 2
    away_from_zero = unit if truncated else half
    below, above = half, away_from_zero
    if value < 0:
        below, above = away_from_zero, half
    low = value - below
    high = value + above
    return Estimate(value, low, high, "rounding", method=method)


def bounds(
    low: Number | None, high: Number | None, value: Number | None = None, method: str = ""
) -> Estimate:
    """A range that follows from what is known, without assumptions on the rest.

    Parameters
    ----------
    low, high : ends in one unit; None on a side that nothing bounds
    value : a point inside, where one is stated; None by default, for no point of the range is likelier than another

    Examples
    --------
    Of 100 cases 15 have ended in a conviction and 60 are open: the share that will is 15% at least, 75% at most.

    >>> bounds(15 / 100, (15 + 60) / 100).ends
    (0.15, 0.75)

    Source: Manski (2003), Partial Identification of Probability Distributions.
    """
    return Estimate(value, low, high, "identification", method=method)


def envelope(values: Sequence[Number], value: Number | None = None, method: str = "") -> Estimate:
    """The span of rival figures for one quantity: structural, not a confidence interval.

    Parameters
    ----------
    values : the figures, at least one, in one unit
    value : the one that leads, which is one of them or lies between; None where none does

    Raises
    ------
    ValueError : no figure

    Examples
    --------
    >>> envelope([2.1, 3.4, 2.8]).ends
    (2.1, 3.4)
    """
    if not len(values):
        raise ValueError("an envelope needs at least one figure")
    return Estimate(value, min(values), max(values), "structural", method=method)


#: Intervals of a share, and what a reader is told of each.
SHARE_METHODS = {
    "wilson": "Wilson score interval",
    "beta": "exact interval (Clopper and Pearson)",
    "jeffreys": "Jeffreys interval",
    "agresti_coull": "Agresti and Coull interval",
}


def share(successes: int, total: int, level: float = 0.95, method: str = "wilson") -> Estimate:
    """Share `successes`/`total` with a sampling interval.

    Parameters
    ----------
    successes, total : counts, the first not above the second
    level : of the interval
    method : ``wilson``, ``beta`` (exact, for few successes), ``jeffreys`` or ``agresti_coull``

    Returns
    -------
    Estimate : a fraction of one

    Raises
    ------
    ValueError : counts that are no share; a method that is not in `SHARE_METHODS`

    Examples
    --------
    >>> [round(end, 3) for end in share(9, 10).ends]
    [0.596, 0.982]

    Source: Brown, Cai and DasGupta (2001), Statistical Science 16(2).
    """
    if method not in SHARE_METHODS:
        raise ValueError(f"unknown method {method!r}; known: {', '.join(SHARE_METHODS)}")
    if not 0 <= successes <= total or total < 1:
        raise ValueError(f"{successes} of {total} is not a share")
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, total, alpha=1 - level, method=method)
    point = successes / total
    return Estimate(
        point,
        min(max(float(low), 0.0), point),
        max(min(float(high), 1.0), point),
        "sampling",
        level,
        SHARE_METHODS[method],
    )


def share_posterior(
    successes: int, total: int, prior: tuple[float, float] = (0.5, 0.5), level: float = 0.95
) -> Estimate:
    """Posterior median of a share under a Beta prior, with its equal-tailed credible interval.

    Parameters
    ----------
    successes, total : counts, the first not above the second; 0 of 0 gives the prior itself
    prior : the two shapes of the Beta distribution, positive; by default that of Jeffreys
    level : of the interval

    Returns
    -------
    Estimate : a fraction of one

    Raises
    ------
    ValueError : counts that are no share, a shape that is not positive

    Examples
    --------
    Under an even prior, nothing seen leaves every share as likely as another.

    >>> round(share_posterior(0, 0, prior=(1, 1), level=0.9).value, 3)
    0.5
    """
    if not 0 <= successes <= total or min(prior) <= 0:
        raise ValueError(f"{successes} of {total} with prior Beta{prior} is not a share")
    from scipy import stats

    posterior = stats.beta(prior[0] + successes, prior[1] + total - successes)
    low, point, high = posterior.ppf([(1 - level) / 2, 0.5, (1 + level) / 2])
    return Estimate(
        point,
        low,
        high,
        "sampling",
        level,
        f"Beta({prior[0]:g}, {prior[1]:g}) prior, posterior median",
    )


def count(events: int, exposure: float = 1.0, level: float = 0.95) -> Estimate:
    """Rate of `events` per unit of `exposure` with the exact Poisson interval.

    Parameters
    ----------
    events : how many there were
    exposure : over how much: years, inhabitants, hectares; the rate is for one of them
    level : of the interval

    Raises
    ------
    ValueError : events below nought, an exposure that is not positive

    Examples
    --------
    >>> [round(end, 2) for end in count(0).ends]
    [0.0, 3.69]

    Source: Garwood (1936), Biometrika 28.
    """
    if events < 0 or exposure <= 0:
        raise ValueError(f"{events} events in an exposure of {exposure} are not a rate")
    from statsmodels.stats.rates import confint_poisson

    low, high = confint_poisson(events, exposure, method="exact-c", alpha=1 - level)
    return Estimate(
        events / exposure,
        max(float(low), 0.0) if events else 0.0,
        float(high),
        "sampling",
        level,
        "exact Poisson interval",
    )


def rate_ratio(
    events: tuple[int, int], exposures: tuple[float, float], level: float = 0.95
) -> Estimate:
    """Ratio of the first of two Poisson rates to the second, exact and conditional on the total.

    Parameters
    ----------
    events : how many there were in each; the second has at least one
    exposures : of each, in one unit, positive
    level : of the interval

    Returns
    -------
    Estimate : the ratio; without an upper end where chance alone may have made the second rate nought

    Raises
    ------
    ValueError : events or exposures that have no ratio

    Examples
    --------
    >>> rate_ratio((20, 10), (2.0, 1.0)).value
    1.0

    Source: Przyborowski and Wilenski (1940), Biometrika 31.
    """
    (first, second), (time, other) = events, exposures
    if first < 0 or second <= 0 or min(exposures) <= 0:
        raise ValueError(
            f"{first} and {second} events in exposures of {time} and {other} have no ratio"
        )
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(first, first + second, alpha=1 - level, method="beta")
    ends = [p / (1 - p) * other / time if p < 1 else None for p in (float(low), float(high))]
    return Estimate(
        first / time / (second / other),
        ends[0],
        ends[1],
        "sampling",
        level,
        "exact conditional Poisson interval",
    )


#: Level of every interval of a published score: nine in ten, as the World Bank prints its margins.
SCORE_LEVEL = 0.9


def change(before: tuple[float, float], after: tuple[float, float]) -> Estimate:
    """Change of a score from `before` to `after`, each a value and its published standard error.

    The error is that of a model which reconciles sources that disagree: no sample was drawn, so the range is
    structural. Its level is one for all reports (`SCORE_LEVEL`), so that one change has one range. The errors of both
    years are taken as unrelated.

    Parameters
    ----------
    before, after : (value, standard error) in the points of the score

    Examples
    --------
    >>> moved = change((-0.5, 0.3), (-1.0, 0.4))
    >>> round(moved.value, 3), [round(end, 3) for end in moved.ends]
    (-0.5, [-1.322, 0.322])
    """
    from scipy.special import ndtri

    moved = after[0] - before[0]
    error = math.hypot(before[1], after[1])
    half = float(ndtri((1 + SCORE_LEVEL) / 2)) * error
    return Estimate(
        moved,
        moved - half,
        moved + half,
        "structural",
        SCORE_LEVEL,
        "published standard errors",
    )


def bootstrap(
    values: Sequence[Number],
    statistic: Callable,
    *,
    level: float = 0.95,
    draws: int = 9999,
    seed: int = 1,
    method: str = "BCa",
) -> Estimate:
    """Bootstrap interval of ``statistic(values, axis)``; SciPy's bias-corrected and accelerated by default.

    Parameters
    ----------
    values : the sample, of one dimension
    statistic : such as ``numpy.mean``; takes an array and the axis along which it works
    level : of the interval
    draws, seed : how many samples are drawn, and where the generator begins
    method : ``BCa``, ``percentile`` or ``basic``

    Examples
    --------
    >>> mean = bootstrap([1, 2, 3, 4, 5], np.mean, draws=999)
    >>> mean.value, mean.low < 3 < mean.high
    (3.0, True)

    Source: Efron (1987), Journal of the American Statistical Association 82.
    """
    from scipy import stats

    sample = np.asarray(values, dtype=float)
    result = stats.bootstrap(
        (sample,),
        statistic,
        confidence_level=level,
        n_resamples=draws,
        method=method,
        rng=np.random.default_rng(seed),
    )
    low, high = map(float, result.confidence_interval)
    point = float(statistic(sample, axis=-1))
    return Estimate(
        point, min(low, point), max(high, point), "sampling", level, f"{method} bootstrap"
    )


def corners(of: Callable, inputs: dict[str, tuple[Number, Number, Number]]) -> Estimate:
    """Base and range of ``of(**inputs)`` over all corners of its inputs: exact where `of` is monotone in each.

    Parameters
    ----------
    of : takes the inputs by name and gives a number
    inputs : name -> (low, base, high)

    Returns
    -------
    Estimate : the value at all bases, and the smallest and largest at any corner

    Examples
    --------
    >>> area = corners(lambda width, depth: width * depth, {"width": (1, 2, 3), "depth": (4, 5, 6)})
    >>> area.numbers
    (10, 4, 18)
    """
    points = [
        [base for _, base, _ in inputs.values()],
        *product(*((low, high) for low, _, high in inputs.values())),
    ]
    found = [of(**dict(zip(inputs, point, strict=True))) for point in points]
    return Estimate(
        found[0], min(found), max(found), "scenario", method="all corners of the stated ranges"
    )


def monte_carlo(
    model: Callable[[np.random.Generator, int], np.ndarray],
    *,
    draws: int = 20_000,
    seed: int = 1,
    level: float = 0.9,
    method: str = "Monte Carlo over stated ranges",
) -> tuple[Estimate, np.ndarray]:
    """Median and equal-tailed range of ``model(rng, draws)``, with the draws: a scenario, not a confidence interval.

    Parameters
    ----------
    model : takes a generator and the number of draws, gives an array of that length
    draws, seed : how many, and where the generator begins
    level : share of the draws that the range holds
    method : how it was made, for a reader

    Returns
    -------
    Estimate, and the draws as an array

    Raises
    ------
    ValueError : the model gives another number of values, or some that are not finite

    Examples
    --------
    >>> middle, draws = monte_carlo(lambda rng, n: rng.uniform(0, 1, n), level=0.8)
    >>> [round(number, 1) for number in middle.numbers], draws.shape
    ([0.5, 0.1, 0.9], (20000,))
    """
    sample = np.asarray(model(np.random.default_rng(seed), draws), dtype=float)
    if sample.shape != (draws,) or not np.isfinite(sample).all():
        raise ValueError(
            f"the model gave {sample.shape} values, some perhaps not finite; {draws} finite ones are due"
        )
    low, point, high = np.quantile(sample, [(1 - level) / 2, 0.5, (1 + level) / 2])
    return Estimate(point, low, high, "scenario", level, method), sample

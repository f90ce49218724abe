"""Confidence interval for one proportion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import FloatArray, Floats, Ints
from analysis.stats._binomial_limits import attained_level, central_odds, mid_odds
from analysis.stats._counts import choice, counts, fraction, out, refuse, together, warn_where


@dataclass(frozen=True, slots=True)
class ProportionInterval:
    """A proportion with its interval.

    Attributes
    ----------
    estimate : float or array
        events / n; NaN when n = 0.
    low, high : float or array
        Limits in [0, 1]; [0, 1] when n = 0.
    attained_level : float or array
        Level of the Clopper–Pearson limits (an open side leaves nothing outside). Mid-p and Wilson limits do
        not guarantee a level; the nominal one is given.
    n : int or array
        Number of trials.
    level : float
        Nominal level.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    n: Ints
    level: float
    method: str
    warnings: tuple[str, ...]


def wilson_limits(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Wilson's score limits; (0, 1) when n = 0.

    Examples
    --------
    >>> low, high = wilson_limits(np.array([0.0]), np.array([10.0]), 0.95)
    >>> low.tolist(), high.round(4).tolist()
    ([0.0], [0.2775])
    """
    z2 = special.ndtri((1 + level) / 2) ** 2
    size = np.maximum(n, 1)
    root = np.sqrt(z2 * (z2 + 4 * x * (n - x) / size))
    low = np.where(x == 0, 0.0, 2 * x * x / size / (2 * x + z2 + root))  # no difference of near-equal numbers
    miss = n - x
    high = np.where(miss == 0, 1.0, 1 - 2 * miss * miss / size / (2 * miss + z2 + root))
    return low, np.where(n == 0, 1.0, high)


def _clopper_pearson(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    low, high = central_odds(x, n, 1 - level)
    return _share(low), _share(high), attained_level(low, high, level)


def _mid_p(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    low, high = mid_odds(x, n, 1 - level)
    return _share(low), _share(high), np.full_like(n, level)


def _wilson(x: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    return *wilson_limits(x, n, level), np.full_like(n, level)


def _share(odds: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(odds), 1.0, odds / (1 + odds))


_Interval = Callable[[FloatArray, FloatArray, float], tuple[FloatArray, FloatArray, FloatArray]]
_METHODS: dict[str, tuple[_Interval, str]] = {
    "clopper-pearson": (_clopper_pearson, "Clopper–Pearson interval"),
    "mid-p": (_mid_p, "mid-p interval"),
    "wilson": (_wilson, "Wilson score interval"),
}


def proportion_interval(
    events: ArrayLike, n: ArrayLike, *, method: str = "clopper-pearson", level: float = 0.95
) -> ProportionInterval:
    """Estimate a proportion and its two-sided interval.

    scipy's ``binomtest(...).proportion_ci`` is right for Clopper–Pearson and Wilson at these sizes, one
    group at a time; this is the same for arrays, and adds mid-p.

    Parameters
    ----------
    events, n : array_like
        Whole numbers, 0 ≤ events ≤ n. Scalars or arrays of groups that broadcast.
    method : {"clopper-pearson", "mid-p", "wilson"}
        Clopper–Pearson guarantees its level; the others hold it on average.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, and more events than n.

    References
    ----------
    Clopper & Pearson (1934), *Biometrika* 26:404–413; Newcombe (1998), *Statistics in Medicine* 17:857–872.
    R: ``binom.test``, ``prop.test(correct = FALSE)``.

    Examples
    --------
    >>> result = proportion_interval(0, 13)
    >>> result.estimate, result.low, round(result.high, 4), result.attained_level
    (0.0, 0.0, 0.2471, 0.975)
    >>> proportion_interval([0, 4], 13, method="wilson").high.round(4).tolist()
    [0.2281, 0.5763]
    """
    level = fraction("level", level)
    interval, name = choice("method", method, _METHODS)
    shape, (x, size) = together(events=counts("events", events), n=counts("n", n))
    refuse("events", x, x > size, "at most n")
    low, high, attained = interval(x, size, level)
    estimate = np.divide(x, size, out=np.full_like(x, np.nan), where=size > 0)
    return ProportionInterval(
        estimate=out(estimate, shape),
        low=out(low, shape),
        high=out(high, shape),
        attained_level=out(attained, shape),
        n=out(size.astype(np.int64), shape),
        level=level,
        method=name,
        warnings=warn_where(size == 0, "empty_sample"),
    )

"""Binomial distribution: tails, two-sided p, and exact limits of the odds.

The success probability is always given as the pair ``share`` and ``rest`` = 1 − share, so that neither end
loses digits when exposures differ by a factor of thousands. All arguments are flat arrays of one size.

Limits are found as odds p/(1 − p), not as p: a rate ratio is an odds, and odds keep all their digits when p
is near 0 or 1. 0 and ∞ are legitimate limits.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special, stats

from analysis.stats._groups import as_p, per_unique
from analysis.stats._types import BoolArray, FloatArray, Floats, IntArray

LARGEST_WHOLE_SUM = 52
"""Up to here all binomial coefficients and their sums are whole numbers that float64 holds exactly."""


def lower_tail(x: FloatArray, n: FloatArray, _share: FloatArray, rest: FloatArray) -> FloatArray:
    """P(X ≤ x).

    Examples
    --------
    >>> lower_tail(np.array([1.0]), np.array([3.0]), np.array([0.5]), np.array([0.5])).tolist()
    [0.5]
    """
    inside = special.betainc(np.maximum(n - x, 1), np.maximum(x + 1, 1), rest)
    return np.where(x >= n, 1.0, np.where(x < 0, 0.0, inside))


def upper_tail(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """P(X ≥ x)."""
    return lower_tail(n - x, n, rest, share)


def central_p(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Central two-sided p: twice the smaller tail, at most 1.

    Examples
    --------
    >>> central_p(np.array([0.0]), np.array([6.0]), np.array([0.5]), np.array([0.5])).tolist()
    [0.03125]
    """
    smaller = np.minimum(lower_tail(x, n, share, rest), upper_tail(x, n, share, rest))
    return as_p(2 * smaller)


def central_and_mid_p(
    x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Central p, and the mid-p: half the observed value's probability off the smaller tail, then doubled.

    Examples
    --------
    >>> found = central_and_mid_p(np.array([0.0]), np.array([6.0]), np.array([0.5]), np.array([0.5]))
    >>> [p.round(12).tolist() for p in found]
    [[0.03125], [0.015625]]
    """
    smaller = np.minimum(lower_tail(x, n, share, rest), upper_tail(x, n, share, rest))
    log_point = log_choose(n, x) + special.xlogy(x, share) + special.xlogy(n - x, rest)
    return as_p(2 * smaller), mid_from_tail(smaller, np.exp(log_point))


def least_central_p(n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Smallest central p of n trials: that of all or of none, whichever is rarer.

    Examples
    --------
    >>> least_central_p(np.array([6.0]), np.array([0.5]), np.array([0.5])).tolist()
    [0.03125]
    """
    return as_p(2 * np.minimum(share, rest) ** n)


def log_choose(n: Floats, k: Floats) -> FloatArray:
    """Logarithm of the ways to choose k of n.

    Examples
    --------
    >>> np.exp(log_choose(np.array([4.0]), np.array([2.0]))).round(9).tolist()
    [6.0]
    """
    return np.asarray(-np.log1p(n) - special.betaln(n - k + 1, k + 1))


def mid_from_tail(tail: FloatArray, point: FloatArray) -> FloatArray:
    """Two-sided mid-p from the smaller tail and the probability of the observed value.

    Where the tail *is* that one value the difference loses nothing, so no digits are lost at the ends.

    Examples
    --------
    >>> mid_from_tail(np.array([0.25]), np.array([0.25])).tolist()
    [0.25]
    """
    return as_p(2 * np.maximum(tail - point / 2, tail / 2))


def first_true(holds: Callable[[FloatArray], BoolArray], low: FloatArray, high: FloatArray) -> FloatArray:
    """Smallest whole number in [low, high] where a condition holds that, once true, stays true."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = np.floor((low + high) / 2)
        true = holds(middle)
        high = np.where(open_ & true, middle, high)
        low = np.where(open_ & ~true, middle + 1, low)
    return low


def central_odds(x: FloatArray, n: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Clopper–Pearson limits of the odds, each leaving α/2 outside.

    Examples
    --------
    >>> low, high = central_odds(np.array([0.0]), np.array([0.0]), 0.05)
    >>> low.tolist(), high.tolist()
    ([0.0], [inf])
    """
    return per_unique(lambda x, n: _central_odds(x, n, alpha), x, n)  # type: ignore[return-value]


def _central_odds(x: FloatArray, n: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    miss = n - x
    low = _odds(special.betaincinv, special.betainccinv, np.maximum(x, 1), miss + 1, alpha / 2)
    high = _odds(special.betainccinv, special.betaincinv, x + 1, np.maximum(miss, 1), alpha / 2)
    return np.where(x == 0, 0.0, low), np.where(miss == 0, np.inf, high)


def _odds(quantile: Any, mirrored: Any, a: FloatArray, b: FloatArray, tail: float) -> FloatArray:
    """Odds of a beta quantile; above ½ from the quantile of what is left, which keeps its digits."""
    share = np.asarray(quantile(a, b, tail))
    rest = 1 - share
    most = share > 0.5
    rest[most] = mirrored(b[most], a[most], tail)
    return np.asarray(share / rest)


def attained_level(low: FloatArray, high: FloatArray, level: float) -> FloatArray:
    """Level that limits leaving (1 − level)/2 on each side attain; an open side leaves nothing outside.

    Examples
    --------
    >>> attained_level(np.array([0.0]), np.array([2.0]), 0.95).tolist()
    [0.975]
    """
    outside = (1 - level) / 2
    return 1 - outside * (low > 0) - outside * np.isfinite(high)


def coin_tails(up: IntArray, changed: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """P(X ≤ up), P(X ≥ up) and P(X = up) for X ~ binomial(changed, 1/2), correctly rounded up to 52 changes.

    Examples
    --------
    >>> [tail.tolist() for tail in coin_tails(np.array([6]), np.array([7]))]
    [[0.9921875], [0.0625], [0.0546875]]
    """
    lower: FloatArray = np.asarray(special.bdtr(up, changed, 0.5), dtype=np.float64)
    upper: FloatArray = np.asarray(special.bdtr(changed - up, changed, 0.5), dtype=np.float64)
    point: FloatArray = np.asarray(stats.binom.pmf(up, changed, 0.5))
    small = changed <= LARGEST_WHOLE_SUM
    u, m = up[small], changed[small]
    counts = _pascal_triangle()
    sums = np.cumsum(counts, axis=1)
    lower[small], upper[small] = np.ldexp(sums[m, u], -m), np.ldexp(sums[m, m - u], -m)
    point[small] = np.ldexp(counts[m, u], -m)
    return lower, upper, point


@lru_cache(maxsize=1)
def _pascal_triangle() -> FloatArray:
    """Binomial coefficients, one row per number of coins."""
    table = np.zeros((LARGEST_WHOLE_SUM + 1, LARGEST_WHOLE_SUM + 1))
    table[:, 0] = 1.0
    for m in range(1, LARGEST_WHOLE_SUM + 1):
        table[m, 1:] = table[m - 1, 1:] + table[m - 1, :-1]
    return table

"""Exact confidence limits for the odds of a binomial count, given count and trials.

Limits are found as odds p/(1 − p), not as p: a rate ratio is an odds, and odds keep all their digits when p
is near 0 or 1. 0 and ∞ are legitimate limits.
"""

from collections.abc import Callable

import numpy as np
from scipy import special

from analysis.stats._arrays import FloatArray
from analysis.stats._binomial import log_point, upper_tail
from analysis.stats._counts import per_unique
from analysis.stats._roots import bracketed_root

Limits = Callable[[FloatArray, FloatArray, float], tuple[FloatArray, FloatArray]]


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
    a, b = np.maximum(x, 1), miss + 1
    low = special.betaincinv(a, b, alpha / 2) / special.betainccinv(b, a, alpha / 2)
    a, b = x + 1, np.maximum(miss, 1)
    high = special.betainccinv(a, b, alpha / 2) / special.betaincinv(b, a, alpha / 2)
    return np.where(x == 0, 0.0, low), np.where(miss == 0, np.inf, high)


def mid_odds(x: FloatArray, n: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Mid-p limits of the odds: the tail less half the probability of the observed count equals α/2.

    Examples
    --------
    >>> low, high = mid_odds(np.array([0.0]), np.array([1.0]), 0.05)
    >>> low.tolist(), high.round(9).tolist()
    ([0.0], [19.0])
    """
    return per_unique(lambda x, n: _mid_odds(x, n, alpha), x, n)  # type: ignore[return-value]


def _mid_odds(x: FloatArray, n: FloatArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    low, high = _central_odds(x, n, alpha)
    with np.errstate(divide="ignore"):
        edge = -np.log(alpha) / n  # (1 − p)ⁿ/2 = α/2 when every trial went the same way
        edge_odds = np.expm1(edge)
        low = np.where((x == n) & (n > 0), 1 / edge_odds, low)
        high = np.where((x == 0) & (n > 0), edge_odds, high)
    inside = (x > 0) & (x < n)
    if inside.any():
        x, n = x[inside], n[inside]
        bracket = (np.log(low[inside]), np.log(high[inside]))
        low[inside] = np.exp(_mid_root(x, n, bracket, alpha / 2))
        high[inside] = np.exp(-_mid_root(n - x, n, (-bracket[1], -bracket[0]), alpha / 2))
    return low, high


def _mid_root(
    x: FloatArray, n: FloatArray, bracket: tuple[FloatArray, FloatArray], tail: float
) -> FloatArray:
    """Log odds where the mid tail is ``tail``; it lies inside the Clopper–Pearson limits."""

    def excess(log_odds: FloatArray, x: FloatArray, n: FloatArray) -> FloatArray:
        share, rest = special.expit(log_odds), special.expit(-log_odds)
        return upper_tail(x, n, share, rest) - np.exp(log_point(x, n, share, rest)) / 2 - tail

    return bracketed_root(excess, *bracket, x, n)


def attained_level(low: FloatArray, high: FloatArray, level: float) -> FloatArray:
    """Level that limits leaving (1 − level)/2 on each side attain; an open side leaves nothing outside.

    Examples
    --------
    >>> attained_level(np.array([0.0]), np.array([2.0]), 0.95).tolist()
    [0.975]
    """
    outside = (1 - level) / 2
    return 1 - outside * (low > 0) - outside * np.isfinite(high)

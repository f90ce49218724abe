"""Tails of the binomial distribution and its two-sided p values.

The success probability is always given as the pair ``share`` and ``rest`` = 1 − share, so that neither end
loses digits when exposures differ by a factor of thousands. All arguments are flat arrays of one size.
"""

from collections.abc import Callable

import numpy as np
from scipy import special

from analysis.stats._arrays import BoolArray, FloatArray
from analysis.stats._counts import as_p

TIE = 1e-7  # two probabilities this close (relative) are the same probability: R's binom.test and fisher.test


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
    """P(X ≥ x).

    Examples
    --------
    >>> upper_tail(np.array([2.0]), np.array([3.0]), np.array([0.5]), np.array([0.5])).tolist()
    [0.5]
    """
    return lower_tail(n - x, n, rest, share)


def log_point(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Log of P(X = x).

    Examples
    --------
    >>> half = np.array([0.5])
    >>> np.exp(log_point(np.array([1.0]), np.array([2.0]), half, half)).round(12).tolist()
    [0.5]
    """
    ways = -np.log1p(n) - special.betaln(n - x + 1, x + 1)
    return np.asarray(ways + special.xlogy(x, share) + special.xlogy(n - x, rest))


def central(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Central two-sided p: twice the smaller tail, at most 1.

    Examples
    --------
    >>> central(np.array([0.0]), np.array([6.0]), np.array([0.5]), np.array([0.5])).tolist()
    [0.03125]
    """
    smaller = np.minimum(lower_tail(x, n, share, rest), upper_tail(x, n, share, rest))
    return as_p(2 * smaller)


def mid(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Mid-p: half the probability of the observed value taken from the smaller tail, then doubled.

    Examples
    --------
    >>> mid(np.array([0.0]), np.array([6.0]), np.array([0.5]), np.array([0.5])).round(12).tolist()
    [0.015625]
    """
    smaller = np.minimum(lower_tail(x, n, share, rest), upper_tail(x, n, share, rest))
    return mid_from_tail(smaller, np.exp(log_point(x, n, share, rest)))


def mid_from_tail(tail: FloatArray, point: FloatArray) -> FloatArray:
    """Two-sided mid-p from the smaller tail and the probability of the observed value.

    Where the tail *is* that one value the difference loses nothing, so no digits are lost at the ends.

    Examples
    --------
    >>> mid_from_tail(np.array([0.25]), np.array([0.25])).tolist()
    [0.25]
    """
    return as_p(2 * np.maximum(tail - point / 2, tail / 2))


def one_sided(
    x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray, alternative: str, half: float = 0.0
) -> FloatArray:
    """One-sided p, the tail «less» or «greater»; ``half`` = 0.5 gives its mid-p.

    Examples
    --------
    >>> one, two, half = np.array([0.0]), np.array([2.0]), np.array([0.5])
    >>> one_sided(one, two, half, half, "less").tolist(), one_sided(one, two, half, half, "greater").tolist()
    ([0.25], [1.0])
    """
    tail = (lower_tail if alternative == "less" else upper_tail)(x, n, share, rest)
    return tail_p(tail, np.exp(log_point(x, n, share, rest)) if half else tail, half)


def tested(
    x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray, alternative: str, half: float = 0.0
) -> FloatArray:
    """Return p by any alternative: central, or the one tail; ``half`` = 0.5 gives its mid-p.

    Examples
    --------
    >>> none, six, half = np.array([0.0]), np.array([6.0]), np.array([0.5])
    >>> [tested(none, six, half, half, side).tolist() for side in ("two-sided", "less")]
    [[0.03125], [0.015625]]
    """
    if alternative != "two-sided":
        return one_sided(x, n, share, rest, alternative, half)
    return (mid if half else central)(x, n, share, rest)


def tail_p(tail: FloatArray, point: FloatArray, half: float) -> FloatArray:
    """One-sided p less ``half`` of the probability of the observed value, which the tail contains.

    Examples
    --------
    >>> tail_p(np.array([0.25]), np.array([0.125]), 0.5).tolist()
    [0.1875]
    """
    return as_p(np.maximum(tail - half * point, (1 - half) * tail))


def minlike(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Two-sided p as the total probability of all values no more likely than the observed one.

    Examples
    --------
    >>> minlike(np.array([2.0]), np.array([3.0]), np.array([0.25]), np.array([0.75])).round(12).tolist()
    [0.15625]
    """
    flip = x > n * share
    x, share, rest = np.where(flip, n - x, x), np.where(flip, rest, share), np.where(flip, share, rest)
    limit = log_point(x, n, share, rest) + np.log1p(TIE)
    start = np.ceil(n * share)

    def rare(y: FloatArray) -> BoolArray:
        return np.asarray(log_point(np.minimum(y, n), n, share, rest) <= limit)

    y = first_true(rare, start, n + 1)
    p = lower_tail(x, n, share, rest) + upper_tail(y, n, share, rest)
    return as_p(np.where(x == n * share, 1.0, p))


def blaker(x: FloatArray, n: FloatArray, share: FloatArray, rest: FloatArray) -> FloatArray:
    """Blaker's p: the smaller tail plus the largest opposite tail that is no larger.

    Examples
    --------
    >>> blaker(np.array([1.0]), np.array([3.0]), np.array([0.25]), np.array([0.75])).tolist()
    [1.0]
    """
    flip = upper_tail(x, n, share, rest) < lower_tail(x, n, share, rest)
    x, share, rest = np.where(flip, n - x, x), np.where(flip, rest, share), np.where(flip, share, rest)
    tail = lower_tail(x, n, share, rest)

    def small(y: FloatArray) -> BoolArray:
        return np.asarray(upper_tail(y, n, share, rest) <= tail * (1 + TIE))

    y = first_true(small, np.zeros_like(n), n + 1)
    return as_p(tail + upper_tail(y, n, share, rest))


def first_true(holds: Callable[[FloatArray], BoolArray], low: FloatArray, high: FloatArray) -> FloatArray:
    """Smallest whole number in [low, high] where a condition holds that, once true, stays true."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = np.floor((low + high) / 2)
        true = holds(middle)
        high = np.where(open_ & true, middle, high)
        low = np.where(open_ & ~true, middle + 1, low)
    return low

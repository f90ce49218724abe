"""Exact sign test: of those who changed, how many rose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.stats._arrays import (
    Alternative,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_level,
    p_values,
    smallest_p,
)
from analysis.stats._paired import data_warnings, read_differences
from analysis.stats._sides import attained_by_one, inner_level, named, opened


@dataclass(frozen=True, slots=True)
class SignTest:
    """Sign test with the share that rose among those who changed.

    Attributes
    ----------
    estimate
        n_up / (n_up + n_down); NaN when nobody changed.
    low, high
        Clopper–Pearson limits of that share; [0, 1] when nobody changed. No tilt is 0.5.
    attained_level
        Coverage of the interval when the true share is 0.5.
    p, p_mid
        Binomial p and its mid-p; 1 when nobody changed.
    statistic
        n_up.
    n, n_zero, n_missing, n_up, n_down
        Pairs used, of these without change; pairs lost; pairs that rose and fell.
    smallest_p
        The smallest p these pairs could have given.
    level, alternative
        Nominal level of the interval, and what was tested.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_mid: Floats
    statistic: Floats
    n: Ints
    n_zero: Ints
    n_missing: Ints
    n_up: Ints
    n_down: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def sign_test(
    differences: ArrayLike, *, alternative: Alternative = "two-sided", level: float = 0.95
) -> SignTest:
    """Test whether a change upwards is as likely as one downwards, using only the directions.

    Among the m pairs that changed, the number that rose is binomial(m, 1/2) under the null. Two-sided p is
    twice the smaller tail, at most 1. The interval is the Clopper–Pearson interval of the share that rose,
    and excludes 0.5 exactly when p is below 1 − level. ``scipy.stats.binomtest`` gives the same
    p for one group.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    alternative
        ``"greater"`` asks whether changes upwards are the more likely. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for keywords outside their
        range.

    References
    ----------
    Arbuthnott (1710) Phil. Trans. 27:186; Clopper & Pearson (1934) Biometrika 26:404; Hollander & Wolfe
    (1973), ch. 3.

    Examples
    --------
    >>> result = sign_test([1, 2, 0, 3, 1, -1, 2, 1])
    >>> result.p, (result.n_up, result.n_zero, result.n_down)
    (0.125, (6, 1, 1))
    """
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    data = read_differences(differences)
    changed = data.n_up + data.n_down
    lower, upper, point = coin_tails(data.n_up, changed)
    p, p_mid = p_values(lower, upper, point, alternative)
    low, high = opened(*_clopper_pearson(data.n_up, changed, inner), alternative, (0.0, 1.0))
    estimate = np.divide(data.n_up, changed, out=np.full(len(changed), np.nan), where=changed > 0)
    shape = data.groups
    return SignTest(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained_by_one(_coverage_at_half(changed, inner), alternative)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        statistic=shape.floats(data.n_up),
        n=shape.ints(data.n),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        smallest_p=shape.floats(smallest_p(np.ldexp(1.0, -changed), alternative)),
        level=level,
        alternative=alternative,
        method=named("Exact sign test", alternative),
        warnings=data_warnings(data),
    )


LARGEST_INTEGER_COUNT = 52
"""Up to here all binomial coefficients and their sums are whole numbers that float64 holds exactly."""


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
    small = changed <= LARGEST_INTEGER_COUNT
    u, m = up[small], changed[small]
    counts = _pascal_triangle()
    sums = np.cumsum(counts, axis=1)
    lower[small], upper[small] = np.ldexp(sums[m, u], -m), np.ldexp(sums[m, m - u], -m)
    point[small] = np.ldexp(counts[m, u], -m)
    return lower, upper, point


@lru_cache(maxsize=1)
def _pascal_triangle() -> FloatArray:
    """Binomial coefficients, one row per number of coins."""
    table = np.zeros((LARGEST_INTEGER_COUNT + 1, LARGEST_INTEGER_COUNT + 1))
    table[:, 0] = 1.0
    for m in range(1, LARGEST_INTEGER_COUNT + 1):
        table[m, 1:] = table[m - 1, 1:] + table[m - 1, :-1]
    return table


def _clopper_pearson(up: IntArray, changed: IntArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Clopper–Pearson limits, from beta quantiles; 0 and 1 at the ends."""
    tail = (1.0 - level) / 2
    down = changed - up
    low = special.betaincinv(np.maximum(up, 1), down + 1.0, tail)
    high = special.betainccinv(up + 1.0, np.maximum(down, 1), tail)
    return np.where(up == 0, 0.0, low), np.where(down == 0, 1.0, high)


def _coverage_at_half(changed: IntArray, level: float) -> FloatArray:
    """Probability that the interval holds 0.5 when it is the true share."""
    sizes, position = np.unique(changed, return_inverse=True)
    covered = np.ones(len(sizes))
    for i, m in enumerate(sizes.tolist()):
        tail = stats.binom.cdf(np.arange(m // 2 + 1), m, 0.5)
        rejected = tail[2.0 * tail <= 1.0 - level]
        covered[i] = 1.0 - 2.0 * rejected.max(initial=0.0)
    return covered[position.reshape(-1)]

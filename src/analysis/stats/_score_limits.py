"""Score-based limits of a proportion and of the difference of two, paired and unpaired."""

import numpy as np
from scipy import special

from analysis.stats._roots import bracketed_root
from analysis.stats._types import FloatArray

Table = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
"""Both, only before, only after, neither."""


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


def newcombe_unpaired(
    x: FloatArray, n_before: FloatArray, y: FloatArray, n_after: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Newcombe's method 10: Wilson limits added in quadrature."""
    low_b, high_b = wilson_limits(x, n_before, level)
    low_a, high_a = wilson_limits(y, n_after, level)
    p_b, p_a = x / np.maximum(n_before, 1), y / np.maximum(n_after, 1)
    low = p_a - p_b - np.hypot(p_a - low_a, high_b - p_b)
    high = p_a - p_b + np.hypot(high_a - p_a, p_b - low_b)
    empty = (n_before == 0) | (n_after == 0)
    return np.where(empty, -1.0, low), np.where(empty, 1.0, high)


def newcombe_paired(table: Table, level: float) -> tuple[FloatArray, FloatArray]:
    """Newcombe's paired square-and-add limits (his method 10) of after − before.

    Wilson limits of the two margins, added in quadrature with the correlation of the table; a positive
    correlation is computed with ad − bc reduced by n/2, not below 0.

    Examples
    --------
    >>> limits = newcombe_paired(tuple(np.array([float(x)]) for x in (1, 1, 7, 12)), 0.95)
    >>> [round(float(x[0]), 3) for x in limits]
    [0.026, 0.507]
    """
    both, only_before, only_after, neither = table
    n = both + only_before + only_after + neither
    size = np.maximum(n, 1)
    before, after = both + only_before, both + only_after
    low_b, high_b = wilson_limits(before, n, level)
    low_a, high_a = wilson_limits(after, n, level)
    p_b, p_a = before / size, after / size
    phi = _correlation(both, only_before, only_after, neither, n)
    down_a, up_a, down_b, up_b = p_a - low_a, high_a - p_a, p_b - low_b, high_b - p_b
    below = np.sqrt(np.maximum(down_a**2 - 2 * phi * down_a * up_b + up_b**2, 0))
    above = np.sqrt(np.maximum(up_a**2 - 2 * phi * up_a * down_b + down_b**2, 0))
    difference = (only_after - only_before) / size
    empty = n == 0
    return np.where(empty, -1.0, difference - below), np.where(empty, 1.0, difference + above)


def _correlation(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, n: FloatArray) -> FloatArray:
    cross = a * d - b * c
    reduced = np.where(cross > 0, np.maximum(cross - n / 2, 0), cross)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return np.where(margins > 0, reduced / np.sqrt(np.where(margins > 0, margins, 1)), 0.0)


def tango(table: Table, level: float) -> tuple[FloatArray, FloatArray]:
    """Tango's score limits of after − before.

    Examples
    --------
    >>> limits = tango(tuple(np.array([float(x)]) for x in (1, 1, 7, 12)), 0.95)
    >>> [round(float(x[0]), 3) for x in limits]
    [0.026, 0.517]
    """
    both, only_before, only_after, neither = table
    n = both + only_before + only_after + neither
    up = _tango_low(only_after, only_before, n, level)
    down = _tango_low(only_before, only_after, n, level)
    return up, -down


def _tango_low(more: FloatArray, fewer: FloatArray, n: FloatArray, level: float) -> FloatArray:
    """Lower limit of (more − fewer)/n; −1 when nobody is counted or all moved the other way."""
    z = float(special.ndtri((1 + level) / 2))
    limit = np.full_like(n, -1.0)
    open_ = (n > 0) & (fewer < n)
    if open_.any():
        more, fewer, n = more[open_], fewer[open_], n[open_]

        def excess(d: FloatArray, more: FloatArray, fewer: FloatArray, n: FloatArray) -> FloatArray:
            return _score(d, more, fewer, n) - z

        limit[open_] = bracketed_root(excess, -np.ones_like(n), (more - fewer) / n, more, fewer, n)
    return limit


def _score(d: FloatArray, more: FloatArray, fewer: FloatArray, n: FloatArray) -> FloatArray:
    """Standardised distance between the observed difference and ``d``, variance restricted to ``d``."""
    distance = more - fewer - n * d
    b = -more - fewer + (2 * n - more + fewer) * d
    c = -fewer * d * (1 - d)
    root = np.sqrt(np.maximum(b * b - 8 * n * c, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        q = np.where(b > 0, np.where(root + b > 0, -2 * c / (root + b), 0.0), (root - b) / (4 * n))
    variance = n * np.maximum(2 * q + d * (1 - d), 0)
    return np.where(distance == 0, 0.0, distance / np.sqrt(np.maximum(variance, 1e-300)))

"""Score-based intervals for the difference of two paired proportions."""

import numpy as np
from scipy import special

from analysis.stats._arrays import FloatArray
from analysis.stats._roots import bracketed_root
from analysis.stats.proportion_interval import wilson_limits

Table = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
"""Both, only before, only after, neither."""


def newcombe(table: Table, level: float) -> tuple[FloatArray, FloatArray]:
    """Newcombe's paired square-and-add limits (his method 10) of after − before.

    Wilson limits of the two margins, added in quadrature with the correlation of the table; a positive
    correlation is computed with ad − bc reduced by n/2, not below 0.

    Examples
    --------
    >>> limits = newcombe(tuple(np.array([float(x)]) for x in (1, 1, 7, 12)), 0.95)
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

"""Score limits of a proportion and of the difference of two, paired and unpaired."""

import numpy as np
from scipy import special

from analysis.stats._roots import bracketed_root
from analysis.stats._types import FloatArray


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


def tango(rose: FloatArray, fell: FloatArray, n: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Tango's score limits of (rose − fell)/n; (−1, 1) without pairs.

    Examples
    --------
    >>> limits = tango(np.array([7.0]), np.array([1.0]), np.array([21.0]), 0.95)
    >>> [round(float(x[0]), 3) for x in limits]
    [0.026, 0.517]
    """
    return _tango_low(rose, fell, n, level), -_tango_low(fell, rose, n, level)


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

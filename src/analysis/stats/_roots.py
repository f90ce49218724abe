"""Roots of monotone functions, for many groups at once."""

from collections.abc import Callable

import numpy as np

from analysis.stats._types import FloatArray

TOLERANCE = 1e-15
"""A root is found when it is enclosed this closely, absolute and relative."""
MOST_STEPS = 300


def bracketed_root(
    function: Callable[..., FloatArray], low: FloatArray, high: FloatArray, *args: FloatArray
) -> FloatArray:
    """Return, for every group, the root that ``low`` and ``high`` enclose, to the last digits.

    Chandrupatla's method: inverse quadratic interpolation where three points allow it, bisection elsewhere.
    Groups that are done take no more part.

    Parameters
    ----------
    function : callable
        ``function(x, *args)``, elementwise over groups.
    low, high : array
        Points where the function has opposite signs, or is zero.

    Raises
    ------
    ArithmeticError
        When a bracket holds no root.

    References
    ----------
    Chandrupatla (1997) *Advances in Engineering Software* 28:145–149.

    Examples
    --------
    >>> bracketed_root(lambda x, c: x * x - c, np.zeros(2), np.full(2, 3.0), np.array([4.0, 2.25])).tolist()
    [2.0, 1.5]
    """
    a, b = low.astype(np.float64), high.astype(np.float64)
    f_a, f_b = function(a, *args), function(b, *args)
    if not np.all(np.sign(f_a) * np.sign(f_b) <= 0):
        raise ArithmeticError("no root between the given limits")
    root, rows = np.where(np.abs(f_a) < np.abs(f_b), a, b), np.arange(len(a))
    step = np.full(len(a), 0.5)
    for _ in range(MOST_STEPS):
        nearest = np.where(np.abs(f_a) < np.abs(f_b), a, b)
        least = (TOLERANCE * (1 + 2 * np.abs(nearest))) / np.maximum(np.abs(b - a), np.finfo(float).tiny)
        root[rows] = nearest
        left = (least <= 0.5) & (f_a != 0) & (f_b != 0)
        if not left.any():
            return root
        rows, step, least = rows[left], step[left], least[left]
        a, b, f_a, f_b = a[left], b[left], f_a[left], f_b[left]
        args = tuple(values[left] for values in args)
        new = a + np.clip(step, least, 1 - least) * (b - a)
        f_new = function(new, *args)
        same = np.sign(f_new) == np.sign(f_a)
        c, f_c = np.where(same, a, b), np.where(same, f_a, f_b)
        b, f_b = np.where(same, b, a), np.where(same, f_b, f_a)
        a, f_a = new, f_new
        step = _step(a, b, c, f_a, f_b, f_c)
    raise ArithmeticError("no root found within the steps allowed")


def _step(
    a: FloatArray, b: FloatArray, c: FloatArray, f_a: FloatArray, f_b: FloatArray, f_c: FloatArray
) -> FloatArray:
    """Share of the way from a to b where the next point lies."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        place, value = (a - b) / (c - b), (f_a - f_b) / (f_c - f_b)
        curve = f_a / (f_b - f_a) * f_c / (f_b - f_c) + (c - a) / (b - a) * f_a / (f_c - f_a) * f_b / (
            f_c - f_b
        )
    trusted = (value**2 < place) & ((1 - value) ** 2 < 1 - place) & np.isfinite(curve)
    return np.where(trusted, curve, 0.5)

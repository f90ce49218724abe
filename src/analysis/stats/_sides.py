"""One-sided tests and intervals: what an alternative does to the level, the limits and the name.

A one-sided interval leaves all it may leave outside on one side: it keeps one limit of the two-sided interval
at level 2·level − 1 and is open to the end of the scale on the other. So it excludes no change exactly when
the one-sided test rejects at 1 − level, as the two-sided interval does for the two-sided test.
"""

from decimal import Decimal

import numpy as np

from analysis.stats._arrays import FloatArray

TWO_SIDED = "two-sided"


def inner_level(level: float, alternative: str) -> float:
    """Return the level of the two-sided interval one limit of which is kept.

    Raises
    ------
    ValueError
        For a one-sided interval at a level of 0.5 or less: it would not hold its own estimate.

    Examples
    --------
    >>> inner_level(0.95, "two-sided"), inner_level(0.95, "less"), inner_level(0.8, "less")
    (0.95, 0.9, 0.6)
    >>> inner_level(0.5, "less")
    Traceback (most recent call last):
    ValueError: level must be above 0.5 for a one-sided interval (alternative 'less'), found 0.5
    """
    if alternative == TWO_SIDED:
        return level
    if level <= 0.5:
        raise ValueError(
            f"level must be above 0.5 for a one-sided interval (alternative {alternative!r}), found {level!r}"
        )
    return float(2 * Decimal(repr(float(level))) - 1)  # 0.8 gives 0.6, not 0.6000000000000001


def opened(
    low: FloatArray, high: FloatArray, alternative: str, ends: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[FloatArray, FloatArray]:
    """Open the side the alternative says nothing of, to the end of the scale; NaN (no interval) stays NaN.

    Examples
    --------
    >>> low, high = opened(np.array([0.5, np.nan]), np.array([2.0, np.nan]), "less", (0.0, np.inf))
    >>> low.tolist(), high.tolist()
    ([0.0, nan], [2.0, nan])
    """
    if alternative == "less":
        low = np.where(np.isnan(low), np.nan, ends[0])
    elif alternative == "greater":
        high = np.where(np.isnan(high), np.nan, ends[1])
    return low, high


def attained_by_one(attained: FloatArray, alternative: str) -> FloatArray:
    """Return the level attained when only one side of a symmetric interval is left open to error.

    Examples
    --------
    >>> attained_by_one(np.array([0.9375]), "greater").tolist()
    [0.96875]
    """
    return attained if alternative == TWO_SIDED else (1.0 + attained) / 2.0


def named(method: str, alternative: str) -> str:
    """Return the name of a method with its alternative, where that is one-sided.

    Examples
    --------
    >>> named("Exact sign test", "two-sided"), named("Exact sign test", "less")
    ('Exact sign test', 'Exact sign test, one-sided (less)')
    """
    return method if alternative == TWO_SIDED else f"{method}, one-sided ({alternative})"


def exactly(method: str, *, exact: bool) -> str:
    """Return the name of a method that is exact within its reach and a normal approximation past it.

    Examples
    --------
    >>> exactly("sign test", exact=True), exactly("sign test", exact=False)
    ('Exact sign test', 'Normal approximation of the sign test')
    """
    return f"Exact {method}" if exact else f"Normal approximation of the {method}"

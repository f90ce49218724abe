"""Roots of monotone functions, for many groups at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import elementwise

from analysis.stats._types import FloatArray

_TOLERANCES = {"xatol": 1e-15, "xrtol": 1e-15, "fatol": 0.0, "frtol": 0.0}


def bracketed_root(
    function: Callable[..., FloatArray], low: FloatArray, high: FloatArray, *args: FloatArray
) -> FloatArray:
    """Return, for every group, the root that ``low`` and ``high`` enclose, to the last digits (Chandrupatla).

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

    Examples
    --------
    >>> bracketed_root(lambda x, c: x * x - c, np.zeros(2), np.full(2, 3.0), np.array([4.0, 2.25])).tolist()
    [2.0, 1.5]
    """
    call: Any = elementwise.find_root
    found = call(function, (low, high), args=args, tolerances=_TOLERANCES, maxiter=300)
    if not np.all(np.isfinite(found.x)):
        raise ArithmeticError("no root between the given limits")
    return np.asarray(found.x, dtype=np.float64)

"""Is a month like the one before it? The lag-1 correlation of counts around their window's own rate."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._months import months
from analysis.stats._types import FloatArray


def autocorrelation(counts: ArrayLike, exposure: ArrayLike, after: ArrayLike) -> FloatArray:
    """Return Σ rₜ rₜ₊₁ / Σ rₜ² of the residuals, each count less its exposure's share of its window's events.

    Residuals of neighbouring months of the same window are held together; with 12 + 12 independent months
    it is −0.1 on average, with a standard error of about 0.2. It is shown, and no test is chosen by it.

    Parameters
    ----------
    counts, exposure, after : array_like, shape (..., months)
        As :func:`~analysis.stats.month_permutation`, in order of time.

    Returns
    -------
    ndarray, shape (...)
        Between −1 and 1; NaN where no count differs from its window's rate.

    Raises
    ------
    ValueError
        As :func:`~analysis.stats.month_permutation`.

    References
    ----------
    Kendall (1954) Biometrika 41:403; Marriott & Pope (1954) Biometrika 41:390 (its bias below 0).

    Examples
    --------
    >>> round(float(autocorrelation([1, 2, 3, 4, 4, 3, 2, 1], 1, [False] * 4 + [True] * 4)), 2)
    0.25
    """
    data = months(counts, exposure, after)
    residual = np.zeros_like(data.count)
    for window in (data.before, data.after):
        events, time, _ = data.total(window)
        rate = np.divide(events, time, out=np.zeros_like(events), where=time > 0)
        residual += np.where(window, data.count - rate[:, None] * data.exposure, 0.0)
    together = (data.before[:, 1:] & data.before[:, :-1]) | (data.after[:, 1:] & data.after[:, :-1])
    pairs = (residual[:, 1:] * residual[:, :-1] * together).sum(axis=1)
    squares = (residual**2).sum(axis=1)
    found = np.divide(pairs, squares, out=np.full_like(pairs, np.nan), where=squares > 1e-12)
    return np.asarray(found.reshape(data.shape), dtype=float)

"""Doubled midranks: tied values share their mean rank, times two so that ranks are whole numbers."""

from __future__ import annotations

import numpy as np

from analysis.stats._arrays import FloatArray, IntArray


def doubled_midranks_of_sorted(ordered: FloatArray) -> IntArray:
    """Doubled midranks of rows that ascend, with NaN (missing) last and ranked 0.

    Examples
    --------
    >>> doubled_midranks_of_sorted(np.array([[0.0, 1.0, 1.0, 3.0, np.nan]])).tolist()
    [[2, 5, 5, 8, 0]]
    """
    n_groups, n = ordered.shape
    if n == 0:
        return np.zeros((n_groups, 0), dtype=np.int64)
    starts = np.ones((n_groups, n), dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=starts[:, 1:])
    position = np.arange(n, dtype=np.int32)
    first = np.maximum.accumulate(np.where(starts, position, 0), axis=1)
    ends = np.ones((n_groups, n), dtype=bool)
    ends[:, :-1] = starts[:, 1:]
    last = np.minimum.accumulate(np.where(ends, position, n - 1)[:, ::-1], axis=1)[:, ::-1]
    ranks = (first + last + 2).astype(np.int64)
    return np.where(np.isnan(ordered), 0, ranks)


def doubled_midranks(values: FloatArray) -> IntArray:
    """Doubled midranks of rows in any order; NaN (missing) is ranked 0.

    Examples
    --------
    >>> doubled_midranks(np.array([[3.0, 1.0, np.nan, 1.0]])).tolist()
    [[6, 3, 0, 3]]
    """
    order = np.argsort(values, axis=1, kind="stable")
    ranks = np.empty(values.shape, dtype=np.int64)
    np.put_along_axis(
        ranks, order, doubled_midranks_of_sorted(np.take_along_axis(values, order, axis=1)), axis=1
    )
    return ranks

"""Signed ranks with ties and zeros, and the rank of Hodges–Lehmann limits under the tie-free null."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import special

from analysis.stats._groups import chunks
from analysis.stats._types import FloatArray, IntArray

LARGEST_EXACT_N = 1000
"""Pairs past which the rank of the limits comes from the normal approximation."""


def signed_weights(values: FloatArray, *, ranked_zeros: bool) -> tuple[IntArray, IntArray]:
    """Rank |d| in ascending order, doubled (0 for zeros and missing); with the sum over d > 0, per row.

    Zeros are ranked with the rest before their ranks are left out, or left out before ranking.

    Examples
    --------
    >>> weights, positive = signed_weights(np.array([[2.0, 0.0, -1.0, 2.0]]), ranked_zeros=True)
    >>> weights.tolist(), positive.tolist()
    ([[0, 4, 7, 7]], [14])
    """
    weights = np.zeros(values.shape, dtype=np.int64)
    positive = np.zeros(len(values), dtype=np.int64)
    for part in chunks(len(values), 100 * max(1, values.shape[1])):
        size = np.abs(values[part])
        if not ranked_zeros:
            size = np.where(size == 0, np.nan, size)
        order = np.argsort(size, axis=1)
        signs = np.take_along_axis(values[part], order, axis=1)
        ranks = doubled_midranks_of_sorted(np.take_along_axis(size, order, axis=1))
        weights[part] = np.where(signs == 0, 0, ranks)
        positive[part] = np.where(signs > 0, ranks, 0).sum(axis=1)
    return weights, positive


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


@lru_cache(maxsize=4096)
def interval_rank(sizes: tuple[int, ...], level: float) -> tuple[int, float]:
    """Find the largest k whose interval of Walsh averages attains at least ``level``.

    The averages are of one group, or pooled over strata of the given numbers of pairs. Returns k and the
    level attained; (0, nan) when even the widest interval attains less.

    Examples
    --------
    >>> interval_rank((13,), 0.95), interval_rank((4, 9), 0.95)
    ((18, 0.9521484375), (10, 0.96142578125))
    >>> interval_rank((5,), 0.95)
    (0, nan)
    """
    if sum(sizes) > LARGEST_EXACT_N:
        return _normal_rank(sizes, level)
    half = sum(n * (n + 1) // 2 for n in sizes) // 2
    counts = np.zeros(half + 1)
    counts[0] = 1.0
    for n in sizes:
        for rank in range(1, n + 1):
            counts[rank:] += counts[: max(half + 1 - rank, 0)].copy()
    attained = 1.0 - 2.0 * np.ldexp(np.cumsum(counts), -sum(sizes))
    k = int(np.count_nonzero(attained >= level))
    return (k, float(attained[k - 1])) if k else (0, float("nan"))


def _normal_rank(sizes: tuple[int, ...], level: float) -> tuple[int, float]:
    """Approximate the rank by a normal distribution with continuity correction, for very large n."""
    mean = sum(n * (n + 1) / 4 for n in sizes)
    sd = float(np.sqrt(sum(n * (n + 1) * (2 * n + 1) / 24 for n in sizes)))
    k = int(np.floor(mean + 0.5 + sd * special.ndtri((1 - level) / 2)))
    return k, float(1 - 2 * special.ndtr((k - 0.5 - mean) / sd))

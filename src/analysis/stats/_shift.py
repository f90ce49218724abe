"""Hodges–Lehmann shift between two samples, with its exact interval, also pooled over strata."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np
from scipy import special

from analysis.stats._arrays import FloatArray
from analysis.stats._pair_sums import LISTED_SUMS, ordered_sums
from analysis.stats._rank_sum_null import convolved, rank_sum_null

LARGEST_EXACT_PRODUCT = 10_000
"""Most differences between persons for which the rank of the limits is exact; beyond it, by normal
approximation."""

Sizes = tuple[tuple[int, int], ...]


def shift_interval(
    strata: list[tuple[FloatArray, FloatArray]], level: float
) -> tuple[float, float, float, float]:
    """Estimate, low, high and attained level from the differences after − before within each stratum.

    Parameters
    ----------
    strata
        Values before and after in each stratum, none missing; strata with an empty side add nothing.
    level
        Nominal level; limits and attained level are NaN where even the widest interval attains less.

    Examples
    --------
    >>> shift_interval([(np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0, 9.5]))], 0.9)
    (4.5, -1.0, 8.5, 0.9428571428571428)
    """
    n = sum(len(x) * len(y) for x, y in strata)
    if n == 0:
        return (float("nan"),) * 4
    k, attained = shift_rank(tuple(sorted((len(x), len(y)) for x, y in strata)), level)
    ranks = [(n + 1) // 2, n // 2 + 1] + ([k, n + 1 - k] if k else [])
    if n > LISTED_SUMS:
        found = ordered_sums([(y, -x) for x, y in strata], ranks)
    else:
        listed = np.sort(np.concatenate([(y[:, None] - x).ravel() for x, y in strata]))
        found = [float(listed[rank - 1]) for rank in ranks]
    low, high = (found[2], found[3]) if k else (float("nan"), float("nan"))
    return (found[0] + found[1]) / 2, low, high, attained


@lru_cache(maxsize=4096)
def shift_rank(sizes: Sizes, level: float) -> tuple[int, float]:
    """Find the largest k for which the k-th smallest and largest differences keep the level without ties.

    Examples
    --------
    >>> shift_rank(((3, 4),), 0.9)
    (1, 0.9428571428571428)
    """
    if sum(m * n for m, n in sizes) > LARGEST_EXACT_PRODUCT:
        return _normal_rank(sizes, level)
    null = reduce(convolved, (rank_sum_null((1,) * (m + n), n) for m, n in sizes))
    attained = 1.0 - 2.0 * (np.cumsum(null.counts) / null.total)
    k = int(np.count_nonzero(attained >= level))
    return (k, float(attained[k - 1])) if k else (0, float("nan"))


def _normal_rank(sizes: Sizes, level: float) -> tuple[int, float]:
    """Approximate the rank by a normal distribution with continuity correction."""
    mean = sum(m * n for m, n in sizes) / 2
    sd = float(np.sqrt(sum(m * n * (m + n + 1) for m, n in sizes) / 12))
    k = int(np.floor(mean + 0.5 + sd * special.ndtri((1 - level) / 2)))
    if k < 1:
        return 0, float("nan")
    return k, float(1 - 2 * special.ndtr((k - 0.5 - mean) / sd))

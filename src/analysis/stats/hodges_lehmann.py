"""Hodges–Lehmann estimate of the typical change, with its exact distribution-free interval."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import FloatArray, Floats, IntArray, Ints, check_level, chunks, left_packed
from analysis.stats._pair_sums import LISTED_SUMS, ordered_walsh_sums
from analysis.stats._paired import data_warnings, read_differences

LARGEST_EXACT_N = 1000
"""Past this the rank k comes from the normal approximation."""


@dataclass(frozen=True, slots=True)
class HodgesLehmann:
    """Typical change with its interval.

    Attributes
    ----------
    estimate
        Median of the Walsh averages (d_i + d_j)/2, i ≤ j; NaN without a pair.
    low, high
        Closed interval [W(k), W(M+1−k)]; NaN where none exists at this level (fewer than 6 pairs at 95 %).
    attained_level
        Coverage under the tie-free null, at least ``level``; ties make the true coverage higher. NaN without
        interval.
    k
        Which ordered Walsh average the limits are, counted from each end; 0 without interval.
    n, n_missing
        Pairs used, and pairs with a missing side.
    level
        Nominal level of the interval.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    k: Ints
    n: Ints
    n_missing: Ints
    level: float
    method: str
    warnings: tuple[str, ...]


def hodges_lehmann(differences: ArrayLike, *, level: float = 0.95) -> HodgesLehmann:
    """Estimate the centre of symmetry of the differences, with an exact interval.

    The estimate is the median of all M = n(n+1)/2 Walsh averages, zeros kept. The interval is [W(k),
    W(M+1−k)] with k the largest for which the tie-free signed-rank null still gives at least ``level``.
    Without zeros and ties it excludes a value exactly when the two-sided exact signed-rank test rejects that
    value.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    level
        Nominal level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for a level outside (0, 1).

    References
    ----------
    Hodges & Lehmann (1963) Ann. Math. Stat. 34:598; Hollander & Wolfe (1973) Nonparametric Statistical
    Methods, ch. 3.

    Examples
    --------
    >>> change = [1, 2, 0, 3, 1, -1, 2, 1]
    >>> result = hodges_lehmann(change)
    >>> result.estimate, result.low, result.high, result.attained_level
    (1.0, 0.0, 2.0, 0.9609375)
    """
    level = check_level(level)
    data = read_differences(differences)
    estimate, low, high, attained, k = walsh_interval(data.values, data.n, level)
    codes = data_warnings(data)
    if (k == 0).any():
        codes += ("no_interval",)
    shape = data.groups
    return HodgesLehmann(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained),
        k=shape.ints(k),
        n=shape.ints(data.n),
        n_missing=shape.ints(data.n_missing),
        level=level,
        method="Hodges–Lehmann estimate with exact signed-rank interval",
        warnings=codes,
    )


def walsh_interval(
    values: FloatArray, n: IntArray, level: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Estimate, low, high, attained level and k of each row of differences (NaN missing, ``n`` present)."""
    estimate, low, high, attained = (np.full(len(values), np.nan) for _ in range(4))
    k = np.zeros(len(values), dtype=np.int64)
    for size in np.unique(n[n > 0]).tolist():
        rows = np.flatnonzero(n == size)
        rank, reached = interval_rank(size, level)
        for part in chunks(len(rows), 8 * 2 * size * (size + 1)):
            chosen = rows[part]
            estimate[chosen], low[chosen], high[chosen] = _walsh(left_packed(values[chosen], size), rank)
        if rank:
            attained[rows], k[rows] = reached, rank
    return estimate, low, high, attained, k


def _walsh(rows: FloatArray, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Median and k-th smallest and largest Walsh average of rows without missing values."""
    n = rows.shape[1]
    if n * (n + 1) // 2 > LISTED_SUMS:
        found = np.array([pooled_walsh([row], k) for row in rows])
        return found[:, 0], found[:, 1], found[:, 2]
    sums = np.empty((len(rows), n * (n + 1) // 2))
    start = 0
    for i in range(n):
        np.add(rows[:, i:], rows[:, i : i + 1], out=sums[:, start : start + n - i])
        start += n - i
    sums.sort(axis=1)
    m = sums.shape[1]
    estimate = (sums[:, (m - 1) // 2] + sums[:, m // 2]) / 4
    if k == 0:
        none = np.full(len(rows), np.nan)
        return estimate, none, none
    return estimate, sums[:, k - 1] / 2, sums[:, m - k] / 2


def pooled_walsh(strata: list[FloatArray], k: int) -> tuple[float, float, float]:
    """Median and k-th smallest and largest Walsh average of pairs in the same stratum; NaN limits when k = 0.

    Examples
    --------
    >>> pooled_walsh([np.array([1.0, 3.0]), np.array([8.0])], 1)
    (2.5, 1.0, 8.0)
    """
    m = sum(len(d) * (len(d) + 1) // 2 for d in strata)
    ranks = [(m + 1) // 2, m // 2 + 1] + ([k, m + 1 - k] if k else [])
    if m > LISTED_SUMS:
        sums = ordered_walsh_sums(strata, ranks)
    else:
        listed = np.sort(np.concatenate([(d[:, None] + d)[np.triu_indices(len(d))] for d in strata]))
        sums = [float(listed[rank - 1]) for rank in ranks]
    low, high = (sums[2] / 2, sums[3] / 2) if k else (float("nan"), float("nan"))
    return (sums[0] + sums[1]) / 4, low, high


def interval_rank(n: int, level: float) -> tuple[int, float]:
    """Find the largest k whose interval attains at least ``level`` with n pairs.

    Returns k and the level attained; (0, nan) when even the widest interval attains less.

    Examples
    --------
    >>> interval_rank(13, 0.95)
    (18, 0.9521484375)
    >>> interval_rank(5, 0.95)
    (0, nan)
    """
    return stratified_interval_rank((n,), level)


@lru_cache(maxsize=4096)
def stratified_interval_rank(sizes: tuple[int, ...], level: float) -> tuple[int, float]:
    """``interval_rank`` for Walsh averages pooled over strata of the given numbers of pairs.

    Examples
    --------
    >>> stratified_interval_rank((4, 9), 0.95)
    (10, 0.96142578125)
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

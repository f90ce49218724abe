"""Interval for the mean that matches the sign-flip test: order statistics of the means of all subsets.

Flipping the signs of a subset of d − θ leaves the sum at least as large exactly when the subset's mean is at
most θ. So the sign-flip test of «mean = θ» counts subset means, and the values it does not reject are those
from the K-th smallest to the K-th largest of the 2ⁿ − 1 subset means, K = ⌊2ⁿ·α/2⌋ (Hartigan 1969 JASA
64:1303, typical values).
"""

from __future__ import annotations

import numpy as np

from analysis.stats._differences import Differences
from analysis.stats._groups import chunks, left_packed, unique_rows
from analysis.stats._types import FloatArray, IntArray
from analysis.stats.null_distributions.sign_flips import alike, random_subsets

LISTED_PAIRS = 16
"""Up to here all subset means of many groups are listed at once."""
LISTED_PAIRS_ALONE = 22
"""Up to here all subset means of one group are listed."""
TABLE_CELLS = 2**24
"""Most (subset size, subset sum) cells counted for one group on a grid."""


def mean_interval(
    data: Differences, level: float, resamples: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray, bool]:
    """Low, high and attained level per group (NaN where none exists), and whether all are exact."""
    low, high, attained = (np.full(len(data.n), np.nan) for _ in range(3))
    exact = True
    for n in np.unique(data.n[data.n > 0]).tolist():
        outside = (1.0 - level) / 2
        k = int(np.floor(np.ldexp(outside, n))) if n < 1000 else 1
        if k < 1:
            continue
        rows = np.flatnonzero(data.n == n)
        attained[rows] = 1.0 - 2.0 * np.ldexp(float(k), -n) if n < 1000 else level
        if n <= LISTED_PAIRS:
            low[rows], high[rows] = _many(data, rows, n, k)
            continue
        for row in rows.tolist():
            low[row], high[row], sure = _one(data, row, n, outside, resamples, seed)
            exact &= sure
    return low, high, attained, exact


def _many(data: Differences, rows: IntArray, n: int, k: int) -> tuple[FloatArray, FloatArray]:
    """K-th smallest and largest subset mean of groups of n pairs, each distinct set of values once."""
    ordered = left_packed(data.grid.in_units(rows), n) + 0.0
    first, inverse = unique_rows(ordered.view(np.int64))
    limits = np.empty((2, len(first)))
    size = np.bitwise_count(np.arange(2**n)).astype(np.float64)
    for part in chunks(len(first), 16 * 2**n):
        means = _subset_sums(ordered[first[part]])[:, 1:] / size[1:]
        means.partition((k - 1, means.shape[1] - k), axis=1)
        limits[:, part] = means[:, k - 1], means[:, -k]
    low, high = limits[:, inverse]
    return data.grid.to_values(low, rows), data.grid.to_values(high, rows)


def _one(
    data: Differences, row: int, n: int, outside: float, resamples: int, seed: int
) -> tuple[float, float, bool]:
    """K-th smallest and largest subset mean of one larger group, and whether they are exact."""
    rows = np.array([row])
    values = left_packed(data.grid.in_units(rows), n)[0]
    span = float(np.sum(values - values[0]))
    exact = True
    if data.grid.found[row] and (n + 1) * (span + 1) <= TABLE_CELLS and n < 1000:
        low, high = _from_table(values, outside)
    elif n <= LISTED_PAIRS_ALONE:
        low, high = _from_list(values, outside)
    else:
        low, high = _from_samples(values, outside, resamples, seed)
        exact = False
    limits = data.grid.to_values(np.array([low, high]), np.array([row, row]))
    return float(limits[0]), float(limits[1]), exact


def _from_list(values: FloatArray, outside: float) -> tuple[float, float]:
    """Limits from the means of all subsets."""
    n = len(values)
    k = int(np.floor(np.ldexp(outside, n)))
    means = _subset_sums(values[None, :])[0, 1:] / np.bitwise_count(np.arange(1, 2**n))
    means.partition((k - 1, len(means) - k))
    return float(means[k - 1]), float(means[-k])


def _subset_sums(values: FloatArray) -> FloatArray:
    """List the sums of all subsets of each row, in binary order (the empty one first)."""
    n = values.shape[1]
    sums = np.zeros((len(values), 2**n))
    for j in range(n):
        np.add(sums[:, : 2**j], values[:, j : j + 1], out=sums[:, 2**j : 2 ** (j + 1)])
    return sums


def _from_table(values: FloatArray, outside: float) -> tuple[float, float]:
    """Limits from the number of subsets of each size and sum, counted by dynamic programming on a grid."""
    n, base = len(values), values[0]
    shifted = (values - base).astype(np.int64)
    share = np.zeros((n + 1, int(shifted.sum()) + 1))
    share[0, 0] = 1.0
    for j, value in enumerate(shifted.tolist()):
        added = share[: j + 1, : share.shape[1] - value].copy()
        share *= 0.5
        share[1 : j + 2, value:] += 0.5 * added
    share[0, 0] = 0.0
    size, total = np.nonzero(share)
    means = total / size
    order = np.argsort(means, kind="stable")
    # The K-th smallest is the first mean with at least K = ⌊2ⁿ·α/2⌋ subsets up to it.
    needed = np.floor(np.ldexp(outside, n)) * np.ldexp(1.0, -n)
    weights = share[size, total]
    upward = np.searchsorted(np.cumsum(weights[order]), needed * (1 - 1e-12))
    downward = np.searchsorted(np.cumsum(weights[order[::-1]]), needed * (1 - 1e-12))
    ends = order[upward], order[::-1][downward]
    low, high = ((total[i] + base * size[i]) / size[i] for i in ends)
    return float(low), float(high)


def _from_samples(values: FloatArray, outside: float, resamples: int, seed: int) -> tuple[float, float]:
    """Limits from the means of random subsets (the whole group in place of an empty one)."""
    kinds, times = alike(values)
    parts = []
    for chosen in random_subsets(times, resamples, seed):
        chosen[~chosen.any(axis=1)] = times
        parts.append((chosen @ kinds) / chosen.sum(axis=1))
    means = np.concatenate(parts)
    k = max(1, int(np.floor((resamples + 1) * outside)))
    means.partition((k - 1, resamples - k))
    return float(means[k - 1]), float(means[resamples - k])

"""Hodges–Lehmann estimate of the typical change, with its exact distribution-free interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import fraction
from analysis.stats._differences import data_warnings, read_differences
from analysis.stats._groups import chunks, left_packed, shaped, warn_where
from analysis.stats._pair_sums import LISTED_SUMS, ordered_walsh_sums
from analysis.stats._results import Estimate
from analysis.stats._types import FloatArray, IntArray, Ints
from analysis.stats.null_distributions.signed_ranks import interval_rank


@dataclass(frozen=True, slots=True, kw_only=True)
class HodgesLehmann(Estimate):
    """Typical change with its interval; the fields of every estimate, and these.

    Attributes
    ----------
    estimate : float or array
        Median of the Walsh averages (d_i + d_j)/2, i ≤ j; NaN without a pair.
    low, high : float or array
        Closed interval [W(k), W(M+1−k)]; NaN where none exists at this level (fewer than 6 pairs at 95 %).
    attained_level : float or array
        Coverage under the tie-free null, at least ``level``; ties make the true coverage higher.
    n_missing : int or array
        Pairs with a missing side.
    level : float
        Nominal level of the interval.
    """

    n_missing: Ints
    level: float


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
    level = fraction("level", level)
    data = read_differences(differences)
    estimate, low, high, attained = walsh_interval(data.values, data.n, level)
    return HodgesLehmann(
        **shaped(
            data.shape,
            estimate=estimate,
            low=low,
            high=high,
            attained_level=attained,
            n=data.n,
            n_missing=data.n_missing,
        ),
        level=level,
        method="Hodges–Lehmann estimate with exact signed-rank interval",
        warnings=data_warnings(data) + warn_where(np.isnan(attained), "no_interval"),
    )


def walsh_interval(values: FloatArray, n: IntArray, level: float) -> tuple[FloatArray, ...]:
    """Estimate, low, high and attained level of each row of differences (NaN missing, ``n`` present)."""
    estimate, low, high, attained = (np.full(len(values), np.nan) for _ in range(4))
    for size in np.unique(n[n > 0]).tolist():
        rows = np.flatnonzero(n == size)
        k, attained[rows] = interval_rank((size,), level)
        for part in chunks(len(rows), 8 * 2 * size * (size + 1)):
            chosen = rows[part]
            estimate[chosen], low[chosen], high[chosen] = _walsh(left_packed(values[chosen], size), k)
    return estimate, low, high, attained


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

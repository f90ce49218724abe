"""Exact permutation Wilcoxon–Mann–Whitney test, right with ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import fraction
from analysis.stats._groups import p_values, two_sided, warn_where
from analysis.stats._pair_sums import LISTED_SUMS, ordered_sums
from analysis.stats._results import BeforeAfterTest
from analysis.stats._samples import category_counts, read_samples, sample_warnings
from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.rank_sums import doubled_category_midranks, rank_sum_null, tails_at

LARGEST_EXACT_PRODUCT = 10_000
"""Most differences between persons for which the rank of the limits is exact; beyond it, by normal
approximation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankSum(BeforeAfterTest):
    """Rank-sum test with the Hodges–Lehmann shift; the fields of every test before and after, and these.

    Attributes
    ----------
    estimate : float or array
        Median of all differences after − before between persons; NaN when a side is empty.
    low, high, attained_level : float or array
        Ordered differences and the level they attain without ties; NaN where no interval exists.
    p, p_mid : float or array
        Exact p given the ties, and the mid-p; 1 when a side is empty.
    statistic : float or array
        Mann–Whitney U: pairs of persons with after above before, ties counted half.
    level : float
        Nominal level of the interval.
    """

    level: float


def rank_sum(before: ArrayLike, after: ArrayLike, *, level: float = 0.95) -> RankSum:
    """Test whether unpaired values after tend to be larger than before.

    The pooled values get midranks; under the null every division of the persons is as likely. The
    distribution of the rank sum given the ties is built exactly. With ties it is not symmetric, so that
    «twice the smaller tail», given here, and «as far from the mean», as in R's coin, differ a little.
    ``scipy.stats.mannwhitneyu`` ignores ties when exact.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    level
        Nominal level of the interval of the shift, between 0 and 1.

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, and
        keywords outside their range.

    Notes
    -----
    Past a table of 2²³ cells (about 200 + 200 persons without ties), 2³³ additions or 10³⁰⁰ divisions of the
    persons, the normal approximation answers and ``warnings`` says so.

    References
    ----------
    Mann & Whitney (1947) Ann. Math. Stat. 18:50; Streitberg & Röhmel (1986) Stat. Softw. Newsl. 12:10;
    Hollander & Wolfe (1973), ch. 4.

    Examples
    --------
    >>> result = rank_sum([1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7])
    >>> round(result.p, 6), result.statistic, result.estimate, (result.low, result.high)
    (0.021645, 28.0, 2.5, (1.0, 4.0))
    """
    level = fraction("level", level)
    samples = read_samples(before, after)
    pairs = samples.pairs()
    shifts = np.array([_shift_interval(x, y, level) for x, y in pairs]).reshape(len(pairs), 4)
    tests = np.array([_rank_sum_test(x, y) for x, y in pairs], dtype=np.float64).reshape(len(pairs), 5)
    estimate, low, high, attained = shifts.T
    statistic, p, p_mid, smallest, exact = tests.T
    return RankSum(
        **samples.results(
            estimate=estimate,
            low=low,
            high=high,
            attained_level=attained,
            statistic=statistic,
            p=p,
            p_mid=p_mid,
            smallest_p=smallest,
        ),
        level=level,
        method=("Exact " if exact.all() else "Normal approximation of the ")
        + "permutation Wilcoxon–Mann–Whitney test",
        warnings=sample_warnings(samples)
        + warn_where(np.isnan(attained), "no_interval")
        + warn_where(exact == 0, "normal_approximation"),
    )


def _rank_sum_test(x: FloatArray, y: FloatArray) -> tuple[float, float, float, float, bool]:
    """U, p, mid-p and smallest p of one group, and whether they are exact."""
    in_before, in_after = category_counts(x, y)
    categories = tuple((in_before + in_after).tolist())
    null = rank_sum_null(categories, len(y))
    doubled_sum = int(np.dot(doubled_category_midranks(categories), in_after))
    tails = tails_at(null, doubled_sum)
    p, p_mid = p_values(np.array(tails.lower), np.array(tails.upper), np.array(tails.point))
    u = (doubled_sum - len(y) * (len(y) + 1)) / 2
    return u, float(p), float(p_mid), float(two_sided(np.array(tails.extreme))), null.exact


def _shift_interval(x: FloatArray, y: FloatArray, level: float) -> tuple[float, float, float, float]:
    """Hodges–Lehmann shift, low, high and attained level; NaN where even the widest interval attains less."""
    n = len(x) * len(y)
    if n == 0:
        return np.nan, np.nan, np.nan, np.nan
    k, attained = shift_rank(len(x), len(y), level)
    ranks = [(n + 1) // 2, n // 2 + 1] + ([k, n + 1 - k] if k else [])
    if n > LISTED_SUMS:
        found = ordered_sums(y, -x, ranks)
    else:
        listed = np.sort((y[:, None] - x).ravel())
        found = [float(listed[rank - 1]) for rank in ranks]
    low, high = (found[2], found[3]) if k else (np.nan, np.nan)
    return (found[0] + found[1]) / 2, low, high, attained


@lru_cache(maxsize=4096)
def shift_rank(m: int, n: int, level: float) -> tuple[int, float]:
    """Find the largest k for which the k-th smallest and largest differences keep the level without ties.

    Examples
    --------
    >>> shift_rank(3, 4, 0.9)
    (1, 0.9428571428571428)
    """
    if m * n > LARGEST_EXACT_PRODUCT:
        return _normal_rank(m, n, level)
    null = rank_sum_null((1,) * (m + n), n)
    attained = 1.0 - 2.0 * (np.cumsum(null.counts) / null.total)
    k = int(np.count_nonzero(attained >= level))
    return (k, float(attained[k - 1])) if k else (0, float("nan"))


def _normal_rank(m: int, n: int, level: float) -> tuple[int, float]:
    """Approximate the rank by a normal distribution with continuity correction."""
    mean, sd = m * n / 2, float(np.sqrt(m * n * (m + n + 1) / 12))
    k = int(np.floor(mean + 0.5 + sd * special.ndtri((1 - level) / 2)))
    if k < 1:
        return 0, float("nan")
    return k, float(1 - 2 * special.ndtr((k - 0.5 - mean) / sd))

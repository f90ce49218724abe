"""Partially overlapping samples t-test: persons with both answers and persons with only one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import check_aligned, fraction
from analysis.stats._groups import as_groups, shaped, two_sided
from analysis.stats._results import Test
from analysis.stats._types import FloatArray, Floats, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiallyOverlappingT(Test):
    """Difference of means using complete pairs and unpaired answers together; the fields of tests, and these.

    Attributes
    ----------
    estimate : float or array
        Mean of all answers after − mean of all answers before; NaN when a side is empty.
    low, high, attained_level : float or array
        t interval and its nominal level; NaN where the standard error is 0 or cannot be had.
    p, p_mid : float or array
        p of the t-test; the mid-p is the same, since the t distribution is continuous.
    statistic, df : float or array
        t and its degrees of freedom; t is ±∞ when nothing varies.
    n, n_paired, n_only_before, n_only_after, n_missing : int or array
        Persons with any answer, with both, only the one, only the other, and neither.
    smallest_p : float or array
        Twice the share of one rearrangement among sign flips of pairs and divisions of the others.
    level : float
        Nominal level of the interval.
    """

    df: Floats
    n_paired: Ints
    n_only_before: Ints
    n_only_after: Ints
    n_missing: Ints
    level: float


def partially_overlapping_t(
    before: ArrayLike, after: ArrayLike, *, level: float = 0.95
) -> PartiallyOverlappingT:
    """Compare means when some persons answered both times and others only once.

    Derrick's T_new2, with spread that may differ before and after. Without unpaired answers it is the paired
    t-test, without pairs Welch's. An approximation: for complete pairs the exact tests come first. Where
    nothing varies but the means differ there is no t; the smallest p a rearrangement could give is returned
    then, with the warning ``no_variance``.

    Parameters
    ----------
    before, after
        Answers of the same persons in the same order, shape (n,) or (..., groups, n); NaN is missing on that
        side.
    level
        Nominal level of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For infinite or non-numeric answers, shapes that differ, and keywords outside their range.

    References
    ----------
    Derrick, Russ, Toher & White (2017) J. Mod. Appl. Stat. Methods 16(1):137. R: package
    Partiallyoverlapping.

    Examples
    --------
    >>> nan = float("nan")
    >>> result = partially_overlapping_t([3, 4, 2, 5, 3, nan], [5, 4, 4, 6, nan, 7])
    >>> round(result.estimate, 4), round(result.p, 4), result.n_paired, result.n_only_before
    (1.8, 0.0274, 4, 1)
    """
    level = fraction("level", level)
    check_aligned(before=before, after=after)
    first, second = as_groups(before, "before"), as_groups(after, "after")
    if first.values.shape != second.values.shape or first.shape != second.shape:
        raise ValueError(
            "before and after must have the same shape (same persons in the same order), "
            f"found {np.shape(before)} and {np.shape(after)}"
        )
    in_before, in_after = first.present, second.present
    columns = np.empty((7, len(in_before)))
    codes: list[str] = []
    for row in range(len(in_before)):
        columns[:, row], found = _one(first.values[row], second.values[row], level)
        codes += found
    estimate, low, high, p, statistic, df, smallest = columns
    return PartiallyOverlappingT(
        **shaped(
            first.shape,
            estimate=estimate,
            low=low,
            high=high,
            attained_level=np.where(np.isnan(low), np.nan, level),
            statistic=statistic,
            df=df,
            p=p,
            p_mid=p,
            smallest_p=smallest,
            n=(in_before | in_after).sum(axis=1),
            n_paired=(in_before & in_after).sum(axis=1),
            n_only_before=(in_before & ~in_after).sum(axis=1),
            n_only_after=(~in_before & in_after).sum(axis=1),
            n_missing=(~in_before & ~in_after).sum(axis=1),
        ),
        level=level,
        method="Partially overlapping samples t-test, unequal variances",
        warnings=tuple(dict.fromkeys(codes)),
    )


def _one(before: FloatArray, after: FloatArray, level: float) -> tuple[tuple[float, ...], list[str]]:
    """Estimate, low, high, p, t, df and smallest p of one group, and its warnings."""
    nothing = float("nan")
    x, y = before[~np.isnan(before)], after[~np.isnan(after)]
    paired = ~np.isnan(before) & ~np.isnan(after)
    c = int(paired.sum())
    share = float(Fraction(1, 2**c * comb(len(x) + len(y) - 2 * c, len(x) - c)))
    smallest = float(two_sided(np.array(max(share, np.nextafter(0.0, 1.0)))))
    if len(x) == 0 or len(y) == 0:
        return (nothing, nothing, nothing, 1.0, nothing, nothing, 1.0), ["empty_sample", "no_interval"]
    estimate = float(y.mean() - x.mean())
    error, df = _spread(x, y, c, _correlation(before[paired], after[paired]))
    if np.isnan(error) or (error > 0 and df <= 0):
        return (estimate, nothing, nothing, 1.0, nothing, nothing, smallest), ["too_few", "no_interval"]
    if error == 0.0:
        statistic = float(np.copysign(np.inf, estimate)) if estimate else 0.0
        p = smallest if estimate else 1.0
        return (estimate, nothing, nothing, p, statistic, df, smallest), ["no_variance", "no_interval"]
    statistic = estimate / error
    p = float(two_sided(np.array(special.stdtr(df, -abs(statistic)))))
    reach = float(special.stdtrit(df, (1 + level) / 2)) * error
    return (estimate, estimate - reach, estimate + reach, p, statistic, df, smallest), []


def _correlation(before: FloatArray, after: FloatArray) -> float:
    """Correlation of the complete pairs; 0 where it cannot be had."""
    if len(before) < 2:
        return 0.0
    x, y = before - before.mean(), after - after.mean()
    scale = sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / scale if scale > 0 else 0.0


def _spread(x: FloatArray, y: FloatArray, c: int, r: float) -> tuple[float, float]:
    """Give standard error and degrees of freedom; NaN with fewer than 2 answers on a side."""
    if len(x) < 2 or len(y) < 2:
        return float("nan"), float("nan")
    first, second = float(np.var(x, ddof=1)) / len(x), float(np.var(y, ddof=1)) / len(y)
    shared = 2 * r * sqrt(first * second / (len(x) * len(y))) * c
    if first + second == 0.0:
        return 0.0, float("nan")
    welch = (first + second) ** 2 / (first**2 / (len(x) - 1) + second**2 / (len(y) - 1))
    unpaired = len(x) + len(y) - 2 * c  # from the pairs' c − 1 to the degrees of freedom of Welch's test
    df = (c - 1) + (welch - c + 1) / (len(x) + len(y)) * unpaired
    return _root(first + second - shared, first + second), df


def _root(variance: float, scale: float) -> float:
    """Take the root of a difference of variances, 0 when it is under 1e-13 of its parts (rounding)."""
    return sqrt(variance) if variance > 1e-13 * scale else 0.0

"""Partially overlapping samples t-test: persons with both answers and persons with only one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import (
    Alternative,
    FloatArray,
    Floats,
    Ints,
    as_groups,
    check_alternative,
    check_choice,
    check_level,
    p_values,
    smallest_p,
)
from analysis.stats._sides import inner_level, named, opened

Variances = Literal["unequal", "equal"]


@dataclass(frozen=True, slots=True)
class PartiallyOverlappingT:
    """Difference of means using complete pairs and unpaired answers together.

    Attributes
    ----------
    estimate
        Mean of all answers after − mean of all answers before; NaN when a side is empty.
    low, high, attained_level
        t interval and its nominal level; NaN where the standard error is 0 or cannot be had.
    p, p_mid
        p of the t-test; the mid-p is the same, since the t distribution is continuous.
    statistic, df
        t and its degrees of freedom; t is ±∞ when nothing varies.
    n, n_paired, n_only_before, n_only_after, n_missing
        Persons with any answer, with both, only the one, only the other, and neither.
    smallest_p
        Twice (two-sided) the share of one rearrangement among sign flips of pairs and divisions of the
        others.
    level, alternative
        Nominal level of the interval, and what was tested.
    method, warnings
        Name for the report, and codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_mid: Floats
    statistic: Floats
    df: Floats
    n: Ints
    n_paired: Ints
    n_only_before: Ints
    n_only_after: Ints
    n_missing: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def partially_overlapping_t(
    before: ArrayLike,
    after: ArrayLike,
    *,
    variances: Variances = "unequal",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> PartiallyOverlappingT:
    """Compare means when some persons answered both times and others only once.

    Derrick's T_new2 (``variances="unequal"``) or T_new1 (``"equal"``). Without unpaired answers T_new2 is the
    paired t-test; without pairs they are Welch's and Student's tests. An approximation: for complete pairs
    the exact tests come first. Where nothing varies but the means differ there is no t; the smallest p a
    rearrangement could give is returned then, with the warning ``no_variance``.

    Parameters
    ----------
    before, after
        Answers of the same persons in the same order, shape (n,) or (..., groups, n); NaN is missing on that
        side.
    variances
        Whether the spread before and after may differ.
    alternative
        ``"greater"`` asks whether the mean after is larger. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval, between 0 and 1 (above 0.5 when one-sided).

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
    check_choice(variances, ("unequal", "equal"), "variances")
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
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
        numbers, found = _one(first.values[row], second.values[row], variances, alternative, inner)
        columns[:, row] = numbers
        codes += found
    estimate, low, high, p, statistic, df, smallest = columns
    low, high = opened(low, high, alternative)
    return PartiallyOverlappingT(
        estimate=first.floats(estimate),
        low=first.floats(low),
        high=first.floats(high),
        attained_level=first.floats(np.where(np.isnan(low), np.nan, level)),
        p=first.floats(p),
        p_mid=first.floats(p),
        statistic=first.floats(statistic),
        df=first.floats(df),
        n=first.ints((in_before | in_after).sum(axis=1)),
        n_paired=first.ints((in_before & in_after).sum(axis=1)),
        n_only_before=first.ints((in_before & ~in_after).sum(axis=1)),
        n_only_after=first.ints((~in_before & in_after).sum(axis=1)),
        n_missing=first.ints((~in_before & ~in_after).sum(axis=1)),
        smallest_p=first.floats(smallest),
        level=level,
        alternative=alternative,
        method=named(f"Partially overlapping samples t-test, {variances} variances", alternative),
        warnings=tuple(dict.fromkeys(codes)),
    )


def _one(
    before: FloatArray, after: FloatArray, variances: str, alternative: str, level: float
) -> tuple[tuple[float, ...], list[str]]:
    """Estimate, low, high, p, t, df and smallest p of one group, and its warnings."""
    nothing = float("nan")
    x, y = before[~np.isnan(before)], after[~np.isnan(after)]
    paired = ~np.isnan(before) & ~np.isnan(after)
    c = int(paired.sum())
    share = float(Fraction(1, 2**c * comb(len(x) + len(y) - 2 * c, len(x) - c)))
    smallest = float(smallest_p(np.array(max(share, np.nextafter(0.0, 1.0))), alternative))
    if len(x) == 0 or len(y) == 0:
        return (nothing, nothing, nothing, 1.0, nothing, nothing, 1.0), ["empty_sample", "no_interval"]
    estimate = float(y.mean() - x.mean())
    spread = _unequal if variances == "unequal" else _equal
    error, df = spread(x, y, c, _correlation(before[paired], after[paired]))
    if np.isnan(error) or (error > 0 and df <= 0):
        return (estimate, nothing, nothing, 1.0, nothing, nothing, smallest), ["too_few", "no_interval"]
    if error == 0.0:
        toward = {"less": estimate < 0, "greater": estimate > 0}.get(alternative, estimate != 0)
        statistic = float(np.copysign(np.inf, estimate)) if estimate else 0.0
        p = smallest if toward else 1.0
        return (estimate, nothing, nothing, p, statistic, df, smallest), ["no_variance", "no_interval"]
    statistic = estimate / error
    lower, upper = special.stdtr(df, statistic), special.stdtr(df, -statistic)
    p = float(p_values(np.array(lower), np.array(upper), np.array(0.0), alternative)[0])
    reach = float(special.stdtrit(df, (1 + level) / 2)) * error
    return (estimate, estimate - reach, estimate + reach, p, statistic, df, smallest), []


def _correlation(before: FloatArray, after: FloatArray) -> float:
    """Correlation of the complete pairs; 0 where it cannot be had."""
    if len(before) < 2:
        return 0.0
    x, y = before - before.mean(), after - after.mean()
    scale = sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / scale if scale > 0 else 0.0


def _unequal(x: FloatArray, y: FloatArray, c: int, r: float) -> tuple[float, float]:
    """Give standard error and degrees of freedom of T_new2; NaN with fewer than 2 answers on a side."""
    if len(x) < 2 or len(y) < 2:
        return float("nan"), float("nan")
    first, second = float(np.var(x, ddof=1)) / len(x), float(np.var(y, ddof=1)) / len(y)
    shared = 2 * r * sqrt(first * second / (len(x) * len(y))) * c
    if first + second == 0.0:
        return 0.0, float("nan")
    welch = (first + second) ** 2 / (first**2 / (len(x) - 1) + second**2 / (len(y) - 1))
    return _root(first + second - shared, first + second), _degrees(welch, len(x), len(y), c)


def _equal(x: FloatArray, y: FloatArray, c: int, r: float) -> tuple[float, float]:
    """Give standard error and degrees of freedom of T_new1; NaN with fewer than 3 answers in all."""
    student = len(x) + len(y) - 2
    if student < 1:
        return float("nan"), float("nan")
    pooled = float(((x - x.mean()) ** 2).sum() + ((y - y.mean()) ** 2).sum()) / student
    shared = 2 * r * c / (len(x) * len(y))
    alone = 1 / len(x) + 1 / len(y)
    return _root(pooled * (alone - shared), pooled * alone), _degrees(student, len(x), len(y), c)


def _degrees(independent: float, n_before: int, n_after: int, c: int) -> float:
    """Interpolate between the pairs' c − 1 and the degrees of freedom of independent samples."""
    unpaired = n_before + n_after - 2 * c
    return (c - 1) + (independent - c + 1) / (n_before + n_after) * unpaired


def _root(variance: float, scale: float) -> float:
    """Take the root of a difference of variances, 0 when it is under 1e-13 of its parts (rounding)."""
    return sqrt(variance) if variance > 1e-13 * scale else 0.0

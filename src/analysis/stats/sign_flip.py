"""Exact sign-flip (one-sample permutation) test of the mean difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import (
    RESAMPLES,
    SEED,
    Alternative,
    BoolArray,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_level,
    check_resampling,
    monte_carlo,
    p_values,
    smallest_p,
)
from analysis.stats._exact_flips import EXACT_PAIRS, as_whole_numbers, tails_by_halves, tails_by_sampling
from analysis.stats._flip_null import EXACT_SUMS, EXACT_WEIGHTS, flip_tails
from analysis.stats._paired import Differences, data_warnings, read_differences
from analysis.stats._sides import attained_by_one, inner_level, named, opened
from analysis.stats._subset_means import mean_interval


@dataclass(frozen=True, slots=True)
class SignFlip:
    """Sign-flip test with the mean difference and its matching interval.

    Attributes
    ----------
    estimate
        Mean difference; NaN without a pair.
    low, high, attained_level
        Interval of the means the test does not reject, and its level; NaN where none exists.
    p, p_mid
        Share of the 2ⁿ sign patterns at least as extreme, and the mid-p; 1 without a non-zero pair.
    p_error
        Standard error of p: 0 when exact, positive for random sign patterns.
    statistic
        Sum of the differences.
    n, n_zero, n_missing, n_up, n_down
        Pairs used, of these without change; pairs lost; pairs that rose and fell.
    smallest_p
        The smallest p these pairs could have given: 2^(1−m) two-sided with m non-zero pairs.
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
    p_error: Floats
    statistic: Floats
    n: Ints
    n_zero: Ints
    n_missing: Ints
    n_up: Ints
    n_down: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlipTails:
    """Tails of the sum per group, their extreme, and the number of random patterns behind each (0: exact)."""

    lower: FloatArray
    upper: FloatArray
    point: FloatArray
    extreme: FloatArray
    sampled: FloatArray


def sign_flip(
    differences: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    level: float = 0.95,
    interval: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> SignFlip:
    """Test whether the mean difference is zero by flipping the signs of the differences in all 2ⁿ ways.

    Differences on a common grid (answers, index means, amounts in øre) are counted exactly by dynamic
    programming at any n the data can have; other differences exactly up to 40 non-zero pairs, without any
    rounding. Past that, random sign patterns from the stated seed are used, ``p_error`` is their standard
    error and ``warnings`` says ``monte_carlo``. Two-sided p is twice the smaller tail, at most 1. The
    interval holds the means that the test at 1 − level does not reject, ties and zeros included.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    alternative
        ``"greater"`` asks whether the mean is above zero. The interval belongs to it:
        ``"greater"`` has a lower limit only, ``"less"`` an upper one, as in R.
    level
        Nominal level of the interval, between 0 and 1 (above 0.5 when one-sided).
    interval
        Whether to compute the interval, which costs far more than p.
    resamples, seed
        Number and seed of the random sign patterns where they are needed.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size and for keywords outside their
        range.

    References
    ----------
    Fisher (1935) The Design of Experiments, ch. 3; Hartigan (1969) JASA 64:1303; Hesterberg (2015) Am. Stat.
    69:371.

    Examples
    --------
    >>> result = sign_flip([1, 2, 0, 3, 1, -1, 2, 1])
    >>> result.estimate, result.p, round(result.low, 4), result.high
    (1.125, 0.078125, 0.0, 2.0)
    >>> sign_flip([3.4 - 3.2, 0.2, 0.6, 0.4]).p
    0.125
    """
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    check_resampling(resamples, seed)
    data = read_differences(differences)
    tails = sum_tails(data, resamples, seed)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point, alternative)
    codes = data_warnings(data)
    low, high, attained = (np.full(len(data.n), np.nan) for _ in range(3))
    if interval:
        low, high, attained, sure = mean_interval(data, inner, resamples, seed)
        low, high = opened(low, high, alternative)
        attained = attained_by_one(attained, alternative)
        codes += ("no_interval",) if np.isnan(attained).any() else ()
        codes += () if sure else ("monte_carlo_interval",)
    codes += ("monte_carlo",) if tails.sampled.any() else ()
    total = exact_sums(data)
    estimate = np.divide(total, data.n, out=np.full(len(total), np.nan), where=data.n > 0)
    shape = data.groups
    return SignFlip(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        p_error=shape.floats(sampling_error(p, tails.sampled, alternative)),
        statistic=shape.floats(total),
        n=shape.ints(data.n),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        smallest_p=shape.floats(smallest_p(tails.extreme, alternative)),
        level=level,
        alternative=alternative,
        method=named(
            f"Sign-flip test of the mean{monte_carlo(resamples, seed)}"
            if tails.sampled.any()
            else "Exact sign-flip test of the mean",
            alternative,
        ),
        warnings=codes,
    )


def exact_sums(data: Differences) -> FloatArray:
    """Sum each group's differences, in whole multiples where there is a grid."""
    every = np.arange(len(data.n))
    return data.grid.to_values(np.nansum(data.grid.in_units(every), axis=1), every)


def sampling_error(p: FloatArray, sampled: FloatArray, alternative: str) -> FloatArray:
    """Return the standard error of p from ``sampled`` random patterns; 0 where p is exact."""
    sides = 2.0 if alternative == "two-sided" else 1.0
    variance = np.zeros(len(p))
    np.divide(p / sides * (1.0 - p / sides), sampled, out=variance, where=sampled > 0)
    return sides * np.sqrt(variance)


def sum_tails(data: Differences, resamples: int, seed: int) -> FlipTails:
    """Tails of the sum of each group: on the grid, by halves, or by random sign patterns."""
    n_groups = len(data.n)
    lower, upper, point, sampled = np.ones(n_groups), np.ones(n_groups), np.ones(n_groups), np.zeros(n_groups)
    n_changed = data.n_up + data.n_down
    table = data.grid.found & _table_is_cheapest(data.grid.multiples, n_changed)
    multiples = data.grid.multiples[table]
    tails = flip_tails(np.abs(multiples), np.maximum(multiples, 0).sum(axis=1))
    lower[table], upper[table], point[table] = tails.lower, tails.upper, tails.point
    for row in np.flatnonzero(~table).tolist():
        values = data.values[row]
        values = values[~np.isnan(values) & (values != 0)]
        if n_changed[row] <= EXACT_PAIRS:
            whole = data.grid.multiples[row] if data.grid.found[row] else as_whole_numbers(values)
            whole = whole[whole != 0]
            lower[row], upper[row], point[row] = tails_by_halves(np.abs(whole), whole[whole > 0].sum())
        else:
            lower[row], upper[row], point[row] = tails_by_sampling(values, resamples, seed)
            sampled[row] = resamples
    extreme = np.maximum(np.ldexp(1.0, -n_changed), np.nextafter(0.0, 1.0))
    return FlipTails(lower, upper, point, extreme, sampled)


def _table_is_cheapest(multiples: IntArray, n_changed: IntArray) -> BoolArray:
    """Whether counting sums one by one is possible, and no dearer than listing the sums of two halves."""
    weights = np.abs(multiples)
    sums = weights.sum(axis=1) // np.maximum(np.gcd.reduce(weights, axis=1), 1) // 2
    possible = (sums < EXACT_SUMS) & (n_changed <= EXACT_WEIGHTS)
    halves = np.where(n_changed <= EXACT_PAIRS, 2.0 ** (np.minimum(n_changed, EXACT_PAIRS) / 2 + 8), np.inf)
    cheapest: BoolArray = possible & (sums * n_changed <= np.maximum(halves, 1e5))
    return cheapest

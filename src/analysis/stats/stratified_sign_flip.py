"""Exact sign-flip test over strata, weighing persons or strata equally."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import (
    RESAMPLES,
    SEED,
    Alternative,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_choice,
    check_level,
    frozen,
)
from analysis.stats._grid import Grid
from analysis.stats._paired import Differences, read_differences
from analysis.stats._sides import attained_by_one, inner_level, opened
from analysis.stats._strata import columns_by_stratum, stratum_codes
from analysis.stats._subset_means import weighted_intervals
from analysis.stats.sign_flip import sign_flip

Weights = Literal["pairs", "strata"]

LARGEST_COMMON_MULTIPLE = 10**6
"""Largest common multiple of the strata's sizes for which weighted differences are kept as whole numbers."""


@dataclass(frozen=True, slots=True)
class StratifiedSignFlip:
    """Stratified sign-flip test with the mean difference and its matching interval.

    Attributes
    ----------
    estimate
        Mean difference over pairs, or the plain mean of the strata's means; NaN without a pair.
    low, high, attained_level
        Interval of the means the test does not reject, and its level; NaN where none exists.
    p, p_mid, p_error
        Share of sign patterns at least as extreme, the mid-p, and the standard error (0 when exact).
    statistic
        Sum of the differences, or of the strata's means.
    stratum_means, stratum_n
        Mean difference and pairs in each stratum (last axis, sorted by label).
    n, n_strata, n_zero, n_missing, n_up, n_down
        Pairs used and strata that have any; pairs without change; pairs lost; pairs that rose and fell.
    smallest_p
        The smallest p these pairs could have given.
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
    stratum_means: FloatArray
    stratum_n: IntArray
    n: Ints
    n_strata: Ints
    n_zero: Ints
    n_missing: Ints
    n_up: Ints
    n_down: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def stratified_sign_flip(
    differences: ArrayLike,
    strata: ArrayLike,
    *,
    weights: Weights = "pairs",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
    interval: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> StratifiedSignFlip:
    """Test whether the mean difference is zero, flipping signs person by person within strata (addresses).

    With ``weights="pairs"`` the sums are added over strata: p and interval are those of ``sign_flip`` on all
    pairs, since flipping signs never moves a person between strata. With ``weights="strata"`` the strata's
    means are added, so that a large address counts no more than a small one; the p-value is as exact.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    strata
        One label per person, shape (n,).
    weights
        What counts equally: ``"pairs"`` or ``"strata"``.
    alternative, level, interval, resamples, seed
        As in ``sign_flip``.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size, labels that are missing or not
        one per person, and keywords outside their range.

    References
    ----------
    Fisher (1935) The Design of Experiments, ch. 3; Hartigan (1969) JASA 64:1303.

    Examples
    --------
    >>> address = ["a", "a", "a", "b", "b", "b", "b", "b"]
    >>> result = stratified_sign_flip([1, 2, 0, 3, 1, -1, 2, 1], address, weights="strata")
    >>> result.p, round(result.estimate, 3), result.stratum_means.tolist()
    (0.0625, 1.1, [1.0, 1.2])
    """
    check_choice(weights, ("pairs", "strata"), "weights")
    check_alternative(alternative)
    inner = inner_level(check_level(level), alternative)
    data = read_differences(differences)
    columns = columns_by_stratum(stratum_codes(strata, data.groups.values.shape[1], "strata"))
    sizes, sums = _sizes_and_sums(data, columns)
    n_strata = np.count_nonzero(sizes, axis=1)
    weight = _weights(sizes, columns, data.grid) if weights == "strata" else None
    units = data.grid.in_units(np.arange(len(data.n)))
    flip = sign_flip(
        units if weight is None else units * weight,
        alternative=alternative,
        level=level,
        interval=interval and weight is None,
        resamples=resamples,
        seed=seed,
    )
    divisor = data.n if weight is None else np.nansum(np.where(np.isnan(units), np.nan, weight), axis=1)
    low, high, attained = (np.asarray(x) for x in (flip.low, flip.high, flip.attained_level))
    codes = tuple(code for code in flip.warnings if weight is None or code != "no_interval")
    if interval and weight is not None:
        low, high, attained, sure = weighted_intervals(units, weight, inner, resamples, seed)
        low, high = opened(low, high, alternative)
        attained = attained_by_one(attained, alternative)
        codes += ("no_interval",) if np.isnan(attained).any() else ()
        codes += () if sure else ("monte_carlo_interval",)
    every = np.arange(len(data.n))
    total = np.asarray(flip.statistic)
    scaled = data.grid.to_values(total, every)
    estimate = np.divide(scaled, divisor, out=np.full(len(total), np.nan), where=data.n > 0)
    statistic = scaled if weight is None else estimate * n_strata
    shape = data.groups
    means = np.divide(sums, sizes, out=np.full(sums.shape, np.nan), where=sizes > 0)
    return StratifiedSignFlip(
        estimate=shape.floats(estimate),
        low=shape.floats(data.grid.to_values(low, every)),
        high=shape.floats(data.grid.to_values(high, every)),
        attained_level=shape.floats(attained),
        p=shape.floats(np.asarray(flip.p)),
        p_mid=shape.floats(np.asarray(flip.p_mid)),
        p_error=shape.floats(np.asarray(flip.p_error)),
        statistic=shape.floats(np.where(data.n > 0, statistic, 0.0)),
        stratum_means=frozen(means.reshape((*shape.shape, len(columns)))),
        stratum_n=frozen(sizes.reshape((*shape.shape, len(columns)))),
        n=shape.ints(data.n),
        n_strata=shape.ints(n_strata),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        smallest_p=shape.floats(np.asarray(flip.smallest_p)),
        level=flip.level,
        alternative=alternative,
        method=flip.method.replace("Exact sign", "Exact stratified sign").replace(
            "Sign-", "Stratified sign-"
        ),
        warnings=codes,
    )


def _sizes_and_sums(data: Differences, columns: list[IntArray]) -> tuple[IntArray, FloatArray]:
    """Pairs and sum of differences of each group (rows) in each stratum (columns)."""
    sizes = np.zeros((len(data.n), len(columns)), dtype=np.int64)
    sums = np.zeros(sizes.shape)
    for s, column in enumerate(columns):
        sizes[:, s] = np.count_nonzero(~np.isnan(data.values[:, column]), axis=1)
        every = np.arange(len(data.n))
        sums[:, s] = data.grid.to_values(np.nansum(data.grid.in_units(every)[:, column], axis=1), every)
    return sizes, sums


def _weights(sizes: IntArray, columns: list[IntArray], grid: Grid) -> FloatArray:
    """Weigh persons so that strata count equally, by whole numbers on a grid while those stay small."""
    weights = np.zeros(grid.values.shape)
    for row, counts in enumerate(sizes.tolist()):
        common = lcm(*(count for count in counts if count)) if any(counts) else 1
        scale = common if grid.found[row] and common <= LARGEST_COMMON_MULTIPLE else 1
        for column, count in zip(columns, counts, strict=True):
            weights[row, column] = scale / count if count else 0.0
    return weights

"""Exact signed-rank test over strata: ranks within each stratum, added over strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import (
    Alternative,
    FloatArray,
    Floats,
    IntArray,
    Ints,
    check_alternative,
    check_choice,
    check_level,
    p_values,
    smallest_p,
)
from analysis.stats._flip_null import flip_tails
from analysis.stats._paired import data_warnings, read_differences
from analysis.stats._sides import attained_by_one, exactly, inner_level, named, opened
from analysis.stats._strata import columns_by_stratum, stratum_codes
from analysis.stats.hodges_lehmann import pooled_walsh, stratified_interval_rank
from analysis.stats.signed_rank import Zeros, signed_weights


@dataclass(frozen=True, slots=True)
class StratifiedSignedRank:
    """Stratified signed-rank test with its Hodges–Lehmann estimate and interval.

    Attributes
    ----------
    estimate
        Median of the Walsh averages of pairs in the same stratum; NaN without a pair.
    low, high, attained_level
        Ordered Walsh averages within strata and the level they attain without ties; NaN where none exists.
    p, p_mid
        Exact p given the ranks in each stratum, and the mid-p; 1 without a non-zero pair.
    statistic
        T+, the ranks of the positive differences, added over strata.
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
    statistic: Floats
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


def stratified_signed_rank(
    differences: ArrayLike,
    strata: ArrayLike,
    *,
    zeros: Zeros = "pratt",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> StratifiedSignedRank:
    """Test whether differences are symmetric about zero when strata (addresses) differ in size of change.

    Sizes are ranked within each stratum and T+ is added over strata; its distribution is the exact
    convolution of the strata's. Zeros, ties, p and mid-p are as in ``signed_rank``; with one stratum the
    results are the same.

    Parameters
    ----------
    differences
        After − before, shape (n,) or (..., groups, n); NaN is a missing pair.
    strata
        One label per person, shape (n,).
    zeros, alternative, level
        As in ``signed_rank``.

    Raises
    ------
    ValueError
        For differences that are not numbers, infinite or above 1e60 in size, labels that are missing or not
        one per person, and keywords outside their range.

    References
    ----------
    Hollander & Wolfe (1973), ch. 3; van Elteren (1960) Bull. Int. Stat. Inst. 37:351 (ranks within strata).

    Examples
    --------
    >>> address = ["a", "a", "a", "b", "b", "b", "b", "b"]
    >>> result = stratified_signed_rank([1, 2, 0, 3, 1, -1, 2, 1], address)
    >>> result.p, result.statistic, result.n_strata
    (0.078125, 18.0, 2)
    """
    check_choice(zeros, ("pratt", "wilcox"), "zeros")
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    data = read_differences(differences)
    columns = columns_by_stratum(stratum_codes(strata, data.groups.values.shape[1], "strata"))
    none = (np.zeros((len(data.n), 0), dtype=np.int64), np.zeros_like(data.n))
    parts = [none, *(signed_weights(data.values[:, column], zeros) for column in columns)]
    weights = np.concatenate([part[0] for part in parts], axis=1)
    positive = np.stack([part[1] for part in parts]).sum(axis=0)
    tails = flip_tails(weights, positive)
    p, p_mid = p_values(tails.lower, tails.upper, tails.point, alternative)
    estimate, low, high, attained, n_strata = _walsh_within(data.values, columns, inner)
    low, high = opened(low, high, alternative)
    codes = data_warnings(data)
    codes += ("no_interval",) if np.isnan(attained).any() else ()
    codes += () if tails.exact.all() else ("normal_approximation",)
    shape = data.groups
    return StratifiedSignedRank(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained_by_one(attained, alternative)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        statistic=shape.floats(positive / 2),
        n=shape.ints(data.n),
        n_strata=shape.ints(n_strata),
        n_zero=shape.ints(data.n_zero),
        n_missing=shape.ints(data.n_missing),
        n_up=shape.ints(data.n_up),
        n_down=shape.ints(data.n_down),
        smallest_p=shape.floats(smallest_p(tails.extreme, alternative)),
        level=level,
        alternative=alternative,
        method=named(
            exactly("stratified Wilcoxon signed-rank test", exact=bool(tails.exact.all()))
            + (", Pratt zeros" if zeros == "pratt" else ""),
            alternative,
        ),
        warnings=codes,
    )


def _walsh_within(
    values: FloatArray, columns: list[IntArray], level: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Walsh averages within strata: estimate, low, high, attained level, and the strata that have pairs."""
    limits = np.full((4, len(values)), np.nan)
    n_strata = np.zeros(len(values), dtype=np.int64)
    for row, group in enumerate(values):
        present = [group[column][~np.isnan(group[column])] for column in columns]
        present = [part for part in present if len(part)]
        n_strata[row] = len(present)
        if not present:
            continue
        k, attained = stratified_interval_rank(tuple(sorted(len(part) for part in present)), level)
        limits[:, row] = (*pooled_walsh(present, k), attained)
    estimate, low, high, reached = limits
    return estimate, low, high, reached, n_strata

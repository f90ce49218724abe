"""Exact permutation rank-sum test over strata: ranks within each stratum, rank sums added over strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative, check_level
from analysis.stats._shift import shift_interval
from analysis.stats._sides import attained_by_one, exactly, inner_level, named, opened
from analysis.stats._strata import columns_by_stratum, stratum_codes
from analysis.stats._unpaired import Samples, present, read_samples, sample_warnings
from analysis.stats.rank_sum import rank_sum_test


@dataclass(frozen=True, slots=True)
class StratifiedRankSum:
    """Stratified rank-sum test with the Hodges–Lehmann shift and its interval.

    Attributes
    ----------
    estimate
        Median of the differences after − before between persons of one stratum; NaN when there are none.
    low, high, attained_level
        Ordered differences within strata and the level they attain without ties; NaN where none exists.
    p, p_mid, p_distance
        Exact p given the ties in each stratum, mid-p, and two-sided p by distance from the null mean.
    statistic
        Mann–Whitney U within strata, added: pairs with after above before, ties counted half.
    n, n_before, n_after, n_strata
        Persons used in all and on each side, and the strata they are in: those with persons on both sides.
    n_missing, n_unshared
        Values missing, and persons left out because nobody in their stratum is on the other side.
    smallest_p
        The smallest p these ties and numbers could have given.
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
    p_distance: Floats
    statistic: Floats
    n: Ints
    n_before: Ints
    n_after: Ints
    n_missing: Ints
    n_unshared: Ints
    n_strata: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def stratified_rank_sum(
    before: ArrayLike,
    after: ArrayLike,
    strata_before: ArrayLike,
    strata_after: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> StratifiedRankSum:
    """Test whether unpaired values after tend to be larger than before in the same stratum (address).

    Persons are ranked and re-divided within their stratum only; the null distribution is the exact
    convolution of the strata's. With one stratum the results are those of ``rank_sum``.

    Parameters
    ----------
    before, after
        Values of different persons, shapes (n_before,) and (n_after,) or (..., groups, n); NaN is missing.
    strata_before, strata_after
        One label per person on each side, shapes (n_before,) and (n_after,).
    alternative, level
        As in ``rank_sum``.

    Raises
    ------
    ValueError
        For values that are not numbers, infinite or above 1e60 in size, groups that do not match, labels that
        are missing or not one per person, and keywords outside their range.

    References
    ----------
    van Elteren (1960) Bull. Int. Stat. Inst. 37:351; Streitberg & Röhmel (1986) Stat. Softw. Newsl. 12:10.

    Examples
    --------
    >>> result = stratified_rank_sum([1, 2, 4, 5], [2, 3, 6, 7], ["a", "a", "b", "b"], ["a", "a", "b", "b"])
    >>> round(result.p, 6), result.statistic, result.n_strata
    (0.111111, 7.5, 2)
    """
    check_alternative(alternative)
    level = check_level(level)
    inner = inner_level(level, alternative)
    samples = read_samples(before, after)
    columns = _shared_columns(samples, strata_before, strata_after)
    numbers = np.empty((9, len(samples.n_after)))
    n_strata, n_before, n_after = np.zeros((3, len(samples.n_after)), dtype=np.int64)
    exact = True
    for row in range(len(samples.n_after)):
        parts = [(present(samples.before[row, x]), present(samples.after[row, y])) for x, y in columns]
        parts = [(x, y) for x, y in parts if len(x) and len(y)] or [(np.empty(0), np.empty(0))]
        n_strata[row] = sum(len(x) > 0 for x, _ in parts)
        n_before[row], n_after[row] = (sum(map(len, side)) for side in zip(*parts, strict=True))
        test = rank_sum_test(parts, alternative)
        numbers[:, row] = (*shift_interval(parts, inner), *test.numbers)
        exact &= test.exact
    estimate, low, high, attained, p, p_mid, distance, smallest, statistic = numbers
    low, high = opened(low, high, alternative)
    codes = sample_warnings(samples)
    codes += ("no_shared_stratum",) if (n_strata == 0).any() else ()
    codes += ("no_interval",) if np.isnan(attained).any() else ()
    codes += () if exact else ("normal_approximation",)
    shape = samples.groups
    return StratifiedRankSum(
        estimate=shape.floats(estimate),
        low=shape.floats(low),
        high=shape.floats(high),
        attained_level=shape.floats(attained_by_one(attained, alternative)),
        p=shape.floats(p),
        p_mid=shape.floats(p_mid),
        p_distance=shape.floats(distance),
        statistic=shape.floats(statistic),
        n=shape.ints(n_before + n_after),
        n_before=shape.ints(n_before),
        n_after=shape.ints(n_after),
        n_missing=shape.ints(samples.n_missing),
        n_unshared=shape.ints(samples.n_before + samples.n_after - n_before - n_after),
        n_strata=shape.ints(n_strata),
        smallest_p=shape.floats(smallest),
        level=level,
        alternative=alternative,
        method=named(exactly("stratified permutation rank-sum test", exact=exact), alternative),
        warnings=codes,
    )


def _shared_columns(
    samples: Samples, strata_before: ArrayLike, strata_after: ArrayLike
) -> list[tuple[FloatArray, FloatArray]]:
    """Columns before and after of each stratum."""
    n_first, n_second = samples.before.shape[1], samples.after.shape[1]
    stratum_codes(strata_before, n_first, "strata_before")
    stratum_codes(strata_after, n_second, "strata_after")
    both = np.concatenate([np.asarray(strata_before), np.asarray(strata_after)])
    codes = stratum_codes(both, n_first + n_second, "strata")
    return [(c[c < n_first], c[c >= n_first] - n_first) for c in columns_by_stratum(codes)]

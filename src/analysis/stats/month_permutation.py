"""Permutation test of counts by month with unequal exposure."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, as_real, check_aligned, check_resampling, monte_carlo
from analysis.stats._groups import as_p, unique_rows, warn_where
from analysis.stats._months import Months, by_parts, months
from analysis.stats._results import BeforeAfterTest
from analysis.stats._types import BoolArray, FloatArray, Floats, IntArray
from analysis.stats.null_distributions import dealt_months
from analysis.stats.null_distributions.dealt_months import Tails
from analysis.stats.rate_ratio import ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPermutation(BeforeAfterTest):
    """Permutation of months between before and after; the fields of every test before and after, and these.

    Attributes
    ----------
    estimate : float or array
        Rate after / rate before; NaN for 0 against 0.
    low, high, attained_level : float or array
        NaN: no interval belongs to this test; see :func:`~analysis.stats.quasi_poisson`.
    p_error : float or array
        Monte Carlo standard error of p; 0 where p is exact.
    statistic : float or array
        Events after, less the after window's exposure-share of all events.
    """

    p_error: Floats


def month_permutation(
    counts: ArrayLike,
    exposure: ArrayLike,
    after: ArrayLike,
    *,
    block: int = 1,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> MonthPermutation:
    """Test whether events moved between windows, by dealing (count, exposure) months out anew.

    Months, not events, are what is exchanged, so months that vary more than Poisson counts do not make the
    test reject more often than stated. The statistic is the after-count's deviation from its exposure-share
    of the total; all assignments of as many months to the after window are equally likely.

    Exact for any number of months when a group's months have equal exposure (up to 10⁸ months × window ×
    events), and for up to 36 months otherwise; beyond that Monte Carlo with a seed, and ``p_error``.

    Parameters
    ----------
    counts : array_like, shape (..., months)
        Events per month, whole numbers ≥ 0; NaN = month not observed.
    exposure : array_like, shape (..., months), or a scalar
        Exposure per month, ≥ 0; NaN = month not observed. A month with exposure 0 and count 0 is dropped.
    after : array_like of bool, shape (..., months)
        True for months in the after window. Leave a wash-out out by setting its counts to NaN.
    block : int
        Months dealt out together: so many neighbours within each window, the last block of a window shorter
        where they do not divide. Where a month is like the one before it, blocks of two keep the level better
        than single months. Above 1, `after` has one axis.
    resamples, seed : int
        Number and seed of Monte Carlo resamples, where exact is out of reach.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or infinite, negative exposure, events in a month without
        exposure, a mask that is not boolean, shapes that do not fit, and keywords outside their range.

    References
    ----------
    Hesterberg (2015), *The American Statistician* 69:371–386. R: ``coin::oneway_test(..., distribution =
    "exact")`` on the scores count·(total exposure) − (total count)·exposure gives the two tails.

    Examples
    --------
    >>> result = month_permutation([4, 5, 6, 7, 0, 1, 1, 2], 1.0, [False] * 4 + [True] * 4)
    >>> result.statistic, round(result.p, 6), round(result.smallest_p, 6)
    (-9.0, 0.028571, 0.028571)
    >>> month_permutation([4, 5, 6, 7, 0, 1, 1, 2], 1.0, [False] * 4 + [True] * 4, block=2).n
    4
    >>> month_permutation([[4, 5, 6, 7, 0, 1], [0, 0, 0, 0, 0, 0]], 1, [False] * 3 + [True] * 3).p.tolist()
    [0.4, 1.0]
    """
    check_resampling(resamples, seed)
    if block != 1:
        counts, exposure, after = _in_blocks(counts, exposure, after, block)
    data = months(counts, exposure, after)
    before, t_before, n_before = data.total(data.before)
    events, t_after, n_after = data.total(data.after)
    both = (n_before > 0) & (n_after > 0)
    tails = Tails._make(by_parts(lambda part: _tails(part, resamples, seed), data))
    tail, extreme = np.minimum(tails.lower, tails.upper), np.minimum(tails.least, tails.greatest)
    p = as_p(2.0 * tail / tails.total)
    nothing = np.full_like(p, np.nan)
    total, time = before + events, np.where(both, t_before + t_after, 1.0)
    drawn = tails.draws > 0
    one = np.where(both, t_before, 1), np.where(both, t_after, 1)
    return MonthPermutation(
        **data.results(
            estimate=np.where(both, ratio(before, one[0], events, one[1]), np.nan),
            low=nothing,
            high=nothing,
            attained_level=nothing,
            statistic=np.where(both, events - total * (t_after / time), 0.0),
            p=p,
            p_mid=as_p(2.0 * (tail - tails.point / 2) / tails.total),
            p_error=np.where(drawn, np.sqrt(p * np.maximum(2.0 - p, 0) / np.maximum(tails.draws, 1)), 0.0),
            smallest_p=as_p(2.0 * extreme / tails.total),
        ),
        method="permutation of months" + (monte_carlo(resamples, seed) if drawn.any() else " (exact)"),
        warnings=warn_where(~both, "no_months")
        + warn_where(both & (total == 0), "no_events")
        + warn_where(both & (np.minimum(n_before, n_after) < 4), "few_months")
        + warn_where(drawn, "monte_carlo"),
    )


def _in_blocks(
    counts: ArrayLike, exposure: ArrayLike, after: ArrayLike, block: int
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Add up neighbouring months of each window; a block is missing where all its months are."""
    check_aligned(counts=counts, exposure=exposure, after=after)
    late = np.asarray(after)
    if late.ndim != 1 or late.dtype != bool:
        raise ValueError(f"after must be one axis of true and false for blocks of {block} months")
    if block < 1:
        raise ValueError(f"block must be at least 1, found {block}")
    count, time = np.broadcast_arrays(as_real("counts", counts), as_real("exposure", exposure))
    if count.shape[-1] != len(late):
        raise ValueError(
            f"counts must have a month for each of after, found {count.shape[-1]} and {len(late)}"
        )
    sums: list[FloatArray] = []
    lies_after: list[bool] = []
    for side in (False, True):
        columns = np.flatnonzero(late == side)
        for start in range(0, len(columns), block):
            own = columns[start : start + block]
            known = ~(np.isnan(count[..., own]) | np.isnan(time[..., own]))
            some = known.any(axis=-1)
            parts = [np.where(known, values[..., own], 0.0).sum(axis=-1) for values in (count, time)]
            sums.append(np.stack([np.where(some, part, np.nan) for part in parts]))
            lies_after.append(side)
    both = np.stack(sums, axis=-1) if sums else np.empty((2, *count.shape[:-1], 0))
    return both[0], both[1], np.array(lies_after, dtype=bool)


def _tails(data: Months, resamples: int, seed: int) -> Tails:
    """Tails of every group; groups that are the same months in another order are computed once."""
    used = data.before | data.after
    total, time = data.count.sum(axis=1, keepdims=True), data.exposure.sum(axis=1, keepdims=True)
    equal = _equal_exposure(data, used)
    score = np.where(equal[:, None], data.count, data.count * time - total * data.exposure)
    observed = (score * data.after).sum(axis=1)
    tie = np.where(equal, 0.0, 1e-12 * (np.maximum(total, 1) * time)[:, 0])
    score = np.sort(np.where(used, score, np.inf), axis=1)
    n, size = used.sum(axis=1), data.after.sum(axis=1)
    both = (size > 0) & (size < n)
    answers = Tails._make([*np.ones((6, len(n))), np.zeros(len(n))])
    key = np.column_stack([n, size, equal, observed, tie, np.where(np.isinf(score), -1.0, score)])[both]
    if not key.size:
        return answers
    first, inverse = unique_rows((key + 0.0).view(np.int64))
    rows = key[first]
    found = np.ones((7, len(rows)))
    for n_, size_, equal_ in set(map(tuple, rows[:, :3].tolist())):
        here = (rows[:, :3] == (n_, size_, equal_)).all(axis=1)
        one = rows[here]
        months_ = one[:, 5 : 5 + int(n_)]
        found[:, here] = np.stack(
            _one_design(months_, int(size_), one[:, 3], one[:, 4], bool(equal_), resamples, seed)
        )
    for answer, column in zip(answers, found, strict=True):
        answer[both] = column[inverse]
    return answers


def _equal_exposure(data: Months, used: BoolArray) -> BoolArray:
    longest = np.where(used, data.exposure, -np.inf).max(axis=1, initial=-np.inf)
    shortest = np.where(used, data.exposure, np.inf).min(axis=1, initial=np.inf)
    return np.asarray(longest == shortest)


def _one_design(
    score: FloatArray,
    size: int,
    observed: FloatArray,
    tie: FloatArray,
    equal: bool,
    resamples: int,
    seed: int,
) -> Tails:
    """Tails of groups with the same number of months before and after, by the cheapest route."""
    n = score.shape[1]
    if equal:
        whole: IntArray = score.astype(np.int64)
        width = float((whole.sum(axis=1) - n * whole.min(axis=1)).max()) + 1
        if n * size * width <= dealt_months.RECURSION_CELLS:
            return dealt_months.recursion_tails(whole, size, observed.astype(np.int64))
    few = n <= dealt_months.ENUMERATE_AT_MOST  # no more than the ways to choose any of them
    if few and comb(n, size) <= dealt_months.ENUMERATE_AT_MOST:
        return dealt_months.listed_tails(score, size, observed, tie)
    if n <= dealt_months.MATCH_AT_MOST:
        exact = [
            dealt_months.matched_tails(s, size, o, t) for s, o, t in zip(score, observed, tie, strict=True)
        ]
        return Tails._make([*np.array(exact).T, np.zeros(len(score))])
    drawn = [
        dealt_months.drawn_tails(s, size, o, t, resamples, seed)
        for s, o, t in zip(score, observed, tie, strict=True)
    ]
    return Tails._make([*np.array(drawn).T, np.full(len(score), float(resamples))])

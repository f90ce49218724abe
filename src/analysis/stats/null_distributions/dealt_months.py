"""Null distribution of the after-sum when months are dealt out anew: exact by three routes, or Monte Carlo.

Each month carries a score; under the null every choice of as many months as the after window holds is equally
likely. Only the observed sum and the two extremes are asked for.

* equal exposure: scores are counts, so a recursion over months on (months chosen, events chosen) gives every
  probability at once, for many groups together;
* few assignments: all of them, as one matrix product for all groups of the same size;
* otherwise the months are split in two halves whose subset sums are matched by sorting.
"""

from functools import lru_cache
from itertools import chain, combinations
from math import comb
from typing import NamedTuple

import numpy as np

from analysis.stats._arguments import check_draws
from analysis.stats._types import FloatArray, IntArray
from analysis.stats.null_distributions.binomial import log_choose

ENUMERATE_AT_MOST = 20_000
"""Assignments listed outright; above this the halves are matched instead."""
MATCH_AT_MOST = 36
"""Months, with unequal exposure, up to which matching halves is exact; above this Monte Carlo."""
RECURSION_CELLS = 100_000_000
"""Months × chosen months × events up to which the recursion is used."""
CHUNK_CELLS = 4_000_000


class Tails(NamedTuple):
    """Number of assignments whose sum is at most, at least and equal to observed, and extreme.

    Divided by ``total`` they are probabilities; counting first keeps an exact p exact to the last digit.
    ``draws`` is 0 where nothing was drawn.
    """

    lower: FloatArray
    upper: FloatArray
    point: FloatArray
    least: FloatArray
    greatest: FloatArray
    total: FloatArray
    draws: FloatArray


def recursion_tails(count: IntArray, size: int, observed: IntArray) -> Tails:
    """Exact tails of the sum of ``size`` counts chosen without replacement, for groups with n months each.

    Parameters
    ----------
    count : array of int, shape (groups, n)
        Events per month.
    size : int
        Months chosen, 0 < size < n.
    observed : array of int, shape (groups,)
        Observed sum.

    Examples
    --------
    >>> tails = recursion_tails(np.array([[0, 0, 1, 3]]), 2, np.array([4]))
    >>> [float(x[0]) for x in tails[:3]]
    [6.0, 1.0, 1.0]
    """
    floor = count.min(axis=1)
    count, observed = count - floor[:, None], observed - size * floor
    groups, n = count.shape
    width = int(np.sort(count, axis=1)[:, n - size :].sum(axis=1).max()) + 1
    step = max(1, CHUNK_CELLS // ((size + 1) * width))
    parts = [
        _recursion(count[i : i + step], size, width, observed[i : i + step]) for i in range(0, groups, step)
    ]
    return Tails(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _recursion(count: IntArray, size: int, width: int, observed: IntArray) -> Tails:
    groups, n = count.shape
    ways = np.zeros((groups, size + 1, width))
    ways[:, 0, 0] = 1.0
    sums = np.arange(width)
    for month in range(n):
        source = sums[None, :] - count[:, month, None]
        reachable = (source >= 0).astype(np.float64)[:, None, :]
        top = min(size, month + 1)
        moved = np.take_along_axis(ways[:, :top], np.maximum(source, 0)[:, None, :], axis=2)
        ways[:, 1 : top + 1] += moved * reachable
    null = ways[:, size]
    at = sums[None, :] == observed[:, None]
    ordered = np.sort(count, axis=1)
    rows = np.arange(groups)
    return Tails(
        lower=(null * (sums[None, :] <= observed[:, None])).sum(axis=1),
        upper=(null * (sums[None, :] >= observed[:, None])).sum(axis=1),
        point=(null * at).sum(axis=1),
        least=null[rows, ordered[:, :size].sum(axis=1)],
        greatest=null[rows, ordered[:, n - size :].sum(axis=1)],
        total=np.full(groups, float(comb(n, size))),
        draws=np.zeros(groups),
    )


def listed_tails(score: FloatArray, size: int, observed: FloatArray, tie: FloatArray) -> Tails:
    """Exact tails from the list of all assignments; sums within ``tie`` of each other are equal.

    Examples
    --------
    >>> tails = listed_tails(np.array([[0.0, 0.0, 1.0, 3.0]]), 2, np.array([4.0]), np.array([1e-9]))
    >>> [float(x[0]) for x in tails[:3]]
    [6.0, 1.0, 1.0]
    """
    groups, n = score.shape
    chosen = _assignments(n, size)
    step = max(1, CHUNK_CELLS // chosen.shape[1])
    parts = [
        _counted(score[i : i + step] @ chosen, observed[i : i + step], tie[i : i + step])
        for i in range(0, groups, step)
    ]
    return Tails(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@lru_cache(maxsize=2)
def _assignments(n: int, size: int) -> FloatArray:
    """Which months each assignment chooses, 0 or 1, shape (n, assignments)."""
    each = np.fromiter(chain.from_iterable(combinations(range(n), size)), dtype=np.int64)
    chosen = np.zeros((n, comb(n, size)))
    chosen[each.reshape(-1, size), np.arange(chosen.shape[1])[:, None]] = 1.0
    chosen.flags.writeable = False
    return chosen


def _counted(sums: FloatArray, observed: FloatArray, tie: FloatArray) -> Tails:
    observed, tie = observed[:, None], tie[:, None]
    return Tails(
        lower=(sums <= observed + tie).sum(axis=1).astype(np.float64),
        upper=(sums >= observed - tie).sum(axis=1).astype(np.float64),
        point=(np.abs(sums - observed) <= tie).sum(axis=1).astype(np.float64),
        least=(sums <= sums.min(axis=1, keepdims=True) + tie).sum(axis=1).astype(np.float64),
        greatest=(sums >= sums.max(axis=1, keepdims=True) - tie).sum(axis=1).astype(np.float64),
        total=np.full(len(sums), float(sums.shape[1])),
        draws=np.zeros(len(sums)),
    )


def matched_tails(score: FloatArray, size: int, observed: float, tie: float) -> tuple[float, ...]:
    """Exact tails for one group: the subset sums of two halves, matched by sorting.

    Examples
    --------
    >>> matched_tails(np.array([0.0, 0.0, 1.0, 3.0]), 2, 4.0, 1e-9)
    (6.0, 1.0, 1.0, 1.0, 1.0, 6.0)
    """
    half, total = len(score) // 2, comb(len(score), size)
    first, second = _subset_sums(score[:half]), _subset_sums(score[half:])
    ordered = np.sort(score)
    least, greatest = ordered[:size].sum(), ordered[len(score) - size :].sum()

    def at_most(value: float) -> float:
        ways = 0.0
        for k in range(max(0, size - len(second) + 1), min(size, half) + 1):
            ways += np.searchsorted(second[size - k], value - first[k], side="right").sum()
        return float(ways)

    lower, under = at_most(observed + tie), at_most(observed - 2 * tie)
    return (
        lower,
        total - under,
        lower - under,
        at_most(least + tie),
        total - at_most(greatest - 2 * tie),
        float(total),
    )


def _subset_sums(score: FloatArray) -> list[FloatArray]:
    """Sorted sums of all subsets, by size."""
    sums, sizes = np.zeros(1), np.zeros(1, dtype=np.int64)
    for value in score:
        sums, sizes = np.concatenate([sums, sums + value]), np.concatenate([sizes, sizes + 1])
    return [np.sort(sums[sizes == k]) for k in range(len(score) + 1)]


def drawn_tails(
    score: FloatArray, size: int, observed: float, tie: float, draws: int, seed: int
) -> tuple[float, ...]:
    """Monte Carlo tails for one group: the observed assignment counts as one of the draws.

    Examples
    --------
    >>> drawn_tails(np.array([0.0, 0.0, 1.0, 3.0]), 2, 4.0, 1e-9, draws=999, seed=1)[0]
    1000.0
    """
    check_draws(len(score), draws, "months")
    generator = np.random.default_rng(seed)
    lower = upper = point = 1
    step = max(1, min(10_000, CHUNK_CELLS // len(score)))
    for start in range(0, draws, step):
        keys = generator.random((min(step, draws - start), len(score)))
        sums = score[np.argpartition(keys, size - 1, axis=1)[:, :size]].sum(axis=1)
        lower += int((sums <= observed + tie).sum())
        upper += int((sums >= observed - tie).sum())
        point += int((np.abs(sums - observed) <= tie).sum())
    ways = float(log_choose(len(score), size))
    extreme = (draws + 1) * float(np.exp(-ways))
    return float(lower), float(upper), float(point), extreme, extreme, draws + 1.0

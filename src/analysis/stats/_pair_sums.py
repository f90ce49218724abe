"""Ordered sums of pairs for samples too large to list every pair: memory grows with n, not with n²."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats._types import FloatArray, IntArray

LISTED_SUMS = 2**22
"""Most sums of pairs that are listed and sorted; beyond it they are counted."""
NEAR_SUMS = 2**16
"""Sums of kinds left between two bounds when the rest is listed."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Kinds (distinct values, ascending) of two samples, and which pairs of kinds there are.

    Attributes
    ----------
    x, times
        Kinds of the first sample, and persons of each.
    y, before
        Kinds of the second sample, and persons before each of them and in all, one longer than ``y``.
    first
        Per kind of ``x``, the first kind of ``y`` it is paired with.
    doubled
        Per kind of ``x``, pairs with that first kind which ``times`` would count too often.
    """

    x: FloatArray
    times: IntArray
    y: FloatArray
    before: IntArray
    first: IntArray
    doubled: IntArray

    def up_to(self, value: float) -> IntArray:
        """Per kind of ``x``, the first kind of ``y`` with which the sum is above ``value``."""
        return np.maximum(np.searchsorted(self.y, value - self.x, side="right"), self.first)

    def number(self, stop: IntArray) -> int:
        """Count the pairs of persons before ``stop``."""
        pairs = self.times * (self.before[stop] - self.before[self.first])
        return int((pairs - np.where(stop > self.first, self.doubled, 0)).sum())

    def between(self, start: IntArray, stop: IntArray) -> tuple[FloatArray, IntArray]:
        """List the sums of the pairs of kinds from ``start`` to before ``stop``, and the pairs of persons."""
        length = stop - start
        i = np.repeat(np.arange(len(self.x)), length)
        j = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length - start, length)
        persons = self.times[i] * np.diff(self.before)[j]
        return self.x[i] + self.y[j], persons - np.where(j == self.first[i], self.doubled[i], 0)


def ordered_sums(first: FloatArray, second: FloatArray, ranks: list[int]) -> list[float]:
    """Find sums x_i + y_j over all pairs of two samples, the ones of the given ranks (1 is the smallest).

    The range of values is halved, and the pairs below counted, until few are left to list. Persons with the
    same value are one kind.

    Examples
    --------
    >>> ordered_sums(np.array([1.0, 5.0]), np.array([0.0, 10.0]), [1, 2, 4])
    [1.0, 5.0, 15.0]
    """
    (x, times), (y, others) = (np.unique(part, return_counts=True) for part in (first, second))
    none = np.zeros(len(x), dtype=np.int64)
    pairs = Pairs(x, times, y, np.append(0, np.cumsum(others)), none, none)
    return [_of_rank([pairs], rank) for rank in ranks]


def ordered_walsh_sums(strata: list[FloatArray], ranks: list[int]) -> list[float]:
    """Find sums d_i + d_j over all pairs with i ≤ j of each stratum, the ones of the given ranks.

    Examples
    --------
    >>> ordered_walsh_sums([np.array([1.0, 2.0, 4.0])], [1, 3, 6])
    [2.0, 4.0, 8.0]
    """
    pairs = []
    for values in strata:
        x, times = np.unique(values, return_counts=True)
        before = np.append(0, np.cumsum(times))
        pairs.append(Pairs(x, times, x, before, np.arange(len(x)), times * (times - 1) // 2))
    return [_of_rank(pairs, rank) for rank in ranks]


def _of_rank(strata: list[Pairs], rank: int) -> float:
    """Find the sum of one rank."""
    low = min(pairs.x[0] + pairs.y[0] for pairs in strata)
    high = max(pairs.x[-1] + pairs.y[-1] for pairs in strata)
    start = [pairs.first for pairs in strata]
    stop = [np.full(len(pairs.x), len(pairs.y)) for pairs in strata]
    below = 0
    while sum(int((b - a).sum()) for a, b in zip(start, stop, strict=True)) > NEAR_SUMS:
        middle = low + (high - low) / 2
        if not low < middle < high:
            break
        split = [pairs.up_to(middle) for pairs in strata]
        number = sum(pairs.number(part) for pairs, part in zip(strata, split, strict=True))
        if number >= rank:
            high, stop = middle, split
        else:
            low, start, below = middle, split, number
    near = [pairs.between(a, b) for pairs, a, b in zip(strata, start, stop, strict=True)]
    sums, persons = (np.concatenate(column) for column in zip(*near, strict=True))
    order = np.argsort(sums)
    return float(sums[order][np.searchsorted(np.cumsum(persons[order]), rank - below)])

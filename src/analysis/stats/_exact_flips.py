"""Tails of a sum of sign-flipped sizes on no small grid: exact by halves, else by random sign patterns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.stats._arrays import FloatArray, IntArray

EXACT_PAIRS = 40
"""Most non-zero pairs whose 2ⁿ sign patterns are all counted (two halves of 2²⁰ sums each)."""
WORTH_DRAWING_TOGETHER = 8
"""Persons per kind from which a binomial draw for the kind is cheaper than a coin for each person."""


def tails_by_halves(sizes: NDArray[Any], observed: Any) -> tuple[float, float, float]:
    """P(T ≤ t), P(T ≥ t), P(T = t) over all sign patterns, T the sum of the sizes with a positive sign.

    The sums of each half of the pairs are listed; for each sum of the first half, those of the sorted second
    half that stay under the remainder are counted. Whole numbers of any length are compared, so nothing is
    rounded.

    Examples
    --------
    >>> tails_by_halves(np.array([1, 2, 3]), 6)
    (1.0, 0.125, 0.125)
    """
    first, second = _sums(sizes[::2]), np.sort(_sums(sizes[1::2]))
    below = int(np.searchsorted(second, observed - first, side="left").sum())
    up_to = int(np.searchsorted(second, observed - first, side="right").sum())
    patterns = 2 ** len(sizes)
    return up_to / patterns, (patterns - below) / patterns, (up_to - below) / patterns


def _sums(sizes: NDArray[Any]) -> NDArray[Any]:
    """List the sums of all subsets."""
    sums = np.zeros(1, dtype=sizes.dtype)
    for size in sizes:
        sums = np.concatenate([sums, sums + size])
    return sums


def as_whole_numbers(values: FloatArray) -> NDArray[Any]:
    """Turn floats into whole multiples of a common power of two, exactly.

    Python integers are used where int64 is too short.

    Examples
    --------
    >>> as_whole_numbers(np.array([0.5, 0.75, -2.0])).tolist()
    [2, 3, -8]
    """
    fractions = [Fraction(value) for value in values.tolist()]
    denominator = lcm(*(fraction.denominator for fraction in fractions))
    whole = [int(fraction * denominator) for fraction in fractions]
    fits = sum(abs(number) for number in whole) < 2**62
    return np.array(whole, dtype=np.int64 if fits else object)


def alike(persons: FloatArray) -> tuple[FloatArray, IntArray]:
    """Kinds of persons (rows) and how many there are of each, so that those who are alike are drawn together.

    A million answers on a scale then cost no more than a few. Where few are alike everybody is a kind.

    Examples
    --------
    >>> kinds, times = alike(np.repeat([[1.0], [2.0]], 8, axis=0))
    >>> kinds.tolist(), times.tolist()
    ([[1.0], [2.0]], [8, 8])
    """
    kinds, times = np.unique(persons, axis=0, return_counts=True)
    if len(kinds) * WORTH_DRAWING_TOGETHER > len(persons):
        return persons, np.ones(len(persons), dtype=np.int64)
    return kinds, times.astype(np.int64)


def random_subsets(times: IntArray, resamples: int, seed: int) -> Iterator[FloatArray]:
    """How many of each kind of person are in random subsets, in batches of bounded memory.

    Parameters
    ----------
    times
        Number of persons of each kind.
    resamples, seed
        Number of subsets and seed.

    Examples
    --------
    >>> sum(len(batch) for batch in random_subsets(np.array([5, 1]), 1000, 1))
    1000
    """
    rng = np.random.default_rng(seed)
    step = max(1, 2**21 // len(times))
    for start in range(0, resamples, step):
        shape = (min(step, resamples - start), len(times))
        if times.max() == 1:
            yield rng.integers(0, 2, size=shape, dtype=np.int8).astype(np.float64)
        else:
            yield rng.binomial(times, 0.5, size=shape).astype(np.float64)


def tails_by_sampling(values: FloatArray, resamples: int, seed: int) -> tuple[float, float, float]:
    """P(T ≤ t), P(T ≥ t), P(T = t) from random sign patterns, the observed pattern counted as one of them."""
    size = np.abs(values)
    observed, slack = float(values.sum()), 1e-12 * float(size.sum())
    at_most = at_least = 1
    kinds, times = alike(size[:, None])
    for chosen in random_subsets(times, resamples, seed):
        sums = (2.0 * chosen - times) @ kinds[:, 0]
        at_most += int(np.count_nonzero(sums <= observed + slack))
        at_least += int(np.count_nonzero(sums >= observed - slack))
    total = resamples + 1
    return at_most / total, at_least / total, (at_most + at_least - total) / total

"""Tails of a sum of sign-flipped sizes on no small grid: exact by halves, else by random sign patterns."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.stats._arrays import FloatArray

EXACT_PAIRS = 40
"""Most non-zero pairs whose 2ⁿ sign patterns are all counted (two halves of 2²⁰ sums each)."""


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


def tails_by_sampling(values: FloatArray, resamples: int, seed: int) -> tuple[float, float, float]:
    """P(T ≤ t), P(T ≥ t), P(T = t) from random sign patterns, the observed pattern counted as one of them."""
    rng = np.random.default_rng(seed)
    size = np.abs(values)
    observed, slack = float(values.sum()), 1e-12 * float(size.sum())
    at_most = at_least = 1
    done = 0
    while done < resamples:
        batch = min(resamples - done, max(1, 2**21 // len(values)))
        signs = rng.integers(0, 2, size=(batch, len(values)), dtype=np.int8)
        sums = (2.0 * signs - 1.0) @ size
        at_most += int(np.count_nonzero(sums <= observed + slack))
        at_least += int(np.count_nonzero(sums >= observed - slack))
        done += batch
    total = resamples + 1
    return at_most / total, at_least / total, (at_most + at_least - total) / total

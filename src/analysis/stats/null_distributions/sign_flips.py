"""Null distributions under independent flips of signs: of ranks, of whole multiples, of any sizes.

Signed rank and sign-flip share them: under the null each non-zero size w enters ``T = Σ w·(positive)`` with
probability 1/2, independently. T is symmetric about half the total, so that only its smaller half is built.

* On a small grid the distribution is built one size at a time (dynamic programming), for all distinct
  patterns of sizes at once. Up to 52 non-zero sizes every number is a dyadic fraction that float64 holds
  exactly; beyond that the relative error is a few units in the last place, because nothing but positive
  numbers is added.
* Otherwise the sums of the two halves of the pairs are listed and matched, exactly.
* Past that, random sign patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from scipy import special

from analysis.stats._arguments import check_draws
from analysis.stats._differences import Differences
from analysis.stats._groups import chunks, unique_rows
from analysis.stats._types import AnyArray, BoolArray, FloatArray, IntArray

EXACT_WEIGHTS = 2000
"""Most non-zero weights for which counts stay inside the range of float64."""
EXACT_SUMS = 2**23
"""Most distinct sums built for one group (64 MB); beyond it the normal approximation answers, and says so."""
EXACT_PAIRS = 40
"""Most non-zero pairs whose 2ⁿ sign patterns are all counted (two halves of 2²⁰ sums each)."""
WORTH_DRAWING_TOGETHER = 8
"""Persons per kind from which a binomial draw for the kind is cheaper than a coin for each person."""


@dataclass(frozen=True, slots=True)
class Tails:
    """P(T ≤ t), P(T ≥ t) and P(T = t) per group, and whether they are exact."""

    lower: FloatArray
    upper: FloatArray
    point: FloatArray
    exact: BoolArray


def sum_tails(data: Differences, resamples: int, seed: int) -> Tails:
    """Tails of the sum of each group: on the grid, by halves, or (not exact) by random sign patterns."""
    n_groups = len(data.n)
    lower, upper, point = (np.ones(n_groups) for _ in range(3))
    n_changed = data.n_up + data.n_down
    exact = np.ones(n_groups, dtype=bool)
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
            exact[row] = False
    return Tails(lower, upper, point, exact)


def _table_is_cheapest(multiples: IntArray, n_changed: IntArray) -> BoolArray:
    """Whether counting sums one by one is possible, and no dearer than listing the sums of two halves."""
    weights = np.abs(multiples)
    sums = weights.sum(axis=1) // np.maximum(np.gcd.reduce(weights, axis=1), 1) // 2
    possible = (sums < EXACT_SUMS) & (n_changed <= EXACT_WEIGHTS)
    halves = np.where(n_changed <= EXACT_PAIRS, 2.0 ** (np.minimum(n_changed, EXACT_PAIRS) / 2 + 8), np.inf)
    cheapest: BoolArray = possible & (sums * n_changed <= np.maximum(halves, 1e5))
    return cheapest


def flip_tails(weights: IntArray, positive: IntArray) -> Tails:
    """Tails of T for each group.

    Parameters
    ----------
    weights
        (groups, n) sizes ≥ 0; a zero never matters (zero difference, missing pair).
    positive
        (groups,) observed sums of the weights with a positive sign.

    Examples
    --------
    Three ranks 1, 2, 3, all positive: one of eight sign patterns.

    >>> flip_tails(np.array([[1, 2, 3]]), np.array([6])).upper.tolist()
    [0.125]
    """
    n_nonzero = np.count_nonzero(weights, axis=1)
    divisor = np.maximum(np.gcd.reduce(weights, axis=1), 1)
    rows = weights // divisor[:, None]
    observed = positive // divisor
    total = rows.sum(axis=1)
    low_side = np.minimum(observed, total - observed)
    exact = (n_nonzero <= EXACT_WEIGHTS) & (low_side < EXACT_SUMS)
    cumulative, point = np.ones(len(rows)), np.ones(len(rows))
    todo = np.flatnonzero(exact & (n_nonzero > 0))
    if todo.size:
        cumulative[todo], point[todo] = _deduplicated(rows[todo], low_side[todo])
    for group in np.flatnonzero(~exact):
        cumulative[group], point[group] = _normal(rows[group], low_side[group])
    far = np.minimum(1.0, (1.0 - cumulative) + point)
    on_low_side = observed <= total - observed
    return Tails(
        lower=np.where(on_low_side, cumulative, far),
        upper=np.where(on_low_side, far, cumulative),
        point=point,
        exact=exact,
    )


def _deduplicated(rows: IntArray, low_side: IntArray) -> tuple[FloatArray, FloatArray]:
    """Cumulative and point probability at ``low_side``, building each distinct pattern of weights once."""
    ordered = np.sort(rows, axis=1)
    first, inverse = unique_rows(ordered)
    patterns = ordered[first]
    reach = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(reach, inverse, low_side)
    by_reach = np.argsort(reach, kind="stable")
    position = np.empty_like(by_reach)
    position[by_reach] = np.arange(len(by_reach))
    place = position[inverse]
    by_place = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[by_place], np.arange(len(first) + 1))
    cumulative, point = np.empty(len(rows)), np.empty(len(rows))
    for part in _even_chunks(reach[by_reach]):
        counts, scale = _counts(patterns[by_reach[part]], int(reach[by_reach[part.stop - 1]]))
        groups = by_place[bounds[part.start] : bounds[part.stop]]
        local = place[groups] - part.start
        point[groups] = counts[local, low_side[groups]]
        np.cumsum(counts, axis=1, out=counts)
        cumulative[groups] = counts[local, low_side[groups]]
        point[groups] = np.ldexp(point[groups], -scale[local])
        cumulative[groups] = np.ldexp(cumulative[groups], -scale[local])
    tiny = np.nextafter(0.0, 1.0)
    return np.maximum(cumulative, tiny), point


def _even_chunks(reach: IntArray) -> list[slice]:
    """Chunk patterns in ascending reach, so that none is padded to a much longer one's width."""
    parts: list[slice] = []
    start = 0
    while start < len(reach):
        limit = max(2 * int(reach[start]), 64)
        stop = int(np.searchsorted(reach, limit, side="right"))
        width = 8 * 3 * (int(reach[stop - 1]) + 1)
        parts.extend(slice(start + s.start, start + s.stop) for s in chunks(stop - start, width, 4 * 2**20))
        start = stop
    return parts


def _counts(patterns: IntArray, reach: int) -> tuple[FloatArray, IntArray]:
    """Count the sign patterns giving each sum 0…reach, and the power of two they are out of."""
    n_nonzero = np.count_nonzero(patterns, axis=1)
    halvings = np.minimum(n_nonzero, 1000)
    counts = np.zeros((len(patterns), reach + 1))
    counts[:, 0] = np.where(n_nonzero > 1000, np.ldexp(1.0, -1000), 1.0)
    for column in range(patterns.shape[1]):
        _add_weight(counts, patterns[:, column], reach)
    return counts, np.where(n_nonzero > 1000, n_nonzero - halvings, n_nonzero)


def _add_weight(counts: FloatArray, weight: IntArray, reach: int) -> None:
    """One more weight in every pattern: each sum is reached as before, or with this weight positive."""
    active = (weight > 0) & (weight <= reach)
    for value in np.unique(weight[active]):
        rows = np.flatnonzero(weight == value)
        if len(rows) == len(counts):
            counts[:, value:] += counts[:, :-value].copy()
        else:
            chosen = counts[rows]
            chosen[:, value:] += counts[rows, : reach + 1 - value]
            counts[rows] = chosen


def _normal(weights: IntArray, low_side: int) -> tuple[float, float]:
    """Approximate by a normal distribution, with continuity correction (neighbouring sums are 1 apart)."""
    mean, sd = weights.sum() / 2, float(np.sqrt((weights.astype(np.float64) ** 2).sum() / 4))
    upper, lower = special.ndtr((low_side + 0.5 - mean) / sd), special.ndtr((low_side - 0.5 - mean) / sd)
    return float(upper), float(upper - lower)


def tails_by_halves(sizes: AnyArray, observed: int) -> tuple[float, float, float]:
    """P(T ≤ t), P(T ≥ t), P(T = t) over all sign patterns, T the sum of the sizes with a positive sign.

    The sums of each half of the pairs are listed; for each sum of the first half, those of the sorted second
    half that stay under the remainder are counted. Whole numbers of any length are compared, so nothing is
    rounded.

    Examples
    --------
    >>> tails_by_halves(np.array([1, 2, 3]), 6)
    (1.0, 0.125, 0.125)
    """
    first, second = (np.sort(_sums(half)) for half in (sizes[::2], sizes[1::2]))
    below = int(np.searchsorted(second, observed - first, side="left").sum())
    up_to = int(np.searchsorted(second, observed - first, side="right").sum())
    patterns = 2 ** len(sizes)
    return up_to / patterns, (patterns - below) / patterns, (up_to - below) / patterns


def _sums(sizes: AnyArray) -> AnyArray:
    """List the sums of all subsets."""
    sums = np.zeros(1, dtype=sizes.dtype)
    for size in sizes:
        sums = np.concatenate([sums, sums + size])
    return sums


def as_whole_numbers(values: FloatArray) -> AnyArray:
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
    """Distinct values and how many persons have each, so that those who are alike are drawn together.

    A million answers on a scale then cost no more than a few. Where few are alike everybody is a kind.

    Examples
    --------
    >>> kinds, times = alike(np.repeat([1.0, 2.0], 8))
    >>> kinds.tolist(), times.tolist()
    ([1.0, 2.0], [8, 8])
    """
    kinds, times = np.unique(persons, return_counts=True)
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
    check_draws(len(times), resamples, "persons with different values")
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
    kinds, times = alike(size)
    for chosen in random_subsets(times, resamples, seed):
        sums = (2.0 * chosen - times) @ kinds
        at_most += int(np.count_nonzero(sums <= observed + slack))
        at_least += int(np.count_nonzero(sums >= observed - slack))
    total = resamples + 1
    return at_most / total, at_least / total, (at_most + at_least - total) / total

"""The null distribution of a sum of whole numbers whose signs are flipped independently.

Signed rank, sign-flip and their stratified forms share it: under the null each non-zero weight w enters
``T = Σ w·(positive)`` with probability 1/2, independently. The distribution is built exactly, one weight at a
time (dynamic programming), for all distinct weight patterns at once. It is symmetric about half the total, so
only the smaller half up to the smallest observed tail is ever built.

Up to 52 non-zero weights every number is a dyadic fraction that float64 holds exactly; beyond that the
relative error is a few units in the last place, because nothing but positive numbers is added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.stats._arrays import BoolArray, FloatArray, IntArray, chunks, unique_rows

EXACT_WEIGHTS = 2000
"""Most non-zero weights for which counts stay inside the range of float64."""
EXACT_SUMS = 2**23
"""Most distinct sums built for one group (64 MB); beyond it the normal approximation answers, and says so."""


@dataclass(frozen=True, slots=True)
class Tails:
    """P(T ≤ t), P(T ≥ t), P(T = t) and P(T = max) per group; ``exact`` is false past the stated limits."""

    lower: FloatArray
    upper: FloatArray
    point: FloatArray
    extreme: FloatArray
    exact: BoolArray


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
        extreme=np.maximum(np.ldexp(1.0, -n_nonzero), np.nextafter(0.0, 1.0)),
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

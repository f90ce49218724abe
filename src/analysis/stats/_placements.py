"""The Brunner–Munzel statistic from tables of tied categories, in whole numbers.

A person's placement is the number of persons on the other side below, ties half; here doubled. With m after
and n before, P the doubled placements after and Q those before, the statistic is D·√((m−1)(n−1)/V), where ``D
= ΣP − mn`` and ``V = (n−1)·(m·ΣP² − (ΣP)²) + (m−1)·(n·ΣQ² − (ΣQ)²)``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from analysis.stats._arrays import FloatArray, IntArray

INT64_PERSONS = 2000
"""Most persons whose sums of squared placements stay inside int64; beyond it Python integers are used."""
EXACT_PRODUCT = 2.0**62
"""Largest product of two tables' D² and V compared in int64."""


@dataclass(frozen=True, slots=True)
class Placements:
    """D and V of each table, and the two sums of squares about the mean behind V."""

    deviation: IntArray
    spread: IntArray
    spread_before: IntArray
    spread_after: IntArray


def placements(before: IntArray, after: IntArray) -> Placements:
    """Compute D and V for tables (rows) of counts per category, ascending, before and after.

    Examples
    --------
    >>> result = placements(np.array([[1, 1, 0]]), np.array([[0, 1, 2]]))
    >>> result.deviation.tolist(), result.spread.tolist()
    ([5], [4])
    """
    m, n = after.sum(axis=1), before.sum(axis=1)
    of_after = 2 * (np.cumsum(before, axis=1) - before) + before
    of_before = 2 * (np.cumsum(after, axis=1) - after) + after
    total = (after * of_after).sum(axis=1)
    spread_after = m * (after * of_after**2).sum(axis=1) - total**2
    spread_before = n * (before * of_before**2).sum(axis=1) - ((before * of_before).sum(axis=1)) ** 2
    return Placements(
        deviation=total - m * n,
        spread=(n - 1) * spread_after + (m - 1) * spread_before,
        spread_before=spread_before,
        spread_after=spread_after,
    )


def studentised(placed: Placements, m: int, n: int) -> FloatArray:
    """Brunner–Munzel statistic of each table; ±∞ without overlap, 0 when all are equal."""
    deviation = placed.deviation.astype(np.float64)
    infinite = np.where(deviation == 0, 0.0, np.copysign(np.inf, deviation))
    scale = np.sqrt((m - 1) * (n - 1) / np.maximum(placed.spread.astype(np.float64), 1.0))
    return np.where(placed.spread == 0, infinite, deviation * scale)


def absolute(placed: Placements) -> Placements:
    """Give the tables' statistics without their sign.

    Examples
    --------
    >>> absolute(placements(np.array([[0, 1, 2]]), np.array([[1, 1, 0]]))).deviation.tolist()
    [5]
    """
    return replace(placed, deviation=np.abs(placed.deviation))


def table(placed: Placements, index: int) -> Placements:
    """Give the placements of one table.

    Examples
    --------
    >>> table(placements(np.array([[1, 1], [2, 0]]), np.array([[1, 1], [0, 2]])), 1).deviation.tolist()
    [4]
    """
    one = slice(index, index + 1)
    return Placements(*(getattr(placed, field.name)[one] for field in fields(placed)))


def compared(placed: Placements, observed: Placements) -> IntArray:
    """Compare each table's statistic with the observed one, without rounding: −1 below, 0 equal, 1 above."""
    square, square_observed = _signed_squares(placed), _signed_squares(observed)
    spread = np.where(placed.deviation == 0, 1, placed.spread)
    spread_observed = np.where(observed.deviation == 0, 1, observed.spread)
    largest = max(
        float(np.abs(square).max(initial=0)) * float(spread_observed[0]),
        float(spread.max(initial=0)) * abs(float(square_observed[0])),
    )
    if largest > EXACT_PRODUCT:
        square, spread = square.astype(object), spread.astype(object)
    left, right = square * int(spread_observed[0]), spread * int(square_observed[0])
    order: IntArray = np.sign(left - right).astype(np.int64)
    signs: IntArray = np.sign(placed.deviation).astype(np.int64) - int(np.sign(observed.deviation[0]))
    both_infinite = (spread == 0) & (spread_observed[0] == 0)
    return np.where(both_infinite, np.sign(signs), order)


def _signed_squares(placed: Placements) -> IntArray:
    """D² with the sign of D."""
    sign: IntArray = np.where(placed.deviation < 0, -1, 1)
    signed: IntArray = sign * placed.deviation * placed.deviation
    return signed

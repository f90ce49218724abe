"""The Brunner–Munzel statistic over all divisions of tied persons, or random ones, in whole numbers.

A person's placement is the number of persons on the other side below, ties half; here doubled. With m after
and n before, P the doubled placements after and Q those before, the statistic is D·√((m−1)(n−1)/V), where ``D
= ΣP − mn`` and ``V = (n−1)·(m·ΣP² − (ΣP)²) + (m−1)·(n·ΣQ² − (ΣQ)²)``.

On a seven-point item 13 + 13 persons can be divided in 10,400,600 ways, but these give only some thousand
different tables of «how many of each category came after», which is all that a rank statistic sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import comb

import numpy as np

from analysis.stats._arguments import check_draws
from analysis.stats._groups import chunks
from analysis.stats._types import FloatArray, IntArray

EXACT_TABLES = 1_000_000
"""Most tables listed for one group."""
INT64_PERSONS = 2000
"""Most persons whose sums of squared placements stay inside int64; beyond it Python integers are used."""
WORTH_DRAWING_TOGETHER = 8
"""Persons per category from which it is quicker to draw categories."""
EXACT_PRODUCT = 2.0**62
"""Largest product of two tables' D² and V compared in int64."""


@dataclass(frozen=True, slots=True)
class Placements:
    """D and V of each table."""

    deviation: IntArray
    spread: IntArray

    def of_table(self, index: int) -> Placements:
        """Give the placements of one table."""
        one = slice(index, index + 1)
        return Placements(self.deviation[one], self.spread[one])


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
    )


def studentised(placed: Placements, m: int, n: int) -> FloatArray:
    """Brunner–Munzel statistic of each table; ±∞ without overlap, 0 when all are equal."""
    deviation = placed.deviation.astype(np.float64)
    infinite = np.where(deviation == 0, 0.0, np.copysign(np.inf, deviation))
    scale = np.sqrt((m - 1) * (n - 1) / np.maximum(placed.spread.astype(np.float64), 1.0))
    return np.where(placed.spread == 0, infinite, deviation * scale)


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


@dataclass(frozen=True, slots=True)
class PlacementNull:
    """D and V of each table and its number of divisions; 1 more, the observed, when drawn."""

    placed: Placements
    ways: FloatArray
    total: float
    counted_observed: int


@lru_cache(maxsize=4)
def exact_null(categories: tuple[int, ...], n_after: int) -> PlacementNull:
    """Placements of every table of ``n_after`` persons drawn from tied categories.

    Examples
    --------
    >>> null = exact_null((1, 1, 1, 1), 2)
    >>> null.placed.deviation.tolist(), null.total
    ([4, 2, 0, 0, -2, -4], 6.0)
    """
    tables, ways = draws(categories, n_after)
    return PlacementNull(_placed(categories, tables), ways, float(ways.sum()), 0)


def random_null(categories: tuple[int, ...], n_after: int, resamples: int, seed: int) -> PlacementNull:
    """Placements of random tables."""
    whole = np.int64 if sum(categories) <= INT64_PERSONS else object
    sizes = np.asarray(categories, dtype=whole)
    parts = [
        placements(sizes - drawn, drawn.astype(whole))
        for drawn in random_draws(categories, n_after, resamples, seed)
    ]
    return PlacementNull(_joined(parts), np.ones(resamples), resamples + 1.0, 1)


def _placed(categories: tuple[int, ...], tables: IntArray) -> Placements:
    """Placements of tables, in chunks of bounded memory."""
    sizes = np.asarray(categories)
    return _joined(
        [
            placements(sizes - tables[part], tables[part])
            for part in chunks(len(tables), 80 * max(1, len(categories)))
        ]
    )


def _joined(parts: list[Placements]) -> Placements:
    """Placements of several batches of tables as one."""
    return Placements(
        deviation=np.concatenate([part.deviation for part in parts]),
        spread=np.concatenate([part.spread for part in parts]),
    )


def number_of_tables(categories: tuple[int, ...], drawn: int, enough: int | None = None) -> int:
    """Count the tables without listing them; where there are more than ``enough``, some number above it.

    Examples
    --------
    >>> number_of_tables((4, 4, 4, 4, 4, 3, 3), 13)
    5504
    >>> number_of_tables((1,) * 100_000, 50_000, 1_000_000) > 1_000_000
    True
    """
    ways, behind = [1], sum(categories)
    for size in categories:
        behind -= size
        running = list(accumulate(ways, initial=0))
        last = len(ways) - 1
        ways = [
            running[min(total, last) + 1] - running[max(0, total - size)]
            for total in range(min(drawn, last + size) + 1)
        ]
        # Each table so far that leaves no more than there are behind can be completed.
        most = max(ways[max(0, drawn - behind) :], default=0)
        if enough is not None and most > enough:
            return most
    return ways[drawn]


def draws(categories: tuple[int, ...], drawn: int) -> tuple[IntArray, FloatArray]:
    """List every table (rows) of persons drawn from each category, and its number of draws.

    Examples
    --------
    >>> tables, ways = draws((2, 1), 2)
    >>> tables.tolist(), ways.tolist()
    ([[1, 1], [2, 0]], [2.0, 1.0])
    """
    tables = np.zeros((1, 0), dtype=np.int64)
    ways, left = np.ones(1), np.array([drawn])
    behind = sum(categories)
    for size in categories:
        behind -= size
        fewest, most = np.maximum(0, left - behind), np.minimum(size, left)
        options = most - fewest + 1
        parent = np.repeat(np.arange(len(left)), options)
        step = np.arange(len(parent)) - np.repeat(np.cumsum(options) - options, options)
        taken = fewest[parent] + step
        tables = np.column_stack([tables[parent], taken])
        binomials = np.array([float(comb(size, t)) for t in range(size + 1)])
        ways, left = ways[parent] * binomials[taken], left[parent] - taken
    return tables, ways


def random_draws(categories: tuple[int, ...], drawn: int, resamples: int, seed: int) -> Iterator[IntArray]:
    """Draw persons at random, without replacement, ``resamples`` times, in batches of bounded memory.

    Categories of many persons are drawn as such; where few persons are alike everybody is drawn.

    Raises
    ------
    ValueError
        When it would take more than minutes.
    """
    sizes, persons = np.asarray(categories), sum(categories)
    rng = np.random.default_rng(seed)
    together = len(sizes) * WORTH_DRAWING_TOGETHER <= persons
    cells = len(sizes) if together else persons
    check_draws(cells, resamples, "persons with different values")
    first = np.cumsum(sizes) - sizes
    for part in chunks(resamples, 80 * max(1, cells)):
        size = part.stop - part.start
        if together:
            yield rng.multivariate_hypergeometric(sizes, drawn, size=size).astype(np.int64)
        else:
            order = rng.random((size, persons))
            last = np.partition(order, drawn - 1, axis=1)[:, drawn - 1 : drawn]
            yield np.add.reduceat((order <= last).astype(np.int64), first, axis=1)

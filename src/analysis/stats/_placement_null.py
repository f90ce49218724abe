"""Permutation distribution of the Brunner–Munzel statistic: listed over tables of ties, or sampled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analysis.stats._arrays import FloatArray, IntArray, chunks
from analysis.stats._category_tables import draws, random_draws
from analysis.stats._placements import INT64_PERSONS, Placements, placements


@dataclass(frozen=True, slots=True)
class PlacementNull:
    """D and V of each table and its number of divisions; 1 more, the observed, when sampled."""

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
    parts = [
        placements(sizes - tables[part], tables[part])
        for part in chunks(len(tables), 80 * max(1, len(categories)))
    ]
    return _joined(parts)


def _joined(parts: list[Placements]) -> Placements:
    """Placements of several batches of tables as one."""
    return Placements(
        deviation=np.concatenate([part.deviation for part in parts]),
        spread=np.concatenate([part.spread for part in parts]),
        spread_before=np.concatenate([part.spread_before for part in parts]),
        spread_after=np.concatenate([part.spread_after for part in parts]),
    )

"""All ways of drawing persons from categories of tied values, with the number of draws that give each.

On a seven-point item 13 + 13 persons can be divided in 10,400,600 ways, but these give only some thousand
different tables of «how many of each category came after», which is all that a rank statistic sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import comb

import numpy as np

from analysis.stats._arrays import FloatArray, IntArray, chunks

EXACT_TABLES = 1_000_000
"""Most tables listed for one group."""


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
    """Draw persons at random, without replacement, ``resamples`` times, in batches of bounded memory."""
    rng = np.random.default_rng(seed)
    for part in chunks(resamples, 80 * max(1, len(categories))):
        size = part.stop - part.start
        yield rng.multivariate_hypergeometric(np.asarray(categories), drawn, size=size).astype(np.int64)

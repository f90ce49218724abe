"""Ordered sums of pairs for samples too large to list every pair: memory grows with n, not with n²."""

from __future__ import annotations

import numpy as np

from analysis.stats._arrays import FloatArray

LISTED_SUMS = 2**22
"""Most sums of pairs that are listed and sorted; beyond it they are counted."""


Part = tuple[FloatArray, FloatArray]
"""Two samples of one stratum, none missing, shapes (n,) and (m,)."""


def ordered_sums(parts: list[Part], ranks: list[int]) -> list[float]:
    """Find sums x_i + y_j over all pairs of each stratum, the ones of the given ranks (1 is the smallest).

    A sum of a rank is found by halving the range of values and counting the pairs below, so that n + m values
    and not n·m sums are held.

    Examples
    --------
    >>> ordered_sums([(np.array([1.0, 5.0]), np.array([0.0, 10.0]))], [1, 2, 4])
    [1.0, 5.0, 15.0]
    """
    ready = [(np.sort(x), np.sort(y)) for x, y in parts if len(x) and len(y)]
    return [_select(ready, rank, twice=False) for rank in ranks]


def ordered_walsh_sums(parts: list[FloatArray], ranks: list[int]) -> list[float]:
    """Find sums d_i + d_j over all pairs with i ≤ j of each stratum, the ones of the given ranks.

    Examples
    --------
    >>> ordered_walsh_sums([np.array([1.0, 2.0, 4.0])], [1, 3, 6])
    [2.0, 4.0, 8.0]
    """
    ordered = [np.sort(values) for values in parts if len(values)]
    return [_select([(values, values) for values in ordered], rank, twice=True) for rank in ranks]


def _select(parts: list[Part], rank: int, *, twice: bool) -> float:
    """Find the sum of one rank; where pairs count ``twice``, those of a person with himself count once."""

    def enough(value: float) -> bool:
        pairs = 0
        for x, y in parts:
            below = int(np.searchsorted(y, value - x, side="right").sum())
            itself = int(np.searchsorted(2.0 * x, value, side="right")) if twice else below
            pairs += (below + itself) // 2
        return pairs >= rank

    low, high = min(x[0] + y[0] for x, y in parts), max(x[-1] + y[-1] for x, y in parts)
    if enough(low):
        return float(low)
    while (middle := low + (high - low) / 2) not in (low, high):
        low, high = (low, middle) if enough(middle) else (middle, high)
    near = [
        x + y[np.clip(np.searchsorted(y, high - x, side="right") + step, 0, len(y) - 1)]
        for x, y in parts
        for step in (-1, 0)
    ]
    found = np.concatenate(near)
    return float(found[np.abs(found - high).argmin()])

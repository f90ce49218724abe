"""Supremum of a rejection probability over an unknown nuisance proportion."""

from collections.abc import Callable

import numpy as np

from analysis.stats._arrays import FloatArray

GRID = 301
ZOOMS = 6


def supremum(probability: Callable[[FloatArray], FloatArray]) -> float:
    """Largest value over (0, 1): a grid even in arcsine, then zooming in on its highest peaks.

    Parameters
    ----------
    probability : callable
        Takes an array of proportions, returns as many probabilities.

    Examples
    --------
    >>> round(supremum(lambda share: share * (1 - share)), 12)
    0.25
    """
    angle = np.linspace(0.0, np.pi / 2, GRID)
    value = probability(np.sin(angle) ** 2)
    best = float(value.max())
    inner = np.flatnonzero((value[1:-1] >= value[:-2]) & (value[1:-1] >= value[2:])) + 1
    for peak in inner[np.argsort(value[inner])[::-1][:4]]:
        low, high = angle[peak - 1], angle[peak + 1]
        for _ in range(ZOOMS):
            fine = np.linspace(low, high, 13)
            found = probability(np.sin(fine) ** 2)
            top = int(np.clip(found.argmax(), 1, 11))
            best, low, high = max(best, float(found.max())), fine[top - 1], fine[top + 1]
    return best

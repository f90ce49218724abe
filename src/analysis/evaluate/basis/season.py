"""Which months may be compared: all of both windows, or only the calendar months they share."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
SWING = 0.3
"""Season assumed possible: ±30 % around the year's mean."""
MOST_SHIFT = 0.1
"""Share by which such a season may shift a ratio of rates and be disregarded."""
MONTHS = 12
PHASES = 24
"""Points of the year at which the season is tried to be at its height."""


def season_shift(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """Largest share by which a season of ±30 % can leave one window's rate short of the other's.

    Parameters
    ----------
    before, after
        Calendar months (1–12) of each window.

    Examples
    --------
    >>> year = np.arange(1, 13)
    >>> season_shift(year, year), round(season_shift(year, year[:6]), 2)
    (0.0, 0.19)
    """
    peak = np.arange(PHASES)[:, None] * MONTHS / PHASES
    means = [(1 + SWING * np.cos(2 * np.pi * (m - peak) / MONTHS)).mean(axis=1) for m in (before, after)]
    shift = float(1 - np.minimum(means[0] / means[1], means[1] / means[0]).min())
    return 0.0 if math.isclose(shift, 0.0, abs_tol=1e-9) else shift


def compared(pieces: pd.DataFrame, known: Bools) -> Bools:
    """Which pieces of months are compared, of those whose exposure is known on the two sides.

    All, unless a season could shift their ratio by a tenth or more: then, of each calendar month, as many as
    both windows hold, those nearest the line between them.

    Parameters
    ----------
    pieces
        From `windows.month_pieces`.
    known
        Pieces with known exposure.
    """
    month = pieces["month"].dt.month.to_numpy()
    sides = [np.flatnonzero(known & (pieces["side"] == side).to_numpy()) for side in ("before", "after")]
    kept = np.zeros(len(pieces), dtype=bool)
    if not (len(sides[0]) and len(sides[1])) or season_shift(*(month[side] for side in sides)) < MOST_SHIFT:
        kept[np.concatenate(sides)] = True
        return kept
    for calendar_month in range(1, MONTHS + 1):
        before, after = (side[month[side] == calendar_month] for side in sides)
        shared = min(len(before), len(after))
        kept[before[len(before) - shared :]] = True
        kept[after[:shared]] = True
    return kept

"""Answers that cannot be linked to a person twice: two groups, before and after."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.measures._columns import Columns, unmeasured

Floats = NDArray[np.float64]
METHOD = "mean_difference"


def unlinked_columns(values: Floats, n_places: int, level: float) -> Columns:
    """Compare the mean of all who answered after with that of all who answered before.

    Exact permutation of the answers between the waves, with its inverted interval. Answers that say not who
    gave them say not where, so the places have none.

    Parameters
    ----------
    values
        Shape (2, respondents): before, after; NaN for who did not answer.
    """
    sides = [np.sort(side[~np.isnan(side)]) for side in values]
    size = 1 + n_places
    test = stats.mean_difference(*sides, level=level)
    both = bool(len(sides[0]) and len(sides[1]))
    whole = {
        "before": sides[0].mean() if len(sides[0]) else np.nan,
        "after": sides[1].mean() if len(sides[1]) else np.nan,
        "estimate": test.estimate,
        "low": test.low,
        "high": test.high,
        "level_attained": test.attained_level,
        "p": test.p,
        "p_mid": test.p_mid,
        "smallest_p": test.smallest_p,
    }
    columns: Columns = {name: _first(float(value), size) for name, value in whole.items()}
    for name, side in zip(("n_before", "n_after"), sides, strict=True):
        columns[name] = _first(float(len(side)), size)
    why = unmeasured(np.r_[not both, np.ones(n_places, dtype=bool)], "no_addresses")
    if not both:
        why[0] = "no_values"
    return columns | {"method": METHOD, "unmeasured": why}


def _first(value: float, size: int) -> Floats:
    return np.array([value, *[np.nan] * (size - 1)])

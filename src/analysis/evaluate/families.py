"""Adjusting p within the plan's families, and the least an adjusted p could have been."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.params import Family, Plan

Floats = NDArray[np.float64]


def adjusted(whole: pd.DataFrame, changes: dict[str, Floats], plan: Plan) -> pd.DataFrame:
    """Adjust the p-values of all places together, family by family.

    Parameters
    ----------
    whole
        One row per indicator, indexed by it: ``family``, ``p``, ``smallest_p``, ``p_zero`` (rates).
    changes
        Indicator → change per tenant (NaN without a pair), for families adjusted jointly (Westfall–Young).

    Returns
    -------
    pandas.DataFrame
        Indexed as `whole`: ``p_adjusted``, ``smallest_p_adjusted``, ``p_zero_adjusted``. An indicator without
        a p takes no part in its family.
    """
    columns = ["p_adjusted", "smallest_p_adjusted", "p_zero_adjusted"]
    out = pd.DataFrame(np.nan, index=whole.index, columns=columns)
    for family in plan.families:
        rows = whole[(whole["family"] == family.id) & whole["p"].notna()]
        if family.tested and len(rows):
            out.loc[rows.index, columns] = _family(rows, changes, family)
    return out


def _family(rows: pd.DataFrame, changes: dict[str, Floats], family: Family) -> Floats:
    p, least, zero = (rows[name].to_numpy(dtype=float) for name in ("p", "smallest_p", "p_zero"))
    if family.adjust == "none":
        return np.column_stack([p, least, zero])
    if family.adjust == "westfall_young":
        return _jointly(np.vstack([changes[i] for i in rows.index]))
    # what each could have been at best: every test of the family at its least, this one's zero in turn
    best = np.tile(least, (len(rows), 1))
    at_zero = best.copy()
    np.fill_diagonal(at_zero, np.where(np.isnan(zero), least, zero))
    zero_adjusted = stats.adjust(at_zero, method=family.adjust).diagonal()
    return np.column_stack(
        [
            stats.adjust(p, method=family.adjust),
            stats.adjust(least, method=family.adjust),
            np.where(np.isnan(zero), np.nan, zero_adjusted),
        ]
    )


def _jointly(changes: Floats) -> Floats:
    """Westfall–Young: the adjusted p can be as small as the item's own least p, where items move together."""
    joint = stats.westfall_young(changes)
    adjusted_p, least = np.atleast_1d(joint.p_adjusted), np.atleast_1d(joint.smallest_p)
    return np.column_stack([adjusted_p, least, np.full(len(adjusted_p), np.nan)])

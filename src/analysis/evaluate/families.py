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
    method = "holm" if family.adjust == "westfall_young" else family.adjust
    if family.adjust == "westfall_young":
        p_adjusted = stats.adjust(p, method=method)
    else:
        p_adjusted = stats.adjust(p, method=method)
    # what each could have been at best: every test of the family at its least, this one's zero in turn
    best = np.tile(least, (len(rows), 1))
    at_zero = best.copy()
    np.fill_diagonal(at_zero, np.where(np.isnan(zero), least, zero))
    least_adjusted = stats.adjust(best, method=method).diagonal()
    zero_adjusted = np.where(np.isnan(zero), np.nan, stats.adjust(at_zero, method=method).diagonal())
    return np.column_stack([p_adjusted, least_adjusted, zero_adjusted])

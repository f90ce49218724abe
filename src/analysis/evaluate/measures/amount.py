"""What each tenant owes, on average over the months of each window."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.basis.windows import side_of
from analysis.evaluate.measures._pairs import sign_flip
from analysis.evaluate.measures._power import changes
from analysis.measure_types.amount import Amount
from analysis.params import Study

infer = sign_flip
power = changes(spread=1.0, step=0.5, unit="sd")


def values(_: Amount, study: Study, tables: Tables, shared: Basis) -> NDArray[np.float64]:
    """Average the balances at the month ends in each window (NOK), shape (2, people); NaN for none."""
    arrears, people = tables.arrears, shared.people
    sides = side_of(arrears["month"] + pd.offsets.MonthEnd(0), study.period)
    person = people.keys.get_indexer(pd.Index(arrears["person"]))
    balance = arrears["balance"].to_numpy(dtype=float, na_value=np.nan)
    found = np.full((2, len(people)), np.nan)
    for row, side in enumerate(("before", "after")):
        known = (sides == side) & (person >= 0) & ~np.isnan(balance)
        n = np.bincount(person[known], minlength=len(people))
        total = np.bincount(person[known], weights=balance[known], minlength=len(people))
        found[row] = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    return found

"""Open cases at the month ends of each window; known only for the office as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.basis.windows import side_of
from analysis.evaluate.measures._columns import Columns, lacking_a_side
from analysis.measure_types.backlog import Backlog
from analysis.params import Study


def columns(_: Backlog, study: Study, tables: Tables, shared: Basis) -> Columns:
    """Mean number of open cases at the month ends in each window, and the months known."""
    sides = side_of(tables.cases["month"] + pd.offsets.MonthEnd(0), study.period)
    nothing = np.full(len(shared.places), np.nan)
    found: Columns = {"method": "description"}
    for side in ("before", "after"):
        held = tables.cases.loc[sides == side, "open"].dropna()
        found[side] = np.concatenate([[float(held.mean()) if len(held) else np.nan], nothing])
        found[f"months_{side}"] = np.concatenate([[float(len(held))], nothing])
    found["estimate"] = np.asarray(found["after"]) - np.asarray(found["before"])
    return found | {"unmeasured": lacking_a_side(found)}

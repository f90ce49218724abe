"""How long the running tenancies had lasted, all addresses together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._columns import Columns, first_only, lacking_a_side
from analysis.measure_types.tenure import Tenure
from analysis.params import Study

MONTH = 365.25 / 12
"""Days in a month, on average."""


def columns(_: Tenure, study: Study, tables: Tables, shared: Basis) -> Columns:
    """Median months the tenancies running on the last day of each window had lasted.

    ``n_before`` and ``n_after`` are the tenancies running then. Not given per address: the length of so few
    tenancies is the history of known people. Tenancies that go on grow by the months between the windows,
    whatever happens.
    """
    found: Columns = {"method": "description"}
    size = 1 + len(shared.places)
    here = tables.residents[tables.residents["address"].isin(shared.places)]
    for side, window in (("before", study.period.before), ("after", study.period.after)):
        day = pd.Timestamp(window.end)
        running = here[(here["start"] <= day) & (here["end"].isna() | (here["end"] >= day))]
        months = ((day - running["start"]).dt.days + 1) / MONTH
        found[side] = first_only(np.full(size, float(months.median())))
        found[f"n_{side}"] = first_only(np.full(size, float(len(running))))
    found["estimate"] = np.asarray(found["after"]) - np.asarray(found["before"])
    return found | {"unmeasured": lacking_a_side(found)}

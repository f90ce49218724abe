"""Events per 100 let flat-months: incidents of some kinds, or tenancies that ended for some reasons."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._power import rate_power
from analysis.measure_types.rate import Rate

power = rate_power


def events(measure: Rate, tables: Tables) -> pd.DataFrame:
    """List the events a rate counts: ``date``, ``address``, ``flat``."""
    if measure.table == "tenancy_ends":
        ended = tables.residents[tables.residents["end"].notna()]
        chosen = ended[ended["end_reason"].isin(measure.kinds)] if measure.kinds else ended
        return chosen[["end", "address", "flat"]].rename(columns={"end": "date"})
    incidents = tables.incidents
    chosen = incidents[incidents["kind"].isin(measure.kinds)] if measure.kinds else incidents
    return chosen[["date", "address", "flat"]]

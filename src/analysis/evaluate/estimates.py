"""From tables to the results table: every indicator of the plan, in all and per address, with its verdict."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.judging.judged import judge, with_verdicts
from analysis.evaluate.measures import Computed, compute
from analysis.evaluate.results import COLUMNS, plan_columns
from analysis.params import Study


def estimate(study: Study, tables: Tables, shared: Basis) -> tuple[pd.DataFrame, dict[str, Computed]]:
    """Compute, adjust and judge every indicator of the plan.

    Returns
    -------
    pandas.DataFrame
        The rows of the results table, all places first for each indicator.
    dict
        Indicator → what was computed.
    """
    computed = {i.id: compute(study, tables, shared, i) for i in study.plan.indicators}
    frames = [pd.DataFrame(c.columns, index=range(1 + len(shared.places))) for c in computed.values()]
    rows = pd.concat([plan_columns(study, list(shared.places)), pd.concat(frames, ignore_index=True)], axis=1)
    rows = rows.reindex(columns=[*rows.columns, *(name for name in COLUMNS if name not in rows)])
    return with_verdicts(rows, judge(study, computed), study), computed


def tested_verdicts(study: Study, tables: Tables) -> pd.DataFrame:
    """Judge the deciding and exploratory outcomes in all only: `evaluate` without its other tables.

    Returns
    -------
    pandas.DataFrame
        One row per tested indicator: ``indicator``, ``family``, ``before``, ``after``, ``estimate``, ``p``,
        ``n_pairs``, ``events_before``, ``exposure_before``, ``exposure_after``, ``p_adjusted``,
        ``verdict``.
    """
    shared = basis(study, tables)
    computed = {i.id: compute(study, tables, shared, i, whole=True) for i in study.plan.tested}
    found = judge(study, computed)
    kept = (
        "before",
        "after",
        "estimate",
        "p",
        "n_pairs",
        "events_before",
        "exposure_before",
        "exposure_after",
    )
    rows = []
    for indicator in study.plan.tested:
        whole, judged = computed[indicator.id].whole, found.get(indicator.id)
        rows.append(
            {
                "indicator": indicator.id,
                "family": indicator.family,
                **{name: whole.get(name, np.nan) for name in kept},
                "p_adjusted": np.nan if judged is None else judged.p_adjusted,
                "verdict": "ikke_maalt" if judged is None else judged.verdict,
            }
        )
    return pd.DataFrame(rows)

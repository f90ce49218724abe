"""Comparison addresses, where nothing was done: whether the project's own changed more than they did."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import count_matrix, monthly_rows
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.measures import held_against, rate_events
from analysis.params import Indicator, Study

COLUMNS = {
    "indicator": "str",
    "estimate_type": "str",
    "change": "float64",
    "comparison_before": "float64",
    "comparison_after": "float64",
    "comparison_change": "float64",
    "comparison_n_before": "Int64",
    "comparison_n_after": "Int64",
    "comparison_exposure_before": "float64",
    "comparison_exposure_after": "float64",
    "estimate": "float64",
    "low": "float64",
    "high": "float64",
    "p": "float64",
    "smallest_p": "float64",
}
"""Columns of ``comparison``: the change at the project's addresses, what it was at the others
(``n`` are pairs or events), and the difference, or for rates the ratio, of the two."""


def comparison_table(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Hold each outcome's change against that of the comparison addresses.

    Changes per tenant are permuted between the arms; rates are compared by the ratio of their ratios. Not
    adjusted: a comparison address was not drawn by lot. Empty without comparison addresses; an outcome that
    one arm has no change of has no row.
    """
    rows = []
    for indicator in study.plan.tested if shared.others is not None else ():
        found = held_against(study, tables, shared, indicator)
        if found is None or absent(study, tables, indicator.declared.table):
            continue
        low, high = found.interval(study.plan.level)
        rows.append(
            {
                "indicator": indicator.id,
                "estimate_type": indicator.declared.estimate_type,
                "change": found.own_change,
                "comparison_before": found.before,
                "comparison_after": found.after,
                "comparison_change": found.change,
                "comparison_n_before": found.n_before,
                "comparison_n_after": found.n_after,
                "comparison_exposure_before": found.exposure_before,
                "comparison_exposure_after": found.exposure_after,
                "estimate": found.estimate,
                "low": low,
                "high": high,
                "p": found.p,
                "smallest_p": found.smallest_p,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def comparison_months(study: Study, tables: Tables, shared: Basis) -> list[pd.DataFrame]:
    """Months of every rate at each comparison address, in the columns of ``monthly``."""
    if shared.others is None:
        return []
    frames = []
    for indicator in measured_rates(study, tables):
        known = shared.others.calendar.covered_by(study, indicator.declared.table)
        months = monthly_rows(indicator.id, count_matrix(rate_events(indicator, tables), known), known)
        frames.append(months[months["place"] != "all"])
    return frames


def measured_rates(study: Study, tables: Tables) -> list[Indicator]:
    """List the indicators that count events for which data were delivered."""
    rates = [i for i in study.plan.indicators if i.declared.counts == "events"]
    return [i for i in rates if not absent(study, tables, i.declared.table)]

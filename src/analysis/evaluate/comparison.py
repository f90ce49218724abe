"""Comparison addresses, where nothing was done: whether the project's own changed more than they did."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import Calendar, calendar, count_matrix, monthly_rows
from analysis.evaluate.basis.season import compared
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.measures import rate_events
from analysis.params import Indicator, Study

COLUMNS = {
    "indicator": "str",
    "events_before": "Int64",
    "events_after": "Int64",
    "exposure_before": "float64",
    "exposure_after": "float64",
    "comparison_events_before": "Int64",
    "comparison_events_after": "Int64",
    "comparison_exposure_before": "float64",
    "comparison_exposure_after": "float64",
    "ratio": "float64",
    "comparison_ratio": "float64",
    "estimate": "float64",
    "low": "float64",
    "high": "float64",
    "p": "float64",
    "smallest_p": "float64",
}
"""Columns of ``comparison``; ``estimate`` is the ratio of the two rate ratios."""


def comparison_table(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Hold each rate's change against that of the comparison addresses (ratio of rate ratios, exact).

    Exploratory and not adjusted: a comparison address was not drawn by lot. Empty without comparison
    addresses, and for rates where one of the four windows has no exposure.
    """
    others = comparison_places(study)
    rows = []
    if len(others):
        other = calendar(study, tables, others)
        for indicator in measured_rates(study, tables):
            events = rate_events(indicator, tables)
            table = indicator.declared.table
            sums = [
                total
                for calendar_ in (shared.calendar, other)
                for total in _sums(events, calendar_.covered_by(study, table))
            ]
            if min(sums[1::2]) > 0:
                rows.append({"indicator": indicator.id, **_compared(sums, study.plan.level)})
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def comparison_months(study: Study, tables: Tables) -> list[pd.DataFrame]:
    """Months of every rate at each comparison address, in the columns of ``monthly``."""
    others = comparison_places(study)
    if others.empty:
        return []
    other = calendar(study, tables, others)
    frames = []
    for indicator in measured_rates(study, tables):
        known = other.covered_by(study, indicator.declared.table)
        months = monthly_rows(indicator.id, count_matrix(rate_events(indicator, tables), known), known)
        frames.append(months[months["place"] != "all"])
    return frames


def measured_rates(study: Study, tables: Tables) -> list[Indicator]:
    """List the indicators that count events for which data were delivered."""
    rates = [i for i in study.plan.indicators if i.declared.counts == "events"]
    return [i for i in rates if not absent(study, tables, i.declared.table)]


def comparison_places(study: Study) -> pd.Index:
    """Ids of the comparison addresses."""
    return pd.Index([a.id for a in study.project.addresses if a.comparison], dtype="str")


def _sums(events: pd.DataFrame, calendar: Calendar) -> list[float]:
    """Events before, exposure before, events after, exposure after, in the months that are compared."""
    counts, known = count_matrix(events, calendar), ~np.isnan(calendar.exposure)
    used = compared(calendar.pieces, np.asarray(known.any(axis=0)))
    found = []
    for side in ("before", "after"):
        at = calendar.at(side) & used & known
        found += [float(counts[at].sum()), float(calendar.exposure[at].sum())]
    return found


def _compared(sums: list[float], level: float) -> dict[str, float]:
    result = stats.ratio_of_rate_ratios(*sums, level=level)
    names = [
        f"{group}{what}_{side}"
        for group in ("", "comparison_")
        for side in ("before", "after")
        for what in ("events", "exposure")
    ]
    return {
        **dict(zip(names, sums, strict=True)),
        "ratio": float(result.rate_ratio),
        "comparison_ratio": float(result.comparison_rate_ratio),
        "estimate": float(result.estimate),
        "low": float(result.low),
        "high": float(result.high),
        "p": float(result.p),
        "smallest_p": float(result.smallest_p),
    }

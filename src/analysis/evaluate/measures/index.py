"""Mean of several items per tenant."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._pairs import sign_flip
from analysis.evaluate.measures._power import changes
from analysis.measure_types.index import Index
from analysis.params import Study

infer = sign_flip
power = changes(spread=0.75, step=0.5, unit="points")


def beside(measure: Index, study: Study, shared: Basis) -> dict[str, float]:
    """Reliability (Cronbach's alpha) of the answers before, or after where there are none, with its interval.

    Of the baseline tenants who answered every item.
    """
    order = [item.id for item in study.questionnaire.items]
    chosen = shared.answers[:, shared.people.in_project][:, :, [order.index(i) for i in measure.items]]
    complete = [side[~np.isnan(side).any(axis=1)] for side in chosen]
    rows = complete[0] if len(complete[0]) else complete[1]
    rows = rows[np.lexsort(rows.T)]  # the order of the people would move last digits
    found = stats.reliability(rows, level=study.plan.level)
    return {
        "reliability": float(found.estimate),
        "reliability_low": float(found.low),
        "reliability_high": float(found.high),
        "n_reliability": float(found.n),
    }


def values(measure: Index, study: Study, _: Tables, shared: Basis) -> NDArray[np.float64]:
    """Mean of the items answered where at least ``min_items`` were, else missing; shape (2, people)."""
    order = [item.id for item in study.questionnaire.items]
    chosen = shared.answers[:, :, [order.index(i) for i in measure.items]]
    answered = (~np.isnan(chosen)).sum(axis=2)
    mean = np.nansum(chosen, axis=2) / np.maximum(answered, 1)
    return np.where(answered >= measure.min_items, mean, np.nan)

"""Whether something holds for each tenant before and after: owes more than a limit, receives a service."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.measures._pairs import mcnemar
from analysis.evaluate.measures._power import share_power
from analysis.evaluate.measures._registers import last_month_end, running_on
from analysis.measure_types.share import Share
from analysis.params import Study

Floats = NDArray[np.float64]
infer = mcnemar
power = share_power


def values(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether it holds for each person: 1, 0 or NaN where nobody knows; shape (2, people)."""
    return _VALUES[measure.of](measure, study, tables, shared)


def in_arrears(measure: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person owed more than the threshold at the last month end of each window."""
    arrears, people = tables.arrears, shared.people
    month_end = arrears["month"] + pd.offsets.MonthEnd(0)
    person = people.keys.get_indexer(pd.Index(arrears["person"]))
    balance = arrears["balance"].to_numpy(dtype=float, na_value=np.nan)
    found = np.full((2, len(people)), np.nan)
    for row, window in enumerate((study.period.before, study.period.after)):
        known = (month_end == last_month_end(window)).to_numpy() & (person >= 0) & ~np.isnan(balance)
        found[row, person[known]] = balance[known] > measure.threshold
    return found


def service_at_home(_: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person had a running decision on a service in the home; see `running_service`."""
    return running_service(study, tables.services[tables.services["at_home"].astype(bool)], shared)


def service_decision(_: Share, study: Study, tables: Tables, shared: Basis) -> Floats:
    """Whether each person had a running decision on any service; see `running_service`."""
    return running_service(study, tables.services, shared)


def running_service(study: Study, services: pd.DataFrame, shared: Basis) -> Floats:
    """Whether each person had a running decision on the last day of each window.

    NaN after for a person without any running contract then: nobody knows what they receive.
    """
    people = shared.people
    found = np.zeros((2, len(people)))
    for row, window in enumerate((study.period.before, study.period.after)):
        found[row] = people.keys.isin(running_on(services, window)["person"])
    found[1, people.gone] = np.nan
    return found


_VALUES: dict[str, Callable[[Share, Study, Tables, Basis], Floats]] = {
    "in_arrears": in_arrears,
    "service_at_home": service_at_home,
    "service_decision": service_decision,
}

"""What the registers say of each tenant before and after: arrears and service decisions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.exposure import FAR
from analysis.evaluate.people import People
from analysis.evaluate.windows import side_of
from analysis.params import Amount, Share, Study, Window

Floats = NDArray[np.float64]


def arrears_values(study: Study, arrears: pd.DataFrame, people: People) -> Floats:
    """Average the balances at the month ends in each window (NOK), shape (2, people); NaN for none."""
    month_end = arrears["month"] + pd.offsets.MonthEnd(0)
    sides = side_of(month_end, study.period)
    person = people.keys.get_indexer(pd.Index(arrears["person"]))
    balance = arrears["balance"].to_numpy(dtype=float, na_value=np.nan)
    values = np.full((2, len(people)), np.nan)
    for row, side in enumerate(("before", "after")):
        known = (sides == side) & (person >= 0) & ~np.isnan(balance)
        n = np.bincount(person[known], minlength=len(people))
        total = np.bincount(person[known], weights=balance[known], minlength=len(people))
        values[row] = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    return values


def in_arrears(study: Study, arrears: pd.DataFrame, people: People, threshold: float) -> Floats:
    """Whether each person owed more than the threshold at the last month end of each window: 1, 0 or NaN."""
    month_end = arrears["month"] + pd.offsets.MonthEnd(0)
    person = people.keys.get_indexer(pd.Index(arrears["person"]))
    balance = arrears["balance"].to_numpy(dtype=float, na_value=np.nan)
    values = np.full((2, len(people)), np.nan)
    for row, window in enumerate((study.period.before, study.period.after)):
        known = (month_end == last_month_end(window)).to_numpy() & (person >= 0) & ~np.isnan(balance)
        values[row, person[known]] = balance[known] > threshold
    return values


def last_month_end(window: Window) -> pd.Timestamp:
    """Return the last end of a month in the window (in a window within one month, the end before it).

    Examples
    --------
    >>> last_month_end(Window.model_validate_json('{"from": "2023-01-01", "to": "2023-03-15"}'))
    Timestamp('2023-02-28 00:00:00')
    """
    end = pd.Timestamp(window.end)
    return end if end.is_month_end else end - pd.offsets.MonthEnd(1)


def running_service(study: Study, services: pd.DataFrame, people: People, *, at_home: bool) -> Floats:
    """Whether each person had a running decision on the last day of each window; 1, 0 or NaN.

    Parameters
    ----------
    at_home
        Count only services given in the home.

    Returns
    -------
    ndarray, shape (2, people)
        NaN after for a person without any running contract then: nobody knows what they receive.
    """
    counted = services[services["at_home"].astype(bool)] if at_home else services
    values = np.zeros((2, len(people)))
    for row, window in enumerate((study.period.before, study.period.after)):
        values[row] = people.keys.isin(running_on(counted, window)["person"])
    values[1, people.gone] = np.nan
    return values


def running_on(services: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Decisions that run on the last day of a window."""
    day = pd.Timestamp(window.end)
    return services[(services["start"] <= day) & (services["end"].fillna(FAR) >= day)]


def record_values(
    study: Study, measure: Amount | Share, arrears: pd.DataFrame, services: pd.DataFrame, people: People
) -> Floats:
    """Value per person of an amount or a share, shape (2, people); see the functions it chooses between."""
    if isinstance(measure, Amount):
        return arrears_values(study, arrears, people)
    if measure.of == "in_arrears":
        return in_arrears(study, arrears, people, measure.threshold)
    return running_service(study, services, people, at_home=measure.of == "service_at_home")

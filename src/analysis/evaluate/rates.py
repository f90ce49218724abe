"""Rates before and after: events per 100 let flat-months, with exact and overdispersion-proof inference."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.counts import Calendar
from analysis.params import Plan

Floats = NDArray[np.float64]
PER = 100.0
"""Let flat-months a rate is given per."""


def rate_rows(counts: Floats, calendar: Calendar, plan: Plan, *, spread: bool = True) -> pd.DataFrame:
    """Estimate one rate in all and per place.

    The estimate is rate after / rate before. In all: exact conditional test (central p), its mid-p, the
    permutation of months, dispersion; the interval is quasi-Poisson with φ = max(1, φ̂) when both windows
    hold at least ``min_months`` months, else the exact conditional one. Per place: the exact conditional
    interval, no test.

    Parameters
    ----------
    counts
        Events, shape (places, pieces). Those in months without known exposure are not counted.
    calendar
        Pieces and let flat-months.
    spread
        Whether to compute the dispersion, which costs most and decides nothing.

    Returns
    -------
    pandas.DataFrame
        One row for all places together, then one per place, with columns of the results table.
    """
    known = ~np.isnan(calendar.exposure)
    events, time = np.where(known, counts, 0.0), np.where(known, calendar.exposure, 0.0)
    events, time = np.vstack([events.sum(axis=0), events]), np.vstack([time.sum(axis=0), time])
    sides = {side: calendar.at(side) for side in ("before", "after")}
    rows = pd.DataFrame(
        {
            **{f"events_{side}": events[:, at].sum(axis=1) for side, at in sides.items()},
            **{f"exposure_{side}": time[:, at].sum(axis=1) for side, at in sides.items()},
            **{f"months_{side}": (time[:, at] > 0).sum(axis=1) for side, at in sides.items()},
        }
    )
    for side in sides:
        rows[side] = PER * _quotient(rows[f"events_{side}"].to_numpy(), rows[f"exposure_{side}"].to_numpy())
    rows = rows.join(_conditional(rows, plan.level))
    rows["n_exposure_lost"] = ((time == 0) & (events > 0))[:, sides["before"] | sides["after"]].sum(axis=1)
    rows.loc[1:, ["p", "p_mid", "smallest_p", "p_zero"]] = np.nan
    return _with_months(rows, events[0], time[0], calendar, plan, spread)


def enough_months(calendar: Calendar, time: Floats, plan: Plan) -> bool:
    """Whether both windows hold at least ``min_months`` months with exposure; parts count by their days."""
    length = (calendar.pieces["days"] / calendar.pieces["days_in_month"]).to_numpy()
    months = [length[calendar.at(side) & (time > 0)].sum() for side in ("before", "after")]
    return bool(min(months) >= plan.min_months - 1e-9)


def _quotient(events: Floats, exposure: Floats) -> Floats:
    return np.where(exposure > 0, events / np.where(exposure > 0, exposure, 1.0), np.nan)


def _conditional(rows: pd.DataFrame, level: float) -> pd.DataFrame:
    """Exact conditional test and interval per row; missing where a window has no exposure."""
    usable = ((rows["exposure_before"] > 0) & (rows["exposure_after"] > 0)).to_numpy()
    out = pd.DataFrame(np.nan, index=rows.index, columns=[*_FROM_RATIO, "p_zero"])
    if not usable.any():
        return out
    some = rows[usable]
    before, t_before, t_after = some["events_before"], some["exposure_before"], some["exposure_after"]
    result = stats.rate_ratio(before, t_before, some["events_after"], t_after, level=level)
    for column, field in _FROM_RATIO.items():
        out.loc[usable, column] = getattr(result, field)
    out.loc[usable, "p_zero"] = stats.rate_ratio(
        before, t_before, np.zeros(len(some)), t_after, level=level
    ).p
    return out


_FROM_RATIO = {
    "estimate": "estimate",
    "low": "low",
    "high": "high",
    "level_attained": "attained_level",
    "p": "p",
    "p_mid": "p_mid",
    "smallest_p": "smallest_p",
}


def _with_months(
    rows: pd.DataFrame, events: Floats, time: Floats, calendar: Calendar, plan: Plan, spread: bool
) -> pd.DataFrame:
    """Add what the months tell of all places together; months without exposure are left out of it."""
    chosen = (calendar.at("before") | calendar.at("after")) & (time > 0)
    months = (events[chosen], time[chosen], calendar.at("after")[chosen])
    enough = enough_months(calendar, time, plan)
    whole: dict[str, float | str] = {"method": "month_permutation" if enough else "rate_ratio"}
    if chosen.any() and spread:
        found = stats.dispersion(*months)
        whole |= {"dispersion": float(found.estimate), "p_dispersion": float(found.p)}
    if enough:
        interval = stats.quasi_poisson(*months, level=plan.level)
        whole |= {"low": float(interval.low), "high": float(interval.high), "level_attained": interval.level}
        whole |= {"p_months": float(stats.month_permutation(*months).p)}
    rows = rows.assign(p_months=np.nan, dispersion=np.nan, p_dispersion=np.nan, method="rate_ratio")
    for column, value in whole.items():
        rows.loc[0, column] = value
    return rows.assign(enough_months=enough)

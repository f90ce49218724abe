"""Rates before and after: events per 100 let flat-months, with exact and overdispersion-proof inference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.counts import Calendar
from analysis.evaluate.results import Columns, first_only
from analysis.params import Plan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PER = 100.0
"""Let flat-months a rate is given per."""


def rate_columns(
    counts: Floats, calendar: Calendar, plan: Plan, *, whole: bool = False, spread: bool = True
) -> Columns:
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
    whole
        Leave the places out.
    spread
        Whether to compute the dispersion, which costs most and decides nothing.

    Returns
    -------
    dict
        Columns of the results table: all places together first, then each place.
    """
    known = ~np.isnan(calendar.exposure)
    events, time = np.where(known, counts, 0.0), np.where(known, calendar.exposure, 0.0)
    each = (slice(0, 0), slice(None))[not whole]
    events = np.vstack([events.sum(axis=0), events[each]])
    time = np.vstack([time.sum(axis=0), time[each]])
    sides = {side: calendar.at(side) for side in ("before", "after")}
    columns: Columns = {}
    for side, at in sides.items():
        columns[f"events_{side}"] = total = events[:, at].sum(axis=1)
        columns[f"exposure_{side}"] = exposure = time[:, at].sum(axis=1)
        columns[f"months_{side}"] = (time[:, at] > 0).sum(axis=1)
        columns[side] = PER * np.where(exposure > 0, total / np.where(exposure > 0, exposure, 1.0), np.nan)
    within = sides["before"] | sides["after"]
    columns["n_exposure_lost"] = ((time == 0) & (events > 0))[:, within].sum(axis=1)
    columns |= _conditional(events, time, sides, plan.level)
    return columns | _with_months(columns, events[0], time[0], calendar, plan, spread)


def enough_months(calendar: Calendar, time: Floats, plan: Plan) -> bool:
    """Whether both windows hold at least ``min_months`` months with exposure; parts count by their days."""
    length = (calendar.pieces["days"] / calendar.pieces["days_in_month"]).to_numpy()
    months = [length[calendar.at(side) & (time > 0)].sum() for side in ("before", "after")]
    return bool(min(months) >= plan.min_months - 1e-9)


def _conditional(events: Floats, time: Floats, sides: dict[str, Bools], level: float) -> Columns:
    """Exact conditional interval per row and test of the first; missing where a window has no exposure."""
    before, after = (events[:, at].sum(axis=1) for at in sides.values())
    t_before, t_after = (time[:, at].sum(axis=1) for at in sides.values())
    some = (t_before > 0) & (t_after > 0)
    lengths = np.where(some, t_before, 1.0), np.where(some, t_after, 1.0)
    result = stats.rate_ratio(before, lengths[0], after, lengths[1], level=level)
    zero = stats.rate_ratio(before[:1], lengths[0][:1], np.zeros(1), lengths[1][:1], level=level)
    found = {name: np.where(some, getattr(result, field), np.nan) for name, field in _FROM_RATIO.items()}
    found["p_zero"] = np.where(some, np.atleast_1d(zero.p)[0], np.nan)
    tests = {name: first_only(found[name]) for name in ("p", "p_mid", "smallest_p", "p_zero")}
    return {**found, **tests}


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
    columns: Columns, events: Floats, time: Floats, calendar: Calendar, plan: Plan, spread: bool
) -> Columns:
    """Add what the months tell of all places together; months without exposure are left out of it."""
    chosen = (calendar.at("before") | calendar.at("after")) & (time > 0)
    months = (events[chosen], time[chosen], calendar.at("after")[chosen])
    size = len(columns["before"])
    enough = enough_months(calendar, time, plan)
    found = {"p_months": np.nan, "dispersion": np.nan, "p_dispersion": np.nan}
    if chosen.any() and spread:
        dispersion = stats.dispersion(*months)
        found |= {"dispersion": float(dispersion.estimate), "p_dispersion": float(dispersion.p)}
    out: Columns = {"enough_months": np.full(size, enough), "method": "rate_ratio"}
    if enough:
        interval = stats.quasi_poisson(*months, level=plan.level)
        found["p_months"] = float(stats.month_permutation(*months).p)
        for name, limit in (
            ("low", interval.low),
            ("high", interval.high),
            ("level_attained", interval.level),
        ):
            out[name] = np.concatenate([[limit], np.asarray(columns[name])[1:]])
        out["method"] = np.array(["month_permutation", *["rate_ratio"] * (size - 1)])
    return out | {name: first_only(np.full(size, value)) for name, value in found.items()}

"""Rates before and after: events per 100 let flat-months, with exact and overdispersion-proof inference."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import Calendar, count_matrix
from analysis.evaluate.basis.windows import side_of
from analysis.evaluate.measures._columns import Columns, first_only, unmeasured
from analysis.params import Plan, Study

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PER = 100.0
"""Let flat-months a rate is given per."""


def rate_columns(events: pd.DataFrame, study: Study, shared: Basis, *, whole: bool) -> Columns:
    """Estimate one rate in all and per place.

    The estimate is rate after / rate before. In all: exact conditional test (central p), its mid-p, the
    permutation of months, dispersion; the interval is quasi-Poisson with φ = max(1, φ̂) when both windows
    hold at least ``min_months`` months, else the exact conditional one. Per place: the exact conditional
    interval, no test.

    Parameters
    ----------
    events
        ``date``, ``address``, ``flat``. Those in months without known exposure are not counted.
    whole
        All places together only, without the dispersion, which costs most and decides nothing.

    Returns
    -------
    dict
        Columns of the results table: all places together first, then each place.
    """
    counts = count_matrix(events, shared.calendar.pieces, shared.places)
    columns = monthly_columns(counts, shared.calendar, study.plan, whole=whole)
    return columns if whole else columns | flat_concentration(events, study, shared.places)


def monthly_columns(counts: Floats, calendar: Calendar, plan: Plan, *, whole: bool) -> Columns:
    """Estimate one rate from its events by place and piece of a month, shape (places, pieces)."""
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
    columns |= _with_months(columns, events[0], time[0], calendar, plan, spread=not whole)
    nowhere = (np.asarray(columns["exposure_before"]) <= 0) | (np.asarray(columns["exposure_after"]) <= 0)
    return columns | {"unmeasured": unmeasured(nowhere, "no_exposure")}


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
    columns: Columns, events: Floats, time: Floats, calendar: Calendar, plan: Plan, *, spread: bool
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


def flat_concentration(events: pd.DataFrame, study: Study, places: pd.Index) -> Columns:
    """Say how many flats stand behind the events of both windows, and how much the largest stands for.

    Returns
    -------
    dict
        For all together and each place: ``flats_contributing`` (distinct flats; events of no stated flat
        belong to none) and ``largest_flat_share`` (of all events; missing without events).
    """
    counted = events[(side_of(events["date"], study.period) != "outside") & events["address"].isin(places)]
    per_flat = counted.dropna(subset=["flat"]).groupby(["address", "flat"], observed=True).size()
    by_place = per_flat.groupby(level="address")
    total = counted.groupby("address", observed=True).size().reindex(places, fill_value=0)
    flats = by_place.size().reindex(places, fill_value=0)
    largest = by_place.max().reindex(places, fill_value=0)
    whole = per_flat.max() if len(per_flat) else 0
    return {
        "flats_contributing": np.concatenate([[len(per_flat)], flats]),
        "largest_flat_share": _share(
            np.concatenate([[whole], largest]), np.concatenate([[len(counted)], total])
        ),
    }


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Floats:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)

"""Days from report to repair: Kaplan–Meier medians, open cases counted for as long as they have lasted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.basis.windows import side_of
from analysis.evaluate.measures._columns import Columns, unmeasured
from analysis.measure_types.duration import Duration
from analysis.params import Study

Floats = NDArray[np.float64]


def repair_times(study: Study, incidents: pd.DataFrame, measure: Duration, places: pd.Index) -> pd.DataFrame:
    """Days each reported fault lasted as known at the end of the after window.

    Returns
    -------
    pandas.DataFrame
        ``place`` (position), ``side``, ``days``, ``open`` (not mended by then: the true time is longer).
    """
    end = pd.Timestamp(study.period.after.end)
    faults = incidents[incidents["kind"].isin(measure.kinds) & incidents["address"].isin(places)]
    sides = side_of(faults["date"], study.period)
    faults, sides = faults[sides != "outside"], sides[sides != "outside"]
    still_open = (faults["closed"].isna() | (faults["closed"] > end)).to_numpy()
    until = faults["closed"].where(~still_open, end)
    return pd.DataFrame(
        {
            "place": places.get_indexer(faults["address"]),
            "side": sides,
            "days": (until - faults["date"]).dt.days.to_numpy(),
            "open": still_open,
        }
    )


def columns(measure: Duration, study: Study, tables: Tables, shared: Basis) -> Columns:
    """Median days before and after, in all and per place; missing where half were never mended."""
    times = repair_times(study, tables.incidents, measure, shared.places)
    n_places = len(shared.places)
    found: Columns = {"method": "kaplan_meier"}
    for side in ("before", "after"):
        chosen = times[times["side"] == side]
        place, days = chosen["place"].to_numpy(), chosen["days"].to_numpy()
        local = grouped_medians(place, days, chosen["open"].to_numpy(), n_places)
        found[side] = np.concatenate([[_median(chosen)], local])
        size = np.bincount(place, minlength=n_places).astype(float)
        found[f"events_{side}"] = np.concatenate([[float(len(chosen))], size])
    before, after = np.asarray(found["before"]), np.asarray(found["after"])
    none = (np.asarray(found["events_before"]) == 0) | (np.asarray(found["events_after"]) == 0)
    return found | {
        "estimate": after - before,
        "median_missing": np.isnan(before) | np.isnan(after),
        "unmeasured": unmeasured(none, "no_cases"),
    }


def curve(measure: Duration, study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Kaplan–Meier curve of all places together; see `survival_curve`."""
    return survival_curve(repair_times(study, tables.incidents, measure, shared.places))


def survival_curve(times: pd.DataFrame) -> pd.DataFrame:
    """Share of faults not yet mended by days since the report.

    Columns ``side``, ``days``, ``share_open``, ``at_risk`` (faults still followed just before that day).
    """
    parts = []
    for side in ("before", "after"):
        chosen = times[times["side"] == side]
        if len(chosen):
            curve = ecdf(_censored(chosen)).sf
            days = np.concatenate([[0.0], curve.quantiles])
            at_risk = (chosen["days"].to_numpy()[None, :] >= days[:, None]).sum(axis=1)
            share = np.concatenate([[1.0], curve.probabilities])
            parts.append(pd.DataFrame({"side": side, "days": days, "share_open": share, "at_risk": at_risk}))
    empty = pd.DataFrame({"side": [], "days": [], "share_open": [], "at_risk": []})
    return pd.concat(parts, ignore_index=True) if parts else empty


def _censored(times: pd.DataFrame) -> CensoredData:
    days, still_open = times["days"].to_numpy(dtype=float), times["open"].to_numpy()
    return CensoredData(uncensored=days[~still_open], right=days[still_open])


def _median(times: pd.DataFrame) -> float:
    """First day by which at most half are still open, from scipy's Kaplan–Meier curve; NaN when never."""
    if times.empty:
        return float("nan")
    curve = ecdf(_censored(times)).sf
    reached = np.flatnonzero(curve.probabilities <= 0.5 + 1e-12)
    return float(curve.quantiles[reached[0]]) if len(reached) else float("nan")


def grouped_medians(
    group: NDArray[np.int64], days: NDArray[np.int64], still_open: NDArray[np.bool_], n_groups: int
) -> Floats:
    """Kaplan–Meier median of every group at once; the same numbers as `scipy.stats.ecdf` group by group.

    Examples
    --------
    >>> group, days = np.array([0, 0, 0, 1, 1]), np.array([2, 5, 9, 4, 6])
    >>> grouped_medians(group, days, np.array([False, False, True, True, False]), 3).tolist()
    [5.0, 6.0, nan]
    """
    result = np.full(n_groups, np.nan)
    order = np.lexsort((still_open, days, group))  # at one time the mended come before the open
    group, days, still_open = group[order], days[order], still_open[order]
    size = np.bincount(group, minlength=n_groups)
    position = np.arange(len(group)) - np.repeat(np.cumsum(size) - size, size)
    at_risk = size[group] - position
    steps = np.where(
        still_open,
        0.0,
        np.log1p(-1.0 / np.maximum(at_risk, 1), where=at_risk > 1, out=np.full(len(group), -np.inf)),
    )
    starts = position == 0
    running = _cumulative(steps, starts)
    low = np.flatnonzero(running <= np.log(0.5) + 1e-12)
    first = low[np.unique(group[low], return_index=True)[1]]
    result[group[first]] = days[first]
    return result


def _cumulative(steps: Floats, starts: NDArray[np.bool_]) -> Floats:
    """Cumulative sum that begins anew where a group starts; −∞ stays −∞ to the end of its group only."""
    frame = pd.Series(steps).groupby(np.cumsum(starts)).cumsum()
    return np.asarray(frame.to_numpy(dtype=float))

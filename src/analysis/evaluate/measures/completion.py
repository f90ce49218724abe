"""What was done: measures, meetings, clean-up days and agencies, counted and not tested."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.basis.windows import side_of
from analysis.evaluate.measures._columns import Columns, unmeasured
from analysis.evaluate.measures._registers import running_on
from analysis.measure_types.completion import Completion
from analysis.params import Study


def columns(measure: Completion, study: Study, tables: Tables, shared: Basis) -> Columns:
    """Count one kind of completion in all and per place.

    Returns
    -------
    dict
        For all together and each place: ``before``, ``after``, ``done``, ``planned`` (missing where not known
        or not meaningful for one place); for agencies also ``n_baseline``, the tenants looked at.
    """
    rows = _COUNTED[measure.of](study, tables, shared)
    found: Columns = {str(name): rows[name].to_numpy(dtype=float) for name in rows}
    unknown = unmeasured(np.isnan(np.asarray(found["after"])), "no_information")
    return found | {"method": "description", "unmeasured": unknown}


def measures_done(_: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Share of the action plan's measures that are done: a measure counts once at each address."""
    measures, places = tables.measures, shared.places
    here = measures[measures["address"].isin(places)]
    code = places.get_indexer(pd.Index(here["address"]))
    planned = np.bincount(code, minlength=len(places))
    done = np.bincount(code[(here["status"] == "done").to_numpy()], minlength=len(places))
    rows = pd.DataFrame({"done": [done.sum(), *done], "planned": [planned.sum(), *planned]}, dtype=float)
    rows["before"] = np.nan
    rows["after"] = (rows["done"] / rows["planned"].where(rows["planned"] > 0)).astype(float)
    return rows


def meetings_held(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Meetings of the working group with an exact date in the after window, of those a plan asked for."""
    rows = _number_held(study, tables, shared, "working_group_meeting")
    if study.project.planned_meetings is not None and _whole_project(study):
        rows.loc[0, "planned"] = study.project.planned_meetings
    return rows


def cleanups_held(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Clean-up days with an exact date in the after window."""
    return _number_held(study, tables, shared, "cleanup")


def cleanup_attendance(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Those who came of those invited, over the clean-up days where both are known."""
    known = _held(study, tables.activities, "cleanup").dropna(subset=["invited", "attended"])
    invited, attended = float(known["invited"].sum()), float(known["attended"].sum())
    rows = _only_whole(shared, done=attended if len(known) else np.nan)
    rows.loc[0, "planned"] = invited if len(known) else np.nan
    rows.loc[0, "after"] = attended / invited if invited > 0 else np.nan
    return rows


def agencies_involved(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Distinct agencies behind the baseline tenants' running decisions on the last day of each window."""
    services, people, places = tables.services, shared.people, shared.places
    place = pd.Series(people.place, index=people.keys)[people.in_project]
    rows = pd.DataFrame(index=range(len(places) + 1))
    for side, window in (("before", study.period.before), ("after", study.period.after)):
        running = running_on(services, window)
        running = running[running["person"].isin(place.index)]
        code = running["person"].map(place).to_numpy(dtype=np.int64)
        local = running.groupby(code)["agency"].nunique().reindex(range(len(places)), fill_value=0)
        rows[side] = [float(running["agency"].nunique()), *local.astype(float)]
    local_tenants = place.value_counts().reindex(range(len(places)), fill_value=0)
    return rows.assign(done=rows["after"], planned=np.nan, n_baseline=[len(place), *local_tenants])


def _held(study: Study, activities: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Activities of a kind with an exact date in the after window."""
    exact = (activities["kind"] == kind) & ~activities["approximate"].astype(bool)
    held: pd.DataFrame = activities[exact & (side_of(activities["date"], study.period) == "after")]
    return held


def _number_held(study: Study, tables: Tables, shared: Basis, kind: str) -> pd.DataFrame:
    rows = _only_whole(shared, done=len(_held(study, tables.activities, kind)))
    return rows.assign(after=rows["done"])


def _only_whole(shared: Basis, done: float) -> pd.DataFrame:
    rows = pd.DataFrame(
        np.nan, index=range(len(shared.places) + 1), columns=["before", "after", "done", "planned"]
    )
    rows.loc[0, "done"] = done
    return rows


def _whole_project(study: Study) -> bool:
    """Whether the after window covers the whole project, so that its plan can be held against it."""
    after = study.period.after
    return after.start <= study.project.start and after.end >= study.project.end


_COUNTED: dict[str, Callable[[Study, Tables, Basis], pd.DataFrame]] = {
    "measures_done": measures_done,
    "meetings_held": meetings_held,
    "cleanups_held": cleanups_held,
    "cleanup_attendance": cleanup_attendance,
    "agencies_involved": agencies_involved,
}

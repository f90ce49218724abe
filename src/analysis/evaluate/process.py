"""What was done: measures, meetings, clean-up days, agencies and backlog, counted and not tested."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.evaluate.people import People
from analysis.evaluate.records import running_on
from analysis.evaluate.results import Columns, first_only
from analysis.evaluate.tables import Tables
from analysis.evaluate.windows import side_of
from analysis.params import Completion, Study

COMPLETION_TABLE = {
    "measures_done": "measures",
    "meetings_held": "activities",
    "cleanups_held": "activities",
    "cleanup_attendance": "activities",
    "agencies_involved": "services",
}
"""Kind of completion → the table it is counted from."""
MONTH = 365.25 / 12
"""Days in a month, on average."""


def completion_columns(
    study: Study, tables: Tables, people: People, places: pd.Index, measure: Completion
) -> Columns:
    """Count one kind of completion in all and per place.

    Returns
    -------
    dict
        For all together and each place: ``before``, ``after``, ``done``, ``planned`` (missing where not known
        or not meaningful for one place); for agencies also ``n_baseline``, the tenants looked at.
    """
    rows = _completion(study, tables, people, places, measure)
    return {**{str(name): rows[name].to_numpy(dtype=float) for name in rows}, "method": "description"}


def _completion(
    study: Study, tables: Tables, people: People, places: pd.Index, measure: Completion
) -> pd.DataFrame:
    if measure.of == "measures_done":
        return _measures_done(tables.measures, places)
    if measure.of == "agencies_involved":
        return _agencies(study, tables.services, people, places)
    if measure.of == "cleanup_attendance":
        return _attendance(_held(study, tables.activities, "cleanup"), len(places))
    kind = "working_group_meeting" if measure.of == "meetings_held" else "cleanup"
    rows = _only_whole(len(places), done=len(_held(study, tables.activities, kind)))
    rows["after"] = rows["done"]
    if measure.of == "meetings_held" and study.project.planned_meetings is not None and _whole_project(study):
        rows.loc[0, "planned"] = study.project.planned_meetings
    return rows


def _measures_done(measures: pd.DataFrame, places: pd.Index) -> pd.DataFrame:
    """Share of the action plan's measures that are done: a measure counts once at each address."""
    here = measures[measures["address"].isin(places)]
    code = places.get_indexer(pd.Index(here["address"]))
    planned = np.bincount(code, minlength=len(places))
    done = np.bincount(code[(here["status"] == "done").to_numpy()], minlength=len(places))
    rows = pd.DataFrame({"done": [done.sum(), *done], "planned": [planned.sum(), *planned]}, dtype=float)
    rows["before"] = np.nan
    rows["after"] = (rows["done"] / rows["planned"].where(rows["planned"] > 0)).astype(float)
    return rows


def _agencies(study: Study, services: pd.DataFrame, people: People, places: pd.Index) -> pd.DataFrame:
    """Distinct agencies behind the baseline tenants' running decisions on the last day of each window."""
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


def _attendance(cleanups: pd.DataFrame, n_places: int) -> pd.DataFrame:
    """Those who came of those invited, over the clean-up days where both are known."""
    known = cleanups.dropna(subset=["invited", "attended"])
    invited, attended = float(known["invited"].sum()), float(known["attended"].sum())
    rows = _only_whole(n_places, done=attended if len(known) else np.nan)
    rows.loc[0, "planned"] = invited if len(known) else np.nan
    rows.loc[0, "after"] = attended / invited if invited > 0 else np.nan
    return rows


def _only_whole(n_places: int, done: float) -> pd.DataFrame:
    rows = pd.DataFrame(np.nan, index=range(n_places + 1), columns=["before", "after", "done", "planned"])
    rows.loc[0, "done"] = done
    return rows


def _whole_project(study: Study) -> bool:
    """Whether the after window covers the whole project, so that its plan can be held against it."""
    after = study.period.after
    return after.start <= study.project.start and after.end >= study.project.end


def tenure_columns(study: Study, residents: pd.DataFrame, places: pd.Index) -> Columns:
    """Median months the tenancies running on the last day of each window had lasted, all addresses together.

    ``n_before`` and ``n_after`` are the tenancies running then. Not given per address: the length of so few
    tenancies is the history of known people. Tenancies that go on grow by the months between the windows,
    whatever happens.
    """
    columns: Columns = {"method": "description"}
    here = residents[residents["address"].isin(places)]
    for side, window in (("before", study.period.before), ("after", study.period.after)):
        day = pd.Timestamp(window.end)
        running = here[(here["start"] <= day) & (here["end"].isna() | (here["end"] >= day))]
        months = ((day - running["start"]).dt.days + 1) / MONTH
        columns[side] = first_only(np.full(1 + len(places), float(months.median())))
        columns[f"n_{side}"] = first_only(np.full(1 + len(places), float(len(running))))
    return columns | {"estimate": np.asarray(columns["after"]) - np.asarray(columns["before"])}


def backlog_columns(study: Study, cases: pd.DataFrame, n_places: int) -> Columns:
    """Mean number of open cases at the month ends in each window; known only for the office as a whole."""
    sides = side_of(cases["month"] + pd.offsets.MonthEnd(0), study.period)
    nothing = np.full(n_places, np.nan)
    columns: Columns = {"method": "description"}
    for side in ("before", "after"):
        held = cases.loc[sides == side, "open"].dropna()
        columns[side] = np.concatenate([[float(held.mean()) if len(held) else np.nan], nothing])
        columns[f"months_{side}"] = np.concatenate([[float(len(held))], nothing])
    return columns | {"estimate": np.asarray(columns["after"]) - np.asarray(columns["before"])}

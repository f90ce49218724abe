"""The progress plan → what was done when, with dates as people write them, and how many came."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis.clean.columns.date_columns import cell_dates
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import as_text, counts, require
from analysis.clean.files.cells import absent, by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.registers.plan_cells import points_of, responsible
from analysis.comparing import fold
from analysis.params import Study

UNSORTED = "other"


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``activities``: one row per activity and date; an undated one has one row.

    The title is the first line of the activity's text, and points stand below it. «Fom», «ca.» and «løpende»
    make a date approximate. How many were invited and came is said once, on the first date.
    """
    parts = [_activities(records, desk.study, desk.found) for records in tables]
    columns = [
        "activity", "kind", "date", "approximate", "invited", "attended", "title", "responsible", "points",
    ]  # fmt: skip
    table = pd.concat([p.assign(table=n) for n, p in enumerate(parts)], ignore_index=True)
    number = table.groupby(["table", "number"], sort=False).ngroup() + 1
    return table.assign(activity="a" + number.astype(str).str.zfill(3))[columns]


def _activities(records: Records, study: Study, found: Findings) -> pd.DataFrame:
    text = by_value(records.column("activity"), str, "")
    require(records, "activity", text == "", found)
    titles = np.array([title_of(t) for t in text], dtype=object)
    kind = np.array([kind_of_activity(title, study.vocabulary.activities) for title in titles], dtype=object)
    unknown = absent(kind) & (text != "")
    if unknown.any():
        found.add(
            "info",
            records.place,
            "unknown_activity",
            "aktiviteter som ikke er av noe slag i vocabulary.yml",
            column=records.header("activity"),
            rows=records.rows[unknown],
            action="Skal de telles, så legg ordlyden under activities i vocabulary.yml.",
        )
    roles = responsible(records, study.vocabulary.roles, found)
    points = by_value(records.column("activity"), points_of, "")
    codes, read = cell_dates(records, "date", found, free=True, keeps_approximate=True)
    invited, attended = counts(records, "invited", found), counts(records, "attended", found)
    _check_attendance(records, invited, attended, found)
    dates = [read[code] for code in codes]
    count = np.array([max(len(d.days), 1) for d in dates], dtype=np.int64)
    at = np.repeat(np.arange(len(records)), count)
    if (count > 1).any():
        found.add(
            "info",
            records.place,
            "several_dates",
            "aktiviteter med flere datoer er delt i én rad for hver dato",
            column=records.header("date"),
            rows=records.rows[count > 1],
        )
    undated = np.array([not d.days and not d.approximate and not d.problem for d in dates], dtype=bool)
    if undated.any():
        found.add(
            "info",
            records.place,
            "undated",
            "aktiviteter uten dato regnes ikke som gjennomført",
            column=records.header("date"),
            rows=records.rows[undated],
        )
    each = [day for d in dates for day in (d.days or (None,))]
    later = np.diff(at, prepend=-1) == 0
    return pd.DataFrame(
        {
            "number": at,
            "kind": as_text(np.where(absent(kind), UNSORTED, kind)[at]),
            "date": np.array(each, dtype="datetime64[D]").astype("datetime64[us]"),
            "approximate": np.array([d.approximate for d in dates], dtype=bool)[at],
            "invited": invited.iloc[at].reset_index(drop=True).mask(later),
            "attended": attended.iloc[at].reset_index(drop=True).mask(later),
            "title": as_text(titles[at]),
            "responsible": roles.iloc[at].reset_index(drop=True),
            "points": as_text(points[at]),
        }
    )


def title_of(text: str) -> str:
    """Return the first line of what an activity or a measure is called."""
    return text.split("\n", 1)[0].strip(" :–-")


def kind_of_activity(title: str, vocabulary: dict[str, tuple[str, ...]]) -> str | None:
    """Return the kind whose wording the title begins with, else contains as whole words; the longest wins.

    Examples
    --------
    >>> words = {"working_group_meeting": ("arbeidsgruppemøte",), "meeting_call": ("innkalle til",)}
    >>> kind_of_activity("Innkalle til 2 arbeidsgruppemøte", words)
    'meeting_call'
    >>> kind_of_activity("Arbeidsgruppemøte 2", words)
    'working_group_meeting'
    """
    folded = fold(title)
    wordings = sorted(
        ((fold(w), kind) for kind, ws in vocabulary.items() for w in ws), key=lambda pair: -len(pair[0])
    )
    for begins in (True, False):
        for wording, kind in wordings:
            pattern = rf"(?<!\w){re.escape(wording)}(?!\w)"
            if (re.match if begins else re.search)(pattern, folded):
                return kind
    return None


def _check_attendance(records: Records, invited: pd.Series, attended: pd.Series, found: Findings) -> None:
    more = (attended > invited).fillna(False).to_numpy(dtype=bool)
    if more.any():
        found.add(
            "warning",
            records.place,
            "more_attended",
            "flere møtte enn det var invitert",
            column=records.header("attended"),
            rows=records.rows[more],
            action="Kontroller tallene.",
        )

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis.people import followed
from analysis.evaluate.measures.completion import columns
from analysis.measure_types.completion import Completion
from analysis.params import Study

from ..conftest import basis_of, spells, window, with_period

PLACES = pd.Index(["a", "b"], dtype="str")
HOUSED = spells(
    ("p", "a", "f1", "2020-01-01", None),
    ("q", "b", "f2", "2023-09-16", None),
    ("r", "b", "f3", "2019-01-01", "2023-12-31"),
)


def activities(*rows: tuple[str, str | None, bool, int | None, int | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["kind", "date", "approximate", "invited", "attended"])
    counts = {"invited": "Int64", "attended": "Int64"}
    return frame.assign(date=pd.to_datetime(frame["date"])).astype(counts)


def completion(study: Study, of: str, **tables: pd.DataFrame) -> dict[str, list[float]]:
    shared = basis_of(study, PLACES, followed(study, HOUSED, PLACES))
    found = columns(Completion(type="completion", of=of), study, SimpleNamespace(**tables), shared)  # type: ignore[arg-type]
    return {name: np.asarray(value).tolist() for name, value in found.items() if name != "method"}


def test_measures_done_counts_each_measure_once_at_each_address(study: Study) -> None:
    measures = pd.DataFrame(
        {
            "measure": ["m1", "m1", "m2", "m2"],
            "address": ["a", "b", "a", "elsewhere"],
            "status": ["done", "ongoing", "done", "done"],
        }
    )
    found = completion(study, "measures_done", measures=measures)
    assert found["done"] == [2, 2, 0]
    assert found["planned"] == [3, 2, 1]
    assert found["after"] == [pytest.approx(2 / 3), 1.0, 0.0]


def test_meetings_need_an_exact_date_in_the_window_and_are_held_against_those_planned(study: Study) -> None:
    table = activities(
        ("working_group_meeting", "2024-01-08", False, None, None),
        ("working_group_meeting", "2024-02-06", True, None, None),
        ("working_group_meeting", None, False, None, None),
        ("working_group_meeting", "2024-10-01", False, None, None),
        ("meeting_call", "2024-01-08", False, None, None),
    )
    held = completion(study, "meetings_held", activities=table)
    assert (held["done"][0], np.isnan(held["planned"][0])) == (1, True), (
        "no plan of this project says how many"
    )
    planned = replace(study, project=study.project.model_copy(update={"planned_meetings": 7}))
    found = completion(planned, "meetings_held", activities=table)
    assert (found["done"][0], found["planned"][0]) == (1, 7)
    assert found["after"][0] == 1
    assert np.isnan(found["before"]).all(), "what was done is not held against what was done before"
    assert np.isnan(found["after"][1:]).all()
    half = with_period(
        planned, before=window("2023-04-01", "2023-09-30"), after=window("2024-04-01", "2024-09-30")
    )
    assert np.isnan(completion(half, "meetings_held", activities=table)["planned"][0]), (
        "planned for the whole project"
    )


def test_attendance_uses_the_days_where_both_figures_are_known(study: Study) -> None:
    table = activities(
        ("cleanup", "2024-03-12", False, 9, 4),
        ("cleanup", "2024-05-08", False, 8, None),
        ("cleanup", "2024-05-31", False, 8, 3),
    )
    found = completion(study, "cleanup_attendance", activities=table)
    assert (found["done"][0], found["planned"][0], found["after"][0]) == (7, 17, 7 / 17)
    nothing = completion(study, "cleanup_attendance", activities=table.assign(attended=pd.NA))
    assert np.isnan(nothing["after"][0])


def test_agencies_are_those_behind_decisions_that_run_on_the_last_day(study: Study) -> None:
    services = pd.DataFrame(
        {
            "person": ["p", "p", "q", "stranger"],
            "agency": ["A", "B", "A", "C"],
            "start": pd.to_datetime(["2023-01-01", "2023-01-01", "2024-01-01", "2020-01-01"]),
            "end": pd.to_datetime([None, "2023-12-31", None, None]),
        }
    )
    found = completion(study, "agencies_involved", services=services)
    assert found["before"] == [2, 2, 0]
    assert found["after"] == [1, 1, 1]
    assert found["n_baseline"] == [3, 1, 2]


def test_clean_up_days_are_those_held_and_no_plan_says_how_many(study: Study) -> None:
    days = ("2023-10-01", "2023-09-30")
    table = activities(*(("cleanup", day, False, None, None) for day in days))
    found = completion(study, "cleanups_held", activities=table)
    assert (found["done"][0], found["after"][0]) == (1, 1)
    assert np.isnan(found["planned"]).all()
    assert found["unmeasured"] == ["", "no_information", "no_information"]


def test_without_anything_planned_no_share_of_it_is_done(study: Study) -> None:
    nothing = pd.DataFrame({"measure": ["m"], "address": ["a"], "status": ["done"]})
    found = completion(study, "measures_done", measures=nothing)
    assert found["after"][:2] == [1.0, 1.0]
    assert np.isnan(found["after"][2])
    assert found["unmeasured"] == ["", "", "no_information"]


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        ("2023-10-01", "2024-09-30", True),
        ("2023-10-02", "2024-09-30", False),
        ("2023-10-01", "2024-09-29", False),
        ("2023-09-01", "2024-12-31", True),
    ],
)
def test_a_plan_for_the_project_is_held_against_a_window_that_covers_it(
    study: Study, start: str, end: str, whole: bool
) -> None:
    project = study.project.model_copy(update={"planned_meetings": 7})
    planned = with_period(replace(study, project=project), after=window(start, end))
    found = completion(planned, "meetings_held", activities=activities())
    assert np.isnan(found["planned"][0]) != whole

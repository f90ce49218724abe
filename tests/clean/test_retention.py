"""The check reminds of data kept longer than the project says, from the day after the last."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from analysis.clean.findings import Findings
from analysis.clean.retention import report_retention
from analysis.params import Study
from analysis.params.retention import Retention

from .conftest import only, rules


def told(study: Study, retention: Retention | None, today: date, **changes: bool) -> Findings:
    found = Findings()
    project = study.project.model_copy(update={"retention": retention, **changes})
    report_retention(dataclasses.replace(study, project=project), today, found)
    return found


def test_the_last_day_is_kept_and_the_day_after_is_told(sample: Study) -> None:
    kept = Retention(until=date(2027, 12, 31))
    assert rules(told(sample, kept, date(2027, 12, 31)).frame()) == []
    assert "31.12.2027" in only(told(sample, kept, date(2028, 1, 1)), "retention")["message"]


def test_a_real_project_without_a_last_day_is_told_and_a_synthetic_one_is_not(sample: Study) -> None:
    assert only(told(sample, None, date(2025, 1, 1), synthetic=False), "no_retention")
    assert rules(told(sample, None, date(2025, 1, 1)).frame()) == []


def test_a_project_states_a_day_or_months_and_not_both() -> None:
    for values in ({}, {"months": 1, "until": date(2027, 1, 1)}):
        with pytest.raises(ValueError, match="one of them"):
            Retention(**values)  # type: ignore[arg-type]

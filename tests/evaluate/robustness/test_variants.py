from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.evaluate.basis import Basis
from analysis.evaluate.robustness.variants import (
    MOST_TENANTS,
    moved_line,
    variants,
    without_last_months,
    without_place,
    without_tenant,
)
from analysis.params import Study

from ..conftest import window, with_period


@pytest.mark.parametrize("months", [-3, -1, 1, 3])
def test_the_line_moves_and_the_outer_ends_stay(study: Study, months: int) -> None:
    moved = moved_line(study.period, months)
    assert moved is not None
    assert (moved.before.start, moved.after.end) == (study.period.before.start, study.period.after.end)
    assert (moved.after.start - moved.before.end).days == 1
    shift = (moved.after.start.year - 2023) * 12 + moved.after.start.month - 10
    assert shift == months


def test_a_window_shorter_than_a_month_is_no_choice(study: Study) -> None:
    short = with_period(
        study, before=window("2023-08-01", "2023-09-30"), after=window("2023-10-01", "2024-09-30")
    )
    assert moved_line(short.period, -3) is None
    assert moved_line(short.period, -1) is not None


def test_the_months_before_the_project_can_only_be_left_out_where_they_are(study: Study) -> None:
    without = without_last_months(study, 3)
    assert without is not None
    assert without.before == window("2022-10-01", "2023-06-30")
    only = with_period(study, before=window("2023-08-01", "2023-09-30"))
    assert without_last_months(only, 3) is None
    earlier = with_period(study, before=window("2022-01-01", "2022-12-31"))
    assert without_last_months(earlier, 3) is None


def test_without_an_address_its_tenants_events_and_exposure_are_gone(shared: Basis) -> None:
    without = without_place(shared, 1)
    assert without.places.tolist() == [shared.places[0], shared.places[2]]
    assert (
        without.people.in_project.sum()
        == shared.people.in_project.sum() - (shared.people.in_project & (shared.people.place == 1)).sum()
    )
    assert np.array_equal(without.calendar.exposure, shared.calendar.exposure[[0, 2]])
    still = without.people.in_project
    assert (without.places[without.people.place[still]] == shared.places[shared.people.place[still]]).all()


def test_without_a_tenant_the_basis_given_is_unchanged(shared: Basis) -> None:
    first = int(np.flatnonzero(shared.people.in_project)[0])
    assert without_tenant(shared, first).people.in_project.sum() == 12
    assert shared.people.in_project.sum() == 13


def test_every_possible_choice_is_made_once(study: Study, sample: SimpleNamespace, shared: Basis) -> None:
    groups = [v.group for v in variants(study, sample, shared)]
    assert groups == [
        "line-3", "line-1", "line+1", "line+3", "without_last_months",
        *["without_address"] * 3, *["without_flat"] * len(shared.calendar.flats), *["without_tenant"] * 13,
    ]  # fmt: skip
    assert 1 < len(shared.calendar.flats) <= MOST_TENANTS
    left_out = [v.shared.calendar.without for v in variants(study, sample, shared) if v.choice == "flats"]
    assert left_out == shared.calendar.flats.tolist()


def test_a_moved_line_compares_no_month_that_a_log_does_not_cover(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    """The log begins on 1 August 2023: moved three months earlier, the line leaves nothing before it."""
    begun = tuple(
        s.model_copy(update={"covers": window("2023-08-01", "2024-09-30")}) if s.kind == "incidents" else s
        for s in study.project.sources
    )
    late = replace(study, project=study.project.model_copy(update={"sources": begun}))
    moved = next(v for v in variants(late, sample, shared) if v.group == "line-3")
    months = moved.shared.calendar.covered_by(moved.study, "incidents")
    assert np.isnan(months.exposure[:, months.at("before")]).all()
    assert not np.isnan(months.exposure[:, months.pieces["start"] >= "2023-08-01"]).any()


def test_twenty_eight_days_are_a_window_and_twenty_seven_are_none(study: Study) -> None:
    short = with_period(
        study, before=window("2023-02-01", "2023-03-31"), after=window("2023-04-01", "2024-03-31")
    )
    moved = moved_line(short.period, -1)
    assert moved is not None
    assert moved.before == window("2023-02-01", "2023-02-28")
    less = with_period(short, before=window("2023-02-02", "2023-03-31"))
    assert moved_line(less.period, -1) is None
    for first, kept in (("2023-06-03", True), ("2023-06-04", False)):
        only = with_period(study, before=window(first, "2023-09-30"))
        assert (without_last_months(only, 3) is not None) == kept


def test_after_a_move_nothing_is_washed_out_and_no_day_is_on_both_sides(study: Study) -> None:
    washed = with_period(
        study, washout=window("2023-10-01", "2023-10-31"), after=window("2023-11-01", "2024-09-30")
    )
    moved = moved_line(washed.period, 1)
    assert moved is not None
    assert moved.washout is None
    assert (moved.before.end, moved.after.start) == (date(2023, 10, 31), date(2023, 12, 1))

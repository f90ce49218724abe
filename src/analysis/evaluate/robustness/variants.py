"""Other reasonable choices for a study: windows moved, an address, a flat or a tenant left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import calendar
from analysis.evaluate.basis.tables import Tables
from analysis.measure_types import Choice
from analysis.params import Period, Study, Window

WINDOW_MOVES = (-3, -1, 1, 3)
"""Months by which the line between before and after is moved."""
MONTHS_BEFORE_DECISION = 3
MOST_ADDRESSES = 20
MOST_TENANTS = 60
"""Addresses, and flats or baseline tenants, up to which each is left out in turn; in more, one can hardly
decide."""


@dataclass(frozen=True)
class Variant:
    """One other choice.

    Attributes
    ----------
    group
        Id shared by variants that are shown as one row (each tenant left out in turn).
    choice
        Kind of choice: measures that do not declare it keep their result.
    study, shared
        What the choice changes.
    """

    group: str
    choice: Choice
    study: Study
    shared: Basis


def variants(study: Study, tables: Tables, shared: Basis) -> Iterator[Variant]:
    """List the choices that are possible for this period."""
    periods = {f"line{months:+d}": moved_line(study.period, months) for months in WINDOW_MOVES}
    periods["without_last_months"] = without_last_months(study, MONTHS_BEFORE_DECISION)
    for group, period in periods.items():
        if period is not None:
            other = replace(study, period=period)
            moved = replace(shared, calendar=calendar(other, tables, shared.places))
            yield Variant(group, "windows", other, moved)
    if 1 < len(shared.places) <= MOST_ADDRESSES:
        for position in range(len(shared.places)):
            yield Variant("without_address", "addresses", study, without_place(shared, position))
    if 1 < len(shared.calendar.flats) <= MOST_TENANTS:
        for flat in shared.calendar.flats:
            without = replace(shared, calendar=shared.calendar.without_flat(flat))
            yield Variant("without_flat", "flats", study, without)
    tenants = np.flatnonzero(shared.people.in_project).tolist()
    if 1 < len(tenants) <= MOST_TENANTS:
        for tenant in tenants:
            yield Variant("without_tenant", "tenants", study, without_tenant(shared, tenant))


def moved_line(period: Period, months: int) -> Period | None:
    """Move the end of before and the start of after; None where a window would be shorter than a month."""
    before = _window(period.before.start, _shifted_end(period.before, months))
    after = _window(_shifted_start(period.after, months), period.after.end)
    if before is None or after is None or before.overlaps(after) or min(before.days, after.days) < 28:
        return None
    return period.model_copy(update={"before": before, "after": after, "washout": None})


def without_last_months(study: Study, months: int) -> Period | None:
    """Leave out the months just before the project; None where the before window has none or only them."""
    start = pd.Timestamp(study.project.start)
    last = start - pd.DateOffset(months=months) - pd.Timedelta(days=1)
    before = study.period.before
    if not last < pd.Timestamp(before.end) < start:
        return None
    shorter = _window(before.start, last)
    return (
        None if shorter is None or shorter.days < 28 else study.period.model_copy(update={"before": shorter})
    )


def without_place(shared: Basis, position: int) -> Basis:
    """Leave out an address: its tenants, its events and its exposure."""
    people = shared.people
    elsewhere = people.place != position
    place = np.where(people.place > position, people.place - 1, np.where(elsewhere, people.place, -1))
    return Basis(
        places=shared.places.delete(position),
        people=replace(people, in_project=people.in_project & elsewhere, place=place),
        calendar=shared.calendar.without_place(position),
        answers=shared.answers,
    )


def without_tenant(shared: Basis, tenant: int) -> Basis:
    """Leave out one baseline tenant."""
    in_project = shared.people.in_project.copy()
    in_project[tenant] = False
    return replace(shared, people=replace(shared.people, in_project=in_project))


def _shifted_end(window: Window, months: int) -> pd.Timestamp:
    day = pd.Timedelta(days=1)
    return pd.Timestamp(window.end) + day + pd.DateOffset(months=months) - day


def _shifted_start(window: Window, months: int) -> pd.Timestamp:
    return pd.Timestamp(window.start) + pd.DateOffset(months=months)


def _window(start: object, end: object) -> Window | None:
    first, last = pd.Timestamp(start), pd.Timestamp(end)  # type: ignore[arg-type]
    return Window(start=first.date(), end=last.date()) if first < last else None

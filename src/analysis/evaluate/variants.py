"""Other reasonable choices for a study: windows moved or shortened, an address or a tenant left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.evaluate.counts import Calendar, calendar
from analysis.evaluate.estimates import Basis
from analysis.evaluate.tables import Tables
from analysis.params import Period, Study, Window
from analysis.params import numbers as no

WINDOW_MOVES = (-3, -1, 1, 3)
"""Months by which the line between before and after is moved."""
MONTHS_BEFORE_DECISION = 3
MOST_ADDRESSES = 20
MOST_TENANTS = 60
"""Addresses, and baseline tenants, up to which each is left out in turn; in more, one can hardly decide."""

EVENTS = frozenset({"rate"})
RECORDS = frozenset({"rate", "amount", "share"})
PEOPLE = frozenset({"index", "item", "amount", "share"})
EVERYTHING = EVENTS | PEOPLE


@dataclass(frozen=True)
class Variant:
    """One other choice.

    Attributes
    ----------
    group
        Id shared by variants that are shown as one row (each tenant left out in turn).
    label
        What a Norwegian reader sees.
    study, shared
        What the choice changes.
    affects
        Types of measure the choice can change; the others keep their result.
    """

    group: str
    label: str
    study: Study
    shared: Basis
    affects: frozenset[str]


def variants(study: Study, tables: Tables, shared: Basis) -> Iterator[Variant]:
    """List the choices that are possible for this period."""
    for months in WINDOW_MOVES:
        period = moved_line(study.period, months)
        if period is not None:
            sign = "senere" if months > 0 else "tidligere"
            label = f"Skillet mellom før og etter {no.count(abs(months), 'måned', 'måneder')} {sign}"
            yield _with_period(f"line{months:+d}", label, study, period, tables, shared)
    period = without_last_months(study, MONTHS_BEFORE_DECISION)
    if period is not None:
        label = f"Uten de {MONTHS_BEFORE_DECISION} siste månedene før prosjektet"
        yield _with_period("without_last_months", label, study, period, tables, shared)
    if 1 < len(shared.places) <= MOST_ADDRESSES:
        for position in range(len(shared.places)):
            without = without_place(shared, position)
            yield Variant("without_address", "Uten én adresse om gangen", study, without, EVERYTHING)
    tenants = np.flatnonzero(shared.people.in_project).tolist()
    if 1 < len(tenants) <= MOST_TENANTS:
        for tenant in tenants:
            without = without_tenant(shared, tenant)
            yield Variant("without_tenant", "Uten én leietaker om gangen", study, without, PEOPLE)


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
    exposure = np.delete(shared.calendar.exposure, position, axis=0)
    return Basis(
        places=shared.places.delete(position),
        people=replace(people, in_project=people.in_project & elsewhere, place=place),
        calendar=Calendar(shared.calendar.pieces, exposure),
        answers=shared.answers,
    )


def without_tenant(shared: Basis, tenant: int) -> Basis:
    """Leave out one baseline tenant."""
    in_project = shared.people.in_project.copy()
    in_project[tenant] = False
    return replace(shared, people=replace(shared.people, in_project=in_project))


def _with_period(
    group: str, label: str, study: Study, period: Period, tables: Tables, shared: Basis
) -> Variant:
    other = replace(study, period=period)
    moved = replace(shared, calendar=calendar(other, tables, shared.places))
    return Variant(group, label, other, moved, RECORDS)


def _shifted_end(window: Window, months: int) -> pd.Timestamp:
    day = pd.Timedelta(days=1)
    return pd.Timestamp(window.end) + day + pd.DateOffset(months=months) - day


def _shifted_start(window: Window, months: int) -> pd.Timestamp:
    return pd.Timestamp(window.start) + pd.DateOffset(months=months)


def _window(start: object, end: object) -> Window | None:
    first, last = pd.Timestamp(start), pd.Timestamp(end)  # type: ignore[arg-type]
    return Window(start=first.date(), end=last.date()) if first < last else None

"""Rent and arrears, decisions on services, and the office's cases: what is kept month by month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.sample.calendar import FOREVER, MONTH_DAYS, Calendar, Days
from analysis.sample.model import ArrearsTruth, CasesTruth, ServiceTruth

BURN_IN = 24
"""Months lived through before the records begin, so that arrears neither grow nor shrink by themselves."""

REVERSED = 0.1
"""Share of bad months in which nothing is paid and an earlier payment is taken back."""

SERVICES = (
    ("ambulerende", "Psykisk helse og rusomsorg", True),
    ("ruskonsulent", "Psykisk helse og rusomsorg", True),
    ("bistand", "Tjenestekontoret", True),
    ("hjemmetjeneste", "Hjemmetjenesten", True),
    ("lar", "Spesialisthelsetjenesten", False),
)
"""Service, the agency behind the decision, and whether it is given in the home."""

SERVICE_SHARES = (0.35, 0.2, 0.2, 0.15, 0.1)


@dataclass(frozen=True)
class Ledger:
    """Rent per person and month (NOK); people × months."""

    due: NDArray[np.float64]
    paid: NDArray[np.float64]
    balance: NDArray[np.float64]
    rents: NDArray[np.bool_]
    """Whether the person had a tenancy at the end of the month."""


@dataclass(frozen=True)
class Decisions:
    """Decisions on services, one per row."""

    person: Days
    service: Days
    """Index into `SERVICES`."""
    decided: Days
    start: Days
    end: Days
    """Last day; `FOREVER` while it runs."""


def draw_ledger(
    rng: np.random.Generator, truth: ArrearsTruth | None, calendar: Calendar, rents: NDArray[np.bool_]
) -> Ledger:
    """Draw the rent ledger; arrears are brought into the first month from the time before."""
    n, months = rents.shape
    if truth is None:
        none = np.zeros((n, months))
        return Ledger(none, none, none, np.zeros_like(rents))
    due = np.round(rng.uniform(truth.rent_low, truth.rent_high, n) / 10) * 10
    chance = rng.random((BURN_IN + months, n))
    part = rng.uniform(0.5, 1.0, (BURN_IN + months, n)) * truth.unpaid / 0.75
    reversed_payment = np.where(rng.random(part.shape) < REVERSED, rng.uniform(200, 1500, part.shape), 0.0)
    bad = chance[0] < truth.enter / (truth.enter + truth.leave)
    owed = np.zeros(n)
    paid, balance = np.zeros((n, months)), np.zeros((n, months))
    after = np.concatenate([np.zeros(BURN_IN, dtype=bool), calendar.after])
    for month in range(1, BURN_IN + months):
        enter = truth.enter * (truth.enter_ratio if after[month] else 1.0)
        instalment = truth.instalment * (truth.instalment_ratio if after[month] else 1.0)
        bad = np.where(bad, chance[month] >= truth.leave, chance[month] < enter)
        pays = np.where(bad, due * (1 - part[month]), due + np.minimum(owed, instalment))
        pays = np.round(np.where(bad & (reversed_payment[month] > 0), -reversed_payment[month], pays), 2)
        owed = np.round(owed + due - pays, 2) + 0.0  # never −0
        if month >= BURN_IN:
            paid[:, month - BURN_IN], balance[:, month - BURN_IN] = pays, owed
    return Ledger(np.repeat(due[:, None], months, axis=1), paid, balance, rents)


def draw_decisions(
    rng: np.random.Generator,
    truth: ServiceTruth | None,
    calendar: Calendar,
    first: Days,
    last: Days,
    moved: Days,
) -> Decisions:
    """Draw decisions as on and off over time, from two years before the records.

    Parameters
    ----------
    first, last
        First and last day each person rents (`last` is `FOREVER` while it lasts).
    moved
        Day each person moved, or -1; movers have a decision from then on when the truth says so.
    """
    if truth is None:
        return Decisions(*np.zeros((5, 0), dtype=np.int64))
    on, off = truth.start_rate / 100, truth.end_rate / 100
    n, begin = len(first), calendar.begin - 730
    state = rng.random(n) < on / (on + off)
    clock, person = np.full(n, begin, dtype=np.int64), np.arange(n)
    rows: list[tuple[Days, Days, Days]] = []
    while len(person):
        wait = _wait(rng, clock, calendar, on, truth.start_ratio)
        start = np.where(state, clock, clock + wait)
        end = start + np.ceil(rng.exponential(MONTH_DAYS / off, len(person))).astype(np.int64)
        running = start <= calendar.end
        rows.append((person[running], start[running], np.where(end > calendar.end, FOREVER, end)[running]))
        going = running & (end <= calendar.end)
        person, clock = person[going], end[going] + 1
        state = np.zeros(len(person), dtype=bool)
    who, start, end = (np.concatenate(column) for column in zip(*rows, strict=True))
    start = np.where(start == begin, begin - rng.integers(0, 400, len(start)), start)
    if truth.movers_all:
        who, start, end = _for_movers(who, start, end, moved)
    start, end = np.maximum(start, first[who]), np.minimum(end, last[who])
    keep = (start <= end) & (start <= calendar.end)
    who, start, end = who[keep], start[keep], end[keep]
    order = np.lexsort((start, who))
    who, start, end = who[order], start[order], end[order]
    service = rng.choice(len(SERVICES), len(who), p=SERVICE_SHARES)
    return Decisions(who, service, start - rng.integers(3, 22, len(who)), start, end)


def _wait(rng: np.random.Generator, clock: Days, calendar: Calendar, rate: float, ratio: float) -> Days:
    """Days until the next decision when the rate changes by `ratio` on the first day of the project."""
    hazard = rng.exponential(1.0, len(clock)) * MONTH_DAYS / rate
    until = np.maximum(calendar.start - clock, 0)
    wait = np.where(hazard <= until, hazard, until + (hazard - until) / ratio)
    return np.ceil(wait).astype(np.int64)


def _for_movers(who: Days, start: Days, end: Days, moved: Days) -> tuple[Days, Days, Days]:
    """Replace what a mover has on the day of the move, and later, by one decision that starts that day."""
    day = np.where(moved[who] >= 0, moved[who], FOREVER)
    earlier = start < day
    end = np.minimum(end, np.where(day < FOREVER, day - 1, FOREVER))
    movers = np.flatnonzero(moved >= 0)
    return (
        np.append(who[earlier], movers),
        np.append(start[earlier], moved[movers]),
        np.append(end[earlier], np.full(len(movers), FOREVER)),
    )


def draw_cases(
    rng: np.random.Generator, truth: CasesTruth | None, calendar: Calendar
) -> tuple[Days, Days, Days]:
    """Draw cases received, closed and still open at the end of each month; none where none are counted."""
    if truth is None:
        return (np.empty(0, dtype=np.int64),) * 3
    months = len(calendar.first)
    received = rng.poisson(truth.received, months)
    target = received + np.where(calendar.after, truth.net_closed, 0.0) + rng.normal(0, 3, months)
    waiting, closed, left = (
        truth.open_at_first,
        np.zeros(months, dtype=np.int64),
        np.zeros(months, dtype=np.int64),
    )
    for month in range(months):
        closed[month] = int(np.clip(np.rint(target[month]), 0, waiting + received[month]))
        waiting = int(waiting + received[month] - closed[month])
        left[month] = waiting
    return received.astype(np.int64), closed, left

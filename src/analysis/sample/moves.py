"""The tenancies of a world put together: before, after, the moves, and the flats out of use."""

from __future__ import annotations

import numpy as np

from analysis.sample.calendar import FOREVER, Calendar, Days, day_number
from analysis.sample.model import SampleParams, TenancyTruth
from analysis.sample.tenancies import (
    MOVED,
    OUTSIDE,
    RUNNING,
    Outages,
    Spells,
    Stock,
    backwards,
    draw_reasons,
    forwards,
    gap,
    monthly_rates,
)


def draw_tenancies(
    rng: np.random.Generator,
    params: SampleParams,
    truth: TenancyTruth,
    stock: Stock,
    calendar: Calendar,
    scale: int,
) -> tuple[Spells, Outages]:
    """Draw every tenancy and every span in which a flat was out of use."""
    outages = _outages_at_start(params, stock)
    past = backwards(rng, truth, stock, calendar, outages)
    n_let = int((stock.state == "let").sum())
    _, rate, _ = monthly_rates(truth, stock)
    end = past.end.copy()
    end[:n_let] = calendar.start - 1 + gap(rng, n_let, rate[past.flat[:n_let]])
    end[:n_let][end[:n_let] > calendar.end] = FOREVER

    free = np.flatnonzero(stock.state == "vacant")
    later_flat = np.concatenate([free, outages.flat])
    later_from = np.concatenate([np.full(len(free), calendar.start), outages.end + 1])
    new_flat, new_start, new_end = forwards(
        rng, truth, stock, calendar, later_flat, np.maximum(later_from, calendar.start)
    )
    new_person = np.arange(len(new_flat)) + len(past.flat)

    moved, moved_out, moved_start = _choose_movers(
        rng, truth, stock, scale, past.flat[:n_let], end[:n_let], new_flat, new_start
    )
    inside = moved_out >= 0
    new_person[moved_out[inside]] = moved[inside]
    ended = end[:n_let] < FOREVER
    end[moved] = moved_start - 1
    vacated = np.flatnonzero(ended | np.isin(np.arange(n_let), moved))
    re_flat, re_start, re_end = forwards(rng, truth, stock, calendar, past.flat[vacated], end[vacated] + 1)

    out = ~inside
    flat = np.concatenate([past.flat, new_flat, np.full(int(out.sum()), OUTSIDE), re_flat])
    start = np.concatenate([past.start, new_start, moved_start[out], re_start])
    stop = np.concatenate([end, new_end, np.full(int(out.sum()), FOREVER), re_end])
    first_re = len(past.flat) + len(new_flat)
    person = np.concatenate([past.person, new_person, moved[out], np.arange(len(re_flat)) + first_re])
    reason = np.full(len(flat), RUNNING, dtype=object)
    reason[n_let : len(past.flat)] = past.reason[n_let:]
    ends_after = (stop < FOREVER) & (reason == RUNNING)
    for treated in (True, False):
        there = ends_after & (stock.treated[flat] == treated)
        reason[there] = draw_reasons(rng, truth, int(there.sum()), after=treated)
    reason[moved] = MOVED
    spells = _with_slip(Spells(person, flat, start, stop, reason), stock, params)
    return _numbered(spells), _with_rebuilds(rng, truth, calendar, spells, outages)


def _outages_at_start(params: SampleParams, stock: Stock) -> Outages:
    flat = np.flatnonzero((stock.state == "repair") | (stock.state == "occupied"))
    kind = stock.state[flat].astype(object)
    start, end = np.zeros((2, len(flat)), dtype=np.int64)
    for name, days in (("repair", params.repair), ("occupied", params.occupied)):
        if days:
            start[kind == name], end[kind == name] = day_number(days.start), day_number(days.end)
    return Outages(flat, start, end, kind)


def _choose_movers(
    rng: np.random.Generator, truth: TenancyTruth, stock: Stock, scale: int,
    flat: Days, end: Days, new_flat: Days, new_start: Days,
) -> tuple[Days, Days, Days]:  # fmt: skip
    """Choose who moves: number of the tenancy, number of the new tenancy taken over (or -1), first day there.

    Only those still there on the drawn day can move, so what happens before the move stays as drawn.
    """
    if truth.moves is None:
        return (np.empty(0, dtype=np.int64),) * 3
    low, high = day_number(truth.moves.start), day_number(truth.moves.end)
    n, within = truth.movers * scale, truth.movers_within * scale
    order = rng.permutation(len(flat))
    day = rng.integers(low, high + 1, len(flat))
    free = iter(rng.permutation(np.flatnonzero((new_start >= low) & (new_start <= high))))
    chosen: list[tuple[int, int, int]] = []
    for tenancy in order:
        if len(chosen) == n:
            break
        taken = next(free, -1) if len(chosen) < within else -1
        if taken >= 0 and stock.address[new_flat[taken]] == stock.address[flat[tenancy]]:
            taken = -1
        start = int(new_start[taken]) if taken >= 0 else int(day[tenancy])
        if end[tenancy] >= start and stock.treated[flat[tenancy]]:
            chosen.append((int(tenancy), int(taken), start))
    table = np.array(chosen, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _with_slip(spells: Spells, stock: Stock, params: SampleParams) -> Spells:
    """Add the tenancy that ended before the records begin, in the first flat under repair."""
    slip, under_repair = params.tenancy_slip, np.flatnonzero(stock.state == "repair")[:1]
    if slip is None or not len(under_repair):
        return spells
    return Spells(
        np.append(spells.person, spells.person.max(initial=-1) + 1),
        np.append(spells.flat, under_repair),
        np.append(spells.start, day_number(slip.start)),
        np.append(spells.end, day_number(slip.end)),
        np.append(spells.reason, np.array([slip.reason], dtype=object)),
    )


def _numbered(spells: Spells) -> Spells:
    """Give people numbers in the order they first moved in."""
    order = np.lexsort((spells.flat, spells.start))
    _, first, inverse = np.unique(spells.person[order], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return Spells(
        rank[inverse], spells.flat[order], spells.start[order], spells.end[order], spells.reason[order]
    )


def _with_rebuilds(
    rng: np.random.Generator,
    truth: TenancyTruth,
    calendar: Calendar,
    spells: Spells,
    at_start: Outages,
) -> Outages:
    """Let some vacancies begin with repairs, never across the first day of the project."""
    order = np.lexsort((spells.start, spells.flat))
    flat, start, end = spells.flat[order], spells.start[order], spells.end[order]
    same = (flat[:-1] == flat[1:]) & (flat[:-1] != OUTSIDE)
    begun, until = end[:-1][same] + 1, start[1:][same] - 1
    where = flat[:-1][same]
    last = np.minimum(until, begun + rng.integers(20, 70, len(begun)))
    clear = (last - begun >= 14) & ~((begun <= calendar.start) & (last >= calendar.start))
    clear &= ~np.isin(where, at_start.flat) & (rng.random(len(begun)) < truth.rebuild_share)
    return Outages(
        np.concatenate([at_start.flat, where[clear]]),
        np.concatenate([at_start.start, begun[clear]]),
        np.concatenate([at_start.end, last[clear]]),
        np.concatenate([at_start.kind, np.full(int(clear.sum()), "repair", dtype=object)]),
    )

"""Who lived where and when: tenancies as a two-state process that runs both ways from the project's start.

Each flat is let or vacant. Tenancies end at the stated rates and vacancies at the rate that keeps the
share of let flats where it is on the first day, so without an effect nothing drifts. Such a process
looks the same backwards, so the time before the project is drawn backwards from its first day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.params import Address
from analysis.sample.calendar import FOREVER, MONTH_DAYS, Calendar, Days
from analysis.sample.model import Layout, TenancyTruth

OUTSIDE = -1
"""Flat number of a municipal flat outside the project's addresses."""

MOVED = "flyttet"
RUNNING = ""


@dataclass(frozen=True)
class Stock:
    """The flats: which address each is at, and what it was on the first day of the project."""

    address: Days
    """Number of the address, copy by copy when the world is scaled."""
    label: NDArray[np.object_]
    """Dwelling number, such as ``H0102``."""
    state: NDArray[np.str_]
    """``let``, ``vacant``, ``repair`` or ``occupied``."""
    treated: NDArray[np.bool_]
    """Whether the flat is at an address of the project's own, not at a comparison address."""


@dataclass(frozen=True)
class Spells:
    """Tenancies, one per row."""

    person: Days
    flat: Days
    start: Days
    end: Days
    """Last day let; `FOREVER` while it lasts."""
    reason: NDArray[np.object_]


@dataclass(frozen=True)
class Outages:
    """Spans in which a flat could not be let."""

    flat: Days
    start: Days
    end: Days
    kind: NDArray[np.object_]
    """``repair`` or ``occupied``."""


def make_stock(
    rng: np.random.Generator, layouts: list[Layout], addresses: list[Address], scale: int
) -> Stock:
    """Lay out the flats of `scale` copies of the addresses and draw which are let at the start.

    A flat under repair is the last door of its address in every world; the others are drawn.
    """
    address: list[Days] = []
    label: list[NDArray[np.object_]] = []
    state: list[NDArray[np.str_]] = []
    treated = []
    for number, (layout, place) in enumerate(zip(layouts, addresses, strict=True)):
        n = place.flats
        free = n - layout.repair
        fixed = np.array(["let"] * layout.let + ["occupied"] * layout.occupied, dtype="<U8")
        pool = np.concatenate([fixed, np.repeat("vacant", free - len(fixed))])
        drawn = rng.permuted(np.tile(pool, (scale, 1)), axis=1)
        both = np.concatenate([drawn, np.full((scale, layout.repair), "repair")], axis=1)
        state.append(both.ravel())
        address.append(np.repeat(np.arange(scale) * len(layouts) + number, n))
        treated.append(np.full(scale * n, not place.comparison))
        label.append(
            np.tile(np.array([f"H{1 + k // 4:02d}{1 + k % 4:02d}" for k in range(n)], dtype=object), scale)
        )
    joined = np.concatenate(address)
    order = np.argsort(joined, kind="stable")
    parts = (np.concatenate(part)[order] for part in (label, state, treated))
    return Stock(joined[order], *parts)


def gap(rng: np.random.Generator, n: int, per_month: float | NDArray[np.float64]) -> Days:
    """Whole days until something with a monthly rate happens (one rate, or one for each), at least one."""
    rate = np.broadcast_to(np.asarray(per_month, dtype=np.float64), n)
    mean = np.divide(MONTH_DAYS, rate, out=np.full(n, np.inf), where=rate > 0)
    wait = np.ceil(rng.exponential(mean))
    return np.asarray(np.minimum(wait, FOREVER // 4), dtype=np.int64)


def draw_reasons(
    rng: np.random.Generator, truth: TenancyTruth, n: int, *, after: bool
) -> NDArray[np.object_]:
    """Draw why tenancies ended, each reason as often as its rate."""
    names = list(truth.ends)
    rates = np.array([truth.ends[k].rate * (truth.ends[k].ratio if after else 1.0) for k in names])
    shares = rates / rates.sum() if rates.sum() > 0 else np.full(len(names), 1 / len(names))
    return np.array(names, dtype=object)[rng.choice(len(names), n, p=shares)]


def monthly_rates(truth: TenancyTruth, stock: Stock) -> tuple[float, NDArray[np.float64], float]:
    """Monthly rates: ends before, ends after for each flat, and vacancies that are let."""
    before = sum(e.rate for e in truth.ends.values()) / 100
    after = sum(e.rate * e.ratio for e in truth.ends.values()) / 100
    let, vacant = int((stock.state == "let").sum()), int((stock.state == "vacant").sum())
    return before, np.where(stock.treated, after, before), before * let / vacant if vacant else before


def backwards(
    rng: np.random.Generator, truth: TenancyTruth, stock: Stock, calendar: Calendar, outages: Outages
) -> Spells:
    """Draw the tenancies up to the first day of the project; the running ones come first, with no end yet."""
    rate, _, relet = monthly_rates(truth, stock)
    let = np.flatnonzero(stock.state == "let")
    start = calendar.start + 1 - gap(rng, len(let), rate)
    flats, starts = [let], [start]
    ends = [np.full(len(let), FOREVER, dtype=np.int64)]
    # `edge` is the first day of the state a flat is in; flats vacant or out of use have none behind them yet.
    vacant = np.flatnonzero(stock.state == "vacant")
    edge_flat = np.concatenate([let, vacant, outages.flat])
    edge = np.concatenate([start, np.full(len(vacant), calendar.start + 1), outages.start])
    while True:
        edge = edge - gap(rng, len(edge), relet)
        keep = edge > calendar.begin
        edge, edge_flat = edge[keep], edge_flat[keep]
        if not len(edge):
            break
        begun = edge - gap(rng, len(edge), rate)
        flats.append(edge_flat)
        starts.append(begun)
        ends.append(edge - 1)
        edge, edge_flat = begun[begun > calendar.begin], edge_flat[begun > calendar.begin]
    flat, start, end = np.concatenate(flats), np.concatenate(starts), np.concatenate(ends)
    reason = np.full(len(flat), RUNNING, dtype=object)
    reason[len(let) :] = draw_reasons(rng, truth, len(flat) - len(let), after=False)
    return Spells(np.arange(len(flat)), flat, start, end, reason)


def forwards(
    rng: np.random.Generator,
    truth: TenancyTruth,
    stock: Stock,
    calendar: Calendar,
    flat: Days,
    vacant_from: Days,
) -> tuple[Days, Days, Days]:
    """Draw the tenancies that begin in `flat` from the day it is vacant: flat, start, end."""
    _, rate, relet = monthly_rates(truth, stock)
    out: tuple[list[Days], list[Days], list[Days]] = ([], [], [])
    while len(flat):
        start = vacant_from + gap(rng, len(flat), relet) - 1
        flat, start = flat[start <= calendar.end], start[start <= calendar.end]
        end = start + gap(rng, len(flat), rate[flat])
        over = end > calendar.end
        for store, values in zip(out, (flat, start, np.where(over, FOREVER, end)), strict=True):
            store.append(values)
        flat, vacant_from = flat[~over], end[~over] + 1
    empty = np.empty(0, dtype=np.int64)
    flats, starts, ends = (np.concatenate([empty, *store]) for store in out)
    return flats, starts, ends
